//! Columns of a Parquet file as texts, whatever they are written as.

use super::{PeopleError, input::places};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, OffsetSizeTrait, StringArray, StringBuilder, new_null_array},
        compute::cast,
        datatypes::{DataType, Field, Float32Type, Float64Type, Int32Type, Schema},
        record_batch::RecordBatch,
    },
    parquet::{
        arrow::{
            ProjectionMask,
            arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
        },
        basic::Encoding,
        file::metadata::ParquetMetaData,
    },
};
use std::{fs::File, path::Path, sync::Arc};

/// Rows that are decoded together: enough for a dictionary to pay, little enough to be small.
const BATCH_ROWS: usize = 1 << 15;

/// What parts the entries of a list in a value (see the model file's reference).
const UNIT_SEPARATOR: char = '\u{1f}';

/// Texts of one column in a batch: each as it stands, or each distinct one once.
#[derive(Debug)]
pub(super) enum Texts {
    /// One text a row.
    Plain(StringArray),
    /// Keys to distinct texts, `Dictionary(Int32, Utf8)`.
    Dictionary(ArrayRef),
}

impl Texts {
    /// The text of a row.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Plain(texts) => (!texts.is_null(row)).then(|| texts.value(row)),
            Self::Dictionary(array) => {
                let dictionary = array.as_dictionary::<Int32Type>();
                let texts = dictionary.values().as_string::<i32>();
                dictionary.key(row).filter(|&key| !texts.is_null(key)).map(|key| texts.value(key))
            }
        }
    }
}

/// Calls `take` with every batch of a file: the wanted columns in the wanted order, and the share of rows read so far.
pub(super) fn each_batch(
    path: &Path,
    wanted: &[String],
    take: &mut dyn FnMut(&[ArrayRef], f64) -> Result<(), PeopleError>,
) -> Result<(), PeopleError> {
    let failed = || PeopleError::parquet("read", path);
    let file = File::open(path).map_err(PeopleError::file("read", path))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(failed())?;
    let fields = metadata.schema().fields();
    let present: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    let places = places(path, &present, wanted)?;
    // What the file holds as a dictionary is read as one: each distinct value is then looked at once.
    let read_as = fields.iter().map(|field| {
        let text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        if text && all_dictionary(metadata.metadata(), field.name()) {
            let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(Field::new(field.name(), dictionary, field.is_nullable()))
        } else {
            Arc::clone(field)
        }
    });
    let schema = Arc::new(Schema::new(read_as.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).map_err(failed())?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let rows = builder.metadata().file_metadata().num_rows().max(1) as f64;
    let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(failed())?;
    let mut done = 0;
    for batch in reader {
        let batch: RecordBatch = batch?;
        done += batch.num_rows();
        let columns: Vec<ArrayRef> = wanted.iter().filter_map(|name| batch.column_by_name(name).cloned()).collect();
        debug_assert_eq!(columns.len(), wanted.len(), "all are in the projection");
        take(&columns, done as f64 / rows)?;
    }
    Ok(())
}

/// Whether all data pages of a column are keys to a dictionary. The reader keeps of the pages' encodings only which there
/// are.
fn all_dictionary(metadata: &ParquetMetaData, name: &str) -> bool {
    metadata.row_groups().iter().all(|group| {
        let column = group.columns().iter().find(|column| column.column_path().string() == name);
        let encodings = column.and_then(|column| column.page_encoding_stats_mask());
        encodings.is_some_and(|encodings| {
            encodings.is_only(Encoding::RLE_DICTIONARY) || encodings.is_only(Encoding::PLAIN_DICTIONARY)
        })
    })
}

/// A column as texts.
pub(super) fn texts(array: &ArrayRef, path: &Path, name: &str) -> Result<Texts, PeopleError> {
    let text = match array.data_type() {
        DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
            return Ok(Texts::Dictionary(Arc::clone(array)));
        }
        DataType::Float64 => numbers(array.as_primitive::<Float64Type>().iter()),
        DataType::Float32 => numbers(array.as_primitive::<Float32Type>().iter().map(|each| each.map(f64::from))),
        DataType::List(_) => lists::<i32>(array, path, name)?,
        DataType::LargeList(_) => lists::<i64>(array, path, name)?,
        DataType::Null => new_null_array(&DataType::Utf8, array.len()).as_string::<i32>().clone(),
        DataType::Timestamp(..) => days(cast(array, &DataType::Utf8)?.as_string::<i32>()),
        data_type if is_scalar(data_type) => cast(array, &DataType::Utf8)?.as_string::<i32>().clone(),
        other => {
            return Err(PeopleError::refused(
                format!(
                    "the column `{name}` of {} holds values of the kind {other}, which are no texts",
                    path.display()
                ),
                "Write its parts as columns of their own, or leave it out of the model.",
            ));
        }
    };
    Ok(Texts::Plain(text))
}

fn is_scalar(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => is_scalar(value),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Boolean
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..)
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_) => true,
        other => other.is_integer(),
    }
}

/// Numbers as people write them: whole ones without a decimal point. A column of whole numbers with gaps is often kept
/// as one of fractions, and `9434765919.0` is nobody's NHS number.
fn numbers(values: impl Iterator<Item = Option<f64>>) -> StringArray {
    const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
    values
        .map(|value| {
            let value = value.filter(|value| !value.is_nan())?;
            let whole = value.fract() == 0.0 && value.abs() < LARGEST_WHOLE;
            Some(if whole { format!("{value:.0}") } else { value.to_string() })
        })
        .collect()
}

/// Moments that are the beginning of a day are days: dates are often kept so.
fn days(moments: &StringArray) -> StringArray {
    let day = |moment: &str| moment.strip_suffix("T00:00:00").unwrap_or(moment).to_owned();
    moments.iter().map(|moment| moment.map(day)).collect()
}

/// The entries of each list as one value.
fn lists<O: OffsetSizeTrait>(array: &ArrayRef, path: &Path, name: &str) -> Result<StringArray, PeopleError> {
    let lists = array.as_list::<O>();
    let entries = texts(lists.values(), path, name)?;
    let offsets = lists.value_offsets();
    let mut joined = StringBuilder::new();
    for row in 0..lists.len() {
        if lists.is_null(row) {
            joined.append_null();
            continue;
        }
        let (from, to) = (offsets[row].as_usize(), offsets[row + 1].as_usize());
        let mut text = String::new();
        for entry in (from..to).filter_map(|at| entries.get(at)) {
            if !text.is_empty() {
                text.push(UNIT_SEPARATOR);
            }
            text.push_str(entry);
        }
        joined.append_value(text);
    }
    Ok(joined.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::parquet::{arrow::ArrowWriter, file::properties::WriterProperties};

    /// What each row of a file holds, and whether it was read as a dictionary.
    fn read(path: &Path, of: &[Option<&str>], with_dictionary: bool) -> (Vec<Option<String>>, bool) {
        let schema = Arc::new(Schema::new(vec![Field::new("name", DataType::Utf8, true)]));
        let properties = WriterProperties::builder().set_dictionary_enabled(with_dictionary).build();
        let file = File::create(path).expect("it can be written");
        let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).expect("it is a schema");
        let column: ArrayRef = Arc::new(StringArray::from(of.to_vec()));
        writer.write(&RecordBatch::try_new(schema, vec![column]).expect("it fits")).expect("it is written");
        writer.close().expect("it is written");
        let (mut rows, mut as_dictionary) = (Vec::new(), true);
        each_batch(path, &["name".to_owned()], &mut |arrays, _| {
            let texts = texts(&arrays[0], path, "name")?;
            rows.extend((0..arrays[0].len()).map(|row| texts.get(row).map(str::to_owned)));
            as_dictionary &= matches!(texts, Texts::Dictionary(_));
            Ok(())
        })
        .expect("it can be read");
        (rows, as_dictionary)
    }

    #[test]
    fn what_a_file_holds_as_a_dictionary_is_read_as_one_and_says_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let of = [Some("ANN"), None, Some("BOB"), Some("ANN"), Some("")];
        let (rows, as_dictionary) = read(&folder.path().join("dictionary.parquet"), &of, true);
        let (plain_rows, plain_as_dictionary) = read(&folder.path().join("plain.parquet"), &of, false);
        assert!(as_dictionary && !plain_as_dictionary);
        assert_eq!(rows, plain_rows);
        assert_eq!(rows, of.map(|value| value.map(str::to_owned)).to_vec());
    }
}
