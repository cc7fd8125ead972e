//! Clerical review: reviews of linkages, and the judgements of reviewers.

use crate::{
    SqlRegister,
    database::{Database, Row, Statement, dialects, shared},
    error::Error,
    exact::{count_in, count_out, json_in, json_out, moment_in, moment_out, text_in},
};
use async_trait::async_trait;
use hub::{
    PortError,
    people::reviews::{Basis, ReviewDesign, ReviewJudgement, ReviewTask, Verdict, reviewer_key},
    ports::{NewJudgement, NewReview, ReviewRecords},
    submission::Received,
};
use jiff::Timestamp;

const LOCK: Statement = dialects!("record a review", "people/lock_reviews.sql");
const NEXT_REVIEW: Statement = shared!("number a review", "people/next_review.sql");
const ADD_REVIEW: Statement = shared!("record a review", "people/add_review.sql");
const REVIEWS: Statement = shared!("read reviews", "people/reviews.sql");
const REVIEW: Statement = shared!("read a review", "people/review.sql");
const NEXT_JUDGEMENT: Statement = shared!("number a judgement", "people/next_judgement.sql");
const ADD_JUDGEMENT: Statement = shared!("record a judgement", "people/add_judgement.sql");
const JUDGEMENTS: Statement = shared!("read judgements", "people/judgements.sql");
const WEIGHT_SEEN: Statement = shared!("record that a weight was seen", "people/weight_seen.sql");
const WITHDRAW: Statement = shared!("take a judgement back", "people/withdraw.sql");

#[async_trait]
impl ReviewRecords for SqlRegister {
    async fn record_review(&self, review: NewReview) -> Result<ReviewTask, PortError> {
        Ok(record(&self.database, review).await?)
    }

    async fn reviews(&self) -> Result<Vec<ReviewTask>, PortError> {
        Ok(self.database.rows(REVIEWS, vec![]).await?.iter().map(task).collect::<Result<_, _>>()?)
    }

    async fn review(&self, number: u32) -> Result<Option<ReviewTask>, PortError> {
        Ok(self.database.row(REVIEW, vec![number.into()]).await?.as_ref().map(task).transpose()?)
    }

    async fn record_judgement(&self, judgement: NewJudgement) -> Result<ReviewJudgement, PortError> {
        Ok(judge(&self.database, judgement).await?)
    }

    async fn record_weight_seen(&self, review: u32, judgement: u32, at: Timestamp) -> Result<(), PortError> {
        Ok(change(&self.database, WEIGHT_SEEN, review, judgement, at).await?)
    }

    async fn withdraw_judgement(&self, review: u32, judgement: u32, at: Timestamp) -> Result<(), PortError> {
        Ok(change(&self.database, WITHDRAW, review, judgement, at).await?)
    }

    async fn judgements(&self, review: u32) -> Result<Vec<ReviewJudgement>, PortError> {
        let rows = self.database.rows(JUDGEMENTS, vec![review.into()]).await?;
        Ok(rows.iter().map(judgement).collect::<Result<_, _>>()?)
    }
}

async fn record(database: &Database, new: NewReview) -> Result<ReviewTask, Error> {
    let title = text_in(&new.title, "a review's title")?;
    if !is_finite(&new.design) {
        return Err(Error::OutOfRange { what: "a weight of a sample" });
    }
    let design = json_in(&new.design, "how a sample was taken")?;
    let sha256 = text_in(&new.file.sha256, "a file's hash")?;
    let size_bytes = count_in(new.file.size_bytes, "a file's size")?;
    let made_at = moment_in(new.made_at, "when a review was made")?;
    let made_by = json_in(&new.made_by, "who made a review")?;
    let mut transaction = database.write().await?;
    transaction.execute(LOCK, vec![]).await?;
    let row = transaction.row(NEXT_REVIEW, vec![]).await?.ok_or_else(no_number)?;
    let number: i64 = row.get("review")?;
    let values = vec![
        number.into(),
        title.into(),
        design.into(),
        sha256.into(),
        size_bytes.into(),
        made_at.into(),
        made_by.into(),
    ];
    transaction.execute(ADD_REVIEW, values).await?;
    transaction.commit().await?;
    Ok(ReviewTask {
        number: count_out(number, "a review's number")?,
        title: new.title,
        design: new.design,
        file: new.file,
        made_at: new.made_at,
        made_by: new.made_by,
    })
}

/// JSON has no infinity: it would come back as an absent value.
fn is_finite(design: &ReviewDesign) -> bool {
    let ends = design.bands.iter().flat_map(|band| [band.from, band.to]).flatten().chain(design.threshold);
    ends.chain(design.pairs.iter().flat_map(|pair| [pair.weight, pair.stands_for])).all(f64::is_finite)
}

fn no_number() -> Error {
    Error::unreadable("the next number")("it was not counted")
}

async fn judge(database: &Database, new: NewJudgement) -> Result<ReviewJudgement, Error> {
    let reviewer = text_in(&reviewer_key(&new.by.person), "a reviewer's name")?;
    let by = json_in(&new.by, "who judged")?;
    let note = text_in(&new.note, "a reviewer's note")?;
    let at = moment_in(new.at, "when a pair was judged")?;
    let mut transaction = database.write().await?;
    transaction.execute(LOCK, vec![]).await?;
    let row = transaction.row(NEXT_JUDGEMENT, vec![new.review.into()]).await?.ok_or_else(no_number)?;
    let number: i64 = row.get("judgement")?;
    let values = vec![
        new.review.into(),
        number.into(),
        new.pair.into(),
        reviewer.into(),
        by.into(),
        new.verdict.name().into(),
        note.into(),
        new.basis.name().into(),
        at.into(),
    ];
    if transaction.execute(ADD_JUDGEMENT, values).await? != 1 {
        return Err(Error::Conflict { what: format!("pair {} of review {}", new.pair, new.review) });
    }
    transaction.commit().await?;
    Ok(ReviewJudgement {
        number: count_out(number, "a judgement's number")?,
        pair: new.pair,
        by: new.by,
        verdict: new.verdict,
        note: new.note,
        basis: new.basis,
        at: new.at,
        weight_seen_at: None,
        withdrawn_at: None,
    })
}

/// Writes a moment to a judgement that the statement finds.
async fn change(
    database: &Database,
    statement: Statement,
    review: u32,
    judgement: u32,
    at: Timestamp,
) -> Result<(), Error> {
    let at = moment_in(at, "a moment of a review")?;
    let mut transaction = database.write().await?;
    if transaction.execute(statement, vec![review.into(), judgement.into(), at.into()]).await? != 1 {
        return Err(Error::Conflict { what: format!("judgement {judgement} of review {review}") });
    }
    transaction.commit().await
}

fn task(row: &Row) -> Result<ReviewTask, Error> {
    Ok(ReviewTask {
        number: count_out(row.get("review")?, "a review's number")?,
        title: row.get("title")?,
        design: json_out(&row.get::<String>("design")?, "how a sample was taken")?,
        file: Received { sha256: row.get("sha256")?, size_bytes: count_out(row.get("size_bytes")?, "a file's size")? },
        made_at: moment_out(row.get("made_at_unix_ns")?, "when a review was made")?,
        made_by: json_out(&row.get::<String>("made_by")?, "who made a review")?,
    })
}

fn judgement(row: &Row) -> Result<ReviewJudgement, Error> {
    let (verdict, basis): (String, String) = (row.get("verdict")?, row.get("basis")?);
    let moment = |column| row.get::<Option<i64>>(column)?.map(|at| moment_out(at, column)).transpose();
    Ok(ReviewJudgement {
        number: count_out(row.get("judgement")?, "a judgement's number")?,
        pair: count_out(row.get("pair")?, "a pair's number")?,
        by: json_out(&row.get::<String>("judged_by")?, "who judged")?,
        verdict: Verdict::from_name(&verdict)
            .ok_or_else(|| Error::unreadable("a verdict")(format!("“{verdict}” is none")))?,
        note: row.get("note")?,
        basis: Basis::from_name(&basis)
            .ok_or_else(|| Error::unreadable("what a reviewer knew")(format!("“{basis}” is no basis")))?,
        at: moment_out(row.get("judged_at_unix_ns")?, "when a pair was judged")?,
        weight_seen_at: moment("seen_at_unix_ns")?,
        withdrawn_at: moment("withdrawn_at_unix_ns")?,
    })
}
