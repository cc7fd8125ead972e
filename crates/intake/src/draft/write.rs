//! Writes a drafted recipe as TOML, with comments on what was unsure.

use super::{
    FoundTable,
    columns::{Columns, MADE_UP_PERIOD, PeriodAt},
    periods::shape,
};
use crate::{grids::Grids, header::without_footnotes, recipe::Scheme};
use std::{collections::BTreeSet, fmt::Write};
use terms::{finding::column_letters, identifier::slug};

/// Text in quotes, as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            character if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn comment(text: &str) -> String {
    let flat: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(160).collect();
    format!("# {flat}\n")
}

/// How a column is best named: by its header where that is plain and alone, else by its letter.
fn column(columns: &Columns, at: usize, by_letter: bool) -> String {
    let text = &columns.header[at];
    let same = columns
        .header
        .iter()
        .filter(|other| without_footnotes(&other.to_lowercase()) == without_footnotes(&text.to_lowercase()))
        .count();
    if by_letter || text.is_empty() || same > 1 || text.starts_with('=') || text.len() > 80 {
        let letter = column_letters(u32::try_from(at + 1).unwrap_or(1));
        return format!("\"={letter}\"");
    }
    quoted(text)
}

fn identifier(text: &str, used: &mut BTreeSet<String>) -> String {
    // A short header such as avg_att8 ends in a digit that is part of its name.
    let last = text.rsplit(" - ").next().unwrap_or(text);
    let mut name = slug(if last.contains(' ') { without_footnotes(last) } else { last });
    if name.is_empty() || used.contains(&name) {
        name = slug(text);
    }
    name.truncate(80);
    let name = name.trim_end_matches('-').to_owned();
    let base = if name.is_empty() { "value".to_owned() } else { name };
    let mut name = base.clone();
    let mut number = 2;
    while !used.insert(name.clone()) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}

pub(super) fn recipe(name: &str, grids: &Grids, tables: &[FoundTable]) -> String {
    let mut toml = comment(&format!("A draft for {name}. Lines marked LOOK were guessed: look at them."));
    let _ = writeln!(toml, "title = {}\n\n[file]", quoted(name));
    let format = grids.format.map_or("auto", crate::recipe::Format::name);
    let _ = writeln!(toml, "format = \"{format}\"");
    if grids.format == Some(crate::recipe::Format::Csv) && grids.delimiter != b',' {
        let delimiter =
            if grids.delimiter == b'\t' { "tab".to_owned() } else { char::from(grids.delimiter).to_string() };
        let _ = writeln!(toml, "delimiter = \"{delimiter}\"");
    }
    if let Some(why) = &grids.refused {
        toml.push_str(&comment(&format!("LOOK: nothing could be read: {why}. What follows is only a beginning.")));
    }
    marks(&mut toml, tables);
    if tables.is_empty() {
        toml.push_str(
            "\n# LOOK: no table with areas was found. Fill this in by hand.\n[[table]]\narea = { column = \"=A\" }\n\
             period = { fixed = \"2024-04-01/P1Y\" }\n\n[[table.values]]\ncolumn = \"=B\"\nindicator = \"value\"\n",
        );
    }
    let mut used = BTreeSet::new();
    for found in tables {
        table(&mut toml, found, tables.len() > 1 || found.sheets.len() > 1, grids, &mut used);
    }
    toml
}

fn marks(toml: &mut String, tables: &[FoundTable]) {
    let tokens = || tables.iter().flat_map(|table| &table.columns.tokens);
    let mut sets: BTreeSet<&str> = tokens().filter_map(|(_, set)| *set).collect();
    sets.insert("gss");
    let sets: Vec<String> = sets.into_iter().map(quoted).collect();
    let _ = writeln!(toml, "\n[marks]\nsets = [{}]", sets.join(", "));
    if tokens().any(|(token, _)| token == "-" || token == "*" || token == ".") {
        toml.push_str("# LOOK: what -, * and . mean differs by publisher; read their notes.\n");
    }
    let unknown: BTreeSet<&String> = tokens().filter(|(_, set)| set.is_none()).map(|(token, _)| token).collect();
    if !unknown.is_empty() {
        toml.push_str("\n[marks.tokens]\n# LOOK: these stand where numbers should. Give each its status.\n");
        for token in unknown.into_iter().filter(|token| token.len() <= 80) {
            let _ = writeln!(toml, "{} = \"not_available\"", quoted(token));
        }
    }
    if tables.iter().any(|table| table.columns.brackets) {
        toml.push_str("\n[numbers]\nbracketed_negatives = true  # LOOK: (123) is taken as -123\n");
    }
}

fn table(toml: &mut String, found: &FoundTable, many: bool, grids: &Grids, used: &mut BTreeSet<String>) {
    let columns = &found.columns;
    let sheets = grids.format != Some(crate::recipe::Format::Csv);
    let by_letter = found.header_rows.len() > 1;
    toml.push_str("\n[[table]]\n");
    if sheets {
        match found.sheets.as_slice() {
            [sheet] => {
                let _ = writeln!(toml, "sheet = {}", quoted(sheet));
            }
            several => {
                let names: Vec<String> = several.iter().map(|sheet| regex::escape(sheet)).collect();
                let _ = writeln!(toml, "sheet_matches = {}", quoted(&format!("^({})$", names.join("|"))));
            }
        }
    }
    match found.header_rows.as_slice() {
        [1] => {}
        [row] => {
            let _ = writeln!(toml, "header = {row}");
        }
        rows => {
            let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
            let _ = writeln!(
                toml,
                "header = [{}]  # LOOK: a header of several rows; columns are named by letter",
                rows.join(", ")
            );
        }
    }
    rows(toml, columns, by_letter);
    area(toml, columns, by_letter);
    period(toml, columns, by_letter);
    for (at, text) in columns.constant.iter().take(8) {
        toml.push_str(&comment(&format!("The column “{}” always says “{text}”.", columns.header[*at])));
    }
    if many && sheets {
        toml.push_str("# LOOK: the sheets differ by something; give it a better name.\n[table.dimensions.sheet]\nsheet_name = true\n");
    }
    let mut names = BTreeSet::new();
    if !columns.told_apart.is_empty() {
        let names: Vec<String> = columns.told_apart.iter().map(|at| format!("“{}”", columns.header[*at])).collect();
        let names = names.join(", ");
        toml.push_str(&comment(&format!("LOOK: taken because without it rows would repeat one another: {names}")));
    }
    for (at, total) in &columns.dimensions {
        let _ = writeln!(
            toml,
            "[table.dimensions.{}]\ncolumn = {}",
            identifier(&columns.header[*at], &mut names),
            column(columns, *at, by_letter)
        );
        if let Some(total) = total {
            let _ = writeln!(toml, "total = {}", quoted(total));
        }
    }
    values(toml, columns, by_letter, used);
}

fn rows(toml: &mut String, columns: &Columns, by_letter: bool) {
    let Some(&area) = columns.areas.first() else {
        toml.push_str("# LOOK: no column of areas was found.\n");
        return;
    };
    if columns.strangers.is_empty() || columns.areas.len() > 1 {
        return;
    }
    let name = column(columns, area, by_letter);
    let strangers: Vec<&str> =
        columns.strangers.iter().filter(|text| !text.is_empty()).take(6).map(String::as_str).collect();
    if !strangers.is_empty() {
        toml.push_str(&comment(&format!("LOOK: left out, since they are no areas: {}", strangers.join(" · "))));
    }
    match columns.scheme {
        Scheme::Gss => {
            let _ = writeln!(toml, "keep = {{ column = {name}, matches = '^[EWSNKLMJ]\\d{{8}}' }}");
        }
        _ if strangers.is_empty() => {
            let _ = writeln!(toml, "skip = {{ column = {name}, empty = true }}");
        }
        _ => {
            let texts: Vec<String> = columns.strangers.iter().take(200).map(|text| quoted(text)).collect();
            let _ = writeln!(toml, "skip = {{ column = {name}, one_of = [{}] }}", texts.join(", "));
        }
    }
}

fn area(toml: &mut String, columns: &Columns, by_letter: bool) {
    if columns.areas.is_empty() {
        toml.push_str("area = { code = \"E92000001\" }  # LOOK: whose figures are these?\n");
        return;
    }
    let names: Vec<String> = columns.areas.iter().map(|at| column(columns, *at, by_letter)).collect();
    let key = if names.len() == 1 { names[0].clone() } else { format!("[{}]", names.join(", ")) };
    let scheme =
        if columns.scheme == Scheme::Gss { String::new() } else { format!(", scheme = \"{}\"", columns.scheme.name()) };
    let name = columns.name.map(|at| format!(", name = {}", column(columns, at, by_letter))).unwrap_or_default();
    let (vintage, note) = if columns.any_vintage {
        (
            ", vintage = \"any\"",
            "  # LOOK: some codes are not of their period; put the date of the codes here, if they have one",
        )
    } else {
        ("", "")
    };
    let _ = writeln!(toml, "area = {{ column = {key}{scheme}{name}{vintage} }}{note}");
}

fn period(toml: &mut String, columns: &Columns, by_letter: bool) {
    match &columns.period {
        PeriodAt::Column(at, notation, note) => {
            let note = if note.is_empty() { String::new() } else { format!("  # LOOK: {note}") };
            let _ = writeln!(
                toml,
                "period = {{ column = {}, notation = \"{}\" }}{note}",
                column(columns, *at, by_letter),
                notation.name()
            );
        }
        PeriodAt::Mixed(at) => {
            let _ = writeln!(
                toml,
                "period = {{ column = {}, notation = \"auto\" }}  # LOOK: periods are written in several ways; what none of \
                 them reads can be given a meaning under names",
                column(columns, *at, by_letter)
            );
        }
        PeriodAt::Header(notation, _) => {
            let _ = writeln!(toml, "period = {{ header = true, notation = \"{}\" }}", notation.name());
        }
        PeriodAt::Title(period, title) => {
            toml.push_str(&comment(&format!("LOOK: {}, taken from “{title}”", period.label())));
            let _ = writeln!(toml, "period = {{ fixed = \"{period}\" }}");
        }
        PeriodAt::Nowhere => {
            let _ = writeln!(
                toml,
                "period = {{ fixed = \"{MADE_UP_PERIOD}\" }}  # LOOK: no period was found; this one is made up"
            );
        }
    }
}

fn values(toml: &mut String, columns: &Columns, by_letter: bool, used: &mut BTreeSet<String>) {
    if let Some(at) = columns.indicator {
        let _ = writeln!(
            toml,
            "\n# Names are made from the published ones. List them under names to give them better ones.\n[table.indicator]\ncolumn = {}\nunnamed = \"slug\"",
            column(columns, at, by_letter)
        );
    }
    let optional = |key: &str, at: Option<usize>| {
        at.map(|at| format!("{key} = {}\n", column(columns, at, by_letter))).unwrap_or_default()
    };
    if let PeriodAt::Header(_, at) = &columns.period {
        let shapes: BTreeSet<String> = at.iter().map(|at| shape(&columns.header[*at])).collect();
        let pattern = format!("^({})$", shapes.into_iter().collect::<Vec<_>>().join("|"));
        let _ = writeln!(
            toml,
            "\n[[table.values]]\nmatching = {}\nindicator = \"{}\"  # LOOK: what do these columns hold?",
            quoted(&pattern),
            identifier("value", used)
        );
        return;
    }
    if columns.values.is_empty() {
        toml.push_str(
            "\n# LOOK: no column of numbers was found.\n[[table.values]]\ncolumn = \"=B\"\nindicator = \"value\"\n",
        );
        return;
    }
    for &at in &columns.values {
        let _ = writeln!(toml, "\n[[table.values]]\ncolumn = {}", column(columns, at, by_letter));
        if by_letter {
            toml.push_str(&comment(&columns.header[at]));
        }
        if columns.indicator.is_none() {
            let _ = writeln!(toml, "indicator = \"{}\"", identifier(&columns.header[at], used));
        }
        if columns.values.len() == 1 {
            toml.push_str(&optional("lower", columns.lower));
            toml.push_str(&optional("upper", columns.upper));
            toml.push_str(&optional("numerator", columns.numerator));
            toml.push_str(&optional("denominator", columns.denominator));
        }
        toml.push_str(&optional("status", columns.status));
    }
}
