#![doc = include_str!("../README.md")]

mod batch;
pub mod cluster;
mod commit;
mod compare;
mod coverage;
mod decode;
mod durable;
mod engine;
mod error;
mod export;
mod figures;
mod files;
mod filter;
mod footer;
mod holdings;
mod lock;
pub mod people;
mod projection;
mod question;
mod received;
mod reviews;
mod run;
mod scan;
mod schema;
mod staging;
mod synthetic_place;
mod table;
mod writer;

pub use engine::Lake;
pub use error::LakeError;
pub use synthetic_place::{SyntheticFile, SyntheticFormat, write_synthetic_place};
