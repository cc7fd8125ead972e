//! An audit on one page, and the steps that it takes.

use super::{
    super::{
        Failed,
        data::{capital, day},
        fields::Fields,
        places::href,
        statements::said,
    },
    field, number_of, stage_tag,
};
use crate::{
    Frame, Section,
    components::{ErrorSummary, FieldError, Link, SummaryList, SummaryRow, TextKind},
    pages::audits::{
        AuditPage,
        audit::{Cited, EvidenceRow, FindingRow, GoalRow, Next, TradeOffRow},
    },
    render,
    state::{State, administrator},
    words::list_in_words,
};
use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Redirect, Response},
};
use hub::{
    Actor,
    audits::{AuditTold, Bearing, Content, EvidenceTold, FindingTold, Kind, Now, Role, Stage, StepTold},
};
use std::collections::BTreeSet;
use terms::period::date_in_words;

fn actor() -> Actor {
    administrator("Working on an audit")
}

pub(super) async fn page(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Failed> {
    let told = state.hub.audit(&actor(), number_of(&number)?).await?;
    Ok(render(&shown(&state, &told)))
}

pub(super) async fn step(
    Shared(state): Shared<State>,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Failed> {
    let number = number_of(&number)?;
    let done = match fields.text("step") {
        "send" => match fields.day("reply_by") {
            Some(by) => state.hub.send_draft(&actor(), number, by).await,
            None => Err(hub::Error::refused("No day is named for replies.", "Write one, such as 2026-12-24.")),
        },
        "publish" => state.hub.publish_audit(&actor(), number).await,
        "take_back" => state.hub.take_draft_back(&actor(), number, fields.text("reason")).await,
        other => Err(hub::Error::not_found(format!("step {other}"))),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/audits/{number}")).into_response()),
        Err(hub::Error::Refused { what, mend }) => {
            let told = state.hub.audit(&actor(), number).await?;
            let mut page = shown(&state, &told);
            let text = format!("{what} {mend}");
            let mut field_id = "next";
            match &mut page.next {
                Next::Gather { send: Some((_, reply_by)), .. } => {
                    reply_by.error = Some(text.clone());
                    fields.text("reply_by").clone_into(&mut reply_by.value);
                    field_id = "reply_by";
                }
                Next::Answer { reason, .. } if fields.text("step") == "take_back" => {
                    reason.error = Some(text.clone());
                    field_id = "reason";
                }
                _ => {}
            }
            page.frame.title = format!("Error: {}", page.frame.title);
            page.errors = Some(ErrorSummary { errors: vec![FieldError { text, field_id: field_id.to_owned() }] });
            Ok(render(&page))
        }
        Err(error) => Err(error.into()),
    }
}

fn shown(state: &State, told: &AuditTold) -> AuditPage {
    let area = state.hub.map().area(told.area);
    let place = Link::new(&told.area_name, area.map_or_else(|| "/places".to_owned(), href));
    AuditPage {
        frame: Frame::new(
            Section::Outcomes,
            format!("{}: outcome audit of {}", told.title, told.area_name),
            &told.question,
        )
        .under([("Audits", "/audits")], &told.title),
        title: told.title.clone(),
        place,
        stage: stage_tag(told.stage),
        question: told.question.clone(),
        lead: lead(told),
        errors: None,
        goals: told
            .goals
            .iter()
            .map(|goal| GoalRow {
                precedence: goal.goal.precedence,
                kind: goal.kind_words.to_owned(),
                statement: goal.goal.statement.clone(),
                owner: format!(
                    "{}; {} {}.",
                    goal.goal.owner,
                    if goal.review_is_due { "to be looked at again since" } else { "looked at again on" },
                    date_in_words(goal.goal.review_on)
                ),
            })
            .collect(),
        facts: facts(told),
        held_back: told.held_back.then(|| {
            format!(
                "{} sees the draft first and may reply. Findings and evidence stand here once it is published.",
                told.body
            )
        }),
        findings: told.findings.iter().map(|finding| finding_row(told, finding)).collect(),
        evidence: told.evidence.iter().map(evidence_row).collect(),
        steps: told.steps.iter().map(step_line).collect(),
        next: next(told),
        download: format!("/api/v1/audits/{}", told.number),
    }
}

fn count(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}

fn lead(told: &AuditTold) -> String {
    let apart = told.findings.iter().filter(|finding| finding.pulls_apart).count();
    let revised = told.evidence.iter().filter(|evidence| !matches!(evidence.now, Now::Same | Now::Fixed)).count();
    let answered = told.findings.iter().filter(|finding| !finding.replies.is_empty()).count();
    if told.findings.is_empty() {
        return match told.stage {
            Stage::Planned => "Its goals are declared. Nothing has been looked at yet.".to_owned(),
            _ => format!("It is {}.", told.stage_words),
        };
    }
    let mut words = vec![format!(
        "{} on {}.",
        count(told.findings.len(), "finding", "findings"),
        count(told.evidence.len(), "piece of evidence", "pieces of evidence")
    )];
    match (apart, told.findings.len()) {
        (0, _) => {}
        (1, 1) => words.push("In it, goals pull apart.".to_owned()),
        (1, _) => words.push("In one, goals pull apart.".to_owned()),
        (apart, _) => words.push(format!("In {apart}, goals pull apart.")),
    }
    if matches!(told.stage, Stage::Draft | Stage::Replied | Stage::Published) {
        words.push(match (answered, told.findings.len()) {
            (0, _) => format!("{} has not replied.", told.body),
            (answered, all) if answered == all => format!("{} has replied to every one.", told.body),
            (answered, all) => format!("{} has replied to {answered} of {all}.", told.body),
        });
    }
    if revised > 0 {
        words.push(format!(
            "{} changed since: both are shown.",
            count(revised, "piece of evidence has", "pieces of evidence have")
        ));
    }
    words.join(" ")
}

fn facts(told: &AuditTold) -> SummaryList {
    let declared = told.steps.first().map_or_else(String::new, |step| day(step.at));
    let mut rows = vec![
        SummaryRow::new("Body", &told.body),
        SummaryRow::new("Outcomes", list_in_words(&told.outcome_titles)),
        SummaryRow::new("Time", format!("{} to {}", date_in_words(told.from), date_in_words(told.to))),
        SummaryRow::new("Goals declared", declared),
    ];
    if let Some(by) = told.reply_by {
        rows.push(SummaryRow::new("Replies by", date_in_words(by)));
    }
    if let Some(step) = told.steps.iter().find(|step| step.stage == Stage::Published) {
        rows.push(SummaryRow::new("Published", day(step.at)));
    }
    SummaryList { rows }
}

fn finding_row(told: &AuditTold, finding: &FindingTold) -> FindingRow {
    let draft = &finding.finding.draft;
    let number = finding.finding.number;
    let goal = |precedence: u8| told.goals.iter().find(|goal| goal.goal.precedence == precedence);
    let name = |precedence: u8| {
        goal(precedence).map_or_else(
            || format!("Goal {precedence}"),
            |goal| format!("Goal {precedence}, {}", goal.kind_words.replace("Value for money: ", "")),
        )
    };
    let bears = draft.goals.iter().map(|on| (name(on.goal), on.bearing.words().to_owned(), on.because.clone()));
    let with = |bearing: Bearing| -> Vec<String> {
        draft.goals.iter().filter(|on| on.bearing == bearing).map(|on| name(on.goal).replace("Goal", "goal")).collect()
    };
    let trade_off = draft.trade_off.as_ref().map(|trade_off| {
        let first = finding
            .has_precedence
            .map_or_else(String::new, |first| format!(" {} was declared to come first.", name(first)));
        let decided = match (trade_off.decision.as_str(), trade_off.decided_on) {
            ("", _) => "not decided yet.".to_owned(),
            (decision, Some(on)) => format!("{} ({}).", decision.trim_end_matches('.'), date_in_words(on)),
            (decision, None) => format!("{}.", decision.trim_end_matches('.')),
        };
        TradeOffRow {
            pull: format!(
                "It serves {} and works against {}.{first}",
                list_in_words(&with(Bearing::Serves)),
                list_in_words(&with(Bearing::WorksAgainst))
            ),
            what: trade_off.what.clone(),
            decides: format!("{}; {decided}", trade_off.decided_by),
        }
    });
    let cited = |numbers: &BTreeSet<u32>| {
        told.evidence.iter().filter(|evidence| numbers.contains(&evidence.number)).map(cited).collect()
    };
    let may_reply = matches!(told.stage, Stage::Draft | Stage::Replied | Stage::Published);
    let no_reply = finding.replies.is_empty().then(|| match (told.stage, told.reply_by) {
        (Stage::Published, Some(by)) => {
            format!("{} was asked to reply by {} and did not.", told.body, date_in_words(by))
        }
        (Stage::Draft | Stage::Replied, Some(by)) => format!("{} may reply until {}.", told.body, date_in_words(by)),
        _ => "The body replies once it has the draft.".to_owned(),
    });
    FindingRow {
        number,
        title: draft.title.clone(),
        paragraphs: draft.words.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        bears: bears.collect(),
        trade_off,
        rests_on: cited(&draft.rests_on),
        context: cited(&draft.context),
        replies: finding.replies.iter().map(said).collect(),
        no_reply,
        reply: may_reply.then(|| format!("{}/findings/{number}/reply", told.page)),
        rewrite: (told.stage == Stage::Evidence).then(|| format!("{}/findings/{number}", told.page)),
    }
}

/// What a piece of evidence said when it was frozen.
fn said_when_frozen(evidence: &EvidenceTold) -> String {
    match evidence.frozen.as_ref().map(|frozen| &frozen.content) {
        Some(content @ (Content::Outcome { .. } | Content::Context { .. })) => {
            content.figure().map_or_else(String::new, |figure| match &figure.interval {
                Some(interval) => format!("{} (95% interval {interval})", figure.written),
                None => figure.written.clone(),
            })
        }
        Some(Content::Document { document }) if !document.quotation.is_empty() => format!("“{}”", document.quotation),
        Some(Content::Document { document }) => document.publisher.clone(),
        Some(Content::Statement { statement }) => format!("“{}”", statement.words),
        None => String::new(),
    }
}

/// What has become of it since, in a few words.
fn now_in_words(now: &Now) -> Option<String> {
    match now {
        Now::Same | Now::Fixed => None,
        Now::Gone => Some("Since then it was withdrawn or is in use no more.".to_owned()),
        Now::Revised { written, since, .. } => Some(match since {
            Some(day) => format!("It is {written} since {}.", date_in_words(*day)),
            None => format!("It is {written} now."),
        }),
    }
}

fn cited(evidence: &EvidenceTold) -> Cited {
    let now = now_in_words(&evidence.now);
    let was = if now.is_some() { "was " } else { "" };
    let said = said_when_frozen(evidence);
    let expected = expected(evidence).map_or_else(String::new, |words| format!(" {words}"));
    let end = if now.is_some() { " when frozen." } else { "." };
    Cited { number: evidence.number, text: format!("{}: {was}{said}{end}{expected}", evidence.title), now }
}

/// What was expected of the place when the figure was frozen.
fn expected(evidence: &EvidenceTold) -> Option<String> {
    let figure = evidence.frozen.as_ref()?.content.figure()?;
    let expectation = figure.expectation.as_ref()?;
    let digits = |value: f64| {
        let decimals = match value.abs() {
            size if size >= 100.0 => 0,
            size if size >= 10.0 => 1,
            _ => 2,
        };
        terms::unit::grouped(value, decimals)
    };
    let range = expectation.range_80_lower.zip(expectation.range_80_upper).map(|(lower, upper)| {
        format!(
            ": four of five councils in such circumstances lie between {} and {}",
            digits(lower.get()),
            digits(upper.get())
        )
    });
    Some(format!("{}{}.", capital(&expectation.phrase), range.unwrap_or_default()))
}

fn evidence_row(evidence: &EvidenceTold) -> EvidenceRow {
    let frozen = evidence.frozen.as_ref();
    let figure = frozen.and_then(|frozen| frozen.content.figure());
    let now_page = match &evidence.now {
        Now::Revised { page, .. } => Some(page.clone()),
        _ => None,
    };
    let href = match frozen.map(|frozen| &frozen.content) {
        Some(Content::Document { document }) if document.found_at.starts_with("https://") => document.found_at.clone(),
        Some(Content::Statement { statement }) => format!("/statements/{}", statement.number),
        Some(content) => {
            content.figure().map_or_else(|| format!("#evidence-{}", evidence.number), |figure| figure.page())
        }
        None => format!("#evidence-{}", evidence.number),
    };
    let mut rows = Vec::new();
    if let Some(frozen) = frozen {
        rows.push(SummaryRow::new("Frozen", format!("{}, by {}", day(frozen.frozen_at), frozen.frozen_by)));
        if let Content::Document { document } = &frozen.content {
            rows.push(SummaryRow::new("Published by", &document.publisher));
            rows.push(SummaryRow::new("Read at", &document.found_at));
        }
    }
    if let Some(figure) = figure {
        rows.push(SummaryRow::linked("Figure and its cell", &figure.written, figure.page()));
        let id = &figure.submission;
        rows.push(SummaryRow::linked(
            "Submission",
            id.to_string(),
            format!("/data/{}/submissions/{}", id.dataset, id.number),
        ));
        rows.push(SummaryRow::new("SHA-256 of the file", &figure.received_sha256));
    }
    rows.push(SummaryRow::new("SHA-256 of this record", &evidence.sha256));
    let was = if now_in_words(&evidence.now).is_some() { "It was " } else { "" };
    let end = if was.is_empty() { "." } else { " when frozen." };
    let said = said_when_frozen(evidence);
    EvidenceRow {
        number: evidence.number,
        what: Link::new(&evidence.title, href),
        role: match evidence.role {
            Role::Outcome => "an outcome".to_owned(),
            Role::Context => figure.map_or_else(
                || "context".to_owned(),
                |figure| match figure.kind {
                    Kind::Input => "an input, to be read beside".to_owned(),
                    Kind::Output => "an output, to be read beside".to_owned(),
                    Kind::Outcome => "an outcome outside the plan, to be read beside".to_owned(),
                    Kind::Context => "context, to be read beside".to_owned(),
                },
            ),
            Role::Document => "a document".to_owned(),
            Role::Statement => "what the body says".to_owned(),
        },
        why: frozen.map_or_else(String::new, |frozen| frozen.why.clone()),
        frozen: if said.is_empty() { said } else { format!("{was}{said}{end}") },
        expected: expected(evidence),
        now: now_in_words(&evidence.now)
            .map(|words| Link::new(words, now_page.unwrap_or_else(|| format!("#evidence-{}", evidence.number)))),
        broken: evidence.broken.clone(),
        must_not: figure
            .map(|figure| figure.must_not_be_used_for.trim().trim_end_matches('.').to_owned())
            .filter(|text| !text.is_empty()),
        facts: SummaryList { rows },
    }
}

fn step_line(step: &StepTold) -> String {
    let note = if step.note.is_empty() { String::new() } else { format!(" {}", step.note) };
    let what = match step.stage {
        Stage::Planned => "Goals declared",
        Stage::Evidence => "Evidence gathered",
        Stage::Draft => "Draft sent to the body",
        Stage::Replied => "Every finding answered",
        Stage::Published => "Published",
    };
    format!("{what} on {}, by {}.{note}", day(step.at), step.by)
}

fn next(told: &AuditTold) -> Next {
    if told.held_back {
        return Next::Nothing;
    }
    let step = format!("{}/step", told.page);
    match told.stage {
        Stage::Published => Next::Nothing,
        Stage::Planned | Stage::Evidence => Next::Gather {
            evidence: format!("{}/evidence", told.page),
            finding: (!told.evidence.is_empty()).then(|| format!("{}/findings/new", told.page)),
            send: (!told.findings.is_empty()).then(|| {
                let hint = "From then on it may be published, whether the body replied or not.";
                (step, field("reply_by", "By which day may the body reply?", hint, "", TextKind::Date))
            }),
        },
        Stage::Draft | Stage::Replied => Next::Answer {
            publish: step.clone(),
            waits: match (told.stage, told.reply_by) {
                (Stage::Draft, Some(by)) => format!(
                    "{} has the draft. It can be published when every finding has a reply, or after {}.",
                    told.body,
                    date_in_words(by)
                ),
                _ => format!("{} has replied to every finding.", told.body),
            },
            take_back: step,
            reason: field("reason", "Why is it taken back?", "", "", TextKind::Text),
        },
    }
}
