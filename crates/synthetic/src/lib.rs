#![doc = include_str!("../README.md")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "people, records and days of a block are counted in 32 bits, and a block that outgrows its numbers is refused \
              (`SyntheticError::BlockFull`)"
)]

pub mod catalogue;
pub mod csv;
mod day;
mod geography;
mod identifiers;
mod life;
mod names;
mod needs;
mod parallel;
mod place;
mod random;
mod rates;
pub mod readme;
mod services;
pub mod table;
mod truth;
mod world;

pub use day::Day;
pub use geography::{Body, COUNTY, DISTRICTS, District};
pub use names::Community;
pub use needs::{EFFECTS, Effect};
pub use place::{Block, Place};
pub use rates::{PEOPLE_BY_AGE, RATES, Rate, deprivation, female_share, fertility, mortality};
pub use services::{PROFILES, Profile};
pub use world::{MOST, MOST_YEARS, Setting, SyntheticError};
