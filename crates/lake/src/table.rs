//! The Delta table of observations: its log, its versions, and each version's pinned list of files.

use crate::{
    durable::{self, DurableFileSystem},
    error::LakeError,
    schema::{self, DATASET},
};
use deltalake::{
    DeltaTable, DeltaTableBuilder, TableProperty, ensure_table_uri,
    kernel::{
        Action, Transaction,
        transaction::{CommitBuilder, CommitProperties},
    },
    operations::create::CreateBuilder,
    protocol::{DeltaOperation, SaveMode},
    table::state::DeltaTableState,
};
use hub::ports::{Snapshot, lake::SnapshotFile};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use terms::{DatasetId, SubmissionId};

/// Versions whose file lists are kept in memory, beside the newest.
const OLDER_VERSIONS: usize = 64;

/// The table of observations.
#[derive(Debug)]
pub(crate) struct Table {
    folder: PathBuf,
    delta: tokio::sync::Mutex<DeltaTable>,
    newest: RwLock<Snapshot>,
    older: Mutex<BTreeMap<i64, Snapshot>>,
}

fn builder(folder: &Path) -> Result<DeltaTableBuilder, LakeError> {
    let url = ensure_table_uri(folder.to_string_lossy()).map_err(LakeError::table("find"))?;
    Ok(DeltaTableBuilder::from_url(url.clone())
        .map_err(LakeError::table("find"))?
        .with_storage_backend(Arc::new(DurableFileSystem::new()), url))
}

impl Table {
    /// Whether there is a table under a root.
    pub(crate) fn is_there(root: &Path) -> Result<bool, LakeError> {
        Ok(durable::size_of(&log_entry(&root.join("observations"), 0))?.is_some())
    }

    /// Makes an empty table. The caller holds the write lock.
    pub(crate) async fn create(root: &Path) -> Result<(), LakeError> {
        let folder = root.join("observations");
        durable::create_folder(&folder.join("_delta_log"))?;
        let table = builder(&folder)?.build().map_err(LakeError::table("make"))?;
        CreateBuilder::new()
            .with_log_store(table.log_store())
            .with_table_name("observations")
            .with_comment("Published values for areas and periods, each with where it came from")
            .with_columns(schema::delta_columns())
            .with_partition_columns([DATASET])
            // Every version is kept: neither log entries nor files that later versions replaced are ever cleaned up.
            .with_configuration_property(TableProperty::EnableExpiredLogCleanup, Some("false"))
            .with_configuration_property(TableProperty::LogRetentionDuration, Some("interval 36500 days"))
            .with_configuration_property(TableProperty::DeletedFileRetentionDuration, Some("interval 36500 days"))
            .with_commit_properties(CommitProperties::default().with_cleanup_expired_logs(Some(false)))
            .await
            .map_err(LakeError::table("make"))?;
        Ok(())
    }

    /// Opens the table under a root.
    pub(crate) async fn open(root: &Path) -> Result<Self, LakeError> {
        let folder = root.join("observations");
        let delta = builder(&folder)?.load().await.map_err(LakeError::table("open"))?;
        let newest = pin(state(&delta)?)?;
        Ok(Self { folder, delta: tokio::sync::Mutex::new(delta), newest: RwLock::new(newest), older: Mutex::default() })
    }

    /// The newest version. One look at the file system tells whether another process wrote a newer one.
    pub(crate) async fn newest(&self) -> Result<Snapshot, LakeError> {
        let known = self.newest.read().unwrap_or_else(PoisonError::into_inner).clone();
        if durable::size_of(&log_entry(&self.folder, known.version + 1))?.is_none() {
            return Ok(known);
        }
        let mut delta = self.delta.lock().await;
        self.refresh(&mut delta).await
    }

    async fn refresh(&self, delta: &mut DeltaTable) -> Result<Snapshot, LakeError> {
        delta.update_state().await.map_err(LakeError::table("read"))?;
        let snapshot = pin(state(delta)?)?;
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        Ok(snapshot)
    }

    /// A version as it stood.
    pub(crate) async fn version(&self, version: i64) -> Result<Snapshot, LakeError> {
        let newest = self.newest().await?;
        if newest.version == version {
            return Ok(newest);
        }
        if let Some(known) = self.older.lock().unwrap_or_else(PoisonError::into_inner).get(&version) {
            return Ok(known.clone());
        }
        let asked = u64::try_from(version).ok().filter(|_| version < newest.version).ok_or_else(|| {
            LakeError::Question(format!("there is no version {version}: versions go from 0 to {}", newest.version))
        })?;
        let table = builder(&self.folder)?.with_version(asked).load().await.map_err(LakeError::table("read"))?;
        let snapshot = pin(state(&table)?)?;
        let mut older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
        if older.len() >= OLDER_VERSIONS {
            older.pop_first();
        }
        older.insert(version, snapshot.clone());
        Ok(snapshot)
    }

    /// The version in which a submission came into use, if it did.
    pub(crate) async fn committed(&self, submission: &SubmissionId) -> Result<Option<i64>, LakeError> {
        let mut delta = self.delta.lock().await;
        self.refresh(&mut delta).await?;
        transaction_version(&delta, submission).await
    }

    /// Writes one version: files come in and files go out, in one step, once for a submission.
    pub(crate) async fn commit(
        &self,
        submission: &SubmissionId,
        come: Vec<deltalake::kernel::Add>,
        go: &BTreeSet<String>,
    ) -> Result<Snapshot, LakeError> {
        let mut delta = self.delta.lock().await;
        let before = self.refresh(&mut delta).await?;
        let state = state(&delta)?;
        let mut actions: Vec<Action> = come.into_iter().map(Action::Add).collect();
        let mut gone = 0;
        for file in state.log_data().iter() {
            if go.contains(&format!("observations/{}", file.path())) {
                actions.push(Action::Remove(file.remove_action(true)));
                gone += 1;
            }
        }
        if gone != go.len() {
            return Err(LakeError::Inconsistent(format!(
                "{} files should be replaced and {gone} are in use",
                go.len()
            )));
        }
        let version = before.version + 1;
        let properties = CommitProperties::default()
            .with_max_retries(0)
            .with_cleanup_expired_logs(Some(false))
            .with_application_transaction(Transaction::new(submission, version));
        let operation = DeltaOperation::Write {
            mode: SaveMode::Append,
            partition_by: Some(vec![DATASET.to_owned()]),
            predicate: None,
        };
        let written = CommitBuilder::from(properties)
            .with_actions(actions)
            .build(Some(state), delta.log_store(), operation)
            .await;
        // A failure after the log entry was written (such as of a checkpoint) is no failure of the commit.
        let snapshot = self.refresh(&mut delta).await?;
        match (written, transaction_version(&delta, submission).await?) {
            (_, Some(found)) if found == version => Ok(snapshot),
            (Ok(_), found) => Err(LakeError::Inconsistent(format!(
                "{submission} was written as version {version} and is recorded as {found:?}"
            ))),
            (Err(cause), _) => Err(LakeError::table("write to")(cause)),
        }
    }

    /// The paths of all files that any version uses or used. Read from the whole log, oldest entry first.
    pub(crate) async fn files_of_all_versions(&self) -> Result<BTreeSet<String>, LakeError> {
        let newest = self.newest().await?.version;
        let mut files = BTreeSet::new();
        for version in 0..=newest {
            let path = log_entry(&self.folder, version);
            let text = std::fs::read_to_string(&path).map_err(LakeError::file("read", &path))?;
            for line in text.lines() {
                let action: Action = serde_json::from_str(line).map_err(|cause| {
                    LakeError::Inconsistent(format!("version {version} of the table cannot be read: {cause}"))
                })?;
                let file = match action {
                    Action::Add(add) => add.path,
                    Action::Remove(remove) => remove.path,
                    _ => continue,
                };
                files.insert(format!("observations/{file}"));
            }
        }
        Ok(files)
    }
}

/// The log entry of a version.
fn log_entry(folder: &Path, version: i64) -> PathBuf {
    folder.join("_delta_log").join(format!("{version:020}.json"))
}

fn state(delta: &DeltaTable) -> Result<&DeltaTableState, LakeError> {
    delta.snapshot().map_err(LakeError::table("read"))
}

async fn transaction_version(delta: &DeltaTable, submission: &SubmissionId) -> Result<Option<i64>, LakeError> {
    state(delta)?.transaction_version(delta.log_store().as_ref(), submission).await.map_err(LakeError::table("read"))
}

/// Pins a version: which files with which sizes and rows. Refuses what would make the list something else than the
/// table.
fn pin(state: &DeltaTableState) -> Result<Snapshot, LakeError> {
    let reader = state.protocol().min_reader_version();
    if reader > 1 {
        // Readers of version 1 know neither deletion vectors nor column mapping.
        return Err(LakeError::Inconsistent(format!(
            "the table of observations asks for readers of version {reader}: deletion vectors and column mapping are not read here"
        )));
    }
    let mut files = Vec::new();
    let mut rows = 0;
    for file in state.log_data().iter() {
        let path = file.path();
        let refuse = |why: &str| LakeError::Inconsistent(format!("the table's log says of {path} {why}"));
        if file.deletion_vector_descriptor().is_some() {
            return Err(refuse("that some of its rows are deleted, which is not read here"));
        }
        let dataset = file.partition_values_map().remove(DATASET).flatten();
        let dataset = dataset.and_then(|dataset| DatasetId::parse(&dataset).ok());
        let held = file.num_records().ok_or_else(|| refuse("no number of rows"))? as u64;
        rows += held;
        files.push(SnapshotFile {
            path: format!("observations/{path}"),
            size_bytes: u64::try_from(file.size()).map_err(|_| refuse("no size"))?,
            rows: held,
            dataset: dataset.ok_or_else(|| refuse("no dataset"))?,
        });
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    let version = i64::try_from(state.version()).unwrap_or(i64::MAX);
    Ok(Snapshot { version, files: files.into(), rows })
}
