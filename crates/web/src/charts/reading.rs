//! What a chart is given: readings over time, each a value or the reason why there is none.

use super::scale::drawable;
use terms::unit::grouped;

/// What is known of one period.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A value, with its 95% interval where one is published.
    Value {
        /// The value.
        value: f64,
        /// The lower 95% limit.
        lower: Option<f64>,
        /// The upper 95% limit.
        upper: Option<f64>,
        /// A word on what the value is worth, such as `provisional`. Absent for a plain published value.
        quality: Option<String>,
    },
    /// No value, and why, such as `hidden to protect people`. Missing is never zero.
    Missing {
        /// The reason, as a phrase.
        reason: String,
    },
}

impl Reading {
    /// A plain value without an interval.
    #[must_use]
    pub fn of(value: f64) -> Self {
        Self::Value { value, lower: None, upper: None, quality: None }
    }

    /// A value with its interval.
    #[must_use]
    pub fn between(value: f64, lower: f64, upper: f64) -> Self {
        Self::Value { value, lower: Some(lower), upper: Some(upper), quality: None }
    }

    /// The value, if there is one that can be drawn.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Value { value, .. } if drawable(*value) => Some(*value),
            _ => None,
        }
    }

    /// The interval, if both limits can be drawn.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        match self {
            Self::Value { value, lower: Some(lower), upper: Some(upper), .. }
                if drawable(*value) && drawable(*lower) && drawable(*upper) && lower <= upper =>
            {
                Some((*lower, *upper))
            }
            _ => None,
        }
    }

    /// Why there is nothing to draw, if so.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Missing { reason } => Some(reason),
            Self::Value { value, .. } if !drawable(*value) => Some("not a number that can be drawn"),
            Self::Value { .. } => None,
        }
    }
}

/// One period on a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The period as a reader sees it, such as `2023-24`.
    pub period: String,
    /// The middle of the period, in years with decimals, such as 2023.75.
    pub at: f64,
    /// What is known.
    pub reading: Reading,
}

/// How the values of a chart are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notation {
    /// What stands before the number: `£` or nothing.
    pub before: String,
    /// What stands after it, with its own space if it needs one: `%`, ` years`.
    pub after: String,
    /// Decimals of values in labels and tables.
    pub decimals: usize,
}

impl Notation {
    /// The notation of a unit. Long units (rates, counts of something) are left to the chart's caption.
    #[must_use]
    pub fn of(unit: &terms::Unit, decimals: usize) -> Self {
        use terms::Unit;
        let (before, after) = match unit {
            Unit::Percent => ("", "%"),
            Unit::Pounds => ("£", ""),
            Unit::ThousandPounds => ("£", " thousand"),
            Unit::MillionPounds => ("£", " million"),
            Unit::Years => ("", " years"),
            Unit::Minutes => ("", " minutes"),
            Unit::Count { .. } | Unit::Rate { .. } | Unit::Other { .. } | Unit::Number => ("", ""),
        };
        Self { before: before.to_owned(), after: after.to_owned(), decimals }
    }

    /// A number without a unit.
    #[must_use]
    pub fn plain(decimals: usize) -> Self {
        Self { before: String::new(), after: String::new(), decimals }
    }

    /// The value as a reader sees it, with its unit.
    #[must_use]
    pub fn write(&self, value: f64) -> String {
        match self.in_pounds(value) {
            Some((pounds, value)) => pounds.write(value),
            None => self.with(&Self::number(value, self.decimals)),
        }
    }

    /// A thousand thousands of pounds, or a thousand millions, are told in pounds: `£5.7 million`, not `£5,743 thousand`.
    fn in_pounds(&self, value: f64) -> Option<(Self, f64)> {
        let size = match self.after.as_str() {
            " thousand" => 1e3,
            " million" => 1e6,
            _ => return None,
        };
        (value.abs() >= 1e3).then(|| (Self { after: String::new(), ..self.clone() }, value * size))
    }

    /// An interval as a reader sees it: `41.1 to 64.9%`, `£512 to £604`.
    #[must_use]
    pub fn range(&self, (lower, upper): (f64, f64)) -> String {
        if self.in_pounds(lower).is_some() || !self.before.is_empty() {
            format!("{} to {}", self.write(lower), self.write(upper))
        } else {
            format!("{} to {}", Self::number(lower, self.decimals), self.write(upper))
        }
    }

    /// A gridline's label, short enough for a gutter: `£25m` for 25,014 thousand pounds.
    pub(super) fn tick(&self, value: f64, decimals: usize) -> String {
        let size = match self.after.as_str() {
            " thousand" => 1e3,
            " million" => 1e6,
            _ => 1.0,
        };
        let unit = if self.after.chars().count() <= 1 { self.after.as_str() } else { "" };
        let value = value * size;
        let shorter = [(1e9, "bn"), (1e6, "m")].into_iter().find(|(large, _)| value.abs() >= *large);
        let number = match shorter {
            Some((large, letter)) => {
                let short = grouped(value / large, 1);
                format!("{}{letter}", short.strip_suffix(".0").unwrap_or(&short))
            }
            None => grouped(value, if size > 1.0 { 0 } else { decimals }),
        };
        match number.strip_prefix('−') {
            Some(number) => format!("−{}{number}{unit}", self.before),
            None => format!("{}{number}{unit}", self.before),
        }
    }

    fn number(value: f64, decimals: usize) -> String {
        for (size, word) in [(1e12, "million million"), (1e9, "thousand million"), (1e6, "million")] {
            if value.abs() >= size {
                let short = grouped(value / size, 1);
                return format!("{} {word}", short.strip_suffix(".0").unwrap_or(&short));
            }
        }
        grouped(value, decimals)
    }

    fn with(&self, number: &str) -> String {
        match number.strip_prefix('−') {
            Some(number) => format!("−{}{number}{}", self.before, self.after),
            None => format!("{}{number}{}", self.before, self.after),
        }
    }
}

/// Stretches of points whose values may be joined by a line, as indices of the first and the one after the last.
/// A missing value ends a stretch, and so does a gap in time.
pub(super) fn stretches(points: &[Point]) -> Vec<(usize, usize)> {
    let step = usual_step(points);
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (index, point) in points.iter().enumerate() {
        if point.reading.value().is_none() {
            continue;
        }
        match stretches.last_mut() {
            Some((_, end)) if *end == index && point.at - points[index - 1].at <= step * 1.5 => *end = index + 1,
            _ => stretches.push((index, index + 1)),
        }
    }
    stretches
}

/// The middle of the steps in time between neighbouring points; infinite when there are fewer than two.
fn usual_step(points: &[Point]) -> f64 {
    let mut steps: Vec<f64> =
        points.windows(2).map(|pair| pair[1].at - pair[0].at).filter(|step| step.is_finite() && *step > 0.0).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(f64::INFINITY)
}
