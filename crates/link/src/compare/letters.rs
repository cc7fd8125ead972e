//! How many of which letters a text has, in one small number: enough to see at once that two texts are far apart.
//!
//! Letters fall into eight classes; each class is counted in four bits. An edit moves at most one letter from one class
//! to another, so texts whose counts differ by more than the edits allowed need not be looked at.

/// The counts of a text cannot be told in four bits.
pub(super) const NOT_TOLD: u32 = u32::MAX;

/// The letters of a text.
pub(super) fn letters(text: &[u8]) -> u32 {
    let mut counts = [0_u32; 8];
    for &byte in text {
        // Digits and capital letters spread over the classes.
        let class = usize::from((byte ^ (byte >> 3)) & 7);
        counts[class] += 1;
        if counts[class] > 14 {
            return NOT_TOLD;
        }
    }
    counts.iter().rev().fold(0, |number, count| number << 4 | count)
}

const LOW: u64 = 0x0F0F_0F0F;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Each class in a byte of its own.
#[inline]
fn spread(letters: u32) -> u64 {
    let letters = u64::from(letters);
    (letters & LOW) | ((letters >> 4) & LOW) << 32
}

#[inline]
fn sum(bytes: u64) -> u32 {
    (bytes.wrapping_mul(ONES) >> 56) as u32
}

/// How many letters the first text has in all classes together beyond those of the second, how many letters the first
/// has, and how many the second.
#[inline]
fn beyond(one: u32, other: u32) -> (u32, u32, u32) {
    let (one, other) = (spread(one), spread(other));
    // No byte borrows from the next: the high bit of each is set before the other is taken away.
    let difference = (one | HIGH) - other;
    let positive = (difference & HIGH) >> 7;
    let kept = (difference ^ HIGH) & positive.wrapping_mul(0xFF);
    (sum(kept), sum(one), sum(other))
}

/// Whether texts with these letters may be within so many edits, swaps of neighbours among them.
#[inline]
pub(super) fn may_be_within(one: u32, other: u32, edits: usize) -> bool {
    if one == NOT_TOLD || other == NOT_TOLD {
        return true;
    }
    let (beyond, length, other_length) = beyond(one, other);
    let missing = (beyond + other_length) - length;
    beyond.max(missing) as usize <= edits
}

/// Whether texts with these letters may be as like as `least` by Jaro and Winkler.
#[inline]
pub(super) fn may_be_like(one: u32, other: u32, least: f64) -> bool {
    if one == NOT_TOLD || other == NOT_TOLD {
        return true;
    }
    let (beyond, length, other_length) = beyond(one, other);
    if length == 0 || other_length == 0 {
        return true;
    }
    let common = f64::from(length - beyond);
    let jaro = (common / f64::from(length) + common / f64::from(other_length) + 1.0) / 3.0;
    let with_prefix = if jaro > 0.7 { jaro + 0.4 * (1.0 - jaro) } else { jaro };
    // A hair's breadth for rounding.
    with_prefix + 1e-9 >= least
}

#[cfg(test)]
mod tests {
    use super::super::metric;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_near_is_never_left_out(one in "[A-E0-3 -]{0,24}", other in "[A-E0-3 -]{0,24}") {
            let (first, second) = (letters(one.as_bytes()), letters(other.as_bytes()));
            let edits = metric::damerau_levenshtein(one.as_bytes(), other.as_bytes());
            prop_assert!(may_be_within(first, second, edits));
            let likeness = metric::jaro_winkler(one.as_bytes(), other.as_bytes());
            prop_assert!(may_be_like(first, second, likeness));
        }
    }

    #[test]
    fn what_is_far_is_mostly_left_out() {
        assert!(!may_be_within(letters(b"1971-06-24"), letters(b"1983-05-05"), 1));
        assert!(!may_be_like(letters(b"SMITH"), letters(b"JONES"), 0.88));
        assert_eq!(letters(&[b'A'; 20]), NOT_TOLD);
    }
}
