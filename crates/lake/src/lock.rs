//! One process writes, any number read. The lock is the operating system's own, so that a killed process leaves none.

use crate::error::LakeError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

/// The right to write, held until dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Takes the lock, or names the process that holds it.
    pub(crate) fn take(path: &Path) -> Result<Self, LakeError> {
        let fail = |cause| LakeError::file("open the lock", path)(cause);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "a process that has not said its name" } else { holder };
                return Err(LakeError::Locked { holder: holder.to_owned() });
            }
            Err(TryLockError::Error(cause)) => return Err(LakeError::file("lock", path)(cause)),
        }
        let program = std::env::current_exe().ok();
        let program =
            program.as_deref().and_then(Path::file_name).map_or("unknown".into(), |name| name.to_string_lossy());
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "process {} ({program})", std::process::id())
        };
        write(&mut file).map_err(LakeError::file("write", path))?;
        Ok(Self { _file: file })
    }
}
