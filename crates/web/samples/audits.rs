//! Audits and statements. Figures are real; what is said of them is made up for the sample, and says so.

use crate::samples::outcomes::said;
use wholeplace_web::{
    Frame, Section,
    components::{
        Choice, Choices, ErrorSummary, FieldError, Link, SelectField, SummaryList, SummaryRow, Tag, TagKind, TextArea,
        TextField, TextKind,
    },
    pages::{
        audits::{
            AuditPage, AuditsPage, EvidencePage, FindingPage, PlanPage,
            audit::{Cited, EvidenceRow, FindingRow, GoalRow, Next, TradeOffRow},
            evidence::{DocumentForm, SeriesForm},
            finding::GoalForm,
            list::AuditRow,
            plan::{GoalFields, PlanForm, PlanStep},
        },
        statements::{StatementFormPage, StatementPage, StatementsPage, history::ChangeForm},
    },
};

const AUDIT: &str = "/audits/1";

fn text(id: &str, label: &str, kind: TextKind) -> TextField {
    TextField {
        id: id.into(),
        name: id.into(),
        label: label.into(),
        hint: None,
        value: String::new(),
        error: None,
        kind,
        button: None,
    }
}

fn area(id: &str, label: &str) -> TextArea {
    TextArea { id: id.into(), name: id.into(), label: label.into(), hint: None, value: String::new(), error: None }
}

fn choices(id: &str, legend: &str, several: bool, labels: &[&str]) -> Choices {
    Choices {
        id: id.into(),
        name: id.into(),
        legend: legend.into(),
        hint: None,
        several,
        choices: labels.iter().map(|label| Choice::new(*label, *label)).collect(),
        error: None,
    }
}

fn frame(title: &str) -> Frame {
    Frame::new(Section::Outcomes, title, "An outcome audit.").under([("Audits", "/audits")], title)
}

fn facts(rows: &[(&str, &str)]) -> SummaryList {
    SummaryList { rows: rows.iter().map(|(key, value)| SummaryRow::new(*key, *value)).collect() }
}

pub fn list() -> AuditsPage {
    AuditsPage {
        frame: Frame::new(Section::Outcomes, "Outcome audits", "Audits, each with its goals declared first."),
        audits: vec![AuditRow {
            audit: Link::new("Children who miss school", AUDIT),
            place: Link::new("Sunderland", "/places/E08000024-sunderland"),
            stage: Tag::new("Published", TagKind::Done),
            declared: "3 March 2026".into(),
        }],
    }
}

pub fn none() -> AuditsPage {
    AuditsPage { audits: Vec::new(), ..list() }
}

pub fn published() -> AuditPage {
    let cited =
        |number: u32, text: &str, now: Option<&str>| Cited { number, text: text.into(), now: now.map(Into::into) };
    let evidence = |number: u32, what: &str, role: &str, frozen: &str, now: Option<&str>| EvidenceRow {
        number,
        what: Link::new(what, "/figures/persistent-absence/1/0-2500-10"),
        role: role.into(),
        why: "The newest year.".into(),
        frozen: frozen.into(),
        expected: Some("As expected: four of five councils in such circumstances lie between 18.1 and 23.9.".into()),
        now: now.map(|now| Link::new(now, "/figures/persistent-absence/2/0-2500-10")),
        broken: None,
        must_not: Some("fining families or judging one school".into()),
        facts: facts(&[
            ("Frozen", "3 March 2026, by an auditor"),
            ("SHA-256 of this record", "example: 64 characters"),
        ]),
    };
    AuditPage {
        frame: frame("Children who miss school"),
        title: "Children who miss school".into(),
        place: Link::new("Sunderland", "/places/E08000024-sunderland"),
        stage: Tag::new("Published", TagKind::Done),
        question: "Do fewer children miss school than in 2022-23, and is it so for those who miss most?".into(),
        lead: "1 finding on 2 pieces of evidence. In it, goals pull apart.".into(),
        errors: None,
        goals: vec![GoalRow {
            precedence: 1,
            kind: "Value for money: effectiveness".into(),
            statement: "Fewer pupils miss a tenth of school or more.".into(),
            owner: "Committee; looked at again on 31 July 2030.".into(),
        }],
        facts: facts(&[("Body", "Sunderland City Council"), ("Goals declared", "3 March 2026")]),
        held_back: None,
        findings: vec![FindingRow {
            number: 1,
            title: "Fewer pupils miss school than in 2022-23, but more miss most of it".into(),
            paragraphs: vec!["A fall in the first can hide the second.".into()],
            bears: vec![
                ("Goal 1, effectiveness".into(), "serves it".into(), "It fell from 23.9% to 20.9%.".into()),
                ("Goal 2, equity".into(), "works against it".into(), "It rose from 2.4% to 3.0%.".into()),
            ],
            trade_off: Some(TradeOffRow {
                pull: "It serves goal 1, effectiveness and works against goal 2, equity.".into(),
                what: "The same money can do one or the other.".into(),
                decides: "Cabinet; not decided yet.".into(),
            }),
            rests_on: vec![cited(
                1,
                "Pupils who miss a tenth, 2024-25: was 20.9% when frozen.",
                Some("It is 21.4% since 5 May 2026."),
            )],
            context: vec![cited(2, "Spending on help for families, 2024-25: £6,979,457.", None)],
            replies: vec![said()],
            no_reply: None,
            reply: Some(format!("{AUDIT}/findings/1/reply")),
            rewrite: None,
        }],
        evidence: vec![
            evidence(
                1,
                "Pupils who miss a tenth, Sunderland, 2024-25",
                "an outcome",
                "It was 20.9% when frozen.",
                Some("It is 21.4% since 5 May 2026."),
            ),
            EvidenceRow {
                broken: Some("its record has another SHA-256 than was kept".into()),
                ..evidence(2, "Spending on help for families", "an input, to be read beside", "£6,979,457.", None)
            },
        ],
        steps: vec!["Goals declared on 3 March 2026, by an auditor.".into()],
        next: Next::Nothing,
        download: "/api/v1/audits/1".into(),
    }
}

/// The same while the body has the draft, with a step that was refused.
pub fn with_the_body() -> AuditPage {
    AuditPage {
        frame: frame("Error: Children who miss school"),
        stage: Tag::new("With the body", TagKind::Ask),
        errors: Some(ErrorSummary {
            errors: vec![FieldError {
                text: "The body has not answered every finding.".into(),
                field_id: "next".into(),
            }],
        }),
        next: Next::Answer {
            publish: format!("{AUDIT}/step"),
            waits: "Sunderland City Council has the draft.".into(),
            take_back: format!("{AUDIT}/step"),
            reason: text("reason", "Why is it taken back?", TextKind::Text),
        },
        ..published()
    }
}

pub fn gathering() -> AuditPage {
    AuditPage {
        stage: Tag::new("Gathering evidence", TagKind::Wait),
        next: Next::Gather {
            evidence: format!("{AUDIT}/evidence"),
            finding: Some(format!("{AUDIT}/findings/new")),
            send: Some((format!("{AUDIT}/step"), text("reply_by", "By which day may the body reply?", TextKind::Date))),
        },
        ..published()
    }
}

pub fn plan() -> PlanPage {
    let goal = |number: u8| {
        let id = |what: &str| format!("goal-{number}-{what}");
        GoalFields {
            legend: format!("Goal {number}"),
            kind: SelectField {
                id: id("kind"),
                name: id("kind"),
                label: "Kind".into(),
                hint: None,
                groups: vec![(String::new(), vec![Choice::new("", "Not needed"), Choice::new("safety", "Safety")])],
                error: None,
            },
            statement: area(&id("statement"), "What would be so if it were met?"),
            owner: text(&id("owner"), "Who owns it?", TextKind::Text),
            review: text(&id("review"), "Looked at again on", TextKind::Date),
        }
    };
    PlanPage {
        frame: frame("Error: Plan an audit of Sunderland"),
        errors: Some(ErrorSummary {
            errors: vec![FieldError { text: "Declare at least one goal".into(), field_id: "goal-1-kind".into() }],
        }),
        step: PlanStep::Plan(Box::new(PlanForm {
            area: "E08000024".into(),
            area_name: "Sunderland".into(),
            body: "Sunderland City Council".into(),
            title: text("title", "Title", TextKind::Text),
            question: text("question", "What does it ask?", TextKind::Text),
            outcomes: choices(
                "outcomes",
                "Which outcomes does it judge?",
                true,
                &["Adults in work", "Life satisfaction"],
            ),
            from: text("from", "First day", TextKind::Date),
            to: text("to", "Last day", TextKind::Date),
            goals: vec![goal(1), goal(2)],
        })),
    }
}

pub fn plan_place() -> PlanPage {
    PlanPage {
        frame: frame("Plan an audit"),
        errors: None,
        step: PlanStep::Place(text("place", "Name or code of the council’s area", TextKind::Text)),
    }
}

pub fn evidence() -> EvidencePage {
    EvidencePage {
        frame: frame("Freeze evidence"),
        audit: Link::new("Children who miss school", AUDIT),
        action: format!("{AUDIT}/evidence"),
        errors: None,
        search: TextField {
            button: Some("Search".into()),
            ..text("q", "Search any measure of this place", TextKind::Search)
        },
        heading: "The outcomes of the plan".into(),
        series: vec![SeriesForm {
            id: "cite-persistent-absence".into(),
            title: "Pupils missing a tenth of school or more".into(),
            kind: "An outcome".into(),
            area: "Sunderland".into(),
            period: Some(SelectField {
                id: "cite-persistent-absence-figure".into(),
                name: "figure".into(),
                label: "Figure".into(),
                hint: None,
                groups: vec![(String::new(), vec![Choice::new("2024", "2024-25: 20.9%")])],
                error: None,
            }),
            role: choices("cite-persistent-absence-role", "Cite it as", false, &["An outcome", "Context"]),
            why: text("cite-persistent-absence-why", "Why does it matter here?", TextKind::Text),
            left_out: None,
        }],
        document: DocumentForm {
            title: text("title", "Title", TextKind::Text),
            publisher: text("publisher", "Who published it?", TextKind::Text),
            dated: text("dated", "Its date (optional)", TextKind::Date),
            found_at: text("found_at", "Where can it be read?", TextKind::Text),
            quotation: area("quotation", "The words of it that matter"),
            why: text("why-document", "Why does it matter here?", TextKind::Text),
        },
        statement: None,
    }
}

pub fn finding() -> FindingPage {
    FindingPage {
        frame: frame("Write a finding"),
        audit: Link::new("Children who miss school", AUDIT),
        heading: "Write a finding".into(),
        action: format!("{AUDIT}/findings/new"),
        errors: None,
        title: text("title", "What was found, in one sentence?", TextKind::Text),
        words: area("words", "More about it (optional)"),
        goals: vec![GoalForm {
            bearing: choices("goal-1", "Goal 1. Safety: people are safe", false, &["Serves it", "Works against it"]),
            because: text("because-1", "Why, for goal 1?", TextKind::Text),
        }],
        rests_on: choices(
            "rests-on",
            "Outcomes, documents and statements",
            true,
            &["E1. Pupils who miss a tenth: 20.9%"],
        ),
        context: Some(choices("context", "To be read beside it", true, &["E2. Spending on help for families"])),
        trade_off: area("trade_off", "What is given up for what?"),
        decided_by: text("decided_by", "Who decides?", TextKind::Text),
        decision: text("decision", "What was decided (optional)", TextKind::Text),
        decided_on: text("decided_on", "On (optional)", TextKind::Date),
    }
}

pub fn statement_form() -> StatementFormPage {
    StatementFormPage {
        frame: frame("Reply to this figure"),
        over: "Adults in work: Pendle, 2023".into(),
        heading: "Reply to this figure".into(),
        action: "/figures/employment/1/0-8417-10/statement".into(),
        errors: Some(ErrorSummary {
            errors: vec![FieldError {
                text: "It is not said who speaks for the body.".into(),
                field_id: "speaker".into(),
            }],
        }),
        about: facts(&[("Figure", "53.0%"), ("Who may speak", "Pendle Borough Council")]),
        speaker: TextField {
            error: Some("It is not said who speaks for the body.".into()),
            ..text("speaker", "Who speaks for the body?", TextKind::Text)
        },
        words: area("words", "What should readers know?"),
        appears: vec!["Wherever the figure is.".into()],
    }
}

pub fn statement() -> StatementPage {
    StatementPage {
        frame: frame("What Pendle Borough Council says"),
        heading: "What Pendle Borough Council says".into(),
        subject: Some(Link::new("Adults in work, Pendle, 2023", "/figures/employment/1/0-8417-10")),
        errors: None,
        withdrawn: None,
        versions: vec![("Version 2".into(), said()), ("Version 1".into(), said())],
        change: Some(ChangeForm {
            amend: "/statements/1/amendment".into(),
            speaker: text("speaker", "Who speaks for the body?", TextKind::Text),
            words: area("words", "What should readers know?"),
            withdraw: "/statements/1/withdrawal".into(),
            reason: text("reason", "Why is it withdrawn?", TextKind::Text),
        }),
    }
}

pub fn withdrawn() -> StatementPage {
    StatementPage { withdrawn: Some("The figure was corrected.".into()), change: None, ..statement() }
}

pub fn statements() -> StatementsPage {
    StatementsPage {
        frame: Frame::new(Section::Outcomes, "What places say", "What places say of the figures about them."),
        places: vec![(
            Link::new("Pendle", "/places/E07000122-pendle"),
            vec![(Link::new("Adults in work, Pendle, 2023", "/figures/employment/1/0-8417-10"), said())],
        )],
    }
}
