//! Copies in memory of settings and agendas, each true only with its version: every use reads the
//! versions in the same request, and brings up to date what is behind. Another process may write
//! at any time; the triggers of the database make the versions grow, no caller can forget to.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::Days as DayCount;
use sqlx::FromRow;

use super::agendas::{self, Busy, Receives};
use super::db::StoreError;
use super::new_appointment::Taken;
use super::settings;
use super::statement::{fetch_all, json_list, statements};
use super::tx::ReadTx;
use crate::domain::ids::{ApiKeyId, CalendarId, OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::scheduling::agenda::{Agenda, BusyTime, BusyTimes};
use crate::domain::scheduling::recurrence::Horizon;
use crate::domain::scheduling::search::Agendas;
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Timestamp};

/// Copies kept at most; past it the memory is emptied and fills again with what is used.
const MOST_AGENDAS: usize = 5_000;
/// Busy times are kept from this long ago on; who looks further back reads the database.
const KEPT_BACK: Minutes = Minutes::days(8);
/// Rules are worked out this far ahead, and anew once a copy is a month old.
const KEPT_AHEAD: Minutes = Minutes::days(800);
const OLDEST: Minutes = Minutes::days(30);

statements! {
    /// The versions of a territory and of some calendars, and what an API key is worth: all that a
    /// search must know to be current, in one statement. The versions of all calendars come as one
    /// row: fifty rows cost as much as the search itself.
    VERSIONS {
        sqlite: "
        SELECT 'territory' AS kind, id, settings_version AS a, CAST(0 AS BIGINT) AS b, CAST(0 AS BIGINT) AS c,
               NULL AS word
        FROM territory WHERE id = $1
        UNION ALL
        SELECT 'calendars', 0, 0, 0, 0, string_agg(id || ':' || opening_version || ':' || busy_version, ',')
        FROM calendar WHERE territory_id = $1 AND id IN (SELECT value FROM json_each($2))
        UNION ALL
        SELECT 'key', id, organisation_id, 0, 0, permissions FROM api_key
        WHERE token_hash = $3 AND territory_id = $1 AND revoked_at IS NULL",
        postgres: "
        SELECT 'territory' AS kind, id, settings_version AS a, CAST(0 AS BIGINT) AS b, CAST(0 AS BIGINT) AS c,
               NULL AS word
        FROM territory WHERE id = $1
        UNION ALL
        SELECT 'calendars', 0, 0, 0, 0, string_agg(id || ':' || opening_version || ':' || busy_version, ',')
        FROM calendar
        WHERE territory_id = $1 AND id = ANY (translate($2, '[]', '{}')::bigint[])
        UNION ALL
        SELECT 'key', id, organisation_id, 0, 0, permissions FROM api_key
        WHERE token_hash = $3 AND territory_id = $1 AND revoked_at IS NULL"
    }

    /// The same, and who a person's referents are, and which organisations know the person.
    VERSIONS_AND_PERSON {
        sqlite: "
        SELECT 'territory' AS kind, id, settings_version AS a, CAST(0 AS BIGINT) AS b, CAST(0 AS BIGINT) AS c,
               NULL AS word
        FROM territory WHERE id = $1
        UNION ALL
        SELECT 'calendars', 0, 0, 0, 0, string_agg(id || ':' || opening_version || ':' || busy_version, ',')
        FROM calendar WHERE territory_id = $1 AND id IN (SELECT value FROM json_each($2))
        UNION ALL
        SELECT 'key', id, organisation_id, 0, 0, permissions FROM api_key
        WHERE token_hash = $3 AND territory_id = $1 AND revoked_at IS NULL
        UNION ALL
        SELECT 'referent', worker_id, 0, 0, 0, NULL FROM referent
        WHERE person_id = $4 AND territory_id = $1 AND ends_on IS NULL
        UNION ALL
        SELECT 'known', organisation_id, 0, 0, 0, NULL FROM person_organisation
        WHERE person_id = $4 AND territory_id = $1",
        postgres: "
        SELECT 'territory' AS kind, id, settings_version AS a, CAST(0 AS BIGINT) AS b, CAST(0 AS BIGINT) AS c,
               NULL AS word
        FROM territory WHERE id = $1
        UNION ALL
        SELECT 'calendars', 0, 0, 0, 0, string_agg(id || ':' || opening_version || ':' || busy_version, ',')
        FROM calendar
        WHERE territory_id = $1 AND id = ANY (translate($2, '[]', '{}')::bigint[])
        UNION ALL
        SELECT 'key', id, organisation_id, 0, 0, permissions FROM api_key
        WHERE token_hash = $3 AND territory_id = $1 AND revoked_at IS NULL
        UNION ALL
        SELECT 'referent', worker_id, 0, 0, 0, NULL FROM referent
        WHERE person_id = $4 AND territory_id = $1 AND ends_on IS NULL
        UNION ALL
        SELECT 'known', organisation_id, 0, 0, 0, NULL FROM person_organisation
        WHERE person_id = $4 AND territory_id = $1"
    }

    /// The same of calendars that are about to be written on, taken in the order of their ids, so
    /// that two writers can never wait for each other. SQLite has one writer: nothing to take.
    LOCKED {
        sqlite: "
        SELECT 'calendar' AS kind, calendar.id, opening_version AS a, busy_version AS b, settings_version AS c,
               NULL AS word
        FROM calendar JOIN territory ON territory.id = calendar.territory_id
        WHERE calendar.territory_id = $1 AND calendar.id IN (SELECT value FROM json_each($2))
        ORDER BY calendar.id",
        postgres: "
        SELECT 'calendar' AS kind, calendar.id, opening_version AS a, busy_version AS b, settings_version AS c,
               NULL AS word
        FROM calendar JOIN territory ON territory.id = calendar.territory_id
        WHERE calendar.territory_id = $1
          AND calendar.id = ANY (translate($2, '[]', '{}')::bigint[])
        ORDER BY calendar.id FOR NO KEY UPDATE OF calendar"
    }

    /// The same, and a person is taken before the calendars: the person's rules are decided by one
    /// transaction at a time. Nothing comes back when the person is not there, or not of the scope.
    LOCKED_WITH_PERSON {
        sqlite: "
        SELECT 'calendar' AS kind, calendar.id, opening_version AS a, busy_version AS b, settings_version AS c,
               NULL AS word
        FROM calendar JOIN territory ON territory.id = calendar.territory_id
        WHERE calendar.territory_id = $1 AND calendar.id IN (SELECT value FROM json_each($2))
          AND EXISTS (SELECT 1 FROM person WHERE person.territory_id = $1 AND person.id = $3
                      AND ($4 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                             WHERE known.person_id = person.id AND known.organisation_id = $4)))
        ORDER BY calendar.id",
        postgres: "
        SELECT 'calendar' AS kind, taken.id, taken.opening_version AS a, taken.busy_version AS b,
               taken.settings_version AS c, NULL AS word
        FROM (SELECT person.territory_id FROM person WHERE person.territory_id = $1 AND person.id = $3
              AND ($4 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                     WHERE known.person_id = person.id AND known.organisation_id = $4))
              FOR NO KEY UPDATE OF person) AS one
        CROSS JOIN LATERAL (
            SELECT calendar.id, opening_version, busy_version, settings_version
            FROM calendar JOIN territory ON territory.id = calendar.territory_id
            WHERE calendar.territory_id = one.territory_id
              AND calendar.id = ANY (translate($2, '[]', '{}')::bigint[])
            ORDER BY calendar.id FOR NO KEY UPDATE OF calendar) AS taken"
    }
}

#[derive(FromRow)]
struct VersionRow {
    kind: String,
    id: i64,
    a: i64,
    b: i64,
    c: i64,
    word: Option<String>,
}

/// What an API key is worth at this moment.
#[derive(Clone, Debug)]
pub struct CallerKey {
    pub id: ApiKeyId,
    pub organisation: OrganisationId,
    pub permissions: String,
}

/// What a look at a town needs.
pub struct Ask<'a> {
    pub territory: TerritoryId,
    /// The hash of the API key that asks.
    pub token_hash: Option<&'a str>,
    /// Whose referents are wanted.
    pub person: Option<PersonId>,
    pub now: Timestamp,
    /// Busy times are wanted from here on.
    pub from: Timestamp,
}

/// A town as it is at one moment: settings, and the agendas that were asked for.
#[derive(Clone, Debug)]
pub struct Town {
    pub settings: Arc<Settings>,
    pub agendas: Agendas,
    pub key: Option<CallerKey>,
    pub referents: Vec<WorkerId>,
    /// The organisations that know the person that was asked for.
    pub known_by: Vec<OrganisationId>,
}

/// The copies of one process.
#[derive(Default)]
pub struct Towns {
    settings: RwLock<HashMap<TerritoryId, Arc<Settings>>>,
    agendas: RwLock<HashMap<CalendarId, Kept>>,
    filling: tokio::sync::Mutex<()>,
}

/// The copy of one calendar and what it is true for.
#[derive(Clone)]
struct Kept {
    agenda: Arc<Agenda>,
    opening_version: i64,
    busy_version: i64,
    settings_version: i64,
    made_at: Timestamp,
}

impl Kept {
    fn holds_from(&self, from: Timestamp) -> bool {
        self.made_at - KEPT_BACK <= from
    }

    fn receives(&self) -> Receives {
        Receives {
            version: self.opening_version,
            openings: self.agenda.openings.clone(),
            absences: self.agenda.absences.clone(),
        }
    }
}

/// What is behind: the copy to bring up to date when there is one, and whether its openings are
/// behind too.
type Stale = HashMap<CalendarId, (Option<Kept>, bool)>;

#[derive(Clone, Copy, Default)]
struct Versions {
    opening: i64,
    busy: i64,
}

impl Towns {
    /// A town as it is now. `calendars` says which are wanted, from the settings; it may be asked
    /// twice when the copy of the settings is behind. `None`: there is no such territory.
    ///
    /// At most five statements: versions, settings (two), openings, busy times.
    ///
    /// # Errors
    /// The database does not answer, or holds a row that cannot be read.
    pub async fn look(
        &self,
        tx: &mut ReadTx,
        ask: &Ask<'_>,
        calendars: impl Fn(&Settings, &[WorkerId]) -> Vec<CalendarId>,
    ) -> Result<Option<Town>, StoreError> {
        let held = self.settings.read().expect("no panic while held").get(&ask.territory).cloned();
        // Who the referents are is known only after the answer; they are few, so ask without them.
        let guess = held.as_ref().map(|settings| calendars(settings, &[])).unwrap_or_default();
        let (guess, token_hash) = (json_list(&guess), ask.token_hash.unwrap_or_default());
        let rows = match ask.person {
            None => fetch_all!(tx, VersionRow, VERSIONS, ask.territory, guess, token_hash)?,
            Some(person) => fetch_all!(tx, VersionRow, VERSIONS_AND_PERSON, ask.territory, guess, token_hash, person)?,
        };
        let mut settings_version = None;
        let mut versions: HashMap<CalendarId, Versions> = HashMap::new();
        let mut key = None;
        let mut referents = Vec::new();
        let mut known_by = Vec::new();
        for row in rows {
            match row.kind.as_str() {
                "territory" => settings_version = Some(row.a),
                "calendars" => versions = read_versions(row.word.as_deref().unwrap_or_default())?,
                "key" => {
                    let permissions = row.word.unwrap_or_default();
                    key = Some(CallerKey { id: ApiKeyId(row.id), organisation: OrganisationId(row.a), permissions });
                }
                "referent" => referents.push(WorkerId(row.id)),
                _ => known_by.push(OrganisationId(row.id)),
            }
        }
        let Some(settings_version) = settings_version else { return Ok(None) };
        let settings = match held.filter(|settings| settings.version == settings_version) {
            Some(settings) => settings,
            None => {
                // Every copy was made for other settings: all is read anew, and the number of
                // statements stays bounded.
                versions.clear();
                let Some(settings) = settings::settings(tx, ask.territory).await? else { return Ok(None) };
                let settings = Arc::new(settings);
                self.settings.write().expect("no panic while held").insert(ask.territory, settings.clone());
                settings
            }
        };
        let wanted = calendars(&settings, &referents);
        let agendas = self.agendas(tx, ask, &settings, &wanted, versions, true).await?;
        Ok(Some(Town { settings, agendas, key, referents, known_by }))
    }

    /// The settings as this process last saw them; behind, perhaps.
    pub fn held_settings(&self, territory: TerritoryId) -> Option<Arc<Settings>> {
        self.settings.read().expect("no panic while held").get(&territory).cloned()
    }

    /// The same inside a write transaction, once the person that is asked for and the calendars are
    /// locked: nobody else can change them until it ends. What is read here is not kept: it may still
    /// be undone. `None`: there is no such person (or territory) for this organisation (`None`: for
    /// the whole territory).
    ///
    /// # Errors
    /// As [`Towns::look`].
    pub async fn lock(
        &self,
        tx: &mut ReadTx,
        ask: &Ask<'_>,
        calendars: &[CalendarId],
        organisation: Option<OrganisationId>,
    ) -> Result<Option<Town>, StoreError> {
        let list = json_list(calendars);
        let rows = match ask.person {
            None => fetch_all!(tx, VersionRow, LOCKED, ask.territory, list)?,
            Some(person) => {
                let organisation = organisation.map_or(0, |organisation| organisation.0);
                fetch_all!(tx, VersionRow, LOCKED_WITH_PERSON, ask.territory, list, person, organisation)?
            }
        };
        if rows.is_empty() && ask.person.is_some() {
            return Ok(None);
        }
        let settings_version = rows.first().map(|row| row.c);
        let held = self.settings.read().expect("no panic while held").get(&ask.territory).cloned();
        let settings = match held.filter(|held| Some(held.version) == settings_version) {
            Some(settings) => settings,
            None => match settings::settings(tx, ask.territory).await? {
                Some(settings) => Arc::new(settings),
                None => return Ok(None),
            },
        };
        let versions = rows.iter().map(|row| (CalendarId(row.id), Versions { opening: row.a, busy: row.b })).collect();
        let agendas = self.agendas(tx, ask, &settings, calendars, versions, false).await?;
        Ok(Some(Town { settings, agendas, key: None, referents: Vec::new(), known_by: Vec::new() }))
    }

    async fn agendas(
        &self,
        tx: &mut ReadTx,
        ask: &Ask<'_>,
        settings: &Arc<Settings>,
        wanted: &[CalendarId],
        mut versions: HashMap<CalendarId, Versions>,
        keep: bool,
    ) -> Result<Agendas, StoreError> {
        let (mut current, mut stale) = self.sorted(ask, settings, wanted, &versions);
        if stale.is_empty() {
            return Ok(current);
        }
        // On a server that has just started everybody misses the same calendars: one reads them,
        // the others wait and find them.
        let _alone = match keep && stale.values().any(|(copy, _)| copy.is_none()) {
            true => {
                let alone = match self.filling.try_lock() {
                    Ok(alone) => alone,
                    Err(_) => {
                        let alone = self.filling.lock().await;
                        let rows = fetch_all!(tx, VersionRow, VERSIONS, ask.territory, json_list(wanted), "")?;
                        let list = rows.into_iter().find(|row| row.kind == "calendars").and_then(|row| row.word);
                        versions = read_versions(list.as_deref().unwrap_or_default())?;
                        alone
                    }
                };
                (current, stale) = self.sorted(ask, settings, wanted, &versions);
                Some(alone)
            }
            false => None,
        };
        if stale.is_empty() {
            return Ok(current);
        }
        let horizon = horizon(ask.now);
        let of_openings: Vec<CalendarId> =
            stale.iter().filter(|(_, (_, openings))| *openings).map(|(id, _)| *id).collect();
        let mut receives = match of_openings.is_empty() {
            true => HashMap::new(),
            false => agendas::openings(tx, settings, &of_openings, horizon).await?,
        };
        let held: Vec<(CalendarId, i64)> =
            stale.iter().filter_map(|(id, (copy, ..))| copy.as_ref().map(|copy| (*id, copy.busy_version))).collect();
        let mut changes = match held.is_empty() {
            true => HashMap::new(),
            false => agendas::busy_changes(tx, settings.territory, &held).await?,
        };
        let anew: Vec<CalendarId> = stale.keys().filter(|id| !changes.contains_key(id)).copied().collect();
        let from = ask.from.min(ask.now - KEPT_BACK);
        let mut read = match anew.is_empty() {
            true => HashMap::new(),
            false => agendas::busy_times(tx, settings.territory, &anew, from).await?,
        };
        let mut made = Vec::with_capacity(stale.len());
        for (calendar, (copy, ..)) in stale {
            let (received, made_at) = match (receives.remove(&calendar), &copy) {
                (Some(received), _) => (received, ask.now),
                (None, Some(copy)) => (copy.receives(), copy.made_at),
                // A calendar that is not there (deleted meanwhile, or of another territory).
                (None, None) => continue,
            };
            let (busy_version, busy) = match (changes.remove(&calendar), &copy) {
                (Some(changes), Some(copy)) => (changes.version, with_changes(&copy.agenda.busy, changes)),
                _ => match read.remove(&calendar) {
                    Some(read) => (read.version, BusyTimes::new(read.times)),
                    None => continue,
                },
            };
            let Receives { openings, absences, .. } = received;
            let agenda = Arc::new(Agenda { calendar, openings, absences, busy });
            current.insert(calendar, agenda.clone());
            made.push((
                calendar,
                Kept {
                    agenda,
                    opening_version: received.version,
                    busy_version,
                    settings_version: settings.version,
                    made_at,
                },
            ));
        }
        if keep && from >= ask.now - KEPT_BACK {
            self.keep(made);
        }
        Ok(current)
    }

    /// Which copies are current, and which are behind.
    fn sorted(
        &self,
        ask: &Ask<'_>,
        settings: &Settings,
        wanted: &[CalendarId],
        versions: &HashMap<CalendarId, Versions>,
    ) -> (Agendas, Stale) {
        let copies = self.agendas.read().expect("no panic while held");
        let mut current = Agendas::with_capacity(wanted.len());
        let mut stale = Stale::new();
        for calendar in wanted {
            let usable = |copy: &&Kept| copy.holds_from(ask.from) && ask.now < copy.made_at + OLDEST;
            let copy = copies.get(calendar).filter(usable);
            match (copy, versions.get(calendar)) {
                (Some(copy), Some(now)) => {
                    // A copy that another request has just made may be newer than what we read.
                    let receives = copy.opening_version >= now.opening && copy.settings_version == settings.version;
                    if receives && copy.busy_version >= now.busy {
                        current.insert(*calendar, copy.agenda.clone());
                    } else {
                        stale.insert(*calendar, (Some(copy.clone()), !receives));
                    }
                }
                _ => {
                    stale.insert(*calendar, (None, true));
                }
            }
        }
        (current, stale)
    }

    /// What this process has just written and committed: a copy that is one version behind is brought
    /// up to date without asking for it. Every change is one version, so nothing lies between.
    pub fn learn(&self, taken: &[Taken]) {
        let mut copies = self.agendas.write().expect("no panic while held");
        for taken in taken {
            let Some(copy) = copies.get_mut(&taken.calendar) else { continue };
            if copy.busy_version + 1 == taken.version {
                copy.agenda = Arc::new(copy.agenda.with_busy(copy.agenda.busy.with(taken.busy)));
                copy.busy_version = taken.version;
            }
        }
    }

    fn keep(&self, made: Vec<(CalendarId, Kept)>) {
        let mut copies = self.agendas.write().expect("no panic while held");
        if copies.len() + made.len() > MOST_AGENDAS {
            copies.clear();
        }
        for (calendar, copy) in made {
            // Of two readers that come back at once, the one that saw more wins.
            let newer = copies.get(&calendar).is_some_and(|kept| {
                kept.busy_version > copy.busy_version
                    || kept.opening_version > copy.opening_version
                    || kept.settings_version > copy.settings_version
            });
            if !newer {
                copies.insert(calendar, copy);
            }
        }
    }
}

/// `7:12:340,8:1:2`: calendar, opening version, busy version.
fn read_versions(list: &str) -> Result<HashMap<CalendarId, Versions>, StoreError> {
    let one = |part: &str| -> Option<(CalendarId, Versions)> {
        let mut numbers = part.split(':').map(str::parse::<i64>);
        let mut next = || numbers.next()?.ok();
        Some((CalendarId(next()?), Versions { opening: next()?, busy: next()? }))
    };
    list.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| one(part).ok_or_else(|| StoreError::BadRow(format!("versions of a calendar: “{part}”"))))
        .collect()
}

fn with_changes(held: &BusyTimes, changes: Busy) -> BusyTimes {
    let changed =
        |busy: &BusyTime| changes.gone.contains(&busy.id) || changes.times.iter().any(|changed| changed.id == busy.id);
    let mut times: Vec<BusyTime> = held.all().iter().filter(|busy| !changed(busy)).copied().collect();
    times.extend(changes.times.iter().copied());
    BusyTimes::new(times)
}

/// The days around an instant for which rules are worked out.
fn horizon(now: Timestamp) -> Horizon {
    let from = (now - KEPT_BACK).utc().date_naive();
    let to = (now + KEPT_AHEAD).utc().date_naive();
    // Two days more on the left: a block may begin the day before, in a zone behind UTC.
    Horizon { from: from.checked_sub_days(DayCount::new(2)).unwrap_or(from), to }
}
