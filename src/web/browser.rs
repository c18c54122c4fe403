//! Who is at the other end, before anybody is known: the browser's cookie, its language, and the
//! proof that a form was made for it.
//!
//! The cookie is random and names nothing; what it may do stands in the database (`visitor.rs`). A
//! form carries a token derived from it, masked anew in each response, so that compressed pages
//! do not give it away letter by letter.

use std::borrow::Cow;

use axum::extract::{FromRequest, FromRequestParts, RawForm, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::fields::Fields;
use super::shell;
use crate::app::App;
use crate::texts::Lang;
use crate::web::random::random;

const COOKIE: &str = "relais";
const LANGUAGE_COOKIE: &str = "relais_lang";
pub const LINK_COOKIE: &str = "relais_link";
/// A browser, as its request shows it.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The value of the cookie: what a session is found by.
    pub cookie: String,
    /// Whether the cookie was made for this very request, and must be sent.
    pub fresh: bool,
    pub lang: Lang,
    /// The language was asked for by name: to be remembered.
    pub chose_language: bool,
    /// Path and query of the page without the language: where the links to other languages go.
    pub here: String,
    /// Whether this page can be asked for again by its address.
    pub has_address: bool,
    /// The token of the link that brought it here; empty elsewhere than under `/link`.
    pub link: String,
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(one, _)| *one == name)
        .map(|(_, value)| value)
}

/// The first language of the list that we speak, in the order of the list.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    wanted.split(',').find_map(|one| Lang::of(one.split(';').next().unwrap_or_default().trim()))
}

impl Browser {
    /// `None` without random numbers.
    fn of(parts: &Parts) -> Option<Browser> {
        let known = cookie(&parts.headers, COOKIE).filter(|value| value.len() == 43 && value.is_ascii());
        let (cookie_value, fresh) = match known {
            Some(value) => (value.to_owned(), false),
            None => (URL_SAFE_NO_PAD.encode(random::<32>()?), true),
        };
        let query = parts.uri.query().unwrap_or_default();
        let named = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::of);
        let remembered = cookie(&parts.headers, LANGUAGE_COOKIE).and_then(Lang::of);
        let rest: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
        Some(Browser {
            cookie: cookie_value,
            fresh,
            lang: named.or(remembered).or_else(|| accepted(&parts.headers)).unwrap_or(Lang::DEFAULT),
            chose_language: named.is_some(),
            here: match rest.is_empty() {
                true => format!("{}?", parts.uri.path()),
                false => format!("{}?{}&", parts.uri.path(), rest.join("&")),
            },
            has_address: parts.method == Method::GET,
            link: cookie(&parts.headers, LINK_COOKIE).unwrap_or_default().to_owned(),
        })
    }

    /// The cookies that this response must set.
    pub fn cookies(&self, secure: bool) -> Vec<String> {
        let secure = if secure { "; Secure" } else { "" };
        let mut cookies = Vec::new();
        if self.fresh {
            cookies.push(format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}", self.cookie));
        }
        if self.chose_language {
            let code = self.lang.code();
            cookies.push(format!("{LANGUAGE_COOKIE}={code}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"));
        }
        cookies
    }

    /// The same browser, of which nothing is known any more. `None` without random numbers.
    pub fn unknown(&self) -> Option<Browser> {
        random::<32>().map(|bytes| self.renewed(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The same browser under a new cookie: after signing in or out, so that nobody who knew the old
    /// one is signed in too.
    pub fn renewed(&self, cookie: String) -> Browser {
        Browser { cookie, fresh: true, ..self.clone() }
    }
}

impl FromRequestParts<App> for Browser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Response> {
        if let Some(known) = parts.extensions.get::<Browser>() {
            return Ok(known.clone());
        }
        let browser = Browser::of(parts).ok_or_else(shell::bare_failure)?;
        parts.extensions.insert(browser.clone());
        Ok(browser)
    }
}

/// A form that was made here for this browser, and its fields. One that was not comes back as a page
/// with everything typed in it and a button to send it again.
pub struct Posted {
    pub browser: Browser,
    pub fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let browser = Browser::from_request_parts(&mut parts, app).await?;
        let elsewhere = parts
            .headers
            .get("sec-fetch-site")
            .is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
        let path = parts.uri.path().to_owned();
        let request = Request::from_parts(parts, body);
        let RawForm(bytes) = match RawForm::from_request(request, app).await {
            Ok(form) => form,
            Err(_) => return Err(shell::unreadable(app, &browser)),
        };
        let fields = Fields::read(&bytes);
        let proven = !browser.fresh && app.forms.accepts(&browser.cookie, fields.text("csrf"));
        if elsewhere || !proven {
            return Err(shell::ask_again(app, &browser, path, fields));
        }
        Ok(Posted { browser, fields })
    }
}

/// Something a form carries so that a second click is not a second deed.
pub fn form_key() -> Cow<'static, str> {
    match random::<16>() {
        Some(bytes) => URL_SAFE_NO_PAD.encode(bytes).into(),
        // The form still works; a second click is then told apart by what it asks for.
        None => "".into(),
    }
}
