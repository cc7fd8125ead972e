//! The headers under which pages are sent.

use crate::samples;
use axum::{body::to_bytes, http::StatusCode};
use wholeplace_web::{pages::site::ProblemPage, render};

#[tokio::test]
async fn a_page_is_sent_with_safe_headers() {
    let reply = render(&ProblemPage::not_found());
    assert_eq!(reply.status(), StatusCode::NOT_FOUND);
    let headers = reply.headers().clone();
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "same-origin");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"));
    assert!(policy.contains("form-action 'self'"));
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"));
    let body = to_bytes(reply.into_body(), usize::MAX).await.unwrap();
    assert!(std::str::from_utf8(&body).unwrap().contains("There is no page here"));
}

#[test]
fn no_page_needs_what_the_policy_refuses() {
    for sample in samples::all() {
        for refused in ["<script", " style=\"", " onclick", " onload", "javascript:"] {
            assert!(!sample.html.contains(refused), "{}: {refused}", sample.name);
        }
    }
}
