//! Tables of people's records in the lake's folder: one Parquet file each, pinned by a manifest that is written last.

use super::{
    Input, PeopleError, Request, column_names, each_row, facts, read,
    table::{Kind, TableWriter, Value, write_text},
};
use crate::{Lake, durable};
use async_trait::async_trait;
use hub::{
    PortError,
    ports::people::{PeopleTable, PeopleTableName, PeopleTables},
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

const FOLDER: &str = "people";
const MANIFEST: &str = "manifest.json";

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    records: u64,
    id: String,
    columns: Vec<String>,
    file: String,
    bytes: u64,
    sha256: String,
}

#[async_trait]
impl PeopleTables for Lake {
    async fn import_people(
        &self,
        name: &PeopleTableName,
        file: &Path,
        id: Option<&str>,
    ) -> Result<PeopleTable, PortError> {
        self.claim()?;
        let (folder, name, file, id) = (self.root().join(FOLDER), name.clone(), file.to_owned(), id.map(str::to_owned));
        blocking(move || import(&folder, &name, &file, id.as_deref())).await
    }

    async fn people_table(&self, name: &PeopleTableName) -> Result<Option<PeopleTable>, PortError> {
        let (folder, name) = (self.root().join(FOLDER), name.clone());
        blocking(move || {
            let Some(table) = look(&folder, &name)? else { return Ok(None) };
            let now = facts(&Input { path: table.file.clone(), source: String::new() })?;
            if (now.bytes, &now.sha256) == (table.bytes, &table.sha256) {
                return Ok(Some(table));
            }
            Err(PeopleError::refused(
                format!("the records of {name} are not those that were imported"),
                "Import the file again, and find out who changed what the hub keeps.",
            ))
        })
        .await
    }

    async fn people_tables(&self) -> Result<Vec<PeopleTable>, PortError> {
        let folder = self.root().join(FOLDER);
        blocking(move || {
            let mut tables = Vec::new();
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let entry = entry.map_err(PeopleError::file("list", &folder))?;
                if let Ok(name) = PeopleTableName::parse(&entry.file_name().to_string_lossy()) {
                    tables.extend(look(&folder, &name)?);
                }
            }
            tables.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(tables)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PeopleError> + Send + 'static,
) -> Result<T, PortError> {
    let done = tokio::task::spawn_blocking(work).await;
    let result = done.map_err(|error| PortError::engine("cannot read or write records of people", error))?;
    result.map_err(|error| match error {
        PeopleError::Refused { what, .. } => PortError::Question { what },
        other => PortError::engine("cannot read or write records of people", other),
    })
}

fn look(folder: &Path, name: &PeopleTableName) -> Result<Option<PeopleTable>, PeopleError> {
    let own = folder.join(name.as_str());
    let path = own.join(MANIFEST);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| {
        PeopleError::refused(format!("{} cannot be read: {error}", path.display()), "Import the file again.")
    })?;
    Ok(Some(table(own.join(&manifest.file), name, manifest)))
}

fn table(file: PathBuf, name: &PeopleTableName, manifest: Manifest) -> PeopleTable {
    PeopleTable {
        name: name.clone(),
        version: manifest.version,
        records: manifest.records,
        id: manifest.id,
        columns: manifest.columns,
        file,
        bytes: manifest.bytes,
        sha256: manifest.sha256,
    }
}

fn import(folder: &Path, name: &PeopleTableName, file: &Path, id: Option<&str>) -> Result<PeopleTable, PeopleError> {
    let own = folder.join(name.as_str());
    durable::create_folder(&own)
        .map_err(|error| PeopleError::refused(error.to_string(), "Make room, or look at the folder's rights."))?;
    let before = look(folder, name)?;
    let version = before.as_ref().map_or(1, |before| before.version + 1);
    let columns = column_names(file)?;
    let kept = format!("{version:06}.parquet");
    let path = own.join(&kept);
    let mut writer =
        TableWriter::create(&path, &columns.iter().map(|name| (name.clone(), Kind::Word)).collect::<Vec<_>>())?;
    each_row(file, &columns, &mut |row| {
        let values: Vec<Value<'_>> = row.iter().map(|text| text.map_or(Value::Missing, Value::Text)).collect();
        writer.row(&values)
    })?;
    writer.finish()?;
    // Names are checked as they will be read: each there, and none twice.
    let input = Input { path: path.clone(), source: name.to_string() };
    let request = Request { inputs: std::slice::from_ref(&input), id, source_column: None, columns: &[], limit: None };
    let reading = match read(request, &mut |_, _| ControlFlow::Continue(())) {
        Ok(reading) => reading,
        Err(error) => {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
    };
    let facts = facts(&input)?;
    let manifest = Manifest {
        version,
        records: reading.records.len() as u64,
        id: reading.id,
        columns,
        file: kept,
        bytes: facts.bytes,
        sha256: facts.sha256,
    };
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| PeopleError::refused(error.to_string(), "Report this."))?;
    write_text(&own.join(MANIFEST), &text)?;
    if let Some(before) = before {
        // Records of people are not kept longer than they are of use.
        let _ = fs::remove_file(before.file);
    }
    Ok(table(path, name, manifest))
}
