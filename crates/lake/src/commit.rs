//! Brings staged files into use: what the new version adds, what it replaces, and what it has to write again.

use crate::{
    coverage::{Coverage, Share},
    error::LakeError,
    files::{Files, SMALL_FILE_ROWS},
    footer::Primary,
    projection::read_whole,
    schema::DATASET,
    writer::{PrimaryWriter, Series},
};
use datafusion::arrow::compute::filter_record_batch;
use deltalake::kernel::Add;
use hub::ports::{Snapshot, Staged, StagedFile, lake::SnapshotFile};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use terms::DatasetId;

/// What a commit changes.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) come: Vec<StagedFile>,
    pub(crate) go: BTreeSet<String>,
    /// Files written by the plan itself: rows of older submissions that stay in use.
    pub(crate) rewritten: Vec<StagedFile>,
}

/// Staged files as a snapshot lists files.
pub(crate) fn as_snapshot(staged: &[StagedFile], dataset: &DatasetId) -> Vec<SnapshotFile> {
    let file = |file: &StagedFile| SnapshotFile {
        path: file.path.clone(),
        size_bytes: file.size_bytes,
        rows: file.rows,
        dataset: dataset.clone(),
    };
    staged.iter().map(file).collect()
}

/// Works out what a commit changes. Writes the files that hold what stays of those that partly go. Blocking.
pub(crate) fn plan(
    files: &Files,
    snapshot: &Snapshot,
    staged: &Staged,
    coverage: &Coverage,
    began: impl Fn(&str) + Send + 'static,
) -> Result<Plan, LakeError> {
    let dataset = &staged.submission.dataset;
    let mut go = BTreeSet::new();
    let mut writer = PrimaryWriter::new(Series::new(files.root(), &staged.submission), began);
    for file in snapshot.files.iter().filter(|file| file.dataset == *dataset) {
        // What is replaced as a whole is not even opened: a new edition mends a dataset that has lost a file.
        if matches!(coverage, Coverage::Dataset) {
            go.insert(file.path.clone());
            continue;
        }
        let primary = files.primary(file)?;
        match coverage.share(&primary) {
            Share::Nothing => {}
            Share::Everything => {
                go.insert(file.path.clone());
            }
            Share::Perhaps => {
                let rows = read_whole(&primary)?;
                let stays = coverage.stays(&rows);
                if stays.true_count() < rows.num_rows() {
                    go.insert(file.path.clone());
                    writer.write(&filter_record_batch(&rows, &stays)?)?;
                }
            }
        }
    }
    let (rewritten, _) = writer.finish()?;
    Ok(Plan { come: staged.files.clone(), go, rewritten })
}

/// Opens staged files, which must be as they were staged.
pub(crate) fn open(files: &Files, staged: &[StagedFile], dataset: &DatasetId) -> Result<Vec<Arc<Primary>>, LakeError> {
    as_snapshot(staged, dataset).iter().map(|file| files.primary(file)).collect()
}

/// Sorts small files, so that they are read quickly from the first moment.
pub(crate) fn sort_small(files: &Files, primaries: &[Arc<Primary>]) {
    for primary in primaries.iter().filter(|primary| primary.footer.rows < SMALL_FILE_ROWS) {
        if let Err(error) = files.make_projections(primary) {
            // Projections only make reading quicker: the commit goes on without.
            tracing::warn!(file = %primary.name, error = %error, "projections could not be made");
        }
    }
}

/// A staged file as the table's log records it.
pub(crate) fn add(files: &Files, staged: &StagedFile, dataset: &DatasetId) -> Result<Add, LakeError> {
    let path = files.root().join(&staged.path);
    let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified());
    let modified = modified.map_err(LakeError::file("look at", &path))?;
    let since_1970 = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Add {
        path: staged.path.strip_prefix("observations/").unwrap_or(&staged.path).to_owned(),
        partition_values: HashMap::from([(DATASET.to_owned(), Some(dataset.as_str().to_owned()))]),
        size: i64::try_from(staged.size_bytes).unwrap_or(i64::MAX),
        modification_time: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
        data_change: true,
        stats: Some(staged.statistics.clone()),
        ..Add::default()
    })
}
