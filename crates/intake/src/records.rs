//! Reads the records of a CSV file from borrowed bytes: no allocation for each row, rows counted as a spreadsheet
//! counts them (a blank line is a row, a line break in quotes is not), and no record longer than the limit.
//!
//! The `csv` crate is not used because it passes over blank lines without counting them, so that the row of a
//! finding would not be the row that a person sees.

use memchr::{memchr, memchr_iter};
use std::io::Read;

/// Bytes read at a time.
const BLOCK: usize = 1 << 18;

/// A record that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A record is longer than the limit.
    TooLong,
    /// A quotation mark is opened and never closed.
    OpenQuote,
}

/// A failure to read a record: ours or the file's.
#[derive(Debug)]
pub(crate) enum RecordError {
    Io(std::io::Error),
    Broken(Broken),
}

impl From<std::io::Error> for RecordError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads records one after another.
pub(crate) struct RecordReader<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    finished: bool,
    ascii: bool,
    delimiter: u8,
    /// What ends a line: a line feed, or a carriage return alone in files of old Macintoshes.
    line_end: u8,
    limit: usize,
    row: u32,
}

impl<R: Read> RecordReader<R> {
    pub(crate) fn new(reader: R, delimiter: u8, limit: usize) -> Self {
        Self {
            reader,
            buffer: vec![0; BLOCK],
            start: 0,
            filled: 0,
            finished: false,
            ascii: true,
            delimiter,
            line_end: 0,
            limit,
            row: 0,
        }
    }

    /// Reads more bytes behind those that are left. False at the end of the file.
    fn fill(&mut self) -> std::io::Result<bool> {
        if self.finished {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.filled < BLOCK / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let from = self.filled;
        while self.filled < self.buffer.len() {
            let read = match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if read == 0 {
                self.finished = true;
                break;
            }
            self.filled += read;
            if self.filled - from >= BLOCK / 2 {
                break;
            }
        }
        let kept_ascii = self.ascii || self.buffer[..from].is_ascii();
        self.ascii = kept_ascii && self.buffer[from..self.filled].is_ascii();
        Ok(self.filled > from)
    }

    /// Reads the next record. `ranges` receives its cells as ranges of [`RecordReader::bytes`]; a blank line has
    /// one empty cell. False at the end of the file.
    pub(crate) fn next(&mut self, ranges: &mut Vec<(u32, u32)>) -> Result<bool, RecordError> {
        ranges.clear();
        if self.line_end == 0 {
            self.fill()?;
            let begin = &self.buffer[..self.filled];
            self.line_end =
                if memchr(b'\n', begin).is_none() && memchr(b'\r', begin).is_some() { b'\r' } else { b'\n' };
        }
        let mut searched = 0;
        loop {
            let waiting = &self.buffer[self.start + searched..self.filled];
            if let Some(found) = memchr(self.line_end, waiting) {
                let end = self.start + searched + found;
                if memchr(b'"', &self.buffer[self.start..end]).is_some() {
                    return self.next_quoted(ranges);
                }
                self.split_plain(end, ranges);
                self.start = end + 1;
                self.row += 1;
                return Ok(true);
            }
            searched = self.filled - self.start;
            if searched > self.limit {
                return Err(RecordError::Broken(Broken::TooLong));
            }
            if !self.fill()? {
                if self.start == self.filled {
                    return Ok(false);
                }
                if memchr(b'"', &self.buffer[self.start..self.filled]).is_some() {
                    return self.next_quoted(ranges);
                }
                self.split_plain(self.filled, ranges);
                self.start = self.filled;
                self.row += 1;
                return Ok(true);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a record is shorter than its limit, far below four gigabytes")]
    fn split_plain(&self, end: usize, ranges: &mut Vec<(u32, u32)>) {
        let end = if end > self.start && self.buffer[end - 1] == b'\r' { end - 1 } else { end };
        let mut from = self.start as u32;
        for comma in memchr_iter(self.delimiter, &self.buffer[self.start..end]) {
            let comma = (self.start + comma) as u32;
            ranges.push((from, comma));
            from = comma + 1;
        }
        ranges.push((from, end as u32));
    }

    /// A record with a quotation mark in it. Cells are unquoted in place: what is left is never longer.
    #[expect(clippy::cast_possible_truncation, reason = "a record is shorter than its limit, far below four gigabytes")]
    fn next_quoted(&mut self, ranges: &mut Vec<(u32, u32)>) -> Result<bool, RecordError> {
        // First find the end, so that the whole record is in the buffer before anything moves.
        let end = loop {
            match self.end_of_quoted() {
                Some(end) => break end,
                None if self.filled - self.start > self.limit => return Err(RecordError::Broken(Broken::OpenQuote)),
                None => {
                    if !self.fill()? {
                        // The last record of a file may lack a line break, but not a closing mark.
                        if self.open_at_end() {
                            return Err(RecordError::Broken(Broken::OpenQuote));
                        }
                        break self.filled;
                    }
                }
            }
        };
        let mut read = self.start;
        let stop = if end > self.start && end < self.filled && self.buffer[end - 1] == b'\r' { end - 1 } else { end };
        let stop =
            if end == self.filled && stop > self.start && self.buffer[stop - 1] == b'\r' { stop - 1 } else { stop };
        loop {
            let from = read;
            let mut write = from;
            if self.buffer.get(read) == Some(&b'"') && read < stop {
                read += 1;
                while read < stop {
                    if self.buffer[read] == b'"' {
                        if read + 1 < stop && self.buffer[read + 1] == b'"' {
                            read += 1;
                        } else {
                            read += 1;
                            break;
                        }
                    }
                    self.buffer[write] = self.buffer[read];
                    write += 1;
                    read += 1;
                }
            }
            while read < stop && self.buffer[read] != self.delimiter {
                self.buffer[write] = self.buffer[read];
                write += 1;
                read += 1;
            }
            ranges.push((from as u32, write as u32));
            if read >= stop {
                break;
            }
            read += 1;
        }
        self.start = (end + 1).min(self.filled);
        self.row += 1;
        Ok(true)
    }

    /// Where the record that begins at the start ends, as far as the buffer shows.
    fn end_of_quoted(&self) -> Option<usize> {
        let mut scan = Scan::default();
        (self.start..self.filled).find(|&at| scan.step(self.buffer[at], self.delimiter, self.line_end))
    }

    fn open_at_end(&self) -> bool {
        let mut scan = Scan::default();
        for at in self.start..self.filled {
            scan.step(self.buffer[at], self.delimiter, self.line_end);
        }
        scan == Scan::Quoted
    }

    /// The bytes in which the ranges of the last record lie.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The row of the last record, from 1.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// Whether all bytes of the last record are ASCII for certain.
    pub(crate) fn surely_ascii(&self) -> bool {
        self.ascii
    }
}

/// Follows quotation marks through a record.
#[derive(Default, Clone, Copy, PartialEq)]
enum Scan {
    #[default]
    Begin,
    Plain,
    Quoted,
    Closed,
}

impl Scan {
    /// Takes one byte; true when it ends the record. A mark opens only at the beginning of a cell.
    fn step(&mut self, byte: u8, delimiter: u8, line_end: u8) -> bool {
        *self = match (*self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::Begin | Self::Closed, b'"') => Self::Quoted,
            (_, byte) if byte == delimiter => Self::Begin,
            (_, byte) if byte == line_end => return true,
            _ => Self::Plain,
        };
        false
    }
}
