//! The settings: one file per page. What may be typed is decided by the actions; here is what was
//! typed, and the sentence about what cannot be used.

pub mod holidays;
mod motive_form;
pub mod motives;
pub mod places;
pub mod sectors;
pub mod services;
pub mod teams;
pub mod workers;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::browser::form_key;
use super::fields::{Faults, Fields};
use super::once::body_hash;
use super::shell::Shell;
use super::staff::Staff;
use crate::actions::ActionError;
use crate::actions::settings::{Lists, Once, SettingsError};
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::settings_rules::Fault;

/// A form as it is shown: what is in it, and what is wrong with it.
pub struct Form {
    pub typed: Fields,
    pub faults: Faults,
    /// About the form as a whole: why it was refused.
    pub note: Option<String>,
    /// So that a second click is not a second deed. Drawn anew with each showing.
    pub key: String,
}

impl Form {
    /// A form that shows what is saved, or nothing.
    pub fn of<'p>(pairs: impl IntoIterator<Item = (&'p str, String)>) -> Form {
        let typed = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Form { typed, faults: Faults::default(), note: None, key: form_key().into_owned() }
    }

    /// The same form again, with everything that was typed.
    pub fn again(typed: Fields, (faults, note): (Faults, Option<String>)) -> Form {
        Form { typed, faults, note, key: form_key().into_owned() }
    }

    /// What was typed over what is saved: a form among others on its page. Boxes of the form itself that
    /// were left empty stay empty.
    pub fn over<'p>(mut self, saved: impl IntoIterator<Item = (&'p str, String)>) -> Form {
        let sent = self.typed.text("fields").to_owned();
        let own = |name: &str| sent.split(' ').any(|one| one == name);
        let typed = self.typed.pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let rest = saved.into_iter().filter(|(name, _)| !own(name)).map(|(name, value)| (name.to_owned(), value));
        self.typed = typed.chain(rest).collect();
        self
    }

    pub fn value(&self, name: &str) -> &str {
        self.typed.text(name)
    }

    pub fn why(&self, name: &str) -> Option<&str> {
        self.faults.of(name)
    }

    /// Whether one of several choices is made.
    pub fn chose(&self, name: &str, value: &str) -> bool {
        self.typed.all(name).any(|one| one == value)
    }

    /// Whether a part of the form must be open: one of its fields (named with spaces between) is wrong.
    pub fn opens(&self, names: &str) -> bool {
        names.split(' ').any(|name| self.faults.of(name).is_some())
    }

    pub fn status(&self) -> StatusCode {
        match (self.faults.is_empty(), &self.note) {
            (true, None) => StatusCode::OK,
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, Some(_)) => StatusCode::CONFLICT,
        }
    }
}

/// A choice of a list: its value, and what it is called.
pub type Choice = (String, String);

/// A page in either case: the question mark is for leaving early.
fn either(page: Result<Response, Response>) -> Response {
    match page {
        Ok(page) | Err(page) => page,
    }
}

fn sentences(shell: &Shell, faults: &[Fault]) -> Faults {
    let mut said = Faults::default();
    for fault in faults {
        said.add(fault.field, shell.word("wrong", fault.wrong.word()));
    }
    said
}

/// What is shown above the form that was refused. `to_come` names the text about appointments that
/// still need what was to be switched off.
///
/// # Errors
/// A page, where no form has a better answer.
fn refused(shell: &Shell, error: SettingsError, to_come: &str) -> Result<(Faults, Option<String>), Response> {
    match error {
        SettingsError::Faults(faults) => Ok((sentences(shell, &faults), None)),
        SettingsError::ToCome(count) => Ok((Faults::default(), Some(shell.count(to_come, &count)))),
        // Back, something else typed, and sent again: it may be wanted.
        SettingsError::Action(ActionError::KeyReused) => {
            Ok((Faults::default(), Some(shell.t("settings-sent-already"))))
        }
        SettingsError::Action(error) => Err(shell.failed(error)),
    }
}

fn once(fields: &Fields) -> Option<Once> {
    fields.given("key").map(|key| Once { key: key.to_owned(), body_hash: body_hash(fields) })
}

async fn lists(app: &App, staff: &Staff) -> Result<Lists, Response> {
    let lists = app.desk.settings_lists(&staff.claimant(), app.clock.now()).await;
    lists.map_err(|error| staff.shell.failed(error))
}

#[derive(Template)]
#[template(path = "settings/index.html")]
struct IndexPage {
    shell: Shell,
    /// Services and sectors are shared by the territory.
    edits_territory: bool,
}

pub async fn index(staff: Staff) -> Response {
    let page = IndexPage { shell: staff.shell.clone(), edits_territory: staff.may(Deed::EditTerritory) };
    staff.shell.page(&page)
}
