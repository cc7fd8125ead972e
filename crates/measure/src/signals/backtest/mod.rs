//! The back-test: signals as they could be known on a day, against what happened afterwards.
//!
//! A row is a council on a day of assessment. It is in the *risk set* if the council existed, had no such event before,
//! and either had one within the window or was neither abolished within it nor followed beyond the end of the table of
//! events. Councils are compared only with councils of the same day and tier. Small numbers: every rate stands beside
//! its counts, and nothing here is a probability.

mod accuracy;
mod render;
mod risk_set;
mod score;

pub use accuracy::{Pairs, flags, tier_auc};
pub use risk_set::{Row, risk_set};
pub(super) use score::worries;

use super::{Council, DistressEvent, Entry, EventDefinition, History, Observation, Pack, Record, Standing, Trial};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::Date;

/// How the bootstrap is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bootstrap {
    /// Draws; 0 gives no intervals.
    pub draws: u32,
    /// The seed: the same seed gives the same intervals.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: 1000, seed: 2026 }
    }
}

/// A measured value with its 95% bootstrap interval over councils, where it could be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// 2.5% of draws lie below.
    pub lower: Option<f64>,
    /// 2.5% of draws lie above.
    pub upper: Option<f64>,
}

/// Everything that the trials of a pack found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The pack’s title.
    pub pack: String,
    /// The pack’s version.
    pub version: String,
    /// The last day that the table of events covers.
    pub events_to: Date,
    /// How intervals were drawn.
    pub bootstrap: Bootstrap,
    /// The share that is flagged.
    pub flagged_share: f64,
    /// The trials, in the order of the pack.
    pub trials: Vec<TrialReport>,
}

/// What one trial found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialReport {
    /// The trial.
    pub id: String,
    /// What it asks.
    pub title: String,
    /// What counts as trouble.
    pub event: EventDefinition,
    /// The days of assessment.
    pub assessed: Vec<Date>,
    /// Months in which an event counts.
    pub months: u16,
    /// Councils in the risk set on any of the days.
    pub councils: usize,
    /// Councils that had an event in the window.
    pub events: usize,
    /// The signals, in the order of the pack.
    pub signals: Vec<SignalReport>,
}

/// What one signal did in a trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalReport {
    /// The signal.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is used.
    pub standing: Standing,
    /// The rows were cut to those that this other signal has as well.
    pub on_rows_of: Option<String>,
    /// Council-years with a value.
    pub rows: usize,
    /// How often it worried more about a council with an event than about one without, among pairs of the same day and
    /// tier. Absent where there is no such pair.
    pub tier_auc: Option<Estimate>,
    /// The same over all pairs, which flatters: it counts telling districts from others as foresight.
    pub raw_auc: Option<f64>,
    /// The counts.
    pub record: Record,
    /// Months from the first flag to the event, the middle of those caught.
    pub median_lead_months: Option<f64>,
    /// Councils with an event that were never flagged before it, by name.
    pub missed: Vec<String>,
    /// Against the signal that it must beat.
    pub against: Option<Comparison>,
    /// The tier AUC that was measured before.
    pub expected_tier_auc: Option<f64>,
}

impl SignalReport {
    /// The share of flagged council-years that had no such event.
    #[must_use]
    pub fn false_alarm_share(&self) -> Option<f64> {
        (self.record.flagged > 0).then(|| self.record.false_alarms as f64 / self.record.flagged as f64)
    }
}

/// Two signals on the rows that both have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The signal that is to be beaten.
    pub baseline: String,
    /// Council-years that both have.
    pub rows: usize,
    /// Tier AUC of the new signal there.
    pub tier_auc: f64,
    /// Tier AUC of the other there.
    pub baseline_tier_auc: f64,
    /// The first less the second, with the interval of the paired draws.
    pub difference: Estimate,
    /// Counts of the new signal there.
    pub record: Record,
    /// Counts of the other there.
    pub baseline_record: Record,
    /// What follows.
    pub verdict: Verdict,
}

/// Whether a signal beats another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Higher tier AUC with an interval of the difference above 0, no fewer caught, no larger share of false alarms.
    Better,
    /// The same, but the interval of the difference reaches 0: it may be chance.
    AheadNotShown,
    /// Not ahead in all three.
    NotAhead,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::AheadNotShown => "ahead, but it may be chance",
            Self::NotAhead => "not ahead",
        }
    }
}

/// Runs every trial of a pack. The order of councils, events and observations makes no difference, and what was
/// published after a day changes nothing of what is read on it.
#[must_use]
pub fn backtest(
    pack: &Pack,
    councils: &[Council],
    events: &[DistressEvent],
    observations: impl IntoIterator<Item = Observation>,
    bootstrap: Bootstrap,
) -> Report {
    let mut councils = councils.to_vec();
    councils.sort_by(|left, right| left.areas.cmp(&right.areas));
    let history = History::new(pack, &councils, observations);
    Report {
        pack: pack.title.clone(),
        version: pack.version.clone(),
        events_to: pack.events_to,
        bootstrap,
        flagged_share: pack.flagged_share,
        trials: pack.trials().iter().map(|trial| run(&history, events, trial, bootstrap)).collect(),
    }
}

fn run(history: &History<'_>, events: &[DistressEvent], trial: &Trial, bootstrap: Bootstrap) -> TrialReport {
    let pack = history.pack();
    let first = trial.event.first_events(events, pack.events_from);
    let rows = risk_set(history.councils(), &first, &trial.assessed, trial.months, pack.events_to);
    let scored: Vec<Vec<Option<f64>>> = worries(history, &rows);
    let of = |id: &str| pack.position(id).map(|position| &scored[position]);
    let signals = trial
        .entries
        .iter()
        .filter_map(|entry| Some(signal(history, trial, entry, &rows, of(&entry.signal)?, &of, bootstrap)))
        .collect();
    let distinct = |rows: &mut dyn Iterator<Item = &Row>| rows.map(|row| row.council).collect::<BTreeSet<_>>().len();
    TrialReport {
        id: trial.id.clone(),
        title: trial.title.clone(),
        event: trial.event,
        assessed: trial.assessed.clone(),
        months: trial.months,
        councils: distinct(&mut rows.iter()),
        events: distinct(&mut rows.iter().filter(|row| row.event.is_some())),
        signals,
    }
}

fn signal<'s>(
    history: &History<'_>,
    trial: &Trial,
    entry: &Entry,
    rows: &[Row],
    worries: &'s [Option<f64>],
    of: &impl Fn(&str) -> Option<&'s Vec<Option<f64>>>,
    bootstrap: Bootstrap,
) -> SignalReport {
    let pack = history.pack();
    let limit = entry.on_rows_of.as_deref().and_then(of);
    let kept: Vec<(Row, f64)> = rows
        .iter()
        .enumerate()
        .filter(|(index, _)| limit.is_none_or(|limit| limit[*index].is_some()))
        .filter_map(|(index, row)| Some((*row, worries[index]?)))
        .collect();
    let counted = count(&kept, &trial.id, pack.flagged_share);
    let mut missed: Vec<String> =
        counted.missed.iter().map(|&council| history.councils()[council].name.clone()).collect();
    missed.sort_unstable();
    let pairs = Pairs::within_tiers(&kept);
    let described = pack.position(&entry.signal).map(|position| &pack.signals()[position]);
    SignalReport {
        id: entry.signal.clone(),
        title: described.map(|signal| signal.title.clone()).unwrap_or_default(),
        standing: described.map_or(Standing::Tried, |signal| signal.standing),
        on_rows_of: entry.on_rows_of.clone(),
        rows: kept.len(),
        tier_auc: pairs.estimate(bootstrap),
        raw_auc: Pairs::regardless_of_tier(&kept).auc(),
        record: counted.record,
        median_lead_months: counted.median_lead_months,
        missed,
        against: entry.against.as_deref().and_then(|baseline| {
            let other = of(baseline)?;
            let both: Vec<(Row, f64, f64)> = rows
                .iter()
                .enumerate()
                .filter_map(|(index, row)| Some((*row, worries[index]?, other[index]?)))
                .collect();
            compare(baseline, &both, trial, pack.flagged_share, bootstrap)
        }),
        expected_tier_auc: entry.expected_tier_auc,
    }
}

struct Counted {
    record: Record,
    median_lead_months: Option<f64>,
    missed: Vec<usize>,
}

fn count(rows: &[(Row, f64)], trial: &str, flagged_share: f64) -> Counted {
    let flagged = flags(rows, flagged_share);
    let mut first_flag: BTreeMap<usize, (Date, Date)> = BTreeMap::new();
    let mut false_alarms = 0;
    for &index in &flagged {
        let row = rows[index].0;
        match row.event {
            Some(event) => {
                first_flag
                    .entry(row.council)
                    .and_modify(|first| first.0 = first.0.min(row.day))
                    .or_insert((row.day, event));
            }
            None => false_alarms += 1,
        }
    }
    let with_event: BTreeSet<usize> =
        rows.iter().filter(|(row, _)| row.event.is_some()).map(|(row, _)| row.council).collect();
    let mut leads: Vec<f64> =
        first_flag.values().map(|(day, event)| f64::from((*event - *day).get_days()) / DAYS_IN_A_MONTH).collect();
    leads.sort_by(f64::total_cmp);
    let median = (!leads.is_empty()).then(|| f64::midpoint(leads[(leads.len() - 1) / 2], leads[leads.len() / 2]));
    Counted {
        record: Record {
            trial: trial.to_owned(),
            events: with_event.len(),
            caught: first_flag.len(),
            flagged: flagged.len(),
            false_alarms,
        },
        median_lead_months: median,
        missed: with_event.into_iter().filter(|council| !first_flag.contains_key(council)).collect(),
    }
}

/// 365.25 ÷ 12.
const DAYS_IN_A_MONTH: f64 = 30.4375;

fn compare(
    baseline: &str,
    both: &[(Row, f64, f64)],
    trial: &Trial,
    flagged_share: f64,
    bootstrap: Bootstrap,
) -> Option<Comparison> {
    let new: Vec<(Row, f64)> = both.iter().map(|(row, new, _)| (*row, *new)).collect();
    let old: Vec<(Row, f64)> = both.iter().map(|(row, _, old)| (*row, *old)).collect();
    let (new_pairs, old_pairs) = (Pairs::within_tiers(&new), Pairs::within_tiers(&old));
    let (tier_auc, baseline_tier_auc) = (new_pairs.auc()?, old_pairs.auc()?);
    let difference = new_pairs.difference(&old_pairs, bootstrap)?;
    let record = count(&new, &trial.id, flagged_share).record;
    let baseline_record = count(&old, &trial.id, flagged_share).record;
    // Shares of false alarms are compared by cross-multiplication, so that no flags at all is no advantage.
    let no_more_false = record.false_alarms * baseline_record.flagged <= baseline_record.false_alarms * record.flagged;
    let ahead = difference.value > 0.0 && record.caught >= baseline_record.caught && no_more_false;
    let verdict = match (ahead, difference.lower) {
        (false, _) => Verdict::NotAhead,
        (true, Some(lower)) if lower > 0.0 => Verdict::Better,
        (true, _) => Verdict::AheadNotShown,
    };
    Some(Comparison {
        baseline: baseline.to_owned(),
        rows: both.len(),
        tier_auc,
        baseline_tier_auc,
        difference,
        record,
        baseline_record,
        verdict,
    })
}
