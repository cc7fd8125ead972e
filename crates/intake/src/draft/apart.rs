//! Tells rows apart: where two rows of a draft would stand for the same figure, some column that was passed over says
//! in what they differ.

use super::columns::{Column, Columns, PeriodAt, headed};
use std::collections::{BTreeMap, HashSet};

/// At most this many columns are added: more of them would only hide that the table was misread.
const COLUMNS_ADDED: usize = 3;
/// Repeats that are left to the check: a few slips in a hundred rows are findings, not a further dimension.
const REPEATS_LEFT_PER_HUNDRED: usize = 1;

/// Words of a header whose column says what is measured, not of whom.
const WHAT_IS_MEASURED: [&str; 7] = ["measure", "indicator", "line", "variable", "metric", "item", "statistic"];
/// Words of a header that no figure differs by.
const NOISE: [&str; 8] = ["note", "notes", "url", "link", "email", "comment", "trend", "sortable"];

/// The number of the key of each row so far: rows with the same number could not be told apart.
fn numbered<'a>(keys: &[usize], texts: impl Iterator<Item = &'a String>) -> Vec<usize> {
    let mut known: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    keys.iter()
        .zip(texts)
        .map(|(key, text)| {
            let next = known.len();
            *known.entry((*key, text.as_str())).or_insert(next)
        })
        .collect()
}

fn repeats(keys: &[usize]) -> usize {
    keys.len() - keys.iter().collect::<HashSet<_>>().len()
}

/// Adds what tells rows apart to what was found: an indicator where one column of values holds several measures, else
/// a dimension.
pub(super) fn tell(found: &mut Columns, columns: &[Column]) {
    let rows = columns.first().map_or(0, |column| column.texts.len());
    let mut keys = vec![0; rows];
    let period = if let PeriodAt::Column(at, ..) | PeriodAt::Mixed(at) = found.period { Some(at) } else { None };
    let told = found.areas.iter().copied().chain(period).chain(found.indicator);
    for at in told.chain(found.dimensions.iter().map(|(at, _)| *at)) {
        keys = numbered(&keys, columns[at].texts.iter());
    }
    for _ in 0..COLUMNS_ADDED {
        let before = repeats(&keys);
        if before * 100 <= rows * REPEATS_LEFT_PER_HUNDRED {
            return;
        }
        let taken: HashSet<usize> = found.every_role().chain(period).collect();
        let candidates = (0..columns.len()).filter(|at| {
            // A text that is another in nearly every row is a remark or a number of the row, not a breakdown.
            let varied = columns[*at].distinct.len();
            !taken.contains(at) && varied > 1 && varied * 4 < rows * 3 && !headed(&found.header[*at], &NOISE)
        });
        let trials = candidates.map(|at| {
            let keys = numbered(&keys, columns[at].texts.iter());
            (repeats(&keys), columns[at].distinct.len(), at, keys)
        });
        // A column that settles it is as good as any other that does: then the one of fewer values is the plainer.
        let settled = |left: usize| left * 100 <= rows * REPEATS_LEFT_PER_HUNDRED;
        let chosen = trials.min_by_key(|(left, varied, at, _)| {
            let codes = headed(&found.header[*at], &["code", "id"]);
            if settled(*left) { (0, usize::from(codes), *varied, *at) } else { (1, *left, *varied, *at) }
        });
        let Some((left, _, at, next)) = chosen else { return };
        if left * 10 > before * 9 {
            return;
        }
        keys = next;
        found.told_apart.push(at);
        let measured = headed(&found.header[at], &WHAT_IS_MEASURED);
        if measured && found.indicator.is_none() && found.values.len() == 1 && !found.period.is_in_headers() {
            found.indicator = Some(at);
        } else {
            found.dimensions.push((at, None));
        }
    }
}
