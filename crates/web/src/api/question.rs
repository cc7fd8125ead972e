//! Questions in an address: each word is read, and a word that is not understood is said to be so. A filter that was
//! silently dropped would give a larger answer that looks right.

use super::Problem;
use axum::extract::{FromRequestParts, RawQuery};
use axum::http::request::Parts;
use jiff::Timestamp;
use std::{collections::BTreeMap, str::FromStr};
use terms::Date;

/// The words of a question, each with its values in their order.
#[derive(Debug, Default)]
pub struct Question(BTreeMap<String, Vec<String>>);

impl<S: Send + Sync> FromRequestParts<S> for Question {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state).await.map_err(|_| {
            Problem::bad_request("The address could not be read.", "Check what follows the question mark.")
        })?;
        let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            words.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Ok(Self(words))
    }
}

impl Question {
    /// Refuses every word that is not among these.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.keys().find(|word| !known.contains(&word.as_str())) {
            None => Ok(()),
            Some(word) => Err(Problem::bad_request(
                format!("“{word}” is not understood here."),
                if known.is_empty() { "Leave it out.".to_owned() } else { format!("Use: {}", known.join(", ")) },
            )),
        }
    }

    /// The one value of a word.
    pub fn text(&self, word: &str) -> Result<Option<&str>, Problem> {
        match self.0.get(word).map(Vec::as_slice) {
            None => Ok(None),
            Some([one]) if one.trim().is_empty() => Ok(None),
            Some([one]) => Ok(Some(one.trim())),
            Some(_) => Err(Problem::bad_request(format!("“{word}” is given several times."), "Give it once.")),
        }
    }

    /// The one value of a word, read.
    pub fn value<T: FromStr<Err: std::fmt::Display>>(&self, word: &str) -> Result<Option<T>, Problem> {
        self.text(word)?.map(|text| read(word, text)).transpose()
    }

    /// Every value of a word, read; several may stand in one, parted by commas.
    pub fn values<T: FromStr<Err: std::fmt::Display>>(&self, word: &str) -> Result<Vec<T>, Problem> {
        let given = self.0.get(word).into_iter().flatten().flat_map(|text| text.split(','));
        given.map(str::trim).filter(|text| !text.is_empty()).map(|text| read(word, text)).collect()
    }

    /// The end of the day named `as_it_stood`, in England; nothing for now.
    pub fn as_it_stood(&self) -> Result<Option<Timestamp>, Problem> {
        let Some(day) = self.value::<Date>("as_it_stood")? else { return Ok(None) };
        hub::clock::end_of_day(day).map(Some).ok_or_else(|| {
            Problem::bad_request(
                format!("as_it_stood: {day} is not a day of our calendar."),
                "Write a day such as 2026-11-22.",
            )
        })
    }
}

fn read<T: FromStr<Err: std::fmt::Display>>(word: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error: T::Err| {
        Problem::bad_request(format!("{word}: {error}."), "Mend the value, or leave the word out.")
    })
}
