//! `wholeplace people`: tables of people's records that the hub keeps.

use crate::{
    arguments::{Arguments, Table},
    failure::Failure,
    output::TableOutput,
    wiring,
};
use clap::{Args, Subcommand};
use hub::{Actor, ports::people::PeopleTableName};
use std::{
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};

/// What to do with tables of records.
#[derive(Debug, Subcommand)]
pub enum People {
    /// Take a file of records as a table, in place of what the table held
    ///
    /// The records stay in the hub's folder. Who imported them, when and what for stands in the chain of events.
    Import(Import),
    /// List the tables of records: names, columns and counts, no record
    Tables(Tables),
}

/// Import.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: .parquet, .csv, .csv.gz or .tsv
    pub file: PathBuf,
    /// The name of the table, such as records_gp
    #[arg(long, value_name = "NAME")]
    pub table: PeopleTableName,
    /// The column that names a record; record_id, unique_id, rec_id or id if you say nothing
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// What the records are kept for
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: String,
}

/// Tables.
#[derive(Debug, Args)]
pub struct Tables {
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Table,
}

pub async fn run(arguments: &Arguments, people: &People) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    match people {
        People::Import(import) => {
            let actor = Actor::local_administrator(&import.purpose);
            let table = hub.import_people(&actor, &import.table, &import.file, import.id.as_deref()).await?;
            writeln!(
                stdout().lock(),
                "{}: version {}, {} records named by `{}`",
                table.name,
                table.version,
                table.records,
                table.id
            )?;
        }
        People::Tables(tables) => {
            let list =
                hub.people_tables(&Actor::local_administrator("Looking which tables of records there are")).await?;
            let mut output = TableOutput::new(tables.format, ["table", "version", "records", "named_by", "columns"])?;
            for table in list {
                output.row(vec![
                    Some(table.name.to_string()),
                    Some(table.version.to_string()),
                    Some(table.records.to_string()),
                    Some(table.id),
                    Some(table.columns.join(" ")),
                ])?;
            }
            output.finish()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
