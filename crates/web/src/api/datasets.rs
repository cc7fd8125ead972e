//! Datasets: what each promises.

use super::{
    Problem,
    indicators::{PurposeReply, purpose},
    question::Question,
    tagged,
};
use crate::state::{State, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use serde::Serialize;
use terms::DatasetId;

/// A dataset.
#[derive(Serialize)]
pub struct DatasetReply {
    /// Its identifier.
    id: String,
    /// Its title.
    title: String,
    /// What it holds.
    description: String,
    /// Who publishes it.
    publisher: String,
    /// Who answers for it.
    owner: String,
    /// Its licence.
    licence: String,
    /// The words that must stand beside the figures.
    attribution: String,
    /// Where the figures come from.
    source: String,
    /// Whom it helps to decide what.
    purpose: PurposeReply,
    /// How good the figures are.
    quality_statement: String,
    /// Its indicators.
    indicators: Vec<String>,
    /// The version of its contract.
    contract_version: u32,
    /// The version of its recipe.
    recipe_version: u32,
}

/// A dataset with its documents.
#[derive(Serialize)]
pub struct DatasetDetailReply {
    #[serde(flatten)]
    dataset: DatasetReply,
    /// The contract as written (TOML).
    contract: String,
    /// The recipe as written (TOML).
    recipe: String,
}

/// Datasets.
#[derive(Serialize)]
pub struct DatasetsReply {
    /// The datasets, by identifier.
    datasets: Vec<DatasetReply>,
}

fn reply(dataset: &hub::Dataset) -> DatasetReply {
    let contract = &dataset.contract.dataset;
    DatasetReply {
        id: dataset.id.to_string(),
        title: contract.title.clone(),
        description: contract.description.clone(),
        publisher: contract.publisher.clone(),
        owner: contract.owner.clone(),
        licence: contract.licence.clone(),
        attribution: contract.attribution.clone(),
        source: contract.source.name.clone(),
        purpose: purpose(&contract.purpose),
        quality_statement: contract.quality_statement.clone(),
        indicators: dataset.contract.indicators.iter().map(|indicator| indicator.id.to_string()).collect(),
        contract_version: dataset.contract_version,
        recipe_version: dataset.recipe_version,
    }
}

/// Every dataset.
pub async fn list(Shared(state): Shared<State>, question: Question, headers: HeaderMap) -> Result<Response, Problem> {
    question.only(&[])?;
    let datasets = state.hub.catalogue(&reader())?.datasets().map(|dataset| reply(dataset)).collect();
    Ok(tagged(&state.catalogue_tag(), &headers, Json(DatasetsReply { datasets })))
}

/// One dataset, with its contract and recipe as written.
pub async fn one(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    question: Question,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let missing = || Problem::not_found(format!("There is no dataset {id} here."));
    let parsed = DatasetId::parse(&id).map_err(|_| missing())?;
    let catalogue = state.hub.catalogue(&reader())?;
    let dataset = catalogue.dataset(&parsed).ok_or_else(missing)?;
    let detail = DatasetDetailReply {
        dataset: reply(dataset),
        contract: dataset.entry.contract.clone(),
        recipe: dataset.entry.recipe.clone(),
    };
    Ok(tagged(&state.catalogue_tag(), &headers, Json(detail)))
}
