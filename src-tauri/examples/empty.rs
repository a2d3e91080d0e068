//! An empty Tauri window: the comparison for the app's start (`cargo xtask bench`).
#![allow(missing_docs, reason = "a program, not a library")]

use tauri::http::header::CONTENT_TYPE;
use tauri::http::{HeaderValue, Response};
use tauri::{WebviewUrl, WebviewWindowBuilder};

#[allow(clippy::disallowed_methods, reason = "Tauri's generated code names process::exit")]
fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = Response::new(b"<!doctype html><p>empty</p>".to_vec());
            page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            page
        })
        .setup(|app| {
            let page = "empty://localhost/".parse().map(WebviewUrl::CustomProtocol)?;
            WebviewWindowBuilder::new(app, "main", page).build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
