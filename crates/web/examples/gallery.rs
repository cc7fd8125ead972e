//! Writes every sample page as HTML, with its assets, so that the pages can be looked at:
//! `cargo run -p wholeplace-web --example gallery -- OUTDIR`. Serve the folder, or give it to `e2e/look.mjs`.

#[path = "../samples/mod.rs"]
mod samples;

use std::{env, error::Error, fmt::Write, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("say where to write the gallery")?);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in wholeplace_web::assets::all() {
        fs::write(folder.join("assets").join(&asset.served_name), &asset.bytes)?;
    }
    let mut index = String::from("<!DOCTYPE html><html lang=\"en-GB\"><title>Gallery</title><h1>Gallery</h1><ul>");
    for sample in samples::all() {
        fs::write(folder.join(format!("{}.html", sample.name)), &sample.html)?;
        write!(index, "<li><a href=\"{0}.html\">{0}</a>", sample.name)?;
    }
    fs::write(folder.join("index.html"), index + "</ul></html>")?;
    Ok(())
}
