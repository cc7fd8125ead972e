//! Records that come later, into people who are there: how long it takes, and whether all linked afresh gives the same.

use crate::arguments::Arguments;
use crate::machine::Clock;
use crate::{Failure, read};
use link::Silent;
use link::cluster::{Clusters, Decisions, Link, Links};
use link::identity::{Change, PersonId, Population};
use link::model::weight_of_probability;
use link::score::Linkage;
use serde_json::{Value, json};
use std::collections::HashMap;

pub fn run(
    linkage: Linkage,
    links: &[Link],
    clusters: &Clusters,
    later: &[Change],
    arguments: &Arguments,
    clock: &mut Clock,
) -> Result<Value, Failure> {
    let frequencies = arguments.check_update.then(|| linkage.frequencies());
    let mut population = Population::begin(linkage, links, clusters, Decisions::default())?;
    clock.lap("begin");
    let report = population.update(later, &Silent)?;
    clock.lap("update");
    let mut shown = json!({"records": later.len(), "added": report.added, "pairs_compared": report.compared,
        "records_looked_at_again": report.looked_at_again, "people": population.people().count()});
    if let Some(frequencies) = frequencies {
        let model = population.linkage().model().clone();
        let columns = model.columns_needed()?;
        let all = read::records(&arguments.data, &arguments.id, &columns, None)?.records;
        let mut afresh = Linkage::prepare(model, all, arguments.threads, &Silent)?;
        afresh.use_frequencies(&frequencies);
        let mut links = Links::default();
        let keep = weight_of_probability(arguments.keep.min(afresh.model().people.threshold));
        afresh.score(keep, &mut links, &Silent)?;
        let clusters = afresh.cluster(&links.links, &Decisions::default(), &Silent)?;
        shown["same_as_afresh"] = json!(same(&population, &afresh, &clusters)?);
    }
    Ok(shown)
}

/// Whether both put the same records together.
fn same(population: &Population, afresh: &Linkage, clusters: &Clusters) -> Result<bool, Failure> {
    let (mut group_of, mut person_of): (HashMap<PersonId, u32>, HashMap<u32, PersonId>) = Default::default();
    let records = afresh.records();
    for (record, &group) in (0..).zip(&clusters.of_record) {
        let source = &records.source_names()[records.source(record) as usize];
        let id = records.id(record).to_string();
        let found =
            population.find(source, &id).and_then(|found| population.person(found)).ok_or("a record was lost")?;
        if *group_of.entry(found).or_insert(group) != group || *person_of.entry(group).or_insert(found) != found {
            return Ok(false);
        }
    }
    Ok(true)
}
