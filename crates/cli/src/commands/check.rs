//! `wholeplace check`: a file against a recipe, on this machine, with nothing kept and nothing sent anywhere.

use crate::{
    arguments::{Check, Words},
    failure::Failure,
};
use hub::{Hub, contributions::CheckedFile, submission::FindingCounts};
use intake::{Contract, Recipe};
use serde_json::json;
use std::{
    io::{Write, stdout},
    path::Path,
    process::ExitCode,
};
use terms::{Finding, finding::column_letters};

/// A recipe and its contract, as read from files.
pub struct Documents {
    pub recipe: Recipe,
    pub recipe_text: String,
    pub contract: Option<Contract>,
    pub contract_text: Option<String>,
}

/// Reads a recipe, and the contract that was named or that lies beside it.
pub fn documents(recipe: &Path, contract: Option<&Path>) -> Result<Documents, Failure> {
    let recipe_text = text(recipe)?;
    let parsed = Recipe::parse(&recipe_text).map_err(|problems| fault("recipe", recipe, &problems))?;
    let beside = recipe.with_file_name("contract.toml");
    let contract = contract.or_else(|| beside.exists().then_some(beside.as_path()));
    let (contract, contract_text) = match contract {
        Some(path) => {
            let text = text(path)?;
            (Some(Contract::parse(&text).map_err(|problems| fault("contract", path, &problems))?), Some(text))
        }
        None => (None, None),
    };
    Ok(Documents { recipe: parsed, recipe_text, contract, contract_text })
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|cause| Failure::file(format!("{} could not be read", path.display()), cause))
}

fn fault(document: &'static str, path: &Path, problems: &intake::Problems) -> Failure {
    Failure::Hub(hub::Error::Document { document, dataset: path.display().to_string(), problems: problems.to_string() })
}

pub fn run(arguments: &Check) -> Result<ExitCode, Failure> {
    let Documents { recipe, contract, .. } = documents(&arguments.recipe, arguments.contract.as_deref())?;
    let file = std::fs::File::open(&arguments.file)
        .map_err(|cause| Failure::file(format!("{} could not be opened", arguments.file.display()), cause))?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reference = hub::places::MapReference::new(place::Map::england());
    let CheckedFile { report } = Hub::check_only(&reference, file, &name, &recipe, contract.as_ref())?;
    let counts = FindingCounts::of(&report.findings);
    match arguments.format {
        Words::Json => json_report(&name, &report, counts)?,
        Words::Text => text_report(&name, &report, counts)?,
    }
    if contract.is_none() {
        eprintln!(
            "hint: without a contract, nothing is known of ranges, totals and expected bodies. Add --contract CONTRACT.toml"
        );
    }
    Ok(if counts.errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// A finding as one object for each cell, so that each says by itself where, what, why and how to mend.
pub fn flat(findings: &[Finding]) -> impl Iterator<Item = serde_json::Value> {
    findings.iter().flat_map(|finding| {
        let whole = terms::Cell { row: None, column: None, value: None };
        let cells = if finding.cells.is_empty() { vec![whole] } else { finding.cells.clone() };
        cells.into_iter().map(move |cell| {
            json!({
                "severity": finding.severity,
                "rule": finding.rule,
                "file": finding.file,
                "sheet": finding.sheet,
                "row": cell.row,
                "column": cell.column,
                "column_letter": cell.column.map(column_letters),
                "cell": cell.name(),
                "value": cell.value,
                "what": finding.what,
                "why": finding.why,
                "mend": finding.mend,
            })
        })
    })
}

fn json_report(name: &str, report: &intake::Report, counts: FindingCounts) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(stdout().lock());
    let by_status: serde_json::Map<String, serde_json::Value> =
        report.by_status.iter().map(|(status, count)| (status.name().to_owned(), (*count).into())).collect();
    let head = json!({
        "file": name,
        "outcome": if counts.errors > 0 { "errors" } else if counts.warnings > 0 { "warnings" } else { "clean" },
        "errors": counts.errors,
        "warnings": counts.warnings,
        "information": counts.information,
        "rows_read": report.rows,
        "observations": report.observations,
        "observations_by_status": by_status,
        "indicators": report.indicators,
        "periods": report.periods,
    });
    let head = serde_json::to_string(&head)?;
    write!(out, "{},\"findings\":[", head.trim_end_matches('}'))?;
    for (position, finding) in flat(&report.findings).enumerate() {
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &finding)?;
    }
    writeln!(out, "\n]}}")?;
    out.flush()?;
    Ok(())
}

fn text_report(name: &str, report: &intake::Report, counts: FindingCounts) -> Result<(), Failure> {
    let mut out = stdout().lock();
    writeln!(out, "{name}: {} rows read, {} figures", report.rows, report.observations)?;
    for finding in &report.findings {
        writeln!(out)?;
        print_finding(&mut out, finding)?;
    }
    writeln!(out)?;
    writeln!(out, "{}", verdict(counts))?;
    Ok(())
}

/// One finding, for reading: where, what, why, how to mend.
pub fn print_finding(out: &mut impl Write, finding: &Finding) -> Result<(), Failure> {
    writeln!(out, "{}: {} [{}]", finding.severity, finding.what, finding.rule)?;
    let sheet = finding.sheet.as_ref().map(|sheet| format!("{sheet}, ")).unwrap_or_default();
    let shown: Vec<String> = finding
        .cells
        .iter()
        .take(8)
        .map(|cell| match &cell.value {
            Some(value) if !cell.name().is_empty() => format!("{} “{value}”", cell.name()),
            Some(value) => format!("“{value}”"),
            None => cell.name(),
        })
        .collect();
    if !shown.is_empty() {
        let more = finding.cells.len().saturating_sub(8);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "  where: {sheet}{}{more}", shown.join(", "))?;
    }
    writeln!(out, "  why:   {}", finding.why)?;
    writeln!(out, "  mend:  {}", finding.mend)?;
    Ok(())
}

/// The outcome in one sentence.
pub fn verdict(counts: FindingCounts) -> String {
    let plural = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    if counts.errors > 0 {
        format!(
            "{} and {}: this file would be refused. Mend the errors and check again.",
            plural(counts.errors, "error"),
            plural(counts.warnings, "warning")
        )
    } else if counts.warnings > 0 {
        format!("No errors, {}: somebody would have to accept this file.", plural(counts.warnings, "warning"))
    } else {
        "Nothing to mend: this file would be brought into use.".to_owned()
    }
}
