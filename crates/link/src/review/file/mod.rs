//! The file of a review: what a linkage run hands to the people who judge it. One JSON document, described in
//! `docs/reference/linkage-review.md`.
//!
//! It holds the values of records, so whoever keeps it keeps personal data.

mod check;
mod make;

pub use check::{FileFault, MOST_COLUMNS, MOST_PAIRS, MOST_RECORDS_OF_CLUSTER};
pub use make::{ReviewRun, ReviewSource};

use serde::{Deserialize, Serialize};

/// What stands in [`ReviewFile::format`].
pub const FORMAT: &str = "wholeplace-linkage-review";
/// The version of the format that this release writes and reads.
pub const VERSION: u32 = 1;

/// A sample of weighed pairs with the records that they compare, and what the run knew beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewFile {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// What was linked, in a few words.
    pub title: String,
    /// The columns of every record, in the order in which people see them.
    pub columns: Vec<FileColumn>,
    /// The bands of weights that pairs were taken from, lightest first.
    pub bands: Vec<FileBand>,
    /// The pairs to judge, in an order that gives nothing away.
    pub pairs: Vec<FilePair>,
    /// What the model believes and what its run came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<FileModel>,
    /// People as the run made them, those that hold a pair of the sample.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<FileCluster>,
}

/// A column of the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileColumn {
    /// Its name in the data.
    pub name: String,
    /// What people see above it.
    pub label: String,
}

/// A band of match weights (log2 odds).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileBand {
    /// The least weight; nothing where it has no lower end.
    pub from: Option<f64>,
    /// Weights below this; nothing where it has no upper end.
    pub to: Option<f64>,
    /// How many pairs of the run lie in it.
    pub pairs: u64,
}

/// A record as its source wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// The source; empty where there is but one.
    pub source: String,
    /// What the source calls the record.
    pub id: String,
    /// A value for each column; nothing where the record has none.
    pub values: Vec<Option<String>>,
}

/// A pair to judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePair {
    /// One record.
    pub left: FileRecord,
    /// The other.
    pub right: FileRecord,
    /// Which of the bands it was taken from, counted from 0.
    pub band: usize,
    /// For how many pairs of the run it stands.
    pub stands_for: f64,
    /// Its match weight (log2 odds).
    pub weight: f64,
    /// The weight before anything is compared.
    pub prior: f64,
    /// The blocking rule that brought the two together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What each comparison adds; with the prior they add up to the weight.
    pub steps: Vec<FileStep>,
}

/// What one comparison adds to a weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileStep {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// What the outcome adds (log2).
    pub weight: f64,
    /// What is added because the value is rarer or more usual than most (log2).
    pub frequency: f64,
    /// The step in words.
    pub words: String,
}

/// What a model believes, and what its run came to. Counts alone: nothing of it is about one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileModel {
    /// The model's name.
    pub name: String,
    /// How many records were linked.
    pub records: u64,
    /// Pairs of this weight and more are links.
    pub threshold: f64,
    /// Pairs of this weight up to the threshold are for people to look at.
    pub clerical: f64,
    /// The outcomes of every comparison.
    pub outcomes: Vec<FileOutcome>,
    /// How many compared pairs have which weight.
    pub weights: Vec<FileCount>,
    /// How many records would have which weight against a copy of themselves.
    pub own_weights: Vec<FileCount>,
    /// The blocking rules.
    pub blocking: Vec<FileRule>,
    /// What each threshold would cost by the model's own lights.
    pub thresholds: Vec<FileThreshold>,
}

/// An outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileOutcome {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// Its chance among pairs of one person, 0 to 1; nothing where it was not learnt.
    pub m: Option<f64>,
    /// Its chance among pairs of two people, 0 to 1.
    pub u: Option<f64>,
    /// Its weight: log2(m/u).
    pub weight: Option<f64>,
}

/// How many have a weight from `from` up to `from` + 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCount {
    /// The whole weight.
    pub from: i32,
    /// How many.
    pub count: u64,
}

/// A blocking rule and what it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRule {
    /// The rule as a person reads it.
    pub rule: String,
    /// The pairs that it brought first.
    pub pairs: u64,
    /// The records that stand in a block of it.
    pub records: u64,
    /// The records of its largest block.
    pub largest: u64,
    /// Pairs of blocks that were too large to be compared whole, and were left out.
    pub left_out: u64,
}

/// What a threshold would cost, if the model's probabilities are right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileThreshold {
    /// The least weight that is taken.
    pub weight: f64,
    /// Pairs that are taken.
    pub taken: u64,
    /// How many of them are expected to be of two people.
    pub false_matches: f64,
    /// How many of the others are expected to be of one person.
    pub missed_matches: f64,
}

/// A person as the run made them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCluster {
    /// The records.
    pub records: Vec<FileRecord>,
    /// Every pair of them.
    pub links: Vec<FileLink>,
}

/// A line between two records of a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLink {
    /// One record, counted from 0 in the cluster.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// The weight of the pair.
    pub weight: f64,
    /// Whether a blocking rule brought the pair and it weighs at least the threshold.
    pub is_link: bool,
    /// Whether the person would fall apart without it.
    pub is_bridge: bool,
}

impl FileRecord {
    /// Source and name, as two records are told apart.
    #[must_use]
    pub fn key(&self) -> (&str, &str) {
        (&self.source, &self.id)
    }
}

impl FileBand {
    /// Whether a weight lies in it.
    #[must_use]
    pub fn holds(&self, weight: f64) -> bool {
        self.from.is_none_or(|from| weight >= from) && self.to.is_none_or(|to| weight < to)
    }
}

impl FilePair {
    /// Whether this is the pair of two records, in either order.
    #[must_use]
    pub fn is_of(&self, one: &FileRecord, other: &FileRecord) -> bool {
        let (left, right) = (self.left.key(), self.right.key());
        (left, right) == (one.key(), other.key()) || (left, right) == (other.key(), one.key())
    }
}
