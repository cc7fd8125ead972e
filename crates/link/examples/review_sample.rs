//! Makes the demonstration of clerical review: links the made-up records of `data/linkage/fake_1000.csv`, which it deals
//! out to three made-up services, and writes a review file of pairs from every band of weights.
//!
//! `cargo run -p wholeplace-link --example review_sample -- data/linkage/review-sample.json`

use link::model::weight_of_probability;
use link::review::{Band, ReviewRun};
use link::score::Linkage;
use link::{Model, Records, Silent};
use std::path::Path;

const SERVICES: [&str; 3] = ["benefits", "housing", "schools"];
const COLUMNS: [&str; 5] = ["first_name", "surname", "dob", "city", "email"];
/// Pairs from each band, and people drawn.
const PER_BAND: usize = 6;
const PEOPLE: usize = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("say where the file goes")?;
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = Model::from_toml(&std::fs::read_to_string(home.join("bench/models/fake_1000.toml"))?)?;
    let mut reader = csv::Reader::from_path(home.join("../../data/linkage/fake_1000.csv"))?;
    let headers = reader.headers()?.clone();
    let place = |name: &str| headers.iter().position(|each| each == name).ok_or("a column is missing");
    let columns = COLUMNS.map(&place);
    let id = place("unique_id")?;
    let rows = reader.records().collect::<Result<Vec<csv::StringRecord>, _>>()?;
    let mut builder = Records::builder(COLUMNS);
    for (number, service) in SERVICES.iter().enumerate() {
        builder.source(service)?;
        for row in rows.iter().skip(number).step_by(SERVICES.len()) {
            let mut values = Vec::new();
            for column in &columns {
                values.push(row.get((*column)?).filter(|value| !value.is_empty()));
            }
            builder.row(&row[id], &values)?;
        }
    }
    let mut linkage = Linkage::prepare(model, builder.finish()?, 2, &Silent)?;
    linkage.train(&Silent)?;
    let threshold = weight_of_probability(linkage.model().people.threshold);
    let ends = [-30.0, -5.0, 0.0, threshold, 10.0, 60.0];
    let bands = ends.windows(2).map(|ends| Band { from: ends[0], to: ends[1] }).collect();
    let mut run = ReviewRun::new(linkage.model(), bands, PER_BAND, 20_261_128);
    let summary = linkage.score(f64::NEG_INFINITY, &mut run, &Silent)?;
    let mut file = run.file(&linkage, &summary, "Made-up residents of three services", PEOPLE)?;
    for column in file.columns.iter_mut().filter(|column| column.name == "dob") {
        "Date of birth".clone_into(&mut column.label);
    }
    let faults: Vec<String> = file.faults().iter().map(ToString::to_string).collect();
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    std::fs::write(out, file.to_bytes()?)?;
    Ok(())
}
