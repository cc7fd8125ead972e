//! What the senders call their records.

use std::cmp::Ordering;
use std::fmt;

/// The name of one record, as its sender wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordId<'a> {
    /// A whole number.
    Number(i64),
    /// Any other text.
    Text(&'a str),
}

impl fmt::Display for RecordId<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// The names of all records: numbers while every name is one, else text.
#[derive(Debug, Clone)]
pub(crate) enum RecordIds {
    Numbers(Vec<i64>),
    Texts { bytes: Vec<u8>, ends: Vec<usize> },
}

impl Default for RecordIds {
    fn default() -> Self {
        Self::Numbers(Vec::new())
    }
}

impl RecordIds {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { ends, .. } => ends.len(),
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.capacity() * size_of::<i64>(),
            Self::Texts { bytes, ends } => bytes.capacity() + ends.capacity() * size_of::<usize>(),
        }
    }

    pub(crate) fn get(&self, index: usize) -> RecordId<'_> {
        match self {
            Self::Numbers(numbers) => RecordId::Number(numbers[index]),
            Self::Texts { bytes, ends } => {
                let start = if index == 0 { 0 } else { ends[index - 1] };
                RecordId::Text(std::str::from_utf8(&bytes[start..ends[index]]).unwrap_or_default())
            }
        }
    }

    pub(crate) fn push_number(&mut self, number: i64) {
        match self {
            Self::Numbers(numbers) => numbers.push(number),
            Self::Texts { .. } => self.push(&number.to_string()),
        }
    }

    /// Adds a name. A name that is not exactly how a number is written (`007`, `+7`) makes all names text.
    pub(crate) fn push(&mut self, text: &str) {
        if let Self::Numbers(numbers) = self {
            if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
                numbers.push(number);
                return;
            }
            let mut texts = Self::Texts { bytes: Vec::new(), ends: Vec::with_capacity(numbers.len()) };
            for number in numbers.iter() {
                texts.push(&number.to_string());
            }
            *self = texts;
        }
        if let Self::Texts { bytes, ends } = self {
            bytes.extend_from_slice(text.as_bytes());
            ends.push(bytes.len());
        }
    }

    pub(crate) fn compare(&self, one: usize, other: usize) -> Ordering {
        match (self.get(one), self.get(other)) {
            (RecordId::Number(one), RecordId::Number(other)) => one.cmp(&other),
            (RecordId::Text(one), RecordId::Text(other)) => one.cmp(other),
            (RecordId::Number(_), RecordId::Text(_)) => Ordering::Less,
            (RecordId::Text(_), RecordId::Number(_)) => Ordering::Greater,
        }
    }

    pub(crate) fn in_order(&self, order: &[u32]) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(order.iter().map(|&index| numbers[index as usize]).collect()),
            Self::Texts { .. } => {
                let mut texts = Self::Texts { bytes: Vec::new(), ends: Vec::with_capacity(order.len()) };
                for &index in order {
                    if let RecordId::Text(text) = self.get(index as usize) {
                        texts.push(text);
                    }
                }
                texts
            }
        }
    }
}
