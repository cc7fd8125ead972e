//! What nearly every `link` command is given: a model and files of records.

use super::watch::Watch;
use crate::failure::Failure;
use clap::Args;
use lake::people::{self, Budget, Input, InputFacts, PeopleError, Reading};
use link::{Model, score::Linkage};
use std::path::{Path, PathBuf};

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
        let text = std::fs::read_to_string(&self.model)
            .map_err(|cause| Failure::file(format!("{} could not be read", self.model.display()), cause))?;
        let is_json = self.model.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let read = if is_json { Model::from_splink(&text) } else { Model::from_toml(&text) };
        let mut model = read.map_err(|error| {
            Failure::usage(
                format!("{} cannot be used: {error}", self.model.display()),
                "Mend what is named; docs/reference/linkage-model.md says how a model is written.",
            )
        })?;
        if let Some(threshold) = self.threshold {
            if !(0.0..=1.0).contains(&threshold) {
                return Err(Failure::usage(
                    format!("{threshold} is no probability"),
                    "Give a number between 0 and 1, such as --threshold 0.95",
                ));
            }
            model.people.threshold = threshold;
            model.people.clerical = model.people.clerical.min(threshold);
        }
        Ok((model, text))
    }
}

/// The files of records.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Files of records: .parquet, .csv, .csv.gz or .tsv. Each is a source called as the file; NAME=FILE names it
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
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
    /// The files with their sources.
    pub fn files(&self) -> Vec<Input> {
        self.inputs.iter().map(|text| Input::parse(text)).collect()
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

    /// Reads columns of the records.
    pub fn read(&self, columns: &[String], watch: &Watch) -> Result<Reading, Failure> {
        let inputs = self.files();
        let request = people::Request {
            inputs: &inputs,
            id: self.id.as_deref(),
            source_column: self.source_column.as_deref(),
            columns,
            limit: self.memory_limit,
        };
        Ok(watch.phase("read", || people::read(request, &mut watch.steps("Reading the records")))?)
    }

    /// Reads the records that a model needs and makes both ready for each other.
    pub fn prepare(&self, model: Model, watch: &Watch) -> Result<Prepared, Failure> {
        let reading = self.read(&model.columns_needed()?, watch)?;
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
