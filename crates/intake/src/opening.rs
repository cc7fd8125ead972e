//! What a file is, told from its bytes and not from its name; and its text, unpacked within the limits.

use crate::{
    limits::Limits,
    recipe::{Encoding, Format},
    workbook::{Packed, ReadSeek, inspect},
};
use flate2::read::MultiGzDecoder;
use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, BufReader, Read, SeekFrom},
    rc::Rc,
};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Table {
        format: Format,
        gzipped: bool,
    },
    /// Text in UTF-16, as some programs export “Unicode text”.
    Utf16,
    /// Not a table: what it is, with an article.
    Other(&'static str),
    Swells,
    Broken(String),
    TooLarge,
}

/// Looks at the first bytes (and into a ZIP).
pub(crate) fn recognise(file: &mut dyn ReadSeek, limits: &Limits) -> io::Result<Content> {
    let size = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    if size > limits.file_bytes {
        return Ok(Content::TooLarge);
    }
    let mut head = Vec::new();
    Read::take(&mut *file, 4096).read_to_end(&mut head)?;
    file.rewind()?;
    let text = String::from_utf8_lossy(&head).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let csv = |gzipped| Content::Table { format: Format::Csv, gzipped };
    Ok(match head.as_slice() {
        [0x1f, 0x8b, ..] => csv(true),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let packed = inspect(file, size, limits);
            file.rewind()?;
            match packed {
                Packed::Xlsx => Content::Table { format: Format::Xlsx, gzipped: false },
                Packed::Ods => Content::Table { format: Format::Ods, gzipped: false },
                Packed::Other(what) => Content::Other(what),
                Packed::Bomb => Content::Swells,
                Packed::Broken(why) => Content::Broken(why),
            }
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Content::Table { format: Format::Xls, gzipped: false },
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Content::Utf16,
        [b'%', b'P', b'D', b'F', ..] => Content::Other("a PDF"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Content::Other("a picture"),
        [b'P', b'A', b'R', b'1', ..] => Content::Other("a Parquet file"),
        _ if text.starts_with("<?xml") && text.contains("spreadsheet") => Content::Other("an XML spreadsheet of 2003"),
        _ if ["<!doctype html", "<html", "<table", "<head", "<body", "<?xml"]
            .iter()
            .any(|tag| text.starts_with(tag)) =>
        {
            Content::Other("a web page")
        }
        _ if text.starts_with('{') || text.starts_with("[{") => Content::Other("JSON"),
        bytes if memchr::memchr_iter(0, bytes).count() * 20 > bytes.len() => Content::Other("not text"),
        _ => csv(false),
    })
}

/// Why a text stopped early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stopped {
    Swells,
    Broken(String),
}

/// What a text's reader noted, for whoever holds it while the reader is at work.
pub(crate) type Note = Rc<Cell<Option<Stopped>>>;

/// A reader of unpacked text that ends early, with a note, where the file swells or is broken.
struct Unpacking<R> {
    reader: R,
    left: u64,
    note: Note,
}

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(read) if read as u64 > self.left => {
                self.note.set(Some(Stopped::Swells));
                Ok(0)
            }
            Ok(read) => {
                self.left -= read as u64;
                Ok(read)
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
                ) =>
            {
                self.note.set(Some(Stopped::Broken(error.to_string())));
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }
}

/// The text of a CSV file from its beginning, without a byte-order mark.
pub(crate) fn text<'f>(
    file: &'f mut dyn ReadSeek,
    content: &Content,
    limits: &Limits,
) -> io::Result<(Box<dyn Read + 'f>, Note)> {
    let size = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let note: Note = Rc::default();
    let mut reader: Box<dyn Read + 'f> = match content {
        Content::Table { gzipped: true, .. } => Box::new(Unpacking {
            reader: MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)),
            left: limits.unpacked_bytes.min(size.saturating_mul(limits.ratio).max(1 << 20)),
            note: Rc::clone(&note),
        }),
        Content::Utf16 => {
            let mut bytes = Vec::new();
            file.take(limits.spreadsheet_bytes).read_to_end(&mut bytes)?;
            let encoding = if bytes[0] == 0xff { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
            let (text, _, _) = encoding.decode(&bytes);
            Box::new(io::Cursor::new(text.into_owned().into_bytes()))
        }
        _ => Box::new(file),
    };
    let mut mark = Vec::with_capacity(3);
    reader.by_ref().take(3).read_to_end(&mut mark)?;
    if mark == b"\xef\xbb\xbf" {
        mark.clear();
    }
    Ok((Box::new(io::Cursor::new(mark).chain(reader)), note))
}

/// Tells what parts the cells: the sign that parts most of the first lines into the same number of cells.
pub(crate) fn delimiter(head: &[u8]) -> u8 {
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').filter(|line| line.len() > 1).take(50).collect();
    let score = |sign: u8| {
        let mut quoted = false;
        let mut counts: Vec<usize> = Vec::new();
        for line in &lines {
            let mut count = 0;
            for byte in *line {
                match *byte {
                    b'"' => quoted = !quoted,
                    byte if byte == sign && !quoted => count += 1,
                    _ => {}
                }
            }
            counts.push(count);
        }
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0) * 4 + counts.last().copied().unwrap_or(0)
    };
    // On a tie the comma, which comes last, wins.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|sign| score(*sign)).unwrap_or(b',')
}

/// Bytes of a cell as text.
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    if encoding == Encoding::Windows1252 {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
