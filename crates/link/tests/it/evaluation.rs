use link::evaluate::{Score, ThresholdCurve, score_by_subgroup, score_clusters};
use link::score::{PairSink, ScoredPair};
use proptest::prelude::*;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-12
}

#[test]
fn shares_and_intervals_follow_their_formulas() {
    let score = Score { true_positives: 90, false_positives: 10, false_negatives: 30 };
    assert!(near(score.precision(), 0.9) && near(score.recall(), 0.75) && near(score.f1(), 180.0 / 220.0));
    let (low, high) = score.precision_interval();
    // Wilson's interval for 90 of 100.
    assert!((low - 0.825_63).abs() < 1e-4 && (high - 0.944_77).abs() < 1e-4, "{low} {high}");
    let (low, high) = score.f1_interval();
    assert!(low < score.f1() && score.f1() < high);
    let nothing = Score::default();
    assert!(near(nothing.precision(), 1.0) && nothing.precision_interval() == (0.0, 1.0));
}

#[test]
fn b_cubed_of_a_known_example() {
    // Truth aaa bb, groups: aa, a b, b.
    let score = score_clusters(&[1, 1, 2, 2, 3], &[7, 7, 7, 8, 8]);
    assert!(near(score.b_cubed.precision, (1.0 + 1.0 + 0.5 + 0.5 + 1.0) / 5.0));
    assert!(near(score.b_cubed.recall, (2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 0.5 + 0.5) / 5.0));
    assert_eq!(score.pairs, Score { true_positives: 1, false_positives: 1, false_negatives: 3 });
    assert_eq!((score.people, score.people_exact, score.groups, score.largest), (2, 0, 3, 2));
}

proptest! {
    #[test]
    fn counting_agrees_with_looking_at_every_pair(records in proptest::collection::vec((0_u32..6, 0_u32..6), 1..30)) {
        let (groups, people): (Vec<u32>, Vec<u32>) = records.into_iter().unzip();
        let mut expected = Score::default();
        for one in 0..groups.len() {
            for other in one + 1..groups.len() {
                match (groups[one] == groups[other], people[one] == people[other]) {
                    (true, true) => expected.true_positives += 1,
                    (true, false) => expected.false_positives += 1,
                    (false, true) => expected.false_negatives += 1,
                    (false, false) => {}
                }
            }
        }
        let score = score_clusters(&groups, &people);
        prop_assert_eq!(score.pairs, expected);
        let whole = score_by_subgroup(&groups, &people, |_| Some("all"));
        prop_assert_eq!(whole["all"].pairs, expected);
        prop_assert!((whole["all"].b_cubed.precision - score.b_cubed.precision).abs() < 1e-12);
        prop_assert!((whole["all"].b_cubed.recall - score.b_cubed.recall).abs() < 1e-12);
        let perfect = score_clusters(&people, &people);
        prop_assert!(perfect.pairs.f1() == 1.0 && (perfect.b_cubed.f1() - 1.0).abs() < 1e-12);
        prop_assert_eq!(perfect.people_exact, perfect.people);
    }
}

#[test]
fn the_curve_counts_what_blocking_missed() {
    let people = [1, 1, 1, 2];
    let mut curve = ThresholdCurve::new(&people, 3);
    let pair = |left, right, weight| ScoredPair { left, right, rule: 0, weight, pattern: 0 };
    curve.take(&[pair(0, 1, 8.0), pair(1, 3, 2.0), pair(0, 2, 1.0)]).expect("memory");
    let highest = curve.highest_f1().expect("there are pairs");
    assert!(near(highest.score.f1(), 4.0 / 6.0) && near(highest.weight, 1.0), "{highest:?}");
    assert_eq!(curve.at(0.95).score, Score { true_positives: 1, false_positives: 0, false_negatives: 2 });
    assert_eq!(curve.points().len(), 3);
}

#[test]
fn a_group_that_fares_worse_is_seen() {
    let groups = [1, 1, 2, 3];
    let people = [1, 1, 2, 2];
    let sex = ["F", "F", "M", "M"];
    let by_sex = score_by_subgroup(&groups, &people, |record| Some(sex[record as usize]));
    assert!(near(by_sex["F"].records_with_missed_match, 0.0) && near(by_sex["M"].records_with_missed_match, 1.0));
    assert_eq!(by_sex["M"].pairs.false_negatives, 1);
}

#[test]
fn probabilities_are_set_against_the_truth() {
    use link::evaluate::Calibration;
    // Records 0 and 1 are of one person, 2 and 3 of two others.
    let person_of = [0, 0, 1, 2];
    let pair = |left, right, weight| ScoredPair { left, right, rule: 0, weight, pattern: 0 };
    let mut calibration = Calibration::new(&person_of);
    // Odds of 3 to 1: a probability of 0.75.
    let three_to_one = 3.0_f64.log2();
    let pairs = [pair(0, 1, three_to_one), pair(0, 2, three_to_one), pair(1, 2, -20.0), pair(0, 3, 1000.0)];
    calibration.take(&pairs).expect("it takes all");
    let bands = calibration.bands();
    assert_eq!(bands.iter().map(|band| band.pairs).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!((bands[1].from, bands[1].to, bands[1].right_share), (0.7, 0.8, 0.5));
    assert!((bands[1].mean_probability - 0.75).abs() < 1e-12);
    assert!(bands[1].right_interval.0 < 0.5 && bands[1].right_interval.1 > 0.5);
    assert_eq!((bands[2].from, bands[2].to, bands[2].right_share), (0.99, 1.0, 0.0));
    // Two pairs a quarter off and one wholly.
    assert!((calibration.error_from(0.5) - (0.25 * 2.0 + 1.0) / 3.0).abs() < 1e-9);
}
