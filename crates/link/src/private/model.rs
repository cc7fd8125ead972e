//! What whoever links needs: a model of linkage made from an encoding's file, with nothing learnt yet.

use super::encoding::columns_of;
use super::{Encoding, Filter, PrivacyError, Word, WordUse};
use crate::model::{Between, BlockingRule, Comparison, FrequencyAdjustment, Level, Model, People, Training, VERSION};
use std::collections::{BTreeMap, BTreeSet};

/// Outcomes of a comparison of filters: at least so large a share of tokens in common.
const STEPS: [f64; 10] = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3];

/// From so large a share in common a filter is taken for one that stands in the place of another.
const SWAPPED: f64 = 0.9;

impl Filter {
    /// The `bit_likeness` to be expected of two encodings by this filter, of usual length, that have a share of their
    /// tokens in common, 0 to 1.
    ///
    /// Of *n* bits, *d* draws set a share 1 − e^(−d/n). Draws of shared tokens set the same bits; the others meet by
    /// chance. What the hardening makes of that: [`super::Hardening::expected`].
    #[must_use]
    pub fn expected_likeness(&self, encoding: &Encoding, share: f64) -> f64 {
        let hardening = encoding.hardening_of(self);
        let draws = f64::from(self.of.iter().map(super::Field::usual_draws).sum::<u32>()) / self.bits as f64;
        let set = |draws: f64| 1.0 - (-draws).exp();
        let (shared, own) = (set(draws * share), set(draws * (1.0 - share)));
        let both = shared + (1.0 - shared) * own * own;
        let (ones, apart) = hardening.expected(set(draws), 2.0 * (set(draws) - both));
        let (both, either) = (ones - apart / 2.0, ones + apart / 2.0);
        if !self.holds {
            return both / ones;
        }
        let draws = |ones: f64| -(1.0 - ones.min(0.999_999)).ln();
        ((2.0 * draws(ones) - draws(either)) / draws(ones)).clamp(0.0, 1.0)
    }
}

impl Encoding {
    /// A model to link encodings with: every filter and every word that is for it is compared, words bring pairs together,
    /// give the prior and teach. It is trained without truth like any other.
    ///
    /// # Errors
    /// [`PrivacyError::Encoding`] when an expression cannot be read.
    pub fn model(&self) -> Result<Model, PrivacyError> {
        let mut comparisons: Vec<Comparison> =
            self.filters.iter().map(|filter| self.filter_comparison(filter)).collect();
        comparisons.extend(self.words_for(WordUse::Compare).map(word_comparison));
        let rule = |word: &Word| BlockingRule { same: vec![word.name.clone()], ..BlockingRule::default() };
        // One comparison of all that there is can only be taught under words that are part of it.
        let alone = comparisons.len() == 1;
        let touches = |word: &Word| if alone { Ok(Vec::new()) } else { self.touched_by(word) };
        let learn = |word: &Word| Ok(BlockingRule { touches: touches(word)?, ..rule(word) });
        Ok(Model {
            version: VERSION,
            name: self.name.clone(),
            id: None,
            between: Between::All,
            prior: None,
            columns: BTreeMap::new(),
            blocking: self.words_for(WordUse::Block).map(rule).collect(),
            comparisons,
            in_common: Vec::new(),
            training: Training {
                certain: self.words_for(WordUse::Certain).map(rule).collect(),
                learn: self.words_for(WordUse::Learn).map(learn).collect::<Result<_, PrivacyError>>()?,
                ..Training::default()
            },
            people: People::default(),
        })
    }

    fn words_for(&self, what: WordUse) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(move |word| word.uses.contains(&what))
    }

    /// The columns that are made of a column of the records of which the word is made too.
    fn touched_by(&self, word: &Word) -> Result<Vec<String>, PrivacyError> {
        let columns = |texts: &mut dyn Iterator<Item = &str>| -> Result<BTreeSet<String>, PrivacyError> {
            texts.map(columns_of).try_fold(BTreeSet::new(), |sum, each| Ok(sum.into_iter().chain(each?).collect()))
        };
        let own = columns(&mut word.of.iter().map(String::as_str))?;
        let mut touched = Vec::new();
        for filter in &self.filters {
            if !own.is_disjoint(&columns(&mut filter.expressions())?) {
                touched.push(filter.name.clone());
            }
        }
        for other in self.words_for(WordUse::Compare) {
            if !own.is_disjoint(&columns(&mut other.of.iter().map(String::as_str))?) {
                touched.push(other.name.clone());
            }
        }
        Ok(touched)
    }

    fn filter_comparison(&self, filter: &Filter) -> Comparison {
        let name = &filter.name;
        let mut levels = vec![missing(name)];
        match &filter.same_as {
            Some(word) => levels.push(same(word)),
            None if self.hardening_of(filter).keeps_equality() => levels.push(same(name)),
            None => {}
        }
        for other in self.filters.iter().filter(|other| self.may_be_swapped(filter, other)) {
            let least = filter.expected_likeness(self, SWAPPED);
            let (other, label) = (&other.name, format!("the other's {}", other.name));
            let when = format!(
                "bit_likeness(l.{name}, r.{other}) >= {least:.4} or bit_likeness(l.{other}, r.{name}) >= {least:.4}"
            );
            levels.push(Level::new(&label, &when));
        }
        let mut least_so_far = f64::INFINITY;
        for share in STEPS {
            let least = (filter.expected_likeness(self, share) * 10_000.0).round() / 10_000.0;
            // After much hardening, steps that nothing tells apart fall together.
            if least < least_so_far {
                let label = format!("{:.0}% in common", share * 100.0);
                levels.push(Level::new(&label, &format!("bit_likeness({name}) >= {least:.4}")));
                least_so_far = least;
            }
        }
        levels.push(Level::new("different", "else"));
        Comparison { name: name.clone(), levels }
    }

    /// Whether the value of one filter can be found in the place of the other.
    fn may_be_swapped(&self, filter: &Filter, other: &Filter) -> bool {
        let ([mine], [theirs]) = (filter.of.as_slice(), other.of.as_slice()) else { return false };
        let hardening = self.hardening_of(filter);
        let hashed = |filter: &Filter| (filter.bits, filter.salt.clone(), self.hardening_of(filter));
        let alike =
            mine.hashed_as() == theirs.hashed_as() && mine.tokens == theirs.tokens && hashed(filter) == hashed(other);
        // Diffusion and balance are another for each filter.
        filter.name != other.name && alike && hardening.diffuse == 0 && !hardening.balance
    }
}

fn missing(name: &str) -> Level {
    Level { missing: true, ..Level::new("missing", &format!("missing({name})")) }
}

fn same(name: &str) -> Level {
    let frequency =
        FrequencyAdjustment { of: name.to_owned(), weight: 1.0, least: 0.0, by_count: Vec::new(), counted: 0 };
    Level { frequency: Some(frequency), ..Level::new("same", &format!("same({name})")) }
}

fn word_comparison(word: &Word) -> Comparison {
    let levels = vec![missing(&word.name), same(&word.name), Level::new("different", "else")];
    Comparison { name: word.name.clone(), levels }
}
