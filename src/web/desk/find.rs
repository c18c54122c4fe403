//! The box: a name, a phone, a birth year, a file number, or the six characters of an appointment.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::draft::Unfinished;
use super::{Wanted, names};
use crate::app::App;
use crate::domain::appointments::appointment_of_code;
use crate::domain::ids::{AppointmentId, PersonId};
use crate::domain::people::phone_shown;
use crate::web::booking::Asked;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

struct Line {
    id: PersonId,
    name: String,
    hint: String,
    proven: bool,
}

#[derive(Template)]
#[template(path = "desk/find.html")]
struct FindPage {
    shell: Shell,
    typed: String,
    wanted: Wanted,
    people: Vec<Line>,
    elsewhere: Vec<String>,
    /// The appointment whose code was typed.
    appointment: Option<AppointmentId>,
    /// What was being typed when the line dropped.
    draft: Option<Unfinished>,
}

pub async fn find(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    found(&app, &staff, asked.query.text("q"), Wanted::read(&asked.query)).await.unwrap_or_else(|sorry| sorry)
}

fn is_mixed(typed: &str) -> bool {
    typed.chars().any(char::is_alphabetic) && typed.chars().filter(char::is_ascii_digit).count() >= 8
}

async fn found(app: &App, staff: &Staff, typed: &str, wanted: Wanted) -> Result<Response, Response> {
    let shell = staff.shell.clone();
    let now = app.clock.now();
    let failed = |error| staff.shell.failed(error);
    let claimant = staff.claimant();
    let found = app.desk.search_people(&claimant, typed, now).await.map_err(failed)?;
    let appointment = match appointment_of_code(typed) {
        // A name may look like a code: what is not there is simply not a code.
        Some(id) => app.desk.appointment(&claimant, id).await.ok().map(|appointment| appointment.id),
        None => None,
    };
    match (found.here.as_slice(), found.elsewhere.is_empty(), appointment) {
        // A name beside a number may be somebody else who shares it: that is for a person to see.
        ([only], true, None) if !is_mixed(typed) => {
            return Ok(shell.go(&format!("/desk/person/{}?{}", only.id, wanted.query())));
        }
        ([], true, Some(id)) => return Ok(shell.go(&format!("/agenda/appointment/{id}"))),
        _ => {}
    }
    let (town, _) = app.desk.settings(&claimant, now).await.map_err(failed)?;
    let draft = super::draft::unfinished(app, staff, &town.settings).await;
    let people = found
        .here
        .iter()
        .map(|one| {
            let born = one.birth_date.map(|day| shell.t1("desk-born", "day", day.format("%d/%m/%Y")));
            let phone = one.phone.as_deref().map(phone_shown);
            let with = Some(names(&town.settings, &one.referents)).filter(|names| !names.is_empty());
            Line {
                id: one.id,
                name: format!("{} {}", one.first_name, one.last_name).trim().to_owned(),
                hint: [born, phone, with].into_iter().flatten().collect::<Vec<_>>().join(" · "),
                proven: one.proven,
            }
        })
        .collect();
    let page = FindPage {
        typed: typed.to_owned(),
        wanted,
        people,
        elsewhere: found.elsewhere,
        appointment,
        draft,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
