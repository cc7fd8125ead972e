//! Any of our forms of file, row by row as texts: for labels, truth, judgements and results, which are small.

use super::{Form, PeopleError, columns, delimited};
use std::path::Path;

/// Calls `take` with the wanted values of every row of a file. An empty value is `None`.
///
/// # Errors
/// When the file cannot be read, lacks a column, or `take` refuses.
pub fn each_row(
    path: &Path,
    wanted: &[String],
    take: &mut dyn FnMut(&[Option<&str>]) -> Result<(), PeopleError>,
) -> Result<(), PeopleError> {
    let form = Form::of(path)?;
    if form != Form::Parquet {
        return delimited::each_row(path, form, wanted, &mut |_, values| take(values));
    }
    columns::each_batch(path, wanted, &mut |arrays, _| {
        let texts = arrays.iter().zip(wanted).map(|(array, name)| columns::texts(array, path, name));
        let texts: Vec<columns::Texts> = texts.collect::<Result<_, _>>()?;
        let count = arrays.first().map_or(0, |array| array.len());
        let mut row: Vec<Option<&str>> = Vec::with_capacity(texts.len());
        for at in 0..count {
            row.clear();
            row.extend(texts.iter().map(|column| column.get(at).filter(|text| !text.is_empty())));
            take(&row)?;
        }
        Ok(())
    })
}
