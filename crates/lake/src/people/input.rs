//! The files that records come in.

use super::PeopleError;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// How a file is written, told by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `.parquet`
    Parquet,
    /// `.csv`, and any other ending: values parted by commas.
    Csv,
    /// `.csv.gz`: the same, compressed.
    CsvGz,
    /// `.tsv`: values parted by tabs.
    Tsv,
}

impl Form {
    /// The form of a file.
    ///
    /// # Errors
    /// When the ending is of a form that is not read.
    pub fn of(path: &Path) -> Result<Self, PeopleError> {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let form = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "parquet" | "pq" => Self::Parquet,
            "gz" => Self::CsvGz,
            "tsv" => Self::Tsv,
            "csv" | "txt" => Self::Csv,
            _ => {
                return Err(PeopleError::refused(
                    format!("{} ends in none of .parquet, .csv, .csv.gz and .tsv", path.display()),
                    "Save it as CSV or Parquet; a spreadsheet can be saved as CSV (UTF-8).",
                ));
            }
        };
        Ok(form)
    }

    pub(super) fn delimiter(self) -> u8 {
        if self == Self::Tsv { b'\t' } else { b',' }
    }
}

/// A file of records and the name of the source that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The file.
    pub path: PathBuf,
    /// The name of the source: what a model's `one_each` speaks of.
    pub source: String,
}

impl Input {
    /// Reads `FILE` or `NAME=FILE`. Without a name the source is called as the file, without folder and endings.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let named = text.split_once('=').filter(|(name, file)| {
            // A folder may have an equals sign in its name (`year=2024/a.parquet`).
            !name.is_empty() && !file.is_empty() && !name.contains(['/', '\\', '.']) && !Path::new(text).exists()
        });
        match named {
            Some((name, file)) => Self { path: PathBuf::from(file), source: name.to_owned() },
            None => Self { path: PathBuf::from(text), source: stem(Path::new(text)) },
        }
    }

    /// Refuses files of the same source name, which nobody could tell apart afterwards.
    ///
    /// # Errors
    /// When two have the same name.
    pub fn check(inputs: &[Self]) -> Result<(), PeopleError> {
        for (at, input) in inputs.iter().enumerate() {
            if let Some(other) = inputs[..at].iter().find(|other| other.source == input.source) {
                return Err(PeopleError::refused(
                    format!("{} and {} are both called `{}`", other.path.display(), input.path.display(), input.source),
                    "Give each a name of its own, such as: gp=a/records.csv school=b/records.csv",
                ));
            }
        }
        Ok(())
    }
}

fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').find(|part| !part.is_empty()).unwrap_or("records").to_owned()
}

/// What a file was when it was read: enough to say later whether it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputFacts {
    /// The file, as it was named.
    pub path: String,
    /// The source that it is of.
    pub source: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// What a file is now.
///
/// # Errors
/// When it cannot be read.
pub fn facts(input: &Input) -> Result<InputFacts, PeopleError> {
    let mut file = File::open(&input.path).map_err(PeopleError::file("read", &input.path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(PeopleError::file("read", &input.path))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(&buffer[..read]);
    }
    Ok(InputFacts {
        path: input.path.display().to_string(),
        source: input.source.clone(),
        bytes,
        sha256: hexadecimal(&hash.finalize()),
    })
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The columns of a file, in its own order.
///
/// # Errors
/// When the file cannot be read or has no header.
pub fn column_names(path: &Path) -> Result<Vec<String>, PeopleError> {
    match Form::of(path)? {
        Form::Parquet => {
            let file = File::open(path).map_err(PeopleError::file("read", path))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(PeopleError::parquet("read", path))?;
            Ok(builder.schema().fields().iter().map(|field| field.name().clone()).collect())
        }
        form => super::delimited::header(path, form),
    }
}

/// The first of these names that a file has: names differ from program to program.
#[must_use]
pub fn first_present(present: &[String], names: &[&'static str]) -> Option<&'static str> {
    names.iter().copied().find(|name| present.iter().any(|each| each == name))
}

/// Where each wanted column stands among those of a file.
///
/// # Errors
/// When one is not there, naming it and those that are; when one is there twice.
pub(super) fn places(path: &Path, present: &[String], wanted: &[String]) -> Result<Vec<usize>, PeopleError> {
    let place = |name: &String| {
        let mut found = present.iter().enumerate().filter(|(_, each)| *each == name).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (Some(_), Some(_)) => Err(PeopleError::refused(
                format!("{} has two columns called `{name}`", path.display()),
                "Give each column a name of its own.",
            )),
            (None, _) => Err(PeopleError::refused(
                format!(
                    "the column `{name}` is needed and {} does not have it; its columns are: {}",
                    path.display(),
                    present.join(", ")
                ),
                "Rename the column in the file or in the model: is this the right model for this file?",
            )),
        }
    };
    wanted.iter().map(place).collect()
}
