//! Distress events: what was published about a council in trouble, and from which day it was known.

use super::SignalError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terms::{AreaCode, Cell, Date, Finding, Severity};

macro_rules! kinds {
    ($($(#[$note:meta])* $variant:ident = $name:literal,)+) => {
        /// What sort of event it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind { $($(#[$note])* $variant,)+ }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

kinds! {
    /// A section 114 notice because the budget does not balance.
    UnbalancedBudgetNotice = "s114_notice_unbalanced",
    /// A section 114 report that spending was unlawful.
    UnlawfulSpendingReport = "s114_report_unlawful",
    /// Exceptional financial support agreed by the government.
    FinancialSupport = "exceptional_financial_support",
    /// Support that was agreed and later withdrawn: it had been asked for.
    FinancialSupportWithdrawn = "exceptional_financial_support_withdrawn",
    /// The government begins to direct the council.
    InterventionStart = "statutory_intervention_start",
    /// The directions change.
    InterventionChange = "statutory_intervention_change",
    /// The directions end.
    InterventionEnd = "statutory_intervention_end",
    /// The government sends an inspector.
    BestValueInspection = "best_value_inspection",
    /// A best value notice: the government is worried.
    BestValueNotice = "best_value_notice",
    /// A best value notice ends.
    BestValueNoticeEnd = "best_value_notice_end",
    /// A review that the council agreed to.
    NonStatutoryReview = "non_statutory_review",
    /// An auditor’s advisory notice.
    AuditorAdvisoryNotice = "auditor_advisory_notice",
    /// An auditor’s report in the public interest.
    AuditorPublicInterestReport = "auditor_public_interest_report",
    /// An auditor’s statutory recommendation.
    AuditorRecommendation = "auditor_statutory_recommendation",
    /// Children’s services judged inadequate.
    ChildrensServicesInadequate = "childrens_services_inadequate",
    /// A commissioner or trust takes over children’s services.
    ChildrensServicesCommissioner = "childrens_services_commissioner_or_trust",
}

/// How sure the table is of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// A stored source stated it.
    Verified,
    /// It comes from memory and was not checked.
    Recalled,
}

/// One dated notice, direction or decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DistressEvent {
    /// The area of the body, as it was on that day.
    pub area: AreaCode,
    /// Its name in the table.
    pub name: String,
    /// What happened.
    pub kind: EventKind,
    /// The day from which it was known: the day itself where a source states it, else the last day that the stated
    /// precision allows. Absent where no source gives any date.
    pub known_from: Option<Date>,
    /// How sure the table is.
    pub certainty: Certainty,
    /// What happened, in a sentence.
    pub description: String,
    /// Where it is told.
    pub source: String,
}

/// A table of events, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct EventTable {
    /// The rows that could be read, in the order of the file.
    pub events: Vec<DistressEvent>,
    /// The rows that could not, and why.
    pub findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Row {
    area_code: String,
    area_name: String,
    event_kind: String,
    date: String,
    date_precision: String,
    known_by: String,
    description: String,
    source_address: String,
    evidence: String,
}

/// Reads the table of events (`data/events/council_distress_events.csv`).
///
/// # Errors
/// [`SignalError::Events`] when the bytes are not CSV or a column is missing. A row that cannot be understood is a
/// finding, and the rest is read.
pub fn read_events(bytes: &[u8]) -> Result<EventTable, SignalError> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut table = EventTable::default();
    for (index, row) in reader.deserialize().enumerate() {
        let row: Row = row?;
        let cell =
            |value: &str| Cell { row: u32::try_from(index + 2).ok(), column: None, value: Some(value.to_owned()) };
        match event(&row) {
            Ok(event) => table.events.push(event),
            Err((what, value)) => table.findings.push(Finding {
                rule: "event-not-understood".into(),
                severity: Severity::Error,
                file: "council_distress_events.csv".into(),
                sheet: None,
                what: format!("{what} cannot be read."),
                why: "An event without a place, a kind or a day that can be read takes no part in the back-test."
                    .into(),
                mend: "Compare the cell with the README beside the file, and correct it.".into(),
                cells: vec![cell(&value)],
            }),
        }
    }
    Ok(table)
}

fn event(row: &Row) -> Result<DistressEvent, (&'static str, String)> {
    let area = AreaCode::parse(&row.area_code).map_err(|_| ("The area code", row.area_code.clone()))?;
    let kind = EventKind::ALL.iter().copied().find(|kind| kind.name() == row.event_kind);
    let kind = kind.ok_or_else(|| ("The kind of event", row.event_kind.clone()))?;
    let text = if row.date_precision == "day" { &row.date } else { &row.known_by };
    let known_from = match text.trim() {
        "" => None,
        text => Some(text.parse::<Date>().map_err(|_| ("The date", text.to_owned()))?),
    };
    let certainty = match row.evidence.as_str() {
        "verified" => Certainty::Verified,
        "recalled" => Certainty::Recalled,
        other => return Err(("The class of evidence", other.to_owned())),
    };
    Ok(DistressEvent {
        area,
        name: row.area_name.clone(),
        kind,
        known_from,
        certainty,
        description: row.description.clone(),
        source: row.source_address.clone(),
    })
}

/// What counts as the trouble that a back-test looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventDefinition {
    /// S: a section 114 notice for an unbalanced budget, or the start of an intervention.
    Severe,
    /// F: a section 114 notice for an unbalanced budget, or exceptional support, withdrawn support included.
    Support,
    /// S or F.
    SevereOrSupport,
}

impl EventDefinition {
    /// The kinds of event that count.
    #[must_use]
    pub fn kinds(self) -> &'static [EventKind] {
        use EventKind::{FinancialSupport, FinancialSupportWithdrawn, InterventionStart, UnbalancedBudgetNotice};
        match self {
            Self::Severe => &[UnbalancedBudgetNotice, InterventionStart],
            Self::Support => &[UnbalancedBudgetNotice, FinancialSupport, FinancialSupportWithdrawn],
            Self::SevereOrSupport => {
                &[UnbalancedBudgetNotice, InterventionStart, FinancialSupport, FinancialSupportWithdrawn]
            }
        }
    }

    /// The definition in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Severe => "severe failure: a section 114 notice for an unbalanced budget, or intervention",
            Self::Support => "support: a section 114 notice for an unbalanced budget, or exceptional financial support",
            Self::SevereOrSupport => "severe failure or support",
        }
    }

    /// The day of each area’s first such event from a day on. Events without a day take no part.
    #[must_use]
    pub fn first_events(self, events: &[DistressEvent], since: Date) -> BTreeMap<AreaCode, Date> {
        let mut first: BTreeMap<AreaCode, Date> = BTreeMap::new();
        for event in events.iter().filter(|event| self.kinds().contains(&event.kind)) {
            let Some(day) = event.known_from.filter(|&day| day >= since) else { continue };
            first.entry(event.area).and_modify(|known| *known = day.min(*known)).or_insert(day);
        }
        first
    }
}
