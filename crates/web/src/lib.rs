//! The web door: pages (askama), charts (SVG), components and assets.
//!
//! A page is one struct and one template. It takes words and figures that are ready to be read and knows nothing of
//! where they came from; binding pages to the hub's use cases is the routes' work.

pub mod assets;
pub mod charts;
pub mod components;
pub mod frame;
pub mod pages;
mod render;
pub mod words;

pub use frame::{Frame, Section};
pub use render::{CONTENT_SECURITY_POLICY, Page, render};
