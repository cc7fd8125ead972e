//! Frameworks: all of them, and one of them for all of England or in a place.

use super::{
    Failed,
    asked::Asked,
    data::capital,
    places::href,
    readings::{label, sentence, theme_name},
};
use crate::{
    Frame, Section,
    charts::Notation,
    components::{Column, Link, SummaryList, SummaryRow, Table, TableCell, TextField, TextKind},
    kept,
    pages::frameworks::{
        FrameworkCard, FrameworkPage, FrameworksPage, GoalShown, IndicatorShown, MeasureShown, SpendingShown,
    },
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{
    Router,
    extract::{Path, State as Shared},
    response::Response,
    routing::get,
};
use hub::frameworks::{
    FrameworkInPlace, FrameworkListed, FrameworkTold, FrameworksTold, GoalEvidence, GoalGap, GoalTold, IndicatorTold,
    MeasureKind, MeasureTold, Scope, SpendingTold,
};
use place::{Area, Map, NameMatch};
use std::collections::BTreeMap;
use terms::{AreaCode, Date, period::date_in_words, unit::grouped};

/// The routes of frameworks.
pub(super) fn router() -> Router<State> {
    Router::new().route("/frameworks", get(list)).route("/frameworks/{id}", get(one))
}

async fn list(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let told = state.hub.frameworks(&reader())?;
    let catalogue = state.hub.catalogue(&reader())?;
    let mut uncovered: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for indicator in &told.uncovered {
        let theme = catalogue.indicator(&indicator.id).map_or_else(String::new, |held| held.contract().theme.clone());
        uncovered.entry(theme_name(&theme)).or_default().push(indicator_link(indicator));
    }
    let page = FrameworksPage {
        frame: Frame::new(
            Section::Outcomes,
            "What is wanted, and who measures it",
            "Frameworks of goals: which indicators measure them, and which goals nobody measures.",
        )
        .under([("Outcomes", "/outcomes")], "Frameworks"),
        lead: lead(&told),
        frameworks: told.frameworks.iter().map(card).collect(),
        shared: shared(&told),
        uncovered_heading: match told.uncovered.len() {
            1 => "One indicator that no framework covers".to_owned(),
            count => format!("{count} indicators that no framework covers"),
        },
        uncovered: uncovered.into_iter().collect(),
        services: services(&told),
    };
    Ok(render(&page))
}

fn lead(told: &FrameworksTold) -> String {
    let goals: usize = told.frameworks.iter().map(|framework| framework.goals).sum();
    let without: usize =
        told.frameworks.iter().map(|framework| framework.goals_not_measured + framework.goals_without_outcome).sum();
    let bare = told.services.iter().filter(|service| service.outcomes.is_empty()).count();
    format!(
        "{} frameworks with {goals} goals. For {without} of the goals nothing that this hub knows of counts what came of it, \
         and {bare} of {} services of a council have no outcome measure.",
        capital(&small(told.frameworks.len())),
        told.services.len()
    )
}

fn small(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |&word| word.to_owned())
}

fn card(framework: &FrameworkListed) -> FrameworkCard {
    let by_outcome = framework.goals - framework.goals_not_measured - framework.goals_without_outcome;
    FrameworkCard {
        link: Link::new(&framework.title, format!("/frameworks/{}", framework.id)),
        owner: format!("{}. {}", framework.owner, validity(framework.from, framework.until, framework.holds)),
        says: format!(
            "{} goals: {by_outcome} measured by an outcome, {} only by inputs or outputs, {} by nothing.",
            framework.goals, framework.goals_without_outcome, framework.goals_not_measured
        ),
        counts: (by_outcome, framework.goals_without_outcome, framework.goals_not_measured),
    }
}

fn validity(from: Date, until: Option<Date>, holds: bool) -> String {
    match until.and_then(|until| until.yesterday().ok()) {
        Some(last) if !holds => format!("It held from {} to {}.", date_in_words(from), date_in_words(last)),
        Some(last) => format!("It holds from {} to {}.", date_in_words(from), date_in_words(last)),
        None if holds => format!("It holds since {}.", date_in_words(from)),
        None => format!("It will hold from {}.", date_in_words(from)),
    }
}

fn indicator_link(indicator: &IndicatorTold) -> Link {
    Link::new(&indicator.title, format!("/outcomes/{}", indicator.id))
}

fn shared(told: &FrameworksTold) -> Table {
    let rows = told.shared.iter().filter(|shared| shared.indicator.promised).map(|shared| {
        let goals: Vec<String> =
            shared.goals.iter().map(|goal| format!("{} ({})", goal.goal_title, goal.framework_title)).collect();
        vec![
            TableCell::linked(&shared.indicator.title, format!("/outcomes/{}", shared.indicator.id)),
            TableCell::new(goals.join("; ")),
        ]
    });
    Table {
        caption: "Indicators that two frameworks or more ask for".to_owned(),
        caption_hidden: true,
        columns: vec![Column::words("Indicator"), Column::words("Goals that ask for it")],
        rows: rows.collect(),
    }
}

fn services(told: &FrameworksTold) -> Table {
    let rows = told.services.iter().map(|service| {
        let titles: Vec<&str> =
            service.outcomes.iter().filter(|outcome| outcome.promised).map(|outcome| outcome.title.as_str()).collect();
        let outcomes = if titles.is_empty() { "Nothing here measures any".to_owned() } else { titles.join("; ") };
        vec![TableCell::new(&service.title), TableCell::new(outcomes), TableCell::new(&service.note)]
    });
    Table {
        caption: "Services and the outcomes that they are for".to_owned(),
        caption_hidden: true,
        columns: vec![Column::words("Service"), Column::words("Outcomes that it is for"), Column::words("Note")],
        rows: rows.collect(),
    }
}

/// The place that a reader asks for, or what to tell of the words.
enum Where {
    Everywhere,
    Here(&'static Area),
    Unclear(String),
}

fn asked_place(map: &'static Map, text: &str, day: Date) -> Where {
    if text.is_empty() {
        return Where::Everywhere;
    }
    let code = AreaCode::parse(text).ok().or_else(|| place::code_from_slug(text));
    if let Some(area) = code.and_then(|code| map.area(code)) {
        return Where::Here(area);
    }
    let named = |areas: &[&Area]| {
        let areas: Vec<String> = areas.iter().take(5).map(|area| format!("{} ({})", area.name, area.code)).collect();
        list_in_words(&areas)
    };
    match map.find(text, day) {
        NameMatch::One(area) => Where::Here(area),
        NameMatch::Several(areas) => {
            Where::Unclear(format!("“{text}” could be several places: {}. Write the code.", named(&areas)))
        }
        NameMatch::None { suggestions } if suggestions.is_empty() => {
            Where::Unclear(format!("No place is called “{text}”. Write the name of a council or its code."))
        }
        NameMatch::None { suggestions } => {
            Where::Unclear(format!("No place is called “{text}”. Did you mean {}?", named(&suggestions)))
        }
    }
}

async fn one(Shared(state): Shared<State>, Path(id): Path<String>, asked: Asked) -> Result<Response, Failed> {
    let days = asked.days(&state);
    let told = state.hub.framework(&reader(), &id)?;
    let text = asked.text("in");
    let map = state.hub.map();
    let (area, not_found) = match asked_place(map, text, days.as_at) {
        Where::Everywhere => (None, None),
        Where::Here(area) => (Some(area), None),
        Where::Unclear(says) => (None, Some(says)),
    };
    let mut whole = true;
    let here = match area {
        None => None,
        Some(area) => {
            let studies = super::round::studies(&state, &days).await?;
            whole = studies.is_some();
            let studies = studies.as_ref().map(|studies| studies.as_slice());
            let day = area.span.nearest(days.as_at);
            Some((area, state.hub.framework_in(&reader(), &id, area.code, day, studies).await?))
        }
    };
    let here = here.as_ref().map(|(area, here)| (*area, &**here));
    let page = framework_page(&told, here, text, not_found, days.banner);
    // What is still being worked out is not kept: the next reader may find it done.
    Ok(if whole { render(&page) } else { kept::not_to_be_kept(render(&page)) })
}

fn framework_page(
    told: &FrameworkTold,
    here: Option<(&Area, &FrameworkInPlace)>,
    text: &str,
    not_found: Option<String>,
    banner: Option<crate::components::Banner>,
) -> FrameworkPage {
    let address = format!("/frameworks/{}", told.id);
    let heading = match here {
        Some((_, here)) => format!("{} in {}", told.title, here.area_name),
        None => told.title.clone(),
    };
    let mut frame = Frame::new(Section::Outcomes, &heading, "What a framework wants, and what measures it.");
    frame = match here {
        Some((_, here)) => frame.under(
            [("Outcomes", "/outcomes"), ("Frameworks", "/frameworks"), (told.title.as_str(), address.as_str())],
            &here.area_name,
        ),
        None => frame.under([("Outcomes", "/outcomes"), ("Frameworks", "/frameworks")], &told.title),
    };
    frame.banner = banner;
    let scope = match told.scope {
        Scope::National => "The whole country",
        Scope::Place => "One place",
    };
    FrameworkPage {
        frame,
        heading,
        lead: match here {
            Some((_, here)) => lead_in(here),
            None => lead_of(told),
        },
        facts: SummaryList {
            rows: vec![
                SummaryRow::new("Owner", &told.owner),
                SummaryRow::new("For", scope),
                SummaryRow::new("Edition", &told.version),
                SummaryRow::new("Holds", validity(told.from, told.until, told.holds)),
                SummaryRow::linked("Source", &told.source.name, &told.source.url),
                SummaryRow::new("Licence", super::readings::licence_name(&told.licence)),
            ],
        },
        note: told.note.clone(),
        search: TextField {
            id: "in".to_owned(),
            name: "in".to_owned(),
            label: "See it in a place".to_owned(),
            hint: Some("A council or its code, such as Sunderland".to_owned()),
            value: text.to_owned(),
            error: None,
            kind: TextKind::Search,
            button: Some("Show".to_owned()),
        },
        action: address.clone(),
        not_found,
        goals: told.goals.iter().map(|goal| goal_shown(goal, here)).collect(),
        spending: here.and_then(|(_, here)| here.spending.as_ref()).map(spending_shown),
        download: Link::new(
            "All of this page for programs (JSON)",
            match here {
                Some((area, _)) => format!("/api/v1/frameworks/{}?in={}", told.id, area.code),
                None => format!("/api/v1/frameworks/{}", told.id),
            },
        ),
        more: match here {
            Some(_) => Link::new("This framework for all of England", address),
            None => Link::new("All frameworks", "/frameworks"),
        },
    }
}

fn lead_of(told: &FrameworkTold) -> String {
    let without = |gap: GoalGap| -> Vec<String> {
        let goals = told.goals.iter().filter(|goal| goal.gap == Some(gap));
        goals.map(|goal| goal.title.clone()).collect()
    };
    let (nothing, no_outcome) = (without(GoalGap::NotMeasured), without(GoalGap::NoOutcome));
    let mut sentences = vec![format!(
        "{} goals. {} are measured by an outcome.",
        told.goals.len(),
        told.goals.len() - nothing.len() - no_outcome.len()
    )];
    if !no_outcome.is_empty() {
        sentences.push(format!("Only inputs or outputs tell of: {}.", list_in_words(&no_outcome)));
    }
    if !nothing.is_empty() {
        sentences.push(format!("Nothing here measures: {}.", list_in_words(&nothing)));
    }
    sentences.join(" ")
}

fn lead_in(here: &FrameworkInPlace) -> String {
    let told = here.goals.iter().filter(|goal| !goal.indicators.is_empty()).count();
    let all = || here.goals.iter().flat_map(|goal| &goal.indicators);
    let outside: Vec<String> = all()
        .filter(|indicator| {
            let phrase = indicator.against_expectation.as_deref().unwrap_or_default();
            phrase.starts_with("better")
                || phrase.starts_with("worse")
                || phrase.starts_with("higher")
                || phrase.starts_with("lower")
        })
        .map(|indicator| {
            format!(
                "{} ({})",
                super::outcomes::uncapped(&indicator.title),
                indicator.against_expectation.as_deref().unwrap_or_default()
            )
        })
        .collect();
    let mut distinct: Vec<String> = Vec::new();
    for one in outside {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    let unexpected = if distinct.is_empty() {
        String::new()
    } else {
        format!(" Outside what could be expected in its circumstances: {}.", list_in_words(&distinct))
    };
    format!("Figures of {} tell of {told} of the {} goals.{unexpected}", here.area_name, here.goals.len())
}

fn goal_shown(goal: &GoalTold, here: Option<(&Area, &FrameworkInPlace)>) -> GoalShown {
    GoalShown {
        id: goal.id.clone(),
        title: goal.title.clone(),
        statement: goal.statement.clone(),
        gap: goal.gap.map(|gap| match gap {
            GoalGap::NotMeasured => "Nothing here measures this goal.".to_owned(),
            GoalGap::NoOutcome => {
                "Only inputs or outputs tell of this goal: nothing counts what came of it.".to_owned()
            }
        }),
        checked: goal.evidence == GoalEvidence::Verified,
        measures: goal.measures.iter().map(|measure| measure_shown(measure, goal, here)).collect(),
    }
}

fn measure_shown(measure: &MeasureTold, goal: &GoalTold, here: Option<(&Area, &FrameworkInPlace)>) -> MeasureShown {
    let mut kind = vec![kind_words(measure.kind)];
    if measure.headline {
        kind.push("headline");
    }
    if measure.placeholder {
        kind.push("only a place is held for it");
    }
    let indicators = measure.indicators.iter().filter(|indicator| indicator.promised);
    MeasureShown {
        title: measure.title.clone(),
        kind: kind.join(", "),
        indicators: indicators.map(|indicator| indicator_shown(indicator, goal, here)).collect(),
    }
}

fn indicator_shown(
    indicator: &IndicatorTold,
    goal: &GoalTold,
    here: Option<(&Area, &FrameworkInPlace)>,
) -> IndicatorShown {
    let Some((area, here)) = here else {
        return IndicatorShown { link: indicator_link(indicator), figure: String::new(), says: String::new() };
    };
    let link = Link::new(&indicator.title, format!("{}/outcomes/{}", href(area), indicator.id));
    let found = here
        .goals
        .iter()
        .filter(|other| other.goal == goal.id)
        .flat_map(|goal| &goal.indicators)
        .find(|found| found.indicator == indicator.id);
    let Some(found) = found else {
        return IndicatorShown { link, figure: String::new(), says: "No figure is held for this place.".to_owned() };
    };
    let figure = match (&found.written, found.period) {
        (Some(written), Some(period)) => format!("{written} in {}", label(period)),
        _ => "no figure".to_owned(),
    };
    let mut says: Vec<String> = Vec::new();
    if found.subject != here.area {
        says.push(format!("told of {}", found.subject_name));
    }
    says.extend(found.against_expectation.clone());
    says.extend(found.trend_words.clone());
    IndicatorShown { link, figure, says: sentence(&says.join("; ")) }
}

fn kind_words(kind: MeasureKind) -> &'static str {
    match kind {
        MeasureKind::Input => "input",
        MeasureKind::Output => "output",
        MeasureKind::Outcome => "outcome",
        MeasureKind::Context => "context",
    }
}

fn spending_shown(told: &SpendingTold) -> SpendingShown {
    let year = label(told.period);
    let notation = Notation::of(&told.money, 0);
    let money = |amount: f64| notation.write(amount);
    let heading = match told.share_unmeasured {
        Some(share) => format!(
            "{}% of what {} spends has no measure of what came of it",
            grouped(share * 100.0, 0),
            told.area_name
        ),
        None => format!("What {} spends is not known", told.area_name),
    };
    let listed = |services: &[String], why: &str| {
        (!services.is_empty()).then(|| format!("{}: {why}, so in neither sum.", list_in_words(services)))
    };
    SpendingShown {
        heading,
        says: format!(
            "In {year} the council’s own services cost {} net, of which {} went to services that no outcome of this hub tells of. \
             A service counts as measured with a single outcome, so the share is a floor.",
            money(told.measured + told.unmeasured),
            money(told.unmeasured)
        ),
        services: told.services_unmeasured.clone(),
        left_out: [
            listed(&told.unknown, "nothing is known of spending on these"),
            listed(&told.below_zero, "they brought in more than they cost"),
            listed(&told.unmapped, "the map of services does not know them"),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_asked_for_by_name_code_or_address() {
        let map = Map::england();
        let day = Date::constant(2026, 11, 28);
        for text in ["Sunderland", "E08000024", "E08000024-sunderland"] {
            assert!(matches!(asked_place(map, text, day), Where::Here(area) if area.name == "Sunderland"), "{text}");
        }
        assert!(matches!(asked_place(map, "", day), Where::Everywhere));
        assert!(matches!(asked_place(map, "xyzzy", day), Where::Unclear(says) if says.contains("xyzzy")));
    }

    #[test]
    fn what_has_ended_is_told_in_the_past() {
        let (from, until) = (Date::constant(2022, 2, 2), Some(Date::constant(2024, 7, 5)));
        assert_eq!(validity(from, until, false), "It held from 2 February 2022 to 4 July 2024.");
        assert_eq!(validity(from, None, true), "It holds since 2 February 2022.");
    }
}
