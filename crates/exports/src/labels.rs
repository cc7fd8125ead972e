//! Judged pairs of records as a table, for programs that train and measure linkages. Not figures about a place: what
//! people said of two records, taken out under a name and a purpose.

use crate::ExportError;

/// The columns, in their order.
pub const LABEL_COLUMNS: [&str; 5] = ["record_id_l", "source_l", "record_id_r", "source_r", "match_probability"];

/// A judged pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelRow<'l> {
    /// Source and name of one record.
    pub left: (&'l str, &'l str),
    /// Source and name of the other.
    pub right: (&'l str, &'l str),
    /// 1 for one person, 0 for two.
    pub match_probability: f64,
}

/// The labels as CSV, a row each. Names of records stand as their source wrote them: a program reads this file, and a
/// changed name would name nobody.
///
/// # Errors
/// When a row cannot be written.
pub fn label_table<'l>(labels: impl IntoIterator<Item = LabelRow<'l>>) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(LABEL_COLUMNS)?;
    for LabelRow { left, right, match_probability } in labels {
        writer.write_record([left.1, left.0, right.1, right.0, &match_probability.to_string()])?;
    }
    writer.into_inner().map_err(|error| ExportError::Hand(error.into_error()))
}
