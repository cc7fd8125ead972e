//! Series of a place, and one indicator for all of England, on the boundaries of a chosen day.

use crate::{Action, Actor, Error, Hub, Indicator, ports::ObservationQuery};
use futures::TryStreamExt;
use intake::contract::{Aggregation, Subject};
use jiff::Timestamp;
use place::{
    Filter, Tier,
    recast::{self, Made, SeriesRow, Target},
};
use protect::Protected;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, Date, Dimensions, Figure, IndicatorId, Period, Status, SubmissionId};

/// Which indicators are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Those that stand first on a place's page.
    Headlines,
    /// Those of one theme, whatever its capitals.
    Theme(String),
    /// These.
    These(Vec<IndicatorId>),
}

/// One point of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// The value in the indicator's unit; absent unless the status has one.
    pub value: Option<f64>,
    /// The lower 95% limit, where published for this very area.
    pub lower: Option<f64>,
    /// The upper 95% limit, where published for this very area.
    pub upper: Option<f64>,
    /// The count above the line, where it could be made.
    pub numerator: Option<f64>,
    /// The count below the line, where it could be made.
    pub denominator: Option<f64>,
    /// What the value is worth.
    pub status: Status,
    /// How the point came to be on these boundaries.
    pub made: Made,
    /// Why there is no value, in words, where there is none.
    pub reason: Option<String>,
    /// The published figures that went in, each leading to its cell.
    pub sources: Vec<Figure>,
}

/// The series of one indicator for one area, on the boundaries of a chosen day.
#[derive(Debug, Clone)]
pub struct Series {
    /// The indicator.
    pub indicator: Indicator,
    /// The area that the figures are about: the place itself, or the county that serves it.
    pub area: AreaCode,
    /// The breakdown that is shown.
    pub dimensions: Dimensions,
    /// The points, by period. Never empty.
    pub points: Vec<Point>,
}

impl Series {
    /// The newest point that has a value.
    #[must_use]
    pub fn latest(&self) -> Option<&Point> {
        self.points.iter().rev().find(|point| point.value.is_some())
    }
}

/// One area's figure in a table of all of England.
#[derive(Debug, Clone, PartialEq)]
pub struct EnglandRow {
    /// The area.
    pub area: AreaCode,
    /// Its name on the chosen day.
    pub name: String,
    /// Its point.
    pub point: Point,
}

/// One indicator and period for all of England, by name of place: never in the order of a value.
#[derive(Debug, Clone)]
pub struct EnglandTable {
    /// The indicator.
    pub indicator: Indicator,
    /// The breakdown that is shown.
    pub dimensions: Dimensions,
    /// The period that is shown.
    pub period: Period,
    /// Every period that there is, oldest first.
    pub periods: Vec<Period>,
    /// The areas, by name.
    pub rows: Vec<EnglandRow>,
    /// England's own figure, where published.
    pub england: Option<Point>,
    /// How many areas of the same kinds have no row at all in that period.
    pub without_row: Vec<AreaCode>,
}

type Row = SeriesRow<Dimensions>;

impl Hub {
    /// The series of a place on the boundaries of a day: those about the place itself, and those about the county that
    /// also serves it, for residents are served by both. Each under its own area; they are never added.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area, or an engine fails.
    pub async fn place_series(
        &self,
        actor: &Actor,
        area: AreaCode,
        as_at: Date,
        choice: &Choice,
        at: Option<Timestamp>,
    ) -> Result<Protected<Vec<Series>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let place = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let area = self.map.canonical(area, as_at);
        let mut subjects = vec![area];
        if place.tier() == Some(Tier::Lower) {
            subjects.extend(self.map.parent(area, place::Relation::County, as_at).map(|county| county.code));
        }
        let indicators = self.chosen(choice);
        let ids: Vec<IndicatorId> = indicators.iter().map(|indicator| indicator.contract().id.clone()).collect();
        if ids.is_empty() {
            return Ok(protect::open_data(Vec::new()));
        }
        let codes: BTreeSet<AreaCode> = subjects.iter().flat_map(|&subject| self.ancestry(subject)).collect();
        let query = ObservationQuery { indicators: ids, areas: codes.into_iter().collect(), ..Default::default() };
        let figures = self.collected(query, at).await?;
        let mut by_indicator: BTreeMap<Arc<IndicatorId>, Vec<Figure>> = BTreeMap::new();
        for figure in figures.into_inner() {
            by_indicator.entry(Arc::clone(&figure.indicator)).or_default().push(figure);
        }
        let mut series = Vec::new();
        for indicator in indicators {
            let Some(figures) = by_indicator.get(&indicator.contract().id) else { continue };
            for &subject in &subjects {
                // A district's own figure tells more of the place than its county's: the county's is only shown
                // where the district has none.
                let made = self.series_of(&indicator, figures, subject, as_at);
                if let Some(made) = made {
                    series.push(made);
                    break;
                }
            }
        }
        Ok(protect::open_data(series))
    }

    /// One indicator and period for every area of England that has a figure, on the boundaries of a day.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such indicator, or an engine fails.
    pub async fn england(
        &self,
        actor: &Actor,
        indicator: &IndicatorId,
        period: Option<Period>,
        as_at: Date,
        at: Option<Timestamp>,
    ) -> Result<Option<Protected<EnglandTable>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let catalogue = self.current_catalogue();
        let indicator = catalogue
            .indicator(indicator)
            .cloned()
            .ok_or_else(|| Error::not_found(format!("indicator {indicator}")))?;
        let query = ObservationQuery { indicators: vec![indicator.contract().id.clone()], ..Default::default() };
        let figures = self.collected(query, at).await?.into_inner();
        let Some(dimensions) = shown_dimensions(&indicator, &figures) else { return Ok(None) };
        let figures: Vec<Figure> = figures.into_iter().filter(|figure| *figure.dimensions == dimensions).collect();
        let periods: BTreeSet<Period> = figures.iter().map(|figure| figure.period).collect();
        let newest_full = || {
            let counted = |period: &&Period| {
                figures.iter().filter(|figure| figure.period == **period && figure.value.is_some()).count()
            };
            periods.iter().rev().find(|period| counted(period) > 1).or(periods.last()).copied()
        };
        let Some(period) = period.filter(|period| periods.contains(period)).or_else(newest_full) else {
            return Ok(None);
        };
        let figures: Vec<Figure> = figures.into_iter().filter(|figure| figure.period == period).collect();
        let recast = self.recast_figures(&indicator, &figures, as_at);
        let points = points(&recast, &figures);
        let mut rows: Vec<EnglandRow> = points
            .iter()
            .filter_map(|(&area, points)| {
                let place = self.map.area_at(area, as_at).filter(|place| place.kind.has_council())?;
                Some(EnglandRow { area, name: place.name_at(as_at).to_owned(), point: points.first()?.clone() })
            })
            .collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name).then(one.area.cmp(&other.area)));
        let tiers: BTreeSet<Option<Tier>> =
            rows.iter().filter_map(|row| self.map.area(row.area)).map(place::Area::tier).collect();
        let without_row = self
            .map
            .areas(as_at, Filter::Councils)
            .filter(|area| tiers.contains(&area.tier()) && !points.contains_key(&area.code))
            .map(|area| area.code)
            .collect();
        let england = points.get(&AreaCode::ENGLAND).and_then(|points| points.first().cloned());
        let periods = periods.into_iter().collect();
        Ok(Some(protect::open_data(EnglandTable {
            indicator,
            dimensions,
            period,
            periods,
            rows,
            england,
            without_row,
        })))
    }

    /// A whole indicator on the boundaries of a day, with what was folded and refused and the totals set side by side.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such indicator, or an engine fails.
    pub async fn recast(
        &self,
        actor: &Actor,
        indicator: &IndicatorId,
        as_at: Date,
    ) -> Result<Protected<recast::Recast<Dimensions>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let catalogue = self.current_catalogue();
        let indicator = catalogue
            .indicator(indicator)
            .cloned()
            .ok_or_else(|| Error::not_found(format!("indicator {indicator}")))?;
        let query = ObservationQuery { indicators: vec![indicator.contract().id.clone()], ..Default::default() };
        let figures = self.collected(query, None).await?;
        Ok(figures.map(|figures| self.recast_figures(&indicator, &figures, as_at)))
    }

    fn chosen(&self, choice: &Choice) -> Vec<Indicator> {
        let catalogue = self.current_catalogue();
        match choice {
            Choice::Headlines => {
                catalogue.indicators().filter(|indicator| indicator.contract().headline).cloned().collect()
            }
            Choice::Theme(theme) => {
                let of_theme =
                    |indicator: &&Indicator| indicator.contract().theme.trim().eq_ignore_ascii_case(theme.trim());
                catalogue.indicators().filter(of_theme).cloned().collect()
            }
            Choice::These(ids) => ids.iter().filter_map(|id| catalogue.indicator(id).cloned()).collect(),
        }
    }

    /// An area and every code whose figures lead to it.
    fn ancestry(&self, area: AreaCode) -> BTreeSet<AreaCode> {
        let mut codes: BTreeSet<AreaCode> = self.map.codes_of(area).into_iter().collect();
        for step in self.map.lineage(area).before {
            codes.extend(step.from);
        }
        codes
    }

    pub(super) async fn collected(
        &self,
        query: ObservationQuery,
        at: Option<Timestamp>,
    ) -> Result<Protected<Vec<Figure>>, Error> {
        let query = self.narrowed(query)?;
        let snapshot = self.snapshot_at(at).await?;
        let batches: Vec<Protected<Vec<Figure>>> = self.lake.figures(&snapshot, query).await?.try_collect().await?;
        Ok(protect::open_data(batches.into_iter().flat_map(Protected::into_inner).collect()))
    }

    pub(super) fn recast_figures(
        &self,
        indicator: &Indicator,
        figures: &[Figure],
        as_at: Date,
    ) -> recast::Recast<Dimensions> {
        let rows: Vec<Row> = figures.iter().map(to_row).collect();
        let target = Target { as_at, aggregation: recast_rule(&indicator.contract().aggregation), vintage: None };
        recast::recast(self.map, &rows, &target)
    }

    fn series_of(&self, indicator: &Indicator, figures: &[Figure], subject: AreaCode, as_at: Date) -> Option<Series> {
        let ancestry = self.ancestry(subject);
        let own: Vec<Figure> = figures.iter().filter(|figure| ancestry.contains(&figure.area)).cloned().collect();
        let dimensions = shown_dimensions(indicator, &own)?;
        let own: Vec<Figure> = own.into_iter().filter(|figure| *figure.dimensions == dimensions).collect();
        let recast = self.recast_figures(indicator, &own, as_at);
        let points = points(&recast, &own).remove(&subject)?;
        Some(Series { indicator: indicator.clone(), area: subject, dimensions, points })
    }
}

fn to_row(figure: &Figure) -> Row {
    SeriesRow {
        area: figure.area,
        period: figure.period,
        dimensions: (*figure.dimensions).clone(),
        value: figure.value,
        numerator: figure.numerator,
        denominator: figure.denominator,
        status: figure.status,
    }
}

/// What a contract says of putting values together, in the words of the recast.
#[must_use]
pub fn recast_rule(aggregation: &Aggregation) -> recast::Aggregation {
    match aggregation {
        Aggregation::Sum => recast::Aggregation::Sum,
        Aggregation::Ratio { multiplier } => recast::Aggregation::Ratio { multiplier: *multiplier },
        Aggregation::WeightedMean { .. } => recast::Aggregation::WeightedMean,
        Aggregation::NotAdditive { reason } => recast::Aggregation::NotAdditive { reason: reason.clone() },
    }
}

/// The breakdown that stands for an indicator: the one that its contract names, else none at all, else the first.
pub(super) fn shown_dimensions(indicator: &Indicator, figures: &[Figure]) -> Option<Dimensions> {
    let there: BTreeSet<&Dimensions> = figures.iter().map(|figure| &*figure.dimensions).collect();
    let wanted = &indicator.contract().dimensions_default;
    let plain = Dimensions::new();
    if there.contains(wanted) {
        return Some(wanted.clone());
    }
    if there.contains(&plain) {
        return Some(plain);
    }
    there.first().map(|dimensions| (*dimensions).clone())
}

/// The points of each area, by period, each with the published figures that went in.
pub(super) fn points(recast: &recast::Recast<Dimensions>, figures: &[Figure]) -> BTreeMap<AreaCode, Vec<Point>> {
    let mut published: BTreeMap<(AreaCode, Period), Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        published.entry((figure.area, figure.period)).or_default().push(figure);
    }
    let mut reasons: BTreeMap<(AreaCode, Period), String> = BTreeMap::new();
    for refusal in &recast.refusals {
        reasons.insert((refusal.area, refusal.period), refusal.reason.to_string());
    }
    let mut points: BTreeMap<AreaCode, Vec<Point>> = BTreeMap::new();
    for row in &recast.rows {
        let sources: Vec<Figure> = row
            .sources
            .iter()
            .filter_map(|source| published.get(&(*source, row.period)))
            .flat_map(|figures| figures.iter().copied().cloned())
            .collect();
        let own = sources.first().filter(|_| matches!(row.made, Made::Published | Made::Recoded));
        let mark = |status: Status| (!status.has_value()).then(|| status.words().to_owned());
        points.entry(row.area).or_default().push(Point {
            period: row.period,
            value: row.value,
            lower: own.and_then(|figure| figure.lower),
            upper: own.and_then(|figure| figure.upper),
            numerator: row.numerator,
            denominator: row.denominator,
            status: row.status,
            made: row.made,
            reason: reasons.get(&(row.area, row.period)).cloned().or_else(|| mark(row.status)),
            sources,
        });
    }
    for points in points.values_mut() {
        points.sort_by_key(|point| point.period);
    }
    points
}

impl Series {
    /// The submissions that brought the figures of this series, each once.
    #[must_use]
    pub fn submissions(&self) -> BTreeSet<SubmissionId> {
        self.points.iter().flat_map(|point| &point.sources).map(|figure| (*figure.submission).clone()).collect()
    }

    /// Whether the figures are about a body rather than about all who live in the area.
    #[must_use]
    pub fn is_about_a_body(&self) -> bool {
        self.indicator.contract().subject == Subject::Body
    }
}
