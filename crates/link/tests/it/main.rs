//! Laws and examples of linkage, on real and on simulated records.

mod bad_input;
mod blocking;
mod data;
mod evaluation;
mod explanation;
mod expressions;
mod identity;
mod metrics;
mod model_file;
mod people;
mod private;
mod review;
mod splink;
mod training;
