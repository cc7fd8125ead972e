//! Lines of addresses.

/// Words that are written long and short, with the short form that we keep.
const SHORT: [(&str, &str); 26] = [
    ("STREET", "ST"),
    ("ROAD", "RD"),
    ("LANE", "LN"),
    ("AVENUE", "AVE"),
    ("AV", "AVE"),
    ("CLOSE", "CL"),
    ("DRIVE", "DR"),
    ("COURT", "CT"),
    ("CRT", "CT"),
    ("PLACE", "PL"),
    ("CRESCENT", "CRES"),
    ("CRESC", "CRES"),
    ("TERRACE", "TERR"),
    ("TER", "TERR"),
    ("GARDENS", "GDNS"),
    ("GROVE", "GR"),
    ("SQUARE", "SQ"),
    ("HOUSE", "HSE"),
    ("BUILDING", "BLDG"),
    ("APARTMENT", "FLAT"),
    ("APT", "FLAT"),
    ("UNIT", "FLAT"),
    ("SAINT", "ST"),
    ("MOUNT", "MT"),
    ("NORTH", "N"),
    ("SOUTH", "S"),
];

/// An address in capital letters, without punctuation, with its usual words in their short form.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|each| !matches!(each, '\'' | '’' | '.'))
        .map(|each| if each.is_alphanumeric() { each.to_ascii_uppercase() } else { ' ' })
        .collect();
    let short = |word: &str| {
        SHORT.iter().find(|(long, _)| *long == word).map_or(word.to_owned(), |(_, short)| (*short).to_owned())
    };
    let words: Vec<String> = plain.split_whitespace().map(short).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The numbers of an address in order, with their letter (`12B`): they tell neighbours apart where words do not.
#[must_use]
pub fn numbers(text: &str) -> Option<String> {
    let address = address(text)?;
    let numbers: Vec<&str> =
        address.split(' ').filter(|word| word.starts_with(|first: char| first.is_ascii_digit())).collect();
    (!numbers.is_empty()).then(|| numbers.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_one_way() {
        assert_eq!(address("Apt. 4, 12b St Mary's Road").as_deref(), Some("FLAT 4 12B ST MARYS RD"));
        assert_eq!(numbers("Apt. 4, 12b St Mary's Road").as_deref(), Some("4 12B"));
        assert_eq!(address(" , "), None);
    }
}
