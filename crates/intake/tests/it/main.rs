//! Checks, drafts and excerpts of real and odd files.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod draft;
mod encodings;
mod findings;
mod mutation;
mod raw_files;
mod reference;
mod spreadsheets;
mod support;
