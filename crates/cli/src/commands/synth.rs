//! `wholeplace synth`: the personal data of an invented place.

use crate::{arguments::Table, failure::Failure, output};
use clap::{Args, ValueEnum};
use lake::{LakeError, SyntheticFormat, write_synthetic_place};
use std::{
    ops::ControlFlow,
    path::PathBuf,
    process::ExitCode,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use synthetic::{COUNTY, Place, Setting, SyntheticError};

/// Make the personal data of an invented place: nobody in it is real, and everything in it is known
///
/// Makes an invented English county with its people, households and homes, lets it live for some years, and writes what
/// nine services recorded about it: primary care, adult social care, children's services, schools, the library, housing,
/// council tax, benefits and the police. Each service has its own columns and its own errors. What is true is written
/// apart, in truth/, for testing linkage, pathways and the effects of prevention. README.md in the folder explains every
/// file and column.
///
/// The same words give the same files, to the byte, on every machine and with any number of threads. People are made
/// block by block: a million take about 300 MiB of memory. The folder appears when everything in it is whole; stopped with
/// Ctrl-C, nothing is left behind.
///
/// Example: wholeplace synth --people 100000 --seed 7 --out synthetic-place
#[derive(Debug, Args)]
pub struct Synth {
    /// How many people live in the place on the first day, from 1 to 20 million
    #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
    people: usize,
    /// Decides everything that is left to chance: another seed, another place
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
    /// The first and the last year to live through, at most 30 between 1990 and 2100
    #[arg(long, value_name = "FIRST..LAST", default_value = "2016..2025")]
    years: Years,
    /// The folder to make; it must not be there yet, or be empty
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How the files are written
    #[arg(long, value_enum, default_value = "parquet")]
    format: Format,
    /// How many threads to use; one for each processor if you say nothing
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
}

/// How the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For analysis at scale
    Parquet,
    /// For reading with anything
    Csv,
}

/// Years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Years(i32, i32);

impl FromStr for Years {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let year = |text: &str| {
            text.trim().parse().map_err(|_| format!("“{text}” is not a year; write them such as 2016..2025"))
        };
        Ok(Self(year(first)?, year(last.trim_start_matches('='))?))
    }
}

pub async fn run(synth: &Synth) -> Result<ExitCode, Failure> {
    let Years(first_year, last_year) = synth.years;
    let setting = Setting { people: synth.people, seed: synth.seed, first_year, last_year };
    let place = Place::new(setting).map_err(|error| refused(error.into()))?;
    let threads = synth.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    if threads == 0 || threads > 1024 {
        return Err(Failure::usage("no work is done by that number of threads", "Give --threads from 1 to 1024."));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let (heard, folder) = (Arc::clone(&stop), synth.out.clone());
    let format = match synth.format {
        Format::Parquet => SyntheticFormat::Parquet,
        Format::Csv => SyntheticFormat::Csv,
    };
    let bar = output::bar(synth.people as u64, "People of the first day");
    let shown = bar.clone();
    let work = tokio::task::spawn_blocking(move || {
        write_synthetic_place(&place, &folder, format, threads, |done| {
            shown.set_position(done);
            if heard.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.store(true, Ordering::Relaxed);
        }
    });
    let files = work.await.map_err(|error| LakeError::Worker(error.to_string()))?;
    listening.abort();
    let elapsed = bar.elapsed();
    bar.finish_and_clear();
    let files = files.map_err(refused)?;
    let mut table = output::TableOutput::new(Table::Text, ["File", "Rows", "Bytes"])?;
    for file in &files {
        table.row(vec![Some(file.name.clone()), Some(file.rows.to_string()), Some(file.bytes.to_string())])?;
    }
    table.finish()?;
    eprintln!(
        "{COUNTY} is in {}: {} people from {first_year} to {last_year}, made in {:.1} s. Nobody in it is real; \
         README.md there explains every column.",
        synth.out.display(),
        synth.people,
        elapsed.as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

/// What a person can mend is told with how to mend it.
fn refused(error: LakeError) -> Failure {
    match error {
        LakeError::Exists(_) => {
            Failure::usage(error.to_string(), "Give another folder with --out, or remove that one first.")
        }
        LakeError::Synthetic(SyntheticError::Setting(_)) => {
            Failure::usage(error.to_string(), "See: wholeplace synth --help")
        }
        other => other.into(),
    }
}
