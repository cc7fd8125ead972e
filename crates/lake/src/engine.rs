//! The lake as the hub sees it.

use crate::{
    cluster::{self, Cluster},
    commit, compare,
    coverage::{Coverage, Share},
    durable,
    error::LakeError,
    export::Export,
    figures::Figures,
    files::Files,
    holdings,
    lock::WriteLock,
    question::Questions,
    received::ReceivedFolder,
    staging::{InProgress, LakeStaging},
    table::Table,
    writer,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use hub::{
    PortError,
    ports::{
        ByteStream, FigureStream, Holding, ObservationQuery, Scope, Snapshot, SqlTable, Staged, Staging, StagingSummary,
    },
    statements::Beside,
    submission::{Changes, Received},
};
use std::{
    collections::BTreeSet,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use terms::{DatasetId, Figure, SubmissionId};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Batches that may wait for a slow reader.
const BATCHES_WAITING: usize = 2;

/// Bytes and observations in one folder.
#[derive(Debug, Clone)]
pub struct Lake {
    shared: Arc<Shared>,
    /// Where questions and figures are read, if not here.
    cluster: Option<Arc<Cluster>>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    received: ReceivedFolder,
    table: Table,
    files: Arc<Files>,
    questions: Questions,
    in_progress: InProgress,
    lock: Mutex<Option<WriteLock>>,
    /// Commits, discards and sweeps go one after another.
    changing: tokio::sync::Mutex<()>,
}

/// Runs blocking work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LakeError> + Send + 'static,
) -> Result<T, LakeError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| LakeError::Worker(error.to_string()))?
}

impl Lake {
    /// Opens a folder, which becomes a lake if it is empty. Reading needs no lock; the first write takes it.
    ///
    /// # Errors
    /// When the folder cannot be read or made, when its table is not one that this program reads, or when it has yet
    /// to be made while another process holds the lock.
    pub async fn open(root: &Path) -> Result<Self, LakeError> {
        durable::create_folder(root)?;
        let root = root.canonicalize().map_err(LakeError::file("open", root))?;
        durable::create_folder(&root.join("temporary"))?;
        let mut lock = None;
        if !Table::is_there(&root)? {
            lock = Some(WriteLock::take(&root.join("write.lock"))?);
            // Another process may have made it while this one waited for the lock.
            if !Table::is_there(&root)? {
                Table::create(&root).await?;
            }
        }
        let table = Table::open(&root).await?;
        Ok(Self {
            shared: Arc::new(Shared {
                received: ReceivedFolder::new(&root)?,
                table,
                files: Files::new(&root),
                questions: Questions::new(&root)?,
                in_progress: InProgress::default(),
                lock: Mutex::new(lock),
                changing: tokio::sync::Mutex::new(()),
                root,
            }),
            cluster: None,
        })
    }

    /// The same lake, its questions and figures read by a cluster. All else is done here.
    #[must_use]
    pub fn on_cluster(self, cluster: Cluster) -> Self {
        Self { cluster: Some(Arc::new(cluster)), ..self }
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.shared.root
    }

    /// Takes the right to write now instead of at the first write.
    ///
    /// # Errors
    /// [`LakeError::Locked`] names the process that holds it.
    pub fn claim(&self) -> Result<(), LakeError> {
        let mut lock = self.shared.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if lock.is_none() {
            *lock = Some(WriteLock::take(&self.shared.root.join("write.lock"))?);
        }
        Ok(())
    }

    /// Reads kept bytes whole and compares their hash with their name.
    ///
    /// # Errors
    /// [`LakeError::Inconsistent`] when the bytes are not what was kept.
    pub async fn verify(&self, received: &Received) -> Result<(), LakeError> {
        let (folder, received) = (self.shared.received.clone(), received.clone());
        blocking(move || folder.verify(&received)).await
    }

    /// Waits until every projection that was asked for is made: for measuring and for tests.
    ///
    /// # Errors
    /// When the waiting itself fails.
    pub async fn settle(&self) -> Result<(), LakeError> {
        let files = Arc::clone(&self.shared.files);
        blocking(move || {
            files.wait_for_projections();
            Ok(())
        })
        .await
    }

    /// Asks for the projections of a snapshot's files that are not there.
    async fn request_projections(&self, snapshot: &Snapshot) -> Result<(), LakeError> {
        let (files, snapshot) = (Arc::clone(&self.shared.files), snapshot.clone());
        blocking(move || {
            for file in snapshot.files.iter() {
                files.request_projections(&files.primary(file)?);
            }
            Ok(())
        })
        .await
    }

    async fn commit_files(&self, staged: &Staged, scope: Scope) -> Result<i64, LakeError> {
        let shared = &self.shared;
        let _changing = shared.changing.lock().await;
        self.claim()?;
        if let Some(version) = shared.table.committed(&staged.submission).await? {
            return Ok(version);
        }
        let snapshot = shared.table.newest().await?;
        let (files, staged_copy) = (Arc::clone(&shared.files), staged.clone());
        let in_progress = shared.in_progress.clone();
        let (come, go, names) = blocking(move || {
            let dataset = &staged_copy.submission.dataset;
            let primaries = commit::open(&files, &staged_copy.files, dataset)?;
            commit::sort_small(&files, &primaries);
            let coverage = Coverage::of(&primaries, &staged_copy.periods, scope)?;
            let guard = in_progress.clone();
            let plan = commit::plan(&files, &snapshot, &staged_copy, &coverage, move |name| guard.begin(name))?;
            commit::sort_small(&files, &commit::open(&files, &plan.rewritten, dataset)?);
            let all = plan.come.iter().chain(&plan.rewritten);
            let names: Vec<String> = all.clone().map(|file| file.path.clone()).collect();
            let come = all.map(|file| commit::add(&files, file, dataset)).collect::<Result<Vec<_>, _>>()?;
            Ok((come, plan.go, names))
        })
        .await?;
        let snapshot = shared.table.commit(&staged.submission, come, &go).await?;
        shared.in_progress.end(names.iter().map(String::as_str));
        if let Err(error) = self.request_projections(&snapshot).await {
            tracing::warn!(error = %error, "projections could not be asked for");
        }
        Ok(snapshot.version)
    }

    async fn compare_files(&self, staged: &Staged, scope: Scope) -> Result<Changes, LakeError> {
        let snapshot = self.shared.table.newest().await?;
        let (files, staged) = (Arc::clone(&self.shared.files), staged.clone());
        blocking(move || {
            let dataset = &staged.submission.dataset;
            let in_use: Vec<_> = snapshot.files.iter().filter(|file| file.dataset == *dataset).cloned().collect();
            let mut against = None;
            for file in &in_use {
                against = against.max(Some(files.primary(file)?.facts.submission));
            }
            let primaries = commit::open(&files, &staged.files, dataset)?;
            let coverage = Coverage::of(&primaries, &staged.periods, scope)?;
            let mut touched = false;
            for file in &in_use {
                touched |= coverage.share(&*files.primary(file)?) != Share::Nothing;
            }
            let (true, Some(query)) = (touched, coverage.query()) else {
                return compare::all_new(&primaries, &staged.periods, against);
            };
            // Both sides are walked in order: what is sorted now need not be at the commit.
            for primary in &primaries {
                files.make_projections(primary)?;
            }
            let before = Figures::new(&files, &in_use, &query);
            let now = commit::as_snapshot(&staged.files, dataset);
            let now = Figures::new(&files, &now, &ObservationQuery::default());
            compare::compare(before, coverage, now, against)
        })
        .await
    }

    /// Removes staged files that neither a version nor the caller knows, and what else stopped processes left behind.
    async fn sweep_files(&self, keep: &[Staged]) -> Result<u64, LakeError> {
        let shared = &self.shared;
        let _changing = shared.changing.lock().await;
        self.claim()?;
        let mut known = shared.table.files_of_all_versions().await?;
        known.extend(keep.iter().flat_map(|staged| &staged.files).map(|file| file.path.clone()));
        known.extend(shared.in_progress.names());
        let (files, received) = (Arc::clone(&shared.files), shared.received.clone());
        let removed = blocking(move || {
            let root = files.root();
            let mut removed = received.sweep()?;
            for path in durable::files_under(&root.join("observations"))? {
                let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else { continue };
                let staged = writer::dataset_of(name).is_some() && !known.contains(name);
                if staged && files.remove_primary(name)? {
                    removed += 1;
                }
            }
            sweep_projections(root, &known)?;
            for path in durable::files_under(&root.join("temporary"))? {
                durable::remove(&path)?;
            }
            Ok(removed)
        })
        .await?;
        self.request_projections(&shared.table.newest().await?).await?;
        Ok(removed)
    }

    /// Streams what an iterator of figures gives, made into something on the blocking thread.
    fn stream<T: Send + 'static>(
        &self,
        snapshot: &Snapshot,
        query: ObservationQuery,
        work: impl FnOnce(Figures, &mut dyn FnMut(T) -> bool) -> Result<(), LakeError> + Send + 'static,
    ) -> ReceiverStream<Result<T, PortError>> {
        let (sender, receiver) = mpsc::channel(BATCHES_WAITING);
        let (files, listed) = (Arc::clone(&self.shared.files), Arc::clone(&snapshot.files));
        tokio::task::spawn_blocking(move || {
            let figures = Figures::new(&files, &listed, &query);
            // A reader that went away ends the work.
            let mut send = |thing| sender.blocking_send(Ok(thing)).is_ok();
            if let Err(error) = work(figures, &mut send) {
                let _ = sender.blocking_send(Err(error.into()));
            }
        });
        ReceiverStream::new(receiver)
    }
}

/// Removes projections whose primary file is not known, and those that were never finished.
fn sweep_projections(root: &Path, known: &BTreeSet<String>) -> Result<(), LakeError> {
    for path in durable::files_under(&root.join("projections"))? {
        let Some(name) = path.strip_prefix(root.join("projections")).ok().and_then(Path::to_str) else { continue };
        let stem = name.strip_suffix(".parquet").and_then(|name| name.rsplit_once('.'));
        let primary = stem.map(|(stem, _)| format!("observations/{stem}.parquet"));
        if !primary.is_some_and(|primary| known.contains(&primary)) {
            durable::remove(&path)?;
        }
    }
    Ok(())
}

/// Gives an iterator's figures to a reader until there are none or the reader goes away.
fn send_figures(
    mut figures: Figures,
    send: &mut dyn FnMut(protect::Protected<Vec<Figure>>) -> bool,
) -> Result<(), LakeError> {
    loop {
        let batch = figures.next_batch()?;
        // Everything in the table of observations is open data for now.
        if batch.is_empty() || !send(protect::open_data(batch)) {
            return Ok(());
        }
    }
}

fn send_parquet(
    mut figures: Figures,
    beside: Arc<Beside>,
    send: &mut dyn FnMut(Bytes) -> bool,
) -> Result<(), LakeError> {
    let mut export = Export::new(beside)?;
    loop {
        let batch = figures.next_batch()?;
        if batch.is_empty() {
            send(export.finish()?);
            return Ok(());
        }
        let ready = export.write(&batch)?;
        if !ready.is_empty() && !send(ready) {
            return Ok(());
        }
    }
}

#[async_trait]
impl hub::Lake for Lake {
    async fn keep(&self, file: &Path) -> Result<Received, PortError> {
        self.claim()?;
        let (folder, file) = (self.shared.received.clone(), file.to_owned());
        Ok(blocking(move || folder.keep(&file)).await?)
    }

    async fn open(&self, received: &Received) -> Result<File, PortError> {
        let (folder, received) = (self.shared.received.clone(), received.clone());
        Ok(blocking(move || folder.open(&received)).await?)
    }

    fn stage(&self, submission: &SubmissionId) -> Result<Box<dyn Staging>, PortError> {
        self.claim()?;
        Ok(Box::new(LakeStaging::begin(&self.shared.root, submission, &self.shared.in_progress)?))
    }

    async fn compare(&self, staged: &Staged, scope: Scope) -> Result<Changes, PortError> {
        Ok(self.compare_files(staged, scope).await?)
    }

    async fn commit(&self, staged: &Staged, scope: Scope) -> Result<StagingSummary, PortError> {
        let version = self.commit_files(staged, scope).await?;
        Ok(StagingSummary { version })
    }

    async fn discard(&self, staged: &Staged) -> Result<(), PortError> {
        let shared = &self.shared;
        let _changing = shared.changing.lock().await;
        self.claim()?;
        if shared.table.committed(&staged.submission).await?.is_some() {
            return Err(PortError::Conflict { what: format!("the figures of {} are in use", staged.submission) });
        }
        let (files, staged_files) = (Arc::clone(&shared.files), staged.files.clone());
        blocking(move || {
            for file in &staged_files {
                files.remove_primary(&file.path)?;
            }
            Ok(())
        })
        .await?;
        shared.in_progress.end(staged.files.iter().map(|file| file.path.as_str()));
        Ok(())
    }

    async fn snapshot(&self, version: Option<i64>) -> Result<Snapshot, PortError> {
        Ok(match version {
            None => self.shared.table.newest().await?,
            Some(version) => self.shared.table.version(version).await?,
        })
    }

    async fn holdings(&self, snapshot: &Snapshot, dataset: &DatasetId) -> Result<Vec<Holding>, PortError> {
        let files = Arc::clone(&self.shared.files);
        let wanted: Vec<_> = snapshot.files.iter().filter(|file| file.dataset == *dataset).cloned().collect();
        let count = move || {
            let primaries = wanted.iter().map(|file| files.primary(file)).collect::<Result<Vec<_>, _>>()?;
            holdings::holdings(&primaries)
        };
        Ok(blocking(count).await?)
    }

    async fn figures(&self, snapshot: &Snapshot, query: ObservationQuery) -> Result<FigureStream, PortError> {
        match &self.cluster {
            Some(cluster) => Ok(cluster::figures(cluster, &self.shared.root, snapshot, query).await?),
            None => Ok(self.stream(snapshot, query, send_figures).boxed()),
        }
    }

    async fn parquet(
        &self,
        snapshot: &Snapshot,
        query: ObservationQuery,
        beside: Arc<Beside>,
    ) -> Result<ByteStream, PortError> {
        Ok(self.stream(snapshot, query, |figures, send| send_parquet(figures, beside, send)).boxed())
    }

    async fn sql(&self, snapshot: &Snapshot, question: &str) -> Result<SqlTable, PortError> {
        match &self.cluster {
            Some(cluster) => Ok(cluster::ask(cluster, &self.shared.root, snapshot, question).await?),
            None => Ok(self.shared.questions.ask(&self.shared.files, snapshot, question).await?),
        }
    }

    async fn sweep(&self, keep: &[Staged]) -> Result<u64, PortError> {
        Ok(self.sweep_files(keep).await?)
    }
}
