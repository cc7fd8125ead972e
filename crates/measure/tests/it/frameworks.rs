//! Frameworks: the packs that come with the project, and what they leave unmeasured.

use intake::{Contract, contract::Kind};
use measure::frameworks::{
    CatalogueEntry, Framework, FrameworkError, GoalEvidence, GoalGap, GoalReference, MeasureKind, ServiceMap,
    ServiceSpending, Stray, coverage, cross_walk,
};
use std::collections::{BTreeMap, BTreeSet};
use terms::IndicatorId;

fn repository(path: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).expect("the file is in the repository")
}

fn framework(name: &str) -> Framework {
    Framework::parse(&text(&format!("data/frameworks/{name}.toml"))).expect("the pack is right")
}

fn all() -> Vec<Framework> {
    ["levelling-up-missions", "local-outcomes-framework", "example-place-plan"].map(framework).to_vec()
}

/// Every indicator that a contract of the repository promises.
fn catalogue() -> Vec<CatalogueEntry> {
    let mut entries = Vec::new();
    for folder in std::fs::read_dir(repository("recipes")).expect("there are recipes") {
        let path = folder.expect("a folder").path().join("contract.toml");
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let contract = Contract::parse(&text).expect("the contract is right");
        entries.extend(contract.indicators.iter().map(|indicator| CatalogueEntry {
            id: indicator.id.clone(),
            kind: indicator.kind.or(contract.dataset.kind).map(|kind| match kind {
                Kind::Input => MeasureKind::Input,
                Kind::Output => MeasureKind::Output,
                Kind::Outcome => MeasureKind::Outcome,
                Kind::Context => MeasureKind::Context,
            }),
        }));
    }
    entries
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::parse(text).expect("an identifier")
}

fn goals_without(gaps: &BTreeMap<GoalReference, GoalGap>, gap: GoalGap) -> Vec<&str> {
    gaps.iter().filter(|(_, found)| **found == gap).map(|(goal, _)| goal.goal.as_str()).collect()
}

#[test]
fn the_packs_hold_twelve_missions_and_sixteen_outcomes() {
    let [missions, outcomes, _] = all().try_into().expect("three");
    assert_eq!((missions.goals.len(), outcomes.goals.len()), (12, 16));
    let verified = outcomes.goals.iter().filter(|goal| goal.evidence == GoalEvidence::Verified).count();
    assert_eq!(verified, 6);
    // What the framework does not name is marked as ours, and only there.
    for goal in &outcomes.goals {
        for measure in &goal.measures {
            assert!(measure.ours || goal.evidence == GoalEvidence::Verified, "{}: {}", goal.id, measure.title);
        }
    }
    assert!(missions.goals.iter().flat_map(|goal| &goal.measures).all(|measure| !measure.ours));
    let day = |text: &str| text.parse().expect("a date");
    assert!(missions.holds(day("2024-01-31")) && !missions.holds(day("2025-01-01")));
    assert!(outcomes.holds(day("2026-11-22")) && !outcomes.holds(day("2026-02-08")));
}

#[test]
fn every_cross_walk_leads_to_an_indicator_and_calls_no_output_an_outcome() {
    assert_eq!(coverage(&all(), &catalogue()).strays, []);
}

#[test]
fn what_nobody_measures_is_told() {
    let found = coverage(&all(), &catalogue());
    let mut missing = goals_without(&found.gaps, GoalGap::NotMeasured);
    missing.sort_unstable();
    assert_eq!(
        missing,
        [
            "basics",
            "belonging",
            "care-neighbourhood",
            "housing-quality",
            "housing-supply",
            "mission-12",
            "multiple-disadvantage"
        ]
    );
    assert_eq!(goals_without(&found.gaps, GoalGap::NoOutcome), ["mission-2", "mission-4"]);
    assert_eq!(found.placeholders.len(), 4);
    for uncovered in ["social-worker-agency-rate", "external-borrowing", "phonics", "population"] {
        assert!(found.uncovered.contains(&id(uncovered)), "{uncovered}");
    }
    for covered in ["employment-rate", "gigabit-broadband", "neet-16-17"] {
        assert!(!found.uncovered.contains(&id(covered)), "{covered}");
    }
}

#[test]
fn frameworks_meet_where_they_ask_for_the_same() {
    let shared = cross_walk(&all());
    let pay = shared.iter().find(|shared| shared.indicator == id("median-weekly-pay")).expect("all three ask for it");
    let frameworks: Vec<&str> = pay.goals.iter().map(|goal| goal.framework.as_str()).collect();
    assert_eq!(frameworks, ["example-place-plan", "levelling-up-missions", "local-outcomes-framework"]);
    assert!(!shared.iter().any(|shared| shared.indicator == id("gigabit-broadband")), "only one asks for it");
}

#[test]
fn order_makes_no_difference() {
    let (mut frameworks, mut catalogue) = (all(), catalogue());
    let before = (coverage(&frameworks, &catalogue), cross_walk(&frameworks));
    frameworks.reverse();
    catalogue.reverse();
    assert_eq!((coverage(&frameworks, &catalogue), cross_walk(&frameworks)), before);
}

#[test]
fn a_cross_walk_that_does_not_hold_is_told() {
    let mut missions = framework("levelling-up-missions");
    missions.goals[0].measures[0].indicators = vec![id("no-such-indicator"), id("population")];
    let goal = GoalReference { framework: missions.id.clone(), goal: "mission-1".into() };
    assert_eq!(
        coverage(&[missions], &catalogue()).strays,
        [
            Stray::Unknown { goal: goal.clone(), indicator: id("no-such-indicator") },
            Stray::NotAnOutcome { goal, indicator: id("population"), kind: MeasureKind::Context },
        ]
    );
}

fn services() -> ServiceMap {
    ServiceMap::parse(&text("data/frameworks/services.toml")).expect("the map is right")
}

#[test]
fn every_outcome_of_the_map_is_an_outcome_of_the_catalogue() {
    let outcomes: BTreeSet<IndicatorId> = catalogue()
        .into_iter()
        .filter(|entry| entry.kind == Some(MeasureKind::Outcome))
        .map(|entry| entry.id)
        .collect();
    for (indicator, services) in services().by_outcome() {
        assert!(outcomes.contains(indicator), "{indicator} of {services:?}");
    }
}

/// Net current expenditure of all councils that made a return for 2024-25, from the demonstration, in thousand pounds.
const SPENT_2024: [(&str, f64); 13] = [
    ("Adult Social Care", 24_627_317.0),
    ("Central services", 4_369_372.0),
    ("Children Social Care", 15_156_151.0),
    ("Cultural and related services", 2_565_452.0),
    ("Education services", 43_084_439.0),
    ("Environmental and regulatory services", 6_487_400.0),
    ("Fire and rescue services", 2_800_507.0),
    ("Highways and transport services", 5_278_162.0),
    ("Housing services (GFRA only)", 3_114_685.0),
    ("Other services", 97_036.0),
    ("Planning and development services", 2_490_505.0),
    ("Police services", 16_908_554.0),
    ("Public Health", 3_996_716.0),
];

fn spent() -> Vec<ServiceSpending> {
    SPENT_2024.map(|(service, amount)| ServiceSpending { service: service.to_owned(), amount: Some(amount) }).to_vec()
}

#[test]
fn the_share_of_spending_without_an_outcome_measure_is_told() {
    let found = services().spending(&spent(), &catalogue());
    let share = found.share_unmeasured.expect("money was spent");
    assert!((share - 13_754_315.0 / 130_976_296.0).abs() < 1e-6, "{share}");
    assert_eq!(
        found.services_unmeasured,
        ["Waste, streets, food safety and licensing", "Fire and rescue", "Central services", "Other services"]
    );
    assert_eq!((found.unknown.len(), found.below_zero.len(), found.unmapped.len()), (0, 0, 0));
}

#[test]
fn missing_spending_is_not_zero() {
    let mut spending = spent();
    spending[0].amount = None;
    spending[1].amount = Some(-5.0);
    spending[2].amount = Some(f64::NAN);
    spending[3].service = "Parks".into();
    let found = services().spending(&spending, &catalogue());
    assert_eq!(found.unknown, ["Children’s social care", "Adult social care", "Culture, sport, parks and libraries"]);
    assert_eq!(
        (&found.below_zero[..], &found.unmapped[..]),
        (&["Central services".to_owned()][..], &["Parks".to_owned()][..])
    );
    let nothing = services().spending(&[], &catalogue());
    assert_eq!((nothing.share_unmeasured, nothing.unknown.len()), (None, 13));
    // Without a catalogue nothing is measured.
    assert_eq!(services().spending(&spent(), &[]).share_unmeasured, Some(1.0));
}

#[test]
fn a_pack_that_contradicts_itself_is_refused() {
    let broken = text("data/frameworks/example-place-plan.toml")
        .replace("id = \"belonging\"", "id = \"care\"")
        .replace("from = \"2025-04-01\"", "from = \"2025-04-01\"\nuntil = \"2020-01-01\"");
    let Err(FrameworkError::Contradictions(problems)) = Framework::parse(&broken) else { panic!("it is refused") };
    assert_eq!(problems, ["it ends before it begins", "goal care stands twice"]);
    assert!(matches!(Framework::parse("id = 3"), Err(FrameworkError::Form(_))));
}

#[test]
fn the_packs_speak_plainly() {
    for name in ["levelling-up-missions", "local-outcomes-framework", "example-place-plan", "services"] {
        let words = text(&format!("data/frameworks/{name}.toml")).to_lowercase();
        for word in ["worst", "top ", "bottom", "rank", "league"] {
            assert!(!words.contains(word), "{name}: {word}");
        }
    }
}
