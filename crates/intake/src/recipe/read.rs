//! Reads a recipe's TOML into a [`Recipe`], noting every problem.

use super::{
    AreaRecipe, Blank, Column, Condition, DimensionRecipe, DimensionSource, Encoding, FileShape, Format, Header,
    IndicatorRecipe, MARK_SETS, Marks, NumberStyle, PeriodRecipe, Recipe, Scheme, SheetChoice, TableRecipe, Test,
    Unnamed, ValueColumns, ValueRecipe, Vintage,
};
use crate::{
    document::{Document, Problems, Section, closest},
    notation::{Anchor, Notation, PeriodReader, Suffix, YearMeaning},
};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use terms::{AreaCode, Date, IndicatorId, Period, Status};

const SCHEMES: &[(&str, Scheme)] = &[
    ("gss", Scheme::Gss),
    ("name", Scheme::Name),
    ("e-code", Scheme::ECode),
    ("three-letter", Scheme::ThreeLetter),
    ("dfe", Scheme::Dfe),
    ("nhs", Scheme::Ods),
];

pub(super) fn recipe(text: &str) -> Result<Recipe, Problems> {
    Document::read(text, |root| {
        let title = root.text("title").unwrap_or_default();
        let file = root.section("file").map(|section| file_shape(&section)).unwrap_or_default();
        let marks = root.section("marks").map(|section| marks(&section)).unwrap_or_default();
        let numbers = root.section("numbers").map_or_else(NumberStyle::default, |section| NumberStyle {
            thousands: section.boolean("thousands").unwrap_or(true),
            bracketed_negatives: section.boolean("bracketed_negatives").unwrap_or(false),
        });
        let tables: Vec<TableRecipe> = root.sections("table").iter().map(table).collect();
        if tables.is_empty() && !root.has("table") {
            root.problem(
                "table",
                "a recipe needs at least one table",
                "Add a line [[table]], and under it area, period and values",
            );
        }
        Recipe { title, file, marks, numbers, tables }
    })
}

/// A pattern with a bound on its size, so that no recipe can exhaust memory.
fn pattern(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).size_limit(1 << 20).build().map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        format!("this pattern cannot be read: {}", last.trim_start_matches("error: "))
    })
}

/// Letters of a column, such as `C` or `AB`, as a number from 1.
pub(crate) fn letters(text: &str) -> Option<u32> {
    let short = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    short.then(|| text.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1))
}

fn column_of(text: &str) -> Result<Column, String> {
    match text.strip_prefix('=') {
        Some(rest) => letters(rest)
            .map(Column::Letter)
            .ok_or_else(|| format!("“{text}” is not a column: after = write its letters, such as =C")),
        None if text.trim().is_empty() => Err("a column needs the text of its header, or its letter as =C".to_owned()),
        None => Ok(Column::Header(text.to_owned())),
    }
}

fn column(section: &Section<'_, '_>, key: &'static str) -> Option<Column> {
    section.parsed(key, column_of)
}

fn columns(section: &Section<'_, '_>, key: &'static str) -> Vec<Column> {
    let mut columns = Vec::new();
    for text in section.texts(key).unwrap_or_default() {
        match column_of(&text) {
            Ok(column) => columns.push(column),
            Err(what) => section.problem(key, what, ""),
        }
    }
    columns
}

fn file_shape(section: &Section<'_, '_>) -> FileShape {
    let formats = [
        ("csv", Some(Format::Csv)),
        ("xlsx", Some(Format::Xlsx)),
        ("xls", Some(Format::Xls)),
        ("ods", Some(Format::Ods)),
        ("auto", None),
    ];
    let encodings = [("auto", Encoding::Auto), ("utf-8", Encoding::Utf8), ("windows-1252", Encoding::Windows1252)];
    let delimiters = [
        ("auto", None),
        (",", Some(b',')),
        (";", Some(b';')),
        ("\t", Some(b'\t')),
        ("tab", Some(b'\t')),
        ("|", Some(b'|')),
    ];
    FileShape {
        format: section.choice("format", &formats).flatten(),
        encoding: section.choice("encoding", &encodings).unwrap_or_default(),
        delimiter: section.choice("delimiter", &delimiters).flatten(),
    }
}

fn marks(section: &Section<'_, '_>) -> Marks {
    let sets = section.texts("sets").unwrap_or_else(|| vec!["gss".to_owned()]);
    let names: Vec<&str> = MARK_SETS.iter().map(|set| set.name).collect();
    for name in sets.iter().filter(|name| !names.contains(&name.as_str())) {
        let near = closest(name, names.iter().copied()).map(|near| format!("Did you mean “{near}”? "));
        let mend = format!("{}The sets are: {}", near.unwrap_or_default(), names.join(", "));
        section.problem("sets", format!("there is no set of marks called “{name}”"), mend);
    }
    let mut tokens = Vec::new();
    for (token, name) in section.text_map("tokens") {
        match name.parse::<Status>() {
            Ok(status) => tokens.push((token, status)),
            Err(error) => section.problem("tokens", format!("“{token}”: {error}"), ""),
        }
    }
    Marks::new(sets.iter().map(String::as_str), tokens)
}

fn table(section: &Section<'_, '_>) -> TableRecipe {
    let header = header(section);
    let area = section.section("area").map_or_else(
        || {
            section.problem("area", "a table must say where its areas stand", "Add: area = { column = \"area_code\" }");
            area_default()
        },
        |section| area(&section),
    );
    let period = section.section("period").and_then(|section| period(&section)).unwrap_or_else(|| {
        if !section.has("period") {
            let mend = "Add: period = { column = \"period\", notation = \"iso\" }";
            section.problem("period", "a table must say where its periods stand", mend);
        }
        PeriodRecipe::Header(PeriodReader::default())
    });
    let indicator = section.section("indicator").map(|section| indicator(&section));
    let values: Vec<ValueRecipe> =
        section.sections("values").iter().map(|value| value_columns(value, indicator.is_some())).collect();
    if values.is_empty() && !section.has("values") {
        let mend = "Add: values = [{ column = \"value\", indicator = \"…\" }]";
        section.problem("values", "a table must say which columns hold values", mend);
    }
    let dimensions = section.named_sections("dimensions").into_iter();
    TableRecipe {
        sheet: sheet(section),
        header,
        first_row: section.ordinal("first_row"),
        last_row: section.ordinal("last_row"),
        stop_at_blank_row: section.boolean("stop_at_blank_row").unwrap_or(false),
        dimensions: dimensions.map(|(name, section)| (name, dimension(&section))).collect(),
        stop: section.sections("stop").iter().filter_map(condition).collect(),
        skip: section.sections("skip").iter().filter_map(condition).collect(),
        keep: section.sections("keep").iter().filter_map(condition).collect(),
        area,
        period,
        indicator,
        values,
    }
}

fn header(section: &Section<'_, '_>) -> Header {
    let with = section.texts("header_with");
    let none = section.boolean("no_header");
    let rows = section.get("header").and_then(|entry| {
        let rows = entry.counts().filter(|rows| !rows.is_empty() && !rows.contains(&0));
        if rows.is_none() {
            section.problem(
                "header",
                "this is not a row",
                "Write the row's number, or several from above to below, such as [5, 7]",
            );
        }
        rows
    });
    match (rows, with, none) {
        (None, Some(texts), _) => Header::With(texts),
        (None, None, Some(true)) => Header::None,
        (Some(rows), None, None | Some(false)) => Header::Rows(rows),
        (None, None, _) => Header::Rows(vec![1]),
        (Some(rows), ..) => {
            section.problem("header", "the header is named twice", "Keep one of header, header_with and no_header");
            Header::Rows(rows)
        }
    }
}

fn sheet(section: &Section<'_, '_>) -> SheetChoice {
    let name = section.get("sheet").map(|entry| match (entry.text(), entry.count()) {
        (Some(name), _) => SheetChoice::Name(name),
        (None, Some(index @ 1..)) => SheetChoice::Index(index),
        _ => {
            section.problem("sheet", "this is not a sheet", "Write its name in quotes, or its place from 1");
            SheetChoice::First
        }
    });
    let matching = section.parsed("sheet_matches", pattern).map(SheetChoice::Matching);
    if name.is_some() && matching.is_some() {
        section.problem("sheet_matches", "the sheet is named twice", "Keep one of sheet and sheet_matches");
    }
    name.or(matching).unwrap_or_default()
}

fn condition(section: &Section<'_, '_>) -> Option<Condition> {
    let column = column(section, "column");
    if column.is_none() && !section.has("column") {
        section.problem("column", "a condition must name its column", "Add: column = \"…\"");
    }
    let one_of = section.texts("one_of").map(Test::OneOf);
    let empty = section.boolean("empty").map(Test::Empty);
    let matches = section.parsed("matches", pattern).map(Test::Matches);
    let reason = section.text("reason");
    let mut tests: Vec<Test> = [one_of, empty, matches].into_iter().flatten().collect();
    if tests.len() != 1 {
        section.problem(
            "",
            "a condition needs one test",
            "Write one of: one_of = [\"…\"], empty = true, matches = \"pattern\"",
        );
        return None;
    }
    Some(Condition { column: column?, test: tests.pop()?, reason })
}

fn area_default() -> AreaRecipe {
    AreaRecipe {
        columns: Vec::new(),
        fixed: None,
        scheme: Scheme::Gss,
        name: None,
        aliases: BTreeMap::new(),
        by_name: BTreeMap::new(),
        leave_out: Vec::new(),
        vintage: Vintage::Period,
    }
}

fn codes(section: &Section<'_, '_>, key: &'static str) -> BTreeMap<String, AreaCode> {
    let mut codes = BTreeMap::new();
    for (name, code) in section.text_map(key) {
        match AreaCode::parse(&code) {
            Ok(code) => drop(codes.insert(name, code)),
            Err(error) => section.problem(key, format!("{name}: {error}"), ""),
        }
    }
    codes
}

fn area(section: &Section<'_, '_>) -> AreaRecipe {
    let columns = columns(section, "column");
    let fixed = section.parsed("code", AreaCode::parse);
    if columns.is_empty() == fixed.is_none() && (section.has("column") == section.has("code")) {
        section.problem("", "an area stands in a column or is fixed", "Write one of column = \"…\" and code = \"E…\"");
    }
    let vintage = section.text("vintage").map(|text| match text.as_str() {
        "period" => Vintage::Period,
        "any" => Vintage::Any,
        date => date.parse::<Date>().map_or_else(
            |_| {
                let mend = "Write \"period\", \"any\" or a date such as \"2023-04-01\"";
                section.problem("vintage", format!("“{date}” is not a date"), mend);
                Vintage::Period
            },
            Vintage::Fixed,
        ),
    });
    AreaRecipe {
        columns,
        fixed,
        scheme: section.choice("scheme", SCHEMES).unwrap_or(Scheme::Gss),
        name: column(section, "name"),
        aliases: codes(section, "aliases"),
        by_name: codes(section, "by_name"),
        leave_out: section.texts("leave_out").unwrap_or_default(),
        vintage: vintage.unwrap_or_default(),
    }
}

fn period_reader(section: &Section<'_, '_>) -> PeriodReader {
    let mut notations = Vec::new();
    for name in section.texts("notation").unwrap_or_default() {
        if name == "auto" {
            notations.extend(Notation::AUTO);
        } else if let Some((_, notation)) = Notation::ALL.iter().find(|(known, _)| *known == name) {
            notations.push(*notation);
        } else {
            let known: Vec<&str> = Notation::ALL.iter().map(|(name, _)| *name).chain(["auto"]).collect();
            let near = closest(&name, known.iter().copied()).map(|near| format!("Did you mean “{near}”? "));
            let mend = format!("{}The notations are: {}", near.unwrap_or_default(), known.join(", "));
            section.problem("notation", format!("there is no notation called “{name}”"), mend);
        }
    }
    let mut suffixes = Vec::new();
    for (suffix, meaning) in section.text_map("suffixes") {
        let meaning = if meaning == "drop" { Ok(Suffix::Drop) } else { meaning.parse().map(Suffix::Status) };
        match meaning {
            Ok(meaning) => suffixes.push((suffix.to_lowercase(), meaning)),
            Err(error) => section.problem("suffixes", format!("“{suffix}”: {error}, or drop"), ""),
        }
    }
    let mut names = BTreeMap::new();
    for (name, period) in section.text_map("names") {
        match Period::parse(&period) {
            Ok(period) => drop(names.insert(name, period)),
            Err(error) => section.problem("names", format!("“{name}”: {error}"), ""),
        }
    }
    let anchors = [("start", Anchor::Start), ("end", Anchor::End)];
    let year_is = section.choice("year_is", &anchors);
    let start = month_and_day(section, "year_starts");
    let snapshot = month_and_day(section, "snapshot");
    if start.is_some() && snapshot.is_some() {
        section.problem("snapshot", "a year is either a year or a day", "Keep one of year_starts and snapshot");
    }
    let year = start.map(|day| (day, false)).or(snapshot.map(|day| (day, true)));
    let year = year.map(|((month, day), snapshot)| {
        let year_is = year_is.unwrap_or(if snapshot { Anchor::End } else { Anchor::Start });
        YearMeaning { month, day, named: year_is, snapshot }
    });
    let has_any = !notations.is_empty() || !names.is_empty() || year.is_some();
    if !has_any && !section.has("notation") {
        let mend = "Add notation = \"financial-year\", or year_starts = \"04-01\"; see the guide for the notations";
        section.problem("notation", "a period must say how it is written", mend);
    }
    PeriodReader {
        notations,
        suffixes,
        names,
        year,
        months: section.count("months").and_then(|months| u16::try_from(months).ok()),
        anchor: section.choice("date_is", &anchors).unwrap_or_default(),
    }
}

fn month_and_day(section: &Section<'_, '_>, key: &'static str) -> Option<(i8, i8)> {
    let date = section.parsed(key, |text| {
        format!("2024-{text}").parse::<Date>().map_err(|_| format!("“{text}” is not a month and a day, such as 04-01"))
    })?;
    Some((date.month(), date.day()))
}

/// A cell such as `B3`: row and column, from 1.
fn cell(text: &str) -> Result<(u32, u32), String> {
    let digits = text.find(|character: char| character.is_ascii_digit()).unwrap_or(text.len());
    let (column, row) = text.split_at(digits);
    letters(column)
        .zip(row.parse::<u32>().ok().filter(|row| *row > 0))
        .map(|(column, row)| (row, column))
        .ok_or_else(|| format!("“{text}” is not a cell: write its letters and its row, such as B3"))
}

fn period(section: &Section<'_, '_>) -> Option<PeriodRecipe> {
    let fixed = section.parsed("fixed", Period::parse);
    let columns = columns(section, "column");
    let header = section.boolean("header").unwrap_or(false);
    let at = section.parsed("cell", cell);
    let sheet_name = section.boolean("sheet_name").unwrap_or(false);
    let part = section.parsed("pattern", pattern);
    let named = [section.has("fixed"), section.has("column"), header, section.has("cell"), sheet_name];
    if named.iter().filter(|named| **named).count() != 1 {
        let mend =
            "Write one of: column = \"…\", header = true, fixed = \"2023-04-01/P1Y\", cell = \"B3\", sheet_name = true";
        section.problem("", "a period stands in one place", mend);
    }
    if section.has("fixed") {
        return fixed.map(PeriodRecipe::Fixed);
    }
    let reader = period_reader(section);
    Some(if header {
        PeriodRecipe::Header(reader)
    } else if sheet_name {
        PeriodRecipe::SheetName(reader)
    } else if let Some((row, column)) = at {
        PeriodRecipe::Cell { row, column, pattern: part, reader }
    } else {
        PeriodRecipe::Columns(columns, reader)
    })
}

fn indicator_names(section: &Section<'_, '_>) -> BTreeMap<String, IndicatorId> {
    let mut names = BTreeMap::new();
    for (name, id) in section.text_map("names") {
        match IndicatorId::parse(&id) {
            Ok(id) => drop(names.insert(name, id)),
            Err(error) => section.problem("names", format!("“{name}”: {error}"), ""),
        }
    }
    names
}

fn indicator(section: &Section<'_, '_>) -> IndicatorRecipe {
    let choices = [("error", Unnamed::Error), ("leave-out", Unnamed::LeaveOut), ("slug", Unnamed::Slug)];
    let names = indicator_names(section);
    let default = if names.is_empty() { Unnamed::Slug } else { Unnamed::Error };
    IndicatorRecipe {
        columns: columns(section, "column"),
        names,
        unnamed: section.choice("unnamed", &choices).unwrap_or(default),
    }
}

fn value_columns(section: &Section<'_, '_>, table_has_indicator: bool) -> ValueRecipe {
    let one = column(section, "column").map(ValueColumns::One);
    let matching = section.parsed("matching", pattern).map(ValueColumns::Matching);
    let between = column(section, "from").zip(column(section, "to")).map(|(from, to)| ValueColumns::Between(from, to));
    let ways = [section.has("column"), section.has("matching"), section.has("from") || section.has("to")];
    if ways.iter().filter(|way| **way).count() != 1 || section.has("from") != section.has("to") {
        let mend = "Write one of: column = \"value\", matching = \"^\\\\d{4}$\", from = \"=C\" with to = \"=Z\"";
        section.problem("", "values stand in one column, in those that match, or from one to another", mend);
    }
    let indicator = section.parsed("indicator", IndicatorId::parse);
    if !section.has("indicator") && !table_has_indicator {
        let mend = "Add indicator = \"…\" here, or to the table: indicator = { column = \"…\" }";
        section.problem("indicator", "these values have no indicator", mend);
    }
    let blank = section.text("blank").map(|text| match text.as_str() {
        "leave-out" => Blank::LeaveOut,
        "error" => Blank::Error,
        "not_available" => Blank::NotAvailable,
        name => name.parse().map_or_else(
            |error| {
                section.problem("blank", format!("{error}, or leave-out, or error"), "");
                Blank::NotAvailable
            },
            Blank::Status,
        ),
    });
    let scale = section.number("scale");
    if scale == Some(0.0) {
        section.problem(
            "scale",
            "a scale of 0 would make every value 0",
            "Write what values are multiplied by, such as 1000",
        );
    }
    ValueRecipe {
        columns: one.or(matching).or(between).unwrap_or(ValueColumns::One(Column::Letter(1))),
        indicator,
        numerator: column(section, "numerator"),
        denominator: column(section, "denominator"),
        lower: column(section, "lower"),
        upper: column(section, "upper"),
        status: column(section, "status"),
        fixed_status: section.parsed("fixed_status", str::parse::<Status>),
        scale: scale.unwrap_or(1.0),
        period: section.parsed("period", Period::parse),
        dimensions: section.text_map("dimensions").into_iter().collect(),
        blank: blank.unwrap_or_default(),
    }
}

fn dimension(section: &Section<'_, '_>) -> DimensionRecipe {
    let column = column(section, "column").map(DimensionSource::Column);
    let fixed = section.text("fixed").map(DimensionSource::Fixed);
    let at = section.parsed("cell", cell).map(|(row, column)| DimensionSource::Cell(row, column));
    let sheet_name = section.boolean("sheet_name").unwrap_or(false).then_some(DimensionSource::SheetName);
    let mut from: Vec<DimensionSource> = [column, fixed, at, sheet_name].into_iter().flatten().collect();
    if from.len() != 1 {
        let mend = "Write one of: column = \"…\", fixed = \"…\", cell = \"E6\", sheet_name = true";
        section.problem("", "a dimension stands in one place", mend);
    }
    DimensionRecipe {
        from: from.pop().unwrap_or(DimensionSource::SheetName),
        rename: section.text_map("rename").into_iter().collect(),
        leave_out: section.texts("leave_out").unwrap_or_default(),
        total: section.text("total"),
    }
}
