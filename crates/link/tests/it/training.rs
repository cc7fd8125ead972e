use crate::data;
use link::model::{BlockingRule, Model};
use link::score::Linkage;
use link::train::Label;
use link::{LinkError, Records, Silent};

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

/// Records of people with `fields` values each out of so many, of which each record shows the true one with the chance
/// `right`, else another.
fn simulated(people: u32, fields: &[(u32, f64)]) -> Records {
    let mut dice = Dice(42);
    let mut builder = Records::builder((0..fields.len()).map(|at| format!("field{at}")));
    for person in 0..people {
        let truth: Vec<u32> = fields.iter().map(|(values, _)| dice.below(*values)).collect();
        for copy in 0..2 {
            let shown: Vec<String> = fields
                .iter()
                .zip(&truth)
                .map(|(&(values, right), &value)| {
                    let wrong = (value + 1 + dice.below(values - 1)) % values;
                    if dice.share() < right { value } else { wrong }.to_string()
                })
                .collect();
            let row: Vec<Option<&str>> = shown.iter().map(|value| Some(value.as_str())).collect();
            builder.row(&format!("{person:06}-{copy}"), &row).expect("the row fits");
        }
    }
    builder.finish().expect("the records fit")
}

fn simulated_model(fields: usize) -> Model {
    let comparison = |at: usize| {
        format!(
            "[[comparison]]\nname = \"field{at}\"\nlevel = [{{ label = \"missing\", when = \"missing(field{at})\", missing \
             = true }}, {{ label = \"same\", when = \"same(field{at})\" }}, {{ label = \"different\", when = \"else\" }}]\n"
        )
    };
    let comparisons: String = (0..fields).map(comparison).collect();
    Model::from_toml(&format!(
        "version = 1\nname = \"simulated\"\nblocking = [{{ same = [\"field0\"] }}]\n{comparisons}\n[training]\nlearn = \
         [{{ same = [\"field0\"] }}, {{ same = [\"field1\", \"field2\"] }}]\nchance_pairs = 400000\ncertain = \
         [{{ same = [\"field0\", \"field3\"] }}]\nrecall = 0.85"
    ))
    .expect("the model is right")
}

const FIELDS: [(u32, f64); 6] = [(40_000, 0.95), (50, 0.9), (80, 0.8), (20, 0.97), (200, 0.85), (2, 0.99)];

fn trained(change: impl Fn(&mut Model)) -> (Model, link::train::TrainingReport) {
    let mut model = simulated_model(FIELDS.len());
    change(&mut model);
    let mut linkage = Linkage::prepare(model, simulated(5_000, &FIELDS), 2, &Silent).expect("they fit");
    let report = linkage.train(&Silent).expect("there is enough to learn from");
    (linkage.into_model(), report)
}

/// Chances learnt are those that the records of [`FIELDS`] were made with.
fn made_with(model: &Model, report: &link::train::TrainingReport) {
    assert!(report.sessions.iter().all(|session| session.converged), "{report:#?}");
    for (comparison, (values, right)) in model.comparisons.iter().zip(FIELDS) {
        // Two records of one person show the same value when both are right, or both wrong in the same way.
        let wrong = 1.0 - right;
        let m = right * right + wrong * wrong / f64::from(values - 1);
        let u = 1.0 / f64::from(values);
        let same = &comparison.levels[1];
        let (learnt_m, learnt_u) = (same.m.expect("learnt"), same.u.expect("measured"));
        assert!((learnt_m - m).abs() < 0.02, "{}: m {learnt_m} for {m}", comparison.name);
        // Of 40,000 values two people share one so seldom that the records themselves stray by several percent.
        let tolerance = if values > 10_000 { 0.2 } else { 0.1 };
        assert!((learnt_u / u - 1.0).abs() < tolerance, "{}: u {learnt_u} for {u}", comparison.name);
    }
    let prior = 1.0 / 9_999.0;
    assert!((report.prior / prior - 1.0).abs() < 0.25, "{} for {prior}", report.prior);
}

#[test]
fn chances_that_records_were_made_with_are_recovered() {
    let (model, report) = trained(|_| {});
    assert!(!report.rules_chosen);
    made_with(&model, &report);
}

#[test]
fn rules_to_learn_from_are_chosen_where_none_are_named() {
    let (model, report) = trained(|model| {
        model.training.learn.clear();
        model.training.certain.clear();
        // Under the only rule that brings candidates it cannot be learnt how often the first field agrees.
        model.blocking.truncate(1);
    });
    assert!(report.rules_chosen && report.not_learnt.is_empty(), "{report:#?}");
    assert!(!model.training.learn.is_empty(), "the trained model names them");
    made_with(&model, &report);
    let (again, _) = trained(|fresh| fresh.training.learn.clone_from(&model.training.learn));
    let m = |model: &Model| model.comparisons.iter().map(|each| each.levels[1].m).collect::<Vec<_>>();
    for (one, other) in m(&model).into_iter().zip(m(&again)) {
        assert!((one.expect("learnt") - other.expect("learnt")).abs() < 0.005, "naming them gives the same");
    }
}

#[test]
fn nothing_to_learn_from_is_said() {
    // Every field is chance: no rule brings matches together.
    let mut model = simulated_model(3);
    model.training.learn.clear();
    model.training.certain.clear();
    let records = simulated(300, &[(20, 0.05), (30, 0.03), (25, 0.04)]);
    let mut linkage = Linkage::prepare(model, records, 1, &Silent).expect("they fit");
    let error =
        linkage.train(&Silent).map(|report| report.sessions.len()).expect_err("there are no matches").to_string();
    assert!(error.contains("training.learn"), "{error}");
}

#[test]
fn any_start_leads_to_the_same_model() {
    let (model, _) = trained(|_| {});
    for start in [0.2, 0.6, 0.99] {
        let (other, _) = trained(|model| {
            for comparison in &mut model.comparisons {
                comparison.levels[1].m = Some(start);
                comparison.levels[2].m = Some(1.0 - start);
            }
        });
        for (one, other) in model.comparisons.iter().zip(&other.comparisons) {
            for (one, other) in one.levels.iter().zip(&other.levels) {
                let difference = one.m.unwrap_or(0.0) - other.m.unwrap_or(0.0);
                assert!(difference.abs() < 1e-5, "{}: {difference}", one.label);
            }
        }
    }
}

#[test]
fn the_steps_climb_and_come_to_rest() {
    let (_, report) = trained(|_| {});
    for session in &report.sessions {
        let last = session.steps.last().expect("there are steps");
        assert!(last.largest_change < 1e-6);
        assert!(
            session.steps.windows(2).all(|two| two[1].log_likelihood >= two[0].log_likelihood - 1e-3),
            "the likelihood never falls"
        );
    }
}

#[test]
fn what_is_fixed_stays() {
    let (model, _) = trained(|model| {
        let level = &mut model.comparisons[1].levels[1];
        (level.m, level.u, level.fixed_m, level.fixed_u) = (Some(0.5), Some(0.125), true, true);
    });
    let level = &model.comparisons[1].levels[1];
    assert_eq!((level.m, level.u), (Some(0.5), Some(0.125)));
    let rest = &model.comparisons[1].levels[2];
    assert!((rest.m.expect("learnt") - 0.5).abs() < 1e-9 && (rest.u.expect("measured") - 0.875).abs() < 1e-9);
}

#[test]
fn labels_teach_what_they_show() {
    let records = simulated(2_000, &FIELDS);
    let labels: Vec<Label> =
        (0..2_000).map(|person| Label { left: 2 * person, right: 2 * person + 1, match_probability: 1.0 }).collect();
    let mut linkage = Linkage::prepare(simulated_model(FIELDS.len()), records, 1, &Silent).expect("they fit");
    linkage.train_from_labels(&labels, false).expect("the labels are right");
    for (comparison, (_, right)) in linkage.model().comparisons.iter().zip(FIELDS) {
        assert!((comparison.levels[1].m.expect("learnt") - right * right).abs() < 0.03);
    }
    let wrong = [Label { left: 0, right: 1, match_probability: 1.5 }];
    assert!(matches!(linkage.train_from_labels(&wrong, false), Err(LinkError::Labels(_))));
    assert!(matches!(linkage.train_from_labels(&[], false), Err(LinkError::Labels(_))));
}

#[test]
fn a_comparison_that_no_rule_can_teach_is_taught_by_all_matches_or_named() {
    let one_rule = |model: &mut Model| {
        model.training.learn =
            vec![BlockingRule { same: vec!["field1".to_owned(), "field2".to_owned()], ..BlockingRule::default() }];
    };
    let (model, report) = trained(one_rule);
    assert!(report.not_learnt.is_empty());
    for (comparison, (_, right)) in model.comparisons.iter().zip(FIELDS).skip(1).take(2) {
        let m = comparison.levels[1].m.expect("learnt");
        assert!((m - right * right).abs() < 0.05, "{}: {m} for {}", comparison.name, right * right);
    }
    let (_, report) = trained(|model| {
        one_rule(model);
        model.training.in_common = 0;
    });
    assert_eq!(report.not_learnt, ["field1", "field2"]);
}

#[test]
fn made_up_people_are_found() {
    let model = data::fake_1000_model();
    let columns = model.columns_needed().expect("its expressions are right");
    let (records, person_of) = data::records("fake_1000.csv", "unique_id", &columns, "cluster");
    let mut linkage = Linkage::prepare(model, records, 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is enough to learn from");
    let mut links = link::cluster::Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    let clusters = linkage.cluster(&links.links, &link::cluster::Decisions::default(), &Silent).expect("it is trained");
    let score = link::evaluate::score_clusters(&clusters.of_record, &person_of);
    assert!(score.pairs.f1() > 0.75 && score.b_cubed.f1() > 0.8, "{score:?}");
}
