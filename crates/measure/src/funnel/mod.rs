//! Funnel plots: which areas lie further from the average than chance among numbers of their size explains.
//!
//! Two ways of limits. [`table`] and [`proportion_significance`] with its like follow the Office for Health Improvement
//! and Disparities: score limits for proportions, Poisson limits for rates and ratios. [`exact_binomial_limit`] and
//! [`exact_poisson_limit`] are Spiegelhalter's exact limits, interpolated between counts. [`overdispersion`] widens
//! limits where all areas vary more than chance; without it nearly every large council is an "outlier".
//!
//! A funnel says *further than chance*, not *better*: it orders nothing and knows no positions.
//!
//! Sources: D. Spiegelhalter (2005), *Funnel plots for comparing institutional performance* and *Handling
//! over-dispersion of performance indicators*; OHID's public health technical guide.

mod columns;
mod exact;
pub mod overdispersion;
mod plot;
mod points;
mod significance;
pub mod table;

pub use columns::Funnel;
pub use exact::{exact_binomial_limit, exact_poisson_limit};
pub use plot::{Plot, PlotKind, PlotLimits};
pub use points::{ChartPoint, RateKind, chart_points, derived_denominator};
pub use significance::{Significance, proportion_significance, rate_significance, ratio_significance, score_limits};

/// The outer probability of a funnel's inner (2 sigma) limits, each side.
pub const INNER_TAIL: f64 = 0.025;
/// The outer probability of a funnel's outer (3 sigma) limits, each side.
pub const OUTER_TAIL: f64 = 0.001;
