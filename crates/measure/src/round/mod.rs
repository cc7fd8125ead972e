//! In the round: what can honestly be expected of a place, given circumstances that its council cannot control.
//!
//! [`Circumstances`] are gathered by area and joined with an outcome to a [`Sample`]. [`expect`] says what could be
//! expected of each place from all the others, with a range; [`skill::assess`] measures how much of that is worth
//! believing and decides whether to adjust at all; [`Outcome`] and [`Demand`] turn it into phrases. [`peers`] finds
//! places in like circumstances; [`practice`] finds those that do better than expected again and again. The packs in
//! `data/` say which indicators are circumstances and which outcomes may be judged ([`pack`], [`assembly`]).
//!
//! Formulas, sources and measured figures: `docs/reference/methods/in-the-round.md`.

pub mod agreement;
pub mod assembly;
mod circumstances;
mod expectation;
mod figures;
mod linear;
mod model;
pub mod pack;
pub mod peers;
mod phrase;
pub mod practice;
mod reading;
mod refusal;
mod sample;
mod scale;
pub mod skill;
mod spread;
pub mod trend;

pub use circumstances::{AreaRow, Circumstance, Circumstances, Standard, Subject};
pub use expectation::{AreaExpectation, Expectations, Method, Range, Side, expect};
pub use figures::Figures;
pub use model::{Explanation, Model};
pub use phrase::{AgainstExpectation, Demand, DemandPhrase, Kind, Outcome, Phrase, Polarity};
pub use reading::ReadChart;
pub use refusal::{LeftOut, Reason, Refusal};
pub use sample::{Measurement, Sample};
pub use scale::{OffScale, Precision, Scale};
pub use spread::{Spread, SpreadRule};
