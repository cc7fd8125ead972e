//! Models of Splink, read and written.

mod export;
mod import;

use crate::LinkError;
use crate::model::Model;

impl Model {
    /// Reads a settings or model file (JSON) of Splink.
    ///
    /// # Errors
    /// [`LinkError::Model`] when it is no such file, [`LinkError::Expression`] when it uses a function of SQL that this
    /// engine has not.
    pub fn from_splink(json: &str) -> Result<Self, LinkError> {
        import::read(json)
    }

    /// The model as a settings file (JSON) of Splink, in the dialect of DuckDB.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model uses something that Splink cannot say, with what it is.
    pub fn to_splink(&self) -> Result<String, LinkError> {
        export::write(self)
    }
}
