//! The README that goes with the files.

use crate::{
    catalogue::{TABLES, WHOLE_TABLES},
    geography::{COUNTY, DISTRICTS},
    needs::EFFECTS,
    services::PROFILES,
    table::Table,
    world::Setting,
};
use std::fmt::Write;

/// The README of a folder with a place: that nobody in it is real, what each file and each column is, and what was
/// planted. `ending` is the ending of the files, such as `parquet`.
#[must_use]
pub fn readme(setting: &Setting, ending: &str) -> String {
    let mut out = String::new();
    let text = &mut out;
    let Setting { people, seed, first_year, last_year } = *setting;
    // Writing to memory cannot fail.
    let _ = writeln!(text, "# {COUNTY}: a place that does not exist\n");
    let _ = writeln!(
        text,
        "**Nobody in these files is real.** Every person, name, address, number, event and body was made by a program from \
         dice. No record of anybody was used. If somebody here has the name and the birthday of a living person, that is \
         chance. Postcodes, property numbers, NHS numbers, pupil numbers and numbers of the form of a National Insurance \
         number lie in ranges that are not issued; that of learner numbers cannot be shown, since the ranges in issue are \
         not published.\n"
    );
    let _ = writeln!(
        text,
        "Made by `wholeplace synth --people {people} --seed {seed} --years {first_year}..{last_year}`. The same words give \
         the same files, to the byte. {people} people live here on 1 January {first_year}; others are born or come until \
         31 December {last_year}.\n"
    );
    let names: Vec<&str> = DISTRICTS.iter().map(|district| district.name).collect();
    let _ = writeln!(
        text,
        "{COUNTY} is a county of two tiers. The county council holds social care, schools and libraries; the districts {} \
         hold housing, council tax and benefits, each its own rows; general practices and the police hold theirs. Services \
         share no key. How the lives in it were made, every rate, and what it departs from life in: \
         `docs/concepts/synthetic-place.md` of Wholeplace.\n",
        names.join(", ")
    );
    let _ = writeln!(text, "- `services/` is what services hold, with their errors.");
    let _ =
        writeln!(text, "- `events`, `gazetteer`, `bodies`: dated events of all services, addresses, who holds what.");
    let _ = writeln!(
        text,
        "- `truth/` is what is true. Keep it apart from whatever you test: it holds who is who, and protected addresses.\n"
    );
    let _ = writeln!(text, "## What was planted to be found\n");
    let _ = writeln!(text, "| Effect | Of what | On what | Measure | Size |\n|---|---|---|---|--:|");
    for effect in EFFECTS {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.2} |",
            effect.name, effect.cause, effect.outcome, effect.measure, effect.size
        );
    }
    let _ = writeln!(text, "\n`truth/planted_effects` says among whom, and how each can be found.\n");
    let _ = writeln!(text, "## How well each service writes down\n");
    let _ = writeln!(
        text,
        "Shares of records. *Stale* records hold what was true up to so many days before: an old address, an old name.\n"
    );
    let _ = writeln!(
        text,
        "| Service | Errors, times the usual | No birth date | No sex | No identifier | No address | Then no postcode | \
         Then no property number | Stale | Days |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    for profile in &PROFILES {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            profile.service,
            profile.errors,
            profile.no_birth,
            profile.no_sex,
            profile.no_identifier,
            profile.no_address,
            profile.no_postcode,
            profile.no_uprn,
            profile.stale,
            profile.stale_days
        );
    }
    let _ = writeln!(text, "\nA 1 means that the service does not ask for it.\n\n## The files\n");
    for table in WHOLE_TABLES[..1].iter().chain(&TABLES).chain(&WHOLE_TABLES[1..]) {
        describe(text, table, ending);
    }
    out
}

fn describe(text: &mut String, table: &Table, ending: &str) {
    let _ = writeln!(text, "### {}.{ending}\n", table.name);
    let _ = writeln!(text, "Held by: {}. One row: {}.\n", table.holder, table.row);
    let _ = writeln!(text, "| Column | Kind | Meaning |\n|---|---|---|");
    for column in table.columns {
        let _ = writeln!(text, "| {} | {} | {} |", column.name, column.kind.words(), column.meaning);
    }
    text.push('\n');
}
