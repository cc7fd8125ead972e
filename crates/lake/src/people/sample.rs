//! All columns of files of records, and of many records a sample: enough to say what a column is and which rules find
//! what, in memory that does not grow with the files.

use super::{
    Input, PeopleError,
    read::{id_column, refuse_twins},
    rows::each_row,
};
use link::{LinkError, Records};
use sha2::{Digest, Sha256};
use std::{ops::ControlFlow, path::Path};

/// What to read for a sample.
#[derive(Debug, Clone, Copy)]
pub struct SampleRequest<'a> {
    /// The files; each is a source unless `source_column` says otherwise.
    pub inputs: &'a [Input],
    /// The column that names a record; a usual name when it is not said.
    pub id: Option<&'a str>,
    /// The column that names the source of a record.
    pub source_column: Option<&'a str>,
    /// Columns that are not read.
    pub leave_out: &'a [String],
    /// How many records are kept at most.
    pub most_records: usize,
}

/// Records of a sample, with all columns that the files have in common.
#[derive(Debug)]
pub struct Sample {
    /// The records.
    pub records: Records,
    /// How many there are in all.
    pub of_records: u64,
    /// Columns that not all files have.
    pub not_in_all: Vec<String>,
}

/// Reads a sample. A record is kept or not by a number made of its source and its name, so that the order of the files
/// and of their records changes nothing; records of one person are no likelier to be kept together than any two.
///
/// # Errors
/// As [`super::read`]; also when the files have no column in common but the one that names a record, or one that is to be
/// left out is not there.
pub fn sample(
    request: &SampleRequest<'_>,
    watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Sample, PeopleError> {
    if request.source_column.is_none() {
        Input::check(request.inputs)?;
    }
    let id = id_column(request.inputs, request.id)?;
    let (columns, not_in_all) = common_columns(request, &id)?;
    let mut names = vec![id];
    names.extend(request.source_column.map(str::to_owned));
    let mut numbers = Vec::new();
    for input in request.inputs {
        each_row(&input.path, &names, &mut |row| {
            if numbers.len() % (1 << 16) == 0 && watch(0, 0).is_break() {
                return Err(LinkError::Cancelled.into());
            }
            numbers.push(number(request, input, row));
            Ok(())
        })?;
    }
    let of_records = numbers.len() as u64;
    let most = if numbers.len() > request.most_records && request.most_records > 0 {
        *numbers.select_nth_unstable(request.most_records - 1).1
    } else {
        u64::MAX
    };
    drop(numbers);
    let first_value = names.len();
    let wanted: Vec<String> = names.into_iter().chain(columns.iter().cloned()).collect();
    let mut builder = Records::builder(columns);
    let mut read = 0;
    for input in request.inputs {
        builder.source(&input.source)?;
        let mut row_number = 0_u64;
        each_row(&input.path, &wanted, &mut |row| {
            row_number += 1;
            read += 1;
            if read % (1 << 14) == 0 && watch(read, of_records).is_break() {
                return Err(LinkError::Cancelled.into());
            }
            if number(request, input, row) > most {
                return Ok(());
            }
            let name = row[0].map(str::trim).filter(|name| !name.is_empty());
            let name = name.ok_or_else(|| nameless(&input.path, row_number, &wanted[0]))?;
            if request.source_column.is_some() {
                builder.source(row[1].unwrap_or("not known").trim())?;
            }
            builder.row(name, &row[first_value..])?;
            Ok(())
        })?;
    }
    let records = builder.finish()?;
    refuse_twins(&records)?;
    Ok(Sample { records, of_records, not_in_all })
}

/// A number of a record's own, the same wherever it stands.
fn number(request: &SampleRequest<'_>, input: &Input, row: &[Option<&str>]) -> u64 {
    let source = if request.source_column.is_some() { row[1].unwrap_or_default() } else { &input.source };
    let mut hash = Sha256::new();
    hash.update(source.trim().as_bytes());
    hash.update([0]);
    hash.update(row[0].unwrap_or_default().trim().as_bytes());
    hash.finalize().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

fn nameless(path: &Path, row: u64, id: &str) -> PeopleError {
    PeopleError::refused(
        format!("{}: record {row} has no name (`{id}` is empty)", path.display()),
        "Give each record a name, or name another column with --id.",
    )
}

/// The columns that all files have and that are wanted, in the order of the first file; and those that some lack.
fn common_columns(request: &SampleRequest<'_>, id: &str) -> Result<(Vec<String>, Vec<String>), PeopleError> {
    let mut of_files = Vec::new();
    for input in request.inputs {
        of_files.push(super::column_names(&input.path)?);
    }
    let in_all = |name: &String| of_files.iter().all(|names| names.contains(name));
    let mut seen: Vec<String> = Vec::new();
    // A column without a name is the running number that some programs put first.
    for name in of_files.iter().flatten().filter(|name| !name.is_empty()) {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    if let Some(unknown) = request.leave_out.iter().find(|name| !seen.contains(name)) {
        return Err(PeopleError::refused(
            format!("the column `{unknown}` is to be left out, and the columns are: {}", seen.join(", ")),
            "Write the name as it stands in the file.",
        ));
    }
    let apart = |name: &String| name == id || request.source_column == Some(name) || request.leave_out.contains(name);
    let (columns, not_in_all): (Vec<String>, Vec<String>) =
        seen.into_iter().filter(|name| !apart(name)).partition(in_all);
    if columns.is_empty() {
        return Err(PeopleError::refused(
            format!("the files have no column in common besides `{id}`"),
            "Give the columns that are to be compared the same names in all files.",
        ));
    }
    Ok((columns, not_in_all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, files: &[(&str, &str)], most_records: usize) -> Result<Sample, PeopleError> {
        let inputs: Vec<Input> = files
            .iter()
            .map(|(name, text)| {
                let path = folder.join(name);
                std::fs::write(&path, text).expect("it can be written");
                Input { source: (*name).to_owned(), path }
            })
            .collect();
        let request = SampleRequest { inputs: &inputs, id: None, source_column: None, leave_out: &[], most_records };
        sample(&request, &mut |_, _| ControlFlow::Continue(()))
    }

    #[test]
    fn a_sample_is_the_same_whatever_the_order_of_rows_and_of_the_size_that_was_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let rows: Vec<String> = (0..200).map(|at| format!("{at},name {at},1\n")).collect();
        let forwards = format!("id,name,one\n{}", rows.concat());
        let backwards = format!("id,name,one\n{}", rows.iter().rev().cloned().collect::<String>());
        let ids = |sample: &Sample| -> Vec<String> {
            (0..sample.records.len() as u32).map(|at| sample.records.id(at).to_string()).collect()
        };
        let one = read(folder.path(), &[("a.csv", &forwards)], 50).expect("it is read");
        let other = read(folder.path(), &[("a.csv", &backwards)], 50).expect("it is read");
        assert_eq!((ids(&one).len(), one.of_records), (50, 200));
        assert_eq!(ids(&one), ids(&other));
        let whole = read(folder.path(), &[("a.csv", &forwards)], 500).expect("it is read");
        assert_eq!(whole.records.len(), 200);
    }

    #[test]
    fn columns_that_some_files_lack_are_named_and_files_with_nothing_in_common_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let sample = read(folder.path(), &[("a.csv", "id,name,age\n1,Ann,3\n"), ("b.csv", "id,name\n1,Bob\n")], 9)
            .expect("it is read");
        assert_eq!(sample.records.column_names(), ["name"]);
        assert_eq!(sample.not_in_all, ["age"]);
        let refused = read(folder.path(), &[("a.csv", "id,name\n1,Ann\n"), ("b.csv", "id,title\n1,Emma\n")], 9);
        assert!(refused.is_err_and(|error| error.to_string().contains("no column in common")));
        let twice = read(folder.path(), &[("a.csv", "id,name,name\n1,Ann,Anne\n")], 9);
        assert!(twice.is_err_and(|error| error.to_string().contains("two columns called `name`")));
    }
}
