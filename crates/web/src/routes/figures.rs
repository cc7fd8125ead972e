//! One figure and where it comes from: from the number back to the cell, the bytes, the recipe, the approver and the
//! licence.

use super::{
    Failed,
    data::{day, licence, submission_href},
    statements::said,
    submissions::identifier,
};
use crate::{
    Frame, Section,
    components::{Link, SummaryList, SummaryRow},
    pages::{
        outcomes::{
            FigurePage,
            figure::{ChainStep, Edition},
        },
        statements::Said,
    },
    render,
    state::{State, reader},
};
use axum::{
    Router,
    extract::{Path, State as Shared},
    response::Response,
    routing::get,
};
use futures::TryStreamExt;
use hub::{
    Figure, Indicator, outcomes::Provenance, ports::ObservationQuery, statements::StatementTold,
    submission::CellAddress,
};
use terms::finding::column_letters;

/// How many cells of the row are shown.
const CELLS: usize = 14;
/// How many earlier editions are looked up.
const EDITIONS: usize = 12;

/// The routes of figures.
pub fn router() -> Router<State> {
    Router::new().route("/figures/{dataset}/{number}/{cell}", get(one))
}

/// `0-17-8`: the sheet, the row and the column.
pub(super) fn address(text: &str) -> Option<CellAddress> {
    let mut parts = text.split('-');
    let address = CellAddress {
        sheet: parts.next()?.parse().ok()?,
        row: parts.next()?.parse().ok()?,
        column: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(address)
}

async fn one(
    Shared(state): Shared<State>,
    Path((dataset, number, cell)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let id = identifier(&dataset, &number)?;
    let cell = address(&cell).ok_or_else(|| hub::Error::not_found(format!("cell {cell}")))?;
    let provenance = state.hub.provenance(&reader(), &id, cell).await?;
    let first = provenance.figures.first().ok_or_else(|| hub::Error::not_found(format!("figure in {id}")))?;
    let editions = editions(&state, first, &provenance.indicator).await?;
    Ok(render(&page(&state, &provenance, first, cell, editions)))
}

/// The value with its unit, or why there is none.
fn written(figure: &Figure, indicator: &Indicator) -> String {
    let contract = indicator.contract();
    match figure.value {
        Some(value) => contract.unit.write(value, contract.decimals as usize),
        None => super::data::capital(figure.status.words()),
    }
}

/// The figure as other submissions brought it, newest first.
async fn editions(state: &State, figure: &Figure, indicator: &Indicator) -> Result<Vec<Edition>, Failed> {
    let submissions = state.hub.submissions(&reader(), Some(&figure.submission.dataset), u32::MAX).await?;
    let released: Vec<_> = submissions.iter().filter_map(|submission| submission.release).collect();
    let mut editions: Vec<Edition> = Vec::new();
    let mut seen = vec![(*figure.submission).clone()];
    if released.len() < 2 {
        return Ok(editions);
    }
    for release in released.into_iter().take(EDITIONS) {
        let query = ObservationQuery {
            datasets: vec![figure.submission.dataset.clone()],
            indicators: vec![(*figure.indicator).clone()],
            areas: vec![figure.area],
            periods: vec![figure.period],
            dimensions: Some((*figure.dimensions).clone()),
            ..ObservationQuery::default()
        };
        let batches: Vec<_> = state.hub.observations(&reader(), query, Some(release.at)).await?.try_collect().await?;
        for known in batches.iter().flat_map(|batch| batch.iter()) {
            if !seen.contains(&known.submission) {
                seen.push((*known.submission).clone());
                editions.push(Edition {
                    when: format!("on {}", day(release.at)),
                    value: written(known, indicator),
                    submission: Link::new(known.submission.to_string(), submission_href(&known.submission)),
                });
            }
        }
    }
    Ok(editions)
}

fn page(
    state: &State,
    provenance: &Provenance,
    first: &Figure,
    cell: CellAddress,
    editions: Vec<Edition>,
) -> FigurePage {
    let indicator = provenance.indicator.contract();
    let area = state.hub.map().area(first.area);
    let name = area.map_or_else(|| first.area.to_string(), |area| area.name_at(first.period.last_day()).to_owned());
    let figure = written(first, &provenance.indicator);
    let period = first.period.label();
    let mut trail = vec![("Outcomes".to_owned(), "/outcomes".to_owned())];
    trail.push((indicator.title.clone(), format!("/outcomes/{}", indicator.id)));
    if let Some(area) = area {
        trail = vec![
            ("Places".to_owned(), "/places".to_owned()),
            (area.name.clone(), format!("/places/{}", area.slug())),
            (indicator.title.clone(), format!("/places/{}/outcomes/{}", area.slug(), indicator.id)),
        ];
    }
    let contract = &provenance.dataset.contract.dataset;
    let today = day(state.hub.clock().now());
    let dimensions = exports::line(&first.dimensions);
    let breakdown = if dimensions.is_empty() { String::new() } else { format!(" ({dimensions})") };
    FigurePage {
        frame: Frame::new(
            Section::Places,
            format!("{figure}: {}, {name}, {period}", indicator.title),
            "Where one figure comes from.",
        )
        .under(trail, &period),
        statement: format!("{}: {name}, {period}{breakdown}. {}", indicator.title, indicator.definition),
        facts: facts(provenance, first, &name),
        says: says(state, first, &figure),
        reply: format!(
            "/figures/{}/{}/{}-{}-{}/statement",
            first.submission.dataset, first.submission.number, cell.sheet, cell.row, cell.column
        ),
        chain: chain(provenance, cell),
        editions,
        citation: format!(
            "{}, {}: {}, {name} ({}), {period}{breakdown}: {figure}. {} Read from wholeplace, submission {}, on {today}.",
            contract.publisher,
            contract.source.name,
            indicator.title,
            first.area,
            contract.attribution.trim(),
            provenance.submission.id
        ),
        figure,
    }
}

/// What the place says of the figure, with whether it spoke of another edition.
fn says(state: &State, figure: &Figure, written: &str) -> Vec<Said> {
    let statements = state.hub.statements(&reader());
    let Ok(statements) = statements else { return Vec::new() };
    statements.of_figure(figure).map(|statement| said(&StatementTold::beside(statement, figure, written))).collect()
}

fn facts(provenance: &Provenance, first: &Figure, name: &str) -> SummaryList {
    let contract = provenance.indicator.contract();
    let write = |value: f64| contract.unit.write(value, contract.decimals as usize);
    let mut rows = vec![
        SummaryRow::new("Status", super::data::capital(first.status.words())),
        SummaryRow::new("In use", if provenance.in_use { "Yes" } else { "No: a later submission took its place" }),
        SummaryRow::new("Code", format!("{}, {name}", first.area)),
    ];
    if let (Some(lower), Some(upper)) = (first.lower, first.upper) {
        rows.push(SummaryRow::new("95% interval", format!("{} to {}", write(lower), write(upper))));
    }
    let count = |value: f64| terms::unit::grouped(value, if value.fract() == 0.0 { 0 } else { 2 });
    rows.extend(first.numerator.map(|value| SummaryRow::new("Counted", count(value))));
    rows.extend(first.denominator.map(|value| SummaryRow::new("Divided by", count(value))));
    rows.extend(first.mark.as_deref().map(|mark| SummaryRow::new("Mark in place of a number", mark)));
    for other in provenance.figures.iter().skip(1) {
        rows.push(SummaryRow::new(
            format!("Also in this cell: {}, {}, {}", other.indicator, other.area, other.period.label()),
            other.value.map_or_else(|| other.status.words().to_owned(), |value| value.to_string()),
        ));
    }
    SummaryList { rows }
}

/// The row of the figure as it stood: each cell under its heading. The cell of the figure comes first.
fn row_as_it_stood(provenance: &Provenance, cell: CellAddress) -> Option<SummaryList> {
    let excerpt = provenance.excerpt.as_ref()?;
    let row = excerpt.rows.iter().find(|row| row.number == cell.row)?;
    let heading = |column: u32| {
        let place = column as usize - 1;
        let words: Vec<&str> = excerpt
            .rows
            .iter()
            .filter(|row| row.header)
            .filter_map(|row| row.cells.get(place))
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        let letters = column_letters(column);
        if words.is_empty() { letters } else { format!("{letters}: {}", words.join(", ")) }
    };
    let own = cell.column as usize - 1;
    let text = row.cells.get(own)?;
    let mut rows = vec![SummaryRow::new(heading(cell.column), format!("{text} (this figure)"))];
    let others = (1_u32..)
        .zip(&row.cells)
        .filter(|(column, text)| *column != cell.column && !text.trim().is_empty())
        .take(CELLS);
    rows.extend(others.map(|(column, text)| SummaryRow::new(heading(column), text)));
    Some(SummaryList { rows })
}

fn chain(provenance: &Provenance, cell: CellAddress) -> Vec<ChainStep> {
    let submission = &provenance.submission;
    let href = submission_href(&submission.id);
    let dataset = &provenance.dataset;
    let contract = &dataset.contract.dataset;
    let sheet = provenance.excerpt.as_ref().and_then(|excerpt| excerpt.sheet.as_deref());
    let of_sheet = match (sheet, cell.sheet) {
        (Some(sheet), _) => format!(" of the sheet “{sheet}”"),
        (None, 0) => String::new(),
        (None, number) => format!(" of sheet {} that the recipe reads", u32::from(number) + 1),
    };
    let (licence, licence_href) = licence(&contract.licence);
    let sender = &submission.sent_by;
    let approval = match &submission.decision {
        Some(decision) => {
            let note =
                if decision.note.is_empty() { String::new() } else { format!(" Their note: “{}”", decision.note) };
            (
                "Somebody approved it",
                format!("{}, for {}, on {}.{note}", decision.by.person, decision.by.body, day(decision.at)),
            )
        }
        None => {
            ("It was checked", "Nothing was found that somebody had to settle, so it came into use at once.".to_owned())
        }
    };
    vec![
        ChainStep {
            heading: "It stood in one cell".to_owned(),
            text: format!(
                "Row {}, column {}{of_sheet}, in the file as it was sent.",
                cell.row,
                column_letters(cell.column)
            ),
            facts: row_as_it_stood(provenance, cell),
            links: Vec::new(),
        },
        ChainStep {
            heading: "A recipe read it".to_owned(),
            text: format!("Recipe “{}”, version {}.", dataset.id, submission.recipe_version),
            facts: None,
            links: vec![Link::new(
                format!("Read the recipe, version {}", submission.recipe_version),
                format!("/data/{}/recipe/{}", dataset.id, submission.recipe_version),
            )],
        },
        ChainStep {
            heading: "It came in a file".to_owned(),
            text: format!(
                "{}, {} bytes, kept as it was sent.",
                submission.file_name,
                terms::unit::grouped(submission.received.size_bytes as f64, 0)
            ),
            facts: Some(SummaryList { rows: vec![SummaryRow::new("SHA-256", &submission.received.sha256)] }),
            links: vec![Link::new("Fetch the file", format!("{href}/file"))],
        },
        ChainStep {
            heading: "Somebody sent it".to_owned(),
            text: format!("{}, for {}, on {}.", sender.person, sender.body, day(submission.received_at)),
            facts: (!submission.note.is_empty())
                .then(|| SummaryList { rows: vec![SummaryRow::new("They said", &submission.note)] }),
            links: vec![Link::new("See the submission", href)],
        },
        ChainStep { heading: approval.0.to_owned(), text: approval.1, facts: None, links: Vec::new() },
        ChainStep {
            heading: "You may use it".to_owned(),
            text: format!("{}, {}. {licence}.", contract.publisher, contract.source.name),
            facts: None,
            links: licence_href
                .map(|href| Link::new("Read the licence", href))
                .into_iter()
                .chain([Link::new("What the dataset promises", format!("/data/{}", dataset.id))])
                .collect(),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_named_by_sheet_row_and_column() {
        assert_eq!(address("0-17-8"), Some(CellAddress { sheet: 0, row: 17, column: 8 }));
        for wrong in ["", "17-8", "0-17-8-1", "a-1-1", "0--1-1", "70000-1-1"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
