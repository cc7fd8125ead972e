//! The report in Markdown: every rate beside its counts.

use super::{Comparison, Estimate, Report, SignalReport, TrialReport};
use std::fmt::{Display, Formatter, Result, Write as _};
use terms::period::date_in_words;

impl Report {
    /// The report as Markdown, for a terminal, a page or a file.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.to_string()
    }
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        writeln!(out, "# Back-test: {} (version {})\n", self.pack, self.version)?;
        writeln!(
            out,
            "Signals as they could be known on each day, against what was published about councils up to {}. Flagged: \
             {:.0}% of each day and tier. Tier AUC: how often a council that had the event worried the signal more than \
             one that had none, of the same day and tier; 0.5 is chance. In brackets: 95% intervals, councils drawn {} \
             times with seed {}.\n",
            date_in_words(self.events_to),
            self.flagged_share * 100.0,
            self.bootstrap.draws,
            self.bootstrap.seed
        )?;
        writeln!(
            out,
            "Few councils had such an event: read the counts, not the rates. A flag is a reason to talk, never a \
             probability."
        )?;
        for trial in &self.trials {
            writeln!(out)?;
            trial.fmt(out)?;
        }
        Ok(())
    }
}

impl Display for TrialReport {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        writeln!(out, "## {}\n", self.title)?;
        writeln!(
            out,
            "Looks for {}. {} councils at risk, {} of them with the event.\n",
            self.event.words(),
            self.councils,
            self.events
        )?;
        writeln!(
            out,
            "| Signal | Council-years | Tier AUC | Raw AUC | Flagged | Caught | False alarms | Months of warning, middle |"
        )?;
        writeln!(out, "|---|--:|---|--:|--:|---|---|--:|")?;
        for signal in &self.signals {
            writeln!(out, "{}", row(signal))?;
        }
        let compared: Vec<(&SignalReport, &Comparison)> =
            self.signals.iter().filter_map(|signal| Some((signal, signal.against.as_ref()?))).collect();
        if !compared.is_empty() {
            writeln!(out, "\nOn the council-years that both have:\n")?;
            writeln!(
                out,
                "| Signal | Against | Council-years | Tier AUC | Difference | Caught | False alarms | Verdict |"
            )?;
            writeln!(out, "|---|---|--:|---|---|---|---|---|")?;
            for (signal, comparison) in compared {
                writeln!(out, "{}", comparison_row(signal, comparison))?;
            }
        }
        let missed: Vec<&SignalReport> =
            self.signals.iter().filter(|signal| (1..=MISSED_BY_NAME).contains(&signal.missed.len())).collect();
        if !missed.is_empty() {
            writeln!(out)?;
        }
        for signal in missed {
            writeln!(out, "- {} did not see: {}.", signal.title, signal.missed.join(", "))?;
        }
        Ok(())
    }
}

/// So many missed councils are named; more are told by their number alone.
const MISSED_BY_NAME: usize = 3;

fn row(signal: &SignalReport) -> String {
    let mut title = signal.title.clone();
    if let Some(other) = &signal.on_rows_of {
        let _ = write!(title, " (where `{other}` has a value too)");
    }
    let record = &signal.record;
    format!(
        "| {title} (`{}`) | {} | {} | {} | {} | {} of {} | {} of {}{} | {} |",
        signal.id,
        signal.rows,
        estimate(signal.tier_auc),
        signal.raw_auc.map_or("–".into(), |auc| format!("{auc:.2}")),
        record.flagged,
        record.caught,
        record.events,
        record.false_alarms,
        record.flagged,
        signal.false_alarm_share().map_or(String::new(), |share| format!(" ({:.0}%)", share * 100.0)),
        signal.median_lead_months.map_or("–".into(), |months| format!("{months:.0}")),
    )
}

fn comparison_row(signal: &SignalReport, comparison: &Comparison) -> String {
    let (new, old) = (&comparison.record, &comparison.baseline_record);
    format!(
        "| `{}` | `{}` | {} | {:.2} against {:.2} | {} | {} against {} of {} | {} of {} against {} of {} | {} |",
        signal.id,
        comparison.baseline,
        comparison.rows,
        comparison.tier_auc,
        comparison.baseline_tier_auc,
        signed(comparison.difference),
        new.caught,
        old.caught,
        new.events,
        new.false_alarms,
        new.flagged,
        old.false_alarms,
        old.flagged,
        comparison.verdict.words(),
    )
}

fn estimate(estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate else { return "–".into() };
    match (estimate.lower, estimate.upper) {
        (Some(lower), Some(upper)) => format!("{:.2} ({lower:.2} to {upper:.2})", estimate.value),
        _ => format!("{:.2}", estimate.value),
    }
}

fn signed(estimate: Estimate) -> String {
    let text = |value: f64| format!("{value:+.2}").replace('-', "−");
    match (estimate.lower, estimate.upper) {
        (Some(lower), Some(upper)) => format!("{} ({} to {})", text(estimate.value), text(lower), text(upper)),
        _ => text(estimate.value),
    }
}
