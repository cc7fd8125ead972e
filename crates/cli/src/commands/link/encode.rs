//! `wholeplace link encode`: records to keyed encodings, for partners who may not share names.

use super::{
    inputs::{Inputs, write_text},
    predict::check_outputs,
    told::{self, Cost},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::people::{PeopleError, TableWriter};
use link::private::{Encoder, Encoding, PrivacyError};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Encode.
#[derive(Debug, Clone, Args)]
pub struct Encode {
    #[command(flatten)]
    pub inputs: Inputs,
    /// What partners agreed to encode (TOML): docs/guides/partners.md says how it is written
    #[arg(long, value_name = "ENCODING")]
    pub encoding: PathBuf,
    /// The file that holds the key that partners share and whoever links never sees
    ///
    /// At least 32 bytes from a good source of chance; a line end after them is left out. Nobody but you should be able to
    /// read the file. The key is neither printed nor written anywhere.
    #[arg(long, value_name = "KEY")]
    pub key_file: PathBuf,
    /// Write the encodings to this file: .parquet, .csv, .csv.gz or .tsv
    ///
    /// Columns: record_id, then those that the encoding names. No value of a record is written but its name.
    #[arg(long, short, value_name = "ENCODED")]
    pub output: PathBuf,
    /// Write the model with which whoever links begins to this file
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

#[derive(Serialize)]
struct Reply<'a> {
    records: usize,
    columns: Vec<ColumnTold>,
    /// Equal where partners hold the same key.
    key_check: &'a str,
    /// Equal where partners use the same encoding.
    encoding_check: &'a str,
    cost: &'a Cost,
}

#[derive(Serialize)]
struct ColumnTold {
    name: String,
    /// How many records have a value in it.
    present: u64,
}

pub fn run(arguments: &Encode, watch: &Watch) -> Result<ExitCode, Failure> {
    let (encoding, encoding_check) = read_encoding(&arguments.encoding)?;
    check_outputs(&[Some(&arguments.output), arguments.model.as_deref()], &[Some(&arguments.output)])?;
    let key = read_key(&arguments.key_file)?;
    let mut encoder = Encoder::new(encoding, &key).map_err(|error| {
        Failure::usage(
            format!("the key in {} cannot be used: {error}", arguments.key_file.display()),
            "Make one with: openssl rand -hex 32 > partners.key (and give it to the partners by a safe road).",
        )
    })?;
    let files = arguments.inputs.files();
    if files.len() != 1 || arguments.inputs.source_column.is_some() {
        return Err(Failure::usage(
            "each partner encodes one file, of one source",
            "Encode files one at a time, each into a file of its own; leave --source-column out.",
        ));
    }
    let needed = encoder.encoding().columns_needed().map_err(|error| unusable(&arguments.encoding, &error))?;
    if let Some(id) = &arguments.inputs.id {
        refuse_open_name(id, &needed)?;
    }
    let mut reading = arguments.inputs.read(&needed, None, watch)?;
    for finding in reading.records.findings() {
        eprintln!("{}: {} {} {}", finding.severity.name(), finding.what, finding.why, finding.mend);
    }
    refuse_open_name(&reading.id, &needed)?;
    let columns: Vec<String> = encoder.encoding().columns().into_iter().map(str::to_owned).collect();
    let mut present = vec![0_u64; columns.len()];
    let names: Vec<&str> = std::iter::once("record_id").chain(columns.iter().map(String::as_str)).collect();
    let mut table = TableWriter::texts(&arguments.output, &names)?;
    let (mut steps, whole) = (watch.steps("Encoding the records"), reading.records.len() as u64);
    watch.phase("encode", || {
        encoder.encode_records::<PeopleError>(&mut reading.records, &mut |records, record, encoded| {
            if record % (1 << 12) == 0 && steps(u64::from(record), whole).is_break() {
                return Err(link::LinkError::Cancelled.into());
            }
            let id = records.id(record).to_string();
            let row: Vec<Option<&str>> =
                std::iter::once(Some(id.as_str())).chain(encoded.iter().map(Option::as_deref)).collect();
            for (count, value) in present.iter_mut().zip(encoded) {
                *count += u64::from(value.is_some());
            }
            table.text_row(&row)
        })
    })?;
    table.finish()?;
    if let Some(model) = &arguments.model {
        let made = encoder.encoding().model().map_err(|error| unusable(&arguments.encoding, &error))?;
        write_text(model, &made.to_toml()?)?;
    }
    let (key_check, cost) = (encoder.check_word(), Cost::so_far(watch));
    let told = columns.into_iter().zip(present).map(|(name, present)| ColumnTold { name, present }).collect();
    let reply = Reply {
        records: reading.records.len(),
        columns: told,
        key_check: &key_check,
        encoding_check: &encoding_check,
        cost: &cost,
    };
    told::tell(arguments.format, &reply, |out| {
        writeln!(out, "{} records were encoded. How many have a value in each column:", told::whole(whole))?;
        for column in &reply.columns {
            writeln!(out, "{:>12}  {}", told::whole(column.present), column.name)?;
        }
        writeln!(
            out,
            "\nKey check {key_check}, encoding check {encoding_check}: your partner must see the same two words."
        )?;
        writeln!(out, "Written to {} ({})", arguments.output.display(), cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses to name records by what is encoded.
fn refuse_open_name(id: &str, encoded: &[String]) -> Result<(), Failure> {
    if encoded.iter().all(|column| column != id) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("the column `{id}` names the records and is encoded too, so the output would say it openly"),
        "Name the records by a number that says nothing of a person, and give its column with --id.",
    ))
}

fn unusable(path: &Path, error: &PrivacyError) -> Failure {
    Failure::usage(
        format!("{} cannot be used: {error}", path.display()),
        "Mend what is named; docs/guides/partners.md says how an encoding is written.",
    )
}

/// The encoding, and a short word by which partners find out whether theirs is the same.
fn read_encoding(path: &Path) -> Result<(Encoding, String), Failure> {
    let text = fs::read_to_string(path)
        .map_err(|cause| Failure::file(format!("{} could not be read", path.display()), cause))?;
    let encoding = Encoding::from_toml(&text).map_err(|error| unusable(path, &error))?;
    // Of what it says, not of how it is written: comments and line ends may differ.
    let digest = Sha256::digest(serde_json::to_vec(&encoding)?);
    Ok((encoding, digest[..4].iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The key, without a line end after it: editors add one, and with it nothing would ever match.
fn read_key(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut key = fs::read(path)
        .map_err(|cause| Failure::file(format!("the key {} could not be read", path.display()), cause))?;
    warn_if_open(path);
    while key.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        key.pop();
    }
    Ok(key)
}

#[cfg(unix)]
fn warn_if_open(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0) {
        eprintln!(
            "warning: others on this machine can read the key {}. Take that from them with: chmod 600 {}",
            path.display(),
            path.display()
        );
    }
}

#[cfg(not(unix))]
fn warn_if_open(_path: &Path) {}
