//! What people answered to a text message, and no machine could be sure of: for the secretary to read.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::browser::Posted;
use super::shell::Shell;
use super::staff::Staff;
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::ids::{AppointmentId, PersonId, ReplyId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;

struct ReplyLine {
    id: ReplyId,
    name: String,
    phone: String,
    dialled: String,
    body: String,
    at: NaiveDateTime,
    person: Option<PersonId>,
    appointment: Option<AppointmentId>,
}

#[derive(Template)]
#[template(path = "staff/replies.html")]
struct RepliesPage {
    shell: Shell,
    replies: Vec<ReplyLine>,
    may_read_people: bool,
}

pub async fn replies(State(app): State<App>, staff: Staff) -> Response {
    show(&app, &staff).await.unwrap_or_else(|sorry| sorry)
}

async fn show(app: &App, staff: &Staff) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let claimant = staff.claimant();
    let open = app.desk.replies(&claimant).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&claimant, app.clock.now()).await.map_err(failed)?;
    let zone = |organisation| town.settings.site(organisation, None).map_or(Tz::UTC, |site| site.zone);
    let replies = open
        .into_iter()
        .map(|reply| {
            let name = format!("{} {}", reply.first_name.unwrap_or_default(), reply.last_name.unwrap_or_default());
            let phone = phone_shown(&reply.phone);
            ReplyLine {
                id: reply.id,
                name: Some(name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| phone.clone()),
                phone,
                dialled: reply.phone,
                body: reply.body,
                at: zones::wall_clock(zone(reply.organisation_id), reply.arrived_at),
                person: reply.person_id,
                appointment: reply.appointment_id,
            }
        })
        .collect();
    let shell = staff.shell.clone();
    let may_read_people = staff.may(Deed::ReadPeople);
    Ok(shell.page(&RepliesPage { shell: shell.clone(), replies, may_read_people }))
}

pub async fn handle(State(app): State<App>, Path(reply): Path<i64>, staff: Staff, _: Posted) -> Response {
    match app.desk.handle_reply(&staff.claimant(), ReplyId(reply), app.clock.now()).await {
        Ok(()) => staff.shell.go("/replies"),
        Err(error) => staff.shell.failed(error),
    }
}
