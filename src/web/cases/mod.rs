//! Case files: the list of one's own, and one file on one page, each part edited where it stands.

mod edit;
pub mod file;
pub mod handover;
pub mod merging;

pub use edit::{
    change_note, end_referent, remove_relative, save_contact, save_identity, save_needs, save_referent, save_relative,
    write_note,
};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};

use super::shell::Shell;
use super::staff::Staff;
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::cases::ReferentRole;
use crate::domain::ids::PersonId;
use crate::domain::scheduling::zones;

struct Line {
    person: PersonId,
    name: String,
    role: ReferentRole,
    next_contact: Option<NaiveDate>,
    /// The day has come.
    due: bool,
    next_at: Option<NaiveDateTime>,
    seen: Option<NaiveDate>,
    /// The last day on which it is still hers.
    until: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Line>,
    may_merge: bool,
    may_hand_over: bool,
}

pub async fn list(State(app): State<App>, staff: Staff) -> Response {
    let own = match app.desk.own_cases(&staff.claimant(), app.clock.now()).await {
        Ok(own) => own,
        Err(error) => return staff.shell.failed(error),
    };
    let lines = own
        .cases
        .into_iter()
        .map(|case| Line {
            person: case.person,
            name: case.name,
            role: case.role,
            due: case.next_contact.is_some_and(|day| day <= own.today),
            next_contact: case.next_contact,
            next_at: case.next_at.map(|at| zones::wall_clock(own.zone, at)),
            seen: case.seen_at.map(|at| zones::local_day(own.zone, at)),
            until: case.ends_on.and_then(|day| day.pred_opt()),
        })
        .collect();
    let (may_merge, may_hand_over) = (staff.may(Deed::MergePeople), staff.may(Deed::HandOver));
    staff.shell.page(&ListPage { shell: staff.shell.clone(), lines, may_merge, may_hand_over })
}
