//! A pinned snapshot as a table for the query engine: files, sizes and rows are known, so nothing is ever listed, and
//! reading fewer rows than the snapshot holds is an error.

use crate::{
    files::Files,
    schema::{DATASET, QUERIED},
};
use async_trait::async_trait;
use datafusion::{
    arrow::{
        array::RecordBatch,
        datatypes::{DataType, Field, SchemaRef},
    },
    catalog::{Session, TableProvider},
    common::{DataFusionError, Result, ScalarValue, Statistics, stats::Precision, tree_node::TreeNodeRecursion},
    datasource::{
        TableType,
        listing::PartitionedFile,
        physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource},
        source::DataSourceExec,
        table_schema::TableSchema,
    },
    execution::{SendableRecordBatchStream, TaskContext, object_store::ObjectStoreUrl},
    logical_expr::{Expr, TableProviderFilterPushDown, utils::conjunction},
    object_store::path::Path as StorePath,
    physical_expr::PhysicalExpr,
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
        stream::RecordBatchStreamAdapter,
    },
};
use futures::{Stream, StreamExt};
use hub::ports::Snapshot;
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// A snapshot that can be asked.
#[derive(Debug)]
pub(crate) struct SnapshotScan {
    files: Arc<Files>,
    snapshot: Snapshot,
    table: TableSchema,
}

impl SnapshotScan {
    pub(crate) fn new(files: &Arc<Files>, snapshot: &Snapshot) -> Self {
        let dataset = Arc::new(Field::new(DATASET, DataType::Utf8View, false));
        let table = TableSchema::builder(Arc::clone(&QUERIED)).with_table_partition_cols(vec![dataset]).build();
        Self { files: Arc::clone(files), snapshot: snapshot.clone(), table }
    }
}

#[async_trait]
impl TableProvider for SnapshotScan {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.table.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // Row groups and pages are skipped by their bounds; the engine still tests every row that is read.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut source = ParquetSource::new(self.table.clone())
            .with_table_parquet_options(session.default_table_options().parquet)
            .with_enable_page_index(true);
        if let Some(filter) = conjunction(filters.to_vec()) {
            let schema = datafusion::common::DFSchema::try_from(Arc::clone(self.table.table_schema()))?;
            source = source.with_predicate(session.create_physical_expr(filter, &schema)?);
        }
        let mut statistics = Statistics::new_unknown(self.table.table_schema());
        statistics.num_rows = Precision::Inexact(usize::try_from(self.snapshot.rows).unwrap_or(usize::MAX));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
            .with_file_groups(self.groups(session.config().target_partitions())?)
            .with_statistics(statistics)
            .with_limit(limit)
            .with_projection_indices(projection.cloned())?
            .build();
        let plan = DataSourceExec::from_data_source(config);
        // Where nothing may be skipped, every row must come.
        if filters.is_empty() && limit.is_none() {
            return Ok(Arc::new(CountedScan::new(plan, self.snapshot.rows)));
        }
        Ok(plan)
    }
}

impl SnapshotScan {
    /// The files, dealt out to so many partitions. Each is checked: its size, and the rows that its footer counts.
    fn groups(&self, partitions: usize) -> Result<Vec<FileGroup>> {
        let mut groups = vec![Vec::new(); partitions.clamp(1, self.snapshot.files.len().max(1))];
        let count = groups.len();
        for (index, file) in self.snapshot.files.iter().enumerate() {
            let primary = self.files.primary(file).map_err(|error| DataFusionError::External(Box::new(error)))?;
            let mut part = PartitionedFile::new(String::new(), file.size_bytes);
            part.object_meta.location = StorePath::from_absolute_path(&primary.path)?;
            let dataset = ScalarValue::Utf8View(Some(file.dataset.as_str().to_owned()));
            groups[index % count].push(part.with_partition_values(vec![dataset]));
        }
        Ok(groups.into_iter().map(FileGroup::new).collect())
    }
}

/// Counts the rows of a scan that may skip none. Filters and limits do not pass through it.
#[derive(Debug)]
struct CountedScan {
    scan: Arc<dyn ExecutionPlan>,
    expected: u64,
    progress: Arc<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    rows: AtomicU64,
    finished: Mutex<std::collections::BTreeSet<usize>>,
}

impl CountedScan {
    fn new(scan: Arc<dyn ExecutionPlan>, expected: u64) -> Self {
        Self { scan, expected, progress: Arc::default() }
    }
}

impl DisplayAs for CountedScan {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "CountedScan: rows={}", self.expected)
    }
}

impl ExecutionPlan for CountedScan {
    fn name(&self) -> &'static str {
        "CountedScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.scan.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.scan]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(scan), true) => Ok(Arc::new(Self::new(scan, self.expected))),
            _ => Err(DataFusionError::Internal("a counted scan has one child".to_owned())),
        }
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let partitions = self.scan.output_partitioning().partition_count();
        let inner = self.scan.execute(partition, context)?;
        let schema = inner.schema();
        let counted = count(inner, partition, partitions, self.expected, Arc::clone(&self.progress));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted)))
    }
}

/// Passes batches on; the last partition to end compares the rows of all with what was expected.
fn count(
    inner: SendableRecordBatchStream,
    partition: usize,
    partitions: usize,
    expected: u64,
    progress: Arc<Progress>,
) -> impl Stream<Item = Result<RecordBatch>> {
    let passing = Arc::clone(&progress);
    let passed = inner.inspect(move |batch| {
        if let Ok(batch) = batch {
            passing.rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        }
    });
    let verdict = futures::stream::once(async move {
        let mut finished = progress.finished.lock().unwrap_or_else(PoisonError::into_inner);
        finished.insert(partition);
        let rows = progress.rows.load(Ordering::Relaxed);
        (finished.len() == partitions && rows != expected).then(|| {
            Err(DataFusionError::External(Box::new(crate::LakeError::Inconsistent(format!(
                "the snapshot holds {expected} rows and {rows} were read"
            )))))
        })
    });
    passed.chain(verdict.filter_map(|verdict| async { verdict }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::{
        array::{ArrayRef, Int64Array},
        datatypes::Schema,
    };

    async fn read(expected: u64, partitions: usize) -> Vec<Result<RecordBatch>> {
        let column: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        let batch = RecordBatch::try_from_iter([("value", column)]).unwrap();
        let schema = Arc::new(Schema::clone(&batch.schema()));
        let progress = Arc::new(Progress::default());
        let mut all = Vec::new();
        for partition in 0..partitions {
            let one = futures::stream::iter([Ok(batch.clone())]);
            let inner = Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&schema), one));
            all.extend(count(inner, partition, partitions, expected, Arc::clone(&progress)).collect::<Vec<_>>().await);
        }
        all
    }

    #[tokio::test]
    async fn fewer_or_more_rows_than_the_snapshot_holds_are_an_error() {
        assert!(read(6, 2).await.iter().all(Result::is_ok));
        for wrong in [5, 7] {
            let last = read(wrong, 2).await.pop().unwrap().unwrap_err();
            assert!(last.to_string().contains("6 were read"), "{last}");
        }
    }
}
