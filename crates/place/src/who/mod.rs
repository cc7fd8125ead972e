//! Who does what: which body is responsible for a public function, in an area, on a day, and why.
//!
//! The derivation is that of `data/responsibilities/README.md`: the bodies of the place on the day; the rules for
//! their types; then the named exceptions.

mod answer;
mod derive;
mod tables;
mod words;

pub use answer::{Answer, Asked, Involved, Responsible, Unnamed};
pub use tables::{Effect, Exception, Function, Responsibilities, ResponsibilityFiles, Role, Rule};

use crate::{MapError, state::Heir};
use terms::{AreaCode, Date, period::date_in_words};

/// What stopped the question from being answered.
#[derive(Debug, thiserror::Error)]
pub enum WhoError {
    /// There is no function with that name.
    #[error("there is no function called “{0}”")]
    Function(String),
    /// The map has no such area.
    #[error("there is no area with the code {0} on the map")]
    Area(AreaCode),
    /// The area did not exist on that day.
    #[error("{name} ({code}) did not exist on {}{}", date_in_words(*date), instead(heirs))]
    NotThatDay {
        /// The area.
        code: AreaCode,
        /// Its name.
        name: String,
        /// The day that was asked for.
        date: Date,
        /// What it passed into, or came from.
        heirs: Vec<Heir>,
    },
    /// The tables cannot be read.
    #[error(transparent)]
    Tables(#[from] MapError),
}

fn instead(heirs: &[Heir]) -> String {
    let names: Vec<String> = heirs.iter().map(|heir| format!("{} ({})", heir.name, heir.code)).collect();
    if names.is_empty() { String::new() } else { format!(": ask for {}", names.join(" or ")) }
}

/// Who is responsible for a function in an area on a day, by the map and the tables that come with the project.
///
/// # Errors
/// [`WhoError`] when the function or the area is unknown, or the area did not exist on the day.
pub fn who(function: &str, area: AreaCode, date: Date) -> Result<Answer, WhoError> {
    Responsibilities::england().who(crate::Map::england(), function, area, date)
}
