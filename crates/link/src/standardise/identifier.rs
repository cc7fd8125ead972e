//! Identifiers with their check digits (`domain` rules: NHS Data Dictionary, Department for Education, HMRC).

/// A valid NHS number as ten digits: the eleven-modulus check over the first nine gives the tenth. Spaces and hyphens
/// are left out. A number made of one digit repeated is refused: it is a placeholder.
#[must_use]
pub fn nhs_number(text: &str) -> Option<String> {
    let digits = bare_digits(text, 10)?;
    let sum: u32 = weighted(&digits[..9]);
    let check = match 11 - sum % 11 {
        11 => 0,
        check => check,
    };
    (check == u32::from(digits[9]) && !all_same(&digits)).then(|| written(&digits))
}

/// A valid Unique Learner Number as ten digits, of which the first is not 0.
#[must_use]
pub fn uln(text: &str) -> Option<String> {
    let digits = bare_digits(text, 10)?;
    let remainder = weighted(&digits[..9]) % 11;
    (digits[0] != 0 && remainder != 0 && 10 - remainder == u32::from(digits[9])).then(|| written(&digits))
}

/// The check letters of a Unique Pupil Number; I, O and S are not used.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A valid Unique Pupil Number: thirteen characters, the first a check letter, the last a digit or (when temporary) a
/// letter.
#[must_use]
pub fn upn(text: &str) -> Option<String> {
    let bare: Vec<u8> =
        text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| byte.to_ascii_uppercase()).collect();
    let [check, rest @ ..] = bare.as_slice() else { return None };
    let [digits @ .., last] = rest else { return None };
    if rest.len() != 12 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        letter => UPN_LETTERS.iter().position(|&each| each == letter),
    };
    let mut sum = 0;
    for (index, &byte) in digits.iter().chain([last]).enumerate() {
        sum += (index + 2) * value(byte)?;
    }
    (UPN_LETTERS[sum % 23] == *check).then(|| String::from_utf8_lossy(&bare).into_owned())
}

/// A property number without leading zeros, up to twelve digits. It has no check digit.
#[must_use]
pub fn uprn(text: &str) -> Option<String> {
    let text = text.trim();
    // Spreadsheets and data frames turn whole numbers into decimal fractions.
    let text = text.strip_suffix(".0").unwrap_or(text);
    let bare = text.trim_start_matches('0');
    let fits = !bare.is_empty() && text.len() <= 12 && bare.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| bare.to_owned())
}

/// A National Insurance number of the right form, without spaces. It has no check digit, and references that look like
/// one exist: neither passing nor failing proves anything about a person.
#[must_use]
pub fn nino(text: &str) -> Option<String> {
    let bare: String =
        text.chars().filter(|each| !each.is_whitespace()).map(|each| each.to_ascii_uppercase()).collect();
    let [one, two, digits @ .., suffix] = bare.as_bytes() else { return None };
    let never = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
    let letter = |byte: &u8, barred: &[u8]| byte.is_ascii_uppercase() && !barred.contains(byte);
    let fits = letter(one, b"DFIQUV")
        && letter(two, b"DFIOQUV")
        && digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(suffix)
        && !never.contains(&&bare[..2]);
    fits.then_some(bare)
}

fn bare_digits(text: &str, count: usize) -> Option<Vec<u8>> {
    let mut digits = Vec::with_capacity(count);
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(u8::try_from(character.to_digit(10)?).ok()?),
            ' ' | '-' => {}
            _ => return None,
        }
    }
    (digits.len() == count).then_some(digits)
}

fn weighted(digits: &[u8]) -> u32 {
    digits.iter().zip((2..=10).rev()).map(|(&digit, weight): (&u8, u32)| u32::from(digit) * weight).sum()
}

fn all_same(digits: &[u8]) -> bool {
    digits.iter().all(|digit| digit == &digits[0])
}

fn written(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_checked() {
        assert_eq!(nhs_number("943 476 5919").as_deref(), Some("9434765919"));
        for bad in ["9434765918", "1111111111", "0000000000", "943476591", "94347659190", "943476591x"] {
            assert_eq!(nhs_number(bad), None, "{bad}");
        }
        assert_eq!(uln("9276308686").as_deref(), Some("9276308686"));
        assert_eq!(uln("9999999999"), None);
        assert_eq!(upn("B801200005001").as_deref(), Some("B801200005001"));
        assert_eq!(upn("A801200005001"), None);
        assert_eq!(upn("B80120000500"), None);
        assert_eq!(uprn("000012345678").as_deref(), Some("12345678"));
        assert_eq!(uprn("99900020314.0").as_deref(), Some("99900020314"));
        assert_eq!(uprn("1234567890123"), None);
        assert_eq!(nino("ab 12 34 56 c").as_deref(), Some("AB123456C"));
        for bad in ["BG123456A", "DA123456A", "AO123456A", "AB123456E", "AB12345C", "ÀB123456C"] {
            assert_eq!(nino(bad), None, "{bad}");
        }
    }
}
