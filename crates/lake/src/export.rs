//! Figures as one Parquet file, written as it is read; each with what its place says of it and what it must not be used
//! for.

use crate::{
    error::LakeError,
    schema::{self, DATASET, STORED},
};
use bytes::Bytes;
use datafusion::{
    arrow::{
        array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringDictionaryBuilder},
        datatypes::{Field, Int32Type, Schema, SchemaRef},
    },
    parquet::{
        arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
        basic::{Compression, ZstdLevel},
        errors::ParquetError,
        file::properties::WriterProperties,
    },
};
use hub::statements::Beside;
use std::{path::Path, sync::Arc};
use terms::Figure;

/// Rows in a row group of an exported file.
const ROW_GROUP_ROWS: usize = 1 << 17;

/// Writes figures as Parquet into memory that is emptied as the file grows.
pub(crate) struct Export {
    schema: SchemaRef,
    beside: Arc<Beside>,
    writer: ArrowWriter<Vec<u8>>,
}

impl Export {
    pub(crate) fn new(beside: Arc<Beside>) -> Result<Self, LakeError> {
        let dataset = Field::new(DATASET, schema::words(), false);
        let beside_it = [
            Field::new("statement", schema::words(), true),
            Field::new("must_not_be_used_for", schema::words(), false),
        ];
        let fields = std::iter::once(Arc::new(dataset)).chain(STORED.fields().iter().cloned());
        let fields = fields.chain(beside_it.map(Arc::new));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_created_by("wholeplace".to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(failed)?))
            .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
            .build();
        // Other programs read the file: plain text columns, whatever ours are in memory.
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(Vec::new(), Arc::clone(&schema), options).map_err(failed)?;
        Ok(Self { schema, beside, writer })
    }

    /// Adds figures. Gives back what of the file is ready.
    pub(crate) fn write(&mut self, figures: &[Figure]) -> Result<Bytes, LakeError> {
        let batch = columns(&self.schema, figures, &self.beside)?;
        self.writer.write(&batch).map_err(failed)?;
        Ok(std::mem::take(self.writer.inner_mut()).into())
    }

    /// Ends the file. Gives back the rest of it.
    pub(crate) fn finish(mut self) -> Result<Bytes, LakeError> {
        self.writer.finish().map_err(failed)?;
        Ok(std::mem::take(self.writer.inner_mut()).into())
    }
}

fn failed(cause: ParquetError) -> LakeError {
    LakeError::parquet("write", Path::new("an export"))(cause)
}

fn columns(schema: &SchemaRef, figures: &[Figure], beside: &Beside) -> Result<RecordBatch, LakeError> {
    fn words<'a>(texts: impl Iterator<Item = Option<std::borrow::Cow<'a, str>>>) -> ArrayRef {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        for text in texts {
            match text {
                Some(text) => builder.append_value(text),
                None => builder.append_null(),
            }
        }
        Arc::new(builder.finish())
    }
    let borrowed = |read: fn(&Figure) -> &str| words(figures.iter().map(|figure| Some(read(figure).into())));
    let owned = |read: fn(&Figure) -> String| words(figures.iter().map(|figure| Some(read(figure).into())));
    let number =
        |read: fn(&Figure) -> Option<f64>| -> ArrayRef { Arc::new(figures.iter().map(read).collect::<Float64Array>()) };
    let count =
        |read: fn(&Figure) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(figures.iter().map(read))) };
    let day = |read: fn(&Figure) -> terms::Date| -> ArrayRef {
        Arc::new(Date32Array::from_iter_values(figures.iter().map(|figure| schema::days_since_1970(read(figure)))))
    };
    let columns = vec![
        borrowed(|figure| figure.submission.dataset.as_str()),
        borrowed(|figure| figure.indicator.as_str()),
        borrowed(|figure| figure.area.as_str()),
        day(|figure| figure.period.start()),
        day(|figure| figure.period.end()),
        owned(|figure| figure.period.to_string()),
        borrowed(|figure| schema::period_kind_name(figure.period.kind())),
        owned(|figure| schema::dimensions_text(&figure.dimensions)),
        number(|figure| figure.value),
        number(|figure| figure.numerator),
        number(|figure| figure.denominator),
        number(|figure| figure.lower),
        number(|figure| figure.upper),
        borrowed(|figure| figure.status.name()),
        words(figures.iter().map(|figure| figure.mark.as_deref().map(Into::into))),
        count(|figure| i64::from(figure.submission.number)),
        count(|figure| i64::from(figure.source.sheet)),
        count(|figure| i64::from(figure.source.row)),
        count(|figure| i64::from(figure.source.column)),
        words(figures.iter().map(|figure| beside.statement(figure).map(Into::into))),
        words(figures.iter().map(|figure| Some(beside.must_not_be_used_for(figure).to_string().into()))),
    ];
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
