//! A table as a pinned list of Parquet files, that can travel: nothing else is needed to read it, and nothing is listed.

use super::whole::{Expected, WholeScan};
use crate::{
    LakeError,
    schema::{CARRIED, DATASET},
};
use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::{DataType, Field, Schema, SchemaRef},
    catalog::{Session, TableProvider},
    common::{DFSchema, DataFusionError, Result, ScalarValue, Statistics, stats::Precision},
    datasource::{
        TableType,
        listing::PartitionedFile,
        physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource},
        source::DataSourceExec,
        table_schema::TableSchema,
    },
    execution::object_store::ObjectStoreUrl,
    logical_expr::{Expr, TableProviderFilterPushDown, utils::conjunction},
    object_store::path::Path as StorePath,
    physical_plan::ExecutionPlan,
};
use hub::ports::Snapshot;
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

/// A file of a pinned table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PinnedFile {
    /// Its absolute path, the same wherever it is read.
    pub(crate) path: String,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// Its rows.
    pub(crate) rows: u64,
    /// What stands in the partition columns for all of its rows.
    pub(crate) partition: Vec<String>,
}

/// A table as a pinned list of files.
#[derive(Debug, Clone)]
pub(crate) struct PinnedTable {
    files: Arc<[PinnedFile]>,
    schema: TableSchema,
}

/// What travels of a table, beside its columns.
#[derive(Debug, Serialize, Deserialize)]
struct Carried {
    partition_columns: usize,
    files: Vec<PinnedFile>,
}

impl PinnedTable {
    /// A table of files with these columns.
    pub(crate) fn new(stored: SchemaRef, files: Vec<PinnedFile>) -> Self {
        Self { files: files.into(), schema: TableSchema::builder(stored).build() }
    }

    /// The table `observations` of a snapshot of the lake in a folder.
    ///
    /// # Errors
    /// When the folder's path is not text.
    pub(crate) fn of_snapshot(root: &Path, snapshot: &Snapshot) -> Result<Self, LakeError> {
        let mut files = Vec::with_capacity(snapshot.files.len());
        for file in snapshot.files.iter() {
            let path = root.join(&file.path).into_os_string().into_string();
            let path = path.map_err(|path| {
                LakeError::Cluster(format!("the path {} is not text, so it cannot be sent", path.display()))
            })?;
            let partition = vec![file.dataset.as_str().to_owned()];
            files.push(PinnedFile { path, size_bytes: file.size_bytes, rows: file.rows, partition });
        }
        let dataset = Field::new(DATASET, DataType::Utf8, false);
        Ok(Self::with_partitions(Arc::clone(&CARRIED), vec![dataset], files))
    }

    fn with_partitions(stored: SchemaRef, columns: Vec<Field>, files: Vec<PinnedFile>) -> Self {
        let columns = columns.into_iter().map(Arc::new).collect::<Vec<_>>();
        Self { files: files.into(), schema: TableSchema::builder(stored).with_table_partition_cols(columns).build() }
    }

    /// How many files it has.
    pub(crate) fn file_count(&self) -> u64 {
        self.files.len() as u64
    }

    /// How many rows it has.
    pub(crate) fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// The table as bytes; its columns travel apart.
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        let carried =
            Carried { partition_columns: self.schema.table_partition_cols().len(), files: self.files.to_vec() };
        serde_json::to_vec(&carried).map_err(|cause| DataFusionError::External(Box::new(cause)))
    }

    /// The table of bytes that [`PinnedTable::encode`] wrote and of all its columns.
    pub(crate) fn decode(bytes: &[u8], columns: &Schema) -> Result<Self> {
        let carried: Carried =
            serde_json::from_slice(bytes).map_err(|cause| DataFusionError::External(Box::new(cause)))?;
        let all = columns.fields();
        let stored = all.len().checked_sub(carried.partition_columns).ok_or_else(|| {
            DataFusionError::Plan("a pinned table has fewer columns than partition columns".to_owned())
        })?;
        let partition = all[stored..].iter().map(|field| Field::clone(field)).collect();
        let stored = Arc::new(Schema::new(all[..stored].to_vec()));
        Ok(Self::with_partitions(stored, partition, carried.files))
    }

    /// The files, dealt out to so many partitions.
    fn groups(&self, partitions: usize) -> Result<Vec<FileGroup>> {
        let mut groups = vec![Vec::new(); partitions.clamp(1, self.files.len().max(1))];
        let count = groups.len();
        for (index, file) in self.files.iter().enumerate() {
            let mut part = PartitionedFile::new(String::new(), file.size_bytes);
            part.object_meta.location = StorePath::from_absolute_path(&file.path)?;
            let values = file.partition.iter().map(|value| ScalarValue::Utf8(Some(value.clone()))).collect();
            groups[index % count].push(part.with_partition_values(values));
        }
        Ok(groups.into_iter().map(FileGroup::new).collect())
    }
}

#[async_trait]
impl TableProvider for PinnedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
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
        let mut source = ParquetSource::new(self.schema.clone())
            .with_table_parquet_options(session.default_table_options().parquet)
            .with_enable_page_index(true);
        if let Some(filter) = conjunction(filters.to_vec()) {
            let schema = DFSchema::try_from(self.schema())?;
            source = source.with_predicate(session.create_physical_expr(filter, &schema)?);
        }
        // Not exact: what is exact is answered without reading, and then nothing would be checked.
        let inexact = |number: u64| Precision::Inexact(usize::try_from(number).unwrap_or(usize::MAX));
        let mut statistics = Statistics::new_unknown(self.schema.table_schema());
        statistics.num_rows = inexact(self.rows());
        statistics.total_byte_size = inexact(self.files.iter().map(|file| file.size_bytes).sum());
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
            .with_file_groups(self.groups(session.config().target_partitions())?)
            .with_statistics(statistics)
            .with_limit(limit)
            .with_projection_indices(projection.cloned())?
            .build();
        let scan = DataSourceExec::from_data_source(config);
        let may_skip = !filters.is_empty() || limit.is_some();
        Ok(Arc::new(WholeScan::new(scan, Expected::new(Arc::clone(&self.files), may_skip))?))
    }
}
