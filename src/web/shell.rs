//! What every page has around it: language, direction, proof for forms, styles, and the headers of
//! the answer. Page structs carry one `shell` and nothing else of this.

use std::borrow::Borrow;
use std::fmt::Display;
use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{NaiveDate, NaiveDateTime};

use super::browser::Browser;
use super::fields::Fields;
use super::random::random;
use super::static_files;
use crate::actions::ActionError;
use crate::app::App;
use crate::domain::motives::Pictogram;
use crate::texts::{Lang, Value, texts};

/// Where the quick exit leads: a page that anybody might be looking at.
const EXIT: &str = "https://meteofrance.com/";

/// Without the spaces that only we read: pages carry it whole.
static GUEST_STYLE: LazyLock<String> =
    LazyLock::new(|| include_str!("../../static/guest.css").lines().collect::<Vec<_>>().concat());
static GUEST_SCRIPT: &str = include_str!("../../static/guest.js");

/// Everything around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    pub lang: Lang,
    /// For the hidden field `csrf` of every form.
    pub csrf: String,
    pub nonce: String,
    here: String,
    has_address: bool,
    cookies: Vec<String>,
    /// The menu of the staff: address, and the key of its name. Empty for guests.
    pub doors: Vec<(&'static str, &'static str)>,
    pub signed_in_as: String,
}

impl Shell {
    pub fn new(app: &App, browser: &Browser) -> Shell {
        // Without random numbers forms are refused and say so; the page itself still shows.
        let mask = random().unwrap_or_default();
        Shell {
            lang: browser.lang,
            csrf: app.forms.masked(&browser.cookie, mask),
            nonce: STANDARD_NO_PAD.encode(random::<12>().unwrap_or_default()),
            here: browser.here.clone(),
            has_address: browser.has_address,
            cookies: browser.cookies(app.config.is_public_over_https()),
            doors: Vec::new(),
            signed_in_as: String::new(),
        }
    }

    /// The address of a style or script of the staff's pages.
    pub fn file(&self, plain: &str) -> String {
        static_files::address(plain)
    }

    /// Whether the page is inside an area of the menu.
    pub fn is_in(&self, door: &str) -> bool {
        self.here.starts_with(door)
    }

    pub fn t(&self, key: &str) -> String {
        texts().say(self.lang, key, &[])
    }

    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        texts().say(self.lang, key, &[(name, value.to_string().into())])
    }

    pub fn t2(&self, key: &str, name: &str, value: impl Display, other: &str, also: impl Display) -> String {
        texts().say(self.lang, key, &[(name, value.to_string().into()), (other, also.to_string().into())])
    }

    /// A text with a number that decides its plural.
    pub fn count(&self, key: &str, count: &i64) -> String {
        texts().say(self.lang, key, &[("count", Value::from(*count))])
    }

    pub fn word(&self, family: &str, word: &str) -> String {
        texts().word(self.lang, family, word)
    }

    pub fn day(&self, day: &NaiveDate) -> String {
        texts().day(self.lang, *day)
    }

    pub fn hour(&self, at: &NaiveDateTime) -> String {
        texts().hour(self.lang, at.time())
    }

    pub fn when(&self, at: &NaiveDateTime) -> String {
        texts().day_and_hour(self.lang, *at)
    }

    /// `rtl` for languages written from right to left.
    pub fn dir(&self) -> &'static str {
        if self.lang.is_right_to_left() { "rtl" } else { "ltr" }
    }

    pub fn style(&self) -> &'static str {
        &GUEST_STYLE
    }

    pub fn script(&self) -> &'static str {
        GUEST_SCRIPT
    }

    pub fn exit(&self) -> &'static str {
        EXIT
    }

    /// The same page in the other languages: code, own name, address. None after a form was sent: the
    /// page has no address of its own.
    pub fn other_languages(&self) -> Vec<(&'static str, String, String)> {
        let others = Lang::all().filter(|lang| self.has_address && *lang != self.lang);
        let line = |lang: Lang| {
            (lang.code(), texts().say(lang, "language-name", &[]), format!("{}lang={}", self.here, lang.code()))
        };
        others.map(line).collect()
    }

    /// Every language we speak: code and own name.
    pub fn languages(&self) -> Vec<(&'static str, String)> {
        Lang::all().map(|lang| (lang.code(), texts().say(lang, "language-name", &[]))).collect()
    }

    pub fn pictogram(&self, pictogram: impl Borrow<Pictogram>) -> &'static str {
        pictogram_paths(*pictogram.borrow())
    }

    /// The page as an answer.
    pub fn page(&self, page: &impl Template) -> Response {
        self.page_with(StatusCode::OK, page)
    }

    pub fn page_with(&self, status: StatusCode, page: &impl Template) -> Response {
        match page.render() {
            Ok(html) => {
                let mut response = (status, html).into_response();
                self.dress(response.headers_mut());
                response
            }
            Err(error) => {
                tracing::error!(%error, "a page could not be written");
                bare_failure()
            }
        }
    }

    fn dress(&self, headers: &mut HeaderMap) {
        let nonce = &self.nonce;
        let policy = format!(
            "default-src 'none'; style-src 'self' 'nonce-{nonce}'; script-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.code()));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
        for cookie in &self.cookies {
            if let Ok(cookie) = HeaderValue::from_str(cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
    }

    /// On to another page of ours, by GET.
    pub fn go(&self, to: &str) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        if let Ok(to) = HeaderValue::from_str(to) {
            response.headers_mut().insert(header::LOCATION, to);
        }
        for cookie in &self.cookies {
            if let Ok(cookie) = HeaderValue::from_str(cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        response
    }

    /// A page that says what went wrong and where to go from here.
    pub fn sorry(&self, status: StatusCode, title: String, what: String) -> Response {
        self.page_with(status, &SorryPage { shell: self.clone(), title, what })
    }

    pub fn not_found(&self) -> Response {
        self.sorry(StatusCode::NOT_FOUND, self.t("sorry-not-found-title"), self.t("sorry-not-found"))
    }

    /// What an action met, where no page has a better answer.
    pub fn failed(&self, error: ActionError) -> Response {
        match error {
            ActionError::NotFound(_) => self.not_found(),
            ActionError::Unauthorised | ActionError::Denied(_) => {
                self.sorry(StatusCode::FORBIDDEN, self.t("sorry-denied-title"), self.t("sorry-denied"))
            }
            ActionError::Refused { refusal, .. } => {
                let what = texts().refusal(self.lang, &refusal);
                self.sorry(StatusCode::CONFLICT, self.t("sorry-refused-title"), what)
            }
            ActionError::Invalid { .. } | ActionError::KeyReused => {
                self.sorry(StatusCode::UNPROCESSABLE_ENTITY, self.t("sorry-invalid-title"), self.t("sorry-invalid"))
            }
            ActionError::Store(error) => {
                let reference = STANDARD_NO_PAD.encode(random::<6>().unwrap_or_default());
                // The one line about this failure; the reader gets its reference.
                tracing::error!(%error, reference, "a page failed in the database");
                let what = self.t1("sorry-failed", "reference", reference);
                self.sorry(StatusCode::INTERNAL_SERVER_ERROR, self.t("sorry-failed-title"), what)
            }
        }
    }
}

#[derive(Template)]
#[template(path = "errors/sorry.html")]
struct SorryPage {
    shell: Shell,
    title: String,
    what: String,
}

#[derive(Template)]
#[template(path = "errors/again.html")]
struct AgainPage {
    shell: Shell,
    action: String,
    fields: Vec<(String, String)>,
    no_cookie: bool,
}

/// The form came from elsewhere, or from a page too old: everything typed is in the page, and one tap
/// sends it with a new proof.
pub fn ask_again(app: &App, browser: &Browser, action: String, fields: Fields) -> Response {
    let mut shell = Shell::new(app, browser);
    shell.has_address = false;
    // A password typed somewhere else is not handed back.
    let keep = |name: &str| !matches!(name, "csrf" | "password" | "code");
    let fields = fields.pairs().filter(|(name, _)| keep(name)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let page = AgainPage { shell: shell.clone(), action, fields, no_cookie: browser.fresh };
    shell.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

pub fn unreadable(app: &App, browser: &Browser) -> Response {
    let shell = Shell::new(app, browser);
    shell.sorry(StatusCode::UNPROCESSABLE_ENTITY, shell.t("sorry-invalid-title"), shell.t("sorry-invalid"))
}

/// When not even a page can be made.
pub fn bare_failure() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

macro_rules! pictograms {
    ($($variant:ident = $file:literal),+ $(,)?) => {
        fn pictogram_paths(pictogram: Pictogram) -> &'static str {
            match pictogram {
                $(Pictogram::$variant => include_str!(concat!("../../static/pictograms/", $file, ".svg")).trim_ascii_end()),+
            }
        }
    };
}

pictograms! {
    Talk = "talk", Phone = "phone", Home = "home", Paper = "paper", Money = "money", Health = "health",
    Family = "family", Work = "work", Food = "food", Law = "law", Group = "group", Screen = "screen",
}
