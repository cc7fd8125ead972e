//! Bytes and a recipe become rows and findings.
//!
//! A [`Recipe`] says how a published file becomes rows; a [`Contract`] says what the dataset promises.
//! This room reads what it is handed and nothing else: no file, no clock, no network.

pub mod contract;
mod document;
pub mod notation;
pub mod recipe;

pub use contract::Contract;
pub use document::{Problem, Problems};
pub use recipe::Recipe;
