//! Values to the tokens that are hashed.

use serde::{Deserialize, Serialize};

/// How a value is cut into tokens: what two values have in common is the tokens that they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Tokens {
    /// Pairs of neighbouring letters, with a blank before and after: for names, where a letter may be added or lost.
    #[default]
    Pairs,
    /// Letters with their place: for numbers and postcodes, where one may be mistaken for another.
    Places,
    /// Year, month and day, each whole and digit by digit, month and day also without saying which is which: for dates,
    /// where a digit may be wrong or day and month swapped. A value that is no date is taken by its letters' places.
    Date,
    /// The value as a whole: for codes such as sex, where nothing is alike that is not the same.
    Whole,
}

impl Tokens {
    /// How many tokens a value usually has: a name of seven letters, a number of ten digits, a postcode of seven places.
    #[must_use]
    pub fn usual(self) -> u32 {
        match self {
            Self::Pairs => 8,
            Self::Places => 9,
            Self::Date => 13,
            Self::Whole => 1,
        }
    }

    /// The tokens of a value; a token may come more than once.
    pub(super) fn of(self, value: &str) -> Vec<String> {
        match self {
            Self::Pairs => {
                let padded: Vec<char> = std::iter::once(' ').chain(value.chars()).chain(std::iter::once(' ')).collect();
                padded.windows(2).map(|pair| pair.iter().collect()).collect()
            }
            Self::Places => places(value),
            Self::Date => match crate::standardise::date::read(value) {
                None => places(value),
                Some(date) => {
                    let digits = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
                    let mut tokens = places(&digits);
                    tokens.push(format!("year {}", date.year()));
                    tokens.push(format!("month {}", date.month()));
                    tokens.push(format!("day {}", date.day()));
                    tokens.extend([date.month(), date.day()].map(|number| format!("either {number}")));
                    tokens
                }
            },
            Self::Whole => vec![value.to_owned()],
        }
    }
}

fn places(value: &str) -> Vec<String> {
    value.chars().enumerate().map(|(place, letter)| format!("{place}{letter}")).collect()
}
