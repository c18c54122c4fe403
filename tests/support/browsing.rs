//! The pages through their router, in this process: a browser with its cookies, the forms that stand
//! in a page, and browsers that are signed in already, of every role. How a page must look is not here.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use form_urlencoded::Serializer;
use http_body_util::BodyExt;
use relais::actions::api_keys::hashed;
use relais::app::App;
use relais::domain::access::Role;
use relais::domain::ids::{AppointmentId, OrganisationId, PersonId, WorkerId};
use relais::domain::sign_in::SessionKind;
use relais::domain::time::Minutes;
use relais::store::{self, NewSession, NewWorker, StoreError};
use relais::web::routes;
use tower::ServiceExt;

use super::sign_in::here;
use super::town::TestTown;

/// A browser: each clone is another window of it, with cookies of its own from then on.
#[derive(Clone)]
pub struct Browsing {
    app: App,
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// A form of a page: where it goes, and what it carries.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub pairs: Vec<(String, String)>,
}

impl Form {
    pub fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
    }

    /// The same form with this typed in it.
    pub fn with(mut self, name: &str, value: &str) -> Form {
        self.pairs.retain(|(one, _)| one != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn unescaped(text: &str) -> String {
    let entities = [("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&lt;", "<")];
    let text = entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign));
    text.replace("&gt;", ">").replace("&#38;", "&").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| unescaped(value))
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Every form that is sent by POST.
    pub fn forms(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        for part in self.text.split("<form ").skip(1) {
            let (head, rest) = part.split_once('>').unwrap_or_default();
            let head = format!(" {head}");
            let body = rest.split("</form>").next().unwrap_or_default();
            if attribute(&head, "method").as_deref() != Some("post") {
                continue;
            }
            let mut pairs = Vec::new();
            for tag in body.split("<input").skip(1).filter_map(|tag| tag.split('>').next()) {
                let kind = attribute(tag, "type").unwrap_or_default();
                let ticked = tag.contains(" checked");
                if let (Some(name), true) = (attribute(tag, "name"), ticked || !matches!(&*kind, "radio" | "checkbox"))
                {
                    pairs.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            forms.push(Form { action: attribute(&head, "action").unwrap_or_default(), pairs });
        }
        forms
    }

    /// The form that goes to this address.
    pub fn form(&self, action: &str) -> Form {
        let forms = self.forms();
        let found = forms.iter().find(|form| form.action == action);
        found.cloned().unwrap_or_else(|| panic!("no form to {action}, but {forms:?} in {}", self.text))
    }

    /// The first link that starts with this.
    pub fn link(&self, start: &str) -> String {
        let mut links = self.text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescaped);
        links.find(|link| link.starts_with(start)).unwrap_or_else(|| panic!("no link to {start} in {}", self.text))
    }
}

impl Browsing {
    /// Somebody who was never here.
    pub fn new(app: &App) -> Browsing {
        Browsing { app: app.clone(), router: routes::router(app.clone()), cookies: BTreeMap::new() }
    }

    /// The same program for a browser with this cookie.
    pub fn with(&self, cookie: Option<&str>) -> Browsing {
        let cookies = cookie.map(|value| ("relais".to_owned(), value.to_owned())).into_iter().collect();
        Browsing { app: self.app.clone(), router: self.router.clone(), cookies }
    }

    pub fn cookie(&self) -> &str {
        self.cookies.get("relais").map_or("", String::as_str)
    }

    /// The proof that a page made for this browser carries.
    pub fn csrf(&self) -> String {
        self.app.forms.masked(self.cookie(), [7; 16])
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let what = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned());
        }
        // A workbook is no text: its headers are looked at all the same.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { status: parts.status.as_u16(), headers: parts.headers, text };
        assert!(page.status < 500, "{what}: {page:?}");
        page
    }

    pub async fn ask(&mut self, method: &str, path: &str) -> Page {
        self.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.ask("GET", path).await
    }

    /// Sends a form as it is, with these headers.
    pub async fn post(&mut self, path: &str, pairs: &[(String, String)], headers: &[(&str, &str)]) -> Page {
        let body = Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = Request::builder().method("POST").uri(path);
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Presses the button of a form.
    pub async fn submit(&mut self, form: &Form) -> Page {
        self.post(&form.action, &form.pairs, &[]).await
    }
}

/// A number of a cookie; each is used by one browser.
fn cookie_named(name: &str) -> String {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{name:x<43}").chars().take(43).collect()
}

impl TestTown {
    /// A worker of the organisation in this role.
    pub async fn worker_as(&self, organisation: OrganisationId, role: Role) -> WorkerId {
        let (territory, email) = (self.territory, format!("{}@roles.example.org", role.word()));
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let organisations = &[organisation];
                let new =
                    NewWorker { first_name: "En", last_name: "Poste", email: &email, service: None, organisations };
                let (worker, _) = store::insert_worker(tx, territory, &new).await?;
                store::set_role(tx, worker, organisation, role.word()).await?;
                Ok(worker)
            })
        });
        write.await.map_err(|error: StoreError| error).unwrap()
    }

    /// The cookie of a browser in which this worker is signed in, second factor done.
    pub async fn signed_in_with(&self, worker: WorkerId, organisation: OrganisationId, name: &str) -> String {
        let (territory, now) = (self.territory, self.now());
        let cookie = cookie_named(name);
        let hash = hashed(&cookie);
        let until = now + Minutes::days(1);
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let new = NewSession {
                    territory,
                    token_hash: &hash,
                    kind: SessionKind::Worker,
                    worker: Some(worker),
                    organisation: Some(organisation),
                    phone: None,
                    person: None,
                    device: "Firefox",
                    expires_at: until,
                };
                let session = store::insert_session(tx, &new, now).await?.expect("a new cookie");
                store::second_factor_given(tx, session, &hash, (now, until)).await?;
                Ok(())
            })
        });
        write.await.map_err(|error: StoreError| error).unwrap();
        cookie
    }

    /// The cookie of a browser that proved the number of this person.
    pub async fn proven_guest(&self, person: PersonId, phone: &str, name: &str) -> String {
        let (territory, now, phone) = (self.territory, self.now(), phone.to_owned());
        let cookie = cookie_named(name);
        let hash = hashed(&cookie);
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let new = NewSession {
                    territory,
                    token_hash: &hash,
                    kind: SessionKind::Guest,
                    worker: None,
                    organisation: None,
                    phone: Some(&phone),
                    person: Some(person),
                    device: "Firefox",
                    expires_at: now + Minutes::days(1),
                };
                store::insert_session(tx, &new, now).await
            })
        });
        let made: Result<_, StoreError> = write.await;
        assert!(made.unwrap().is_some(), "a new cookie");
        cookie
    }

    /// The cookie of a browser that made this appointment, and of which nothing else is known.
    pub async fn unproven_guest(&self, appointment: AppointmentId, name: &str) -> String {
        let cookie = cookie_named(name);
        let desk = &self.app.desk;
        let fresh = desk.remember_appointment(&cookie, self.territory, appointment, &here(), self.now()).await;
        fresh.unwrap().unwrap_or(cookie)
    }

    /// What of the database a request may change: everything, row by row, but when a session was seen.
    pub async fn rows(&self) -> Vec<(&'static str, i64)> {
        let mut raw = self.raw().await;
        let mut rows = raw.stored().await;
        for table in ["session", "guest_appointment", "sign_in_code", "link", "notice", "attempt", "worker_login"] {
            rows.push((table, raw.count(table).await));
        }
        for table in
            ["call_back", "call_try", "draft", "waiting_entry", "search_miss", "opening", "absence", "case_note"]
        {
            rows.push((table, raw.count(table).await));
        }
        for table in
            ["case_file", "referent", "relative", "person_name", "contact_preference", "two_people", "person_merge"]
        {
            rows.push((table, raw.count(table).await));
        }
        rows.push(("cancelled", raw.count("appointment WHERE status <> 'booked'").await));
        rows.push(("moved", raw.number("SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM appointment").await));
        rows.push(("revoked", raw.count("session WHERE revoked_at IS NOT NULL").await));
        rows.push(("used", raw.count("link WHERE used_at IS NOT NULL OR bound_to IS NOT NULL").await));
        rows.push(("chosen", raw.count("session WHERE person_id IS NOT NULL").await));
        rows.push((
            "at work",
            raw.number("SELECT CAST(coalesce(sum(organisation_id), 0) AS BIGINT) FROM session").await,
        ));
        rows
    }
}
