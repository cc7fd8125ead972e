//! A file whose reading can be watched.

use super::Progress;
use std::{
    fs::File,
    io::{Read, Result, Seek, SeekFrom},
};

/// Reads a file and tells how far it has come.
pub(super) struct Watched {
    file: File,
    progress: Progress,
}

impl Watched {
    pub(super) fn new(file: File, progress: Progress) -> Self {
        Self { file, progress }
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.file.read(buffer)?;
        self.progress.read(count);
        Ok(count)
    }
}

impl Seek for Watched {
    fn seek(&mut self, position: SeekFrom) -> Result<u64> {
        self.file.seek(position)
    }
}
