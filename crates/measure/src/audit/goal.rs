//! What an audit is for, said before it looks at anything.

use super::Refusal;
use serde::{Deserialize, Serialize};
use terms::Date;

/// The most goals that one audit may have: with more, none has precedence in earnest.
const MOST: usize = 9;

/// A kind of goal. Economy, efficiency, effectiveness and equity are together value for money (the first three are
/// those of section 20 of the Local Audit and Accountability Act 2014). Kinds have no order of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalKind {
    /// The cost of what is put in.
    Economy,
    /// What is done for each pound that is put in.
    Efficiency,
    /// What becomes of people and places.
    Effectiveness,
    /// For whom it is so, and for whom it is not.
    Equity,
    /// What residents say is of value to them.
    PublicValue,
    /// Work, incomes and what is produced.
    Growth,
    /// Whether the place withstands what comes.
    Resilience,
    /// Whether people are safe.
    Safety,
    /// Another goal, in its owner's words.
    Other,
}

impl GoalKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Economy,
        Self::Efficiency,
        Self::Effectiveness,
        Self::Equity,
        Self::PublicValue,
        Self::Growth,
        Self::Resilience,
        Self::Safety,
        Self::Other,
    ];

    /// The name in files and replies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Economy => "economy",
            Self::Efficiency => "efficiency",
            Self::Effectiveness => "effectiveness",
            Self::Equity => "equity",
            Self::PublicValue => "public_value",
            Self::Growth => "growth",
            Self::Resilience => "resilience",
            Self::Safety => "safety",
            Self::Other => "other",
        }
    }

    /// The kind with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name.trim())
    }

    /// The name that a reader sees.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Economy => "Value for money: economy",
            Self::Efficiency => "Value for money: efficiency",
            Self::Effectiveness => "Value for money: effectiveness",
            Self::Equity => "Value for money: equity",
            Self::PublicValue => "Public value",
            Self::Growth => "Growth",
            Self::Resilience => "Resilience",
            Self::Safety => "Safety",
            Self::Other => "Another goal",
        }
    }
}

/// One goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Where it stands when goals pull apart: 1 comes before 2. It is also the goal's name in its audit.
    pub precedence: u8,
    /// Its kind.
    pub kind: GoalKind,
    /// What would be so if it were met, in a sentence.
    pub statement: String,
    /// Who owns it: who declared it and its precedence.
    pub owner: String,
    /// The day on which its owner looks at it again.
    pub review_on: Date,
}

/// The goals of an audit, in the order of precedence that their owners declared: every two of them are in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Goal>", into = "Vec<Goal>")]
pub struct Goals(Vec<Goal>);

impl Goals {
    /// Declares goals.
    ///
    /// # Errors
    /// [`Refusal`] where there is none, or more than nine; where two have the same precedence, or the precedences do
    /// not run from 1 without a gap; where one does not say what it is or who owns it; where two say the same.
    pub fn declare(mut goals: Vec<Goal>) -> Result<Self, Refusal> {
        if goals.is_empty() {
            return Err(Refusal::NoGoal);
        }
        if goals.len() > MOST {
            return Err(Refusal::TooManyGoals { count: goals.len(), most: MOST });
        }
        goals.sort_by_key(|goal| goal.precedence);
        for (expected, goal) in (1_u8..).zip(&goals) {
            if goal.precedence != expected {
                return Err(Refusal::Precedence { found: goals.iter().map(|goal| goal.precedence).collect() });
            }
            for (what, text) in [("what it is", &goal.statement), ("who owns it", &goal.owner)] {
                if text.trim().is_empty() {
                    return Err(Refusal::GoalUnsaid { precedence: goal.precedence, what });
                }
            }
        }
        for (position, goal) in goals.iter().enumerate() {
            let same = |other: &&Goal| {
                other.kind == goal.kind && other.statement.trim().eq_ignore_ascii_case(goal.statement.trim())
            };
            if let Some(other) = goals[position + 1..].iter().find(same) {
                return Err(Refusal::GoalTwice { one: goal.precedence, other: other.precedence });
            }
        }
        Ok(Self(goals))
    }

    /// The goals, in the order of their precedence.
    pub fn iter(&self) -> impl Iterator<Item = &Goal> {
        self.0.iter()
    }

    /// The goal with a precedence.
    #[must_use]
    pub fn get(&self, precedence: u8) -> Option<&Goal> {
        self.0.iter().find(|goal| goal.precedence == precedence)
    }

    /// Of some goals the one that has precedence. Nothing where none of them is a goal of this audit.
    #[must_use]
    pub fn first_of(&self, precedences: impl IntoIterator<Item = u8>) -> Option<&Goal> {
        precedences.into_iter().min().and_then(|precedence| self.get(precedence))
    }

    /// How many there are; never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a goal")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl TryFrom<Vec<Goal>> for Goals {
    type Error = Refusal;
    fn try_from(goals: Vec<Goal>) -> Result<Self, Refusal> {
        Self::declare(goals)
    }
}

impl From<Goals> for Vec<Goal> {
    fn from(goals: Goals) -> Self {
        goals.0
    }
}
