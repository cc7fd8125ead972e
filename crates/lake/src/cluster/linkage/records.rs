//! The records of a linkage, written for a cluster: what is compared, where each stands under each rule, and how usual
//! its values are.

use super::super::table::{PinnedFile, PinnedTable};
use crate::LakeError;
use datafusion::{
    arrow::{
        array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    parquet::arrow::ArrowWriter,
};
use link::{
    LinkError,
    block::Standing,
    score::{Counted, Linkage},
};
use std::{fs::File, ops::Range, path::Path, sync::Arc};
use tempfile::TempDir;

use super::ClusterLinkageError;

/// Where a rule's blocks stand among the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuleColumns {
    /// The block as the record that comes first.
    pub(super) left: String,
    /// The block as the other record.
    pub(super) right: String,
    /// The same for blocks that are bounded, and the places in their order; nothing when the rule has none.
    pub(super) bounded: Option<BoundedColumns>,
}

/// Where the bounded blocks of a rule stand among the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BoundedColumns {
    pub(super) left: String,
    pub(super) right: String,
    pub(super) left_place: String,
    pub(super) right_place: String,
}

/// Records that are written, for as long as this lives.
#[derive(Debug)]
pub(super) struct Prepared {
    _folder: TempDir,
    table: PinnedTable,
    rules: Vec<RuleColumns>,
    counted: Vec<Counted>,
    columns: Vec<String>,
}

/// A column of blocks or places, and how it is read off a record's standing.
type BlockColumn = (String, fn(&Standing) -> Option<u32>);

impl Prepared {
    /// Writes the records of a linkage into a folder of their own inside `folder`.
    pub(super) fn write(linkage: &Linkage, folder: &Path) -> Result<Self, ClusterLinkageError> {
        let columns = columns(linkage)?;
        let counted = linkage.counted();
        std::fs::create_dir_all(folder).map_err(LakeError::file("make", folder))?;
        let folder = folder.canonicalize().map_err(LakeError::file("open", folder))?;
        // Readable for this user alone.
        let own = tempfile::Builder::new().prefix("linkage-").tempdir_in(&folder);
        let own = own.map_err(LakeError::file("make", &folder))?;
        let mut rules = Vec::new();
        let mut blocks: Vec<(usize, BlockColumn)> = Vec::new();
        for rule in 0..linkage.model().blocking.len() {
            let (of_rule, columns) = of_rule(linkage, rule);
            rules.push(of_rule);
            blocks.extend(columns.into_iter().map(|column| (rule, column)));
        }
        let schema = schema(&blocks, counted.len(), columns.len());
        let indices: Vec<usize> =
            columns.iter().map(|name| linkage.records().column_index(name)).collect::<Result<_, _>>()?;
        let count = u32::try_from(linkage.records().len()).unwrap_or(u32::MAX);
        let rows = count.div_ceil(FILES).clamp(SMALLEST_FILE_ROWS, LARGEST_FILE_ROWS);
        let mut files = Vec::new();
        let mut from = 0;
        while from < count {
            let to = from.saturating_add(rows).min(count);
            let path = own.path().join(format!("records-{:06}.parquet", files.len()));
            let batches = (from..to).step_by(BATCH_ROWS as usize).map(|start| start..(start + BATCH_ROWS).min(to));
            let batches = batches.map(|range| batch(linkage, &schema, &blocks, counted.len(), &indices, range));
            files.push(write_file(&path, &schema, u64::from(to - from), batches)?);
            from = to;
        }
        Ok(Self { _folder: own, table: PinnedTable::new(schema, files), rules, counted, columns })
    }

    pub(super) fn table(&self) -> &PinnedTable {
        &self.table
    }

    pub(super) fn rules(&self) -> &[RuleColumns] {
        &self.rules
    }

    pub(super) fn counted(&self) -> &[Counted] {
        &self.counted
    }

    /// The records' own names for the columns `column_0`, `column_1` …
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }
}

/// As many files as this, unless they become too small or too large.
const FILES: u32 = 16;
const SMALLEST_FILE_ROWS: u32 = 500;
const LARGEST_FILE_ROWS: u32 = 250_000;
const BATCH_ROWS: u32 = 16_384;

/// The columns that comparisons and the further conditions of rules speak of.
fn columns(linkage: &Linkage) -> Result<Vec<String>, LinkError> {
    let model = linkage.model();
    let mut columns = model.only_weights().columns_needed()?;
    if (0..model.blocking.len()).any(|rule| linkage.rule_asks_more(rule)) {
        columns.extend(model.only_rules().columns_needed()?);
        columns.sort();
        columns.dedup();
    }
    Ok(columns)
}

/// The columns of one rule.
fn of_rule(linkage: &Linkage, rule: usize) -> (RuleColumns, Vec<BlockColumn>) {
    let name = |what: &str| format!("{what}_{rule}");
    let symmetric = linkage.rule_is_symmetric(rule);
    let side = |what: &str| if symmetric { "block".to_owned() } else { format!("block_{what}") };
    let (left, right) = (side("left"), side("right"));
    // A record may stand in two bounded blocks of a rule that asks different things of both, at a place in each.
    let place = |what: &str| if symmetric { name("place") } else { name(&format!("place_{what}")) };
    let mut columns: Vec<BlockColumn> = vec![(name(&left), |at| at.left.filter(|_| !at.left_bounded))];
    if !symmetric {
        columns.push((name(&right), |at| at.right.filter(|_| !at.right_bounded)));
    }
    let bounded = !linkage.block_reports()[rule].bounded.is_empty();
    if bounded {
        columns.push((name(&format!("bounded_{left}")), |at| at.left.filter(|_| at.left_bounded)));
        if !symmetric {
            columns.push((name(&format!("bounded_{right}")), |at| at.right.filter(|_| at.right_bounded)));
        }
        columns.push((place("left"), |at| at.left_place));
        if !symmetric {
            columns.push((place("right"), |at| at.right_place));
        }
    }
    let of_rule = RuleColumns {
        left: name(&left),
        right: name(&right),
        bounded: bounded.then(|| BoundedColumns {
            left: name(&format!("bounded_{left}")),
            right: name(&format!("bounded_{right}")),
            left_place: place("left"),
            right_place: place("right"),
        }),
    };
    (of_rule, columns)
}

fn schema(blocks: &[(usize, BlockColumn)], counted: usize, columns: usize) -> SchemaRef {
    let mut fields = vec![Field::new("record", DataType::Int64, false), Field::new("source", DataType::Int32, false)];
    fields.extend(blocks.iter().map(|(_, (name, _))| Field::new(name, DataType::Int64, true)));
    fields.extend((0..counted).map(|at| Field::new(format!("count_{at}"), DataType::Int64, true)));
    fields.extend((0..columns).map(|at| Field::new(format!("column_{at}"), DataType::Utf8, true)));
    Arc::new(Schema::new(fields))
}

fn batch(
    linkage: &Linkage,
    schema: &SchemaRef,
    blocks: &[(usize, BlockColumn)],
    counted: usize,
    columns: &[usize],
    records: Range<u32>,
) -> Result<RecordBatch, LakeError> {
    let of = linkage.records();
    let mut arrays: Vec<ArrayRef> = vec![
        Arc::new(records.clone().map(i64::from).collect::<Int64Array>()),
        Arc::new(records.clone().map(|record| Some(i32::from(of.source(record)))).collect::<Int32Array>()),
    ];
    for (rule, (_, read)) in blocks {
        let block = |record| read(&linkage.standing(*rule, record)).map(i64::from);
        arrays.push(Arc::new(records.clone().map(block).collect::<Int64Array>()));
    }
    for at in 0..counted {
        let count = |record| linkage.count_of(at, record).map(i64::from);
        arrays.push(Arc::new(records.clone().map(count).collect::<Int64Array>()));
    }
    for &column in columns {
        arrays.push(Arc::new(records.clone().map(|record| of.value(record, column)).collect::<StringArray>()));
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
}

fn write_file(
    path: &Path,
    schema: &SchemaRef,
    rows: u64,
    batches: impl Iterator<Item = Result<RecordBatch, LakeError>>,
) -> Result<PinnedFile, LakeError> {
    let file = File::create(path).map_err(LakeError::file("make", path))?;
    let mut writer = ArrowWriter::try_new(file, Arc::clone(schema), None).map_err(LakeError::parquet("write", path))?;
    for batch in batches {
        writer.write(&batch?).map_err(LakeError::parquet("write", path))?;
    }
    writer.close().map_err(LakeError::parquet("write", path))?;
    let size_bytes = std::fs::metadata(path).map_err(LakeError::file("read", path))?.len();
    let text = path
        .to_str()
        .ok_or_else(|| LakeError::Cluster(format!("the path {} is not text: choose another folder", path.display())))?;
    Ok(PinnedFile { path: text.to_owned(), size_bytes, rows, partition: Vec::new() })
}
