//! What one waits for, under one's appointments, and leaving the list.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::Mine;
use crate::app::App;
use crate::domain::ids::WaitingEntryId;
use crate::domain::scheduling::zones;
use crate::web::browser::Posted;
use crate::web::desk::place_name;

/// An entry of the waiting list as its person reads it.
pub struct WaitingEntry {
    pub id: WaitingEntryId,
    pub motive: String,
    pub place: String,
    /// For whom, where one acts for several.
    pub name: String,
    pub since: NaiveDate,
}

/// # Errors
/// A page: the database does not answer.
pub async fn own(app: &App, mine: &Mine) -> Result<Vec<WaitingEntry>, Response> {
    let entries = app.desk.own_waiting(&mine.visitor.claimant()).await.map_err(|error| mine.shell.failed(error))?;
    let settings = &mine.town.settings;
    let several = mine.visitor.people().len() > 1;
    let line = |entry: crate::store::WaitingLine| {
        let zone = settings.site(entry.organisation, entry.place).map_or(Tz::UTC, |site| site.zone);
        WaitingEntry {
            id: entry.id,
            motive: settings.motives.get(&entry.motive).map(|motive| motive.public_name.clone()).unwrap_or_default(),
            place: place_name(settings, entry.place),
            name: if several { mine.visitor.name_of(entry.person) } else { String::new() },
            since: zones::local_day(zone, entry.created_at),
        }
    };
    Ok(entries.into_iter().map(line).collect())
}

/// Off the list. A second click finds it as it was asked.
pub async fn leave(State(app): State<App>, Path(entry): Path<i64>, posted: Posted) -> Response {
    let mine = match Mine::open(&app, &posted.browser).await {
        Ok(mine) => mine,
        Err(page) => return page,
    };
    match app.desk.leave_waiting_list(&mine.visitor.claimant(), WaitingEntryId(entry), mine.now).await {
        Ok(()) => mine.shell.go("/my"),
        Err(error) => mine.shell.failed(error),
    }
}
