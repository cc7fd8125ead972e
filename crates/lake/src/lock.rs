//! Locks on files, for what one process at a time may do. They are the operating system's own, so that a killed process
//! leaves none.

use crate::error::LakeError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
};

/// A lock, held until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(crate) enum Asked {
    /// It is ours.
    Taken(Lock),
    /// Another process holds it: which one, as it said itself.
    HeldBy(String),
    /// The file went while we asked: whoever held the lock is done and has removed it.
    Gone,
}

impl Lock {
    /// Asks for the lock on a file, which is made when it is not there.
    pub(crate) fn ask(path: &Path) -> io::Result<Asked> {
        Self::ask_of(OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?, path)
    }

    /// The same of a file that is there.
    pub(crate) fn ask_if_there(path: &Path) -> io::Result<Asked> {
        match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => Self::ask_of(file, path),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Asked::Gone),
            Err(cause) => Err(cause),
        }
    }

    fn ask_of(mut file: File, path: &Path) -> io::Result<Asked> {
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "a process that has not said its name" } else { holder };
                return Ok(Asked::HeldBy(holder.to_owned()));
            }
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
        // A lock on a file that was removed meanwhile keeps nobody out.
        if !path.exists() {
            return Ok(Asked::Gone);
        }
        let program = std::env::current_exe().ok();
        let program =
            program.as_deref().and_then(Path::file_name).map_or("unknown".into(), |name| name.to_string_lossy());
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "process {} ({program})", std::process::id())?;
        Ok(Asked::Taken(Self { _file: file }))
    }
}

/// The right to write to a lake, held until dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _lock: Lock,
}

impl WriteLock {
    /// Takes the lock, or names the process that holds it.
    pub(crate) fn take(path: &Path) -> Result<Self, LakeError> {
        match Lock::ask(path).map_err(LakeError::file("lock", path))? {
            Asked::Taken(lock) => Ok(Self { _lock: lock }),
            Asked::HeldBy(holder) => Err(LakeError::Locked { holder }),
            Asked::Gone => Err(LakeError::file("lock", path)(io::ErrorKind::NotFound.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_keeps_others_out_and_says_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        assert!(matches!(Lock::ask_if_there(&path).unwrap(), Asked::Gone), "nothing is made");
        let Asked::Taken(lock) = Lock::ask(&path).unwrap() else { panic!("nobody holds it") };
        let Asked::HeldBy(holder) = Lock::ask(&path).unwrap() else { panic!("we hold it") };
        assert!(holder.starts_with(&format!("process {} (", std::process::id())), "{holder}");
        drop(lock);
        assert!(matches!(Lock::ask_if_there(&path).unwrap(), Asked::Taken(_)));
    }
}
