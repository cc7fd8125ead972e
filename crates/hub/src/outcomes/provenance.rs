//! Where a figure came from: the cell, the bytes, the recipe, the approver and the licence.

use crate::{
    Action, Actor, Dataset, Error, Hub, Indicator, Submission,
    ports::ObservationQuery,
    submission::{CellAddress, SubmissionState},
};
use futures::TryStreamExt;
use intake::{Limits, SheetExcerpt, WhichSheet};
use protect::Protected;
use std::sync::Arc;
use terms::{Figure, SubmissionId};

/// All that leads from a figure to its source.
#[derive(Debug)]
pub struct Provenance {
    /// The figures that stand in the cell: mostly one.
    pub figures: Protected<Vec<Figure>>,
    /// The indicator of the first.
    pub indicator: Indicator,
    /// The dataset.
    pub dataset: Arc<Dataset>,
    /// The submission that brought it, with its sender, its approver and its bytes.
    pub submission: Submission,
    /// The cell with the cells around it, in the sheet's own coordinates. Absent when the file can no longer be shown so.
    pub excerpt: Option<SheetExcerpt>,
    /// Whether the figure is in use now, or only was.
    pub in_use: bool,
}

/// A sheet of a submission's file, to be taken to another thread.
enum Sheet {
    Named(String),
    /// Among those that the recipe reads, from 0.
    Numbered(u16),
}

impl Hub {
    /// Where the figure in a cell of a submission came from.
    ///
    /// # Errors
    /// When the actor may not read it, when no figure stands in that cell, or an engine fails.
    pub async fn provenance(&self, actor: &Actor, id: &SubmissionId, cell: CellAddress) -> Result<Provenance, Error> {
        actor.may(&Action::ReadPublished)?;
        let nothing =
            || Error::not_found(format!("figure in row {}, column {} of submission {id}", cell.row, cell.column));
        let submission = self.register.submission(id).await?.ok_or_else(nothing)?;
        let Some(release) = submission.release else { return Err(nothing()) };
        let query = ObservationQuery {
            datasets: vec![id.dataset.clone()],
            submission: Some(id.clone()),
            cell: Some(cell),
            ..ObservationQuery::default()
        };
        let now = self.figures_of(&self.current_snapshot(), query.clone()).await?;
        let in_use = !now.is_empty();
        let figures = if in_use {
            now
        } else {
            self.figures_of(&self.lake.snapshot(Some(release.version)).await?, query).await?
        };
        let first = figures.first().ok_or_else(nothing)?;
        let catalogue = self.current_catalogue();
        let indicator = catalogue.indicator(&first.indicator).cloned().ok_or_else(nothing)?;
        let dataset = Arc::clone(indicator.dataset());
        let excerpt = self.excerpt(&submission, Sheet::Numbered(cell.sheet), &[cell.row]).await.ok();
        Ok(Provenance { figures, indicator, dataset, submission, excerpt, in_use })
    }

    pub(crate) async fn figures_of(
        &self,
        snapshot: &crate::ports::Snapshot,
        query: ObservationQuery,
    ) -> Result<Protected<Vec<Figure>>, Error> {
        let batches: Vec<Protected<Vec<Figure>>> = self.lake.figures(snapshot, query).await?.try_collect().await?;
        let figures = batches.into_iter().flat_map(Protected::into_inner).collect();
        Ok(protect::open_data(figures))
    }

    /// Rows of a submission's file in the sheet's own coordinates, for showing findings where they stand.
    ///
    /// # Errors
    /// When the actor may not read the submission, or the file can no longer be read.
    pub async fn submission_excerpt(
        &self,
        actor: &Actor,
        id: &SubmissionId,
        sheet: Option<&str>,
        rows: &[u32],
    ) -> Result<SheetExcerpt, Error> {
        let submission =
            self.submission(actor, id).await?.ok_or_else(|| Error::not_found(format!("submission {id}")))?;
        if submission.state != SubmissionState::InUse {
            actor.may(&Action::ReadSubmission { dataset: id.dataset.clone() })?;
        }
        let sheet = sheet.map_or(Sheet::Numbered(0), |name| Sheet::Named(name.to_owned()));
        self.excerpt(&submission, sheet, rows).await
    }

    async fn excerpt(&self, submission: &Submission, sheet: Sheet, rows: &[u32]) -> Result<SheetExcerpt, Error> {
        let mut file = self.lake.open(&submission.received).await?;
        let recipe = self.register.recipe(&submission.id.dataset, submission.recipe_version).await?;
        let recipe = recipe
            .and_then(|text| intake::Recipe::parse(&text).ok())
            .ok_or_else(|| Error::not_found(format!("recipe of submission {}", submission.id)))?;
        let rows = rows.to_vec();
        tokio::task::spawn_blocking(move || {
            let sheet = match &sheet {
                Sheet::Named(name) => WhichSheet::Named(name),
                Sheet::Numbered(number) => WhichSheet::Numbered(*number),
            };
            intake::excerpt(&mut file, &recipe, sheet, &rows, 1, &Limits::default()).map_err(Error::Unreadable)
        })
        .await?
    }
}
