//! Bytes and a recipe become rows and findings.
//!
//! A [`Recipe`] says how a published file becomes rows; a [`Contract`] says what the dataset promises.
//! [`check`] reads a file by them: rows go to a [`Sink`] as they are read, and a [`Report`] holds every finding.
//! This room reads what it is handed and nothing else: no file of its own, no clock, no network.

mod check;
pub mod contract;
mod document;
pub mod draft;
mod error;
mod excerpt;
mod grids;
mod header;
mod limits;
pub mod notation;
pub mod number;
mod opening;
pub mod recipe;
mod records;
pub mod reference;
pub mod rules;
mod workbook;

pub use check::{Nowhere, Report, Sink, TableSeen, check};
pub use contract::Contract;
pub use document::{Problem, Problems};
pub use draft::{Draft, draft};
pub use error::Error;
pub use excerpt::{ExcerptRow, SheetExcerpt, WhichSheet, excerpt};
pub use limits::Limits;
pub use recipe::Recipe;
pub use reference::Reference;
pub use workbook::ReadSeek;
