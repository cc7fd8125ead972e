//! Findings: a row each. A finding may stand in a hundred thousand cells, so its cells are kept compressed.

use crate::{
    contributions::key,
    database::{Database, Row, Statement, Transaction, dialects, shared},
    error::Error,
    exact::{hexadecimal, json_in, json_out, text_in},
};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use hub::SubmissionId;
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    io::{self, Write as _},
};
use terms::{Cell, Finding, Severity};

const CLEAR: Statement = shared!("replace findings", "findings/clear.sql");
const ADD: Statement = dialects!("record findings", "findings/add.sql");
const OF_SUBMISSION: Statement = shared!("read findings", "findings/of_submission.sql");

/// Findings that go to the database in one statement hold about so many bytes.
const BATCH_BYTES: usize = 4 << 20;

/// Cells of so many bytes and more are compressed.
const COMPRESSED_FROM_BYTES: usize = 1 << 10;

/// A finding's words, without its cells.
#[derive(Serialize, Deserialize)]
struct Words {
    rule: String,
    file: String,
    sheet: Option<String>,
    what: String,
    why: String,
    mend: String,
}

/// A cell as it is kept: row, column, value.
#[derive(Serialize, Deserialize)]
struct KeptCell<'a>(Option<u32>, Option<u32>, #[serde(borrow)] Option<Cow<'a, str>>);

/// A finding as the statement takes it.
#[derive(Serialize)]
struct Packed<'a> {
    position: usize,
    severity: &'static str,
    rule: &'a str,
    cell_count: usize,
    words: String,
    cells: String,
}

/// Findings ready to be written: JSON arrays, so that a thousand findings are one statement and not a thousand.
/// Made before the transaction begins, so that nobody waits for it.
pub(crate) fn pack(findings: &[Finding]) -> Result<Vec<String>, Error> {
    let mut batches = Vec::new();
    let mut batch = String::from("[");
    for (index, finding) in findings.iter().enumerate() {
        let packed = Packed {
            position: index + 1,
            severity: finding.severity.name(),
            rule: &text_in(&finding.rule, "a rule's name")?,
            cell_count: finding.cells.len(),
            words: json_in(
                &Words {
                    rule: finding.rule.clone(),
                    file: finding.file.clone(),
                    sheet: finding.sheet.clone(),
                    what: finding.what.clone(),
                    why: finding.why.clone(),
                    mend: finding.mend.clone(),
                },
                "a finding",
            )?,
            cells: hexadecimal(&compress(&finding.cells).map_err(Error::unreadable("a finding's cells"))?),
        };
        if batch.len() > 1 {
            batch.push(',');
        }
        batch.push_str(&json_in(&packed, "a finding")?);
        if batch.len() >= BATCH_BYTES {
            batch.push(']');
            batches.push(std::mem::replace(&mut batch, String::from("[")));
        }
    }
    if batch.len() > 1 {
        batch.push(']');
        batches.push(batch);
    }
    Ok(batches)
}

/// Replaces a submission's findings.
pub(crate) async fn replace(
    transaction: &mut Transaction,
    id: &SubmissionId,
    batches: Vec<String>,
) -> Result<(), Error> {
    transaction.execute(CLEAR, key(id)).await?;
    for batch in batches {
        let mut values = key(id);
        values.push(batch.into());
        transaction.execute(ADD, values).await?;
    }
    Ok(())
}

/// A submission's findings: errors first, then as found.
pub(crate) async fn of_submission(database: &Database, id: &SubmissionId) -> Result<Vec<Finding>, Error> {
    database.rows(OF_SUBMISSION, key(id)).await?.iter().map(finding).collect()
}

fn finding(row: &Row) -> Result<Finding, Error> {
    let words: Words = json_out(&row.get::<String>("words")?, "a finding")?;
    let severity: String = row.get("severity")?;
    Ok(Finding {
        rule: words.rule,
        severity: [Severity::Error, Severity::Warning, Severity::Information]
            .into_iter()
            .find(|known| known.name() == severity)
            .ok_or_else(|| Error::unreadable("a finding's severity")(format!("“{severity}” is none")))?,
        file: words.file,
        sheet: words.sheet,
        what: words.what,
        why: words.why,
        mend: words.mend,
        cells: decompress(&row.get::<Vec<u8>>("cells")?).map_err(Error::unreadable("a finding's cells"))?,
    })
}

/// Cells as JSON, compressed where that is worth its time: most findings stand in a few cells.
fn compress(cells: &[Cell]) -> Result<Vec<u8>, io::Error> {
    let kept: Vec<KeptCell<'_>> =
        cells.iter().map(|cell| KeptCell(cell.row, cell.column, cell.value.as_deref().map(Into::into))).collect();
    let json = serde_json::to_vec(&kept)?;
    if json.len() < COMPRESSED_FROM_BYTES {
        return Ok(json);
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&json)?;
    encoder.finish()
}

/// JSON begins with a bracket, zlib never does.
fn decompress(kept: &[u8]) -> Result<Vec<Cell>, io::Error> {
    let text = if kept.starts_with(b"[") {
        Cow::Borrowed(str::from_utf8(kept).map_err(io::Error::other)?)
    } else {
        Cow::Owned(io::read_to_string(ZlibDecoder::new(kept))?)
    };
    let cells: Vec<KeptCell<'_>> = serde_json::from_str(&text)?;
    Ok(cells
        .into_iter()
        .map(|KeptCell(row, column, value)| Cell { row, column, value: value.map(Into::into) })
        .collect())
}
