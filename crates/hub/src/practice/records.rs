//! What people write down: a practice, and that somebody took it up.

use serde::{Deserialize, Serialize};
use terms::{AreaCode, Date, IndicatorId};

/// How sure it is that a practice helped, from 1 (a story) to 5 (a randomised trial or a strong natural experiment).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum EvidenceGrade {
    /// Those who did it say that it helped.
    Story = 1,
    /// The figure moved after it began.
    BeforeAndAfter = 2,
    /// The figure moved beside that of like places where nothing was done.
    BesideLikePlaces = 3,
    /// A study with a comparison group that was chosen with care.
    ComparisonGroup = 4,
    /// A randomised trial or a strong natural experiment.
    Experiment = 5,
}

impl EvidenceGrade {
    /// Every grade, from the least sure.
    pub const ALL: [Self; 5] =
        [Self::Story, Self::BeforeAndAfter, Self::BesideLikePlaces, Self::ComparisonGroup, Self::Experiment];

    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What it means.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Story => "A story: those who did it say that it helped",
            Self::BeforeAndAfter => "Before and after: the figure moved once it had begun",
            Self::BesideLikePlaces => "Beside like places: the figure moved there and not in places like it",
            Self::ComparisonGroup => "A study with a comparison group that was chosen with care",
            Self::Experiment => "A randomised trial, or a strong natural experiment",
        }
    }
}

impl From<EvidenceGrade> for u8 {
    fn from(grade: EvidenceGrade) -> Self {
        grade.number()
    }
}

impl TryFrom<u8> for EvidenceGrade {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::ALL
            .into_iter()
            .find(|grade| grade.number() == number)
            .ok_or("a grade of evidence is a number from 1 to 5")
    }
}

impl std::str::FromStr for EvidenceGrade {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse::<u8>().map_err(|_| "a grade of evidence is a number from 1 to 5")?.try_into()
    }
}

/// What a place did about an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeNote {
    /// The place.
    pub area: AreaCode,
    /// The outcome that it is meant to better.
    pub outcome: IndicatorId,
    /// What it is called.
    pub title: String,
    /// What was done, so that somebody else could do it.
    pub what: String,
    /// The year in which it began, where known.
    pub since: Option<i16>,
    /// How sure it is that it helped.
    pub grade: EvidenceGrade,
    /// What shows that it helped, and where that is told.
    pub evidence: String,
    /// Whom to ask.
    pub contact: String,
}

/// The first year that is taken for the beginning of a practice.
const FIRST_YEAR: i16 = 1900;

fn year_fault(year: Option<i16>, today: Date) -> Option<&'static str> {
    year.is_some_and(|year| !(FIRST_YEAR..=today.year()).contains(&year))
        .then_some("The year in which it began lies in the future, or too far back.")
}

impl PracticeNote {
    /// What is wrong with it: all of it, in sentences.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<&'static str> {
        let texts = [
            (&self.title, "Give it a name."),
            (&self.what, "Say what was done, so that somebody else could do it."),
            (&self.evidence, "Say what shows that it helped, and where that is told."),
            (&self.contact, "Say whom to ask."),
        ];
        let mut faults: Vec<&'static str> =
            texts.into_iter().filter(|(text, _)| text.trim().is_empty()).map(|(_, fault)| fault).collect();
        faults.extend(year_fault(self.since, today));
        faults
    }
}

/// That a place took up a practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReuseNote {
    /// The number of the practice.
    pub practice: u32,
    /// The place that took it up.
    pub area: AreaCode,
    /// The year in which it did, where known.
    pub since: Option<i16>,
    /// What it changed to make it fit.
    pub adaptation: String,
    /// What came of it, where that is known.
    pub result: String,
}

impl ReuseNote {
    /// What is wrong with it: all of it, in sentences.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<&'static str> {
        let mut faults = Vec::new();
        if self.adaptation.trim().is_empty() {
            faults.push("Say what was changed to make it fit; if nothing was, say so.");
        }
        faults.extend(year_fault(self.since, today));
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_a_number_from_one_to_five() {
        for grade in EvidenceGrade::ALL {
            let text = serde_json::to_string(&grade).unwrap();
            assert_eq!(text, grade.number().to_string());
            assert_eq!(serde_json::from_str::<EvidenceGrade>(&text).unwrap(), grade);
            assert_eq!(text.parse::<EvidenceGrade>(), Ok(grade));
        }
        for wrong in ["0", "6", "-1", "three", "256", ""] {
            assert!(wrong.parse::<EvidenceGrade>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let today = Date::constant(2026, 11, 28);
        let empty = PracticeNote {
            area: AreaCode::parse("E07000117").unwrap(),
            outcome: IndicatorId::parse("persistent-absence").unwrap(),
            title: " ".to_owned(),
            what: String::new(),
            since: Some(2027),
            grade: EvidenceGrade::Story,
            evidence: String::new(),
            contact: "\n".to_owned(),
        };
        assert_eq!(empty.faults(today).len(), 5);
        let reuse =
            ReuseNote { practice: 1, area: empty.area, since: None, adaptation: String::new(), result: String::new() };
        assert_eq!(reuse.faults(today).len(), 1);
        assert!(ReuseNote { adaptation: "Nothing.".to_owned(), ..reuse }.faults(today).is_empty());
    }
}
