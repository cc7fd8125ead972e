//! Freezing evidence: the figures of the place, a document, a statement.

use super::{
    super::{Failed, asked::Asked, fields::Fields, statements::beginning},
    area_field, field, number_of,
};
use crate::{
    Frame, Section,
    components::{Choice, Choices, ErrorSummary, FieldError, Link, SelectField, TextField, TextKind},
    pages::audits::{
        EvidencePage,
        evidence::{DocumentForm, SeriesForm, StatementChoice},
    },
    render,
    state::{State, administrator, reader},
};
use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Redirect, Response},
};
use hub::{
    Actor,
    audits::{CitablePoint, CitableSeries, Document, Kind, Role},
    statements::StatementTold,
};
use terms::{AreaCode, Dimensions, FigureKey, IndicatorId, Period};

fn actor() -> Actor {
    administrator("Freezing evidence of an audit")
}

pub(super) async fn page(
    Shared(state): Shared<State>,
    Path(number): Path<String>,
    asked: Asked,
) -> Result<Response, Failed> {
    let number = number_of(&number)?;
    Ok(render(&evidence_page(&state, number, asked.text("q"), &Fields::default(), None).await?))
}

/// What is wrong, and with which form.
struct Wrong {
    text: String,
    field_id: String,
}

async fn evidence_page(
    state: &State,
    number: u32,
    words: &str,
    fields: &Fields,
    wrong: Option<Wrong>,
) -> Result<EvidencePage, Failed> {
    let actor = actor();
    let told = state.hub.audit(&actor, number).await?;
    let series = state.hub.citable(&actor, number, words).await?;
    let mut forms: Vec<SeriesForm> = series.iter().map(|series| series_form(series, fields)).collect();
    let document = fields.text("evidence") == "document";
    let typed = |id: &str| if document { fields.text(id).to_owned() } else { String::new() };
    let mut document = DocumentForm {
        title: field("title", "Title", "", &typed("title"), TextKind::Text),
        publisher: field("publisher", "Who published it?", "", &typed("publisher"), TextKind::Text),
        dated: field("dated", "Its date (optional)", "", &typed("dated"), TextKind::Date),
        found_at: field(
            "found_at",
            "Where can it be read?",
            "An address, or a place in words.",
            &typed("found_at"),
            TextKind::Text,
        ),
        quotation: area_field("quotation", "The words of it that matter", "", &typed("quotation")),
        why: why("why-document", &typed("why")),
    };
    let mut statement = statement_choice(state, told.area)?;
    if let Some(wrong) = &wrong {
        let text = Some(wrong.text.clone());
        for form in &mut forms {
            if form.why.id == wrong.field_id {
                form.why.error.clone_from(&text);
            }
            if form.role.id == wrong.field_id {
                form.role.error.clone_from(&text);
            }
        }
        for (id, place) in [
            ("title", &mut document.title.error),
            ("publisher", &mut document.publisher.error),
            ("found_at", &mut document.found_at.error),
            ("why-document", &mut document.why.error),
        ] {
            if id == wrong.field_id {
                place.clone_from(&text);
            }
        }
        if let Some(statement) = statement.as_mut().filter(|statement| statement.why.id == wrong.field_id) {
            statement.why.error.clone_from(&text);
        }
    }
    let title = format!("{}Freeze evidence", if wrong.is_some() { "Error: " } else { "" });
    Ok(EvidencePage {
        frame: Frame::new(Section::Outcomes, title, "Freeze evidence for an audit.").under(
            [("Audits".to_owned(), "/audits".to_owned()), (told.title.clone(), told.page.clone())],
            "Freeze evidence",
        ),
        audit: Link::new(&told.title, &told.page),
        action: format!("{}/evidence", told.page),
        errors: wrong
            .map(|wrong| ErrorSummary { errors: vec![FieldError { text: wrong.text, field_id: wrong.field_id }] }),
        search: TextField {
            button: Some("Search".to_owned()),
            ..field(
                "q",
                "Search any measure of this place",
                "Such as: absence, spending, homes",
                words,
                TextKind::Search,
            )
        },
        heading: if words.is_empty() {
            "The outcomes of the plan".to_owned()
        } else {
            format!("Measures for “{words}”")
        },
        series: forms,
        document,
        statement,
    })
}

fn why(id: &str, value: &str) -> TextField {
    TextField { name: "why".to_owned(), ..field(id, "Why does it matter here?", "", value, TextKind::Text) }
}

fn series_form(series: &CitableSeries, fields: &Fields) -> SeriesForm {
    let id = format!("cite-{}", series.indicator);
    let outcome = series.planned && series.kind == Kind::Outcome;
    let mut choices = Vec::new();
    if outcome {
        choices.push(Choice { chosen: true, ..Choice::new("outcome", "An outcome: a finding may rest on it") });
    }
    choices.push(Choice { chosen: !outcome, ..Choice::new("context", "Context: to be read beside the outcomes") });
    let own = fields.text("indicator_of") == series.indicator.as_str();
    SeriesForm {
        title: series.title.clone(),
        kind: kind_words(series.kind).to_owned(),
        area: series.area_name.clone(),
        period: (!series.points.is_empty()).then(|| SelectField {
            id: format!("{id}-figure"),
            name: "figure".to_owned(),
            label: "Figure".to_owned(),
            hint: None,
            groups: groups(&series.points, fields.text("figure")),
            error: None,
        }),
        role: Choices {
            id: format!("{id}-role"),
            name: "role".to_owned(),
            legend: "Cite it as".to_owned(),
            hint: (!outcome).then(|| {
                if series.kind == Kind::Outcome {
                    "The plan does not name this outcome.".to_owned()
                } else {
                    "It is not an outcome, and cannot be cited as one.".to_owned()
                }
            }),
            several: false,
            choices,
            error: None,
        },
        why: why(&format!("{id}-why"), if own { fields.text("why") } else { "" }),
        left_out: (series.worked_out > 0).then(|| {
            format!(
                "{} more were worked out here for the boundaries of today and cannot be cited: cite what was published.",
                series.worked_out
            )
        }),
        id,
    }
}

/// The figures to choose from: those of the time that the audit looks at, then the others.
fn groups(points: &[CitablePoint], chosen: &str) -> Vec<(String, Vec<Choice>)> {
    let of = |in_time: bool| {
        let points = points.iter().filter(|point| point.in_time == in_time);
        points
            .map(|point| {
                let value = figure_value(&point.key);
                let label = format!("{}: {}", point.key.period.label(), point.written);
                Choice { chosen: value == chosen, ..Choice::new(value, label) }
            })
            .collect::<Vec<_>>()
    };
    let (inside, outside) = (of(true), of(false));
    match (inside.is_empty(), outside.is_empty()) {
        (_, true) => vec![(String::new(), inside)],
        (true, _) => vec![("Outside the time that the audit looks at".to_owned(), outside)],
        _ => vec![("In the time that the audit looks at".to_owned(), inside), ("Outside it".to_owned(), outside)],
    }
}

/// A figure in one text: area, indicator, period and breakdown as a form.
fn figure_value(key: &FigureKey) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.append_pair("area", key.area.as_str());
    text.append_pair("indicator", key.indicator.as_str());
    text.append_pair("period", &key.period.to_string());
    for (name, value) in &key.dimensions {
        text.append_pair(&format!("by {name}"), value);
    }
    text.finish()
}

/// Reads what [`figure_value`] wrote.
fn figure_key(text: &str) -> Option<FigureKey> {
    let (mut area, mut indicator, mut period) = (None, None, None);
    let mut dimensions = Dimensions::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        match &*name {
            "area" => area = AreaCode::parse(&value).ok(),
            "indicator" => indicator = IndicatorId::parse(&value).ok(),
            "period" => period = Period::parse(&value).ok(),
            name => {
                dimensions.insert(name.strip_prefix("by ")?.to_owned(), value.into_owned());
            }
        }
    }
    Some(FigureKey { area: area?, indicator: indicator?, period: period?, dimensions })
}

/// What the place has said of figures, to be cited.
fn statement_choice(state: &State, area: AreaCode) -> Result<Option<StatementChoice>, Failed> {
    let statements = state.hub.statements(&reader())?;
    let codes = state.hub.map().codes_of(area);
    let choices: Vec<Choice> = statements
        .standing()
        .map(StatementTold::of)
        .filter(|told| told.area.is_some_and(|area| codes.contains(&area)))
        .map(|told| {
            let what = told.indicator.map_or_else(String::new, |id| id.to_string());
            Choice::new(told.number.to_string(), format!("{what}: {}", beginning(&told.words)))
        })
        .collect();
    if choices.is_empty() {
        return Ok(None);
    }
    Ok(Some(StatementChoice {
        which: SelectField {
            id: "which".to_owned(),
            name: "which".to_owned(),
            label: "Which statement?".to_owned(),
            hint: None,
            groups: vec![(String::new(), choices)],
            error: None,
        },
        why: why("why-statement", ""),
    }))
}

pub(super) async fn freeze(
    Shared(state): Shared<State>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Failed> {
    let number = number_of(&number)?;
    let actor = actor();
    let reason = fields.text("why");
    let (frozen, why_id, role_id) = match fields.text("evidence") {
        "figure" => {
            let key = figure_key(fields.text("figure"))
                .ok_or_else(|| hub::Error::not_found(format!("figure {}", fields.text("figure"))))?;
            let role = if fields.text("role") == "outcome" { Role::Outcome } else { Role::Context };
            let id = format!("cite-{}", key.indicator);
            let frozen = state.hub.freeze_figure(&actor, number, &key, role, reason).await;
            (frozen, format!("{id}-why"), format!("{id}-role"))
        }
        "document" => {
            let document = Document {
                title: fields.text("title").to_owned(),
                publisher: fields.text("publisher").to_owned(),
                dated: fields.day("dated"),
                found_at: fields.text("found_at").to_owned(),
                quotation: fields.text("quotation").to_owned(),
            };
            let frozen = state.hub.freeze_document(&actor, number, document, reason).await;
            (frozen, "why-document".to_owned(), "title".to_owned())
        }
        "statement" => {
            let which = fields.text("which").parse().unwrap_or(0);
            let frozen = state.hub.freeze_statement(&actor, number, which, reason).await;
            (frozen, "why-statement".to_owned(), "which".to_owned())
        }
        other => return Err(hub::Error::not_found(format!("kind of evidence {other}")).into()),
    };
    match frozen {
        Ok((_, evidence)) => Ok(Redirect::to(&format!("/audits/{number}#evidence-{evidence}")).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            let field_id = if what.contains("why the evidence") {
                why_id
            } else if what.contains("who published") {
                "publisher".to_owned()
            } else if what.contains("where it can be read") {
                "found_at".to_owned()
            } else {
                role_id
            };
            let wrong = Wrong { text: format!("{what} {mend}"), field_id };
            // The measure that was refused is listed again, whatever was searched for.
            let words = match figure_key(fields.text("figure")) {
                Some(key) => key.indicator.to_string(),
                None => String::new(),
            };
            Ok(render(&evidence_page(&state, number, &words, &fields, Some(wrong)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// What sort of thing a measure is, for readers.
fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Input => "An input",
        Kind::Output => "An output",
        Kind::Outcome => "An outcome",
        Kind::Context => "Context",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_in_one_text_reads_back() {
        let key = FigureKey {
            area: AreaCode::parse("E06000065").unwrap(),
            indicator: IndicatorId::parse("persistent-absence").unwrap(),
            period: Period::parse("2022-09-01/P1Y").unwrap(),
            dimensions: Dimensions::from([("sex".to_owned(), "girls & boys; both".to_owned())]),
        };
        assert_eq!(figure_key(&figure_value(&key)), Some(key));
        for wrong in ["", "area=E06000065", "area=E06000065&indicator=a&period=2022-09-01/P1Y&other=x"] {
            assert_eq!(figure_key(wrong), None, "{wrong}");
        }
    }
}
