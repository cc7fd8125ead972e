//! The catalogue: datasets with their contracts and recipes, every version of each.

use crate::{
    database::{Database, Row, Statement, Transaction, shared},
    error::Error,
    exact::{count_out, moment_in, moment_out, text_in},
};
use hub::ports::CatalogueEntry;
use jiff::Timestamp;
use terms::DatasetId;

const ADD_DATASET: Statement = shared!("record a dataset", "catalogue/add_dataset.sql");
const TOUCH_DATASET: Statement = shared!("record a dataset", "catalogue/touch_dataset.sql");
const ENTRY: Statement = shared!("read the catalogue", "catalogue/entry.sql");
const ENTRIES: Statement = shared!("read the catalogue", "catalogue/entries.sql");

/// A text that is kept in versions: a contract or a recipe.
pub(crate) struct Versioned {
    column: &'static str,
    newest: Statement,
    add: Statement,
    one: Statement,
}

/// A dataset's contract.
pub(crate) const CONTRACT: Versioned = Versioned {
    column: "contract",
    newest: shared!("read a contract", "catalogue/newest_contract.sql"),
    add: shared!("record a contract", "catalogue/add_contract.sql"),
    one: shared!("read a contract", "catalogue/contract.sql"),
};

/// A dataset's recipe.
pub(crate) const RECIPE: Versioned = Versioned {
    column: "recipe",
    newest: shared!("read a recipe", "catalogue/newest_recipe.sql"),
    add: shared!("record a recipe", "catalogue/add_recipe.sql"),
    one: shared!("read a recipe", "catalogue/recipe.sql"),
};

impl Versioned {
    /// The text in one version.
    pub(crate) async fn text(
        &self,
        database: &Database,
        dataset: &DatasetId,
        version: u32,
    ) -> Result<Option<String>, Error> {
        let row = database.row(self.one, vec![dataset.as_str().into(), version.into()]).await?;
        row.map(|row| row.get(self.column)).transpose()
    }

    /// Whether a version is kept.
    pub(crate) async fn is_kept(
        &self,
        transaction: &mut Transaction,
        dataset: &DatasetId,
        version: u32,
    ) -> Result<bool, Error> {
        Ok(transaction.row(self.one, vec![dataset.as_str().into(), version.into()]).await?.is_some())
    }

    /// Adds a version if the text differs from the newest, and says whether it did.
    async fn record(
        &self,
        transaction: &mut Transaction,
        dataset: &DatasetId,
        text: &str,
        at_unix_ns: i64,
    ) -> Result<bool, Error> {
        let text = text_in(text, self.column)?;
        let version = match transaction.row(self.newest, vec![dataset.as_str().into()]).await? {
            Some(row) if row.get::<String>(self.column)? == text => return Ok(false),
            Some(row) => row.get::<i64>("version")? + 1,
            None => 1,
        };
        let values = vec![dataset.as_str().into(), version.into(), text.into(), at_unix_ns.into()];
        transaction.execute(self.add, values).await?;
        Ok(true)
    }
}

/// Records a dataset's contract and recipe; a text that did not change keeps its version.
pub(crate) async fn record(
    database: &Database,
    dataset: &DatasetId,
    contract: &str,
    recipe: &str,
    at: Timestamp,
) -> Result<CatalogueEntry, Error> {
    let at_unix_ns = moment_in(at, "the moment of recording")?;
    let mut transaction = database.write().await?;
    transaction.rows(ADD_DATASET, vec![dataset.as_str().into(), at_unix_ns.into()]).await?;
    let contract_is_new = CONTRACT.record(&mut transaction, dataset, contract, at_unix_ns).await?;
    let recipe_is_new = RECIPE.record(&mut transaction, dataset, recipe, at_unix_ns).await?;
    if contract_is_new || recipe_is_new {
        transaction.execute(TOUCH_DATASET, vec![dataset.as_str().into(), at_unix_ns.into()]).await?;
    }
    let row = transaction.row(ENTRY, vec![dataset.as_str().into()]).await?;
    let entry = row.as_ref().map(entry).ok_or_else(|| Error::NotInCatalogue { what: dataset.to_string() })??;
    transaction.commit().await?;
    Ok(entry)
}

/// Every dataset with its newest contract and recipe, by identifier.
pub(crate) async fn entries(database: &Database) -> Result<Vec<CatalogueEntry>, Error> {
    database.rows(ENTRIES, vec![]).await?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<CatalogueEntry, Error> {
    Ok(CatalogueEntry {
        dataset: dataset(row)?,
        contract_version: count_out(row.get("contract_version")?, "a contract's version")?,
        contract: row.get("contract")?,
        recipe_version: count_out(row.get("recipe_version")?, "a recipe's version")?,
        recipe: row.get("recipe")?,
        recorded_at: moment_out(row.get("recorded_at_unix_ns")?, "the moment of recording")?,
    })
}

/// The dataset that a row names.
pub(crate) fn dataset(row: &Row) -> Result<DatasetId, Error> {
    DatasetId::parse(&row.get::<String>("dataset")?).map_err(Error::unreadable("a dataset's identifier"))
}
