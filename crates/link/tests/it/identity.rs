//! Records that come, change and go lead to the same people as linking all afresh, and people keep their identity.

use crate::data::{self, Row};
use link::Silent;
use link::cluster::{Decisions, Links};
use link::identity::{Change, EventKind, PersonId, Population};
use link::model::Model;
use link::records::Records;
use link::score::{Frequencies, Linkage};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn linked(model: &Model, rows: &BTreeMap<String, Row>, frequencies: Option<&Frequencies>) -> (Linkage, Links) {
    let rows: Vec<(String, Row)> = rows.iter().map(|(id, row)| (id.clone(), row.clone())).collect();
    let mut linkage = Linkage::prepare(model.clone(), data::small_records(&rows), 1, &Silent).expect("they fit");
    if let Some(frequencies) = frequencies {
        linkage.use_frequencies(frequencies);
    }
    let mut links = Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    (linkage, links)
}

fn begun(model: &Model, rows: &BTreeMap<String, Row>) -> (Population, Frequencies) {
    let (linkage, links) = linked(model, rows, None);
    let frequencies = linkage.frequencies();
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent).expect("it is trained");
    (Population::begin(linkage, &links.links, &clusters, Decisions::default()).expect("it is trained"), frequencies)
}

fn name(records: &Records, record: u32) -> String {
    records.id(record).to_string()
}

fn people(population: &Population) -> BTreeSet<BTreeSet<String>> {
    let records = population.linkage().records();
    population.people().map(|(_, members)| members.iter().map(|&record| name(records, record)).collect()).collect()
}

fn people_afresh(model: &Model, rows: &BTreeMap<String, Row>, frequencies: &Frequencies) -> BTreeSet<BTreeSet<String>> {
    let (linkage, links) = linked(model, rows, Some(frequencies));
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent).expect("it is trained");
    let mut groups: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (record, first) in (0..).zip(&clusters.of_record) {
        groups.entry(*first).or_default().insert(name(linkage.records(), record));
    }
    groups.into_values().collect()
}

fn put(id: &str, row: &Row) -> Change {
    Change::Put { source: "records".to_owned(), id: id.to_owned(), row: row.to_vec() }
}

fn remove(id: &str) -> Change {
    Change::Remove { source: "records".to_owned(), id: id.to_owned() }
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, Row),
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..40, data::small_row()).prop_map(|(id, row)| Step::Put(id, row)),
        1 => (0_u8..40).prop_map(Step::Remove),
    ]
}

/// How usual a name is stays as it was counted first, also when the last record that held a counted name has gone.
#[test]
fn a_name_that_was_counted_and_has_gone_leaves_the_others_as_rare_as_they_were() {
    let text = |text: &str| Some(text.to_owned());
    let row = |first: &str, last: Option<&str>, number: Option<&str>| -> Row {
        [text(first), last.map(str::to_owned), None, number.map(str::to_owned)]
    };
    let model = data::small_model();
    let mut rows = BTreeMap::from([("r0".to_owned(), row("BOB", None, None))]);
    let (mut population, frequencies) = begun(&model, &rows);
    let (one, other) = (row("ROB", Some("JONES"), Some("3")), row("ROB", Some("SMITH"), Some("3")));
    let changes = [put("r1", &one), remove("r0"), put("r2", &other)];
    rows = BTreeMap::from([("r1".to_owned(), one), ("r2".to_owned(), other)]);
    population.update(&changes, &Silent).expect("the rows fit");
    assert_eq!(people(&population), people_afresh(&model, &rows, &frequencies));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn updates_give_the_people_of_linking_all_afresh(
        first in proptest::collection::btree_map(0_u8..40, data::small_row(), 0..25),
        updates in proptest::collection::vec(proptest::collection::vec(step(), 1..8), 1..5),
        largest_block in prop_oneof![Just(5_000_u32), Just(6)],
        with_rules in any::<bool>(),
    ) {
        let mut model = data::small_model();
        model.people.largest_block = largest_block;
        model.people.neighbours = 2;
        if with_rules {
            model.people.never_two = vec!["number".to_owned()];
            model.blocking.push(link::model::BlockingRule { when: Some("l.first = r.last".to_owned()), ..link::model::BlockingRule::default() });
        }
        let mut rows: BTreeMap<String, Row> = first.into_iter().map(|(id, row)| (format!("r{id:02}"), row)).collect();
        let (mut population, frequencies) = begun(&model, &rows);
        for update in updates {
            let mut changes = Vec::new();
            for step in update {
                match step {
                    Step::Put(id, row) => {
                        changes.push(put(&format!("r{id:02}"), &row));
                        rows.insert(format!("r{id:02}"), row);
                    }
                    Step::Remove(id) => {
                        changes.push(remove(&format!("r{id:02}")));
                        rows.remove(&format!("r{id:02}"));
                    }
                }
            }
            let report = population.update(&changes, &Silent).expect("the rows fit");
            prop_assert!(report.cut.iter().all(|cut| cut.link.weight > 0.0));
            prop_assert_eq!(people(&population), people_afresh(&model, &rows, &frequencies));
            // Every living record has one person, and the person has the record.
            for id in rows.keys() {
                let record = population.find("records", id).expect("it is there");
                let person = population.person(record).expect("it has a person");
                prop_assert!(population.records_of(person).expect("the person lives").contains(&record));
            }
            // Whatever was ever said of an identity leads somewhere, or it has ended.
            for event in population.history() {
                let ended = population.history().iter().any(|each| matches!(each.kind, EventKind::Ended));
                prop_assert!(population.resolve(event.person).is_some() || ended);
            }
        }
    }
}

/// Records by source and name.
type Sourced = BTreeMap<(String, String), Row>;

#[derive(Debug, Clone)]
enum Happening {
    Put(u8, Row),
    Remove(u8),
    Decide { together: Vec<(u8, u8)>, apart: Vec<(u8, u8)> },
}

const SOURCES: [&str; 3] = ["gp", "library", "school"];

/// A record of one of three sources: its source by the remainder.
fn sourced(id: u8) -> (String, String) {
    (SOURCES[usize::from(id % 3)].to_owned(), format!("r{id:02}"))
}

fn happening() -> impl Strategy<Value = Happening> {
    let pairs = || proptest::collection::vec((0_u8..30, 0_u8..30), 0..3);
    prop_oneof![
        6 => (0_u8..30, data::small_row()).prop_map(|(id, row)| Happening::Put(id, row)),
        2 => (0_u8..30).prop_map(|id| Happening::Remove(id)),
        1 => (pairs(), pairs()).prop_map(|(together, apart)| Happening::Decide { together, apart }),
    ]
}

fn records_of_sources(rows: &Sourced) -> Records {
    let mut builder = Records::builder(data::SMALL_COLUMNS);
    for source in SOURCES {
        builder.source(source).expect("few sources");
    }
    for ((source, id), row) in rows {
        builder.source(source).expect("few sources");
        builder.row(id, &row.iter().map(Option::as_deref).collect::<Vec<_>>()).expect("the row fits");
    }
    builder.finish().expect("the records fit")
}

/// Decisions about records by their names, those of records that are there.
fn decided(pairs: &[(u8, u8)], find: impl Fn(&(String, String)) -> Option<u32>) -> Vec<(u32, u32)> {
    let both = |&(one, other): &(u8, u8)| Some((find(&sourced(one))?, find(&sourced(other))?));
    pairs.iter().filter_map(both).filter(|(one, other)| one != other).collect()
}

fn linked_afresh(
    model: &Model,
    rows: &Sourced,
    frequencies: Option<&Frequencies>,
    decisions: &dyn Fn(&Linkage) -> Decisions,
) -> (Linkage, Links, link::cluster::Clusters) {
    let mut linkage = Linkage::prepare(model.clone(), records_of_sources(rows), 1, &Silent).expect("they fit");
    if let Some(frequencies) = frequencies {
        linkage.use_frequencies(frequencies);
    }
    let mut links = Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    let clusters = linkage.cluster(&links.links, &decisions(&linkage), &Silent).expect("it is trained");
    (linkage, links, clusters)
}

fn name_with_source(records: &Records, record: u32) -> (String, String) {
    (records.source_names()[usize::from(records.source(record))].clone(), records.id(record).to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Records of three sources come, change and go, and people decide and change their minds: after every step the
    /// people are those of linking all afresh, and identities are kept by the rule.
    #[test]
    fn whatever_happens_gives_the_people_of_linking_all_afresh(
        first in proptest::collection::btree_map(0_u8..30, data::small_row(), 0..20),
        happenings in proptest::collection::vec(happening(), 1..12),
        one_each in any::<bool>(),
        between_sources in any::<bool>(),
        largest_block in prop_oneof![Just(5_000_u32), Just(6)],
    ) {
        let mut model = data::small_model();
        model.people.largest_block = largest_block;
        model.people.neighbours = 2;
        if one_each {
            model.people.one_each = vec!["gp".to_owned()];
        }
        if between_sources {
            model.between = link::model::Between::Sources;
        }
        let mut rows: Sourced = first.into_iter().map(|(id, row)| (sourced(id), row)).collect();
        let (linkage, links, clusters) = linked_afresh(&model, &rows, None, &|_| Decisions::default());
        let frequencies = linkage.frequencies();
        let mut population =
            Population::begin(linkage, &links.links, &clusters, Decisions::default()).expect("it is trained");
        let (mut together, mut apart): (Vec<(u8, u8)>, Vec<(u8, u8)>) = (Vec::new(), Vec::new());
        for happening in happenings {
            let people_before: BTreeMap<PersonId, BTreeSet<(String, String)>> = population.people()
                .map(|(person, members)| (person, members.iter().map(|&each| name_with_source(population.linkage().records(), each)).collect()))
                .collect();
            match happening {
                Happening::Put(id, row) => {
                    let (source, name) = sourced(id);
                    let change = Change::Put { source: source.clone(), id: name.clone(), row: row.to_vec() };
                    population.update(&[change], &Silent).expect("the row fits");
                    rows.insert((source, name), row);
                }
                Happening::Remove(id) => {
                    let (source, name) = sourced(id);
                    population.update(&[Change::Remove { source: source.clone(), id: name.clone() }], &Silent).expect("nothing to fit");
                    rows.remove(&(source, name));
                    // What was decided of a record goes with it.
                    together.retain(|pair| pair.0 != id && pair.1 != id);
                    apart.retain(|pair| pair.0 != id && pair.1 != id);
                }
                Happening::Decide { together: joined, apart: parted } => {
                    let there = |pair: &(u8, u8)| rows.contains_key(&sourced(pair.0)) && rows.contains_key(&sourced(pair.1));
                    together = joined.into_iter().filter(there).collect();
                    apart = parted.into_iter().filter(there).collect();
                    let find = |(source, name): &(String, String)| population.find(source, name);
                    let decisions = Decisions { together: decided(&together, find), apart: decided(&apart, find) };
                    population.decide(decisions, &Silent).expect("it is trained");
                }
            }
            let decisions = |linkage: &Linkage| {
                let records = linkage.records();
                let find = |(source, name): &(String, String)| {
                    let source = records.source_names().iter().position(|each| each == source)?;
                    records.find(u16::try_from(source).expect("few sources"), name)
                };
                Decisions { together: decided(&together, find), apart: decided(&apart, find) }
            };
            let (afresh, _, clusters) = linked_afresh(&model, &rows, Some(&frequencies), &decisions);
            let mut groups: BTreeMap<u32, BTreeSet<(String, String)>> = BTreeMap::new();
            for (record, first) in (0..).zip(&clusters.of_record) {
                groups.entry(*first).or_default().insert(name_with_source(afresh.records(), record));
            }
            let people: BTreeMap<PersonId, BTreeSet<(String, String)>> = population.people()
                .map(|(person, members)| (person, members.iter().map(|&each| name_with_source(population.linkage().records(), each)).collect()))
                .collect();
            let (now, wanted): (BTreeSet<_>, BTreeSet<_>) = (people.values().cloned().collect(), groups.into_values().collect());
            prop_assert_eq!(now, wanted);
            // A person whose records nobody touched keeps the identity.
            for (person, members) in &people_before {
                if people.values().any(|now| now == members) {
                    prop_assert_eq!(people.get(person), Some(members), "{:?}", person);
                }
            }
        }
    }
}

fn row(first: &str, last: &str, born: &str, number: &str) -> Row {
    [first, last, born, number].map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()))
}

fn of(population: &Population, id: &str) -> PersonId {
    population.person(population.find("records", id).expect("it is there")).expect("it has a person")
}

#[test]
fn identities_live_through_merger_split_and_undoing() {
    let model = data::small_model();
    let ann = row("ANN", "SMITH", "1971-06-24", "");
    let married = row("ANN", "JONES", "1971-06-24", "");
    let rows = BTreeMap::from([
        ("a1".to_owned(), ann.clone()),
        ("a2".to_owned(), ann.clone()),
        ("b1".to_owned(), married.clone()),
    ]);
    let (mut population, _) = begun(&model, &rows);
    let (one, other) = (of(&population, "a1"), of(&population, "b1"));
    assert_ne!(one, other);
    assert_eq!(of(&population, "a2"), one);
    // A person decides that they are one: the identity with more records lives on.
    let records = ["a1", "b1"].map(|id| population.find("records", id).expect("it is there"));
    let decided = Decisions { together: vec![(records[0], records[1])], apart: Vec::new() };
    population.decide(decided, &Silent).expect("it is trained");
    assert_eq!(of(&population, "b1"), one);
    assert_eq!(population.resolve(other), Some(one));
    // The decision is taken back: the lost identity comes back.
    population.decide(Decisions::default(), &Silent).expect("it is trained");
    assert_eq!((of(&population, "a1"), of(&population, "b1")), (one, other));
    let kinds: Vec<&EventKind> = population.history().iter().map(|event| &event.kind).collect();
    assert!(kinds.contains(&&EventKind::MergedInto(one)) && kinds.contains(&&EventKind::Restored), "{kinds:?}");
    // A changed value keeps the record with its identity.
    population.update(&[put("b1", &row("ANNE", "JONES", "1971-06-24", ""))], &Silent).expect("the row fits");
    assert_eq!(of(&population, "b1"), other);
    // A withdrawn record ends its identity; nothing else moves.
    let report = population.update(&[remove("b1"), remove("nobody")], &Silent).expect("nothing to fit");
    assert_eq!((report.removed, report.not_known.as_slice()), (1, ["nobody".to_owned()].as_slice()));
    assert_eq!(population.resolve(other), None);
    assert_eq!(of(&population, "a1"), one);
}

#[test]
fn a_split_leaves_the_identity_with_most_records() {
    let model = data::small_model();
    let ann = row("ANN", "SMITH", "1971-06-24", "1");
    let rows: BTreeMap<String, Row> = ["a1", "a2", "a3"].map(|id| (id.to_owned(), ann.clone())).into();
    let (mut population, _) = begun(&model, &rows);
    let person = of(&population, "a1");
    population.update(&[put("a1", &row("CLARA", "JONES", "1999-12-31", "4"))], &Silent).expect("the row fits");
    assert_eq!(of(&population, "a2"), person);
    assert_eq!(of(&population, "a3"), person);
    assert_ne!(of(&population, "a1"), person);
    let last =
        population.history().iter().find(|event| event.person == of(&population, "a1")).expect("it has a history");
    assert_eq!(last.kind, EventKind::SplitFrom(person));
}

#[test]
fn a_row_that_does_not_fit_changes_nothing() {
    let rows = BTreeMap::from([("a1".to_owned(), row("ANN", "SMITH", "", ""))]);
    let (mut population, _) = begun(&data::small_model(), &rows);
    let short = Change::Put { source: "records".to_owned(), id: "a2".to_owned(), row: vec![None] };
    assert!(population.update(&[remove("a1"), short], &Silent).is_err());
    assert!(population.find("records", "a1").is_some());
}

proptest! {
    #[test]
    fn identities_that_were_kept_go_on_as_if_nothing_had_happened(drawn in prop::collection::vec(data::small_row(), 12..40)) {
        let model = data::small_model();
        let rows: Vec<(String, Row)> = drawn.into_iter().enumerate().map(|(at, row)| (format!("r{at:03}"), row)).collect();
        let third = rows.len() / 3;
        let first: BTreeMap<String, Row> = rows[..third].iter().cloned().collect();
        let (mut straight, frequencies) = begun(&model, &first);
        let puts = |rows: &[(String, Row)]| rows.iter().map(|(id, row)| put(id, row)).collect::<Vec<Change>>();
        straight.update(&puts(&rows[third..2 * third]), &Silent).expect("the rows fit");
        // What is kept is taken up by a linkage of the records that are there now, in their own order.
        let kept = straight.identities();
        let (linkage, links) = linked(&model, &rows[..2 * third].iter().cloned().collect(), Some(&frequencies));
        let known = |record: u32| straight.find("records", &name(linkage.records(), record)).expect("it lives");
        let mut identities = kept.clone();
        identities.of_record =
            (0..linkage.records().len() as u32).map(|record| kept.of_record[known(record) as usize]).collect();
        for retired in &mut identities.retired {
            let of = |&record: &u32| linkage.records().find(0, &name(straight.linkage().records(), record));
            retired.records = retired.records.iter().filter_map(of).collect();
        }
        let mut resumed = Population::resume(linkage, &links.links, identities, Decisions::default()).expect("they fit");
        prop_assert_eq!(people(&resumed), people(&straight));
        straight.update(&puts(&rows[2 * third..]), &Silent).expect("the rows fit");
        resumed.update(&puts(&rows[2 * third..]), &Silent).expect("the rows fit");
        let numbers = |population: &Population| -> Vec<Option<PersonId>> {
            rows.iter().map(|(id, _)| population.person(population.find("records", id).expect("it lives"))).collect()
        };
        prop_assert_eq!(numbers(&resumed), numbers(&straight), "everybody keeps their number");
        prop_assert_eq!(resumed.history(), straight.history());
    }
}
