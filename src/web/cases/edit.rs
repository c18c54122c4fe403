//! The forms of a case file: what was typed becomes one change, or the page comes back with a sentence
//! beside the field.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, NaiveTime};

use super::file::{Shown, show};
use crate::actions::ActionError;
use crate::actions::cases::{CaseChange, NewContact, RelativeWho};
use crate::actions::settings::Once;
use crate::app::App;
use crate::domain::cases::{
    Birth, Custody, Need, Needs, Record, ReferentRole, RelativeKind, Shared, compare, spellings,
};
use crate::domain::ids::{CaseNoteId, PersonId, WorkerId};
use crate::domain::scheduling::zones;
use crate::store::{ContactPreference, Identity};
use crate::texts::Lang;
use crate::web::browser::Posted;
use crate::web::fields::{Faults, Fields};
use crate::web::once::body_hash;
use crate::web::settings::{Choice, Form};
use crate::web::staff::Staff;

fn once(fields: &Fields) -> Option<Once> {
    fields.given("key").map(|key| Once { key: key.to_owned(), body_hash: body_hash(fields) })
}

/// Makes the change, or shows the file again with what is wrong.
async fn save(app: &App, staff: &Staff, person: i64, fields: Fields, change: Result<CaseChange, Fault>) -> Response {
    let person = PersonId(person);
    let gone = matches!(&change, Ok(CaseChange::EndReferent { worker }) if *worker == staff.worker);
    let done = match change {
        Ok(change) => app.desk.change_case(&staff.claimant(), person, change, once(&fields), app.clock.now()).await,
        Err((field, why)) => Err(ActionError::Invalid { field, why: why.to_owned() }),
    };
    match done {
        // Who ends her own part may not be able to open the file any more.
        Ok(()) if gone => staff.shell.go("/cases"),
        Ok(()) => staff.shell.go(&format!("/cases/{person}?saved")),
        Err(ActionError::Invalid { field, why }) => {
            let form = Form::again(fields, (Faults::one(field, staff.shell.t(&why)), None));
            show(app, staff, person, Shown { form: Some(form), ..Shown::default() }).await
        }
        Err(error) => staff.shell.failed(error),
    }
}

/// The field, and the key of what is said about it.
type Fault = (&'static str, &'static str);

async fn today(app: &App, staff: &Staff) -> Result<NaiveDate, Response> {
    let now = app.clock.now();
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(|error| staff.shell.failed(error))?;
    let zone = town.settings.site(staff.organisation, None).map_or(chrono_tz::Tz::UTC, |site| site.zone);
    Ok(zones::local_day(zone, now))
}

fn birth(fields: &Fields, field: &'static str, today: NaiveDate) -> Result<Option<Birth>, Fault> {
    Birth::read(fields.text(field), fields.has("presumed"), today).map_err(|_| (field, "case-not-a-birth"))
}

pub async fn save_identity(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let today = match today(&app, &staff).await {
        Ok(today) => today,
        Err(page) => return page,
    };
    let (first_name, last_name) = (fields.text("first_name").to_owned(), fields.text("last_name").to_owned());
    let change = birth(&fields, "born", today).map(|birth| {
        let name = format!("{first_name} {last_name}");
        CaseChange::Identity(Identity {
            spellings: spellings(fields.text("spellings"), name.trim()),
            first_name,
            last_name,
            birth,
        })
    });
    save(&app, &staff, person, fields, change).await
}

pub async fn save_contact(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let change = contact(&fields);
    save(&app, &staff, person, fields, change).await
}

fn contact(fields: &Fields) -> Result<CaseChange, Fault> {
    let hour = |name| {
        let read = |text| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| (name, "case-not-an-hour"));
        fields.given(name).map(read).transpose()
    };
    let safe = match (hour("safe_from")?, hour("safe_until")?) {
        (None, None) => None,
        (Some(from), Some(until)) if from < until => Some((from, until)),
        (Some(_), Some(_)) => return Err(("safe_until", "case-hours-backwards")),
        _ => return Err(("safe_until", "case-hours-half")),
    };
    let text = |name| fields.text(name).to_owned();
    let language = Lang::of(fields.text("language")).unwrap_or(Lang::DEFAULT).code().to_owned();
    let preference = ContactPreference {
        languages: text("languages"),
        safe,
        do_not_write: fields.has("do_not_write"),
        phone_shared: fields.has("phone_shared"),
        how: text("how"),
    };
    Ok(CaseChange::Contact(NewContact { phone: text("phone"), email: text("email"), language, preference }))
}

pub async fn save_needs(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let needs = Needs(Need::ALL.iter().copied().filter(|need| fields.all("need").any(|w| w == need.word())).collect());
    let next_contact = match fields.given("next_contact") {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| ("next_contact", "case-not-a-day")),
    };
    let change = next_contact.map(|next_contact| CaseChange::File { needs, next_contact });
    save(&app, &staff, person, fields, change).await
}

pub async fn save_referent(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let role = fields.parsed("role").unwrap_or(ReferentRole::Main);
    let worker = fields.parsed::<WorkerId>("worker").ok_or(("worker", "wrong-not-in-list"));
    let change = worker.map(|worker| CaseChange::Referent { worker, role });
    save(&app, &staff, person, fields, change).await
}

pub async fn end_referent(
    State(app): State<App>,
    Path((person, worker)): Path<(i64, i64)>,
    staff: Staff,
    posted: Posted,
) -> Response {
    let change = CaseChange::EndReferent { worker: WorkerId(worker) };
    save(&app, &staff, person, posted.fields, Ok(change)).await
}

pub async fn save_relative(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    relative(&app, &staff, person, posted.fields).await.unwrap_or_else(|page| page)
}

async fn relative(app: &App, staff: &Staff, person: i64, fields: Fields) -> Result<Response, Response> {
    let known = fields.parsed::<PersonId>("relative");
    let born = birth(&fields, "relative_born", today(app, staff).await?);
    if let (None, false, Ok(born)) = (known, fields.text("relative") == "new", &born) {
        let similar = similar(app, staff, &fields, *born).await?;
        if !similar.is_empty() {
            let note = staff.shell.t("case-relative-known");
            let form = Form::again(fields, (Faults::default(), Some(note)));
            let shown = Shown { form: Some(form), similar, ..Shown::default() };
            return Ok(show(app, staff, PersonId(person), shown).await);
        }
    }
    let change = born.map(|birth| CaseChange::Relative {
        who: match known {
            Some(known) => RelativeWho::Known(known),
            None => RelativeWho::New {
                first_name: fields.text("relative_first").to_owned(),
                last_name: fields.text("relative_last").to_owned(),
                birth,
            },
        },
        kind: fields.parsed("kind").unwrap_or(RelativeKind::Other),
        together: fields.has("together"),
        custody: fields.parsed("custody").unwrap_or(Custody::Whole),
    });
    Ok(save(app, staff, person, fields, change).await)
}

/// Records that may already be the relative: the child whose other parent came first.
async fn similar(app: &App, staff: &Staff, fields: &Fields, birth: Option<Birth>) -> Result<Vec<Choice>, Response> {
    let (first_name, last_name) = (fields.text("relative_first").to_owned(), fields.text("relative_last").to_owned());
    let typed = format!("{first_name} {last_name}");
    let found = app.desk.search_people(&staff.claimant(), &typed, app.clock.now()).await;
    let found = found.map_err(|error| staff.shell.failed(error))?;
    let record = |id, first_name, last_name, birth| Record {
        id,
        first_name,
        last_name,
        names: Vec::new(),
        birth,
        phone: None,
        email: None,
    };
    let wanted = record(PersonId(0), first_name, last_name, birth);
    let alike = found.here.into_iter().filter(|one| {
        let birth = one.birth_date.map(|date| Birth { date, precision: crate::domain::cases::BirthPrecision::Day });
        let there = record(one.id, one.first_name.clone(), one.last_name.clone(), birth);
        compare(&wanted, &there).is_some_and(|evidence| evidence.weight > 0.0)
    });
    Ok(alike
        .map(|one| {
            let born = one.birth_date.map(|day| staff.shell.day(&day));
            let name = format!("{} {}", one.first_name, one.last_name);
            (one.id.to_string(), [Some(name), born].into_iter().flatten().collect::<Vec<_>>().join(" · "))
        })
        .collect())
}

pub async fn remove_relative(
    State(app): State<App>,
    Path((person, relative)): Path<(i64, i64)>,
    staff: Staff,
    posted: Posted,
) -> Response {
    let change = CaseChange::RemoveRelative { relative: PersonId(relative) };
    save(&app, &staff, person, posted.fields, Ok(change)).await
}

fn shared(fields: &Fields) -> Shared {
    // A note whose sharing cannot be read stays its author's.
    fields.parsed("shared").unwrap_or(Shared::Own)
}

pub async fn write_note(State(app): State<App>, Path(person): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let change = CaseChange::WriteNote { shared: shared(&fields), body: fields.text("body").to_owned() };
    save(&app, &staff, person, fields, Ok(change)).await
}

/// Another text or other readers; or no note at all.
pub async fn change_note(
    State(app): State<App>,
    Path((person, note)): Path<(i64, i64)>,
    staff: Staff,
    posted: Posted,
) -> Response {
    let (fields, note) = (posted.fields, CaseNoteId(note));
    let change = match fields.text("do") {
        "delete" => CaseChange::DeleteNote { note },
        _ => CaseChange::ChangeNote { note, shared: shared(&fields), body: fields.text("body").to_owned() },
    };
    save(&app, &staff, person, fields, Ok(change)).await
}
