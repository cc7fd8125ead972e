//! Marks: the letters and signs that stand in place of a number, and what each is worth.

use std::collections::HashMap;
use terms::Status;

/// A named set of marks that a recipe can ask for.
#[derive(Debug, Clone, Copy)]
pub struct MarkSet {
    /// The name in a recipe.
    pub name: &'static str,
    /// Who writes so.
    pub about: &'static str,
    /// The marks and their statuses.
    pub marks: &'static [(&'static str, Status)],
}

/// The sets of marks that come with the hub.
pub const MARK_SETS: &[MarkSet] = &[
    MarkSet {
        name: "gss",
        about: "Shorthand in square brackets, the government's standard since 2021",
        marks: &[
            ("[b]", Status::SeriesBreak),
            ("[c]", Status::Suppressed),
            ("[e]", Status::Estimated),
            ("[f]", Status::Estimated),
            ("[low]", Status::RoundsToZero),
            ("[k]", Status::RoundsToZero),
            ("[p]", Status::Provisional),
            ("[r]", Status::Revised),
            ("[u]", Status::Unreliable),
            ("[w]", Status::NoneRecorded),
            ("[x]", Status::NotAvailable),
            ("[z]", Status::NotApplicable),
        ],
    },
    MarkSet {
        name: "bare",
        about: "The same shorthand without brackets, as the Department for Education and the ONS write it",
        marks: &[
            ("b", Status::SeriesBreak),
            ("c", Status::Suppressed),
            ("e", Status::Estimated),
            ("f", Status::Estimated),
            ("low", Status::RoundsToZero),
            ("k", Status::RoundsToZero),
            ("p", Status::Provisional),
            ("r", Status::Revised),
            ("u", Status::Unreliable),
            ("w", Status::NoneRecorded),
            ("x", Status::NotAvailable),
            ("z", Status::NotApplicable),
        ],
    },
    MarkSet {
        name: "legacy",
        about: "Signs of older tables. What “-” means differs by publisher: look before you use it",
        marks: &[
            ("*", Status::Suppressed),
            ("..", Status::NotAvailable),
            ("...", Status::NotAvailable),
            ("…", Status::NotAvailable),
            (".", Status::NotApplicable),
            (":", Status::NotAvailable),
            ("-", Status::NotAvailable),
            ("–", Status::NotAvailable),
            ("~", Status::RoundsToZero),
        ],
    },
    MarkSet {
        name: "na",
        about: "Words and spreadsheet errors for “not available”",
        marks: &[
            ("#N/A", Status::NotAvailable),
            ("N/A", Status::NotAvailable),
            ("n/a", Status::NotAvailable),
            ("NA", Status::NotAvailable),
            ("NULL", Status::NotAvailable),
            ("NaN", Status::NotAvailable),
            ("#DIV/0!", Status::NotAvailable),
        ],
    },
    MarkSet {
        name: "minus-one",
        about: "−1 for a value that is not available. Only where a real value cannot be −1",
        marks: &[("-1", Status::NotAvailable), ("-1.0", Status::NotAvailable)],
    },
];

/// The marks of a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    tokens: HashMap<String, Status>,
    numeric: bool,
}

impl Default for Marks {
    /// The set `gss`, which no other meaning can be mistaken for.
    fn default() -> Self {
        Self::new(["gss"], [])
    }
}

impl Marks {
    /// The marks of some named sets, and some more, which win over the sets. Names that are no set are passed over:
    /// the reader of recipes has refused them.
    pub fn new<'s>(
        sets: impl IntoIterator<Item = &'s str>,
        tokens: impl IntoIterator<Item = (String, Status)>,
    ) -> Self {
        let mut all = HashMap::new();
        for name in sets {
            for set in MARK_SETS.iter().filter(|set| set.name == name) {
                all.extend(set.marks.iter().map(|(token, status)| ((*token).to_owned(), *status)));
            }
        }
        all.extend(tokens);
        let numeric = all.keys().any(|token| token.parse::<f64>().is_ok());
        Self { tokens: all, numeric }
    }

    /// The status that a mark stands for.
    #[must_use]
    pub fn status(&self, mark: &str) -> Option<Status> {
        self.tokens.get(mark).copied()
    }

    /// Whether some mark looks like a number, such as `-1`, so that marks are looked up before numbers are read.
    #[must_use]
    pub fn look_like_numbers(&self) -> bool {
        self.numeric
    }

    /// The status of a run of marks in square brackets, such as `[r][e]`: the first that hides the value wins,
    /// else the first of all. Nothing if one of them is not known.
    #[must_use]
    pub fn run(&self, text: &str) -> Option<Status> {
        let mut found: Option<Status> = None;
        let mut rest = text.trim();
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let end = rest.find(']')? + 1;
            let status = self.status(&rest[..end]).or_else(|| self.status(&rest[..end].to_lowercase()))?;
            if found.is_none_or(|found| found.has_value() && !status.has_value()) {
                found = Some(status);
            }
            rest = rest[end..].trim_start_matches([' ', ',']);
        }
        found
    }
}
