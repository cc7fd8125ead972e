//! Gathers what the report of a run tells.

use super::{
    cluster::{reason_words, sizes},
    explain::{label, told},
    inputs::Prepared,
    person::person_told,
    train::TrainingTold,
    watch::Watch,
};
use crate::failure::Failure;
use lake::people::{self, Formed, InputFacts, Predicted};
use link::{
    LinkError, Records,
    cluster::{ClusterQuality, Link},
    explain::{ExpectedCost, PersonExplanation, WeightHistogram},
    model::{probability_of_weight, weight_of_probability},
    records::MISSING,
    review::{Band, ReviewSampler},
};
use std::collections::BTreeMap;
use web::pages::people::{
    explanation::PairTold,
    person::PersonTold,
    report::{self, ColumnTold, InputTold, LevelTold, LinkReport, RuleTold, SkewTold, ThresholdTold},
};

/// What a report is made of.
pub struct Sources<'a> {
    pub prepared: &'a Prepared,
    pub facts: &'a [InputFacts],
    pub predicted: &'a Predicted,
    pub formed: &'a Formed,
    pub training: Option<&'a TrainingTold>,
    /// Whether people and pairs are explained with what their records hold.
    pub examples: bool,
    /// The weight from which pairs were counted.
    pub least: f64,
}

/// Blocks and people that are listed at most.
const LISTED: usize = 15;
/// Links up to which the people are looked at for single links that hold them together.
const LOOKED_AT: u64 = 5_000_000;

/// The page.
pub fn page(sources: &Sources<'_>, watch: &Watch) -> Result<String, Failure> {
    Ok(report::html(&gather(sources, watch)?).map_err(std::io::Error::other)?)
}

fn gather(sources: &Sources<'_>, watch: &Watch) -> Result<LinkReport, Failure> {
    let linkage = &sources.prepared.linkage;
    let (records, model) = (linkage.records(), linkage.model());
    let (mut weights, mut costs) = (WeightHistogram::default(), ExpectedCost::default());
    let threshold = weight_of_probability(model.people.threshold);
    let clerical = weight_of_probability(model.people.clerical);
    let bands = [
        (threshold + 6.0, f64::INFINITY, "A pair that the records leave little doubt about"),
        (threshold, threshold + 2.0, "A pair just above the threshold"),
        (clerical.min(threshold - 1.0), threshold, "A pair for people to look at"),
        (threshold - 8.0, threshold - 4.0, "A pair that is taken for two people"),
    ];
    let band = |&(from, to, _): &(f64, f64, &str)| Band { from, to };
    let mut sampler = ReviewSampler::new(bands.iter().map(band).collect(), 1, model.training.seed);
    sources.predicted.give(&mut [&mut weights, &mut costs, &mut sampler])?;
    let mut examples: Vec<PairTold> = Vec::new();
    if sources.examples {
        let mut pairs = sampler.pairs();
        pairs.sort_by_key(|pair| pair.band);
        for each in pairs {
            examples.push(explained(sources, each.pair.left, each.pair.right, bands[each.band].2)?);
        }
        if let Some(cut) = sources.formed.clusters.cut.first() {
            let heading = format!("A link that was cut: {}", reason_words(cut.reason));
            examples.push(explained(sources, cut.link.left, cut.link.right, &heading)?);
        }
    }
    let own = linkage.own_weights()?;
    let looked = people_looked_at(sources, threshold)?;
    let count = records.len() as f64;
    let sizes = sizes(&sources.formed.clusters.of_record);
    let mut cuts: BTreeMap<&str, u64> = BTreeMap::new();
    for cut in &sources.formed.clusters.cut {
        *cuts.entry(reason_words(cut.reason)).or_default() += 1;
    }
    let told = |name: &str| name.to_owned();
    Ok(LinkReport {
        model: told(&model.name),
        made: jiff::Zoned::strftime(
            &hub::Clock::now(&hub::SystemClock).to_zoned(jiff::tz::TimeZone::UTC),
            "%-d %B %Y, %H:%M UTC",
        )
        .to_string(),
        program: format!("wholeplace {}", env!("CARGO_PKG_VERSION")),
        inputs: inputs(sources),
        columns: columns(records),
        findings: records
            .findings()
            .iter()
            .map(|finding| (finding.what.clone(), finding.why.clone(), finding.mend.clone()))
            .collect(),
        records: records.len() as u64,
        possible_pairs: count * (count - 1.0) / 2.0,
        candidates: sources.predicted.summary.candidates,
        links: sources.formed.links,
        people: sizes.values().sum(),
        rules: rules(sources),
        skewed: skewed(sources)?,
        training: sources.training.map(TrainingTold::sentences).unwrap_or_default(),
        levels: model
            .level_rows()
            .into_iter()
            .filter_map(|row| {
                Some(LevelTold {
                    comparison: row.comparison,
                    outcome: row.outcome,
                    m: row.m?,
                    u: row.u?,
                    weight: row.weight.filter(|weight| weight.is_finite())?,
                })
            })
            .collect(),
        weights: weights.steps.into_iter().collect(),
        least: sources.least,
        threshold,
        clerical,
        own_weights: own.steps.into_iter().collect(),
        thresholds: costs
            .thresholds()
            .into_iter()
            .map(|cost| ThresholdTold {
                weight: cost.weight,
                probability: probability_of_weight(cost.weight),
                taken: cost.taken,
                false_matches: cost.false_matches,
                missed: cost.missed_matches,
            })
            .collect(),
        sizes: sizes.into_iter().collect(),
        cuts: cuts.into_iter().map(|(why, count)| (told(why), count)).collect(),
        bridged: looked.bridged,
        weakest: looked.weakest,
        examples,
        phases: watch.phases().into_iter().map(|phase| (phase.name, phase.seconds, phase.processor_seconds)).collect(),
        peak_memory: people::peak_bytes().map(people::words_of_bytes),
    })
}

fn explained(sources: &Sources<'_>, left: u32, right: u32, heading: &str) -> Result<PairTold, Failure> {
    let linkage = &sources.prepared.linkage;
    let labels = (label(linkage.records(), left), label(linkage.records(), right));
    Ok(told(&linkage.explain(left, right)?, labels, heading))
}

fn inputs(sources: &Sources<'_>) -> Vec<InputTold> {
    let facts = sources.facts.iter().zip(&sources.prepared.rows);
    facts
        .map(|(facts, &records)| InputTold {
            source: facts.source.clone(),
            file: std::path::Path::new(&facts.path)
                .file_name()
                .map_or_else(|| facts.path.clone(), |name| name.to_string_lossy().into_owned()),
            records,
            size: people::words_of_bytes(facts.bytes),
            sha256: facts.sha256.clone(),
        })
        .collect()
}

fn columns(records: &Records) -> Vec<ColumnTold> {
    let names = records.column_names().iter().enumerate();
    names
        .map(|(column, name)| {
            let codes = records.codes(column);
            let mut seen = vec![false; records.values().len()];
            let (mut filled, mut distinct) = (0_u64, 0);
            for &code in codes.iter().filter(|&&code| code != MISSING) {
                filled += 1;
                distinct += u64::from(!std::mem::replace(&mut seen[code as usize], true));
            }
            ColumnTold { name: name.clone(), filled: filled as f64 / codes.len().max(1) as f64, distinct }
        })
        .collect()
}

fn rules(sources: &Sources<'_>) -> Vec<RuleTold> {
    let reports = sources.prepared.linkage.block_reports().iter().zip(&sources.predicted.summary.by_rule);
    reports
        .map(|(report, &first)| RuleTold {
            rule: report.rule.clone(),
            blocks: report.blocks,
            largest: report.largest,
            pairs: report.pairs,
            first,
        })
        .collect()
}

/// Blocks that were not compared whole, and what their records share.
fn skewed(sources: &Sources<'_>) -> Result<Vec<SkewTold>, LinkError> {
    let linkage = &sources.prepared.linkage;
    let (records, model) = (linkage.records(), linkage.model());
    let mut told = Vec::new();
    for (report, rule) in linkage.block_reports().iter().zip(&model.blocking) {
        let mut columns: Vec<String> = Vec::new();
        for text in rule.same.iter().chain(&rule.when) {
            for name in model.expression(text)?.columns() {
                if !columns.iter().any(|each| each == name) {
                    columns.push(name.to_owned());
                }
            }
        }
        for block in report.bounded.iter().take(LISTED) {
            let mut values: Vec<String> = Vec::new();
            for name in &columns {
                let value = records.value(block.example, records.column_index(name)?).unwrap_or("missing");
                values.push(format!("{name} {value}"));
            }
            let shares = if sources.examples { values.join(", ") } else { columns.join(", ") };
            told.push(SkewTold {
                rule: report.rule.clone(),
                shares,
                records: block.records,
                left_out: block.pairs_left_out,
            });
        }
    }
    Ok(told)
}

/// What is found when the people are looked at one by one.
#[derive(Default)]
struct LookedAt {
    /// How many people of three records or more hang together by a single link somewhere; nothing when nobody looked.
    bridged: Option<u64>,
    /// Those who hang together least.
    weakest: Vec<PersonTold>,
}

/// So many people are shown.
const WEAKEST: usize = 4;
/// Among so many who hang together least by their links, all pairs are weighed.
const WEIGHED_WHOLE: usize = 100;
/// People of more records are not shown: nobody could follow the lines.
const MOST_RECORDS_SHOWN: usize = 30;

fn people_looked_at(sources: &Sources<'_>, threshold: f64) -> Result<LookedAt, Failure> {
    if sources.formed.rounds > 1 || sources.formed.links > LOOKED_AT {
        return Ok(LookedAt::default());
    }
    let mut links: Vec<Link> = Vec::new();
    sources.predicted.links(threshold, &mut |link| {
        links.push(link);
        Ok(())
    })?;
    let (linkage, clusters) = (&sources.prepared.linkage, &sources.formed.clusters);
    // Pairs inside people need not be weighed again for this: only the links count.
    let quality = linkage.quality(clusters, &links, 0)?;
    let bridged = quality.iter().filter(|each| each.records > 2 && !each.bridges.is_empty()).count() as u64;
    let mut weakest = Vec::new();
    if sources.examples {
        let mut weak: Vec<_> = quality.iter().filter(|each| (3..=MOST_RECORDS_SHOWN).contains(&each.records)).collect();
        // The mean over all pairs, as if those that are no links weighed nothing either way.
        let by_links = |each: &ClusterQuality| each.mean_weight * each.linked_share;
        weak.sort_by(|one, other| by_links(one).total_cmp(&by_links(other)).then(one.first.cmp(&other.first)));
        let firsts: Vec<u32> = weak.into_iter().take(WEIGHED_WHOLE).map(|each| each.first).collect();
        let mut explained = linkage.explain_people(&firsts, clusters, &links)?;
        let mean =
            |person: &PersonExplanation| person.quality.as_ref().map_or(f64::INFINITY, |quality| quality.mean_weight);
        explained.sort_by(|one, other| mean(one).total_cmp(&mean(other)));
        for person in explained.iter().take(WEAKEST) {
            let of = label(linkage.records(), person.graph.records[0]);
            weakest.push(person_told(linkage, person, &of, &format!("The person of {of}")));
        }
    }
    Ok(LookedAt { bridged: Some(bridged), weakest })
}
