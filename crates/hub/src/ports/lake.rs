//! The lake's port: bytes as they came, observations, snapshots and questions about them.

use super::PortError;
use crate::statements::Beside;
use crate::submission::{CellAddress, Changes, Received, SubmissionId};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use intake::Sink;
use protect::Protected;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fs::File, path::Path, sync::Arc};
use terms::{AreaCode, DatasetId, Dimensions, Figure, IndicatorId, Period};

/// Batches of figures, each already protected.
pub type FigureStream = BoxStream<'static, Result<Protected<Vec<Figure>>, PortError>>;
/// Bytes to be sent on as they come.
pub type ByteStream = BoxStream<'static, Result<Bytes, PortError>>;
/// Batches of rows as text, in the order of [`SqlTable::columns`]; absent values are `None`.
pub type RowStream = BoxStream<'static, Result<Vec<Vec<Option<String>>>, PortError>>;

/// A file that is written but not yet in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedFile {
    /// Its path in the lake.
    pub path: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// Its figures as the engine wrote them down for the table's log (bounds, counts); the hub does not read it.
    pub statistics: String,
}

/// The figures of a submission, written but not yet in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    /// The submission.
    pub submission: SubmissionId,
    /// The files.
    pub files: Vec<StagedFile>,
    /// Rows in all.
    pub rows: u64,
    /// The periods that the rows cover.
    pub periods: BTreeSet<Period>,
}

/// What a submission replaces when it comes into use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that its dataset held: an edition of the whole series.
    Dataset,
    /// What its dataset held for the periods that it covers.
    Periods,
    /// What its dataset held for the periods and areas that it covers, taken together: one council's own return
    /// leaves the returns of the others as they are.
    PeriodsAndAreas,
}

/// A version of the table of observations, pinned: which files, how many rows. Nothing is ever listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The version.
    pub version: i64,
    /// The files that make the table.
    pub files: Arc<[SnapshotFile]>,
    /// Rows in all.
    pub rows: u64,
}

/// One file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFile {
    /// Its path in the lake.
    pub path: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// The dataset that it belongs to.
    pub dataset: DatasetId,
}

/// Which observations are asked for. Everything left open is not narrowed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ObservationQuery {
    /// Only these datasets.
    pub datasets: Vec<DatasetId>,
    /// Only these indicators.
    pub indicators: Vec<IndicatorId>,
    /// Only these areas.
    pub areas: Vec<AreaCode>,
    /// Only these periods.
    pub periods: Vec<Period>,
    /// Only periods that begin on this day or later.
    pub from: Option<terms::Date>,
    /// Only periods that end on this day or earlier (their last day).
    pub to: Option<terms::Date>,
    /// Only this further breakdown; the empty one means figures without any.
    pub dimensions: Option<Dimensions>,
    /// Only figures of this submission.
    pub submission: Option<SubmissionId>,
    /// Only figures that stand in this cell of the file that came.
    pub cell: Option<CellAddress>,
    /// At most so many figures.
    pub limit: Option<u64>,
}

/// The answer to a question in SQL.
pub struct SqlTable {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: RowStream,
}

/// Takes a submission's observations while its file is read. Blocking: used off the async threads.
pub trait Staging: Sink + Send {
    /// The staging as the sink that intake writes to.
    fn sink(&mut self) -> &mut dyn Sink;
    /// Closes the files and makes them durable.
    ///
    /// # Errors
    /// When a file cannot be written or closed.
    fn finish(self: Box<Self>) -> Result<Staged, PortError>;
    /// Throws away what was written.
    fn discard(self: Box<Self>);
}

/// What is held of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its figures, with those that are missing or hidden.
    pub figures: u64,
    /// The areas with a value in any period.
    pub areas: BTreeSet<AreaCode>,
    /// The periods with a value for any area.
    pub periods: BTreeSet<Period>,
    /// The newest period that any figure is about, be it missing.
    pub newest: Period,
    /// The areas with a value in that period.
    pub newest_areas: BTreeSet<AreaCode>,
}

/// What the lake did with a staged submission, for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagingSummary {
    /// The version in which its figures are in use.
    pub version: i64,
}

/// The engine that keeps bytes and observations.
#[async_trait]
pub trait Lake: super::people::PeopleTables + super::ReviewFiles + Send + Sync {
    /// Keeps a file's bytes under their hash, durable before this returns. Keeping the same bytes twice keeps them once.
    async fn keep(&self, file: &Path) -> Result<Received, PortError>;

    /// Opens kept bytes for reading.
    async fn open(&self, received: &Received) -> Result<File, PortError>;

    /// Begins to take the observations of a submission. Nothing is visible until [`Lake::commit`].
    fn stage(&self, submission: &SubmissionId) -> Result<Box<dyn Staging>, PortError>;

    /// Compares what is staged with what its dataset has in use, within the scope.
    async fn compare(&self, staged: &Staged, scope: Scope) -> Result<Changes, PortError>;

    /// Brings staged figures into use in one step. Doing it again for the same submission does nothing and returns
    /// the same version, so that a restart can finish what a stopped process began.
    async fn commit(&self, staged: &Staged, scope: Scope) -> Result<StagingSummary, PortError>;

    /// Removes staged files that will not be used.
    async fn discard(&self, staged: &Staged) -> Result<(), PortError>;

    /// The table as it stands, or as it stood in a version.
    async fn snapshot(&self, version: Option<i64>) -> Result<Snapshot, PortError>;

    /// What one dataset holds, by indicator. Counted without reading figures whole.
    async fn holdings(&self, snapshot: &Snapshot, dataset: &DatasetId) -> Result<Vec<Holding>, PortError>;

    /// The figures that answer a query, as a stream that is never cut short, ordered by indicator, area and period
    /// within each dataset.
    async fn figures(&self, snapshot: &Snapshot, query: ObservationQuery) -> Result<FigureStream, PortError>;

    /// The figures that answer a query, as one Parquet file, each with what must go out with it.
    async fn parquet(
        &self,
        snapshot: &Snapshot,
        query: ObservationQuery,
        beside: Arc<Beside>,
    ) -> Result<ByteStream, PortError>;

    /// The answer to a question in SQL on the table `observations` (and no other). Only reading is possible.
    async fn sql(&self, snapshot: &Snapshot, question: &str) -> Result<SqlTable, PortError>;

    /// Removes staged files that belong to none of these submissions: what a stopped process left behind.
    async fn sweep(&self, keep: &[Staged]) -> Result<u64, PortError>;
}
