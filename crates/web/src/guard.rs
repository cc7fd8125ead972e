//! Keeps other sites out. Whoever reaches the hub may change it, so a page of another site must not be able to make a
//! visitor's browser do so: neither by a form that posts across sites, nor by a name that is made to lead here.

use crate::api::Problem;
use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses requests under a foreign name, and writes that come from another site.
pub async fn keep_other_sites_out(request: Request, next: Next) -> Response {
    match refusal(request.method(), request.uri(), request.headers()) {
        Some(reason) => Problem::foreign(reason).into_response(),
        None => next.run(request).await,
    }
}

fn refusal(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| uri.authority().map(Authority::as_str));
    let Some(host) = host else { return Some("The request does not say for which host it is.") };
    if !is_this_machine(host) {
        return Some(
            "The hub answers only to the names of this machine (localhost, 127.0.0.1, [::1]). A name that was made to lead here could otherwise speak in your place.",
        );
    }
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return None;
    }
    // Browsers say where a request comes from; programs without a browser send none of the three.
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok())
        && !matches!(site, "same-origin" | "none")
    {
        return Some("The request comes from another site, which must not change anything here.");
    }
    for name in [header::ORIGIN, header::REFERER] {
        if let Some(value) = headers.get(&name) {
            let same = value
                .to_str()
                .ok()
                .and_then(|value| value.parse::<Uri>().ok())
                .is_some_and(|from| from.authority().is_some_and(|from| from.as_str().eq_ignore_ascii_case(host)));
            if !same {
                return Some("The request comes from another site, which must not change anything here.");
            }
        }
    }
    None
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    matches!(authority.host().to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &Method, pairs: &[(&str, &str)]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        refusal(method, &Uri::from_static("/data/absence/submissions"), &headers)
    }

    #[test]
    fn a_name_that_was_made_to_lead_here_is_refused() {
        assert!(asked(&Method::GET, &[("host", "hub.attacker.example:8080")]).is_some());
        assert!(asked(&Method::GET, &[("host", "127.0.0.1.attacker.example")]).is_some());
        assert!(asked(&Method::GET, &[]).is_some());
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"] {
            assert_eq!(asked(&Method::GET, &[("host", host)]), None);
        }
    }

    #[test]
    fn a_write_from_another_site_is_refused() {
        let host = ("host", "127.0.0.1:8080");
        for foreign in [
            ("origin", "https://attacker.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:9999"),
            ("referer", "https://attacker.example/page"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert!(asked(&Method::POST, &[host, foreign]).is_some(), "{foreign:?}");
        }
        assert_eq!(asked(&Method::POST, &[host]), None, "a program without a browser");
        let own = [host, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")];
        assert_eq!(asked(&Method::POST, &own), None);
    }
}
