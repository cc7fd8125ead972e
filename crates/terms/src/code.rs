//! Codes of areas and bodies. An area is a stretch of land with dates; a body is an organisation
//! with powers. Many councils use their area's code, but a mayor, a waste authority or a trust has none.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Why a code was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The text is not nine characters: a country letter and eight digits.
    #[error("“{0}” is not an area code: it should be a letter and eight digits, such as E06000065")]
    Shape(String),
    /// A body code is empty, too long or holds characters that no scheme uses.
    #[error("“{0}” is not a code of a body: letters, digits and hyphens, 2 to 24 characters")]
    Body(String),
}

/// A GSS code: a country letter and eight digits (`E06000065`). It names an area; whether the area existed
/// on a given day is for the `place` room to say. The letter `X` marks a code of ours, for an area that is
/// decided but has no official code yet (`X06000001`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode([u8; 9]);

impl AreaCode {
    /// England as a whole.
    pub const ENGLAND: Self = Self(*b"E92000001");

    /// Reads a code. Letters are folded to upper case and surrounding white space is dropped.
    ///
    /// # Errors
    /// [`CodeError::Shape`] unless the text is one of `E W S N K L M J X` and eight digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(text.trim().as_bytes()).ok_or_else(|| CodeError::Shape(text.to_owned()))
    }

    /// As [`AreaCode::parse`] on trimmed bytes, without building a message: for long files.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut code: [u8; 9] = bytes.try_into().ok()?;
        code[0] = code[0].to_ascii_uppercase();
        let shape = matches!(code[0], b'E' | b'W' | b'S' | b'N' | b'K' | b'L' | b'M' | b'J' | b'X')
            && code[1..].iter().all(u8::is_ascii_digit);
        shape.then_some(Self(code))
    }

    /// The code as text.
    ///
    /// # Panics
    /// Never: a code holds only ASCII once it exists.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a code is ASCII")
    }

    /// The three-character entity prefix, such as `E06`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.as_str()[..3]
    }

    /// Whether the area is in England: an English code, or one of ours.
    #[must_use]
    pub fn is_english(&self) -> bool {
        matches!(self.0[0], b'E' | b'X')
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for AreaCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// A code of a body: its area's GSS code where it has one, else a code of ours such as `X-WDA-GM`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct BodyCode(String);

impl BodyCode {
    /// Reads a code of a body.
    ///
    /// # Errors
    /// [`CodeError::Body`] unless the text is 2 to 24 letters, digits and hyphens.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let shape =
            (2..=24).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if shape { Ok(Self(text.to_ascii_uppercase())) } else { Err(CodeError::Body(text.to_owned())) }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The area code, where the body uses one.
    #[must_use]
    pub fn area(&self) -> Option<AreaCode> {
        AreaCode::from_bytes(self.0.as_bytes())
    }
}

impl From<AreaCode> for BodyCode {
    fn from(code: AreaCode) -> Self {
        Self(code.as_str().to_owned())
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for BodyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for BodyCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for BodyCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_folded_and_trimmed() {
        assert_eq!(AreaCode::parse(" e06000065 ").unwrap().as_str(), "E06000065");
        assert_eq!(AreaCode::parse("E06000065").unwrap().prefix(), "E06");
    }

    #[test]
    fn two_codes_in_one_cell_are_no_code() {
        assert!(AreaCode::parse("E06000061 / E06000062").is_err());
        assert!(AreaCode::parse("E0600006").is_err());
        assert!(AreaCode::parse("E06").is_err());
        assert!(AreaCode::parse("").is_err());
        assert!(AreaCode::parse("É06000065").is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_parses_to_itself(text in "[EWSNKLMJX][0-9]{8}") {
            let code = AreaCode::parse(&text).unwrap();
            prop_assert_eq!(AreaCode::parse(&code.to_string()).unwrap(), code);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = AreaCode::parse(&text);
            let _ = BodyCode::parse(&text);
        }
    }
}
