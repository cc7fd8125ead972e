//! Observations: one published value for one area and period, and where in the file it stood.

use crate::{AreaCode, IndicatorId, Period, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The further breakdown of a value, such as `sex = female`: names and values in the order of names.
pub type Dimensions = BTreeMap<String, String>;

/// Where a value stood in the bytes that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The sheet, counted from 0 in the recipe's order; 0 for files without sheets.
    pub sheet: u16,
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
}

/// One observation, with its words held once in a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObservationRow {
    /// The indicator: an index in the vocabulary.
    pub indicator: u32,
    /// The area (or the body, under its area's code) that the value is about.
    pub area: AreaCode,
    /// The period that the value covers.
    pub period: Period,
    /// The dimensions: an index in the vocabulary, 0 for none.
    pub dimensions: u32,
    /// The value in the indicator's unit. Absent unless [`Status::has_value`].
    pub value: Option<f64>,
    /// The count above the line, where published.
    pub numerator: Option<f64>,
    /// The count below the line, where published.
    pub denominator: Option<f64>,
    /// The lower 95% limit, where published.
    pub lower: Option<f64>,
    /// The upper 95% limit, where published.
    pub upper: Option<f64>,
    /// What the value is worth.
    pub status: Status,
    /// The token that stood in place of a number: an index in the vocabulary, 0 for none.
    pub token: u32,
    /// Where the value stood.
    pub source: Source,
}

/// The words of a run of observations, each held once. Index 0 of `dimensions` and of `tokens` is the empty one.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    indicators: Vec<IndicatorId>,
    dimensions: Vec<Dimensions>,
    tokens: Vec<String>,
    indicator_index: HashMap<IndicatorId, u32>,
    dimensions_index: HashMap<Dimensions, u32>,
    token_index: HashMap<String, u32>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            indicators: Vec::new(),
            dimensions: vec![Dimensions::new()],
            tokens: vec![String::new()],
            indicator_index: HashMap::new(),
            dimensions_index: HashMap::from([(Dimensions::new(), 0)]),
            token_index: HashMap::from([(String::new(), 0)]),
        }
    }
}

fn index_of(length: usize) -> u32 {
    u32::try_from(length).expect("a vocabulary holds fewer than four thousand million words")
}

impl Vocabulary {
    /// The indicators, by index.
    #[must_use]
    pub fn indicators(&self) -> &[IndicatorId] {
        &self.indicators
    }

    /// The dimensions, by index; the first is empty.
    #[must_use]
    pub fn dimensions(&self) -> &[Dimensions] {
        &self.dimensions
    }

    /// The tokens, by index; the first is empty.
    #[must_use]
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The index of an indicator, which joins the vocabulary if it is new.
    pub fn indicator(&mut self, indicator: &IndicatorId) -> u32 {
        if let Some(&index) = self.indicator_index.get(indicator) {
            return index;
        }
        let index = index_of(self.indicators.len());
        self.indicators.push(indicator.clone());
        self.indicator_index.insert(indicator.clone(), index);
        index
    }

    /// The index of a set of dimensions, which joins the vocabulary if it is new.
    pub fn dimension(&mut self, dimensions: &Dimensions) -> u32 {
        if let Some(&index) = self.dimensions_index.get(dimensions) {
            return index;
        }
        let index = index_of(self.dimensions.len());
        self.dimensions.push(dimensions.clone());
        self.dimensions_index.insert(dimensions.clone(), index);
        index
    }

    /// The index of a token, which joins the vocabulary if it is new.
    pub fn token(&mut self, token: &str) -> u32 {
        if let Some(&index) = self.token_index.get(token) {
            return index;
        }
        let index = index_of(self.tokens.len());
        self.tokens.push(token.to_owned());
        self.token_index.insert(token.to_owned(), index);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_held_once() {
        let mut vocabulary = Vocabulary::default();
        let absence = IndicatorId::parse("absence").unwrap();
        assert_eq!(vocabulary.indicator(&absence), vocabulary.indicator(&absence));
        assert_eq!(vocabulary.dimension(&Dimensions::new()), 0);
        assert_eq!(vocabulary.token(""), 0);
        let sex = Dimensions::from([("sex".to_owned(), "female".to_owned())]);
        assert_eq!(vocabulary.dimension(&sex), 1);
        assert_eq!(vocabulary.dimensions()[1], sex);
    }
}
