//! `wholeplace executor`: does pieces of work for a scheduler.

use crate::failure::Failure;
use clap::Args;
use lake::cluster::{ExecutorOptions, run_executor};
use std::{path::PathBuf, process::ExitCode, thread::available_parallelism};

/// Executor.
#[derive(Debug, Args)]
pub struct Executor {
    /// The scheduler to work for
    #[arg(long, value_name = "ADDRESS", default_value = "df://127.0.0.1:50050", env = "WHOLEPLACE_SCHEDULER")]
    pub scheduler: String,
    /// The port on this machine where others fetch its results; any free one if you say nothing
    #[arg(long)]
    pub port: Option<u16>,
    /// Where it keeps what passes between stages; a folder of its own, removed at the end, if you say nothing
    ///
    /// What passes between stages of a linkage is personal data: choose a folder that only this user can read, and empty it
    /// when an executor was killed. Its own folder needs neither: the next executor removes what a killed one left.
    #[arg(long, value_name = "FOLDER")]
    pub work_dir: Option<PathBuf>,
    /// How many pieces of work it does at once; the machine's cores if you say nothing
    #[arg(long, value_name = "NUMBER")]
    pub threads: Option<usize>,
    /// The memory that sorting, grouping and joining may take in all before they use the disk, such as 512MiB or 4GiB; 70 %
    /// of the machine's if you say nothing
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory_limit: Option<u64>,
}

/// Reads a size such as `4GiB`.
fn bytes(text: &str) -> Result<u64, String> {
    let unreadable = || format!("“{text}” is not a size: write it like 512MiB or 4GiB");
    let (number, unit) = [("GiB", 1 << 30), ("MiB", 1 << 20)]
        .into_iter()
        .find_map(|(ending, unit)| Some((text.strip_suffix(ending)?, unit)))
        .ok_or_else(unreadable)?;
    let number: u64 = number.trim().parse().map_err(|_| unreadable())?;
    number.checked_mul(unit).filter(|&size| size > 0).ok_or_else(unreadable)
}

pub async fn run(executor: &Executor) -> Result<ExitCode, Failure> {
    let threads = executor.threads.unwrap_or_else(|| available_parallelism().map_or(1, Into::into));
    let options = ExecutorOptions {
        scheduler: executor.scheduler.clone(),
        port: executor.port,
        work_folder: executor.work_dir.clone(),
        threads,
        memory_bytes: executor.memory_limit,
    };
    eprintln!("The executor works for {} on {threads} threads. Stop with Ctrl-C.", executor.scheduler);
    run_executor(options).await?;
    eprintln!("The executor has stopped.");
    Ok(ExitCode::SUCCESS)
}
