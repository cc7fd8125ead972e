//! Precision, recall and F1 of a whole run, from a sample that people looked at.

use super::Judgement;
use super::judgement::{Settled, Verdict, settle};
use super::sample::ReviewPair;

/// What the review says about a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewEstimate {
    /// Pairs of the sample that are settled as match or apart.
    pub settled: usize,
    /// The share of taken pairs that are matches.
    pub precision: f64,
    /// Its standard error.
    pub precision_error: f64,
    /// The share of the matches among all sampled bands that are taken. Pairs that blocking missed are not seen.
    pub recall: f64,
    /// Its standard error.
    pub recall_error: f64,
    /// The harmonic mean of both: of the pairs that are taken and those that are matches, counted twice where they are
    /// both, the share that is both.
    pub f1: f64,
    /// Its standard error.
    pub f1_error: f64,
}

/// Estimates precision, recall and F1 at a weight threshold. Each judged pair stands for the pairs of its band; the standard
/// errors are those of a stratified sample (linearised ratios).
#[must_use]
pub fn estimate(sample: &[ReviewPair], judgements: &[Judgement], threshold: f64) -> Option<ReviewEstimate> {
    let settled = settle(judgements);
    // Band, what it stands for, whether it is a match, whether it is taken.
    let mut judged: Vec<(usize, f64, f64, f64)> = Vec::new();
    for each in sample {
        let is_match = match settled.get(&(each.pair.left.min(each.pair.right), each.pair.left.max(each.pair.right))) {
            Some(Settled::Yes(Verdict::Match)) => 1.0,
            Some(Settled::Yes(Verdict::Apart)) => 0.0,
            _ => continue,
        };
        judged.push((each.band, each.stands_for, is_match, f64::from(u8::from(each.pair.weight >= threshold))));
    }
    let ratio = |of: fn(f64, f64) -> f64, among: fn(f64, f64) -> f64| -> Option<(f64, f64)> {
        let sum = |value: fn(f64, f64) -> f64| -> f64 {
            judged.iter().map(|(_, weight, is_match, taken)| weight * value(*is_match, *taken)).sum()
        };
        let (part, whole) = (sum(of), sum(among));
        if whole == 0.0 {
            return None;
        }
        let ratio = part / whole;
        let mut variance = 0.0;
        let bands = judged.iter().map(|each| each.0).max().unwrap_or(0);
        for band in 0..=bands {
            let residuals: Vec<f64> = judged
                .iter()
                .filter(|each| each.0 == band)
                .map(|(_, weight, is_match, taken)| {
                    weight * (of(*is_match, *taken) - ratio * among(*is_match, *taken)) / whole
                })
                .collect();
            let count = residuals.len() as f64;
            if count > 1.0 {
                let mean = residuals.iter().sum::<f64>() / count;
                let spread: f64 = residuals.iter().map(|each| (each - mean).powi(2)).sum();
                variance += count / (count - 1.0) * spread;
            }
        }
        Some((ratio, variance.sqrt()))
    };
    let (precision, precision_error) = ratio(|is_match, taken| is_match * taken, |_, taken| taken)?;
    let (recall, recall_error) = ratio(|is_match, taken| is_match * taken, |is_match, _| is_match)?;
    let (f1, f1_error) = ratio(|is_match, taken| 2.0 * is_match * taken, |is_match, taken| is_match + taken)?;
    Some(ReviewEstimate { settled: judged.len(), precision, precision_error, recall, recall_error, f1, f1_error })
}
