//! The reading of a pinned table: every file is checked where it is read, before its rows are, and what may skip
//! nothing is counted.

use super::table::PinnedFile;
use crate::LakeError;
use datafusion::{
    arrow::array::RecordBatch,
    common::{DataFusionError, Result, Statistics, tree_node::TreeNodeRecursion},
    datasource::{physical_plan::FileScanConfig, source::DataSourceExec},
    execution::{SendableRecordBatchStream, TaskContext},
    object_store::path::Path as StorePath,
    parquet::file::metadata::ParquetMetaDataReader,
    physical_expr::PhysicalExpr,
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, StatisticsArgs,
        metrics::{Count, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet},
        statistics::ChildStats,
        stream::RecordBatchStreamAdapter,
    },
};
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use std::{
    any::Any,
    collections::HashMap,
    fmt,
    fs::File,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The start of what an executor reports of each file that it found whole: then the scan's number, the file's place in
/// the table, and as value its rows.
pub(super) const HELD: &str = "file held whole";
/// The start of what an executor reports of the rows that a partition gave: then the scan's number and the place of its
/// first file.
pub(super) const READ: &str = "rows read";
/// The start of every complaint about a file.
pub(super) const COMPLAINT: &str = "a pinned file";

/// What a scan must find.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Expected {
    /// Tells the scans of one question apart.
    scan: u64,
    /// Whether rows may be skipped, by bounds or by a limit.
    may_skip: bool,
    /// The files of the table.
    files: Arc<[PinnedFile]>,
}

impl Expected {
    pub(super) fn new(files: Arc<[PinnedFile]>, may_skip: bool) -> Self {
        static SCANS: AtomicU64 = AtomicU64::new(0);
        Self { scan: SCANS.fetch_add(1, Ordering::Relaxed), may_skip, files }
    }
}

/// Reads a pinned table, or some of its files.
#[derive(Debug)]
pub(super) struct WholeScan {
    scan: Arc<dyn ExecutionPlan>,
    expected: Expected,
    /// Where in the table each path stands.
    places: HashMap<StorePath, usize>,
    metrics: ExecutionPlanMetricsSet,
}

impl WholeScan {
    pub(super) fn new(scan: Arc<dyn ExecutionPlan>, expected: Expected) -> Result<Self> {
        let place = |(place, file): (usize, &PinnedFile)| Ok((StorePath::from_absolute_path(&file.path)?, place));
        let places = expected.files.iter().enumerate().map(place).collect::<Result<_>>()?;
        Ok(Self { scan, expected, places, metrics: ExecutionPlanMetricsSet::new() })
    }

    pub(super) fn expected(&self) -> &Expected {
        &self.expected
    }

    /// The places of the files that a partition reads.
    fn files_of(&self, partition: usize) -> Result<Vec<usize>> {
        let internal = |what: &str| DataFusionError::Internal(format!("a pinned table is not read from files: {what}"));
        let source = self.scan.downcast_ref::<DataSourceExec>().ok_or_else(|| internal(self.scan.name()))?;
        let source: &dyn Any = source.data_source().as_ref();
        let config = source.downcast_ref::<FileScanConfig>().ok_or_else(|| internal("its source is another"))?;
        let group = config.file_groups.get(partition).ok_or_else(|| internal("there is no such partition"))?;
        let place = |location: &StorePath| {
            self.places.get(location).copied().ok_or_else(|| internal(&format!("{location} is not one of its files")))
        };
        group
            .iter()
            .map(|file| match file.range {
                None => place(&file.object_meta.location),
                Some(_) => Err(internal("a part of a file is asked for")),
            })
            .collect()
    }
}

/// Checks a file against what was pinned.
fn check(file: &PinnedFile) -> Result<(), LakeError> {
    let complain = |what: String| LakeError::Inconsistent(format!("{COMPLAINT} {what}: {}", file.path));
    let unreadable = |cause: io::Error| {
        complain(match cause.kind() {
            io::ErrorKind::NotFound => "is not there".to_owned(),
            _ => format!("cannot be read ({cause})"),
        })
    };
    let open = File::open(&file.path).map_err(unreadable)?;
    let size = open.metadata().map_err(unreadable)?.len();
    if size != file.size_bytes {
        return Err(complain(format!("has {size} bytes where {} were pinned", file.size_bytes)));
    }
    let footer = ParquetMetaDataReader::new().parse_and_finish(&open);
    let footer = footer.map_err(|cause| complain(format!("is no Parquet file any more ({cause})")))?;
    let rows = footer.file_metadata().num_rows();
    if u64::try_from(rows).ok() != Some(file.rows) {
        return Err(complain(format!("has {rows} rows where {} were pinned", file.rows)));
    }
    Ok(())
}

impl DisplayAs for WholeScan {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "WholeScan: files={}", self.expected.files.len())
    }
}

impl ExecutionPlan for WholeScan {
    fn name(&self) -> &'static str {
        "WholeScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.scan.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.scan]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(scan), true) => Ok(Arc::new(Self::new(scan, self.expected.clone())?)),
            _ => Err(DataFusionError::Internal("a scan of a pinned table has one child".to_owned())),
        }
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(partition)]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], _: &StatisticsArgs) -> Result<Arc<Statistics>> {
        inputs.first().cloned().ok_or_else(|| DataFusionError::Internal("a scan has no statistics".to_owned()))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let places = self.files_of(partition)?;
        let scan = self.expected.scan;
        let mut rows = 0;
        // Before the first row, and at once: a reader that needs no more rows would otherwise leave files unchecked.
        for &place in &places {
            let file = &self.expected.files[place];
            check(file).map_err(|error| DataFusionError::External(Box::new(error)))?;
            let held = MetricBuilder::new(&self.metrics).counter(format!("{HELD} {scan} {place}"), partition);
            held.add(usize::try_from(file.rows).unwrap_or(usize::MAX));
            rows += file.rows;
        }
        let first = places.first().copied().unwrap_or_default();
        let read = MetricBuilder::new(&self.metrics).counter(format!("{READ} {scan} {first}"), partition);
        let inner = self.scan.execute(partition, context)?;
        let schema = inner.schema();
        let expected = (!self.expected.may_skip).then_some(rows);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted(inner, expected, read))))
    }
}

/// Passes batches on; where every row must come, compares at the end.
fn counted(
    inner: SendableRecordBatchStream,
    expected: Option<u64>,
    read: Count,
) -> impl Stream<Item = Result<RecordBatch>> {
    let counting = read.clone();
    let passed = inner.inspect(move |batch| {
        if let Ok(batch) = batch {
            counting.add(batch.num_rows());
        }
    });
    let verdict = futures::stream::once(async move {
        let rows = read.value() as u64;
        expected.filter(|&expected| expected != rows).map(|expected| {
            Err(DataFusionError::External(Box::new(LakeError::Inconsistent(format!(
                "{COMPLAINT} gave other rows than it holds: of {expected} rows {rows} were read"
            )))))
        })
    });
    passed.chain(verdict.filter_map(|verdict| async { verdict }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::{
        arrow::array::{ArrayRef, Int64Array},
        parquet::arrow::ArrowWriter,
    };

    fn written(folder: &std::path::Path) -> PinnedFile {
        let column: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        let batch = RecordBatch::try_from_iter([("value", column)]).unwrap();
        let path = folder.join("a.parquet");
        let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let size_bytes = std::fs::metadata(&path).unwrap().len();
        PinnedFile { path: path.to_str().unwrap().to_owned(), size_bytes, rows: 3, partition: Vec::new() }
    }

    #[test]
    fn a_file_that_is_not_what_was_pinned_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = written(folder.path());
        check(&file).unwrap();
        let complaint = |file: &PinnedFile| check(file).unwrap_err().to_string();
        assert!(complaint(&PinnedFile { rows: 4, ..file.clone() }).contains("3 rows where 4"));
        assert!(complaint(&PinnedFile { size_bytes: 1, ..file.clone() }).contains("where 1 were pinned"));
        std::fs::write(&file.path, vec![0; usize::try_from(file.size_bytes).unwrap()]).unwrap();
        assert!(complaint(&file).contains("no Parquet file"));
        std::fs::remove_file(&file.path).unwrap();
        assert!(complaint(&file).contains("is not there"));
    }

    #[tokio::test]
    async fn fewer_or_more_rows_than_the_files_hold_are_an_error() {
        let column: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        let batch = RecordBatch::try_from_iter([("value", column)]).unwrap();
        for (expected, wrong) in [(Some(3), false), (Some(2), true), (Some(4), true), (None, false)] {
            let one = futures::stream::iter([Ok(batch.clone())]);
            let inner = Box::pin(RecordBatchStreamAdapter::new(batch.schema(), one));
            let last = counted(inner, expected, Count::new()).collect::<Vec<_>>().await.pop().unwrap();
            assert_eq!(last.is_err(), wrong, "{expected:?}");
        }
    }
}
