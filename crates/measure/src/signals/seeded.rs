//! Chance with a seed: the same seed gives the same draws on every machine.
//!
//! SplitMix64 (Steele, Lea and Flood, 2014): quick, and good enough for bootstraps and simulations; not for secrets.

/// A stream of draws that its seed decides.
#[derive(Debug, Clone)]
pub struct Seeded {
    state: u64,
}

impl Seeded {
    /// A stream.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Sixty-four random bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An even draw from 0 up to, not including, a limit; 0 if the limit is 0. Multiply-shift: the bias is below
    /// limit ÷ 2⁶⁴.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.bits()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// An even draw from the open interval 0 to 1.
    pub fn share(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// A draw from the normal distribution of mean 0 and standard deviation 1 (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_draws_are_those_of_the_published_generator() {
        let mut stream = Seeded::new(1_234_567);
        assert_eq!(stream.bits(), 6_457_827_717_110_365_317);
        assert_eq!(stream.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_are_even_and_normal_enough() {
        let mut stream = Seeded::new(7);
        let counts = (0..60_000).fold([0usize; 6], |mut counts, _| {
            counts[stream.below(6)] += 1;
            counts
        });
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 400), "{counts:?}");
        let draws: Vec<f64> = (0..60_000).map(|_| stream.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 60_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 60_000.0;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }
}
