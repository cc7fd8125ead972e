//! The demonstration's figures, read through their recipes, and the dated map: what a hub would hand to the room.

use crate::reference;
use intake::{Limits, Recipe, Sink, check, reference::KnownAreas};
use measure::round::{
    Circumstances, Figures, Sample,
    assembly::{Assembly, Geography, When},
    pack::{CircumstancePack, OutcomePack, OutcomeRule, Tier},
};
use place::{AreaSet, EventKind, Filter, Map, Relation};
use std::{collections::BTreeSet, error::Error, fs::File, path::PathBuf, sync::Arc};
use terms::{AreaCode, DatasetId, Date, Figure, ObservationRow, SubmissionId, Vocabulary};

/// Datasets of the demonstration that the packs read: recipe and file.
const DATASETS: [(&str, &str); 18] = [
    ("population-by-age-2020", "people/population_by_single_year_of_age_2020.csv.gz"),
    ("census-2021-households", "people/census2021_households.csv"),
    ("census-2021-ethnic-group", "people/census2021_ethnic_group.csv.gz"),
    ("deprivation-2019", "people/imd2019_district.csv"),
    ("deprivation-2025", "people/imd2025_district.csv"),
    ("land-area", "people/land_area.csv"),
    ("rural-neighbourhoods-2021", "people/rural_neighbourhoods_2021.csv"),
    ("possession-claims", "homes/possession_claims_quarterly.csv.gz"),
    ("preventable-cardiovascular-deaths", "health-and-care/preventable-cardiovascular-mortality-england.csv.gz"),
    ("local-authority-interactive-tool", "children-and-learning/dfe_lait_indicators.csv.gz"),
    ("healthy-life-expectancy", "health-and-care/healthy-life-expectancy.csv"),
    ("children-looked-after", "children-and-learning/children_looked_after.csv"),
    ("individual-insolvencies", "work-and-income/individual_insolvencies.csv.gz"),
    ("homelessness-2022-quarter-4", "homes/homelessness_2022q4.csv"),
    ("employment", "work-and-income/employment-rate.csv.gz"),
    ("personal-wellbeing", "health-and-care/personal-wellbeing-estimates.csv.gz"),
    ("adult-social-care-outcomes", "health-and-care/adult_social_care_outcomes.csv.gz"),
    ("childrens-social-care-referrals", "children-and-learning/childrens_social_care_referrals.csv"),
];

/// What the demonstration holds for this room.
pub struct Demonstration {
    pub circumstances: CircumstancePack,
    pub outcomes: OutcomePack,
    pub figures: Figures,
}

pub fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).expect("the file is in the repository")
}

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

impl Demonstration {
    pub fn read() -> Self {
        let circumstances = CircumstancePack::parse(&text("data/circumstances.toml")).expect("the pack is right");
        let outcomes =
            OutcomePack::parse(&text("data/outcomes-in-the-round.toml"), &circumstances).expect("the pack is right");
        let wanted: BTreeSet<&str> = circumstances
            .series()
            .chain(outcomes.outcomes.iter().flat_map(OutcomeRule::series))
            .map(|series| series.indicator.as_str())
            .chain(outcomes.outcomes.iter().map(|rule| rule.indicator.as_str()))
            .collect();
        let reference = reference::known_areas();
        let mut figures = Figures::default();
        for (dataset, file) in DATASETS {
            read(dataset, file, &wanted, &reference, &mut figures);
        }
        Self { circumstances, outcomes, figures }
    }

    pub fn assembly(&self) -> Assembly<'_> {
        Assembly { pack: &self.circumstances, figures: &self.figures, geography: &England }
    }

    pub fn rule(&self, indicator: &str) -> &OutcomeRule {
        self.outcomes.rule(indicator).expect("the outcome is in the pack")
    }

    pub fn circumstances_for(&self, rule: &OutcomeRule) -> Circumstances {
        self.assembly().circumstances(&rule.circumstances, rule.tier).expect("the circumstances are complete").0
    }

    pub fn sample(&self, indicator: &str, when: When) -> Sample {
        let rule = self.rule(indicator);
        self.assembly().sample(rule, &self.circumstances_for(rule), when).expect("the outcome is usable").0
    }
}

struct Gather<'a> {
    wanted: &'a BTreeSet<&'a str>,
    submission: Arc<SubmissionId>,
    figures: &'a mut Figures,
}

impl Sink for Gather<'_> {
    fn rows(&mut self, words: &Vocabulary, rows: &[ObservationRow]) -> Result<(), Box<dyn Error + Send + Sync>> {
        let indicators: Vec<_> = words.indicators().iter().cloned().map(Arc::new).collect();
        let dimensions: Vec<_> = words.dimensions().iter().cloned().map(Arc::new).collect();
        let named = rows.iter().filter(|row| self.wanted.contains(indicators[row.indicator as usize].as_str()));
        self.figures.extend(named.map(|row| Figure {
            indicator: Arc::clone(&indicators[row.indicator as usize]),
            area: row.area,
            period: row.period,
            dimensions: Arc::clone(&dimensions[row.dimensions as usize]),
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            lower: row.lower,
            upper: row.upper,
            status: row.status,
            mark: None,
            submission: Arc::clone(&self.submission),
            source: row.source,
        }));
        Ok(())
    }
}

fn read(dataset: &str, file: &str, wanted: &BTreeSet<&str>, reference: &KnownAreas, figures: &mut Figures) {
    let recipe = Recipe::parse(&text(&format!("recipes/{dataset}/recipe.toml"))).expect("the recipe is right");
    let mut bytes = File::open(repository(&format!("data/demonstration/{file}"))).expect("the file is there");
    let submission = Arc::new(SubmissionId { dataset: DatasetId::parse(dataset).expect("an identifier"), number: 1 });
    let mut gather = Gather { wanted, submission, figures };
    check(&mut bytes, file, &recipe, None, reference, &Limits::default(), &mut gather).expect("the file is read");
}

/// The dated map, as this room asks it.
pub struct England;

impl Geography for England {
    fn councils(&self, tier: Tier, on: Date) -> Vec<AreaCode> {
        let set = match tier {
            Tier::Lower => AreaSet::LowerTierAndUnitary,
            Tier::Upper => AreaSet::UpperTierAndUnitary,
        };
        Map::england().areas(on, Filter::Set(set)).map(|area| area.code).collect()
    }

    fn districts(&self, area: AreaCode, on: Date) -> Vec<AreaCode> {
        let map = Map::england();
        let children: Vec<AreaCode> =
            map.children(area, on).filter(|link| link.relation == Relation::County).map(|link| link.area).collect();
        if children.is_empty() { vec![area] } else { children }
    }

    fn parts(&self, district: AreaCode, on: Date) -> Vec<AreaCode> {
        let map = Map::england();
        let there = |code: &AreaCode| map.area(*code).is_some_and(|area| area.span.contains(on));
        if let Some(code) = map.codes_of(district).into_iter().find(there) {
            return vec![code];
        }
        made_of(map, district).into_iter().flat_map(|part| self.parts(part, on)).collect()
    }

    fn same_land(&self, area: AreaCode) -> Vec<AreaCode> {
        let mut codes = Map::england().codes_of(area);
        codes.sort_by_key(|&code| code != area);
        codes
    }

    fn lineage(&self, district: AreaCode) -> Vec<AreaCode> {
        let map = Map::england();
        let mut codes = map.codes_of(district);
        let parts: Vec<AreaCode> = made_of(map, district).into_iter().flat_map(|part| self.lineage(part)).collect();
        codes.extend(parts);
        codes
    }

    fn region(&self, area: AreaCode) -> Option<AreaCode> {
        let map = Map::england();
        let on = terms::Date::constant(2023, 4, 1);
        let own = |code: AreaCode| map.parent(code, Relation::Region, on).map(|region| region.code);
        own(area).or_else(|| own(map.parent(area, Relation::County, on)?.code))
    }
}

/// The whole districts that were merged into one.
fn made_of(map: &Map, district: AreaCode) -> Vec<AreaCode> {
    let own: BTreeSet<AreaCode> = map.codes_of(district).into_iter().collect();
    let merged = own.iter().flat_map(|&code| map.events_to(code)).filter(|event| event.kind == EventKind::Merge);
    let parts: BTreeSet<AreaCode> = merged
        .flat_map(|event| &event.flows)
        .filter(|flow| own.contains(&flow.to) && !own.contains(&flow.from))
        // Districts only: the county that a unitary council took over from covers the same land again.
        .filter(|flow| !flow.from.as_str().starts_with("E10") && flow.share() > 0.99)
        .map(|flow| flow.from)
        .collect();
    parts.into_iter().collect()
}
