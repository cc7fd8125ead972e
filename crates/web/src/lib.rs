//! The web door: pages (askama), charts (SVG), components and assets.
//!
//! A page is one struct and one template. It takes words and figures that are ready to be read and knows nothing of
//! where they came from; binding pages to the hub's use cases is the routes' work.

pub mod charts;
