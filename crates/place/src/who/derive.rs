//! The derivation: bodies of the place, rules for their types, exceptions.

use super::answer::{Answer, Asked, Involved, Responsible, Unnamed};
use super::tables::{Effect, Exception, Function, Responsibilities, Role, Rule};
use super::{WhoError, words::sentence};
use crate::{Area, AreaKind, Body, BodyType, CodeState, Map, Relation};
use std::collections::BTreeSet;
use terms::{AreaCode, BodyCode, Date, Period, period::date_in_words};

/// The bodies of a place on a day.
struct Place<'a> {
    area: &'a Area,
    bodies: Vec<&'a Body>,
    /// In a county: its district councils, which hold what is not the county's.
    districts: Vec<&'a Body>,
    /// The codes for which exceptions are written.
    codes: BTreeSet<BodyCode>,
}

struct Holder<'a> {
    body: &'a Body,
    role: Role,
    rule: Option<&'a Rule>,
    exception: Option<&'a Exception>,
}

impl Responsibilities {
    /// Who is responsible for a function in an area on a day. For a district the county's services are found too.
    /// National parks and development corporations are asked about with their own codes.
    ///
    /// # Errors
    /// [`WhoError`] when the function or the area is unknown, or the area did not exist on the day.
    pub fn who(&self, map: &Map, function: &str, area: AreaCode, date: Date) -> Result<Answer, WhoError> {
        let function = self.function(function).ok_or_else(|| WhoError::Function(function.to_owned()))?;
        let place = Place::of(map, area, date)?;
        let rules: Vec<&Rule> = self.rules(&function.id).iter().filter(|rule| rule.span.contains(date)).collect();
        let exceptions: Vec<&Exception> = self
            .exceptions(&function.id)
            .iter()
            .filter(|exception| exception.span.contains(date) && place.codes.contains(&exception.place))
            .collect();

        let mut notes = Vec::new();
        let mut named: Vec<Holder<'_>> = matching(&rules, &place.bodies);
        if !named.iter().any(|holder| holder.role.holds() || holder.role == Role::MayProvide) {
            let below = matching(&rules, &place.districts);
            if !below.is_empty() {
                notes.push(format!(
                    "In {} this is for each district council in its own district: ask for a district.",
                    place.area.name
                ));
            }
            named.extend(below);
        }
        let strong = named.iter().any(|holder| holder.role.holds());
        let answers = |role: Role| if strong { role.holds() } else { role == Role::MayProvide };
        let (mut holders, aside): (Vec<_>, Vec<_>) = named.into_iter().partition(|holder| answers(holder.role));

        for exception in exceptions.iter().filter(|exception| exception.effect == Effect::Replaces) {
            holders.retain(|holder| {
                exception.replaces.as_ref().is_some_and(|types| !types.contains(&holder.body.body_type))
            });
        }
        for exception in &exceptions {
            if !matches!(exception.effect, Effect::Replaces | Effect::Adds) {
                continue;
            }
            let Some(body) = exception.body.as_ref().and_then(|code| map.body(code)) else { continue };
            if holders.iter().all(|holder| holder.body.code != body.code) {
                let law = rules.iter().copied().find(|rule| rule.role.holds() && replaced(exception, rule));
                let role = law.map_or(Role::Responsible, |law| law.role);
                holders.push(Holder { body, role, rule: law, exception: Some(exception) });
            }
        }

        let unnamed = unnamed(&rules, map);
        let bodies: Vec<Responsible> = holders.iter().map(|holder| holder.answer(function, &place, date)).collect();
        let also_involved = involved(&aside, &exceptions, map);
        for exception in exceptions.iter().filter(|exception| exception.effect == Effect::Note) {
            notes.push(sentence(&exception.note));
        }
        if bodies.is_empty() && unnamed.is_empty() {
            notes.push(format!(
                "As at {} no body held this by law here, as far as these tables go: {}.",
                date_in_words(date),
                function.main_legislation
            ));
        }
        Ok(Answer {
            function: function.clone(),
            area: Asked { code: place.area.code, name: place.area.name_at(date).to_owned() },
            date,
            situation: place.situation(date),
            bodies,
            unnamed,
            also_involved,
            notes,
        })
    }
}

impl<'a> Place<'a> {
    fn of(map: &'a Map, asked: AreaCode, date: Date) -> Result<Self, WhoError> {
        let code = map.canonical(asked, date);
        let area = map.area(code).ok_or(WhoError::Area(asked))?;
        if !area.span.contains(date) {
            let heirs = Period::day(date).map(|day| map.state(code, &day));
            let heirs = match heirs {
                Some(CodeState::Ended { successors, .. }) => successors,
                Some(CodeState::NotYet { predecessors, .. }) => predecessors,
                _ => Vec::new(),
            };
            return Err(WhoError::NotThatDay { code, name: area.name.clone(), date, heirs });
        }
        let mut bodies = map.bodies_covering(code, date);
        let mut districts = Vec::new();
        let mut codes: BTreeSet<BodyCode> = map.codes_of(code).into_iter().map(BodyCode::from).collect();
        if let Some(county) = map.parent(code, Relation::County, date) {
            bodies.extend(map.bodies_covering(county.code, date));
            codes.insert(county.code.into());
        }
        if area.kind == AreaKind::County {
            for link in map.children(code, date).filter(|link| link.relation == Relation::County) {
                let (councils, covering): (Vec<&Body>, Vec<&Body>) =
                    map.bodies_covering(link.area, date).into_iter().partition(|body| body.body_type.is_council());
                districts.extend(councils);
                bodies.extend(covering);
            }
        }
        let mut seen = BTreeSet::new();
        bodies.retain(|body| seen.insert(&body.code));
        // The council first, then its county, then the rest by code.
        let rank = |body: &Body| match body.body_type {
            BodyType::County => 1,
            body_type if body_type.is_council() => 0,
            _ => 2,
        };
        bodies.sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.code.cmp(&other.code)));
        codes.extend(bodies.iter().map(|body| body.code.clone()));
        Ok(Self { area, bodies, districts, codes })
    }

    fn situation(&self, date: Date) -> String {
        let (day, name) = (date_in_words(date), self.area.name_at(date));
        let council = |wanted: fn(BodyType) -> bool| {
            self.bodies.iter().find(|body| wanted(body.body_type)).map(|body| body.name.as_str())
        };
        let county = council(|body_type| body_type == BodyType::County);
        let own = council(|body_type| body_type.is_council() && body_type != BodyType::County);
        match (own, county) {
            (Some(own), Some(county)) => {
                format!("As at {day}, {name} has two councils: {own} and, above it, {county}.")
            }
            (Some(own), None) => format!("As at {day}, {name} has one council for all services: {own}."),
            (None, Some(county)) => format!("As at {day}, {name} has {county}, with district councils below it."),
            (None, None) => {
                format!("As at {day}, {name} is a {} and has no council of its own.", self.area.kind.words())
            }
        }
    }
}

/// The bodies whose types the rules name, each with its first rule for each role.
fn matching<'a>(rules: &[&'a Rule], bodies: &[&'a Body]) -> Vec<Holder<'a>> {
    let mut holders: Vec<Holder<'a>> = Vec::new();
    for body in bodies {
        for rule in rules {
            let fits = match &rule.body {
                Some(code) => *code == body.code,
                None => rule.body_type == body.body_type,
            };
            if fits && !holders.iter().any(|holder| holder.body.code == body.code && holder.role == rule.role) {
                holders.push(Holder { body, role: rule.role, rule: Some(rule), exception: None });
            }
        }
    }
    holders
}

fn replaced(exception: &Exception, rule: &Rule) -> bool {
    exception.replaces.as_ref().is_none_or(|types| types.contains(&rule.body_type))
}

/// Types that hold the function by a rule and of which the map names no body.
fn unnamed(rules: &[&Rule], map: &Map) -> Vec<Unnamed> {
    let types = [BodyType::Parish, BodyType::PrimaryCareTrust, BodyType::Ccg];
    rules
        .iter()
        .filter(|rule| {
            types.contains(&rule.body_type) && map.bodies().iter().all(|body| body.body_type != rule.body_type)
        })
        .map(|rule| Unnamed { who: rule.body_type.words(), role: rule.role, legal_basis: rule.legal_basis.clone() })
        .collect()
}

fn involved(aside: &[Holder<'_>], exceptions: &[&Exception], map: &Map) -> Vec<Involved> {
    let mut involved: Vec<Involved> = aside
        .iter()
        .map(|holder| Involved {
            code: Some(holder.body.code.clone()),
            name: holder.body.name.clone(),
            how: match holder.rule.map(|rule| rule.note.as_str()) {
                Some(note) if !note.is_empty() => format!("It {}. {}", holder.role.words(), sentence(note)),
                _ => format!("It {}.", holder.role.words()),
            },
        })
        .collect();
    for exception in exceptions {
        let how = match exception.effect {
            Effect::Part => format!("In part of the area: {}", sentence(&exception.note)),
            Effect::Delivery => format!("Does the work, without the duty: {}", sentence(&exception.note)),
            _ => continue,
        };
        let name =
            exception.body.as_ref().and_then(|code| map.body(code)).map_or(&exception.body_name, |body| &body.name);
        let found = Involved { code: exception.body.clone(), name: name.clone(), how };
        if !involved.contains(&found) {
            involved.push(found);
        }
    }
    involved
}

impl Holder<'_> {
    fn answer(&self, function: &Function, place: &Place<'_>, date: Date) -> Responsible {
        let law = self.rule.map_or(function.main_legislation.as_str(), |rule| rule.legal_basis.as_str());
        let name = &self.body.name;
        let (does, what) = (self.role.words(), self.body.body_type.words());
        let note = |text: &str| if text.is_empty() { String::new() } else { format!(" {}", sentence(text)) };
        let because = match self.exception {
            None => format!("{name} {does}: it is {what}.{}", note(self.rule.map_or("", |rule| &rule.note))),
            Some(exception) => format!("{name} {does}. This place has its own arrangement.{}", note(&exception.note)),
        };
        let reason = format!("{} {because} The law: {law}.", place.situation(date));
        Responsible {
            code: self.body.code.clone(),
            name: name.clone(),
            role: self.role,
            reason,
            legal_basis: law.to_owned(),
            confidence: match (self.exception, self.rule) {
                (Some(exception), _) => exception.confidence.clone(),
                (None, Some(rule)) => rule.confidence.clone(),
                (None, None) => "recalled".to_owned(),
            },
            source: match (self.exception, self.rule) {
                (Some(exception), _) => exception.source.clone(),
                (None, Some(rule)) => rule.source.clone(),
                (None, None) => String::new(),
            },
        }
    }
}
