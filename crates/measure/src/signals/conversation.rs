//! Concerns become a conversation, by a rule that anyone can read.
//!
//! The rule, for each line (debt, workforce, budget, governance) on a day. The first that fits decides:
//!
//! | Rule | When | Level |
//! |---|---|---|
//! | A | a concern is *grave* | talk |
//! | B | a concern is *marked*, and the line is *broad* or *lasting* | talk |
//! | C | all concerns are *mild*, and the line is both broad and lasting | talk |
//! | D | there is any concern | watch |
//! | – | there is none | quiet |
//!
//! *Sources* are different series of the place (or its returns to different datasets), different signals of the pack, or
//! different Best Value themes; several detectors on one series are one source. A source *came back* when it spoke twice within 24 months, at least 80 days
//! apart.
//!
//! *Broad*: two signals or themes; or more of the series that are watched than chance would seldom give where nothing
//! happens ([`broad_from`]: 3 of 5, 4 of 10, 6 of 20). *Lasting*: a signal or theme came back; or more of the
//! series than chance gives ([`lasting_from`]: 2 of 5, 3 of 10, 4 of 20). Whoever watches many series will always find
//! something: without these numbers half of the places where nothing happens would be called to talk.
//!
//! It yields words and counts: no probability, no score, and nothing by which places could be put in order.

use super::{
    ConversationLine, OpenedBy, Pack, Signal,
    detect::{Detection, Severity},
    evidence::{EvidenceRecord, Theme},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{DatasetId, Date, IndicatorId};

/// What raised a concern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcernSource {
    /// A series of the place itself.
    Series(IndicatorId),
    /// What the place owes to a dataset: whether it came, and how whole it is.
    Return(DatasetId),
    /// A signal of the pack, by its name.
    Signal(String),
    /// What people recorded, by theme.
    Evidence(Theme),
}

impl ConcernSource {
    fn is_figures(&self) -> bool {
        !matches!(self, Self::Evidence(_))
    }

    /// Whether there are many of its like, so that chance alone makes some speak.
    fn is_one_of_many(&self) -> bool {
        matches!(self, Self::Series(_) | Self::Return(_))
    }
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

    /// From a return of the place: late, lacking values, or worse than before.
    #[must_use]
    pub fn of_return(line: &str, dataset: DatasetId, found: &Detection, known_from: Date) -> Self {
        Self {
            line: line.to_owned(),
            source: ConcernSource::Return(dataset),
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

    /// Whether it counts on a day: it was known by then, and is not yet too old to say anything.
    #[must_use]
    pub fn counts(&self, today: Date) -> bool {
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
    /// A concern is marked, and the line is broad or lasting.
    B,
    /// Mild concerns, broad and lasting.
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
            Self::B => {
                "A concern weighs more than chance would often give, and it has lasted or comes from several sources."
            }
            Self::C => "Each concern is small, but they have lasted and come from more sources than chance gives.",
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
    /// Whether it comes from several sources: see the rule.
    pub broad: bool,
    /// Whether it has lasted: see the rule.
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

/// Taken as the share of stable series that raise a concern within twelve months. What follows from it, in false alarms and
/// in steps that are seen, is measured by the example `signal_false_alarms`.
const RAISED_BY_CHANCE: f64 = 0.1;

/// Taken as the share of stable series that raise a concern and raised one before within 24 months.
const CAME_BACK_BY_CHANCE: f64 = 0.06;

/// The normal quantile of 99 in 100.
const NINETY_NINE_IN_A_HUNDRED: f64 = 2.326;

/// Series of so many watched that must speak before a line is broad: at least two.
#[must_use]
pub fn broad_from(watched: usize) -> usize {
    beyond_chance(watched, RAISED_BY_CHANCE).max(2)
}

/// Series of so many watched that must have come back before a line is lasting.
#[must_use]
pub fn lasting_from(watched: usize) -> usize {
    beyond_chance(watched, CAME_BACK_BY_CHANCE)
}

/// `⌈n·p + 2.326·√(n·p·(1 − p))⌉`, and at least one.
fn beyond_chance(watched: usize, share: f64) -> usize {
    let expected = watched as f64 * share;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and at most a few times n")]
    let count = (expected + NINETY_NINE_IN_A_HUNDRED * (expected * (1.0 - share)).sqrt()).ceil() as usize;
    count.max(1)
}

/// One conversation for each line of the pack, quiet lines too, in the order of the pack. Concerns from figures open no
/// line that only evidence can open. The order of concerns makes no difference.
///
/// `watched` says for each line how many series of the place the detectors looked at: whoever looks at more finds more.
/// A line that is not in it counts as though only the series that speak had been watched.
#[must_use]
pub fn converse(
    pack: &Pack,
    concerns: &[Concern],
    watched: &BTreeMap<String, usize>,
    today: Date,
) -> Vec<Conversation> {
    pack.conversations()
        .iter()
        .map(|line| one(pack, line, concerns, watched.get(&line.id).copied().unwrap_or(0), today))
        .collect()
}

fn one(pack: &Pack, line: &ConversationLine, concerns: &[Concern], watched: usize, today: Date) -> Conversation {
    let mine: Vec<&Concern> = concerns
        .iter()
        .filter(|concern| concern.line == line.id)
        .filter(|concern| line.opened_by == OpenedBy::Figures || !concern.source.is_figures())
        .collect();
    let mut present: Vec<&Concern> = mine.iter().copied().filter(|concern| concern.counts(today)).collect();
    present.sort_by(|left, right| {
        let newest_first = right.known_from.cmp(&left.known_from);
        newest_first.then_with(|| (&left.source, &left.what).cmp(&(&right.source, &right.what)))
    });
    let sources: BTreeSet<&ConcernSource> = present.iter().map(|concern| &concern.source).collect();
    let came_back = came_back(&mine, &sources, today);
    let (series, others) = parted(&sources);
    let (series_back, others_back) = parted(&came_back);
    let watched = watched.max(series);
    let broad = others >= 2 || series >= broad_from(watched);
    let lasting = others_back >= 1 || series_back >= lasting_from(watched);
    let rule = decide(&present, broad, lasting);
    let signals: Vec<&Signal> = sources
        .iter()
        .filter_map(|source| match source {
            ConcernSource::Signal(id) => pack.signals().iter().find(|signal| signal.id == *id),
            _ => None,
        })
        .collect();
    Conversation {
        line: line.id.clone(),
        title: line.title.clone(),
        level: match rule {
            Some(Rule::A | Rule::B | Rule::C) => Level::Talk,
            Some(Rule::D) => Level::Watch,
            None => Level::Quiet,
        },
        rule,
        broad,
        lasting,
        sources: sources.len(),
        what_changed: present.iter().map(|concern| concern.what.clone()).collect(),
        might_be: line.might_be.clone(),
        who_could_help: line.who_could_help.clone(),
        what_next: line.what_next.clone(),
        record: signals.iter().filter_map(|signal| told(pack, signal)).collect(),
        cannot_see: signals.iter().map(|signal| format!("{}: {}", signal.title, signal.cannot_see)).collect(),
    }
}

/// A signal’s record with the trial that it comes from.
fn told(pack: &Pack, signal: &Signal) -> Option<String> {
    let record = signal.record.as_ref()?;
    let trial = pack.trials().iter().find(|trial| trial.id == record.trial)?;
    Some(format!("{}: {} ({})", signal.title, record.words(), trial.title))
}

/// How many sources are series, and how many are not.
fn parted(sources: &BTreeSet<&ConcernSource>) -> (usize, usize) {
    let series = sources.iter().filter(|source| source.is_one_of_many()).count();
    (series, sources.len() - series)
}

/// The sources that speak now and spoke twice within 24 months, far enough apart.
fn came_back<'c>(all: &[&'c Concern], live: &BTreeSet<&'c ConcernSource>, today: Date) -> BTreeSet<&'c ConcernSource> {
    let mut spans: BTreeMap<&ConcernSource, (Date, Date)> = BTreeMap::new();
    for concern in all.iter().filter(|concern| live.contains(&concern.source)) {
        let recent = concern.known_from <= today && today < months_after(concern.known_from, LASTING_WITHIN_MONTHS);
        if recent {
            let span = spans.entry(&concern.source).or_insert((concern.known_from, concern.known_from));
            *span = (span.0.min(concern.known_from), span.1.max(concern.known_from));
        }
    }
    let far = |(first, last): (Date, Date)| (last - first).get_days() >= LASTING_APART_DAYS;
    spans.into_iter().filter(|(_, span)| far(*span)).map(|(source, _)| source).collect()
}

fn decide(live: &[&Concern], broad: bool, lasting: bool) -> Option<Rule> {
    Some(match live.iter().map(|concern| concern.severity).max()? {
        Severity::Grave => Rule::A,
        Severity::Marked if broad || lasting => Rule::B,
        Severity::Mild if broad && lasting => Rule::C,
        Severity::Mild | Severity::Marked => Rule::D,
    })
}
