//! Checks, drafts and excerpts of real and odd files.

mod draft;
mod encodings;
mod findings;
mod mutation;
mod raw_files;
mod reference;
mod spreadsheets;
mod support;
