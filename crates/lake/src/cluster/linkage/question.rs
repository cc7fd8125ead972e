//! What a cluster is asked about the pairs of one blocking rule.

use super::{
    function::Task,
    records::{BoundedColumns, Prepared, RuleColumns},
};
use crate::LakeError;
use link::{model::Between, score::Linkage};

const CANDIDATES: &str = include_str!("candidates.sql");
const WINDOWS: &str = include_str!("windows.sql");
const PAIRS: &str = include_str!("pairs.sql");

/// The questions about one linkage.
pub(super) struct Question<'a> {
    linkage: &'a Linkage,
    rules: &'a [RuleColumns],
    /// The task of the functions, as SQL writes a text.
    task: String,
    /// What the functions are told of the record on each side.
    one: String,
    other: String,
}

impl<'a> Question<'a> {
    pub(super) fn new(linkage: &'a Linkage, prepared: &'a Prepared, threshold: f64) -> Result<Self, LakeError> {
        let task = Task::text(linkage.model(), prepared, threshold)?;
        let side = |side: &str| {
            let counts = (0..prepared.counted().len()).map(|at| format!("{side}.count_{at}"));
            let columns = (0..prepared.columns().len()).map(|at| format!("{side}.column_{at}"));
            std::iter::once(format!("{side}.record")).chain(counts).chain(columns).collect::<Vec<_>>().join(", ")
        };
        Ok(Self {
            linkage,
            rules: prepared.rules(),
            task: format!("'{}'", task.replace('\'', "''")),
            one: side("one"),
            other: side("other"),
        })
    }

    /// The pairs of a rule that weigh enough.
    pub(super) fn pairs(&self, rule: usize) -> String {
        PAIRS.replace("{candidates}", &self.candidates(rule))
    }

    /// All pairs of a rule that no earlier rule brings, each weighed.
    fn candidates(&self, rule: usize) -> String {
        let columns = &self.rules[rule];
        let mut conditions = String::new();
        let mut also = |condition: &str| {
            conditions.push_str("\n  AND ");
            conditions.push_str(condition);
        };
        if self.linkage.model().between == Between::Sources {
            also("one.source <> other.source");
        }
        if self.linkage.rule_asks_more(rule) {
            also(&self.holds(rule));
        }
        for earlier in 0..rule {
            also(&format!("NOT {}", self.meets(earlier)));
        }
        let fill = |one_from: &str, other_from: &str, left: &str, right: &str, joined: &str, more: &str| {
            CANDIDATES
                .replace("{one_from}", one_from)
                .replace("{other_from}", other_from)
                .replace("{left}", left)
                .replace("{right}", right)
                .replace("{joined}", joined)
                .replace("{conditions}", &format!("{more}{conditions}"))
                .replace("{one}", &self.one)
                .replace("{other}", &self.other)
                .replace("{task}", &self.task)
        };
        let whole = fill("records", "records", &columns.left, &columns.right, "", "");
        let Some(bounded) = &columns.bounded else { return whole };
        // Neighbours stand in one window of twice their number, or in two that overlap by half: the pair belongs to
        // the first that has both.
        let neighbours = self.linkage.neighbours();
        let windows = |block: &str, place: &str| {
            let windows = WINDOWS.replace("{place}", place).replace("{block}", block);
            format!("({})", windows.replace("{neighbours}", &neighbours.to_string()).trim())
        };
        let (one, other) = (&bounded.left_place, &bounded.right_place);
        let near = format!(
            "\n  AND abs(one.{one} - other.{other}) <= {neighbours}\n  AND least(one.{one}, other.{other}) / \
             {neighbours} = one.window_number"
        );
        let (one_from, other_from) = (windows(&bounded.left, one), windows(&bounded.right, other));
        let joined = " AND one.window_number = other.window_number";
        let near = fill(&one_from, &other_from, &bounded.left, &bounded.right, joined, &near);
        format!("{}\nUNION ALL\n{}", whole.trim(), near.trim())
    }

    /// Whether a rule brings a pair together.
    fn meets(&self, rule: usize) -> String {
        let RuleColumns { left, right, bounded } = &self.rules[rule];
        let mut meets = format!("(one.{left} = other.{right}) IS TRUE");
        if let Some(bounded) = bounded {
            let BoundedColumns { left, right, left_place: one, right_place: other } = bounded;
            let neighbours = self.linkage.neighbours();
            meets = format!(
                "({meets} OR (one.{left} = other.{right} AND abs(one.{one} - other.{other}) <= {neighbours}) IS TRUE)"
            );
        }
        if self.linkage.rule_asks_more(rule) {
            meets = format!("{meets} AND {}", self.holds(rule));
        }
        format!("({meets})")
    }

    /// Whether what a rule asks beyond equal keys holds for a pair.
    fn holds(&self, rule: usize) -> String {
        format!("link_holds({}, {rule}, {}, {})", self.task, self.one, self.other)
    }
}
