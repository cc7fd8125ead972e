//! `wholeplace datasets`: what the hub holds.

use super::actor;
use crate::{
    arguments::{Arguments, Datasets},
    failure::Failure,
    output::TableOutput,
    wiring,
};
use std::process::ExitCode;

pub async fn run(arguments: &Arguments, datasets: &Datasets) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let actor = actor("Listing the datasets");
    let columns = ["dataset", "title", "indicators", "submissions", "latest_state", "owner", "licence"];
    let mut table = TableOutput::new(datasets.format, columns)?;
    for dataset in hub.catalogue(&actor)?.datasets() {
        let submissions = hub.submissions(&actor, Some(&dataset.id), u32::MAX).await?;
        table.row(vec![
            Some(dataset.id.to_string()),
            Some(dataset.contract.dataset.title.clone()),
            Some(dataset.contract.indicators.len().to_string()),
            Some(submissions.len().to_string()),
            submissions.first().map(|submission| submission.state.words().to_owned()),
            Some(dataset.contract.dataset.owner.clone()),
            Some(dataset.contract.dataset.licence.clone()),
        ])?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}
