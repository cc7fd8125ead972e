//! What the signals did when tried on history, and how often the detectors speak where nothing happens.

use super::super::{Failed, data::capital};
use crate::{
    Frame, Section,
    components::{Column, Table, TableCell},
    pages::signals::{BacktestPage, EarlyWarningMethodPage, backtest::Trial},
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{extract::State as Shared, response::Response};
use hub::signals::{EvidenceKind, Report, Severity, SignalReport, Theme, TrialReport, false_alarms, pack};
use terms::{period::date_in_words, unit::grouped};

/// Missed councils that are named; more are told by their number alone.
const MISSED_BY_NAME: usize = 3;

/// What each signal that is used did in the trial that its record comes from: in sentences, and in counts.
pub(super) fn record(report: &Report) -> (Vec<String>, Option<Table>) {
    let mut sentences = Vec::new();
    let mut rows = Vec::new();
    for signal in pack().signals() {
        let Some(record) = signal.record.as_ref() else { continue };
        let Some(trial) = report.trials.iter().find(|trial| trial.id == record.trial) else { continue };
        let Some(found) = trial.signals.iter().find(|found| found.id == signal.id) else { continue };
        let (caught, events) = (found.record.caught, found.record.events);
        let months =
            found.median_lead_months.map(|months| format!(", usually about {} months before", grouped(months, 0)));
        sentences.push(format!(
            "{}: of {events} councils that came to {}, it had flagged {caught}{}. Of its {} flags, {} were followed by nothing of the kind.",
            signal.title,
            plain(trial.event.words()),
            months.unwrap_or_default(),
            found.record.flagged,
            found.record.false_alarms,
        ));
        rows.push(vec![
            TableCell::new(&signal.title),
            TableCell::new(&trial.title),
            TableCell::new(format!("{caught} of {events}")),
            TableCell::new(lead(found)),
            TableCell::new(false_alarm(found)),
        ]);
    }
    let table = Table {
        caption: "What each signal did when tried".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Signal"),
            Column::words("Tried on"),
            Column::numbers("Caught"),
            Column::numbers("Months of warning"),
            Column::numbers("False alarms"),
        ],
        rows,
    };
    (sentences, Some(table))
}

/// What an event is called, without what it comprises.
fn plain(words: &str) -> &str {
    words.split_once(':').map_or(words, |(name, _)| name)
}

fn lead(found: &SignalReport) -> String {
    found.median_lead_months.map_or_else(|| "–".to_owned(), |months| grouped(months, 0))
}

fn false_alarm(found: &SignalReport) -> String {
    let counts = format!("{} of {}", found.record.false_alarms, found.record.flagged);
    found.false_alarm_share().map_or(counts.clone(), |share| format!("{counts} ({}%)", grouped(share * 100.0, 0)))
}

fn auc(value: f64) -> String {
    format!("{value:.2}")
}

pub(super) async fn backtest(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let frame = Frame::new(
        Section::Outcomes,
        "Early warning, tried on history",
        "What every signal would have said from what was known then, and what came of it.",
    )
    .under([("Early warning", "/signals")], "Tried on history");
    let (events_to, flagged_percent, trials) = match state.hub.backtest(&reader()).await {
        Ok(report) => (
            date_in_words(report.events_to),
            format!("{}%", grouped(report.flagged_share * 100.0, 0)),
            report.trials.iter().map(trial).collect(),
        ),
        Err(hub::Error::Refused { .. }) => {
            (date_in_words(pack().events_to), format!("{}%", grouped(pack().flagged_share * 100.0, 0)), Vec::new())
        }
        Err(error) => return Err(error.into()),
    };
    Ok(render(&BacktestPage { frame, events_to, flagged_percent, trials }))
}

fn trial(trial: &TrialReport) -> Trial {
    let rows = trial.signals.iter().map(|found| {
        let title = match &found.on_rows_of {
            Some(other) => format!("{} (where “{}” has a value too)", found.title, title_of(other)),
            None => found.title.clone(),
        };
        let worried = found.tier_auc.map_or_else(
            || "–".to_owned(),
            |estimate| match estimate.lower.zip(estimate.upper) {
                Some((lower, upper)) => format!("{} ({} to {})", auc(estimate.value), auc(lower), auc(upper)),
                None => auc(estimate.value),
            },
        );
        vec![
            TableCell::new(title),
            TableCell::new(found.rows.to_string()),
            TableCell::new(worried),
            TableCell::new(format!("{} of {}", found.record.caught, found.record.events)),
            TableCell::new(false_alarm(found)),
            TableCell::new(lead(found)),
        ]
    });
    let compared: Vec<Vec<TableCell>> = trial
        .signals
        .iter()
        .filter_map(|found| {
            let against = found.against.as_ref()?;
            Some(vec![
                TableCell::new(&found.title),
                TableCell::new(title_of(&against.baseline)),
                TableCell::new(format!("{} against {}", auc(against.tier_auc), auc(against.baseline_tier_auc))),
                TableCell::new(format!(
                    "{} against {} of {}",
                    against.record.caught, against.baseline_record.caught, against.record.events
                )),
                TableCell::new(against.verdict.words()),
            ])
        })
        .collect();
    let missed = trial
        .signals
        .iter()
        .filter(|found| (1..=MISSED_BY_NAME).contains(&found.missed.len()))
        .map(|found| format!("{} did not see {}.", found.title, list_in_words(&found.missed)));
    Trial {
        id: trial.id.clone(),
        title: trial.title.clone(),
        sentence: format!(
            "Looks for {}. Of {} councils that could have had it, {} did.",
            trial.event.words(),
            trial.councils,
            trial.events
        ),
        signals: Table {
            caption: trial.title.clone(),
            caption_hidden: true,
            columns: vec![
                Column::words("Signal"),
                Column::numbers("Council-years"),
                Column::numbers("Worried more"),
                Column::numbers("Caught"),
                Column::numbers("False alarms"),
                Column::numbers("Months of warning"),
            ],
            rows: rows.collect(),
        },
        compared: (!compared.is_empty()).then(|| Table {
            caption: format!("New signals beside others: {}", trial.title),
            caption_hidden: true,
            columns: vec![
                Column::words("New signal"),
                Column::words("Must beat"),
                Column::numbers("Worried more"),
                Column::numbers("Caught"),
                Column::words("Verdict"),
            ],
            rows: compared,
        }),
        missed: missed.collect(),
    }
}

/// A signal's title.
fn title_of(id: &str) -> String {
    pack().signals().iter().find(|signal| signal.id == id).map_or_else(|| id.to_owned(), |signal| signal.title.clone())
}

pub(super) async fn method() -> Response {
    let alarms = false_alarms();
    let share = |percent: f64| TableCell::new(grouped(percent, if percent >= 10.0 { 0 } else { 1 }));
    let detectors = Table {
        caption: "False alarms of each detector, in 100 stable series".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Series"),
            Column::numbers("Values"),
            Column::numbers("Beyond limit"),
            Column::numbers("Run"),
            Column::numbers("Getting worse"),
            Column::numbers("Near limit"),
            Column::numbers("Level"),
            Column::numbers("Any of these"),
        ],
        rows: alarms
            .detectors
            .iter()
            .map(|row| {
                let shares = [row.beyond_limit, row.run, row.getting_worse, row.near_limit, row.level, row.any];
                let exact = shares.map(|percent| TableCell::new(format!("{percent:.2}")));
                [TableCell::new(capital(&row.series)), TableCell::new(row.points.to_string())]
                    .into_iter()
                    .chain(exact)
                    .collect()
            })
            .collect(),
    };
    let combinations = Table {
        caption: "False alarms of the rule that combines them, in 100".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Series"),
            Column::numbers("Watched"),
            Column::numbers("Quarters with watch"),
            Column::numbers("Quarters with talk"),
            Column::numbers("Councils ever with talk"),
            Column::numbers("Steps seen within a year"),
        ],
        rows: alarms
            .combinations
            .iter()
            .map(|row| {
                vec![
                    TableCell::new(capital(&row.series)),
                    TableCell::new(row.series_a_council.to_string()),
                    share(row.quarters_with_watch),
                    share(row.quarters_with_talk),
                    share(row.councils_ever_with_talk),
                    share(row.steps_seen_within_a_year),
                ]
            })
            .collect(),
    };
    let range = alarms.expected_range;
    render(&EarlyWarningMethodPage {
        frame: Frame::new(
            Section::About,
            "How early warning works",
            "The rule, what it looks for, and how often it speaks where nothing happens.",
        )
        .under([("Early warning", "/signals")], "How it works"),
        series_each: grouped(f64::from(alarms.series_each), 0),
        detectors,
        range: format!(
            "Of places that nothing but chance moves, {}% leave the expected range once, and {}% twice running or by far: that is what a range for four of five means.",
            grouped(range.mild, 1),
            grouped(range.marked, 1)
        ),
        combinations,
        evidence: evidence_table(),
    })
}

fn evidence_table() -> Table {
    let rows = Theme::ALL.into_iter().flat_map(|theme| {
        EvidenceKind::ALL.iter().filter(move |kind| kind.theme() == theme).map(move |kind| {
            vec![
                TableCell::new(capital(kind.words())),
                TableCell::new(theme.words()),
                TableCell::new(weight_word(kind.base_weight())),
                TableCell::new(kind.months().to_string()),
            ]
        })
    });
    Table {
        caption: "Kinds of evidence by Best Value theme".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Evidence"),
            Column::words("Theme"),
            Column::words("Weight"),
            Column::numbers("Months that it counts"),
        ],
        rows: rows.collect(),
    }
}

/// A weight in one word.
pub(super) fn weight_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Mild => "mild",
        Severity::Marked => "marked",
        Severity::Grave => "grave",
    }
}
