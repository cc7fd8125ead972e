//! The tables of skill, in Markdown. Outcomes come in the order given; places do not come at all.

use super::{MethodSkill, Skill};
use std::fmt::Write as _;

/// A number with two decimals and a true minus sign.
pub(super) fn two(number: f64) -> String {
    let text = format!("{:.2}", number.abs());
    if number < 0.0 && text != "0.00" { format!("−{text}") } else { text }
}

/// The same; a dash where there is none.
fn two_or_dash(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), two)
}

fn sign_free(number: f64) -> String {
    let text = format!("{number:.2}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// One row for each outcome: its heading and its skill.
#[must_use]
pub fn evidence_table(rows: &[(String, Skill)]) -> String {
    let mut table = String::from(
        "| Outcome | n | R² | LRO | Peers | Cover 80/95 | Width | Ceiling | Without London | z corr, next | Stays | \
         Adjust? |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (heading, skill) in rows {
        let next = skill.next_period;
        let _ = writeln!(
            table,
            "| {heading} | {} | {} [{}, {}] | {} | {} | {}/{} | {} | {} | {} | {} | {} | {} |",
            skill.areas,
            two(skill.r_squared),
            two(skill.r_squared_interval.0),
            two(skill.r_squared_interval.1),
            two(skill.r_squared_left_out_region),
            two(skill.r_squared_peers),
            sign_free(skill.coverage.within_80),
            sign_free(skill.coverage.within_95),
            sign_free(skill.width),
            skill.ceiling.map_or_else(|| "–".to_owned(), sign_free),
            two_or_dash(skill.r_squared_without_london),
            two_or_dash(next.map(|next| next.correlation)),
            two_or_dash(next.and_then(|next| next.stays())),
            skill.decision,
        );
    }
    table
}

/// One row for each method: means over outcomes.
#[must_use]
pub fn methods_table(rows: &[MethodSkill]) -> String {
    let mut table = String::from(
        "| Method | Spread | R² | LRO R² | 80% cover | 95% cover | Small/large | LRO cover | LRO cover, strangers | \
         CRPS gain |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let spread = match row.method.spread {
            crate::round::SpreadRule::Added => "τ² + s²",
            crate::round::SpreadRule::AddedWithSize => "τ² + φs²",
        };
        let _ = writeln!(
            table,
            "| {} | {spread} | {:.3} | {} | {:.3} | {:.3} | {}/{} | {} | {} | {:.3} |",
            row.method.model,
            row.r_squared,
            two(row.r_squared_left_out_region),
            row.within_80,
            row.within_95,
            sign_free(row.small_and_large.0),
            sign_free(row.small_and_large.1),
            sign_free(row.left_out_region),
            sign_free(row.stranger),
            row.crps_gain,
        );
    }
    table
}
