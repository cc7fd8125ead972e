//! The same questions on several processes: Apache DataFusion Ballista, with three rules of our own.
//!
//! 1. **A table is a pinned list of files** ([`table`]): paths, sizes and rows travel with the plan. Nothing is listed,
//!    so nothing can be missed by a listing. Delta's own table provider is never sent.
//! 2. **Every file is checked where it is read** ([`whole`]): its size and the rows that its footer counts. What may
//!    skip nothing is counted row by row. A missing or short file stops the question.
//! 3. **Every answer is accounted for** ([`receipt`]): which files were read whole, and whether as many rows arrived as
//!    the last stage wrote. What does not add up is an error, never fewer rows.
//!
//! Nobody signs in between these processes, so they keep to this machine ([`address`]).

mod address;
mod client;
mod codec;
mod executor;
mod fault;
mod figures;
pub mod linkage;
mod own_folder;
mod question;
mod receipt;
mod scheduler;
mod session;
mod table;
mod whole;

pub use client::Cluster;
pub use executor::{ExecutorOptions, run_executor};
pub use receipt::Receipt;
pub use scheduler::{SchedulerOptions, serve_scheduler};

pub(crate) use figures::figures;
pub(crate) use question::ask;
