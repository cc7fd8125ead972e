//! Early warning. The signals are those of December 2020; the evidence, the answer and the log are made up.

use wholeplace_web::{
    Frame, Section,
    components::{
        Choice, Choices, Column, ErrorSummary, FieldError, Link, SelectField, Table, TableCell, Tag, TagKind, TextArea,
        TextField, TextKind,
    },
    pages::signals::{
        BacktestPage, EvidencePage, PlaceSignalsPage, SignalsPage,
        backtest::Trial,
        place::{ChangeRow, EvidenceRow, Line, OpenForms, StepRow},
    },
};

fn table(caption: &str, columns: Vec<Column>, rows: &[&[&str]]) -> Table {
    Table {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.iter().map(|row| row.iter().map(|&cell| TableCell::new(cell)).collect()).collect(),
    }
}

fn field(id: &str, label: &str, kind: TextKind, value: &str) -> TextField {
    TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: None,
        value: value.to_owned(),
        error: None,
        kind,
        button: None,
    }
}

fn area(id: &str, label: &str) -> TextArea {
    TextArea {
        id: id.to_owned(),
        name: "words".to_owned(),
        label: label.to_owned(),
        hint: Some("A sentence or two.".to_owned()),
        value: String::new(),
        error: None,
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

pub fn about() -> SignalsPage {
    SignalsPage {
        frame: Frame::new(Section::Outcomes, "Early warning", "Signs of trouble, and what they have been worth."),
        errors: None,
        place: TextField {
            button: Some("Open its page".to_owned()),
            ..field("place", "Which council?", TextKind::Search, "")
        },
        perhaps: Vec::new(),
        sentences: texts(&[
            "Debt beside spending power: of 9 councils that came to severe failure, it had flagged 7, usually about 30 months before. Of its 31 flags, 24 were followed by nothing of the kind.",
        ]),
        record: Some(table(
            "What each signal did when tried",
            vec![
                Column::words("Signal"),
                Column::words("Tried on"),
                Column::numbers("Caught"),
                Column::numbers("False alarms"),
            ],
            &[&["Debt beside spending power", "Severe failure from December 2020", "7 of 9", "24 of 31 (77%)"]],
        )),
        escalation: table(
            "The rule of escalation",
            ["Step", "Who sees it", "When"].map(Column::words).into(),
            &[&["Opened", "The council alone", "It may answer for 28 days"]],
        ),
    }
}

fn page(lead: &str) -> PlaceSignalsPage {
    PlaceSignalsPage {
        frame: Frame::new(Section::Places, "Early warning: Thurrock", "What may be worth talking about.")
            .under([("Places", "/places"), ("Thurrock", "/places/E06000034-thurrock")], "Early warning"),
        errors: None,
        name: "Thurrock".to_owned(),
        council: "Thurrock Council".to_owned(),
        lead: lead.to_owned(),
        past: false,
        day: field("on", "As it would have stood on", TextKind::Date, "2020-12-01"),
        address: "/places/E06000034-thurrock/signals".to_owned(),
        lines: Vec::new(),
        quiet: texts(&["Balancing the budget. 3 sources are watched."]),
        evidence_href: "/places/E06000034-thurrock/signals/evidence".to_owned(),
        evidence: Vec::new(),
        cannot_see: texts(&["How the council is run: governance, audit and culture are in no published figure."]),
        overdue: texts(&["Children’s social workers", "People in work"]),
        views: table(
            "Who saw this page, newest first",
            ["When", "Who", "For which body", "What for"].map(Column::words).into(),
            &[&["1 December 2020, 09:30", "A. Officer", "Thurrock Council", "Preparing for the audit committee"]],
        ),
        links: vec![Link::new("Thurrock over time", "/places/E06000034-thurrock")],
        download: "/api/v1/areas/E06000034/signals".to_owned(),
    }
}

pub fn quiet() -> PlaceSignalsPage {
    page("There is nothing that asks to be talked about. That is no all-clear: see what open data cannot see.")
}

pub fn thurrock() -> PlaceSignalsPage {
    let mut page = page("There is something to talk about: debt and what it costs.");
    page.lines = vec![Line {
        id: "debt".to_owned(),
        title: "Debt and what it costs".to_owned(),
        tag: Tag::new("Talk about it", TagKind::Act),
        rule: "A concern weighs more than chance would often give, and it has lasted or comes from several sources."
            .to_owned(),
        changes: vec![ChangeRow {
            what: "Debt beside spending power stands out among councils of the same tier.".to_owned(),
            about: "Known since 30 July 2020 · marked: seldom seen where nothing is wrong".to_owned(),
            links: vec![Link::new(
                "Its figures: external borrowing",
                "/places/E06000034-thurrock/outcomes/external-borrowing",
            )],
        }],
        might_be: texts(&["Borrowing for homes or for property that pays its own way."]),
        who_could_help: texts(&["The council’s finance director and its treasury adviser"]),
        what_next: texts(&["Set out what was borrowed for what, when it must be repaid and at what interest."]),
        record: texts(&["Debt beside spending power: 7 of 9 caught; 24 of 31 flags had no such event."]),
        cannot_see: texts(&["What the money was borrowed for."]),
        state: Some("The council has answered. Things may mend until 1 March 2021.".to_owned()),
        answer: Some("Nearly all of it was lent on to solar farms, which pay.".to_owned()),
        steps: vec![StepRow {
            at: "1 December 2020, 09:30".to_owned(),
            did: "A. Officer (Thurrock Council) answered".to_owned(),
            words: Some("Nearly all of it was lent on to solar farms, which pay.".to_owned()),
        }],
        open: Some(OpenForms {
            answer: area("answer-debt", "The council’s answer"),
            tell: Some((
                "the improvement partner".to_owned(),
                area("tell-debt", "Why can it not rest with those who know?"),
            )),
            close: Some(area("close-debt", "Why is it closed?")),
        }),
        may_open: false,
    }];
    page.evidence = vec![
        EvidenceRow {
            number: 1,
            kind: "Accounts published late".to_owned(),
            note: "The accounts of 2018-19 came in May 2020.".to_owned(),
            source: "https://www.example.org/audit".to_owned(),
            source_href: Some("https://www.example.org/audit".to_owned()),
            about: texts(&[
                "Use of resources",
                "known since 30 May 2020",
                "recorded by A. Auditor (External auditor) on 1 June 2020",
            ]),
            withdrawn: None,
            withdraw: Some(field("withdraw-1", "What was wrong with it?", TextKind::Text, "")),
        },
        EvidenceRow {
            number: 2,
            kind: "A statutory officer left or is acting".to_owned(),
            note: "The finance chief left.".to_owned(),
            source: "Local paper, 2 June 2020".to_owned(),
            source_href: None,
            about: texts(&["Leadership"]),
            withdrawn: Some("It was another council.".to_owned()),
            withdraw: None,
        },
    ];
    page
}

pub fn evidence_refused() -> EvidencePage {
    let fault = "Say where it is told: without a source nobody can check it.";
    EvidencePage {
        frame: Frame::new(Section::Places, "Error: Record evidence: Thurrock", "Write down what is known."),
        errors: Some(ErrorSummary {
            errors: vec![FieldError { text: fault.to_owned(), field_id: "source".to_owned() }],
        }),
        council: "Thurrock Council".to_owned(),
        action: "/places/E06000034-thurrock/signals/evidence".to_owned(),
        kind: SelectField {
            id: "kind".to_owned(),
            name: "kind".to_owned(),
            label: "What was noted?".to_owned(),
            hint: None,
            groups: vec![(
                "Use of resources".to_owned(),
                vec![Choice::new("late-accounts", "Accounts published late")],
            )],
            error: None,
        },
        known_from: field("known_from", "Since when is it known?", TextKind::Date, "2020-05-30"),
        note: TextArea { name: "note".to_owned(), ..area("note", "What happened?") },
        source: TextField { error: Some(fault.to_owned()), ..field("source", "Where is it told?", TextKind::Text, "") },
        provenance: Choices {
            id: "provenance".to_owned(),
            name: "provenance".to_owned(),
            legend: "Who says so?".to_owned(),
            hint: None,
            several: false,
            choices: vec![Choice::new("official-body", "An official body, in a published paper")],
            error: None,
        },
    }
}

pub fn backtest() -> BacktestPage {
    let columns = || vec![Column::words("Signal"), Column::numbers("Caught"), Column::numbers("False alarms")];
    BacktestPage {
        frame: Frame::new(Section::Outcomes, "Early warning, tried on history", "What signals would have said."),
        events_to: "28 February 2026".to_owned(),
        flagged_percent: "10%".to_owned(),
        trials: vec![Trial {
            id: "severe-failure".to_owned(),
            title: "Severe failure from December 2020, over 63 months".to_owned(),
            sentence: "Looks for severe failure. Of 307 councils that could have had it, 9 did.".to_owned(),
            signals: table("Severe failure", columns(), &[&["Debt beside spending power", "7 of 9", "24 of 31 (77%)"]]),
            compared: Some(table(
                "New signals beside others",
                columns(),
                &[&["Interest", "3 against 6 of 8", "not ahead"]],
            )),
            missed: texts(&["Debt beside spending power did not see Liverpool and Sandwell."]),
        }],
    }
}
