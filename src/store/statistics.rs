//! Statistics, counted in the database: nothing about a single person comes out of here.

use chrono::NaiveDate;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, json_list, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::appointments::Status;
use crate::domain::ids::{CalendarId, MotiveId, OrganisationId, TerritoryId, WorkerId};
use crate::domain::scheduling::agenda::LONGEST_BUSY_TIME;
use crate::domain::scheduling::search::Nothing;
use crate::domain::time::{Minutes, Span, Timestamp};

statements! {
    BY_MOTIVE {
        sqlite: "
        SELECT motive_id, status, COUNT(*), CAST(SUM(ends_at - starts_at) / 60000000 AS BIGINT)
        FROM appointment
        WHERE organisation_id IN (SELECT organisation.id FROM organisation
                                  WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND starts_at >= $3 AND starts_at < $4
        GROUP BY motive_id, status ORDER BY motive_id, status",
        postgres: "
        SELECT motive_id, status, COUNT(*), CAST(EXTRACT(EPOCH FROM SUM(ends_at - starts_at)) / 60 AS BIGINT)
        FROM appointment
        WHERE organisation_id IN (SELECT organisation.id FROM organisation
                                  WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND starts_at >= $3 AND starts_at < $4
        GROUP BY motive_id, status ORDER BY motive_id, status"
    }
    /// An appointment with two workers counts for each of them.
    BY_WORKER {
        sqlite: "
        SELECT worker.id, appointment.status, COUNT(*),
               CAST(SUM(appointment.ends_at - appointment.starts_at) / 60000000 AS BIGINT)
        FROM appointment
        JOIN busy_time AS busy ON busy.appointment_id = appointment.id
        JOIN worker ON worker.calendar_id = busy.calendar_id
        WHERE appointment.organisation_id IN (SELECT organisation.id FROM organisation
                                  WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND appointment.starts_at >= $3 AND appointment.starts_at < $4
        GROUP BY worker.id, appointment.status ORDER BY worker.id, appointment.status",
        postgres: "
        SELECT worker.id, appointment.status, COUNT(*),
               CAST(EXTRACT(EPOCH FROM SUM(appointment.ends_at - appointment.starts_at)) / 60 AS BIGINT)
        FROM appointment
        JOIN busy_time AS busy ON busy.appointment_id = appointment.id
        JOIN worker ON worker.calendar_id = busy.calendar_id
        WHERE appointment.organisation_id IN (SELECT organisation.id FROM organisation
                                  WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND appointment.starts_at >= $3 AND appointment.starts_at < $4
        GROUP BY worker.id, appointment.status ORDER BY worker.id, appointment.status"
    }
    /// What appointments take of calendars, whosever they are.
    TAKEN {
        sqlite: "
        SELECT calendar_id, starts_at, ends_at FROM busy_time
        WHERE territory_id = $1 AND calendar_id IN (SELECT value FROM json_each($2)) AND blocking AND hold_id IS NULL
          AND starts_at > $3 AND starts_at < $5 AND ends_at > $4",
        postgres: "
        SELECT calendar_id, starts_at, ends_at FROM busy_time
        WHERE territory_id = $1 AND calendar_id = ANY (translate($2, '[]', '{}')::bigint[]) AND blocking
          AND hold_id IS NULL AND starts_at > $3 AND starts_at < $5 AND ends_at > $4"
    }
    MISSES {
        "SELECT motive_id, reason, CAST(SUM(count) AS BIGINT) FROM search_miss
         WHERE organisation_id IN (SELECT organisation.id FROM organisation
                                   WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
           AND day >= $3 AND day <= $4
         GROUP BY motive_id, reason ORDER BY motive_id, reason"
    }
    NOTE_MISS {
        "INSERT INTO search_miss (territory_id, organisation_id, motive_id, day, reason, count) VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (organisation_id, motive_id, day, reason) DO UPDATE SET count = search_miss.count + 1"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// A group of appointments: of whom or what, in which state, how many, how long together.
pub type Counted<Id> = (Id, Status, i64, Minutes);

fn counted<Id>(rows: Vec<(Id, String, i64, i64)>) -> Result<Vec<Counted<Id>>> {
    let one = |(id, status, count, minutes): (Id, String, i64, i64)| {
        Ok((id, status.parse().map_err(|error| bad_row("appointment", error))?, count, Minutes(minutes)))
    };
    rows.into_iter().map(one).collect()
}

/// The appointments that start in `range`, by motive and state.
///
/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn counted_by_motive(tx: &mut ReadTx, scope: &Scope, range: Span) -> Result<Vec<Counted<MotiveId>>> {
    let organisation = organisation_of(scope);
    counted(fetch_all!(
        tx,
        (MotiveId, String, i64, i64),
        BY_MOTIVE,
        scope.territory(),
        organisation,
        range.start(),
        range.end()
    )?)
}

/// The same by worker.
///
/// # Errors
/// The database does not answer.
pub async fn counted_by_worker(tx: &mut ReadTx, scope: &Scope, range: Span) -> Result<Vec<Counted<WorkerId>>> {
    let organisation = organisation_of(scope);
    counted(fetch_all!(
        tx,
        (WorkerId, String, i64, i64),
        BY_WORKER,
        scope.territory(),
        organisation,
        range.start(),
        range.end()
    )?)
}

/// What appointments take of calendars inside `window`, buffers included.
///
/// # Errors
/// The database does not answer.
pub async fn taken_time(
    tx: &mut ReadTx,
    territory: TerritoryId,
    calendars: &[CalendarId],
    window: Span,
) -> Result<Vec<(CalendarId, Span)>> {
    let first = window.start() - LONGEST_BUSY_TIME;
    let (list, start, end) = (json_list(calendars), window.start(), window.end());
    let rows = fetch_all!(tx, (CalendarId, Timestamp, Timestamp), TAKEN, territory, list, first, start, end)?;
    Ok(rows
        .into_iter()
        .filter_map(|(calendar, start, end)| Some((calendar, Span::new(start, end)?.common(window)?)))
        .collect())
}

/// How often searches found nothing between two days, both included.
///
/// # Errors
/// The database does not answer.
pub async fn search_misses(
    tx: &mut ReadTx,
    scope: &Scope,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(MotiveId, Nothing, i64)>> {
    let organisation = organisation_of(scope);
    let rows = fetch_all!(tx, (MotiveId, String, i64), MISSES, scope.territory(), organisation, from, to)?;
    let one = |(motive, reason, count): (MotiveId, String, i64)| {
        Ok((motive, reason.parse().map_err(|error| bad_row("search", error))?, count))
    };
    rows.into_iter().map(one).collect()
}

/// One more search that found nothing.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn note_miss(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (organisation, motive): (OrganisationId, MotiveId),
    day: NaiveDate,
    reason: Nothing,
) -> Result<()> {
    execute!(tx, NOTE_MISS, territory, organisation, motive, day, reason.word())?;
    Ok(())
}
