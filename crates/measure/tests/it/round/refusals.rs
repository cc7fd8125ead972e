//! What is refused, and how it is said.

use super::DEMONSTRATION;
use measure::round::{
    AreaRow, Circumstance, Circumstances, Measurement, Precision, Reason, Refusal, Sample, Scale,
    assembly::{AssemblyError, When},
    pack::{CircumstancePack, OutcomePack, PackError, Tier},
};
use std::collections::BTreeSet;
use terms::AreaCode;

fn column(id: &str) -> Circumstance {
    Circumstance {
        id: id.to_owned(),
        title: id.to_owned(),
        unit: "number".to_owned(),
        provenance: "drawn".to_owned(),
        why: "drawn".to_owned(),
        group: id.to_owned(),
        made_of: BTreeSet::new(),
        contains: BTreeSet::new(),
        touches: BTreeSet::new(),
    }
}

fn code(number: usize) -> AreaCode {
    AreaCode::parse(&format!("E06{number:06}")).unwrap()
}

fn rows(count: usize) -> Vec<AreaRow> {
    (0..count)
        .map(|number| AreaRow {
            area: code(number),
            region: AreaCode::parse("E12000001").unwrap(),
            population: 1000.0,
            values: vec![Some((number * 37 % 101) as f64), Some((number * number % 89) as f64)],
        })
        .collect()
}

fn drawn(rows: Vec<AreaRow>) -> Result<Circumstances, Refusal> {
    Circumstances::gather(vec![column("one"), column("two")], rows).map(|(circumstances, _)| circumstances)
}

fn values(circumstances: &Circumstances, value: impl Fn(usize) -> f64) -> Vec<Measurement> {
    let areas = circumstances.areas().iter().enumerate();
    areas.map(|(number, &area)| Measurement { area, value: value(number), precision: Precision::Unknown }).collect()
}

#[test]
fn circumstances_that_cannot_be_used_are_refused_with_the_reason() {
    assert_eq!(Circumstances::gather(Vec::new(), rows(40)).unwrap_err(), Refusal::NoCircumstances);
    let twice = Circumstances::gather(vec![column("one"), column("one")], rows(40));
    assert_eq!(twice.unwrap_err(), Refusal::CircumstanceTwice("one".to_owned()));
    let few = Refusal::TooFewAreas { areas: 29, circumstances: 2, needed: 30 };
    assert_eq!(drawn(rows(29)).unwrap_err(), few);
    assert_eq!(few.to_string(), "29 areas are too few for 2 circumstances: at least 30 are needed");
    let same = rows(40).into_iter().map(|row| AreaRow { values: vec![Some(1.5), row.values[1]], ..row });
    assert_eq!(drawn(same.collect()).unwrap_err(), Refusal::CircumstanceAllEqual("one".to_owned()));
    let huge = rows(40)
        .into_iter()
        .map(|row| AreaRow { values: vec![row.values[0].map(|value| value * 1e300), row.values[1]], ..row });
    assert_eq!(drawn(huge.collect()).unwrap_err(), Refusal::TooLarge("one".to_owned()));
    let mut again = rows(40);
    again.push(again[0].clone());
    assert_eq!(drawn(again).unwrap_err(), Refusal::AreaTwice(code(0)));
    let mut ragged = rows(40);
    ragged[7].values.pop();
    assert_eq!(drawn(ragged).unwrap_err(), Refusal::Ragged { area: code(7), found: 1, expected: 2 });
}

#[test]
fn missing_and_infinite_circumstances_leave_an_area_out_by_name() {
    let mut some = rows(40);
    some[3].values[0] = None;
    some[5].values[1] = Some(f64::INFINITY);
    some[6].values[1] = Some(f64::NAN);
    let (circumstances, left_out) = Circumstances::gather(vec![column("one"), column("two")], some).unwrap();
    assert_eq!(circumstances.areas().len(), 37);
    let said: Vec<String> = left_out.iter().map(|out| format!("{}: {}", out.area, out.reason)).collect();
    assert_eq!(
        said,
        ["E06000003: no figure for “one”", "E06000005: “two” is not a number", "E06000006: “two” is not a number"]
    );
}

#[test]
fn outcomes_that_cannot_be_used_are_refused_with_the_reason() {
    let circumstances = drawn(rows(60)).unwrap();
    let join = |value: &dyn Fn(usize) -> f64| Sample::join(&circumstances, Scale::Mean, values(&circumstances, value));
    assert_eq!(join(&|_| 7.0).unwrap_err(), Refusal::OutcomeAllEqual);
    assert_eq!(join(&|number| number as f64 * 1e300).unwrap_err(), Refusal::TooLarge("the outcome".to_owned()));
    let copy = join(&|number| 3.0 - 2.0 * (number * 37 % 101) as f64).unwrap_err();
    assert!(matches!(copy, Refusal::Copy { .. }), "{copy}");
    let holes = join(&|number| if number % 2 == 0 { f64::NAN } else { number as f64 });
    assert_eq!(holes.unwrap().0.len(), 30);
    let few = join(&|number| if number % 3 > 0 { f64::INFINITY } else { number as f64 }).unwrap_err();
    assert_eq!(few, Refusal::TooFewAreas { areas: 20, circumstances: 2, needed: 30 });
    let mut stranger = values(&circumstances, |number| (number * number % 17) as f64);
    stranger.push(Measurement { area: code(999), value: 1.0, precision: Precision::Unknown });
    let (_, left_out) = Sample::join(&circumstances, Scale::Mean, stranger.clone()).unwrap();
    assert_eq!(left_out[0].reason, Reason::NoCircumstances);
    stranger.push(stranger[0]);
    let twice = Sample::join(&circumstances, Scale::Mean, stranger).unwrap_err();
    assert_eq!(twice, Refusal::AreaTwice(code(0)));
}

#[test]
fn a_circumstance_that_contains_the_outcome_is_refused_by_rule() {
    let assembly = DEMONSTRATION.assembly();
    let names = ["whole-index-2025".to_owned(), "rural".to_owned()];
    let (circumstances, _) = assembly.columns(&names, Tier::Upper).unwrap();
    for indicator in ["year-6-excess-weight", "attainment-8", "youth-justice-first-time-entrants"] {
        let refused = assembly.sample(DEMONSTRATION.rule(indicator), &circumstances, When::Judged).unwrap_err();
        assert!(matches!(refused, AssemblyError::Refused(Refusal::Circular { .. })), "{refused}");
    }
    // Every set of the pack may explain every outcome that uses it.
    for rule in &DEMONSTRATION.outcomes.outcomes {
        let circumstances = DEMONSTRATION.circumstances_for(rule);
        let touched = circumstances.may_explain(&rule.indicator, &rule.subjects).unwrap();
        let partly = matches!(rule.indicator.as_str(), "employment-rate" | "insolvencies");
        assert_eq!(!touched.is_empty(), partly, "{}", rule.indicator);
    }
    // An indicator never explains itself.
    let rule = DEMONSTRATION.rule("year-6-excess-weight");
    let circumstances = DEMONSTRATION.circumstances_for(rule);
    let itself = terms::IndicatorId::parse("deprivation-income-2025").unwrap();
    let refused = circumstances.may_explain(&itself, &BTreeSet::new()).unwrap_err();
    assert!(refused.to_string().contains("contains the same figures"), "{refused}");
}

#[test]
fn packs_that_contradict_themselves_are_refused() {
    let text = super::demonstration::text("data/circumstances.toml");
    let unknown = CircumstancePack::parse(&text.replace("\"rural\", \"asian\"", "\"rurall\", \"asian\""));
    assert!(matches!(unknown.unwrap_err(), PackError::Unknown { name, .. } if name == "rurall"));
    let twice = CircumstancePack::parse(&text.replace("id = \"rural\"", "id = \"density\""));
    assert!(matches!(twice.unwrap_err(), PackError::Twice(name) if name == "density"));
    assert!(matches!(CircumstancePack::parse("format = 2").unwrap_err(), PackError::Toml(_)));
    let newer = CircumstancePack::parse(&text.replace("format = 1", "format = 2"));
    assert!(matches!(newer.unwrap_err(), PackError::Format { found: 2 }));

    let pack = &DEMONSTRATION.circumstances;
    let text = super::demonstration::text("data/outcomes-in-the-round.toml");
    let overlap = text.replace("earlier_periods = [\"2019-01-01/P3Y\"]", "earlier_periods = [\"2020-01-01/P3Y\"]");
    let said = OutcomePack::parse(&overlap, pack).unwrap_err().to_string();
    assert!(said.contains("the two periods share days"), "{said}");
    let set = OutcomePack::parse(&text.replacen("circumstances-2019", "circumstances-1999", 1), pack);
    assert!(matches!(set.unwrap_err(), PackError::Unknown { name, .. } if name == "circumstances-1999"));
    let demand =
        text.replacen("kind = \"outcome\"\npolarity = \"neutral\"", "kind = \"output\"\npolarity = \"neutral\"", 1);
    let said = OutcomePack::parse(&demand, pack).unwrap_err().to_string();
    assert!(said.contains("only an outcome can be a measure of demand"), "{said}");
}
