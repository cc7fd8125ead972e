//! Chance that follows from a seed: the same seed gives the same draws on every machine.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

/// A stream of draws, decided by the seed of the place, the block of households and what the draws are for. Streams of
/// their own for lives and for errors keep the lives of a place the same when only the way of recording them changes.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64, block: u64, purpose: u64) -> Self {
        let mixed = mix(seed ^ mix(block.wrapping_mul(0xA24B_AED4_963E_E407) ^ mix(purpose)));
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// An even draw from 0 up to, not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// An even draw from 0 up to, not including, a limit; 0 if the limit is 0 (multiply and shift).
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * limit as u128;
        (wide >> 64) as usize
    }

    /// An even draw between two whole numbers, both possible.
    pub(crate) fn between(&mut self, least: i32, most: i32) -> i32 {
        least + self.below((most - least + 1).max(1) as usize) as i32
    }

    /// One of several, each as likely.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A place in a list of running totals, each as likely as its own part of the whole.
    pub(crate) fn weighted(&mut self, running: &[f64]) -> usize {
        let whole = running.last().copied().unwrap_or(0.0);
        let drawn = self.share() * whole;
        running.partition_point(|&total| total <= drawn).min(running.len().saturating_sub(1))
    }

    /// A waiting time of mean 1.
    pub(crate) fn exponential(&mut self) -> f64 {
        -libm::log(1.0 - self.share())
    }

    /// Puts a list into an order that tells nothing.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// Spreads a number over all 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014).
pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A one-to-one rearrangement of the numbers below a size, so that numbers given out tell nothing of their order: four
/// rounds of a Feistel network over the next power of four, walked until the number lies below the size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rearranged {
    size: u64,
    half: u32,
    keys: [u64; 4],
}

impl Rearranged {
    pub(crate) fn new(size: u64, seed: u64) -> Self {
        let size = size.max(1);
        let bits = u64::BITS - (size - 1).leading_zeros();
        let keys = std::array::from_fn(|round| mix(seed ^ mix(round as u64 + 1)));
        Self { size, half: bits.div_ceil(2).max(1), keys }
    }

    fn spread(self, part: u64, key: u64) -> u64 {
        mix(part ^ key) & ((1 << self.half) - 1)
    }

    fn halves(self, number: u64) -> (u64, u64) {
        (number >> self.half, number & ((1 << self.half) - 1))
    }

    /// Where a number below the size goes.
    pub(crate) fn of(self, number: u64) -> u64 {
        debug_assert!(number < self.size, "{number} is not below {}", self.size);
        let mut number = number;
        loop {
            let (mut left, mut right) = self.halves(number);
            for key in self.keys {
                (left, right) = (right, left ^ self.spread(right, key));
            }
            number = left << self.half | right;
            if number < self.size {
                return number;
            }
        }
    }

    /// Where a number came from.
    pub(crate) fn back(self, number: u64) -> u64 {
        let mut number = number;
        loop {
            let (mut left, mut right) = self.halves(number);
            for key in self.keys.into_iter().rev() {
                (left, right) = (right ^ self.spread(left, key), left);
            }
            number = left << self.half | right;
            if number < self.size {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rearranging_loses_and_doubles_nothing() {
        for size in [1, 2, 7, 16, 1000, 8191] {
            let order = Rearranged::new(size, 9);
            let mut seen: Vec<u64> = (0..size).map(|number| order.of(number)).collect();
            seen.sort_unstable();
            assert!(seen.iter().copied().eq(0..size), "{size}");
            assert!((0..size).all(|number| order.back(order.of(number)) == number), "{size}");
        }
    }

    #[test]
    fn draws_follow_from_seed_block_and_purpose_alone() {
        let draw = |seed, block, purpose| Dice::new(seed, block, purpose).below(1 << 40);
        assert_eq!(draw(1, 2, 3), draw(1, 2, 3));
        assert!(draw(1, 2, 3) != draw(1, 2, 4) && draw(1, 2, 3) != draw(1, 3, 3) && draw(1, 2, 3) != draw(2, 2, 3));
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(1, 0, 0);
        let mut counts = [0usize; 3];
        for _ in 0..60_000 {
            counts[dice.weighted(&[1.0, 1.0, 4.0])] += 1;
        }
        assert!(counts[0].abs_diff(15_000) < 500 && counts[1] == 0 && counts[2].abs_diff(45_000) < 500, "{counts:?}");
    }
}
