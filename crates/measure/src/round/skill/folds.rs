//! Parts of the areas: each is held out once while the others are fitted.

use super::Settings;
use crate::signals::seeded::Seeded;

/// The positions that are fitted and those that are held out.
pub(super) struct Fold {
    pub fitted: Vec<usize>,
    pub held_out: Vec<usize>,
}

/// All folds of all repeats.
pub(super) fn folds(areas: usize, settings: Settings) -> Vec<Fold> {
    let mut draws = Seeded::new(settings.seed);
    let parts = settings.folds.clamp(2, areas.max(2));
    let mut all = Vec::with_capacity(parts * settings.repeats);
    for _ in 0..settings.repeats.max(1) {
        let mut order: Vec<usize> = (0..areas).collect();
        shuffle(&mut draws, &mut order);
        for part in 0..parts {
            let held_out: Vec<usize> = order.iter().skip(part).step_by(parts).copied().collect();
            let mut fitted: Vec<usize> = (0..areas).filter(|area| !held_out.contains(area)).collect();
            fitted.sort_unstable();
            all.push(Fold { fitted, held_out });
        }
    }
    all
}

/// Puts items in an order by chance (Fisher and Yates).
pub(super) fn shuffle<T>(draws: &mut Seeded, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, draws.below(last + 1));
    }
}
