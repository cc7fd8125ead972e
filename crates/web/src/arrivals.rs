//! A file on its way in: held in a temporary file, within limits, until the hub has kept it.

use crate::api::Problem;
use axum::body::Bytes;
use futures::{Stream, StreamExt};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

/// The largest file that is taken, in bytes: 2 GiB.
pub const LARGEST_FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Holds a stream of bytes in a temporary file that goes away by itself.
///
/// # Errors
/// When the file is larger than is taken, when its sender stops half-way, or when the disk fails.
pub async fn hold<E: std::fmt::Display>(
    mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<NamedTempFile, Problem> {
    let disk = |error: std::io::Error| {
        tracing::error!(error = &error as &dyn std::error::Error, "an arriving file could not be held");
        Problem::bad_request(
            "The file could not be held here.",
            "Try again in a minute; if it happens again, the disk may be full.",
        )
    };
    let file = NamedTempFile::new().map_err(disk)?;
    let mut writer = tokio::fs::File::from_std(file.reopen().map_err(disk)?);
    let mut size = 0_u64;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|error| {
            Problem::bad_request(format!("The file stopped coming half-way: {error}."), "Send it again.")
        })?;
        size += piece.len() as u64;
        if size > LARGEST_FILE_BYTES {
            return Err(Problem::too_large(
                "The file is larger than 2 GiB.",
                "Send it in parts, such as one year at a time.",
            ));
        }
        writer.write_all(&piece).await.map_err(disk)?;
    }
    writer.flush().await.map_err(disk)?;
    Ok(file)
}
