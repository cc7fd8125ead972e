//! How far apart two texts are. All are symmetric, and all look at bytes: make texts comparable first, and a byte is a
//! letter. Texts are compared on their first 256 bytes, so that no value can make a comparison slow.

/// Bytes beyond these are not looked at.
pub const LONGEST_COMPARED_BYTES: usize = 256;

#[inline]
fn within_reach(text: &[u8]) -> &[u8] {
    &text[..text.len().min(LONGEST_COMPARED_BYTES)]
}

/// The likeness of two texts by Jaro, 0 to 1: the mean of the shares of letters in common and of those in order, where
/// letters count as common when they stand no further apart than half the longer text less one.
#[must_use]
pub fn jaro(one: &[u8], other: &[u8]) -> f64 {
    let (one, other) = in_order(within_reach(one), within_reach(other));
    if one == other {
        return 1.0;
    }
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let (matches, transposed) = if other.len() <= 64 { matched_short(one, other) } else { matched_long(one, other) };
    if matches == 0 {
        return 0.0;
    }
    let common = matches as f64;
    let in_order = (matches - transposed / 2) as f64;
    (common / one.len() as f64 + common / other.len() as f64 + in_order / common) / 3.0
}

/// The likeness of two texts by Jaro and Winkler, 0 to 1: Jaro's, and where that is above 0.7, a tenth of what is
/// missing for each of the first four letters that are the same.
#[must_use]
pub fn jaro_winkler(one: &[u8], other: &[u8]) -> f64 {
    let likeness = jaro(one, other);
    if likeness <= 0.7 {
        return likeness;
    }
    let prefix = one.iter().zip(other).take(4).take_while(|(first, second)| first == second).count();
    likeness + prefix as f64 * 0.1 * (1.0 - likeness)
}

/// The shorter first, texts of one length in the order of the alphabet: what makes the measures symmetric.
#[inline]
fn in_order<'a>(one: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    if (one.len(), one) <= (other.len(), other) { (one, other) } else { (other, one) }
}

/// Letters in common, and how many of them are out of order. `other` is the longer, at most 64 bytes.
fn matched_short(one: &[u8], other: &[u8]) -> (usize, usize) {
    let window = (other.len() / 2).saturating_sub(1);
    let mut taken = 0_u64;
    let mut picked = [0_u8; 64];
    let mut matches = 0;
    for (index, &letter) in one.iter().enumerate() {
        let low = index.saturating_sub(window);
        let high = (index + window + 1).min(other.len());
        for (at, &candidate) in other.iter().enumerate().take(high).skip(low) {
            if candidate == letter && taken & (1 << at) == 0 {
                taken |= 1 << at;
                picked[matches] = letter;
                matches += 1;
                break;
            }
        }
    }
    let mut rest = taken;
    let mut transposed = 0;
    for &letter in &picked[..matches] {
        let at = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        transposed += usize::from(other[at] != letter);
    }
    (matches, transposed)
}

fn matched_long(one: &[u8], other: &[u8]) -> (usize, usize) {
    let window = (other.len() / 2).saturating_sub(1);
    let mut taken = vec![false; other.len()];
    let mut picked = Vec::with_capacity(one.len());
    for (index, &letter) in one.iter().enumerate() {
        let low = index.saturating_sub(window);
        let high = (index + window + 1).min(other.len());
        if let Some(at) = (low..high).find(|&at| other[at] == letter && !taken[at]) {
            taken[at] = true;
            picked.push(letter);
        }
    }
    let in_other = other.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let transposed = picked.iter().zip(in_other).filter(|(one, other)| one != other).count();
    (picked.len(), transposed)
}

/// What is left of two texts when the same beginning and the same end are taken off.
#[inline]
fn differing<'a>(one: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = one.iter().zip(other).take_while(|(first, second)| first == second).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(first, second)| first == second).count();
    (&one[..one.len() - end], &other[..other.len() - end])
}

/// How many letters must be added, dropped or changed to turn one text into the other.
#[must_use]
pub fn levenshtein(one: &[u8], other: &[u8]) -> usize {
    let (one, other) = differing(within_reach(one), within_reach(other));
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    let mut row = [0_u16; LONGEST_COMPARED_BYTES + 1];
    let row = &mut row[..=other.len()];
    for (cell, distance) in row.iter_mut().zip(0..) {
        *cell = distance;
    }
    for (before, &letter) in (0..).zip(one) {
        let mut diagonal: u16 = before;
        row[0] = before + 1;
        for (at, &candidate) in other.iter().enumerate() {
            let changed = diagonal + u16::from(candidate != letter);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(diagonal + 1).min(row[at] + 1);
        }
    }
    usize::from(row[other.len()])
}

/// Whether [`levenshtein`] is at most `most`; quicker than the distance itself.
#[must_use]
#[inline]
pub fn levenshtein_at_most(one: &[u8], other: &[u8], most: usize) -> bool {
    let (one, other) = (within_reach(one), within_reach(other));
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let (one, other) = differing(one, other);
    let longest = one.len().max(other.len());
    longest <= most || (most > 1 && levenshtein(one, other) <= most)
}

/// The same count where swapping two neighbouring letters is one change, and a text may be changed again between the
/// swapped letters (the unrestricted distance of Damerau and Levenshtein).
#[must_use]
pub fn damerau_levenshtein(one: &[u8], other: &[u8]) -> usize {
    let (one, other) = differing(within_reach(one), within_reach(other));
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    let width = other.len() + 2;
    let beyond = one.len() + other.len();
    let mut table = vec![0_usize; (one.len() + 2) * width];
    let mut last_row = [0_usize; 256];
    table[0] = beyond;
    for row in 0..=one.len() {
        table[(row + 1) * width] = beyond;
        table[(row + 1) * width + 1] = row;
    }
    for column in 0..=other.len() {
        table[column + 1] = beyond;
        table[width + column + 1] = column;
    }
    for (row, &letter) in (1..).zip(one) {
        let mut last_column = 0;
        for (column, &candidate) in (1..).zip(other) {
            let (swap_row, swap_column) = (last_row[usize::from(candidate)], last_column);
            let mut cost = 1;
            if letter == candidate {
                cost = 0;
                last_column = column;
            }
            let change = table[row * width + column] + cost;
            let drop = table[row * width + column + 1] + 1;
            let add = table[(row + 1) * width + column] + 1;
            let swap = table[swap_row * width + swap_column] + (row - swap_row - 1) + 1 + (column - swap_column - 1);
            table[(row + 1) * width + column + 1] = change.min(drop).min(add).min(swap);
        }
        last_row[usize::from(letter)] = row;
    }
    table[(one.len() + 1) * width + other.len() + 1]
}

/// Whether [`damerau_levenshtein`] is at most `most`; quicker than the distance itself.
#[must_use]
#[inline]
pub fn damerau_levenshtein_at_most(one: &[u8], other: &[u8], most: usize) -> bool {
    let (one, other) = (within_reach(one), within_reach(other));
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    match (differing(one, other), most) {
        (([], []), _) => true,
        (_, 0) => false,
        (([a, b], [c, d]), 1) => a == d && b == c,
        ((one, other), 1) => one.len().max(other.len()) <= 1,
        ((one, other), _) => one.len().max(other.len()) <= most || damerau_levenshtein(one, other) <= most,
    }
}

/// The share of distinct letters that two texts have in common, 0 to 1.
#[must_use]
pub fn jaccard(one: &[u8], other: &[u8]) -> f64 {
    let set = |text: &[u8]| {
        let mut bits = [0_u64; 4];
        for &letter in within_reach(text) {
            bits[usize::from(letter / 64)] |= 1 << (letter % 64);
        }
        bits
    };
    let (one, other) = (set(one), set(other));
    let count = |combine: fn(u64, u64) -> u64| -> u32 {
        one.iter().zip(&other).map(|(&first, &second)| combine(first, second).count_ones()).sum()
    };
    match count(|first, second| first | second) {
        0 => 1.0,
        either => f64::from(count(|first, second| first & second)) / f64::from(either),
    }
}

/// The likeness of two texts by the pairs of neighbouring letters that they share (Dice), 0 to 1.
#[must_use]
pub fn bigrams(one: &[u8], other: &[u8]) -> f64 {
    let pairs = |text: &[u8]| {
        let mut pairs: Vec<[u8; 2]> = within_reach(text).windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (one, other) = (pairs(one), pairs(other));
    if one.len() + other.len() == 0 {
        return 0.0;
    }
    2.0 * shared_sorted(&one, &other) as f64 / (one.len() + other.len()) as f64
}

/// How many entries two sorted lists share, each as often as both have it.
fn shared_sorted<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut at, mut shared) = (0, 0);
    for entry in one {
        while at < other.len() && other[at] < *entry {
            at += 1;
        }
        if at < other.len() && other[at] == *entry {
            shared += 1;
            at += 1;
        }
    }
    shared
}

/// What parts the entries of a list that is held in one value: the unit separator of ASCII.
pub const LIST_SEPARATOR: u8 = 0x1f;

/// How many distinct entries two lists share.
#[must_use]
pub fn shared_entries(one: &[u8], other: &[u8]) -> usize {
    let entries = |list: &[u8]| {
        let mut entries: Vec<Vec<u8>> =
            list.split(|&byte| byte == LIST_SEPARATOR).filter(|entry| !entry.is_empty()).map(<[u8]>::to_vec).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    };
    shared_sorted(&entries(one), &entries(other))
}

/// What parts the bits of an encoding from what it says of the fields that it holds.
pub const HELD_SEPARATOR: u8 = b'.';

/// How alike two encodings written as hexadecimal digits are, 0 to 1: the Dice share of set bits in common.
///
/// Where both say which fields they hold (`private::Filter::holds`), they are judged by what both hold: how many draws set the
/// bits is estimated from their number (−n·ln(1 − ones/n); Swamidass and Baldi 2007), in each and in both together, which
/// leaves out bits that are in common by chance; of each encoding's draws only the share counts that belongs to fields of
/// both. Not a number when they hold no field in common.
#[must_use]
pub fn bit_likeness(one: &[u8], other: &[u8]) -> f64 {
    let ((one, one_holds), (other, other_holds)) = (parted(one), parted(other));
    let (mut ones, mut others, mut both) = (0, 0, 0);
    let longest = one.len().max(other.len());
    for at in (0..longest).step_by(16) {
        let (first, second) = (sixteen_digits(one, at), sixteen_digits(other, at));
        ones += first.count_ones();
        others += second.count_ones();
        both += (first & second).count_ones();
    }
    let (Some(one_holds), Some(other_holds)) = (one_holds, other_holds) else {
        return match ones + others {
            0 => 0.0,
            total => 2.0 * f64::from(both) / f64::from(total),
        };
    };
    let count = 4.0 * longest as f64;
    let draws = |ones: u32| -count * (1.0 - (f64::from(ones) / count).min(1.0 - 0.5 / count)).ln();
    let weight = |digits: &[u8]| digits.iter().fold(0, |sum, &digit| sum * 16 + u32::from(digit_value(digit)));
    let (mut held, mut other_held, mut held_by_both) = (0, 0, (0, 0));
    for (mine, theirs) in one_holds.chunks(2).zip(other_holds.chunks(2)) {
        let (mine, theirs) = (weight(mine), weight(theirs));
        (held, other_held) = (held + mine, other_held + theirs);
        if mine > 0 && theirs > 0 {
            held_by_both = (held_by_both.0 + mine, held_by_both.1 + theirs);
        }
    }
    if held_by_both.0 == 0 {
        return f64::NAN;
    }
    let of_both = draws(ones) * f64::from(held_by_both.0) / f64::from(held)
        + draws(others) * f64::from(held_by_both.1) / f64::from(other_held);
    let shared = draws(ones) + draws(others) - draws(ones + others - both);
    (2.0 * shared / of_both).clamp(0.0, 1.0)
}

/// What a hexadecimal digit stands for; nothing else stands for anything.
#[inline]
fn digit_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

/// Sixteen digits from a place as 64 bits; digits beyond the end are noughts.
#[inline]
fn sixteen_digits(text: &[u8], from: usize) -> u64 {
    let digits = text.get(from..).unwrap_or_default();
    let taken = &digits[..digits.len().min(16)];
    taken.iter().fold(0_u64, |sum, &digit| sum << 4 | u64::from(digit_value(digit)))
        << (4 * (16 - taken.len()) as u32 % 64)
}

/// The bits of an encoding, and what it says of the fields that it holds.
fn parted(encoding: &[u8]) -> (&[u8], Option<&[u8]>) {
    match encoding.iter().position(|&digit| digit == HELD_SEPARATOR) {
        Some(at) => (&encoding[..at], Some(&encoding[at + 1..])),
        None => (encoding, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples() {
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(near(jaro(b"MARTHA", b"MARHTA"), 17.0 / 18.0));
        assert!(near(jaro_winkler(b"MARTHA", b"MARHTA"), 0.961_111_111_111_111_1));
        assert!(near(jaro_winkler(b"DWAYNE", b"DUANE"), 0.84));
        assert!(near(jaro_winkler(b"DIXON", b"DICKSONX"), 0.813_333_333_333_333_3));
        assert_eq!(levenshtein(b"kitten", b"sitting"), 3);
        assert_eq!(damerau_levenshtein(b"CA", b"ABC"), 2);
        assert_eq!(damerau_levenshtein(b"1971", b"1917"), 1);
        assert!(near(jaccard(b"duck", b"luck"), 0.6));
        assert!(near(bigrams(b"night", b"nacht"), 0.25));
        assert_eq!(shared_entries(b"a\x1fb\x1fb", b"b\x1fc\x1fb"), 1);
    }
}
