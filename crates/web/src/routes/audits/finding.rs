//! Writing a finding, or writing one anew.

use super::{
    super::{Failed, data::capital, fields::Fields},
    area_field, field, number_of,
};
use crate::{
    Frame, Section,
    components::{Choice, Choices, ErrorSummary, FieldError, Link, TextKind},
    pages::audits::{FindingPage, finding::GoalForm},
    render,
    state::{State, administrator},
};
use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Redirect, Response},
};
use hub::{
    Actor,
    audits::{AuditTold, Bearing, EvidenceTold, FindingDraft, OnGoal, Role, TradeOff},
};
use std::collections::{BTreeMap, BTreeSet};

fn actor() -> Actor {
    administrator("Writing a finding of an audit")
}

pub(super) async fn form(Shared(state): Shared<State>, Path(audit): Path<String>) -> Result<Response, Failed> {
    let told = state.hub.audit(&actor(), number_of(&audit)?).await?;
    Ok(render(&page(&told, None, &Typed::default(), None)))
}

pub(super) async fn form_again(
    Shared(state): Shared<State>,
    Path((audit, finding)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let told = state.hub.audit(&actor(), number_of(&audit)?).await?;
    let number = finding_of(&told, &finding)?;
    let draft = told.findings.iter().find(|known| known.finding.number == number).map(|known| &known.finding.draft);
    let typed = draft.map(Typed::of).unwrap_or_default();
    Ok(render(&page(&told, Some(number), &typed, None)))
}

fn finding_of(told: &AuditTold, text: &str) -> Result<u32, hub::Error> {
    let known = |number: &u32| told.findings.iter().any(|known| known.finding.number == *number);
    let missing = || hub::Error::not_found(format!("finding {text} of audit {}", told.number));
    text.parse().ok().filter(known).ok_or_else(missing)
}

/// What stands in the form.
#[derive(Debug, Default)]
struct Typed {
    title: String,
    words: String,
    bearings: BTreeMap<u8, (String, String)>,
    rests_on: BTreeSet<u32>,
    context: BTreeSet<u32>,
    trade_off: String,
    decided_by: String,
    decision: String,
    decided_on: String,
}

impl Typed {
    fn of(draft: &FindingDraft) -> Self {
        let trade_off = draft.trade_off.as_ref();
        let bearing = |on: &OnGoal| (on.goal, (on.bearing.name().to_owned(), on.because.clone()));
        Self {
            title: draft.title.clone(),
            words: draft.words.clone(),
            bearings: draft.goals.iter().map(bearing).collect(),
            rests_on: draft.rests_on.clone(),
            context: draft.context.clone(),
            trade_off: trade_off.map_or_else(String::new, |told| told.what.clone()),
            decided_by: trade_off.map_or_else(String::new, |told| told.decided_by.clone()),
            decision: trade_off.map_or_else(String::new, |told| told.decision.clone()),
            decided_on: trade_off.and_then(|told| told.decided_on).map_or_else(String::new, |day| day.to_string()),
        }
    }

    fn read(told: &AuditTold, fields: &Fields) -> Self {
        let numbers = |name: &str| fields.all(name).filter_map(|text| text.parse().ok()).collect();
        let bearings = told.goals.iter().map(|goal| {
            let goal = goal.goal.precedence;
            let bearing = fields.text(&format!("goal-{goal}")).to_owned();
            (goal, (bearing, fields.text(&format!("because-{goal}")).to_owned()))
        });
        Self {
            title: fields.text("title").to_owned(),
            words: fields.text("words").to_owned(),
            bearings: bearings.collect(),
            rests_on: numbers("rests_on"),
            context: numbers("context"),
            trade_off: fields.text("trade_off").to_owned(),
            decided_by: fields.text("decided_by").to_owned(),
            decision: fields.text("decision").to_owned(),
            decided_on: fields.text("decided_on").to_owned(),
        }
    }

    fn draft(&self) -> FindingDraft {
        let on_goal = |(goal, (bearing, because)): (&u8, &(String, String))| {
            Some(OnGoal { goal: *goal, bearing: Bearing::named(bearing)?, because: because.clone() })
        };
        let told = !self.trade_off.is_empty() || !self.decided_by.is_empty();
        FindingDraft {
            title: self.title.clone(),
            words: self.words.clone(),
            goals: self.bearings.iter().filter_map(on_goal).collect(),
            rests_on: self.rests_on.clone(),
            context: self.context.clone(),
            trade_off: told.then(|| TradeOff {
                what: self.trade_off.clone(),
                decided_by: self.decided_by.clone(),
                decision: self.decision.clone(),
                decided_on: self.decided_on.parse().ok(),
            }),
        }
    }
}

fn page(told: &AuditTold, number: Option<u32>, typed: &Typed, wrong: Option<FieldError>) -> FindingPage {
    let heading = number.map_or_else(|| "Write a finding".to_owned(), |number| format!("Write finding {number} anew"));
    let choice = |evidence: &EvidenceTold, chosen: &BTreeSet<u32>| {
        let figure = evidence.frozen.as_ref().and_then(|frozen| frozen.content.figure());
        let value = figure.map_or_else(String::new, |figure| format!(": {}", figure.written));
        Choice {
            chosen: chosen.contains(&evidence.number),
            ..Choice::new(evidence.number.to_string(), format!("E{}. {}{value}", evidence.number, evidence.title))
        }
    };
    let of = |context: bool| told.evidence.iter().filter(move |evidence| (evidence.role == Role::Context) == context);
    let context: Vec<Choice> = of(true).map(|evidence| choice(evidence, &typed.context)).collect();
    let mut page = FindingPage {
        frame: Frame::new(
            Section::Outcomes,
            format!("{}{heading}", if wrong.is_some() { "Error: " } else { "" }),
            "Write a finding of an audit.",
        )
        .under([("Audits".to_owned(), "/audits".to_owned()), (told.title.clone(), told.page.clone())], &heading),
        audit: Link::new(&told.title, &told.page),
        heading,
        action: match number {
            Some(number) => format!("{}/findings/{number}", told.page),
            None => format!("{}/findings/new", told.page),
        },
        errors: None,
        title: field("title", "What was found, in one sentence?", "", &typed.title, TextKind::Text),
        words: area_field("words", "More about it (optional)", "Plain words in paragraphs.", &typed.words),
        goals: told.goals.iter().map(|goal| goal_form(&goal.goal, typed)).collect(),
        rests_on: Choices {
            id: "rests-on".to_owned(),
            name: "rests_on".to_owned(),
            legend: "Outcomes, documents and statements".to_owned(),
            hint: None,
            several: true,
            choices: of(false).map(|evidence| choice(evidence, &typed.rests_on)).collect(),
            error: None,
        },
        context: (!context.is_empty()).then(|| Choices {
            id: "context".to_owned(),
            name: "context".to_owned(),
            legend: "To be read beside it".to_owned(),
            hint: Some("Inputs, outputs and circumstances: nothing rests on them.".to_owned()),
            several: true,
            choices: context,
            error: None,
        }),
        trade_off: area_field("trade_off", "What is given up for what?", "", &typed.trade_off),
        decided_by: field(
            "decided_by",
            "Who decides?",
            "A committee, a board, a person in office.",
            &typed.decided_by,
            TextKind::Text,
        ),
        decision: field("decision", "What was decided (optional)", "", &typed.decision, TextKind::Text),
        decided_on: field("decided_on", "On (optional)", "", &typed.decided_on, TextKind::Date),
    };
    if let Some(wrong) = wrong {
        let text = Some(wrong.text.clone());
        match wrong.field_id.as_str() {
            "title" => page.title.error = text,
            "rests-on" => page.rests_on.error = text,
            "trade_off" => page.trade_off.error = text,
            id => {
                for goal in &mut page.goals {
                    if goal.bearing.id == id {
                        goal.bearing.error.clone_from(&text);
                    }
                    if goal.because.id == id {
                        goal.because.error.clone_from(&text);
                    }
                }
            }
        }
        page.errors = Some(ErrorSummary { errors: vec![wrong] });
    }
    page
}

fn goal_form(goal: &hub::audits::Goal, typed: &Typed) -> GoalForm {
    let number = goal.precedence;
    let (bearing, because) = typed.bearings.get(&number).cloned().unwrap_or_default();
    let choices = Bearing::ALL
        .into_iter()
        .map(|one| Choice { chosen: one.name() == bearing, ..Choice::new(one.name(), capital(one.words())) })
        .chain([Choice { chosen: bearing.is_empty(), ..Choice::new("", "It does not speak to this goal") }]);
    GoalForm {
        bearing: Choices {
            id: format!("goal-{number}"),
            name: format!("goal-{number}"),
            legend: format!("Goal {number}. {}: {}", goal.kind.words(), goal.statement),
            hint: None,
            several: false,
            choices: choices.collect(),
            error: None,
        },
        because: field(&format!("because-{number}"), &format!("Why, for goal {number}?"), "", &because, TextKind::Text),
    }
}

pub(super) async fn write(
    Shared(state): Shared<State>,
    Path(audit): Path<String>,
    fields: Fields,
) -> Result<Response, Failed> {
    keep(&state, number_of(&audit)?, None, &fields).await
}

pub(super) async fn write_anew(
    Shared(state): Shared<State>,
    Path((audit, finding)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failed> {
    let audit = number_of(&audit)?;
    let told = state.hub.audit(&actor(), audit).await?;
    let number = finding_of(&told, &finding)?;
    keep(&state, audit, Some(number), &fields).await
}

async fn keep(state: &State, audit: u32, number: Option<u32>, fields: &Fields) -> Result<Response, Failed> {
    let told = state.hub.audit(&actor(), audit).await?;
    let typed = Typed::read(&told, fields);
    match state.hub.write_finding(&actor(), audit, number, typed.draft()).await {
        Ok((_, written)) => Ok(Redirect::to(&format!("/audits/{audit}#finding-{written}")).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            let wrong = FieldError { field_id: field_of(&what), text: format!("{what} {mend}") };
            Ok(render(&page(&told, number, &typed, Some(wrong))))
        }
        Err(error) => Err(error.into()),
    }
}

/// The field that a refusal speaks of.
fn field_of(what: &str) -> String {
    let goal = what.split("goal ").nth(1).and_then(|rest| rest.chars().next()).filter(char::is_ascii_digit);
    match (what, goal) {
        (what, _) if what.contains("what was found") => "title".to_owned(),
        (what, _) if what.contains("trade-off") || what.contains("given up") => "trade_off".to_owned(),
        (what, Some(goal)) if what.contains("why it bears") => format!("because-{goal}"),
        (what, _) if what.contains("vidence") => "rests-on".to_owned(),
        (_, Some(goal)) => format!("goal-{goal}"),
        _ => "goal-1".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_leads_to_its_field() {
        for (what, id) in [
            ("The finding does not say what was found.", "title"),
            ("The finding cites no goal.", "goal-1"),
            ("The finding does not say why it bears on goal 2 as it does.", "because-2"),
            ("The finding rests on no evidence.", "rests-on"),
            ("Evidence 3 is context (an input, an output or a circumstance): a finding cannot rest on it.", "rests-on"),
            (
                "The finding serves one goal and works against another, and does not say what is given up and who decides.",
                "trade_off",
            ),
        ] {
            assert_eq!(field_of(what), id, "{what}");
        }
    }
}
