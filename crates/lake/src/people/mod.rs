//! Records of people: files in, weighed pairs and people out. The engine that links them is the pure room `link`; here
//! are its readers and writers, and what keeps a run within its memory and able to go on after a stop.
//!
//! Nothing here is part of the table of observations. A record never leaves the files that it came in, except as its
//! name in the outputs that were asked for.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of sizes become whole numbers of bytes, and the engine keeps the weights of links in 32 bits"
)]

mod atomic;
mod clusters;
mod columns;
mod delimited;
mod error;
mod input;
mod kept;
mod memory;
mod pairs;
mod read;
mod rows;
mod sample;
mod table;
mod tables;
mod work;

pub use atomic::AtomicFile;
pub use clusters::{Formed, cluster_within, persons_of, read_clusters, write_clusters};
pub use error::PeopleError;
pub use input::{Form, Input, InputFacts, column_names, facts, first_present};
pub use kept::{Kept, KeptFolder};
pub use memory::{Budget, parse_bytes, peak_bytes, words_of_bytes};
pub use pairs::{find_record, read_links, write_pairs};
pub use read::{Reading, Request, read};
pub use rows::each_row;
pub use sample::{Sample, SampleRequest, sample};
pub use table::TableWriter;
pub use work::{Part, Predicted, WorkFolder};
