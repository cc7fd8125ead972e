//! Judgements and designs with which the tests of this folder work.

use super::task::{Basis, DesignBand, DesignPair, ReviewDesign, ReviewJudgement, Verdict};
use crate::{Actor, Role};
use jiff::Timestamp;

/// A blind judgement.
pub fn judgement(number: u32, pair: u32, person: &str, verdict: Verdict) -> ReviewJudgement {
    ReviewJudgement {
        number,
        pair,
        by: Actor { person: person.to_owned(), role: Role::Reviewer, ..Actor::local_administrator("a test") },
        verdict,
        note: String::new(),
        basis: Basis::Blind,
        at: Timestamp::UNIX_EPOCH,
        weight_seen_at: None,
        withdrawn_at: None,
    }
}

/// A sample from two bands, below a weight of 0 and from it on: band, what each pair stands for, and its weight.
pub fn design(pairs: &[(u32, f64, f64)]) -> ReviewDesign {
    let count = |band: u32| pairs.iter().filter(|pair| pair.0 == band).count() as u64 * 1_000;
    ReviewDesign {
        bands: vec![
            DesignBand { from: None, to: Some(0.0), pairs: count(0) },
            DesignBand { from: Some(0.0), to: None, pairs: count(1) },
        ],
        pairs: pairs.iter().map(|&(band, stands_for, weight)| DesignPair { band, stands_for, weight }).collect(),
        threshold: Some(0.0),
        clusters: 0,
        has_model: false,
    }
}
