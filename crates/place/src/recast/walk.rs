//! Carrying the figures of one period and one breakdown through the events.

use super::combine::{Figure, Part, Share, Withheld, combine};
use super::row::{Fold, FoldKind, Reason, Refusal};
use super::{SeriesRow, Target};
use crate::{Event, Flow, Map, Route, Tier};
use std::collections::{BTreeMap, BTreeSet};
use terms::{AreaCode, Date, Period};

/// What came of the walk.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub rows: BTreeMap<AreaCode, Figure>,
    pub folds: Vec<Fold<()>>,
    pub refusals: Vec<Refusal<()>>,
    pub withheld: Vec<Withheld>,
}

/// A figure, or the reason why there is none and what stays unused.
type Outcome = Result<Figure, (Reason, Vec<Withheld>)>;

pub(super) struct Walk<'a> {
    map: &'a Map,
    target: &'a Target,
    period: Period,
    state: Walked,
}

/// Events of one reorganisation on one day, by the tier along which they carry a series.
struct Reorganisation<'a> {
    events: Vec<&'a Event>,
}

impl<'a> Reorganisation<'a> {
    fn all(map: &'a Map) -> Vec<(Date, Self)> {
        let mut all: BTreeMap<(Date, &str), Vec<&Event>> = BTreeMap::new();
        for event in map.events() {
            all.entry((event.date, event.reorganisation.as_str())).or_default().push(event);
        }
        all.into_iter().map(|((date, _), events)| (date, Self { events })).collect()
    }

    fn flows(&self, upper: bool) -> impl Iterator<Item = &'a Flow> {
        self.events
            .iter()
            .filter(move |event| (event.route == Route::Upper) == upper)
            .flat_map(|event| &event.flows)
            .filter(|flow| flow.from != flow.to)
    }

    fn sources(&self) -> BTreeSet<AreaCode> {
        self.flows(false).chain(self.flows(true)).map(|flow| flow.from).collect()
    }

    fn targets(&self) -> BTreeSet<AreaCode> {
        self.flows(false).chain(self.flows(true)).map(|flow| flow.to).collect()
    }
}

/// The parts of one new area along one route.
struct Candidate<'a> {
    flows: Vec<&'a Flow>,
    absent: Vec<AreaCode>,
    without_value: Vec<AreaCode>,
}

impl Candidate<'_> {
    fn is_whole(&self) -> bool {
        !self.flows.is_empty() && self.absent.is_empty() && self.without_value.is_empty()
    }

    fn has_any(&self) -> bool {
        self.flows.len() > self.absent.len()
    }
}

impl<'a> Walk<'a> {
    pub fn over<K>(map: &'a Map, target: &'a Target, rows: &[&SeriesRow<K>], period: Period) -> Self {
        let mut walk = Self { map, target, period, state: Walked::default() };
        let mut sorted: Vec<&SeriesRow<K>> = rows.to_vec();
        // Equal codes come in the order of their figures, so that the order of the file changes nothing.
        sorted.sort_by(|one, other| {
            let key = |row: &SeriesRow<K>| {
                (
                    row.area,
                    row.value.map(f64::to_bits),
                    row.status,
                    row.numerator.map(f64::to_bits),
                    row.denominator.map(f64::to_bits),
                )
            };
            key(one).cmp(&key(other))
        });
        for row in sorted {
            walk.enter(row);
        }
        walk
    }

    fn enter<K>(&mut self, row: &SeriesRow<K>) {
        let figure = Figure::of(row);
        let refuse =
            |reason| Refusal { area: row.area, period: self.period, dimensions: (), sources: vec![row.area], reason };
        if row.area.is_english() && self.map.area(row.area).is_none() {
            self.state.refusals.push(refuse(Reason::UnknownCode));
            return;
        }
        if let (Some(vintage), Some(span)) = (self.target.vintage, self.map.span_of_place(row.area))
            && !span.contains(vintage)
        {
            self.state.refusals.push(refuse(Reason::NotOnVintage));
            self.state.withheld.push(Withheld::all_of(&figure));
            return;
        }
        match self.state.rows.get(&row.area) {
            None => {
                self.state.rows.insert(row.area, figure);
            }
            Some(known) if known.agrees(&figure) => {
                self.fold(row.area, row.area, FoldKind::SameRow, figure.value, None);
            }
            Some(known) => {
                let values = vec![known.value, figure.value];
                self.state.withheld.extend([known, &figure].map(Withheld::all_of));
                self.state
                    .refusals
                    .push(Refusal { reason: Reason::TwoFigures { values }, ..refuse(Reason::UnknownCode) });
                self.state.rows.insert(row.area, Figure::unavailable(BTreeSet::from([row.area])));
            }
        }
    }

    fn fold(&mut self, area: AreaCode, into: AreaCode, kind: FoldKind, value: Option<f64>, difference: Option<f64>) {
        self.state.folds.push(Fold { area, into, period: self.period, dimensions: (), kind, value, difference });
    }

    fn refuse(&mut self, area: AreaCode, sources: BTreeSet<AreaCode>, reason: Reason, withheld: Vec<Withheld>) {
        self.state.withheld.extend(withheld);
        self.state.rows.insert(area, Figure::unavailable(sources.clone()));
        let sources = sources.into_iter().collect();
        self.state.refusals.push(Refusal { area, period: self.period, dimensions: (), sources, reason });
    }

    pub fn done(mut self) -> Walked {
        self.join_codes();
        let all = Reorganisation::all(self.map);
        for (date, reorganisation) in &all {
            if *date <= self.target.as_at {
                self.forwards(reorganisation);
            }
        }
        for (date, reorganisation) in all.iter().rev() {
            if *date > self.target.as_at {
                self.backwards(reorganisation);
            }
        }
        self.state
    }

    /// Two codes of one place in one group: the figures count once.
    fn join_codes(&mut self) {
        let pairs = self.map.doubled(self.state.rows.keys().copied());
        for (older, newer) in pairs {
            let (Some(one), Some(other)) = (self.state.rows.get(&older), self.state.rows.get(&newer)) else { continue };
            let kept = self.map.canonical(older, self.target.as_at);
            let dropped = if kept == older { newer } else { older };
            let agrees = one.agrees(other);
            // A code without a value beside one with a value is no contradiction: the value counts.
            let one_sided = one.value.is_some() != other.value.is_some();
            if agrees || one_sided {
                let best = if one.value.is_some() { one.clone() } else { other.clone() };
                let value = self.state.rows.get(&dropped).and_then(|figure| figure.value);
                self.state.rows.remove(&dropped);
                self.state.rows.insert(kept, best);
                let counted_once = if agrees { value } else { None };
                self.fold(dropped, kept, FoldKind::SamePlace, counted_once, None);
            } else {
                let values = vec![one.value, other.value];
                let withheld = vec![Withheld::all_of(one), Withheld::all_of(other)];
                self.state.rows.remove(&dropped);
                self.refuse(kept, BTreeSet::from([older, newer]), Reason::TwoFigures { values }, withheld);
            }
        }
    }

    fn candidate<'b>(&self, flows: impl Iterator<Item = &'b Flow>, to: AreaCode) -> Candidate<'b> {
        let flows: Vec<&Flow> = flows.filter(|flow| flow.to == to).collect();
        let mut found = Candidate { absent: Vec::new(), without_value: Vec::new(), flows };
        for flow in &found.flows {
            match self.state.rows.get(&flow.from) {
                None => found.absent.push(flow.from),
                Some(figure) if figure.value.is_none() => found.without_value.push(flow.from),
                Some(_) => {}
            }
        }
        found
    }

    fn forwards(&mut self, reorganisation: &Reorganisation<'_>) {
        let ending: BTreeSet<AreaCode> =
            reorganisation.sources().into_iter().filter(|code| self.state.rows.contains_key(code)).collect();
        if ending.is_empty() {
            return;
        }
        let targets = reorganisation.targets();
        let open: Vec<AreaCode> = targets.iter().copied().filter(|to| !self.state.rows.contains_key(to)).collect();
        let whole = |upper: bool| {
            !open.is_empty() && open.iter().all(|&to| self.candidate(reorganisation.flows(upper), to).is_whole())
        };
        // The lower tier is the finer one: it is used wherever it is complete.
        let all_upper = !whole(false) && whole(true);
        let mut made: Vec<(AreaCode, Outcome, BTreeSet<AreaCode>)> = Vec::new();
        for &to in &open {
            let lower = self.candidate(reorganisation.flows(false), to);
            let upper = self.candidate(reorganisation.flows(true), to);
            let is_upper = all_upper || (!lower.is_whole() && self.prefers_upper(&lower, &upper));
            let chosen = if is_upper { upper } else { lower };
            if !chosen.has_any() {
                continue;
            }
            let used: BTreeSet<AreaCode> =
                chosen.flows.iter().map(|flow| flow.from).filter(|from| self.state.rows.contains_key(from)).collect();
            made.push((to, self.make(reorganisation, &chosen, is_upper), used));
        }
        let used: BTreeSet<AreaCode> = made.iter().flat_map(|(_, _, used)| used.iter().copied()).collect();
        self.settle(reorganisation, &targets, &ending, &used);
        for code in &ending {
            self.state.rows.remove(code);
        }
        for (to, figure, used) in made {
            match figure {
                Ok(figure) => {
                    self.state.rows.insert(to, figure);
                }
                Err((reason, withheld)) => self.refuse(to, used, reason, withheld),
            }
        }
    }

    /// Of two routes that are both incomplete, the one whose tier the series holds.
    fn prefers_upper(&self, lower: &Candidate<'_>, upper: &Candidate<'_>) -> bool {
        let tier = |wanted: Tier, candidate: &Candidate<'_>| {
            candidate.flows.iter().any(|flow| {
                self.state.rows.contains_key(&flow.from)
                    && self.map.area(flow.from).and_then(crate::Area::tier) == Some(wanted)
            })
        };
        !tier(Tier::Lower, lower) && (tier(Tier::Upper, upper) || (!lower.has_any() && upper.has_any()))
    }

    fn make(&self, reorganisation: &Reorganisation<'_>, chosen: &Candidate<'_>, upper: bool) -> Outcome {
        let figures: Vec<(&Flow, &Figure)> =
            chosen.flows.iter().filter_map(|flow| Some((*flow, self.state.rows.get(&flow.from)?))).collect();
        // All shares of each source along this route, so that each share knows the others.
        let weights: Vec<(Vec<f64>, usize)> = figures
            .iter()
            .map(|(flow, _)| {
                let shares: Vec<&Flow> = reorganisation.flows(upper).filter(|other| other.from == flow.from).collect();
                let position = shares.iter().position(|other| other.to == flow.to).unwrap_or(0);
                (shares.iter().map(|share| share.part).collect(), position)
            })
            .collect();
        let parts: Vec<Part<'_>> = figures
            .iter()
            .zip(&weights)
            .map(|((flow, figure), (weights, position))| Part {
                code: flow.from,
                figure,
                share: (!flow.is_whole()).then_some(Share { position: *position, weights, basis: &flow.basis }),
            })
            .collect();
        let refused = |reason| (reason, parts.iter().map(Part::withheld).collect());
        if chosen.is_whole() {
            return combine(&parts, &self.target.aggregation).map_err(refused);
        }
        // Parts that are all missing for the same reason make a whole that is missing for that reason.
        let statuses: BTreeSet<_> = figures.iter().map(|(_, figure)| figure.status).collect();
        if chosen.absent.is_empty() && chosen.without_value.len() == figures.len() && statuses.len() == 1 {
            let sources = figures.iter().flat_map(|(_, figure)| figure.sources.iter().copied()).collect();
            let status = figures[0].1.status;
            return Ok(Figure { status, ..Figure::unavailable(sources) });
        }
        let without = figures.iter().filter(|(_, figure)| figure.value.is_none());
        Err(refused(Reason::PartsMissing {
            absent: chosen.absent.clone(),
            without_value: without.map(|(flow, figure)| (flow.from, figure.status)).collect(),
        }))
    }

    /// Says where the figures went that no sum took.
    fn settle(
        &mut self,
        reorganisation: &Reorganisation<'_>,
        targets: &BTreeSet<AreaCode>,
        ending: &BTreeSet<AreaCode>,
        used: &BTreeSet<AreaCode>,
    ) {
        let published: Vec<AreaCode> = targets.iter().copied().filter(|to| self.state.rows.contains_key(to)).collect();
        for &code in ending.difference(used) {
            let to = reorganisation.flows(false).chain(reorganisation.flows(true)).find(|flow| flow.from == code);
            let Some(to) = to.map(|flow| flow.to) else { continue };
            let value = self.state.rows.get(&code).and_then(|figure| figure.value);
            let is_published = published.contains(&to);
            let difference = is_published.then(|| self.difference(reorganisation, code, to)).flatten();
            let kind = if is_published { FoldKind::AlreadyPublished } else { FoldKind::OtherTier };
            self.fold(code, to, kind, value, difference);
        }
    }

    /// The published figure of a new area less the sum of its parts along the route of one of them.
    fn difference(&self, reorganisation: &Reorganisation<'_>, code: AreaCode, to: AreaCode) -> Option<f64> {
        let is_upper = reorganisation.flows(true).any(|flow| flow.from == code && flow.to == to)
            && !reorganisation.flows(false).any(|flow| flow.from == code && flow.to == to);
        let candidate = self.candidate(reorganisation.flows(is_upper), to);
        if !candidate.is_whole() {
            return None;
        }
        let sum = self.make(reorganisation, &candidate, is_upper).ok()?;
        Some(self.state.rows.get(&to)?.value? - sum.value?)
    }

    /// Onto an earlier day: codes go back, and what was made of whole areas alone is put together again. Figures of
    /// merged areas cannot be taken apart.
    fn backwards(&mut self, reorganisation: &Reorganisation<'_>) {
        let beginning: BTreeSet<AreaCode> = reorganisation
            .targets()
            .into_iter()
            .filter(|code| self.state.rows.contains_key(code))
            .filter(|&code| self.map.area(code).is_some_and(|area| !area.span.contains(self.target.as_at)))
            .collect();
        let mut done: BTreeSet<AreaCode> = BTreeSet::new();
        for (from, to) in Self::events_back(reorganisation) {
            let parts: Vec<(AreaCode, Figure)> =
                to.iter().filter_map(|code| Some((*code, self.state.rows.get(code)?.clone()))).collect();
            if parts.is_empty() || self.state.rows.contains_key(&from) || to.iter().any(|code| done.contains(code)) {
                continue;
            }
            done.extend(&to);
            let absent: Vec<AreaCode> = to.iter().copied().filter(|code| !self.state.rows.contains_key(code)).collect();
            let without_value: Vec<_> = parts
                .iter()
                .filter(|(_, figure)| figure.value.is_none())
                .map(|(code, figure)| (*code, figure.status))
                .collect();
            let outcome = if let [(_, figure)] = &parts[..]
                && absent.is_empty()
            {
                Ok(figure.clone().recoded())
            } else if absent.is_empty() && without_value.is_empty() {
                let parts: Vec<Part<'_>> =
                    parts.iter().map(|(code, figure)| Part { code: *code, figure, share: None }).collect();
                combine(&parts, &self.target.aggregation)
            } else {
                Err(Reason::PartsMissing { absent, without_value })
            };
            let withheld = parts.iter().map(|(_, figure)| Withheld::all_of(figure)).collect();
            for code in &to {
                self.state.rows.remove(code);
            }
            match outcome {
                Ok(figure) => {
                    self.state.rows.insert(from, figure);
                }
                Err(reason) => self.refuse(from, to, reason, withheld),
            }
        }
        for code in beginning.difference(&done) {
            let Some(figure) = self.state.rows.remove(code) else { continue };
            self.state.withheld.push(Withheld::all_of(&figure));
            let sources = figure.sources.into_iter().collect();
            self.state.refusals.push(Refusal {
                area: *code,
                period: self.period,
                dimensions: (),
                sources,
                reason: Reason::NoWeights,
            });
        }
    }

    /// The earlier areas that are made of whole later areas and of nothing else; counties before districts.
    fn events_back(reorganisation: &Reorganisation<'_>) -> Vec<(AreaCode, BTreeSet<AreaCode>)> {
        let mut back = Vec::new();
        for upper in [true, false] {
            for from in reorganisation.sources() {
                let to: BTreeSet<AreaCode> =
                    reorganisation.flows(upper).filter(|flow| flow.from == from).map(|flow| flow.to).collect();
                let alone =
                    reorganisation.flows(upper).filter(|flow| to.contains(&flow.to)).all(|flow| flow.from == from);
                if !to.is_empty() && alone {
                    back.push((from, to));
                }
            }
        }
        back
    }
}
