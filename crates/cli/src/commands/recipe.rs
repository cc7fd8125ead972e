//! `wholeplace recipe`: drafts.

use crate::{arguments::Recipe, failure::Failure};
use std::{io::Write, process::ExitCode};

pub fn run(recipe: &Recipe) -> Result<ExitCode, Failure> {
    let Recipe::Draft { file } = recipe;
    let mut bytes = std::fs::File::open(file)
        .map_err(|cause| Failure::file(format!("{} could not be opened", file.display()), cause))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reference = hub::places::MapReference::new(place::Map::england());
    let draft =
        intake::draft(&mut bytes, &name, &reference, &intake::Limits::default()).map_err(hub::Error::Unreadable)?;
    std::io::stdout().write_all(draft.toml.as_bytes())?;
    eprintln!("Read the comments in the recipe: they say what was unsure. Then try it:");
    eprintln!("  wholeplace check --recipe recipe.toml {}", file.display());
    Ok(ExitCode::SUCCESS)
}
