//! What an XLS says of its own size, looked at before it is read. The reader of XLS believes a file that claims
//! billions of cells and asks for the memory, which would stop the whole hub: a claim that no true file makes is
//! refused here first.
//!
//! Source: Microsoft, [MS-CFB] Compound File Binary File Format and [MS-XLS] Excel Binary File Format (BIFF8).

use super::{ReadSeek, SheetError};
use std::io::SeekFrom;

/// Rows and columns that a sheet of an XLS can have.
const ROWS: u32 = 65_536;
const COLUMNS: u32 = 256;

/// Sector numbers from here on are marks, not places.
const MARKS: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in small sectors.
const SHORT_BYTES: usize = 4_096;
const SHORT_SECTOR_BYTES: usize = 64;
const ENTRY_BYTES: usize = 128;

const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// Records that begin with a row and a column.
const CELLS: [u16; 10] = [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E];
/// Those of them that end with their last column.
const RUNS: [u16; 2] = [0x00BD, 0x00BE];

fn broken(what: &str) -> SheetError {
    SheetError::Broken(what.to_owned())
}

fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(place..place + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(place..place + 4)?.try_into().ok()?))
}

/// Refuses an XLS whose sheets claim to be larger than a sheet can be. Leaves the file at its beginning.
///
/// # Errors
/// [`SheetError::Broken`] when a claim is out of bounds or the file's parts cannot be found.
pub(super) fn look_over(file: &mut dyn ReadSeek) -> Result<(), SheetError> {
    let unreadable = |error: std::io::Error| SheetError::Broken(error.to_string());
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    // Before it had compound files Excel wrote the records as they are.
    let compound = bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    let streams = if compound {
        Compound::read(&bytes).ok_or_else(|| broken("its sectors do not join up"))?.books()
    } else {
        vec![bytes]
    };
    for stream in &streams {
        sheets(stream)?;
    }
    Ok(())
}

/// The parts of a compound file.
struct Compound<'f> {
    bytes: &'f [u8],
    sector_bytes: usize,
    next: Vec<u32>,
    short_next: Vec<u32>,
    short: Vec<u8>,
    entries: Vec<u8>,
}

impl<'f> Compound<'f> {
    fn read(bytes: &'f [u8]) -> Option<Self> {
        let sector_bytes = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut compound = Self {
            bytes,
            sector_bytes,
            next: Vec::new(),
            short_next: Vec::new(),
            short: Vec::new(),
            entries: Vec::new(),
        };
        let mut tables: Vec<u32> = (0..109).filter_map(|place| u32_at(bytes, 76 + 4 * place)).collect();
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..bytes.len() / sector_bytes {
            let Some(sector) = compound.sector(more) else { break };
            let words = words(sector);
            let (last, places) = words.split_last()?;
            tables.extend(places);
            more = *last;
        }
        for table in tables.into_iter().filter(|table| *table < MARKS) {
            let sector = words(compound.sector(table)?);
            compound.next.extend(sector);
        }
        compound.entries = compound.chain(u32_at(bytes, 48)?);
        compound.short_next = words(&compound.chain(u32_at(bytes, 60)?));
        // The first entry is the root, whose stream holds the small sectors.
        compound.short = compound.chain(u32_at(&compound.entries, 116)?);
        Some(compound)
    }

    fn sector(&self, number: u32) -> Option<&'f [u8]> {
        let begin = (usize::try_from(number).ok()?.checked_add(1)?).checked_mul(self.sector_bytes)?;
        let rest = self.bytes.get(begin..).filter(|_| number < MARKS)?;
        Some(&rest[..rest.len().min(self.sector_bytes)])
    }

    /// The sectors that follow one another from a first, as far as they go; a ring ends with the file's size.
    fn chain(&self, first: u32) -> Vec<u8> {
        let (mut bytes, mut number) = (Vec::new(), first);
        while let Some(sector) = self.sector(number).filter(|_| bytes.len() <= self.bytes.len()) {
            bytes.extend_from_slice(sector);
            let Some(next) = usize::try_from(number).ok().and_then(|number| self.next.get(number)) else { break };
            number = *next;
        }
        bytes
    }

    fn short_chain(&self, first: u32) -> Vec<u8> {
        let (mut bytes, mut number) = (Vec::new(), first);
        while let Ok(place) = usize::try_from(number)
            && let Some(begin) = place.checked_mul(SHORT_SECTOR_BYTES)
            && let Some(rest) =
                self.short.get(begin..).filter(|rest| !rest.is_empty() && bytes.len() <= self.short.len())
        {
            bytes.extend_from_slice(&rest[..rest.len().min(SHORT_SECTOR_BYTES)]);
            let Some(next) = self.short_next.get(place) else { break };
            number = *next;
        }
        bytes
    }

    /// Every stream that a reader may take for the workbook.
    fn books(&self) -> Vec<Vec<u8>> {
        let book = |entry: &&[u8]| {
            let letters = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let name: String = char::decode_utf16(letters.take_while(|letter| *letter != 0)).flatten().collect();
            name.eq_ignore_ascii_case("Workbook") || name.eq_ignore_ascii_case("Book")
        };
        let stream = |entry: &[u8]| {
            let first = u32_at(entry, 116)?;
            let length = usize::try_from(u32_at(entry, 120)?).ok()?;
            let mut bytes = if length < SHORT_BYTES { self.short_chain(first) } else { self.chain(first) };
            bytes.truncate(length);
            Some(bytes)
        };
        self.entries.chunks_exact(ENTRY_BYTES).filter(book).filter_map(stream).collect()
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

/// A record's kind and what it holds, and what follows it.
fn record(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
    let (data, rest) = stream.get(4..)?.split_at_checked(length)?;
    Some((kind, data, rest))
}

/// Looks over the sheets that a workbook names.
fn sheets(workbook: &[u8]) -> Result<(), SheetError> {
    let mut places = vec![0];
    let mut rest = workbook;
    while let Some((kind, data, next)) = record(rest) {
        if kind == BOUND_SHEET {
            places.extend(u32_at(data, 0).and_then(|place| usize::try_from(place).ok()));
        }
        rest = next;
    }
    places.sort_unstable();
    places.dedup();
    for place in places {
        let mut rest = workbook.get(place..).ok_or_else(|| broken("a sheet lies outside the file"))?;
        while let Some((kind, data, next)) = record(rest) {
            claim(kind, data)?;
            rest = next;
        }
    }
    Ok(())
}

/// Refuses a record that tells of a cell where no cell can be.
fn claim(kind: u16, data: &[u8]) -> Result<(), SheetError> {
    if kind == DIMENSIONS {
        let (first, last, left, right) = match data.len() {
            10 => (
                u16_at(data, 0).map(u32::from),
                u16_at(data, 2).map(u32::from),
                u16_at(data, 4).map(u32::from),
                u16_at(data, 6).map(u32::from),
            ),
            _ => (u32_at(data, 0), u32_at(data, 4), u16_at(data, 8).map(u32::from), u16_at(data, 10).map(u32::from)),
        };
        let (Some(first), Some(last), Some(left), Some(right)) = (first, last, left, right) else {
            return Err(broken("the size of a sheet is cut short"));
        };
        // The ends are one past the last row and column; an empty sheet has noughts.
        let empty = last == 0 || right == 0;
        let left = if left >= COLUMNS || right < left { 0 } else { left };
        if last > ROWS || right > COLUMNS || !empty && (first >= last || left >= right) {
            return Err(broken("a sheet claims to be larger than a sheet can be"));
        }
    }
    if CELLS.contains(&kind) {
        let column = u16_at(data, 2).map_or(0, u32::from);
        let run = data.len().checked_sub(2).filter(|_| RUNS.contains(&kind));
        let last = run.and_then(|place| u16_at(data, place)).map_or(0, u32::from);
        if column >= COLUMNS || last >= COLUMNS {
            return Err(broken("a cell stands where a sheet has no column"));
        }
    }
    Ok(())
}
