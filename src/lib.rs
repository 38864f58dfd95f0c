//! Hoofprint's tracker: the core of a browser tracking snippet, run as WebAssembly.
//!
//! A page's call comes through the JavaScript facade (`src/js/`) and the wasm door ([`api`], wasm only) into
//! [`client::Client`], which makes an event of it, as JSON text, and puts that into the [`outbox`]. What the core needs of
//! the browser it asks of a [`platform::Platform`]; [`browser`] (wasm only) is the one adapter, and the only module that
//! names web-sys. Everything else builds and is tested natively.

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod client;
pub mod config;
pub mod consent;
pub mod cookie;
pub mod id;
pub mod json;
pub mod outbox;
pub mod pageview;
pub mod persistence;
pub mod platform;
pub mod properties;
pub mod session;
#[cfg(test)]
mod testing;
mod text;
mod url;
pub mod wire;
