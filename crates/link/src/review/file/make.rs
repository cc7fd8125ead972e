//! From a run to a review file.

use super::{
    FORMAT, FileBand, FileCluster, FileColumn, FileCount, FileLink, FileModel, FileOutcome, FilePair, FileRecord,
    FileRule, FileStep, FileThreshold, ReviewFile, VERSION, check::MOST_RECORDS_OF_CLUSTER,
};
use crate::cluster::{Clusters, Decisions, Link, Links};
use crate::explain::{ExpectedCost, WeightHistogram};
use crate::model::weight_of_probability;
use crate::review::{Band, ReviewSampler};
use crate::score::{Linkage, PairSink, ScoredPair, Summary};
use crate::{LinkError, Model, Silent};
use hashbrown::{HashMap, HashSet};

/// Thresholds that a person can look at; a run has hundreds of steps.
const MOST_THRESHOLDS: usize = 40;

/// A run, as far as a review needs it. All receivers have taken the same pairs.
#[derive(Debug, Clone, Copy)]
pub struct ReviewSource<'r> {
    /// The linkage.
    pub linkage: &'r Linkage,
    /// What the run counted.
    pub summary: &'r Summary,
    /// The sample.
    pub sampler: &'r ReviewSampler,
    /// How the weights spread.
    pub weights: &'r WeightHistogram,
    /// What thresholds cost.
    pub cost: &'r ExpectedCost,
    /// The people that were made, with the links they were made of.
    pub people: Option<(&'r Clusters, &'r [Link])>,
}

/// Takes every pair of a run and keeps what a review of it needs: hand it to [`Linkage::score`], then ask for the file.
#[derive(Debug, Clone)]
pub struct ReviewRun {
    sampler: ReviewSampler,
    weights: WeightHistogram,
    cost: ExpectedCost,
    links: Links,
    /// Pairs of this weight and more are links.
    threshold: f64,
}

impl ReviewRun {
    /// A receiver for a run of a model, taking `per_band` pairs from each band.
    #[must_use]
    pub fn new(model: &Model, bands: Vec<Band>, per_band: usize, seed: u64) -> Self {
        Self {
            sampler: ReviewSampler::new(bands, per_band, seed),
            weights: WeightHistogram::default(),
            cost: ExpectedCost::default(),
            links: Links::default(),
            threshold: weight_of_probability(model.people.threshold),
        }
    }

    /// The sample.
    #[must_use]
    pub fn sampler(&self) -> &ReviewSampler {
        &self.sampler
    }

    /// The review file of the run that was taken, with at most `clusters` people as it makes them.
    ///
    /// # Errors
    /// As [`ReviewSource::file`].
    pub fn file(
        &self,
        linkage: &Linkage,
        summary: &Summary,
        title: &str,
        clusters: usize,
    ) -> Result<ReviewFile, LinkError> {
        let people = linkage.cluster(&self.links.links, &Decisions::default(), &Silent)?;
        let source = ReviewSource {
            linkage,
            summary,
            sampler: &self.sampler,
            weights: &self.weights,
            cost: &self.cost,
            people: Some((&people, &self.links.links)),
        };
        source.file(title, clusters)
    }
}

impl PairSink for ReviewRun {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        self.sampler.take(pairs)?;
        self.weights.take(pairs)?;
        self.cost.take(pairs)?;
        let links: Vec<ScoredPair> = pairs.iter().copied().filter(|pair| pair.weight >= self.threshold).collect();
        self.links.take(&links)
    }
}

impl ReviewSource<'_> {
    /// The review file of the run. At most `clusters` people are put in it: those that hold a pair of the sample, in
    /// the order of the sample.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained, [`LinkError::Expression`] when it cannot be read.
    pub fn file(&self, title: &str, clusters: usize) -> Result<ReviewFile, LinkError> {
        let columns = self.linkage.records().column_names();
        let columns = columns.iter().map(|name| FileColumn { name: name.clone(), label: label(name) }).collect();
        let bands = self.sampler.bands().map(|(band, pairs)| FileBand {
            from: band.from.is_finite().then_some(band.from),
            to: band.to.is_finite().then_some(band.to),
            pairs,
        });
        Ok(ReviewFile {
            format: FORMAT.to_owned(),
            version: VERSION,
            title: title.to_owned(),
            columns,
            bands: bands.collect(),
            pairs: self.pairs()?,
            model: Some(self.model()?),
            clusters: self.clusters(clusters)?,
        })
    }

    fn record(&self, record: u32) -> FileRecord {
        let records = self.linkage.records();
        let source = records.source_names().get(usize::from(records.source(record))).cloned();
        let values = (0..records.column_names().len()).map(|column| records.value(record, column).map(str::to_owned));
        FileRecord { source: source.unwrap_or_default(), id: records.id(record).to_string(), values: values.collect() }
    }

    fn pairs(&self) -> Result<Vec<FilePair>, LinkError> {
        let of_sample = |each: crate::review::ReviewPair| {
            let explained = self.linkage.explain(each.pair.left, each.pair.right)?;
            let steps = explained.steps.into_iter().map(|step| FileStep {
                comparison: step.comparison,
                outcome: step.outcome,
                weight: step.weight,
                frequency: step.frequency,
                words: step.words,
            });
            Ok(FilePair {
                left: self.record(each.pair.left),
                right: self.record(each.pair.right),
                band: each.band,
                stands_for: each.stands_for,
                weight: explained.weight,
                prior: explained.prior,
                rule: explained.rule,
                steps: steps.collect(),
            })
        };
        self.sampler.pairs().into_iter().map(of_sample).collect()
    }

    fn model(&self) -> Result<FileModel, LinkError> {
        let model = self.linkage.model();
        let outcomes = model.level_rows().into_iter().map(|row| FileOutcome {
            comparison: row.comparison,
            outcome: row.outcome,
            m: row.m,
            u: row.u,
            weight: row.weight.filter(|weight| weight.is_finite()),
        });
        let reports = self.linkage.block_reports().iter().zip(&self.summary.by_rule);
        let blocking = reports.map(|(report, &pairs)| FileRule {
            rule: report.rule.clone(),
            pairs,
            records: report.records,
            largest: report.largest,
            left_out: report.bounded.iter().map(|block| block.pairs_left_out).sum(),
        });
        let counts = |histogram: &WeightHistogram| -> Vec<FileCount> {
            histogram.steps.iter().map(|(&from, &count)| FileCount { from, count }).collect()
        };
        let thresholds = self.cost.thresholds();
        let every = thresholds.len().div_ceil(MOST_THRESHOLDS).max(1);
        let thresholds = thresholds.into_iter().step_by(every).map(|cost| FileThreshold {
            weight: cost.weight,
            taken: cost.taken,
            false_matches: cost.false_matches,
            missed_matches: cost.missed_matches,
        });
        Ok(FileModel {
            name: model.name.clone(),
            records: self.linkage.records().len() as u64,
            threshold: weight_of_probability(model.people.threshold),
            clerical: weight_of_probability(model.people.clerical),
            outcomes: outcomes.collect(),
            weights: counts(self.weights),
            own_weights: counts(&self.linkage.own_weights()?),
            blocking: blocking.collect(),
            thresholds: thresholds.collect(),
        })
    }

    fn clusters(&self, most: usize) -> Result<Vec<FileCluster>, LinkError> {
        let Some((people, links)) = self.people else { return Ok(Vec::new()) };
        let groups: HashMap<u32, Vec<u32>> = people
            .groups()
            .into_iter()
            .filter(|members| members.len() <= MOST_RECORDS_OF_CLUSTER)
            .map(|members| (people.of_record[members[0] as usize], members))
            .collect();
        let threshold = weight_of_probability(self.linkage.model().people.threshold);
        let links: Vec<Link> = links.iter().copied().filter(|link| f64::from(link.weight) >= threshold).collect();
        let quality = self.linkage.quality(people, &links, 0)?;
        let bridges: HashSet<(u32, u32)> = quality.into_iter().flat_map(|each| each.bridges).collect();
        let mut taken = HashSet::new();
        let mut clusters = Vec::new();
        for each in self.sampler.pairs() {
            for record in [each.pair.left, each.pair.right] {
                let first = people.of_record[record as usize];
                if clusters.len() == most {
                    return Ok(clusters);
                }
                let Some(members) = groups.get(&first).filter(|_| taken.insert(first)) else { continue };
                let graph = self.linkage.cluster_graph(members, &links)?;
                let place: HashMap<u32, usize> = graph.records.iter().copied().zip(0..).collect();
                let lines = graph.links.iter().map(|line| FileLink {
                    left: place[&line.left],
                    right: place[&line.right],
                    weight: line.weight,
                    is_link: line.is_link,
                    is_bridge: bridges.contains(&(line.left.min(line.right), line.left.max(line.right))),
                });
                clusters.push(FileCluster {
                    records: graph.records.iter().map(|&record| self.record(record)).collect(),
                    links: lines.collect(),
                });
            }
        }
        Ok(clusters)
    }
}

/// A column's name as people read it: `first_name` is “First name”.
fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.trim().chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}
