//! What goes wrong between a mouth and a screen.

use crate::{day::Day, random::Dice, rates};

/// The keys beside each letter.
const BESIDE: [&str; 26] = [
    "SQZ", "VN", "XV", "SF", "WR", "DG", "FH", "GJ", "UO", "HK", "JL", "K", "N", "BM", "IP", "O", "WA", "ET", "AD",
    "RY", "YI", "CB", "QE", "ZC", "TU", "XA",
];

/// Sounds that are written in more than one way.
const HEARD: [(&str, &str); 24] = [
    ("ph", "f"),
    ("ck", "k"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ie", "y"),
    ("y", "ie"),
    ("ll", "l"),
    ("nn", "n"),
    ("ss", "s"),
    ("tt", "t"),
    ("ou", "oo"),
    ("au", "or"),
    ("igh", "y"),
    ("ey", "y"),
    ("son", "sen"),
    ("th", "t"),
    ("ar", "er"),
    ("er", "ar"),
    ("s", "z"),
    ("c", "k"),
    ("i", "e"),
    ("a", "e"),
    ("b", "p"),
    ("d", "t"),
];

/// A slip in a word, of the hand or of the ear. A word of fewer than three letters stays as it is.
pub(crate) fn slip(dice: &mut Dice, word: &mut String) {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return;
    }
    if dice.chance(rates::HEARD) && mishear(dice, word) {
        return;
    }
    let at = 1 + dice.below(letters.len() - 1);
    let mut slipped = letters.clone();
    match dice.below(4) {
        0 => {
            slipped.remove(at);
        }
        1 if at + 1 < letters.len() => slipped.swap(at, at + 1),
        1 => slipped.swap(at - 1, at),
        2 => slipped.insert(at, letters[at]),
        _ => {
            let letter = letters[at];
            if letter.is_ascii_alphabetic() {
                let index = usize::from(letter.to_ascii_uppercase() as u8 - b'A');
                let beside: Vec<char> = BESIDE[index].chars().collect();
                let hit = *dice.pick(&beside);
                slipped[at] = if letter.is_ascii_uppercase() { hit } else { hit.to_ascii_lowercase() };
            } else {
                slipped.remove(at);
            }
        }
    }
    *word = slipped.into_iter().collect();
}

/// Writes one sound of a word in another way, after the first letter. Says whether there was one.
fn mishear(dice: &mut Dice, word: &mut String) -> bool {
    let start = dice.below(HEARD.len());
    for step in 0..HEARD.len() {
        let (sound, other) = HEARD[(start + step) % HEARD.len()];
        if let Some(at) =
            word.char_indices().nth(1).and_then(|(first, _)| word[first..].find(sound).map(|at| at + first))
        {
            word.replace_range(at..at + sound.len(), other);
            return true;
        }
    }
    false
}

/// A digit of a number is wrong, or two have changed places.
pub(crate) fn slip_digit(dice: &mut Dice, number: &mut String) {
    let digits: Vec<usize> =
        number.char_indices().filter(|(_, each)| each.is_ascii_digit()).map(|(index, _)| index).collect();
    if digits.is_empty() {
        return;
    }
    let mut bytes = std::mem::take(number).into_bytes();
    let at = digits[dice.below(digits.len())];
    let next = at + 1;
    if dice.chance(0.45) && bytes.get(next).is_some_and(u8::is_ascii_digit) && bytes[at] != bytes[next] {
        bytes.swap(at, next);
    } else {
        bytes[at] = b'0' + (bytes[at] - b'0' + 1 + dice.below(9) as u8) % 10;
    }
    *number = String::from_utf8(bytes).unwrap_or_default();
}

/// A date of birth as it was written down. `errors` multiplies every rate.
pub(crate) fn birth(dice: &mut Dice, born: Day, errors: f64) -> Day {
    let (year, month, day) = born.parts();
    let drawn = dice.share() / errors.max(1e-9);
    let mut limit = rates::DAY_MONTH;
    if drawn < limit {
        return if day <= 12 { Day::of(year, day, month) } else { born };
    }
    limit += rates::YEAR_SLIP;
    if drawn < limit {
        let years = if dice.chance(0.65) { 1 } else { 10 };
        let years = if dice.chance(0.5) { years } else { -years };
        return Day::of(year + years, month, day.min(28));
    }
    limit += rates::FIRST_JANUARY;
    if drawn < limit {
        return Day::of(year, 1, 1);
    }
    limit += rates::DAY_SLIP;
    if drawn < limit { Day::of(year, month, 1 + (day + dice.between(0, 26)) % 28) } else { born }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_small() {
        let mut dice = Dice::new(1, 0, 0);
        for word in ["Smith", "O'Brien", "Wai-Man", "St Hilda’s", "Ng", "Philippa"] {
            let mut changed = 0;
            for _ in 0..200 {
                let mut slipped = word.to_owned();
                slip(&mut dice, &mut slipped);
                let letters = |text: &str| text.chars().count() as i64;
                assert!((letters(&slipped) - letters(word)).abs() <= 2, "{word} {slipped}");
                changed += i32::from(slipped != word);
            }
            assert_eq!(changed > 100, word.len() > 2, "{word}");
        }
    }

    #[test]
    fn a_wrong_digit_leaves_the_length() {
        let mut dice = Dice::new(1, 0, 0);
        for _ in 0..200 {
            let mut number = "9434765919".to_owned();
            slip_digit(&mut dice, &mut number);
            assert!(number.len() == 10 && number != "9434765919" && number.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn dates_go_wrong_as_often_as_said() {
        let mut dice = Dice::new(1, 0, 0);
        let born = Day::of(1980, 6, 5);
        let wrong = (0..100_000).filter(|_| birth(&mut dice, born, 1.0) != born).count();
        let all = rates::DAY_MONTH + rates::YEAR_SLIP + rates::FIRST_JANUARY + rates::DAY_SLIP;
        assert!((wrong as f64 / 100_000.0 - all).abs() < 0.003, "{wrong}");
    }
}
