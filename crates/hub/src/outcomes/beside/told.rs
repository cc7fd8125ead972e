//! One outcome of a place with all that stands beside it, as programs read it. Of other places it holds those in like
//! circumstances, in the order of likeness, and nothing by which places could be put in the order of a value.

use super::{Beside, Funnel, PlotKind, Significance};
use crate::{
    Actor, Error, Hub,
    outcomes::{
        Choice, Series,
        round::{OutcomeTold, RangeTold, circumstance_pack},
        trend::{OwnTrend, Pattern, PointKind, Trend},
    },
};
use intake::contract::Kind;
use protect::Protected;
use serde::Serialize;
use terms::{AreaCode, Date, Dimensions, IndicatorId, Period, Status};

/// One figure of the series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointTold {
    /// The period.
    pub period: Period,
    /// The value; absent where there is none, never 0.
    pub value: Option<f64>,
    /// The lower 95% limit, where published.
    pub lower: Option<f64>,
    /// The upper 95% limit, where published.
    pub upper: Option<f64>,
    /// What the value is worth.
    pub status: Status,
}

/// A stretch of a control chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseTold {
    /// Its first period.
    pub from: Period,
    /// How many periods it has.
    pub periods: usize,
    /// The average.
    pub average: f64,
    /// The lower limit: average − 2.66 mean moving ranges.
    pub lower_limit: f64,
    /// The upper limit.
    pub upper_limit: f64,
    /// Whether it is so short that its limits are still settling.
    pub settling: bool,
}

/// A point of a control chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChartPointTold {
    /// The period.
    pub period: Period,
    /// What it is, given which way is better.
    pub kind: PointKind,
    /// The pattern by which it is named; absent where chance explains it.
    pub pattern: Option<Pattern>,
}

/// A control chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ControlChartTold {
    /// The stretches with limits of their own.
    pub phases: Vec<PhaseTold>,
    /// The points, by period.
    pub points: Vec<ChartPointTold>,
}

/// The place in the funnel of all councils of its tier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelTold {
    /// Whether it is one of a proportion or of a rate.
    pub kind: PlotKind,
    /// The periods of the counts.
    pub periods: Vec<Period>,
    /// What is counted.
    pub title: String,
    /// The unit of the values.
    pub unit: String,
    /// What the size counts.
    pub of: String,
    /// Among how many the place's value is.
    pub size: f64,
    /// The place's value.
    pub value: f64,
    /// The average of all councils together.
    pub average: f64,
    /// How far councils differ beyond chance: 1 where only chance is at work.
    pub overdispersion: f64,
    /// 95 of 100 councils of its size lie in this range, with the spread that all have.
    pub range_95: RangeTold,
    /// 99.8 of 100 do.
    pub range_99_8: RangeTold,
    /// Where the place lies.
    pub place: Significance,
    /// Of how many councils the funnel is made.
    pub councils: usize,
    /// How many have not both counts.
    pub left_out: usize,
}

/// A place in like circumstances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikePlaceTold {
    /// Its code.
    pub area: AreaCode,
    /// Its name.
    pub name: String,
    /// Its value for the same period; absent where there is none.
    pub value: Option<f64>,
    /// The circumstance in which it differs most.
    pub differs_in: String,
    /// Whether it has more of it.
    pub more: bool,
}

/// One outcome of a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceOutcomeTold {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Input, output, outcome or context.
    pub kind: Option<String>,
    /// The place that was asked for.
    pub area: AreaCode,
    /// The council that the figures are about: the place itself, or the county that serves it.
    pub subject: AreaCode,
    /// Its name.
    pub subject_name: String,
    /// The unit of the values.
    pub unit: String,
    /// The breakdown that is shown.
    pub dimensions: Dimensions,
    /// The figures, by period.
    pub points: Vec<PointTold>,
    /// The place's own trend.
    pub trend: Option<Trend>,
    /// The same for readers.
    pub trend_words: Option<String>,
    /// The first period of a change that is still under way.
    pub since: Option<Period>,
    /// The control chart; absent where the series is too short or its periods overlap.
    pub control_chart: Option<ControlChartTold>,
    /// What could be expected; absent where that is not judged.
    pub in_the_round: Option<OutcomeTold>,
    /// The funnel; absent where the counts are not known.
    pub funnel: Option<FunnelTold>,
    /// Places in like circumstances, the most alike first.
    pub like: Vec<LikePlaceTold>,
    /// What the figures must not be used for.
    pub must_not_be_used_for: String,
}

impl Hub {
    /// One outcome of a place with all that stands beside it. Nothing where the hub holds no figure of it.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area or indicator, or an engine fails.
    pub async fn outcome_of(
        &self,
        actor: &Actor,
        area: AreaCode,
        indicator: &IndicatorId,
        as_at: Date,
    ) -> Result<Option<Protected<PlaceOutcomeTold>>, Error> {
        let known = self.current_catalogue().indicator(indicator).is_some();
        if !known {
            return Err(Error::not_found(format!("indicator {indicator}")));
        }
        let choice = Choice::These(vec![indicator.clone()]);
        let found = self.place_series(actor, area, as_at, &choice, None).await?;
        let Some(series) = found.first() else { return Ok(None) };
        let studies = self.studies(actor).await?;
        let beside = self.beside(actor, series, &studies, as_at, None).await?;
        let place = self.joined(actor, &studies, &found, area, as_at).await?;
        let in_the_round = self.told_of(&place, indicator).map(Protected::into_inner);
        Ok(Some(protect::open_data(self.place_outcome_told(series, beside.as_deref(), in_the_round, area, as_at))))
    }

    fn place_outcome_told(
        &self,
        series: &Series,
        beside: Option<&Beside>,
        in_the_round: Option<OutcomeTold>,
        area: AreaCode,
        as_at: Date,
    ) -> PlaceOutcomeTold {
        let contract = series.indicator.contract();
        let own = series.own_trend();
        let name = |area: AreaCode| {
            self.map.area(area).map_or_else(|| area.to_string(), |area| area.name_at(as_at).to_owned())
        };
        let like = beside.into_iter().flat_map(|beside| &beside.like).map(|place| LikePlaceTold {
            area: place.area,
            name: name(place.area),
            value: place.point.as_ref().and_then(|point| point.value),
            differs_in: circumstance_pack()
                .rule(&place.differs_in)
                .map_or_else(|| place.differs_in.clone(), |rule| rule.title.clone()),
            more: place.more,
        });
        let points = series.points.iter().map(|point| PointTold {
            period: point.period,
            value: point.value,
            lower: point.lower,
            upper: point.upper,
            status: point.status,
        });
        let kind = series.indicator.kind().map(|kind| match kind {
            Kind::Input => "input",
            Kind::Output => "output",
            Kind::Outcome => "outcome",
            Kind::Context => "context",
        });
        PlaceOutcomeTold {
            indicator: contract.id.clone(),
            title: contract.title.clone(),
            question: contract.question.clone(),
            kind: kind.map(str::to_owned),
            area: self.map.canonical(area, as_at),
            subject: series.area,
            subject_name: name(series.area),
            unit: contract.unit.name(),
            dimensions: series.dimensions.clone(),
            points: points.collect(),
            trend: own.as_ref().map(|own| own.trend),
            trend_words: own.as_ref().map(|own| own.trend.to_string()),
            since: own.as_ref().and_then(|own| own.since),
            control_chart: own.as_ref().and_then(chart_told),
            in_the_round,
            funnel: beside.and_then(|beside| funnel_told(beside.funnel.as_ref()?)),
            like: like.collect(),
            must_not_be_used_for: {
                let dataset = series.indicator.dataset();
                dataset.contract.purpose(contract).must_not_be_used_for.clone()
            },
        }
    }
}

fn chart_told(own: &OwnTrend) -> Option<ControlChartTold> {
    let read = own.chart.as_ref()?;
    let phases = read.chart.phases.iter().filter_map(|phase| {
        let limits = phase.limits?;
        Some(PhaseTold {
            from: *read.periods.get(phase.first)?,
            periods: phase.count,
            average: limits.mean,
            lower_limit: limits.lower,
            upper_limit: limits.upper,
            settling: phase.short,
        })
    });
    let points = read.chart.points.iter().zip(&read.periods).map(|(point, period)| ChartPointTold {
        period: *period,
        kind: point.kind,
        pattern: point.pattern().map(|(pattern, _)| pattern),
    });
    Some(ControlChartTold { phases: phases.collect(), points: points.collect() })
}

fn funnel_told(funnel: &Funnel) -> Option<FunnelTold> {
    let this = funnel.this?;
    let size = funnel.sizes[this];
    let limits = funnel.limits(size)?.widened;
    let range = |interval: measure::Interval| RangeTold {
        lower: interval.lower * funnel.factor,
        upper: interval.upper * funnel.factor,
    };
    Some(FunnelTold {
        kind: funnel.plot.kind,
        periods: funnel.periods.clone(),
        title: funnel.title.clone(),
        unit: funnel.unit.clone(),
        of: funnel.of.clone(),
        size,
        value: funnel.plot.values[this] * funnel.factor,
        average: funnel.plot.average * funnel.factor,
        overdispersion: funnel.plot.phi,
        range_95: range(limits.p95),
        range_99_8: range(limits.p99_8),
        place: funnel.place()?,
        councils: funnel.areas.len(),
        left_out: funnel.left_out,
    })
}
