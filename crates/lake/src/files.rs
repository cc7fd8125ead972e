//! The lake's files as readers share them: checked primaries, their projections, and the thread that makes
//! projections which are not there yet.

use crate::{
    durable,
    error::LakeError,
    footer::{Primaries, Primary, Recent},
    projection::{self, Order, Projection},
};
use hub::ports::lake::SnapshotFile;
use std::{
    collections::{BTreeSet, VecDeque},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
    thread,
};

/// Projections that are built inside a commit: files with fewer rows than this are sorted in well under a second.
pub(crate) const SMALL_FILE_ROWS: u64 = 300_000;

/// The files of the lake.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    primaries: Primaries,
    projections: Recent<Projection>,
    /// Held while a projection is made: one at a time, so that memory stays bounded.
    making: Mutex<()>,
    queue: Arc<Queue>,
}

/// Primary files whose projections are to be made.
#[derive(Debug, Default)]
struct Queue {
    state: Mutex<QueueState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct QueueState {
    waiting: VecDeque<Arc<Primary>>,
    /// The names of those that wait or are being made.
    known: BTreeSet<String>,
    running: bool,
    closed: bool,
}

impl Drop for Files {
    fn drop(&mut self) {
        let mut state = self.queue.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.closed = true;
        self.queue.changed.notify_all();
    }
}

impl Files {
    pub(crate) fn new(root: &Path) -> Arc<Self> {
        Arc::new(Self {
            root: root.to_owned(),
            primaries: Primaries::new(root),
            projections: Recent::new(2048),
            making: Mutex::new(()),
            queue: Arc::default(),
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A primary file, checked against the snapshot.
    pub(crate) fn primary(&self, file: &SnapshotFile) -> Result<Arc<Primary>, LakeError> {
        self.primaries.open(&file.path, file.size_bytes, file.rows)
    }

    /// A projection of a primary file, if it is there and agrees with it.
    pub(crate) fn projection(&self, primary: &Primary, order: Order) -> Result<Option<Arc<Projection>>, LakeError> {
        let path = projection::path(&self.root, &primary.name, order);
        if let Some(known) = self.projections.get(&path) {
            return Ok(Some(known));
        }
        let opened = Projection::open(&self.root, primary, order)?.map(Arc::new);
        if let Some(projection) = &opened {
            self.projections.put(path, Arc::clone(projection));
        }
        Ok(opened)
    }

    /// Makes the projections of a primary file unless both are there.
    pub(crate) fn make_projections(&self, primary: &Primary) -> Result<(), LakeError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        for order in Order::BOTH {
            if self.projection(primary, order)?.is_none() {
                tracing::debug!(file = %primary.name, rows = primary.footer.rows, "making projections");
                return projection::build(&self.root, primary);
            }
        }
        Ok(())
    }

    /// Drops a projection that could not be read, so that it is made again.
    pub(crate) fn drop_projection(&self, path: &Path) {
        self.projections.forget(path);
        if let Err(error) = durable::remove(path) {
            tracing::warn!(error = %error, "a projection that cannot be read could not be removed either");
        }
    }

    /// Asks for the projections of a primary file to be made in the background.
    pub(crate) fn request_projections(self: &Arc<Self>, primary: &Arc<Primary>) {
        let mut state = self.queue.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.known.insert(primary.name.clone()) {
            return;
        }
        state.waiting.push_back(Arc::clone(primary));
        if state.running {
            return;
        }
        let (queue, files) = (Arc::clone(&self.queue), Arc::downgrade(self));
        let spawned = thread::Builder::new().name("projections".to_owned()).spawn(move || make_all(&queue, &files));
        match spawned {
            Ok(_) => state.running = true,
            Err(error) => {
                tracing::warn!(error = %error, "no thread to make projections; reads fall back to primary files");
                state.waiting.clear();
                state.known.clear();
            }
        }
    }

    /// Waits until no projection is being made or waits to be made.
    pub(crate) fn wait_for_projections(&self) {
        let mut state = self.queue.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.running {
            state = self.queue.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Removes a primary file that is in no version, with its projections. Says whether it was there.
    pub(crate) fn remove_primary(&self, name: &str) -> Result<bool, LakeError> {
        for order in Order::BOTH {
            let path = projection::path(&self.root, name, order);
            self.projections.forget(&path);
            durable::remove(&path)?;
        }
        self.primaries.forget(name);
        durable::remove(&self.root.join(name))
    }
}

/// Makes what waits, and ends when nothing does or the lake is closed.
fn make_all(queue: &Queue, files: &Weak<Files>) {
    loop {
        let primary = {
            let mut state = queue.state.lock().unwrap_or_else(PoisonError::into_inner);
            let next = if state.closed { None } else { state.waiting.pop_front() };
            let Some(next) = next else {
                state.running = false;
                queue.changed.notify_all();
                return;
            };
            next
        };
        if let Some(files) = files.upgrade()
            && let Err(error) = files.make_projections(&primary)
        {
            tracing::warn!(file = %primary.name, error = %error, "projections could not be made; reads fall back");
        }
        queue.state.lock().unwrap_or_else(PoisonError::into_inner).known.remove(&primary.name);
    }
}
