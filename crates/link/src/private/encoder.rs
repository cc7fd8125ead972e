//! Fields to one keyed encoding.

use super::keyed::hmac;
use crate::random::Random;
use thiserror::Error;

/// What is wrong with the settings of an encoder.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PrivacyError {
    /// The key is too short to keep a secret.
    #[error("the key has {0} bytes; it needs at least 32 from a good source of chance")]
    ShortKey(usize),
    /// A setting is out of bounds.
    #[error("{0}")]
    Setting(&'static str),
}

/// A field that goes into the encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, part of what is hashed, so that equal letters of two fields set different bits.
    pub name: String,
    /// How many bits each letter pair sets: more for fields that tell more.
    pub bits_each: u32,
    /// Hash letters with their place as well: for dates and numbers.
    pub with_place: bool,
}

/// How encodings are hardened against attacks by frequency.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hardening {
    /// Fold the upper half of the bits onto the lower half (exclusive or).
    pub fold: bool,
    /// Flip each bit with this chance, 0 up to 0.5 (randomised response). The flips follow from the key and the record,
    /// so that a record has one encoding.
    pub flip: f64,
    /// Append the complement and mix all bits by the key, so that every encoding has the same number of bits.
    pub balance: bool,
}

/// Turns records into encodings under a key.
#[derive(Debug, Clone)]
pub struct Encoder {
    key: Vec<u8>,
    fields: Vec<Field>,
    bits: usize,
    hardening: Hardening,
}

impl Encoder {
    /// An encoder of so many bits (a multiple of 8, from 64 to 2,048; 1,024 is usual).
    ///
    /// # Errors
    /// [`PrivacyError`] when the key is short or a setting is out of bounds.
    pub fn new(key: &[u8], fields: Vec<Field>, bits: usize, hardening: Hardening) -> Result<Self, PrivacyError> {
        if key.len() < 32 {
            return Err(PrivacyError::ShortKey(key.len()));
        }
        if !(64..=2_048).contains(&bits) || !bits.is_multiple_of(8) {
            return Err(PrivacyError::Setting("the number of bits must be a multiple of 8 from 64 to 2048"));
        }
        if !(0.0..0.5).contains(&hardening.flip) {
            return Err(PrivacyError::Setting("the chance of a flip must be below a half"));
        }
        if fields.is_empty() || fields.iter().any(|field| !(1..=64).contains(&field.bits_each)) {
            return Err(PrivacyError::Setting("there must be fields, each setting 1 to 64 bits for a letter pair"));
        }
        Ok(Self { key: key.to_vec(), fields, bits, hardening })
    }

    /// The encoding of a record's values, one for each field, as hexadecimal digits; `None` when all are missing. Make
    /// the values comparable first: the encoding forgives slips, not different habits of writing.
    ///
    /// # Panics
    /// When there are not as many values as fields.
    #[must_use]
    pub fn encode(&self, values: &[Option<&str>]) -> Option<String> {
        assert_eq!(values.len(), self.fields.len(), "one value for each field");
        if values.iter().all(|value| value.is_none_or(str::is_empty)) {
            return None;
        }
        let mut filter = vec![false; self.bits];
        for (field, value) in self.fields.iter().zip(values) {
            for token in value.map(|value| tokens(value, field.with_place)).into_iter().flatten() {
                let digest = hmac(&self.key, &[field.name.as_bytes(), &[0x1f], token.as_bytes()]);
                let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|byte| digest[at + byte]));
                // Each token draws its own bits; steps of one size (double hashing) would give patterns away.
                let mut random = Random::new(number(0) ^ number(8).rotate_left(32) ^ number(16));
                for _ in 0..field.bits_each {
                    filter[random.below(self.bits as u64) as usize] = true;
                }
            }
        }
        Some(written(&self.harden(filter, values)))
    }

    /// A keyed word for blocking: equal exactly when the parts are. `None` when any is missing.
    #[must_use]
    pub fn blocking_key(&self, name: &str, parts: &[Option<&str>]) -> Option<String> {
        let mut message: Vec<&[u8]> = vec![b"blocking\x1f", name.as_bytes()];
        for part in parts {
            message.push(b"\x1f");
            message.push((*part)?.as_bytes());
        }
        let bits = |byte: &u8| -> [bool; 8] { std::array::from_fn(|at| byte >> (7 - at) & 1 == 1) };
        Some(written(hmac(&self.key, &message)[..12].iter().flat_map(bits).collect::<Vec<bool>>().as_slice()))
    }

    fn harden(&self, mut filter: Vec<bool>, values: &[Option<&str>]) -> Vec<bool> {
        if self.hardening.fold {
            let half = filter.len() / 2;
            filter = (0..half).map(|at| filter[at] != filter[at + half]).collect();
        }
        if self.hardening.flip > 0.0 {
            let mut message: Vec<&[u8]> = vec![b"flip"];
            for value in values {
                message.push(b"\x1f");
                message.push(value.unwrap_or_default().as_bytes());
            }
            let digest = hmac(&self.key, &message);
            let mut random = Random::new(u64::from_be_bytes(std::array::from_fn(|byte| digest[byte])));
            for bit in &mut filter {
                if random.share() < self.hardening.flip {
                    *bit = !*bit;
                }
            }
        }
        if self.hardening.balance {
            let complement: Vec<bool> = filter.iter().map(|bit| !bit).collect();
            filter.extend(complement);
            let digest = hmac(&self.key, &[b"order"]);
            let mut random = Random::new(u64::from_be_bytes(std::array::from_fn(|byte| digest[byte])));
            for at in (1..filter.len()).rev() {
                filter.swap(at, random.below(at as u64 + 1) as usize);
            }
        }
        filter
    }
}

/// Pairs of neighbouring letters with a blank before and after; or letters with their place.
fn tokens(value: &str, with_place: bool) -> Vec<String> {
    if with_place {
        return value.chars().enumerate().map(|(place, letter)| format!("{place}{letter}")).collect();
    }
    let padded: Vec<char> = std::iter::once(' ').chain(value.chars()).chain(std::iter::once(' ')).collect();
    padded.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn written(bits: &[bool]) -> String {
    let digit = |four: &[bool]| {
        let number = four.iter().fold(0_u32, |number, bit| number << 1 | u32::from(*bit));
        char::from_digit(number, 16).unwrap_or('0')
    };
    bits.chunks(4).map(digit).collect()
}
