//! The dated map and what can be asked of it.

use crate::area::{Area, Body, Event, Link};
use crate::load::{MapError, MapFiles};
use crate::{AreaKind, AreaSet, EventKind, Relation, Scheme, Span};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use terms::{AreaCode, BodyCode, Date, Period};

/// Areas, bodies, memberships and successions, each with its dates. Everything is asked *as at* a day.
#[derive(Debug, Default)]
pub struct Map {
    areas: Vec<Area>,
    position: HashMap<AreaCode, usize>,
    up: HashMap<AreaCode, Vec<Link>>,
    down: HashMap<AreaCode, Vec<Link>>,
    events: Vec<Event>,
    same: HashMap<AreaCode, Vec<AreaCode>>,
    schemes: HashMap<(Scheme, String), Vec<BodyCode>>,
    other_codes: HashMap<BodyCode, Vec<(Scheme, String)>>,
    bodies: Vec<Body>,
    body_position: HashMap<BodyCode, usize>,
    bodies_of: HashMap<AreaCode, Vec<usize>>,
    pub(crate) names: crate::name::NameIndex,
}

/// Which areas are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those of one kind.
    Kind(AreaKind),
    /// Those that have a council: counties, districts and single-tier areas.
    Councils,
    /// Those of a set that covers England once.
    Set(AreaSet),
}

impl Filter {
    /// Whether an area of a kind is wanted.
    #[must_use]
    pub fn takes(self, kind: AreaKind) -> bool {
        match self {
            Self::All => true,
            Self::Kind(wanted) => wanted == kind,
            Self::Councils => kind.has_council(),
            Self::Set(set) => set.holds(kind),
        }
    }
}

/// One step in the story of an area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Step {
    /// The first day of the new state of things.
    pub date: Date,
    /// What happened.
    pub kind: EventKind,
    /// The areas before.
    pub from: Vec<AreaCode>,
    /// The areas after.
    pub to: Vec<AreaCode>,
    /// What a reader should know, or nothing.
    pub note: String,
}

/// Where an area came from and what became of it, oldest step first.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Lineage {
    /// What led to the area.
    pub before: Vec<Step>,
    /// What followed it.
    pub after: Vec<Step>,
}

impl Map {
    /// The map of England that comes with the project, read once.
    ///
    /// # Panics
    /// Never: the files are part of the program and a test reads them.
    #[must_use]
    pub fn england() -> &'static Self {
        static ENGLAND: LazyLock<Map> =
            LazyLock::new(|| Map::from_csv(&MapFiles::ENGLAND).expect("the files of the map are part of the program"));
        &ENGLAND
    }

    pub(crate) fn of_areas(areas: Vec<Area>) -> Self {
        let position = areas.iter().enumerate().map(|(index, area)| (area.code, index)).collect();
        Self { areas, position, ..Self::default() }
    }

    pub(crate) fn area_mut(&mut self, file: &'static str, code: AreaCode) -> Result<&mut Area, MapError> {
        let &position = self.position.get(&code).ok_or(MapError::Stranger { file, code })?;
        Ok(&mut self.areas[position])
    }

    pub(crate) fn link(&mut self, child: AreaCode, link: Link) {
        self.up.entry(child).or_default().push(link);
        self.down.entry(link.area).or_default().push(Link { area: child, ..link });
    }

    pub(crate) fn scheme(&mut self, scheme: Scheme, text: String, code: BodyCode) {
        self.other_codes.entry(code.clone()).or_default().push((scheme, text.clone()));
        self.schemes.entry((scheme, text)).or_default().push(code);
    }

    pub(crate) fn finish(&mut self, events: Vec<Event>, bodies: Vec<Body>) {
        // Codes of one place are those that a recode joins where both sides are councils of the same kind: a county
        // that became a unitary on the same land is another area.
        for event in events.iter().filter(|event| event.kind == EventKind::Recode) {
            for flow in &event.flows {
                if self.area(flow.from).map(|area| area.kind) == self.area(flow.to).map(|area| area.kind) {
                    for (one, other) in [(flow.from, flow.to), (flow.to, flow.from)] {
                        self.same.entry(one).or_default().push(other);
                    }
                }
            }
        }
        for (index, body) in bodies.iter().enumerate() {
            self.body_position.insert(body.code.clone(), index);
            for &code in body.area.iter().chain(&body.covers) {
                self.bodies_of.entry(code).or_default().push(index);
            }
        }
        self.names = crate::name::NameIndex::of(&self.areas);
        self.events = events;
        self.bodies = bodies;
    }

    /// The area with a code, on any day.
    #[must_use]
    pub fn area(&self, code: AreaCode) -> Option<&Area> {
        self.position.get(&code).map(|&index| &self.areas[index])
    }

    /// The area with a code, if it existed under that code on the day.
    #[must_use]
    pub fn area_at(&self, code: AreaCode, as_at: Date) -> Option<&Area> {
        self.area(code).filter(|area| area.span.contains(as_at))
    }

    /// The areas that existed on a day, in the order of their codes.
    pub fn areas(&self, as_at: Date, filter: Filter) -> impl Iterator<Item = &Area> {
        self.areas.iter().filter(move |area| filter.takes(area.kind) && area.span.contains(as_at))
    }

    /// Every area on any day, in the order of their codes.
    #[must_use]
    pub fn all_areas(&self) -> &[Area] {
        &self.areas
    }

    /// Every event, in the order of dates.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Every body, in the order of codes.
    #[must_use]
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// The body with a code, on any day.
    #[must_use]
    pub fn body(&self, code: &BodyCode) -> Option<&Body> {
        self.body_position.get(code).map(|&index| &self.bodies[index])
    }

    /// The bodies that cover an area on a day: its council, if any, and those whose area holds it. Two codes of one
    /// place are one place here. A national body covers all of England.
    #[must_use]
    pub fn bodies_covering(&self, area: AreaCode, as_at: Date) -> Vec<&Body> {
        let mut found = BTreeSet::new();
        for code in self.codes_of(area) {
            found.extend(self.bodies_of.get(&code).into_iter().flatten());
        }
        found.extend(self.bodies_of.get(&AreaCode::ENGLAND).into_iter().flatten());
        found.into_iter().map(|&index| &self.bodies[index]).filter(|body| body.span.contains(as_at)).collect()
    }

    /// Every code of the same place: the code itself, then those that a recode joins to it.
    #[must_use]
    pub fn codes_of(&self, code: AreaCode) -> Vec<AreaCode> {
        let mut codes = vec![code];
        codes.extend(self.same.get(&code).into_iter().flatten());
        codes
    }

    /// The code under which the same place went on a day. Barnsley is E08000016 before 1 April 2025 and E08000038
    /// from then on, whichever of the two is given. A place that did not exist keeps its code.
    #[must_use]
    pub fn canonical(&self, code: AreaCode, date: Date) -> AreaCode {
        self.codes_of(code).into_iter().find(|&code| self.area_at(code, date).is_some()).unwrap_or(code)
    }

    /// The larger areas to which an area belongs on a day, by relation.
    pub fn parents(&self, code: AreaCode, as_at: Date) -> impl Iterator<Item = &Link> {
        self.up.get(&code).into_iter().flatten().filter(move |link| link.span.contains(as_at))
    }

    /// The larger area of one relation on a day.
    #[must_use]
    pub fn parent(&self, code: AreaCode, relation: Relation, as_at: Date) -> Option<&Area> {
        self.parents(code, as_at).find(|link| link.relation == relation).and_then(|link| self.area(link.area))
    }

    /// The smaller areas that belong to an area on a day, by relation, in the order of their codes.
    pub fn children(&self, code: AreaCode, as_at: Date) -> impl Iterator<Item = &Link> {
        self.down.get(&code).into_iter().flatten().filter(move |link| link.span.contains(as_at))
    }

    /// Every dated link upwards, whatever the day.
    #[must_use]
    pub fn links_up(&self, code: AreaCode) -> &[Link] {
        self.up.get(&code).map_or(&[], Vec::as_slice)
    }

    /// Every dated link downwards, whatever the day.
    #[must_use]
    pub fn links_down(&self, code: AreaCode) -> &[Link] {
        self.down.get(&code).map_or(&[], Vec::as_slice)
    }

    /// The areas of the same kind below the same larger area on a day: of the county, else of the metropolitan county
    /// or Greater London, else of the region. By name; the area itself is left out.
    #[must_use]
    pub fn siblings(&self, code: AreaCode, as_at: Date) -> Vec<&Area> {
        const NEAREST: [Relation; 4] =
            [Relation::County, Relation::MetropolitanCounty, Relation::GreaterLondon, Relation::Region];
        let Some(area) = self.area(code) else { return Vec::new() };
        let parent =
            NEAREST.into_iter().find_map(|relation| self.parents(code, as_at).find(|link| link.relation == relation));
        let mut siblings: Vec<&Area> = match parent {
            Some(parent) => self
                .children(parent.area, as_at)
                .filter(|link| link.relation == parent.relation && link.area != code)
                .filter_map(|link| self.area_at(link.area, as_at))
                .filter(|sibling| sibling.kind == area.kind)
                .collect(),
            None => self.areas(as_at, Filter::Kind(area.kind)).filter(|sibling| sibling.code != code).collect(),
        };
        siblings.sort_by(|one, other| one.name.cmp(&other.name));
        siblings
    }

    /// The councils and authorities that serve the people of an area on a day: its own council, its county, and the
    /// combined authority or the Greater London Authority. Smallest area first.
    #[must_use]
    pub fn councils_serving(&self, code: AreaCode, as_at: Date) -> Vec<&Area> {
        let code = self.canonical(code, as_at);
        let mut serving: Vec<&Area> = self.area_at(code, as_at).into_iter().collect();
        for relation in
            [Relation::County, Relation::CombinedAuthority, Relation::CombinedAuthorityArea, Relation::GreaterLondon]
        {
            serving.extend(self.parent(code, relation, as_at));
        }
        serving.dedup_by_key(|area| area.code);
        serving
    }

    /// The areas that owe a return for a period: those of the set that exist on its last day, for a successor sends
    /// the return of a year in which it took over. In the order of their codes.
    #[must_use]
    pub fn expected(&self, set: AreaSet, period: &Period) -> Vec<&Area> {
        self.areas(period.last_day(), Filter::Set(set)).collect()
    }

    /// The areas, or bodies, behind a code of another scheme, on any day.
    #[must_use]
    pub fn by_scheme(&self, scheme: Scheme, text: &str) -> &[BodyCode] {
        self.schemes.get(&(scheme, text.trim().to_ascii_uppercase())).map_or(&[], Vec::as_slice)
    }

    /// The area behind a code of another scheme, as at a day: North Yorkshire keeps the number 815 as county and as
    /// unitary. Where none existed on the day, the latest is given.
    #[must_use]
    pub fn by_scheme_at(&self, scheme: Scheme, text: &str, as_at: Date) -> Option<&Area> {
        let mut areas: Vec<&Area> = self
            .by_scheme(scheme, text)
            .iter()
            .filter_map(BodyCode::area)
            .filter_map(|code| self.area(self.canonical(code, as_at)))
            .collect();
        areas.sort_by_key(|area| area.span.from);
        areas.iter().copied().find(|area| area.span.contains(as_at)).or_else(|| areas.last().copied())
    }

    /// The codes of an area or body in other schemes.
    #[must_use]
    pub fn other_codes(&self, code: &BodyCode) -> &[(Scheme, String)] {
        self.other_codes.get(code).map_or(&[], Vec::as_slice)
    }

    /// The events that ended or changed an area: it was on the giving side.
    pub fn events_from(&self, code: AreaCode) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.flows.iter().any(|flow| flow.from == code))
    }

    /// The events that made or changed an area: it was on the taking side.
    pub fn events_to(&self, code: AreaCode) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.flows.iter().any(|flow| flow.to == code))
    }

    /// The areas that took over when an area ended, with the share of it that each took.
    #[must_use]
    pub fn successors(&self, code: AreaCode) -> Vec<(AreaCode, f64)> {
        self.events_from(code)
            .flat_map(|event| &event.flows)
            .filter(|flow| flow.from == code && flow.to != code)
            .map(|flow| (flow.to, flow.share()))
            .collect()
    }

    /// The areas that an area took over when it began.
    #[must_use]
    pub fn predecessors(&self, code: AreaCode) -> Vec<AreaCode> {
        let found: BTreeSet<_> = self
            .events_to(code)
            .flat_map(|event| &event.flows)
            .filter(|flow| flow.to == code && flow.from != code)
            .map(|flow| flow.from)
            .collect();
        found.into_iter().collect()
    }

    /// The whole story of an area: every event that led to it and every event that followed from it.
    #[must_use]
    pub fn lineage(&self, code: AreaCode) -> Lineage {
        Lineage { before: self.trail(code, false), after: self.trail(code, true) }
    }

    fn trail(&self, code: AreaCode, forwards: bool) -> Vec<Step> {
        let mut known = BTreeSet::from([code]);
        let mut steps: Vec<(usize, Step)> = Vec::new();
        loop {
            let mut grown = false;
            for (number, event) in self.events.iter().enumerate() {
                let touches =
                    event.flows.iter().any(|flow| known.contains(if forwards { &flow.from } else { &flow.to }));
                if !touches || steps.iter().any(|(other, _)| *other == number) {
                    continue;
                }
                let (from, to) = (event.sources(), event.targets());
                // Only the parts of the event that lead on from, or to, what is known.
                let flows =
                    event.flows.iter().filter(|flow| known.contains(if forwards { &flow.from } else { &flow.to }));
                let reached: Vec<_> = flows.map(|flow| if forwards { flow.to } else { flow.from }).collect();
                known.extend(reached);
                grown = true;
                let step = Step { date: event.date, kind: event.kind, from, to, note: event.note.clone() };
                steps.push((number, step));
            }
            if !grown {
                break;
            }
        }
        steps.sort_by_key(|(number, _)| *number);
        steps.into_iter().map(|(_, step)| step).collect()
    }

    /// The days of an area under any of its codes.
    #[must_use]
    pub fn span_of_place(&self, code: AreaCode) -> Option<Span> {
        let spans: Vec<Span> =
            self.codes_of(code).iter().filter_map(|&code| self.area(code)).map(|area| area.span).collect();
        let first = spans.first()?;
        Some(spans.iter().fold(*first, |whole, span| Span {
            from: whole.from.and_then(|from| span.from.map(|other| from.min(other))),
            to: whole.to.and_then(|to| span.to.map(|other| to.max(other))),
        }))
    }
}
