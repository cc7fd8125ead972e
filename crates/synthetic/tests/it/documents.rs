//! What people read of the place is what the program does.

use std::fmt::Write;
use synthetic::{EFFECTS, RATES, Setting, readme::readme};

#[test]
fn the_readme_of_the_folder() {
    let setting = Setting { people: 100_000, seed: 7, first_year: 2016, last_year: 2025 };
    insta::assert_snapshot!(readme(&setting, "parquet"));
}

/// The tables of rates as the documentation holds them.
fn tables_of_rates() -> Vec<String> {
    let mut tables: Vec<(&str, String)> = Vec::new();
    for rate in RATES {
        if tables.last().is_none_or(|(group, _)| *group != rate.group) {
            tables.push((rate.group, "| Rate | Value | Unit | Reason |\n|---|--:|---|---|\n".to_owned()));
        }
        let table = &mut tables.last_mut().unwrap().1;
        writeln!(table, "| `{}` | {} | {} | {} |", rate.name, rate.value, rate.unit, rate.reason).unwrap();
    }
    tables.into_iter().map(|(_, table)| table).collect()
}

#[test]
fn every_rate_and_effect_is_documented_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/concepts/synthetic-place.md");
    let page = std::fs::read_to_string(path).unwrap();
    for table in tables_of_rates() {
        assert!(page.contains(&table), "docs/concepts/synthetic-place.md should hold this table:\n{table}");
    }
    for effect in EFFECTS {
        let line = format!("| `{}` | {} | {} | {:.2} |", effect.name, effect.outcome, effect.measure, effect.size);
        assert!(page.contains(&line), "docs/concepts/synthetic-place.md should hold this line:\n{line}");
    }
}
