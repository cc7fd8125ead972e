//! Putting figures together, and taking them apart.

use super::row::{Aggregation, Made, Reason, RecastRow};
use super::{SeriesRow, exact_sum};
use std::collections::BTreeSet;
use terms::{AreaCode, Period, Status};

/// A figure on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub status: Status,
    pub made: Made,
    pub sources: BTreeSet<AreaCode>,
    pub basis: Option<String>,
}

impl Figure {
    pub fn of<K>(row: &SeriesRow<K>) -> Self {
        // A status without a value never carries one, whatever stood in the cell.
        let value = row.value.filter(|_| row.status.has_value());
        Self {
            value,
            numerator: row.numerator.filter(|_| value.is_some()),
            denominator: row.denominator.filter(|_| value.is_some()),
            status: row.status,
            made: if value.is_some() { Made::Published } else { Made::Unavailable },
            sources: BTreeSet::from([row.area]),
            basis: None,
        }
    }

    pub fn unavailable(sources: BTreeSet<AreaCode>) -> Self {
        Self {
            value: None,
            numerator: None,
            denominator: None,
            status: Status::NotAvailable,
            made: Made::Unavailable,
            sources,
            basis: None,
        }
    }

    pub fn recoded(mut self) -> Self {
        if self.made == Made::Published {
            self.made = Made::Recoded;
        }
        self
    }

    /// Whether two figures say the same.
    pub fn agrees(&self, other: &Self) -> bool {
        self.value == other.value
            && (self.value.is_some() || self.status == other.status)
            && agree(self.numerator, other.numerator)
            && agree(self.denominator, other.denominator)
    }

    pub fn into_row<K>(self, area: AreaCode, period: Period, dimensions: K) -> RecastRow<K> {
        RecastRow {
            area,
            period,
            dimensions,
            value: self.value,
            numerator: self.numerator,
            denominator: self.denominator,
            status: self.status,
            made: self.made,
            sources: self.sources.into_iter().collect(),
            basis: self.basis,
        }
    }
}

/// Two counts agree unless both are known and differ.
fn agree(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(_), Some(_)) => one == other,
        _ => true,
    }
}

/// The shares of an amount by weights. The shares of a whole number are whole numbers (largest remainder) and sum to
/// it; the shares of any other number sum to it as nearly as floating point can say, the last one taking the rest.
pub(super) fn apportion(amount: f64, weights: &[f64]) -> Vec<f64> {
    let whole: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| amount * (weight / whole)).collect();
    let is_count = amount.fract() == 0.0 && amount.abs() < 9_007_199_254_740_992.0;
    if !is_count {
        let mut shares = exact;
        if let Some((last, others)) = shares.split_last_mut() {
            *last = amount - exact_sum(others.iter().copied());
        }
        return shares;
    }
    let mut shares: Vec<f64> = exact.iter().map(|share| share.trunc()).collect();
    let mut rest = amount - shares.iter().sum::<f64>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let remainder = |index: usize| (exact[index] - exact[index].trunc()).abs();
    order.sort_by(|&one, &other| remainder(other).total_cmp(&remainder(one)).then(one.cmp(&other)));
    for index in order.into_iter().cycle() {
        if rest == 0.0 {
            break;
        }
        shares[index] += rest.signum();
        rest -= rest.signum();
    }
    shares
}

/// A part of a figure that goes into another.
pub(super) struct Part<'a> {
    pub code: AreaCode,
    pub figure: &'a Figure,
    /// The position among the shares of the figure and all their weights; `None` for the whole of it.
    pub share: Option<Share<'a>>,
}

pub(super) struct Share<'a> {
    pub position: usize,
    pub weights: &'a [f64],
    pub basis: &'a str,
}

/// What a refusal leaves unused, with the codes whose rows it came from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Withheld {
    pub sources: BTreeSet<AreaCode>,
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
}

impl Withheld {
    pub fn all_of(figure: &Figure) -> Self {
        let Figure { value, numerator, denominator, .. } = *figure;
        Self { sources: figure.sources.clone(), value, numerator, denominator }
    }
}

impl Part<'_> {
    pub fn withheld(&self) -> Withheld {
        Withheld {
            sources: self.figure.sources.clone(),
            value: self.of(self.figure.value),
            numerator: self.of(self.figure.numerator),
            denominator: self.of(self.figure.denominator),
        }
    }

    fn of(&self, amount: Option<f64>) -> Option<f64> {
        let amount = amount?;
        Some(match &self.share {
            None => amount,
            Some(share) => apportion(amount, share.weights)[share.position],
        })
    }
}

/// The status of a figure that was made of others.
fn status_of(parts: &[Part<'_>], estimated: bool) -> Status {
    let has = |status| parts.iter().any(|part| part.figure.status == status);
    if estimated || has(Status::Estimated) {
        return Status::Estimated;
    }
    [Status::Unreliable, Status::SeriesBreak, Status::Provisional, Status::Revised]
        .into_iter()
        .find(|&status| has(status))
        .unwrap_or(Status::Present)
}

/// Puts parts together. All parts must have a value.
pub(super) fn combine(parts: &[Part<'_>], aggregation: &Aggregation) -> Result<Figure, Reason> {
    let sources: BTreeSet<AreaCode> = parts.iter().flat_map(|part| part.figure.sources.iter().copied()).collect();
    let shared = parts.iter().find_map(|part| part.share.as_ref());
    if let ([part], None) = (parts, shared) {
        return Ok(part.figure.clone().recoded());
    }
    let total = |pick: fn(&Figure) -> Option<f64>| -> Option<f64> {
        let amounts: Option<Vec<f64>> = parts.iter().map(|part| part.of(pick(part.figure))).collect();
        amounts.map(|amounts| exact_sum(amounts.into_iter()))
    };
    let (numerator, denominator) = (total(|figure| figure.numerator), total(|figure| figure.denominator));
    let without = |has: fn(&Figure) -> bool| Reason::NoCounts {
        parts: parts.iter().filter(|part| !has(part.figure)).map(|part| part.code).collect(),
    };
    let value = match aggregation {
        Aggregation::NotAdditive { reason } => return Err(Reason::NotAdditive { because: reason.clone() }),
        Aggregation::Sum => total(|figure| figure.value),
        // A share of one rate, by weights that take as much from above the line as from below: the rate itself.
        Aggregation::Ratio { .. } | Aggregation::WeightedMean if parts.len() == 1 => parts[0].figure.value,
        Aggregation::Ratio { multiplier } => {
            let (Some(above), Some(below)) = (numerator, denominator) else {
                return Err(without(|figure| figure.numerator.is_some() && figure.denominator.is_some()));
            };
            if below == 0.0 {
                return Err(Reason::NothingBelowTheLine);
            }
            Some(above / below * multiplier)
        }
        Aggregation::WeightedMean => {
            let Some(weight) = denominator else { return Err(without(|figure| figure.denominator.is_some())) };
            if weight == 0.0 {
                return Err(Reason::NothingBelowTheLine);
            }
            let products = parts.iter().filter_map(|part| Some(part.figure.value? * part.of(part.figure.denominator)?));
            Some(exact_sum(products) / weight)
        }
    };
    let made = match (shared, aggregation) {
        (Some(_), _) => Made::Estimated,
        (None, Aggregation::Sum) => Made::Summed,
        (None, _) => Made::Recomputed,
    };
    let estimated_before = parts.iter().any(|part| part.figure.made == Made::Estimated);
    Ok(Figure {
        value,
        numerator,
        denominator,
        status: status_of(parts, shared.is_some()),
        made: if estimated_before { Made::Estimated } else { made },
        sources,
        basis: shared
            .map(|share| share.basis.to_owned())
            .or_else(|| parts.iter().find_map(|part| part.figure.basis.clone())),
    })
}
