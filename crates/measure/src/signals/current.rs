//! The signals of one day, for the councils themselves.

use super::{
    Council, History, Observation, Pack, Recipe, Standing,
    backtest::{Row, flags, worries},
    history::earlier,
};
use serde::Serialize;
use std::collections::BTreeSet;
use terms::Date;

/// A signal that stands out for a council: a reason to talk, shown to the council first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Flag {
    /// The council, by its position in the list.
    pub council: usize,
    /// The signal.
    pub signal: String,
}

/// A flag, with the day from which the figures were known that raised it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DatedFlag {
    /// The council and the signal.
    pub flag: Flag,
    /// The first day on which every figure behind it could be read, by the rules of the pack.
    pub known_from: Date,
}

/// The flags of the signals that a pack uses, as they could be known on a day, in the order of councils and signals. A
/// council without a value is not flagged: that nothing is known of it is for the caller to say.
#[must_use]
pub fn flagged_on(
    pack: &Pack,
    councils: &[Council],
    observations: impl IntoIterator<Item = Observation>,
    day: Date,
) -> Vec<Flag> {
    let history = History::new(pack, councils, observations);
    flags_of(&history, day)
}

/// The flags of several days, each flag once, with the day from which its figures were known. Figures that nobody renews
/// are flagged on every later day from the same day on: so a flag tells how old it is.
#[must_use]
pub fn dated_flags(
    pack: &Pack,
    councils: &[Council],
    observations: impl IntoIterator<Item = Observation>,
    days: &[Date],
) -> Vec<DatedFlag> {
    let history = History::new(pack, councils, observations);
    let mut dated = BTreeSet::new();
    for &day in days {
        for flag in flags_of(&history, day) {
            let position = pack.position(&flag.signal);
            if let Some(known_from) = position.and_then(|position| known_from(&history, position, day)) {
                dated.insert(DatedFlag { flag, known_from });
            }
        }
    }
    dated.into_iter().collect()
}

fn flags_of(history: &History<'_>, day: Date) -> Vec<Flag> {
    let councils = history.councils();
    let existing = councils.iter().enumerate().filter(|(_, council)| council.existed(day));
    let rows: Vec<Row> =
        existing.map(|(position, council)| Row { day, council: position, tier: council.tier, event: None }).collect();
    let all = worries(history, &rows);
    let mut flagged = Vec::new();
    let used = history.pack().signals().iter().zip(&all).filter(|(signal, _)| signal.standing == Standing::Used);
    for (signal, worries) in used {
        let known: Vec<(Row, f64)> =
            rows.iter().zip(worries).filter_map(|(row, worry)| Some((*row, (*worry)?))).collect();
        for index in flags(&known, history.pack().flagged_share) {
            flagged.push(Flag { council: known[index].0.council, signal: signal.id.clone() });
        }
    }
    flagged.sort_unstable();
    flagged
}

/// The day from which a signal's figures were known, as it is read on a day: that of the last of its inputs, and of the
/// last of its parts.
fn known_from(history: &History<'_>, position: usize, day: Date) -> Option<Date> {
    let pack = history.pack();
    match &pack.signals()[position].recipe {
        Recipe::Formula { inputs, .. } => {
            let period = history.latest_period(inputs, day)?;
            let days = inputs.iter().filter_map(|&input| {
                let input = &pack.inputs()[input];
                input.known.day(&earlier(period, input.years_earlier)?)
            });
            days.max()
        }
        Recipe::MeanOf(parts) => parts.iter().filter_map(|&part| known_from(history, part, day)).max(),
    }
}
