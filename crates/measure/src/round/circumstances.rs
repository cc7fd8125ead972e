//! Circumstances of areas: what a council finds and cannot change within the years that an outcome is judged over.

use super::{
    linear::Matrix,
    refusal::{LeftOut, Reason, Refusal},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use terms::{AreaCode, IndicatorId};

/// What a figure is about, in the broadest words: a circumstance that contains a subject may not explain an outcome
/// on that subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// What people live on, benefits included.
    Income,
    /// Whether people are in work.
    Work,
    /// What people owe and cannot pay.
    Debt,
    /// Learning at school and after.
    Schooling,
    /// Going to school.
    Attendance,
    /// Health, illness and early death.
    Health,
    /// Crime and its victims.
    Crime,
    /// Homes, and losing them.
    Housing,
    /// Air, traffic, the state of places.
    Environment,
    /// Children's social care.
    ChildrensCare,
    /// Adult social care.
    AdultCare,
    /// How people say they feel.
    Wellbeing,
    /// Who lives here: age, ethnic group.
    People,
    /// The land: how dense, how rural.
    Land,
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Income => "income",
            Self::Work => "work",
            Self::Debt => "debt",
            Self::Schooling => "schooling",
            Self::Attendance => "attendance at school",
            Self::Health => "health",
            Self::Crime => "crime",
            Self::Housing => "housing",
            Self::Environment => "the environment",
            Self::ChildrensCare => "children’s social care",
            Self::AdultCare => "adult social care",
            Self::Wellbeing => "how people feel",
            Self::People => "who lives here",
            Self::Land => "the land",
        })
    }
}

/// One circumstance: a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Circumstance {
    /// A lasting name, such as `income-deprivation`.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The unit after transformation, such as `share` or `log of people for each square kilometre`.
    pub unit: String,
    /// Where the figures come from: the publisher's series and its period.
    pub provenance: String,
    /// Why it is a circumstance, and why a council cannot change it in time.
    pub why: String,
    /// The group that is left out together in the variant without it, such as `ethnic-group`.
    pub group: String,
    /// The indicators it is made of: never an outcome of an expectation that uses it.
    pub made_of: BTreeSet<IndicatorId>,
    /// What it contains: an outcome on such a subject is refused.
    pub contains: BTreeSet<Subject>,
    /// What it overlaps in part: an outcome on such a subject carries a caution.
    pub touches: BTreeSet<Subject>,
}

/// One area's row, as it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// The area.
    pub area: AreaCode,
    /// Its region: whole regions are left out in turn to see how far an expectation travels.
    pub region: AreaCode,
    /// People who live there: for thirds by size, never a circumstance.
    pub population: f64,
    /// The circumstances in the order of the columns.
    pub values: Vec<Option<f64>>,
}

/// Areas by circumstances, complete and in order of code: the order of what was given changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    columns: Vec<Circumstance>,
    areas: Vec<AreaCode>,
    regions: Vec<AreaCode>,
    populations: Vec<f64>,
    values: Matrix,
    index: BTreeMap<AreaCode, usize>,
}

/// The mean and the standard deviation (over the areas, divisor `n`) by which a column is standardised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standard {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

/// A correlation from which a circumstance counts as the outcome itself.
const COPY: f64 = 0.999;

impl Circumstances {
    /// Puts rows together. Areas with a missing or unfinished value are left out, each with its reason.
    ///
    /// # Errors
    /// [`Refusal`] when there are no columns, a column or area comes twice, a row is ragged, fewer than
    /// `max(30, 3 × columns)` areas are complete, or a column is the same everywhere.
    pub fn gather(
        columns: Vec<Circumstance>,
        rows: impl IntoIterator<Item = AreaRow>,
    ) -> Result<(Self, Vec<LeftOut>), Refusal> {
        if columns.is_empty() {
            return Err(Refusal::NoCircumstances);
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = columns.iter().find(|column| !names.insert(&column.id)) {
            return Err(Refusal::CircumstanceTwice(twice.id.clone()));
        }
        let mut by_code: BTreeMap<AreaCode, AreaRow> = BTreeMap::new();
        for row in rows {
            if row.values.len() != columns.len() {
                return Err(Refusal::Ragged { area: row.area, found: row.values.len(), expected: columns.len() });
            }
            if let Some(twice) = by_code.insert(row.area, row) {
                return Err(Refusal::AreaTwice(twice.area));
            }
        }
        let mut left_out = Vec::new();
        let mut complete = Vec::new();
        for (area, row) in by_code {
            match whole(&columns, &row.values) {
                Ok(values) => complete.push((area, row.region, row.population, values)),
                Err(reason) => left_out.push(LeftOut { area, reason }),
            }
        }
        let gathered = Self {
            areas: complete.iter().map(|row| row.0).collect(),
            regions: complete.iter().map(|row| row.1).collect(),
            populations: complete.iter().map(|row| row.2).collect(),
            values: Matrix::from_rows(columns.len(), complete.iter().map(|row| row.3.as_slice())),
            index: complete.iter().enumerate().map(|(position, row)| (row.0, position)).collect(),
            columns,
        };
        gathered.enough(gathered.areas.len())?;
        for (column, standard) in gathered.columns.iter().zip(gathered.standards()) {
            if !(standard.mean.is_finite() && standard.deviation.is_finite()) {
                return Err(Refusal::TooLarge(column.id.clone()));
            }
            if standard.deviation <= standard.mean.abs() * 1e-12 {
                return Err(Refusal::CircumstanceAllEqual(column.id.clone()));
            }
        }
        Ok((gathered, left_out))
    }

    /// Whether so many areas are enough.
    pub(crate) fn enough(&self, areas: usize) -> Result<(), Refusal> {
        let needed = (3 * self.columns.len()).max(30);
        if areas < needed {
            return Err(Refusal::TooFewAreas { areas, circumstances: self.columns.len(), needed });
        }
        Ok(())
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Circumstance] {
        &self.columns
    }

    /// The areas, in order of code.
    #[must_use]
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// The region of an area.
    #[must_use]
    pub fn region(&self, area: AreaCode) -> Option<AreaCode> {
        self.index.get(&area).map(|&position| self.regions[position])
    }

    /// The people of an area.
    #[must_use]
    pub fn population(&self, area: AreaCode) -> Option<f64> {
        self.index.get(&area).map(|&position| self.populations[position])
    }

    /// The circumstances of an area, in the order of the columns, each in its unit.
    #[must_use]
    pub fn of(&self, area: AreaCode) -> Option<&[f64]> {
        self.index.get(&area).map(|&position| self.values.row(position))
    }

    /// By what each column is standardised.
    #[must_use]
    pub fn standards(&self) -> Vec<Standard> {
        standards(&self.values)
    }

    /// The same without the columns of a group, such as `ethnic-group`: to show what that group does to a judgement.
    ///
    /// # Errors
    /// [`Refusal::NoCircumstances`] if nothing is left.
    pub fn without_group(&self, group: &str) -> Result<Self, Refusal> {
        self.keeping(|column| column.group != group)
    }

    /// The same without one column.
    ///
    /// # Errors
    /// [`Refusal::NoCircumstances`] if nothing is left.
    pub fn without(&self, id: &str) -> Result<Self, Refusal> {
        self.keeping(|column| column.id != id)
    }

    fn keeping(&self, keep: impl Fn(&Circumstance) -> bool) -> Result<Self, Refusal> {
        let kept: Vec<usize> = (0..self.columns.len()).filter(|&column| keep(&self.columns[column])).collect();
        if kept.is_empty() {
            return Err(Refusal::NoCircumstances);
        }
        let rows: Vec<Vec<f64>> =
            self.values.each_row().map(|row| kept.iter().map(|&column| row[column]).collect()).collect();
        Ok(Self {
            columns: kept.iter().map(|&column| self.columns[column].clone()).collect(),
            values: Matrix::from_rows(kept.len(), rows.iter().map(Vec::as_slice)),
            ..self.clone()
        })
    }

    /// Refuses circumstances that contain what an outcome measures; answers with those that overlap it in part.
    ///
    /// # Errors
    /// [`Refusal::Circular`].
    pub fn may_explain(
        &self,
        outcome: &IndicatorId,
        subjects: &BTreeSet<Subject>,
    ) -> Result<Vec<&Circumstance>, Refusal> {
        for column in &self.columns {
            let shared = column.contains.intersection(subjects).next().map(ToString::to_string);
            let itself = column.made_of.contains(outcome).then(|| "the same figures".to_owned());
            if let Some(subject) = itself.or(shared) {
                return Err(Refusal::Circular {
                    circumstance: column.title.clone(),
                    outcome: outcome.to_string(),
                    subject,
                });
            }
        }
        Ok(self.columns.iter().filter(|column| !column.touches.is_disjoint(subjects)).collect())
    }

    /// Refuses a circumstance that is the outcome itself, or a straight-line copy of it, on the areas of the outcome.
    pub(crate) fn no_copy(&self, outcome: &[(AreaCode, f64)]) -> Result<(), Refusal> {
        for (column, circumstance) in self.columns.iter().enumerate() {
            let pairs: Vec<(f64, f64)> =
                outcome.iter().filter_map(|&(area, value)| Some((self.of(area)?[column], value))).collect();
            let correlation = correlation(&pairs);
            if correlation.abs() >= COPY {
                return Err(Refusal::Copy { circumstance: circumstance.title.clone(), correlation });
            }
        }
        Ok(())
    }
}

/// The mean and the deviation of each column.
pub(crate) fn standards(values: &Matrix) -> Vec<Standard> {
    let count = values.rows() as f64;
    (0..values.columns())
        .map(|column| {
            let mean = values.each_row().map(|row| row[column]).sum::<f64>() / count;
            let variance = values.each_row().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / count;
            Standard { mean, deviation: variance.sqrt() }
        })
        .collect()
}

/// Pearson's correlation; 0 where either side does not vary.
pub(crate) fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let (one, other) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (one, other) = (one / count, other / count);
    let (mut squares, mut others, mut products) = (0.0, 0.0, 0.0);
    for pair in pairs {
        squares += (pair.0 - one).powi(2);
        others += (pair.1 - other).powi(2);
        products += (pair.0 - one) * (pair.1 - other);
    }
    if squares > 0.0 && others > 0.0 { products / (squares * others).sqrt() } else { 0.0 }
}

fn whole(columns: &[Circumstance], values: &[Option<f64>]) -> Result<Vec<f64>, Reason> {
    columns
        .iter()
        .zip(values)
        .map(|(column, value)| match value {
            None => Err(Reason::MissingCircumstance { circumstance: column.title.clone() }),
            Some(value) if !value.is_finite() => {
                Err(Reason::CircumstanceNotFinite { circumstance: column.title.clone() })
            }
            Some(value) => Ok(*value),
        })
        .collect()
}
