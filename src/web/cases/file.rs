//! One case file: who, how to reach, who follows, the household, needs, appointments, notes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};

use crate::actions::cases::CaseView;
use crate::app::App;
use crate::domain::appointments::Status;
use crate::domain::cases::{
    Birth, BirthPrecision, Custody, Milestone, Need, ReferentRole, RelativeKind, Shared, milestones,
};
use crate::domain::ids::{AppointmentId, CaseNoteId, PersonId, WorkerId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;
use crate::store::CaseAppointment;
use crate::web::booking::Asked;
use crate::web::settings::{Choice, Form};
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// Past appointments shown before the page asks whether more are wanted.
const RECENT: usize = 8;

struct ReferentLine {
    worker: WorkerId,
    name: String,
    role: ReferentRole,
    since: Option<NaiveDate>,
    /// The last day, of one that ends or has ended.
    until: Option<NaiveDate>,
    over: bool,
}

struct RelativeLine {
    id: PersonId,
    name: String,
    kind: RelativeKind,
    own: bool,
    together: bool,
    custody: Custody,
    birth: Option<Birth>,
    age: Option<i64>,
    /// The next birthday that counts.
    next: Option<Milestone>,
}

struct AppointmentLine {
    id: AppointmentId,
    at: NaiveDateTime,
    motive: String,
    with: String,
    status: Status,
}

struct NoteLine {
    id: CaseNoteId,
    by: String,
    at: NaiveDateTime,
    changed: Option<NaiveDateTime>,
    shared: Shared,
    body: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "cases/file.html")]
struct FilePage {
    shell: Shell,
    person: PersonId,
    name: String,
    birth: Option<Birth>,
    age: Option<i64>,
    spellings: Vec<String>,
    phone: Option<(String, String)>,
    email: Option<String>,
    proven: bool,
    language: String,
    languages: String,
    safe: Option<(NaiveDateTime, NaiveDateTime)>,
    do_not_write: bool,
    phone_shared: bool,
    how: String,
    needs: Vec<Need>,
    next_contact: Option<NaiveDate>,
    due: bool,
    referents: Vec<ReferentLine>,
    relatives: Vec<RelativeLine>,
    to_come: Vec<AppointmentLine>,
    past: Vec<AppointmentLine>,
    older: Vec<AppointmentLine>,
    notes: Vec<NoteLine>,
    form: Form,
    workers: Vec<Choice>,
    /// Records that a relative just typed may already have.
    similar: Vec<Choice>,
    saved: bool,
}

pub async fn file(State(app): State<App>, Path(id): Path<i64>, staff: Staff, asked: Asked) -> Response {
    let saved = asked.query.has("saved");
    show(&app, &staff, PersonId(id), Shown { saved, ..Shown::default() }).await
}

/// What a page shows besides the file.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) saved: bool,
    /// A form that was refused, with all that was typed in it.
    pub(super) form: Option<Form>,
    pub(super) similar: Vec<Choice>,
}

pub(super) async fn show(app: &App, staff: &Staff, person: PersonId, shown: Shown) -> Response {
    page(app, staff, person, shown).await.unwrap_or_else(|sorry| sorry)
}

/// What the forms hold before anything is typed.
fn saved_fields(view: &CaseView) -> Vec<(&'static str, String)> {
    let head = &view.head;
    let mut fields = vec![
        ("first_name", head.first_name.clone()),
        ("last_name", head.last_name.clone()),
        ("born", head.birth.map(typed_birth).unwrap_or_default()),
        ("spellings", view.spellings.join("\n")),
        ("phone", head.phone.as_deref().map(phone_shown).unwrap_or_default()),
        ("email", head.email.clone().unwrap_or_default()),
        ("language", head.language.clone()),
        ("languages", head.contact.languages.clone()),
        ("how", head.contact.how.clone()),
        ("next_contact", head.next_contact.map(|day| day.to_string()).unwrap_or_default()),
        ("role", "main".to_owned()),
        ("kind", "child".to_owned()),
        ("together", "on".to_owned()),
        ("custody", "whole".to_owned()),
        ("shared", "own".to_owned()),
    ];
    let mut tick = |name, ticked: bool| {
        if ticked {
            fields.push((name, "on".to_owned()));
        }
    };
    tick("presumed", head.birth.is_some_and(|birth| birth.precision == BirthPrecision::Presumed));
    tick("do_not_write", head.contact.do_not_write);
    tick("phone_shared", head.contact.phone_shared);
    if let Some((from, until)) = head.contact.safe {
        fields.push(("safe_from", from.format("%H:%M").to_string()));
        fields.push(("safe_until", until.format("%H:%M").to_string()));
    }
    fields.extend(head.needs.0.iter().map(|need| ("need", need.word().to_owned())));
    fields
}

/// As the form reads it.
fn typed_birth(birth: Birth) -> String {
    match birth.precision {
        BirthPrecision::Year => birth.date.format("%Y").to_string(),
        BirthPrecision::Day | BirthPrecision::Presumed => birth.date.format("%d/%m/%Y").to_string(),
    }
}

async fn page(app: &App, staff: &Staff, person: PersonId, shown: Shown) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let view = app.desk.read_case(&staff.claimant(), person, now).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let settings = &town.settings;
    let saved = saved_fields(&view);
    let form = match shown.form {
        Some(form) => form.over(saved),
        None => Form::of(saved),
    };
    let (head, today) = (&view.head, view.today);
    let local = |at| zones::wall_clock(head.zone, at);
    let age = |birth: Birth| i64::from(birth.age(today));
    let appointment = |one: &CaseAppointment| AppointmentLine {
        id: one.id,
        at: zones::wall_clock(one.zone, one.starts_at),
        motive: settings.motives.get(&one.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
        with: one.workers.clone(),
        status: one.status,
    };
    let (to_come, past): (Vec<_>, Vec<_>) = view.appointments.iter().partition(|one| one.ends_at > now);
    let mut past: Vec<AppointmentLine> = past.into_iter().map(appointment).collect();
    let older = past.split_off(past.len().min(RECENT));
    let mut workers: Vec<Choice> = settings
        .workers_of(staff.organisation)
        .iter()
        .filter_map(|id| settings.workers.get(id))
        .map(|worker| (worker.id.to_string(), worker.name.clone()))
        .collect();
    workers.sort_by(|one, other| one.1.cmp(&other.1));
    let shell = staff.shell.clone();
    let status = form.status();
    let page = FilePage {
        person,
        name: format!("{} {}", head.first_name, head.last_name).trim().to_owned(),
        birth: head.birth,
        age: head.birth.map(age),
        spellings: view.spellings.clone(),
        phone: head.phone.clone().map(|phone| (phone_shown(&phone), phone)),
        email: head.email.clone(),
        proven: head.proven,
        language: language_name(&shell, &head.language),
        languages: head.contact.languages.clone(),
        safe: head.contact.safe.map(|(from, until)| (today.and_time(from), today.and_time(until))),
        do_not_write: head.contact.do_not_write,
        phone_shared: head.contact.phone_shared,
        how: head.contact.how.clone(),
        needs: head.needs.0.clone(),
        next_contact: head.next_contact,
        due: head.next_contact.is_some_and(|day| day <= today),
        referents: view
            .referents
            .iter()
            .map(|one| ReferentLine {
                worker: one.worker,
                name: one.name.clone(),
                role: one.role,
                since: one.starts_on,
                until: one.ends_on.and_then(|day| day.pred_opt()),
                over: !one.is_on(today),
            })
            .collect(),
        relatives: view
            .relatives
            .iter()
            .map(|one| RelativeLine {
                id: one.other,
                name: format!("{} {}", one.first_name, one.last_name).trim().to_owned(),
                kind: one.kind,
                own: one.own,
                together: one.together,
                custody: one.custody,
                birth: one.birth,
                age: one.birth.map(age),
                next: one.birth.and_then(|birth| milestones(birth, today).into_iter().next()),
            })
            .collect(),
        to_come: to_come.into_iter().rev().map(appointment).collect(),
        past,
        older,
        notes: view
            .notes
            .iter()
            .map(|note| NoteLine {
                id: note.id,
                by: note.author_name.clone(),
                at: local(note.written_at),
                changed: note.changed_at.map(local),
                shared: note.shared,
                body: note.body.clone(),
                own: note.author == view.reader,
            })
            .collect(),
        form,
        workers,
        similar: shown.similar,
        saved: shown.saved,
        shell: shell.clone(),
    };
    Ok(shell.page_with(status, &page))
}

/// The own name of a language that we speak, else its code.
fn language_name(shell: &Shell, code: &str) -> String {
    let known = shell.languages().into_iter().find(|(one, _)| *one == code);
    known.map_or_else(|| code.to_owned(), |(_, name)| name)
}
