//! Early warning: what it is worth, a council's conversations, and the evidence that people record.

pub mod about;
pub mod backtest;
pub mod evidence;
pub mod method;
pub mod place;

pub use about::SignalsPage;
pub use backtest::BacktestPage;
pub use evidence::EvidencePage;
pub use method::EarlyWarningMethodPage;
pub use place::PlaceSignalsPage;
