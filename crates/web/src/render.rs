//! From a page to a reply: one function, one set of headers.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// What a page may load and where its forms may go: its own stylesheet, font and pictures, and nothing else. No page
/// carries a script.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page: a template with the status under which it is sent.
pub trait Page: askama::Template {
    /// The status of the reply.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// How long a browser or a cache in between may keep it.
    fn cache_control(&self) -> &'static str {
        "no-cache"
    }
}

/// The reply that carries a page.
pub fn render(page: &impl Page) -> Response {
    match page.render() {
        Ok(body) => reply(page.status(), page.cache_control(), body),
        // A template fails only when a value in it cannot be written; the person learns that, and no cause.
        Err(_) => reply(
            StatusCode::INTERNAL_SERVER_ERROR,
            "no-store",
            "<!DOCTYPE html><html lang=\"en-GB\"><title>Sorry, this page could not be made</title><h1>Sorry, this page could not be made</h1><p>Try again in a minute.</p></html>".to_owned(),
        ),
    }
}

fn reply(status: StatusCode, cache_control: &'static str, body: String) -> Response {
    let headers: [(HeaderName, HeaderValue); 7] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache_control)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("interest-cohort=()")),
    ];
    (status, headers, body).into_response()
}
