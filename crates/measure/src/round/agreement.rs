//! How far methods agree: a phrase that one method gives and another does not is a weak one.

use super::expectation::{Expectations, Side};
use serde::Serialize;
use terms::AreaCode;

/// How many of several methods give one area the same side as the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// The side that the first method gives.
    pub side: Side,
    /// How many methods give it, the first included.
    pub agree: usize,
    /// How many methods have an expectation for the area.
    pub of: usize,
    /// Whether one of them gives the opposite side.
    pub opposed: bool,
}

/// Holds an area's sides against each other. Nothing where the first method has no expectation for it.
#[must_use]
pub fn agreement(area: AreaCode, methods: &[&Expectations]) -> Option<Agreement> {
    let sides: Vec<Side> =
        methods.iter().filter_map(|expectations| expectations.of(area)).map(|expectation| expectation.side).collect();
    let side = methods.first()?.of(area)?.side;
    Some(Agreement {
        side,
        agree: sides.iter().filter(|&&other| other == side).count(),
        of: sides.len(),
        opposed: sides.iter().any(|&other| opposite(side, other)),
    })
}

fn opposite(one: Side, other: Side) -> bool {
    matches!((one, other), (Side::Above, Side::Below) | (Side::Below, Side::Above))
}

/// How two methods compare over all areas that both have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Areas in both.
    pub areas: usize,
    /// Cohen's kappa of the sides: 1 is full agreement, 0 is what chance would bring. Absent where one of the two puts
    /// every area on one side: then it tells no area from another, and there is nothing to agree on.
    pub kappa: Option<f64>,
    /// Areas on opposite sides.
    pub opposed: usize,
}

/// Compares the sides of two sets of expectations. Nothing where they share no area.
#[must_use]
pub fn compare(one: &Expectations, other: &Expectations) -> Option<Comparison> {
    const SIDES: [Side; 4] = [Side::Above, Side::Within, Side::Below, Side::CannotTell];
    let pairs: Vec<(Side, Side)> =
        one.areas.iter().filter_map(|area| Some((area.side, other.of(area.area)?.side))).collect();
    let first = pairs.first()?;
    let share = |matching: &dyn Fn(&(Side, Side)) -> bool| {
        pairs.iter().filter(|pair| matching(pair)).count() as f64 / pairs.len() as f64
    };
    let tells = pairs.iter().any(|pair| pair.0 != first.0) && pairs.iter().any(|pair| pair.1 != first.1);
    let agreed = share(&|pair| pair.0 == pair.1);
    let by_chance: f64 = SIDES.iter().map(|side| share(&|pair| pair.0 == *side) * share(&|pair| pair.1 == *side)).sum();
    let kappa = tells.then(|| (agreed - by_chance) / (1.0 - by_chance));
    Some(Comparison {
        areas: pairs.len(),
        kappa,
        opposed: pairs.iter().filter(|pair| opposite(pair.0, pair.1)).count(),
    })
}
