//! Questions in SQL: one statement that reads the table `observations` of one snapshot, in bounded memory.

use crate::{error::LakeError, files::Files, scan::SnapshotScan};
use datafusion::{
    arrow::{
        array::RecordBatch,
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::DataFusionError,
    execution::{
        context::{SQLOptions, SessionContext},
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        memory_pool::FairSpillPool,
        runtime_env::{RuntimeEnv, RuntimeEnvBuilder},
    },
    logical_expr::LogicalPlan,
    prelude::SessionConfig,
};
use futures::StreamExt;
use hub::ports::{Snapshot, SqlTable};
use std::{path::Path, sync::Arc};

/// Memory that all questions share.
const MEMORY_BYTES: usize = 512 << 20;
/// Disk space that all questions share when memory does not suffice.
const DISK_BYTES: u64 = 20 << 30;

/// Answers questions.
#[derive(Debug)]
pub(crate) struct Questions {
    runtime: Arc<RuntimeEnv>,
}

impl Questions {
    pub(crate) fn new(root: &Path) -> Result<Self, LakeError> {
        let spill = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![root.join("temporary")]))
            .with_max_temp_directory_size(DISK_BYTES);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY_BYTES)))
            .with_disk_manager_builder(spill)
            .build_arc()?;
        Ok(Self { runtime })
    }

    /// The answer to a question.
    pub(crate) async fn ask(
        &self,
        files: &Arc<Files>,
        snapshot: &Snapshot,
        question: &str,
    ) -> Result<SqlTable, LakeError> {
        let config = SessionConfig::new().with_information_schema(false).with_target_partitions(2);
        let context = SessionContext::new_with_config_rt(config, Arc::clone(&self.runtime));
        context.register_table("observations", Arc::new(SnapshotScan::new(files, snapshot)))?;
        let plan = context.state().create_logical_plan(question).await.map_err(refused)?;
        only_reads(&plan)?;
        let frame = context.execute_logical_plan(plan).await.map_err(refused)?;
        let columns = frame.schema().fields().iter().map(|field| field.name().clone()).collect();
        let batches = frame.execute_stream().await.map_err(refused)?;
        let rows = batches.map(|batch| Ok(texts(&batch.map_err(refused)?)?));
        Ok(SqlTable { columns, rows: rows.boxed() })
    }
}

/// Refuses a question that does more than read.
pub(crate) fn only_reads(plan: &LogicalPlan) -> Result<(), LakeError> {
    let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reading.verify_plan(plan).map_err(|_| only_reading())?;
    if matches!(plan, LogicalPlan::Ddl(_) | LogicalPlan::Dml(_) | LogicalPlan::Copy(_)) {
        return Err(only_reading());
    }
    Ok(())
}

fn only_reading() -> LakeError {
    LakeError::Question("Only reading is possible here: write one SELECT from the table observations.".to_owned())
}

pub(crate) fn too_much_memory() -> LakeError {
    LakeError::Question(
        "This question needs more memory than one question may use: narrow it, or ask for fewer columns or groups."
            .to_owned(),
    )
}

/// What stopped a question, in words: most often the question itself.
pub(crate) fn refused(error: DataFusionError) -> LakeError {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => too_much_memory(),
        DataFusionError::External(cause) if cause.downcast_ref::<LakeError>().is_some() => {
            LakeError::Inconsistent(cause.to_string())
        }
        DataFusionError::ParquetError(cause) => {
            LakeError::Inconsistent(format!("a file of observations cannot be read: {cause}"))
        }
        DataFusionError::ObjectStore(cause) => {
            LakeError::Inconsistent(format!("a file of observations cannot be read: {cause}"))
        }
        DataFusionError::IoError(_) | DataFusionError::Internal(_) => LakeError::Query(Box::new(error)),
        root => {
            let text = root.strip_backtrace();
            let text = text.lines().next().unwrap_or_default();
            let plain = [
                "Error during planning: ",
                "SQL error: ",
                "Schema error: ",
                "Execution error: ",
                "Arrow error: ",
                "This feature is not implemented: ",
            ];
            let text = plain.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
            LakeError::Question(format!("This question cannot be answered: {text}"))
        }
    }
}

/// The rows of a batch as text.
pub(crate) fn texts(batch: &RecordBatch) -> Result<Vec<Vec<Option<String>>>, LakeError> {
    let options = FormatOptions::default();
    let columns = batch
        .columns()
        .iter()
        .map(|column| Ok((column, ArrayFormatter::try_new(column.as_ref(), &options)?)))
        .collect::<Result<Vec<_>, LakeError>>()?;
    let row = |row: usize| {
        let cell = |(column, formatter): &(&Arc<dyn datafusion::arrow::array::Array>, ArrayFormatter<'_>)| {
            (!column.is_null(row)).then(|| formatter.value(row).to_string())
        };
        columns.iter().map(cell).collect()
    };
    Ok((0..batch.num_rows()).map(row).collect())
}
