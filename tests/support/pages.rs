//! A browser without JavaScript, in this process: it keeps its cookies, reads the forms of a page and
//! sends them as they stand, with what a person changes in them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use relais::domain::access::Role;
use relais::web::routes;
use tower::ServiceExt;

use super::town::TestTown;

pub struct Pages {
    router: Router,
    /// By name.
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    /// Where it sends the browser on to.
    pub location: String,
    pub html: String,
}

/// The fields of a form, in order.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Types something, or chooses it.
    pub fn set(mut self, name: &str, value: &str) -> Form {
        match self.fields.iter_mut().find(|(one, _)| one == name) {
            Some(field) => field.1 = value.to_owned(),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Ticks one more box of several with the same name.
    pub fn tick(mut self, name: &str, value: &str) -> Form {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn untick(mut self, name: &str, value: &str) -> Form {
        self.fields.retain(|(one, two)| one != name || two != value);
        self
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
    }
}

fn plain(text: &str) -> String {
    let codes = [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    codes.iter().fold(text.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

/// The value of an attribute inside a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| plain(value))
}

fn is_marked(tag: &str, word: &str) -> bool {
    tag.split([' ', '>']).any(|part| part == word)
}

impl Page {
    /// What a person reads, without tags.
    pub fn says(&self, sentence: &str) -> bool {
        plain(&self.html).contains(sentence)
    }

    /// The form that goes to an address, with all that stands in it.
    pub fn form(&self, action: &str) -> Form {
        let start = format!("action=\"{action}\"");
        let (_, rest) = self.html.split_once(&start).unwrap_or_else(|| panic!("no form to {action}: {}", self.html));
        let body = rest.split_once("</form>").expect("a form ends").0;
        let mut fields = Vec::new();
        for (position, _) in body.match_indices('<') {
            let tag = &body[position..];
            let end = tag.find('>').expect("a tag ends");
            let (tag, after) = (&tag[..=end], &tag[end + 1..]);
            let Some(name) = attribute(tag, "name") else { continue };
            let value = attribute(tag, "value");
            if tag.starts_with("<input") {
                let kind = attribute(tag, "type").unwrap_or_default();
                let choice = kind == "checkbox" || kind == "radio";
                if !choice || is_marked(tag, "checked") {
                    fields.push((name, value.unwrap_or_else(|| if choice { "on".to_owned() } else { String::new() })));
                }
            } else if tag.starts_with("<textarea") {
                fields.push((name, plain(after.split_once("</textarea>").expect("it ends").0)));
            } else if tag.starts_with("<select") {
                let options: Vec<&str> = after.split_once("</select>").expect("it ends").0.split("<option").collect();
                let head = |option: &&str| option.split_once('>').map_or("", |(head, _)| head).to_owned() + " ";
                let chosen = options.iter().skip(1).find(|option| is_marked(&head(option), "selected"));
                if let Some(option) = chosen.or(options.get(1)) {
                    fields.push((name, attribute(&head(option), "value").unwrap_or_default()));
                }
            }
        }
        Form { action: action.to_owned(), fields }
    }
}

impl Pages {
    /// Nobody yet.
    pub fn of(town: &TestTown) -> Pages {
        Pages { router: routes::router(town.app.clone()), cookies: Mutex::default() }
    }

    /// The first worker of the town, signed in with this role.
    pub async fn signed_in(town: &TestTown, role: Role) -> Pages {
        town.set_role(town.workers[0], town.organisation, role).await;
        let (cookie, _) = town.enrolled().await;
        let pages = Pages::of(town);
        pages.cookies.lock().unwrap().insert("relais".to_owned(), cookie);
        pages
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> Page {
        let jar = self.cookies.lock().unwrap().clone();
        let cookie = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = request.header(header::COOKIE, cookie).header(header::ACCEPT_LANGUAGE, "en");
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let named = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        let (status, location) = (response.status().as_u16(), named(header::LOCATION).unwrap_or_default());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let html = String::from_utf8(body.to_vec()).expect("every page is UTF-8");
        assert!(status < 500, "{status}: {html}");
        Page { status, location, html }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Request::builder().uri(path), String::new()).await
    }

    /// Sends a form as it stands.
    pub async fn post(&self, form: &Form) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let request = Request::builder().method("POST").uri(&form.action);
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), body).await
    }

    /// Sends a form, and goes where it leads.
    pub async fn post_and_follow(&self, form: &Form) -> Page {
        let page = self.post(form).await;
        assert_eq!(page.status, 303, "{}", page.html);
        self.get(&page.location).await
    }
}
