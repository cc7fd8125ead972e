//! The linkage behind a review, as programs read it: for a name and a purpose, and nothing of one person.

use super::reviews::{House, house, sample};
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use hub::Actor;
use serde_json::Value;
use tower::ServiceExt;

async fn ask_of(house: &House, path: &str, stated: bool) -> (StatusCode, HeaderMap, Value) {
    let mut request =
        Request::get(path).header(header::HOST, "127.0.0.1").header(header::ORIGIN, "https://other.example");
    if stated {
        request = request.header("Wholeplace-Person", "Ada").header("Wholeplace-Purpose", "A test");
    }
    let reply = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = reply.into_parts();
    assert!(!parts.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "no other site may read it");
    assert_eq!(parts.headers[header::CACHE_CONTROL].to_str().unwrap(), "no-store", "nobody keeps it, refused or not");
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, serde_json::from_slice(&body).unwrap())
}

fn kind(headers: &HeaderMap) -> &str {
    headers[header::CONTENT_TYPE].to_str().unwrap()
}

/// Whether two numbers are the same but for the last figure, which reading them back may round.
fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-12 * (1.0 + other.abs()),
        (one, other) => one == other,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_tells_of_a_linkage_for_a_purpose_and_records_it() {
    let house = house(&sample().to_bytes().unwrap()).await;
    let ask = async |path: &str, stated: bool| ask_of(&house, path, stated).await;
    // The linkage behind the review: as its file says it, for whoever says who they are and what for.
    let model = sample().model.expect("the file says what the model believes");
    let own = |part: &str| format!("/api/v1/people/reviews/1/{part}");
    for part in ["model", "thresholds", "blocking", "evaluation"] {
        let (status, headers, problem) = ask(&own(part), false).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::FORBIDDEN, Some("urn:wholeplace:not-allowed")));
        assert_eq!(kind(&headers), "application/problem+json");
        let before = house.events().await.len();
        let (status, headers, told) = ask(&own(part), true).await;
        assert_eq!((status, told["review"].as_u64()), (StatusCode::OK, Some(1)), "{told}");
        assert_eq!(kind(&headers), "application/json");
        let events = house.events().await;
        assert_eq!(events.len(), before + 1);
        assert_eq!((events[0].actor.person.as_str(), events[0].actor.purpose.as_str()), ("Ada", "A test"));
        let record = sample().pairs[0].left.id.clone();
        assert!(!told.to_string().contains(&format!("\"{record}\"")), "no record of a person: {told}");
        let (status, headers, _) = ask(&format!("/api/v1/people/reviews/99/{part}"), true).await;
        assert_eq!((status, kind(&headers)), (StatusCode::NOT_FOUND, "application/problem+json"));
        let (status, _, _) = ask(&format!("/api/v1/people/reviews/first/{part}"), true).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, _, _) = ask(&format!("{}?form=csv", own(part)), true).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a word that is not understood is refused");
    }
    let (_, _, told) = ask(&own("model"), true).await;
    let outcomes: Vec<&Value> =
        told["comparisons"].as_array().unwrap().iter().flat_map(|each| each["outcomes"].as_array().unwrap()).collect();
    assert_eq!(outcomes.len(), model.outcomes.len());
    for (told, expected) in outcomes.into_iter().zip(&model.outcomes) {
        assert_eq!(told["outcome"].as_str(), Some(expected.outcome.as_str()));
        assert!(same(told["m"].as_f64(), expected.m) && same(told["u"].as_f64(), expected.u), "{told}");
    }
    let (_, _, told) = ask(&own("thresholds"), true).await;
    let costs = told["thresholds"].as_array().unwrap();
    assert_eq!(costs.len(), model.thresholds.len());
    for (cost, expected) in costs.iter().zip(&model.thresholds) {
        assert_eq!(cost["taken"].as_u64(), Some(expected.taken));
        assert!(same(cost["missed_matches"].as_f64(), Some(expected.missed_matches)), "{cost}");
        let right = expected.taken as f64 - expected.false_matches;
        let precision = cost["precision"].as_f64().unwrap_or(right);
        assert!((precision * expected.taken as f64 - right).abs() < 1e-6 * (1.0 + right), "{cost}");
    }
    let (_, _, told) = ask(&own("blocking"), true).await;
    let compared: u64 = model.blocking.iter().map(|rule| rule.pairs).sum();
    assert_eq!((told["compared_pairs"].as_u64(), told["records"].as_u64()), (Some(compared), Some(model.records)));
    assert_eq!(told["rules"][0]["rule"].as_str(), Some(model.blocking[0].rule.as_str()));
    let (_, _, told) = ask(&own("evaluation"), true).await;
    assert_eq!((told["pairs"].as_u64(), told["settled"].as_u64()), (Some(sample().pairs.len() as u64), Some(0)));
    // Of what was removed nothing is kept back, and what people said of it stays.
    house.hub.forget_review_records(&Actor::local_administrator("A test"), 1).await.unwrap();
    let (status, _, problem) = ask(&own("model"), true).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("were removed"), "{problem}");
    assert_eq!(ask(&own("evaluation"), true).await.0, StatusCode::OK);
}
