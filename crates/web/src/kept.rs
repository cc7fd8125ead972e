//! Pages that rest on the figures in use, kept as they were made until other figures come: the second reader of a page
//! waits for nobody. What is kept is bounded, and is never shown once its figures, contracts or day have passed.

use crate::{compression, state::State};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Half of the memory that pages may take: what was not asked for while the other half filled is let go.
const HALF_BYTES: usize = 32 * 1024 * 1024;
/// A page larger than this is made each time.
const LARGEST_BYTES: u64 = 2 * 1024 * 1024;

/// What a page says of itself that will soon say more.
const NOT_KEPT: &str = "no-store";

/// Marks a page that will soon say more, so that neither this server nor a browser keeps it.
#[must_use]
pub fn not_to_be_kept(mut reply: Response) -> Response {
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    reply
}

/// A page as it was made.
#[derive(Debug)]
struct Page {
    headers: HeaderMap,
    tag: HeaderValue,
    plain: Bytes,
    gzipped: OnceLock<Option<Bytes>>,
}

/// Pages by address, of one state of the figures.
#[derive(Debug, Default)]
struct Shelf {
    state: String,
    young: HashMap<String, Arc<Page>>,
    old: HashMap<String, Arc<Page>>,
    young_bytes: usize,
}

impl Shelf {
    fn of(&mut self, state: &str) -> &mut Self {
        if self.state != state {
            *self = Self { state: state.to_owned(), ..Self::default() };
        }
        self
    }

    fn get(&mut self, address: &str) -> Option<Arc<Page>> {
        if let Some(page) = self.young.get(address) {
            return Some(Arc::clone(page));
        }
        let page = self.old.remove(address)?;
        self.put(address, Arc::clone(&page));
        Some(page)
    }

    fn put(&mut self, address: &str, page: Arc<Page>) {
        self.young_bytes += page.plain.len();
        self.young.insert(address.to_owned(), page);
        if self.young_bytes > HALF_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

/// What is kept, for every request.
#[derive(Debug, Clone, Default)]
pub struct Kept(Arc<Mutex<Shelf>>);

impl Kept {
    fn get(&self, state: &str, address: &str) -> Option<Arc<Page>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).of(state).get(address)
    }

    fn put(&self, state: &str, address: &str, page: &Arc<Page>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).of(state).put(address, Arc::clone(page));
    }
}

/// Answers with a kept page, or keeps the page that is made.
pub async fn keep(Shared((state, kept)): Shared<(State, Kept)>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    // Taken before the page is made: figures that come meanwhile make another state.
    let today = state.hub.clock().today();
    let figures = state.figures_tag(&today.to_string());
    let asked = request.headers().clone();
    if let Some(page) = kept.get(&figures, &address) {
        return page.answer(&asked);
    }
    let reply = next.run(request).await;
    let whole = reply.body().size_hint().exact().is_some_and(|length| length <= LARGEST_BYTES);
    let passing = reply.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == NOT_KEPT);
    if reply.status() != StatusCode::OK || !whole || passing {
        return reply;
    }
    let (parts, body) = reply.into_parts();
    let Ok(plain) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let tag = state.figures_tag(&format!("{today} {address}"));
    let Ok(tag) = HeaderValue::from_str(&format!("W/\"{tag}\"")) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    let mut headers = parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    let page = Arc::new(Page { headers, tag, plain, gzipped: OnceLock::new() });
    kept.put(&figures, &address, &page);
    page.answer(&asked)
}

impl Page {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
        if known.any(|tag| tag.as_bytes() == self.tag.as_bytes()) {
            let mut reply = StatusCode::NOT_MODIFIED.into_response();
            reply.headers_mut().insert(header::ETAG, self.tag.clone());
            return reply;
        }
        let gzipped = compression::is_wanted(asked)
            .then(|| self.gzipped.get_or_init(|| compression::gzip(&self.plain).map(Bytes::from)).clone())
            .flatten();
        let mut headers = self.headers.clone();
        headers.insert(header::ETAG, self.tag.clone());
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        let body = match gzipped {
            Some(gzipped) => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                gzipped
            }
            None => self.plain.clone(),
        };
        (headers, body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: usize) -> Arc<Page> {
        Arc::new(Page {
            headers: HeaderMap::new(),
            tag: HeaderValue::from_static("W/\"1\""),
            plain: Bytes::from(vec![b'a'; bytes]),
            gzipped: OnceLock::new(),
        })
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_asked_for_stays() {
        let mut shelf = Shelf::default();
        shelf.put("/often", page(1));
        for number in 0..200 {
            shelf.put(&format!("/{number}"), page(1024 * 1024));
            assert!(shelf.get("/often").is_some());
            let held: usize = shelf.young.values().chain(shelf.old.values()).map(|page| page.plain.len()).sum();
            assert!(held <= 2 * HALF_BYTES + 2 * 1024 * 1024);
        }
        assert!(shelf.get("/0").is_none());
        assert!(shelf.get("/199").is_some());
    }

    #[test]
    fn nothing_outlives_its_figures() {
        let kept = Kept::default();
        kept.put("one", "/places", &page(1));
        assert!(kept.get("one", "/places").is_some());
        assert!(kept.get("two", "/places").is_none());
        assert!(kept.get("one", "/places").is_none());
    }

    #[test]
    fn a_reader_who_has_the_page_is_told_so() {
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"0\", W/\"1\""));
        assert_eq!(page(9).answer(&asked).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(page(9).answer(&HeaderMap::new()).status(), StatusCode::OK);
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"));
        asked.remove(header::IF_NONE_MATCH);
        let reply = page(5_000).answer(&asked);
        assert_eq!(reply.headers()[header::CONTENT_ENCODING], "gzip");
    }
}
