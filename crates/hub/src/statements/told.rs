//! A statement as doors tell it.

use super::{Statement, Subject, said_on};
use serde::Serialize;
use terms::{AreaCode, Date, Dimensions, Figure, IndicatorId, Period};

/// A statement as readers and programs are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementTold {
    /// Its number.
    pub number: u32,
    /// Its version.
    pub version: u32,
    /// What it speaks of: `figure`, `outcome` or `finding`.
    pub of: &'static str,
    /// The area, where it speaks of a figure or an outcome.
    pub area: Option<AreaCode>,
    /// The indicator, where it speaks of a figure or an outcome.
    pub indicator: Option<IndicatorId>,
    /// The period, where it speaks of one figure.
    pub period: Option<Period>,
    /// The breakdown, where it speaks of one figure.
    pub dimensions: Option<Dimensions>,
    /// The audit, where it speaks of a finding.
    pub audit: Option<u32>,
    /// The finding, where it speaks of one.
    pub finding: Option<u32>,
    /// The body that speaks.
    pub body: String,
    /// Who speaks for it.
    pub speaker: String,
    /// The day on which this version was recorded.
    pub said_on: Date,
    /// The words, in plain paragraphs.
    pub words: String,
    /// The value that it answered, as a reader saw it; absent where it speaks of no one figure.
    pub answered: Option<String>,
    /// The submission that brought that value.
    pub answered_submission: Option<String>,
    /// What the figure is now, where it is another than the statement answered.
    pub revised_to: Option<String>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// Its page, with every version.
    pub page: String,
}

impl StatementTold {
    /// A statement, beside no figure.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let mut told = Self {
            number: statement.number,
            version: statement.version,
            of: "finding",
            area: None,
            indicator: None,
            period: None,
            dimensions: None,
            audit: None,
            finding: None,
            body: statement.body.clone(),
            speaker: statement.speaker.clone(),
            said_on: said_on(statement),
            words: statement.words.clone(),
            answered: statement.answered.as_ref().map(|answered| answered.written.clone()),
            answered_submission: statement.answered.as_ref().map(|answered| answered.submission.to_string()),
            revised_to: None,
            withdrawn: statement.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.clone()),
            page: format!("/statements/{}", statement.number),
        };
        match &statement.subject {
            Subject::Figure { figure } => {
                told.of = "figure";
                told.area = Some(figure.area);
                told.indicator = Some(figure.indicator.clone());
                told.period = Some(figure.period);
                told.dimensions = Some(figure.dimensions.clone());
            }
            Subject::Outcome { area, indicator } => {
                told.of = "outcome";
                told.area = Some(*area);
                told.indicator = Some(indicator.clone());
            }
            Subject::Finding { audit, finding } => {
                told.audit = Some(*audit);
                told.finding = Some(*finding);
            }
        }
        told
    }

    /// A statement beside a figure, which may be another edition than the one that it answered. `written` is the
    /// figure as a reader sees it.
    #[must_use]
    pub fn beside(statement: &Statement, figure: &Figure, written: &str) -> Self {
        let revised = statement.answered_another(figure.value, figure.status);
        Self { revised_to: revised.then(|| written.to_owned()), ..Self::of(statement) }
    }
}
