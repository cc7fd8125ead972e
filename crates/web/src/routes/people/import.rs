//! Making a review of a file.

use super::{frame, review_href, stopped};
use crate::{
    components::{ErrorSummary, FieldError, FileField, TextField, TextKind},
    pages::people::ReviewImportPage,
    render,
    routes::people::session::Visit,
    state::{State, administrator},
};
use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use hub::people::reviews::LARGEST_FILE_BYTES;

/// The longest purpose, in characters.
const LONGEST_PURPOSE: usize = 200;

pub(super) async fn form() -> Response {
    render(&page(""))
}

fn page(purpose: &str) -> ReviewImportPage {
    ReviewImportPage {
        frame: frame("Make a review from a file", &[], "Make a review"),
        status: StatusCode::OK,
        errors: None,
        faults: Vec::new(),
        action: "/people/reviews/new".to_owned(),
        file: FileField {
            id: "file".to_owned(),
            name: "file".to_owned(),
            label: "The review file".to_owned(),
            hint: Some("One JSON file of up to 64 megabytes.".to_owned()),
            accept: ".json".to_owned(),
            error: None,
        },
        purpose: TextField {
            id: "purpose".to_owned(),
            name: "purpose".to_owned(),
            label: "What the review is for".to_owned(),
            hint: Some("It stands beside the review for everybody who follows it.".to_owned()),
            value: purpose.to_owned(),
            error: None,
            kind: TextKind::Text,
            button: None,
        },
    }
}

/// What came in the form.
#[derive(Default)]
struct Arrived {
    bytes: Option<Vec<u8>>,
    purpose: String,
}

/// Why a form cannot be taken.
enum NotTaken {
    TooLarge,
    Stopped,
}

async fn arrive(mut form: Multipart) -> Result<Arrived, NotTaken> {
    let mut arrived = Arrived::default();
    while let Some(mut field) = form.next_field().await.map_err(|_| NotTaken::Stopped)? {
        let (name, named) =
            (field.name().unwrap_or_default().to_owned(), field.file_name().is_some_and(|name| !name.is_empty()));
        let limit = if name == "file" { LARGEST_FILE_BYTES } else { 64 * 1024 };
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|_| NotTaken::Stopped)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > limit {
                return Err(NotTaken::TooLarge);
            }
        }
        match name.as_str() {
            // A browser sends an empty part without a name when nothing was chosen.
            "file" if named => arrived.bytes = Some(bytes),
            "purpose" => arrived.purpose = String::from_utf8_lossy(&bytes).trim().to_owned(),
            _ => {}
        }
    }
    Ok(arrived)
}

pub(super) async fn make(
    Shared(state): Shared<State>,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let arrived = match form {
        Ok(form) => arrive(form).await,
        Err(_) => Ok(Arrived::default()),
    };
    let Arrived { bytes, purpose } = match arrived {
        Ok(arrived) => arrived,
        Err(NotTaken::TooLarge) => {
            return refused("", &[("file", "Send a file of at most 64 megabytes".to_owned())], &[]);
        }
        Err(NotTaken::Stopped) => {
            return refused("", &[("file", "The file stopped coming half-way: send it again".to_owned())], &[]);
        }
    };
    let mut faults = Vec::new();
    if bytes.is_none() {
        faults.push(("file", "Choose a file: none was sent".to_owned()));
    }
    match purpose.chars().count() {
        0 => faults.push(("purpose", "Say what the review is for".to_owned())),
        length if length > LONGEST_PURPOSE => {
            faults.push(("purpose", format!("Use at most {LONGEST_PURPOSE} letters")))
        }
        _ => {}
    }
    let Some(bytes) = bytes.filter(|_| faults.is_empty()) else { return refused(&purpose, &faults, &[]) };
    let mut actor = administrator(&purpose);
    if let Some(session) = &visit.session {
        actor.person = format!("{} (as stated)", session.name);
    }
    match state.hub.import_review(&actor, bytes).await {
        Ok(task) => Redirect::to(&review_href(task.number)).into_response(),
        Err(hub::Error::Refused { what, mend }) => {
            let mut lines = what.lines();
            let first = lines.next().unwrap_or_default().trim_end_matches('.').to_owned();
            let lines: Vec<String> = lines.map(ToOwned::to_owned).chain([mend]).collect();
            refused(&purpose, &[("file", first)], &lines)
        }
        Err(error) => stopped(error, &visit, &[]),
    }
}

fn refused(purpose: &str, errors: &[(&str, String)], lines: &[String]) -> Response {
    let mut page = page(purpose);
    page.status = StatusCode::UNPROCESSABLE_ENTITY;
    for (field, text) in errors {
        let error = if *field == "file" { &mut page.file.error } else { &mut page.purpose.error };
        *error = Some(text.clone());
    }
    page.frame.title = format!("Error: {}", page.frame.title);
    page.faults = lines.to_vec();
    let errors = errors.iter().map(|(field, text)| FieldError { text: text.clone(), field_id: (*field).to_owned() });
    page.errors = Some(ErrorSummary { errors: errors.collect() });
    render(&page)
}
