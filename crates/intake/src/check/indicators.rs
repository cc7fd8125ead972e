//! The indicators of a check, and what the contract says of each.

use crate::{
    contract::{Aggregation, Contract, IndicatorContract},
    recipe::{IndicatorRecipe, Unnamed},
};
use hashbrown::HashMap;
use terms::{IndicatorId, Unit, Vocabulary, identifier::slug};

/// What the contract asks of an indicator's values.
#[derive(Debug, Clone)]
pub(super) struct Promise {
    pub(super) id: IndicatorId,
    pub(super) promised: bool,
    pub(super) minimum: f64,
    pub(super) maximum: f64,
    pub(super) whole: bool,
    /// What numerator ÷ denominator is multiplied by.
    pub(super) multiplier: Option<f64>,
    /// Whether the numerator is a part of the denominator.
    pub(super) part_of_whole: bool,
    pub(super) ratio_tolerance: Option<f64>,
    pub(super) decimals: u32,
    pub(super) count: u64,
}

/// What a published name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Indicator(u32),
    LeaveOut,
    Unnamed,
}

#[derive(Default)]
pub(super) struct Indicators {
    pub(super) list: Vec<Promise>,
    texts: HashMap<Vec<u8>, Named>,
    last: Vec<u8>,
    last_named: Option<Named>,
}

impl Indicators {
    pub(super) fn forget_texts(&mut self) {
        self.texts.clear();
        self.last_named = None;
    }

    /// The number of an indicator, the same as in the vocabulary.
    pub(super) fn number(&mut self, id: &IndicatorId, vocabulary: &mut Vocabulary, contract: Option<&Contract>) -> u32 {
        let number = vocabulary.indicator(id);
        if number as usize == self.list.len() {
            self.list.push(promise(id, contract.and_then(|contract| contract.indicator(id)), contract.is_some()));
        }
        number
    }

    /// What a published name means; kept by its bytes.
    #[inline]
    pub(super) fn named(
        &mut self,
        bytes: &[u8],
        text: impl FnOnce() -> String,
        recipe: &IndicatorRecipe,
        vocabulary: &mut Vocabulary,
        contract: Option<&Contract>,
    ) -> Named {
        if let Some(named) = self.last_named
            && bytes == self.last
        {
            return named;
        }
        let named = if let Some(named) = self.texts.get(bytes) {
            *named
        } else {
            let named = self.look_up(&text(), recipe, vocabulary, contract);
            if self.texts.len() < 100_000 {
                self.texts.insert(bytes.to_vec(), named);
            }
            named
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.last_named = Some(named);
        named
    }

    pub(super) fn look_up(
        &mut self,
        text: &str,
        recipe: &IndicatorRecipe,
        vocabulary: &mut Vocabulary,
        contract: Option<&Contract>,
    ) -> Named {
        let text = crate::header::single_spaced(text);
        let exact = recipe.names.get(&text);
        let folded = || {
            let wanted = crate::header::folded(&text);
            let bare = crate::header::without_footnotes(&wanted);
            let same = |name: &str| {
                let name = crate::header::folded(name);
                name == wanted || crate::header::without_footnotes(&name) == bare
            };
            recipe.names.iter().find(|(name, _)| same(name)).map(|(_, id)| id)
        };
        if let Some(id) = exact.or_else(folded) {
            return Named::Indicator(self.number(&id.clone(), vocabulary, contract));
        }
        match recipe.unnamed {
            Unnamed::LeaveOut => Named::LeaveOut,
            Unnamed::Error => Named::Unnamed,
            Unnamed::Slug => match IndicatorId::parse(&slug(&text)) {
                // A hostile file must not fill memory with indicators.
                Ok(id) if self.list.len() < 10_000 => Named::Indicator(self.number(&id, vocabulary, contract)),
                _ => Named::Unnamed,
            },
        }
    }
}

fn promise(id: &IndicatorId, contract: Option<&IndicatorContract>, there_is_a_contract: bool) -> Promise {
    let Some(indicator) = contract else {
        return Promise {
            id: id.clone(),
            promised: !there_is_a_contract,
            minimum: f64::NEG_INFINITY,
            maximum: f64::INFINITY,
            whole: false,
            multiplier: None,
            part_of_whole: false,
            ratio_tolerance: None,
            decimals: 0,
            count: 0,
        };
    };
    let multiplier = match indicator.aggregation {
        Aggregation::Ratio { multiplier } => Some(multiplier),
        _ => None,
    };
    Promise {
        id: id.clone(),
        promised: true,
        minimum: indicator.minimum.unwrap_or(f64::NEG_INFINITY),
        maximum: indicator.maximum.unwrap_or(f64::INFINITY),
        whole: indicator.whole_numbers,
        multiplier,
        part_of_whole: multiplier.is_some() && indicator.unit == Unit::Percent,
        ratio_tolerance: indicator.ratio_tolerance,
        decimals: indicator.decimals,
        count: 0,
    }
}

/// A value and what stands beside it.
pub(super) struct Beside {
    pub(super) value: Option<f64>,
    pub(super) numerator: Option<f64>,
    pub(super) denominator: Option<f64>,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
}

impl Promise {
    /// How far the value and numerator ÷ denominator × multiplier may be apart: half of the last decimal shown, and
    /// what the rounding of both counts can do. Counts that both end in 0 or 5 are taken as rounded.
    pub(super) fn tolerance(&self, numerator: f64, denominator: f64, multiplier: f64) -> f64 {
        if let Some(tolerance) = self.ratio_tolerance {
            return tolerance;
        }
        let rounded = |count: f64| -> f64 {
            if count % 10.0 == 0.0 {
                5.0
            } else if count % 5.0 == 0.0 {
                2.5
            } else {
                0.5
            }
        };
        let either = f64::max(rounded(numerator).min(rounded(denominator)), 0.5);
        let shown = 0.5 * 10_f64.powi(-i32::try_from(self.decimals).unwrap_or(0));
        let counts = (either / denominator + numerator * either / (denominator * denominator)) * multiplier;
        shown + counts
    }
}
