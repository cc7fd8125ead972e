//! Figures that answer a query, in their order, as an iterator of batches on a blocking thread.
//!
//! For each dataset the cheaper way is taken: a few areas out of the projections by area, sorted in memory; all else
//! out of the projections by indicator, merged as it streams. A file whose projections are not there yet is read
//! itself if few of its rows are asked for; otherwise its projections are made first.

use crate::{
    decode::Sorted,
    error::LakeError,
    files::Files,
    filter::Filter,
    footer::Primary,
    projection::{Order, Projection},
    run::{Merge, ProjectionRun, Run, collect, from_primary},
};
use hub::ports::{ObservationQuery, lake::SnapshotFile};
use std::{collections::BTreeMap, sync::Arc, vec};
use terms::{DatasetId, Figure};

/// Figures that are sorted in memory for one dataset, at most.
const SORTED_IN_MEMORY: u64 = 1 << 18;

/// The projections of a file, by area and by indicator.
type Both = (Arc<Projection>, Arc<Projection>);

/// The answer to a query.
pub(crate) struct Figures {
    files: Arc<Files>,
    filter: Arc<Filter>,
    datasets: vec::IntoIter<(DatasetId, Vec<SnapshotFile>)>,
    open: Option<Merge>,
    left: u64,
}

impl Figures {
    pub(crate) fn new(files: &Arc<Files>, snapshot: &[SnapshotFile], query: &ObservationQuery) -> Self {
        let filter = Filter::new(query);
        let mut datasets: BTreeMap<DatasetId, Vec<SnapshotFile>> = BTreeMap::new();
        for file in snapshot.iter().filter(|file| filter.dataset(&file.dataset)) {
            datasets.entry(file.dataset.clone()).or_default().push(file.clone());
        }
        Self {
            files: Arc::clone(files),
            filter: Arc::new(filter),
            datasets: datasets.into_iter().collect::<Vec<_>>().into_iter(),
            open: None,
            left: query.limit.unwrap_or(u64::MAX),
        }
    }

    /// The next figures with the order that they stand in; an empty batch only at the end.
    pub(crate) fn next_sorted(&mut self) -> Result<Vec<Sorted>, LakeError> {
        while self.left > 0 {
            if let Some(merge) = &mut self.open {
                let mut batch = merge.next_batch()?;
                if !batch.is_empty() {
                    batch.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                    self.left -= batch.len() as u64;
                    return Ok(batch);
                }
            }
            let Some((dataset, snapshot)) = self.datasets.next() else { break };
            self.open = Some(self.plan(&dataset, &snapshot)?);
        }
        Ok(Vec::new())
    }

    /// The next figures; an empty batch only at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Vec<Figure>, LakeError> {
        Ok(self.next_sorted()?.into_iter().map(|sorted| sorted.figure).collect())
    }

    /// Chooses how to read one dataset.
    fn plan(&self, dataset: &DatasetId, snapshot: &[SnapshotFile]) -> Result<Merge, LakeError> {
        let mut projected = Vec::new();
        let mut runs = Vec::new();
        for file in snapshot {
            let primary = self.files.primary(file)?;
            if !self.filter.file(&primary.facts) {
                continue;
            }
            if let Some(found) = self.projections(&primary)? {
                projected.push(found);
            } else if let Some(figures) = from_primary(&primary, &self.filter, limit())? {
                self.files.request_projections(&primary);
                runs.push(Run::of(figures));
            } else {
                self.files.make_projections(&primary)?;
                projected.push(self.projections(&primary)?.ok_or_else(|| {
                    LakeError::Inconsistent(format!("the projections of {} do not agree with it", primary.name))
                })?);
            }
        }
        let by_area = projected.iter().map(|(area, _)| area.groups(&self.filter)).collect::<Vec<_>>();
        let by_indicator = projected.iter().map(|(_, indicator)| indicator.groups(&self.filter)).collect::<Vec<_>>();
        let rows = |groups: &[(Vec<usize>, u64)]| groups.iter().map(|(_, rows)| rows).sum::<u64>();
        let (area_rows, indicator_rows) = (rows(&by_area), rows(&by_indicator));
        let open = |projection: &Arc<Projection>, groups| {
            ProjectionRun::open(&self.files, projection, groups, dataset, &self.filter)
        };
        if area_rows < indicator_rows && area_rows <= SORTED_IN_MEMORY {
            let mut figures = Vec::new();
            for ((area, _), (groups, _)) in projected.iter().zip(by_area) {
                collect(open(area, groups)?, &mut figures)?;
            }
            runs.push(Run::of(figures));
        } else {
            for ((_, indicator), (groups, _)) in projected.iter().zip(by_indicator) {
                if !groups.is_empty() {
                    runs.push(Run::Projection(Box::new(open(indicator, groups)?)));
                }
            }
        }
        Ok(Merge::new(runs))
    }

    fn projections(&self, primary: &Primary) -> Result<Option<Both>, LakeError> {
        let area = self.files.projection(primary, Order::Area)?;
        let indicator = self.files.projection(primary, Order::Indicator)?;
        Ok(area.zip(indicator))
    }
}

fn limit() -> usize {
    usize::try_from(SORTED_IN_MEMORY).unwrap_or(usize::MAX)
}
