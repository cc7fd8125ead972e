//! Submissions: their numbers, where they stand, and the releases in which their figures came into use.

use crate::{
    catalogue,
    database::{Database, Row, Statement, Value, shared},
    error::Error,
    exact::{count_in, count_out, json_in, json_out, moment_in, moment_out, text_in},
    findings,
};
use hub::{
    Submission, SubmissionId, SubmissionState,
    ports::{NewSubmission, SubmissionUpdate},
    submission::{Changes, FindingCounts, Received, Release},
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use terms::{DatasetId, Finding};

const NEXT_NUMBER: Statement = shared!("number a submission", "contributions/next_number.sql");
const ADD: Statement = shared!("record a submission", "contributions/add.sql");
const UPDATE: Statement = shared!("change a submission", "contributions/update.sql");
const ONE: Statement = shared!("read a submission", "contributions/one.sql");
const NEWEST: Statement = shared!("read submissions", "contributions/newest.sql");
const NEWEST_OF_DATASET: Statement = shared!("read submissions", "contributions/newest_of_dataset.sql");
const IN_STATE: Statement = shared!("read submissions", "contributions/in_state.sql");
const ADD_RELEASE: Statement = shared!("record a release", "releases/add.sql");
const NEWEST_RELEASE: Statement = shared!("read releases", "releases/newest.sql");
const NEWEST_RELEASE_AT: Statement = shared!("read releases", "releases/newest_at.sql");

/// What a check counts, in the order of the statement's values.
const CHECKED: [&str; 5] = [
    "the number of errors",
    "the number of warnings",
    "the number of notes",
    "the number of rows",
    "the number of observations",
];

/// Records a submission under the next number of its dataset, which is taken in the same transaction: a number is
/// never skipped, never used twice.
pub(crate) async fn record(database: &Database, new: NewSubmission) -> Result<Submission, Error> {
    let file_name = text_in(&new.file_name, "the file's name")?;
    let sha256 = text_in(&new.received.sha256, "the file's hash")?;
    let size_bytes = count_in(new.received.size_bytes, "the file's size")?;
    let received_at = moment_in(new.received_at, "the moment of receipt")?;
    let sent_by = json_in(&new.sent_by, "who sent a submission")?;
    let note = text_in(&new.note, "a sender's note")?;
    let mut transaction = database.write().await?;
    for (what, text, version) in
        [("contract", &catalogue::CONTRACT, new.contract_version), ("recipe", &catalogue::RECIPE, new.recipe_version)]
    {
        if !text.is_kept(&mut transaction, &new.dataset, version).await? {
            return Err(Error::NotInCatalogue { what: format!("version {version} of the {what} of {}", new.dataset) });
        }
    }
    let number: i64 = transaction
        .row(NEXT_NUMBER, vec![new.dataset.as_str().into()])
        .await?
        .ok_or_else(|| Error::NotInCatalogue { what: format!("dataset {}", new.dataset) })?
        .get("submission_count")?;
    let values = vec![
        new.dataset.as_str().into(),
        number.into(),
        file_name.into(),
        sha256.into(),
        size_bytes.into(),
        received_at.into(),
        sent_by.into(),
        note.into(),
        new.recipe_version.into(),
        new.contract_version.into(),
        SubmissionState::Received.name().into(),
    ];
    transaction.execute(ADD, values).await?;
    transaction.commit().await?;
    Ok(Submission {
        id: SubmissionId { dataset: new.dataset, number: count_out(number, "a submission's number")? },
        file_name: new.file_name,
        received: new.received,
        received_at: new.received_at,
        sent_by: new.sent_by,
        note: new.note,
        recipe_version: new.recipe_version,
        contract_version: new.contract_version,
        state: SubmissionState::Received,
        findings: FindingCounts::default(),
        rows_read: 0,
        observations: 0,
        staged: None,
        changes: None,
        decision: None,
        release: None,
    })
}

/// Changes a submission if it still stands where the caller believes, with its findings where they are given.
pub(crate) async fn update(
    database: &Database,
    update: SubmissionUpdate,
    findings: Option<&[Finding]>,
) -> Result<Submission, Error> {
    let conflict = || Error::Conflict { what: format!("submission {}", update.id) };
    let values = update_values(&update)?;
    let packed = findings.map(findings::pack).transpose()?;
    let mut transaction = database.write().await?;
    if transaction.execute(UPDATE, values).await? != 1 {
        return Err(conflict());
    }
    if let Some(packed) = packed {
        findings::replace(&mut transaction, &update.id, packed).await?;
    }
    if let Some(release) = update.release {
        let mut values = key(&update.id);
        values.push(release.version.into());
        values.push(moment_in(release.at, "the moment of release")?.into());
        // Figures come into use once; a release is history and never rewritten.
        if transaction.execute(ADD_RELEASE, values).await? != 1 {
            return Err(conflict());
        }
    }
    let row = transaction.row(ONE, key(&update.id)).await?.ok_or_else(conflict)?;
    let submission = submission(&row)?;
    transaction.commit().await?;
    Ok(submission)
}

fn update_values(update: &SubmissionUpdate) -> Result<Vec<Value>, Error> {
    let mut values = key(&update.id);
    values.extend([update.from.name().into(), update.to.name().into()]);
    let checked = update.checked.map(|(counts, rows_read, observations)| {
        [counts.errors, counts.warnings, counts.information, rows_read, observations]
    });
    for (index, what) in CHECKED.into_iter().enumerate() {
        values.push(checked.map(|counts| count_in(counts[index], what)).transpose()?.into());
    }
    values.push(i64::from(update.staged.is_some()).into());
    values.push(optional_json(update.staged.as_ref().and_then(Option::as_ref), "what is staged")?.into());
    if let Some(changes) = &update.changes {
        are_finite(changes)?;
    }
    values.push(optional_json(update.changes.as_ref(), "what changed")?.into());
    values.push(optional_json(update.decision.as_ref(), "a decision")?.into());
    Ok(values)
}

/// JSON has no infinity: it would come back as an absent value.
fn are_finite(changes: &Changes) -> Result<(), Error> {
    let finite =
        changes.largest.iter().flat_map(|revision| [revision.before, revision.now]).flatten().all(f64::is_finite);
    if finite { Ok(()) } else { Err(Error::OutOfRange { what: "a revised value" }) }
}

/// A submission.
pub(crate) async fn one(database: &Database, id: &SubmissionId) -> Result<Option<Submission>, Error> {
    database.row(ONE, key(id)).await?.as_ref().map(submission).transpose()
}

/// Submissions, newest first: of one dataset or of all, at most so many.
pub(crate) async fn newest(
    database: &Database,
    dataset: Option<&DatasetId>,
    limit: u32,
) -> Result<Vec<Submission>, Error> {
    let rows = match dataset {
        Some(dataset) => database.rows(NEWEST_OF_DATASET, vec![dataset.as_str().into(), limit.into()]).await?,
        None => database.rows(NEWEST, vec![limit.into()]).await?,
    };
    rows.iter().map(submission).collect()
}

/// Submissions that stand in a state, oldest first.
pub(crate) async fn in_state(database: &Database, state: SubmissionState) -> Result<Vec<Submission>, Error> {
    database.rows(IN_STATE, vec![state.name().into()]).await?.iter().map(submission).collect()
}

/// The newest release on or before a moment, or of all; nothing if none was.
pub(crate) async fn release_at(database: &Database, at: Option<Timestamp>) -> Result<Option<Release>, Error> {
    let row = match at {
        Some(at) => {
            // A moment beyond what is kept comes before or after every release.
            let beyond = if at < Timestamp::UNIX_EPOCH { i64::MIN } else { i64::MAX };
            let at_unix_ns = i64::try_from(at.as_nanosecond()).unwrap_or(beyond);
            database.row(NEWEST_RELEASE_AT, vec![at_unix_ns.into()]).await?
        }
        None => database.row(NEWEST_RELEASE, vec![]).await?,
    };
    row.map(|row| release(row.get("version")?, row.get("released_at_unix_ns")?)).transpose()
}

/// The two values that name a submission in every table.
pub(crate) fn key(id: &SubmissionId) -> Vec<Value> {
    vec![id.dataset.as_str().into(), id.number.into()]
}

fn submission(row: &Row) -> Result<Submission, Error> {
    let state: String = row.get("state")?;
    let release_version: Option<i64> = row.get("release_version")?;
    let released_at: Option<i64> = row.get("released_at_unix_ns")?;
    Ok(Submission {
        id: SubmissionId {
            dataset: catalogue::dataset(row)?,
            number: count_out(row.get("number")?, "a submission's number")?,
        },
        file_name: row.get("file_name")?,
        received: Received {
            sha256: row.get("sha256")?,
            size_bytes: count_out(row.get("size_bytes")?, "a file's size")?,
        },
        received_at: moment_out(row.get("received_at_unix_ns")?, "the moment of receipt")?,
        sent_by: json_out(&row.get::<String>("sent_by")?, "who sent a submission")?,
        note: row.get("note")?,
        recipe_version: count_out(row.get("recipe_version")?, "a recipe's version")?,
        contract_version: count_out(row.get("contract_version")?, "a contract's version")?,
        state: SubmissionState::from_name(&state)
            .ok_or_else(|| Error::unreadable("a submission's state")(format!("“{state}” is no state")))?,
        findings: FindingCounts {
            errors: count_out(row.get("error_count")?, "the number of errors")?,
            warnings: count_out(row.get("warning_count")?, "the number of warnings")?,
            information: count_out(row.get("information_count")?, "the number of notes")?,
        },
        rows_read: count_out(row.get("row_count")?, "the number of rows")?,
        observations: count_out(row.get("observation_count")?, "the number of observations")?,
        staged: nested(row, "staged")?,
        changes: nested(row, "changes")?,
        decision: nested(row, "decision")?,
        release: release_version.zip(released_at).map(|(version, at)| release(version, at)).transpose()?,
    })
}

fn release(version: i64, at_unix_ns: i64) -> Result<Release, Error> {
    Ok(Release { version, at: moment_out(at_unix_ns, "the moment of release")? })
}

fn nested<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<Option<T>, Error> {
    row.get::<Option<String>>(column)?.map(|text| json_out(&text, column)).transpose()
}

fn optional_json<T: Serialize>(value: Option<&T>, what: &'static str) -> Result<Option<String>, Error> {
    value.map(|value| json_in(value, what)).transpose()
}
