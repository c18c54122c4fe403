//! A deed of the staff that was refused: why, other times, and what may be accepted by name. One page for
//! the desk and the agenda.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::names;
use crate::actions::OfferedSlot;
use crate::domain::scheduling::booking::{Refusal, Warning};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::texts::texts;
use crate::web::browser::form_key;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// Another time, as a form sends it and as it is shown: when, and with whom.
pub type Other = (String, NaiveDateTime, String);

#[derive(Template)]
#[template(path = "desk/refused.html")]
struct RefusedPage {
    shell: Shell,
    why: String,
    action: String,
    /// Everything that was sent, to be sent again with the warnings accepted.
    fields: Vec<(String, String)>,
    accept: Vec<(Warning, String)>,
    others: Vec<Other>,
    key: String,
    back: String,
}

/// `action`: where the form is sent again, with what is accepted; `back`: where nothing is done.
pub fn refused(
    staff: &Staff,
    (refusal, others): (&Refusal, Vec<Other>),
    fields: &Fields,
    action: String,
    back: String,
) -> Response {
    let shell = staff.shell.clone();
    let accept = match refusal {
        Refusal::NeedsAcceptance { warnings } => warnings.clone(),
        // Over another appointment, knowingly: an act of its own, in the journal.
        Refusal::Taken { by } if !by.is_empty() => vec![Warning::Overlap],
        _ => Vec::new(),
    };
    let keep = |name: &str| !matches!(name, "csrf" | "key");
    let page = RefusedPage {
        why: texts().refusal(shell.lang, refusal),
        action,
        fields: fields.pairs().filter(|(n, _)| keep(n)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        accept: accept.into_iter().map(|one| (one, texts().warning(shell.lang, one))).collect(),
        others,
        key: form_key().into_owned(),
        back,
        shell: shell.clone(),
    };
    shell.page_with(StatusCode::CONFLICT, &page)
}

/// What was accepted by name.
pub fn accepted(fields: &Fields) -> Vec<Warning> {
    fields.all("accept").filter_map(|word| word.parse().ok()).collect()
}

/// Other times for the same, as buttons of the page.
pub fn other_times(settings: &Settings, others: &[OfferedSlot]) -> Vec<Other> {
    let other = |other: &OfferedSlot| {
        let slot = &other.slot;
        let with = slot.workers.first().copied();
        let value = super::slot_value(slot.span.start(), slot.place.map(|place| place.0), with.map(|one| one.0));
        let at = zones::wall_clock(other.zone, slot.span.start());
        (value, at, with.map(|worker| names(settings, &[worker])).unwrap_or_default())
    };
    others.iter().map(other).collect()
}
