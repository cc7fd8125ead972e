//! How two values differ, letter by letter, for people to see.

/// How two values of one column compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Letter for letter the same.
    Same,
    /// The same but for capitals, spaces and marks.
    NearlySame,
    /// They differ.
    Differs,
    /// The left record has a value and the right none.
    LeftOnly,
    /// The right record has a value and the left none.
    RightOnly,
    /// Neither record has a value.
    Neither,
}

impl Likeness {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "The same",
            Self::NearlySame => "The same but for capitals, spaces or marks",
            Self::Differs => "Different",
            Self::LeftOnly => "Only on the left",
            Self::RightOnly => "Only on the right",
            Self::Neither => "In neither",
        }
    }

    /// The sign that stands before the words.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::NearlySame => "≈",
            Self::Differs => "≠",
            Self::LeftOnly | Self::RightOnly | Self::Neither => "–",
        }
    }

    /// The shape of the sign, as a class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Same | Self::NearlySame => "sign-same",
            Self::Differs => "sign-differs",
            Self::LeftOnly | Self::RightOnly | Self::Neither => "sign-missing",
        }
    }
}

/// Part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its letters.
    pub text: String,
    /// Whether the other value does not have them there.
    pub differs: bool,
}

/// Two values side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How they compare.
    pub likeness: Likeness,
    /// The left value in pieces; nothing where there is none.
    pub left: Vec<Piece>,
    /// The right value.
    pub right: Vec<Piece>,
}

/// Values longer than this are marked whole: nobody compares them letter by letter.
const LONGEST: usize = 120;

/// Compares two values as they stand.
#[must_use]
pub fn compare(left: Option<&str>, right: Option<&str>) -> Comparison {
    let given = |value: Option<&str>| value.filter(|value| !value.trim().is_empty()).map(shown);
    let whole = |text: String, differs| vec![Piece { text, differs }];
    match (given(left), given(right)) {
        (None, None) => Comparison { likeness: Likeness::Neither, left: Vec::new(), right: Vec::new() },
        (Some(left), None) => Comparison { likeness: Likeness::LeftOnly, left: whole(left, false), right: Vec::new() },
        (None, Some(right)) => {
            Comparison { likeness: Likeness::RightOnly, left: Vec::new(), right: whole(right, false) }
        }
        (Some(left), Some(right)) if left == right => {
            Comparison { likeness: Likeness::Same, left: whole(left, false), right: whole(right, false) }
        }
        (Some(left), Some(right)) => {
            let plain =
                |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
            let nearly = plain(&left) == plain(&right) && !plain(&left).is_empty();
            let likeness = if nearly { Likeness::NearlySame } else { Likeness::Differs };
            let (left, right) = letters(&left, &right);
            Comparison { likeness, left, right }
        }
    }
}

/// A value as people read it: lists have commas, and what cannot be seen is not there.
fn shown(value: &str) -> String {
    let value = value.replace('\u{1f}', ", ");
    let unseen = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    value.chars().map(|letter| if unseen(letter) { '\u{fffd}' } else { letter }).collect()
}

/// Marks the letters that do not belong to the longest run of letters that both have in one order.
fn letters(left: &str, right: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (one, other): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if one.len() > LONGEST || other.len() > LONGEST {
        let whole = |text: &str| vec![Piece { text: text.to_owned(), differs: true }];
        return (whole(left), whole(right));
    }
    if let Some(found) = by_place(&one, &other) {
        return found;
    }
    let width = other.len() + 1;
    // How long the longest common run is from each place on.
    let mut longest = vec![0_usize; (one.len() + 1) * width];
    for row in (0..one.len()).rev() {
        for column in (0..other.len()).rev() {
            longest[row * width + column] = if one[row] == other[column] {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    // Letters that two unlike values happen to share say nothing.
    if longest[0] * 2 < one.len().max(other.len()) {
        let whole = |text: &str| vec![Piece { text: text.to_owned(), differs: true }];
        return (whole(left), whole(right));
    }
    let (mut pieces, mut others) = (Vec::new(), Vec::new());
    let (mut row, mut column) = (0, 0);
    while row < one.len() || column < other.len() {
        let both = row < one.len() && column < other.len();
        if both && one[row] == other[column] {
            push(&mut pieces, one[row], false);
            push(&mut others, other[column], false);
            (row, column) = (row + 1, column + 1);
        } else if column == other.len()
            || (both && longest[(row + 1) * width + column] >= longest[row * width + column + 1])
        {
            push(&mut pieces, one[row], true);
            row += 1;
        } else {
            push(&mut others, other[column], true);
            column += 1;
        }
    }
    (pieces, others)
}

/// Values of one length, such as dates, place by place, where at least half of the places are the same.
fn by_place(one: &[char], other: &[char]) -> Option<(Vec<Piece>, Vec<Piece>)> {
    let same = one.iter().zip(other).filter(|(left, right)| left == right).count();
    if one.len() != other.len() || same * 2 < one.len() {
        return None;
    }
    let (mut pieces, mut others) = (Vec::new(), Vec::new());
    for (left, right) in one.iter().zip(other) {
        push(&mut pieces, *left, left != right);
        push(&mut others, *right, left != right);
    }
    Some((pieces, others))
}

fn push(pieces: &mut Vec<Piece>, letter: char, differs: bool) {
    match pieces.last_mut() {
        Some(piece) if piece.differs == differs => piece.text.push(letter),
        _ => pieces.push(Piece { text: letter.to_string(), differs }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.differs { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn letters_that_differ_are_marked_on_both_sides() {
        let found = compare(Some("1971-06-24"), Some("1971-05-24"));
        assert_eq!(
            (found.likeness, marked(&found.left), marked(&found.right)),
            (Likeness::Differs, "1971-0[6]-24".into(), "1971-0[5]-24".into())
        );
        let found = compare(Some("Alan"), Some("Allan"));
        assert_eq!((marked(&found.left), marked(&found.right)), ("Alan".into(), "Al[l]an".into()));
        let found = compare(Some("1994-03-28"), Some("1994-02-01"));
        assert_eq!((marked(&found.left), marked(&found.right)), ("1994-0[3]-[28]".into(), "1994-0[2]-[01]".into()));
        let found = compare(Some("Manchester"), Some("Swasea"));
        assert_eq!((marked(&found.left), marked(&found.right)), ("[Manchester]".into(), "[Swasea]".into()));
        let found = compare(Some("abc"), Some("xyz"));
        assert_eq!((marked(&found.left), marked(&found.right)), ("[abc]".into(), "[xyz]".into()));
    }

    #[test]
    fn what_is_not_given_is_not_different() {
        assert_eq!(compare(None, None).likeness, Likeness::Neither);
        assert_eq!(compare(Some(" "), Some("a")).likeness, Likeness::RightOnly);
        assert_eq!(compare(Some("a"), None).likeness, Likeness::LeftOnly);
        assert_eq!(compare(Some("a"), Some("a")).likeness, Likeness::Same);
        assert_eq!(compare(Some("O'Neil "), Some("ONEIL")).likeness, Likeness::NearlySame);
        assert_eq!(compare(Some("-"), Some("?")).likeness, Likeness::Differs);
    }

    #[test]
    fn what_cannot_be_seen_is_shown_to_be_there() {
        let found = compare(Some("a\u{202e}b"), Some("a\u{0}b"));
        assert_eq!((marked(&found.left), marked(&found.right)), ("a\u{fffd}b".into(), "a\u{fffd}b".into()));
        assert_eq!(marked(&compare(Some("Leeds\u{1f}York"), None).left), "Leeds, York");
    }

    #[test]
    fn a_long_value_is_marked_whole() {
        let long = "a".repeat(5_000);
        let found = compare(Some(&long), Some("a"));
        assert_eq!(marked(&found.right), "[a]");
    }

    proptest::proptest! {
        /// The pieces are the value, and without those that differ both sides read alike.
        #[test]
        fn pieces_are_the_value(left in "[a-dé]{1,12}", right in "[a-dé]{1,12}") {
            let found = compare(Some(&left), Some(&right));
            let whole = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            let common = |pieces: &[Piece]| pieces.iter().filter(|piece| !piece.differs).map(|piece| piece.text.as_str()).collect::<String>();
            proptest::prop_assert_eq!(&whole(&found.left), &left);
            proptest::prop_assert_eq!(&whole(&found.right), &right);
            proptest::prop_assert_eq!(common(&found.left), common(&found.right));
            proptest::prop_assert_eq!(found.likeness == Likeness::Same, left == right);
        }
    }
}
