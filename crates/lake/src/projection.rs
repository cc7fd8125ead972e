//! Projections: the rows of one primary file again, sorted, so that a point read touches a few row groups.
//! Each is derived from one primary file that never changes, can be made again at any time, and is never trusted
//! beyond what it says of its primary.

use crate::{
    batch::QuickHasher,
    durable,
    error::LakeError,
    filter::Filter,
    footer::{Footer, Primary, entry},
    schema::{STORED, column},
    writer,
};
use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, RecordBatch, UInt32Array},
        compute::{concat, take_record_batch},
        datatypes::Int32Type,
    },
    parquet::{arrow::arrow_reader::ParquetRecordBatchReaderBuilder, file::metadata::RowGroupMetaData},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs::File,
    hash::BuildHasherDefault,
    path::{Path, PathBuf},
    sync::Arc,
};
use terms::Period;

/// Rows in a row group before it is closed at the next key.
const GROUP_ROWS: usize = 4_096;
/// Rows in a row group before it is closed wherever it stands.
const GROUP_ROWS_LIMIT: usize = 65_536;
/// Rows read at once.
pub(crate) const BATCH_ROWS: usize = 4_096;

/// What a projection is sorted by, before dimensions and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// Area, then indicator.
    Area,
    /// Indicator, then area: the order in which figures are handed out.
    Indicator,
}

impl Order {
    pub(crate) const BOTH: [Self; 2] = [Self::Area, Self::Indicator];

    fn name(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Indicator => "indicator",
        }
    }

    /// The stored columns by which it is sorted first and second.
    fn columns(self) -> (usize, usize) {
        match self {
            Self::Area => (column::AREA, column::INDICATOR),
            Self::Indicator => (column::INDICATOR, column::AREA),
        }
    }
}

/// What a projection says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    layout: u32,
    order: Order,
    primary: String,
    primary_size_bytes: u64,
    primary_rows: u64,
}

const LAYOUT: u32 = 1;
const KEY: &str = "wholeplace.projection";

impl Origin {
    fn of(primary: &Primary, order: Order) -> Self {
        Self {
            layout: LAYOUT,
            order,
            primary: primary.name.clone(),
            primary_size_bytes: primary.size_bytes,
            primary_rows: primary.footer.rows,
        }
    }
}

/// Where the projection of a primary file lies.
pub(crate) fn path(root: &Path, primary: &str, order: Order) -> PathBuf {
    let stem = primary.strip_prefix("observations/").unwrap_or(primary).trim_end_matches(".parquet");
    root.join("projections").join(format!("{stem}.{}.parquet", order.name()))
}

/// A projection, open for reading.
#[derive(Debug)]
pub(crate) struct Projection {
    pub(crate) path: PathBuf,
    pub(crate) footer: Footer,
    groups: Vec<Group>,
}

/// A row group with the bounds of its keys.
#[derive(Debug)]
struct Group {
    rows: u64,
    areas: (String, String),
    indicators: (String, String),
}

impl Projection {
    /// Opens a projection if it is there and agrees with its primary; nothing when it must be made (again).
    pub(crate) fn open(root: &Path, primary: &Primary, order: Order) -> Result<Option<Self>, LakeError> {
        let path = path(root, &primary.name, order);
        if durable::size_of(&path)?.is_none() {
            return Ok(None);
        }
        let Ok(footer) = Footer::read(&path) else { return Ok(None) };
        let agrees = footer.entry::<Origin>(KEY).is_some_and(|origin| origin == Origin::of(primary, order))
            && footer.rows == primary.footer.rows;
        let groups: Option<Vec<Group>> = footer.parquet().row_groups().iter().map(Group::read).collect();
        Ok(groups.filter(|_| agrees).map(|groups| Self { path, footer, groups }))
    }

    /// The row groups that can hold what a filter asks for, and their rows.
    pub(crate) fn groups(&self, filter: &Filter) -> (Vec<usize>, u64) {
        let mut rows = 0;
        let mut chosen = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            if filter.areas_between(&group.areas) && filter.indicators_between(&group.indicators) {
                chosen.push(index);
                rows += group.rows;
            }
        }
        (chosen, rows)
    }
}

impl Group {
    fn read(group: &RowGroupMetaData) -> Option<Self> {
        let bounds = |column: usize| writer::text_bounds(group.column(column).statistics()?);
        Some(Self {
            rows: u64::try_from(group.num_rows()).ok()?,
            areas: bounds(column::AREA)?,
            indicators: bounds(column::INDICATOR)?,
        })
    }
}

/// Makes both projections of a primary file. They are durable and in their places when this returns.
pub(crate) fn build(root: &Path, primary: &Primary) -> Result<(), LakeError> {
    let rows = read_whole(primary)?;
    for order in Order::BOTH {
        write(root, primary, order, &rows)?;
    }
    Ok(())
}

/// Reads a primary file into memory: at most [`writer::FILE_ROWS`] rows.
pub(crate) fn read_whole(primary: &Primary) -> Result<RecordBatch, LakeError> {
    let path = &primary.path;
    let file = File::open(path).map_err(LakeError::file("open", path))?;
    let mut columns = vec![Vec::new(); STORED.fields().len()];
    // One row group at a time: a batch never spans two dictionaries.
    for group in 0..primary.footer.parquet().num_row_groups() {
        let file = file.try_clone().map_err(LakeError::file("open", path))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, primary.footer.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(writer::FILE_ROWS)
            .build()
            .map_err(LakeError::parquet("read", path))?;
        for batch in reader {
            for (parts, column) in columns.iter_mut().zip(batch?.columns()) {
                parts.push(Arc::clone(column));
            }
        }
    }
    // Column by column, so that never more than one of them is in memory twice.
    let join = |parts: Vec<ArrayRef>| match parts.as_slice() {
        [] => Err(LakeError::Inconsistent(format!("the file {} is empty", primary.name))),
        [one] => Ok(Arc::clone(one)),
        many => Ok(concat(&many.iter().map(AsRef::as_ref).collect::<Vec<_>>())?),
    };
    let columns = columns.into_iter().map(join).collect::<Result<_, _>>()?;
    let whole = RecordBatch::try_new(Arc::clone(&STORED), columns)?;
    if whole.num_rows() as u64 == primary.footer.rows {
        Ok(whole)
    } else {
        Err(LakeError::Inconsistent(format!(
            "the file {} should hold {} rows and {} were read",
            primary.name,
            primary.footer.rows,
            whole.num_rows()
        )))
    }
}

/// The rank of each row's word among the words of its column.
fn ranks(rows: &RecordBatch, column: usize, order: impl Fn(&str, &str) -> std::cmp::Ordering) -> Vec<u32> {
    let words = rows.column(column).as_dictionary::<Int32Type>();
    let texts = words.values().as_string::<i32>();
    let mut sorted: Vec<&str> = texts.iter().flatten().collect();
    sorted.sort_unstable_by(|left, right| order(left, right));
    sorted.dedup();
    let rank: HashMap<&str, u32, BuildHasherDefault<QuickHasher>> = sorted.iter().copied().zip(0..).collect();
    let by_key: Vec<u32> =
        texts.iter().map(|text| text.and_then(|text| rank.get(text).copied()).unwrap_or(u32::MAX)).collect();
    let found = |key: &i32| usize::try_from(*key).ok().and_then(|key| by_key.get(key)).copied().unwrap_or(u32::MAX);
    words.keys().values().iter().map(found).collect()
}

/// The rows in their order, and for each whether its first key differs from the one before.
fn sort(rows: &RecordBatch, order: Order) -> Vec<(u128, u32)> {
    let text = |left: &str, right: &str| left.cmp(right);
    let (first, second) = order.columns();
    let (first, second) = (ranks(rows, first, text), ranks(rows, second, text));
    let dimensions = ranks(rows, column::DIMENSIONS, text);
    let periods = ranks(rows, column::PERIOD, |left, right| Period::parse(left).ok().cmp(&Period::parse(right).ok()));
    let key = |row: usize| {
        (u128::from(first[row]) << 96)
            | (u128::from(second[row]) << 64)
            | (u128::from(dimensions[row]) << 32)
            | u128::from(periods[row])
    };
    let mut keys: Vec<(u128, u32)> = (0..rows.num_rows()).map(key).zip(0_u32..).collect();
    keys.sort_unstable();
    keys
}

fn write(root: &Path, primary: &Primary, order: Order, rows: &RecordBatch) -> Result<(), LakeError> {
    let path = path(root, &primary.name, order);
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    if let Some(folder) = path.parent() {
        durable::create_folder(folder)?;
    }
    let file = File::create(&temporary).map_err(LakeError::file("write", &temporary))?;
    let properties = writer::properties().set_max_row_group_row_count(Some(GROUP_ROWS_LIMIT)).build();
    let mut writer = writer::open(file, &temporary, properties)?;
    let keys = sort(rows, order);
    let mut start = 0;
    while start < keys.len() {
        let end = group_end(&keys, start);
        let indices: UInt32Array = keys[start..end].iter().map(|(_, row)| *row).collect();
        let group = take_record_batch(rows, &indices)?;
        writer.write(&group).and_then(|()| writer.flush()).map_err(LakeError::parquet("write", &temporary))?;
        start = end;
    }
    let origin = entry(KEY, &Origin::of(primary, order))?;
    writer::close(writer, &temporary, vec![origin])?;
    durable::rename(&temporary, &path)
}

/// Where the row group that begins at a row ends: after whole first keys if they are short, else after whole
/// second keys, else at the limit.
fn group_end(keys: &[(u128, u32)], start: usize) -> usize {
    let run_end = |from: usize, shift: u32| {
        let key = keys[from].0 >> shift;
        from + keys[from..].partition_point(|(other, _)| other >> shift == key)
    };
    let mut end = run_end(start, 96);
    if end - start <= GROUP_ROWS {
        // Join the short keys that follow.
        while end < keys.len() {
            let next = run_end(end, 96);
            if next - start > GROUP_ROWS {
                break;
            }
            end = next;
        }
        return end;
    }
    let whole = end;
    end = run_end(start, 64);
    while end < whole && end - start < GROUP_ROWS {
        end = run_end(end, 64);
    }
    end.min(start + GROUP_ROWS_LIMIT)
}
