//! Agendas: the openings, absences and busy times of many calendars, each in one statement.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{fetch_all, json_list, statements};
use super::tx::ReadTx;
use crate::domain::ids::{
    AbsenceId, AppointmentId, BusyTimeId, CalendarId, MotiveId, OpeningId, OrganisationId, PlaceId, TerritoryId,
};
use crate::domain::scheduling::agenda::{Absence, Block, BusyTime, Opening, parse_blocks};
use crate::domain::scheduling::recurrence::{Days, Horizon, Rule};
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};

statements! {
    /// One row per opening (with its motives and exceptions) and per absence; one empty row for a
    /// calendar that has neither, so that its version is known all the same.
    OPENINGS {
        sqlite: "
        SELECT calendar.id AS calendar_id, calendar.opening_version, 'opening' AS kind, opening.id, opening.organisation_id,
               opening.place_id, opening.first_day, opening.last_day, opening.rule, opening.blocks, NULL AS zone,
               (SELECT string_agg(motive_id, ',') FROM opening_motive WHERE opening_id = opening.id) AS motives,
               (SELECT string_agg(day || '=' || blocks, ';') FROM opening_exception WHERE opening_id = opening.id)
                   AS exceptions
        FROM calendar LEFT JOIN opening ON opening.calendar_id = calendar.id
        WHERE calendar.territory_id = $1 AND calendar.id IN (SELECT value FROM json_each($2))
        UNION ALL
        SELECT calendar_id, 0, 'absence', id, NULL, NULL, first_day, last_day, rule, block, zone,
               CAST(days_over AS TEXT), NULL
        FROM absence WHERE territory_id = $1 AND calendar_id IN (SELECT value FROM json_each($2))",
        postgres: "
        SELECT calendar.id AS calendar_id, calendar.opening_version, 'opening' AS kind, opening.id, opening.organisation_id,
               opening.place_id, opening.first_day, opening.last_day, opening.rule, opening.blocks, NULL AS zone,
               (SELECT string_agg(motive_id::text, ',') FROM opening_motive WHERE opening_id = opening.id) AS motives,
               (SELECT string_agg(day || '=' || blocks, ';') FROM opening_exception WHERE opening_id = opening.id)
                   AS exceptions
        FROM calendar LEFT JOIN opening ON opening.calendar_id = calendar.id
        WHERE calendar.territory_id = $1
          AND calendar.id = ANY (translate($2, '[]', '{}')::bigint[])
        UNION ALL
        SELECT calendar_id, 0, 'absence', id, NULL, NULL, first_day, last_day, rule, block, zone, days_over::text, NULL
        FROM absence
        WHERE territory_id = $1 AND calendar_id = ANY (translate($2, '[]', '{}')::bigint[])"
    }

    /// All that blocks from an instant on, and the versions it belongs to.
    BUSY_TIMES {
        sqlite: "
        SELECT calendar.id AS calendar_id, calendar.busy_version, busy.id, busy.starts_at, busy.ends_at,
               busy.appointment_id, busy.expires_at, TRUE AS blocking
        FROM calendar
        LEFT JOIN busy_time AS busy ON busy.calendar_id = calendar.id AND busy.blocking AND busy.starts_at > $3
        WHERE calendar.territory_id = $1 AND calendar.id IN (SELECT value FROM json_each($2))",
        postgres: "
        SELECT calendar.id AS calendar_id, calendar.busy_version, busy.id, busy.starts_at, busy.ends_at,
               busy.appointment_id, busy.expires_at, TRUE AS blocking
        FROM calendar
        LEFT JOIN busy_time AS busy ON busy.calendar_id = calendar.id AND busy.blocking AND busy.starts_at > $3
        WHERE calendar.territory_id = $1
          AND calendar.id = ANY (translate($2, '[]', '{}')::bigint[])"
    }

    /// What changed since the version held of each calendar (two lists of the same length), rows that
    /// no longer block included.
    BUSY_CHANGES {
        sqlite: "
        SELECT calendar.id AS calendar_id, calendar.busy_version, busy.id, busy.starts_at, busy.ends_at,
               busy.appointment_id, busy.expires_at, busy.blocking
        FROM json_each($2) AS held JOIN json_each($3) AS known ON known.key = held.key
        -- CROSS and the casts keep SQLite from walking every calendar of the territory: 100 ms, not 0.3.
        CROSS JOIN calendar ON calendar.id = CAST(held.value AS INTEGER) AND calendar.territory_id = $1
        LEFT JOIN busy_time AS busy
               ON busy.calendar_id = calendar.id AND busy.changed > CAST(known.value AS INTEGER)
        WHERE calendar.busy_floor <= CAST(known.value AS INTEGER)",
        postgres: "
        SELECT calendar.id AS calendar_id, calendar.busy_version, busy.id, busy.starts_at, busy.ends_at,
               busy.appointment_id, busy.expires_at, busy.blocking
        FROM unnest(translate($2, '[]', '{}')::bigint[], translate($3, '[]', '{}')::bigint[]) AS held (id, version)
        JOIN calendar ON calendar.id = held.id AND calendar.territory_id = $1
        LEFT JOIN busy_time AS busy ON busy.calendar_id = calendar.id AND busy.changed > held.version
        WHERE calendar.busy_floor <= held.version"
    }
}

#[derive(FromRow)]
struct OpeningRow {
    calendar_id: CalendarId,
    opening_version: i64,
    kind: String,
    id: Option<i64>,
    organisation_id: Option<OrganisationId>,
    place_id: Option<PlaceId>,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
    blocks: Option<String>,
    zone: Option<String>,
    motives: Option<String>,
    exceptions: Option<String>,
}

/// When a calendar receives, at one version of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Receives {
    pub version: i64,
    pub openings: Arc<Vec<Opening>>,
    pub absences: Arc<Vec<Absence>>,
}

/// The openings and absences of calendars, rules worked out over `horizon`.
pub(super) async fn openings(
    tx: &mut ReadTx,
    settings: &Settings,
    calendars: &[CalendarId],
    horizon: Horizon,
) -> Result<HashMap<CalendarId, Receives>, StoreError> {
    let rows = fetch_all!(tx, OpeningRow, OPENINGS, settings.territory, json_list(calendars))?;
    let mut found: HashMap<CalendarId, (i64, Vec<Opening>, Vec<Absence>)> = HashMap::with_capacity(calendars.len());
    for row in rows {
        let (version, openings, absences) = found.entry(row.calendar_id).or_default();
        *version = row.opening_version.max(*version);
        let (Some(id), Some(first_day), Some(blocks)) = (row.id, row.first_day, &row.blocks) else { continue };
        if row.kind == "absence" {
            let zone = row.zone.as_deref().unwrap_or_default().parse().map_err(|e| bad_row("absence", e))?;
            let rule = rule(row.rule.as_deref(), zone)?;
            let days_over = row.motives.as_deref().unwrap_or_default().parse().map_err(|e| bad_row("absence", e))?;
            absences.push(Absence {
                id: AbsenceId(id),
                zone,
                days: Days::new(first_day, row.last_day, rule.as_ref(), horizon),
                block: absence_block(blocks, days_over)?,
            });
            continue;
        }
        let Some(organisation) = row.organisation_id else { continue };
        // An opening at a place that is no longer in use gives nothing.
        let Some(site) = settings.site(organisation, row.place_id) else { continue };
        let rule = rule(row.rule.as_deref(), site.zone)?;
        openings.push(Opening {
            id: OpeningId(id),
            organisation,
            place: row.place_id,
            motives: ids(row.motives.as_deref())?.into_iter().map(MotiveId).collect(),
            days: Days::new(first_day, row.last_day, rule.as_ref(), horizon),
            blocks: parse_blocks(blocks).map_err(|e| bad_row("opening", e))?,
            exceptions: exceptions(row.exceptions.as_deref())?,
        });
    }
    let all = found.into_iter().map(|(calendar, (version, openings, absences))| {
        (calendar, Receives { version, openings: Arc::new(openings), absences: Arc::new(absences) })
    });
    Ok(all.collect())
}

fn rule(text: Option<&str>, zone: chrono_tz::Tz) -> Result<Option<Rule>, StoreError> {
    text.map(|text| Rule::parse(text, zone).map_err(|e| bad_row("recurrence rule", e))).transpose()
}

fn absence_block(text: &str, days_over: u16) -> Result<Block, StoreError> {
    let refused = || bad_row("absence", format_args!("“{text}” over {days_over} days"));
    let (from, to) = text.split_once('-').ok_or_else(refused)?;
    let time = |text: &str| chrono::NaiveTime::parse_from_str(text, "%H:%M").map_err(|e| bad_row("absence", e));
    Block::over_days(time(from)?, time(to)?, days_over).ok_or_else(refused)
}

fn ids(list: Option<&str>) -> Result<Vec<i64>, StoreError> {
    list.into_iter()
        .flat_map(|list| list.split(','))
        .map(|id| id.parse().map_err(|e| bad_row("list of ids", e)))
        .collect()
}

fn exceptions(list: Option<&str>) -> Result<BTreeMap<NaiveDate, Vec<Block>>, StoreError> {
    list.into_iter()
        .flat_map(|list| list.split(';'))
        .map(|exception| {
            let (day, blocks) =
                exception.split_once('=').ok_or_else(|| bad_row("exception", format_args!("“{exception}”")))?;
            let day = day.parse().map_err(|e| bad_row("exception", e))?;
            Ok((day, parse_blocks(blocks).map_err(|e| bad_row("exception", e))?))
        })
        .collect()
}

#[derive(FromRow)]
struct BusyRow {
    calendar_id: CalendarId,
    busy_version: i64,
    id: Option<BusyTimeId>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    appointment_id: Option<AppointmentId>,
    expires_at: Option<Timestamp>,
    blocking: Option<bool>,
}

/// The busy times of one calendar at one version, or what changed in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Busy {
    pub version: i64,
    pub times: Vec<BusyTime>,
    /// No longer there: only told by [`busy_changes`].
    pub gone: Vec<BusyTimeId>,
}

/// All that blocks and may overlap an instant from `from` on.
pub(super) async fn busy_times(
    tx: &mut ReadTx,
    territory: TerritoryId,
    calendars: &[CalendarId],
    from: Timestamp,
) -> Result<HashMap<CalendarId, Busy>, StoreError> {
    let first = from - crate::domain::scheduling::agenda::LONGEST_BUSY_TIME;
    by_calendar(fetch_all!(tx, BusyRow, BUSY_TIMES, territory, json_list(calendars), first)?)
}

/// What changed since the versions held; a calendar that must be read anew is missing from the answer.
pub(super) async fn busy_changes(
    tx: &mut ReadTx,
    territory: TerritoryId,
    held: &[(CalendarId, i64)],
) -> Result<HashMap<CalendarId, Busy>, StoreError> {
    let (calendars, versions): (Vec<CalendarId>, Vec<i64>) = held.iter().copied().unzip();
    by_calendar(fetch_all!(tx, BusyRow, BUSY_CHANGES, territory, json_list(&calendars), json_list(&versions))?)
}

fn by_calendar(rows: Vec<BusyRow>) -> Result<HashMap<CalendarId, Busy>, StoreError> {
    let mut found: HashMap<CalendarId, Busy> = HashMap::new();
    for row in rows {
        let busy = found.entry(row.calendar_id).or_default();
        busy.version = row.busy_version;
        let (Some(id), Some(start), Some(end)) = (row.id, row.starts_at, row.ends_at) else { continue };
        if row.blocking == Some(false) {
            busy.gone.push(id);
            continue;
        }
        let span = Span::new(start, end).ok_or_else(|| bad_row("busy time", "ends before it starts"))?;
        busy.times.push(BusyTime { id, span, appointment: row.appointment_id, expires_at: row.expires_at });
    }
    Ok(found)
}
