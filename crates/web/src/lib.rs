//! The web door: pages (askama), charts (SVG), components and assets.
//!
//! A page is one struct and one template. It takes words and figures that are ready to be read and knows nothing of
//! where they came from; binding pages to the hub's use cases is the routes' work.

pub mod api;
mod arrivals;
pub mod assets;
pub mod charts;
pub mod components;
mod compression;
pub mod frame;
mod guard;
mod kept;
pub mod pages;
mod render;
mod routes;
mod state;
pub mod words;

pub use frame::{Frame, Section};
pub use render::{CONTENT_SECURITY_POLICY, Page, render};

use axum::Router;
use hub::Hub;
use std::{io, sync::Arc};
use tokio::net::TcpListener;

/// The whole door: pages, assets and the API, guarded against other sites.
pub fn router(hub: Arc<Hub>) -> Router {
    let state = state::State { hub };
    Router::new()
        .merge(routes::router(&state))
        .merge(api::router())
        .with_state(state)
        .merge(assets::routes())
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn(guard::keep_other_sites_out))
        .layer(axum::middleware::from_fn(compression::compress))
}

/// Serves the door until `stopped` resolves; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    hub: Arc<Hub>,
    listener: TcpListener,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(hub)).with_graceful_shutdown(stopped).await
}
