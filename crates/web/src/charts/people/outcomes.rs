//! The outcomes of one comparison: how often each is met among pairs of one person (filled) and of two (hollow).

use super::{
    super::{
        canvas::{Anchor, Canvas, Svg},
        scale::Scale,
    },
    shortened,
};

/// One outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeBar {
    /// The outcome.
    pub label: String,
    /// Its chance among pairs of one person, 0 to 1.
    pub m: Option<f64>,
    /// Its chance among pairs of two.
    pub u: Option<f64>,
}

const WIDTH: f64 = 340.0;
const ROW: f64 = 54.0;
const VALUES: f64 = 78.0;

/// Draws the outcomes, each with two bars from zero on one scale. Nothing where there is none.
#[must_use]
pub fn outcome_bars(id: &str, title: &str, description: &str, outcomes: &[OutcomeBar]) -> Option<Svg> {
    if outcomes.is_empty() {
        return None;
    }
    let across = Scale::new((0.0, 1.0), (2.0, WIDTH - VALUES));
    let height = outcomes.len() as f64 * ROW;
    let mut canvas = Canvas::picture(id, "chart-fit", WIDTH, height, title, description);
    for (row, outcome) in outcomes.iter().enumerate() {
        let y = row as f64 * ROW;
        canvas.text("label-strong", (2.0, y + 15.0), Anchor::Start, &shortened(&outcome.label, 44));
        for (share, class, word, y) in
            [(outcome.m, "bar-for", "one", y + 20.0), (outcome.u, "bar-hollow", "two", y + 36.0)]
        {
            let value = match share.filter(|share| (0.0..=1.0).contains(share)) {
                Some(share) => {
                    let width = across.place(share) - across.place(0.0);
                    canvas.rectangle(class, (across.place(0.0), y), (width.max(1.0), 11.0));
                    format!("{} {word}", percent(share))
                }
                None => "not learnt".to_owned(),
            };
            canvas.text("label-tick", (WIDTH - 2.0, y + 10.0), Anchor::End, &value);
        }
    }
    canvas.line("axis", (across.place(0.0), 18.0), (across.place(0.0), height - 6.0));
    Some(canvas.finish())
}

/// A chance as a percentage that never rounds to none.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 || percent >= 99.95 {
        format!("{percent:.0}%")
    } else if percent >= 1.0 {
        format!("{percent:.1}%")
    } else if percent >= 0.01 {
        format!("{percent:.2}%")
    } else {
        "<0.01%".to_owned()
    }
}
