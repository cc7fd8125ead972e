//! Finding a function by the words that people use for it.

use super::tables::{Function, Responsibilities};
use std::collections::{BTreeSet, HashMap};

/// A note as a sentence: with a full stop and a capital.
pub(super) fn sentence(note: &str) -> String {
    let note = note.trim().trim_end_matches('.');
    let mut characters = note.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

/// For each function, how much each word says for it.
#[derive(Debug, Default)]
pub(super) struct WordIndex {
    weights: Vec<HashMap<String, f64>>,
}

/// Words that say nothing about the function.
const EMPTY: [&str; 60] = [
    "a",
    "an",
    "and",
    "are",
    "at",
    "be",
    "by",
    "can",
    "council",
    "councils",
    "deal",
    "deals",
    "did",
    "do",
    "does",
    "for",
    "from",
    "get",
    "have",
    "here",
    "how",
    "i",
    "in",
    "is",
    "it",
    "job",
    "local",
    "lose",
    "me",
    "must",
    "my",
    "near",
    "of",
    "on",
    "or",
    "our",
    "over",
    "please",
    "responsible",
    "run",
    "runs",
    "s",
    "that",
    "the",
    "there",
    "this",
    "to",
    "us",
    "want",
    "was",
    "we",
    "what",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "why",
    "with",
    "you",
];

/// The words of a text without their endings.
fn stems(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\'', '’'], "")
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(stem)
        .collect()
}

/// A word without the commonest endings, so that “bins” finds “bin” and “emptying” finds “empties”. A final “e” goes
/// too, except from words so short that they would meet others: “rates” are no “rats”.
fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    for (ending, instead) in [("ies", "y"), ("ying", "y"), ("ing", ""), ("ed", ""), ("s", "")] {
        let least = if ending.len() > 1 { 4 } else { 3 };
        if let Some(start) = word.strip_suffix(ending)
            && start.chars().count() >= least
            && !word.ends_with("ss")
        {
            stem = format!("{start}{instead}");
            break;
        }
    }
    if stem.len() > 4 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

impl WordIndex {
    pub(super) fn of(functions: &[Function], more: &HashMap<String, String>) -> Self {
        let mut weights: Vec<HashMap<String, f64>> = Vec::with_capacity(functions.len());
        let mut uses: HashMap<String, f64> = HashMap::new();
        for function in functions {
            let mut words: HashMap<String, f64> = HashMap::new();
            let plain = more.get(&function.id).map_or("", String::as_str);
            for (text, weight) in [
                (function.name.as_str(), 3.0),
                (plain, 3.0),
                (function.audience_example_question.as_str(), 2.0),
                (function.plain_english.as_str(), 1.0),
                (function.id.as_str(), 1.0),
            ] {
                for word in stems(text) {
                    let held = words.entry(word).or_default();
                    *held = held.max(weight);
                }
            }
            for word in words.keys() {
                *uses.entry(word.clone()).or_default() += 1.0;
            }
            weights.push(words);
        }
        // A word that many functions use says little for any of them.
        let count = functions.len() as f64;
        for words in &mut weights {
            for (word, weight) in words.iter_mut() {
                *weight *= (count / uses[word]).ln() + 0.1;
            }
        }
        Self { weights }
    }
}

impl Responsibilities {
    /// The functions that a question or a few words may mean, the likest first: “bins”, “Who empties my bins?”. An
    /// exact name such as `waste_collection` leads to that one alone.
    #[must_use]
    pub fn function_by_words(&self, text: &str) -> Vec<&Function> {
        if let Some(function) = self.function(&text.trim().replace(' ', "_")) {
            return vec![function];
        }
        let folded = text.trim().trim_end_matches('?').to_lowercase();
        let same = |function: &&Function| {
            function.name.to_lowercase() == folded
                || function.audience_example_question.trim_end_matches('?').to_lowercase() == folded
        };
        if let Some(function) = self.functions().iter().find(same) {
            return vec![function];
        }
        let asked: BTreeSet<String> = stems(text).into_iter().collect();
        let mut scored: Vec<(f64, &Function)> = self
            .functions()
            .iter()
            .zip(&self.words.weights)
            .map(|(function, weights)| {
                let mut score: f64 = asked.iter().filter_map(|word| weights.get(word)).sum();
                // The start of a long word counts for half: “recycl” for “recycling”.
                for word in asked.iter().filter(|word| word.len() >= 5 && !weights.contains_key(*word)) {
                    let near = weights.iter().filter(|(known, _)| {
                        known.len() >= 5 && (known.starts_with(word.as_str()) || word.starts_with(known.as_str()))
                    });
                    score += near.map(|(_, weight)| weight / 2.0).fold(0.0, f64::max);
                }
                (score, function)
            })
            .filter(|(score, _)| *score > 0.0)
            .collect();
        // A stable sort: equally like functions stay in the order of the table.
        scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        let most = scored.first().map_or(0.0, |(score, _)| *score);
        scored.into_iter().take_while(|(score, _)| *score >= most / 2.0).take(8).map(|(_, function)| function).collect()
    }
}
