//! Good practice: the finder, one practice, and the forms by which people document and take up practice.

pub mod finder;
pub mod forms;
pub mod one;

pub use finder::FinderPage;
pub use forms::{DocumentPage, ReusePage};
pub use one::PracticePage;
