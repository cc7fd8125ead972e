//! Chance with a seed: the same seed gives the same draws on every machine.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

/// A stream of draws that its seed decides. For bootstraps and simulations; never for secrets.
#[derive(Debug, Clone)]
pub struct Seeded {
    random: Xoshiro256PlusPlus,
}

impl Seeded {
    /// A stream.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { random: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    /// An even draw from 0 up to, not including, a limit; 0 if the limit is 0. Multiply and shift: no number is more
    /// likely than another by more than limit ÷ 2⁶⁴.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.random.next_u64()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// An even draw from the open interval 0 to 1.
    pub fn share(&mut self) -> f64 {
        ((self.random.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
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

    #[test]
    fn a_seed_decides_every_draw() {
        let draw = |seed| (0..5).map(move |_| seed).scan(Seeded::new(seed), |stream, _| Some(stream.share().to_bits()));
        assert!(draw(3).eq(draw(3)) && !draw(3).eq(draw(4)));
    }
}
