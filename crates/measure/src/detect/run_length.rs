//! How long a risk-adjusted CUSUM runs until it signals, on average.

use serde::Serialize;

use super::bernoulli::{Case, score};
use crate::refusal::{Refusal, not_negative, positive, same_length};

/// The most states of the chain, so that a request stays within memory and seconds.
const MOST_STATES: usize = 20_000;

/// A chart and the mix of cases that come to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseMix {
    /// The share of cases of each kind; they are taken relative to their sum.
    pub weight: Vec<f64>,
    /// The expected chance of an event in each kind of case.
    pub chance: Vec<f64>,
}

/// The average number of cases until [`bernoulli_cusum`](super::bernoulli::bernoulli_cusum) signals, starting from zero.
///
/// The sum is put on a grid of `limit · scaling` states. A step that falls between two states goes to both, in the
/// shares that keep its mean (paired rounding). With `A` the chances between states that do not signal, the run lengths
/// solve `(I − A) L = 1`; the answer is that of state zero. It is a little too short on a coarse grid, and settles as
/// `scaling` grows: 600 is within half a percent, 1,200 within a quarter of that.
///
/// `true_odds_multiplier` is what has really happened to the odds: 1 gives the false-alarm run length, the chart's own
/// multiplier the time to find the change it watches for.
///
/// Unit: cases. Domain: chances strictly between 0 and 1; `limit · scaling` from 1 to 20,000.
///
/// # Errors
/// Columns of unequal length or none; weights that are negative or sum to zero; what
/// [`score`] refuses; a grid that is empty or too fine; a chart that can never signal.
///
/// Source: D. Brook and D. Evans (1972); S. Knoth, P. Wittenberg and F. Gan (2019), *Risk-adjusted CUSUM charts under
/// model error*.
pub fn average_run_length(
    mix: &CaseMix,
    odds_multiplier: f64,
    true_odds_multiplier: f64,
    limit: f64,
    scaling: f64,
) -> Result<f64, Refusal> {
    let states = number_of_states(limit, scaling)?;
    let steps = steps(mix, odds_multiplier, true_odds_multiplier, scaling)?;
    if steps.iter().all(|(step, _)| *step <= 0) {
        return Err(Refusal::NoVariation { what: "the sum: no case can raise it, so the chart" });
    }
    let lengths = Band::new(states, &steps).solve_ones();
    let length = lengths.first().copied().unwrap_or(f64::NAN);
    if length.is_finite() && length > 0.0 { Ok(length) } else { Err(Refusal::NotFinite { what: "the run length" }) }
}

fn number_of_states(limit: f64, scaling: f64) -> Result<usize, Refusal> {
    let size = (positive("the limit", limit)? * positive("the scaling", scaling)?).round();
    if size < 1.0 || size > MOST_STATES as f64 {
        return Err(Refusal::OutOfRange { what: "limit times scaling", value: size, must_be: "from 1 to 20,000" });
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 20,000")]
    let states = size as usize;
    Ok(states)
}

/// The whole steps that a case can take and how likely each is, in order.
fn steps(
    mix: &CaseMix,
    odds_multiplier: f64,
    true_odds_multiplier: f64,
    scaling: f64,
) -> Result<Vec<(i64, f64)>, Refusal> {
    same_length("chances of the case mix", mix.weight.len(), mix.chance.len())?;
    for weight in &mix.weight {
        not_negative("a weight of the case mix", *weight)?;
    }
    let total = positive("the weights of the case mix", mix.weight.iter().sum())?;
    let truth = positive("the true odds multiplier", true_odds_multiplier)?;
    let mut steps = std::collections::BTreeMap::<i64, f64>::new();
    for (weight, chance) in mix.weight.iter().zip(&mix.chance) {
        for happened in [true, false] {
            let place = score(Case { chance: *chance, happened }, odds_multiplier)? * scaling;
            let event = truth * chance / (1.0 - chance + truth * chance);
            let share = weight / total * if happened { event } else { 1.0 - event };
            if place.abs() > 1e9 {
                return Err(Refusal::OutOfRange { what: "a step", value: place, must_be: "within 10⁹ states" });
            }
            let below = place.floor();
            #[expect(clippy::cast_possible_truncation, reason = "within 10⁹")]
            let state = below as i64;
            *steps.entry(state).or_default() += share * (1.0 - (place - below));
            *steps.entry(state + 1).or_default() += share * (place - below);
        }
    }
    Ok(steps.into_iter().filter(|(_, share)| *share > 0.0).collect())
}

/// `I − A` as a band about the diagonal. It is weakly dominated by its diagonal, so that it can be factored in place
/// without exchanging rows.
struct Band {
    states: usize,
    below: usize,
    above: usize,
    /// Row by row, `below + 1 + above` entries each.
    entries: Vec<f64>,
}

impl Band {
    fn new(states: usize, steps: &[(i64, f64)]) -> Self {
        let farthest = states - 1;
        let clamp = |distance: i64| usize::try_from(distance).unwrap_or(0).min(farthest);
        let below = steps.iter().map(|(step, _)| clamp(-step)).max().unwrap_or(0);
        let above = steps.iter().map(|(step, _)| clamp(*step)).max().unwrap_or(0);
        let width = below + 1 + above;
        let mut entries = vec![0.0; states * width];
        for state in 0..states {
            entries[state * width + below] += 1.0;
            for (step, share) in steps {
                let from = i64::try_from(state).unwrap_or(i64::MAX);
                // Below zero the sum stays at zero; at the limit or beyond it has signalled.
                let to = usize::try_from((from + step).max(0)).unwrap_or(0);
                if to < states {
                    entries[state * width + (to + below - state)] -= share;
                }
            }
        }
        Self { states, below, above, entries }
    }

    fn solve_ones(mut self) -> Vec<f64> {
        let width = self.below + 1 + self.above;
        let mut right = vec![1.0; self.states];
        for pivot in 0..self.states {
            let reach = self.above.min(self.states - 1 - pivot);
            let (head, tail) = self.entries.split_at_mut((pivot + 1) * width);
            let row = &head[pivot * width + self.below..pivot * width + self.below + 1 + reach];
            for lower in 1..=self.below.min(self.states - 1 - pivot) {
                let start = (lower - 1) * width + self.below - lower;
                let factor = tail[start] / row[0];
                if factor == 0.0 {
                    continue;
                }
                for (entry, above) in tail[start..start + 1 + reach].iter_mut().zip(row) {
                    *entry -= factor * above;
                }
                right[pivot + lower] -= factor * right[pivot];
            }
        }
        for state in (0..self.states).rev() {
            let row = &self.entries[state * width + self.below..];
            let reach = self.above.min(self.states - 1 - state);
            let known: f64 = (1..=reach).map(|ahead| row[ahead] * right[state + ahead]).sum();
            right[state] = (right[state] - known) / row[0];
        }
        right
    }
}
