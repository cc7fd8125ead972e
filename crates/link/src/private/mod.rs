//! Linkage between partners who may not share identifiers.
//!
//! Partners agree on an [`Encoding`] (a file without secrets) and on a key that whoever links never sees. Each turns its
//! records into Bloom filters of their letter pairs, keyed by HMAC, and into keyed words, and sends those alone. Filters of
//! like values have many bits in common, so the same engine links them by `bit_likeness`, with a model that
//! [`Encoding::model`] makes.
//!
//! A filter may hold one field (most accurate, easiest to attack), a group of fields, or all of a record's fields (a
//! cryptographic long-term key: Schnell, Bachteler and Reiher 2009 and 2011; hardest to attack, least accurate).
//! [`Hardening`] makes attacks harder at a cost in accuracy. An encoding is not anonymous: it is personal data for as long
//! as the key could be found.

pub mod attack;
mod encoder;
mod encoding;
mod error;
mod hardening;
mod keyed;
mod model;
mod tokens;

pub use encoder::{Encoder, TakeEncoded};
pub use encoding::{ENCODING_VERSION, Encoding, Field, Filter, Word, WordUse};
pub use error::PrivacyError;
pub use hardening::Hardening;
pub use tokens::Tokens;
