//! The model file.

use super::Model;
use crate::LinkError;

pub(super) fn read(text: &str) -> Result<Model, LinkError> {
    let model: Model = toml::from_str(text).map_err(|error| LinkError::Model(error.to_string()))?;
    model.check()?;
    Ok(model)
}

pub(super) fn write(model: &Model) -> Result<String, LinkError> {
    toml::to_string_pretty(model).map_err(|error| LinkError::Model(error.to_string()))
}
