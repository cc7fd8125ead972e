//! How far two reviewers agree beyond chance, with its standard error.

use super::judgement::{Judgement, Verdict};
use std::collections::BTreeMap;

/// What two reviewers said of the pairs that both have looked at: how often the one said the row and the other the
/// column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AgreementTable {
    /// Counts by verdict of the one and of the other, each in the order match, apart, unsure.
    pub counts: [[u64; 3]; 3],
}

fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Match => 0,
        Verdict::Apart => 1,
        Verdict::Unsure => 2,
    }
}

impl AgreementTable {
    /// The table of two reviewers. The last word of each on a pair counts.
    #[must_use]
    pub fn of(judgements: &[Judgement], one: &str, other: &str) -> Self {
        let of = |reviewer: &str| -> BTreeMap<(u32, u32), Verdict> {
            let own = judgements.iter().filter(|each| each.reviewer == reviewer);
            own.map(|each| ((each.left.min(each.right), each.left.max(each.right)), each.verdict)).collect()
        };
        let (first, second) = (of(one), of(other));
        let mut table = Self::default();
        for (pair, verdict) in &first {
            if let Some(other) = second.get(pair) {
                table.counts[place(*verdict)][place(*other)] += 1;
            }
        }
        table
    }

    /// Pairs that both have looked at.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Pairs of which both said the same.
    #[must_use]
    pub fn same(&self) -> u64 {
        (0..3).map(|at| self.counts[at][at]).sum()
    }

    /// Cohen's kappa: agreement beyond chance, 1 for full agreement, 0 for none beyond chance. Nothing when there is no
    /// pair, or when both said one and the same word of every pair, so that chance alone would agree as far.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let table = self.shares()?;
        let (observed, by_chance) = table.agreement();
        (by_chance < 1.0).then(|| (observed - by_chance) / (1.0 - by_chance))
    }

    /// The large-sample standard error of kappa (Fleiss, Cohen and Everitt 1969). Nothing where there is no kappa, and
    /// where the two never differed: the formula would call a handful of pairs certain.
    #[must_use]
    pub fn kappa_error(&self) -> Option<f64> {
        if self.same() == self.pairs() {
            return None;
        }
        let table = self.shares()?;
        let (observed, by_chance) = table.agreement();
        if by_chance >= 1.0 {
            return None;
        }
        let beyond = 1.0 - by_chance;
        let mut sum = 0.0;
        for (row, shares) in table.cells.iter().enumerate() {
            for (column, share) in shares.iter().enumerate() {
                if row == column {
                    sum += share * (beyond - (table.rows[row] + table.columns[row]) * (1.0 - observed)).powi(2);
                } else {
                    sum += share * (1.0 - observed).powi(2) * (table.columns[row] + table.rows[column]).powi(2);
                }
            }
        }
        sum -= (observed * by_chance - 2.0 * by_chance + observed).powi(2);
        let error = (sum.max(0.0) / self.pairs() as f64).sqrt() / beyond.powi(2);
        (error > 0.0).then_some(error)
    }

    fn shares(&self) -> Option<Shares> {
        let all = self.pairs();
        if all == 0 {
            return None;
        }
        let mut shares = Shares { cells: [[0.0; 3]; 3], rows: [0.0; 3], columns: [0.0; 3] };
        for (row, counts) in self.counts.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                let share = count as f64 / all as f64;
                shares.cells[row][column] = share;
                shares.rows[row] += share;
                shares.columns[column] += share;
            }
        }
        Some(shares)
    }
}

struct Shares {
    cells: [[f64; 3]; 3],
    rows: [f64; 3],
    columns: [f64; 3],
}

impl Shares {
    /// The share of agreement that was seen, and that chance would give.
    fn agreement(&self) -> (f64, f64) {
        let observed = (0..3).map(|at| self.cells[at][at]).sum();
        let by_chance = (0..3).map(|at| self.rows[at] * self.columns[at]).sum();
        (observed, by_chance)
    }
}
