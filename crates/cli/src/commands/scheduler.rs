//! `wholeplace scheduler`: takes questions for a cluster and hands their pieces to executors.

use super::serve::stopped;
use crate::failure::Failure;
use clap::Args;
use lake::cluster::{SchedulerOptions, serve_scheduler};
use std::{net::SocketAddr, process::ExitCode, time::Duration};
use tokio::net::TcpListener;

/// Scheduler.
#[derive(Debug, Args)]
pub struct Scheduler {
    /// The address on this machine; port 0 takes any free one
    ///
    /// Only addresses of this machine itself (127.0.0.1, ::1) are taken: the processes of a cluster cannot tell who asks
    /// yet, and anybody who reaches them could read what this user can read.
    #[arg(long, default_value = "127.0.0.1:50050", env = "WHOLEPLACE_SCHEDULER_ADDRESS")]
    pub address: SocketAddr,
    /// Take an executor for lost that has not been heard of for so many seconds, and give its work to the others
    #[arg(long, default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(10..))]
    pub lost_after: u64,
}

pub async fn run(scheduler: &Scheduler) -> Result<ExitCode, Failure> {
    let listener = TcpListener::bind(scheduler.address)
        .await
        .map_err(|cause| Failure::file(format!("the address {} could not be taken", scheduler.address), cause))?;
    let address = listener.local_addr()?;
    if address.ip().is_loopback() {
        eprintln!("The scheduler is ready at df://{address}");
        eprintln!("Start executors with: wholeplace executor --scheduler df://{address}");
        eprintln!("Stop with Ctrl-C.");
    }
    let options = SchedulerOptions { lost_after: Duration::from_secs(scheduler.lost_after) };
    serve_scheduler(listener, options, stopped()).await?;
    eprintln!("The scheduler has stopped.");
    Ok(ExitCode::SUCCESS)
}
