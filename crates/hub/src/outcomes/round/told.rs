//! A place in the round as programs read it, and in the units that people read: percent, or for each 1,000.

use super::{PlaceInTheRound, PlaceOutcome};
use crate::{Catalogue, Hub, Indicator, statements::StatementTold};
use measure::round::{
    Phrase, Range,
    agreement::Agreement,
    pack::{OutcomeRule, ValueRule},
    trend::Trend,
};
use protect::Protected;
use serde::Serialize;
use terms::{AreaCode, IndicatorId, Period, Unit};

/// A place and all that is judged of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceTold {
    /// Its code.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The outcomes, in the order of the pack.
    pub outcomes: Vec<OutcomeTold>,
}

/// A range, in the outcome's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RangeTold {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// One outcome of one place. There is no score, and nothing by which places could be put in an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeTold {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// The council that the figures are about.
    pub subject: AreaCode,
    /// Its name.
    pub subject_name: String,
    /// The unit of the values below.
    pub unit: String,
    /// The periods whose figures were judged.
    pub periods: Vec<Period>,
    /// What may be said, as a word for programs.
    pub says: Phrase,
    /// The same for readers.
    pub phrase: String,
    /// The published value; absent where there is none, never 0.
    pub value: Option<f64>,
    /// What was expected in such circumstances, worked out from all the other councils.
    pub expected: Option<f64>,
    /// Four of five councils in such circumstances lie in this range.
    pub range_80: Option<RangeTold>,
    /// Nineteen of twenty do.
    pub range_95: Option<RangeTold>,
    /// How much of the spread is the council's own and not chance, 0 to 1; absent where that is not known.
    pub own_share: Option<f64>,
    /// What was said of the period before, if anything.
    pub before: Option<String>,
    /// How many methods give the same side, of how many.
    pub agreement: Option<Agreement>,
    /// The council's own trend.
    pub trend: Option<Trend>,
    /// The same for readers.
    pub trend_words: Option<String>,
    /// Whether circumstances are taken into account, with every reason or caution.
    pub adjusted: String,
    /// How much of the differences between councils circumstances tell, on councils that the model had not seen.
    pub r_squared: Option<f64>,
    /// Its 90% interval.
    pub r_squared_interval: Option<(f64, f64)>,
    /// What to know about the figures.
    pub note: String,
    /// What the figures must not be used for.
    pub must_not_be_used_for: String,
    /// What the council itself says of it.
    pub statements: Vec<StatementTold>,
}

/// A share or rate that was made of counts, in the unit of its contract where that is one of shares or rates.
fn of_parts(indicator: Option<&Indicator>) -> (f64, String) {
    let unit = indicator.map(|indicator| &indicator.contract().unit);
    match unit {
        Some(unit @ Unit::Percent) => (100.0, unit.name()),
        Some(unit @ Unit::Rate { per, .. }) => (f64::from(*per), unit.name()),
        _ => (1000.0, "for each 1,000".to_owned()),
    }
}

/// A value of the model times the first is in the unit that people read, which is the second.
pub(crate) fn unit_of(rule: &OutcomeRule, catalogue: &Catalogue) -> (f64, String) {
    let indicator = catalogue.indicator(&rule.indicator);
    match &rule.value {
        ValueRule::Published { per, .. } => {
            (*per, indicator.map_or_else(String::new, |indicator| indicator.contract().unit.name()))
        }
        ValueRule::Parts { .. } | ValueRule::Counts { .. } => of_parts(indicator),
    }
}

impl Hub {
    /// A place in the round as programs read it.
    pub fn told(&self, place: &Protected<PlaceInTheRound>) -> Protected<PlaceTold> {
        protect::open_data(PlaceTold {
            area: place.area,
            area_name: self.name(place.area),
            outcomes: place.outcomes.iter().map(|outcome| self.outcome_told(outcome)).collect(),
        })
    }

    /// One outcome of a place in the round as programs read it; nothing where it is not judged.
    pub fn told_of(
        &self,
        place: &Protected<PlaceInTheRound>,
        indicator: &IndicatorId,
    ) -> Option<Protected<OutcomeTold>> {
        let outcome = place.outcomes.iter().find(|outcome| outcome.study.rule.indicator == *indicator)?;
        Some(protect::open_data(self.outcome_told(outcome)))
    }

    pub(crate) fn name(&self, area: AreaCode) -> String {
        self.map.area(area).map_or_else(|| area.to_string(), |area| area.name.clone())
    }

    fn outcome_told(&self, outcome: &PlaceOutcome) -> OutcomeTold {
        let rule = outcome.study.rule;
        let catalogue = self.current_catalogue();
        let indicator = catalogue.indicator(&rule.indicator);
        let (factor, unit) = unit_of(rule, &catalogue);
        let range = |range: Range| RangeTold { lower: range.lower * factor, upper: range.upper * factor };
        let found = outcome.expectation.as_ref();
        let judged = outcome.study.result.as_ref();
        let before = outcome.before.as_ref().map(|before| super::phrase(&outcome.study, Some(before)).to_string());
        OutcomeTold {
            indicator: rule.indicator.clone(),
            title: rule.title.clone(),
            subject: outcome.subject,
            subject_name: self.name(outcome.subject),
            unit,
            periods: rule.periods.clone(),
            says: outcome.phrase.clone(),
            phrase: outcome.phrase.to_string(),
            value: found.map(|found| found.value * factor),
            expected: found.map(|found| found.expected * factor),
            range_80: found.map(|found| range(found.range_80)),
            range_95: found.map(|found| range(found.range_95)),
            own_share: found.and_then(|found| found.own_share),
            before,
            agreement: outcome.agreement,
            trend: outcome.trend,
            trend_words: outcome.trend.map(|trend| trend.to_string()),
            adjusted: judged.map_or_else(Clone::clone, |judged| judged.skill.decision.to_string().replace("**", "")),
            r_squared: judged.ok().map(|judged| judged.skill.r_squared),
            r_squared_interval: judged.ok().map(|judged| judged.skill.r_squared_interval),
            note: rule.note.clone(),
            statements: outcome.statements.clone(),
            must_not_be_used_for: indicator.map_or_else(String::new, |indicator| {
                let dataset = indicator.dataset();
                dataset.contract.purpose(indicator.contract()).must_not_be_used_for.clone()
            }),
        }
    }
}
