//! What an audit asks, of whom, over which time and for which goals.

use super::{Goals, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{AreaCode, Date, IndicatorId, Period};

/// The plan of an audit. It is declared before any evidence is cited and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The audit's title.
    pub title: String,
    /// What it asks, in a sentence.
    pub question: String,
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The body that answers for it and has the right of reply.
    pub body: String,
    /// The outcomes that it judges. Nothing else can be cited as an outcome.
    pub outcomes: BTreeSet<IndicatorId>,
    /// The first day of the time that it looks at.
    pub from: Date,
    /// The last day of it.
    pub to: Date,
    /// What it is for.
    pub goals: Goals,
}

impl Plan {
    /// The plan, if it says what it must on the day on which it is declared.
    ///
    /// # Errors
    /// [`Refusal`] where title or question are missing, no outcome is named, the time ends before it begins, or a goal
    /// is to be reviewed on a day that has passed.
    pub fn checked(self, today: Date) -> Result<Self, Refusal> {
        for (what, text) in [("a title", &self.title), ("what it asks", &self.question), ("which body", &self.body)] {
            if text.trim().is_empty() {
                return Err(Refusal::PlanUnsaid { what });
            }
        }
        if self.outcomes.is_empty() {
            return Err(Refusal::NoOutcome);
        }
        if self.to < self.from {
            return Err(Refusal::EndsBeforeItBegins { from: self.from, to: self.to });
        }
        if let Some(goal) = self.goals.iter().find(|goal| goal.review_on <= today) {
            return Err(Refusal::ReviewHasPassed { precedence: goal.precedence, on: goal.review_on });
        }
        Ok(self)
    }

    /// Whether any day of a period lies in the time that the audit looks at.
    #[must_use]
    pub fn looks_at(&self, period: Period) -> bool {
        period.start() <= self.to && period.last_day() >= self.from
    }
}
