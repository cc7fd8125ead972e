//! The words that every room shares: codes, periods, statuses, observations and findings.
//!
//! A value of these types is right once it exists: each has a `parse` that says why it refuses,
//! and a `Display` that prints what `parse` accepts. Nothing here reads a file, a clock or a die.

pub mod code;
pub mod figure;
pub mod finding;
pub mod identifier;
pub mod observation;
pub mod period;
pub mod status;
pub mod unit;

pub use code::{AreaCode, BodyCode, CodeError};
pub use figure::{Figure, FigureKey};
pub use finding::{Cell, Finding, Severity};
pub use identifier::{DatasetId, IdentifierError, IndicatorId, SubmissionId, SubmissionIdError};
pub use jiff::civil::Date;
pub use observation::{Dimensions, ObservationRow, Source, Vocabulary};
pub use period::{Period, PeriodError, PeriodKind};
pub use status::Status;
pub use unit::Unit;
