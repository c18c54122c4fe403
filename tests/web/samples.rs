//! One complete request for each page of the router: the address with its ids, and what a form carries.
//! A new page wants a line here. What the answers must be stands in matrix.rs and pages.rs.

use relais::domain::appointments::desk_code;
use relais::domain::ids::AppointmentId;

use super::scene::PHONE;
use crate::support::acts::monday;

const TOKEN: &str = "a-link-that-nobody-was-sent";

pub(super) struct Ids {
    pub(super) territory: i64,
    pub(super) motive: i64,
    pub(super) place: i64,
    pub(super) worker: i64,
    pub(super) person: i64,
    /// Another of the same organisation.
    pub(super) other: i64,
    pub(super) appointment: i64,
    pub(super) organisation: i64,
    pub(super) session: i64,
    pub(super) opening: i64,
    pub(super) absence: i64,
    pub(super) closure: i64,
    pub(super) call: i64,
    pub(super) reply: i64,
    pub(super) waiting: i64,
    pub(super) proposal: i64,
    /// A note of the person's case file.
    pub(super) note: i64,
    pub(super) merge: i64,
    /// An opening, an absence and a closure to be deleted.
    pub(super) gone: (i64, i64, i64),
    /// What the settings name: kept apart, so that switching it off changes nothing else.
    pub(super) office: Office,
}

#[derive(Clone, Copy)]
pub(super) struct Office {
    pub(super) motive: i64,
    pub(super) place: i64,
    pub(super) worker: i64,
    pub(super) team: i64,
    pub(super) service: i64,
    pub(super) sector: i64,
}

impl Office {
    fn of(self, kind: &str) -> Option<i64> {
        match kind {
            "motives" => Some(self.motive),
            "places" => Some(self.place),
            "workers" => Some(self.worker),
            "teams" => Some(self.team),
            "services" => Some(self.service),
            "sectors" => Some(self.sector),
            _ => None,
        }
    }
}

/// A request that is complete but for who asks: the address, and what a form carries.
pub(super) struct Sample {
    pub(super) path: String,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// What is done with a thing of the settings; nothing: it is seen or changed.
const SETTINGS: [&str; 3] = ["", "switch", "invite"];

/// The table. `None`: the page is new here, and wants a line.
pub(super) fn sample(method: &str, template: &str, ids: &Ids) -> Option<Sample> {
    let Ids { territory, motive, place, worker, person, appointment, organisation, session, office, .. } = ids;
    let Ids { opening, absence, closure, call, reply, waiting, proposal, gone, note, merge, .. } = ids;
    let start = monday(14, 0).to_string();
    let trip = format!("m={motive}&p={place}&t={start}");
    let see = |path: String| Some(Sample { path, fields: Vec::new() });
    let send = |path: String, fields: Vec<(&'static str, String)>| Some(Sample { path, fields });
    let typed = || {
        vec![
            ("m", motive.to_string()),
            ("p", place.to_string()),
            ("t", start.clone()),
            ("first_name", "Lila".to_owned()),
            ("no_phone", "on".to_owned()),
            ("person", person.to_string()),
            ("w", String::new()),
        ]
    };
    match (method, template) {
        ("GET", "/" | "/sign-in" | "/sign-in/who" | "/link" | "/staff/sign-in" | "/staff/second-factor") => {
            see(template.to_owned())
        }
        ("GET", "/staff/reset" | "/account" | "/my" | "/demo") => see(template.to_owned()),
        ("GET", "/agenda" | "/agenda/print") => see(format!("{template}?worker={worker}&place={place}&day=2026-03-02")),
        ("GET" | "POST", "/settings" | "/settings/holidays") => send(template.to_owned(), Vec::new()),
        ("GET", "/settings/motives" | "/settings/places" | "/settings/services") => see(template.to_owned()),
        ("GET", "/settings/workers" | "/settings/teams" | "/settings/sectors") => see(template.to_owned()),
        (_, "/settings/motives/new" | "/settings/places/new" | "/settings/services/new") => {
            send(template.to_owned(), Vec::new())
        }
        (_, "/settings/workers/new" | "/settings/teams/new") => send(template.to_owned(), Vec::new()),
        // Without the secret, as anybody would ask: nothing is written.
        ("GET", "/sms/report") => see("/sms/report?secret=guessed&reference=m1&state=1".to_owned()),
        ("GET", "/sms/incoming") => see("/sms/incoming?secret=guessed&from=%2B33639980001&text=STOP".to_owned()),
        ("POST", "/sms/report" | "/sms/incoming") => send(template.to_owned(), vec![("secret", "guessed".to_owned())]),
        ("GET", "/replies") => see(template.to_owned()),
        ("POST", "/replies/{reply}/done") => send(format!("/replies/{reply}/done"), Vec::new()),
        ("GET", "/calls" | "/statistics" | "/statistics.xlsx" | "/settings/close") => see(template.to_owned()),
        ("POST", "/calls") => {
            send("/calls".to_owned(), vec![("name", "Awa".to_owned()), ("phone", "0639980077".to_owned())])
        }
        ("POST", "/calls/{call}/take" | "/calls/{call}/leave" | "/calls/{call}/end") => {
            send(template.replace("{call}", &call.to_string()), Vec::new())
        }
        ("POST", "/settings/close" | "/settings/close/confirm") => {
            send(template.to_owned(), vec![("place", place.to_string())])
        }
        ("POST", "/settings/close/{closure}/delete") => {
            let closure = if gone.2 > 0 { gone.2 } else { *closure };
            send(format!("/settings/close/{closure}/delete"), Vec::new())
        }
        // One word and an id, and perhaps what is done with it.
        (_, path)
            if path.starts_with("/settings/") && SETTINGS.contains(&path.split('/').nth(4).unwrap_or_default()) =>
        {
            let invited = path.ends_with("/invite").then_some(*worker);
            let id = invited.or(office.of(path.split('/').nth(2).unwrap_or_default()))?;
            send(path.replace("{id}", &id.to_string()), vec![("name", "Autre".to_owned())])
        }
        ("GET", "/book/{territory}") => see(format!("/book/{territory}")),
        ("GET", "/book/{territory}/where") => see(format!("/book/{territory}/where?{trip}&q=62000")),
        ("GET", "/book/{territory}/places") => see(format!("/book/{territory}/places?{trip}")),
        ("GET", "/book/{territory}/slots") => see(format!("/book/{territory}/slots?m={motive}&p={place}")),
        ("GET", "/book/{territory}/who") => see(format!("/book/{territory}/who?{trip}")),
        ("GET", "/book/{territory}/check") => see(format!("/book/{territory}/check?{trip}")),
        ("POST", "/book/{territory}/who" | "/book/{territory}/check" | "/book/{territory}/confirm") => {
            send(template.replace("{territory}", &territory.to_string()), typed())
        }
        ("POST", "/sign-in") => send("/sign-in".to_owned(), vec![("territory", territory.to_string())]),
        ("POST", "/sign-in/code") => send(
            "/sign-in/code".to_owned(),
            vec![("territory", territory.to_string()), ("phone", PHONE.to_owned()), ("code", "000000".to_owned())],
        ),
        ("POST", "/sign-in/who") => send("/sign-in/who".to_owned(), vec![("person", person.to_string())]),
        ("POST", "/sign-out" | "/staff/sign-out" | "/link") => send(template.to_owned(), Vec::new()),
        ("GET", "/l/{token}") => see(format!("/l/{TOKEN}")),
        ("POST", "/link/password") => send(template.to_owned(), vec![("password", "trois vélos jaunes".to_owned())]),
        ("POST", "/staff/sign-in") => send(
            template.to_owned(),
            vec![("email", "nobody@example.org".to_owned()), ("password", "trois vélos".to_owned())],
        ),
        ("POST", "/staff/second-factor") => send(template.to_owned(), vec![("code", "000000".to_owned())]),
        ("POST", "/staff/reset") => send(template.to_owned(), vec![("email", "nobody@example.org".to_owned())]),
        ("POST", "/account/sessions") => send(template.to_owned(), vec![("session", session.to_string())]),
        // Not the password: the account is asked for again.
        ("POST", "/account/password") => {
            send(template.to_owned(), vec![("old", "un autre".to_owned()), ("new", "deux vélos verts".to_owned())])
        }
        ("POST", "/account/organisation") => {
            send(template.to_owned(), vec![("organisation", organisation.to_string())])
        }
        // The code of the appointment: a foreign one is nobody's.
        ("GET", "/desk") => see(format!("/desk?q={}", desk_code(AppointmentId(*appointment)).unwrap_or_default())),
        ("GET", "/desk/new") => see(format!("/desk/new?m={motive}&q=Lila")),
        ("POST", "/desk/new") => send(template.to_owned(), vec![("m", motive.to_string())]),
        ("GET", "/desk/person/{person}") => see(format!("/desk/person/{person}?m={motive}")),
        ("POST", "/desk/person/{person}/invite") => {
            send(format!("/desk/person/{person}/invite"), vec![("m", motive.to_string())])
        }
        ("POST", "/desk/book") => send(
            template.to_owned(),
            vec![
                ("m", motive.to_string()),
                ("person", person.to_string()),
                ("slot", format!("{} {place} {worker}", monday(15, 0))),
            ],
        ),
        ("GET", "/desk/booked/{appointment}") => see(format!("/desk/booked/{appointment}")),
        ("GET", "/agenda/appointment/{appointment}") => see(format!("/agenda/appointment/{appointment}")),
        ("POST", "/agenda/appointment/{appointment}/status") => {
            send(format!("/agenda/appointment/{appointment}/status"), vec![("to", "late".to_owned())])
        }
        ("POST", "/agenda/appointment/{appointment}/move") => send(
            format!("/agenda/appointment/{appointment}/move"),
            vec![("at", "2026-03-02T16:00".to_owned()), ("worker", worker.to_string()), ("place", place.to_string())],
        ),
        ("GET", "/book/{territory}/call-me") => see(format!("/book/{territory}/call-me?m={motive}")),
        ("GET", "/book/{territory}/waiting") => see(format!("/book/{territory}/waiting?m={motive}&p={place}")),
        ("POST", "/book/{territory}/call-me" | "/book/{territory}/waiting") => {
            let mut fields = typed();
            fields.push(("phone", "06 39 98 00 99".to_owned()));
            send(template.replace("{territory}", &territory.to_string()), fields)
        }
        ("GET", "/agenda/openings" | "/agenda/absences" | "/agenda/openings/new" | "/agenda/absences/new") => {
            see(format!("{template}?worker={worker}&day=2026-03-02"))
        }
        ("POST", "/agenda/openings/new" | "/agenda/absences/new") => {
            send(template.to_owned(), vec![("worker", worker.to_string())])
        }
        (_, "/agenda/openings/{opening}") => send(format!("/agenda/openings/{opening}"), Vec::new()),
        (_, "/agenda/absences/{absence}") => send(format!("/agenda/absences/{absence}"), Vec::new()),
        ("POST", "/agenda/openings/{opening}/delete") => {
            send(format!("/agenda/openings/{}/delete", gone.0), vec![("which", "all".to_owned())])
        }
        ("POST", "/agenda/absences/{absence}/delete") => {
            send(format!("/agenda/absences/{}/delete", gone.1), Vec::new())
        }
        ("POST", "/agenda/appointment/{appointment}/call") => {
            send(format!("/agenda/appointment/{appointment}/call"), vec![("outcome", "no_answer".to_owned())])
        }
        ("GET", "/cases" | "/people/duplicates" | "/people/handover") => see(template.to_owned()),
        ("GET", "/people/duplicates/{person}/{other}") => see(format!("/people/duplicates/{person}/{}", ids.other)),
        ("POST", "/people/duplicates/{person}/{other}") => {
            send(format!("/people/duplicates/{person}/{}", ids.other), vec![("keep", "kept".to_owned())])
        }
        ("POST", "/people/merges/{merge}/undo") => send(format!("/people/merges/{merge}/undo"), Vec::new()),
        (_, "/people/handover/{worker}") => send(format!("/people/handover/{worker}"), Vec::new()),
        ("POST", "/people/rule") => send(template.to_owned(), vec![("rule", "service".to_owned())]),
        (_, path) if path.starts_with("/cases/{person}") => {
            let path = path.replace("{person}", &person.to_string()).replace("{worker}", &worker.to_string());
            let path = path.replace("{relative}", &person.to_string()).replace("{note}", &note.to_string());
            let fields = vec![
                ("relative_first", "Lila".to_owned()),
                ("relative", "new".to_owned()),
                ("worker", worker.to_string()),
                ("body", "Une note".to_owned()),
                // One hour of two: who is asked for next keeps the number.
                ("safe_from", "18:00".to_owned()),
            ];
            send(path, if method == "GET" { Vec::new() } else { fields })
        }
        ("POST", "/desk/draft") => send(template.to_owned(), vec![("body", "{}".to_owned())]),
        ("POST", "/desk/draft/discard") => send(template.to_owned(), Vec::new()),
        ("POST", "/my/kept/{proposal}/take" | "/my/kept/{proposal}/decline") => {
            send(template.replace("{proposal}", &proposal.to_string()), Vec::new())
        }
        ("POST", "/calls/waiting/{entry}/reason") => {
            send(format!("/calls/waiting/{waiting}/reason"), vec![("reason", "health".to_owned())])
        }
        ("POST", "/my/waiting/{entry}/leave") => send(format!("/my/waiting/{waiting}/leave"), Vec::new()),
        ("GET", "/my/{appointment}") => see(format!("/my/{appointment}")),
        ("GET" | "POST", "/my/{appointment}/cancel") => send(format!("/my/{appointment}/cancel"), Vec::new()),
        ("POST", "/my/{appointment}/late") => send(format!("/my/{appointment}/late"), Vec::new()),
        ("GET", "/my/{appointment}/move") => see(format!("/my/{appointment}/move")),
        ("POST", "/my/{appointment}/move") => {
            send(format!("/my/{appointment}/move"), vec![("m", motive.to_string()), ("t", start)])
        }
        ("GET", "/my/{appointment}/rdv.ics") => see(format!("/my/{appointment}/rdv.ics")),
        _ => None,
    }
}
