//! In the round, on the data that comes with the project.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it must be")]

mod demonstration;
mod laws;
mod peers;
mod phrases;
mod refusals;
mod skill;
mod worked;

use demonstration::Demonstration;
use std::sync::LazyLock;

/// Read once for all tests.
static DEMONSTRATION: LazyLock<Demonstration> = LazyLock::new(Demonstration::read);
