//! Farrington's flexible algorithm: is this week's count more than the same season of past years leads one to expect?
//!
//! Source: C. P. Farrington and others (1996); A. Noufaily and others (2013), *An improved algorithm for outbreak
//! detection in multiple surveillance systems*; the `surveillance` package, whose choices are followed where the papers
//! leave them open.

use serde::Serialize;

use super::quasi_poisson::{Fit, dot};
use crate::{
    distribution::{NegativeBinomial, Poisson, Tail, normal_quantile, student_upper_tail},
    refusal::{Refusal, chance, finite, not_negative},
};

/// How the threshold is made from the expected count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// A normal limit on counts to the power 2/3 (Farrington 1996).
    Delta,
    /// The quantile of a negative binomial with the expected count as its mean (Noufaily 2013).
    NegativeBinomial,
}

/// How sure the prediction is held to be, which moves the threshold of [`Threshold::Delta`] a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictionError {
    /// The standard error of the fitted model.
    #[default]
    Model,
    /// As `surveillance` 1.24 computes it: the weights of the refit take the place of the working weights in the
    /// dispersion, so that the error is too small by about the square root of the mean count. For comparison only.
    Surveillance,
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Farrington {
    /// Values in a year: 52 for weeks.
    pub frequency: usize,
    /// How many years back are used.
    pub years: usize,
    /// How many values on each side of the same week belong to its season.
    pub half_window: usize,
    /// How many seasons a year is split into, the season of the week itself being the last.
    pub seasons: usize,
    /// How many of the latest values are left out, so that a slow outbreak does not raise its own threshold.
    pub skip_latest: usize,
    /// Past values whose Anscombe residual is above this count less in a second fit; none for one fit only.
    pub reweight_above: Option<f64>,
    /// A trend is kept where its p-value is below this, there are three years, and the expected count is not above every
    /// past one; none for no trend.
    pub trend_below_p: Option<f64>,
    /// The chance of a false alarm in a week, one-sided.
    pub alpha: f64,
    /// How the threshold is made.
    pub threshold: Threshold,
    /// How sure the prediction is held to be.
    pub prediction_error: PredictionError,
    /// No alarm unless the last [`recent_values`](Self::recent_values) hold this many events.
    pub least_recent_events: f64,
    /// See [`least_recent_events`](Self::least_recent_events).
    pub recent_values: usize,
}

impl Default for Farrington {
    /// Noufaily's improved settings for weekly counts.
    fn default() -> Self {
        Self {
            frequency: 52,
            years: 5,
            half_window: 3,
            seasons: 10,
            skip_latest: 26,
            reweight_above: Some(2.58),
            trend_below_p: Some(1.0),
            alpha: 0.005,
            threshold: Threshold::NegativeBinomial,
            prediction_error: PredictionError::Model,
            least_recent_events: 5.0,
            recent_values: 4,
        }
    }
}

/// What the algorithm says of one value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FarringtonPoint {
    /// Its place in the series, from 0.
    pub at: usize,
    /// The count that the past leads one to expect.
    pub expected: f64,
    /// The count above which it alarms.
    pub upper: f64,
    /// `(count − expected) / (upper − expected)`: above 1 is an alarm.
    pub score: f64,
    /// Whether the model holds a trend.
    pub trend: bool,
    /// Variance over mean of the past counts, at least 1.
    pub dispersion: f64,
    /// Whether there were enough recent events for an alarm to mean anything.
    pub enough_events: bool,
    /// Whether it alarms.
    pub alarm: bool,
}

/// The algorithm at one value of a series of counts; gaps in the past are left out.
///
/// Past counts of the last `years` years, in `seasons` seasons, are fitted by quasi-Poisson regression on season and,
/// where it holds, a linear trend; high past counts count less in a second fit. The value alarms above the threshold.
///
/// Unit: counts. Domain: counts of zero or more; the whole of the past that the settings name.
///
/// # Errors
/// A series that does not reach back far enough; the value missing; counts that are negative or not finite; settings
/// out of range; a past that is all zero, or a model that does not settle.
pub fn farrington(counts: &[Option<f64>], at: usize, settings: &Farrington) -> Result<FarringtonPoint, Refusal> {
    let past = Past::of(counts, at, settings)?;
    let count = counts.get(at).copied().flatten().ok_or(Refusal::Missing { what: "the count to be judged" })?;
    not_negative("a count", count)?;
    let mut model = None;
    if let Some(below_p) = settings.trend_below_p.filter(|_| settings.years >= 3) {
        // Without convergence with a trend the model is tried without.
        if let Ok(with_trend) = past.fit(true, settings)
            && with_trend.trend_p < below_p
            && with_trend.expected <= past.greatest()
        {
            model = Some(with_trend);
        }
    }
    let trend = model.is_some();
    let model = match model {
        Some(model) => model,
        None => past.fit(false, settings)?,
    };
    let upper = finite("the threshold", threshold(&model, settings)?)?;
    let recent: f64 = counts[(at + 1).saturating_sub(settings.recent_values)..=at].iter().flatten().sum();
    let enough_events = recent >= settings.least_recent_events;
    let score = finite("the score", (count - model.expected) / (upper - model.expected))?;
    Ok(FarringtonPoint {
        at,
        expected: model.expected,
        upper,
        score,
        trend,
        dispersion: model.dispersion,
        enough_events,
        alarm: enough_events && count > upper && count > 0.0,
    })
}

fn threshold(model: &Model, settings: &Farrington) -> Result<f64, Refusal> {
    let alpha = chance("alpha", settings.alpha)?;
    let mean = model.expected;
    Ok(match settings.threshold {
        Threshold::Delta => {
            let error = model.link_error * mean;
            let spread = model.dispersion + error * error / mean;
            let deviation = (4.0 / 9.0 * mean.cbrt() * spread).sqrt();
            (mean.cbrt().powi(2) + normal_quantile(Tail::Upper(alpha)) * deviation).powf(1.5)
        }
        Threshold::NegativeBinomial if model.dispersion > 1.0 => {
            NegativeBinomial { mean, dispersion: model.dispersion }.quantile(1.0 - alpha)
        }
        Threshold::NegativeBinomial => Poisson { mean }.quantile(1.0 - alpha),
    })
}

/// The past values that a week is held against.
struct Past {
    /// Values before (negative) the week itself, so that the prediction is at 0.
    time: Vec<f64>,
    season: Vec<usize>,
    counts: Vec<f64>,
    seasons: usize,
}

struct Model {
    expected: f64,
    link_error: f64,
    dispersion: f64,
    trend_p: f64,
}

impl Past {
    fn of(counts: &[Option<f64>], at: usize, settings: &Farrington) -> Result<Self, Refusal> {
        check(settings)?;
        let reach = settings.years * settings.frequency + settings.half_window;
        if at < reach || at >= counts.len() {
            return Err(Refusal::TooFew {
                what: "values up to the one judged",
                needed: reach + 1,
                found: at.min(counts.len()),
            });
        }
        let mut past = Self { time: vec![], season: vec![], counts: vec![], seasons: settings.seasons };
        let latest = at.saturating_sub(settings.skip_latest + 1);
        for (place, count) in counts.iter().enumerate().take(latest + 1).skip(at - reach) {
            let (Some(season), Some(count)) = (season_of(at - place, settings), count) else { continue };
            past.time.push(-((at - place) as f64));
            past.season.push(season);
            past.counts.push(not_negative("a count", *count)?);
        }
        if past.counts.iter().all(|count| *count == 0.0) {
            return Err(Refusal::NoVariation { what: "the past of the series" });
        }
        Ok(past)
    }

    fn greatest(&self) -> f64 {
        self.counts.iter().copied().fold(0.0, f64::max)
    }

    /// The columns: one, the trend if wanted, and one for each season but the first that has values.
    fn fit(&self, trend: bool, settings: &Farrington) -> Result<Model, Refusal> {
        let mut present: Vec<usize> = (1..=self.seasons).filter(|season| self.season.contains(season)).collect();
        let first = usize::from(trend) + 1;
        present.drain(..1.min(present.len()));
        let columns = first + present.len();
        let scale = settings.frequency as f64;
        let row = |time: f64, season: usize| {
            let mut row = vec![0.0; columns];
            row[0] = 1.0;
            if trend {
                row[1] = time / scale;
            }
            if let Some(place) = present.iter().position(|other| *other == season) {
                row[first + place] = 1.0;
            }
            row
        };
        let design: Vec<f64> =
            self.time.iter().zip(&self.season).flat_map(|(time, season)| row(*time, *season)).collect();
        let even = vec![1.0; self.counts.len()];
        let mut fit = Fit::new(&design, columns, &self.counts, &even)?;
        let mut error_dispersion = fit.dispersion;
        if let Some(above) = settings.reweight_above {
            let weights = weights(&fit, &design, columns, &self.counts, above)?;
            fit = Fit::new(&design, columns, &self.counts, &weights)?;
            error_dispersion = match settings.prediction_error {
                PredictionError::Model => fit.dispersion,
                PredictionError::Surveillance => {
                    let squares: f64 =
                        weights.iter().zip(&fit.working_residuals).map(|(weight, r)| weight * r * r).sum();
                    squares / (self.counts.len() - columns) as f64
                }
            };
        }
        let here = row(0.0, self.seasons);
        let expected = finite("the expected count", dot(&here, &fit.coefficients).exp())?;
        let trend_p = if trend {
            let mut unit = vec![0.0; columns];
            unit[1] = 1.0;
            let t = fit.coefficients[1] / (fit.leverage(&unit) * error_dispersion).sqrt();
            2.0 * student_upper_tail((self.counts.len() - columns) as f64, t.abs())
        } else {
            1.0
        };
        Ok(Model {
            expected,
            link_error: (fit.leverage(&here) * error_dispersion).sqrt(),
            dispersion: fit.dispersion.max(1.0),
            trend_p,
        })
    }
}

/// Weights of the second fit: residuals above the bound count with their inverse square, all scaled to keep the sum.
fn weights(fit: &Fit, design: &[f64], columns: usize, counts: &[f64], above: f64) -> Result<Vec<f64>, Refusal> {
    let phi = fit.dispersion.max(1.0);
    let residuals: Vec<f64> = design
        .chunks_exact(columns)
        .zip(counts)
        .zip(fit.means.iter().zip(&fit.working_weights))
        .map(|((row, y), (mu, weight))| {
            let anscombe = 1.5 * (y.cbrt().powi(2) * mu.powf(-1.0 / 6.0) - mu.sqrt());
            anscombe / (phi * (1.0 - weight * fit.leverage(row))).sqrt()
        })
        .collect();
    let reduced = |s: f64| if s > above { s.powi(-2) } else { 1.0 };
    let scale = finite("the weights", residuals.len() as f64 / residuals.iter().map(|s| reduced(*s)).sum::<f64>())?;
    Ok(residuals.into_iter().map(|s| scale * reduced(s)).collect())
}

/// The season of the value that lies `back` values before the week: the last one within the half window of the same
/// week of a past year, else one of the others, which share the rest of the year from old to new, the first of them
/// taking what does not divide.
fn season_of(back: usize, settings: &Farrington) -> Option<usize> {
    let (year, w) = (settings.frequency, settings.half_window);
    let own = settings.seasons;
    for years in 0..=settings.years {
        let centre = years * year;
        let inside = back + w >= centre && back <= centre + w;
        if inside {
            return Some(own);
        }
    }
    if own == 1 {
        return None;
    }
    // Between the windows of two years: how many values after the older window.
    let older = back.div_ceil(year);
    let after = older * year - w - 1 - back;
    let others = own - 1;
    let rest = year - 2 * w - 1;
    let (length, longer) = (rest / others, rest % others);
    let in_longer = longer * (length + 1);
    Some(if after < in_longer { after / (length + 1) } else { longer + (after - in_longer) / length.max(1) } + 1)
}

fn check(settings: &Farrington) -> Result<(), Refusal> {
    let out_of_range = |what, value: usize, must_be| Err(Refusal::OutOfRange { what, value: value as f64, must_be });
    if settings.years == 0 {
        return out_of_range("years", 0, "1 or more");
    }
    if settings.frequency < 2 * settings.half_window + 2 {
        return out_of_range("values in a year", settings.frequency, "more than the window");
    }
    if settings.seasons == 0 || settings.seasons - 1 > settings.frequency - 2 * settings.half_window - 1 {
        return out_of_range("seasons", settings.seasons, "from 1 to the values outside the window");
    }
    if let Some(above) = settings.reweight_above {
        crate::refusal::positive("the bound for reweighting", above)?;
    }
    chance("alpha", settings.alpha).map(drop)
}
