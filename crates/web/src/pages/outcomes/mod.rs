//! Outcomes: the catalogue of indicators, one indicator, one indicator in one place, and one figure.

pub mod figure;
pub mod indicator;
pub mod list;
pub mod place_outcome;
pub mod round;

pub use figure::FigurePage;
pub use indicator::IndicatorPage;
pub use list::OutcomesPage;
pub use place_outcome::PlaceOutcomePage;
pub use round::RoundPage;
