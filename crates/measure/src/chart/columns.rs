//! Charts of many series at once: the arithmetic of [`super::chart`] on plain columns, with nothing allocated for each
//! series.

use std::{num::NonZeroUsize, thread};

use serde::Serialize;

use super::{Flags, Limits, Rules, limits, mark};
use crate::refusal::{Refusal, same_length};

/// The limits of one series, or none where nothing is present in it.
pub type SeriesLimits = Option<Limits>;

/// How many series are charted together: one phase each, gaps as NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Charts {
    /// The points of every series, gaps included.
    pub points: NonZeroUsize,
    /// Whether large moving ranges are screened out.
    pub screen: bool,
    /// The rules that mark points.
    pub rules: Rules,
}

impl Charts {
    /// Charts every series. `values` holds the series one after another, [`points`](Self::points) values each; one
    /// limit for each series and one set of flags for each value are written.
    ///
    /// The work is shared out over `threads`; the answer does not depend on how many there are.
    ///
    /// # Errors
    /// Columns whose lengths do not fit; a value that is infinite, or so large that its limits are.
    pub fn run(
        &self,
        values: &[f64],
        limits: &mut [SeriesLimits],
        flags: &mut [Flags],
        threads: NonZeroUsize,
    ) -> Result<(), Refusal> {
        let points = self.points.get();
        same_length("limits", values.len() / points, limits.len())?;
        same_length("values", limits.len() * points, values.len())?;
        same_length("flags", values.len(), flags.len())?;
        let share = limits.len().div_ceil(threads.get()).max(1);
        if share >= limits.len() {
            return self.run_here(values, limits, flags);
        }
        thread::scope(|scope| {
            let parts: Vec<_> = values
                .chunks(share * points)
                .zip(limits.chunks_mut(share))
                .zip(flags.chunks_mut(share * points))
                .map(|((values, limits), flags)| scope.spawn(move || self.run_here(values, limits, flags)))
                .collect();
            parts.into_iter().try_for_each(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }

    fn run_here(&self, values: &[f64], all: &mut [SeriesLimits], flags: &mut [Flags]) -> Result<(), Refusal> {
        let points = self.points.get();
        for ((series, found), flags) in values.chunks_exact(points).zip(all).zip(flags.chunks_exact_mut(points)) {
            *found = limits(series, self.screen);
            match found {
                Some(limits) if !(limits.upper - limits.lower).is_finite() => {
                    return Err(Refusal::NotFinite { what: "a limit of a series" });
                }
                Some(limits) => mark(series, limits, &self.rules, flags),
                None => flags.fill(Flags::NONE),
            }
        }
        Ok(())
    }
}
