//! Why an audit cannot be what somebody asked: what is wrong, and how to mend it.

use super::Stage;
use crate::round::Kind;
use terms::{Date, IndicatorId};

/// Why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No goal is declared.
    #[error("The audit declares no goal.")]
    NoGoal,
    /// Too many goals.
    #[error("The audit declares {count} goals; {most} are the most that can be told apart.")]
    TooManyGoals {
        /// How many were declared.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// Goals without an order.
    #[error("The precedences are {found:?}: they must be 1, 2, 3 and so on, each once.")]
    Precedence {
        /// Those that were given.
        found: Vec<u8>,
    },
    /// A goal that does not say something.
    #[error("Goal {precedence} does not say {what}.")]
    GoalUnsaid {
        /// The goal.
        precedence: u8,
        /// What is missing.
        what: &'static str,
    },
    /// Two goals that are one.
    #[error("Goals {one} and {other} say the same.")]
    GoalTwice {
        /// One.
        one: u8,
        /// The other.
        other: u8,
    },
    /// A review in the past.
    #[error("Goal {precedence} is to be reviewed on {on}, which is not in the future.")]
    ReviewHasPassed {
        /// The goal.
        precedence: u8,
        /// The day.
        on: Date,
    },
    /// A plan that does not say something.
    #[error("The plan does not say {what}.")]
    PlanUnsaid {
        /// What is missing.
        what: &'static str,
    },
    /// No outcome in the plan.
    #[error("The plan names no outcome.")]
    NoOutcome,
    /// A time that ends before it begins.
    #[error("The time that the audit looks at ends on {to}, before it begins on {from}.")]
    EndsBeforeItBegins {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// An input, output or context cited as an outcome.
    #[error("“{title}” is {}: it cannot be cited as an outcome.", kind_words(*.kind))]
    NotAnOutcome {
        /// The indicator's title.
        title: String,
        /// What it is.
        kind: Kind,
    },
    /// An outcome that the plan does not name.
    #[error("The plan does not name the outcome {0}.")]
    OutcomeNotPlanned(IndicatorId),
    /// A figure of another time.
    #[error("The figure is about {period}, outside the time that the audit looks at ({from} to {to}).")]
    OutsideTheTime {
        /// The figure's period.
        period: String,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// Evidence that does not say why it is cited.
    #[error("It is not said why the evidence matters.")]
    EvidenceUnsaid,
    /// A finding that says nothing.
    #[error("The finding does not say what was found.")]
    FindingUnsaid,
    /// A finding without a goal.
    #[error("The finding cites no goal.")]
    FindingWithoutGoal,
    /// A goal that is not declared.
    #[error("There is no goal {precedence}: the audit declared {declared}.")]
    NoSuchGoal {
        /// The goal that was named.
        precedence: u8,
        /// How many there are.
        declared: usize,
    },
    /// A goal twice in one finding.
    #[error("The finding speaks to goal {precedence} twice.")]
    GoalNamedTwice {
        /// The goal.
        precedence: u8,
    },
    /// A bearing without its reason.
    #[error("The finding does not say why it bears on goal {precedence} as it does.")]
    BearingUnsaid {
        /// The goal.
        precedence: u8,
    },
    /// A finding without evidence.
    #[error("The finding rests on no evidence.")]
    FindingWithoutEvidence,
    /// Evidence that is not there.
    #[error("There is no evidence {number} in this audit.")]
    NoSuchEvidence {
        /// The number that was named.
        number: u32,
    },
    /// Evidence of something that is not in this audit.
    #[error("There is no finding {number} in this audit.")]
    NoSuchFinding {
        /// The number that was named.
        number: u32,
    },
    /// A finding that rests on an output.
    #[error("Evidence {number} is context (an input, an output or a circumstance): a finding cannot rest on it.")]
    RestsOnContext {
        /// The evidence.
        number: u32,
    },
    /// Goals that pull apart, and nobody says who decides.
    #[error(
        "The finding serves one goal and works against another, and does not say what is given up and who decides."
    )]
    TradeOffUnsaid,
    /// A trade-off where nothing pulls apart.
    #[error("The finding tells of a trade-off, but its goals do not pull apart.")]
    NothingToTrade,
    /// A goal that no finding speaks to.
    #[error("No finding speaks to goal {precedence}: “{statement}”.")]
    GoalUnanswered {
        /// The goal.
        precedence: u8,
        /// What it says.
        statement: String,
    },
    /// A draft without a finding.
    #[error("The audit has no finding yet.")]
    NoFinding,
    /// A day for replies that is no day for replies.
    #[error("Replies are asked for by {by}, which is not in the future.")]
    NoTimeToReply {
        /// The day.
        by: Date,
    },
    /// Publishing before the body could speak.
    #[error("The body has not answered every finding, and its time to reply runs until {by}.")]
    BodyNotHeard {
        /// The last day on which it may reply.
        by: Date,
    },
    /// A step that does not follow.
    #[error("The audit is {}: {what}.", .stage.words())]
    NotNow {
        /// Where it stands.
        stage: Stage,
        /// What cannot be done.
        what: &'static str,
    },
    /// A step that would be dated before the one that it follows.
    #[error("What follows would be dated before what it follows.")]
    BeforeItsTime,
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Input => "an input",
        Kind::Output => "an output",
        Kind::Outcome => "an outcome",
        Kind::Context => "context",
    }
}

impl Refusal {
    /// How to mend it.
    #[must_use]
    pub fn mend(&self) -> &'static str {
        match self {
            Self::NoGoal | Self::GoalUnsaid { .. } => {
                "Say what the audit is for before it begins: each goal with its kind, a sentence, its owner and its review."
            }
            Self::TooManyGoals { .. } => "Declare those that would decide something, and leave the others out.",
            Self::Precedence { .. } => {
                "Say which goal comes first when they pull apart: number them from 1, each once."
            }
            Self::GoalTwice { .. } => "Leave one of them out, or say what each means that the other does not.",
            Self::ReviewHasPassed { .. } => "Name a day to come.",
            Self::PlanUnsaid { .. } => "Say it in a sentence.",
            Self::NoOutcome => "Name at least one measure of what becomes of people or of the place.",
            Self::EndsBeforeItBegins { .. } => "Write the first day first.",
            Self::NotAnOutcome { .. } => {
                "Cite it as context, to be read beside the outcomes; or cite what became of people instead."
            }
            Self::OutcomeNotPlanned(_) => "Cite it as context, or plan another audit that judges it.",
            Self::OutsideTheTime { .. } => "Cite a figure of the time that was declared, or cite this one as context.",
            Self::EvidenceUnsaid => "Say in a sentence what it shows here.",
            Self::FindingUnsaid => "Say in one sentence what was found.",
            Self::FindingWithoutGoal => {
                "Say which declared goal it speaks to. What speaks to none of them is outside this audit."
            }
            Self::NoSuchGoal { .. } => "Name a declared goal, by its precedence.",
            Self::GoalNamedTwice { .. } => "Say once how it bears on that goal.",
            Self::BearingUnsaid { .. } => "Say why in a sentence.",
            Self::FindingWithoutEvidence => "Freeze evidence first, then name what the finding rests on.",
            Self::NoSuchEvidence { .. } => "Name evidence that was frozen, by its number.",
            Self::NoSuchFinding { .. } => "Name a finding, by its number.",
            Self::RestsOnContext { .. } => {
                "Move it to the context of the finding, and rest the finding on an outcome, a document or a statement."
            }
            Self::TradeOffUnsaid => "Say what is given up for what, and who decides. It is shown, and never averaged.",
            Self::NothingToTrade => "Leave the trade-off out, or say which goal is worked against.",
            Self::GoalUnanswered { .. } => {
                "Write what the evidence says of it. “The evidence does not show it” is a finding too."
            }
            Self::NoFinding => "Write what was found.",
            Self::NoTimeToReply { .. } => "Give the body time: name a day to come.",
            Self::BodyNotHeard { .. } => "Wait for its replies, or until the day after.",
            Self::NotNow { .. } => "Look at the audit’s page for the step that comes next.",
            Self::BeforeItsTime => "Check the clock of this machine.",
        }
    }
}
