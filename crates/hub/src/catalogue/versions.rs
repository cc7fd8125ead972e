//! Contracts and recipes as they were written in earlier versions.

use crate::{Action, Actor, Error, Hub};
use terms::DatasetId;

impl Hub {
    /// The text of a dataset's recipe in a version.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such version, or an engine fails.
    pub async fn recipe_text(&self, actor: &Actor, dataset: &DatasetId, version: u32) -> Result<String, Error> {
        actor.may(&Action::ReadPublished)?;
        let text = self.register.recipe(dataset, version).await?;
        text.ok_or_else(|| Error::not_found(format!("version {version} of the recipe of {dataset}")))
    }

    /// The text of a dataset's contract in a version.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such version, or an engine fails.
    pub async fn contract_text(&self, actor: &Actor, dataset: &DatasetId, version: u32) -> Result<String, Error> {
        actor.may(&Action::ReadPublished)?;
        let text = self.register.contract(dataset, version).await?;
        text.ok_or_else(|| Error::not_found(format!("version {version} of the contract of {dataset}")))
    }
}
