//! Places: finding one, and the page of one.

pub mod place;
pub mod search;

pub use place::PlacePage;
pub use search::PlacesPage;
