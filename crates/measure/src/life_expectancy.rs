//! Life expectancy from deaths and people by age: the abridged life table.

use serde::Serialize;

use crate::{
    estimate::{Confidence, Estimate, Interval, IntervalMethod},
    refusal::{Refusal, not_negative, positive, representable},
};

/// One age band of a life table. The last band of a table is open and has no width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeBand {
    /// The age at which the band starts.
    pub from: f64,
    /// Deaths in the band.
    pub deaths: f64,
    /// People (or person-years) in the band.
    pub population: f64,
}

/// The rules of the table that are conventions, not mathematics.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LifeTableRules {
    /// Share of its first band that a child who dies in it has lived: deaths come early in the first year.
    pub lived_in_first_band: f64,
    /// Share of any later band that somebody who dies in it has lived.
    pub lived_in_later_bands: f64,
    /// No figure at all unless the whole population is larger than this.
    pub population_above: f64,
    /// No figure whose 95% interval is wider than this many years.
    pub widest_interval_years: f64,
}

impl Default for LifeTableRules {
    /// The rules of the Office for Health Improvement and Disparities: 0.1, 0.5, more than 5,000 people, 20 years.
    fn default() -> Self {
        Self {
            lived_in_first_band: 0.1,
            lived_in_later_bands: 0.5,
            population_above: 5000.0,
            widest_interval_years: 20.0,
        }
    }
}

/// Life expectancy at one age.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeExpectancy {
    /// The age.
    pub age: f64,
    /// Years still to live on average, with its interval; or why there is none.
    pub years: Result<Estimate, Refusal>,
    /// People of this age and over.
    pub population: f64,
    /// Deaths at this age and over.
    pub deaths: f64,
}

/// The ages at which the usual twenty bands of the English tables start: under 1, 1–4, fives to 85–89, 90 and over.
pub const USUAL_AGES: [f64; 20] = [
    0.0, 1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0,
];

/// Life expectancy at the start of each band, by Chiang's abridged life table with Silcocks' variance.
///
/// With `M = d/p`, width `n` and share lived `a`: `q = nM / (1 + (1 − a)nM)`, at most 1, and 1 in the open band;
/// survivors `l`, years lived `L = n(l' + a(l − l'))`, open band `l/M`; `e = ΣL/l`. Variance of `e`:
/// `Σ_{later} l²((1−a)n + e')² q²(1−q)/d / l₀²`, with `1/(M²d)` in the open band; bands without deaths add nothing.
/// Limits: `e ± z √variance`.
///
/// Unit: years. Domain: two bands or more in order of age; in each `0 ≤ deaths ≤ population`, `population > 0`;
/// somebody died in the open band.
///
/// # Errors
/// For the whole table: bands out of order, a count that is missing, negative or not finite, a band without people or
/// with more deaths than people, a population not above `rules.population_above`, nobody dead in the open band. For one
/// age: nobody reaches it, or its 95% interval is wider than `rules.widest_interval_years`.
///
/// Source: C. L. Chiang (1968, 1984); P. Silcocks and others (2001); OHID's public health technical guide.
pub fn life_expectancy(
    bands: &[AgeBand],
    rules: &LifeTableRules,
    confidence: Confidence,
) -> Result<Vec<LifeExpectancy>, Refusal> {
    check(bands, rules)?;
    let last = bands.len() - 1;
    let open = bands[last];
    if open.deaths == 0.0 {
        return Err(Refusal::ZeroDenominator { what: "deaths in the open age band" });
    }
    let widths: Vec<f64> = bands.windows(2).map(|pair| pair[1].from - pair[0].from).collect();
    let lived = |band: usize| if band == 0 { rules.lived_in_first_band } else { rules.lived_in_later_bands };

    let mut dying = Vec::with_capacity(bands.len());
    let mut survivors = Vec::with_capacity(bands.len());
    let mut alive = 1.0_f64;
    for (band, row) in bands.iter().enumerate() {
        let yearly = row.deaths / row.population;
        let chance = if band == last {
            1.0
        } else {
            let years = widths[band] * yearly;
            (years / (1.0 + years * (1.0 - lived(band)))).min(1.0)
        };
        dying.push(chance);
        survivors.push(alive);
        alive *= 1.0 - chance;
    }

    let z = confidence.z();
    let z95 = Confidence::P95.z();
    let mut table = Vec::with_capacity(bands.len());
    let mut years_lived = 0.0;
    let mut spread = 0.0;
    let mut later_expectancy = 0.0;
    let (mut population, mut deaths) = (0.0, 0.0);
    for band in (0..=last).rev() {
        let row = bands[band];
        let alive = survivors[band];
        population += row.population;
        deaths += row.deaths;
        if band == last {
            let rate = row.deaths / row.population;
            years_lived = alive / rate;
            spread = alive * alive / (rate * rate * row.deaths);
        } else {
            let width = widths[band];
            let share = lived(band);
            years_lived += width * alive * (1.0 - dying[band] + share * dying[band]);
            if row.deaths > 0.0 {
                let variance = dying[band].powi(2) * (1.0 - dying[band]) / row.deaths;
                spread += variance * (alive * ((1.0 - share) * width + later_expectancy)).powi(2);
            }
        }
        let years = if alive > 0.0 {
            let value = years_lived / alive;
            later_expectancy = value;
            let deviation = spread.sqrt() / alive;
            expectancy(value, deviation, z, 2.0 * z95 * deviation, rules)
        } else {
            later_expectancy = 0.0;
            Err(Refusal::NoSurvivors)
        };
        table.push(LifeExpectancy { age: row.from, years, population, deaths });
    }
    table.reverse();
    Ok(table)
}

fn expectancy(value: f64, deviation: f64, z: f64, width95: f64, rules: &LifeTableRules) -> Result<Estimate, Refusal> {
    representable(width95)?;
    if width95 > rules.widest_interval_years {
        return Err(Refusal::TooUncertain { width: width95, widest: rules.widest_interval_years });
    }
    let interval = Interval { lower: value - z * deviation, upper: value + z * deviation };
    Estimate::new(value, interval, IntervalMethod::ChiangSilcocks)
}

fn check(bands: &[AgeBand], rules: &LifeTableRules) -> Result<(), Refusal> {
    if bands.len() < 2 {
        return Err(Refusal::TooFew { what: "age bands", needed: 2, found: bands.len() });
    }
    let mut population = 0.0;
    for band in bands {
        not_negative("the age at which a band starts", band.from)?;
        not_negative("deaths of an age band", band.deaths)?;
        positive("population of an age band", band.population)?;
        if band.deaths > band.population {
            return Err(Refusal::NumeratorAboveDenominator { part: band.deaths, whole: band.population });
        }
        population += band.population;
    }
    for pair in bands.windows(2) {
        positive("the width of an age band", pair[1].from - pair[0].from)?;
    }
    if population <= rules.population_above {
        return Err(Refusal::PopulationTooSmall { population, threshold: rules.population_above });
    }
    Ok(())
}
