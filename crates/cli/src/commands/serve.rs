//! `wholeplace serve`: the web site and the API on this machine.

use crate::{
    arguments::{Arguments, Serve},
    failure::Failure,
    wiring,
};
use std::process::ExitCode;
use tokio::net::TcpListener;

pub async fn run(arguments: &Arguments, serve: &Serve) -> Result<ExitCode, Failure> {
    if !serve.address.ip().is_loopback() {
        return Err(Failure::usage(
            format!("{} can be reached from other machines, and nobody can sign in yet", serve.address),
            "Until people can sign in, anybody who reaches the hub may change it, so it only serves this machine: use 127.0.0.1 or [::1]. To let others look, put a proxy that asks for a password in front of it.",
        ));
    }
    if arguments.cluster.is_some() {
        return Err(Failure::usage(
            "pages are made of figures that are read here, not on a cluster",
            "A page reads a few figures at a time, which is quicker here: leave --cluster (WHOLEPLACE_CLUSTER) out.",
        ));
    }
    let hub = wiring::open_to_write(arguments).await?;
    let listener = TcpListener::bind(serve.address)
        .await
        .map_err(|cause| Failure::file(format!("the address {} could not be taken", serve.address), cause))?;
    let address = listener.local_addr()?;
    eprintln!("\nWholeplace is ready. Three places to go:\n");
    eprintln!("  http://{address}/                                     find a place");
    eprintln!("  http://{address}/places/E06000065-north-yorkshire     a place that was eight councils until 2023");
    eprintln!("  http://{address}/who                                  who does what here, and since when");
    eprintln!("\nStop with Ctrl-C.");
    // The first reader of a place in the round need not wait for all of England to be judged.
    let early = std::sync::Arc::clone(&hub);
    tokio::spawn(async move {
        if let Err(error) = early.studies(&hub::Actor::reader()).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "outcomes could not be judged beforehand");
        }
    });
    web::serve(hub, listener, stopped()).await?;
    Ok(ExitCode::SUCCESS)
}

/// Resolves when somebody asks the process to stop.
pub(super) async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
