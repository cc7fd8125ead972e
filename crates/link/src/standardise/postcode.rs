//! United Kingdom postcodes.

/// A postcode in capital letters with one space before its last three characters; `None` when it has not the form of
/// one. The form is not proof that it exists.
#[must_use]
pub fn postcode(text: &str) -> Option<String> {
    let bare: String =
        text.chars().filter(|each| !each.is_whitespace()).map(|each| each.to_ascii_uppercase()).collect();
    if !bare.is_ascii() || !(5..=7).contains(&bare.len()) {
        return None;
    }
    let (outward, inward) = bare.split_at(bare.len() - 3);
    let inward = inward.as_bytes();
    let inward_fits = inward[0].is_ascii_digit() && inward[1..].iter().all(u8::is_ascii_uppercase);
    (inward_fits && outward_fits(outward.as_bytes())).then(|| format!("{outward} {}", &bare[bare.len() - 3..]))
}

fn outward_fits(outward: &[u8]) -> bool {
    let letters = outward.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let rest = &outward[letters.min(outward.len())..];
    let ends = match rest {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    (1..=2).contains(&letters) && ends
}

/// The sector: all but the last two letters, such as `LS1 4` of `LS1 4AP`.
#[must_use]
pub fn sector(text: &str) -> Option<String> {
    postcode(text).map(|mut whole| {
        whole.truncate(whole.len() - 2);
        whole
    })
}

/// The district: what stands before the space, such as `LS1`.
#[must_use]
pub fn district(text: &str) -> Option<String> {
    postcode(text).map(|mut whole| {
        whole.truncate(whole.len() - 4);
        whole
    })
}

/// The area: the letters at the beginning, such as `LS`.
#[must_use]
pub fn area(text: &str) -> Option<String> {
    postcode(text).map(|whole| whole.chars().take_while(char::is_ascii_alphabetic).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_have_their_form() {
        assert_eq!(postcode("ls14ap").as_deref(), Some("LS1 4AP"));
        assert_eq!(postcode(" SW1A 1AA ").as_deref(), Some("SW1A 1AA"));
        assert_eq!(sector("LS1 4AP").as_deref(), Some("LS1 4"));
        assert_eq!(district("LS1 4AP").as_deref(), Some("LS1"));
        assert_eq!(area("LS1 4AP").as_deref(), Some("LS"));
        for bad in ["", "LS1", "LS1 AAP", "1LS 4AP", "LS1 4A", "ŁS1 4AP", "LSLS1 4AP"] {
            assert_eq!(postcode(bad), None, "{bad}");
        }
    }
}
