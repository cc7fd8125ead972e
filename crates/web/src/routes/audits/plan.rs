//! Planning an audit.

use super::{
    super::{Failed, asked::Asked, fields::Fields},
    area_field, field,
};
use crate::{
    Frame, Section,
    components::{Choice, Choices, ErrorSummary, FieldError, SelectField, TextKind},
    pages::audits::{
        PlanPage,
        plan::{GoalFields, PlanForm, PlanStep},
    },
    render,
    state::{State, administrator, reader},
};
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Redirect, Response},
};
use hub::{
    audits::{Goal, GoalKind, Goals, NewPlan},
    outcomes::Choice as Series,
};
use intake::contract::Kind;
use place::{Area, NameMatch};
use std::collections::BTreeSet;
use terms::{AreaCode, Date, IndicatorId};

/// How many goals the form has room for.
const GOALS: u8 = 4;

fn frame(title: &str) -> Frame {
    Frame::new(Section::Outcomes, title, "Plan an outcome audit: its goals first.")
        .under([("Audits", "/audits")], "Plan an audit")
}

pub(super) async fn form(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let words = asked.text("place");
    if words.is_empty() {
        return Ok(render(&ask_for_place("", None)));
    }
    match place_named(&state, words) {
        Ok(area) => Ok(render(&plan_page(&state, area, &Fields::default(), Vec::new()).await?)),
        Err(text) => Ok(render(&ask_for_place(words, Some(text)))),
    }
}

/// The council's area that a person means by a name, a code or an address.
fn place_named(state: &State, words: &str) -> Result<&'static Area, String> {
    let (map, today) = (state.hub.map(), state.hub.clock().today());
    let area = match place::code_from_slug(words).and_then(|code| map.area(code)) {
        Some(area) => Some(area),
        None => match map.find(words, today) {
            NameMatch::One(area) => Some(area),
            NameMatch::Several(areas) => {
                let names: Vec<String> = areas
                    .iter()
                    .take(6)
                    .map(|area| format!("{} ({}, {})", area.name, area.kind.words(), area.code))
                    .collect();
                return Err(format!("“{words}” could be any of: {}. Give the code", names.join(", ")));
            }
            NameMatch::None { .. } => None,
        },
    };
    match area {
        Some(area) if state.hub.body_of(area.code).is_ok() => Ok(area),
        Some(area) => Err(format!("No one council answers for {} today: name a council’s area", area.name)),
        None => Err(format!("There is no place called “{words}”: name a council’s area, or give its code")),
    }
}

fn ask_for_place(words: &str, error: Option<String>) -> PlanPage {
    let title = if error.is_some() { "Error: Plan an audit" } else { "Plan an audit" };
    let mut place =
        field("place", "Name or code of the council’s area", "Such as: North Yorkshire", words, TextKind::Text);
    place.error.clone_from(&error);
    PlanPage {
        frame: frame(title),
        errors: error.map(|text| ErrorSummary { errors: vec![FieldError { text, field_id: "place".to_owned() }] }),
        step: PlanStep::Place(place),
    }
}

async fn plan_page(state: &State, area: &Area, fields: &Fields, errors: Vec<FieldError>) -> Result<PlanPage, Failed> {
    let chosen: BTreeSet<&str> = fields.all("outcome").collect();
    let today = state.hub.clock().today();
    let year = |ago: i16| {
        Date::new(today.year() - ago, today.month(), 1).map_or_else(|_| String::new(), |day| day.to_string())
    };
    let or = |name: &str, otherwise: String| match fields.text(name) {
        "" => otherwise,
        text => text.to_owned(),
    };
    let mut form = PlanForm {
        area: area.code.to_string(),
        area_name: area.name.clone(),
        body: state.hub.body_of(area.code)?,
        title: field("title", "Title", "", fields.text("title"), TextKind::Text),
        question: field(
            "question",
            "What does it ask?",
            "One question about what became of people or of the place.",
            fields.text("question"),
            TextKind::Text,
        ),
        outcomes: Choices {
            id: "outcomes".to_owned(),
            name: "outcome".to_owned(),
            legend: "Which outcomes does it judge?".to_owned(),
            hint: Some(
                "Only outcomes are listed. What is put in and what is done can be cited later, to be read beside."
                    .to_owned(),
            ),
            several: true,
            choices: outcomes(state, area, &chosen).await?,
            error: None,
        },
        from: field("from", "First day", "", &or("from", year(5)), TextKind::Date),
        to: field("to", "Last day", "", &or("to", today.to_string()), TextKind::Date),
        goals: (1..=GOALS).map(|number| goal_fields(number, fields)).collect(),
    };
    for error in &errors {
        let text = Some(error.text.clone());
        match error.field_id.as_str() {
            "title" => form.title.error = text,
            "question" => form.question.error = text,
            "outcomes" => form.outcomes.error = text,
            "from" => form.from.error = text,
            "to" => form.to.error = text,
            id => {
                for goal in &mut form.goals {
                    for (field_id, place) in [
                        (goal.kind.id.clone(), &mut goal.kind.error),
                        (goal.statement.id.clone(), &mut goal.statement.error),
                        (goal.owner.id.clone(), &mut goal.owner.error),
                        (goal.review.id.clone(), &mut goal.review.error),
                    ] {
                        if field_id == id {
                            place.clone_from(&text);
                        }
                    }
                }
            }
        }
    }
    let title = format!("{}Plan an audit of {}", if errors.is_empty() { "" } else { "Error: " }, area.name);
    let errors = (!errors.is_empty()).then(|| ErrorSummary { errors });
    Ok(PlanPage { frame: frame(&title), errors, step: PlanStep::Plan(Box::new(form)) })
}

/// The outcomes that the hub holds for a place, by title.
async fn outcomes(state: &State, area: &Area, chosen: &BTreeSet<&str>) -> Result<Vec<Choice>, Failed> {
    let catalogue = state.hub.catalogue(&reader())?;
    let ids: Vec<IndicatorId> = catalogue
        .indicators()
        .filter(|indicator| indicator.kind() == Some(Kind::Outcome))
        .map(|indicator| indicator.contract().id.clone())
        .collect();
    let today = state.hub.clock().today();
    let series = state.hub.place_series(&reader(), area.code, today, &Series::These(ids), None).await?;
    let mut choices: Vec<Choice> = series
        .iter()
        .map(|series| {
            let contract = series.indicator.contract();
            let whose = state.hub.map().area(series.area).filter(|owner| owner.code != area.code);
            let whose = whose.map(|owner| format!("The figures are those of {}.", owner.name));
            Choice {
                value: contract.id.to_string(),
                label: contract.title.clone(),
                hint: whose,
                chosen: chosen.contains(contract.id.as_str()),
            }
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(choices)
}

fn goal_fields(number: u8, fields: &Fields) -> GoalFields {
    let id = |what: &str| format!("goal-{number}-{what}");
    let kind = fields.text(&id("kind")).to_owned();
    let choices = std::iter::once(Choice::new("", "Not needed")).chain(
        GoalKind::ALL
            .into_iter()
            .map(|goal| Choice { chosen: goal.name() == kind, ..Choice::new(goal.name(), goal.words()) }),
    );
    GoalFields {
        legend: match number {
            1 => "Goal 1: it comes first".to_owned(),
            number => format!("Goal {number}"),
        },
        kind: SelectField {
            id: id("kind"),
            name: id("kind"),
            label: "Kind".to_owned(),
            hint: None,
            groups: vec![(String::new(), choices.collect())],
            error: None,
        },
        statement: area_field(&id("statement"), "What would be so if it were met?", "", fields.text(&id("statement"))),
        owner: field(&id("owner"), "Who owns it?", "", fields.text(&id("owner")), TextKind::Text),
        review: field(&id("review"), "Looked at again on", "", fields.text(&id("review")), TextKind::Date),
    }
}

pub(super) async fn declare(Shared(state): Shared<State>, fields: Fields) -> Result<Response, Failed> {
    let code = AreaCode::parse(fields.text("area")).map_err(|error| hub::Error::not_found(error.to_string()))?;
    let area = state.hub.map().area(code).ok_or_else(|| hub::Error::not_found(format!("area {code}")))?;
    let new = match read(&fields, code) {
        Ok(new) => new,
        Err(errors) => return Ok(render(&plan_page(&state, area, &fields, errors).await?)),
    };
    match state.hub.plan_audit(&administrator("Planning an audit"), new).await {
        Ok(record) => Ok(Redirect::to(&format!("/audits/{}", record.audit.number())).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            let error = FieldError { field_id: field_of(&what).to_owned(), text: format!("{what} {mend}") };
            Ok(render(&plan_page(&state, area, &fields, vec![error]).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// The field that a refusal speaks of.
fn field_of(what: &str) -> &'static str {
    if what.contains("title") {
        "title"
    } else if what.contains("what it asks") {
        "question"
    } else if what.contains("outcome") {
        "outcomes"
    } else if what.contains("reviewed") || what.contains("goal 1") || what.contains("Goal 1 ") {
        "goal-1-review"
    } else if what.contains("time") {
        "from"
    } else {
        "goal-1-kind"
    }
}

/// Reads the form, or says everything that is wrong with it.
fn read(fields: &Fields, area: AreaCode) -> Result<NewPlan, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field_id: &str, text: &str| {
        errors.push(FieldError { text: text.to_owned(), field_id: field_id.to_owned() });
    };
    for (id, text) in [("title", "Give the audit a title"), ("question", "Say what the audit asks")] {
        if fields.text(id).is_empty() {
            wrong(id, text);
        }
    }
    let outcomes: BTreeSet<IndicatorId> = fields.all("outcome").filter_map(|id| IndicatorId::parse(id).ok()).collect();
    if outcomes.is_empty() {
        wrong("outcomes", "Choose at least one outcome");
    }
    let (from, to) = (fields.day("from"), fields.day("to"));
    for (id, day) in [("from", from), ("to", to)] {
        if day.is_none() {
            wrong(id, "Write a day, such as 2023-04-01");
        }
    }
    let mut goals = Vec::new();
    for number in 1..=GOALS {
        let id = |what: &str| format!("goal-{number}-{what}");
        let (statement, owner) = (fields.text(&id("statement")), fields.text(&id("owner")));
        let kind = GoalKind::named(fields.text(&id("kind")));
        if kind.is_none() && statement.is_empty() && owner.is_empty() {
            continue;
        }
        let Some(kind) = kind else {
            wrong(&id("kind"), &format!("Choose the kind of goal {number}"));
            continue;
        };
        if statement.is_empty() {
            wrong(&id("statement"), &format!("Say what would be so if goal {number} were met"));
        }
        if owner.is_empty() {
            wrong(&id("owner"), &format!("Say who owns goal {number}"));
        }
        match fields.day(&id("review")) {
            Some(review_on) => goals.push(Goal {
                precedence: u8::try_from(goals.len() + 1).unwrap_or(u8::MAX),
                kind,
                statement: statement.to_owned(),
                owner: owner.to_owned(),
                review_on,
            }),
            None => wrong(&id("review"), &format!("Say on which day goal {number} is looked at again")),
        }
    }
    if goals.is_empty() && errors.iter().all(|error| !error.field_id.starts_with("goal")) {
        errors.push(FieldError {
            text: "Declare at least one goal: say what the audit is for before it begins".to_owned(),
            field_id: "goal-1-kind".to_owned(),
        });
    }
    let (Some(from), Some(to), true) = (from, to, errors.is_empty()) else { return Err(errors) };
    let goals = Goals::declare(goals).map_err(|refusal| {
        vec![FieldError { text: format!("{refusal} {}", refusal.mend()), field_id: "goal-1-kind".to_owned() }]
    })?;
    Ok(NewPlan {
        title: fields.text("title").to_owned(),
        question: fields.text("question").to_owned(),
        area,
        outcomes,
        from,
        to,
        goals,
    })
}
