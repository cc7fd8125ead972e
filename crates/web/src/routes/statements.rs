//! What places say: the forms, every version, and the words beside what they speak of.

use super::{
    Failed,
    data::{capital, submission_href},
    fields::Fields,
    figures::address,
    submissions::identifier,
};
use crate::{
    Frame, Section,
    components::{ErrorSummary, FieldError, Link, SummaryList, SummaryRow, TextArea, TextField, TextKind},
    pages::statements::{Said, StatementFormPage, StatementPage, StatementsPage, history::ChangeForm},
    render,
    state::{State, administrator, reader},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, State as Shared},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use hub::statements::{NewStatement, Statement, StatementTold, Subject};
use std::collections::BTreeMap;
use terms::{AreaCode, IndicatorId, period::date_in_words};

/// The largest form without a file, in bytes.
pub(super) const LARGEST_FORM_BYTES: usize = 64 * 1024;

/// The routes of statements.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/statements", get(list))
        .route("/statements/{number}", get(one))
        .route("/statements/{number}/amendment", post(amend))
        .route("/statements/{number}/withdrawal", post(withdraw))
        .route("/figures/{dataset}/{number}/{cell}/statement", get(figure_form).post(of_figure))
        .route("/places/{slug}/outcomes/{indicator}/statement", get(outcome_form).post(of_outcome))
        .route("/audits/{audit}/findings/{finding}/reply", get(finding_form).post(of_finding))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
}

/// A statement beside what it speaks of.
pub(super) fn said(told: &StatementTold) -> Said {
    let about = match (told.period, told.of) {
        (Some(period), _) => format!("on the figure for {}", period.label()),
        (None, "outcome") => "on this outcome as a whole".to_owned(),
        _ => "in reply".to_owned(),
    };
    let caution = match (&told.answered, &told.revised_to) {
        (Some(before), Some(now)) => {
            Some(format!("This was said of {before}. The figure has been revised since: here it is {now}."))
        }
        _ => None,
    };
    Said {
        body: told.body.clone(),
        about,
        paragraphs: told.words.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        caution,
        speaker: told.speaker.clone(),
        said_on: date_in_words(told.said_on),
        href: told.page.clone(),
    }
}

/// What is told of statements at the beginning, where there is little room.
pub(super) fn beginning(words: &str) -> String {
    const LETTERS: usize = 140;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LETTERS {
        return line;
    }
    let cut: String = line.chars().take(LETTERS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

/// What a statement speaks of, with where that is shown.
pub(super) fn subject_link(state: &State, statement: &Statement) -> Link {
    let catalogue = state.hub.catalogue(&reader()).ok();
    let name = |area: AreaCode| state.hub.map().area(area).map_or_else(|| area.to_string(), |area| area.name.clone());
    let place = |area: AreaCode| {
        let area = state.hub.map().area(area);
        area.map_or_else(|| "/places".to_owned(), super::places::href)
    };
    let title = |id: &IndicatorId| {
        let indicator = catalogue.as_ref().and_then(|catalogue| catalogue.indicator(id));
        indicator.map_or_else(|| id.to_string(), |indicator| indicator.contract().title.clone())
    };
    match &statement.subject {
        Subject::Figure { figure } => {
            let href = statement.answered.as_ref().map_or_else(
                || format!("{}/outcomes/{}", place(figure.area), figure.indicator),
                |answered| {
                    let cell = answered.source;
                    let id = &answered.submission;
                    format!("/figures/{}/{}/{}-{}-{}", id.dataset, id.number, cell.sheet, cell.row, cell.column)
                },
            );
            let words = format!("{}, {}, {}", title(&figure.indicator), name(figure.area), figure.period.label());
            Link::new(words, href)
        }
        Subject::Outcome { area, indicator } => Link::new(
            format!("{} in {}", title(indicator), name(*area)),
            format!("{}/outcomes/{indicator}", place(*area)),
        ),
        Subject::Finding { audit, finding } => {
            Link::new(format!("finding {finding} of audit {audit}"), format!("/audits/{audit}#finding-{finding}"))
        }
    }
}

async fn list(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let statements = state.hub.statements(&reader())?;
    let mut places: BTreeMap<(String, String), Vec<(Link, Said)>> = BTreeMap::new();
    for statement in statements.standing() {
        let told = StatementTold::of(statement);
        let area = told.area.and_then(|area| state.hub.map().area(area));
        let Some(area) = area else { continue };
        let entry = places.entry((area.name.clone(), super::places::href(area))).or_default();
        entry.push((subject_link(&state, statement), said(&told)));
    }
    let places = places.into_iter().map(|((name, href), said)| (Link::new(name, href), said)).collect();
    Ok(render(&StatementsPage {
        frame: Frame::new(Section::Outcomes, "What places say", "What places say of the figures about them."),
        places,
    }))
}

fn number_of(text: &str) -> Result<u32, hub::Error> {
    text.parse().map_err(|_| hub::Error::not_found(format!("statement {text}")))
}

async fn one(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Failed> {
    Ok(render(&statement_page(&state, number_of(&number)?).await?))
}

async fn statement_page(state: &State, number: u32) -> Result<StatementPage, Failed> {
    let versions = state.hub.statement_history(&administrator("Reading a statement"), number).await?;
    let newest = versions.last().ok_or_else(|| hub::Error::not_found(format!("statement {number}")))?;
    let heading = format!("What {} says", newest.body);
    let told: Vec<(String, Said)> = versions
        .iter()
        .rev()
        .map(|version| {
            let mut said = said(&StatementTold { revised_to: None, ..StatementTold::of(version) });
            said.caution = version
                .answered
                .as_ref()
                .map(|answered| format!("It answered {}, from submission {}.", answered.written, answered.submission));
            let withdrawn = if version.withdrawn.is_some() { ": withdrawn" } else { "" };
            let what = format!("Version {}{withdrawn}", version.version);
            (what, said)
        })
        .collect();
    let href = format!("/statements/{number}");
    let change = newest.withdrawn.is_none().then(|| ChangeForm {
        amend: format!("{href}/amendment"),
        speaker: speaker_field(&newest.speaker),
        words: words_field(&newest.words),
        withdraw: format!("{href}/withdrawal"),
        reason: TextField {
            id: "reason".to_owned(),
            name: "reason".to_owned(),
            label: "Why is it withdrawn?".to_owned(),
            hint: Some("It stays in the history, with this reason.".to_owned()),
            value: String::new(),
            error: None,
            kind: TextKind::Text,
            button: None,
        },
    });
    Ok(StatementPage {
        frame: Frame::new(Section::Outcomes, &heading, "A statement and every version of it.")
            .under([("What places say", "/statements")], format!("Statement {number}")),
        heading,
        subject: Some(subject_link(state, newest)),
        errors: None,
        withdrawn: newest.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.clone()),
        versions: told,
        change,
    })
}

/// Shows the page of a statement again, with what is wrong.
async fn not_changed(state: &State, number: u32, field: &str, text: String) -> Result<Response, Failed> {
    let mut page = statement_page(state, number).await?;
    if let Some(change) = &mut page.change {
        match field {
            "speaker" => change.speaker.error = Some(text.clone()),
            "reason" => change.reason.error = Some(text.clone()),
            _ => change.words.error = Some(text.clone()),
        }
    }
    page.frame.title = format!("Error: {}", page.frame.title);
    page.errors = Some(ErrorSummary { errors: vec![FieldError { text, field_id: field.to_owned() }] });
    Ok(render(&page))
}

/// The field that a refusal speaks of.
fn field_of(what: &str) -> &'static str {
    if what.contains("who speaks") { "speaker" } else { "words" }
}

async fn amend(Shared(state): Shared<State>, Path(number): Path<String>, fields: Fields) -> Result<Response, Failed> {
    let number = number_of(&number)?;
    let actor = administrator("Changing what a body says");
    match state.hub.amend_statement(&actor, number, fields.text("speaker"), fields.text("words")).await {
        Ok(_) => Ok(Redirect::to(&format!("/statements/{number}")).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            not_changed(&state, number, field_of(&what), format!("{what} {mend}")).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(
    Shared(state): Shared<State>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Failed> {
    let number = number_of(&number)?;
    let actor = administrator("Withdrawing what a body says");
    match state.hub.withdraw_statement(&actor, number, fields.text("reason")).await {
        Ok(_) => Ok(Redirect::to(&format!("/statements/{number}")).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            not_changed(&state, number, "reason", format!("{what} {mend}")).await
        }
        Err(error) => Err(error.into()),
    }
}

fn speaker_field(value: &str) -> TextField {
    TextField {
        id: "speaker".to_owned(),
        name: "speaker".to_owned(),
        label: "Who speaks for the body?".to_owned(),
        hint: Some("A name and what they are there, such as: Jane Smith, Director of Children’s Services.".to_owned()),
        value: value.to_owned(),
        error: None,
        kind: TextKind::Text,
        button: None,
    }
}

fn words_field(value: &str) -> TextArea {
    TextArea {
        id: "words".to_owned(),
        name: "words".to_owned(),
        label: "What should readers know?".to_owned(),
        hint: Some("Plain words in paragraphs, at most 5,000 letters. Do not name people who use services.".to_owned()),
        value: value.to_owned(),
        error: None,
    }
}

/// The form for one subject: what is spoken of, and where to go when it is said.
struct Asked {
    subject: Subject,
    about: SummaryList,
    over: String,
    heading: String,
    action: String,
    back: String,
    trail: Vec<(String, String)>,
}

impl Asked {
    fn page(&self, fields: &Fields, refusal: Option<(&str, String)>) -> StatementFormPage {
        let mut page = StatementFormPage {
            frame: Frame::new(Section::Outcomes, format!("{}: {}", self.heading, self.over), "Reply to a figure.")
                .under(self.trail.clone(), &self.heading),
            over: self.over.clone(),
            heading: self.heading.clone(),
            action: self.action.clone(),
            errors: None,
            about: self.about.clone(),
            speaker: speaker_field(fields.text("speaker")),
            words: words_field(fields.text("words")),
            appears: match self.subject {
                Subject::Finding { .. } => vec![
                    "Beside the finding, in the draft and when it is published.".to_owned(),
                    "In what programs read of the audit.".to_owned(),
                ],
                _ => vec![
                    "Wherever the figure is: on the page of the place, of the outcome, of the measure and of the figure."
                        .to_owned(),
                    "In every file that is downloaded with it, and in what programs read.".to_owned(),
                ],
            },
        };
        if let Some((field, text)) = refusal {
            match field {
                "speaker" => page.speaker.error = Some(text.clone()),
                _ => page.words.error = Some(text.clone()),
            }
            page.frame.title = format!("Error: {}", page.frame.title);
            page.errors = Some(ErrorSummary { errors: vec![FieldError { text, field_id: field.to_owned() }] });
        }
        page
    }

    async fn say(self, state: &State, fields: &Fields) -> Result<Response, Failed> {
        let new = NewStatement {
            subject: self.subject.clone(),
            speaker: fields.text("speaker").to_owned(),
            words: fields.text("words").to_owned(),
        };
        match state.hub.make_statement(&administrator("Replying for a body"), new).await {
            Ok(_) => Ok(Redirect::to(&self.back).into_response()),
            Err(hub::Error::Refused { what, mend }) => {
                Ok(render(&self.page(fields, Some((field_of(&what), format!("{what} {mend}"))))))
            }
            Err(error) => Err(error.into()),
        }
    }
}

async fn asked_of_figure(state: &State, dataset: &str, number: &str, cell: &str) -> Result<Asked, Failed> {
    let id = identifier(dataset, number)?;
    let address = address(cell).ok_or_else(|| hub::Error::not_found(format!("cell {cell}")))?;
    let provenance = state.hub.provenance(&reader(), &id, address).await?;
    let first = provenance.figures.first().ok_or_else(|| hub::Error::not_found(format!("figure in {id}")))?;
    let contract = provenance.indicator.contract();
    let body = state.hub.body_of(first.area)?;
    let area = state.hub.map().area(first.area);
    let name = area.map_or_else(|| first.area.to_string(), |area| area.name_at(first.period.last_day()).to_owned());
    let written = match first.value {
        Some(value) => contract.unit.write(value, contract.decimals as usize),
        None => capital(first.status.words()),
    };
    let back = format!("/figures/{dataset}/{number}/{cell}");
    let mut rows = vec![
        SummaryRow::linked("Figure", &written, &back),
        SummaryRow::new("Measure", &contract.title),
        SummaryRow::new("Place", &name),
        SummaryRow::new("Period", first.period.label()),
        SummaryRow::linked("From", first.submission.to_string(), submission_href(&first.submission)),
        SummaryRow::new("Who may speak", &body),
    ];
    if !provenance.in_use {
        rows.push(SummaryRow::new("In use", "No: you will speak of the edition that is in use now"));
    }
    Ok(Asked {
        subject: Subject::Figure { figure: first.key() },
        about: SummaryList { rows },
        over: format!("{}: {name}, {}", contract.title, first.period.label()),
        heading: "Reply to this figure".to_owned(),
        action: format!("{back}/statement"),
        trail: vec![("Outcomes".to_owned(), "/outcomes".to_owned()), (written, back.clone())],
        back,
    })
}

type FigurePath = Path<(String, String, String)>;

async fn figure_form(
    Shared(state): Shared<State>,
    Path((dataset, number, cell)): FigurePath,
) -> Result<Response, Failed> {
    Ok(render(&asked_of_figure(&state, &dataset, &number, &cell).await?.page(&Fields::default(), None)))
}

async fn of_figure(
    Shared(state): Shared<State>,
    Path((dataset, number, cell)): FigurePath,
    fields: Fields,
) -> Result<Response, Failed> {
    asked_of_figure(&state, &dataset, &number, &cell).await?.say(&state, &fields).await
}

fn asked_of_outcome(state: &State, slug: &str, indicator: &str) -> Result<Asked, Failed> {
    let nothing = || hub::Error::not_found(format!("indicator {indicator}"));
    let code = place::code_from_slug(slug).ok_or_else(|| hub::Error::not_found(format!("place {slug}")))?;
    let area = state.hub.map().area(code).ok_or_else(|| hub::Error::not_found(format!("area {code}")))?;
    let id = IndicatorId::parse(indicator).map_err(|_| nothing())?;
    let catalogue = state.hub.catalogue(&reader())?;
    let title = catalogue.indicator(&id).ok_or_else(nothing)?.contract().title.clone();
    let body = state.hub.body_of(code)?;
    let back = format!("{}/outcomes/{id}", super::places::href(area));
    let rows = vec![
        SummaryRow::linked("Measure", &title, &back),
        SummaryRow::new("Place", &area.name),
        SummaryRow::new("Periods", "All of them"),
        SummaryRow::new("Who may speak", &body),
    ];
    Ok(Asked {
        subject: Subject::Outcome { area: code, indicator: id },
        about: SummaryList { rows },
        over: format!("{title} in {}", area.name),
        heading: "Say something of this outcome".to_owned(),
        action: format!("{back}/statement"),
        trail: vec![(area.name.clone(), super::places::href(area)), (title, back.clone())],
        back,
    })
}

async fn outcome_form(
    Shared(state): Shared<State>,
    Path((slug, indicator)): Path<(String, String)>,
) -> Result<Response, Failed> {
    Ok(render(&asked_of_outcome(&state, &slug, &indicator)?.page(&Fields::default(), None)))
}

async fn of_outcome(
    Shared(state): Shared<State>,
    Path((slug, indicator)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failed> {
    asked_of_outcome(&state, &slug, &indicator)?.say(&state, &fields).await
}

async fn asked_of_finding(state: &State, audit: &str, finding: &str) -> Result<Asked, Failed> {
    let nothing = || hub::Error::not_found(format!("finding {finding} of audit {audit}"));
    let number: u32 = audit.parse().map_err(|_| nothing())?;
    let finding: u32 = finding.parse().map_err(|_| nothing())?;
    let told = state.hub.audit(&administrator("Replying to an audit"), number).await?;
    let found = told.findings.iter().find(|known| known.finding.number == finding).ok_or_else(nothing)?;
    let back = format!("/audits/{number}");
    let rows = vec![
        SummaryRow::linked("Audit", &told.title, &back),
        SummaryRow::new("Finding", &found.finding.draft.title),
        SummaryRow::new("Who may speak", &told.body),
    ];
    Ok(Asked {
        subject: Subject::Finding { audit: number, finding },
        about: SummaryList { rows },
        over: found.finding.draft.title.clone(),
        heading: format!("Reply to finding {finding}"),
        action: format!("{back}/findings/{finding}/reply"),
        trail: vec![("Audits".to_owned(), "/audits".to_owned()), (told.title.clone(), back.clone())],
        back: format!("{back}#finding-{finding}"),
    })
}

async fn finding_form(
    Shared(state): Shared<State>,
    Path((audit, finding)): Path<(String, String)>,
) -> Result<Response, Failed> {
    Ok(render(&asked_of_finding(&state, &audit, &finding).await?.page(&Fields::default(), None)))
}

async fn of_finding(
    Shared(state): Shared<State>,
    Path((audit, finding)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failed> {
    asked_of_finding(&state, &audit, &finding).await?.say(&state, &fields).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_statement_begins_with_whole_words() {
        assert_eq!(beginning("We changed\n\nhow we count."), "We changed how we count.");
        let begun = beginning(&"counted anew ".repeat(30));
        assert!(begun.ends_with("counted …") || begun.ends_with("anew …"), "{begun}");
        assert!(begun.chars().count() <= 142);
    }
}
