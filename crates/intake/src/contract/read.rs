//! Reads a contract's TOML into a [`Contract`], noting every problem.

use super::{
    Aggregation, Contract, DatasetContract, Expected, Frequency, IndicatorContract, Kind, Polarity, Purpose, Replaces,
    SourceOfData, Subject, TotalRule,
};
use crate::document::{Document, Problems, Section};
use terms::{AreaCode, DatasetId, IndicatorId, Unit, identifier::slug};

const KINDS: &[(&str, Kind)] =
    &[("input", Kind::Input), ("output", Kind::Output), ("outcome", Kind::Outcome), ("context", Kind::Context)];

const POLARITIES: &[(&str, Polarity)] = &[
    ("higher_is_better", Polarity::HigherIsBetter),
    ("lower_is_better", Polarity::LowerIsBetter),
    ("neutral", Polarity::Neutral),
];

const REPLACES: &[(&str, Replaces)] =
    &[("dataset", Replaces::Dataset), ("periods", Replaces::Periods), ("periods-and-areas", Replaces::PeriodsAndAreas)];
const FREQUENCIES: &[(&str, Frequency)] = &[
    ("daily", Frequency::Daily),
    ("monthly", Frequency::Monthly),
    ("quarterly", Frequency::Quarterly),
    ("annual", Frequency::Annual),
    ("decennial", Frequency::Decennial),
    ("irregular", Frequency::Irregular),
    ("once", Frequency::Once),
];

pub(super) fn contract(text: &str) -> Result<Contract, Problems> {
    let contract = Document::read(text, |root| {
        let dataset = root.section("dataset");
        if dataset.is_none() && !root.has("dataset") {
            root.problem(
                "dataset",
                "a contract needs a dataset",
                "Add a line [dataset], and under it id, title and the rest",
            );
        }
        let dataset = dataset.and_then(|section| dataset_contract(&section));
        let sections = root.sections("indicator");
        if sections.is_empty() {
            root.problem(
                "indicator",
                "a contract needs at least one indicator",
                "Add a line [[indicator]], and under it id, title, unit and the rest",
            );
        }
        let mut indicators: Vec<IndicatorContract> = Vec::with_capacity(sections.len());
        for section in &sections {
            if let Some(indicator) = indicator_contract(section) {
                if indicators.iter().any(|other| other.id == indicator.id) {
                    section.problem("id", format!("there are two indicators called “{}”", indicator.id), "Rename one");
                }
                indicators.push(indicator);
            }
        }
        dataset.map(|dataset| Contract { dataset, indicators })
    })?;
    // A document without problems has a dataset.
    contract.ok_or_else(|| Problems(vec![]))
}

fn dataset_contract(section: &Section<'_, '_>) -> Option<DatasetContract> {
    let id = section.required_text("id", "revenue-outturn");
    let id = match DatasetId::parse(&id) {
        Ok(id) => Some(id),
        Err(error) => {
            if section.has("id") {
                section.problem("id", error.to_string(), format!("Such as: {}", slug(&id)));
            }
            None
        }
    };
    let source = section.section("source").map(|section| SourceOfData {
        name: section.required_text("name", "Revenue outturn, live tables"),
        url: section.text("url"),
    });
    let frequency = section.choice("frequency", FREQUENCIES);
    if !section.has("frequency") {
        section.problem("frequency", "this key is missing", "Add it, such as: frequency = \"annual\"");
    }
    Some(DatasetContract {
        title: section.required_text("title", "Revenue outturn by service"),
        description: section.text("description").unwrap_or_default(),
        publisher: section.text("publisher").unwrap_or_default(),
        owner: section.text("owner").unwrap_or_default(),
        steward: section.text("steward").unwrap_or_default(),
        source: source.unwrap_or_default(),
        licence: section.required_text("licence", "OGL-UK-3.0"),
        attribution: section.text("attribution").unwrap_or_default(),
        frequency: frequency.unwrap_or(Frequency::Irregular),
        expected: expected(section),
        expected_tolerance: section.count("expected_tolerance").unwrap_or(0),
        mixed_tiers: section.boolean("mixed_tiers").unwrap_or(false),
        replaces: section.choice("replaces", REPLACES).unwrap_or_default(),
        lag_days: section.count("lag_days"),
        purpose: section.section("purpose").map(|section| purpose(&section)).unwrap_or_default(),
        quality_statement: section.text("quality_statement").unwrap_or_default(),
        kind: section.choice("kind", KINDS),
        id: id?,
    })
}

fn expected(section: &Section<'_, '_>) -> Expected {
    let listed: Vec<AreaCode> = section
        .texts("expected_areas")
        .unwrap_or_default()
        .iter()
        .filter_map(|code| match AreaCode::parse(code) {
            Ok(code) => Some(code),
            Err(error) => {
                section.problem("expected_areas", error.to_string(), "");
                None
            }
        })
        .collect();
    let choices =
        [("none", 0), ("lower-tier-and-unitary", 1), ("upper-tier-and-unitary", 2), ("all-councils", 3), ("list", 4)];
    match section.choice("expected", &choices) {
        Some(1) => Expected::LowerTierAndUnitary,
        Some(2) => Expected::UpperTierAndUnitary,
        Some(3) => Expected::AllCouncils,
        Some(4) => {
            if listed.is_empty() {
                section.problem("expected_areas", "the list is missing", "Add: expected_areas = [\"E06000065\", …]");
            }
            Expected::List(listed)
        }
        _ => Expected::Nobody,
    }
}

fn purpose(section: &Section<'_, '_>) -> Purpose {
    Purpose {
        helps: section.text("helps").unwrap_or_default(),
        to_decide: section.text("to_decide").unwrap_or_default(),
        can_show: section.text("can_show").unwrap_or_default(),
        cannot_show: section.text("cannot_show").unwrap_or_default(),
        must_not_be_used_for: section.text("must_not_be_used_for").unwrap_or_default(),
    }
}

fn unit(section: &Section<'_, '_>) -> Option<Unit> {
    let plain = [
        ("percent", Unit::Percent),
        ("pounds", Unit::Pounds),
        ("thousand_pounds", Unit::ThousandPounds),
        ("million_pounds", Unit::MillionPounds),
        ("years", Unit::Years),
        ("minutes", Unit::Minutes),
        ("number", Unit::Number),
    ];
    let mend = "Write one of \"percent\", \"pounds\", \"thousand_pounds\", \"million_pounds\", \"years\", \"minutes\", \"number\", \
         or a table: { count = \"children\" }, { rate_per = 1000, of = \"people\" }, { name = \"tonnes\" }";
    let entry = section.get("unit");
    let Some(entry) = entry else {
        section.problem("unit", "this key is missing", mend);
        return None;
    };
    if let Some(text) = entry.text() {
        let unit = plain.into_iter().find(|(name, _)| *name == text).map(|(_, unit)| unit);
        if unit.is_none() {
            section.problem("unit", format!("“{text}” is not a unit"), mend);
        }
        return unit;
    }
    let Some(table) = entry.section("unit".to_owned()) else {
        section.problem("unit", "this is not a unit", mend);
        return None;
    };
    let (count, per, of, name) = (table.text("count"), table.count("rate_per"), table.text("of"), table.text("name"));
    match (count, per, of, name) {
        (Some(of), None, None, None) => Some(Unit::Count { of }),
        (None, Some(per @ 1..), Some(of), None) => Some(Unit::Rate { per, of }),
        (None, None, None, Some(name)) => Some(Unit::Other { name }),
        _ => {
            section.problem("unit", "this is not a unit", mend);
            None
        }
    }
}

fn aggregation(section: &Section<'_, '_>) -> Option<Aggregation> {
    let mend = "Write \"sum\", or one of { ratio = 100 }, { weighted_mean_by = \"population\" }, { not_additive = \"a median cannot be added\" }";
    let Some(entry) = section.get("aggregation") else {
        section.problem("aggregation", "this key is missing: how do the values of several areas become one?", mend);
        return None;
    };
    if entry.text().as_deref() == Some("sum") {
        return Some(Aggregation::Sum);
    }
    let Some(table) = entry.section("aggregation".to_owned()) else {
        section.problem("aggregation", "this is not a way to put values together", mend);
        return None;
    };
    let ratio = table.number("ratio");
    let by = table.parsed("weighted_mean_by", IndicatorId::parse);
    let reason = table.text("not_additive");
    match (ratio, by, reason) {
        (Some(multiplier), None, None) if multiplier > 0.0 => Some(Aggregation::Ratio { multiplier }),
        (None, Some(by), None) => Some(Aggregation::WeightedMean { by }),
        (None, None, Some(reason)) => Some(Aggregation::NotAdditive { reason }),
        _ => {
            section.problem("aggregation", "this is not a way to put values together", mend);
            None
        }
    }
}

fn totals(section: &Section<'_, '_>) -> Vec<TotalRule> {
    let rules = section.sections("totals");
    let read = rules.iter().map(|rule| {
        let mut parts = Vec::new();
        for part in rule.texts("parts").unwrap_or_default() {
            match IndicatorId::parse(&part) {
                Ok(part) => parts.push(part),
                Err(error) => rule.problem("parts", error.to_string(), ""),
            }
        }
        let dimension = rule.text("dimension");
        if parts.is_empty() == dimension.is_none() {
            let mend = "Write one of: parts = [\"one\", \"other\"], dimension = \"sex\"";
            rule.problem("", "a total needs its parts", mend);
        }
        TotalRule { parts, dimension, total: rule.text("total"), tolerance: rule.number("tolerance").unwrap_or(0.5) }
    });
    read.collect()
}

fn indicator_contract(section: &Section<'_, '_>) -> Option<IndicatorContract> {
    let id = section.required_text("id", "persistent-absence");
    let id = match IndicatorId::parse(&id) {
        Ok(id) => Some(id),
        Err(error) => {
            if section.has("id") {
                section.problem("id", error.to_string(), format!("Such as: {}", slug(&id)));
            }
            None
        }
    };
    let minimum = section.number("minimum");
    let maximum = section.number("maximum");
    if minimum.zip(maximum).is_some_and(|(minimum, maximum)| minimum > maximum) {
        section.problem("maximum", "the largest value is below the smallest", "Change minimum or maximum");
    }
    let jump = section.number("jump");
    if jump.is_some_and(|jump| jump <= 1.0) {
        section.problem("jump", "a jump is a ratio above 1", "2 means: a doubling or a halving must be looked at");
    }
    let unit = unit(section);
    let aggregation = aggregation(section);
    Some(IndicatorContract {
        title: section.required_text("title", "Persistent absence"),
        question: section.text("question").unwrap_or_default(),
        definition: section.text("definition").unwrap_or_default(),
        unit: unit.unwrap_or(Unit::Number),
        decimals: section.count("decimals").unwrap_or(0).min(10),
        theme: section.text("theme").unwrap_or_default(),
        kind: section.choice("kind", KINDS),
        polarity: section.choice("polarity", POLARITIES),
        aggregation: aggregation.unwrap_or(Aggregation::Sum),
        numerator: section.text("numerator"),
        denominator: section.text("denominator"),
        minimum,
        maximum,
        whole_numbers: section.boolean("whole_numbers").unwrap_or(false),
        jump,
        ratio_tolerance: section.number("ratio_tolerance"),
        totals: totals(section),
        subject: section.choice("subject", &[("area", Subject::Area), ("body", Subject::Body)]).unwrap_or_default(),
        headline: section.boolean("headline").unwrap_or(false),
        quality_statement: section.text("quality_statement"),
        purpose: section.section("purpose").map(|section| purpose(&section)),
        dimensions_default: section.text_map("dimensions_default").into_iter().collect(),
        id: id?,
    })
}
