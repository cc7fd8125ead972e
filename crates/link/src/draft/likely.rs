//! Likely matches: a first run with every rule that can be afforded, so that rules can be judged by what others find.

use super::choose::{Chosen, Teacher};
use super::search::{Candidate, Field, SWAPPED, keys_of};
use crate::model::{Model, Training, probability_of_weight, weight_of_probability};
use crate::score::{Linkage, PairSink, ScoredPair};
use crate::{LinkError, Progress};

/// At most so many rules take part in the first run.
const MOST_SEEDS: usize = 40;
/// How far a rule is believed that brings households together.
const HOUSEHOLD: f64 = 0.3;
/// So many rules take part where nothing speaks for any.
const FEW_SEEDS: usize = 8;
/// A pair that is less likely than this is not counted.
const LEAST_PROBABILITY: f64 = 0.2;
/// The first run may compare so many times the pairs that the model may.
const FIRST_RUN: f64 = 2.0;
/// Where fewer matches are left than this share of those expected, something else has taken them.
const TAKEN_AWAY: f64 = 0.2;
/// The first run sees so many pairs at most, whatever the model may.
const MOST_FIRST_PAIRS: f64 = 20e6;

/// What the first run uses.
pub(super) struct First {
    pub blocking: Vec<Candidate>,
    pub certain: Vec<Teacher>,
    pub learn: Vec<Teacher>,
}

impl First {
    /// The rules of the first run, for when it found nothing.
    pub(super) fn chosen(&self) -> Vec<Chosen> {
        let chosen = |each: &Candidate| Chosen { keys: each.keys, pairs: each.pairs, finds: 0.0, adds: 0.0 };
        self.blocking.iter().map(chosen).collect()
    }
}

/// Rules for the first run, which should find all that any affordable rule would: those that seem to bring most matches
/// without too much beside them, each the less wanted the more others use its keys; none that asks for more than another.
pub(super) fn seeds(field: &Field<'_>, candidates: &[Candidate], most_pairs: f64) -> Vec<Candidate> {
    let mut seeds: Vec<Candidate> = Vec::new();
    let mut spent = 0.0;
    let mut used = [0_u32; 64];
    while seeds.len() < MOST_SEEDS {
        let worth = |each: &Candidate| {
            if each.keys == SWAPPED {
                return f64::MAX;
            }
            let most_used = keys_of(each.keys).into_iter().map(|key| used[key]).max().unwrap_or(0);
            // Of the pairs of a household few are of one person.
            let sure = if field.is_of_household(each.keys) { each.sure * HOUSEHOLD } else { each.sure };
            each.pairs * sure * sure.sqrt() / (1.0 + f64::from(most_used))
        };
        let next = candidates
            .iter()
            .filter(|each| spent + each.pairs <= FIRST_RUN * most_pairs && each.pairs <= most_pairs / 4.0)
            .filter(|each| seeds.iter().all(|seed| each.keys & seed.keys != seed.keys))
            .map(|each| (worth(each), each))
            .filter(|(worth, _)| *worth > 0.0)
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.keys.cmp(&one.1.keys)));
        let Some((_, next)) = next else { break };
        // What asks for more than the new one brings nothing any more.
        let tighter = |each: &Candidate| each.keys & next.keys == next.keys;
        spent += next.pairs - seeds.iter().filter(|each| tighter(each)).map(|each| each.pairs).sum::<f64>();
        seeds.retain(|each| !tighter(each));
        for key in keys_of(next.keys) {
            used[key] += 1;
        }
        seeds.push(next.clone());
    }
    if seeds.is_empty() {
        // Nothing bears witness to any rule, so the first run takes those that cost least.
        seeds.extend(candidates.iter().take(FEW_SEEDS).cloned());
    }
    seeds
}

/// What a first run saw.
pub(super) struct FirstRun {
    /// Likely matches with their probabilities.
    pub pairs: Vec<(u32, u32, f64)>,
    /// How many matches there are by the prior that it learnt; 0 where it learnt nothing.
    pub in_all: f64,
    /// How many kinds of people who have something in common could be sought without taking all matches for them.
    pub in_common: u32,
}

/// Keeps pairs that are likely enough.
#[derive(Default)]
struct Likely {
    pairs: Vec<(u32, u32, f64)>,
}

impl PairSink for Likely {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        let likely = pairs.iter().map(|pair| (pair.left, pair.right, probability_of_weight(pair.weight)));
        self.pairs.extend(likely.filter(|pair| pair.2 >= LEAST_PROBABILITY));
        Ok(())
    }
}

/// Pairs that a first run takes for likely matches; none where there is nothing to learn from.
pub(super) fn run(
    model: &Model,
    first: &First,
    field: &Field<'_>,
    progress: &dyn Progress,
) -> Result<FirstRun, LinkError> {
    let nothing = || Ok(FirstRun { pairs: Vec::new(), in_all: 0.0, in_common: Training::default().in_common });
    let mut model = model.clone();
    let scale = field.scale(field.records.len());
    let mut pairs = 0.0;
    let affordable = first.blocking.iter().take_while(|each| {
        pairs += each.pairs / scale;
        pairs <= MOST_FIRST_PAIRS
    });
    model.blocking = affordable.map(|each| field.rule(each.keys)).collect();
    model.training.certain = first.certain.iter().map(|each| field.rule(each.keys)).collect();
    model.training.learn = first.learn.iter().map(|each| field.rule(each.keys)).collect();
    if model.blocking.is_empty() || model.training.learn.is_empty() {
        return nothing();
    }
    let mut linkage = Linkage::prepare(model, field.records.clone(), field.threads, progress)?;
    let Some((in_all, in_common)) = train(&mut linkage, 0.0, progress)? else { return nothing() };
    let mut likely = Likely::default();
    linkage.score(weight_of_probability(LEAST_PROBABILITY), &mut likely, progress)?;
    Ok(FirstRun { pairs: likely.pairs, in_all, in_common })
}

/// A trial: whether the drafted model itself finds the matches that were expected when it is trained. Answers how many
/// kinds of people who have something in common may be sought.
pub(super) fn try_out(
    model: &Model,
    expected: f64,
    field: &Field<'_>,
    progress: &dyn Progress,
) -> Result<u32, LinkError> {
    let mut linkage = Linkage::prepare(model.clone(), field.records.clone(), field.threads, progress)?;
    let trained = train(&mut linkage, expected, progress)?;
    Ok(trained.map_or(model.training.in_common, |trained| trained.1))
}

/// Trains, with fewer kinds of people who have something in common where those take nearly all matches for theirs: with few
/// comparisons the two cannot always be told apart. Answers how many matches there are by the prior, and how many kinds
/// were sought; `None` where there is nothing to learn from.
fn train(linkage: &mut Linkage, expected: f64, progress: &dyn Progress) -> Result<Option<(f64, u32)>, LinkError> {
    let most = linkage.model.training.in_common;
    let mut in_all = 0.0;
    for in_common in [most, 1, 0].into_iter().filter(|&kinds| kinds <= most) {
        linkage.model.training.in_common = in_common;
        let report = match linkage.train(progress) {
            Ok(report) => report,
            Err(LinkError::Training(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        in_all = report.prior * linkage.possible_pairs();
        if in_all > TAKEN_AWAY * expected.max(report.certain_pairs as f64) {
            return Ok(Some((in_all, in_common)));
        }
    }
    Ok(Some((in_all, 0)))
}
