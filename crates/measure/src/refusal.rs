//! Why a method will not answer.

/// A stated refusal: the numbers do not allow an honest answer, and this says why.
///
/// Every method of this crate gives either finite numbers or one of these, never NaN, infinity or a panic.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A number is NaN or infinite.
    #[error("{what} is not a finite number")]
    NotFinite {
        /// Which number.
        what: &'static str,
    },
    /// A number lies outside what the method is defined for.
    #[error("{what} is {value}: it must be {must_be}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// The number given.
        value: f64,
        /// What would be accepted.
        must_be: &'static str,
    },
    /// There is nothing to divide by.
    #[error("{what} is zero: there is nothing to divide by")]
    ZeroDenominator {
        /// Which number.
        what: &'static str,
    },
    /// A part is larger than its whole.
    #[error("{part} out of {whole}: a part cannot be more than its whole")]
    NumeratorAboveDenominator {
        /// The part.
        part: f64,
        /// The whole.
        whole: f64,
    },
    /// There are fewer values than the method needs.
    #[error("{found} {what}: at least {needed} are needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many there must be.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// The events are fewer than the publication rule asks for.
    #[error("{events} events: fewer than {minimum}, too few for this measure")]
    TooFewEvents {
        /// The events.
        events: f64,
        /// The rule.
        minimum: f64,
    },
    /// The population is not above the size that the publication rule asks for.
    #[error("a population of {population} is not more than {threshold}: too small for this measure")]
    PopulationTooSmall {
        /// The population.
        population: f64,
        /// The rule.
        threshold: f64,
    },
    /// The interval is too wide to say anything.
    #[error("the interval is {width} wide, more than {widest}: it says too little")]
    TooUncertain {
        /// The width of the interval.
        width: f64,
        /// The rule.
        widest: f64,
    },
    /// Columns that belong together differ in length.
    #[error("{what}: {found} values beside {expected}")]
    UnequalLengths {
        /// Which column.
        what: &'static str,
        /// The length of the first column.
        expected: usize,
        /// The length of this one.
        found: usize,
    },
    /// All values are the same, so there is no spread to measure by.
    #[error("{what} does not vary: there is no spread to measure by")]
    NoVariation {
        /// Which values.
        what: &'static str,
    },
    /// Two values claim the same period.
    #[error("two values claim the same period (positions {first} and {second})")]
    DuplicatePeriod {
        /// The place of the first, from 0.
        first: usize,
        /// The place of the second, from 0.
        second: usize,
    },
    /// A value that the method cannot do without is missing or withheld.
    #[error("{what} is missing or withheld: missing is not zero")]
    Missing {
        /// Which value.
        what: &'static str,
    },
    /// Nobody reaches this age in the life table.
    #[error("nobody in the life table reaches this age")]
    NoSurvivors,
    /// The fit did not settle.
    #[error("the model did not settle after {rounds} rounds")]
    NotSettled {
        /// How many rounds were tried.
        rounds: usize,
    },
}

/// The number itself if it is finite.
pub(crate) fn finite(what: &'static str, value: f64) -> Result<f64, Refusal> {
    if value.is_finite() { Ok(value) } else { Err(Refusal::NotFinite { what }) }
}

/// The number itself if it is finite and not below zero.
pub(crate) fn not_negative(what: &'static str, value: f64) -> Result<f64, Refusal> {
    finite(what, value)?;
    if value < 0.0 { Err(Refusal::OutOfRange { what, value, must_be: "zero or more" }) } else { Ok(value) }
}

/// The number itself if it is finite and above zero; zero is refused as a denominator.
pub(crate) fn positive(what: &'static str, value: f64) -> Result<f64, Refusal> {
    not_negative(what, value)?;
    if value == 0.0 { Err(Refusal::ZeroDenominator { what }) } else { Ok(value) }
}

/// A chance strictly between 0 and 1.
pub(crate) fn chance(what: &'static str, value: f64) -> Result<f64, Refusal> {
    finite(what, value)?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(Refusal::OutOfRange { what, value, must_be: "strictly between 0 and 1" })
    }
}

/// Nothing, if a column is as long as the first one.
pub(crate) fn same_length(what: &'static str, expected: usize, found: usize) -> Result<(), Refusal> {
    if expected == found { Ok(()) } else { Err(Refusal::UnequalLengths { what, expected, found }) }
}

/// The result of a calculation, refused where it left the range of floating-point numbers.
pub(crate) fn representable(value: f64) -> Result<f64, Refusal> {
    finite("the result", value)
}
