//! Published figures, held so that circumstances and outcomes can be made of them.

use std::{collections::HashMap, sync::Arc};
use terms::{AreaCode, Dimensions, Figure, IndicatorId, Period};

/// One figure without its name. A value that is missing, suppressed or not applicable is `None`, never 0.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub dimensions: Arc<Dimensions>,
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

/// Figures by indicator, period and area. Of two figures for one breakdown, the later given stands: give the editions
/// in order.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    by_indicator: HashMap<IndicatorId, HashMap<(Period, AreaCode), Vec<Reading>>>,
}

impl Figures {
    /// The figures of an indicator for an area and a period, one for each breakdown.
    pub(crate) fn of(&self, indicator: &IndicatorId, period: Period, area: AreaCode) -> &[Reading] {
        self.by_indicator.get(indicator).and_then(|all| all.get(&(period, area))).map_or(&[], Vec::as_slice)
    }

    /// Whether there is any figure of an indicator.
    #[must_use]
    pub fn holds(&self, indicator: &IndicatorId) -> bool {
        self.by_indicator.contains_key(indicator)
    }
}

impl Extend<Figure> for Figures {
    fn extend<I: IntoIterator<Item = Figure>>(&mut self, figures: I) {
        for figure in figures {
            let reading = Reading {
                dimensions: figure.dimensions,
                value: figure.value.filter(|_| figure.status.has_value()),
                numerator: figure.numerator,
                denominator: figure.denominator,
                lower: figure.lower,
                upper: figure.upper,
            };
            // Without a clone of the name for each figure.
            let all = match self.by_indicator.get_mut(figure.indicator.as_ref()) {
                Some(all) => all,
                None => self.by_indicator.entry((*figure.indicator).clone()).or_default(),
            };
            let known = all.entry((figure.period, figure.area)).or_default();
            match known.iter_mut().find(|other| other.dimensions == reading.dimensions) {
                Some(other) => *other = reading,
                None => known.push(reading),
            }
        }
    }
}

impl FromIterator<Figure> for Figures {
    fn from_iter<I: IntoIterator<Item = Figure>>(figures: I) -> Self {
        let mut all = Self::default();
        all.extend(figures);
        all
    }
}
