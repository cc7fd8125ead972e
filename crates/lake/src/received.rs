//! The bytes as they came, kept under their own hash and never changed.

use crate::{durable, error::LakeError};
use hub::submission::Received;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

const BUFFER_BYTES: usize = 1 << 18;

/// The folder of bytes as they came: `received/ab/abcdef…`.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedFolder {
    folder: PathBuf,
}

impl ReceivedFolder {
    pub(crate) fn new(root: &Path) -> Result<Self, LakeError> {
        let folder = root.join("received");
        durable::create_folder(&folder)?;
        Ok(Self { folder })
    }

    fn path(&self, sha256: &str) -> Result<PathBuf, LakeError> {
        let shape =
            sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if !shape {
            return Err(LakeError::Inconsistent(format!("“{sha256}” is not a SHA-256 hash")));
        }
        Ok(self.folder.join(&sha256[..2]).join(sha256))
    }

    /// Copies a file's bytes in, durable before this returns.
    pub(crate) fn keep(&self, source: &Path) -> Result<Received, LakeError> {
        let mut input = File::open(source).map_err(LakeError::file("open", source))?;
        let (mut output, temporary) = self.temporary()?;
        let copied = copy_and_hash(&mut input, Some(&mut output))
            .and_then(|copied| output.sync_all().map(|()| copied))
            .map_err(LakeError::file("copy", source));
        let received = match copied {
            Ok((sha256, size_bytes)) => Received { sha256, size_bytes },
            Err(error) => {
                durable::remove(&temporary)?;
                return Err(error);
            }
        };
        let path = self.path(&received.sha256)?;
        if durable::size_of(&path)? == Some(received.size_bytes) {
            durable::remove(&temporary)?;
        } else {
            if let Some(folder) = path.parent() {
                durable::create_folder(folder)?;
            }
            durable::rename(&temporary, &path)?;
        }
        Ok(received)
    }

    fn temporary(&self) -> Result<(File, PathBuf), LakeError> {
        for attempt in 0..u32::MAX {
            let path = self.folder.join(format!("{}-{attempt}.tmp", std::process::id()));
            match File::create_new(&path) {
                Ok(file) => return Ok((file, path)),
                Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(LakeError::file("write", &path)(cause)),
            }
        }
        Err(LakeError::Worker("no name is free for a new file".to_owned()))
    }

    /// Opens kept bytes. Their size must be the size that was recorded.
    pub(crate) fn open(&self, received: &Received) -> Result<File, LakeError> {
        let path = self.path(&received.sha256)?;
        match durable::size_of(&path)? {
            Some(size) if size == received.size_bytes => File::open(&path).map_err(LakeError::file("open", &path)),
            Some(size) => Err(LakeError::Inconsistent(format!(
                "the bytes {} should be {} bytes long and are {size}",
                received.sha256, received.size_bytes
            ))),
            None => Err(LakeError::Inconsistent(format!("the bytes {} are not here", received.sha256))),
        }
    }

    /// Reads kept bytes whole and compares their hash with their name.
    pub(crate) fn verify(&self, received: &Received) -> Result<(), LakeError> {
        let mut file = self.open(received)?;
        let path = self.path(&received.sha256)?;
        let (found, _) = copy_and_hash(&mut file, None).map_err(LakeError::file("read", &path))?;
        if found == received.sha256 {
            Ok(())
        } else {
            Err(LakeError::Inconsistent(format!("the bytes kept as {} have the hash {found}", received.sha256)))
        }
    }

    /// Removes what a stopped process left half copied.
    pub(crate) fn sweep(&self) -> Result<u64, LakeError> {
        let mut removed = 0;
        for path in durable::files_under(&self.folder)? {
            if path.extension().is_some_and(|extension| extension == "tmp") {
                removed += u64::from(durable::remove(&path)?);
            }
        }
        Ok(removed)
    }
}

fn copy_and_hash(input: &mut File, mut output: Option<&mut File>) -> std::io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut size = 0_u64;
    loop {
        let read = input.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        size += read as u64;
        if let Some(output) = output.as_deref_mut() {
            output.write_all(&buffer[..read])?;
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok((text, size))
}
