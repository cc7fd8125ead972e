//! Why two records are taken for one person, or for two: a waterfall of weights, a table and words.

use super::sheet;
use crate::{
    charts::bars::{Both, Row, two_sided},
    components::{Column, Table, TableCell},
};
use askama::Template;

/// Why a pair weighs what it weighs, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct PairTold {
    /// What the pair shows, such as “near the threshold”; may be empty.
    pub heading: String,
    /// The first record.
    pub left: String,
    /// The other.
    pub right: String,
    /// The whole in one sentence.
    pub words: String,
    /// The weight before anything is compared.
    pub prior: f64,
    /// What each comparison adds.
    pub steps: Vec<StepTold>,
    /// The weight in the end.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// The blocking rule that brings the two together; `None` when none does.
    pub rule: Option<String>,
}

/// One step of the waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct StepTold {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// What was compared: column, left, right.
    pub values: Vec<(String, Option<String>, Option<String>)>,
    /// What it adds to the weight, with what the frequency of the value adds.
    pub weight: f64,
    /// The step in words.
    pub words: String,
}

impl PairTold {
    /// The waterfall. `id` must be unique in its page.
    #[must_use]
    pub fn chart(&self, id: &str) -> Option<Both> {
        let row = |label: String, from: f64, to: f64, sum: bool| Row {
            heading: String::new(),
            label,
            from,
            to,
            value: sheet::weight(if sum { to } else { to - from }),
            sum,
        };
        let mut rows = vec![row("before anything is compared".to_owned(), 0.0, self.prior, true)];
        let mut at = self.prior;
        for step in &self.steps {
            rows.push(row(format!("{}: {}", step.comparison, step.outcome), at, at + step.weight, false));
            at += step.weight;
        }
        rows.push(row("in the end".to_owned(), 0.0, self.weight, true));
        let title = format!("What adds up to the weight of {} and {}", self.left, self.right);
        two_sided(id, &title, &self.words, &rows)
    }

    /// The values side by side, with what each outcome adds.
    #[must_use]
    pub fn table(&self) -> Table {
        let words = |value: &Option<String>| value.clone().unwrap_or_else(|| "missing".to_owned());
        let all = |side: &dyn Fn(&(String, Option<String>, Option<String>)) -> String, step: &StepTold| {
            step.values.iter().map(side).collect::<Vec<_>>().join(", ")
        };
        let mut rows = Vec::new();
        for step in &self.steps {
            rows.push(vec![
                TableCell::new(step.comparison.clone()),
                TableCell::new(all(&|value| words(&value.1), step)),
                TableCell::new(all(&|value| words(&value.2), step)),
                TableCell::new(step.outcome.clone()),
                TableCell::new(sheet::weight(step.weight)),
            ]);
        }
        Table {
            caption: format!("{} and {}, side by side", self.left, self.right),
            caption_hidden: false,
            columns: vec![
                Column::words("What is compared"),
                Column::words(self.left.clone()),
                Column::words(self.right.clone()),
                Column::words("Outcome"),
                Column::numbers("Adds"),
            ],
            rows,
        }
    }

    fn probability_words(&self) -> String {
        sheet::share(self.probability)
    }

    fn weight_words(&self) -> String {
        sheet::weight(self.weight)
    }

    /// The waterfall alone.
    #[must_use]
    pub fn svg(&self) -> String {
        let styles = include_str!("../../../templates/pages/people/alone.css");
        let chart = self.chart("pair").map_or_else(String::new, |both| both.wide.as_str().to_owned());
        chart.replacen("<desc", &format!("<style>{styles}</style><desc"), 1)
    }
}

/// The page of one pair, alone in its file.
#[derive(Debug, Template)]
#[template(path = "pages/people/explanation.html")]
struct ExplanationPage<'a> {
    styles: String,
    pair: &'a PairTold,
    chart: Option<Both>,
    table: Table,
}

/// The page of one pair as one file that loads nothing.
///
/// # Errors
/// When it cannot be written, which it always can.
pub fn html(pair: &PairTold) -> Result<String, askama::Error> {
    ExplanationPage { styles: sheet::styles(), pair, chart: pair.chart("pair"), table: pair.table() }.render()
}

/// A pair in a longer page.
#[derive(Debug, Template)]
#[template(path = "pages/people/explained-pair.html")]
pub(super) struct PairPart {
    pub(super) heading: String,
    pub(super) words: String,
    pub(super) rule: Option<String>,
    pub(super) chart: Option<Both>,
    pub(super) table: Table,
}

/// Its own template escapes what it says.
impl askama::filters::HtmlSafe for PairPart {}

impl PairPart {
    pub(super) fn of(pair: &PairTold, number: usize) -> Self {
        Self {
            heading: pair.heading.clone(),
            words: pair.words.clone(),
            rule: pair.rule.clone(),
            chart: pair.chart(&format!("pair-{number}")),
            table: pair.table(),
        }
    }
}
