//! Laws and examples of linkage, on real and on simulated records.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "small counts, exact results and our own file names"
)]

mod bad_input;
mod batch;
mod blocking;
mod data;
mod draft;
mod evaluation;
mod explanation;
mod expressions;
mod identity;
mod in_common;
mod metrics;
mod model_file;
mod people;
mod private;
mod review;
mod review_file;
mod splink;
mod training;
