//! What a submission takes the place of, by its scope: everything of its dataset, the periods that it covers, or the
//! areas in the periods that it covers.

use crate::{error::LakeError, footer::Primary, schema::column, writer};
use datafusion::arrow::{
    array::{AsArray, BooleanArray, RecordBatch},
    datatypes::Int32Type,
};
use hub::ports::{ObservationQuery, Scope};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};
use terms::{AreaCode, Period};

/// What is replaced.
#[derive(Debug, Clone)]
pub(crate) enum Coverage {
    /// Everything.
    Dataset,
    /// Whatever falls in these periods.
    Periods(BTreeSet<Period>),
    /// Whatever is about one of these areas in the period beside it.
    PeriodsAndAreas { areas: BTreeSet<AreaCode>, periods: BTreeSet<Period>, pairs: HashSet<(AreaCode, Period)> },
}

/// How much of a file is replaced, as far as its footer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    Nothing,
    Everything,
    /// To be told row by row.
    Perhaps,
}

impl Coverage {
    /// What staged files replace.
    pub(crate) fn of(staged: &[Arc<Primary>], periods: &BTreeSet<Period>, scope: Scope) -> Result<Self, LakeError> {
        Ok(match scope {
            Scope::Dataset => Self::Dataset,
            Scope::Periods => Self::Periods(periods.clone()),
            Scope::PeriodsAndAreas => {
                let mut pairs = HashSet::new();
                for primary in staged {
                    read_pairs(primary, &mut pairs)?;
                }
                let areas = pairs.iter().map(|(area, _)| *area).collect();
                Self::PeriodsAndAreas { areas, periods: periods.clone(), pairs }
            }
        })
    }

    /// Whether a figure of an area in a period is replaced.
    pub(crate) fn covers(&self, area: AreaCode, period: Period) -> bool {
        match self {
            Self::Dataset => true,
            Self::Periods(periods) => periods.contains(&period),
            Self::PeriodsAndAreas { pairs, .. } => pairs.contains(&(area, period)),
        }
    }

    /// A query that finds at least all that is replaced; nothing when nothing can be.
    pub(crate) fn query(&self) -> Option<ObservationQuery> {
        let mut query = ObservationQuery::default();
        match self {
            Self::Dataset => return Some(query),
            Self::Periods(periods) => query.periods = periods.iter().copied().collect(),
            Self::PeriodsAndAreas { areas, periods, .. } => {
                query.periods = periods.iter().copied().collect();
                query.areas = areas.iter().copied().collect();
            }
        }
        // An empty list would narrow nothing.
        (!query.periods.is_empty()).then_some(query)
    }

    /// How much of a file is replaced.
    pub(crate) fn share(&self, primary: &Primary) -> Share {
        let held = &primary.facts.periods;
        match self {
            Self::Dataset => Share::Everything,
            Self::Periods(periods) if held.is_disjoint(periods) => Share::Nothing,
            Self::Periods(periods) if held.is_subset(periods) => Share::Everything,
            Self::Periods(_) => Share::Perhaps,
            Self::PeriodsAndAreas { areas, periods, .. } => {
                let mut groups = primary.footer.parquet().row_groups().iter();
                let may_hold = groups.any(|group| {
                    let bounds = group.column(column::AREA).statistics().and_then(writer::text_bounds);
                    bounds.is_none_or(|(low, high)| {
                        areas.iter().any(|area| low.as_str() <= area.as_str() && area.as_str() <= high.as_str())
                    })
                });
                if held.is_disjoint(periods) || !may_hold { Share::Nothing } else { Share::Perhaps }
            }
        }
    }

    /// Which rows stay in use.
    pub(crate) fn stays(&self, rows: &RecordBatch) -> BooleanArray {
        let areas = things(rows, column::AREA, |text| AreaCode::from_bytes(text.as_bytes()));
        let periods = things(rows, column::PERIOD, |text| Period::parse(text).ok());
        let stay = |(area, period): (Option<AreaCode>, Option<Period>)| match (area, period) {
            (Some(area), Some(period)) => Some(!self.covers(area, period)),
            _ => Some(true),
        };
        areas.zip(periods).map(stay).collect()
    }
}

/// The things that a column's words mean, row by row.
fn things<T: Copy>(
    rows: &RecordBatch,
    column: usize,
    read: impl Fn(&str) -> Option<T>,
) -> impl Iterator<Item = Option<T>> {
    let words = rows.column(column).as_dictionary::<Int32Type>();
    let by_key: Vec<Option<T>> = words.values().as_string::<i32>().iter().map(|text| text.and_then(&read)).collect();
    words.keys().values().iter().map(move |key| usize::try_from(*key).ok().and_then(|key| *by_key.get(key)?))
}

/// Adds the areas of a file.
pub(crate) fn read_areas(primary: &Primary, areas: &mut BTreeSet<AreaCode>) -> Result<(), LakeError> {
    let mut last = None;
    for batch in primary.read(&[column::AREA])? {
        for area in things(&batch?, 0, |text| AreaCode::from_bytes(text.as_bytes())).flatten() {
            if last != Some(area) {
                areas.insert(area);
                last = Some(area);
            }
        }
    }
    Ok(())
}

/// Adds the areas and periods that stand together in a file.
fn read_pairs(primary: &Primary, pairs: &mut HashSet<(AreaCode, Period)>) -> Result<(), LakeError> {
    let mut last = None;
    for batch in primary.read(&[column::AREA, column::PERIOD])? {
        let batch = batch?;
        let areas = things(&batch, 0, |text| AreaCode::from_bytes(text.as_bytes()));
        let periods = things(&batch, 1, |text| Period::parse(text).ok());
        for pair in areas.zip(periods).filter_map(|(area, period)| area.zip(period)) {
            if last != Some(pair) {
                pairs.insert(pair);
                last = Some(pair);
            }
        }
    }
    Ok(())
}
