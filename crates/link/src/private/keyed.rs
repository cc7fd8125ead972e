//! Keyed hashing (HMAC, RFC 2104) over SHA-256.

use crate::random::Random;
use sha2::{Digest, Sha256};

const BLOCK_BYTES: usize = 64;

/// A key made ready: what the key alone decides is worked out once.
#[derive(Clone)]
pub(super) struct Keyed {
    inner: Sha256,
    outer: Sha256,
}

/// A key is never shown.
impl std::fmt::Debug for Keyed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyed")
    }
}

impl Keyed {
    pub(super) fn new(key: &[u8]) -> Self {
        let mut block = [0_u8; BLOCK_BYTES];
        if key.len() > BLOCK_BYTES {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let begun = |with: u8| Sha256::new_with_prefix(block.map(|byte| byte ^ with));
        Self { inner: begun(0x36), outer: begun(0x5c) }
    }

    /// HMAC-SHA-256 of a message.
    pub(super) fn hash(&self, message: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        for part in message {
            inner.update(part);
        }
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        outer.finalize().into()
    }

    /// Numbers that look random and follow from the key and a message.
    pub(super) fn random(&self, message: &[&[u8]]) -> Random {
        let digest = self.hash(message);
        let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|byte| digest[at + byte]));
        Random::new(number(0) ^ number(8).rotate_left(32) ^ number(16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hexadecimal(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a text takes more text");
            text
        })
    }

    #[test]
    fn published_examples_of_rfc_4231() {
        assert_eq!(
            hexadecimal(&Keyed::new(b"Jefe").hash(&[b"what do ya want ", b"for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hexadecimal(&Keyed::new(&[0xaa; 131]).hash(&[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
