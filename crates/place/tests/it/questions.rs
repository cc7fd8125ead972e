//! Every question in `data/responsibilities/questions.csv`.

use place::{Map, Responsibilities, who};
use std::collections::BTreeSet;
use terms::Date;

#[test]
fn every_question_has_its_answer() {
    let text = include_str!("../../../../data/responsibilities/questions.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let cell = |name: &str| &row[column(name)];
        let date: Date = cell("date").parse().unwrap();
        let area =
            Map::england().find(cell("area_code"), date).one().unwrap_or_else(|| panic!("{}", cell("area_code"))).code;
        let expected: BTreeSet<&str> = cell("answer_body_codes").split('|').filter(|code| *code != "NONE").collect();
        let answer = who(cell("function_id"), area, date).unwrap();
        let found: BTreeSet<&str> = answer.bodies.iter().map(|body| body.code.as_str()).collect();
        if found != expected {
            wrong.push(format!("{}: {} — expected {expected:?}, found {found:?}", cell("id"), cell("question")));
        }
        asked += 1;
    }
    assert_eq!(asked, 177);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_functions_own_question_leads_to_it() {
    let tables = Responsibilities::england();
    for function in tables.functions() {
        let found = tables.function_by_words(&function.audience_example_question);
        assert_eq!(
            found.first().map(|function| &function.id),
            Some(&function.id),
            "{}",
            function.audience_example_question
        );
    }
}

#[test]
fn plain_words_lead_to_a_function() {
    for (words, id) in [
        ("bins", "waste_collection"),
        ("Who empties my bins?", "waste_collection"),
        ("potholes", "highways"),
        ("tip", "recycling_centres"),
        ("library", "libraries"),
        ("council tax", "council_tax_billing"),
        ("bus pass", "concessionary_travel"),
        ("rats", "pest_control"),
        ("waste_collection", "waste_collection"),
        ("waste-disposal", "waste_disposal"),
        ("social care for my mother", "adult_social_care"),
        ("noisy neighbours", "noise"),
        ("parking ticket", "parking_enforcement"),
    ] {
        let found = Responsibilities::england().function_by_words(words);
        assert_eq!(found.first().map(|function| function.id.as_str()), Some(id), "{words}: {found:?}");
    }
    assert!(Responsibilities::england().function_by_words("xyzzy").is_empty());
}
