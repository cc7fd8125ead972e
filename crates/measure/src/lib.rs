//! Counts to rates, intervals, standardised rates, funnels, control charts, expectation in the round, early warning.
//!
//! A pure room: it reads no file, knows no clock and throws no dice. Every method states its formula, unit, domain and
//! source, and either answers or says why it will not.

pub mod audit;
pub mod chart;
pub mod detect;
mod direction;
pub mod distribution;
mod estimate;
pub mod frameworks;
pub mod funnel;
pub mod inequality;
pub mod life_expectancy;
mod mean;
mod proportion;
pub mod quantile;
mod rate;
mod refusal;
pub mod round;
pub mod signals;
pub mod standardised;
pub mod vectors;

pub use direction::Direction;
pub use estimate::{Confidence, Estimate, Interval, IntervalMethod, Multiplier};
pub use mean::{Mean, mean};
pub use proportion::{proportion, wilson};
pub use rate::{BYAR_FROM_EVENTS, byar, exact_poisson, poisson_interval, rate};
pub use refusal::Refusal;
