//! Questions in SQL on a cluster.

use super::{client::Cluster, table::PinnedTable};
use crate::{LakeError, question::texts};
use futures::StreamExt;
use hub::{
    PortError,
    ports::{Snapshot, SqlTable},
};
use std::path::Path;

/// The answer to a question about the table `observations` of a snapshot of the lake in a folder.
pub(crate) async fn ask(
    cluster: &Cluster,
    root: &Path,
    snapshot: &Snapshot,
    question: &str,
) -> Result<SqlTable, LakeError> {
    let table = PinnedTable::of_snapshot(root, snapshot)?;
    let answer = cluster.ask(vec![("observations", table)], &[], question).await?;
    let columns = answer.schema.fields().iter().map(|field| field.name().clone()).collect();
    let rows = answer.batches.map(|batch| texts(&batch?).map_err(PortError::from));
    Ok(SqlTable { columns, rows: rows.boxed() })
}
