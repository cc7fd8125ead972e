//! The chance that two records taken at random are of one person.

use super::maximise::Outcome;
use super::session::Session;
use crate::model::Between;
use crate::progress::tell;
use crate::score::{Batch, Linkage};
use crate::{LinkError, Progress, Stage, parallel};

impl Linkage {
    /// How many pairs there are among which matches are sought.
    pub(crate) fn possible_pairs(&self) -> f64 {
        let pairs = |count: f64| count * (count - 1.0) / 2.0;
        let all = pairs(self.records.len() as f64);
        if self.model.between == Between::All {
            return all;
        }
        let mut of_source = vec![0_u64; self.records.source_names().len()];
        for record in 0..self.records.len() as u32 {
            of_source[self.records.source(record) as usize] += 1;
        }
        all - of_source.into_iter().map(|count| pairs(count as f64)).sum::<f64>()
    }

    /// How many different pairs the certain rules find.
    pub(super) fn count_certain(&mut self, progress: &dyn Progress) -> Result<u64, LinkError> {
        if self.certain.is_empty() {
            return Ok(0);
        }
        let rules = self.certain.clone();
        let blocks = self.index_of(&rules)?;
        let chunks = blocks.chunks();
        let this = &*self;
        let mut found = 0;
        parallel::in_order(
            this.threads,
            chunks.len(),
            || Batch::new(this),
            |batch, index| {
                let mut count = 0_u64;
                let mut compare = |batch: &mut Batch| {
                    batch.begin();
                    this.keep_first(&blocks, chunks[index].rule, batch);
                    count += batch.open.len() as u64;
                    batch.pairs.clear();
                };
                batch.pairs.clear();
                blocks.raw_pairs(&chunks[index], &mut |left, right| {
                    if this.may_match(left, right) && batch.push(left, right) {
                        compare(batch);
                    }
                });
                compare(batch);
                Ok(count)
            },
            |_, count| {
                found += count;
                Ok(())
            },
        )?;
        tell(progress, Stage::Chance, 0, 0)?;
        Ok(found)
    }

    /// The prior: given, or by the certain rules and their recall, or else by what the sessions saw.
    pub(super) fn estimate_prior(
        &self,
        certain: u64,
        possible: f64,
        sessions: &[Session],
        outcomes: &[Outcome],
    ) -> f64 {
        let recall = self.model.training.recall.max(0.01);
        let matches = if self.certain.is_empty() {
            if let Some(given) = self.model.prior {
                return given;
            }
            let seen = sessions.iter().zip(outcomes).map(|(session, outcome)| session.pairs as f64 * outcome.share);
            seen.fold(0.0, f64::max)
        } else {
            certain as f64
        };
        (matches / recall / possible).clamp(0.5 / possible, 0.5)
    }
}
