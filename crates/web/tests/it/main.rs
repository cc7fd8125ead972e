//! Tests of whole pages and replies.

#[path = "../../samples/mod.rs"]
mod samples;

mod assets;
mod people;
mod replies;
