//! Review files of linkages: what records of people say, kept apart from all open data, under their own hash and
//! readable by the hub's own user alone.

use crate::{Lake, durable, error::LakeError};
use async_trait::async_trait;
use hub::{PortError, ports::ReviewFiles, submission::Received};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

/// The folder of review files: `people/reviews/…`.
struct ReviewFolder(PathBuf);

impl ReviewFolder {
    fn path(&self, sha256: &str) -> Result<PathBuf, LakeError> {
        let shape =
            sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if shape {
            Ok(self.0.join(format!("{sha256}.json")))
        } else {
            Err(LakeError::Inconsistent(format!("“{sha256}” is not a SHA-256 hash")))
        }
    }

    fn keep(&self, bytes: &[u8]) -> Result<(Received, bool), LakeError> {
        durable::create_folder(&self.0)?;
        only_for_us(&self.0)?;
        let kept = Received { sha256: hash(bytes), size_bytes: bytes.len() as u64 };
        let path = self.path(&kept.sha256)?;
        if matches!(self.read(&kept), Ok(Some(_))) {
            return Ok((kept, false));
        }
        let hidden = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = create_for_us(&hidden)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .map_err(LakeError::file("write", &hidden));
        if let Err(error) = written {
            // A full disk must not leave half of it behind.
            let _ = fs::remove_file(&hidden);
            return Err(error);
        }
        durable::rename(&hidden, &path)?;
        Ok((kept, true))
    }

    fn read(&self, kept: &Received) -> Result<Option<Vec<u8>>, LakeError> {
        let path = self.path(&kept.sha256)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(LakeError::file("read", &path)(cause)),
        };
        let found = hash(&bytes);
        if found == kept.sha256 {
            Ok(Some(bytes))
        } else {
            Err(LakeError::Inconsistent(format!("the review file kept as {} has the hash {found}", kept.sha256)))
        }
    }
}

fn remove(folder: &ReviewFolder, kept: &Received) -> Result<bool, LakeError> {
    let was_there = durable::remove(&folder.path(&kept.sha256)?)?;
    if was_there {
        durable::sync_folder(&folder.0)?;
    }
    Ok(was_there)
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A new file that no other user may read, from its first moment.
fn create_for_us(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "only Unix has such permissions"))]
fn only_for_us(folder: &Path) -> Result<(), LakeError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(LakeError::file("close", folder))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[async_trait]
impl ReviewFiles for Lake {
    async fn keep_review(&self, bytes: Vec<u8>) -> Result<(Received, bool), PortError> {
        let folder = ReviewFolder(self.root().join("people").join("reviews"));
        Ok(crate::engine::blocking(move || folder.keep(&bytes)).await?)
    }

    async fn review_bytes(&self, file: &Received) -> Result<Option<Vec<u8>>, PortError> {
        let (folder, file) = (ReviewFolder(self.root().join("people").join("reviews")), file.clone());
        Ok(crate::engine::blocking(move || folder.read(&file)).await?)
    }

    async fn remove_review(&self, file: &Received) -> Result<bool, PortError> {
        let (folder, file) = (ReviewFolder(self.root().join("people").join("reviews")), file.clone());
        Ok(crate::engine::blocking(move || remove(&folder, &file)).await?)
    }
}
