//! People kept from one run to the next: records, links, identities and their history in one folder, so that records can
//! come, change and go without linking all afresh.
//!
//! The folder holds `manifest.json`, which pins every file with its size and SHA-256 and is written last. A version of
//! the folder is whole or not there; an update writes new files beside the old ones, moves the manifest, and only then
//! removes what no manifest names.

use super::{
    Input, PeopleError, Request, each_row, facts, read,
    table::{Kind, TableWriter, Value, write_text},
};
use link::{
    LinkError, Model, Progress, Records,
    cluster::{Decisions, Link},
    identity::{Event, Identities, PersonId, Population, Retired},
    score::{Frequencies, Linkage},
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

const MANIFEST: &str = "manifest.json";
const VERSION: u32 = 1;

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Pinned {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    /// How many updates there have been.
    updates: u64,
    /// How many records there are.
    records: u64,
    /// The columns of the records that the model uses.
    columns: Vec<String>,
    /// The column that names a record in files that bring changes.
    id: String,
    files: Vec<Pinned>,
}

/// A record, by its source and name.
type Name = (String, String);

#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptIdentities {
    next: u64,
    retired: Vec<KeptRetired>,
    history: Vec<Event>,
    /// Pairs that people have decided to be of one person.
    together: Vec<(Name, Name)>,
    /// Pairs that people have decided to be of two.
    apart: Vec<(Name, Name)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptRetired {
    person: PersonId,
    records: Vec<Name>,
    into: Option<PersonId>,
}

/// A folder of kept people.
#[derive(Debug, Clone)]
pub struct KeptFolder {
    path: PathBuf,
}

/// People as they were kept.
#[derive(Debug)]
pub struct Kept {
    /// Records, links and identities, ready for changes.
    pub population: Population,
    /// How values weigh.
    pub frequencies: Frequencies,
    /// The column that names a record in files that bring changes.
    pub id: String,
}

impl KeptFolder {
    /// The folder, whether it is there or not.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Whether people are kept there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.join(MANIFEST).exists()
    }

    /// Keeps people. What was kept there before is replaced when all is written.
    ///
    /// # Errors
    /// When the disk refuses; what was kept before is still there then.
    pub fn keep(&self, population: &Population, frequencies: &Frequencies, id: &str) -> Result<(), PeopleError> {
        let identities = population.identities();
        let linkage = population.linkage();
        let records = linkage.records();
        fs::create_dir_all(&self.path).map_err(PeopleError::file("make", &self.path))?;
        let before = self.manifest().ok();
        let update = identities.updates;
        // A file of one update is never written over by another, so that a stop in between loses nothing.
        let turn = before
            .as_ref()
            .map_or(0, |before| before.files.iter().filter_map(|file| turn_of(&file.name)).max().unwrap_or(0) + 1);
        let name = |what: &str, ending: &str| format!("{turn:06}-{what}.{ending}");
        let living: Vec<u32> = living(&identities, records);
        let mut number_of: Vec<Option<i64>> = vec![None; records.len()];
        for (number, &record) in (0..).zip(&living) {
            number_of[record as usize] = Some(number);
        }
        let names = [
            name("records", "parquet"),
            name("links", "parquet"),
            name("identities", "json"),
            name("frequencies", "json"),
            name("model", "toml"),
        ];
        self.write_records(&names[0], records, &identities, &living)?;
        self.write_links(&names[1], population, &number_of)?;
        self.write_json(&names[2], &kept_identities(population, &identities))?;
        self.write_json(&names[3], &frequencies.counts)?;
        write_text(&self.path.join(&names[4]), &linkage.model().to_toml()?)?;
        let pin = |name: &String| -> Result<Pinned, PeopleError> {
            let facts = facts(&Input { path: self.path.join(name), source: String::new() })?;
            Ok(Pinned { name: name.clone(), bytes: facts.bytes, sha256: facts.sha256 })
        };
        let manifest = Manifest {
            version: VERSION,
            updates: update,
            records: living.len() as u64,
            columns: columns_of(records, linkage.model())?,
            id: id.to_owned(),
            files: names.iter().map(pin).collect::<Result<_, _>>()?,
        };
        self.write_json(MANIFEST, &manifest)?;
        for old in before.into_iter().flat_map(|before| before.files) {
            let _ = fs::remove_file(self.path.join(old.name));
        }
        Ok(())
    }

    /// Takes up what is kept. `watch` is told the bytes read of the records.
    ///
    /// # Errors
    /// When nothing is kept there, or a file is not the one that was kept.
    pub fn take_up(
        &self,
        threads: usize,
        watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
        progress: &dyn Progress,
    ) -> Result<Kept, PeopleError> {
        let manifest = self.manifest()?;
        let file = |what: &str| -> Result<PathBuf, PeopleError> {
            let found = manifest.files.iter().find(|file| file.name.contains(what));
            let pinned = found.ok_or_else(|| self.broken(&format!("its manifest names no {what}")))?;
            let path = self.path.join(&pinned.name);
            let facts = facts(&Input { path: path.clone(), source: String::new() })?;
            if (facts.bytes, &facts.sha256) == (pinned.bytes, &pinned.sha256) {
                Ok(path)
            } else {
                Err(self.broken(&format!("{} is not the file that was kept", pinned.name)))
            }
        };
        let text = |path: &Path| fs::read_to_string(path).map_err(PeopleError::file("read", path));
        let model = Model::from_toml(&text(&file("-model")?)?)?;
        let counts = serde_json::from_str(&text(&file("-frequencies")?)?);
        let frequencies = Frequencies { counts: counts.map_err(|error| self.broken(&error.to_string()))? };
        let path = file("-records")?;
        let reading = read(
            Request {
                inputs: &[Input { path: path.clone(), source: "records".to_owned() }],
                id: Some("record_id"),
                source_column: Some("source"),
                columns: &manifest.columns,
                limit: None,
            },
            watch,
        )?;
        let mut linkage = Linkage::prepare(model, reading.records, threads, progress)?;
        linkage.use_frequencies(&frequencies);
        let (order, of_record) = self.order(&path, linkage.records())?;
        let links = self.links(&file("-links")?, &order)?;
        let kept: KeptIdentities =
            serde_json::from_str(&text(&file("-identities")?)?).map_err(|error| self.broken(&error.to_string()))?;
        let decisions = decided(&kept, linkage.records());
        let identities = taken_up(kept, manifest.updates, of_record, linkage.records());
        let population = Population::resume(linkage, &links, identities, decisions)?;
        Ok(Kept { population, frequencies, id: manifest.id })
    }

    fn manifest(&self) -> Result<Manifest, PeopleError> {
        let path = self.path.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|_| {
            PeopleError::refused(
                format!("{} holds no kept people", self.path.display()),
                "Keep them with: wholeplace link run … --keep FOLDER",
            )
        })?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| self.broken(&error.to_string()))?;
        if manifest.version != VERSION {
            return Err(
                self.broken(&format!("it is of version {}, and this program reads {VERSION}", manifest.version))
            );
        }
        Ok(manifest)
    }

    fn broken(&self, why: &str) -> PeopleError {
        PeopleError::refused(
            format!("what is kept in {} cannot be used: {why}", self.path.display()),
            "Put the folder back as it was, or keep people anew with: wholeplace link run … --keep FOLDER",
        )
    }

    fn write_json<T: Serialize>(&self, name: &str, what: &T) -> Result<(), PeopleError> {
        let text = serde_json::to_string(what).map_err(|error| LinkError::Model(error.to_string()))?;
        write_text(&self.path.join(name), &text)
    }

    fn write_records(
        &self,
        name: &str,
        records: &Records,
        identities: &Identities,
        living: &[u32],
    ) -> Result<(), PeopleError> {
        let mut columns = vec![
            ("record_id".to_owned(), Kind::Text),
            ("source".to_owned(), Kind::Word),
            ("cluster_id".to_owned(), Kind::Whole),
            ("since".to_owned(), Kind::Whole),
        ];
        columns.extend(records.column_names().iter().map(|name| (name.clone(), Kind::Word)));
        let mut table = TableWriter::create(&self.path.join(name), &columns)?;
        for &record in living {
            let Some((person, since)) = identities.of_record[record as usize] else { continue };
            let id = records.id(record).to_string();
            let whole = |number: u64| Value::Whole(i64::try_from(number).unwrap_or(i64::MAX));
            let mut row = vec![
                Value::Text(&id),
                Value::Text(super::pairs::source_of(records, record)),
                whole(person.0),
                whole(since),
            ];
            row.extend(
                (0..records.column_names().len())
                    .map(|column| records.value(record, column).map_or(Value::Missing, Value::Text)),
            );
            table.row(&row)?;
        }
        table.finish()
    }

    fn write_links(&self, name: &str, population: &Population, number_of: &[Option<i64>]) -> Result<(), PeopleError> {
        let columns =
            [("left".to_owned(), Kind::Whole), ("right".to_owned(), Kind::Whole), ("weight".to_owned(), Kind::Number)];
        let mut table = TableWriter::create(&self.path.join(name), &columns)?;
        for link in population.links() {
            let (Some(left), Some(right)) = (number_of[link.left as usize], number_of[link.right as usize]) else {
                continue;
            };
            table.row(&[Value::Whole(left), Value::Whole(right), Value::Number(f64::from(link.weight))])?;
        }
        table.finish()
    }

    /// For each row of the kept records its number now, and for each record its person and when it came.
    #[expect(clippy::type_complexity, reason = "two lists, said in the sentence above")]
    fn order(&self, path: &Path, records: &Records) -> Result<(Vec<u32>, Vec<Option<(PersonId, u64)>>), PeopleError> {
        let wanted = ["record_id", "source", "cluster_id", "since"].map(str::to_owned);
        let mut order = Vec::with_capacity(records.len());
        let mut of_record = vec![None; records.len()];
        each_row(path, &wanted, &mut |row| {
            let (id, source) = (row[0].unwrap_or_default(), row[1]);
            // Nearly always the rows are in the order of the records.
            let next = u32::try_from(order.len()).unwrap_or(u32::MAX);
            let in_place = (next as usize) < records.len()
                && Some(super::pairs::source_of(records, next)) == source
                && records.id(next).to_string() == id;
            let record = if in_place { next } else { super::pairs::find(records, source, id)? };
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
            let identity = number(row[2]).zip(number(row[3])).map(|(person, since)| (PersonId(person), since));
            of_record[record as usize] = Some(identity.ok_or_else(|| self.broken("a record has no identity"))?);
            order.push(record);
            Ok(())
        })?;
        Ok((order, of_record))
    }

    fn links(&self, path: &Path, order: &[u32]) -> Result<Vec<Link>, PeopleError> {
        let mut links = Vec::new();
        each_row(path, &["left", "right", "weight"].map(str::to_owned), &mut |row| {
            let record = |text: Option<&str>| order.get(text?.parse::<usize>().ok()?).copied();
            let (left, right) =
                record(row[0]).zip(record(row[1])).ok_or_else(|| self.broken("a link is of no record"))?;
            let weight =
                row[2].and_then(|text| text.parse::<f64>().ok()).ok_or_else(|| self.broken("a link has no weight"))?;
            links.push(Link { left: left.min(right), right: left.max(right), weight: weight as f32 });
            Ok(())
        })?;
        Ok(links)
    }
}

fn turn_of(name: &str) -> Option<u64> {
    name.split('-').next()?.parse().ok()
}

/// The columns that must be read back: those that the model reads.
fn columns_of(records: &Records, model: &Model) -> Result<Vec<String>, PeopleError> {
    let needed = model.columns_needed()?;
    Ok(records.column_names().iter().filter(|name| needed.contains(name)).cloned().collect())
}

/// Records that have not gone, in the order of their source and name.
fn living(identities: &Identities, records: &Records) -> Vec<u32> {
    let mut living: Vec<u32> = (0_u32..)
        .zip(&identities.of_record)
        .filter(|(_, identity)| identity.is_some())
        .map(|(record, _)| record)
        .collect();
    let source = |record: u32| super::pairs::source_of(records, record);
    living.sort_by(|&one, &other| {
        source(one).cmp(source(other)).then_with(|| match (records.id(one), records.id(other)) {
            (link::RecordId::Number(one), link::RecordId::Number(other)) => one.cmp(&other),
            (link::RecordId::Text(one), link::RecordId::Text(other)) => one.cmp(other),
            (one, other) => one.to_string().cmp(&other.to_string()),
        })
    });
    living
}

fn kept_identities(population: &Population, identities: &Identities) -> KeptIdentities {
    let records = population.linkage().records();
    let name = |&record: &u32| (super::pairs::source_of(records, record).to_owned(), records.id(record).to_string());
    let retired = identities.retired.iter().map(|retired| KeptRetired {
        person: retired.person,
        records: retired.records.iter().map(name).collect(),
        into: retired.into,
    });
    let decisions = population.decisions();
    let named = |pairs: &[(u32, u32)]| -> Vec<(Name, Name)> {
        let living = pairs
            .iter()
            .filter(|(one, other)| population.person(*one).is_some() && population.person(*other).is_some());
        living.map(|(one, other)| (name(one), name(other))).collect()
    };
    KeptIdentities {
        next: identities.next,
        retired: retired.collect(),
        history: identities.history.clone(),
        together: named(&decisions.together),
        apart: named(&decisions.apart),
    }
}

/// What people have decided, about the records that are there.
fn decided(kept: &KeptIdentities, records: &Records) -> Decisions {
    let number = |(source, id): &Name| super::pairs::find(records, Some(source), id).ok();
    let numbers = |pairs: &[(Name, Name)]| -> Vec<(u32, u32)> {
        pairs.iter().filter_map(|(one, other)| number(one).zip(number(other))).collect()
    };
    Decisions { together: numbers(&kept.together), apart: numbers(&kept.apart) }
}

fn taken_up(
    kept: KeptIdentities,
    updates: u64,
    of_record: Vec<Option<(PersonId, u64)>>,
    records: &Records,
) -> Identities {
    let number = |(source, id): &Name| super::pairs::find(records, Some(source), id).ok();
    let retired = kept.retired.into_iter().map(|retired| {
        let numbers: Option<Vec<u32>> = retired.records.iter().map(number).collect();
        // A record that is gone may come again under the same name; until then the identity has nobody to go to.
        Retired { person: retired.person, records: numbers.unwrap_or_default(), into: retired.into }
    });
    Identities { updates, next: kept.next, of_record, retired: retired.collect(), history: kept.history }
}
