//! The catalogue of datasets: all of them, and one with what it promises and what came.

pub mod dataset;
pub mod list;

pub use dataset::DatasetPage;
pub use list::DatasetsPage;
