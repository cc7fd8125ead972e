//! The files that pages need, embedded in the binary and served under names that carry a hash of their content, so
//! that a browser may keep them for ever.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, fmt::Write, sync::LazyLock};

const FONT: &str = "atkinson-hyperlegible-next-latin-wght-normal.woff2";
const STYLESHEET: &str = "wholeplace.css";
const ICON: &str = "favicon.svg";

/// An embedded file under its lasting name.
#[derive(Debug)]
pub struct Asset {
    /// The name in the source tree, such as `wholeplace.css`.
    pub name: &'static str,
    /// The name under which it is served, such as `wholeplace.1a2b3c4d5e6f.css`.
    pub served_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

impl Asset {
    fn new(name: &'static str, media_type: &'static str, bytes: Cow<'static, [u8]>) -> Self {
        let digest = Sha256::digest(&bytes);
        let hash = digest.iter().take(6).fold(String::new(), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        Self { name, served_name: format!("{stem}.{hash}.{extension}"), media_type, bytes }
    }

    /// The address of the file on this site.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/assets/{}", self.served_name)
    }
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let font = Asset::new(
        FONT,
        "font/woff2",
        Cow::Borrowed(include_bytes!("../assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2")),
    );
    let icon = Asset::new(ICON, "image/svg+xml", Cow::Borrowed(include_bytes!("../assets/favicon.svg")));
    // The stylesheet names the font by its hash, so its own hash changes when the font does.
    let css = include_str!("../assets/wholeplace.css").replace(&format!("fonts/{FONT}"), &font.served_name);
    let stylesheet = Asset::new(STYLESHEET, "text/css; charset=utf-8", Cow::Owned(css.into_bytes()));
    vec![font, icon, stylesheet]
});

/// Every embedded file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &ASSETS
}

fn url_of(name: &str) -> String {
    all().iter().find(|asset| asset.name == name).map(Asset::url).unwrap_or_default()
}

/// The address of the stylesheet.
#[must_use]
pub fn stylesheet_url() -> String {
    url_of(STYLESHEET)
}

/// The address of the icon.
#[must_use]
pub fn icon_url() -> String {
    url_of(ICON)
}

/// The address of the font, for pages that ask for it early.
#[must_use]
pub fn font_url() -> String {
    url_of(FONT)
}

/// The route that serves the files, to be merged into the site's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    match all().iter().find(|asset| asset.served_name == name) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ],
            asset.bytes.as_ref(),
        )
            .into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
    }
}
