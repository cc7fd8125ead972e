//! Numbers and moments as both databases keep them: signed 64-bit whole numbers, checked on their way in and out.

use crate::error::Error;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

/// A moment in nanoseconds since 1970: exact, and in order. From the year 1678 to 2262.
pub(crate) fn moment_in(moment: Timestamp, what: &'static str) -> Result<i64, Error> {
    i64::try_from(moment.as_nanosecond()).map_err(|_| Error::OutOfRange { what })
}

/// The moment so many nanoseconds after 1970.
pub(crate) fn moment_out(nanoseconds: i64, what: &'static str) -> Result<Timestamp, Error> {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).map_err(Error::unreadable(what))
}

/// A count or size as it is kept.
pub(crate) fn count_in(count: u64, what: &'static str) -> Result<i64, Error> {
    i64::try_from(count).map_err(|_| Error::OutOfRange { what })
}

/// A count, size or number as it was kept.
pub(crate) fn count_out<N: TryFrom<i64>>(count: i64, what: &'static str) -> Result<N, Error>
where
    N::Error: std::error::Error + Send + Sync + 'static,
{
    N::try_from(count).map_err(Error::unreadable(what))
}

/// A text that stands in a column of its own, which in PostgreSQL cannot hold U+0000.
pub(crate) fn text_in(text: &str, what: &'static str) -> Result<String, Error> {
    if text.contains('\0') { Err(Error::NulCharacter { what }) } else { Ok(text.to_owned()) }
}

/// A nested value as JSON, which escapes whatever a text cannot hold.
pub(crate) fn json_in<T: Serialize>(value: &T, what: &'static str) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::unreadable(what))
}

/// A nested value as it was kept.
pub(crate) fn json_out<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(Error::unreadable(what))
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_is_kept_exactly(nanoseconds in any::<i64>()) {
            let moment = moment_out(nanoseconds, "a moment").unwrap();
            prop_assert_eq!(moment_in(moment, "a moment").unwrap(), nanoseconds);
        }

        #[test]
        fn moments_keep_their_order(one in any::<i64>(), other in any::<i64>()) {
            let moments = moment_out(one, "one").unwrap().cmp(&moment_out(other, "other").unwrap());
            prop_assert_eq!(moments, one.cmp(&other));
        }

        #[test]
        fn a_number_is_kept_or_refused(count in any::<u64>()) {
            match count_in(count, "a count") {
                Ok(kept) => prop_assert_eq!(count_out::<u64>(kept, "a count").unwrap(), count),
                Err(_) => prop_assert!(count > i64::MAX.unsigned_abs()),
            }
        }
    }

    #[test]
    fn bytes_are_two_digits_each() {
        assert_eq!(hexadecimal(&[0x00, 0x0f, 0xa9, 0xff]), "000fa9ff");
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        assert!(moment_in(Timestamp::MAX, "the moment").is_err());
        assert!(count_out::<u32>(-1, "the number").is_err());
        assert!(count_out::<u32>(i64::from(u32::MAX) + 1, "the number").is_err());
        assert!(text_in("a\0b", "the text").is_err());
    }
}
