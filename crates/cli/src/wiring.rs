//! Opens the engines and hands them to the hub: the one place where all rooms meet.

use crate::{arguments::Arguments, failure::Failure};
use hub::{Hub, SystemClock};
use lake::{Lake, cluster::Cluster};
use place::Map;
use std::{path::Path, sync::Arc};

/// Opens the hub in the data folder, makes it if it is not there, and finishes what a stopped process had begun.
pub async fn open(arguments: &Arguments) -> Result<Arc<Hub>, Failure> {
    std::fs::create_dir_all(&arguments.data)
        .map_err(|cause| Failure::file(format!("the folder {} could not be made", arguments.data.display()), cause))?;
    let mut lake = Lake::open(&arguments.data.join("lake")).await?;
    if let Some(address) = &arguments.cluster {
        lake = lake.on_cluster(Cluster::at(address)?);
    }
    let lake = Arc::new(lake);
    let register = register::open(&address(&arguments.data, arguments.register.as_deref())).await?;
    let hub = Hub::open(lake, Arc::new(register), Arc::new(SystemClock), Map::england()).await?;
    let recovered = hub.recover().await?;
    if recovered.checked + recovered.brought_into_use > 0 {
        eprintln!(
            "The hub was stopped while it worked. Finished now: {} submissions checked, {} brought into use.",
            recovered.checked, recovered.brought_into_use
        );
    }
    Ok(Arc::new(hub))
}

fn address(data: &Path, register: Option<&str>) -> String {
    register.map_or_else(|| data.join("register.sqlite").display().to_string(), str::to_owned)
}
