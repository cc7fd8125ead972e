//! Values made comparable. A valid value is not yet a right one: a check digit finds slips of the pen, not the wrong
//! person's number.

pub mod address;
pub mod date;
pub mod identifier;
pub mod name;
pub mod nickname;
pub mod phonetic;
pub mod postcode;
