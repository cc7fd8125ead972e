//! Clerical review as people meet it: the real hub on its real engines, asked through its real door.

use super::{project, stderr, stdout, wholeplace};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use hub::{
    Actor, Error, Hub, SystemClock,
    people::reviews::{Basis, Judged, PairStanding, Verdict},
    ports::Event,
};
use link::review::ReviewFile;
use std::{path::Path, sync::Arc};
use tempfile::TempDir;
use tower::ServiceExt;

const SAMPLE: &str = include_str!("../../../../data/linkage/review-sample.json");

/// A hub of its own, with a review in it.
pub(super) struct House {
    pub(super) hub: Arc<Hub>,
    pub(super) router: Router,
    folder: TempDir,
}

pub(super) async fn house(file: &[u8]) -> House {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake::Lake::open(&folder.path().join("lake")).await.unwrap();
    let register = register::open(&folder.path().join("register.sqlite").display().to_string()).await.unwrap();
    let hub =
        Hub::open(Arc::new(lake), Arc::new(register), Arc::new(SystemClock), place::Map::england()).await.unwrap();
    let hub = Arc::new(hub);
    hub.import_review(&Actor::local_administrator("A test of reviews"), file.to_vec()).await.unwrap();
    House { router: web::router(Arc::clone(&hub)), hub, folder }
}

pub(super) fn sample() -> ReviewFile {
    ReviewFile::parse(SAMPLE.as_bytes()).unwrap()
}

/// The sample with its first pairs alone.
fn sample_of(pairs: usize) -> Vec<u8> {
    let mut file = sample();
    file.pairs.truncate(pairs);
    file.clusters.clear();
    file.to_bytes().unwrap()
}

fn ada() -> Actor {
    Actor::reviewer("Ada Lovelace", "A test of reviews")
}

fn bea() -> Actor {
    Actor::reviewer("Bea Webb", "A test of reviews")
}

fn cleo() -> Actor {
    Actor::reviewer("Cleo Lane", "A test of reviews")
}

impl House {
    pub(super) async fn events(&self) -> Vec<Event> {
        self.hub.events(&Actor::local_administrator("A test of reviews"), None, u32::MAX).await.unwrap()
    }

    /// Asks the door; a form makes it a post.
    async fn ask(&self, path: &str, who: Option<&str>, form: Option<&str>) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().uri(path).header(header::HOST, "127.0.0.1");
        if let Some(who) = who {
            request = request.header(header::COOKIE, format!("wholeplace-reviewer=name={who}&purpose=A+test"));
        }
        let request = match form {
            Some(form) => request
                .method("POST")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form.to_owned())),
            None => request.body(Body::empty()),
        };
        let reply = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = reply.into_parts();
        let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        (parts.status, parts.headers, body)
    }

    async fn page(&self, path: &str, who: Option<&str>) -> String {
        let (status, headers, body) = self.ask(path, who, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        body
    }

    async fn post(&self, path: &str, who: &str, form: &str) -> String {
        let (status, headers, body) = self.ask(path, Some(who), Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
        headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    match outcome.unwrap_err() {
        Error::Refused { what, .. } => what,
        other => panic!("not refused but {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_look_is_recorded_before_anything_is_shown() {
    let house = house(SAMPLE.as_bytes()).await;
    let before = house.events().await.len();
    let nobody =
        [Actor::reviewer("", ""), Actor::reviewer("Ada", " "), Actor::local_administrator("Looking"), Actor::reader()];
    for actor in nobody {
        assert!(matches!(house.hub.review_pair(&actor, 1, 1).await, Err(Error::Denied(_))), "{actor:?}");
        assert!(matches!(house.hub.review_cluster(&actor, 1, 1).await, Err(Error::Denied(_))));
        assert!(matches!(house.hub.review_disputes(&actor, 1).await, Err(Error::Denied(_))));
        assert!(matches!(house.hub.judge_pair(&actor, 1, 1, Verdict::SamePerson, "").await, Err(Error::Denied(_))));
    }
    assert_eq!(house.events().await.len(), before, "nobody saw anything");
    let seen = house.hub.review_pair(&ada(), 1, 3).await.unwrap();
    assert_eq!(seen.left, sample().pairs[2].left);
    let events = house.events().await;
    assert_eq!(events.len(), before + 1);
    assert_eq!(
        (events[0].action.as_str(), events[0].subject.as_str()),
        ("review-pair-seen", "linkage-review/1/pair/3")
    );
    assert_eq!(
        (events[0].actor.person.as_str(), events[0].actor.purpose.as_str()),
        ("Ada Lovelace", "A test of reviews")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_record_says_leaves_the_lake() {
    let house = house(SAMPLE.as_bytes()).await;
    for pair in 1..=4 {
        house.hub.review_pair(&ada(), 1, pair).await.unwrap();
        house.hub.judge_pair(&ada(), 1, pair, Verdict::SamePerson, "").await.unwrap();
    }
    let register = std::fs::read(house.folder.path().join("register.sqlite")).unwrap();
    let wal = std::fs::read(house.folder.path().join("register.sqlite-wal")).unwrap_or_default();
    let kept = [register, wal].concat();
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("review-pair-seen"), "the register was looked at whole");
    let emails: Vec<String> = sample()
        .pairs
        .iter()
        .flat_map(|pair| [&pair.left, &pair.right])
        .filter_map(|record| record.values[4].clone())
        .collect();
    assert!(emails.len() > 20);
    for email in emails {
        assert!(!holds(&email), "{email}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_judge_blind_and_a_third_decides() {
    let house = house(&sample_of(3)).await;
    let hub = &house.hub;
    let seen = hub.review_pair(&ada(), 1, 1).await.unwrap();
    assert_eq!((seen.weight, seen.own, seen.others.len()), (None, None, 0), "blind");
    hub.judge_pair(&ada(), 1, 1, Verdict::SamePerson, "the email").await.unwrap();
    let seen = hub.review_pair(&ada(), 1, 1).await.unwrap();
    let weight = seen.weight.expect("shown once judged");
    let sum = weight.steps.iter().fold(weight.prior, |sum, step| sum + step.weight + step.frequency);
    assert!((sum - weight.weight).abs() < 1e-4);
    let seen = hub.review_pair(&bea(), 1, 1).await.unwrap();
    assert_eq!((seen.weight, seen.others.len()), (None, 0), "the second sees no more than the first did");
    hub.judge_pair(&bea(), 1, 1, Verdict::DifferentPeople, "").await.unwrap();
    let (overview, disputes) = hub.review_disputes(&ada(), 1).await.unwrap();
    assert_eq!(overview.standing.pair(1), Some(PairStanding::Disputed));
    assert_eq!((disputes.len(), disputes[0].said.clone()), (1, None), "one of the two is not told what the other said");
    let (_, disputes) = hub.review_disputes(&cleo(), 1).await.unwrap();
    assert_eq!(disputes[0].said.as_ref().map(Vec::len), Some(2));
    let seen = hub.review_pair(&cleo(), 1, 1).await.unwrap();
    assert_eq!((seen.others.len(), seen.others[0].note.as_str(), seen.weight), (2, "the email", None));
    let Judged::Recorded(decision) = hub.judge_pair(&cleo(), 1, 1, Verdict::SamePerson, "").await.unwrap() else {
        panic!("it is new")
    };
    assert_eq!(decision.basis, Basis::Decision);
    let overview = hub.review(&ada(), 1).await.unwrap();
    assert_eq!(overview.standing.pair(1), Some(PairStanding::Settled(Verdict::SamePerson)));
    let late = Actor::reviewer("Dora Late", "A test of reviews");
    assert!(refused(hub.review_pair(&late, 1, 1).await).contains("settled"), "nobody needs to see it again");
    assert!(refused(hub.judge_pair(&late, 1, 1, Verdict::SamePerson, "").await).contains("settled"));
    assert!(refused(hub.take_back(&ada(), 1, 1).await).contains("third"), "a decision rests on it");
    let labels = hub.review_labels(&ada(), 1).await.unwrap();
    assert_eq!(labels.len(), 1);
    assert_eq!((labels[0].left.1.clone(), labels[0].match_probability), (sample().pairs[0].left.id.clone(), 1.0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_twice_counts_once_and_a_stale_one_is_refused() {
    let house = house(&sample_of(2)).await;
    let hub = &house.hub;
    let first = hub.judge_pair(&ada(), 1, 1, Verdict::SamePerson, "seen").await.unwrap();
    let again = hub.judge_pair(&ada(), 1, 1, Verdict::SamePerson, "seen").await.unwrap();
    assert_eq!(again, Judged::Already(first.judgement().clone()));
    assert!(refused(hub.judge_pair(&ada(), 1, 1, Verdict::CannotTell, "").await).contains("already"));
    let twins = (0..8).map(|_| {
        let hub = Arc::clone(hub);
        tokio::spawn(async move { hub.judge_pair(&ada(), 1, 2, Verdict::DifferentPeople, "").await.unwrap() })
    });
    let mut recorded = 0;
    for twin in twins.collect::<Vec<_>>() {
        recorded += usize::from(matches!(twin.await.unwrap(), Judged::Recorded(_)));
    }
    assert_eq!(recorded, 1);
    hub.take_back(&ada(), 1, 1).await.unwrap();
    assert!(refused(hub.take_back(&ada(), 1, 1).await).contains("before"), "a stale undo");
    assert!(refused(hub.take_back(&bea(), 1, 2).await).contains("another person"));
    assert!(matches!(hub.take_back(&ada(), 1, 99).await, Err(Error::NotFound { .. })));
    // The second judgement of the pair is blind still: the weight was never shown.
    let judged = hub.judge_pair(&ada(), 1, 1, Verdict::CannotTell, "").await.unwrap();
    assert_eq!((judged.judgement().basis, judged.judgement().number), (Basis::Blind, 3));
    hub.review_pair(&ada(), 1, 1).await.unwrap();
    hub.take_back(&ada(), 1, 3).await.unwrap();
    let judged = hub.judge_pair(&ada(), 1, 1, Verdict::SamePerson, "").await.unwrap();
    assert_eq!(judged.judgement().basis, Basis::WeightSeen, "now it is not");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_opens_once_its_pairs_are_judged() {
    let house = house(SAMPLE.as_bytes()).await;
    let file = sample();
    let cluster = &file.clusters[0];
    let holds = |key| cluster.records.iter().any(|record| record.key() == key);
    let inside: Vec<u32> = (1..)
        .zip(&file.pairs)
        .filter(|(_, pair)| holds(pair.left.key()) && holds(pair.right.key()))
        .map(|(number, _)| number)
        .collect();
    if let Some(&pair) = inside.first() {
        let what = refused(house.hub.review_cluster(&ada(), 1, 1).await);
        assert!(what.contains(&format!("pair {pair}")), "{what}");
    }
    for &pair in &inside {
        house.hub.judge_pair(&ada(), 1, pair, Verdict::SamePerson, "").await.unwrap();
    }
    let seen = house.hub.review_cluster(&ada(), 1, 1).await.unwrap();
    assert_eq!(&seen.cluster, cluster);
    assert!(matches!(house.hub.review_cluster(&ada(), 1, 999).await, Err(Error::NotFound { .. })));
    assert!(matches!(house.hub.review_pair(&ada(), 1, 999).await, Err(Error::NotFound { .. })));
    assert!(matches!(house.hub.review_pair(&ada(), 2, 1).await, Err(Error::NotFound { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_no_review_are_refused_with_their_places() {
    let house = house(&sample_of(1)).await;
    let administrator = Actor::local_administrator("A test of reviews");
    for (bytes, expected) in [
        (b"no json".to_vec(), "line 1"),
        (sample_of(0), "pairs: "),
        (sample_of(1), "is review 1 already"),
        (SAMPLE.replacen("\"band\": ", "\"band\": 9", 1).into_bytes(), "there is no band"),
    ] {
        let what = refused(house.hub.import_review(&administrator, bytes).await);
        assert!(what.contains(expected), "{what}");
    }
    assert!(matches!(house.hub.import_review(&ada(), sample_of(2)).await, Err(Error::Denied(_))));
    assert_eq!(house.hub.reviews(&administrator).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_file_that_was_tampered_with_is_not_shown() {
    let house = house(&sample_of(1)).await;
    let folder = house.folder.path().join("lake/people/reviews");
    let kept = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&kept).unwrap();
    std::fs::write(&kept, text.replacen("review", "Review", 1)).unwrap();
    assert!(matches!(house.hub.review_pair(&ada(), 1, 1).await, Err(Error::Port(_))));
    let (status, _, body) = house.ask("/people/reviews/1/pairs/1", Some("Ada"), None).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!body.contains(&sample().pairs[0].left.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_can_be_removed_and_judgements_stay() {
    let house = house(&sample_of(1)).await;
    for reviewer in [ada(), bea()] {
        house.hub.judge_pair(&reviewer, 1, 1, Verdict::SamePerson, "").await.unwrap();
    }
    assert!(matches!(house.hub.forget_review_records(&ada(), 1).await, Err(Error::Denied(_))));
    let administrator = Actor::local_administrator("The review is done");
    assert!(house.hub.forget_review_records(&administrator, 1).await.unwrap());
    assert!(!house.hub.forget_review_records(&administrator, 1).await.unwrap());
    assert_eq!(std::fs::read_dir(house.folder.path().join("lake/people/reviews")).unwrap().count(), 0);
    assert!(refused(house.hub.import_review(&administrator, sample_of(1)).await).contains("already"));
    assert_eq!(std::fs::read_dir(house.folder.path().join("lake/people/reviews")).unwrap().count(), 0, "it stays away");
    assert!(refused(house.hub.review_pair(&ada(), 1, 1).await).contains("no longer here"));
    let (_, results) = house.hub.review_results(&ada(), 1).await.unwrap();
    assert_eq!(results.labels, 1);
    let (status, _, body) = house.ask("/people/reviews/1/pairs/1", Some("Ada+Lovelace"), None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body.contains("no longer here"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_states_no_purpose_is_asked_for_it() {
    let house = house(&sample_of(1)).await;
    let secret = sample().pairs[0].left.values[1].clone().unwrap_or_default();
    for path in [
        "/people/reviews/1/pairs/1",
        "/people/reviews/1/next",
        "/people/reviews/1/disagreements",
        "/people/reviews/1/labels.csv",
    ] {
        let (status, headers, body) = house.ask(path, None, None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(body.contains("Who reviews, and what for?") && body.contains("Your purpose"), "{path}");
        assert!(!body.contains(&secret) || secret.is_empty(), "{path}");
    }
    let (status, headers, _) =
        house.ask("/people/reviewer?next=/people/reviews/1/next", None, Some("name=Zo%C3%AB&purpose=A+test")).await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/people/reviews/1/next")
    );
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/people"),
        "{cookie}"
    );
    let (status, _, body) = house.ask("/people/reviewer", None, Some("name=Ada&purpose=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("Say what you look at the records for"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_records_say_is_never_markup() {
    let hostile = "<img src=x onerror=alert(1)>\"'&</td></table><script>alert(2)</script>";
    let mut file = sample();
    file.pairs.truncate(2);
    file.clusters.truncate(1);
    file.title = format!("Review {hostile}").chars().take(190).collect();
    file.columns[0].label = hostile.to_owned();
    for pair in &mut file.pairs {
        pair.left.values[1] = Some(hostile.to_owned());
        pair.right.values[1] = Some(format!("{hostile}!"));
        pair.left.source = hostile.to_owned();
        pair.rule = Some(hostile.to_owned());
        for step in &mut pair.steps {
            step.comparison = hostile.to_owned();
            step.outcome = hostile.to_owned();
            step.words = format!("{hostile}: {hostile}");
        }
    }
    for record in &mut file.clusters[0].records {
        record.values[1] = Some(hostile.to_owned());
        record.source = hostile.to_owned();
    }
    if let Some(model) = &mut file.model {
        model.name = hostile.to_owned();
        model.outcomes[0].outcome = hostile.to_owned();
        model.outcomes[0].comparison = hostile.to_owned();
        model.blocking[0].rule = hostile.to_owned();
    }
    let house = house(&file.to_bytes().unwrap()).await;
    let who = "%3Cimg+src%3Dx%3E";
    house
        .post(
            "/people/reviews/1/pairs/1",
            who,
            &format!("verdict=same_person&note={}", "%3Cscript%3Ealert(3)%3C%2Fscript%3E"),
        )
        .await;
    house.hub.judge_pair(&bea(), 1, 1, Verdict::DifferentPeople, hostile).await.unwrap();
    let mut whole = String::new();
    for path in [
        "/people/reviews",
        "/people/reviews/1",
        "/people/reviews/1/pairs/1",
        "/people/reviews/1/pairs/2",
        "/people/reviews/1/disagreements",
        "/people/reviews/1/results",
        "/people/models/1",
    ] {
        whole += &house.page(path, Some(who)).await;
    }
    whole += &house.page("/people/reviews/1/disagreements", Some("Cleo")).await;
    whole += &house.page("/people/reviews/1/pairs/1", Some("Cleo")).await;
    whole += &house.page("/people/clusters/1-1", Some("Dora")).await;
    assert!(whole.contains("&lt;img") || whole.contains("&#60;img"), "it is shown as text");
    for markup in ["<img", "<script", "onerror=alert(1)>\"", "</table><script"] {
        assert!(!whole.contains(markup), "{markup}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_of_one_pair_comes_to_its_end() {
    let house = house(&sample_of(1)).await;
    let (status, headers, _) = house.ask("/people/reviews/1/next", Some("Ada"), None).await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/people/reviews/1/pairs/1#records")
    );
    let page = house.page("/people/reviews/1/pairs/1", Some("Ada")).await;
    assert!(
        page.contains("Pair 1 of 1")
            && page.contains("Purpose: <strong>A test</strong>")
            && !page.contains("match weight is")
    );
    assert_eq!(
        house.post("/people/reviews/1/pairs/1", "Ada", "verdict=same_person&note=").await,
        "/people/reviews/1?judged=1"
    );
    let page = house.page("/people/reviews/1?judged=1", Some("Ada")).await;
    assert!(
        page.contains("Recorded: pair 1 is same person.")
            && page.contains("You have judged every pair that waits for you.")
    );
    assert_eq!(
        house.post("/people/reviews/1/pairs/1", "Ada", "verdict=same_person&note=").await,
        "/people/reviews/1?judged=1",
        "sent twice"
    );
    let (status, _, body) = house.ask("/people/reviews/1/pairs/1", Some("Ada"), Some("verdict=cannot_tell")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body.contains("already") && body.contains("Take that back first"));
    let page = house.page("/people/reviews/1/pairs/1", Some("Ada")).await;
    assert!(page.contains("You said: same person") && page.contains("match weight is") && page.contains("<svg"));
    assert_eq!(
        house.post("/people/reviews/1/judgements/1/undo", "Ada", "").await,
        "/people/reviews/1/pairs/1?undone=1#records"
    );
    let (status, _, body) = house.ask("/people/reviews/1/judgements/1/undo", Some("Ada"), Some("")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body.contains("was taken back before"));
    let (status, _, body) = house.ask("/people/reviews/1/pairs/1", Some("Ada"), Some("verdict=perhaps")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("Press one of the three buttons"));
    for (who, verdict) in [("Ada", "different_people"), ("Bea", "different_people")] {
        house.post("/people/reviews/1/pairs/1", who, &format!("verdict={verdict}")).await;
    }
    let results = house.page("/people/reviews/1/results", Some("Ada")).await;
    assert!(results.contains("Its one pair is settled."), "{results}");
    let (status, headers, table) = house.ask("/people/reviews/1/labels.csv", Some("Ada"), None).await;
    assert_eq!((status, headers[header::CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-store"));
    let pair = &sample().pairs[0];
    assert_eq!(
        table,
        format!(
            "record_id_l,source_l,record_id_r,source_r,match_probability\r\n{},{},{},{},0\r\n",
            pair.left.id, pair.left.source, pair.right.id, pair.right.source
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_from_another_site_changes_nothing() {
    let house = house(&sample_of(1)).await;
    let request = Request::post("/people/reviews/1/pairs/1")
        .header(header::HOST, "127.0.0.1")
        .header(header::ORIGIN, "https://attacker.example")
        .header(header::COOKIE, "wholeplace-reviewer=name=Ada&purpose=A+test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("verdict=same_person"))
        .unwrap();
    assert_eq!(house.router.clone().oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(house.hub.review(&ada(), 1).await.unwrap().judgements.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_gives_records_for_a_purpose_alone() {
    let house = house(&sample_of(2)).await;
    let ask = async |path: &str, stated: bool, body: Option<&str>| {
        let mut request = Request::builder().uri(path).header(header::HOST, "127.0.0.1");
        if stated {
            request = request.header("Wholeplace-Person", "Ada").header("Wholeplace-Purpose", "A test");
        }
        let request = match body {
            Some(body) => request
                .method("POST")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_owned())),
            None => request.body(Body::empty()),
        };
        let reply = house.router.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = reply.into_parts();
        assert!(!parts.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "no other site may read it");
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, serde_json::from_slice::<serde_json::Value>(&body).unwrap())
    };
    let pair = "/api/v1/people/reviews/1/pairs/1";
    let (status, _, problem) = ask(pair, false, None).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (StatusCode::FORBIDDEN, Some("urn:wholeplace:not-allowed")),
        "{problem}"
    );
    let (status, headers, seen) = ask(pair, true, None).await;
    assert_eq!((status, headers[header::CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-store"));
    assert_eq!(seen["left"]["id"], sample().pairs[0].left.id.as_str());
    assert!(seen["weight"].is_null());
    assert_eq!(house.events().await[0].actor.purpose, "A test");
    let (status, _, judged) = ask(&format!("{pair}/judgement"), true, Some(r#"{"verdict": "same_person"}"#)).await;
    assert_eq!((status, judged["basis"].as_str()), (StatusCode::OK, Some("blind")), "{judged}");
    let (status, _, _) = ask(&format!("{pair}/judgement"), true, Some(r#"{"verdict": "perhaps"}"#)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, _, told) = ask("/api/v1/people/reviews/1/judgements", false, None).await;
    assert_eq!(told["judgements"], serde_json::json!([]), "one word would tell the second reviewer what to say");
    let (_, _, reviews) = ask("/api/v1/people/reviews", false, None).await;
    assert_eq!(reviews["reviews"][0]["reviewers"][0]["judged"], 1);
}

#[test]
fn a_review_is_imported_listed_and_exported_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let file = project().join("data/linkage/review-sample.json");
    let file = file.to_str().unwrap();
    let output = wholeplace(&data, &["link", "review", "import", file, "--purpose", "How often the linkage is right"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), "1\n");
    let again = wholeplace(&data, &["link", "review", "import", file, "--purpose", "Again"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("review 1 already") && stderr(&again).contains("hint:"), "{}", stderr(&again));
    let no_purpose = wholeplace(&data, &["link", "review", "import", file, "--purpose", " "]);
    assert_eq!(no_purpose.status.code(), Some(2));
    assert!(stderr(&no_purpose).contains("purpose"), "{}", stderr(&no_purpose));
    let list = wholeplace(&data, &["link", "review", "list", "--format", "csv"]);
    assert!(
        stdout(&list).lines().nth(1).is_some_and(|row| row.starts_with("1,Made-up residents")),
        "{}",
        stdout(&list)
    );
    let labels = folder.path().join("labels.csv");
    let export = ["link", "review", "export", "1", "--purpose", "Training", "--output", labels.to_str().unwrap()];
    let output = wholeplace(&data, &export);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(read(&labels), "record_id_l,source_l,record_id_r,source_r,match_probability\r\n");
    let missing = wholeplace(&data, &["link", "review", "export", "7", "--purpose", "Training"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("there is no review 7"), "{}", stderr(&missing));
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
