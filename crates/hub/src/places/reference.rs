//! The dated map, as the `intake` room asks it. The two rooms do not know each other: this is the bridge.

use intake::{
    Reference,
    contract::Expected,
    recipe::Scheme,
    reference::{CodeState, Tier},
};
use place::{AreaSet, Map, NameMatch};
use terms::{AreaCode, Period};

/// Answers from the dated map.
#[derive(Debug, Clone, Copy)]
pub struct MapReference {
    map: &'static Map,
}

impl MapReference {
    /// Answers from this map.
    #[must_use]
    pub fn new(map: &'static Map) -> Self {
        Self { map }
    }
}

impl Reference for MapReference {
    fn state(&self, code: AreaCode, period: Option<&Period>) -> CodeState {
        let Some(period) = period else {
            return match self.map.area(code) {
                Some(_) => CodeState::Valid,
                None => absent(code),
            };
        };
        match self.map.state(code, period) {
            place::CodeState::Valid
            | place::CodeState::PartOfPeriod { .. }
            | place::CodeState::OutsideEngland { .. }
            | place::CodeState::NotCarried { .. } => CodeState::Valid,
            place::CodeState::Recoded { to, .. } => CodeState::Recoded { code: to },
            place::CodeState::RecodedLater { then, .. } => CodeState::Recoded { code: then },
            place::CodeState::Ended { on, successors } => {
                CodeState::Ended { on, successors: successors.into_iter().map(|heir| heir.code).collect() }
            }
            place::CodeState::NotYet { from, .. } => CodeState::NotYet { from },
            place::CodeState::Unknown => CodeState::Unknown,
        }
    }

    fn tier(&self, code: AreaCode) -> Tier {
        match self.map.area(code).and_then(place::Area::tier) {
            Some(place::Tier::Upper) => Tier::Upper,
            Some(place::Tier::Lower) => Tier::Lower,
            Some(place::Tier::Single) => Tier::Single,
            None => Tier::Other,
        }
    }

    fn name(&self, code: AreaCode) -> Option<String> {
        self.map.area(code).map(|area| area.name.clone())
    }

    fn find(&self, scheme: Scheme, key: &str, period: Option<&Period>) -> Vec<AreaCode> {
        let day = period.map(Period::last_day);
        let other = match scheme {
            Scheme::Gss => return AreaCode::parse(key).into_iter().collect(),
            Scheme::Name => return self.named(key, period.copied()),
            Scheme::ECode => place::Scheme::Finance,
            Scheme::ThreeLetter => place::Scheme::Register,
            Scheme::Dfe => place::Scheme::Dfe,
            Scheme::Ods => return Vec::new(),
        };
        match day.and_then(|day| self.map.by_scheme_at(other, key, day)) {
            Some(area) => vec![area.code],
            None => self.map.by_scheme(other, key).iter().filter_map(terms::BodyCode::area).collect(),
        }
    }

    fn expected(&self, set: &Expected, period: &Period) -> Vec<AreaCode> {
        let set = match set {
            Expected::Nobody => return Vec::new(),
            Expected::List(codes) => return codes.clone(),
            Expected::LowerTierAndUnitary => AreaSet::LowerTierAndUnitary,
            Expected::UpperTierAndUnitary => AreaSet::UpperTierAndUnitary,
            Expected::AllCouncils => AreaSet::Councils,
        };
        self.map.expected(set, period).into_iter().map(|area| area.code).collect()
    }

    fn same_place(&self, code: AreaCode) -> Vec<AreaCode> {
        self.map.codes_of(code).into_iter().filter(|&other| other != code).collect()
    }
}

impl MapReference {
    fn named(self, name: &str, period: Option<Period>) -> Vec<AreaCode> {
        let codes = |found: NameMatch<'_>| match found {
            NameMatch::One(area) => vec![area.code],
            NameMatch::Several(areas) => areas.into_iter().map(|area| area.code).collect(),
            NameMatch::None { .. } => Vec::new(),
        };
        // On the last day first, since a successor answers for the year in which it took over; then on the first day.
        let days = period.map_or_else(Vec::new, |period| vec![period.last_day(), period.start()]);
        for day in days {
            let found = codes(self.map.by_name(name, day));
            if !found.is_empty() {
                return found;
            }
        }
        // A name of another time is better than none: the check of its dates then says what is wrong.
        let mut found: Vec<AreaCode> = self
            .map
            .all_areas()
            .iter()
            .filter(|area| area.kind.has_council())
            .filter(|area| {
                area.name.eq_ignore_ascii_case(name.trim())
                    || area.names.iter().any(|other| other.text.eq_ignore_ascii_case(name.trim()))
            })
            .map(|area| area.code)
            .collect();
        found.dedup();
        found
    }
}

/// A code that the map does not hold: outside England, or of a kind that it does not carry one by one, is taken as
/// it is; any other is unknown.
fn absent(code: AreaCode) -> CodeState {
    let carried = ["E06", "E07", "E08", "E09", "E10", "E12", "E47", "E61", "E11"];
    if code.is_english() && carried.contains(&code.prefix()) { CodeState::Unknown } else { CodeState::Valid }
}
