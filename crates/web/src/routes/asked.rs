//! What the address of a page asks beside its path. A word that cannot be read is told in a banner; the page is shown
//! without it, since a reader can see what it shows.

use crate::{
    components::{Banner, BannerKind},
    state::State,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use jiff::Timestamp;
use std::{collections::BTreeMap, convert::Infallible};
use terms::{Date, period::date_in_words};

/// The words after the question mark; of a word that is given several times, the last.
#[derive(Debug, Default)]
pub(super) struct Asked(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

/// The two days of a page: on whose map it stands, and as of when its figures are read.
#[derive(Debug)]
pub(super) struct Days {
    /// The day of the map.
    pub as_at: Date,
    /// The last moment of the day as of which figures are read; nothing for now.
    pub as_it_stood: Option<Timestamp>,
    /// What to tell the reader of the days.
    pub banner: Option<Banner>,
    /// What must follow the addresses of pages that this one leads to, with its question mark; or nothing.
    pub suffix: String,
}

impl Asked {
    /// The value of a word, without spaces around it; empty when absent.
    pub fn text(&self, word: &str) -> &str {
        self.0.get(word).map_or("", |text| text.trim())
    }

    /// The days that are asked for.
    pub fn days(&self, state: &State) -> Days {
        let today = state.hub.clock().today();
        let mut told: Vec<String> = Vec::new();
        let mut suffix: Vec<String> = Vec::new();
        let mut day = |word: &str| {
            let text = self.text(word);
            if text.is_empty() {
                return None;
            }
            let day = text.parse::<Date>().ok();
            match day {
                Some(day) => suffix.push(format!("{word}={day}")),
                None => told.push(format!("“{text}” is not a day: write one such as 2023-03-31.")),
            }
            day
        };
        let as_at = day("as_at");
        let stood = day("as_it_stood");
        let as_it_stood = stood.and_then(hub::clock::end_of_day);
        if let Some(day) = as_at {
            told.push(format!("This page stands on the map of {}.", date_in_words(day)));
        }
        if let (Some(day), Some(_)) = (stood, as_it_stood) {
            told.push(format!("It shows the figures that were in use at the end of {}.", date_in_words(day)));
        }
        let banner = (!told.is_empty()).then(|| Banner { kind: BannerKind::Notice, text: told.join(" "), link: None });
        let suffix = if suffix.is_empty() { String::new() } else { format!("?{}", suffix.join("&")) };
        Days { as_at: as_at.unwrap_or(today), as_it_stood, banner, suffix }
    }
}
