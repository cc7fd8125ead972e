//! The signals of one day, for the councils themselves.

use super::{
    Council, History, Observation, Pack, Standing,
    backtest::{Row, flags, worries},
};
use serde::Serialize;
use terms::Date;

/// A signal that stands out for a council: a reason to talk, shown to the council first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Flag {
    /// The council, by its position in the list.
    pub council: usize,
    /// The signal.
    pub signal: String,
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
    let existing = councils.iter().enumerate().filter(|(_, council)| council.existed(day));
    let rows: Vec<Row> =
        existing.map(|(position, council)| Row { day, council: position, tier: council.tier, event: None }).collect();
    let all = worries(&history, &rows);
    let mut flagged = Vec::new();
    for (signal, worries) in pack.signals().iter().zip(&all).filter(|(signal, _)| signal.standing == Standing::Used) {
        let known: Vec<(Row, f64)> =
            rows.iter().zip(worries).filter_map(|(row, worry)| Some((*row, (*worry)?))).collect();
        for index in flags(&known, pack.flagged_share) {
            flagged.push(Flag { council: known[index].0.council, signal: signal.id.clone() });
        }
    }
    flagged.sort_unstable();
    flagged
}
