//! Files that outlive a power cut: contents and folder entries are on the disk before a function returns.

use crate::error::LakeError;
use datafusion::object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, RenameOptions, Result, local::LocalFileSystem, path::Path as StorePath,
};
use futures::stream::BoxStream;
use std::{
    fmt, fs,
    fs::File,
    io,
    path::{Path, PathBuf},
};

/// Makes a folder and all above it, each durable.
pub(crate) fn create_folder(folder: &Path) -> Result<(), LakeError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
            return Err(LakeError::file("make the folder", folder)(cause));
        }
        _ => {}
    }
    folder.parent().map_or(Ok(()), sync_folder)
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), LakeError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder).and_then(|open| open.sync_all()).map_err(LakeError::file("make durable", folder))
}

/// Moves a file that is already durable to its place in the same file system.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), LakeError> {
    fs::rename(from, to).map_err(LakeError::file("move into place", to))?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Removes a file if it is there. Says whether it was.
pub(crate) fn remove(path: &Path) -> Result<bool, LakeError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(LakeError::file("remove", path)(cause)),
    }
}

/// The size of a file, or nothing when there is none.
pub(crate) fn size_of(path: &Path) -> Result<Option<u64>, LakeError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata.len())),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(LakeError::file("look at", path)(cause)),
    }
}

/// The files of a folder and its sub-folders; none when the folder is not there.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(LakeError::file("list", &folder)(cause)),
        };
        for entry in entries {
            let path = entry.map_err(LakeError::file("list", &folder))?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The local file system, except that what is put is durable before the put returns. The table's log is written
/// through it, so that a version that was acknowledged is there after a power cut.
#[derive(Debug)]
pub(crate) struct DurableFileSystem(LocalFileSystem);

impl DurableFileSystem {
    pub(crate) fn new() -> Self {
        Self(LocalFileSystem::new())
    }

    fn make_durable(&self, location: &StorePath) -> Result<()> {
        let failed = |source: io::Error| datafusion::object_store::Error::Generic {
            store: "DurableFileSystem",
            source: Box::new(source),
        };
        let path = self.0.path_to_filesystem(location)?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(failed)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder).and_then(|folder| folder.sync_all())).map_err(failed)
    }
}

impl fmt::Display for DurableFileSystem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DurableFileSystem({})", self.0)
    }
}

#[async_trait::async_trait]
impl ObjectStore for DurableFileSystem {
    /// Puts under a hidden name, makes the bytes durable, and only then moves them to the name that readers see.
    async fn put_opts(&self, location: &StorePath, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let hidden = StorePath::from(format!("{location}.{}.tmp", std::process::id()));
        let overwrite = matches!(options.mode, datafusion::object_store::PutMode::Overwrite);
        let put = self.0.put_opts(&hidden, payload, PutOptions::default()).await?;
        self.make_durable(&hidden)?;
        let mode = if overwrite {
            datafusion::object_store::RenameTargetMode::Overwrite
        } else {
            datafusion::object_store::RenameTargetMode::Create
        };
        let moved = self.0.rename_opts(&hidden, location, RenameOptions::new().with_target_mode(mode)).await;
        if let Err(error) = moved {
            // The name was taken, or the disk failed: the hidden file is of no use to anybody.
            let _ = fs::remove_file(self.0.path_to_filesystem(&hidden)?);
            return Err(error);
        }
        self.make_durable(location)?;
        Ok(put)
    }

    async fn put_multipart_opts(
        &self,
        location: &StorePath,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.0.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &StorePath, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<StorePath>>) -> BoxStream<'static, Result<StorePath>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&StorePath>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&StorePath>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &StorePath, to: &StorePath, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &StorePath, to: &StorePath, options: RenameOptions) -> Result<()> {
        self.0.rename_opts(from, to, options).await
    }
}
