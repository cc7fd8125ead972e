//! Looks into a ZIP before anything trusts it: what it is, and whether it would swell beyond the limits.

use super::ReadSeek;
use crate::limits::Limits;
use std::io::Read;

/// What a ZIP file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packed {
    Xlsx,
    Ods,
    /// Something else: what it seems to be.
    Other(&'static str),
    /// It unpacks to more than the limit.
    Bomb,
    /// It is broken.
    Broken(String),
}

/// Unpacks every part to nowhere and counts: the sizes that a ZIP states about itself can lie.
pub(crate) fn inspect(file: &mut dyn ReadSeek, packed_bytes: u64, limits: &Limits) -> Packed {
    let mut archive = match zip::ZipArchive::new(file) {
        Ok(archive) => archive,
        Err(error) => return Packed::Broken(error.to_string()),
    };
    let mut kind = Packed::Other("a ZIP archive");
    let allowed = limits.spreadsheet_bytes.min(packed_bytes.saturating_mul(limits.ratio).max(1 << 20));
    let mut total = 0;
    if archive.len() > 10_000 {
        return Packed::Bomb;
    }
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(error) => return Packed::Broken(error.to_string()),
        };
        match part.name().as_deref().unwrap_or_default() {
            "xl/workbook.xml" => kind = Packed::Xlsx,
            "xl/workbook.bin" => kind = Packed::Other("a binary workbook (XLSB)"),
            "word/document.xml" => kind = Packed::Other("a Word document"),
            "content.xml" if kind == Packed::Other("a ZIP archive") => kind = Packed::Ods,
            _ => {}
        }
        match std::io::copy(&mut part.take(allowed - total + 1), &mut std::io::sink()) {
            Ok(bytes) => total += bytes,
            Err(error) => return Packed::Broken(error.to_string()),
        }
        if total > allowed {
            return Packed::Bomb;
        }
    }
    kind
}
