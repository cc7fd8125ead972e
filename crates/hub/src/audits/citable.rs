//! What of a place can be cited: the published figures of its outcomes, and of anything else that is searched for.

use super::evidence::kind_of;
use crate::{Actor, Error, Hub, outcomes::Choice};
use measure::{audit::Audit, round::Kind};
use place::recast::Made;
use protect::Protected;
use terms::{FigureKey, IndicatorId};

/// The most indicators that one search brings.
const FOUND: usize = 12;

/// A series of a place whose figures can be cited.
#[derive(Debug, Clone, PartialEq)]
pub struct CitableSeries {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// What sort of thing it is about.
    pub kind: Kind,
    /// Whether the plan names it as an outcome.
    pub planned: bool,
    /// Whose figures they are.
    pub area_name: String,
    /// The published figures, newest first.
    pub points: Vec<CitablePoint>,
    /// How many figures were worked out here from others, and are not cited themselves.
    pub worked_out: usize,
}

/// A published figure that can be cited.
#[derive(Debug, Clone, PartialEq)]
pub struct CitablePoint {
    /// Which figure.
    pub key: FigureKey,
    /// The value with its unit, or why there is none.
    pub written: String,
    /// Whether its period lies in the time that the audit looks at.
    pub in_time: bool,
}

impl Hub {
    /// What can be cited of the audited place: the planned outcomes, or where words are given every measure whose title
    /// or question has them.
    ///
    /// # Errors
    /// When the actor may not audit the body, when there is no such audit, or an engine fails.
    pub async fn citable(
        &self,
        actor: &Actor,
        number: u32,
        words: &str,
    ) -> Result<Protected<Vec<CitableSeries>>, Error> {
        let record = self.audit_to_change(actor, number).await?;
        let plan = record.audit.plan();
        let catalogue = self.current_catalogue();
        let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let ids: Vec<IndicatorId> = if wanted.is_empty() {
            plan.outcomes.iter().cloned().collect()
        } else {
            let has = |text: &str| wanted.iter().all(|word| text.contains(word));
            let found = catalogue.indicators().filter(|indicator| {
                let contract = indicator.contract();
                has(&format!("{} {} {}", contract.title, contract.question, contract.id).to_lowercase())
            });
            found.map(|indicator| indicator.contract().id.clone()).take(FOUND).collect()
        };
        let choice = Choice::These(ids);
        let series = self.place_series(actor, plan.area, self.clock.today(), &choice, None).await?;
        Ok(series.map(|series| series.iter().map(|series| self.citable_of(series, &record.audit)).collect()))
    }

    fn citable_of(&self, series: &crate::outcomes::Series, audit: &Audit) -> CitableSeries {
        let plan = audit.plan();
        let contract = series.indicator.contract();
        let mut points = Vec::new();
        let mut worked_out = 0;
        for point in series.points.iter().rev() {
            match (point.made, point.sources.first()) {
                (Made::Published | Made::Recoded, Some(figure)) => points.push(CitablePoint {
                    key: figure.key(),
                    written: self.written(figure),
                    in_time: plan.looks_at(figure.period),
                }),
                _ => worked_out += 1,
            }
        }
        CitableSeries {
            indicator: contract.id.clone(),
            title: contract.title.clone(),
            kind: kind_of(series.indicator.kind()),
            planned: plan.outcomes.contains(&contract.id),
            area_name: self.map.area(series.area).map_or_else(|| series.area.to_string(), |area| area.name.clone()),
            points,
            worked_out,
        }
    }
}
