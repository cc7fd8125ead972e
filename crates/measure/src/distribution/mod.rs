//! The distributions behind the intervals and limits: normal, gamma, Student, Poisson, binomial, negative binomial.
//!
//! Tail areas come from the incomplete gamma and beta functions, whose leading factor is Loader's saddle-point form,
//! so that nothing cancels at counts of 10⁹; quantiles are found by Newton steps kept inside a bracket. Held against
//! 45-digit arithmetic to 1e-13 for counts to 10⁴ (`tests/it/distribution.rs`).
//!
//! Each function is total: outside its domain it gives NaN, which the methods above it turn into a
//! [`Refusal`](crate::Refusal) before any reader sees it.
//!
//! Sources: C. Loader, *Fast and accurate computation of binomial probabilities* (2000); W. Gautschi, *A computational
//! procedure for incomplete gamma functions* (1979); A. Didonato and A. Morris, *Algorithm 708* (1992).

mod discrete;
mod gamma;
mod normal;
mod special;
mod student;

pub use discrete::{Binomial, NegativeBinomial, Poisson};
pub use gamma::{gamma_cdf, gamma_quantile};
pub use normal::{normal_cdf, normal_quantile};
pub use student::{student_quantile, student_upper_tail};

/// A probability, and the end from which it is counted. Small tails keep their precision only from their own end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tail {
    /// The area to the left.
    Lower(f64),
    /// The area to the right.
    Upper(f64),
}

impl Tail {
    /// Whether the probability lies strictly between 0 and 1.
    pub(crate) fn is_proper(self) -> bool {
        let (Self::Lower(p) | Self::Upper(p)) = self;
        p > 0.0 && p < 1.0
    }
}
