//! Sorted runs of figures out of files, and their merging: bounded memory, whatever the number of rows.

use crate::{
    decode::{Decoder, Sorted},
    error::LakeError,
    files::Files,
    filter::Filter,
    footer::Primary,
    projection::{BATCH_ROWS, Projection},
    schema::column,
    writer,
};
use datafusion::{
    arrow::{
        array::{AsArray, BooleanArray, RecordBatch},
        datatypes::Int32Type,
    },
    parquet::{
        arrow::{
            ProjectionMask,
            arrow_reader::{ArrowPredicateFn, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowFilter},
        },
        file::metadata::RowGroupMetaData,
    },
};
use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, VecDeque},
    fs::File,
    sync::Arc,
};
use terms::{AreaCode, DatasetId};

/// Reads chosen row groups of a projection in order.
pub(crate) struct ProjectionRun {
    files: Arc<Files>,
    projection: Arc<Projection>,
    file: File,
    groups: VecDeque<usize>,
    /// The group that is being read, its rows, and how many of them were read.
    reading: Option<(ParquetRecordBatchReader, u64, u64)>,
    decoder: Decoder,
    filter: Arc<Filter>,
}

impl ProjectionRun {
    pub(crate) fn open(
        files: &Arc<Files>,
        projection: &Arc<Projection>,
        groups: Vec<usize>,
        dataset: &DatasetId,
        filter: &Arc<Filter>,
    ) -> Result<Self, LakeError> {
        let file = File::open(&projection.path).map_err(LakeError::file("open", &projection.path))?;
        Ok(Self {
            files: Arc::clone(files),
            projection: Arc::clone(projection),
            file,
            groups: groups.into(),
            reading: None,
            decoder: Decoder::new(dataset),
            filter: Arc::clone(filter),
        })
    }

    /// The next figures; an empty batch only at the end.
    fn next_batch(&mut self) -> Result<Vec<Sorted>, LakeError> {
        let read = self.read_batch();
        if read.is_err() {
            // Never trusted: it is made again, and this answer fails rather than being short.
            self.files.drop_projection(&self.projection.path);
        }
        read
    }

    fn read_batch(&mut self) -> Result<Vec<Sorted>, LakeError> {
        let path = &self.projection.path;
        let mut figures = Vec::new();
        while figures.is_empty() {
            let Some((reader, rows, read)) = &mut self.reading else {
                let Some(group) = self.groups.pop_front() else { return Ok(figures) };
                let file = self.file.try_clone().map_err(LakeError::file("open", path))?;
                let metadata = &self.projection.footer.metadata;
                let rows = metadata.metadata().row_group(group).num_rows();
                let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                    .with_row_groups(vec![group])
                    .with_batch_size(BATCH_ROWS)
                    .build()
                    .map_err(LakeError::parquet("read", path))?;
                self.reading = Some((reader, u64::try_from(rows).unwrap_or_default(), 0));
                continue;
            };
            match reader.next() {
                Some(batch) => {
                    let batch = batch?;
                    *read += batch.num_rows() as u64;
                    self.decoder.decode(&batch, &self.filter, &mut figures)?;
                }
                None if rows == read => self.reading = None,
                None => {
                    return Err(LakeError::Inconsistent(format!(
                        "a part of {} should hold {rows} rows and {read} were read",
                        path.display()
                    )));
                }
            }
        }
        Ok(figures)
    }
}

/// A run of figures in their order.
pub(crate) enum Run {
    /// Out of a projection by indicator.
    Projection(Box<ProjectionRun>),
    /// Already in memory, in order.
    Ready(Option<Vec<Sorted>>),
}

impl Run {
    /// Figures that are put in order here.
    pub(crate) fn of(mut figures: Vec<Sorted>) -> Self {
        figures.sort_unstable_by(Sorted::order);
        Self::Ready(Some(figures))
    }

    fn next_batch(&mut self) -> Result<Vec<Sorted>, LakeError> {
        match self {
            Self::Projection(run) => run.next_batch(),
            Self::Ready(figures) => Ok(figures.take().unwrap_or_default()),
        }
    }
}

/// Reads all the figures of chosen row groups of a projection, in the order of the file.
pub(crate) fn collect(mut run: ProjectionRun, into: &mut Vec<Sorted>) -> Result<(), LakeError> {
    loop {
        let batch = run.next_batch()?;
        if batch.is_empty() {
            return Ok(());
        }
        into.extend(batch);
    }
}

/// Reads the figures that pass a filter from a primary file, which is in no order. Nothing when they are more than
/// the limit: then a projection is needed to hand them out in order.
pub(crate) fn from_primary(
    primary: &Primary,
    filter: &Arc<Filter>,
    limit: usize,
) -> Result<Option<Vec<Sorted>>, LakeError> {
    let path = &primary.path;
    let mut decoder = Decoder::new(&primary.facts.dataset);
    let mut figures = Vec::new();
    let groups = primary.footer.parquet().row_groups();
    for (index, _) in groups.iter().enumerate().filter(|(_, group)| may_hold(group, filter)) {
        let file = File::open(path).map_err(LakeError::file("open", path))?;
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, primary.footer.metadata.clone())
            .with_row_groups(vec![index])
            .with_batch_size(BATCH_ROWS);
        if !(filter.areas.is_empty() && filter.indicators.is_empty()) {
            let chosen = Arc::clone(filter);
            let columns = ProjectionMask::leaves(builder.parquet_schema(), [column::INDICATOR, column::AREA]);
            let predicate = ArrowPredicateFn::new(columns, move |batch| Ok(passes(&batch, &chosen)));
            builder = builder.with_row_filter(RowFilter::new(vec![Box::new(predicate)]));
        }
        for batch in builder.build().map_err(LakeError::parquet("read", path))? {
            decoder.decode(&batch?, filter, &mut figures)?;
            if figures.len() > limit {
                return Ok(None);
            }
        }
    }
    Ok(Some(figures))
}

fn may_hold(group: &RowGroupMetaData, filter: &Filter) -> bool {
    let bounds = |column: usize| group.column(column).statistics().and_then(writer::text_bounds);
    bounds(column::AREA).is_none_or(|bounds| filter.areas_between(&bounds))
        && bounds(column::INDICATOR).is_none_or(|bounds| filter.indicators_between(&bounds))
}

/// Which rows of a batch of indicators and areas pass the filter.
fn passes(batch: &RecordBatch, filter: &Filter) -> BooleanArray {
    let mask = |column: usize, test: &dyn Fn(&str) -> bool| -> (Vec<bool>, Vec<i32>) {
        let words = batch.column(column).as_dictionary::<Int32Type>();
        let by_key = words.values().as_string::<i32>().iter().map(|text| text.is_some_and(test)).collect();
        (by_key, words.keys().values().to_vec())
    };
    let (indicators, indicator_keys) =
        mask(0, &|text| filter.indicators.is_empty() || filter.indicators.contains(text));
    let (areas, area_keys) =
        mask(1, &|text| AreaCode::from_bytes(text.as_bytes()).is_none_or(|area| filter.area(area)));
    let at =
        |by_key: &[bool], key: i32| usize::try_from(key).ok().and_then(|key| by_key.get(key)).is_none_or(|hit| *hit);
    indicator_keys
        .iter()
        .zip(&area_keys)
        .map(|(&indicator, &area)| Some(at(&indicators, indicator) && at(&areas, area)))
        .collect()
}

/// Several runs as one.
pub(crate) struct Merge {
    runs: Vec<(Run, std::vec::IntoIter<Sorted>)>,
    heads: BinaryHeap<Reverse<Head>>,
    begun: bool,
}

struct Head {
    figure: Sorted,
    run: usize,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Head {}
impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        self.figure.order(&other.figure).then_with(|| self.run.cmp(&other.run))
    }
}

impl Merge {
    pub(crate) fn new(runs: Vec<Run>) -> Self {
        let runs = runs.into_iter().map(|run| (run, Vec::new().into_iter())).collect();
        Self { runs, heads: BinaryHeap::new(), begun: false }
    }

    /// The next figures in order; an empty batch only at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Vec<Sorted>, LakeError> {
        if let [(run, _)] = self.runs.as_mut_slice() {
            return run.next_batch();
        }
        if !self.begun {
            self.begun = true;
            for run in 0..self.runs.len() {
                self.advance(run)?;
            }
        }
        let mut batch = Vec::with_capacity(BATCH_ROWS);
        while batch.len() < BATCH_ROWS {
            let Some(Reverse(Head { figure, run })) = self.heads.pop() else { break };
            batch.push(figure);
            self.advance(run)?;
        }
        Ok(batch)
    }

    fn advance(&mut self, run: usize) -> Result<(), LakeError> {
        let (source, waiting) = &mut self.runs[run];
        if waiting.len() == 0 {
            *waiting = source.next_batch()?.into_iter();
        }
        let next = waiting.next();
        if let Some(figure) = next {
            self.heads.push(Reverse(Head { figure, run }));
        }
        Ok(())
    }
}
