//! Two people who have something in common look alike for other reasons than two records of one person.

use link::evaluate::Calibration;
use link::model::{FrequencyAdjustment, InCommon, Model};
use link::score::Linkage;
use link::{Records, Silent};

/// Numbers that look random (the tests may not depend on the crate's own).
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.share() * f64::from(limit)) as u32
    }
}

const COLUMNS: [&str; 6] = ["first", "last", "address", "born", "sex", "middle"];
/// How many values each column has, and the chance that a record shows the right one.
const FIELDS: [(u32, f64); 6] = [(80, 0.93), (300, 0.95), (4_000, 0.85), (2_000, 0.9), (2, 0.99), (60, 0.8)];

/// Two records each of so many people; three by three they live in one home, and mostly have one surname.
fn households(homes: u32) -> (Records, Vec<u32>) {
    let mut dice = Dice(7);
    let mut builder = Records::builder(COLUMNS);
    let mut person_of = Vec::new();
    for home in 0..homes {
        let (name, address) = (dice.below(300), dice.below(4_000));
        for member in 0..3 {
            let mut truth: Vec<u32> = FIELDS.iter().map(|(values, _)| dice.below(*values)).collect();
            truth[2] = address;
            if dice.share() < 0.8 {
                truth[1] = name;
            }
            for copy in 0..2 {
                let shown: Vec<String> = (FIELDS.iter().zip(&truth))
                    .map(|(&(values, right), &value)| {
                        let wrong = (value + 1 + dice.below(values - 1)) % values;
                        if dice.share() < right { value } else { wrong }.to_string()
                    })
                    .collect();
                let row: Vec<Option<&str>> = shown.iter().map(|value| Some(value.as_str())).collect();
                builder.row(&format!("{home:06}-{member}-{copy}"), &row).expect("the row fits");
                person_of.push(home * 3 + member);
            }
        }
    }
    (builder.finish().expect("the records fit"), person_of)
}

fn model(in_common: u32) -> Model {
    let comparison = |name: &&str| {
        format!(
            "[[comparison]]\nname = \"{name}\"\nlevel = [{{ label = \"missing\", when = \"missing({name})\", missing = \
             true }}, {{ label = \"same\", when = \"same({name})\" }}, {{ label = \"different\", when = \"else\" }}]\n"
        )
    };
    let comparisons: String = COLUMNS.iter().map(comparison).collect();
    Model::from_toml(&format!(
        "version = 1\nname = \"households\"\nblocking = [{{ same = [\"first\", \"last\"] }}, {{ same = [\"address\"] }}, \
         {{ same = [\"born\"] }}]\n{comparisons}\n[training]\nlearn = [{{ same = [\"first\", \"last\"] }}, {{ same = \
         [\"born\"] }}]\ncertain = [{{ same = [\"first\", \"last\", \"born\"] }}]\nrecall = 0.9\nin_common = {in_common}\n"
    ))
    .expect("the model is right")
}

fn trained(in_common: u32) -> (Linkage, Vec<u32>) {
    let (records, person_of) = households(1_000);
    let mut linkage = Linkage::prepare(model(in_common), records, 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is enough to learn from");
    (linkage, person_of)
}

fn calibration<'t>(linkage: &Linkage, person_of: &'t [u32]) -> Calibration<'t> {
    let mut calibration = Calibration::new(person_of);
    linkage.score(f64::NEG_INFINITY, &mut calibration, &Silent).expect("it is trained");
    calibration
}

#[test]
fn households_are_found_and_probabilities_can_be_believed() {
    let (strangers, person_of) = trained(0);
    let (linkage, _) = trained(3);
    let model = linkage.model();
    assert!(strangers.model().in_common.is_empty());
    let home = |kind: &InCommon| kind.chances["address"][1] > 0.3 && kind.chances["last"][1] > 0.3;
    assert!(model.in_common.iter().any(home), "{:?}", model.in_common);
    // 3,000 pairs of one person among those of 6,000 records.
    let prior = 3_000.0 / (6_000.0 * 5_999.0 / 2.0);
    let learnt = model.prior.expect("learnt");
    assert!((learnt / prior - 1.0).abs() < 0.1, "{learnt} for {prior}");
    let (with, without) = (calibration(&linkage, &person_of), calibration(&strangers, &person_of));
    assert!(with.error_from(0.5) < 0.02, "{:#?}", with.bands());
    assert!(with.error_from(0.5) < without.error_from(0.5) / 2.0, "{:#?}", without.bands());
    // Brother and sister: one home, one surname, born on different days.
    let pair = linkage.explain(0, 2).expect("it is trained");
    let outcomes = linkage.weigh_pair(0, 2).expect("it is trained").1;
    let sum: f64 = pair.prior + outcomes.iter().map(|each| each.weight + each.frequency).sum::<f64>();
    assert!(pair.weight <= sum && (pair.steps.last().expect("there are steps").total - pair.weight).abs() < 0.06);
}

/// Two records each of so many people who have nothing in common.
fn strangers(people: u32, seed: u64) -> Records {
    let mut dice = Dice(seed);
    let mut builder = Records::builder(COLUMNS);
    for person in 0..people {
        let truth: Vec<u32> = FIELDS.iter().map(|(values, _)| dice.below(*values)).collect();
        for copy in 0..2 {
            let shown: Vec<String> = (FIELDS.iter().zip(&truth))
                .map(|(&(values, right), &value)| {
                    if dice.share() < right { value } else { dice.below(values) }.to_string()
                })
                .collect();
            let row: Vec<Option<&str>> = shown.iter().map(|value| Some(value.as_str())).collect();
            builder.row(&format!("{person:06}-{copy}"), &row).expect("the row fits");
        }
    }
    builder.finish().expect("the records fit")
}

#[test]
fn what_chance_alone_explains_is_no_kind_of_people() {
    let kinds = (1..=8).map(|seed| {
        let mut linkage = Linkage::prepare(model(3), strangers(600, seed), 2, &Silent).expect("they fit");
        linkage.train(&Silent).expect("there is enough to learn from");
        linkage.model().in_common.len()
    });
    let kinds: Vec<usize> = kinds.collect();
    assert!(kinds.iter().sum::<usize>() == 0, "{kinds:?}");
}

#[test]
fn where_all_are_strangers_probabilities_can_be_believed_too() {
    let mut linkage = Linkage::prepare(model(3), strangers(3_000, 11), 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is enough to learn from");
    let prior = 3_000.0 / (6_000.0 * 5_999.0 / 2.0);
    let learnt = linkage.model().prior.expect("learnt");
    assert!((learnt / prior - 1.0).abs() < 0.1, "{learnt} for {prior}");
    let person_of: Vec<u32> = (0..6_000).map(|record| record / 2).collect();
    let calibration = calibration(&linkage, &person_of);
    assert!(calibration.error_from(0.5) < 0.02, "{:#?}", calibration.bands());
}

#[test]
fn what_people_have_in_common_goes_with_the_model() {
    let (linkage, _) = trained(2);
    let text = linkage.model().to_toml().expect("it is written");
    let read = Model::from_toml(&text).expect("it reads back");
    assert_eq!(&read, linkage.model());
    let wrong = |change: fn(&mut Model)| {
        let mut model = read.clone();
        change(&mut model);
        model.check().expect_err("it contradicts itself").to_string()
    };
    assert!(wrong(|model| model.in_common[0].share = 0.0).contains("has a share of 0"));
    assert!(wrong(|model| drop(model.in_common[0].chances.remove("sex"))).contains("knows no chances for `sex`"));
    let short = wrong(|model| model.in_common[0].chances.get_mut("sex").expect("it is there").truncate(2));
    assert!(short.contains("has 2 chances for the 3 outcomes of `sex`"), "{short}");
    assert!(wrong(|model| model.in_common[0].chances.get_mut("sex").expect("it is there")[1] = 2.0).contains("2"));
}

/// Six records each of so many people. Half of them have one of twenty surnames, the others one that nobody else has.
fn people_of_many_records(people: u32) -> Records {
    let mut dice = Dice(3);
    let mut builder = Records::builder(COLUMNS);
    for person in 0..people {
        let mut truth: Vec<u32> = FIELDS.iter().map(|(values, _)| dice.below(*values)).collect();
        truth[1] = if person % 2 == 0 { dice.below(20) } else { 1_000 + person };
        for copy in 0..6 {
            let shown: Vec<String> = (FIELDS.iter().zip(&truth))
                .map(|(&(values, right), &value)| {
                    if dice.share() < right { value } else { dice.below(values.min(20)) }.to_string()
                })
                .collect();
            let row: Vec<Option<&str>> = shown.iter().map(|value| Some(value.as_str())).collect();
            builder.row(&format!("{person:06}-{copy}"), &row).expect("the row fits");
        }
    }
    builder.finish().expect("the records fit")
}

#[test]
fn a_name_that_one_person_has_is_rarer_than_its_records() {
    let mut model = model(3);
    model.comparisons[1].levels[1].frequency =
        Some(FrequencyAdjustment { of: "last".to_owned(), weight: 1.0, least: 0.0, by_count: Vec::new(), counted: 0 });
    let mut linkage = Linkage::prepare(model, people_of_many_records(1_500), 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is enough to learn from");
    let learnt = linkage.model().comparisons[1].levels[1].frequency.clone().expect("it has one");
    // Six records or fewer hold a name that one person has; some 250 each of the twenty.
    let (rare, usual) = (learnt.by_count[1], learnt.by_count[learnt.by_count.len() - 1]);
    assert_eq!(learnt.counted, 9_000);
    assert!(rare > usual + 6.0, "{:?}", learnt.by_count);
    // The weights that pairs are given follow what was learnt.
    let records = linkage.records();
    let same_name = |first: u32| {
        let last = |record: u32| records.value(record, 1);
        (first..first + 5)
            .map(|at| (at, at + 1))
            .find(|(one, other)| last(*one) == last(*other))
            .expect("most are right")
    };
    let added = |(one, other): (u32, u32)| linkage.weigh_pair(one, other).expect("it is trained").1[1].frequency;
    assert!(added(same_name(6)) > added(same_name(0)) + 5.0);
    // Among half as many records all counts are half as high, and weigh the same.
    let half: Vec<u32> = (0..9_000).filter(|record| record / 12 % 2 == 0).collect();
    let mut builder = Records::builder(COLUMNS);
    for record in half {
        let row: Vec<Option<&str>> = (0..COLUMNS.len()).map(|column| records.value(record, column)).collect();
        builder.row(&records.id(record).to_string(), &row).expect("the row fits");
    }
    let fewer =
        Linkage::prepare(linkage.model().clone(), builder.finish().expect("they fit"), 1, &Silent).expect("they fit");
    let (one, other) = same_name(0);
    let again = fewer.weigh_pair(one, other).expect("it is trained").1[1].frequency;
    assert!((again - added((one, other))).abs() < 1.5, "{again}");
}
