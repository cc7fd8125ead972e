//! Takes a submission's observations while its file is read. Rows are copied to a second thread that makes columns
//! of them and encodes them, so that reading and writing go on side by side in bounded memory.

use crate::{
    batch::{self, Agreement, Words},
    durable,
    error::LakeError,
    writer::{PrimaryWriter, Series},
};
use hub::{
    PortError,
    ports::{Staged, Staging},
};
use intake::Sink;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};
use terms::{ObservationRow, SubmissionId, Vocabulary};

/// Rows that are handed over together.
const CHUNK_ROWS: usize = 1 << 15;
/// Chunks that may wait for the second thread.
const CHUNKS_WAITING: usize = 3;

/// The names of files that are being staged in this process: nobody may sweep them away.
#[derive(Debug, Clone, Default)]
pub(crate) struct InProgress(Arc<Mutex<BTreeSet<String>>>);

impl InProgress {
    /// Guards a file from now on.
    pub(crate) fn begin(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// Stops guarding files: they were recorded by the caller, or removed.
    pub(crate) fn end<'a>(&self, names: impl IntoIterator<Item = &'a str>) {
        let mut guarded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            guarded.remove(name);
        }
    }

    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Chunk {
    rows: Vec<ObservationRow>,
    words: Arc<Words>,
}

type Written = Result<(Vec<hub::ports::StagedFile>, BTreeSet<terms::Period>), LakeError>;

/// The staging of one submission.
pub(crate) struct LakeStaging {
    submission: SubmissionId,
    root: PathBuf,
    words: Option<Arc<Words>>,
    waiting: Vec<ObservationRow>,
    rows: u64,
    sender: Option<SyncSender<Chunk>>,
    writer: Option<JoinHandle<Written>>,
    in_progress: InProgress,
    mine: Arc<Mutex<Vec<String>>>,
}

impl LakeStaging {
    pub(crate) fn begin(root: &Path, submission: &SubmissionId, in_progress: &InProgress) -> Result<Self, LakeError> {
        let (sender, receiver) = sync_channel(CHUNKS_WAITING);
        let mine = Arc::new(Mutex::new(Vec::new()));
        let writer = {
            let (guard, mine) = (in_progress.clone(), Arc::clone(&mine));
            let series = Series::new(root, submission);
            let number = submission.number;
            let began = move |name: &str| {
                guard.begin(name);
                mine.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
            };
            let write = move || encode(&receiver, PrimaryWriter::new(series, began), number);
            thread::Builder::new().name(format!("stage {submission}")).spawn(write)
        };
        let writer = writer.map_err(|cause| LakeError::Worker(cause.to_string()))?;
        Ok(Self {
            submission: submission.clone(),
            root: root.to_owned(),
            words: None,
            waiting: Vec::with_capacity(CHUNK_ROWS),
            rows: 0,
            sender: Some(sender),
            writer: Some(writer),
            in_progress: in_progress.clone(),
            mine,
        })
    }

    /// Hands the waiting rows over.
    fn hand_over(&mut self) -> Result<(), LakeError> {
        let (Some(words), false) = (&self.words, self.waiting.is_empty()) else { return Ok(()) };
        let rows = std::mem::replace(&mut self.waiting, Vec::with_capacity(CHUNK_ROWS));
        let chunk = Chunk { rows, words: Arc::clone(words) };
        let sent = self.sender.as_ref().is_some_and(|sender| sender.send(chunk).is_ok());
        if sent { Ok(()) } else { Err(self.join().err().unwrap_or_else(ended_early)) }
    }

    /// Waits for the second thread, which ends when nothing more can come.
    fn join(&mut self) -> Written {
        self.sender = None;
        let writer = self.writer.take().ok_or_else(ended_early)?;
        writer.join().map_err(|_| ended_early())?
    }

    fn clean_up(&mut self) {
        self.waiting.clear();
        let _ = self.join();
        let names = std::mem::take(&mut *self.mine.lock().unwrap_or_else(PoisonError::into_inner));
        for name in &names {
            if let Err(error) = durable::remove(&self.root.join(name)) {
                tracing::warn!(file = %name, error = %error, "a staged file could not be removed; a sweep will");
            }
        }
        self.in_progress.end(names.iter().map(String::as_str));
    }
}

fn ended_early() -> LakeError {
    LakeError::Worker("the thread that writes observations stopped".to_owned())
}

fn encode(chunks: &Receiver<Chunk>, mut writer: PrimaryWriter, submission: u32) -> Written {
    while let Ok(chunk) = chunks.recv() {
        writer.write(&batch::batch(&chunk.rows, &chunk.words, submission)?)?;
    }
    writer.finish()
}

impl Sink for LakeStaging {
    fn rows(
        &mut self,
        vocabulary: &Vocabulary,
        rows: &[ObservationRow],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let mut take = || -> Result<(), LakeError> {
            // A vocabulary that grew still serves the rows that wait; another vocabulary does not.
            match self.words.as_ref().map(|words| words.agreement(vocabulary)) {
                Some(Agreement::Same) => {}
                Some(Agreement::Grown) | None => self.words = Some(Arc::new(Words::new(vocabulary))),
                Some(Agreement::Another) => {
                    self.hand_over()?;
                    self.words = Some(Arc::new(Words::new(vocabulary)));
                }
            }
            let mut rest = rows;
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(CHUNK_ROWS - self.waiting.len()));
                self.waiting.extend_from_slice(now);
                if self.waiting.len() == CHUNK_ROWS {
                    self.hand_over()?;
                }
                rest = later;
            }
            Ok(())
        };
        take()?;
        self.rows += rows.len() as u64;
        Ok(())
    }
}

impl Staging for LakeStaging {
    fn sink(&mut self) -> &mut dyn Sink {
        self
    }

    fn finish(mut self: Box<Self>) -> Result<Staged, PortError> {
        let finished = self.hand_over().and_then(|()| self.join()).and_then(|(files, periods)| {
            let written = files.iter().map(|file| file.rows).sum::<u64>();
            if written == self.rows {
                Ok(Staged { submission: self.submission.clone(), files, rows: written, periods })
            } else {
                Err(LakeError::Inconsistent(format!("{} rows came to be stored and {written} were", self.rows)))
            }
        });
        match finished {
            Ok(staged) => {
                // From here on the caller's record guards the files.
                self.mine.lock().unwrap_or_else(PoisonError::into_inner).clear();
                Ok(staged)
            }
            Err(error) => {
                self.clean_up();
                Err(error.into())
            }
        }
    }

    fn discard(mut self: Box<Self>) {
        self.clean_up();
    }
}

impl Drop for LakeStaging {
    fn drop(&mut self) {
        // A staging that is dropped without being finished (an error, a panic) leaves nothing behind.
        self.clean_up();
    }
}
