use link::review::{Band, Judgement, ReviewSampler, Settled, Verdict, agreement, estimate, labels, settle};
use link::score::{PairSink, ScoredPair};

fn pair(left: u32, weight: f64) -> ScoredPair {
    ScoredPair { left, right: left + 100_000, rule: 0, weight, pattern: 0 }
}

fn judgement(left: u32, reviewer: &str, verdict: Verdict) -> Judgement {
    Judgement { left, right: left + 100_000, reviewer: reviewer.to_owned(), verdict }
}

fn bands() -> Vec<Band> {
    vec![Band { from: -10.0, to: 0.0 }, Band { from: 0.0, to: 5.0 }, Band { from: 5.0, to: 100.0 }]
}

/// A run of pairs of weight -5, 2 and 10.
fn run() -> Vec<ScoredPair> {
    (0..6_000).map(|at| pair(at, [-5.0, 2.0, 10.0][at as usize % 3])).collect()
}

#[test]
fn the_sample_does_not_depend_on_the_order() {
    let mut forwards = ReviewSampler::new(bands(), 50, 7);
    forwards.take(&run()).expect("memory");
    let mut backwards = ReviewSampler::new(bands(), 50, 7);
    for batch in run().chunks(100).rev() {
        backwards.take(batch).expect("memory");
    }
    let sample = forwards.pairs();
    assert_eq!(sample, backwards.pairs());
    assert_eq!(sample.len(), 150);
    assert!(sample.iter().all(|each| (each.stands_for - 40.0).abs() < 1e-9));
    assert!(sample.windows(2).any(|two| two[0].band != two[1].band), "bands are mixed");
}

#[test]
fn two_reviewers_settle_a_pair_and_a_third_a_dispute() {
    use Verdict::{Apart, Match, Unsure};
    let mut words = vec![
        judgement(1, "ann", Match),
        judgement(1, "bob", Match),
        judgement(2, "ann", Match),
        judgement(2, "bob", Apart),
        judgement(3, "ann", Unsure),
    ];
    let of = |words: &[Judgement], left: u32| settle(words)[&(left, left + 100_000)];
    assert_eq!(of(&words, 1), Settled::Yes(Match));
    assert_eq!(of(&words, 2), Settled::Disputed);
    assert_eq!(of(&words, 3), Settled::NeedsSecond);
    words.push(judgement(2, "clara", Apart));
    assert_eq!(of(&words, 2), Settled::Yes(Apart));
    words.push(judgement(1, "ann", Unsure));
    assert_eq!(of(&words, 1), Settled::Disputed, "the last word of a reviewer counts");
    let found: Vec<f64> = labels(&words).iter().map(|label| label.match_probability).collect();
    assert_eq!(found, [0.0]);
    let both = agreement(&words, "ann", "bob").expect("both looked at two pairs");
    assert_eq!((both.pairs, both.share), (2, 0.0));
    assert!(both.kappa <= 0.0);
    assert!(agreement(&words, "ann", "nobody").is_none());
}

#[test]
fn a_review_estimates_the_whole_run() {
    let mut sampler = ReviewSampler::new(bands(), 200, 3);
    sampler.take(&run()).expect("memory");
    let sample = sampler.pairs();
    // In truth 1 in 4 of the lowest band are matches, half of the middle and all of the highest.
    let is_match = |pair: &ScoredPair| match pair.weight {
        weight if weight < 0.0 => pair.left.is_multiple_of(4),
        weight if weight < 5.0 => pair.left.is_multiple_of(2),
        _ => true,
    };
    let mut words = Vec::new();
    for each in &sample {
        let verdict = if is_match(&each.pair) { Verdict::Match } else { Verdict::Apart };
        words.push(judgement(each.pair.left, "ann", verdict));
        words.push(judgement(each.pair.left, "bob", verdict));
    }
    let found = estimate(&sample, &words, 0.0).expect("all are settled");
    let (taken, matches) = (4_000.0, 2_000.0 + 1_000.0 + 500.0);
    assert!((found.precision - 3_000.0 / taken).abs() < 3.0 * found.precision_error.max(0.005), "{found:?}");
    assert!((found.recall - 3_000.0 / matches).abs() < 3.0 * found.recall_error.max(0.005), "{found:?}");
}
