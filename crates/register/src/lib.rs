#![doc = include_str!("../README.md")]

mod audits;
mod catalogue;
mod contributions;
mod database;
mod engine;
mod error;
mod events;
mod exact;
mod findings;
mod location;
mod migrations;
mod people;
mod postgres;
mod practice;
mod signals;
mod sqlite;
mod statements;

pub use engine::{SqlRegister, open};
pub use error::Error;
pub use location::Location;
pub use migrations::{HEAD, SchemaVersion, schema_version};
