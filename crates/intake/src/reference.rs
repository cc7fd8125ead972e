//! What this room asks of the dated map. The hub answers from the `place` room; [`KnownAreas`] answers from a list.

use crate::{contract::Expected, recipe::Scheme};
use std::collections::{BTreeMap, HashMap};
use terms::{AreaCode, Date, Period};

/// What a code is in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeState {
    /// The area existed on some day of the period.
    Valid,
    /// It ended before the period.
    Ended {
        /// The first day on which it was no more.
        on: Date,
        /// What took its place.
        successors: Vec<AreaCode>,
    },
    /// It begins after the period.
    NotYet {
        /// Its first day.
        from: Date,
    },
    /// The same land had this other code in that period, by a change of code alone.
    Recoded {
        /// The code in force.
        code: AreaCode,
    },
    /// No such area is known.
    Unknown,
}

/// The tier of an area: who must never be added to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// A county in a two-tier area.
    Upper,
    /// A district in a two-tier area.
    Lower,
    /// One council for everything.
    Single,
    /// Anything else: a region, a country, a police force.
    Other,
}

/// What this room asks of the dated map.
pub trait Reference {
    /// What a code is in a period; on any day when there is no period.
    fn state(&self, code: AreaCode, period: Option<&Period>) -> CodeState;

    /// The tier of a code.
    fn tier(&self, code: AreaCode) -> Tier;

    /// The name of a code.
    fn name(&self, code: AreaCode) -> Option<String>;

    /// The areas that a key of a scheme means, in a period (or on any day). None: the key is unknown. Several: it
    /// could mean any of them.
    fn find(&self, scheme: Scheme, key: &str, period: Option<&Period>) -> Vec<AreaCode>;

    /// The areas from which figures are expected in a period.
    fn expected(&self, set: &Expected, period: &Period) -> Vec<AreaCode>;

    /// Other codes of the same land, by a change of code alone.
    fn same_place(&self, code: AreaCode) -> Vec<AreaCode>;
}

/// One area of a list.
#[derive(Debug, Clone)]
pub struct KnownArea {
    /// Its code.
    pub code: AreaCode,
    /// Its names; the first is shown.
    pub names: Vec<String>,
    /// Its tier.
    pub tier: Tier,
    /// Its first day, if known.
    pub from: Option<Date>,
    /// The first day on which it was no more.
    pub to: Option<Date>,
    /// What took its place.
    pub successors: Vec<AreaCode>,
    /// Whether its only successor is the same land under another code.
    pub recoded: bool,
    /// Its keys in other schemes.
    pub keys: Vec<(Scheme, String)>,
}

/// Areas from a list: for tests, and for checking without a hub.
#[derive(Debug, Clone, Default)]
pub struct KnownAreas {
    areas: BTreeMap<AreaCode, KnownArea>,
    keys: HashMap<(Scheme, String), Vec<AreaCode>>,
}

/// Words that end the name of a council without telling it from another.
const ENDINGS: [&str; 18] = [
    "council",
    "borough",
    "district",
    "county",
    "city",
    "ua",
    "metropolitan",
    "unitary",
    "authority",
    "mbc",
    "cc",
    "dc",
    "bc",
    "london",
    "royal",
    "of",
    "the",
    "corporation",
];

/// A name as it is compared: small letters, `&` as “and”, no punctuation, no “council” and the like at its end.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.to_lowercase().replace('&', " and ").chars() {
        match character {
            '\'' | '’' | '.' => {}
            character if character.is_alphanumeric() => text.push(character),
            _ => text.push(' '),
        }
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // “County Durham” and “City of London” keep their beginnings.
    while words.len() > 1
        && words.last().is_some_and(|last| ENDINGS.contains(last))
        && words.join(" ") != "city of london"
    {
        words.pop();
    }
    words.join(" ")
}

impl KnownAreas {
    /// Makes the list.
    #[must_use]
    pub fn new(areas: impl IntoIterator<Item = KnownArea>) -> Self {
        let mut known = Self::default();
        for area in areas {
            let names = area.names.iter().map(|name| (Scheme::Name, plain_name(name)));
            let keys = area.keys.iter().map(|(scheme, key)| (*scheme, key.to_uppercase()));
            for key in names.chain(keys) {
                let codes = known.keys.entry(key).or_default();
                if !codes.contains(&area.code) {
                    codes.push(area.code);
                }
            }
            known.areas.insert(area.code, area);
        }
        known
    }

    fn overlaps(area: &KnownArea, period: Period) -> bool {
        area.from.is_none_or(|from| from < period.end()) && area.to.is_none_or(|to| period.start() < to)
    }

    fn predecessor_by_code(&self, code: AreaCode) -> Option<&KnownArea> {
        self.areas.values().find(|area| area.recoded && area.successors == [code])
    }
}

impl Reference for KnownAreas {
    fn state(&self, code: AreaCode, period: Option<&Period>) -> CodeState {
        let Some(area) = self.areas.get(&code) else { return CodeState::Unknown };
        let Some(period) = period else { return CodeState::Valid };
        if Self::overlaps(area, *period) {
            return CodeState::Valid;
        }
        if let Some(on) = area.to.filter(|to| *to <= period.start()) {
            if let ([code], true) = (area.successors.as_slice(), area.recoded) {
                return CodeState::Recoded { code: *code };
            }
            return CodeState::Ended { on, successors: area.successors.clone() };
        }
        match self.predecessor_by_code(code) {
            Some(earlier) if Self::overlaps(earlier, *period) => CodeState::Recoded { code: earlier.code },
            _ => CodeState::NotYet { from: area.from.unwrap_or(period.end()) },
        }
    }

    fn tier(&self, code: AreaCode) -> Tier {
        self.areas.get(&code).map_or(Tier::Other, |area| area.tier)
    }

    fn name(&self, code: AreaCode) -> Option<String> {
        self.areas.get(&code)?.names.first().cloned()
    }

    fn find(&self, scheme: Scheme, key: &str, period: Option<&Period>) -> Vec<AreaCode> {
        let key = if scheme == Scheme::Name { plain_name(key) } else { key.trim().to_uppercase() };
        let all = self.keys.get(&(scheme, key)).cloned().unwrap_or_default();
        let Some(period) = period else { return all };
        let in_period: Vec<AreaCode> =
            all.iter().copied().filter(|code| Self::overlaps(&self.areas[code], *period)).collect();
        // A key of another time is better than none: the check of its dates then says what is wrong.
        if in_period.is_empty() { all } else { in_period }
    }

    fn expected(&self, set: &Expected, period: &Period) -> Vec<AreaCode> {
        let tiers: &[Tier] = match set {
            Expected::Nobody => return Vec::new(),
            Expected::List(codes) => return codes.clone(),
            Expected::LowerTierAndUnitary => &[Tier::Lower, Tier::Single],
            Expected::UpperTierAndUnitary => &[Tier::Upper, Tier::Single],
            Expected::AllCouncils => &[Tier::Upper, Tier::Lower, Tier::Single],
        };
        // On the last day of the period: a council that ended in it reports to nobody.
        let last = Period::day(period.last_day());
        let there = |area: &&KnownArea| {
            area.code.is_english() && tiers.contains(&area.tier) && last.is_none_or(|day| Self::overlaps(area, day))
        };
        self.areas.values().filter(there).map(|area| area.code).collect()
    }

    fn same_place(&self, code: AreaCode) -> Vec<AreaCode> {
        let later = self.areas.get(&code).filter(|area| area.recoded).map(|area| area.successors.clone());
        let earlier = self.predecessor_by_code(code).map(|area| area.code);
        later.unwrap_or_default().into_iter().chain(earlier).collect()
    }
}
