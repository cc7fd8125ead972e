//! Linkage on a cluster: the records are made ready here, candidate pairs are brought together and weighed there, by the
//! same code that does it here, and come back with the same weights.
//!
//! 1. **Here** a model and records become a [`Linkage`]: blocks are found, blocks that are too large are put in order,
//!    values are counted. The records are written once, with the block of each under each rule and the count of each
//!    of its values that is counted ([`records`]).
//! 2. **There**, rule by rule, records of one block are joined; a pair that an earlier rule brings is left out
//!    ([`question`]). A function of ours weighs each pair with the model, which travels as a text ([`function`]).
//! 3. **Here** what weighs enough is taken over in order, and becomes people as always.

mod function;
mod question;
mod records;

pub(super) use function::functions;

use super::{
    client::{Answer, Cluster},
    receipt::Receipt,
};
use crate::LakeError;
use datafusion::arrow::{
    array::{AsArray, RecordBatch},
    datatypes::{Float64Type, Int64Type, UInt64Type},
};
use futures::StreamExt;
use link::{
    LinkError, Progress, Stage,
    score::{Linkage, PairSink, ScoredPair, Summary},
};
use question::Question;
use records::Prepared;
use std::{ops::ControlFlow, path::Path};

/// What stopped a linkage on a cluster.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterLinkageError {
    /// The linkage itself.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The lake or the cluster.
    #[error(transparent)]
    Lake(#[from] LakeError),
}

/// What a run on a cluster did.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterSummary {
    /// The same as a run here says.
    pub summary: Summary,
    /// The account of each blocking rule.
    pub receipts: Vec<Receipt>,
}

/// A linkage that is ready to be done on a cluster. While it lives, its records lie where the executors read them.
#[derive(Debug)]
pub struct ClusterRun<'a> {
    cluster: &'a Cluster,
    linkage: &'a Linkage,
    threshold: f64,
    prepared: Prepared,
}

/// What one blocking rule came to on a cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleSummary {
    /// How many pairs the rule brought that no earlier rule did.
    pub candidates: u64,
    /// How many of them were handed over.
    pub kept: u64,
    /// What was read for it.
    pub receipt: Receipt,
}

impl<'a> ClusterRun<'a> {
    /// Writes the records of a linkage into a folder of their own inside `folder`, which must be the same for all
    /// executors. Pairs that weigh less than `threshold` (log2 odds) are not wanted.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained; [`LakeError`] when the records cannot be written.
    pub fn prepare(
        cluster: &'a Cluster,
        linkage: &'a Linkage,
        threshold: f64,
        folder: &Path,
    ) -> Result<Self, ClusterLinkageError> {
        // A model that was not trained is refused here, in the words of this engine.
        linkage.weigh_given(&[], threshold)?;
        Ok(Self { cluster, linkage, threshold, prepared: Prepared::write(linkage, folder)? })
    }

    /// Compares the candidates of one blocking rule and hands over those that weigh enough, in the same order as
    /// [`Linkage::score`].
    ///
    /// # Errors
    /// [`LinkError::Sink`] from the receiver, [`LinkError::Cancelled`] when `progress` says so; [`LakeError`] when the
    /// cluster does not answer, or not whole: then nothing was handed over.
    pub async fn rule(
        &self,
        rule: usize,
        sink: &mut (dyn PairSink + '_),
        progress: &(dyn Progress + '_),
    ) -> Result<RuleSummary, ClusterLinkageError> {
        let rules = self.linkage.model().blocking.len();
        tell(progress, rule, rules)?;
        if self.linkage.records().is_empty() {
            return Ok(RuleSummary::default());
        }
        let question = Question::new(self.linkage, &self.prepared, self.threshold)?;
        let mut answer = ask(self.cluster, &self.prepared, &question.pairs(rule)).await?;
        let mut kept = Vec::new();
        while let Some(batch) = answer.batches.next().await {
            scored(&batch?, rule, &mut kept)?;
            tell(progress, rule, rules)?;
        }
        kept.sort_by_cached_key(|pair| place(self.linkage, rule, pair));
        let receipt = answer.receipt.get().copied().unwrap_or_default();
        sink.take(&kept)?;
        tell(progress, rule + 1, rules)?;
        Ok(RuleSummary { candidates: receipt.rows_joined, kept: kept.len() as u64, receipt })
    }
}

/// Where a pair stands among those of its rule: by block, and within it by its records, or in a bounded block by their
/// places.
fn place(linkage: &Linkage, rule: usize, pair: &ScoredPair) -> (Option<u32>, u32, u32) {
    let (left, right) = (linkage.standing(rule, pair.left), linkage.standing(rule, pair.right));
    match (left.left_bounded, left.left_place, right.right_place) {
        (true, Some(one), Some(other)) => (left.left, one.min(other), one.max(other)),
        _ => (left.left, pair.left, pair.right),
    }
}

/// Compares all candidates of a linkage on a cluster and hands over those that weigh at least `threshold` (log2 odds).
/// They are the same pairs in the same order, with the same weights, as [`Linkage::score`] gives.
///
/// # Errors
/// As [`ClusterRun::prepare`] and [`ClusterRun::rule`].
pub async fn pairs(
    cluster: &Cluster,
    linkage: &Linkage,
    threshold: f64,
    folder: &Path,
    sink: &mut (dyn PairSink + '_),
    progress: &(dyn Progress + '_),
) -> Result<ClusterSummary, ClusterLinkageError> {
    let run = ClusterRun::prepare(cluster, linkage, threshold, folder)?;
    let mut done = ClusterSummary { summary: Summary::default(), receipts: Vec::new() };
    for rule in 0..linkage.model().blocking.len() {
        let RuleSummary { candidates, kept, receipt } = run.rule(rule, sink, progress).await?;
        done.summary.candidates += candidates;
        done.summary.kept += kept;
        done.summary.by_rule.push(candidates);
        done.receipts.push(receipt);
    }
    Ok(done)
}

async fn ask(cluster: &Cluster, prepared: &Prepared, question: &str) -> Result<Answer, LakeError> {
    cluster.ask(vec![("records", prepared.table().clone())], &settings(prepared), question).await
}

/// Records of one piece of a join, about.
const RECORDS_IN_PARTITION: u64 = 50_000;

/// How the engine is to go about it.
fn settings(prepared: &Prepared) -> Vec<(&'static str, String)> {
    let partitions = prepared.table().rows().div_ceil(RECORDS_IN_PARTITION).clamp(8, 1_024);
    let never = || "0".to_owned();
    vec![
        ("datafusion.execution.target_partitions", partitions.to_string()),
        // Each batch of pairs is made ready once: larger ones cost less for each pair.
        ("datafusion.execution.batch_size", "32768".to_owned()),
        // A record that stands alone under a rule, or lacks its key, need not be sent.
        ("datafusion.optimizer.filter_null_join_keys", "true".to_owned()),
        // Blocks are bounded, so one side of a piece fits in memory; sorting both would cost more than comparing.
        ("datafusion.optimizer.prefer_hash_join", "true".to_owned()),
        // Sending all records to every piece would cost more than sending each to its own.
        ("datafusion.optimizer.hash_join_single_partition_threshold", never()),
        ("datafusion.optimizer.hash_join_single_partition_threshold_rows", never()),
        ("ballista.optimizer.broadcast_join_threshold_bytes", never()),
        ("ballista.optimizer.broadcast_join_threshold_rows", never()),
    ]
}

fn scored(batch: &RecordBatch, rule: usize, kept: &mut Vec<ScoredPair>) -> Result<(), LakeError> {
    let records =
        |column: usize| batch.column(column).as_primitive_opt::<Int64Type>().ok_or_else(|| unexpected("records"));
    let (left, right) = (records(0)?, records(1)?);
    let outcome = batch.column(2).as_struct_opt().filter(|outcome| outcome.num_columns() == 2);
    let outcome = outcome.ok_or_else(|| unexpected("outcomes"))?;
    let weights = outcome.column(0).as_primitive_opt::<Float64Type>().ok_or_else(|| unexpected("weights"))?;
    let patterns = outcome.column(1).as_primitive_opt::<UInt64Type>().ok_or_else(|| unexpected("patterns"))?;
    let number = |number: i64| u32::try_from(number).map_err(|_| unexpected("records"));
    let rule = u16::try_from(rule).map_err(|_| unexpected("rules"))?;
    for row in 0..batch.num_rows() {
        kept.push(ScoredPair {
            left: number(left.value(row))?,
            right: number(right.value(row))?,
            rule,
            weight: weights.value(row),
            pattern: patterns.value(row),
        });
    }
    Ok(())
}

fn unexpected(what: &str) -> LakeError {
    LakeError::Inconsistent(format!("the cluster gave {what} in another form than they were asked for"))
}

fn tell(progress: &(dyn Progress + '_), done: usize, total: usize) -> Result<(), LinkError> {
    match progress.advance(Stage::Score, done as u64, total as u64) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(LinkError::Cancelled),
    }
}
