//! Areas and regions held out of a fit: what the rest expects of them.

use super::{Coverage, Settings, folds::folds};
use crate::round::{
    expectation::Method,
    model::{Fitted, Model},
    refusal::Refusal,
    sample::{Sample, mean},
    spread::{Spread, SpreadRule},
};
use crate::{
    distribution::{Tail, normal_cdf, student_quantile},
    signals::seeded::Seeded,
};
use std::{collections::BTreeSet, f64::consts::PI};

/// One area, held out once.
struct Trial {
    position: usize,
    squared_error: f64,
    squared_deviation: f64,
    within_80: bool,
    within_95: bool,
    /// The 80% range, and that of a model without circumstances.
    width: f64,
    plain_width: f64,
    score: f64,
    plain_score: f64,
}

/// All areas, each held out once in every repeat.
pub(super) struct HeldOut {
    areas: usize,
    trials: Vec<Trial>,
}

/// The continuous ranked probability score of a normal forecast (Gneiting and Raftery 2007, equation 21).
fn score(value: f64, expected: f64, error: f64) -> f64 {
    if error <= 0.0 {
        return (value - expected).abs();
    }
    let z = (value - expected) / error;
    error * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * (-0.5 * z * z).exp() / (2.0 * PI).sqrt() - 1.0 / PI.sqrt())
}

fn fit(model: Model, sample: &Sample) -> Result<Fitted, Refusal> {
    model.fit(&sample.x, &sample.t, &sample.regions).ok_or_else(|| Refusal::TooLarge("the circumstances".to_owned()))
}

/// What a fit says of areas that were not in it.
struct Forecast {
    fitted: Fitted,
    spread: Spread,
    freedom: f64,
    /// What is said without circumstances: the mean of all, with the spread about it.
    mean: f64,
    plain: Spread,
    areas: f64,
}

impl Forecast {
    fn of(fitted: Fitted, rule: SpreadRule, sample: &Sample) -> Self {
        let mean = mean(&sample.t);
        let areas = sample.len() as f64;
        // What each area differs by from the mean of all the others.
        let apart: Vec<f64> = sample.t.iter().map(|t| (t - mean) * areas / (areas - 1.0)).collect();
        Self {
            freedom: (areas - fitted.parameters).max(1.0),
            spread: spread_of(rule, &fitted.residuals, sample),
            plain: spread_of(rule, &apart, sample),
            fitted,
            mean,
            areas,
        }
    }

    fn trials(&self, sample: &Sample, positions: &[usize]) -> Vec<Trial> {
        let (reach_80, reach_95) =
            (student_quantile(self.freedom, Tail::Upper(0.1)), student_quantile(self.freedom, Tail::Upper(0.025)));
        let plain_reach = student_quantile(self.areas - 1.0, Tail::Upper(0.1));
        positions
            .iter()
            .map(|&position| {
                let value = sample.t[position];
                let expected = self.fitted.predict(sample.x.row(position), sample.regions[position]);
                let sampling = sample.variances[position].unwrap_or(0.0);
                let error = self.spread.variance(sampling, sample.populations[position]).sqrt();
                let plain_error = self.plain.variance(sampling, sample.populations[position]).sqrt();
                let off = (value - expected).abs();
                Trial {
                    position,
                    squared_error: off * off,
                    squared_deviation: (value - self.mean).powi(2),
                    within_80: off <= reach_80 * error,
                    within_95: off <= reach_95 * error,
                    width: reach_80 * error,
                    plain_width: plain_reach * plain_error,
                    score: score(value, expected, error),
                    plain_score: score(value, self.mean, plain_error),
                }
            })
            .collect()
    }
}

fn spread_of(rule: SpreadRule, residuals: &[f64], sample: &Sample) -> Spread {
    Spread::of(rule, residuals, &sample.sampling(), &sample.populations)
}

fn coverage<'a>(trials: impl Iterator<Item = &'a Trial>) -> Coverage {
    let (mut count, mut within_80, mut within_95) = (0.0, 0.0, 0.0);
    for trial in trials {
        count += 1.0;
        within_80 += f64::from(u8::from(trial.within_80));
        within_95 += f64::from(u8::from(trial.within_95));
    }
    Coverage { within_80: within_80 / count, within_95: within_95 / count }
}

fn skill(trials: &[Trial]) -> f64 {
    let errors: f64 = trials.iter().map(|trial| trial.squared_error).sum();
    let deviations: f64 = trials.iter().map(|trial| trial.squared_deviation).sum();
    1.0 - errors / deviations
}

/// R² out of sample alone, without ranges.
pub(super) fn r_squared(sample: &Sample, model: Model, settings: Settings) -> Result<f64, Refusal> {
    let (mut errors, mut deviations) = (0.0, 0.0);
    for fold in folds(sample.len(), settings) {
        let rest = sample.take(&fold.fitted);
        let fitted = fit(model, &rest)?;
        let middle = mean(&rest.t);
        for position in fold.held_out {
            let expected = fitted.predict(sample.x.row(position), sample.regions[position]);
            errors += (sample.t[position] - expected).powi(2);
            deviations += (sample.t[position] - middle).powi(2);
        }
    }
    Ok(1.0 - errors / deviations)
}

impl HeldOut {
    pub fn of(sample: &Sample, method: Method, settings: Settings) -> Result<Self, Refusal> {
        let mut trials = Vec::with_capacity(sample.len() * settings.repeats);
        for fold in folds(sample.len(), settings) {
            let rest = sample.take(&fold.fitted);
            let fitted = fit(method.model, &rest)?;
            trials.extend(Forecast::of(fitted, method.spread, &rest).trials(sample, &fold.held_out));
        }
        Ok(Self { areas: sample.len(), trials })
    }

    pub fn r_squared(&self) -> f64 {
        skill(&self.trials)
    }

    pub fn coverage(&self) -> Coverage {
        coverage(self.trials.iter())
    }

    pub fn width(&self) -> f64 {
        let widths: f64 = self.trials.iter().map(|trial| trial.width).sum();
        widths / self.trials.iter().map(|trial| trial.plain_width).sum::<f64>()
    }

    pub fn crps_gain(&self) -> f64 {
        let scores: f64 = self.trials.iter().map(|trial| trial.score).sum();
        1.0 - scores / self.trials.iter().map(|trial| trial.plain_score).sum::<f64>()
    }

    /// The 5th and the 95th percentile of R² over resamples of areas, each with all its trials.
    pub fn interval(&self, settings: Settings) -> (f64, f64) {
        let mut sums = vec![(0.0, 0.0); self.areas];
        for trial in &self.trials {
            sums[trial.position].0 += trial.squared_error;
            sums[trial.position].1 += trial.squared_deviation;
        }
        let mut draws = Seeded::new(settings.seed ^ 0xB007);
        let mut skills: Vec<f64> = (0..settings.resamples.max(1))
            .map(|_| {
                let (mut errors, mut deviations) = (0.0, 0.0);
                for _ in 0..self.areas {
                    let (error, deviation) = sums[draws.below(self.areas)];
                    errors += error;
                    deviations += deviation;
                }
                1.0 - errors / deviations
            })
            .collect();
        skills.sort_by(f64::total_cmp);
        let at = |percent: usize| skills[(skills.len() * percent / 100).min(skills.len() - 1)];
        (at(5), at(95))
    }

    /// Thirds by size: by sampling variance where known, else by population; the small first.
    pub fn coverage_by_size(&self, sample: &Sample) -> [Coverage; 3] {
        let known = sample.variances.iter().all(Option::is_some);
        let smallness = |position: usize| match sample.variances[position] {
            Some(variance) if known => variance,
            _ => 1.0 / sample.populations[position],
        };
        let mut order: Vec<usize> = (0..sample.len()).collect();
        order.sort_by(|&one, &other| smallness(other).total_cmp(&smallness(one)));
        let mut third = vec![0; sample.len()];
        for (place, &position) in order.iter().enumerate() {
            third[position] = place * 3 / sample.len();
        }
        [0, 1, 2].map(|wanted| coverage(self.trials.iter().filter(|trial| third[trial.position] == wanted)))
    }
}

/// Each region, left out in turn.
pub(super) struct LeftOutRegions {
    pub r_squared: f64,
    pub coverage: Coverage,
    pub coverage_stranger: Coverage,
}

impl LeftOutRegions {
    pub fn of(sample: &Sample, method: Method) -> Result<Self, Refusal> {
        let regions: BTreeSet<_> = sample.regions.iter().copied().collect();
        let (mut all, mut near, mut far) = (Vec::new(), Vec::new(), Vec::new());
        for region in regions {
            let (outside, inside) = sample.parted(region);
            if outside.len() < 3 {
                continue;
            }
            let rest = sample.take(&outside);
            let fitted = fit(method.model, &rest)?;
            let stranger = spread_of(method.spread, &residuals_of_strangers(&rest, method.model)?, &rest);
            let mut forecast = Forecast::of(fitted, method.spread, &rest);
            let trials = forecast.trials(sample, &inside);
            near.push(coverage(trials.iter()));
            all.extend(trials);
            forecast.spread = stranger;
            far.push(coverage(forecast.trials(sample, &inside).iter()));
        }
        let over_regions = |coverages: &[Coverage]| Coverage {
            within_80: mean(&coverages.iter().map(|coverage| coverage.within_80).collect::<Vec<_>>()),
            within_95: mean(&coverages.iter().map(|coverage| coverage.within_95).collect::<Vec<_>>()),
        };
        Ok(Self { r_squared: skill(&all), coverage: over_regions(&near), coverage_stranger: over_regions(&far) })
    }
}

/// What is left over when each region of a sample is left out in turn: how far off a fit is among strangers.
fn residuals_of_strangers(sample: &Sample, model: Model) -> Result<Vec<f64>, Refusal> {
    let regions: BTreeSet<_> = sample.regions.iter().copied().collect();
    let mut residuals = vec![0.0; sample.len()];
    for region in regions {
        let (outside, inside) = sample.parted(region);
        if outside.len() < 3 {
            continue;
        }
        let fitted = fit(model, &sample.take(&outside))?;
        for position in inside {
            residuals[position] = sample.t[position] - fitted.predict(sample.x.row(position), region);
        }
    }
    Ok(residuals)
}
