//! The dated map, as an expectation in the round asks it.

use measure::round::{assembly::Geography, pack::Tier};
use place::{AreaKind, AreaSet, EventKind, Filter, Map, Relation};
use std::collections::BTreeSet;
use terms::{AreaCode, Date};

/// The day on which regions are asked for: they have not changed since 2009, and every council of the packs is there.
const REGIONS_ON: Date = Date::constant(2023, 4, 1);

/// A flow of land from which a part counts as a whole: boundary trimmings are smaller.
const WHOLE: f64 = 0.99;

/// The map of England.
pub(super) struct England(pub &'static Map);

impl Geography for England {
    fn councils(&self, tier: Tier, on: Date) -> Vec<AreaCode> {
        let set = match tier {
            Tier::Lower => AreaSet::LowerTierAndUnitary,
            Tier::Upper => AreaSet::UpperTierAndUnitary,
        };
        self.0.areas(on, Filter::Set(set)).map(|area| area.code).collect()
    }

    fn districts(&self, area: AreaCode, on: Date) -> Vec<AreaCode> {
        let links = self.0.children(area, on).filter(|link| link.relation == Relation::County);
        let districts: Vec<AreaCode> = links.map(|link| link.area).collect();
        if districts.is_empty() { vec![area] } else { districts }
    }

    fn parts(&self, district: AreaCode, on: Date) -> Vec<AreaCode> {
        let there = |code: &AreaCode| self.0.area(*code).is_some_and(|area| area.span.contains(on));
        if let Some(code) = self.0.codes_of(district).into_iter().find(there) {
            return vec![code];
        }
        self.made_of(district).into_iter().flat_map(|part| self.parts(part, on)).collect()
    }

    fn same_land(&self, area: AreaCode) -> Vec<AreaCode> {
        let mut codes = self.0.codes_of(area);
        codes.sort_by_key(|&code| code != area);
        codes
    }

    fn lineage(&self, district: AreaCode) -> Vec<AreaCode> {
        let mut codes = self.0.codes_of(district);
        codes.extend(self.made_of(district).into_iter().flat_map(|part| self.lineage(part)).collect::<Vec<_>>());
        codes
    }

    fn region(&self, area: AreaCode) -> Option<AreaCode> {
        let own = |code: AreaCode| self.0.parent(code, Relation::Region, REGIONS_ON).map(|region| region.code);
        own(area).or_else(|| own(self.0.parent(area, Relation::County, REGIONS_ON)?.code))
    }
}

impl England {
    /// The whole districts that were merged into one.
    fn made_of(&self, district: AreaCode) -> BTreeSet<AreaCode> {
        let own: BTreeSet<AreaCode> = self.0.codes_of(district).into_iter().collect();
        // The county that a unitary council took over from covers the same land again.
        let district = |code: AreaCode| self.0.area(code).is_some_and(|area| area.kind != AreaKind::County);
        own.iter()
            .flat_map(|&code| self.0.events_to(code))
            .filter(|event| event.kind == EventKind::Merge)
            .flat_map(|event| &event.flows)
            .filter(|flow| own.contains(&flow.to) && !own.contains(&flow.from))
            .filter(|flow| district(flow.from) && flow.share() > WHOLE)
            .map(|flow| flow.from)
            .collect()
    }
}
