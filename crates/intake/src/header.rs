//! Headers: their texts, and which column a recipe means.

use crate::{document::closest, recipe::Column};

/// The text of a header as it is compared: small letters, single spaces, no byte-order mark.
pub(crate) fn folded(text: &str) -> String {
    single_spaced(text.trim_start_matches('\u{feff}')).to_lowercase()
}

/// The text with every run of white space as one space.
pub(crate) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without footnote marks at its end: `[note 1]`, `(note 1)`, `Code1`, `assessments1,2`.
pub(crate) fn without_footnotes(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let lower = text.to_lowercase();
        let bracket = ["[note", "(note", "[notes", "[r]", "[p]"].iter().filter_map(|mark| lower.rfind(mark)).max();
        if let Some(at) = bracket.filter(|_| text.ends_with([']', ')']) && lower.len() == text.len())
            && let Some(cut) = text.get(..at)
        {
            text = cut.trim_end();
            continue;
        }
        let bare = text.trim_end_matches(|character: char| {
            character.is_ascii_digit() || character == ',' || character == '¹' || character == '²' || character == '³'
        });
        // A digit after a letter is a footnote; after a space, a hyphen or a stroke it belongs to the name.
        let digits = &text[bare.len()..];
        if !digits.is_empty() && digits.len() <= 3 && bare.ends_with(|last: char| last.is_alphabetic() || last == ')') {
            text = bare;
            continue;
        }
        return text;
    }
}

/// The header of a table: the text of each column.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderTexts {
    pub(crate) texts: Vec<String>,
    folded: Vec<String>,
}

/// Which column was meant.
pub(crate) enum Found {
    One(usize),
    /// Several: the first, and how many.
    Several(usize, usize),
    /// None; the nearest header, if one is near.
    None(Option<String>),
}

impl HeaderTexts {
    pub(crate) fn new(texts: Vec<String>) -> Self {
        let folded = texts.iter().map(|text| folded(text)).collect();
        Self { texts, folded }
    }

    /// Joins header rows from above to below. Blank cells of upper rows take the text to their left.
    pub(crate) fn joined(rows: &[Vec<String>]) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut texts = vec![String::new(); width];
        for (level, row) in rows.iter().enumerate() {
            let last = level + 1 == rows.len();
            let mut carried = String::new();
            for (column, joined) in texts.iter_mut().enumerate() {
                let own = row.get(column).map(|text| single_spaced(text)).unwrap_or_default();
                if !own.is_empty() {
                    carried.clone_from(&own);
                }
                let part = if own.is_empty() && !last { &carried } else { &own };
                if !part.is_empty() && !joined.ends_with(part.as_str()) {
                    if !joined.is_empty() {
                        joined.push_str(" - ");
                    }
                    joined.push_str(part);
                }
            }
        }
        Self::new(texts)
    }

    pub(crate) fn find(&self, column: &Column) -> Found {
        let wanted = match column {
            Column::Letter(letter) => return Found::One(*letter as usize - 1),
            Column::Header(text) => folded(text),
        };
        let bare = without_footnotes(&wanted);
        let tests: [&dyn Fn(&str) -> bool; 3] =
            [&|text| text == wanted, &|text| without_footnotes(text) == bare, &|text| {
                text.rsplit(" - ").next().is_some_and(|last| without_footnotes(last) == bare)
            }];
        for test in tests {
            let mut matching =
                (0..self.folded.len()).filter(|&at| !self.folded[at].is_empty() && test(&self.folded[at]));
            if let Some(first) = matching.next() {
                let others = matching.count();
                return if others == 0 { Found::One(first) } else { Found::Several(first, others + 1) };
            }
        }
        Found::None(closest(&wanted, self.texts.iter().map(String::as_str)).map(ToOwned::to_owned))
    }
}
