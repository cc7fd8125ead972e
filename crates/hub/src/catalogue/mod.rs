//! The catalogue: every dataset with its contract and recipe, and every indicator with its meaning.
//!
//! An indicator without purpose, owner, polarity and quality statement cannot be published: [`Hub::publish_dataset`]
//! refuses its contract.

mod versions;

use crate::{Action, Actor, Error, Hub, ports::CatalogueEntry};
use intake::{Contract, Recipe, contract::IndicatorContract};
use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};
use terms::{DatasetId, IndicatorId};

/// A dataset as the catalogue holds it.
#[derive(Debug)]
pub struct Dataset {
    /// Its identifier.
    pub id: DatasetId,
    /// What it promises.
    pub contract: Contract,
    /// The contract's version.
    pub contract_version: u32,
    /// How its files become rows.
    pub recipe: Recipe,
    /// The recipe's version.
    pub recipe_version: u32,
    /// Contract and recipe as written.
    pub entry: CatalogueEntry,
}

/// An indicator, and the dataset that promises it.
#[derive(Debug, Clone)]
pub struct Indicator {
    dataset: Arc<Dataset>,
    position: usize,
}

impl Indicator {
    /// What the contract says of it.
    #[must_use]
    pub fn contract(&self) -> &IndicatorContract {
        &self.dataset.contract.indicators[self.position]
    }

    /// The dataset that promises it.
    #[must_use]
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// Input, output, outcome or context.
    #[must_use]
    pub fn kind(&self) -> Option<intake::contract::Kind> {
        self.contract().kind.or(self.dataset.contract.dataset.kind)
    }
}

/// Every dataset and indicator, as they stand.
#[derive(Debug, Default)]
pub struct Catalogue {
    datasets: BTreeMap<DatasetId, Arc<Dataset>>,
    indicators: BTreeMap<IndicatorId, Indicator>,
}

impl Catalogue {
    pub(crate) fn of(entries: Vec<CatalogueEntry>) -> Result<Self, Error> {
        let mut catalogue = Self::default();
        for entry in entries {
            catalogue.add(read(entry)?);
        }
        Ok(catalogue)
    }

    fn add(&mut self, dataset: Dataset) {
        let dataset = Arc::new(dataset);
        for (position, indicator) in dataset.contract.indicators.iter().enumerate() {
            self.indicators.insert(indicator.id.clone(), Indicator { dataset: Arc::clone(&dataset), position });
        }
        self.datasets.insert(dataset.id.clone(), dataset);
    }

    /// The datasets, by identifier.
    pub fn datasets(&self) -> impl Iterator<Item = &Arc<Dataset>> {
        self.datasets.values()
    }

    /// A dataset.
    #[must_use]
    pub fn dataset(&self, id: &DatasetId) -> Option<&Arc<Dataset>> {
        self.datasets.get(id)
    }

    /// The indicators, by identifier.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.values()
    }

    /// An indicator.
    #[must_use]
    pub fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        self.indicators.get(id)
    }
}

pub(crate) fn read(entry: CatalogueEntry) -> Result<Dataset, Error> {
    let fault = |document, problems: String| Error::Document { document, dataset: entry.dataset.to_string(), problems };
    let contract = Contract::parse(&entry.contract).map_err(|problems| fault("contract", problems.to_string()))?;
    let recipe = Recipe::parse(&entry.recipe).map_err(|problems| fault("recipe", problems.to_string()))?;
    Ok(Dataset {
        id: entry.dataset.clone(),
        contract,
        contract_version: entry.contract_version,
        recipe,
        recipe_version: entry.recipe_version,
        entry,
    })
}

impl Hub {
    /// The catalogue as it stands.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn catalogue(&self, actor: &Actor) -> Result<Arc<Catalogue>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(self.current_catalogue())
    }

    /// Publishes a dataset's contract and recipe, or a new version of them.
    ///
    /// # Errors
    /// When the actor may not, when either text has problems, when an indicator lacks what it must have to be
    /// published, or when another dataset promises one of its indicators already.
    pub async fn publish_dataset(&self, actor: &Actor, contract: &str, recipe: &str) -> Result<Arc<Dataset>, Error> {
        actor.may(&Action::ChangeCatalogue)?;
        let now = self.clock.now();
        let parsed = Contract::parse(contract).map_err(|problems| Error::Document {
            document: "contract",
            dataset: "this dataset".to_owned(),
            problems: problems.to_string(),
        })?;
        let id = parsed.dataset.id.clone();
        self.refuse_unpublishable(&parsed)?;
        let candidate = CatalogueEntry {
            dataset: id.clone(),
            contract_version: 0,
            contract: contract.to_owned(),
            recipe_version: 0,
            recipe: recipe.to_owned(),
            recorded_at: now,
        };
        read(candidate)?;
        let before =
            self.current_catalogue().dataset(&id).map(|dataset| (dataset.contract_version, dataset.recipe_version));
        let entry = self.register.record_dataset(&id, contract, recipe, now).await?;
        if before != Some((entry.contract_version, entry.recipe_version)) {
            let detail =
                format!("contract version {}, recipe version {}", entry.contract_version, entry.recipe_version);
            self.record(actor, "dataset-published", id.as_str(), &detail).await?;
        }
        self.reload_catalogue().await?;
        self.current_catalogue().dataset(&id).cloned().ok_or_else(|| Error::not_found(format!("dataset {id}")))
    }

    fn refuse_unpublishable(&self, contract: &Contract) -> Result<(), Error> {
        let missing = contract.publishable();
        if !missing.is_empty() {
            let mut problems = String::new();
            for indicator in missing {
                let _ = writeln!(problems, "  {} lacks {}", indicator.indicator, indicator.keys.join(", "));
            }
            return Err(Error::refused(
                format!(
                    "{} cannot be published: something that every indicator must say is not said.\n{problems}",
                    contract.dataset.id
                ),
                "Write what is missing into the contract. A figure without its purpose, owner, direction and quality is easily misread.",
            ));
        }
        let catalogue = self.current_catalogue();
        for indicator in &contract.indicators {
            let taken = catalogue.indicator(&indicator.id).map(|known| known.dataset().id.clone());
            if let Some(other) = taken.filter(|other| *other != contract.dataset.id) {
                return Err(Error::refused(
                    format!("The indicator {} is promised by the dataset {other} already.", indicator.id),
                    "Give the new indicator an identifier of its own: one identifier has one meaning.",
                ));
            }
        }
        Ok(())
    }
}
