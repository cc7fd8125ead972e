//! Reads a TOML document by hand, so that a person who wrote it hears of every problem at once: the line,
//! the key, what is wrong and how to mend it. (Serde stops at the first problem.)

use serde::Serialize;
use std::{cell::RefCell, fmt, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// One thing wrong in a recipe or a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The key as one would write it with dots, such as `table.1.area.column`. Empty for the whole document.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: ", self.line)?;
        if !self.key.is_empty() {
            write!(formatter, "{}: ", self.key)?;
        }
        write!(formatter, "{}", self.what)?;
        if self.mend.is_empty() { Ok(()) } else { write!(formatter, ". {}", self.mend) }
    }
}

/// Everything wrong in a recipe or a contract, in the order of its lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

/// A document being read, with the problems met so far.
pub(crate) struct Document<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

impl<'t> Document<'t> {
    /// Parses the text and reads it with `read`. Whatever `read` returns counts only if there was no problem.
    pub(crate) fn read<T>(text: &'t str, read: impl FnOnce(&Section<'_, 't>) -> T) -> Result<T, Problems> {
        let document = Self { text, problems: RefCell::default() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            document.problem(&at, "", format!("this is not TOML: {}", error.message()), "See https://toml.io");
        }
        let broken = !document.problems.borrow().is_empty();
        let section = Section {
            table: table.get_ref(),
            path: String::new(),
            span: 0..0,
            document: &document,
            known: RefCell::default(),
        };
        let value = read(&section);
        drop(section);
        let mut problems = document.problems.take();
        if broken {
            // What follows from a broken line would only distract from it.
            problems.retain(|problem| problem.what.starts_with("this is not TOML"));
        }
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(value) } else { Err(Problems(problems)) }
    }

    fn problem(&self, at: &Range<usize>, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let problem = Problem { line, key: key.to_owned(), what: what.into(), mend: mend.into() };
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

/// A value with the place where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'s, 't> {
    value: &'s Spanned<DeValue<'t>>,
    document: &'s Document<'t>,
}

/// A table of the document. Dropping it reports the keys that nobody asked for.
pub(crate) struct Section<'s, 't> {
    table: &'s DeTable<'t>,
    path: String,
    span: Range<usize>,
    document: &'s Document<'t>,
    known: RefCell<Vec<&'static str>>,
}

/// The closest of some words to a word, if any is close enough to be meant.
pub(crate) fn closest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let folded = word.to_lowercase();
    words
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let likeness = strsim::jaro_winkler(&folded, &other);
            (likeness.max(strsim::normalized_damerau_levenshtein(&folded, &other) + 0.12), candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

fn list(words: &[&str]) -> String {
    words.join(", ")
}

impl Drop for Section<'_, '_> {
    fn drop(&mut self) {
        let known = self.known.borrow();
        for (key, _) in self.table {
            if !known.iter().any(|name| *name == key.get_ref().as_ref()) {
                let mend = match closest(key.get_ref(), known.iter().copied()) {
                    Some(near) => format!("Did you mean `{near}`? The keys here are: {}", list(&known)),
                    None => format!("The keys here are: {}", list(&known)),
                };
                self.document.problem(&key.span(), &self.join(key.get_ref()), "there is no such key", mend);
            }
        }
    }
}

impl<'s, 't> Section<'s, 't> {
    fn join(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn get(&self, key: &'static str) -> Option<Entry<'s, 't>> {
        self.known.borrow_mut().push(key);
        self.table.get(key).map(|value| Entry { value, document: self.document })
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Says that a key is missing or that the table as a whole is wrong.
    pub(crate) fn problem(&self, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        let span = self.table.get_key_value(key).map_or(self.span.clone(), |(key, _)| key.span());
        let path = if key.is_empty() { self.path.clone() } else { self.join(key) };
        self.document.problem(&span, &path, what, mend);
    }

    fn wrong(&self, entry: &Entry<'s, 't>, key: &str, wanted: &str) {
        let found = entry.value.get_ref().type_str();
        self.document.problem(
            &entry.value.span(),
            &self.join(key),
            format!("this is {found}"),
            format!("Write {wanted}"),
        );
    }

    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        let entry = self.get(key)?;
        let text = entry.value.get_ref().as_str().map(ToOwned::to_owned);
        if text.is_none() {
            self.wrong(&entry, key, "text in quotes");
        }
        text
    }

    pub(crate) fn required_text(&self, key: &'static str, example: &str) -> String {
        if !self.has(key) {
            self.problem(key, "this key is missing", format!("Add it, such as: {key} = \"{example}\""));
        }
        self.text(key).unwrap_or_default()
    }

    /// A text that `parse` understands.
    pub(crate) fn parsed<T, E: fmt::Display>(
        &self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(key, error.to_string(), "");
                None
            }
        }
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let mend = match closest(&text, words.iter().copied()) {
            Some(near) => format!("Did you mean \"{near}\"? Use one of: {}", list(&words)),
            None => format!("Use one of: {}", list(&words)),
        };
        self.problem(key, format!("“{text}” is not known here"), mend);
        None
    }

    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        let entry = self.get(key)?;
        let value = entry.value.get_ref().as_bool();
        if value.is_none() {
            self.wrong(&entry, key, "true or false");
        }
        value
    }

    pub(crate) fn number(&self, key: &'static str) -> Option<f64> {
        let entry = self.get(key)?;
        let value = entry.number();
        if value.is_none() {
            self.wrong(&entry, key, "a number");
        }
        value
    }

    pub(crate) fn count(&self, key: &'static str) -> Option<u32> {
        let entry = self.get(key)?;
        let value = entry.count();
        if value.is_none() {
            self.wrong(&entry, key, "a whole number, 0 or more");
        }
        value
    }

    /// A whole number from 1.
    pub(crate) fn ordinal(&self, key: &'static str) -> Option<u32> {
        let value = self.count(key)?;
        if value == 0 {
            self.problem(key, "rows and sheets are counted from 1", "Write the number that a spreadsheet shows");
            return None;
        }
        Some(value)
    }

    /// One text, or a list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let entry = self.get(key)?;
        let texts = entry.texts();
        if texts.is_none() {
            self.wrong(&entry, key, "text in quotes, or a list such as [\"one\", \"other\"]");
        }
        texts
    }

    /// A table of free keys with text values, in the order written.
    pub(crate) fn text_map(&self, key: &'static str) -> Vec<(String, String)> {
        self.map(key, "a text in quotes", |entry| entry.value.get_ref().as_str().map(ToOwned::to_owned))
    }

    /// A table of free keys, whose values `read` understands.
    pub(crate) fn map<T>(
        &self,
        key: &'static str,
        wanted: &str,
        read: impl Fn(Entry<'s, 't>) -> Option<T>,
    ) -> Vec<(String, T)> {
        let Some(entry) = self.get(key) else { return Vec::new() };
        let Some(table) = entry.value.get_ref().as_table() else {
            self.wrong(&entry, key, "a table such as { name = value }");
            return Vec::new();
        };
        let mut map = Vec::with_capacity(table.len());
        for (name, value) in table {
            match read(Entry { value, document: self.document }) {
                Some(value) => map.push((name.get_ref().to_string(), value)),
                None => self.document.problem(
                    &value.span(),
                    &format!("{}.{}", self.join(key), name.get_ref()),
                    format!("this is {}", value.get_ref().type_str()),
                    format!("Write {wanted}"),
                ),
            }
        }
        map
    }

    /// A table within this one.
    pub(crate) fn section(&self, key: &'static str) -> Option<Section<'s, 't>> {
        let entry = self.get(key)?;
        let section = entry.section(self.join(key));
        if section.is_none() {
            self.wrong(&entry, key, "a table such as { column = \"…\" }");
        }
        section
    }

    /// A list of tables; one table alone counts as a list of one.
    pub(crate) fn sections(&self, key: &'static str) -> Vec<Section<'s, 't>> {
        let Some(entry) = self.get(key) else { return Vec::new() };
        if let Some(section) = entry.section(self.join(key)) {
            return vec![section];
        }
        let Some(array) = entry.value.get_ref().as_array() else {
            self.wrong(&entry, key, "a list of tables");
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(array.len());
        for (index, value) in array.iter().enumerate() {
            let path = format!("{}.{}", self.join(key), index + 1);
            match (Entry { value, document: self.document }).section(path) {
                Some(section) => sections.push(section),
                None => {
                    self.wrong(&Entry { value, document: self.document }, key, "a table such as { column = \"…\" }");
                }
            }
        }
        sections
    }

    /// A table of free keys, each a table.
    pub(crate) fn named_sections(&self, key: &'static str) -> Vec<(String, Section<'s, 't>)> {
        let path = self.join(key);
        let mut named = Vec::new();
        for (name, entry) in self.map(key, "a table such as { column = \"…\" }", Some) {
            match entry.section(format!("{path}.{name}")) {
                Some(section) => named.push((name, section)),
                None => self.wrong(&entry, key, "a table such as { column = \"…\" }"),
            }
        }
        named
    }
}

impl<'s, 't> Entry<'s, 't> {
    pub(crate) fn count(&self) -> Option<u32> {
        let integer = self.value.get_ref().as_integer()?;
        u32::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    fn number(&self) -> Option<f64> {
        let value = self.value.get_ref();
        let text = value.as_float().map(|float| float.as_str().replace('_', ""));
        let text = text.or_else(|| value.as_integer().map(|integer| integer.as_str().to_owned()))?;
        text.parse::<f64>().ok().filter(|number| number.is_finite())
    }

    pub(crate) fn text(&self) -> Option<String> {
        self.value.get_ref().as_str().map(ToOwned::to_owned)
    }

    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        if let Some(text) = self.text() {
            return Some(vec![text]);
        }
        self.value.get_ref().as_array()?.iter().map(|item| item.get_ref().as_str().map(ToOwned::to_owned)).collect()
    }

    /// One whole number, or a list of them.
    pub(crate) fn counts(&self) -> Option<Vec<u32>> {
        if let Some(count) = self.count() {
            return Some(vec![count]);
        }
        let document = self.document;
        self.value.get_ref().as_array()?.iter().map(|value| Entry { value, document }.count()).collect()
    }

    pub(crate) fn section(&self, path: String) -> Option<Section<'s, 't>> {
        let table = self.value.get_ref().as_table()?;
        Some(Section { table, path, span: self.value.span(), document: self.document, known: RefCell::default() })
    }
}
