//! Opens the engines and hands them to the hub: the one place where all rooms meet.

use crate::{arguments::Arguments, failure::Failure};
use hub::{Hub, SystemClock};
use lake::{Lake, LakeError, cluster::Cluster};
use place::Map;
use std::{path::Path, sync::Arc};

/// Opens the hub in the data folder, makes it if it is not there, and finishes what a stopped process had begun.
///
/// Reading works while another process, such as the web site, holds the folder for writing: that process has finished
/// what was begun.
pub async fn open(arguments: &Arguments) -> Result<Arc<Hub>, Failure> {
    let (hub, lake) = engines(arguments).await?;
    match lake.claim() {
        Ok(()) => recover(&hub).await?,
        Err(LakeError::Locked { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Arc::new(hub))
}

/// Opens the hub as [`open`] does, and takes the right to write at once: who cannot have it is told before any work.
pub async fn open_to_write(arguments: &Arguments) -> Result<Arc<Hub>, Failure> {
    let (hub, lake) = engines(arguments).await?;
    lake.claim()?;
    recover(&hub).await?;
    Ok(Arc::new(hub))
}

async fn engines(arguments: &Arguments) -> Result<(Hub, Arc<Lake>), Failure> {
    std::fs::create_dir_all(&arguments.data)
        .map_err(|cause| Failure::file(format!("the folder {} could not be made", arguments.data.display()), cause))?;
    let mut lake = Lake::open(&arguments.data.join("lake")).await?;
    if let Some(address) = &arguments.cluster {
        lake = lake.on_cluster(Cluster::at(address)?);
    }
    let lake = Arc::new(lake);
    let register = register::open(&address(&arguments.data, arguments.register.as_deref())).await?;
    let hub =
        Hub::open(Arc::clone(&lake) as Arc<dyn hub::Lake>, Arc::new(register), Arc::new(SystemClock), Map::england());
    Ok((hub.await?, lake))
}

async fn recover(hub: &Hub) -> Result<(), Failure> {
    let recovered = hub.recover().await?;
    if recovered.checked + recovered.brought_into_use > 0 {
        eprintln!(
            "The hub was stopped while it worked. Finished now: {} submissions checked, {} brought into use.",
            recovered.checked, recovered.brought_into_use
        );
    }
    Ok(())
}

fn address(data: &Path, register: Option<&str>) -> String {
    register.map_or_else(|| data.join("register.sqlite").display().to_string(), str::to_owned)
}
