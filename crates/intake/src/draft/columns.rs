//! Studies the columns of a table: which holds the area, the period, values, dimensions.

use super::{header::scheme_of, periods};
use crate::{
    header::{HeaderTexts, folded, single_spaced},
    notation::Notation,
    number::styled,
    recipe::{MARK_SETS, NumberStyle, Scheme},
    reference::{CodeState, Reference},
    workbook::{Sheet, Value},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{AreaCode, Period};

/// What a draft says where no period was found, so that it can be read at all.
pub(super) const MADE_UP_PERIOD: &str = "2024-04-01/P1Y";

/// Where the period stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PeriodAt {
    Column(usize, Notation, &'static str),
    /// In this column, in more than one notation.
    Mixed(usize),
    /// In the headers of these columns; the rest of each header, if any, is the indicator.
    Header(Notation, Vec<usize>),
    /// Found in this text.
    Title(Period, String),
    Nowhere,
}

impl PeriodAt {
    pub(super) fn is_in_headers(&self) -> bool {
        matches!(self, Self::Header(..))
    }
}

/// What was found in a table. Columns count from 0.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) header: Vec<String>,
    pub(super) areas: Vec<usize>,
    pub(super) scheme: Scheme,
    pub(super) name: Option<usize>,
    pub(super) period: PeriodAt,
    pub(super) indicator: Option<usize>,
    pub(super) values: Vec<usize>,
    pub(super) lower: Option<usize>,
    pub(super) upper: Option<usize>,
    pub(super) numerator: Option<usize>,
    pub(super) denominator: Option<usize>,
    pub(super) status: Option<usize>,
    /// Dimensions, with the value that seems to be the total.
    pub(super) dimensions: Vec<(usize, Option<String>)>,
    /// Texts in the area column that are no areas.
    pub(super) strangers: Vec<String>,
    /// Tokens among the values, and the set that knows each.
    pub(super) tokens: BTreeMap<String, Option<&'static str>>,
    pub(super) brackets: bool,
    pub(super) any_vintage: bool,
    pub(super) constant: Vec<(usize, String)>,
    /// Columns that were taken because without them two rows would stand for the same figure.
    pub(super) told_apart: Vec<usize>,
}

impl Columns {
    /// Every column that has a role, but for that of the period.
    pub(super) fn every_role(&self) -> impl Iterator<Item = usize> {
        let alone = [self.name, self.indicator, self.lower, self.upper, self.numerator, self.denominator, self.status];
        let dimensions = self.dimensions.iter().map(|(at, _)| *at);
        self.areas.iter().chain(&self.values).copied().chain(alone.into_iter().flatten()).chain(dimensions)
    }

    /// Whether another sheet's table can be read by the same recipe.
    pub(super) fn alike(&self, other: &Self) -> bool {
        let same_period = match (&self.period, &other.period) {
            (PeriodAt::Title(one, _), PeriodAt::Title(two, _)) => one == two,
            (one, two) => one == two,
        };
        same_period && self.header == other.header && self.areas == other.areas && self.values == other.values
    }
}

/// What stands in one column, over the rows that are about an area.
pub(super) struct Column {
    pub(super) texts: Vec<String>,
    filled: usize,
    numbers: usize,
    marks: usize,
    dates: usize,
    pub(super) distinct: BTreeSet<String>,
}

fn known_mark(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let bracketed = lower.starts_with('[') && lower.ends_with(']');
    MARK_SETS
        .iter()
        .find(|set| set.marks.iter().any(|(mark, _)| *mark == text || (bracketed && lower.starts_with(mark))))
        .map(|set| set.name)
}

fn column(sheet: &Sheet, rows: &[u32], at: usize) -> Column {
    let mut column = Column { texts: Vec::new(), filled: 0, numbers: 0, marks: 0, dates: 0, distinct: BTreeSet::new() };
    let place = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let style = NumberStyle { bracketed_negatives: true, thousands: true };
    for row in rows {
        let value = sheet.cell(*row, place);
        let text = value.map(|value| single_spaced(&value.text())).unwrap_or_default();
        if !text.is_empty() {
            column.filled += 1;
            if matches!(value, Some(Value::Date(_))) {
                column.dates += 1;
            } else if styled(&text, style).is_some() {
                column.numbers += 1;
            } else if known_mark(&text).is_some() {
                column.marks += 1;
            }
            if column.distinct.len() < 2000 {
                column.distinct.insert(text.clone());
            }
        }
        column.texts.push(text);
    }
    column
}

pub(super) fn headed(header: &str, words: &[&str]) -> bool {
    let text = folded(header).replace(['_', '.', '-'], " ");
    let parts: Vec<&str> = text.split_whitespace().collect();
    words.iter().any(|word| if word.contains(' ') { text.contains(word) } else { parts.contains(word) })
}

pub(super) fn study(sheet: &Sheet, header_rows: &[u32], file: &str, reference: &dyn Reference) -> Option<Columns> {
    let last_header = *header_rows.last()?;
    let texts: Vec<Vec<String>> = header_rows
        .iter()
        .map(|row| {
            let cells = sheet.row(*row).map(|row| row.cells.as_slice()).unwrap_or_default();
            let width = cells.last().map_or(0, |(column, _)| *column as usize);
            let mut texts = vec![String::new(); width.min(20_000)];
            for (column, value) in cells {
                if let Some(text) = texts.get_mut(*column as usize - 1) {
                    *text = value.text();
                }
            }
            texts
        })
        .collect();
    let header: Vec<String> = HeaderTexts::joined(&texts).texts.iter().map(|text| single_spaced(text)).collect();
    let rows: Vec<u32> = sheet.rows.iter().map(|row| row.number).filter(|row| *row > last_header).collect();
    if rows.is_empty() || header.len() < 2 {
        return None;
    }
    let columns: Vec<Column> = (0..header.len()).map(|at| column(sheet, &rows, at)).collect();
    let (areas, scheme) = area_columns(&columns, reference);
    let main_area = areas.first().copied();
    // Rows that are about an area: notes below the table are not.
    let is_data = |index: usize| match main_area {
        Some(_) => areas.iter().any(|at| {
            scheme_of(&columns[*at].texts[index], reference).is_some()
                || scheme == Scheme::Dfe && !columns[*at].texts[index].is_empty()
        }),
        None => true,
    };
    let data: Vec<usize> = (0..rows.len()).filter(|index| is_data(*index)).collect();
    let kept: Vec<u32> = data.iter().map(|index| rows[*index]).collect();
    let all = columns;
    let columns: Vec<Column> = (0..header.len()).map(|at| column(sheet, &kept, at)).collect();
    let strangers = main_area.map_or_else(Vec::new, |at| {
        let mut strangers: Vec<String> =
            (0..rows.len()).filter(|index| !data.contains(index)).map(|index| all[at].texts[index].clone()).collect();
        strangers.sort();
        strangers.dedup();
        strangers
    });
    let name = main_area.and_then(|at| name_column(&columns, at, scheme, reference));
    let hint = (0..header.len())
        .find(|at| headed(&header[*at], &["identifier", "time identifier", "time period type", "year type"]));
    let hint = hint.and_then(|at| columns[at].distinct.first().cloned()).unwrap_or_default();
    let period = period_at(sheet, last_header, file, &header, &columns, &areas, name, &hint);
    Some(roles(header, &columns, areas, scheme, name, period, strangers, &data, reference))
}

fn area_columns(columns: &[Column], reference: &dyn Reference) -> (Vec<usize>, Scheme) {
    for wanted in [Scheme::Gss, Scheme::ECode, Scheme::Name] {
        let mut scored: Vec<(usize, usize)> = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let keys: Vec<&String> = column.distinct.iter().take(400).collect();
            let hits = keys.iter().filter(|text| scheme_of(text, reference) == Some(wanted)).count();
            if hits > 0 && hits * 2 >= keys.len().min(60) {
                scored.push((hits, at));
            }
        }
        // The column of most areas first; the others stand in for it where it is empty. On a tie the left one.
        scored.sort_by_key(|(hits, at)| (std::cmp::Reverse(*hits), *at));
        if scored.is_empty() {
            continue;
        }
        if wanted == Scheme::Name {
            scored.truncate(1);
        }
        let main = scored[0].1;
        let lacks = columns[main].texts.iter().any(String::is_empty);
        let others = scored[1..].iter().map(|(_, at)| *at).filter(|at| {
            let fills = columns[*at]
                .texts
                .iter()
                .zip(&columns[main].texts)
                .any(|(text, own)| own.is_empty() && !text.is_empty());
            lacks && fills
        });
        return (std::iter::once(main).chain(others).collect(), wanted);
    }
    let dfe = columns.iter().position(|column| {
        let keys: Vec<&String> = column.distinct.iter().take(200).collect();
        let hits =
            keys.iter().filter(|text| text.len() == 3 && !reference.find(Scheme::Dfe, text, None).is_empty()).count();
        hits >= 5 && hits * 10 >= keys.len() * 8
    });
    (dfe.into_iter().collect(), Scheme::Dfe)
}

fn name_column(columns: &[Column], area: usize, scheme: Scheme, reference: &dyn Reference) -> Option<usize> {
    if scheme == Scheme::Name {
        return None;
    }
    let hits = |at: &usize| {
        columns[*at]
            .distinct
            .iter()
            .take(200)
            .filter(|text| !reference.find(Scheme::Name, text, None).is_empty())
            .count()
    };
    (0..columns.len())
        .filter(|at| *at != area)
        .max_by_key(|at| (hits(at), std::cmp::Reverse(at.abs_diff(area))))
        .filter(|at| hits(at) >= 3)
}

#[expect(clippy::too_many_arguments, reason = "everything known of a table so far")]
fn period_at(
    sheet: &Sheet,
    last_header: u32,
    file: &str,
    header: &[String],
    columns: &[Column],
    areas: &[usize],
    name: Option<usize>,
    hint: &str,
) -> PeriodAt {
    let candidates = (0..header.len()).filter(|at| {
        !areas.contains(at) && Some(*at) != name && !headed(&header[*at], &["sortable", "start", "length"])
    });
    let mut best: Option<(i32, usize, Notation, &'static str)> = None;
    for at in candidates {
        let texts: Vec<&str> = columns[at].distinct.iter().map(String::as_str).take(400).collect();
        if columns[at].filled * 10 < columns[at].texts.len() * 9 {
            continue;
        }
        let Some((notation, note)) = periods::notation_of(&texts, &header[at], hint) else { continue };
        let mut score = 0;
        if headed(
            &header[at],
            &[
                "period",
                "time period",
                "year",
                "quarter",
                "month",
                "financial year",
                "quarter end",
                "year ending",
                "date",
            ],
        ) {
            score += 2;
        }
        if !matches!(notation, Notation::CalendarYear | Notation::Day) {
            score += 1;
        }
        if best.is_none_or(|(known, ..)| score > known) {
            best = Some((score, at, notation, note));
        }
    }
    if let Some((_, at, notation, note)) = best {
        return PeriodAt::Column(at, notation, note);
    }
    let any = crate::notation::PeriodReader { notations: Notation::AUTO.to_vec(), ..Default::default() };
    let mixed = (0..header.len()).filter(|at| !areas.contains(at) && Some(*at) != name).find(|at| {
        let texts = &columns[*at].distinct;
        let read = texts.iter().filter(|text| any.read(text).is_some()).count();
        headed(&header[*at], &["period", "year", "quarter", "month", "date"])
            && read > 0
            && read * 10 >= texts.len() * 8
    });
    if let Some(at) = mixed {
        // The start or the end of a period is the second choice, and may be all that there is.
        let texts: Vec<&str> = columns[at].distinct.iter().map(String::as_str).take(400).collect();
        return periods::notation_of(&texts, &header[at], hint)
            .map_or(PeriodAt::Mixed(at), |(notation, note)| PeriodAt::Column(at, notation, note));
    }
    for notation in Notation::AUTO {
        let reads = |text: &String| {
            crate::notation::PeriodReader::of(notation)
                .read(text)
                .is_some_and(|read| (1900..=2060).contains(&read.period.start().year()))
        };
        let bare = |text: &String| text.len() == 4;
        let found: Vec<usize> = (0..header.len())
            .filter(|at| reads(&header[*at]) && !(notation == Notation::FinancialYear && bare(&header[*at])))
            .collect();
        if found.len() >= 2 {
            return PeriodAt::Header(notation, found);
        }
    }
    let above = sheet.rows.iter().take_while(|row| row.number <= last_header).flat_map(|row| &row.cells);
    let titles = above.map(|(_, value)| value.text()).chain([sheet.name.clone(), file.to_owned()]);
    for title in titles {
        if let Some(period) = periods::in_title(&title.replace('_', " ")) {
            return PeriodAt::Title(period, title);
        }
    }
    PeriodAt::Nowhere
}

#[expect(clippy::too_many_arguments, reason = "everything known of a table so far")]
fn roles(
    header: Vec<String>,
    columns: &[Column],
    areas: Vec<usize>,
    scheme: Scheme,
    name: Option<usize>,
    period: PeriodAt,
    strangers: Vec<String>,
    data: &[usize],
    reference: &dyn Reference,
) -> Columns {
    let mut found = Columns {
        header,
        areas,
        scheme,
        name,
        period,
        indicator: None,
        values: Vec::new(),
        lower: None,
        upper: None,
        numerator: None,
        denominator: None,
        status: None,
        dimensions: Vec::new(),
        strangers,
        tokens: BTreeMap::new(),
        brackets: false,
        any_vintage: false,
        constant: Vec::new(),
        told_apart: Vec::new(),
    };
    let period_column = if let PeriodAt::Column(at, ..) | PeriodAt::Mixed(at) = found.period { Some(at) } else { None };
    let taken =
        |found: &Columns, at: usize| found.areas.contains(&at) || found.name == Some(at) || period_column == Some(at);
    let mut numeric = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let header = &found.header[at];
        if taken(&found, at) || column.filled == 0 {
            continue;
        }
        let codes = headed(
            header,
            &["code", "id", "sortable", "number of sheet", "latitude", "longitude", "urn", "ukprn", "snac", "rank of"],
        ) || header.is_empty();
        // A column of marks alone, such as one wholly suppressed, is a column of values; one of single letters is a status.
        let enough = (column.numbers + column.marks) * 10 >= column.filled * 8 && column.numbers > 0;
        if enough && !codes && column.dates == 0 {
            numeric.push(at);
        }
    }
    if let PeriodAt::Header(_, periods) = &found.period {
        found.values.clone_from(periods);
    } else {
        sort_numeric(&mut found, &numeric);
    }
    let area_of = |row: usize| found.areas.iter().map(|at| &columns[*at].texts[row]).find(|text| !text.is_empty());
    let keys: Vec<String> = (0..data.len()).map(|row| area_of(row).cloned().unwrap_or_default()).collect();
    let follows = |at: usize, leader: &[String]| {
        let mut known: HashMap<&str, &str> = HashMap::new();
        columns[at]
            .texts
            .iter()
            .zip(leader)
            .all(|(text, key)| known.insert(key, text).is_none_or(|before| before == text))
    };
    let texts: Vec<usize> = (0..columns.len())
        .filter(|at| {
            !taken(&found, *at) && !numeric.contains(at) && !found.values.contains(at) && columns[*at].filled > 0
        })
        .collect();
    let several = |at: usize| columns[at].distinct.len() > 1;
    if found.values.len() == 1 {
        let words = ["indicator", "indicator name", "measure", "variable", "variable name", "metric", "measure name"];
        let named = texts
            .iter()
            .copied()
            .filter(|at| headed(&found.header[*at], &words) && !headed(&found.header[*at], &["id", "code"]));
        found.indicator =
            named.max_by_key(|at| (folded(&found.header[*at]).contains("indicator"), columns[*at].distinct.len()));
    }
    let period_texts = period_column.map(|at| columns[at].texts.clone());
    let indicator_texts = found.indicator.map(|at| columns[at].texts.clone());
    for at in texts.iter().copied().filter(|at| Some(*at) != found.indicator) {
        let header = found.header[at].clone();
        let short = columns[at].distinct.iter().all(|text| known_mark(text).is_some() || text.len() <= 2);
        if found.status.is_none()
            && headed(&header, &["status", "flag", "obs status", "value note", "observation status"])
        {
            found.status = Some(at);
            for token in &columns[at].distinct {
                found.tokens.insert(token.clone(), known_mark(token));
            }
            continue;
        }
        let noise = headed(&header, &["note", "notes", "url", "link", "email", "compared to", "trend", "comment"]);
        if !several(at) {
            found.constant.push((at, columns[at].distinct.first().cloned().unwrap_or_default()));
            continue;
        }
        let wide = columns[at].distinct.len() > 200 || columns[at].distinct.len() * 3 > data.len().max(4);
        if noise || short && headed(&header, &["status"]) || wide || (!found.areas.is_empty() && follows(at, &keys)) {
            continue;
        }
        if headed(
            &header,
            &["code", "id", "identifier", "sortable", "geographic level", "geography", "area type", "geography type"],
        ) {
            continue;
        }
        if [&indicator_texts, &period_texts].into_iter().flatten().any(|leader| follows(at, leader)) {
            continue;
        }
        let total = columns[at].distinct.iter().find(|text| {
            ["all", "total", "persons", "all ages", "both", "all persons"].contains(&text.to_lowercase().as_str())
        });
        found.dimensions.push((at, total.cloned()));
    }
    for at in found
        .values
        .iter()
        .chain([&found.lower, &found.upper, &found.numerator, &found.denominator].into_iter().flatten())
    {
        for text in &columns[*at].distinct {
            found.brackets |= text.starts_with('(')
                && text.ends_with(')')
                && text[1..text.len() - 1].starts_with(|first: char| first.is_ascii_digit());
            if styled(text, NumberStyle { bracketed_negatives: true, thousands: true }).is_none()
                && found.tokens.len() < 60
            {
                found.tokens.insert(text.clone(), known_mark(text));
            }
        }
    }
    super::apart::tell(&mut found, columns);
    found.any_vintage = outside_their_dates(&found, columns, reference);
    found
}

fn sort_numeric(found: &mut Columns, numeric: &[usize]) {
    let mut values = Vec::new();
    for &at in numeric {
        let header = &found.header[at];
        if headed(header, &["year", "quarter", "month", "age", "rank", "decile"])
            && numeric.len() > 1
            && !headed(header, &["per year"])
        {
            if !headed(header, &["rank", "decile"]) {
                found.dimensions.push((at, None));
            }
            continue;
        }
        values.push(at);
    }
    // One main value with limits and counts beside it, as ONS and Fingertips publish.
    let main = values.iter().copied().find(|at| {
        headed(&found.header[*at], &["value", "observation", "obs value", "outcome", "statistic", "figure"])
    });
    if let Some(main) = main {
        let find = |words: &[&str], not: &[&str]| {
            values
                .iter()
                .copied()
                .find(|at| *at != main && headed(&found.header[*at], words) && !headed(&found.header[*at], not))
        };
        let lower = find(&["lower", "lci", "low", "lcl"], &["99 8"]);
        let upper = find(&["upper", "uci", "high", "ucl"], &["99 8"]);
        let numerator = find(&["numerator", "count"], &[]);
        let denominator = find(&["denominator", "population", "base"], &[]);
        if values.len() <= 12 {
            (found.lower, found.upper, found.numerator, found.denominator) = (lower, upper, numerator, denominator);
            values = vec![main];
        }
    }
    found.values = values;
}

/// Whether some code stands outside its dates, so that codes of one later day were used for all years.
fn outside_their_dates(found: &Columns, columns: &[Column], reference: &dyn Reference) -> bool {
    let Some(&area) = found.areas.first() else { return false };
    let any = crate::notation::PeriodReader { notations: Notation::AUTO.to_vec(), ..Default::default() };
    let read = |text: &str| match &found.period {
        PeriodAt::Column(_, notation, _) => {
            crate::notation::PeriodReader::of(*notation).read(text).map(|read| read.period)
        }
        PeriodAt::Mixed(_) => any.read(text).map(|read| read.period),
        PeriodAt::Title(period, _) => Some(*period),
        PeriodAt::Nowhere => Notation::Iso.read(MADE_UP_PERIOD),
        PeriodAt::Header(..) => None,
    };
    let outside = |code: AreaCode, period: &Period| {
        matches!(reference.state(code, Some(period)), CodeState::Ended { .. } | CodeState::NotYet { .. })
    };
    if let PeriodAt::Header(notation, at) = &found.period {
        let periods: Vec<Period> = at.iter().filter_map(|at| notation.read(&found.header[*at])).collect();
        return columns[area]
            .distinct
            .iter()
            .filter_map(|text| AreaCode::parse(text).ok())
            .any(|code| periods.iter().any(|period| outside(code, period)));
    }
    let period_texts =
        if let PeriodAt::Column(at, ..) | PeriodAt::Mixed(at) = found.period { Some(&columns[at].texts) } else { None };
    let mut last: Option<(String, Option<Period>)> = None;
    columns[area].texts.iter().enumerate().any(|(row, text)| {
        let Ok(code) = AreaCode::parse(text) else { return false };
        let written = period_texts.map(|texts| texts[row].clone()).unwrap_or_default();
        if last.as_ref().is_none_or(|(known, _)| *known != written) {
            last = Some((written.clone(), read(&written)));
        }
        last.as_ref().and_then(|(_, period)| *period).is_some_and(|period| outside(code, &period))
    })
}
