//! Units, and how a value in one is written for a reader.

use serde::{Deserialize, Serialize};

/// The unit of an indicator's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A count of people or things; `of` names them in the plural.
    Count {
        /// What is counted, such as `children`.
        of: String,
    },
    /// Parts of a hundred.
    Percent,
    /// A rate for each so many.
    Rate {
        /// How many: 1,000, 10,000 or 100,000.
        per: u32,
        /// Of what, such as `children`.
        of: String,
    },
    /// Pounds.
    Pounds,
    /// Thousands of pounds.
    ThousandPounds,
    /// Millions of pounds.
    MillionPounds,
    /// Years.
    Years,
    /// Minutes.
    Minutes,
    /// Anything else that has a name, such as `tonnes of carbon dioxide`.
    Other {
        /// The unit, in the plural.
        name: String,
    },
    /// A score, an index or a ratio.
    Number,
}

/// Writes a number with commas between thousands and a fixed count of decimals; a true minus sign.
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 2);
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('−');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(part) = part {
        text.push('.');
        text.push_str(part);
    }
    text
}

impl Unit {
    /// The value with its unit, as a reader sees it: `29.6%`, `£552`, `14.2 for each 10,000 children`.
    #[must_use]
    pub fn write(&self, value: f64, decimals: usize) -> String {
        let number = grouped(value, decimals);
        let signed = |before: &str, after: &str| match number.strip_prefix('−') {
            Some(number) => format!("−{before}{number}{after}"),
            None => format!("{before}{number}{after}"),
        };
        match self {
            Self::Count { of } => format!("{number} {of}"),
            Self::Percent => format!("{number}%"),
            Self::Rate { per, of } => format!("{number} for each {} {of}", grouped(f64::from(*per), 0)),
            Self::Pounds => signed("£", ""),
            Self::ThousandPounds => signed("£", " thousand"),
            Self::MillionPounds => signed("£", " million"),
            Self::Years => format!("{number} years"),
            Self::Minutes => format!("{number} minutes"),
            Self::Other { name } => format!("{number} {name}"),
            Self::Number => number,
        }
    }

    /// The unit alone, for a heading or an axis.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Count { of } => of.clone(),
            Self::Percent => "%".to_owned(),
            Self::Rate { per, of } => format!("for each {} {of}", grouped(f64::from(*per), 0)),
            Self::Pounds => "£".to_owned(),
            Self::ThousandPounds => "£ thousand".to_owned(),
            Self::MillionPounds => "£ million".to_owned(),
            Self::Years => "years".to_owned(),
            Self::Minutes => "minutes".to_owned(),
            Self::Other { name } => name.clone(),
            Self::Number => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_readers() {
        assert_eq!(grouped(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(grouped(-0.01, 1), "0.0");
        assert_eq!(grouped(-1234.0, 0), "−1,234");
        assert_eq!(Unit::Pounds.write(-5743.0, 0), "−£5,743");
        assert_eq!(Unit::Percent.write(29.6, 1), "29.6%");
        assert_eq!(Unit::Rate { per: 10_000, of: "children".into() }.write(65.0, 0), "65 for each 10,000 children");
    }
}
