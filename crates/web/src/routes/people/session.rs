//! Who reviews, and what for. Until people can sign in, a reviewer states both; the browser carries them in a cookie
//! that goes to these pages alone and ends with the session.

use super::{LARGEST_FORM_BYTES, frame};
use crate::{
    components::{ErrorSummary, FieldError, TextField, TextKind},
    pages::people::{ReviewerView, WhoReviewsPage},
    render,
};
use axum::{
    Form,
    extract::{FromRequestParts, RawQuery, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use hub::Actor;
use serde::Deserialize;
use std::convert::Infallible;

const COOKIE: &str = "wholeplace-reviewer";
/// The longest name and the longest purpose, in characters.
const LONGEST_NAME: usize = 80;
const LONGEST_PURPOSE: usize = 200;

/// Who reviews, as they have stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) name: String,
    pub(super) purpose: String,
}

/// A visit: where to, and by whom.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) session: Option<Session>,
    /// The path that was asked for, to come back to.
    pub(super) path: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { session: Session::of(&parts.headers), path: parts.uri.path().to_owned() })
    }
}

impl Visit {
    /// Whoever visits. Without a stated name and purpose this is nobody, whom [`Actor::may`] refuses.
    pub(super) fn actor(&self) -> Actor {
        match &self.session {
            Some(session) => Actor::reviewer(&session.name, &session.purpose),
            None => Actor::reviewer("", ""),
        }
    }

    /// What stands on a page about who reviews.
    pub(super) fn view(&self, recorded: Option<&str>) -> Option<ReviewerView> {
        let session = self.session.as_ref()?;
        Some(ReviewerView {
            name: session.name.clone(),
            purpose: session.purpose.clone(),
            recorded: recorded.map(ToOwned::to_owned),
            change_href: self.who_href(),
        })
    }

    /// The same for a page that is shown to reviewers alone.
    pub(super) fn stated(&self, recorded: Option<&str>) -> ReviewerView {
        self.view(recorded).unwrap_or_else(|| ReviewerView {
            name: String::new(),
            purpose: String::new(),
            recorded: None,
            change_href: self.who_href(),
        })
    }

    /// Where to say who reviews, coming back here.
    pub(super) fn who_href(&self) -> String {
        format!("/people/reviewer?{}", query("next", &self.path))
    }
}

fn query(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

impl Session {
    /// What somebody states, made plain. Nothing when a part is missing or too long.
    pub(super) fn stated(name: &str, purpose: &str) -> Option<Self> {
        let (name, purpose) = (plain(name), plain(purpose));
        let fits = |text: &str, longest: usize| !text.is_empty() && text.chars().count() <= longest;
        (fits(&name, LONGEST_NAME) && fits(&purpose, LONGEST_PURPOSE)).then_some(Self { name, purpose })
    }

    fn of(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let value = cookies
            .flat_map(|cookies| cookies.split(';'))
            .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
        let (mut name, mut purpose) = (String::new(), String::new());
        for (word, value) in form_urlencoded::parse(value.as_bytes()) {
            match word.as_ref() {
                "name" => name = value.into_owned(),
                "purpose" => purpose = value.into_owned(),
                _ => {}
            }
        }
        Self::stated(&name, &purpose)
    }

    fn cookie(&self) -> Option<HeaderValue> {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let value = pairs.append_pair("name", &self.name).append_pair("purpose", &self.purpose).finish();
        HeaderValue::from_str(&format!("{COOKIE}={value}; Path=/people; HttpOnly; SameSite=Strict")).ok()
    }
}

/// Whether a name or a purpose is longer than is taken, for doors that take them elsewhere.
pub(crate) fn too_long(name: &str, purpose: &str) -> bool {
    name.chars().count() > LONGEST_NAME || purpose.chars().count() > LONGEST_PURPOSE
}

/// A text in one line, without what cannot be seen.
fn plain(text: &str) -> String {
    let unseen = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let seen: String = text
        .chars()
        .filter(|&letter| !unseen(letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where to come back to: a page of reviews, whatever else an address may ask for.
fn next(query: Option<&str>) -> String {
    let asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(word, _)| word == "next");
    let asked = asked.map(|(_, value)| value.into_owned()).unwrap_or_default();
    let plain = asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-.".contains(&byte));
    if asked.starts_with("/people/") && plain && !asked.contains("//") && !asked.contains("..") {
        asked
    } else {
        "/people/reviews".to_owned()
    }
}

/// The page that asks, on the way to where the visit goes.
pub(super) fn page(visit: &Visit, status: StatusCode) -> Response {
    let session = visit.session.clone();
    let (name, purpose) = session.map(|session| (session.name, session.purpose)).unwrap_or_default();
    render(&asking(&visit.path, &name, &purpose, visit.session.is_some(), status))
}

fn asking(next: &str, name: &str, purpose: &str, reviews: bool, status: StatusCode) -> WhoReviewsPage {
    let field = |id: &str, label: &str, hint: &str, value: &str| TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: Some(hint.to_owned()),
        value: value.to_owned(),
        error: None,
        kind: TextKind::Text,
        button: None,
    };
    WhoReviewsPage {
        frame: frame("Who reviews, and what for?", &[], "Who reviews"),
        status,
        errors: None,
        action: format!("/people/reviewer?{}", query("next", next)),
        name: field("name", "Your name", "As your colleagues know you. It stands beside what you judge.", name),
        purpose: field(
            "purpose",
            "Your purpose",
            "What you look at the records for, such as: how often the linkage of housing and benefits is right.",
            purpose,
        ),
        stop_action: reviews.then(|| "/people/reviewer/stop".to_owned()),
    }
}

/// Asks who reviews.
pub(super) async fn ask(visit: Visit, RawQuery(asked): RawQuery) -> Response {
    let visit = Visit { path: next(asked.as_deref()), ..visit };
    page(&visit, StatusCode::OK)
}

/// What somebody states.
#[derive(Deserialize)]
pub(super) struct Stated {
    #[serde(default)]
    name: String,
    #[serde(default)]
    purpose: String,
}

/// Takes what is stated and goes on.
pub(super) async fn state(
    visit: Visit,
    RawQuery(asked): RawQuery,
    form: Result<Form<Stated>, FormRejection>,
) -> Response {
    let next = next(asked.as_deref());
    let (name, purpose) = form.map(|Form(stated)| (stated.name, stated.purpose)).unwrap_or_default();
    if let Some(cookie) = Session::stated(&name, &purpose).and_then(|session| session.cookie()) {
        let mut reply = Redirect::to(&next).into_response();
        reply.headers_mut().insert(header::SET_COOKIE, cookie);
        reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return reply;
    }
    let mut page =
        asking(&next, &plain(&name), &plain(&purpose), visit.session.is_some(), StatusCode::UNPROCESSABLE_ENTITY);
    let fault = |text: &str, longest: usize, missing: &str| match text.chars().count() {
        0 => Some(missing.to_owned()),
        length if length > longest => Some(format!("Use at most {longest} letters")),
        _ => None,
    };
    page.name.error = fault(&page.name.value, LONGEST_NAME, "Say who you are");
    page.purpose.error = fault(&page.purpose.value, LONGEST_PURPOSE, "Say what you look at the records for");
    let errors = [("name", &page.name.error), ("purpose", &page.purpose.error)];
    let errors = errors.into_iter().filter_map(|(field, error)| {
        error.as_ref().map(|text| FieldError { text: text.clone(), field_id: field.to_owned() })
    });
    page.errors = Some(ErrorSummary { errors: errors.collect() });
    page.frame.title = format!("Error: {}", page.frame.title);
    render(&page)
}

/// Forgets who reviews in this browser.
pub(super) async fn stop() -> Response {
    let mut reply = Redirect::to("/people/reviews").into_response();
    let gone = format!("{COOKIE}=; Path=/people; HttpOnly; SameSite=Strict; Max-Age=0");
    if let Ok(gone) = HeaderValue::from_str(&gone) {
        reply.headers_mut().insert(header::SET_COOKIE, gone);
    }
    reply
}

const _: () = assert!(4 * (LONGEST_NAME + LONGEST_PURPOSE) < LARGEST_FORM_BYTES, "what may be stated fits in a form");

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie_of(session: &Session) -> HeaderMap {
        let cookie = session.cookie().unwrap();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("other=1; {pair}; more=2").parse().unwrap());
        headers
    }

    #[test]
    fn what_is_stated_comes_back() {
        let session = Session::stated(" Zoë  Ó Briain; \"the\tsecond\" ", "Why = how & when?").unwrap();
        assert_eq!(session.name, "Zoë Ó Briain; \"the second\"");
        assert_eq!(Session::of(&cookie_of(&session)), Some(session));
    }

    #[test]
    fn nobody_is_whoever_states_too_little_or_too_much() {
        assert_eq!(Session::stated("Ada", " \u{200b}"), None);
        assert_eq!(Session::stated("\n", "Review"), None);
        assert_eq!(Session::stated(&"a".repeat(LONGEST_NAME + 1), "Review"), None);
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("wholeplace-reviewer=name=Ada"));
        assert_eq!(Session::of(&headers), None, "a purpose is missing");
        let visit = Visit { session: None, path: "/people/reviews/1".to_owned() };
        assert!(visit.actor().may(&hub::Action::JudgePairs { review: 1 }).is_err());
    }

    #[test]
    fn one_comes_back_to_a_page_of_reviews_and_nowhere_else() {
        assert_eq!(next(Some("next=%2Fpeople%2Freviews%2F1")), "/people/reviews/1");
        for elsewhere in [
            "",
            "next=",
            "next=/data",
            "next=//evil.example",
            "next=/people//evil",
            "next=/people/../data",
            "next=/people/%0d%0a",
        ] {
            assert_eq!(next(Some(elsewhere)), "/people/reviews", "{elsewhere}");
        }
    }
}
