//! Which keys were seen: area × period × indicator × dimensions, exactly, for ten million rows in bounded memory.
//!
//! A series (indicator, period, dimensions) has a number, an area has a number. Four areas that follow one another
//! share one chunk, so that a file which covers areas densely, as published files do, needs about ten bytes a row,
//! and one which does not needs some fifty. Chunks lie in the order in which they came, and a table of their
//! numbers finds them; neighbours in the file are mostly neighbours here.

use hashbrown::{DefaultHashBuilder, HashMap, HashTable, hash_table::Entry};
use std::hash::BuildHasher;

/// A series: indicator, period and dimensions, by their numbers.
pub(super) type Series = (u32, u32, u32);

#[derive(Clone, Copy)]
struct Chunk {
    series: u32,
    block: u32,
    places: [u32; 4],
    values: [u32; 4],
}

/// What was known of a key.
pub(super) enum Before {
    New,
    /// It was there: its place, and whether it had the same value.
    Seen {
        place: u32,
        same: bool,
    },
}

#[derive(Default)]
pub(super) struct Seen {
    chunks: Vec<Chunk>,
    table: HashTable<u32>,
    last_chunk: usize,
    hasher: DefaultHashBuilder,
    series: HashMap<Series, u32>,
    pub(super) series_list: Vec<Series>,
    last: Option<(Series, u32)>,
    /// Places that a row number alone does not tell: sheet, row, column from 0.
    places: Vec<(u16, u32, u32)>,
}

/// Thirty-two bits of a value: enough to tell a repeat from a contradiction. Two different values are taken for
/// the same once in four thousand million; the duplicate itself is always found.
fn mixed(value: Option<f64>, status: u8) -> u32 {
    let bits = value.map_or(u64::from(status) | 1 << 63, f64::to_bits).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from(bits >> 32).unwrap_or(0)
}

impl Seen {
    #[inline]
    pub(super) fn series(&mut self, series: Series) -> u32 {
        if let Some((last, number)) = self.last
            && last == series
        {
            return number;
        }
        let next = u32::try_from(self.series_list.len()).unwrap_or(u32::MAX);
        let number = *self.series.entry(series).or_insert(next);
        if number == next {
            self.series_list.push(series);
        }
        self.last = Some((series, number));
        number
    }

    /// Keeps a place that its row alone does not tell, for [`Seen::insert`].
    pub(super) fn place(&mut self, sheet: u16, row: u32, column: u32) -> u32 {
        self.places.push((sheet, row, column));
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// The place that was kept under a number.
    pub(super) fn place_of(&self, number: u32) -> Option<(u16, u32, u32)> {
        self.places.get((number as usize).checked_sub(1)?).copied()
    }

    /// Notes a key with its place (from 1) and its value.
    #[inline]
    pub(super) fn insert(&mut self, series: u32, area: u32, place: u32, value: Option<f64>, status: u8) -> Before {
        let (block, slot) = (area >> 2, (area & 3) as usize);
        let value = mixed(value, status);
        let Self { chunks, table, hasher, last_chunk, .. } = self;
        if !chunks.get(*last_chunk).is_some_and(|chunk| chunk.series == series && chunk.block == block) {
            let key = |series: u32, block: u32| hasher.hash_one(u64::from(series) << 32 | u64::from(block));
            let same = |&number: &u32| {
                let chunk = &chunks[number as usize];
                chunk.series == series && chunk.block == block
            };
            let rehash = |&number: &u32| key(chunks[number as usize].series, chunks[number as usize].block);
            let next = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
            let number = match table.entry(key(series, block), same, rehash) {
                Entry::Occupied(entry) => *entry.get(),
                Entry::Vacant(entry) => *entry.insert(next).get(),
            };
            if number == next {
                chunks.push(Chunk { series, block, places: [0; 4], values: [0; 4] });
            }
            *last_chunk = number as usize;
        }
        let chunk = &mut chunks[*last_chunk];
        if chunk.places[slot] == 0 {
            chunk.places[slot] = place;
            chunk.values[slot] = value;
            return Before::New;
        }
        Before::Seen { place: chunk.places[slot], same: chunk.values[slot] == value }
    }

    /// The place and the mixed value of a key.
    pub(super) fn get(&self, series: u32, area: u32) -> Option<(u32, u32)> {
        let (block, slot) = (area >> 2, (area & 3) as usize);
        let hashed = self.hasher.hash_one(u64::from(series) << 32 | u64::from(block));
        let number = self.table.find(hashed, |&number| {
            let chunk = &self.chunks[number as usize];
            chunk.series == series && chunk.block == block
        })?;
        let chunk = &self.chunks[*number as usize];
        (chunk.places[slot] != 0).then_some((chunk.places[slot], chunk.values[slot]))
    }

    /// Which areas were seen in each indicator and period: the numbers of the areas as a set of bits.
    pub(super) fn areas_by_indicator_and_period(&self) -> HashMap<(u32, u32), Vec<u64>> {
        let mut seen: HashMap<(u32, u32), Vec<u64>> = HashMap::new();
        for chunk in &self.chunks {
            let (indicator, period, _) = self.series_list[chunk.series as usize];
            let bits = seen.entry((indicator, period)).or_default();
            for (slot, place) in (0_u32..).zip(chunk.places) {
                if place != 0 {
                    let area = chunk.block * 4 + slot;
                    let word = (area / 64) as usize;
                    if bits.len() <= word {
                        bits.resize(word + 1, 0);
                    }
                    bits[word] |= 1 << (area % 64);
                }
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap as Plain;

    proptest! {
        #[test]
        fn it_remembers_as_a_plain_map_does(keys in proptest::collection::vec((0_u32..30, 0_u32..50, 0_i32..3), 0..400)) {
            let mut seen = Seen::default();
            let mut plain: Plain<(u32, u32), (u32, i32)> = Plain::new();
            for (place, (series, area, value)) in (1_u32..).zip(keys) {
                let number = seen.series((series, 0, 0));
                match seen.insert(number, area, place, Some(f64::from(value)), 0) {
                    Before::New => prop_assert!(plain.insert((series, area), (place, value)).is_none()),
                    Before::Seen { place, same } => {
                        let (first, before) = plain[&(series, area)];
                        prop_assert_eq!(place, first);
                        prop_assert_eq!(same, before == value);
                    }
                }
            }
        }
    }
}
