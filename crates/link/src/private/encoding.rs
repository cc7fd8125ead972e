//! What partners agree on before they encode: the encoding's file. It holds no secret; the key is kept apart.

use super::{Hardening, PrivacyError, Tokens};
use crate::expression::Expression;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of the encoding's file that we read.
pub const ENCODING_VERSION: u32 = 1;

/// How records are encoded. Its file is described in `docs/guides/partners.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encoding {
    /// The version of the file's form.
    pub version: u32,
    /// What it is called.
    pub name: String,
    /// How filters are hardened that say nothing else.
    #[serde(default)]
    pub hardening: Hardening,
    /// The Bloom filters: what is compared by how alike it is.
    #[serde(default, rename = "filter")]
    pub filters: Vec<Filter>,
    /// The keyed words: what is the same or not.
    #[serde(default, rename = "word")]
    pub words: Vec<Word>,
}

/// A Bloom filter of one field or of several, written as one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The name of the column.
    pub name: String,
    /// How many bits it has before hardening: a multiple of 8, from 64 to 2,048.
    pub bits: usize,
    /// What goes into it.
    pub of: Vec<Field>,
    /// An expression on which all hashes also depend: a value that does not change and is seldom wrong, such as the year of
    /// birth. Where it is missing, the filter is missing; where it is wrong, nothing is alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Say with each encoding which fields it holds, so that two of them are judged by what both hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub holds: bool,
    /// A word that is the same where the filter's values are: then agreement is told by the word, and weighs more for rare
    /// values, however the filter is hardened. It costs no privacy where the word is needed for blocking anyway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// How this filter is hardened, where not as the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardening: Option<Hardening>,
}

/// A field of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The expression whose value is hashed. Make values comparable here: filters forgive slips, not different habits.
    pub value: String,
    /// How the value is cut into tokens.
    #[serde(default)]
    pub tokens: Tokens,
    /// How many bits each token sets, 1 to 64: more for fields that tell more.
    #[serde(default = "usual_bits")]
    pub bits_each: u32,
    /// Fields of one such name are hashed alike, so that a first name can be found in the place of a surname. As the
    /// expression if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alike: Option<String>,
}

fn usual_bits() -> u32 {
    8
}

/// A keyed word: equal exactly when all its parts are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The name of the column.
    pub name: String,
    /// The expressions that it is made of; where one is missing, the word is.
    pub of: Vec<String>,
    /// The parts may come in any order: first name and surname that were swapped give the same word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_order: bool,
    /// What whoever links may do with it.
    #[serde(rename = "for", default = "for_blocking")]
    pub uses: Vec<WordUse>,
}

fn for_blocking() -> Vec<WordUse> {
    vec![WordUse::Block]
}

/// What a word is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordUse {
    /// Records that share it are compared.
    Block,
    /// Records that share it are nearly always of one person: gives the prior.
    Certain,
    /// Under it is learnt what the other columns say.
    Learn,
    /// It is compared itself.
    Compare,
}

impl Field {
    /// What its hashes are told apart by.
    #[must_use]
    pub fn hashed_as(&self) -> &str {
        self.alike.as_deref().unwrap_or(&self.value)
    }

    /// How many bits it usually sets, one that is set twice counted twice.
    #[must_use]
    pub fn usual_draws(&self) -> u32 {
        self.tokens.usual() * self.bits_each
    }
}

impl Filter {
    /// What the expressions of its fields and its salt are.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &str> {
        self.of.iter().map(|field| field.value.as_str()).chain(self.salt.as_deref())
    }
}

impl Encoding {
    /// Reads an encoding's file.
    ///
    /// # Errors
    /// [`PrivacyError::Encoding`] with what is wrong, and where.
    pub fn from_toml(text: &str) -> Result<Self, PrivacyError> {
        let encoding: Self = toml::from_str(text).map_err(|error| PrivacyError::Encoding(error.to_string()))?;
        encoding.check()?;
        Ok(encoding)
    }

    /// Checks that it holds together.
    ///
    /// # Errors
    /// [`PrivacyError::Encoding`] with what is wrong, and where.
    pub fn check(&self) -> Result<(), PrivacyError> {
        let wrong = |what: String| Err(PrivacyError::Encoding(what));
        if self.version != ENCODING_VERSION {
            return wrong(format!("its version is {}; this program reads version {ENCODING_VERSION}", self.version));
        }
        if self.filters.is_empty() {
            return wrong("it has no `[[filter]]`, so nothing could be compared".to_owned());
        }
        if !self.words.iter().any(|word| word.uses.contains(&WordUse::Block)) {
            return wrong("no `[[word]]` is for blocking, so every record would meet every other".to_owned());
        }
        self.hardening.check()?;
        let mut names = BTreeSet::new();
        for name in self.columns() {
            let plain =
                name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
            if !plain || !name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                return wrong(format!("`{name}` is no name for a column: small letters, digits and _ after a letter"));
            }
            if name == "record_id" || !names.insert(name) {
                return wrong(format!("two columns are called `{name}` (`record_id` names the record)"));
            }
        }
        for filter in &self.filters {
            let name = &filter.name;
            if !(64..=2_048).contains(&filter.bits) || !filter.bits.is_multiple_of(8) {
                return wrong(format!("`{name}` has {} bits; it needs a multiple of 8 from 64 to 2048", filter.bits));
            }
            if filter.of.is_empty() || filter.of.iter().any(|field| !(1..=64).contains(&field.bits_each)) {
                return wrong(format!("`{name}` needs fields in `of`, each with `bits_each` from 1 to 64"));
            }
            if let Some(word) = filter.same_as.as_ref().filter(|same| self.words.iter().all(|word| word.name != **same))
            {
                return wrong(format!("`{name}` is the same as `{word}`, and no `[[word]]` is called so"));
            }
            filter.hardening.unwrap_or_default().check()?;
        }
        if let Some(word) = self.words.iter().find(|word| word.of.is_empty() || word.uses.is_empty()) {
            return wrong(format!("`{}` needs expressions in `of` and something in `for`", word.name));
        }
        for text in self.expressions() {
            let parsed = Expression::parse(text).map_err(|error| PrivacyError::Encoding(error.to_string()))?;
            if parsed.sides() != (false, false) {
                return wrong(format!("`{text}` looks at two records; an encoding looks at one"));
            }
        }
        Ok(())
    }

    /// How a filter is hardened.
    #[must_use]
    pub fn hardening_of(&self, filter: &Filter) -> Hardening {
        filter.hardening.unwrap_or(self.hardening)
    }

    /// The columns that are written beside the record's name: those of the filters, then the words.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let filters = self.filters.iter().map(|filter| filter.name.as_str());
        filters.chain(self.words.iter().map(|word| word.name.as_str())).collect()
    }

    /// All expressions, in the order in which an encoder takes their values: for each filter those of its fields and its
    /// salt, then for each word those of its parts.
    #[must_use]
    pub fn expressions(&self) -> Vec<&str> {
        let of_words = self.words.iter().flat_map(|word| word.of.iter().map(String::as_str));
        self.filters.iter().flat_map(Filter::expressions).chain(of_words).collect()
    }

    /// The columns that records must have to be encoded, each once, in order of their names.
    ///
    /// # Errors
    /// [`PrivacyError::Encoding`] when an expression cannot be read.
    pub fn columns_needed(&self) -> Result<Vec<String>, PrivacyError> {
        let mut needed = BTreeSet::new();
        for text in self.expressions() {
            needed.extend(columns_of(text)?);
        }
        Ok(needed.into_iter().collect())
    }
}

/// The columns of a record that an expression looks at.
pub(super) fn columns_of(text: &str) -> Result<BTreeSet<String>, PrivacyError> {
    let parsed = Expression::parse(text).map_err(|error| PrivacyError::Encoding(error.to_string()))?;
    Ok(parsed.columns().into_iter().map(str::to_owned).collect())
}
