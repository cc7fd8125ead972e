//! Control charts of single values: has anything changed, beyond what this series does anyway?
//!
//! An XmR chart draws a series with its mean and limits at 2.66 mean moving ranges, and marks points that chance alone
//! would seldom give. [`chart`] is the careful way in: dates, gaps, rebasing, a target and words for the result.
//! [`Charts`] does the same arithmetic over long columns of many series without allocating for each.
//!
//! The arithmetic is that of the NHS *Making Data Count* charts as the `NHSRplotthedots` package (0.2.2) draws them,
//! where that package is right; [`Options`] names every choice.
//!
//! Source: W. Shewhart (1931); D. Wheeler, *Understanding variation* (2000); NHS England, *Making Data Count*.

mod columns;
mod limits;
mod rules;
mod xmr;

pub use columns::{Charts, SeriesLimits};
pub use limits::{LIMIT_FACTOR, Limits, SCREEN_FACTOR, limits};
pub use rules::{Flags, Marks, Pattern, Rules, Side, mark};
pub use xmr::{Assurance, Chart, Kind, Options, Phase, Point, Variation, chart};

/// Fewer points than this in a phase and its limits are still settling.
pub const SETTLED_FROM_POINTS: usize = 13;

/// Fewer points than this and a series is too short for a chart to say anything.
pub const ENOUGH_POINTS: usize = 12;
