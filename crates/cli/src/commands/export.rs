//! `wholeplace export`: figures as files that a stranger can trust.

use super::{actor, end_of, whole_hub};
use crate::{
    arguments::{Arguments, Export, FileFormat},
    failure::Failure,
    wiring,
};
use exports::{FileDescription, TableWriter};
use futures::StreamExt;
use hub::{Actor, Hub, outcomes, ports::ObservationQuery};
use std::{
    fs::File,
    io::{BufWriter, Write, stdout},
    path::Path,
    process::ExitCode,
};

pub async fn run(arguments: &Arguments, export: &Export) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    if let Some(folder) = &export.hub {
        return whole_hub::export(&hub, folder).await;
    }
    let actor = actor("Writing figures to a file");
    let query = ObservationQuery {
        datasets: export.dataset.clone(),
        indicators: export.indicator.clone(),
        areas: export.area.clone(),
        from: export.from,
        to: export.to,
        ..ObservationQuery::default()
    };
    let at = end_of(export.as_it_stood)?;
    let mut out: Box<dyn Write> = match &export.output {
        Some(path) => Box::new(BufWriter::new(
            File::create(path)
                .map_err(|cause| Failure::file(format!("{} could not be written", path.display()), cause))?,
        )),
        None if export.format == FileFormat::Parquet => {
            return Err(Failure::usage("a Parquet file cannot be shown", "Name a file with --output"));
        }
        None => Box::new(BufWriter::new(stdout())),
    };
    let rows = match export.format {
        FileFormat::Csv => csv(&hub, &actor, &query, at, &mut out).await?,
        FileFormat::Json => json(&hub, &actor, &query, at, &mut out).await?,
        FileFormat::Parquet => {
            let mut bytes = hub.observations_as_parquet(&actor, query.clone(), at).await?;
            while let Some(piece) = bytes.next().await {
                out.write_all(&piece.map_err(hub::Error::from)?)?;
            }
            None
        }
    };
    out.flush()?;
    if let Some(path) = &export.output {
        describe(&hub, &actor, &query, export, path)?;
    }
    match rows {
        Some(rows) => eprintln!("{rows} figures written"),
        None => eprintln!("written"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What goes out with a figure.
fn going_out(beside: &hub::statements::Beside, figure: &terms::Figure) -> exports::Beside {
    exports::Beside {
        area_name: beside.area_name(figure),
        statement: beside.statement(figure),
        must_not_be_used_for: beside.must_not_be_used_for(figure),
    }
}

async fn csv(
    hub: &Hub,
    actor: &Actor,
    query: &ObservationQuery,
    at: Option<jiff::Timestamp>,
    out: &mut dyn Write,
) -> Result<Option<u64>, Failure> {
    let beside = hub.along_with_figures(actor)?;
    let mut writer = TableWriter::new(|figure: &terms::Figure| going_out(&beside, figure));
    out.write_all(&writer.write(&protect::open_data(Vec::new()))?)?;
    let mut figures = hub.observations(actor, query.clone(), at).await?;
    while let Some(batch) = figures.next().await {
        out.write_all(&writer.write(&batch.map_err(hub::Error::from)?)?)?;
    }
    Ok(Some(writer.rows()))
}

async fn json(
    hub: &Hub,
    actor: &Actor,
    query: &ObservationQuery,
    at: Option<jiff::Timestamp>,
    out: &mut dyn Write,
) -> Result<Option<u64>, Failure> {
    let beside = hub.along_with_figures(actor)?;
    let mut figures = hub.observations(actor, query.clone(), at).await?;
    let mut rows = 0_u64;
    out.write_all(b"[")?;
    while let Some(batch) = figures.next().await {
        for object in exports::objects(&batch.map_err(hub::Error::from)?, |figure| going_out(&beside, figure)) {
            out.write_all(if rows == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &object)?;
            rows += 1;
        }
    }
    out.write_all(b"\n]\n")?;
    Ok(Some(rows))
}

/// Writes the metadata beside a file, under the name that CSV on the Web expects.
fn describe(hub: &Hub, actor: &Actor, query: &ObservationQuery, export: &Export, path: &Path) -> Result<(), Failure> {
    let catalogue = hub.catalogue(actor)?;
    let datasets = outcomes::describe(&catalogue, query);
    let file = FileDescription::of_datasets(
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        datasets.iter().map(|dataset| exports::Described {
            title: &dataset.contract.dataset.title,
            publisher: &dataset.contract.dataset.publisher,
            licence: &dataset.contract.dataset.licence,
            attribution: &dataset.contract.dataset.attribution,
            must_not_be_used_for: &dataset.contract.dataset.purpose.must_not_be_used_for,
        }),
        export.as_it_stood.map(|day| day.to_string()),
    );
    let beside = path.with_file_name(format!("{}-metadata.json", file.url));
    let text = serde_json::to_string_pretty(&exports::metadata(&file))?;
    std::fs::write(&beside, text + "\n")
        .map_err(|cause| Failure::file(format!("{} could not be written", beside.display()), cause))
}
