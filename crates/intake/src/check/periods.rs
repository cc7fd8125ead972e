//! The periods of a check: each distinct text is read once, each distinct period held once.

use crate::{
    notation::{PeriodReader, ReadPeriod},
    opening::decode,
    recipe::Encoding,
};
use hashbrown::HashMap;
use terms::{Period, Status};

#[derive(Default)]
pub(super) struct Periods {
    pub(super) list: Vec<Period>,
    by_period: HashMap<Period, u32>,
    texts: HashMap<Vec<u8>, Option<(u32, Option<Status>)>>,
    last: Vec<u8>,
    last_read: Option<(u32, Option<Status>)>,
    /// How many values each period has.
    pub(super) counts: Vec<u64>,
}

impl Periods {
    pub(super) fn fixed(&mut self, period: Period) -> u32 {
        if let Some(&known) = self.by_period.get(&period) {
            return known;
        }
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(period);
        self.counts.push(0);
        self.by_period.insert(period, index);
        index
    }

    pub(super) fn read_text(&mut self, text: &str, reader: &PeriodReader) -> Option<u32> {
        reader.read(text).map(|read| self.fixed(read.period))
    }

    /// Another table may write its periods in another way.
    pub(super) fn forget_texts(&mut self) {
        self.texts.clear();
        self.last.clear();
        self.last_read = None;
    }

    /// The period of a cell's bytes: its place, and what its suffix said.
    #[inline]
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        reader: &PeriodReader,
        encoding: Encoding,
    ) -> Option<(u32, Option<Status>)> {
        if bytes == self.last && !bytes.is_empty() {
            return self.last_read;
        }
        let found = if let Some(found) = self.texts.get(bytes) {
            *found
        } else {
            let read = reader.read(&decode(bytes, encoding));
            let found = read.map(|ReadPeriod { period, status }| (self.fixed(period), status));
            // A hostile file must not fill memory with texts that are no periods.
            if self.texts.len() < 100_000 {
                self.texts.insert(bytes.to_vec(), found);
            }
            found
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.last_read = found;
        found
    }
}
