//! Every distinct value once, known by a small number.

use crate::LinkError;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// The code of a missing value.
pub const MISSING: u32 = u32::MAX;

/// Distinct texts, each kept once and known by its code. One set of values serves all columns of the records, so that
/// a first name and a surname of the same spelling have the same code.
#[derive(Debug, Clone)]
pub struct Values {
    bytes: Vec<u8>,
    /// Where each value ends; it begins where the one before it ends.
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Default for Values {
    fn default() -> Self {
        Self { bytes: Vec::new(), ends: Vec::new(), table: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl Values {
    /// The code of a text, which is added when it is new.
    ///
    /// # Errors
    /// [`LinkError::TooMany`] beyond 4 GiB of distinct text.
    pub fn intern(&mut self, text: &str) -> Result<u32, LinkError> {
        let hash = self.hasher.hash_one(text.as_bytes());
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(&code) = self.table.find(hash, |&code| slice(bytes, ends, code) == text.as_bytes()) {
            return Ok(code);
        }
        let too_many = LinkError::TooMany { what: "bytes of distinct values", limit: u64::from(u32::MAX) };
        let end = u32::try_from(self.bytes.len() + text.len()).map_err(|_| too_many)?;
        let code = u32::try_from(self.ends.len())
            .ok()
            .filter(|&code| code != MISSING)
            .ok_or(LinkError::TooMany { what: "distinct values", limit: u64::from(MISSING) })?;
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(end);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, code, |&code| hasher.hash_one(slice(bytes, ends, code)));
        Ok(code)
    }

    /// The code of a text that is already known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text.as_bytes());
        self.table.find(hash, |&code| self.bytes_of(code) == text.as_bytes()).copied()
    }

    /// The bytes (UTF-8) of a value.
    ///
    /// # Panics
    /// When the code is [`MISSING`] or of other values.
    #[must_use]
    pub fn bytes_of(&self, code: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, code)
    }

    /// The text of a value; `None` when it is missing.
    #[must_use]
    pub fn text(&self, code: u32) -> Option<&str> {
        // The bytes came from a `&str`, so this never fails.
        (code != MISSING).then(|| std::str::from_utf8(self.bytes_of(code)).unwrap_or_default())
    }

    /// About how many bytes of memory they take.
    pub(super) fn memory_bytes(&self) -> usize {
        // A place in the table is a code and a byte of control.
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>() + self.table.capacity() * 5
    }

    /// How many distinct values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[inline]
fn slice<'a>(bytes: &'a [u8], ends: &[u32], code: u32) -> &'a [u8] {
    let index = code as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &bytes[start..ends[index] as usize]
}
