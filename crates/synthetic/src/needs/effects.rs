//! What was planted to be found, and how large it is.

use crate::rates;

/// An effect that the generator put into the place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Its name.
    pub name: &'static str,
    /// What acts.
    pub cause: &'static str,
    /// On what.
    pub outcome: &'static str,
    /// In which measure: risk ratio, rate ratio or ratio of means.
    pub measure: &'static str,
    /// Its size.
    pub size: f64,
    /// Among whom, and from when.
    pub among: &'static str,
    /// How it can be found, and what leads astray.
    pub how: &'static str,
}

/// All planted effects.
pub const EFFECTS: &[Effect] = &[
    Effect {
        name: "money_advice",
        cause: "money advice after rent arrears",
        outcome: "homelessness application after rent arrears",
        measure: "risk ratio",
        size: rates::MONEY_ADVICE_EFFECT,
        among: "households in rent arrears in the pilot districts X07000001, X07000002 and X07000003, from the third year on",
        how: "The offer was a lottery: compare cases with the event offer and the outcome drawn with those not drawn. \
              Applications come within nine months; leave out arrears of the last nine months.",
    },
    Effect {
        name: "strength_and_balance_class",
        cause: "a strength and balance class after a first fall",
        outcome: "further falls",
        measure: "rate ratio",
        size: rates::CLASS_EFFECT,
        among: "people of 65 and over after a first recorded fall",
        how: "A lottery: compare further falls per year of life in the place after the offer, drawn against not drawn.",
    },
    Effect {
        name: "befriending",
        cause: "a befriending service after a first fall",
        outcome: "further falls",
        measure: "rate ratio",
        size: rates::BEFRIENDING_EFFECT,
        among: "people of 65 and over after a first recorded fall",
        how: "A lottery with no effect at all: an interval for it should hold 1, and a method that finds an effect is at fault.",
    },
    Effect {
        name: "early_help",
        cause: "early help after an assessment of a family",
        outcome: "child in need or child protection plan",
        measure: "risk ratio",
        size: rates::HELP_EFFECT,
        among: "families assessed for early help",
        how: "Not a lottery: families of a higher level of need get it more often, so helped families do worse in plain \
              comparison. Compare within the level, which the outcome of the assessment holds.",
    },
    Effect {
        name: "absence_after_forced_move",
        cause: "a change of school forced by temporary accommodation",
        outcome: "sessions missed beyond the base in the school year of the move",
        measure: "ratio of means",
        size: rates::ABSENCE_AFTER_MOVE,
        among: "pupils who change school when their household goes into temporary accommodation",
        how: "Compare the same pupils before, or other pupils of like neighbourhoods in the same year.",
    },
];
