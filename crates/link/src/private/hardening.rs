//! What makes encodings harder to attack, and what it does to their likeness.
//!
//! An attacker who knows how usual names are can guess which name a frequent bit pattern stands for, and from it which bits
//! stand for which letter pairs. Folding (Schnell and Borgs 2016), rule 90 (Schnell and Borgs 2016) and diffusion
//! (Armknecht, Heng and Schnell 2023) hide which letter pair set a bit; flipping (Schnell and Borgs 2016, after Warner's
//! randomised response) gives records of one name different patterns; balance (Kaiser and Schnell 2017) hides how long
//! values are. A salt (Niedermeyer et al. 2014) belongs to a filter: under it, one name has another pattern for each value
//! of another field.

use super::PrivacyError;
use super::keyed::Keyed;
use crate::random::Random;
use serde::{Deserialize, Serialize};

/// The steps, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hardening {
    /// Fold the upper half of the bits onto the lower half (exclusive or).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fold: bool,
    /// Make every bit the exclusive or of its two neighbours (Wolfram's rule 90), round the end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rule_90: bool,
    /// Make every bit the exclusive or of so many bits that the key chooses; 0 for none.
    #[serde(skip_serializing_if = "is_none")]
    pub diffuse: u32,
    /// Flip each bit with this chance, 0 up to 0.5 (randomised response). The flips follow from the key and all that the
    /// record holds, so that a record has one encoding, and two records of one name have different ones.
    #[serde(skip_serializing_if = "is_never")]
    pub flip: f64,
    /// Append the complement and mix all bits by the key, so that every encoding has as many ones as noughts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub balance: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_never(chance: &f64) -> bool {
    *chance == 0.0
}

/// The most bits that diffusion takes together: with more, one wrong bit spreads over the whole encoding.
const MOST_DIFFUSED: u32 = 16;

impl Hardening {
    pub(super) fn check(&self) -> Result<(), PrivacyError> {
        if !(0.0..0.5).contains(&self.flip) {
            return Err(PrivacyError::Encoding("`flip` is a chance from 0 up to, and below, a half".to_owned()));
        }
        if self.diffuse == 1 || self.diffuse > MOST_DIFFUSED {
            return Err(PrivacyError::Encoding(format!("`diffuse` is 0 or a number from 2 to {MOST_DIFFUSED}")));
        }
        Ok(())
    }

    /// How many bits an encoding of so many has in the end.
    #[must_use]
    pub fn bits(&self, bits: usize) -> usize {
        let folded = if self.fold { bits / 2 } else { bits };
        if self.balance { folded * 2 } else { folded }
    }

    /// Whether equal values have equal encodings.
    #[must_use]
    pub fn keeps_equality(&self) -> bool {
        self.flip == 0.0
    }

    /// Takes the steps. `named` tells filters apart, `record` is all that the record holds.
    pub(super) fn apply(&self, mut filter: Vec<bool>, keyed: &Keyed, named: &str, record: &[&[u8]]) -> Vec<bool> {
        if self.fold {
            let half = filter.len() / 2;
            filter = (0..half).map(|at| filter[at] != filter[at + half]).collect();
        }
        if self.rule_90 {
            let count = filter.len();
            filter = (0..count).map(|at| filter[(at + count - 1) % count] != filter[(at + 1) % count]).collect();
        }
        if self.diffuse > 0 {
            let mut random = keyed.random(&[b"diffuse\x1f", named.as_bytes()]);
            filter = (0..filter.len()).map(|_| odd(&filter, self.diffuse as usize, &mut random)).collect();
        }
        if self.flip > 0.0 {
            let mut message: Vec<&[u8]> = vec![b"flip\x1f", named.as_bytes()];
            message.extend(record.iter().flat_map(|value| [b"\x1f".as_slice(), value]));
            let mut random = keyed.random(&message);
            for bit in &mut filter {
                if random.share() < self.flip {
                    *bit = !*bit;
                }
            }
        }
        if self.balance {
            let complement: Vec<bool> = filter.iter().map(|bit| !bit).collect();
            filter.extend(complement);
            let mut random = keyed.random(&[b"order\x1f", named.as_bytes()]);
            for at in (1..filter.len()).rev() {
                filter.swap(at, random.below(at as u64 + 1) as usize);
            }
        }
        filter
    }

    /// What becomes of two encodings of which a share `ones` of the bits is set and a share `apart` differs: the same two
    /// shares after the steps, in the mean. For an exclusive or of *t* bits, 1 − 2p becomes (1 − 2p)ᵗ; flips with chance
    /// *f* multiply 1 − 2·ones by 1 − 2f and 1 − 2·apart by its square.
    #[must_use]
    pub fn expected(&self, ones: f64, apart: f64) -> (f64, f64) {
        let together = |share: f64, bits: i32| (1.0 - (1.0 - 2.0 * share).powi(bits)) / 2.0;
        let mut shares = (ones, apart);
        for bits in [if self.fold { 2 } else { 1 }, if self.rule_90 { 2 } else { 1 }, self.diffuse.max(1).cast_signed()]
        {
            shares = (together(shares.0, bits), together(shares.1, bits));
        }
        let kept = 1.0 - 2.0 * self.flip;
        let flipped = |share: f64, times: i32| (1.0 - (1.0 - 2.0 * share) * kept.powi(times)) / 2.0;
        shares = (flipped(shares.0, 1), flipped(shares.1, 2));
        if self.balance { (0.5, shares.1) } else { shares }
    }
}

/// Whether an odd number of so many different bits is set, chosen at random.
fn odd(filter: &[bool], count: usize, random: &mut Random) -> bool {
    let mut chosen: Vec<usize> = Vec::with_capacity(count);
    while chosen.len() < count {
        let at = random.below(filter.len() as u64) as usize;
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    chosen.into_iter().fold(false, |odd, at| odd != filter[at])
}
