//! A file that is either whole and in its place, or not there.

use super::PeopleError;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file being written under a hidden name beside its place. [`AtomicFile::commit`] makes it durable and moves it into
/// place; dropped before that, it is removed.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    hidden: PathBuf,
    file: Option<File>,
}

impl AtomicFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When the folder is not there or cannot be written to.
    pub fn create(path: &Path) -> Result<Self, PeopleError> {
        let name = path.file_name().ok_or_else(|| {
            PeopleError::refused(
                format!("{} is not the name of a file", path.display()),
                "Name a file such as pairs.parquet.",
            )
        })?;
        if path.is_dir() {
            return Err(PeopleError::refused(
                format!("{} is a folder", path.display()),
                "Name a file in it, such as pairs.parquet.",
            ));
        }
        let hidden = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
        let file = File::create(&hidden).map_err(PeopleError::file("write", path))?;
        Ok(Self { path: path.to_owned(), hidden, file: Some(file) })
    }

    /// Where the file will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file durable and moves it into place.
    ///
    /// # Errors
    /// When the disk refuses; the file is removed then.
    pub fn commit(mut self) -> Result<(), PeopleError> {
        if let Some(file) = &self.file {
            file.sync_all().map_err(PeopleError::file("make durable", &self.path))?;
        }
        fs::rename(&self.hidden, &self.path).map_err(PeopleError::file("move into place", &self.path))?;
        self.file = None;
        sync_folder_of(&self.path)
    }

    fn open(&mut self) -> io::Result<&mut File> {
        self.file.as_mut().ok_or_else(|| io::Error::other("the file is closed"))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open()?.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.hidden);
        }
    }
}

/// Makes the entry of a file in its folder durable.
fn sync_folder_of(path: &Path) -> Result<(), PeopleError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|open| open.sync_all()).map_err(PeopleError::file("make durable", folder))
}
