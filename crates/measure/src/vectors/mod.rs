//! Reference results of other programs, run against the methods of this crate.
//!
//! A vector file is a JSON array of cases, or a CSV table, in the formats that `specs/measure/README.md` describes. Its
//! name says which method it is about. [`verify`] takes a name and the bytes and says how many cases there were, which
//! of them differ and how, and the largest error met: the body of `wholeplace methods verify`.
//!
//! Where a peer is known to be wrong the methods do not follow it; the few places are listed there too, and the runner
//! checks that the crate then gives what it promises instead.

mod case;
mod charts;
mod check;
mod detectors;
mod events;
mod funnels;
mod population;
mod standardised;

use serde::Serialize;

use case::{Case, Malformed};
use check::Check;

/// What a file showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodReport {
    /// The method: the name of the file without its ending.
    pub method: String,
    /// How many cases or rows were run.
    pub cases: usize,
    /// How many single numbers, labels and flags were compared.
    pub comparisons: usize,
    /// What differed, in the order of the file.
    pub failures: Vec<Failure>,
    /// The largest error among the numbers compared: relative, or absolute where the value may be zero.
    pub largest_error: f64,
}

/// A case that differs from its expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The case.
    pub case: String,
    /// What differed, or what could not be read.
    pub what: String,
}

/// Why a file could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorError {
    /// No method of this crate goes by that name.
    #[error("no method is tested by files named {0:?}")]
    UnknownMethod(String),
    /// The bytes are not what the name promises.
    #[error("{name}: not a file of cases: {reason}")]
    Unreadable {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
}

type Runner = fn(&Case, &mut Check) -> Result<(), Malformed>;

/// Every method, and how a case of it is run.
const METHODS: [(&str, Runner); 27] = [
    ("cusum_arl", detectors::run_length),
    ("cusum_bernoulli", detectors::bernoulli),
    ("cusum_ewma_textbook", detectors::textbook),
    ("cusum_risk_adjusted", detectors::risk_adjusted),
    ("cusum_steiner_llr", detectors::steiner),
    ("dsr", standardised::direct),
    ("early_warning_ears", detectors::ears),
    ("early_warning_farrington", detectors::farrington),
    ("funnel_exact_limits", funnels::exact_limits),
    ("funnel_limits", funnels::limits),
    ("funnel_od", funnels::overdispersed),
    ("funnel_points", funnels::points),
    ("funnel_poisson_helper", funnels::poisson_helper),
    ("funnel_significance", funnels::significance),
    ("intervals", events::intervals),
    ("israte", standardised::indirect_rate),
    ("isratio", standardised::indirect_ratio),
    ("life_expectancy", population::life_expectancy),
    ("mean", events::mean),
    ("proportion", events::proportion),
    ("quantile", population::quantile),
    ("rate", events::rate),
    ("sii", population::inequality),
    ("spc_ptd", charts::chart),
    ("spc_ptd_edge", charts::chart),
    ("spc_ptd_real", charts::chart),
    ("spc_ptd_rules", charts::chart),
];

/// Whether files of this name can be run: a name with or without `.json` or `.csv`.
#[must_use]
pub fn is_known(name: &str) -> bool {
    runner(stem(name)).is_some()
}

/// Runs a vector file: its name, with or without its ending, and its bytes.
///
/// A case that cannot be read counts as a failure with its reason; the others still run.
///
/// # Errors
/// A name that no method goes by; bytes that are neither a JSON array of cases nor a CSV table with a header.
pub fn verify(name: &str, bytes: &[u8]) -> Result<MethodReport, VectorError> {
    let method = stem(name);
    let run = runner(method).ok_or_else(|| VectorError::UnknownMethod(name.to_owned()))?;
    let unreadable = |reason: String| VectorError::Unreadable { name: name.to_owned(), reason };
    let cases = case::read(bytes).map_err(unreadable)?;
    let mut report = MethodReport {
        method: method.to_owned(),
        cases: cases.len(),
        comparisons: 0,
        failures: Vec::new(),
        largest_error: 0.0,
    };
    for case in &cases {
        let mut check = Check::default();
        if let Err(Malformed(what)) = run(case, &mut check) {
            check.fail(format!("cannot be read: {what}"));
        } else if check.comparisons() == 0 {
            check.fail("nothing in it could be compared".to_owned());
        }
        report.comparisons += check.comparisons();
        report.largest_error = report.largest_error.max(check.largest_error());
        if let Some(what) = check.into_failure() {
            report.failures.push(Failure { case: case.id().to_owned(), what });
        }
    }
    Ok(report)
}

fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".json").or_else(|| file.strip_suffix(".csv")).unwrap_or(file)
}

fn runner(method: &str) -> Option<Runner> {
    METHODS.iter().find(|(name, _)| *name == method).map(|(_, run)| *run)
}
