//! Good practice. The practices and those who took them up are made up.

use wholeplace_web::{
    Frame, Section,
    components::{
        Choice, Choices, Column, ErrorSummary, FieldError, Link, SelectField, SummaryList, SummaryRow, Table,
        TableCell, TextArea, TextField, TextKind,
    },
    pages::practice::{
        DocumentPage, FinderPage, PracticePage, ReusePage,
        finder::{Found, FoundPlace, PracticeCard},
        one::Reuse,
    },
};

fn field(id: &str, label: &str, value: &str) -> TextField {
    TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: Some("A council’s name or code, such as Burnley.".to_owned()),
        value: value.to_owned(),
        error: None,
        kind: TextKind::Text,
        button: None,
    }
}

fn area(id: &str, label: &str) -> TextArea {
    TextArea {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: None,
        value: String::new(),
        error: None,
    }
}

fn outcome() -> SelectField {
    SelectField {
        id: "outcome".to_owned(),
        name: "outcome".to_owned(),
        label: "Which outcome?".to_owned(),
        hint: None,
        groups: vec![(
            "Of districts and unitary councils".to_owned(),
            vec![Choice::new("possession-claims", "Possession claims for each household")],
        )],
        error: None,
    }
}

fn card() -> PracticeCard {
    PracticeCard {
        practice: Link::new("A call in the first week of arrears", "/practice/1"),
        place: "Pendle, since 2019".to_owned(),
        grade: "Evidence 2 of 5: Before and after: the figure moved once it had begun".to_owned(),
        reuse: "Taken up by Hyndburn.".to_owned(),
    }
}

pub fn finder() -> FinderPage {
    FinderPage {
        frame: Frame::new(Section::Outcomes, "Good practice", "Councils like yours that do better than expected."),
        errors: None,
        place: field("place", "For which council?", "Burnley"),
        outcome: outcome(),
        found: Some(Found {
            heading: "Possession claims for each household: places like Burnley".to_owned(),
            lead: "We looked at the 50 places in the most similar circumstances. One was better than expected in the two newest or more.".to_owned(),
            warning: vec!["Of 290 places, 28 were better than expected in the period before; 15 of them were so again.".to_owned()],
            places: vec![FoundPlace {
                place: Link::new("Pendle", "/places/E07000122-pendle/outcomes/possession-claims"),
                run: "Better than expected in 3 periods running.".to_owned(),
                unlike: Some("Most unlike Burnley in: Asian people (more)".to_owned()),
                periods: Table {
                    caption: "Possession claims in Pendle".to_owned(),
                    caption_hidden: true,
                    columns: vec![Column::words("Period"), Column::numbers("Had"), Column::numbers("Expected")],
                    rows: vec![["2022", "2.1", "3.4"].map(TableCell::new).into()],
                },
                practices: vec![card()],
                document_href: "/practice/document?place=E07000122&outcome=possession-claims".to_owned(),
            }],
            others: vec![card()],
            document_href: "/practice/document?place=E07000117&outcome=possession-claims".to_owned(),
            download: "/api/v1/practice?area=E07000117&indicator=possession-claims".to_owned(),
        }),
        refused: vec!["Re-referrals in 12 months: circumstances tell too little of it.".to_owned()],
    }
}

pub fn one() -> PracticePage {
    PracticePage {
        frame: Frame::new(Section::Outcomes, "A call in the first week of arrears", "What Pendle did.")
            .under([("Good practice", "/practice")], "A call in the first week of arrears"),
        title: "A call in the first week of arrears".to_owned(),
        lead: "What Pendle did about: Possession claims for each household.".to_owned(),
        what: vec!["Each tenant is called in the first week in which the rent is late.".to_owned()],
        evidence: vec!["Housing committee, 4 March 2024, page 9.".to_owned()],
        grade: "Evidence 2 of 5. Before and after: the figure moved once it had begun.".to_owned(),
        facts: SummaryList { rows: vec![SummaryRow::new("Ask", "Housing options team")] },
        reuses: vec![Reuse {
            place: Link::new("Hyndburn", "/places/E07000120-hyndburn"),
            since: "Since 2024".to_owned(),
            adaptation: "Letters too, since many have no telephone.".to_owned(),
            result: "Not known yet.".to_owned(),
        }],
        reuse_href: "/practice/1/reuse".to_owned(),
    }
}

pub fn document_refused() -> DocumentPage {
    let fault = "Give it a name.";
    DocumentPage {
        frame: Frame::new(Section::Outcomes, "Error: Document a practice", "Say what a council did."),
        errors: Some(ErrorSummary {
            errors: vec![FieldError { text: fault.to_owned(), field_id: "title".to_owned() }],
        }),
        place: field("place", "Which council did it?", "Pendle"),
        outcome: outcome(),
        title: TextField { error: Some(fault.to_owned()), ..field("title", "What is it called?", "") },
        what: area("what", "What was done?"),
        since: field("since", "Since which year? (optional)", ""),
        evidence: area("evidence", "What shows that it helped?"),
        grade: Choices {
            id: "grade".to_owned(),
            name: "grade".to_owned(),
            legend: "How sure is that?".to_owned(),
            hint: None,
            several: false,
            choices: vec![Choice::new("1", "1: A story: those who did it say that it helped")],
            error: None,
        },
        contact: field("contact", "Whom can one ask?", ""),
    }
}

pub fn reuse() -> ReusePage {
    ReusePage {
        frame: Frame::new(Section::Outcomes, "We took it up: A call in the first week of arrears", "What we changed."),
        errors: None,
        practice: "A call in the first week of arrears".to_owned(),
        action: "/practice/1/reuse".to_owned(),
        place: field("place", "Which council took it up?", ""),
        since: field("since", "Since which year? (optional)", ""),
        adaptation: area("adaptation", "What did you change to make it fit?"),
        result: area("result", "What came of it? (optional)"),
    }
}
