//! Sending a file, and what became of it: the page, the decision, the bytes as they came, the findings as a table.

mod changes;
mod page;
mod sheet;

use super::{
    Failed,
    data::{named, submission_href},
};
use crate::{
    Frame, Section,
    api::Problem,
    components::{ErrorSummary, FieldError, FileField, SummaryList, SummaryRow, TextArea},
    pages::{
        contributions::{SubmissionPage, UploadPage},
        site::ProblemPage,
    },
    render,
    state::{State, administrator},
};
use axum::{
    Form, Router,
    body::{Body, Bytes},
    extract::{
        DefaultBodyLimit, Multipart, Path, State as Shared,
        multipart::{Field, MultipartRejection},
        rejection::FormRejection,
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use hub::{Contribution, Dataset, PortError, Progress, Submission, SubmissionId};
use intake::recipe::{Header, SheetChoice};
use serde::Deserialize;
use std::{fmt::Write as _, sync::Arc, time::Duration};
use tempfile::NamedTempFile;
use terms::{Finding, Severity};
use tokio::{io::AsyncReadExt, task::JoinHandle};

/// The longest note that is kept, in characters.
const LONGEST_NOTE: usize = 2_000;
/// The largest form without a file, in bytes.
const LARGEST_FORM_BYTES: usize = 64 * 1024;
/// How long a sender waits to see a small file settled at once.
const WORTH_WAITING_FOR: Duration = Duration::from_secs(2);
/// How many sheets of one file are shown in part.
const SHEETS: usize = 3;

/// The routes of submissions.
pub fn router() -> Router<State> {
    Router::new()
        .route("/data/{dataset}/send", get(form).post(send))
        .route("/data/{dataset}/submissions/{number}", get(one))
        .route(
            "/data/{dataset}/submissions/{number}/decision",
            post(decide).layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES)),
        )
        .route("/data/{dataset}/submissions/{number}/check", post(check_again))
        .route("/data/{dataset}/submissions/{number}/file", get(file))
        .route("/data/{dataset}/submissions/{number}/findings.csv", get(findings_table))
}

/// The submission that an address names.
pub(super) fn identifier(dataset: &str, number: &str) -> Result<SubmissionId, Failed> {
    let text = format!("{dataset}/{number}");
    Ok(text.parse().map_err(|_| hub::Error::not_found(format!("submission {text}")))?)
}

async fn form(Shared(state): Shared<State>, Path(dataset): Path<String>) -> Result<Response, Failed> {
    Ok(render(&upload_page(&*named(&state, &dataset)?)))
}

fn upload_page(dataset: &Dataset) -> UploadPage {
    let title = &dataset.contract.dataset.title;
    let href = format!("/data/{}", dataset.id);
    UploadPage {
        frame: Frame::new(
            Section::Data,
            format!("Send a file: {title}"),
            "Send a file to this hub and have it checked.",
        )
        .under([("Data", "/data"), (title, href.as_str())], "Send a file"),
        dataset: title.clone(),
        action: format!("{href}/send"),
        errors: None,
        file: FileField {
            id: "file".to_owned(),
            name: "file".to_owned(),
            label: "The file, as you have it".to_owned(),
            hint: Some("CSV, XLSX, XLS or ODS; CSV also gzipped. Up to 2 gigabytes. Do not tidy it first.".to_owned()),
            accept: ".csv,.gz,.xlsx,.xls,.ods".to_owned(),
            error: None,
        },
        note: TextArea {
            id: "note".to_owned(),
            name: "note".to_owned(),
            label: "Anything that readers should know (optional)".to_owned(),
            hint: Some("Such as: second edition, with four late returns. It is kept with your name.".to_owned()),
            value: String::new(),
            error: None,
        },
        expects: expects(dataset),
        check_command: format!("wholeplace check FILE --recipe recipes/{}/recipe.toml", dataset.id),
    }
}

fn expects(dataset: &Dataset) -> SummaryList {
    let recipe = &dataset.recipe;
    let mut rows = vec![SummaryRow::new("Read by", &recipe.title)];
    rows.extend(recipe.file.format.map(|format| SummaryRow::new("Format", format.name().to_uppercase())));
    for table in recipe.tables.iter().take(1) {
        let sheet = match &table.sheet {
            SheetChoice::First => None,
            SheetChoice::Index(place) => Some(format!("number {place}")),
            SheetChoice::Name(name) => Some(name.clone()),
            SheetChoice::Matching(pattern) => Some(format!("every sheet whose name fits {pattern}")),
        };
        rows.extend(sheet.map(|sheet| SummaryRow::new("Sheet", sheet)));
        let headings = match &table.header {
            Header::Rows(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                format!("in row {}", crate::words::list_in_words(&numbers))
            }
            Header::With(texts) => format!("in the first row with {}", crate::words::list_in_words(texts)),
            Header::None => "none".to_owned(),
        };
        rows.push(SummaryRow::new("Headings", headings));
    }
    rows.push(SummaryRow::linked("All of it", "The recipe", format!("/data/{}/recipe", dataset.id)));
    SummaryList { rows }
}

/// What came in a form with a file.
struct Arrived {
    file: NamedTempFile,
    file_name: String,
    note: String,
}

/// Why a form with a file cannot be taken.
enum NotTaken {
    /// Nothing was chosen.
    NoFile,
    /// The note is too long.
    Note,
    /// It stopped half-way, or it is too large.
    Problem(Problem),
}

async fn send(
    Shared(state): Shared<State>,
    Path(dataset): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failed> {
    let dataset = named(&state, &dataset)?;
    let arrived = match form {
        Ok(form) => arrive(form).await,
        Err(_) => Err(NotTaken::NoFile),
    };
    let arrived = match arrived {
        Ok(arrived) => arrived,
        Err(NotTaken::Problem(problem)) if problem.status == StatusCode::PAYLOAD_TOO_LARGE.as_u16() => {
            return Ok(render(&ProblemPage::too_large("2 gigabytes")));
        }
        Err(reason) => return Ok(refused_upload(&dataset, reason)),
    };
    let actor = administrator("Sending a file through the pages");
    let (hub, to) = (Arc::clone(&state.hub), dataset.id.clone());
    // A task of its own: when the sender closes the page meanwhile, the file is still kept and checked.
    let kept = tokio::spawn(async move {
        let contribution = Contribution {
            dataset: &to,
            file_name: &arrived.file_name,
            file: arrived.file.path(),
            note: &arrived.note,
            progress: Progress::default(),
        };
        let submission = hub.receive(&actor, &contribution).await?;
        let href = submission_href(&submission.id);
        Ok((hub.check_in_background(&actor, submission)?, href))
    });
    match kept.await? {
        Ok((check, href)) => Ok(after_a_while(check, &href).await),
        Err(hub::Error::Refused { what, mend }) => {
            Ok(refused_upload(&dataset, NotTaken::Problem(Problem::bad_request(what, mend))))
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows the submission: settled if its check is quick, else with how far it is. The check goes on without its sender.
async fn after_a_while<T>(check: JoinHandle<T>, href: &str) -> Response {
    let _ = tokio::time::timeout(WORTH_WAITING_FOR, check).await;
    Redirect::to(href).into_response()
}

async fn check_again(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let id = identifier(&dataset, &number)?;
    let href = submission_href(&id);
    match state.hub.check_again(&administrator("Beginning a check again"), &id).await {
        Ok(check) => Ok(after_a_while(check, &href).await),
        // Somebody began it first, or it is settled: its page says how it stands.
        Err(hub::Error::Refused { .. }) => Ok(Redirect::to(&href).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn refused_upload(dataset: &Dataset, reason: NotTaken) -> Response {
    let mut page = upload_page(dataset);
    let (text, field_id) = match reason {
        NotTaken::NoFile => ("Choose a file: none was sent".to_owned(), "file"),
        NotTaken::Note => (format!("Write a note of at most {LONGEST_NOTE} letters"), "note"),
        NotTaken::Problem(problem) => {
            (format!("{} {}", problem.detail, problem.mend.unwrap_or_default()).trim().to_owned(), "file")
        }
    };
    if field_id == "note" {
        page.note.error = Some(text.clone());
    } else {
        page.file.error = Some(text.clone());
    }
    page.frame.title = format!("Error: {}", page.frame.title);
    page.errors = Some(ErrorSummary { errors: vec![FieldError { text, field_id: field_id.to_owned() }] });
    render(&page)
}

async fn arrive(mut form: Multipart) -> Result<Arrived, NotTaken> {
    let stopped = |error: axum::extract::multipart::MultipartError| {
        NotTaken::Problem(Problem::bad_request(format!("The file stopped coming half-way: {error}."), "Send it again."))
    };
    let mut file = None;
    let mut note = String::new();
    while let Some(field) = form.next_field().await.map_err(stopped)? {
        match field.name() {
            Some("file") => {
                let sent_name = field.file_name().unwrap_or_default().to_owned();
                let held = crate::arrivals::hold(field).await.map_err(NotTaken::Problem)?;
                // A browser sends an empty part without a name when nothing was chosen.
                if !sent_name.is_empty() {
                    file = Some((held, plain_name(&sent_name)));
                }
            }
            Some("note") => note = plain_note(&text_of(field).await?).ok_or(NotTaken::Note)?,
            _ => {}
        }
    }
    let (file, file_name) = file.ok_or(NotTaken::NoFile)?;
    Ok(Arrived { file, file_name, note })
}

/// The text of a field, which is never larger than a form may be.
async fn text_of(mut field: Field<'_>) -> Result<String, NotTaken> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| NotTaken::Note)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST_FORM_BYTES {
            return Err(NotTaken::Note);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Characters that are not seen but change how a name reads, such as those that turn the direction of writing.
fn unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The file's name without folders and without characters that are not seen.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|&letter| !unseen(letter)).take(200).collect();
    let name = name.trim();
    if name.is_empty() { "file without a name".to_owned() } else { name.to_owned() }
}

/// A note without characters that are not seen, line ends kept. Nothing when it is too long.
fn plain_note(sent: &str) -> Option<String> {
    let sent = sent.replace("\r\n", "\n");
    let note: String = sent.chars().filter(|&letter| letter == '\n' || !unseen(letter)).collect();
    let note = note.trim();
    (note.chars().count() <= LONGEST_NOTE).then(|| note.to_owned())
}

async fn one(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    Ok(render(&submission_page(&state, &identifier(&dataset, &number)?).await?))
}

async fn submission_page(state: &State, id: &SubmissionId) -> Result<SubmissionPage, Failed> {
    let actor = administrator("Reading a submission");
    let missing = || hub::Error::not_found(format!("submission {id}"));
    let submission = state.hub.submission(&actor, id).await?.ok_or_else(missing)?;
    let findings = state.hub.findings(&actor, id).await?;
    let mut sheets = Vec::new();
    for sheet in sheet::sheets_of(&findings).into_iter().take(SHEETS) {
        let rows = sheet::rows_to_show(&findings, sheet.as_deref());
        match state.hub.submission_excerpt(&actor, id, sheet.as_deref(), &rows).await {
            Ok(excerpt) => sheets.extend(sheet::view(&excerpt, &findings, sheet.as_deref(), &submission.file_name)),
            // The findings below say the same in words: a file that cannot be shown must not hide them.
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, submission = %id, "a sheet could not be shown");
            }
        }
    }
    Ok(page::page(page::Parts {
        catalogue: &*state.hub.catalogue(&actor)?,
        map: state.hub.map(),
        submission: &submission,
        findings: &findings,
        sheets,
        check: state.hub.check_state(&actor, id)?,
        decider: &actor.person,
    }))
}

/// What somebody decided, as a form sends it.
#[derive(Deserialize)]
struct DecisionForm {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    note: String,
}

async fn decide(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
    form: Result<Form<DecisionForm>, FormRejection>,
) -> Result<Response, Failed> {
    let id = identifier(&dataset, &number)?;
    let Ok(Form(form)) = form else {
        return not_decided(&state, &id, "The form could not be read: send it again", "").await;
    };
    let Some(note) = plain_note(&form.note) else {
        return not_decided(&state, &id, &format!("Write a reason of at most {LONGEST_NOTE} letters"), "").await;
    };
    let approves = match form.decision.as_str() {
        "approve" => true,
        "send-back" => false,
        _ => return not_decided(&state, &id, "Choose whether to approve it or to send it back", &note).await,
    };
    let actor = administrator("Deciding on a submission");
    let (hub, decided, reason) = (Arc::clone(&state.hub), id.clone(), note.clone());
    // A task of its own: when the page is closed, the figures still come into use.
    let done = tokio::spawn(async move {
        if approves {
            hub.approve(&actor, &decided, &reason).await
        } else {
            hub.send_back(&actor, &decided, &reason).await
        }
    });
    match done.await? {
        Ok(submission) => Ok(Redirect::to(&submission_href(&submission.id)).into_response()),
        Err(hub::Error::Refused { what, mend }) => not_decided(&state, &id, &format!("{what} {mend}"), &note).await,
        Err(hub::Error::Port(PortError::Conflict { .. })) => {
            not_decided(&state, &id, "Somebody else decided first: see below what became of it", &note).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The submission's page with what is wrong with the decision.
async fn not_decided(state: &State, id: &SubmissionId, text: &str, note: &str) -> Result<Response, Failed> {
    let mut page = submission_page(state, id).await?;
    let mut field_id = "main";
    if let Some(decision) = &mut page.decision {
        field_id = "note";
        decision.note.error = Some(text.to_owned());
        note.clone_into(&mut decision.note.value);
    }
    page.frame.title = format!("Error: {}", page.frame.title);
    page.errors =
        Some(ErrorSummary { errors: vec![FieldError { text: text.to_owned(), field_id: field_id.to_owned() }] });
    let mut reply = render(&page);
    *reply.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(reply)
}

/// The bytes as they came, under the name that they came with.
async fn file(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let id = identifier(&dataset, &number)?;
    let (submission, file) = state.hub.received_bytes(&administrator("Fetching a file as it came"), &id).await?;
    let file = tokio::fs::File::from_std(file);
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(64 * 1024);
        let read = file.read_buf(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let mut reply = Body::from_stream(pieces).into_response();
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(submission.received.size_bytes));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&submission.file_name));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", submission.received.sha256)) {
        headers.insert(header::ETAG, tag);
    }
    Ok(reply)
}

/// A file to be kept and not shown, with its name in any script (RFC 6266, RFC 8187).
fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) { letter } else { '_' })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

async fn findings_table(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let id = identifier(&dataset, &number)?;
    let actor = administrator("Reading findings");
    let missing = || hub::Error::not_found(format!("submission {id}"));
    let submission: Submission = state.hub.submission(&actor, &id).await?.ok_or_else(missing)?;
    let findings = state.hub.findings(&actor, &submission.id).await?;
    let table = table(&findings).map_err(|cause| PortError::engine("writing the findings as a table", cause))?;
    let mut reply = table.into_response();
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&format!("{}-{}-findings.csv", id.dataset, id.number)));
    Ok(reply)
}

/// The findings, a row for each cell where one stands.
fn table(findings: &[Finding]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record([
        "finding", "severity", "rule", "sheet", "cell", "row", "column", "value", "what", "why", "mend",
    ])?;
    let everywhere = [terms::Cell { row: None, column: None, value: None }];
    for (number, finding) in (1_u32..).zip(findings) {
        let cells = if finding.cells.is_empty() { &everywhere[..] } else { &finding.cells };
        for cell in cells {
            let place = |place: Option<u32>| place.map(|place| place.to_string()).unwrap_or_default();
            let severity: Severity = finding.severity;
            writer.write_record([
                number.to_string().as_str(),
                severity.name(),
                &finding.rule,
                &harmless(finding.sheet.as_deref().unwrap_or_default()),
                &cell.name(),
                &place(cell.row),
                &place(cell.column),
                &harmless(cell.value.as_deref().unwrap_or_default()),
                &harmless(&finding.what),
                &harmless(&finding.why),
                &harmless(&finding.mend),
            ])?;
        }
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Text of others in a file that a spreadsheet will open: what it would take for a formula begins with an apostrophe.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_kept_without_what_cannot_be_seen() {
        assert_eq!(plain_name("C:\\Returns\\rsx\u{0} 2024.ods"), "rsx 2024.ods");
        assert_eq!(plain_name("a\u{202e}vsc.csv"), "avsc.csv");
        assert_eq!(plain_name("\u{0}"), "file without a name");
        assert_eq!(plain_name("Bezirk Łódź.csv"), "Bezirk Łódź.csv");
    }

    #[test]
    fn a_name_in_any_script_goes_out_as_it_came() {
        let value = attachment("Łódź \"2024\".csv");
        assert_eq!(
            value.to_str().unwrap(),
            "attachment; filename=\"__d_ _2024_.csv\"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%222024%22.csv"
        );
    }

    #[test]
    fn a_spreadsheet_takes_no_text_for_a_formula() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("-5.3"), "-5.3");
        assert_eq!(harmless("[x]"), "[x]");
    }

    #[test]
    fn notes_are_bounded() {
        assert_eq!(plain_note(" a\r\nb\u{0} ").as_deref(), Some("a\nb"));
        assert_eq!(plain_note(&"a".repeat(LONGEST_NOTE + 1)), None);
    }
}
