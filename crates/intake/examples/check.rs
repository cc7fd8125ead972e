//! Checks a file, or drafts a recipe for it, against the repository's own map:
//! `cargo run -p wholeplace-intake --example check -- FILE [RECIPE [CONTRACT]]`.

use intake::{Contract, Limits, Nowhere, Recipe, check, draft::draft};
use std::{fs::File, io::Write, time::Instant};

#[path = "../tests/it/reference.rs"]
mod reference;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, rest @ ..] = arguments.as_slice() else { return Err("name a file".into()) };
    let reference = reference::known_areas();
    let mut file = File::open(path)?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let limits = Limits::default();
    let mut out = std::io::stdout().lock();
    let text = if let Some(recipe) = rest.first() {
        std::fs::read_to_string(recipe)?
    } else {
        let begun = Instant::now();
        let drafted = draft(&mut file, name, &reference, &limits)?;
        writeln!(out, "{}\n# drafted in {:?}", drafted.toml, begun.elapsed())?;
        drafted.toml
    };
    let recipe = Recipe::parse(&text)?;
    let contract = rest.get(1).map(std::fs::read_to_string).transpose()?;
    let contract = contract.map(|text| Contract::parse(&text)).transpose()?;
    for missing in contract.iter().flat_map(Contract::publishable) {
        writeln!(out, "{}: missing {:?}", missing.indicator, missing.keys)?;
    }
    let begun = Instant::now();
    let report = check(&mut file, name, &recipe, contract.as_ref(), &reference, &limits, &mut Nowhere)?;
    writeln!(
        out,
        "{:?} {:?}: {} rows, {} observations of {} indicators, {} periods, {} areas in {:?}\n{:?}\nleft out {:?}",
        report.format,
        report.encoding,
        report.rows,
        report.observations,
        report.indicators.len(),
        report.periods.len(),
        report.areas.len(),
        begun.elapsed(),
        report.by_status,
        report.left_out
    )?;
    for finding in &report.findings {
        let cells: Vec<String> = finding
            .cells
            .iter()
            .take(4)
            .map(|cell| format!("{} {}", cell.name(), cell.value.as_deref().unwrap_or("")))
            .collect();
        writeln!(
            out,
            "{} {}{}: {} [{} cells: {}]",
            finding.severity,
            finding.rule,
            finding.sheet.as_ref().map(|sheet| format!(" in {sheet}")).unwrap_or_default(),
            finding.what,
            finding.cells.len(),
            cells.join("; ")
        )?;
    }
    Ok(())
}
