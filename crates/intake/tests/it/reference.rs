//! The dated map of the repository's own data, as a list: enough for this room's tests.

use intake::{
    recipe::Scheme,
    reference::{KnownArea, KnownAreas, Tier},
};
use std::{collections::HashMap, path::PathBuf};
use terms::{AreaCode, Date};

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn rows(path: &str) -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(repository(path)).expect("the file is in the repository");
    let mut lines = text.lines().map(cells);
    let header = lines.next().unwrap_or_default();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().expect("there is one").push(other),
        }
    }
    cells
}

fn tier(code: &str, kind: &str) -> Tier {
    match (&code[..3], kind) {
        ("E10", "county") => Tier::Upper,
        ("E07", "district") => Tier::Lower,
        ("E06" | "E08" | "E09", _) => Tier::Single,
        _ => Tier::Other,
    }
}

/// The areas of `data/place`.
pub fn known_areas() -> KnownAreas {
    let date = |text: &str| text.parse::<Date>().ok();
    let events: HashMap<String, (String, String)> = rows("data/place/events.csv")
        .into_iter()
        .map(|row| (row["event"].clone(), (row["kind"].clone(), row["date"].clone())))
        .collect();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows("data/place/names.csv") {
        names.entry(row["area_code"].clone()).or_default().push(row["name"].clone());
    }
    let mut keys: HashMap<String, Vec<(Scheme, String)>> = HashMap::new();
    for row in rows("data/place/schemes.csv") {
        let scheme = match row["scheme"].as_str() {
            "dfe" => Scheme::Dfe,
            "finance" => Scheme::ECode,
            "register" => Scheme::ThreeLetter,
            _ => continue,
        };
        keys.entry(row["code"].clone()).or_default().push((scheme, row["scheme_code"].clone()));
    }
    let mut successors: HashMap<String, (Vec<AreaCode>, bool)> = HashMap::new();
    for row in rows("data/place/event_links.csv") {
        let (Ok(to), Some((kind, _))) = (AreaCode::parse(&row["to_code"]), events.get(&row["event"])) else { continue };
        let entry = successors.entry(row["from_code"].clone()).or_default();
        entry.0.push(to);
        entry.1 = kind == "recode";
    }
    KnownAreas::new(rows("data/place/areas.csv").into_iter().filter_map(|row| {
        let code = AreaCode::parse(&row["area_code"]).ok()?;
        let mut all = vec![row["name"].clone()];
        all.extend(names.remove(&row["area_code"]).unwrap_or_default());
        let (successors, recoded) = successors.remove(&row["area_code"]).unwrap_or_default();
        Some(KnownArea {
            code,
            names: all,
            tier: tier(code.as_str(), &row["kind"]),
            from: date(&row["valid_from"]),
            to: date(&row["valid_to"]),
            successors,
            recoded,
            keys: keys.remove(code.as_str()).unwrap_or_default(),
        })
    }))
}
