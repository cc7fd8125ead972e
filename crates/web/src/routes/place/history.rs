//! How the councils of a place changed.

use super::super::readings::sentence;
use crate::words::list_in_words;
use hub::places::Place;
use place::Map;
use terms::{AreaCode, Date, period::date_in_words};

/// How the councils of a place changed, a sentence each, oldest first.
pub(super) fn history(map: &Map, place: &Place) -> Vec<String> {
    let steps = place.lineage.before.iter().chain(&place.lineage.after);
    let mut sentences: Vec<String> = Vec::new();
    for step in steps {
        let sentence = step_in_words(map, step);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// What happened in a step, as a sentence.
pub(in crate::routes) fn step_in_words(map: &Map, step: &place::Step) -> String {
    use place::EventKind;
    let before = step.date.yesterday().unwrap_or(step.date);
    let names = |codes: &[AreaCode], day: Date| {
        let mut names: Vec<&str> =
            codes.iter().filter_map(|code| map.area(*code)).map(|area| area.name_at(day)).collect();
        names.sort_unstable();
        names.dedup();
        list_in_words(&names)
    };
    let day = date_in_words(step.date);
    let (from, to) = (names(&step.from, before), names(&step.to, step.date));
    let what = match step.kind {
        EventKind::Merge | EventKind::Split => format!("{from} became {to}"),
        EventKind::Recode if from == to => format!("{from} was given another code"),
        EventKind::Recode => format!("{from} became {to}, on the same land"),
        EventKind::Rename => format!("{from} took the name {to}"),
        EventKind::BoundaryChange => {
            format!("the boundary moved between {}", if from == to { from.clone() } else { format!("{from} and {to}") })
        }
        EventKind::Create => format!("{to} began"),
        EventKind::Abolish => format!("{from} ended"),
    };
    let note = if step.note.trim().is_empty() { String::new() } else { format!(" {}", sentence(&step.note)) };
    format!("On {day} {what}.{note}")
}
