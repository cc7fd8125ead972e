//! Assets: names that follow the content, headers that let a browser keep them.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use tower::ServiceExt;
use wholeplace_web::assets;

async fn get(path: &str) -> axum::response::Response {
    let router: Router = assets::routes();
    router.oneshot(Request::get(path).body(Body::empty()).expect("a request")).await.expect("a reply")
}

#[tokio::test]
async fn every_asset_is_served_for_ever() {
    for asset in assets::all() {
        let reply = get(&asset.url()).await;
        assert_eq!(reply.status(), StatusCode::OK);
        assert_eq!(reply.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(reply.headers()["content-type"], asset.media_type);
        assert_eq!(to_bytes(reply.into_body(), usize::MAX).await.unwrap(), asset.bytes.as_ref());
    }
}

#[tokio::test]
async fn another_content_has_another_name() {
    assert_eq!(get("/assets/wholeplace.000000000000.css").await.status(), StatusCode::NOT_FOUND);
}

#[test]
fn the_stylesheet_names_the_font_that_is_served() {
    let stylesheet = assets::all().iter().find(|asset| asset.name == "wholeplace.css").unwrap();
    let css = std::str::from_utf8(&stylesheet.bytes).unwrap();
    let font = assets::font_url();
    assert!(css.contains(font.rsplit('/').next().unwrap()));
    assert!(!css.contains("http"), "a stylesheet fetches nothing from elsewhere");
}
