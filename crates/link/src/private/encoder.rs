//! Records to keyed encodings.

use super::keyed::Keyed;
use super::{Encoding, Field, Filter, PrivacyError, Word};
use crate::compare::metric::HELD_SEPARATOR;
use crate::{LinkError, Records};
use std::collections::HashMap;
use std::fmt::Write;

/// What takes the encodings of one record after the other: the records, the number of the one, its encodings.
pub type TakeEncoded<'t, E> = dyn FnMut(&Records, u32, &[Option<String>]) -> Result<(), E> + 't;

/// Turns records into encodings under a key.
#[derive(Debug, Clone)]
pub struct Encoder {
    keyed: Keyed,
    encoding: Encoding,
    /// Which bits a token of a field sets, for tokens met before.
    drawn: HashMap<Vec<u8>, Box<[u16]>>,
}

/// A key of fewer bytes could be guessed.
const LEAST_KEY_BYTES: usize = 32;
/// 32 bytes from a good source of chance have fewer different ones about never.
const LEAST_DISTINCT_BYTES: usize = 8;

/// So many tokens are remembered.
const REMEMBERED: usize = 1 << 20;

impl Encoder {
    /// An encoder of this encoding under this key.
    ///
    /// # Errors
    /// [`PrivacyError`] when the key is short or the encoding contradicts itself.
    pub fn new(encoding: Encoding, key: &[u8]) -> Result<Self, PrivacyError> {
        if key.len() < LEAST_KEY_BYTES {
            return Err(PrivacyError::ShortKey(key.len()));
        }
        let distinct: std::collections::BTreeSet<u8> = key.iter().copied().collect();
        if distinct.len() < LEAST_DISTINCT_BYTES {
            return Err(PrivacyError::PoorKey(distinct.len()));
        }
        encoding.check()?;
        Ok(Self { keyed: Keyed::new(key), encoding, drawn: HashMap::new() })
    }

    /// A short word by which partners find out whether they hold the same key, without saying it: the beginning of the
    /// HMAC of a fixed text, 8 hexadecimal digits.
    #[must_use]
    pub fn check_word(&self) -> String {
        hexadecimal(&self.keyed.hash(&[b"check\x1f"])[..4])
    }

    /// What it encodes.
    #[must_use]
    pub fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// Encodes all records, one after the other: `take` is given each record's number and its encodings in the order of
    /// [`Encoding::columns`].
    ///
    /// # Errors
    /// [`LinkError::MissingColumn`] when the records lack a column, [`LinkError::Expression`] for an expression that cannot
    /// be used, and what `take` answers.
    pub fn encode_records<E: From<LinkError>>(
        &mut self,
        records: &mut Records,
        take: &mut TakeEncoded<'_, E>,
    ) -> Result<(), E> {
        let derived: Vec<Vec<u32>> = self
            .encoding
            .expressions()
            .into_iter()
            .map(|expression| records.derive_codes(expression))
            .collect::<Result<_, LinkError>>()?;
        for record in 0..records.len() {
            let values: Vec<Option<&str>> = derived.iter().map(|codes| records.values.text(codes[record])).collect();
            take(records, record as u32, &self.encode(&values))?;
        }
        Ok(())
    }

    /// The encodings of one record, in the order of [`Encoding::columns`], from the values of
    /// [`Encoding::expressions`]. An empty value is missing.
    ///
    /// A filter is written as hexadecimal digits; where it says what it holds, a full stop and for each field two digits
    /// follow: how much of the filter it usually makes up, `00` where it is missing.
    ///
    /// # Panics
    /// When there are not as many values as expressions.
    #[must_use]
    pub fn encode(&mut self, values: &[Option<&str>]) -> Vec<Option<String>> {
        let values: Vec<Option<&str>> = values.iter().map(|value| value.filter(|text| !text.is_empty())).collect();
        let record: Vec<&[u8]> = values.iter().map(|value| value.unwrap_or_default().as_bytes()).collect();
        let mut rest = values.as_slice();
        let mut encoded = Vec::new();
        for filter in &self.encoding.filters {
            let (own, others) = rest.split_at(filter.expressions().count());
            let hardening = self.encoding.hardening_of(filter);
            let bits = bits(&self.keyed, &mut self.drawn, filter, own);
            let text = bits.map(|bits| written(&hardening.apply(bits, &self.keyed, &filter.name, &record)));
            encoded.push(text.map(|text| if filter.holds { text + &held(filter, own) } else { text }));
            rest = others;
        }
        for word in &self.encoding.words {
            let (own, others) = rest.split_at(word.of.len());
            encoded.push(self.word(word, own));
            rest = others;
        }
        assert!(rest.is_empty(), "one value for each expression");
        encoded
    }

    fn word(&self, word: &Word, parts: &[Option<&str>]) -> Option<String> {
        let mut parts: Vec<&str> = parts.iter().copied().collect::<Option<_>>()?;
        if word.any_order {
            parts.sort_unstable();
        }
        // With the length of each part before it, no two lists of parts are written alike.
        let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
        let mut message: Vec<&[u8]> = vec![b"word\x1f", word.name.as_bytes(), b"\x1f"];
        message.extend(lengths.iter().zip(&parts).flat_map(|(length, part)| [length.as_slice(), part.as_bytes()]));
        Some(hexadecimal(&self.keyed.hash(&message)[..12]))
    }
}

/// The bits of a filter before hardening; `None` when it or its salt is missing.
fn bits(
    keyed: &Keyed,
    drawn: &mut HashMap<Vec<u8>, Box<[u16]>>,
    filter: &Filter,
    values: &[Option<&str>],
) -> Option<Vec<bool>> {
    let (values, salt) = values.split_at(filter.of.len());
    let salt = match salt {
        [] => "",
        salt => salt[0]?,
    };
    if values.iter().all(Option::is_none) {
        return None;
    }
    let mut bits = vec![false; filter.bits];
    for (field, value) in filter.of.iter().zip(values) {
        for token in value.map(|value| field.tokens.of(value)).into_iter().flatten() {
            let message = ["token\x1f", field.hashed_as(), "\x1f", salt, "\x1f", token.as_str()].map(str::as_bytes);
            let of = [field.bits_each as u16, filter.bits as u16].map(u16::to_be_bytes).concat();
            if drawn.len() >= REMEMBERED {
                drawn.clear();
            }
            let places = drawn.entry([of, message.concat()].concat()).or_insert_with(|| {
                // Each token draws its own bits; steps of one size (double hashing) would give patterns away.
                let mut random = keyed.random(&message);
                (0..field.bits_each).map(|_| random.below(filter.bits as u64) as u16).collect()
            });
            for at in places.iter() {
                bits[usize::from(*at)] = true;
            }
        }
    }
    Some(bits)
}

/// What an encoding says of the fields that it holds.
fn held(filter: &Filter, values: &[Option<&str>]) -> String {
    let whole: u32 = filter.of.iter().map(Field::usual_draws).sum();
    let mut text = String::from(char::from(HELD_SEPARATOR));
    for (field, value) in filter.of.iter().zip(values) {
        let share = if value.is_some() { (field.usual_draws() * 255 / whole).max(1) } else { 0 };
        let _ = write!(text, "{share:02x}");
    }
    text
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bits as hexadecimal digits.
fn written(bits: &[bool]) -> String {
    let digit = |four: &[bool]| {
        let number = four.iter().fold(0_u32, |number, bit| number << 1 | u32::from(*bit));
        char::from_digit(number << (4 - four.len()), 16).unwrap_or('0')
    };
    bits.chunks(4).map(digit).collect()
}
