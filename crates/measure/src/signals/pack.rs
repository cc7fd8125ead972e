//! A pack of signals as data: what each is made of, when it is known, what it prompts, and how it is tried.

use super::{EventDefinition, Formula, SignalError, escalation::Escalation};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{Date, Dimensions, IndicatorId, Period};

/// A pack that is right once it exists (`data/signals.toml`).
#[derive(Debug, Clone)]
pub struct Pack {
    /// The title.
    pub title: String,
    /// Its version: a change of any signal is a new version.
    pub version: String,
    /// Events before this day take no part.
    pub events_from: Date,
    /// The last day that the table of events covers.
    pub events_to: Date,
    /// The share of each date and tier that is flagged.
    pub flagged_share: f64,
    /// Who may be told of a conversation after the council, and when.
    pub escalation: Escalation,
    conversations: Vec<ConversationLine>,
    inputs: Vec<Input>,
    signals: Vec<Signal>,
    trials: Vec<Trial>,
}

/// From which day a figure is known where nobody recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KnownRule {
    /// Counted from the first day of the period or from the first day after it.
    pub after: PeriodEdge,
    /// Days from there.
    pub days: u16,
}

/// An end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodEdge {
    /// The first day of the period: for plans.
    PeriodStart,
    /// The first day after the period: for what happened.
    PeriodEnd,
}

impl KnownRule {
    /// The day from which a figure of a period is known.
    #[must_use]
    pub fn day(&self, period: &Period) -> Option<Date> {
        let edge = match self.after {
            PeriodEdge::PeriodStart => period.start(),
            PeriodEdge::PeriodEnd => period.end(),
        };
        edge.checked_add(jiff::Span::new().days(self.days)).ok()
    }
}

/// A published figure that signals are made of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its name in formulas.
    pub id: String,
    /// The indicator, as a contract promises it.
    pub indicator: IndicatorId,
    /// Its breakdown; empty for the total.
    #[serde(default)]
    pub dimensions: Dimensions,
    /// From which day it is known.
    pub known: KnownRule,
    /// Read so many years before the others.
    #[serde(default)]
    pub years_earlier: u8,
    /// Why it is known from then.
    pub because: String,
}

/// What sort of conversation a signal prompts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationLine {
    /// Its name, such as `debt`.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Whether published figures can open it, or only what people record.
    pub opened_by: OpenedBy,
    /// The series of a place that speak to it.
    #[serde(default)]
    pub watches: Watches,
    /// Why figures like these may move, harmless reasons among them.
    pub might_be: Vec<String>,
    /// Who could help.
    pub who_could_help: Vec<String>,
    /// What to do next.
    pub what_next: Vec<String>,
}

/// The series of a place that speak to a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Watches {
    /// These indicators.
    pub indicators: Vec<IndicatorId>,
    /// Every other indicator of these themes, whatever their capitals.
    pub themes: Vec<String>,
}

/// What opens a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenedBy {
    /// Published figures and recorded evidence.
    Figures,
    /// Recorded evidence alone: the figures miss it.
    EvidenceOnly,
}

/// Which end of a signal worries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorryingEnd {
    /// High values worry.
    High,
    /// Low values worry.
    Low,
}

/// Whom a signal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bodies {
    /// Every council.
    #[default]
    All,
    /// Councils with social care: all but districts.
    NotDistricts,
}

/// Whether a signal opens conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It opens conversations.
    Used,
    /// It was tried and is kept out; it stays here so that the trial can be repeated.
    Tried,
}

/// How a signal is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Recipe {
    /// By a formula of inputs: their positions in the pack.
    Formula {
        /// The formula.
        formula: Formula,
        /// The inputs that it names, in the order of [`Formula::inputs`].
        inputs: Vec<usize>,
    },
    /// The mean of other signals’ shares: for each, the share of like councils on that day that worry less (ties count
    /// half). Their positions in the pack.
    MeanOf(Vec<usize>),
}

/// What a signal did in one trial, in counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The trial.
    pub trial: String,
    /// Councils with an event in the window.
    pub events: usize,
    /// Those of them that were flagged before it.
    pub caught: usize,
    /// Flagged council-years.
    pub flagged: usize,
    /// Flagged council-years with no such event in the window.
    pub false_alarms: usize,
}

impl Record {
    /// The record in words: `7 of 9 caught; 24 of 31 flags had no such event`.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "{} of {} caught; {} of {} flags had no such event",
            self.caught, self.events, self.false_alarms, self.flagged
        )
    }
}

/// One signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// Its name.
    pub id: String,
    /// What it says, in words.
    pub title: String,
    /// How it is made.
    pub recipe: Recipe,
    /// Which end worries.
    pub direction: WorryingEnd,
    /// Whom it is about.
    pub bodies: Bodies,
    /// Whether it is used.
    pub standing: Standing,
    /// The conversation that it prompts.
    pub prompts: String,
    /// What it cannot see.
    pub cannot_see: String,
    /// What it did when tried; absent where it never was.
    pub record: Option<Record>,
}

/// A back-test: signals as they stood on some days, against what happened afterwards.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Its name.
    pub id: String,
    /// What it asks.
    pub title: String,
    /// What counts as trouble.
    pub event: EventDefinition,
    /// The days on which signals are read.
    pub assessed: Vec<Date>,
    /// Months from there in which an event counts.
    pub months: u16,
    /// The signals.
    #[serde(rename = "signal")]
    pub entries: Vec<Entry>,
}

/// A signal in a trial.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The signal.
    pub signal: String,
    /// Only councils for which this other signal has a value as well.
    #[serde(default)]
    pub on_rows_of: Option<String>,
    /// The signal that it must beat, on the rows that both have.
    #[serde(default)]
    pub against: Option<String>,
    /// The tier AUC measured before, to be met within 0.02.
    #[serde(default)]
    pub expected_tier_auc: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    version: String,
    events_from: Date,
    events_to: Date,
    flagged_share: f64,
    escalation: Escalation,
    conversation: Vec<ConversationLine>,
    input: Vec<Input>,
    signal: Vec<SignalRow>,
    trial: Vec<Trial>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignalRow {
    id: String,
    title: String,
    formula: Option<String>,
    mean_of: Option<Vec<String>>,
    direction: WorryingEnd,
    #[serde(default)]
    bodies: Bodies,
    standing: Standing,
    prompts: String,
    cannot_see: String,
    record: Option<Record>,
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// [`SignalError::Pack`] when it is not TOML of this form, [`SignalError::Formula`] when a formula cannot be read,
    /// [`SignalError::Contradictions`] with everything that does not fit together.
    pub fn parse(text: &str) -> Result<Self, SignalError> {
        let file: File = toml::from_str(text).map_err(Box::new)?;
        let mut problems = Vec::new();
        unique("input", file.input.iter().map(|input| input.id.as_str()), &mut problems);
        unique("signal", file.signal.iter().map(|signal| signal.id.as_str()), &mut problems);
        unique("trial", file.trial.iter().map(|trial| trial.id.as_str()), &mut problems);
        unique("conversation", file.conversation.iter().map(|line| line.id.as_str()), &mut problems);
        if !(file.flagged_share > 0.0 && file.flagged_share < 1.0) {
            problems.push(format!("flagged_share is {}, not between 0 and 1", file.flagged_share));
        }
        let inputs: HashMap<&str, usize> =
            file.input.iter().enumerate().map(|(index, input)| (input.id.as_str(), index)).collect();
        let before: Vec<&str> = file.signal.iter().map(|signal| signal.id.as_str()).collect();
        let mut signals = Vec::new();
        for (position, row) in file.signal.iter().enumerate() {
            let recipe = match (&row.formula, &row.mean_of) {
                (Some(text), None) => {
                    let formula = Formula::parse(text)?;
                    let positions = formula.inputs().into_iter().filter_map(|name| {
                        let position = inputs.get(name).copied();
                        if position.is_none() {
                            problems.push(format!("signal {}: there is no input {name}", row.id));
                        }
                        position
                    });
                    let inputs: Vec<usize> = positions.collect();
                    if formula.inputs().is_empty() {
                        problems.push(format!("signal {}: its formula names no input", row.id));
                    }
                    Recipe::Formula { formula, inputs }
                }
                (None, Some(names)) => Recipe::MeanOf(
                    names
                        .iter()
                        .filter_map(|name| {
                            let found = before[..position].iter().position(|known| known == name);
                            if found.is_none() {
                                problems.push(format!("signal {}: there is no signal {name} before it", row.id));
                            }
                            found
                        })
                        .collect(),
                ),
                _ => {
                    problems.push(format!("signal {}: it needs a formula or mean_of, and not both", row.id));
                    continue;
                }
            };
            if !file.conversation.iter().any(|line| line.id == row.prompts) {
                problems.push(format!("signal {}: there is no conversation {}", row.id, row.prompts));
            }
            signals.push(Signal {
                id: row.id.clone(),
                title: row.title.clone(),
                recipe,
                direction: row.direction,
                bodies: row.bodies,
                standing: row.standing,
                prompts: row.prompts.clone(),
                cannot_see: row.cannot_see.clone(),
                record: row.record.clone(),
            });
        }
        let known: BTreeSet<&str> = before.iter().copied().collect();
        for trial in &file.trial {
            for entry in &trial.entries {
                for name in std::iter::once(&entry.signal).chain(&entry.on_rows_of).chain(&entry.against) {
                    if !known.contains(name.as_str()) {
                        problems.push(format!("trial {}: there is no signal {name}", trial.id));
                    }
                }
            }
            if trial.assessed.is_empty() || trial.months == 0 {
                problems.push(format!("trial {}: it has no day or no window", trial.id));
            }
        }
        for (signal, record) in signals.iter().filter_map(|signal| Some((signal, signal.record.as_ref()?))) {
            if !file.trial.iter().any(|trial| trial.id == record.trial) {
                problems.push(format!("signal {}: there is no trial {}", signal.id, record.trial));
            }
            if record.caught > record.events || record.false_alarms > record.flagged {
                problems.push(format!("signal {}: its record counts a part larger than its whole", signal.id));
            }
        }
        if problems.is_empty() {
            Ok(Self {
                title: file.title,
                version: file.version,
                events_from: file.events_from,
                events_to: file.events_to,
                flagged_share: file.flagged_share,
                escalation: file.escalation,
                conversations: file.conversation,
                inputs: file.input,
                signals,
                trials: file.trial,
            })
        } else {
            Err(SignalError::Contradictions(problems))
        }
    }

    /// The inputs.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The signals, in the order of the pack.
    #[must_use]
    pub fn signals(&self) -> &[Signal] {
        &self.signals
    }

    /// The position of a signal.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.signals.iter().position(|signal| signal.id == id)
    }

    /// The conversations.
    #[must_use]
    pub fn conversations(&self) -> &[ConversationLine] {
        &self.conversations
    }

    /// The conversation to which a series of a place speaks: the first that names its indicator, else the first that
    /// names its theme.
    #[must_use]
    pub fn line_of(&self, indicator: &IndicatorId, theme: &str) -> Option<&ConversationLine> {
        let named = |line: &&ConversationLine| line.watches.indicators.contains(indicator);
        let of_theme =
            |line: &&ConversationLine| line.watches.themes.iter().any(|known| known.eq_ignore_ascii_case(theme.trim()));
        self.conversations.iter().find(named).or_else(|| self.conversations.iter().find(of_theme))
    }

    /// The trials.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The indicators and breakdowns that the pack reads: what a store should hand over.
    #[must_use]
    pub fn reads(&self) -> BTreeMap<&IndicatorId, BTreeSet<&Dimensions>> {
        let mut reads: BTreeMap<&IndicatorId, BTreeSet<&Dimensions>> = BTreeMap::new();
        for input in &self.inputs {
            reads.entry(&input.indicator).or_default().insert(&input.dimensions);
        }
        reads
    }
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            problems.push(format!("{what} {name} stands twice"));
        }
    }
}
