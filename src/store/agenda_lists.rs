//! All that is written about when a calendar receives, as its worker reads and changes it: whole rows,
//! past ones too. Worked out into days it is in agendas.rs, written one by one in agenda_rows.rs.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::setup::NewOpening;
use super::statement::{fetch_all, statements};
use super::tx::ReadTx;
use crate::domain::ids::{AbsenceId, CalendarId, MotiveId, OpeningId, OrganisationId, PlaceId, TerritoryId};
use crate::domain::scheduling::agenda::parse_blocks;
use crate::domain::scheduling::editing::{AbsencePlan, Exceptions};

statements! {
    OPENINGS_OF {
        "SELECT id, organisation_id, place_id, first_day, last_day, rule, blocks, external_key,
                (SELECT string_agg(CAST(motive_id AS TEXT), ',') FROM opening_motive WHERE opening_id = opening.id) AS motives
         FROM opening WHERE territory_id = $1 AND calendar_id = $2 ORDER BY first_day, id"
    }
    EXCEPTIONS_OF {
        "SELECT opening_exception.opening_id, opening_exception.day, opening_exception.blocks
         FROM opening_exception JOIN opening ON opening.id = opening_exception.opening_id
         WHERE opening.territory_id = $1 AND opening.calendar_id = $2"
    }
    ABSENCES_OF {
        "SELECT id, first_day, last_day, rule, zone, block, days_over, reason
         FROM absence WHERE territory_id = $1 AND calendar_id = $2 ORDER BY first_day, id"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

#[derive(FromRow)]
struct OpeningRow {
    id: OpeningId,
    organisation_id: OrganisationId,
    place_id: Option<PlaceId>,
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
    blocks: String,
    external_key: Option<String>,
    motives: Option<String>,
}

#[derive(FromRow)]
struct ExceptionRow {
    opening_id: OpeningId,
    day: NaiveDate,
    blocks: String,
}

/// The openings of a calendar, of every organisation, in order of their first day; with the days on
/// which they differ.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn openings_of(
    tx: &mut ReadTx,
    territory: TerritoryId,
    calendar: CalendarId,
) -> Result<Vec<(OpeningId, NewOpening, Exceptions)>> {
    let mut exceptions: HashMap<OpeningId, Exceptions> = HashMap::new();
    for row in fetch_all!(tx, ExceptionRow, EXCEPTIONS_OF, territory, calendar)? {
        let blocks = parse_blocks(&row.blocks).map_err(|error| bad_row("exception", error))?;
        exceptions.entry(row.opening_id).or_default().insert(row.day, blocks);
    }
    let rows = fetch_all!(tx, OpeningRow, OPENINGS_OF, territory, calendar)?;
    let one = |row: OpeningRow| {
        let ids = row.motives.as_deref().into_iter().flat_map(|ids| ids.split(','));
        let motives: std::result::Result<Vec<MotiveId>, _> = ids.map(str::parse).collect();
        let mut motives = motives.map_err(|error| bad_row("opening", error))?;
        motives.sort_unstable();
        let opening = NewOpening {
            organisation: row.organisation_id,
            calendar,
            place: row.place_id,
            first_day: row.first_day,
            last_day: row.last_day,
            rule: row.rule,
            blocks: row.blocks,
            motives,
            external_key: row.external_key,
        };
        Ok((row.id, opening, exceptions.remove(&row.id).unwrap_or_default()))
    };
    rows.into_iter().map(one).collect()
}

#[derive(FromRow)]
struct AbsenceRow {
    id: AbsenceId,
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
    zone: String,
    block: String,
    days_over: i64,
    reason: String,
}

/// The absences of a calendar, in order of their first day.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn absences_of(
    tx: &mut ReadTx,
    territory: TerritoryId,
    calendar: CalendarId,
) -> Result<Vec<(AbsenceId, AbsencePlan)>> {
    let rows = fetch_all!(tx, AbsenceRow, ABSENCES_OF, territory, calendar)?;
    let one = |row: AbsenceRow| {
        let zone = row.zone.parse().map_err(|error| bad_row("absence", error))?;
        let (days, rule) = ((row.first_day, row.last_day), row.rule.as_deref());
        let plan = AbsencePlan::stored(days, rule, zone, (&row.block, row.days_over), &row.reason);
        Ok((row.id, plan.map_err(|error| bad_row("absence", error))?))
    };
    rows.into_iter().map(one).collect()
}
