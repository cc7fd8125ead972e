//! What a column holds: how much, how often, and what its values look like.

use super::shape::{LOOKS, Look, has, is_placeholder, looks, number, year};
use crate::records::{MISSING, Records};
use hashbrown::HashMap;

/// So many values of a column are looked at, at equal distances in the order of the records, which is by source and name
/// whatever the order of the files.
const LOOKED_AT: usize = 20_000;

/// What was seen in a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// How many records there are.
    pub records: u64,
    /// In how many of them the column is empty.
    pub missing: u64,
    /// How many different values it holds.
    pub distinct: u64,
    /// How many records hold a value that no other record holds.
    pub alone: u64,
    /// The value that most records hold, and how many (of equal ones the first in the alphabet).
    pub usual: Option<(String, u64)>,
    /// Values that stand for "not known", with how many records hold each; most first.
    pub placeholders: Vec<(String, u64)>,
    /// The mean number of words in a value.
    pub words: f64,
    /// The mean number of characters in a value.
    pub characters: f64,
    /// The most characters in a value that was looked at.
    pub longest: usize,
    /// Of dates and years, from which year on and up to which the middle eight tenths lie.
    pub years: Option<(i16, i16)>,
    looked_at: u64,
    looks: [u64; LOOKS],
}

impl Profile {
    /// Looks at a column.
    pub(super) fn of(records: &Records, column: usize) -> Self {
        let codes = records.codes(column);
        let mut counts: HashMap<u32, u64> = HashMap::new();
        for &code in codes.iter().filter(|&&code| code != MISSING) {
            *counts.entry(code).or_default() += 1;
        }
        let present: u64 = counts.values().sum();
        let text = |code: u32| records.values().text(code).unwrap_or_default();
        let usual = counts
            .iter()
            .max_by(|one, other| one.1.cmp(other.1).then_with(|| text(*other.0).cmp(text(*one.0))))
            .map(|(&code, &count)| (text(code).to_owned(), count));
        let mut placeholders: Vec<(String, u64)> = counts
            .iter()
            .filter(|&(&code, &count)| count >= 2 && is_placeholder(text(code)))
            .map(|(&code, &count)| (text(code).to_owned(), count))
            .collect();
        placeholders.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let mut profile = Self {
            records: codes.len() as u64,
            missing: codes.len() as u64 - present,
            distinct: counts.len() as u64,
            alone: counts.values().filter(|&&count| count == 1).count() as u64,
            usual,
            placeholders,
            words: 0.0,
            characters: 0.0,
            longest: 0,
            years: None,
            looked_at: 0,
            looks: [0; LOOKS],
        };
        profile.look(codes.iter().filter(|&&code| code != MISSING).map(|&code| text(code)), present);
        profile
    }

    fn look<'a>(&mut self, values: impl Iterator<Item = &'a str>, present: u64) {
        let step = (present as usize).div_ceil(LOOKED_AT).max(1);
        let mut years = Vec::new();
        for text in values.step_by(step).filter(|text| !is_placeholder(text)) {
            self.looked_at += 1;
            let set = looks(text);
            for (look, count) in self.looks.iter_mut().enumerate() {
                *count += u64::from(set >> look & 1);
            }
            let characters = text.chars().count();
            self.words += text.split([' ', '\u{1f}']).filter(|word| !word.is_empty()).count() as f64;
            self.characters += characters as f64;
            self.longest = self.longest.max(characters);
            if has(set, Look::Date) || has(set, Look::MonthFirst) {
                years.extend(year(text));
            } else if has(set, Look::Year) {
                years.extend(number(text).map(|year| year as i16));
            }
        }
        let looked_at = self.looked_at.max(1) as f64;
        self.words /= looked_at;
        self.characters /= looked_at;
        years.sort_unstable();
        let at = |share: usize| years.get(years.len() * share / 10).copied();
        self.years = at(1).zip(at(9).or(years.last().copied()));
    }

    /// How many records hold a value.
    #[must_use]
    pub fn present(&self) -> u64 {
        self.records - self.missing
    }

    /// The share of values that look like this, 0 to 1.
    pub(super) fn share(&self, look: Look) -> f64 {
        self.looks[look as usize] as f64 / self.looked_at.max(1) as f64
    }

    /// The share of records without a value, 0 to 1.
    #[must_use]
    pub fn missing_share(&self) -> f64 {
        self.missing as f64 / self.records.max(1) as f64
    }

    /// How many records a value has on average.
    pub(super) fn records_of_a_value(&self) -> f64 {
        self.present() as f64 / self.distinct.max(1) as f64
    }

    /// Whether some values are so much more usual than others that agreement on a rare one says more.
    pub(super) fn is_skewed(&self) -> bool {
        let usual = self.usual.as_ref().map_or(0, |usual| usual.1) as f64;
        self.distinct > 2 && usual >= 3.0 && usual >= 2.0 * self.records_of_a_value()
    }
}
