//! Concerns become a conversation, by a rule that anyone can read.
//!
//! The rule, for each line (debt, workforce, budget, governance) on a day. The first that fits decides:
//!
//! | Rule | When | Level |
//! |---|---|---|
//! | A | a concern is *grave* | talk |
//! | B | a concern is *marked*, and the line is lasting or broad (two sources or more) | talk |
//! | C | all concerns are *mild*, the line is lasting, and three sources or more raise it | talk |
//! | D | there is any concern | watch |
//! | – | there is none | quiet |
//!
//! *Lasting*: one source raised it twice within 24 months, at least 80 days apart. *Sources* are different series,
//! different signals, or different Best Value themes; several detectors on one series are one source. It yields words and
//! counts: no probability, no score, and nothing by which places could be put in order.

use super::{
    OpenedBy, Pack, Record,
    detect::{Detection, Severity},
    evidence::{EvidenceRecord, Theme},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Date, IndicatorId};

/// What raised a concern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcernSource {
    /// A series of the place itself.
    Series(IndicatorId),
    /// A signal of the pack, by its name.
    Signal(String),
    /// What people recorded, by theme.
    Evidence(Theme),
}

/// Something that may be worth talking about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concern {
    /// The conversation that it belongs to.
    pub line: String,
    /// What raised it.
    pub source: ConcernSource,
    /// How much it weighs.
    pub severity: Severity,
    /// The day from which it was known.
    pub known_from: Date,
    /// The first day on which it no longer counts.
    pub counts_until: Date,
    /// What changed, in a sentence.
    pub what: String,
}

/// Months in which a concern of a series or a signal counts.
pub const FIGURES_COUNT_MONTHS: u16 = 12;

/// Months that are looked back for the same source.
pub const LASTING_WITHIN_MONTHS: u16 = 24;

/// Days between two concerns of one source that make it lasting.
pub const LASTING_APART_DAYS: i32 = 80;

fn months_after(day: Date, months: u16) -> Date {
    day.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX)
}

impl Concern {
    /// From a series of the place.
    #[must_use]
    pub fn of_series(line: &str, indicator: IndicatorId, found: &Detection, known_from: Date) -> Self {
        Self {
            line: line.to_owned(),
            source: ConcernSource::Series(indicator),
            severity: found.severity,
            known_from,
            counts_until: months_after(known_from, FIGURES_COUNT_MONTHS),
            what: found.what.clone(),
        }
    }

    /// From a signal of the pack that flagged the council. Nothing where the pack does not use the signal.
    ///
    /// A flag weighs *marked* where the signal’s record is the stronger: half of the events caught, or a quarter of the
    /// flags followed by one. Else it is *mild*.
    #[must_use]
    pub fn of_flag(pack: &Pack, signal: &str, known_from: Date) -> Option<Self> {
        let signal = pack.signals().iter().find(|known| known.id == signal)?;
        let record = signal.record.as_ref().filter(|_| signal.standing == super::Standing::Used)?;
        let strong = 2 * record.caught >= record.events || 4 * (record.flagged - record.false_alarms) >= record.flagged;
        Some(Self {
            line: signal.prompts.clone(),
            source: ConcernSource::Signal(signal.id.clone()),
            severity: if strong && record.events > 0 { Severity::Marked } else { Severity::Mild },
            known_from,
            counts_until: months_after(known_from, FIGURES_COUNT_MONTHS),
            what: format!("{} stands out among councils of the same tier.", signal.title),
        })
    }

    /// From what people recorded: those notes that count on a day, each at its weight.
    #[must_use]
    pub fn of_evidence(records: &[EvidenceRecord], today: Date) -> Vec<Self> {
        records
            .iter()
            .filter(|record| record.counts(today))
            .map(|record| Self {
                line: record.kind.line().to_owned(),
                source: ConcernSource::Evidence(record.kind.theme()),
                severity: record.weight(records, today),
                known_from: record.known_from,
                counts_until: record.counts_until(),
                what: format!("{}: {} ({})", sentence(record.kind.words()), record.note.trim(), record.source.trim()),
            })
            .collect()
    }

    fn counts(&self, today: Date) -> bool {
        self.known_from <= today && today < self.counts_until
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How much there is to talk about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    Quiet,
    /// Keep an eye on it.
    Watch,
    /// Talk about it.
    Talk,
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Rule {
    /// A concern is grave.
    A,
    /// A concern is marked, and the line is lasting or broad.
    B,
    /// Mild concerns, lasting, from three sources or more.
    C,
    /// There is any concern.
    D,
}

impl Rule {
    /// The rule in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::A => "A body with the power to say so says that something is wrong.",
            Self::B => "It weighs more than chance would often give, and it has lasted or comes from several sources.",
            Self::C => "Each concern is small, but they have lasted and come from three sources or more.",
            Self::D => "There is a concern, but it is small, new or alone.",
        }
    }
}

/// What to talk about, for one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conversation {
    /// The line.
    pub line: String,
    /// What it is about.
    pub title: String,
    /// How much there is to talk about.
    pub level: Level,
    /// The rule that decided; none when quiet.
    pub rule: Option<Rule>,
    /// Whether one source raised it twice.
    pub lasting: bool,
    /// How many sources raise it.
    pub sources: usize,
    /// What changed, newest first.
    pub what_changed: Vec<String>,
    /// Why it might have.
    pub might_be: Vec<String>,
    /// Who could help.
    pub who_could_help: Vec<String>,
    /// What to do next.
    pub what_next: Vec<String>,
    /// What the signals did when tried, with counts.
    pub record: Vec<String>,
    /// What the signals cannot see.
    pub cannot_see: Vec<String>,
}

/// One conversation for each line of the pack, quiet lines too, in the order of the pack. Concerns from figures open no
/// line that only evidence can open. The order of concerns makes no difference.
#[must_use]
pub fn converse(pack: &Pack, concerns: &[Concern], today: Date) -> Vec<Conversation> {
    pack.conversations()
        .iter()
        .map(|line| {
            let mine: Vec<&Concern> = concerns
                .iter()
                .filter(|concern| concern.line == line.id)
                .filter(|concern| {
                    line.opened_by == OpenedBy::Figures || matches!(concern.source, ConcernSource::Evidence(_))
                })
                .collect();
            let mut live: Vec<&Concern> = mine.iter().copied().filter(|concern| concern.counts(today)).collect();
            live.sort_by(|left, right| {
                right.known_from.cmp(&left.known_from).then_with(|| (&left.source, &left.what).cmp(&(&right.source, &right.what)))
            });
            let sources: BTreeSet<&ConcernSource> = live.iter().map(|concern| &concern.source).collect();
            let lasting = lasts(&mine, &sources, today);
            let rule = decide(&live, lasting, sources.len());
            let raised = |source: &&ConcernSource| match source {
                ConcernSource::Signal(id) => pack.signals().iter().find(|signal| signal.id == *id),
                _ => None,
            };
            let signals: Vec<_> = sources.iter().filter_map(raised).collect();
            let told = |record: &Record| {
                let title = pack.trials().iter().find(|trial| trial.id == record.trial).map(|trial| trial.title.as_str());
                format!("{} ({})", record.words(), title.unwrap_or(&record.trial))
            };
            Conversation {
                line: line.id.clone(),
                title: line.title.clone(),
                level: match rule {
                    Some(Rule::A | Rule::B | Rule::C) => Level::Talk,
                    Some(Rule::D) => Level::Watch,
                    None => Level::Quiet,
                },
                rule,
                lasting,
                sources: sources.len(),
                what_changed: live.iter().map(|concern| concern.what.clone()).collect(),
                might_be: line.might_be.clone(),
                who_could_help: line.who_could_help.clone(),
                what_next: line.what_next.clone(),
                record: signals
                    .iter()
                    .filter_map(|signal| Some(format!("{}: {}", signal.title, told(signal.record.as_ref()?))))
                    .collect(),
                cannot_see: signals.iter().map(|signal| format!("{}: {}", signal.title, signal.cannot_see)).collect(),
            }
        })
        .collect()
}

/// Whether one of the sources that raise a line now raised it twice within 24 months, far enough apart.
fn lasts(all: &[&Concern], live: &BTreeSet<&ConcernSource>, today: Date) -> bool {
    let mut spans: BTreeMap<&ConcernSource, (Date, Date)> = BTreeMap::new();
    for concern in all.iter().filter(|concern| live.contains(&concern.source)) {
        let recent = concern.known_from <= today && today < months_after(concern.known_from, LASTING_WITHIN_MONTHS);
        if recent {
            let span = spans.entry(&concern.source).or_insert((concern.known_from, concern.known_from));
            *span = (span.0.min(concern.known_from), span.1.max(concern.known_from));
        }
    }
    spans.values().any(|(first, last)| (*last - *first).get_days() >= LASTING_APART_DAYS)
}

fn decide(live: &[&Concern], lasting: bool, sources: usize) -> Option<Rule> {
    let heaviest = live.iter().map(|concern| concern.severity).max()?;
    Some(match heaviest {
        Severity::Grave => Rule::A,
        Severity::Marked if lasting || sources >= 2 => Rule::B,
        Severity::Mild if lasting && sources >= 3 => Rule::C,
        _ => Rule::D,
    })
}
