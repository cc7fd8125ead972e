//! Linkage between partners who may not share identifiers.
//!
//! Each partner turns a record's fields into one keyed encoding (a cryptographic long-term key: a Bloom filter of the
//! letter pairs of all fields) and sends that alone. Encodings of like records have many bits in common, so the same
//! engine links them by `bit_likeness`. An encoding is not anonymous: it is personal data for as long as the key could
//! be found, and the key never goes to whoever links.

mod encoder;
mod keyed;

pub use encoder::{Encoder, Field, Hardening, PrivacyError};
