//! Questions asked of many pairs at once.
//!
//! Asked pair by pair, each question waits for the answer before it and for the memory that it looks at, and which answer
//! comes next cannot be guessed. Asked of many pairs in turn, the answers do not wait for each other. They are those of
//! [`Test::is_met`].

use super::letters::{may_be_like, may_be_within};
use super::test::{day_month_swapped, same_parts};
use super::{At, Measure, Pair, Scratch, Test};
use crate::records::{MISSING, Values};

/// Pairs of rows.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'a> {
    /// For each pair which rows it is of, left and right.
    pub of: &'a [(u32, u32)],
    /// All rows, one after the other.
    pub rows: &'a [u32],
    /// How many codes a row has.
    pub width: usize,
    pub values: &'a Values,
    pub numbers: &'a [f64],
    pub measures: &'a [Measure],
}

impl<'a> Pairs<'a> {
    #[inline]
    fn row(&self, row: u32) -> &'a [u32] {
        let start = row as usize * self.width;
        &self.rows[start..start + self.width]
    }

    /// One of the pairs.
    #[inline]
    pub(crate) fn get(&self, at: u32) -> Pair<'a> {
        let (left, right) = self.of[at as usize];
        let (values, numbers, measures) = (self.values, self.numbers, self.measures);
        Pair { left: self.row(left), right: self.row(right), values, numbers, measures }
    }

    #[inline]
    fn code(&self, at: u32, place: At) -> u32 {
        let (left, right) = self.of[at as usize];
        let row = if place.right { right } else { left };
        self.rows[row as usize * self.width + place.slot]
    }

    #[inline]
    fn number(&self, at: u32, place: At) -> Option<f64> {
        let code = self.code(at, place);
        (code != MISSING).then(|| self.numbers[code as usize])
    }
}

/// Keeps those of the chosen that pass, in their order; the others are added to `rest`, in theirs. Both are written in any
/// case and one is counted: the processor has nothing to guess.
#[inline]
pub(crate) fn part(chosen: &mut Vec<u32>, rest: &mut Vec<u32>, mut passes: impl FnMut(u32) -> bool) {
    let (mut kept, mut left) = (0, rest.len());
    rest.resize(left + chosen.len(), 0);
    for index in 0..chosen.len() {
        let at = chosen[index];
        let passes = passes(at);
        chosen[kept] = at;
        rest[left] = at;
        kept += usize::from(passes);
        left += usize::from(!passes);
    }
    chosen.truncate(kept);
    rest.truncate(left);
}

impl Test {
    /// Keeps those of the chosen pairs that meet the condition; the others are added to `rest`.
    pub(crate) fn sift(&self, pairs: &Pairs<'_>, chosen: &mut Vec<u32>, rest: &mut Vec<u32>, scratch: &mut Scratch) {
        self.glance(pairs, chosen, rest);
        if !self.is_told_at_a_glance() {
            part(chosen, rest, |at| {
                scratch.look_at(at);
                self.is_met(&pairs.get(at), scratch)
            });
        }
    }

    /// Sorts out pairs of which a cheap look tells that they do not meet the condition.
    fn glance(&self, pairs: &Pairs<'_>, chosen: &mut Vec<u32>, rest: &mut Vec<u32>) {
        match self {
            Self::Missing(place) => part(chosen, rest, |at| pairs.code(at, *place) == MISSING),
            Self::EitherMissing(one, other) => {
                part(chosen, rest, |at| (pairs.code(at, *one) == MISSING) | (pairs.code(at, *other) == MISSING));
            }
            Self::Equal(one, other) => part(chosen, rest, |at| {
                let (one, other) = (pairs.code(at, *one), pairs.code(at, *other));
                one == other && one != MISSING
            }),
            Self::MeasureAtLeast { least, letters: Some((left, right)), .. } => {
                part(chosen, rest, |at| may_be_like(pairs.code(at, *left), pairs.code(at, *right), *least));
            }
            Self::Edits { left, right, most, letters, .. } => part(chosen, rest, |at| {
                let known = (pairs.code(at, *left) != MISSING) & (pairs.code(at, *right) != MISSING);
                known & may_be_within(pairs.code(at, letters.0), pairs.code(at, letters.1), *most)
            }),
            Self::DaysAtMost { left, right, most } => part(chosen, rest, |at| {
                let both = pairs.number(at, *left).zip(pairs.number(at, *right));
                both.is_some_and(|(left, right)| (left - right).abs() <= *most)
            }),
            Self::DateParts { left, right, least } => part(chosen, rest, |at| {
                let both = pairs.number(at, *left).zip(pairs.number(at, *right));
                both.is_some_and(|(left, right)| same_parts(left, right) >= *least)
            }),
            Self::DayMonthSwapped(left, right) => part(chosen, rest, |at| {
                let both = pairs.number(at, *left).zip(pairs.number(at, *right));
                both.is_some_and(|(left, right)| day_month_swapped(left, right))
            }),
            Self::All(parts) => parts.iter().for_each(|part| part.glance(pairs, chosen, rest)),
            _ => {}
        }
    }

    /// Whether a cheap look tells all that there is to tell.
    fn is_told_at_a_glance(&self) -> bool {
        match self {
            Self::Known(truth) => *truth == Some(true),
            Self::Missing(_)
            | Self::EitherMissing(..)
            | Self::Equal(..)
            | Self::DaysAtMost { .. }
            | Self::DateParts { .. }
            | Self::DayMonthSwapped(..) => true,
            Self::All(parts) => parts.iter().all(Self::is_told_at_a_glance),
            _ => false,
        }
    }

    /// How dear it is to ask, in steps: of conditions that must all hold the cheapest is asked first.
    pub(super) fn cost(&self) -> u8 {
        match self {
            Self::Known(_) | Self::Missing(_) | Self::EitherMissing(..) | Self::Equal(..) => 0,
            Self::Truth(_) | Self::DaysAtMost { .. } | Self::DateParts { .. } | Self::DayMonthSwapped(..) => 1,
            Self::Edits { .. } => 2,
            Self::MeasureAtLeast { .. } | Self::Numbers(..) => 3,
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::cost).max().unwrap_or(0),
            Self::Not(part) => part.cost(),
        }
    }
}
