//! What nearly every `link` command is given: a model and files of records.

use super::watch::Watch;
use crate::{arguments::Arguments, failure::Failure, wiring};
use clap::Args;
use hub::{Actor, ports::people::PeopleTableName};
use lake::people::{self, Budget, Input, InputFacts, PeopleError, Reading, Sample, SampleRequest};
use link::{Model, score::Linkage};
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The model.
#[derive(Debug, Clone, Args)]
pub struct ModelFile {
    /// The model: TOML, or the JSON of a Splink settings or model file
    #[arg(long, value_name = "MODEL")]
    pub model: PathBuf,
    /// The probability from which a pair is a link; the model's own if you say nothing
    #[arg(long, value_name = "PROBABILITY")]
    pub threshold: Option<f64>,
}

impl ModelFile {
    /// The model and its text as it was given.
    pub fn read(&self) -> Result<(Model, String), Failure> {
        read_model(&self.model, self.threshold)
    }
}

/// A model of a file, and its text as it was given; with a threshold of one's own where one is said.
pub fn read_model(file: &Path, threshold: Option<f64>) -> Result<(Model, String), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|cause| Failure::file(format!("{} could not be read", file.display()), cause))?;
    let is_json = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let read = if is_json { Model::from_splink(&text) } else { Model::from_toml(&text) };
    let mut model = read.map_err(|error| {
        Failure::usage(
            format!("{} cannot be used: {error}", file.display()),
            "Mend what is named; docs/reference/linkage-model.md says how a model is written.",
        )
    })?;
    use_threshold(&mut model, threshold)?;
    Ok((model, text))
}

/// Sets the threshold of a model where one is said.
pub fn use_threshold(model: &mut Model, threshold: Option<f64>) -> Result<(), Failure> {
    let Some(threshold) = threshold else { return Ok(()) };
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Failure::usage(
            format!("{threshold} is no probability"),
            "Give a number between 0 and 1, such as --threshold 0.95",
        ));
    }
    model.people.threshold = threshold;
    model.people.clerical = model.people.clerical.min(threshold);
    Ok(())
}

/// The files of records.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Files of records: .parquet, .csv, .csv.gz or .tsv. Each is a source called as the file; NAME=FILE names it
    #[arg(required_unless_present = "table", value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// A table of records that the hub keeps, beside or in place of files; may be given several times
    #[arg(long, value_name = "NAME", requires = "purpose")]
    pub table: Vec<PeopleTableName>,
    /// What the records of tables are used for: it is recorded with every use
    #[arg(long, value_name = "PURPOSE", requires = "table")]
    pub purpose: Option<String>,
    /// The tables, once the hub has said where they lie, and the column that names their records.
    #[arg(skip)]
    found: OnceLock<(Vec<Input>, String)>,
    /// The column that names a record; record_id, unique_id, rec_id or id if you say nothing
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// The column that says which source a record is of, where one file holds several
    #[arg(long, value_name = "COLUMN")]
    pub source_column: Option<String>,
    /// How many threads compare pairs; as many as the machine has if you say nothing
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// The most memory that may be used, such as 2GiB; pairs go to disk where they do not fit
    #[arg(long, value_name = "SIZE", value_parser = people::parse_bytes)]
    pub memory_limit: Option<u64>,
}

impl Inputs {
    /// Asks the hub for the tables, which records their use and its purpose.
    pub async fn find_tables(&self, arguments: &Arguments, what_for: &str) -> Result<(), Failure> {
        if self.table.is_empty() {
            return Ok(());
        }
        let hub = wiring::open(arguments).await?;
        let actor = Actor::local_administrator(self.purpose.as_deref().unwrap_or_default());
        let (mut found, mut ids): (Vec<Input>, Vec<String>) = (Vec::new(), Vec::new());
        for name in &self.table {
            let table = hub.use_people(&actor, name, what_for).await?;
            found.push(Input { path: table.file, source: table.name.to_string() });
            ids.push(table.id);
        }
        ids.dedup();
        if ids.len() > 1 && self.id.is_none() {
            return Err(Failure::usage(
                format!("the tables name their records by different columns: {}", ids.join(", ")),
                "Import them with the same name for that column, or say which with --id.",
            ));
        }
        // A command finds its tables once.
        let _ = self.found.set((found, ids.swap_remove(0)));
        Ok(())
    }

    /// The files with their sources, tables among them.
    pub fn files(&self) -> Vec<Input> {
        let tables = self.found.get().map(|found| found.0.clone()).unwrap_or_default();
        self.inputs.iter().map(|text| Input::parse(text)).chain(tables).collect()
    }

    /// The column that names a record, as far as it is said: here, by the hub, or by the model.
    fn id<'a>(&'a self, of_model: Option<&'a str>) -> Option<&'a str> {
        self.id.as_deref().or_else(|| self.found.get().map(|found| found.1.as_str())).or(of_model)
    }

    pub fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.unwrap_or_else(all).max(1)
    }

    /// What the files are now, for the record and for going on after a stop.
    pub fn facts(&self, watch: &Watch) -> Result<Vec<InputFacts>, Failure> {
        let files = self.files();
        Input::check(&files).or_else(|error| if self.source_column.is_some() { Ok(()) } else { Err(error) })?;
        Ok(watch.phase("check", || files.iter().map(people::facts).collect::<Result<_, PeopleError>>())?)
    }

    /// Reads columns of the records. `id` is the column that names a record, as the model has it.
    pub fn read(&self, columns: &[String], id: Option<&str>, watch: &Watch) -> Result<Reading, Failure> {
        let inputs = self.files();
        let request = people::Request {
            inputs: &inputs,
            id: self.id(id),
            source_column: self.source_column.as_deref(),
            columns,
            limit: self.memory_limit,
        };
        Ok(watch.phase("read", || people::read(request, &mut watch.steps("Reading the records")))?)
    }

    /// Reads all columns that the files have in common, of at most so many records.
    pub fn sample(&self, leave_out: &[String], most_records: usize, watch: &Watch) -> Result<Sample, Failure> {
        let inputs = self.files();
        let request = SampleRequest {
            inputs: &inputs,
            id: self.id(None),
            source_column: self.source_column.as_deref(),
            leave_out,
            most_records,
        };
        Ok(watch.phase("look", || people::sample(&request, &mut watch.steps("Looking at the records")))?)
    }

    /// Reads the records that a model needs and makes both ready for each other.
    pub fn prepare(&self, model: Model, watch: &Watch) -> Result<Prepared, Failure> {
        let reading = self.read(&model.columns_needed()?, model.id.as_deref(), watch)?;
        for finding in reading.records.findings() {
            eprintln!("{}: {} {} {}", finding.severity.name(), finding.what, finding.why, finding.mend);
        }
        let budget = Budget::of(self.memory_limit, &model, &reading.records)?;
        let linkage = watch.phase("prepare", || Linkage::prepare(model, reading.records, self.threads(), watch))?;
        Ok(Prepared { linkage, rows: reading.rows, id: reading.id, budget })
    }
}

/// Records and a model, made ready for each other.
pub struct Prepared {
    pub linkage: Linkage,
    /// How many records came from each file.
    pub rows: Vec<u64>,
    /// The column that names a record.
    pub id: String,
    pub budget: Budget,
}

/// Whether every outcome of a model has its weight.
pub fn is_trained(model: &Model) -> bool {
    let mut levels = model.comparisons.iter().flat_map(|comparison| &comparison.levels);
    model.prior.is_some() && levels.all(|level| level.weight().is_some())
}

/// Writes a text whole or not at all.
pub fn write_text(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut file = people::AtomicFile::create(path)?;
    file.write_all(text.as_bytes())
        .map_err(|cause| Failure::file(format!("{} could not be written", path.display()), cause))?;
    Ok(file.commit()?)
}
