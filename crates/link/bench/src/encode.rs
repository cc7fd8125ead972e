//! Records to keyed encodings, as each partner would make them: `wholeplace-link-bench encode ENCODING.toml DATA... --id
//! COLUMN --truth COLUMN --out FILE.csv [--write-model MODEL.toml]`. The key is of no use but for measuring.

use crate::arguments::Arguments;
use crate::{Failure, read};
use link::private::{Encoder, Encoding};

pub const KEY: &[u8] = b"only for measuring, never for real records";

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let encoding = Encoding::from_toml(&std::fs::read_to_string(&arguments.model)?)?;
    if let Some(file) = &arguments.write_model {
        std::fs::write(file, encoding.model()?.to_toml()?)?;
    }
    let truth = arguments.truth.as_deref().ok_or("--truth is needed")?;
    let mut columns = encoding.columns_needed()?;
    if !columns.iter().any(|each| each == truth) {
        columns.push(truth.to_owned());
    }
    let mut records = read::records(&arguments.data, &arguments.id, &columns, None)?.records;
    let person_of = records.derive(truth)?;
    let mut encoder = Encoder::new(encoding, KEY)?;
    let mut writer = csv::Writer::from_path(arguments.out.as_deref().ok_or("--out is needed")?)?;
    writer.write_record(["record_id", "person"].into_iter().chain(encoder.encoding().columns()))?;
    encoder.encode_records::<Failure>(&mut records, &mut |records, record, encoded| {
        let id = records.id(record).to_string();
        let person = person_of[record as usize].as_deref().unwrap_or_default();
        let values = encoded.iter().map(|value| value.as_deref().unwrap_or_default());
        Ok(writer.write_record([id.as_str(), person].into_iter().chain(values))?)
    })?;
    Ok(writer.flush()?)
}
