//! Identifiers with right check digits in ranges that are never issued: a program that checks them is content, and none
//! can belong to a living person. Each is a one-to-one function of the person's number, so no two people share one.

use crate::random::Rearranged;
use std::fmt::Write;

/// The greatest number of people, those who come and go included, for whom there are NHS numbers of their own.
pub(crate) const MOST_PEOPLE: u64 = 90_000_000;

/// Makes identifiers for the people of one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identifiers {
    nhs: Rearranged,
    learner: Rearranged,
    pupil: Rearranged,
    insurance: Rearranged,
}

impl Identifiers {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            nhs: Rearranged::new(MOST_PEOPLE, seed ^ 0x4E48),
            learner: Rearranged::new(MOST_PEOPLE, seed ^ 0x554C),
            pupil: Rearranged::new(990_000_000, seed ^ 0x5550),
            insurance: Rearranged::new(144_000_000, seed ^ 0x4E49),
        }
    }

    /// An NHS number that begins with 9: ten digits, the last a check (modulo 11). Numbers from 900 000 0000 are not
    /// issued to patients.
    pub(crate) fn nhs_number(self, person: u64) -> String {
        let number = self.nhs.of(person);
        let (stem, choice) = (number / 9, number % 9);
        let mut digits = String::with_capacity(10);
        let _ = write!(digits, "9{stem:07}");
        ninth_and_check(&mut digits, choice, |sum| match 11 - sum % 11 {
            11 => Some(0),
            10 => None,
            check => Some(check),
        });
        digits
    }

    /// A Unique Learner Number that begins with 9: ten digits, the last a check (10 less the remainder modulo 11). Which
    /// ranges are issued is not published, so of these alone it cannot be shown that nobody has the number.
    pub(crate) fn learner_number(self, person: u64) -> String {
        let number = self.learner.of(person);
        let (stem, choice) = (number / 9, number % 9);
        let mut digits = String::with_capacity(10);
        let _ = write!(digits, "9{stem:07}");
        ninth_and_check(&mut digits, choice, |sum| (sum % 11 != 0).then(|| 10 - sum % 11));
        digits
    }

    /// A Unique Pupil Number of a local authority between 001 and 099, which are not allotted: a check letter, three
    /// digits of the authority, four of the school, two of the year, three of the child.
    pub(crate) fn pupil_number(self, person: u64, year: i32) -> String {
        let number = self.pupil.of(person);
        let (authority, school, child) = (1 + number / 10_000_000, number / 1_000 % 10_000, number % 1_000);
        let body = format!("{authority:03}{school:04}{:02}{child:03}", year.rem_euclid(100));
        let sum: usize = body.bytes().enumerate().map(|(index, digit)| (index + 2) * usize::from(digit - b'0')).sum();
        let letter = char::from(b"ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23]);
        format!("{letter}{body}")
    }

    /// A number of the form of a National Insurance number with two of the letters D, F, I, Q, U and V in front, which
    /// are not used in front. It has no check digit; a program that knows the form refuses it, and that is meant: no
    /// range of that form is known to be safe.
    pub(crate) fn insurance_number(self, person: u64) -> String {
        const NEVER: &[u8; 6] = b"DFIQUV";
        let number = self.insurance.of(person);
        let (prefix, rest) = ((number / 4_000_000) as usize, number % 4_000_000);
        let (one, two) = (char::from(NEVER[prefix / 6]), char::from(NEVER[prefix % 6]));
        let last = char::from(b'A' + (rest % 4) as u8);
        format!("{one}{two}{:06}{last}", rest / 4)
    }
}

/// Adds the `choice`-th ninth digit that has a check digit, and the check digit.
fn ninth_and_check(digits: &mut String, choice: u64, check: impl Fn(u64) -> Option<u64>) {
    let sum: u64 =
        digits.bytes().zip((3..=10).rev()).map(|(digit, weight): (u8, u64)| u64::from(digit - b'0') * weight).sum();
    // Of the ten digits that could stand ninth at most one has no check digit, so a choice of nine is always there.
    let mut left = choice;
    for ninth in 0..10 {
        if let Some(check) = check(sum + ninth * 2) {
            if left == 0 {
                let _ = write!(digits, "{ninth}{check}");
                return;
            }
            left -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn weighted(text: &str) -> u32 {
        text.bytes()
            .take(9)
            .zip((2..=10).rev())
            .map(|(digit, weight): (u8, u32)| u32::from(digit - b'0') * weight)
            .sum()
    }

    proptest! {
        #[test]
        fn check_digits_are_right(person in 0..MOST_PEOPLE, seed: u64) {
            let make = Identifiers::new(seed);
            let nhs = make.nhs_number(person);
            let last = |text: &str| u32::from(text.as_bytes()[9] - b'0');
            prop_assert_eq!(nhs.len(), 10);
            prop_assert_eq!((weighted(&nhs) + last(&nhs)) % 11, 0);
            prop_assert!(nhs.starts_with('9'));
            let learner = make.learner_number(person);
            prop_assert_eq!(learner.len(), 10);
            prop_assert!(weighted(&learner) % 11 != 0);
            prop_assert_eq!(10 - weighted(&learner) % 11, last(&learner));
            let pupil = make.pupil_number(person, 2019);
            prop_assert_eq!(pupil.len(), 13);
            let authority: u32 = pupil[1..4].parse().unwrap();
            prop_assert!((1..=99).contains(&authority));
        }
    }

    #[test]
    fn no_two_people_share_an_identifier() {
        let make = Identifiers::new(3);
        let people = 0..200_000;
        assert_eq!(people.clone().map(|person| make.nhs_number(person)).collect::<HashSet<_>>().len(), 200_000);
        assert_eq!(people.clone().map(|person| make.learner_number(person)).collect::<HashSet<_>>().len(), 200_000);
        assert_eq!(people.clone().map(|person| make.pupil_number(person, 20)).collect::<HashSet<_>>().len(), 200_000);
        assert_eq!(people.map(|person| make.insurance_number(person)).collect::<HashSet<_>>().len(), 200_000);
    }

    #[test]
    fn a_known_pupil_number_has_its_letter() {
        // The Department for Education's worked example, as in the domain's reference vectors: B801200005001.
        let body = "801200005001";
        let sum: usize = body.bytes().enumerate().map(|(index, digit)| (index + 2) * usize::from(digit - b'0')).sum();
        assert_eq!(b"ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23], b'B');
    }
}
