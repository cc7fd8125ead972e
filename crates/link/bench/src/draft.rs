//! A first model drafted from files, written out and told in figures.

use crate::{Failure, arguments::Arguments, machine::Clock, read};
use link::Silent;
use link::draft::{Wanted, draft};
use link::model::Between;
use serde_json::json;

/// `draft DATA... --id COLUMN [--out MODEL.toml] [--sources]`: what a draft takes, finds and costs.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut clock = Clock::start();
    let columns = read::columns(&arguments.data, &arguments.id)?;
    let records = read::records(&arguments.data, &arguments.id, &columns, None)?.records;
    clock.lap("load");
    let wanted = Wanted {
        name: "drafted".to_owned(),
        between: if arguments.sources { Between::Sources } else { Between::All },
        most_pairs: None,
        of_records: records.len() as u64,
        threads: arguments.threads,
    };
    let draft = draft(records, &wanted, &Silent)?;
    clock.lap("draft");
    let text = draft.text();
    link::Model::from_toml(&text)?;
    match &arguments.out {
        Some(file) => std::fs::write(file, &text)?,
        None => println!("{text}"),
    }
    let told = json!({"recall": draft.recall, "likely_matches": draft.likely_matches, "rules": draft.rules.len(),
        "pairs": draft.rules.iter().map(|rule| rule.pairs).sum::<u64>(), "stages": clock.stages(), "total": clock.total()});
    eprintln!("{}", serde_json::to_string_pretty(&told)?);
    Ok(())
}
