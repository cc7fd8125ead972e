//! Directly and indirectly standardised rates.

use super::{
    case::{Case, Malformed, Part, pick, positions},
    check::{Check, Tolerance},
    events::{estimate_row, labels, multiplier},
};
use crate::{
    estimate::{Confidence, Multiplier},
    refusal::Refusal,
    standardised::{
        AgeGroup, DirectRate, IndirectGroup, IndirectRate, RepeatedEvents, directly_standardised_rate,
        directly_standardised_rate_of_people, indirectly_standardised_rate, indirectly_standardised_ratio,
    },
};

const WITHIN: Tolerance = Tolerance::Relative(1e-12);

/// A column of counts in which the peer reads a missing one as none. The methods of this crate would refuse it.
fn with_missing_as_zero(input: Part<'_>, key: &str) -> Result<Vec<f64>, Malformed> {
    Ok(input.column(key)?.into_iter().map(|value| value.unwrap_or(0.0)).collect())
}

/// The rows of each area of the expectation; all rows where the input has no areas.
fn rows_by_area(case: &Case) -> Result<Vec<Vec<usize>>, Malformed> {
    let all = case.input().column("n")?.len();
    if !case.input().has("area") || !case.expected().has("area") {
        return Ok(vec![(0..all).collect()]);
    }
    let areas = case.input().texts("area")?;
    Ok(case.expected().texts("area")?.iter().map(|area| positions(&areas, area)).collect())
}

pub(super) fn direct(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let (levels, per) = (parameters.confidence()?, multiplier(parameters, "multiplier")?);
    let input = case.input();
    let (x, n, weight) = (with_missing_as_zero(input, "x")?, input.numbers("n")?, input.numbers("stdpop")?);
    let repeats = if input.has("eventfreq") { Some(input.numbers("eventfreq")?) } else { None };
    let expected = case.expected();
    for (row, rows) in rows_by_area(case)?.iter().enumerate() {
        let (x, n, weight) = (pick(&x, rows)?, pick(&n, rows)?, pick(&weight, rows)?);
        let repeats = repeats.as_ref().map(|column| pick(column, rows)).transpose()?;
        let compute = |level: Confidence| match &repeats {
            None => {
                let groups: Vec<AgeGroup> = x
                    .iter()
                    .zip(&n)
                    .zip(&weight)
                    .map(|((events, population), standard)| AgeGroup {
                        events: *events,
                        population: *population,
                        standard: *standard,
                    })
                    .collect();
                directly_standardised_rate(&groups, level, per)
            }
            Some(repeats) => of_people(&x, &n, &weight, repeats, level, per),
        };
        if case.is_refused() {
            check.refused("input", &compute(Confidence::P95));
            continue;
        }
        let got = compute(Confidence::P95);
        let at = |key: &str| Ok::<_, Malformed>(expected.column(key)?.get(row).copied().flatten());
        if let Some(events) = events_of(&got) {
            check.maybe(&format!("total_count[{row}]"), Some(events), at("total_count")?, WITHIN);
        }
        if let Ok(rate) = &got {
            check.maybe(&format!("total_pop[{row}]"), Some(rate.population), at("total_pop")?, WITHIN);
        }
        let words = expected.texts("statistic")?;
        let word = words.get(row).map_or("", String::as_str);
        match &got {
            Err(Refusal::TooFewEvents { .. }) => check.same("statistic", word, "dsr NA for total count < 10"),
            _ => check.same("statistic", word, format!("dsr per {}", per.per()).as_str()),
        }
        estimate_row(check, expected, row, &levels, |level| compute(level).map(|rate| rate.estimate))?;
    }
    if case.is_refused() { Ok(()) } else { confidence_label(check, expected, &levels) }
}

fn confidence_label(check: &mut Check, expected: Part<'_>, levels: &[Confidence]) -> Result<(), Malformed> {
    // The statistic differs from row to row and is checked there.
    let word = expected.texts("statistic")?;
    if word.windows(2).all(|pair| pair[0] == pair[1]) {
        labels(check, expected, levels, word.first().map_or("", String::as_str))?;
    }
    Ok(())
}

fn events_of(rate: &Result<DirectRate, Refusal>) -> Option<f64> {
    match rate {
        Ok(rate) => Some(rate.events),
        Err(Refusal::TooFewEvents { events, .. }) => Some(*events),
        Err(_) => None,
    }
}

/// Rows with a number of events for each person: the age groups repeat, once for each number.
fn of_people(
    people: &[f64],
    n: &[f64],
    weight: &[f64],
    repeats: &[f64],
    level: Confidence,
    per: Multiplier,
) -> Result<DirectRate, Refusal> {
    let mut numbers = repeats.to_vec();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let rows_of = |number: f64| repeats.iter().enumerate().filter(move |(_, other)| other.total_cmp(&number).is_eq());
    let Some(first) = numbers.first() else {
        return Err(Refusal::TooFew { what: "age groups", needed: 1, found: 0 });
    };
    let groups: Vec<AgeGroup> =
        rows_of(*first).map(|(at, _)| AgeGroup { events: 0.0, population: n[at], standard: weight[at] }).collect();
    let sets: Vec<RepeatedEvents> = numbers
        .iter()
        .map(|number| RepeatedEvents {
            events_each: *number,
            people: rows_of(*number).map(|(at, _)| people[at]).collect(),
        })
        .collect();
    directly_standardised_rate_of_people(&groups, &sets, level, per)
}

type Indirect = fn(f64, &[IndirectGroup], Confidence, Multiplier) -> Result<IndirectRate, Refusal>;

fn indirect(
    case: &Case,
    check: &mut Check,
    multiplier_key: &str,
    statistic: &str,
    method: Indirect,
) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let (levels, per) = (parameters.confidence()?, multiplier(parameters, multiplier_key)?);
    let input = case.input();
    let x = with_missing_as_zero(input, "x")?;
    let n = with_missing_as_zero(input, "n")?;
    let reference_events = with_missing_as_zero(input, "xref")?;
    let reference_population = input.numbers("nref")?;
    let expected = case.expected();
    for (row, rows) in rows_by_area(case)?.iter().enumerate() {
        let observed: f64 = pick(&x, rows)?.iter().sum();
        let groups: Vec<IndirectGroup> = rows
            .iter()
            .map(|at| IndirectGroup {
                population: n[*at],
                reference_events: reference_events.get(*at).copied().unwrap_or(f64::NAN),
                reference_population: reference_population.get(*at).copied().unwrap_or(f64::NAN),
            })
            .collect();
        let compute = |level: Confidence| method(observed, &groups, level, per);
        if case.is_refused() {
            check.refused("input", &compute(Confidence::P95));
            continue;
        }
        let got = compute(Confidence::P95).ok();
        let at = |key: &str| Ok::<_, Malformed>(expected.column(key)?.get(row).copied().flatten());
        if let Some(got) = &got {
            check.maybe(&format!("observed[{row}]"), Some(got.observed), at("observed")?, WITHIN);
            check.maybe(&format!("expected[{row}]"), Some(got.expected), at("expected")?, WITHIN);
            if expected.has("ref_rate") {
                check.maybe(&format!("ref_rate[{row}]"), Some(got.reference_rate), at("ref_rate")?, WITHIN);
            }
        }
        estimate_row(check, expected, row, &levels, |level| compute(level).map(|rate| rate.estimate))?;
    }
    if case.is_refused() {
        return Ok(());
    }
    labels(check, expected, &levels, &format!("{statistic} {}", per.per()))
}

pub(super) fn indirect_rate(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    indirect(case, check, "multiplier", "indirectly standardised rate per", indirectly_standardised_rate)
}

pub(super) fn indirect_ratio(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    indirect(case, check, "refvalue", "indirectly standardised ratio x", indirectly_standardised_ratio)
}
