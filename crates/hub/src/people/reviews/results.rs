//! What a review says: how far reviewers agree, and how often the run was right. Pure.

use super::{
    standing::{PairStanding, ReviewStanding, in_link},
    task::{Basis, ReviewDesign, ReviewJudgement, Verdict, reviewer_key},
};
use link::{
    review::{AgreementTable, ReviewPair, estimate},
    score::ScoredPair,
};
use std::collections::BTreeMap;

/// The normal deviate of a 95% interval.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share, 0 to 1.
    pub share: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// How far two reviewers agree on the pairs that both judged blind.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewerAgreement {
    /// One.
    pub one: String,
    /// The other.
    pub other: String,
    /// The pairs that both judged.
    pub pairs: u64,
    /// The pairs of which they said the same.
    pub same: u64,
    /// Their share, with Wilson's interval.
    pub share: Estimate,
    /// Cohen's kappa; nothing where both said one and the same word of every pair.
    pub kappa: Option<f64>,
    /// Its large-sample 95% interval; nothing where the two never differed.
    pub kappa_interval: Option<(f64, f64)>,
}

/// What the review found in one band of weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandResult {
    /// The least weight; nothing where it has no lower end.
    pub from: Option<f64>,
    /// Weights below this; nothing where it has no upper end.
    pub to: Option<f64>,
    /// The pairs of the run in it.
    pub pairs: u64,
    /// The pairs of the sample in it.
    pub sampled: u64,
    /// Settled as one person.
    pub same_person: u64,
    /// Settled as two.
    pub different_people: u64,
    /// Settled as not to be told.
    pub cannot_tell: u64,
    /// The share of one person among those that could be told, with Wilson's interval.
    pub share: Option<Estimate>,
}

/// What the review says about a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdResult {
    /// Pairs of this weight and more are taken for one person.
    pub weight: f64,
    /// Whether the run took this one.
    pub is_of_the_run: bool,
    /// The share of one person among the pairs that are taken.
    pub precision: Estimate,
    /// The share that is taken among the pairs of one person in all bands. Pairs that blocking missed are not seen.
    pub recall: Estimate,
    /// The harmonic mean of both.
    pub f1: Estimate,
}

/// What a review says.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewResults {
    /// How far every two reviewers agree who judged a pair in common.
    pub agreements: Vec<ReviewerAgreement>,
    /// By band, lightest first.
    pub bands: Vec<BandResult>,
    /// By threshold, lightest first.
    pub thresholds: Vec<ThresholdResult>,
    /// The pairs that are labels: settled as one person or as two.
    pub labels: usize,
}

/// Wilson's 95% interval of a share seen in so many independent looks (they need not be a whole number).
#[must_use]
pub fn wilson(share: f64, looks: f64) -> Estimate {
    let weight = Z * Z / looks;
    let middle = (share + weight / 2.0) / (1.0 + weight);
    let half = Z / (1.0 + weight) * (share * (1.0 - share) / looks + weight / (4.0 * looks)).sqrt();
    Estimate { share, lower: (middle - half).clamp(0.0, share), upper: (middle + half).clamp(share, 1.0) }
}

impl ReviewResults {
    /// What a review says so far.
    #[must_use]
    pub fn of(design: &ReviewDesign, judgements: &[ReviewJudgement]) -> Self {
        let standing = ReviewStanding::of(design.count(), judgements);
        let label = |pair: &&PairStanding| {
            matches!(pair, PairStanding::Settled(Verdict::SamePerson | Verdict::DifferentPeople))
        };
        Self {
            agreements: agreements(judgements),
            bands: bands(design, &standing),
            thresholds: thresholds(design, judgements),
            labels: standing.pairs.iter().filter(label).count(),
        }
    }
}

fn agreements(judgements: &[ReviewJudgement]) -> Vec<ReviewerAgreement> {
    let blind: Vec<&ReviewJudgement> =
        judgements.iter().filter(|judgement| judgement.stands() && judgement.basis == Basis::Blind).collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for judgement in &blind {
        names.entry(reviewer_key(&judgement.by.person)).or_insert_with(|| judgement.by.person.clone());
    }
    let said = in_link(blind);
    let names: Vec<(String, String)> = names.into_iter().collect();
    let mut found = Vec::new();
    for (at, (one, one_name)) in names.iter().enumerate() {
        for (other, other_name) in &names[at + 1..] {
            let table = AgreementTable::of(&said, one, other);
            let (pairs, same) = (table.pairs(), table.same());
            if pairs == 0 {
                continue;
            }
            let kappa = table.kappa();
            let interval = |(kappa, error): (f64, f64)| ((kappa - Z * error).max(-1.0), (kappa + Z * error).min(1.0));
            found.push(ReviewerAgreement {
                one: one_name.clone(),
                other: other_name.clone(),
                pairs,
                same,
                share: wilson(same as f64 / pairs as f64, pairs as f64),
                kappa,
                kappa_interval: kappa.zip(table.kappa_error()).map(interval),
            });
        }
    }
    found
}

fn bands(design: &ReviewDesign, standing: &ReviewStanding) -> Vec<BandResult> {
    let mut results: Vec<BandResult> = design
        .bands
        .iter()
        .map(|band| BandResult {
            from: band.from,
            to: band.to,
            pairs: band.pairs,
            sampled: 0,
            same_person: 0,
            different_people: 0,
            cannot_tell: 0,
            share: None,
        })
        .collect();
    for (pair, standing) in design.pairs.iter().zip(&standing.pairs) {
        let Some(result) = results.get_mut(pair.band as usize) else { continue };
        result.sampled += 1;
        match standing {
            PairStanding::Settled(Verdict::SamePerson) => result.same_person += 1,
            PairStanding::Settled(Verdict::DifferentPeople) => result.different_people += 1,
            PairStanding::Settled(Verdict::CannotTell) => result.cannot_tell += 1,
            PairStanding::Open { .. } | PairStanding::Disputed => {}
        }
    }
    for result in &mut results {
        let told = (result.same_person + result.different_people) as f64;
        result.share = (told > 0.0).then(|| wilson(result.same_person as f64 / told, told));
    }
    results
}

/// The thresholds that people ask about: the lower end of each band, and the run's own.
fn thresholds(design: &ReviewDesign, judgements: &[ReviewJudgement]) -> Vec<ThresholdResult> {
    let mut weights: Vec<f64> = design.bands.iter().filter_map(|band| band.from).chain(design.threshold).collect();
    weights.sort_by(f64::total_cmp);
    weights.dedup();
    let said = in_link(judgements);
    let sample: Vec<ReviewPair> = (1..)
        .zip(&design.pairs)
        .map(|(number, pair)| ReviewPair {
            pair: ScoredPair { left: number, right: u32::MAX, rule: 0, weight: pair.weight, pattern: 0 },
            band: pair.band as usize,
            stands_for: pair.stands_for,
        })
        .collect();
    let standing = ReviewStanding::of(design.count(), judgements);
    let of_weight = |weight: f64| {
        let found = estimate(&sample, &said, weight)?;
        let told = |wanted: fn(&PairStanding, bool) -> bool| -> Vec<f64> {
            let pairs = design.pairs.iter().zip(&standing.pairs);
            pairs
                .filter(|(pair, stands)| wanted(stands, pair.weight >= weight))
                .map(|(pair, _)| pair.stands_for)
                .collect()
        };
        let taken = told(|stands, taken| {
            taken && matches!(stands, PairStanding::Settled(Verdict::SamePerson | Verdict::DifferentPeople))
        });
        let one_person = told(|stands, _| *stands == PairStanding::Settled(Verdict::SamePerson));
        let either = told(|stands, taken| match stands {
            PairStanding::Settled(Verdict::SamePerson) => true,
            PairStanding::Settled(Verdict::DifferentPeople) => taken,
            _ => false,
        });
        Some(ThresholdResult {
            weight,
            is_of_the_run: design.threshold == Some(weight),
            precision: interval(found.precision, found.precision_error, &taken),
            recall: interval(found.recall, found.recall_error, &one_person),
            f1: interval(found.f1, found.f1_error, &either),
        })
    };
    weights.into_iter().filter_map(of_weight).collect()
}

/// The 95% interval of a share estimated from a stratified sample: Wilson's, at the effective number of looks, which is
/// as many as would give the same standard error, and never more than were taken (Korn and Graubard 1998). Where no
/// look differed the error says nothing, and the looks count by how unequally they weigh (Kish).
fn interval(share: f64, error: f64, stands_for: &[f64]) -> Estimate {
    let sum: f64 = stands_for.iter().sum();
    let squares: f64 = stands_for.iter().map(|weight| weight * weight).sum();
    let looks = stands_for.len() as f64;
    let effective = if error > 0.0 { share * (1.0 - share) / (error * error) } else { sum * sum / squares };
    let effective = if effective.is_finite() && effective > 0.0 { effective.min(looks) } else { looks };
    // Rounding may carry a share of weighted counts past 1.
    wilson(share.clamp(0.0, 1.0), effective.max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::super::{
        samples::{design, judgement},
        task::Verdict::*,
    };
    use super::*;
    use proptest::prelude::*;

    /// Two reviewers say the same of every pair: what `truth` says.
    fn agreed(truth: &[Verdict]) -> Vec<ReviewJudgement> {
        let pairs = (1_u32..).zip(truth);
        pairs
            .flat_map(|(pair, &verdict)| {
                [judgement(pair * 2 - 1, pair, "Ada", verdict), judgement(pair * 2, pair, "Bea", verdict)]
            })
            .collect()
    }

    #[test]
    fn a_worked_example() {
        // Two bands of two sampled pairs each: 100 light pairs, 10 heavy ones.
        let design = design(&[(0, 50.0, -1.0), (0, 50.0, -2.0), (1, 5.0, 3.0), (1, 5.0, 4.0)]);
        let results = ReviewResults::of(&design, &agreed(&[SamePerson, DifferentPeople, SamePerson, SamePerson]));
        assert_eq!(results.labels, 4);
        assert_eq!((results.bands[0].same_person, results.bands[0].different_people), (1, 1));
        assert_eq!(results.bands[1].share.unwrap().share, 1.0);
        assert!(results.bands[1].share.unwrap().lower < 0.5, "two looks are not certainty");
        let heavy = results.thresholds.iter().find(|threshold| threshold.weight == 0.0).unwrap();
        assert_eq!(heavy.precision.share, 1.0);
        // 10 of the 60 pairs of one person are taken.
        assert!((heavy.recall.share - 10.0 / 60.0).abs() < 1e-12);
        assert!(heavy.recall.lower > 0.0 && heavy.recall.upper < 1.0);
    }

    #[test]
    fn agreement_counts_what_was_judged_blind_alone() {
        let mut said = agreed(&[SamePerson, DifferentPeople, SamePerson]);
        said[1].verdict = DifferentPeople;
        let mut third = judgement(9, 1, "Cleo", SamePerson);
        third.basis = Basis::Decision;
        said.push(third);
        let design = design(&[(0, 1.0, -1.0), (0, 1.0, -2.0), (1, 1.0, 3.0)]);
        let results = ReviewResults::of(&design, &said);
        assert_eq!(results.agreements.len(), 1, "a third who decides is told what the two said");
        let agreement = &results.agreements[0];
        assert_eq!((agreement.pairs, agreement.same), (3, 2));
        assert_eq!((agreement.one.as_str(), agreement.other.as_str()), ("Ada", "Bea"));
        let (lower, upper) = agreement.kappa_interval.unwrap();
        assert!(lower <= agreement.kappa.unwrap() && agreement.kappa.unwrap() <= upper);
    }

    #[test]
    fn nothing_is_said_before_anything_is_judged() {
        let design = design(&[(0, 50.0, -1.0)]);
        let results = ReviewResults::of(&design, &[]);
        assert!(results.agreements.is_empty() && results.thresholds.is_empty());
        assert_eq!((results.labels, results.bands[0].share), (0, None));
        assert_eq!(results.bands[0].sampled, 1);
    }

    /// A run whose truth is known is reviewed 400 times, each time by another sample of 12 pairs from each band. About 19
    /// of 20 intervals must hold the truth: fewer than 9 in 10 would be a promise that is not kept.
    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        // Pairs of the run in each band, and how many of a thousand are of one person.
        const BANDS: [(u32, u32, f64); 4] = [(6_000, 4, -8.0), (900, 180, -2.0), (500, 640, 3.0), (2_000, 965, 9.0)];
        const TAKEN: u32 = 12;
        let one_person = |band: usize| f64::from(BANDS[band].0) * f64::from(BANDS[band].1) / 1_000.0;
        let taken = f64::from(BANDS[2].0 + BANDS[3].0);
        let precision = (one_person(2) + one_person(3)) / taken;
        let recall = (one_person(2) + one_person(3)) / (0..4).map(one_person).sum::<f64>();
        let f1 = 2.0 * precision * recall / (precision + recall);
        let mut state = 20_261_128_u64;
        let mut dice = |sides: u32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            u32::try_from(state >> 33).unwrap() % sides
        };
        let (mut held, mut looks) = (0, 0);
        for _ in 0..400 {
            let (mut pairs, mut said) = (Vec::new(), Vec::new());
            for (band, (all, share, weight)) in (0_u32..).zip(BANDS) {
                for _ in 0..TAKEN {
                    pairs.push((u32::from(band >= 2), f64::from(all) / f64::from(TAKEN), weight));
                    let verdict = if dice(1_000) < share { SamePerson } else { DifferentPeople };
                    let pair = u32::try_from(pairs.len()).unwrap();
                    said.push(judgement(pair * 2 - 1, pair, "Ada", verdict));
                    said.push(judgement(pair * 2, pair, "Bea", verdict));
                }
            }
            let mut design = design(&pairs);
            for (at, pair) in design.pairs.iter_mut().enumerate() {
                pair.band = u32::try_from(at).unwrap() / TAKEN;
            }
            let results = ReviewResults::of(&design, &said);
            let own = results.thresholds.iter().find(|threshold| threshold.is_of_the_run).unwrap();
            for (estimate, truth) in [(own.precision, precision), (own.recall, recall), (own.f1, f1)] {
                held += u32::from(estimate.lower <= truth && truth <= estimate.upper);
                looks += 1;
            }
        }
        assert!(held * 10 >= looks * 9, "{held} of {looks}");
        assert!(held < looks, "intervals so wide that they always hold say nothing");
    }

    #[test]
    fn wilson_is_that_of_the_book() {
        // 81 of 263 (Newcombe 1998, table I): 0.2553 to 0.3662.
        let found = wilson(81.0 / 263.0, 263.0);
        assert!((found.lower - 0.2553).abs() < 5e-5 && (found.upper - 0.3662).abs() < 5e-5, "{found:?}");
    }

    proptest! {
        #[test]
        fn shares_lie_in_their_intervals(
            pairs in prop::collection::vec((0_u32..2, 1.0_f64..500.0, -5.0_f64..5.0), 1..40),
            verdicts in prop::collection::vec(0_usize..3, 80),
        ) {
            let pairs: Vec<(u32, f64, f64)> =
                pairs.into_iter().map(|(band, stands_for, weight)| (band, stands_for, if band == 0 { -weight.abs() - 0.1 } else { weight.abs() })).collect();
            let design = design(&pairs);
            let mut said = Vec::new();
            for (at, _) in pairs.iter().enumerate() {
                let pair = u32::try_from(at).unwrap() + 1;
                said.push(judgement(pair * 2 - 1, pair, "Ada", Verdict::ALL[verdicts[at * 2]]));
                said.push(judgement(pair * 2, pair, "Bea", Verdict::ALL[verdicts[at * 2 + 1]]));
            }
            let results = ReviewResults::of(&design, &said);
            for threshold in &results.thresholds {
                for Estimate { share, lower, upper } in [threshold.precision, threshold.recall, threshold.f1] {
                    prop_assert!((0.0..=1.0).contains(&lower) && lower <= share && share <= upper && upper <= 1.0);
                    prop_assert!(upper > lower, "no sample is certain");
                }
            }
            let told: u64 = results.bands.iter().map(|band| band.same_person + band.different_people).sum();
            prop_assert_eq!(told, results.labels as u64);
        }
    }
}
