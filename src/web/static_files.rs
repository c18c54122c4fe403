//! Styles and scripts of the staff's pages, inside the binary. Each is found under a name that holds
//! its content's hash, so that browsers keep it for a year and never show an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

struct File {
    name: String,
    kind: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($stem:literal . $extension:literal = $kind:literal),+ $(,)?) => {
        fn files() -> Vec<(&'static str, File)> {
            vec![$({
                let text = include_str!(concat!("../../static/", $stem, ".", $extension));
                let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..6]);
                let name = format!(concat!($stem, "-{}.", $extension), hash);
                (concat!($stem, ".", $extension), File { name, kind: $kind, text })
            }),+]
        }
    };
}

files! {
    "staff"."css" = "text/css; charset=utf-8",
    "staff"."js" = "text/javascript; charset=utf-8",
    "agenda"."js" = "text/javascript; charset=utf-8",
}

static FILES: LazyLock<Vec<(&'static str, File)>> = LazyLock::new(files);

/// The address of a file by its plain name.
pub fn address(plain: &str) -> String {
    let found = FILES.iter().find(|(name, _)| *name == plain);
    found.map(|(_, file)| format!("/static/{}", file.name)).unwrap_or_default()
}

pub async fn file(Path(name): Path<String>) -> Response {
    let Some((_, file)) = FILES.iter().find(|(_, file)| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file.text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}
