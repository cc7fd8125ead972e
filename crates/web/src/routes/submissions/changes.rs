//! What changed between a submission and the figures that were in use before it.

use super::{super::readings::label, page::grouped};
use crate::{
    components::{Column, SummaryList, SummaryRow, Table, TableCell},
    pages::contributions::submission::ChangesView,
    words::list_in_words,
};
use hub::{
    Catalogue, Submission,
    submission::{Changes, Revision},
};
use place::Map;
use terms::AreaCode;

/// How many areas or periods are named.
const NAMED: usize = 12;

/// What changed, for the page of a submission.
pub(super) fn changes_view(
    submission: &Submission,
    changes: &Changes,
    catalogue: &Catalogue,
    map: &Map,
) -> ChangesView {
    let Some(before) = changes.against else {
        return ChangesView {
            against: "There was nothing before: these are the first figures of the dataset.".to_owned(),
            facts: SummaryList { rows: vec![SummaryRow::new("New figures", count(changes.added))] },
            link: None,
            revised: None,
        };
    };
    let name = |code: &AreaCode| map.area(*code).map_or_else(|| code.to_string(), |area| area.name.clone());
    let mut rows = vec![
        SummaryRow::new("Revised figures", count(changes.revised)),
        SummaryRow::new("New figures", count(changes.added)),
        SummaryRow::new("Figures no longer there", count(changes.removed)),
        SummaryRow::new("The same as before", count(changes.unchanged)),
    ];
    rows.extend(named("Places that came", changes.areas_added.iter().map(name).collect()));
    rows.extend(named("Places that are gone", changes.areas_removed.iter().map(name).collect()));
    rows.extend(named("Periods that came", changes.periods_added.iter().copied().map(label).collect()));
    ChangesView {
        against: format!("Set against submission {before}, whose figures were in use."),
        facts: SummaryList { rows },
        link: None,
        revised: revised(submission, changes, catalogue, &name),
    }
}

fn count(figures: u64) -> String {
    if figures == 0 { "none".to_owned() } else { grouped(figures) }
}

/// A row of names, where there are any. Names come in the order of the alphabet.
fn named(key: &str, mut names: Vec<String>) -> Option<SummaryRow> {
    names.sort_unstable();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    (!names.is_empty()).then(|| SummaryRow::new(key, list_in_words(&names)))
}

/// The figures that were revised, before and now: by place, measure and period, never by how far they moved.
fn revised(
    submission: &Submission,
    changes: &Changes,
    catalogue: &Catalogue,
    name: &impl Fn(&AreaCode) -> String,
) -> Option<Table> {
    let mut rows: Vec<(&Revision, [String; 3])> = changes
        .largest
        .iter()
        .map(|revision| {
            let known = catalogue.indicator(&revision.indicator);
            let title = known.map_or_else(|| revision.indicator.to_string(), |known| known.contract().title.clone());
            let parts = exports::line(&revision.dimensions);
            let title = if parts.is_empty() { title } else { format!("{title} ({parts})") };
            (revision, [name(&revision.area), title, label(revision.period)])
        })
        .collect();
    rows.sort_by(|(one, here), (other, there)| here[..2].cmp(&there[..2]).then_with(|| one.period.cmp(&other.period)));
    let listed = rows.len();
    let rows: Vec<Vec<TableCell>> = rows
        .into_iter()
        .map(|(revision, [place, title, period])| {
            let write = |value: Option<f64>| match (value, catalogue.indicator(&revision.indicator)) {
                (None, _) => "no figure".to_owned(),
                (Some(value), Some(known)) => known.contract().unit.write(value, known.contract().decimals as usize),
                (Some(value), None) => value.to_string(),
            };
            // A figure has a page once it is in use.
            let cell = &revision.source;
            let href = submission.release.map(|_| {
                let id = &submission.id;
                format!("/figures/{}/{}/{}-{}-{}", id.dataset, id.number, cell.sheet, cell.row, cell.column)
            });
            vec![
                TableCell::new(place),
                TableCell::new(title),
                TableCell::new(period),
                TableCell::new(write(revision.before)),
                TableCell { text: write(revision.now), href },
            ]
        })
        .collect();
    let all = usize::try_from(changes.revised).unwrap_or(usize::MAX);
    let caption = if listed < all {
        format!("The {listed} figures that moved furthest, by place. {} more were revised.", all - listed)
    } else {
        "Every figure that was revised, by place".to_owned()
    };
    let columns = vec![
        Column::words("Place"),
        Column::words("Measure"),
        Column::words("Period"),
        Column::numbers("Before"),
        Column::numbers("Now"),
    ];
    (!rows.is_empty()).then_some(Table { caption, caption_hidden: false, columns, rows })
}
