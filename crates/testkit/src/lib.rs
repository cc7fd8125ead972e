//! For tests only: the real parts that several suites need.

pub mod postgres;

pub use postgres::{PostgresServer, PostgresUnavailable};
