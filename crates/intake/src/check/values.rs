//! What a cell of values says: a number, a mark, a number with a mark, or nothing that can be read.

use crate::{
    notation::Notation,
    number::{plain, styled},
    opening::decode,
    recipe::{Encoding, Marks, NumberStyle},
};
use hashbrown::HashMap;
use terms::Status;

/// What a cell of values says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading {
    Blank,
    Number(f64),
    /// A number and a mark behind it.
    Marked(f64, Status),
    /// A mark alone.
    Mark(Status),
    /// A date where a number should stand.
    Date,
    Unknown,
}

pub(super) struct ValueReader<'r> {
    marks: &'r Marks,
    style: NumberStyle,
    encoding: Encoding,
    marks_first: bool,
    cache: HashMap<Vec<u8>, Reading>,
}

impl<'r> ValueReader<'r> {
    pub(super) fn new(marks: &'r Marks, style: NumberStyle, encoding: Encoding) -> Self {
        Self { marks, style, encoding, marks_first: marks.look_like_numbers(), cache: HashMap::new() }
    }

    #[inline]
    pub(super) fn read(&mut self, bytes: &[u8]) -> Reading {
        if bytes.is_empty() {
            return Reading::Blank;
        }
        if !self.marks_first
            && let Some(number) = plain(bytes)
        {
            return Reading::Number(number);
        }
        self.read_with_care(bytes)
    }

    fn read_with_care(&mut self, bytes: &[u8]) -> Reading {
        if let Some(known) = self.cache.get(bytes) {
            return *known;
        }
        let reading = self.understand(&decode(bytes, self.encoding));
        if self.cache.len() < 50_000 {
            self.cache.insert(bytes.to_vec(), reading);
        }
        reading
    }

    fn understand(&self, text: &str) -> Reading {
        let text = text.trim();
        if text.is_empty() {
            return Reading::Blank;
        }
        if let Some(status) = self.mark(text) {
            return Reading::Mark(status);
        }
        if let Some(number) = styled(text, self.style) {
            return Reading::Number(number);
        }
        // A number with a mark behind it: `12.3 [r][e]`, `45*`, `1,234 p`.
        let end = text.rfind(|character: char| character.is_ascii_digit() || character == '%');
        if let Some(end) = end.map(|end| end + 1)
            && let Some(number) = styled(&text[..end], self.style)
            && let Some(status) = self.mark(text[end..].trim())
        {
            return if status.has_value() { Reading::Marked(number, status) } else { Reading::Mark(status) };
        }
        if Notation::Day.read(text).is_some() { Reading::Date } else { Reading::Unknown }
    }

    /// The status of a mark, or of a run of marks in brackets.
    pub(super) fn mark(&self, text: &str) -> Option<Status> {
        let text = text.trim();
        self.marks.status(text).or_else(|| if text.starts_with('[') { self.marks.run(text) } else { None })
    }
}
