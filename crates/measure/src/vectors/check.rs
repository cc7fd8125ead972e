//! Comparing what is with what should be.

use crate::refusal::Refusal;

/// How near a number must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tolerance {
    /// `|got − expected| ≤ t · |expected|`; absolute at an expected zero.
    Relative(f64),
    /// `|got − expected| ≤ t · max(1, |expected|)`: for values that may be zero.
    Absolute(f64),
    /// `|got − expected| ≤ t · scale`: for values that are small against what they are made of.
    Scaled(f64, f64),
}

impl Tolerance {
    /// (error, bound)
    fn measure(self, got: f64, expected: f64) -> (f64, f64) {
        let difference = (got - expected).abs();
        match self {
            Self::Relative(t) if expected == 0.0 => (difference, t),
            Self::Relative(t) => (difference / expected.abs(), t),
            Self::Absolute(t) => (difference / expected.abs().max(1.0), t),
            Self::Scaled(t, scale) => (difference / scale.abs().max(f64::MIN_POSITIVE), t),
        }
    }
}

/// The comparisons of one case.
#[derive(Debug, Default)]
pub(super) struct Check {
    comparisons: usize,
    failed: usize,
    first: Option<String>,
    largest_error: f64,
}

impl Check {
    pub(super) fn comparisons(&self) -> usize {
        self.comparisons
    }

    pub(super) fn largest_error(&self) -> f64 {
        self.largest_error
    }

    /// What differed first, and how many more did.
    pub(super) fn into_failure(self) -> Option<String> {
        let more = self.failed.saturating_sub(1);
        self.first.map(|first| if more == 0 { first } else { format!("{first} (and {more} more)") })
    }

    pub(super) fn fail(&mut self, what: String) {
        self.failed += 1;
        self.first.get_or_insert(what);
    }

    /// Compares two numbers.
    pub(super) fn number(&mut self, what: &str, got: f64, expected: f64, tolerance: Tolerance) {
        self.comparisons += 1;
        let (error, bound) = tolerance.measure(got, expected);
        if error.is_nan() || error > bound {
            self.fail(format!(
                "{what}: {got:e} where {expected:e} is expected (error {error:.1e}, allowed {bound:.1e})"
            ));
        }
        if !error.is_nan() {
            self.largest_error = self.largest_error.max(error);
        }
    }

    /// Compares two numbers that may both be absent: what the peer withholds, or gives as NaN or infinity, must be
    /// refused here.
    pub(super) fn maybe(&mut self, what: &str, got: Option<f64>, expected: Option<f64>, tolerance: Tolerance) {
        match (got, expected) {
            (Some(got), Some(expected)) => self.number(what, got, expected, tolerance),
            (None, None) => self.comparisons += 1,
            (Some(got), None) => {
                self.comparisons += 1;
                self.fail(format!("{what}: {got:e} where no number is expected"));
            }
            (None, Some(expected)) => {
                self.comparisons += 1;
                self.fail(format!("{what}: refused where {expected:e} is expected"));
            }
        }
    }

    /// Compares two things that must be the same.
    #[expect(clippy::needless_pass_by_value, reason = "what is compared is small and made on the spot")]
    pub(super) fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, expected: T) {
        self.comparisons += 1;
        if got != expected {
            self.fail(format!("{what}: {got:?} where {expected:?} is expected"));
        }
    }

    /// Holds that something is refused.
    pub(super) fn refused<T>(&mut self, what: &str, got: &Result<T, Refusal>) {
        self.comparisons += 1;
        if got.is_ok() {
            self.fail(format!("{what}: answered where a refusal is expected"));
        }
    }
}
