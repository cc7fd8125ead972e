//! Reading a review file, and what is wrong with it: where, what, and how to mend it.

use super::{FORMAT, FileCluster, FilePair, FileRecord, ReviewFile, VERSION};
use hashbrown::HashSet;
use std::fmt;

/// The most pairs of one review: people judge them one by one.
pub const MOST_PAIRS: usize = 10_000;
/// The most columns that people can compare.
pub const MOST_COLUMNS: usize = 60;
/// The most records of a cluster that can be drawn.
pub const MOST_RECORDS_OF_CLUSTER: usize = 60;
/// How far steps may miss the weight that they should add up to: a weight written with six decimals is exact enough.
const ROUNDING: f64 = 1e-4;
/// Faults that are told at once.
const MOST_FAULTS: usize = 20;

/// Something that is wrong with a review file. No fault repeats a value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Where, such as `pairs[3].left`.
    pub place: String,
    /// What is wrong and how to mend it.
    pub what: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

/// Collects faults until there are enough of them to be read.
#[derive(Default)]
struct Faults(Vec<FileFault>);

impl Faults {
    fn unless(&mut self, holds: bool, place: impl FnOnce() -> String, what: impl FnOnce() -> String) {
        if !holds && self.0.len() < MOST_FAULTS {
            self.0.push(FileFault { place: place(), what: what() });
        }
    }
}

impl ReviewFile {
    /// Reads a review file and checks that it agrees with itself.
    ///
    /// # Errors
    /// The faults, the first of many when there are many.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<FileFault>> {
        let file: Self = serde_json::from_slice(bytes).map_err(|error| {
            // Serde's own words may repeat what stands in the file, which is personal data.
            let what = match error.classify() {
                serde_json::error::Category::Data => {
                    "a part is missing, is not known, or holds another kind of value than the format says: write the \
                     file with `wholeplace link review`, or see the reference"
                }
                serde_json::error::Category::Eof => "the file ends too early: copy it again",
                _ => "this is not JSON: a review file is one JSON document",
            };
            let place = format!("line {}, column {}", error.line(), error.column());
            vec![FileFault { place, what: what.to_owned() }]
        })?;
        let faults = file.faults();
        if faults.is_empty() { Ok(file) } else { Err(faults) }
    }

    /// The file as bytes. A file without faults comes back the same, but for the last bit of a number.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec_pretty(self)
    }

    /// What is wrong with it, in the order of the file.
    #[must_use]
    pub fn faults(&self) -> Vec<FileFault> {
        let mut faults = Faults::default();
        faults.unless(
            self.format == FORMAT && self.version == VERSION,
            || "format".to_owned(),
            || format!("this release reads “{FORMAT}” of version {VERSION}: make the sample again with this release"),
        );
        faults.unless(
            !self.title.trim().is_empty() && self.title.chars().count() <= 200,
            || "title".to_owned(),
            || "a title of 1 to 200 letters is needed: say what was linked".to_owned(),
        );
        faults.unless(
            (1..=MOST_COLUMNS).contains(&self.columns.len()),
            || "columns".to_owned(),
            || format!("there must be 1 to {MOST_COLUMNS} columns"),
        );
        faults.unless(
            (1..=MOST_PAIRS).contains(&self.pairs.len()),
            || "pairs".to_owned(),
            || format!("there must be 1 to {MOST_PAIRS} pairs: take a smaller sample"),
        );
        self.band_faults(&mut faults);
        let mut known = HashSet::new();
        for (at, pair) in self.pairs.iter().enumerate() {
            self.pair_faults(at, pair, &mut faults);
            let (one, other) = (pair.left.key(), pair.right.key());
            faults.unless(
                known.insert(if one <= other { (one, other) } else { (other, one) }),
                || format!("pairs[{at}]"),
                || "these two records are a pair already: leave one out".to_owned(),
            );
        }
        for (at, cluster) in self.clusters.iter().enumerate() {
            self.cluster_faults(at, cluster, &mut faults);
        }
        if let Some(model) = &self.model {
            let share = |share: Option<f64>| share.is_none_or(|share| (0.0..=1.0).contains(&share));
            for (at, outcome) in model.outcomes.iter().enumerate() {
                faults.unless(
                    share(outcome.m) && share(outcome.u),
                    || format!("model.outcomes[{at}]"),
                    || "m and u are chances from 0 to 1".to_owned(),
                );
            }
        }
        faults.0
    }

    fn band_faults(&self, faults: &mut Faults) {
        let mut taken = vec![0_u64; self.bands.len()];
        for pair in &self.pairs {
            if let Some(count) = taken.get_mut(pair.band) {
                *count += 1;
            }
        }
        for (at, band) in self.bands.iter().enumerate() {
            let ends = band.from.zip(band.to).is_none_or(|(from, to)| from < to);
            let after =
                at == 0 || (band.from.is_some() && self.bands[at - 1].to.is_some_and(|to| Some(to) <= band.from));
            faults.unless(
                ends && after,
                || format!("bands[{at}]"),
                || "bands go from light to heavy and do not overlap".to_owned(),
            );
            faults.unless(
                taken[at] <= band.pairs,
                || format!("bands[{at}].pairs"),
                || format!("{} pairs were taken from a band of {}", taken[at], band.pairs),
            );
        }
    }

    fn pair_faults(&self, at: usize, pair: &FilePair, faults: &mut Faults) {
        let place = || format!("pairs[{at}]");
        self.record_faults(|| format!("pairs[{at}].left"), &pair.left, faults);
        self.record_faults(|| format!("pairs[{at}].right"), &pair.right, faults);
        faults.unless(pair.left.key() != pair.right.key(), place, || {
            "the two records are one: a pair has two records".to_owned()
        });
        let band = self.bands.get(pair.band);
        faults.unless(band.is_some(), place, || format!("there is no band {} (counted from 0)", pair.band));
        faults.unless(band.is_none_or(|band| band.holds(pair.weight)), place, || {
            "its weight does not lie in its band".to_owned()
        });
        faults.unless(pair.stands_for.is_finite() && pair.stands_for >= 1.0, place, || {
            "it stands for at least itself: stands_for is 1 or more".to_owned()
        });
        let sum = pair.steps.iter().fold(pair.prior, |sum, step| sum + step.weight + step.frequency);
        faults.unless(sum.is_finite() && (sum - pair.weight).abs() <= ROUNDING, place, || {
            "the prior and the steps do not add up to the weight".to_owned()
        });
    }

    fn record_faults(&self, place: impl Fn() -> String, record: &FileRecord, faults: &mut Faults) {
        faults.unless(record.values.len() == self.columns.len(), &place, || {
            format!(
                "{} values for {} columns: one for each, null where there is none",
                record.values.len(),
                self.columns.len()
            )
        });
        faults.unless(!record.id.is_empty(), &place, || "it has no id: labels need one".to_owned());
    }

    fn cluster_faults(&self, at: usize, cluster: &FileCluster, faults: &mut Faults) {
        let count = cluster.records.len();
        let place = || format!("clusters[{at}]");
        faults.unless((2..=MOST_RECORDS_OF_CLUSTER).contains(&count), place, || {
            format!("a cluster has 2 to {MOST_RECORDS_OF_CLUSTER} records: leave larger ones out")
        });
        for (record_at, record) in cluster.records.iter().enumerate() {
            self.record_faults(|| format!("clusters[{at}].records[{record_at}]"), record, faults);
        }
        for (link_at, link) in cluster.links.iter().enumerate() {
            faults.unless(
                link.left < count && link.right < count && link.left != link.right,
                || format!("clusters[{at}].links[{link_at}]"),
                || "a line joins two records of its cluster, counted from 0".to_owned(),
            );
        }
    }
}
