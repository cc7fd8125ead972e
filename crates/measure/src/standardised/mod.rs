//! Rates made comparable between populations of different ages.

mod direct;
mod indirect;

pub use direct::{
    AgeGroup, DirectRate, LEAST_EVENTS, RepeatedEvents, directly_standardised_rate,
    directly_standardised_rate_of_people,
};
pub use indirect::{IndirectGroup, IndirectRate, indirectly_standardised_rate, indirectly_standardised_ratio};
