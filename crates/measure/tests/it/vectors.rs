//! Every reference vector of `specs/measure` against the methods.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{fs, path::PathBuf};

use measure::vectors::{VectorError, is_known, verify};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../specs/measure")
}

/// The vector files by name, with their bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json" || ending == "csv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// How many cases each file holds: what is expected here, so that a file that goes missing or empty is seen.
const CASES: [(&str, usize); 27] = [
    ("cusum_arl.json", 6),
    ("cusum_bernoulli.json", 9),
    ("cusum_ewma_textbook.json", 9),
    ("cusum_risk_adjusted.json", 12),
    ("cusum_steiner_llr.json", 6),
    ("dsr.json", 22),
    ("early_warning_ears.json", 6),
    ("early_warning_farrington.json", 6),
    ("funnel_exact_limits.csv", 144),
    ("funnel_limits.json", 12),
    ("funnel_od.json", 29),
    ("funnel_points.json", 6),
    ("funnel_poisson_helper.json", 1),
    ("funnel_significance.json", 14),
    ("intervals.csv", 534),
    ("israte.json", 14),
    ("isratio.json", 14),
    ("life_expectancy.json", 18),
    ("mean.json", 12),
    ("proportion.json", 22),
    ("quantile.json", 14),
    ("rate.json", 22),
    ("sii.json", 9),
    ("spc_ptd.json", 144),
    ("spc_ptd_edge.json", 26),
    ("spc_ptd_real.json", 156),
    ("spc_ptd_rules.json", 22),
];

#[test]
fn every_reference_vector_is_met() {
    let files = files();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, CASES.map(|(name, _)| name), "the files of specs/measure");
    let mut wrong = Vec::new();
    for ((name, bytes), (_, cases)) in files.iter().zip(CASES) {
        assert!(is_known(name), "{name}");
        let report = verify(name, bytes).unwrap();
        eprintln!(
            "{:24} {:4} cases {:6} comparisons {:3} failures, largest error {:.1e}",
            report.method,
            report.cases,
            report.comparisons,
            report.failures.len(),
            report.largest_error
        );
        assert_eq!(report.cases, cases, "{name}");
        assert!(report.comparisons >= cases, "{name}: {} comparisons", report.comparisons);
        wrong.extend(report.failures.into_iter().map(|failure| format!("{name} {}: {}", failure.case, failure.what)));
    }
    assert!(wrong.is_empty(), "{} failures:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers_of_the_files_are_read_to_their_nearest_double() {
    // serde_json without float_roundtrip may miss the last bit of long numbers: these are short enough. Measured here.
    let mut read = 0_usize;
    for (name, bytes) in files() {
        let text = String::from_utf8(bytes).unwrap();
        for token in text.split(|letter: char| !(letter.is_ascii_digit() || "+-.eE".contains(letter))) {
            let Ok(exact) = token.parse::<f64>() else { continue };
            if name.contains(".csv") || token.starts_with(['+', '.']) || token.contains("inf") {
                continue;
            }
            let Ok(Value::Number(number)) = serde_json::from_str::<Value>(token) else { continue };
            assert_eq!(number.as_f64().unwrap().to_bits(), exact.to_bits(), "{name}: {token}");
            read += 1;
        }
    }
    assert!(read > 100_000, "{read}");
}

/// Changes one number of the `expected` part of a case by a little.
fn perturbed(case: &Value, column: &str) -> Option<Value> {
    let mut case = case.clone();
    let expected = case.get_mut("expected").or(None)?;
    let value = expected.get_mut(column)?;
    let number = if value.is_array() {
        value.as_array_mut()?.iter_mut().find(|number| number.as_f64().is_some_and(|number| number.abs() > 1e-3))?
    } else {
        value
    };
    *number = Value::from(number.as_f64()? * 1.01 + 0.003);
    Some(case)
}

#[test]
fn a_wrong_expectation_is_reported() {
    let mut tried = 0;
    for (name, bytes) in files() {
        if !name.contains(".json") || name == "cusum_arl.json" {
            continue;
        }
        let cases: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
        let columns = [
            "value",
            "cusum",
            "s1",
            "ewma",
            "phi",
            "rate_chart",
            "exact_low",
            "upper",
            "lower_2s_limit",
            "quantile",
            "relative_to_mean",
        ];
        let Some(wrong) = cases.iter().find_map(|case| columns.iter().find_map(|column| perturbed(case, column)))
        else {
            continue;
        };
        let right = cases.iter().find(|case| case["id"] == wrong["id"]).unwrap();
        let run = |case: &Value| verify(&name, serde_json::to_string(&[case]).unwrap().as_bytes()).unwrap();
        assert_eq!(run(right).failures, [], "{name}");
        let report = run(&wrong);
        assert_eq!(report.failures.len(), 1, "{name}");
        assert_eq!(report.failures[0].case, wrong["id"].as_str().unwrap());
        assert!(report.failures[0].what.contains("expected"), "{}", report.failures[0].what);
        tried += 1;
    }
    assert!(tried >= 18, "{tried}");
}

#[test]
fn what_cannot_be_run_is_said() {
    assert!(matches!(verify("sdc_rules.csv", b"a,b\n1,2\n"), Err(VectorError::UnknownMethod(_))));
    assert!(matches!(verify("rate.json", b"[{"), Err(VectorError::Unreadable { .. })));
    let empty = verify("rate.json", b"[]").unwrap();
    assert_eq!((empty.cases, empty.comparisons), (0, 0));
    let report = verify("rate.json", br#"[{"id":"broken","params":{"confidence":[0.95]}},{"id":"hollow"}]"#).unwrap();
    assert_eq!(report.cases, 2);
    assert_eq!(report.failures.len(), 2);
    assert!(report.failures[0].what.starts_with("cannot be read: "), "{}", report.failures[0].what);
    let report =
        verify("folder/intervals.csv", b"helper,x,n,confidence,lower,upper\nwilson,3,10,0.95,0.5,0.6\n").unwrap();
    assert_eq!(report.failures[0].case, "row 2");
}
