//! Finding an area by its name, in the many ways that people and files write it.

use crate::area::Area;
use crate::{AreaKind, Filter, Map};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{AreaCode, Date};

/// What a name led to.
#[derive(Debug, Clone, PartialEq)]
pub enum NameMatch<'a> {
    /// One area.
    One(&'a Area),
    /// Several areas have the name: by kind (councils first), then by code.
    Several(Vec<&'a Area>),
    /// None on that day; with areas whose names are like it, the likest first.
    None {
        /// Areas with a name like it, or which had that name on another day.
        suggestions: Vec<&'a Area>,
    },
}

impl<'a> NameMatch<'a> {
    /// The one area, if there is one.
    #[must_use]
    pub fn one(&self) -> Option<&'a Area> {
        match self {
            Self::One(area) => Some(area),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    /// Names as written, folded.
    whole: HashMap<String, Vec<AreaCode>>,
    /// Names without the words that say what sort of council it is.
    core: HashMap<String, Vec<AreaCode>>,
    /// For the search box: each area's folded names.
    folded: BTreeMap<AreaCode, Vec<String>>,
}

impl NameIndex {
    pub(crate) fn of(areas: &[Area]) -> Self {
        let mut index = Self::default();
        for area in areas {
            let names: BTreeSet<String> =
                area.names.iter().map(|name| fold(&name.text)).chain([fold(&area.name)]).collect();
            let cores: BTreeSet<String> = names.iter().map(|name| core(name)).collect();
            for name in &names {
                index.whole.entry(name.clone()).or_default().push(area.code);
            }
            for name in cores {
                index.core.entry(name).or_default().push(area.code);
            }
            index.folded.insert(area.code, names.into_iter().collect());
        }
        index
    }
}

/// Folds case, accents that matter here, punctuation and the usual short forms.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => folded.push_str(" and "),
            '\'' | '’' | '.' => {}
            _ if character.is_alphanumeric() => folded.extend(character.to_lowercase()),
            _ => folded.push(' '),
        }
    }
    let words = folded.split_whitespace().map(|word| match word {
        "saint" => "st",
        "boro" | "bor" => "borough",
        "met" => "metropolitan",
        "dist" => "district",
        "co" => "county",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Drops the words that say what sort of council it is, in front and behind, as long as something is left.
fn core(folded: &str) -> String {
    const BEHIND: [&str; 22] = [
        "council",
        "borough",
        "district",
        "county",
        "city",
        "metropolitan",
        "unitary",
        "authority",
        "corporation",
        "ua",
        "mbc",
        "mdc",
        "dc",
        "cc",
        "bc",
        "mb",
        "cbc",
        "lb",
        "ca",
        "combined",
        "mayoral",
        "region",
    ];
    const BEFORE: [&str; 11] = [
        "city of",
        "london borough of",
        "royal borough of",
        "borough of",
        "county of",
        "district of",
        "council of",
        "the",
        "county",
        "lb",
        "rb",
    ];
    if folded == "city of london" || folded.starts_with("city of london ") {
        return "city of london".to_owned();
    }
    let mut words: Vec<&str> = folded.split(' ').collect();
    // `Bristol, City of` and `Herefordshire, County of`.
    if let [.., "city" | "county", "of"] = words[..] {
        words.truncate(words.len() - 2);
    }
    while words.len() > 1 && BEHIND.contains(&words[words.len() - 1]) {
        words.pop();
    }
    let mut text = words.join(" ");
    while let Some(rest) = BEFORE.iter().find_map(|start| text.strip_prefix(start)?.strip_prefix(' ')) {
        text = rest.to_owned();
    }
    text
}

/// The number of single-character changes between two texts.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, from) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, to) in other.iter().enumerate() {
            let change = corner + usize::from(from != *to);
            corner = row[column + 1];
            row[column + 1] = change.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// How unlike a query is to a name: 0 is the same. `None` when it is not like it at all.
fn unlikeness(query: &str, name: &str) -> Option<usize> {
    if name == query {
        return Some(0);
    }
    if name.starts_with(query) {
        return Some(1);
    }
    if query.split(' ').all(|word| name.split(' ').any(|part| part.starts_with(word))) {
        return Some(2);
    }
    let allowed = query.chars().count() / 4;
    let changes = distance(query, name);
    (changes <= allowed).then_some(2 + changes)
}

fn order(kind: AreaKind) -> usize {
    match kind {
        kind if kind.has_council() => 0,
        AreaKind::CombinedAuthority | AreaKind::GreaterLondon => 1,
        AreaKind::Region | AreaKind::Country => 2,
        AreaKind::MetropolitanCounty => 3,
        AreaKind::NationalPark | AreaKind::DevelopmentCorporationArea | AreaKind::PartOfLondon => 4,
        _ => 5,
    }
}

impl Map {
    /// The area that a name stands for on a day. Case, punctuation, “&”, “Council”, “City of”, “St.” and their like
    /// do not matter. A council comes before a larger area of the same name; areas of police, fire, health and
    /// community safety are found only where nothing else has the name: ask [`Map::by_name_among`] for those.
    #[must_use]
    pub fn by_name(&self, text: &str, as_at: Date) -> NameMatch<'_> {
        let (found, earlier) = self.named(text, as_at, Filter::All);
        let councils: Vec<&Area> = found.iter().copied().filter(|area| area.kind.has_council()).collect();
        if let [area] = councils[..] {
            return NameMatch::One(area);
        }
        let main: Vec<&Area> = found.iter().copied().filter(|area| order(area.kind) < 5).collect();
        let found = if main.is_empty() { found } else { main };
        self.matched(text, as_at, found, earlier)
    }

    /// The area of the wanted kind that a name stands for on a day.
    #[must_use]
    pub fn by_name_among(&self, text: &str, as_at: Date, filter: Filter) -> NameMatch<'_> {
        let (found, earlier) = self.named(text, as_at, filter);
        self.matched(text, as_at, found, earlier)
    }

    fn matched<'a>(&'a self, text: &str, as_at: Date, found: Vec<&'a Area>, earlier: Vec<&'a Area>) -> NameMatch<'a> {
        match found[..] {
            [area] => NameMatch::One(area),
            [] => {
                let suggestions = if earlier.is_empty() { self.search(text, as_at) } else { earlier };
                NameMatch::None { suggestions }
            }
            _ => NameMatch::Several(found),
        }
    }

    /// Areas with the name: those of the day, and those of other days.
    fn named(&self, text: &str, as_at: Date, filter: Filter) -> (Vec<&Area>, Vec<&Area>) {
        let whole = fold(text);
        let core = core(&whole);
        let mut earlier: Vec<&Area> = Vec::new();
        for (index, name) in [(&self.names.whole, &whole), (&self.names.core, &core)] {
            let mut areas: Vec<&Area> = index
                .get(name)
                .into_iter()
                .flatten()
                .filter_map(|&code| self.area(code))
                .filter(|area| filter.takes(area.kind))
                .collect();
            areas.sort_by_key(|area| (order(area.kind), area.code));
            let (now, then): (Vec<_>, Vec<_>) = areas.into_iter().partition(|area| area.span.contains(as_at));
            if !now.is_empty() {
                return (now, Vec::new());
            }
            earlier.extend(then);
        }
        earlier.dedup_by_key(|area| area.code);
        (Vec::new(), earlier)
    }

    /// Areas of a day whose names are like a text, for a search box: the likest names first, then by name. At most
    /// twenty. A code is found too.
    #[must_use]
    pub fn search(&self, text: &str, as_at: Date) -> Vec<&Area> {
        if let Some(area) = AreaCode::from_bytes(text.trim().as_bytes()).and_then(|code| self.area(code)) {
            return vec![area];
        }
        let query = fold(text);
        let short = core(&query);
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(usize, usize, &str, &Area)> = Vec::new();
        for area in self.areas(as_at, Filter::All) {
            let names = self.names.folded.get(&area.code).into_iter().flatten();
            let nearest = names.flat_map(|name| [unlikeness(&query, name), unlikeness(&short, name)]).flatten().min();
            if let Some(unlike) = nearest {
                found.push((unlike, order(area.kind), area.name.as_str(), area));
            }
        }
        found.sort_by_key(|&(unlike, order, name, area)| (unlike, order, name, area.code));
        found.into_iter().take(20).map(|(.., area)| area).collect()
    }

    /// The area behind whatever a person typed: a code (also one of ours for a body, or of another scheme), an
    /// address part, or a name.
    #[must_use]
    pub fn find(&self, text: &str, as_at: Date) -> NameMatch<'_> {
        let text = text.trim();
        let by_code = crate::code_from_slug(text)
            .and_then(|code| self.area(code))
            .or_else(|| crate::Scheme::ALL.iter().find_map(|&scheme| self.by_scheme_at(scheme, text, as_at)));
        match by_code {
            Some(area) => NameMatch::One(area),
            None => self.by_name(text, as_at),
        }
    }
}
