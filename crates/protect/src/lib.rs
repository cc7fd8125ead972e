//! The last room before a door: a page, a reply or an export takes numbers only as [`Protected`], and only this
//! room can make one. Open data passes through it too, and is marked so.
//!
//! ```compile_fail
//! // The field is private: no other room can wrap a number and call it protected.
//! let figure = wholeplace_protect::Protected { inner: 29.6, basis: wholeplace_protect::Basis::OpenData };
//! ```

use serde::Serialize;
use std::ops::Deref;

/// Why the numbers may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Its publisher has already published every one of these numbers under an open licence, and hidden what
    /// had to be hidden; they are shown as published or summed from what was published.
    OpenData,
}

impl Basis {
    /// The basis in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OpenData => "published as open data",
        }
    }
}

/// Numbers that may be shown, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Protected<T> {
    #[serde(flatten)]
    inner: T,
    #[serde(skip)]
    basis: Basis,
}

impl<T> Protected<T> {
    /// Why the numbers may be shown.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The numbers, to be shown.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// Chooses or arranges what is already protected. The closure cannot add what was not there unless it brings
    /// numbers of its own, which a review should refuse.
    #[must_use]
    pub fn map<U>(self, arrange: impl FnOnce(T) -> U) -> Protected<U> {
        Protected { inner: arrange(self.inner), basis: self.basis }
    }
}

impl<T> Deref for Protected<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
    }
}

/// Passes open data: figures that their publisher has published under an open licence.
#[must_use]
pub fn open_data<T>(inner: T) -> Protected<T> {
    Protected { inner, basis: Basis::OpenData }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_data_says_why_it_may_be_shown() {
        let figures = open_data(vec![29.6]);
        assert_eq!(figures.basis(), Basis::OpenData);
        assert_eq!(figures.map(|figures| figures.len()).into_inner(), 1);
    }
}
