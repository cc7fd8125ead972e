//! What a program is told when its request cannot be met: `application/problem+json` (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A problem, said so that its reader can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A lasting name of the situation.
    #[serde(rename = "type")]
    pub kind: String,
    /// The situation in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a sentence.
    pub detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:wholeplace:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            mend: None,
        }
    }

    /// What was asked for does not exist here.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    /// The question is not one that can be answered.
    pub fn bad_request(detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            mend: Some(mend.into()),
            ..Self::new(StatusCode::BAD_REQUEST, "bad-request", "Not a question that can be answered", detail)
        }
    }
}

impl Problem {
    /// More bytes than are taken.
    pub fn too_large(detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { mend: Some(mend.into()), ..Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large", detail) }
    }

    /// A request that another site made in a visitor's place.
    pub fn foreign(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "foreign", "Refused: not from this site", detail)
    }
}

impl From<hub::Error> for Problem {
    fn from(error: hub::Error) -> Self {
        match &error {
            hub::Error::Denied(denied) => {
                Self::new(StatusCode::FORBIDDEN, "not-allowed", "Not allowed", denied.reason.clone())
            }
            hub::Error::NotFound { .. } => {
                let text = error.to_string();
                let mut letters = text.chars();
                let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
                Self::not_found(format!("{first}{} here.", letters.as_str()))
            }
            hub::Error::Refused { what, mend } => Self {
                mend: Some(mend.clone()),
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "Cannot be carried out", what.clone())
            },
            hub::Error::Document { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "document",
                "A contract or recipe cannot be used",
                error.to_string(),
            ),
            hub::Error::Port(hub::PortError::Question { what }) => {
                Self::new(StatusCode::BAD_REQUEST, "bad-request", "Not a question that can be answered", what.clone())
            }
            hub::Error::Port(hub::PortError::Conflict { .. }) => {
                Self::new(StatusCode::CONFLICT, "conflict", "Somebody else was first", error.to_string())
            }
            hub::Error::Unreadable(_) | hub::Error::Port(_) | hub::Error::Stopped(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "Something went wrong here",
                    "The hub could not do this. Nothing that was acknowledged is lost. Try again in a minute.",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut reply = (status, Json(self)).into_response();
        reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        reply
    }
}
