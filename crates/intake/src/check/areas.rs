//! The areas of a check: each distinct key is resolved once for each period.

use super::findings::Findings;
use crate::{
    opening::decode,
    recipe::{AreaRecipe, Scheme, Vintage},
    reference::{CodeState, Reference},
    rules,
};
use hashbrown::HashMap;
use terms::{AreaCode, Period};

/// What a key means in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Unasked,
    Area(u32),
    /// An area, and a finding in which the cell is to be listed.
    Noted(u32, u32),
    LeaveOut,
    Bad(u32),
}

/// An area that was seen.
pub(super) struct SeenArea {
    pub(super) code: AreaCode,
    /// Where it stood first: sheet, row, column (from 0).
    pub(super) first: (u16, u32, u32),
    pub(super) first_name: Option<Vec<u8>>,
    pub(super) count: u64,
}

struct Key {
    text: String,
    meanings: Vec<Meaning>,
}

#[derive(Default)]
pub(super) struct Areas {
    keys: HashMap<Vec<u8>, u32>,
    known: Vec<Key>,
    last: Vec<u8>,
    last_key: u32,
    pub(super) list: Vec<SeenArea>,
    by_code: HashMap<AreaCode, u32>,
    /// How many keys are neither area nor left out, so that a hostile file cannot fill memory.
    overflow: u32,
}

impl Areas {
    /// Another table may use another scheme.
    pub(super) fn forget_keys(&mut self) {
        self.keys.clear();
        self.known.clear();
        self.last.clear();
        self.overflow = 0;
    }

    /// The place of a key.
    #[inline]
    pub(super) fn key(&mut self, bytes: &[u8], encoding: crate::recipe::Encoding) -> u32 {
        if bytes == self.last && !self.known.is_empty() {
            return self.last_key;
        }
        let key = if let Some(&key) = self.keys.get(bytes) {
            key
        } else {
            let key = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
            let text = crate::header::single_spaced(&decode(bytes, encoding));
            self.known.push(Key { text, meanings: Vec::new() });
            self.keys.insert(bytes.to_vec(), key);
            key
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.last_key = key;
        key
    }

    pub(super) fn area(&mut self, code: AreaCode, at: (u16, u32, u32)) -> u32 {
        if let Some(&known) = self.by_code.get(&code) {
            return known;
        }
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(SeenArea { code, first: at, first_name: None, count: 0 });
        self.by_code.insert(code, index);
        index
    }

    pub(super) fn find(&self, code: AreaCode) -> Option<u32> {
        self.by_code.get(&code).copied()
    }

    /// What a key means in a period.
    #[inline]
    pub(super) fn meaning(&self, key: u32, period: u32) -> Meaning {
        let meanings = &self.known[key as usize].meanings;
        meanings.get(period as usize).copied().unwrap_or(Meaning::Unasked)
    }

    /// Finds out what a key means in a period, and keeps it.
    #[cold]
    #[expect(clippy::too_many_arguments, reason = "each is asked once, here")]
    pub(super) fn resolve(
        &mut self,
        key: u32,
        period_index: u32,
        period: Period,
        recipe: &AreaRecipe,
        name: Option<&str>,
        at: (u16, u32, u32),
        reference: &dyn Reference,
        findings: &mut Findings,
    ) -> Meaning {
        let text = self.known[key as usize].text.clone();
        let key_text = text.split('\u{1f}').next().unwrap_or_default();
        let meaning = self.meaning_of(key_text, period, recipe, name, at, reference, findings);
        let meanings = &mut self.known[key as usize].meanings;
        if meanings.len() <= period_index as usize {
            meanings.resize(period_index as usize + 1, Meaning::Unasked);
        }
        meanings[period_index as usize] = meaning;
        meaning
    }

    #[expect(clippy::too_many_arguments, reason = "each is asked once, here")]
    fn meaning_of(
        &mut self,
        text: &str,
        period: Period,
        recipe: &AreaRecipe,
        name: Option<&str>,
        at: (u16, u32, u32),
        reference: &dyn Reference,
        findings: &mut Findings,
    ) -> Meaning {
        let sheet = at.0;
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other.trim());
        if recipe.leave_out.iter().any(|key| same(text, key)) {
            return Meaning::LeaveOut;
        }
        let day;
        let asked = match recipe.vintage {
            Vintage::Period => Some(&period),
            Vintage::Any => None,
            Vintage::Fixed(date) => {
                day = Period::day(date);
                day.as_ref()
            }
        };
        let by_name =
            name.and_then(|name| recipe.by_name.iter().find(|(key, _)| same(name, key)).map(|(_, code)| *code));
        let alias = recipe.aliases.iter().find(|(key, _)| same(text, key)).map(|(_, code)| *code);
        if let Some(code) = recipe.fixed.or(by_name).or(alias) {
            // What the recipe says outright stands, whatever the day.
            return Meaning::Area(self.area(code, at));
        }
        if text.is_empty() {
            return Meaning::Bad(
                findings.about(&rules::AREA_BLANK, sheet, "", || "rows with values have no area".to_owned()),
            );
        }
        let code = if recipe.scheme == Scheme::Gss {
            match AreaCode::parse(text) {
                Ok(code) => code,
                Err(_) => return Meaning::Bad(malformed(text, sheet, findings)),
            }
        } else {
            match self.find_key(text, asked, recipe.scheme, sheet, reference, findings) {
                Ok(code) => code,
                Err(finding) => return Meaning::Bad(finding),
            }
        };
        let named = || reference.name(code).map(|name| format!(" ({name})")).unwrap_or_default();
        let when = asked.map(Period::label).unwrap_or_default();
        match reference.state(code, asked) {
            CodeState::Valid => Meaning::Area(self.area(code, at)),
            CodeState::Unknown => {
                let subject = self.bounded(code.as_str());
                let what = || format!("no area has the code {subject}");
                Meaning::Bad(findings.about(&rules::CODE_UNKNOWN, sheet, &subject, what))
            }
            CodeState::Ended { on, successors } => {
                let finding = findings.about_mended(&rules::CODE_ENDED, sheet, code.as_str(), || {
                    let what = format!(
                        "{code}{} ended on {}; a figure for {when} stands under it",
                        named(),
                        terms::period::date_in_words(on)
                    );
                    let now: Vec<String> = successors
                        .iter()
                        .map(|code| {
                            reference.name(*code).map_or_else(|| code.to_string(), |name| format!("{code} ({name})"))
                        })
                        .collect();
                    let mend = (!now.is_empty())
                        .then(|| format!("Its land is now {}. {}", now.join(", "), rules::CODE_ENDED.mend));
                    (what, mend)
                });
                Meaning::Bad(finding)
            }
            CodeState::NotYet { from } => {
                let what = || {
                    let from = terms::period::date_in_words(from);
                    format!("{code}{} begins on {from}; a figure for {when} stands under it", named())
                };
                Meaning::Bad(findings.about(&rules::CODE_NOT_YET, sheet, code.as_str(), what))
            }
            CodeState::Recoded { code: other } => {
                let what = || format!("{code}{} had the code {other} in {when}", named());
                let finding = findings.about(&rules::CODE_RECODED, sheet, code.as_str(), what);
                Meaning::Noted(self.area(code, at), finding)
            }
        }
    }

    /// The subject of a finding about a key: after very many, they are all one.
    fn bounded(&mut self, key: &str) -> String {
        self.overflow += 1;
        if self.overflow > 20_000 { "(many)".to_owned() } else { key.to_owned() }
    }

    fn find_key(
        &mut self,
        text: &str,
        asked: Option<&Period>,
        scheme: Scheme,
        sheet: u16,
        reference: &dyn Reference,
        findings: &mut Findings,
    ) -> Result<AreaCode, u32> {
        let mut found = reference.find(scheme, text, asked);
        if found.is_empty() && scheme == Scheme::Name {
            found = reference.find(scheme, crate::header::without_footnotes(text), asked);
        }
        if found.len() > 1 {
            // A council and, say, its community safety partnership share a name: a table of councils means the council.
            let councils: Vec<AreaCode> =
                found.iter().copied().filter(|code| reference.tier(*code) != crate::reference::Tier::Other).collect();
            if councils.len() == 1 {
                found = councils;
            }
        }
        match found.as_slice() {
            [code] => Ok(*code),
            [] => {
                let subject = self.bounded(text);
                let what = || match scheme {
                    Scheme::Name => format!("no area is called “{subject}”"),
                    _ => format!("no area has the {} key “{subject}”", scheme.name()),
                };
                Err(findings.about(&rules::NAME_UNKNOWN, sheet, &subject, what))
            }
            several => {
                let codes: Vec<String> = several.iter().map(ToString::to_string).collect();
                let what = || format!("“{text}” could be any of {}", codes.join(", "));
                Err(findings.about(&rules::NAME_AMBIGUOUS, sheet, text, what))
            }
        }
    }
}

/// A key that is no code: two bodies in one cell, or a slip.
fn malformed(text: &str, sheet: u16, findings: &mut Findings) -> u32 {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    let codes = words.filter(|word| AreaCode::parse(word).is_ok()).count();
    if codes > 1 {
        let what = || format!("{codes} bodies stand in one cell: “{text}”");
        return findings.about(&rules::TWO_BODIES_ONE_CELL, sheet, text, what);
    }
    findings.about(&rules::CODE_MALFORMED, sheet, "", || {
        "cells that should hold an area code hold something else".to_owned()
    })
}
