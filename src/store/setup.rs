//! Setting a territory up: what the demo, the imports and the tests write, and the settings pages
//! will. Also the look-ups by name that files need.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{
    AbsenceId, CalendarId, ClosureId, MotiveId, OpeningId, OrganisationId, PlaceId, ResourceId, ServiceId, TeamId,
    TerritoryId, WorkerId,
};
use crate::domain::motives::{Motive, ResourceKind, WorkersNeeded};
use crate::domain::scheduling::holidays::HolidayRegion;
use crate::domain::time::Span;

statements! {
    TERRITORIES { "SELECT id, name FROM territory ORDER BY id" }
    INSERT_TERRITORY { "INSERT INTO territory (name) VALUES ($1) RETURNING id" }
    INSERT_ORGANISATION { "INSERT INTO organisation (territory_id, name, zone, holidays) VALUES ($1, $2, $3, $4) RETURNING id" }
    INSERT_SERVICE { "INSERT INTO service (territory_id, name) VALUES ($1, $2) RETURNING id" }
    INSERT_PLACE { "INSERT INTO place (territory_id, organisation_id, name, address, zone, holidays)
                    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" }
    INSERT_CLOSURE { "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason) VALUES ($1, $2, $3, $4, $5) RETURNING id" }
    INSERT_CALENDAR { "INSERT INTO calendar (territory_id) VALUES ($1) RETURNING id" }
    INSERT_WORKER { "INSERT INTO worker (territory_id, calendar_id, service_id, first_name, last_name, email)
                     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" }
    INSERT_ROLE { "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING" }
    INSERT_TEAM { "INSERT INTO team (territory_id, organisation_id, name) VALUES ($1, $2, $3) RETURNING id" }
    INSERT_MEMBER { "INSERT INTO team_member (territory_id, team_id, worker_id) VALUES ($1, $2, $3)" }
    INSERT_RESOURCE { "INSERT INTO resource (territory_id, calendar_id, organisation_id, place_id, kind, name)
                       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" }
    INSERT_MOTIVE {
        "INSERT INTO motive (territory_id, organisation_id, service_id, name, public_name, mode, duration, buffer_before,
                             buffer_after, min_delay, max_delay, cancel_notice, move_notice, follow_up, bookable_by, quota,
                             seats, team_id, first_worker_id, second_worker_id, resources, text_before, text_after, pictogram, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
         RETURNING id"
    }
    INSERT_OPENING {
        "INSERT INTO opening (territory_id, organisation_id, calendar_id, place_id, first_day, last_day, rule, blocks, external_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    INSERT_OPENING_MOTIVE { "INSERT INTO opening_motive (territory_id, opening_id, motive_id) VALUES ($1, $2, $3)" }
    INSERT_OPENING_EXCEPTION {
        "INSERT INTO opening_exception (territory_id, opening_id, day, blocks) VALUES ($1, $2, $3, $4)
         ON CONFLICT (opening_id, day) DO UPDATE SET blocks = excluded.blocks"
    }
    DELETE_OPENING_MOTIVES { "DELETE FROM opening_motive WHERE opening_id = $1" }
    OPENING_BY_KEY {
        "SELECT id, organisation_id, calendar_id, place_id, first_day, last_day, rule, blocks, external_key,
                (SELECT string_agg(CAST(motive_id AS TEXT), ',') FROM opening_motive WHERE opening_id = opening.id) AS motives
         FROM opening WHERE territory_id = $1 AND external_key = $2"
    }
    UPDATE_OPENING {
        "UPDATE opening SET place_id = $2, first_day = $3, last_day = $4, rule = $5, blocks = $6
         WHERE id = $1 AND (place_id IS DISTINCT FROM $2 OR first_day <> $3 OR last_day IS DISTINCT FROM $4
                            OR rule IS DISTINCT FROM $5 OR blocks <> $6)"
    }
    INSERT_ABSENCE {
        "INSERT INTO absence (territory_id, calendar_id, first_day, last_day, rule, zone, block, days_over, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    WORKER_EMAILS { "SELECT id, calendar_id, email FROM worker WHERE territory_id = $1 AND active" }
    WORKER_BY_EMAIL { "SELECT id, calendar_id FROM worker WHERE territory_id = $1 AND email = $2" }
    ORGANISATION_BY_NAME { "SELECT id FROM organisation WHERE territory_id = $1 AND name = $2" }
    PLACE_BY_NAME { "SELECT id FROM place WHERE territory_id = $1 AND organisation_id = $2 AND name = $3" }
    MOTIVE_BY_NAME { "SELECT id FROM motive WHERE territory_id = $1 AND organisation_id = $2 AND name = $3 ORDER BY id" }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Every territory, in order of its id.
///
/// # Errors
/// The database does not answer.
pub async fn territories(tx: &mut ReadTx) -> Result<Vec<(TerritoryId, String)>> {
    fetch_all!(tx, (TerritoryId, String), TERRITORIES)
}

/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn insert_territory(tx: &mut WriteTx, name: &str) -> Result<TerritoryId> {
    fetch_scalar!(tx, TerritoryId, INSERT_TERRITORY, name)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_organisation(
    tx: &mut WriteTx,
    territory: TerritoryId,
    name: &str,
    zone: Tz,
    holidays: HolidayRegion,
) -> Result<OrganisationId> {
    fetch_scalar!(tx, OrganisationId, INSERT_ORGANISATION, territory, name, zone.name(), holidays.code())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_service(tx: &mut WriteTx, territory: TerritoryId, name: &str) -> Result<ServiceId> {
    fetch_scalar!(tx, ServiceId, INSERT_SERVICE, territory, name)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_place(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    (name, address): (&str, &str),
    zone: Tz,
    holidays: HolidayRegion,
) -> Result<PlaceId> {
    fetch_scalar!(tx, PlaceId, INSERT_PLACE, territory, organisation, name, address, zone.name(), holidays.code())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_closure(
    tx: &mut WriteTx,
    territory: TerritoryId,
    place: PlaceId,
    span: Span,
    reason: &str,
) -> Result<ClosureId> {
    fetch_scalar!(tx, ClosureId, INSERT_CLOSURE, territory, place, span.start(), span.end(), reason)
}

/// A worker with a calendar of its own.
#[derive(Clone, Debug)]
pub struct NewWorker<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub email: &'a str,
    pub service: Option<ServiceId>,
    pub organisations: &'a [OrganisationId],
}

/// # Errors
/// `worker_email` when the address is taken.
pub async fn insert_worker(
    tx: &mut WriteTx,
    territory: TerritoryId,
    new: &NewWorker<'_>,
) -> Result<(WorkerId, CalendarId)> {
    let calendar = fetch_scalar!(tx, CalendarId, INSERT_CALENDAR, territory)?;
    let worker = fetch_scalar!(
        tx,
        WorkerId,
        INSERT_WORKER,
        territory,
        calendar,
        new.service,
        new.first_name,
        new.last_name,
        new.email
    )?;
    for organisation in new.organisations {
        execute!(tx, INSERT_ROLE, territory, worker, *organisation, "worker")?;
    }
    Ok((worker, calendar))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_team(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    name: &str,
    members: &[WorkerId],
) -> Result<TeamId> {
    let team = fetch_scalar!(tx, TeamId, INSERT_TEAM, territory, organisation, name)?;
    for member in members {
        execute!(tx, INSERT_MEMBER, territory, team, *member)?;
    }
    Ok(team)
}

/// A resource with a calendar of its own.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_resource(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    kind: ResourceKind,
    name: &str,
    place: Option<PlaceId>,
) -> Result<(ResourceId, CalendarId)> {
    let calendar = fetch_scalar!(tx, CalendarId, INSERT_CALENDAR, territory)?;
    let resource =
        fetch_scalar!(tx, ResourceId, INSERT_RESOURCE, territory, calendar, organisation, place, kind.word(), name)?;
    Ok((resource, calendar))
}

/// Writes a motive; its `id` is ignored and the new one given back.
///
/// # Errors
/// A CHECK of the table, by its name.
pub async fn insert_motive(tx: &mut WriteTx, territory: TerritoryId, motive: &Motive) -> Result<MotiveId> {
    let (team, first, second) = match motive.workers {
        WorkersNeeded::One => (None, None, None),
        WorkersNeeded::AnyTwoOf(team) => (Some(team), None, None),
        WorkersNeeded::Pair(first, second) => (None, Some(first), Some(second)),
    };
    fetch_scalar!(
        tx,
        MotiveId,
        INSERT_MOTIVE,
        territory,
        motive.organisation,
        motive.service,
        motive.name.as_str(),
        motive.public_name.as_str(),
        motive.mode.word(),
        motive.duration.0,
        motive.buffer_before.0,
        motive.buffer_after.0,
        motive.window.min_delay.0,
        motive.window.max_delay.0,
        motive.cancel_notice.0,
        motive.move_notice.0,
        motive.follow_up,
        motive.bookable_by.word(),
        motive.quota,
        motive.seats,
        team,
        first,
        second,
        motive.resources.to_string(),
        motive.text_before.as_str(),
        motive.text_after.as_str(),
        motive.pictogram.word(),
        motive.active
    )
}

/// An opening as it is written: rule and blocks already read once, so that they are known to be good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOpening {
    pub organisation: OrganisationId,
    pub calendar: CalendarId,
    pub place: Option<PlaceId>,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub rule: Option<String>,
    pub blocks: String,
    pub motives: Vec<MotiveId>,
    pub external_key: Option<String>,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_opening(tx: &mut WriteTx, territory: TerritoryId, new: &NewOpening) -> Result<OpeningId> {
    let opening = fetch_scalar!(
        tx,
        OpeningId,
        INSERT_OPENING,
        territory,
        new.organisation,
        new.calendar,
        new.place,
        new.first_day,
        new.last_day,
        new.rule.as_deref(),
        new.blocks.as_str(),
        new.external_key.as_deref()
    )?;
    for motive in &new.motives {
        execute!(tx, INSERT_OPENING_MOTIVE, territory, opening, *motive)?;
    }
    Ok(opening)
}

#[derive(FromRow)]
struct OpeningRow {
    id: OpeningId,
    organisation_id: OrganisationId,
    calendar_id: CalendarId,
    place_id: Option<PlaceId>,
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
    blocks: String,
    external_key: Option<String>,
    motives: Option<String>,
}

/// The opening that a file calls by this key, as it is now; its motives in order of their id.
///
/// # Errors
/// The database does not answer.
pub async fn opening_by_key(
    tx: &mut ReadTx,
    territory: TerritoryId,
    key: &str,
) -> Result<Option<(OpeningId, NewOpening)>> {
    let Some(row) = fetch_optional!(tx, OpeningRow, OPENING_BY_KEY, territory, key)? else { return Ok(None) };
    let mut motives = Vec::new();
    for motive in row.motives.as_deref().into_iter().flat_map(|ids| ids.split(',')) {
        motives.push(motive.parse().map_err(|error| bad_row("opening", error))?);
    }
    motives.sort_unstable();
    let opening = NewOpening {
        organisation: row.organisation_id,
        calendar: row.calendar_id,
        place: row.place_id,
        first_day: row.first_day,
        last_day: row.last_day,
        rule: row.rule,
        blocks: row.blocks,
        motives,
        external_key: row.external_key,
    };
    Ok(Some((row.id, opening)))
}

/// Writes the opening its file calls by this key, or brings it up to date: days, hours, place and
/// motives. Whose it is stays. Gives back its id, and whether something changed.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_opening(tx: &mut WriteTx, territory: TerritoryId, new: &NewOpening) -> Result<(OpeningId, bool)> {
    let known = match new.external_key.as_deref() {
        Some(key) => opening_by_key(tx, territory, key).await?,
        None => None,
    };
    let Some((opening, known)) = known else { return Ok((insert_opening(tx, territory, new).await?, true)) };
    let changed = execute!(
        tx,
        UPDATE_OPENING,
        opening,
        new.place,
        new.first_day,
        new.last_day,
        new.rule.as_deref(),
        new.blocks.as_str()
    )?;
    let mut motives = new.motives.clone();
    motives.sort_unstable();
    motives.dedup();
    let relinked = known.motives != motives;
    if relinked {
        execute!(tx, DELETE_OPENING_MOTIVES, opening)?;
        for motive in &motives {
            execute!(tx, INSERT_OPENING_MOTIVE, territory, opening, *motive)?;
        }
    }
    Ok((opening, changed > 0 || relinked))
}

/// Changes one occurrence; drops it when `blocks` is empty.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_exception(
    tx: &mut WriteTx,
    territory: TerritoryId,
    opening: OpeningId,
    day: NaiveDate,
    blocks: &str,
) -> Result<()> {
    execute!(tx, INSERT_OPENING_EXCEPTION, territory, opening, day, blocks)?;
    Ok(())
}

/// An absence of a worker or a resource.
#[derive(Clone, Debug)]
pub struct NewAbsence<'a> {
    pub calendar: CalendarId,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub rule: Option<&'a str>,
    pub zone: Tz,
    /// `09:00-12:00`, the end `days_over` days later.
    pub block: &'a str,
    pub days_over: i64,
    pub reason: &'a str,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_absence(tx: &mut WriteTx, territory: TerritoryId, new: &NewAbsence<'_>) -> Result<AbsenceId> {
    fetch_scalar!(
        tx,
        AbsenceId,
        INSERT_ABSENCE,
        territory,
        new.calendar,
        new.first_day,
        new.last_day,
        new.rule,
        new.zone.name(),
        new.block,
        new.days_over,
        new.reason
    )
}

/// Every active worker by e-mail address in lower case.
///
/// # Errors
/// The database does not answer.
pub async fn worker_emails(tx: &mut ReadTx, territory: TerritoryId) -> Result<HashMap<String, (WorkerId, CalendarId)>> {
    let rows = fetch_all!(tx, (WorkerId, CalendarId, String), WORKER_EMAILS, territory)?;
    Ok(rows.into_iter().map(|(worker, calendar, email)| (email.to_lowercase(), (worker, calendar))).collect())
}

/// # Errors
/// The database does not answer.
pub async fn worker_by_email(
    tx: &mut ReadTx,
    territory: TerritoryId,
    email: &str,
) -> Result<Option<(WorkerId, CalendarId)>> {
    fetch_optional!(tx, (WorkerId, CalendarId), WORKER_BY_EMAIL, territory, email)
}

/// # Errors
/// The database does not answer.
pub async fn organisation_by_name(
    tx: &mut ReadTx,
    territory: TerritoryId,
    name: &str,
) -> Result<Option<OrganisationId>> {
    Ok(fetch_optional!(tx, (OrganisationId,), ORGANISATION_BY_NAME, territory, name)?.map(|(id,)| id))
}

/// # Errors
/// The database does not answer.
pub async fn place_by_name(
    tx: &mut ReadTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    name: &str,
) -> Result<Option<PlaceId>> {
    Ok(fetch_optional!(tx, (PlaceId,), PLACE_BY_NAME, territory, organisation, name)?.map(|(id,)| id))
}

/// Every motive of that name: one per mode.
///
/// # Errors
/// The database does not answer.
pub async fn motives_by_name(
    tx: &mut ReadTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    name: &str,
) -> Result<Vec<MotiveId>> {
    let rows = fetch_all!(tx, (MotiveId,), MOTIVE_BY_NAME, territory, organisation, name)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
