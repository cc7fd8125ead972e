//! Charts: pure functions from small typed inputs to accessible SVG.
//!
//! Colours come from the page's stylesheet by class, and every meaning that a colour carries is carried again by
//! width, dash, shape or word, so that a chart reads in black and white. No chart puts places in order: it draws them
//! as given.

mod band;
pub mod bars;
mod canvas;
pub mod control;
pub mod coverage;
pub mod expected;
pub mod funnel;
pub mod map;
pub mod people;
pub mod reading;
mod scale;
pub mod sparkline;
pub mod strip;
pub mod trend;

pub use band::Band;
pub use canvas::Svg;
pub use control::{ControlChart, ControlPhase, ControlPoint, Mark, control_narrow, control_wide};
pub use coverage::{CoverageBars, coverage_bars, coverage_years};
pub use funnel::{FunnelChart, FunnelLimit, FunnelPoint, FunnelRole, funnel_narrow, funnel_wide};
pub use map::{England, Locator, Shade, Shape, england_map, locator_map};
pub use reading::{Notation, Point, Reading};
pub use sparkline::{Sparkline, sparkline};
pub use strip::{Strip, StripScale};
pub use trend::{Line, LineRole, Marker, MarkerKind, Trend, trend_narrow, trend_wide};

#[cfg(test)]
mod tests;
