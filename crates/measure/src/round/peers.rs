//! Statistical peers: places in like circumstances, by an open method, with what makes them alike and how much the
//! choice depends on one circumstance. They come in the order of likeness, which is no order of value.

use super::{circumstances::Circumstances, refusal::Refusal};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::AreaCode;

/// How peers are found.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerMethod {
    /// How many.
    pub count: usize,
    /// Weights of circumstances by name; 1 where none is given.
    pub weights: BTreeMap<String, f64>,
}

impl Default for PeerMethod {
    /// Fifteen, every circumstance alike.
    fn default() -> Self {
        Self { count: 15, weights: BTreeMap::new() }
    }
}

/// One peer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peer {
    /// The area.
    pub area: AreaCode,
    /// How unlike it is: the weighted Euclidean distance over standardised circumstances, `√(Σ w d²/Σ w)`, in standard
    /// deviations for each circumstance.
    pub distance: f64,
    /// The distance as a share of that to the area most unlike.
    pub of_farthest: f64,
    /// What sets the two apart: each circumstance's share of the squared distance, in the order of the circumstances.
    pub drivers: Vec<Driver>,
}

/// One circumstance's part in a distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// The circumstance.
    pub circumstance: String,
    /// Its share of the squared distance, 0 to 1.
    pub share: f64,
    /// The peer's value minus the area's, in standard deviations.
    pub difference: f64,
}

/// How many peers stay when the method changes in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The circumstance that is changed.
    pub circumstance: String,
    /// How many of the peers stay when it is left out.
    pub left_out: usize,
    /// How many stay when it counts double.
    pub doubled: usize,
}

/// The peers of an area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peers {
    /// The area.
    pub area: AreaCode,
    /// Its peers, the most alike first.
    pub peers: Vec<Peer>,
    /// For each circumstance, how many of the peers stay without it or with twice its weight.
    pub sensitivity: Vec<Kept>,
}

/// Finds the peers of an area. Nothing where its circumstances are not known.
///
/// # Errors
/// [`Refusal::NoCircumstances`] where the weights leave no circumstance, or one is not a number from 0.
pub fn peers(circumstances: &Circumstances, area: AreaCode, method: &PeerMethod) -> Result<Option<Peers>, Refusal> {
    let weights: Vec<f64> =
        circumstances.columns().iter().map(|column| method.weights.get(&column.id).copied().unwrap_or(1.0)).collect();
    if weights.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0)) || weights.iter().sum::<f64>() <= 0.0 {
        return Err(Refusal::NoCircumstances);
    }
    let Some(near) = Near::of(circumstances, area) else { return Ok(None) };
    let found = near.nearest(&weights, method.count);
    let farthest = near.farthest(&weights);
    let whole: f64 = weights.iter().sum();
    let peers = found
        .iter()
        .map(|&(position, distance)| Peer {
            area: near.areas[position],
            distance,
            of_farthest: if farthest > 0.0 { distance / farthest } else { 0.0 },
            drivers: circumstances
                .columns()
                .iter()
                .zip(&near.differences[position])
                .zip(&weights)
                .map(|((column, difference), weight)| Driver {
                    circumstance: column.id.clone(),
                    share: if distance > 0.0 {
                        weight * difference * difference / whole / (distance * distance)
                    } else {
                        0.0
                    },
                    difference: *difference,
                })
                .collect(),
        })
        .collect();
    let chosen: BTreeSet<usize> = found.iter().map(|(position, _)| *position).collect();
    let kept_with = |changed: Vec<f64>| {
        if changed.iter().sum::<f64>() <= 0.0 {
            return 0;
        }
        near.nearest(&changed, method.count).iter().filter(|(position, _)| chosen.contains(position)).count()
    };
    let sensitivity = circumstances
        .columns()
        .iter()
        .enumerate()
        .map(|(column, circumstance)| {
            let with = |factor: f64| {
                let mut changed = weights.clone();
                changed[column] *= factor;
                kept_with(changed)
            };
            Kept { circumstance: circumstance.id.clone(), left_out: with(0.0), doubled: with(2.0) }
        })
        .collect();
    Ok(Some(Peers { area, peers, sensitivity }))
}

/// All other areas with their differences from one.
struct Near {
    areas: Vec<AreaCode>,
    differences: Vec<Vec<f64>>,
}

impl Near {
    fn of(circumstances: &Circumstances, area: AreaCode) -> Option<Self> {
        let own = circumstances.of(area)?;
        let standards = circumstances.standards();
        let others: Vec<AreaCode> = circumstances.areas().iter().copied().filter(|&other| other != area).collect();
        let differences = others
            .iter()
            .filter_map(|&other| circumstances.of(other))
            .map(|row| {
                row.iter().zip(own).zip(&standards).map(|((there, here), by)| (there - here) / by.deviation).collect()
            })
            .collect();
        Some(Self { areas: others, differences })
    }

    fn distances(&self, weights: &[f64]) -> Vec<f64> {
        let whole: f64 = weights.iter().sum();
        self.differences
            .iter()
            .map(|differences| {
                let sum: f64 =
                    differences.iter().zip(weights).map(|(difference, weight)| weight * difference * difference).sum();
                (sum / whole).sqrt()
            })
            .collect()
    }

    /// Positions and distances, the nearest first; two as near as each other in the order of their codes.
    fn nearest(&self, weights: &[f64], count: usize) -> Vec<(usize, f64)> {
        let mut order: Vec<(usize, f64)> = self.distances(weights).into_iter().enumerate().collect();
        order.sort_by(|one, other| one.1.total_cmp(&other.1));
        order.truncate(count);
        order
    }

    fn farthest(&self, weights: &[f64]) -> f64 {
        self.distances(weights).into_iter().fold(0.0, f64::max)
    }
}

/// How many of some published neighbours our method finds too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// In both lists.
    pub shared: usize,
    /// Published neighbours that our circumstances hold, at most as many as our peers.
    pub of: usize,
}

impl Peers {
    /// Holds the peers against a published list in order of likeness, as far as it names areas that could be peers.
    #[must_use]
    pub fn overlap(&self, published: &[AreaCode], circumstances: &Circumstances) -> Overlap {
        let known: Vec<AreaCode> =
            published.iter().copied().filter(|&area| circumstances.of(area).is_some()).take(self.peers.len()).collect();
        Overlap { shared: self.peers.iter().filter(|peer| known.contains(&peer.area)).count(), of: known.len() }
    }
}
