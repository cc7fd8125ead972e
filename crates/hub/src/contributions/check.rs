//! Reading and checking a submission that was received.

use super::{Progress, reading::Watched};
use crate::{
    Actor, Error, Hub, PortError, Submission,
    catalogue::Dataset,
    ports::{Scope, Staged, SubmissionUpdate},
    submission::{Changes, FindingCounts, SubmissionState},
};
use intake::{Contract, Limits, Recipe, Report};
use std::sync::Arc;
use terms::{Cell, Finding, Severity};

/// A file that was read and checked, with nothing stored.
#[derive(Debug)]
pub struct CheckedFile {
    /// What was found and counted.
    pub report: Report,
}

/// What came of reading a file: its report, and its observations if it had no errors.
struct Outcome {
    report: Report,
    staged: Option<Staged>,
}

impl Hub {
    /// Reads, checks and settles a submission that was received.
    pub(crate) async fn check_received(
        &self,
        actor: &Actor,
        submission: Submission,
        progress: Progress,
    ) -> Result<Submission, Error> {
        let dataset = self.dataset_as_received(&submission).await?;
        let outcome = self.read_and_stage(&submission, &dataset, progress).await?;
        let Outcome { report, staged } = outcome;
        let mut findings = report.findings;
        let counted = (report.rows, report.observations);
        let Some(staged) = staged else {
            return self.refuse(actor, &submission, findings, counted).await;
        };
        let changes = self.lake.compare(&staged, scope_of(&dataset.contract)).await?;
        findings.extend(jumps(&submission, &dataset.contract, &changes));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let counts = FindingCounts::of(&findings);
        let waits = counts.warnings > 0;
        let to = if waits { SubmissionState::AwaitingApproval } else { SubmissionState::Committing };
        let update = SubmissionUpdate {
            checked: Some((counts, counted.0, counted.1)),
            staged: Some(Some(staged)),
            changes: Some(changes),
            ..SubmissionUpdate::of(&submission.id, SubmissionState::Received, to)
        };
        let submission = self.change(update, Some(&findings)).await?;
        let detail = format!(
            "{} warnings, {} notes; {} observations",
            counts.warnings, counts.information, submission.observations
        );
        self.record(actor, "submission-checked", &submission.id.to_string(), &detail).await?;
        if waits { Ok(submission) } else { self.bring_into_use(actor, submission).await }
    }

    async fn refuse(
        &self,
        actor: &Actor,
        submission: &Submission,
        findings: Vec<Finding>,
        counted: (u64, u64),
    ) -> Result<Submission, Error> {
        let counts = FindingCounts::of(&findings);
        let update = SubmissionUpdate {
            checked: Some((counts, counted.0, 0)),
            ..SubmissionUpdate::of(&submission.id, SubmissionState::Received, SubmissionState::Refused)
        };
        let submission = self.change(update, Some(&findings)).await?;
        let detail = format!("{} errors; no observation was stored", counts.errors);
        self.record(actor, "submission-refused", &submission.id.to_string(), &detail).await?;
        Ok(submission)
    }

    /// The contract and recipe in the versions that the submission was received under.
    async fn dataset_as_received(&self, submission: &Submission) -> Result<Arc<Dataset>, Error> {
        let current = self.current_catalogue();
        let known = current.dataset(&submission.id.dataset).filter(|dataset| {
            dataset.recipe_version == submission.recipe_version
                && dataset.contract_version == submission.contract_version
        });
        if let Some(dataset) = known {
            return Ok(Arc::clone(dataset));
        }
        let id = &submission.id.dataset;
        let contract = self.register.contract(id, submission.contract_version).await?;
        let recipe = self.register.recipe(id, submission.recipe_version).await?;
        let (Some(contract), Some(recipe)) = (contract, recipe) else {
            return Err(Error::not_found(format!("contract or recipe of {}", submission.id)));
        };
        let entry = crate::ports::CatalogueEntry {
            dataset: id.clone(),
            contract_version: submission.contract_version,
            contract,
            recipe_version: submission.recipe_version,
            recipe,
            recorded_at: submission.received_at,
        };
        Ok(Arc::new(crate::catalogue::read(entry)?))
    }

    async fn read_and_stage(
        &self,
        submission: &Submission,
        dataset: &Arc<Dataset>,
        progress: Progress,
    ) -> Result<Outcome, Error> {
        let file = self.lake.open(&submission.received).await?;
        let mut staging = self.lake.stage(&submission.id)?;
        let dataset = Arc::clone(dataset);
        let name = submission.file_name.clone();
        let reference = self.reference.clone();
        tokio::task::spawn_blocking(move || {
            let mut file = Watched::new(file, progress);
            let checked = intake::check(
                &mut file,
                &name,
                &dataset.recipe,
                Some(&dataset.contract),
                &*reference,
                &Limits::default(),
                staging.sink(),
            );
            let report = match checked {
                Ok(report) => report,
                Err(error) => {
                    staging.discard();
                    return Err(Error::Unreadable(error));
                }
            };
            if report.findings.iter().any(|finding| finding.severity == Severity::Error) {
                staging.discard();
                return Ok(Outcome { report, staged: None });
            }
            let staged = staging.finish()?;
            if staged.rows != report.observations {
                return Err(Error::Port(PortError::Inconsistent {
                    what: format!("{} observations were read but {} were written", report.observations, staged.rows),
                }));
            }
            Ok(Outcome { report, staged: Some(staged) })
        })
        .await?
    }

    /// Reads and checks a file with nothing kept and nothing sent anywhere.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn check_only(
        reference: &dyn intake::Reference,
        file: std::fs::File,
        name: &str,
        recipe: &Recipe,
        contract: Option<&Contract>,
    ) -> Result<CheckedFile, Error> {
        let mut file = Watched::new(file, Progress::default());
        let mut nowhere = intake::Nowhere;
        intake::check(&mut file, name, recipe, contract, reference, &Limits::default(), &mut nowhere)
            .map(|report| CheckedFile { report })
            .map_err(Error::Unreadable)
    }
}

/// What a submission replaces, by its contract.
pub(super) fn scope_of(contract: &Contract) -> Scope {
    match contract.dataset.replaces {
        intake::contract::Replaces::Dataset => Scope::Dataset,
        intake::contract::Replaces::Periods => Scope::Periods,
        intake::contract::Replaces::PeriodsAndAreas => Scope::PeriodsAndAreas,
    }
}

/// Revisions larger than the contract believes, as one warning an indicator.
fn jumps(submission: &Submission, contract: &Contract, changes: &Changes) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for indicator in &contract.indicators {
        let Some(limit) = indicator.jump else { continue };
        let cells: Vec<Cell> = changes
            .largest
            .iter()
            .filter(|revision| revision.indicator == indicator.id)
            .filter_map(|revision| {
                let (before, now) = (revision.before?, revision.now?);
                let apart = before != 0.0 && (now / before > limit || now / before < 1.0 / limit);
                apart.then(|| Cell {
                    row: Some(revision.source.row),
                    column: Some(revision.source.column),
                    value: Some(format!("{now} (was {before}: {}, {})", revision.area, revision.period.label())),
                })
            })
            .collect();
        if !cells.is_empty() {
            findings.push(Finding {
                rule: "jump-since-last-submission".to_owned(),
                severity: Severity::Warning,
                file: submission.file_name.clone(),
                sheet: None,
                what: format!(
                    "{} figures of “{}” differ from the last submission by more than {limit} times.",
                    cells.len(),
                    indicator.title
                ),
                why: "A revision of this size is more often a slip, such as a shifted row or another unit, than news."
                    .to_owned(),
                mend: "Check the cells against the last submission. Approve if the revision is right, and say why."
                    .to_owned(),
                cells,
            });
        }
    }
    findings
}
