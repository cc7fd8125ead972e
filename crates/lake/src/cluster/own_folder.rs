//! An executor's folder of its own. What passes through it may be personal data, so it must not outlive its executor: one
//! that ends removes it, and one that begins removes the folders of those that were killed.

use crate::{
    LakeError,
    lock::{Asked, Lock},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PREFIX: &str = "wholeplace-executor-";
/// Held for as long as the executor runs. The system takes it back however the executor ends.
const LOCK: &str = "lock";
/// What passes between stages.
const WORK: &str = "work";

/// A folder for what passes between stages, removed when this is dropped.
#[derive(Debug)]
pub(super) struct OwnFolder {
    // The lock goes last: while the folder is being removed, nobody else takes it for left behind.
    folder: TempDir,
    _lock: Lock,
}

impl OwnFolder {
    /// Makes a folder of our own in another, readable for this user alone.
    pub(super) fn make(within: &Path) -> Result<Self, LakeError> {
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within);
            let folder = folder.map_err(LakeError::file("make", within))?;
            let path = folder.path().join(LOCK);
            // Between the two steps somebody who cleans up may have taken it for left behind; then there is another.
            if let Asked::Taken(lock) = Lock::ask(&path).map_err(LakeError::file("lock", &path))? {
                let work = folder.path().join(WORK);
                fs::create_dir(&work).map_err(LakeError::file("make", &work))?;
                return Ok(Self { folder, _lock: lock });
            }
        }
    }

    /// Where to keep what passes between stages.
    pub(super) fn work(&self) -> PathBuf {
        self.folder.path().join(WORK)
    }

    /// Removes the folders of this user's executors that no longer run, and says which. A folder that cannot be removed is
    /// told and left: an executor can do its work beside it.
    pub(super) fn remove_left_behind(&self) -> Vec<PathBuf> {
        let mut removed = Vec::new();
        let Some(within) = self.folder.path().parent() else { return removed };
        for entry in fs::read_dir(within).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_one = entry.file_name().to_string_lossy().starts_with(PREFIX)
                && entry.file_type().is_ok_and(|kind| kind.is_dir())
                && is_of_one_user(&path, self.folder.path());
            if !is_one {
                continue;
            }
            // One without a lock is only just being made, or was left before anything was kept in it.
            let Ok(Asked::Taken(_lock)) = Lock::ask_if_there(&path.join(LOCK)) else { continue };
            match fs::remove_dir_all(&path) {
                Ok(()) => removed.push(path),
                Err(cause) => {
                    tracing::warn!(folder = %path.display(), %cause, "what a killed executor left cannot be removed");
                }
            }
        }
        removed
    }
}

/// Whether two folders are of the same user: nobody cleans up for others.
#[cfg(unix)]
fn is_of_one_user(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| fs::symlink_metadata(path).ok().map(|facts| facts.uid());
    owner(one).is_some() && owner(one) == owner(other)
}

#[cfg(not(unix))]
fn is_of_one_user(_: &Path, _: &Path) -> bool {
    // The temporary folder is the user's own.
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_whose_executor_is_gone_are_removed() {
        let within = tempfile::tempdir().unwrap();
        let [living, begins] = [0, 1].map(|_| OwnFolder::make(within.path()).unwrap());
        // As a killed executor leaves it: the lock is free, the work is there.
        let left = within.path().join("wholeplace-executor-killed");
        fs::create_dir_all(left.join(WORK).join("job")).unwrap();
        fs::write(left.join(WORK).join("job/piece.arrow"), "somebody’s records").unwrap();
        fs::write(left.join(LOCK), "process 1 (wholeplace)\n").unwrap();
        let young = within.path().join("wholeplace-executor-being-made");
        let other = within.path().join("another-folder");
        for folder in [&young, &other] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(other.join(LOCK), "").unwrap();
        assert_eq!(begins.remove_left_behind(), [left]);
        assert!(living.work().is_dir() && begins.work().is_dir() && young.is_dir() && other.is_dir());
        let own = begins.work();
        drop(begins);
        assert!(!own.exists() && !own.parent().unwrap().exists());
    }
}
