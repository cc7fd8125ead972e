//! Charts of linkage: why a pair weighs what it weighs, what a model believes, how a person hangs together.

mod cluster;
mod histogram;
mod intervals;
mod outcomes;
mod threshold;
mod waterfall;

pub use cluster::{ClusterLine, ClusterNode, LineKind, cluster_graph, shape_of};
pub use histogram::{Histogram, HistogramMark, histogram};
pub use intervals::{IntervalRow, interval_rows};
pub use outcomes::{OutcomeBar, outcome_bars};
pub use threshold::{ThresholdPoint, threshold_costs};
pub use waterfall::{Waterfall, WaterfallStep, waterfall};

/// Cuts a label that would leave its sheet. The whole of it stands in the table beneath every chart.
fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A weight with its sign, as people read it: `+7.2`, `−3.1`.
pub(crate) fn signed(weight: f64) -> String {
    let rounded = (weight * 10.0).round() / 10.0;
    if rounded == 0.0 {
        "0.0".to_owned()
    } else if rounded < 0.0 {
        format!("−{:.1}", -rounded)
    } else {
        format!("+{rounded:.1}")
    }
}

#[cfg(test)]
mod tests;
