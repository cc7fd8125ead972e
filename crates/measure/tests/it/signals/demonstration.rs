//! The demonstration's figures, read through their recipes, and the councils of the dated map.

use crate::reference;
use intake::{Limits, Recipe, Sink, check, reference::KnownAreas};
use measure::signals::{Council, DistressEvent, Observation, Pack, Tier, read_events};
use std::{collections::BTreeMap, error::Error, fs::File, path::PathBuf, sync::LazyLock};
use terms::{AreaCode, IndicatorId, ObservationRow, Vocabulary};

/// Datasets of the demonstration that the pack reads: recipe and file.
const DATASETS: [(&str, &str); 7] = [
    ("borrowing-and-investments-2019", "public-money/borrowing_and_investments_2019.csv"),
    ("revenue-spending-power", "public-money/revenue_spending_power_2012_to_2021.csv"),
    ("revenue-outturn-financing", "public-money/revenue_outturn_financing_2010_to_2017.csv.gz"),
    ("revenue-account-budget", "public-money/revenue_account_budget_2021_2023.csv.gz"),
    ("revenue-outturn-rsx", "public-money/revenue_outturn_rsx_2021_to_2024.csv.gz"),
    ("childrens-social-workers", "children-and-learning/childrens_social_workers.csv"),
    ("childrens-services-spending", "public-money/dfe_childrens_services_spend_per_head.csv.gz"),
];

/// What a back-test takes.
pub struct Demonstration {
    pub pack: Pack,
    pub councils: Vec<Council>,
    pub events: Vec<DistressEvent>,
    pub observations: Vec<Observation>,
}

/// Read once for all tests.
pub static DEMONSTRATION: LazyLock<Demonstration> = LazyLock::new(|| {
    let pack = Pack::parse(&text("data/signals.toml")).expect("the pack is right");
    let table = read_events(text("data/events/council_distress_events.csv").as_bytes()).expect("the table is CSV");
    assert_eq!(table.findings, [], "every row of the table is understood");
    let reference = reference::known_areas();
    let observations = DATASETS.iter().flat_map(|(dataset, file)| observations(dataset, file, &pack, &reference));
    Demonstration { councils: councils(), events: table.events, observations: observations.collect(), pack }
});

pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

pub fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).expect("the file is in the repository")
}

/// The councils of the map, each through all its codes.
fn councils() -> Vec<Council> {
    let map = place::Map::england();
    let mut councils: BTreeMap<Vec<AreaCode>, Council> = BTreeMap::new();
    for body in map.bodies().iter().filter(|body| body.body_type.is_council()) {
        let Some((area, tier)) = body.area.and_then(|area| Some((area, Tier::of(area)?))) else { continue };
        let mut areas = map.codes_of(area);
        areas.sort_unstable();
        let (from, until, name) = (body.span.from, body.span.to, map.area(area).expect("on the map").name.clone());
        councils
            .entry(areas.clone())
            .and_modify(|council| {
                council.from = council.from.zip(from).map(|(one, other)| one.min(other));
                council.until = council.until.zip(until).map(|(one, other)| one.max(other));
            })
            .or_insert(Council { areas, name, tier, from, until });
    }
    councils.into_values().collect()
}

struct Gather<'a> {
    pack: &'a Pack,
    taken: Vec<Observation>,
}

impl Sink for Gather<'_> {
    fn rows(&mut self, words: &Vocabulary, rows: &[ObservationRow]) -> Result<(), Box<dyn Error + Send + Sync>> {
        let reads = self.pack.reads();
        for row in rows {
            let indicator: &IndicatorId = &words.indicators()[row.indicator as usize];
            let dimensions = &words.dimensions()[row.dimensions as usize];
            if reads.get(indicator).is_some_and(|breakdowns| breakdowns.contains(dimensions)) {
                self.taken.push(Observation {
                    indicator: indicator.clone(),
                    dimensions: dimensions.clone(),
                    area: row.area,
                    period: row.period,
                    value: row.value,
                    published: None,
                });
            }
        }
        Ok(())
    }
}

fn observations(dataset: &str, file: &str, pack: &Pack, reference: &KnownAreas) -> Vec<Observation> {
    let recipe = Recipe::parse(&text(&format!("recipes/{dataset}/recipe.toml"))).expect("the recipe is right");
    let mut bytes = File::open(repository(&format!("data/demonstration/{file}"))).expect("the file is there");
    let mut gather = Gather { pack, taken: Vec::new() };
    check(&mut bytes, file, &recipe, None, reference, &Limits::default(), &mut gather).expect("the file is read");
    gather.taken
}
