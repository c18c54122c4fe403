//! Two records of one person: pairs with why, the preview of a merge, and undoing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::actions::ActionError;
use crate::actions::cases::{MergeChoices, MergePreview};
use crate::app::App;
use crate::domain::cases::{Birth, Record, Why};
use crate::domain::ids::{AppointmentId, MergeId, PersonId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::store::{Appointment, MERGED_FIELDS};
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::desk::names;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// A record as the pages show it.
struct Card {
    id: PersonId,
    name: String,
    birth: Option<Birth>,
    age: Option<i64>,
    phone: Option<String>,
}

struct PairLine {
    one: Card,
    other: Card,
    whys: Vec<Why>,
}

struct MergeRow {
    id: MergeId,
    kept: String,
    gone: String,
    at: NaiveDateTime,
    /// The last day on which it can be undone; `None`: it was.
    until: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "cases/duplicates.html")]
struct DuplicatesPage {
    shell: Shell,
    pairs: Vec<PairLine>,
    merges: Vec<MergeRow>,
    done: Option<String>,
    problem: Option<String>,
}

/// A field of both records, and which is kept unless something else is chosen.
struct FieldLine {
    name: &'static str,
    kept: String,
    gone: String,
    take_gone: bool,
}

struct ConflictLine {
    kept: (AppointmentId, String),
    gone: (AppointmentId, String),
}

#[derive(Template)]
#[template(path = "cases/merge.html")]
struct MergePage {
    shell: Shell,
    kept: Card,
    gone: Card,
    whys: Vec<Why>,
    fields: Vec<FieldLine>,
    conflicts: Vec<ConflictLine>,
    moves: Vec<(&'static str, i64)>,
    numbers: Vec<String>,
    /// Why it is not possible.
    refused: Option<String>,
    problem: Option<String>,
}

fn card(record: &Record, today: NaiveDate) -> Card {
    Card {
        id: record.id,
        name: format!("{} {}", record.first_name, record.last_name).trim().to_owned(),
        birth: record.birth,
        age: record.birth.map(|birth| i64::from(birth.age(today))),
        phone: record.phone.as_deref().map(phone_shown),
    }
}

pub async fn duplicates(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    let done = ["merged", "apart", "undone"].into_iter().find(|word| asked.query.has(word));
    let done = done.map(|word| staff.shell.word("duplicates-done", word));
    list(&app, &staff, done, None).await.unwrap_or_else(|page| page)
}

async fn list(app: &App, staff: &Staff, done: Option<String>, problem: Option<String>) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let (now, claimant) = (app.clock.now(), staff.claimant());
    let found = app.desk.duplicates(&claimant).await.map_err(failed)?;
    let merges = app.desk.merges(&claimant, now).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&claimant, now).await.map_err(failed)?;
    let zone = town.settings.site(staff.organisation, None).map_or(chrono_tz::Tz::UTC, |site| site.zone);
    let today = zones::local_day(zone, now);
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = DuplicatesPage {
        pairs: found
            .into_iter()
            .map(|(pair, one, other)| PairLine {
                one: card(&one, today),
                other: card(&other, today),
                whys: pair.evidence.whys,
            })
            .collect(),
        merges: merges
            .into_iter()
            .map(|merge| {
                let at = zones::wall_clock(zone, merge.merged_at);
                MergeRow {
                    id: merge.id,
                    kept: merge.kept_name.trim().to_owned(),
                    gone: merge.gone_name.trim().to_owned(),
                    at,
                    until: merge.undone_at.is_none().then(|| at.date() + Days::new(30)),
                }
            })
            .collect(),
        done,
        problem,
        shell: staff.shell.clone(),
    };
    Ok(staff.shell.page_with(status, &page))
}

pub async fn preview(State(app): State<App>, Path((kept, gone)): Path<(i64, i64)>, staff: Staff) -> Response {
    show(&app, &staff, (PersonId(kept), PersonId(gone)), None).await.unwrap_or_else(|page| page)
}

fn shown(record: &Record, shell: &Shell, field: &str) -> String {
    match field {
        "first_name" => record.first_name.clone(),
        "last_name" => record.last_name.clone(),
        "birth" => record.birth.map(|birth| shell.day(&birth.date)).unwrap_or_default(),
        "phone" => record.phone.as_deref().map(phone_shown).unwrap_or_default(),
        "email" => record.email.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

async fn show(
    app: &App,
    staff: &Staff,
    (kept, gone): (PersonId, PersonId),
    problem: Option<String>,
) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let preview = app.desk.preview_merge(&staff.claimant(), (kept, gone)).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let zone = town.settings.site(staff.organisation, None).map_or(chrono_tz::Tz::UTC, |site| site.zone);
    let today = zones::local_day(zone, now);
    let shell = &staff.shell;
    let MergePreview { kept, gone, evidence, conflicts, moves, numbers, elsewhere } = preview;
    let refused = match (&evidence, elsewhere) {
        (None, _) => Some(shell.t("merge-contact-alone")),
        (_, true) => Some(shell.t("merge-elsewhere")),
        _ => None,
    };
    let fields = MERGED_FIELDS.iter().filter(|name| **name != "language").map(|name| {
        let (own, theirs) = (shown(&kept, shell, name), shown(&gone, shell, name));
        // What one of both knows is not lost.
        FieldLine { name, take_gone: own.is_empty() && !theirs.is_empty(), kept: own, gone: theirs }
    });
    let said = |one: &Appointment| (one.id, said(shell, &town.settings, one));
    let page = MergePage {
        fields: fields.filter(|field| field.kept != field.gone).collect(),
        conflicts: conflicts
            .iter()
            .map(|conflict| ConflictLine { kept: said(&conflict.kept), gone: said(&conflict.gone) })
            .collect(),
        // What is not worth a line of its own moves all the same.
        moves: moves
            .into_iter()
            .filter(|(name, count)| *count > 0 && !matches!(*name, "links" | "messages" | "preferences" | "files"))
            .map(|(name, count)| (name, i64::try_from(count).unwrap_or(i64::MAX)))
            .collect(),
        whys: evidence.map(|evidence| evidence.whys).unwrap_or_default(),
        kept: card(&kept, today),
        gone: card(&gone, today),
        numbers,
        refused,
        shell: shell.clone(),
        problem,
    };
    let status = if page.problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(shell.page_with(status, &page))
}

fn said(shell: &Shell, settings: &Settings, one: &Appointment) -> String {
    let motive = settings.motives.get(&one.motive).map(|motive| motive.name.clone()).unwrap_or_default();
    let when = shell.when(&zones::wall_clock(one.zone, one.span.start()));
    format!("{when} · {motive} · {}", names(settings, &one.workers))
}

fn choices(fields: &Fields) -> MergeChoices {
    let theirs = MERGED_FIELDS.iter().filter(|name| fields.text(name) == "gone");
    MergeChoices {
        from_gone: theirs.map(|name| (*name).to_owned()).collect(),
        give_up: fields.all("give_up").filter_map(|id| id.parse().ok()).chain(conflict_choices(fields)).collect(),
    }
}

/// Of each conflict (`conflict-N`) the one to give up.
fn conflict_choices(fields: &Fields) -> Vec<AppointmentId> {
    let chosen = fields.pairs().filter(|(name, _)| name.starts_with("conflict-"));
    chosen.filter_map(|(_, id)| id.parse().ok()).collect()
}

pub async fn decide(
    State(app): State<App>,
    Path((kept, gone)): Path<(i64, i64)>,
    staff: Staff,
    posted: Posted,
) -> Response {
    let (pair, fields, now) = ((PersonId(kept), PersonId(gone)), posted.fields, app.clock.now());
    let done = match fields.text("do") {
        "apart" => app.desk.keep_apart(&staff.claimant(), pair, now).await.map(|()| "apart"),
        _ => app.desk.merge_people(&staff.claimant(), pair, choices(&fields), now).await.map(|_| "merged"),
    };
    match done {
        Ok(word) => staff.shell.go(&format!("/people/duplicates?{word}")),
        Err(ActionError::Invalid { why, .. }) => {
            show(&app, &staff, pair, Some(staff.shell.t(&why))).await.unwrap_or_else(|page| page)
        }
        // An appointment was booked between the preview and the click: the new preview shows it.
        Err(ActionError::Refused { .. }) => {
            show(&app, &staff, pair, Some(staff.shell.t("merge-choose"))).await.unwrap_or_else(|page| page)
        }
        Err(error) => staff.shell.failed(error),
    }
}

pub async fn undo(State(app): State<App>, Path(merge): Path<i64>, staff: Staff, _: Posted) -> Response {
    match app.desk.undo_merge(&staff.claimant(), MergeId(merge), app.clock.now()).await {
        Ok(()) => staff.shell.go("/people/duplicates?undone"),
        Err(ActionError::Invalid { why, .. }) => {
            list(&app, &staff, None, Some(staff.shell.t(&why))).await.unwrap_or_else(|page| page)
        }
        Err(ActionError::Refused { .. }) => {
            list(&app, &staff, None, Some(staff.shell.t("not-undone-booked"))).await.unwrap_or_else(|page| page)
        }
        Err(error) => staff.shell.failed(error),
    }
}
