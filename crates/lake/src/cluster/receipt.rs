//! The account of an answer: what should have been read, what was, and whether all of it arrived.

use super::{
    table::PinnedTable,
    whole::{HELD, READ},
};
use crate::LakeError;
use ballista_core::serde::protobuf::{GetJobMetricsResult, OperatorWithMetrics, operator_metric::Metric};
use datafusion::{
    common::{Result, tree_node::TreeNodeRecursion},
    datasource::source_as_provider,
    logical_expr::LogicalPlan,
};
use std::collections::{BTreeMap, BTreeSet};

/// What an answer rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipt {
    /// How many times a table was read.
    pub scans: u64,
    /// How many files were checked where they were read, each once for each time its table was read.
    pub files: u64,
    /// How many rows these files hold.
    pub rows_held: u64,
    /// How many rows were read of them: fewer where bounds showed that rows could not be wanted.
    pub rows_read: u64,
    /// How many rows came out of joins.
    pub rows_joined: u64,
    /// How many rows passed from one stage to another.
    pub rows_shuffled: u64,
    /// How many rows the answer has.
    pub rows: u64,
}

/// What must be read for a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Due {
    scans: u64,
    files: u64,
    rows: u64,
    /// A limit may end the reading early.
    may_stop: bool,
}

impl Due {
    /// What a plan must read: every file of every pinned table, as often as the plan names the table.
    pub(super) fn of(plan: &LogicalPlan) -> Result<Self> {
        let mut due = Self::default();
        if matches!(plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_)) {
            return Ok(Self { may_stop: true, ..due });
        }
        plan.apply_with_subqueries(|node| {
            match node {
                LogicalPlan::TableScan(scan) => {
                    let provider = source_as_provider(&scan.source)?;
                    if let Some(table) = provider.downcast_ref::<PinnedTable>() {
                        due.scans += u64::from(table.file_count() > 0);
                        due.files += table.file_count();
                        due.rows += table.rows();
                    }
                }
                // A sort reads all before it gives the first row.
                LogicalPlan::Limit(limit) => due.may_stop |= !matches!(*limit.input, LogicalPlan::Sort(_)),
                _ => {}
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(due)
    }

    /// The account of a finished question, of which `rows` arrived.
    ///
    /// # Errors
    /// [`LakeError::Inconsistent`] when it does not add up.
    pub(super) fn settle(self, metrics: &GetJobMetricsResult, rows: u64) -> Result<Receipt, LakeError> {
        let receipt = reckon(metrics, rows);
        let written = metrics.stages.iter().max_by_key(|stage| stage.stage_id).and_then(|stage| {
            let writer = stage.operators.iter().find(|operator| operator.depth == 0)?;
            Some(output_rows(writer))
        });
        if let Some(written) = written.filter(|&written| written != rows) {
            return Err(LakeError::Inconsistent(format!("the cluster wrote {written} rows and {rows} arrived")));
        }
        let read = (receipt.scans, receipt.files, receipt.rows_held);
        let whole = if self.may_stop {
            receipt.files <= self.files && receipt.rows_held <= self.rows
        } else {
            read == (self.scans, self.files, self.rows)
        };
        if whole {
            return Ok(receipt);
        }
        Err(LakeError::Inconsistent(format!(
            "{} files with {} rows should have been read, in {} readings, and the cluster read {} files with {} rows, in {}",
            self.files, self.rows, self.scans, receipt.files, receipt.rows_held, receipt.scans
        )))
    }
}

/// Adds up what the executors reported. A piece that was done twice, because its executor was lost, counts once.
fn reckon(metrics: &GetJobMetricsResult, rows: u64) -> Receipt {
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    let mut read: BTreeMap<&str, u64> = BTreeMap::new();
    let mut receipt = Receipt { rows, ..Receipt::default() };
    for operator in metrics.stages.iter().flat_map(|stage| &stage.operators) {
        match operator.operator_type.as_str() {
            "HashJoinExec" | "SortMergeJoinExec" => receipt.rows_joined += output_rows(operator),
            "SortShuffleWriterExec" => receipt.rows_shuffled += output_rows(operator),
            _ => {}
        }
        for metric in &operator.metrics {
            let Some(Metric::Count(count)) = &metric.metric else { continue };
            if count.name.starts_with(HELD) {
                held.insert(&count.name, count.value);
            } else if count.name.starts_with(READ) {
                let known = read.entry(&count.name).or_default();
                *known = count.value.max(*known);
            }
        }
    }
    let scans: BTreeSet<&str> = held.keys().filter_map(|name| name.rsplit_once(' ').map(|(scan, _)| scan)).collect();
    receipt.scans = scans.len() as u64;
    receipt.files = held.len() as u64;
    receipt.rows_held = held.values().sum();
    receipt.rows_read = read.values().sum();
    receipt
}

fn output_rows(operator: &OperatorWithMetrics) -> u64 {
    let rows = operator.metrics.iter().filter_map(|metric| match metric.metric {
        Some(Metric::OutputRows(rows)) => Some(rows),
        _ => None,
    });
    rows.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballista_core::serde::protobuf::{JobStageMetrics, NamedCount, OperatorMetric};

    fn operator(operator_type: &str, depth: u32, metrics: Vec<Metric>) -> OperatorWithMetrics {
        let metrics = metrics.into_iter().map(|metric| OperatorMetric { metric: Some(metric), partition: Some(0) });
        OperatorWithMetrics {
            depth,
            operator_type: operator_type.to_owned(),
            operator_desc: String::new(),
            metrics: metrics.collect(),
        }
    }

    fn count(name: String, value: u64) -> Metric {
        Metric::Count(NamedCount { name, value })
    }

    fn account(files: &[(u64, u64)], written: u64) -> GetJobMetricsResult {
        let held = files.iter().map(|(place, rows)| count(format!("{HELD} 7 {place}"), *rows)).collect();
        let operators =
            vec![operator("ShuffleWriterExec", 0, vec![Metric::OutputRows(written)]), operator("WholeScan", 1, held)];
        GetJobMetricsResult { stages: vec![JobStageMetrics { stage_id: 1, partitions: 1, operators }] }
    }

    #[test]
    fn what_does_not_add_up_is_an_error() {
        let due = Due { scans: 1, files: 2, rows: 30, may_stop: false };
        let whole = due.settle(&account(&[(0, 10), (1, 20)], 5), 5).unwrap();
        assert_eq!((whole.scans, whole.files, whole.rows_held, whole.rows), (1, 2, 30, 5));
        assert_eq!(due.settle(&account(&[(0, 10), (1, 20), (1, 20)], 5), 5).unwrap().rows_held, 30, "once, not twice");
        let short = due.settle(&account(&[(0, 10)], 5), 5).unwrap_err().to_string();
        assert!(short.contains("2 files with 30 rows") && short.contains("1 files with 10 rows"), "{short}");
        let lost = due.settle(&account(&[(0, 10), (1, 20)], 5), 4).unwrap_err().to_string();
        assert!(lost.contains("wrote 5 rows and 4 arrived"), "{lost}");
        assert!(due.settle(&GetJobMetricsResult::default(), 5).is_err());
        let limited = Due { may_stop: true, ..due };
        assert!(limited.settle(&account(&[(0, 10)], 5), 5).is_ok());
    }
}
