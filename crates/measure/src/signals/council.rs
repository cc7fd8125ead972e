//! Councils as a back-test sees them: the codes they had, their tier, and the days on which they existed.

use serde::Serialize;
use terms::{AreaCode, Date};

/// Councils that are compared with each other and with no others. Districts lack the costly services, so that a ratio
/// of theirs says something else than the same ratio of a council with social care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Districts below a county.
    District,
    /// Counties, unitary councils, metropolitan districts and London boroughs.
    Other,
}

impl Tier {
    /// The tier of the council of an area, by the first letters of its code; none for areas without a council.
    #[must_use]
    pub fn of(area: AreaCode) -> Option<Self> {
        match area.prefix() {
            "E07" => Some(Self::District),
            "E06" | "E08" | "E09" | "E10" => Some(Self::Other),
            _ => None,
        }
    }
}

/// A council through all its codes: a new code for the same council is not a new council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Council {
    /// Every code of its area.
    pub areas: Vec<AreaCode>,
    /// Its name.
    pub name: String,
    /// Whom it is compared with.
    pub tier: Tier,
    /// The first day of its existence, where known.
    pub from: Option<Date>,
    /// The first day on which it was gone, where it is.
    pub until: Option<Date>,
}

impl Council {
    /// Whether it existed on a day.
    #[must_use]
    pub fn existed(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}
