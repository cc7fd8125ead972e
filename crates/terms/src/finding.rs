//! Findings: what is wrong with data, said so that its owner can mend it. A finding is not an error of ours.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Information,
    /// Somebody must look and accept before the figures are used.
    Warning,
    /// The submission cannot be used until it is mended.
    Error,
}

impl Severity {
    /// The name in files and replies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A cell in the sheet's own coordinates, with what it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The row as a spreadsheet shows it, from 1. Absent when the finding is about the file.
    pub row: Option<u32>,
    /// The column, from 1 (shown as a letter). Absent when the finding is about a whole row.
    pub column: Option<u32>,
    /// What the cell held, as it stood, cut to 200 characters.
    pub value: Option<String>,
}

impl Cell {
    /// The cell's name as a spreadsheet shows it, such as `H17`, `17` or `H`.
    #[must_use]
    pub fn name(&self) -> String {
        let column = self.column.map(column_letters).unwrap_or_default();
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        format!("{column}{row}")
    }
}

/// The letters of a column, from 1: `A`, `Z`, `AA`.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// One thing found, in every cell where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it, such as `area-code-ended`: kebab case, lasting, documented.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file, by the name under which it was sent.
    pub file: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// What was found, in one sentence.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub mend: String,
    /// Every cell where it stands, in the order of the file.
    pub cells: Vec<Cell>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
        assert_eq!(Cell { row: Some(17), column: Some(8), value: None }.name(), "H17");
    }
}
