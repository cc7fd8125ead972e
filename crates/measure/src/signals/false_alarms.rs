//! How often the detectors speak where nothing happens, as it was measured on simulated stable series
//! (`data/signal-false-alarms.toml`, by the example `signal_false_alarms`).

use super::SignalError;
use serde::{Deserialize, Serialize};

/// What was measured. All shares are in percent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FalseAlarms {
    /// Stable series of each sort and length.
    pub series_each: u32,
    /// Councils of each sort, for the rule that combines.
    pub councils_each: u32,
    /// The seed: the same seed gives the same series.
    pub seed: u64,
    /// Leaving the expected range by chance alone.
    pub expected_range: RangeAlarms,
    /// Each detector, by the sort and length of the series.
    #[serde(rename = "detector")]
    pub detectors: Vec<DetectorAlarms>,
    /// The rule that combines them, by the sort of series and how many are watched.
    #[serde(rename = "combination")]
    pub combinations: Vec<CombinedAlarms>,
}

/// The share of places that leave an honest expected range by chance alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeAlarms {
    /// Once.
    pub mild: f64,
    /// Twice running, or beyond the 95% range.
    pub marked: f64,
}

/// The share of newest periods of stable series in which a detector speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectorAlarms {
    /// The sort of series.
    pub series: String,
    /// Its length.
    pub points: u32,
    /// The newest value beyond the control limit.
    pub beyond_limit: f64,
    /// A run on the bad side of the mean.
    pub run: f64,
    /// Seven values that each got worse.
    pub getting_worse: f64,
    /// Two of three near the limit.
    pub near_limit: f64,
    /// A change of level.
    pub level: f64,
    /// Any of these.
    pub any: f64,
}

/// How often the rule that combines concerns speaks about councils where nothing happens, and how often it sees a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CombinedAlarms {
    /// The sort of series.
    pub series: String,
    /// How many are watched.
    pub series_a_council: u32,
    /// Quarters in which it says to watch.
    pub quarters_with_watch: f64,
    /// Quarters in which it says to talk.
    pub quarters_with_talk: f64,
    /// Councils that it ever says to talk to, within twelve quarters.
    pub councils_ever_with_talk: f64,
    /// Councils that it says to talk to within four quarters after a third of their series stepped for the worse.
    pub steps_seen_within_a_year: f64,
}

impl FalseAlarms {
    /// Reads the table.
    ///
    /// # Errors
    /// [`SignalError::Pack`] when it is not TOML of this form.
    pub fn parse(text: &str) -> Result<Self, SignalError> {
        Ok(toml::from_str(text).map_err(Box::new)?)
    }
}
