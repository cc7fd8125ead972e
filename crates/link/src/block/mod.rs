//! Which pairs are worth comparing: those that meet at least one rule, each pair once, under the first rule it meets.

mod groups;
mod index;
mod of_record;
mod rule;
mod standing;
mod walk;

pub(crate) use groups::Grouped;
pub(crate) use index::{BlockIndex, most_pairs, sort_by_content};
pub use index::{BlockReport, RuleReport};
pub(crate) use rule::CompiledRule;
pub use standing::Standing;
