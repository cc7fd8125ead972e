//! Pages and small replies go out gzipped to browsers that ask for it. Streams go as they are: what is never cut short
//! must not wait for its end either.

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Replies shorter than this gain nothing.
const SHORTEST_BYTES: u64 = 1024;

/// Compresses whole replies of text.
pub async fn compress(request: Request, next: Next) -> Response {
    let asked = is_wanted(request.headers());
    let reply = next.run(request).await;
    let length = reply.body().size_hint().exact().unwrap_or(0);
    let text = reply
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/") || kind.contains("json") || kind.contains("svg"));
    if !asked || !text || length < SHORTEST_BYTES || reply.headers().contains_key(header::CONTENT_ENCODING) {
        return reply;
    }
    let (mut parts, body) = reply.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    match gzip(&bytes) {
        Some(shorter) => {
            parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(shorter))
        }
        None => Response::from_parts(parts, Body::from(bytes)),
    }
}

/// Whether a request takes a gzipped reply.
pub fn is_wanted(asked: &HeaderMap) -> bool {
    asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| coding.trim() == "gzip" || coding.trim().starts_with("gzip;q=") && !coding.ends_with("q=0"))
}

/// The same bytes, gzipped.
pub fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).ok()
}
