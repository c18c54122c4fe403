//! Towns written with plain SQL, as fast as the databases take them.
//!
//! The bulk of the busy rows goes in without triggers and without the constraint that refuses
//! overlaps; both are put back, and what they hold is checked, before anybody sees the town.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Europe::Paris;
use relais::actions::api_keys;
use relais::deliver::clock::Clock;
use relais::domain::scheduling::holidays::{HolidayRegion, holiday_on};

use super::database::{Kind, Sql};

const HALF_HOUR: i64 = 30 * 60 * 1_000_000;
const MORNING: Range<u32> = 9..12;
const AFTERNOON: Range<u32> = 14..18;
pub const USUAL_HOURS: &str = "09:00-12:00,14:00-18:00";
pub const WORKING_DAYS: &str = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";

pub fn now_micros() -> i64 {
    Clock::System.now().micros()
}

/// The first Monday after today.
pub fn next_monday() -> NaiveDate {
    let today = Clock::System.now().utc().with_timezone(&Paris).date_naive();
    let days = 7 - u64::from(today.weekday().num_days_from_monday());
    today.checked_add_days(Days::new(days)).expect("there is a next week")
}

/// The instants, in microseconds, at which a half-hour begins on working days; public holidays are
/// left out. `open` says whether a block of hours is open on that day.
pub fn half_hours(first: NaiveDate, days: u64, open: impl Fn(NaiveDate, &Range<u32>) -> bool) -> Vec<i64> {
    let mut starts = Vec::new();
    for day in first.iter_days().take(usize::try_from(days).expect("not that many days")) {
        if day.weekday().num_days_from_monday() > 4 || holiday_on(HolidayRegion::Metropole, day).is_some() {
            continue;
        }
        for block in [MORNING, AFTERNOON].iter().filter(|block| open(day, block)) {
            for (hour, minute) in block.clone().flat_map(|hour| [(hour, 0), (hour, 30)]) {
                let time = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of the day");
                let local = Paris.from_local_datetime(&day.and_time(time)).single();
                starts.push(local.expect("no clock changes during the day").timestamp_micros());
            }
        }
    }
    starts
}

/// All the usual half-hours: 14 a day, 5 days a week.
pub fn usual_half_hours(first: NaiveDate, days: u64) -> Vec<i64> {
    half_hours(first, days, |_, _| true)
}

/// RFC 3339, as requests name an instant.
pub fn written(micros: i64) -> String {
    chrono::DateTime::from_timestamp_micros(micros).expect("an instant of this century").to_rfc3339()
}

/// Workers with their calendars: ids without gaps.
#[derive(Clone, Debug)]
pub struct Workers {
    pub ids: Range<i64>,
    pub calendars: Range<i64>,
}

impl Workers {
    pub fn calendar_of(&self, worker: i64) -> i64 {
        self.calendars.start + worker - self.ids.start
    }
}

/// What a motive needs to be told apart from the usual one: half an hour, one worker, for everybody.
#[derive(Clone, Debug)]
pub struct NewMotive {
    pub name: &'static str,
    pub duration: i64,
    pub buffer_after: i64,
    /// Any two of this team.
    pub team: Option<i64>,
}

impl NewMotive {
    pub fn named(name: &'static str) -> NewMotive {
        NewMotive { name, duration: 30, buffer_after: 0, team: None }
    }
}

/// Where things happen.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub territory: i64,
    pub organisation: i64,
    pub place: i64,
}

/// Writes towns; [`Builder::finish`] makes them fit to be used.
pub struct Builder {
    pub sql: Sql,
    kind: Kind,
    monday: NaiveDate,
}

/// `n(i)`: 0, 1, 2 … so many rows.
fn numbers(count: i64) -> String {
    format!("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})")
}

fn optional(id: Option<i64>) -> String {
    id.map_or_else(|| "NULL".to_owned(), |id| id.to_string())
}

impl Builder {
    pub async fn begin(mut sql: Sql) -> Builder {
        if sql.kind == Kind::Sqlite {
            sql.run("PRAGMA synchronous = OFF").await;
            sql.run("PRAGMA cache_size = -200000").await;
        }
        sql.run("BEGIN").await;
        Builder { kind: sql.kind, sql, monday: next_monday() }
    }

    async fn next_id(&mut self, table: &str) -> i64 {
        self.sql.number(format!("SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")).await
    }

    pub async fn territory(&mut self, name: &str) -> i64 {
        let id = self.next_id("territory").await;
        self.sql.run(format!("INSERT INTO territory (id, name) VALUES ({id}, '{name}')")).await;
        id
    }

    pub async fn organisation(&mut self, territory: i64, name: &str) -> At {
        let id = self.next_id("organisation").await;
        self.sql
            .run(format!(
                "INSERT INTO organisation (id, territory_id, name, zone, holidays)
                 VALUES ({id}, {territory}, '{name}', 'Europe/Paris', 'metropole')"
            ))
            .await;
        let place = self.places(territory, id, name, 1).await.start;
        At { territory, organisation: id, place }
    }

    pub async fn places(&mut self, territory: i64, organisation: i64, name: &str, count: i64) -> Range<i64> {
        let first = self.next_id("place").await;
        self.sql
            .run(format!(
                "INSERT INTO place (id, territory_id, organisation_id, name, address, zone, holidays)
                 {} SELECT {first} + i, {territory}, {organisation}, '{name} ' || i, '', 'Europe/Paris', 'metropole' FROM n",
                numbers(count)
            ))
            .await;
        first..first + count
    }

    pub async fn workers(&mut self, at: At, count: i64) -> Workers {
        let (calendar, worker) = (self.next_id("calendar").await, self.next_id("worker").await);
        let (n, territory, organisation) = (numbers(count), at.territory, at.organisation);
        self.sql
            .run(format!("INSERT INTO calendar (id, territory_id) {n} SELECT {calendar} + i, {territory} FROM n"))
            .await;
        self.sql
            .run(format!(
                "INSERT INTO worker (id, territory_id, calendar_id, first_name, last_name, email)
                 {n} SELECT {worker} + i, {territory}, {calendar} + i, 'Agent', 'N° ' || ({worker} + i),
                            'agent' || ({worker} + i) || '@example.org' FROM n"
            ))
            .await;
        self.sql
            .run(format!(
                "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role)
                 {n} SELECT {territory}, {worker} + i, {organisation}, 'worker' FROM n"
            ))
            .await;
        Workers { ids: worker..worker + count, calendars: calendar..calendar + count }
    }

    pub async fn team(&mut self, at: At, name: &str, members: &Range<i64>) -> i64 {
        let id = self.next_id("team").await;
        let (territory, organisation) = (at.territory, at.organisation);
        self.sql
            .run(format!(
                "INSERT INTO team (id, territory_id, organisation_id, name) VALUES ({id}, {territory}, {organisation}, '{name}')"
            ))
            .await;
        self.sql
            .run(format!(
                "INSERT INTO team_member (territory_id, team_id, worker_id)
                 {} SELECT {territory}, {id}, {} + i FROM n",
                numbers(members.end - members.start),
                members.start
            ))
            .await;
        id
    }

    pub async fn motive(&mut self, at: At, new: &NewMotive) -> i64 {
        let id = self.next_id("motive").await;
        let NewMotive { name, duration, buffer_after, team } = new;
        self.sql
            .run(format!(
                "INSERT INTO motive (id, territory_id, organisation_id, name, public_name, mode, duration, buffer_after,
                                     max_delay, bookable_by, team_id)
                 VALUES ({id}, {}, {}, '{name}', 'Rendez-vous', 'office', {duration}, {buffer_after}, 525600, 'public', {})",
                at.territory,
                at.organisation,
                optional(*team)
            ))
            .await;
        id
    }

    /// One recurring opening per calendar, from last year on. `per_place`: so many calendars share
    /// a place, the first of them `at.place`.
    pub async fn openings(
        &mut self,
        at: At,
        calendars: &Range<i64>,
        per_place: Option<i64>,
        (rule, blocks): (&str, &str),
        motives: &[i64],
    ) {
        let first = self.next_id("opening").await;
        let count = calendars.end - calendars.start;
        let place = match per_place {
            Some(per_place) => format!("{} + i / {per_place}", at.place),
            None => at.place.to_string(),
        };
        let since = self.kind.day(self.monday - Days::new(364));
        self.sql
            .run(format!(
                "INSERT INTO opening (id, territory_id, organisation_id, calendar_id, place_id, first_day, rule, blocks)
                 {} SELECT {first} + i, {}, {}, {} + i, {place}, {since}, '{rule}', '{blocks}' FROM n",
                numbers(count),
                at.territory,
                at.organisation,
                calendars.start
            ))
            .await;
        for motive in motives {
            self.sql
                .run(format!(
                    "INSERT INTO opening_motive (territory_id, opening_id, motive_id)
                     {} SELECT {}, {first} + i, {motive} FROM n",
                    numbers(count),
                    at.territory
                ))
                .await;
        }
    }

    /// People whom the organisation knows, with phones of their own.
    pub async fn people(&mut self, at: At, count: i64) -> Range<i64> {
        let first = self.next_id("person").await;
        let (n, created) = (numbers(count), self.kind.instant(now_micros() / 1_000_000 * 1_000_000));
        self.sql
            .run(format!(
                "INSERT INTO person (id, territory_id, first_name, last_name, first_name_key, last_name_key, phone, proven, created_at)
                 {n} SELECT {first} + i, {}, 'Personne', 'N' || i, 'personne', 'n' || i, '+336' || (10000000 + {first} + i), TRUE,
                            {created} FROM n",
                at.territory
            ))
            .await;
        self.sql
            .run(format!(
                "INSERT INTO person_organisation (territory_id, person_id, organisation_id)
                 {n} SELECT {}, {first} + i, {} FROM n",
                at.territory, at.organisation
            ))
            .await;
        first..first + count
    }

    /// A key with every permission.
    pub async fn key(&mut self, at: At) -> String {
        let token = format!("relais_{}_bench{}", at.territory, at.organisation);
        let created = self.kind.instant(now_micros() / 1_000_000 * 1_000_000);
        self.sql
            .run(format!(
                "INSERT INTO api_key (territory_id, organisation_id, name, token_hash, permissions, created_at)
                 VALUES ({}, {}, 'bench', '{}', 'slots,read,book,staff', {created})",
                at.territory,
                at.organisation,
                api_keys::hashed(&token)
            ))
            .await;
        token
    }

    /// Takes half-hours of calendars, each by an appointment (without people: searches do not read
    /// them). `share` is SQL for the share that is taken, of 100, in `c.i` (the calendar, from 0)
    /// and `s.k` (the half-hour, from 0). The same town every time: the draw is arithmetic.
    pub async fn fill(&mut self, at: At, motive: i64, calendars: &Range<i64>, starts: &[i64], share: &str) {
        let first = self.next_id("appointment").await;
        self.sql.run("CREATE TEMPORARY TABLE bench_slot (k BIGINT PRIMARY KEY, at BIGINT NOT NULL)").await;
        for (chunk, part) in starts.chunks(400).enumerate() {
            let rows = part.iter().enumerate().map(|(place, start)| format!("({}, {start})", chunk * 400 + place));
            let rows = rows.collect::<Vec<_>>().join(", ");
            self.sql.run(format!("INSERT INTO bench_slot (k, at) VALUES {rows}")).await;
        }
        let n = numbers(calendars.end - calendars.start);
        let (start, end) = (self.kind.instant("s.at"), self.kind.instant(format!("s.at + {HALF_HOUR}")));
        let created = self.kind.instant(now_micros() / 1_000_000 * 1_000_000);
        let id = format!("{first} + c.i * {} + s.k", starts.len());
        let taken = format!("((c.i * 7919 + s.k * 104729 + 11) * 2654435761 / 65536) % 100 < ({share})");
        let At { territory, organisation, place } = at;
        self.sql
            .run(format!(
                "INSERT INTO appointment (id, territory_id, organisation_id, motive_id, place_id, mode, status, starts_at,
                                          ends_at, zone, created_at)
                 {n} SELECT {id}, {territory}, {organisation}, {motive}, {place}, 'office', 'booked', {start}, {end},
                            'Europe/Paris', {created}
                     FROM n AS c CROSS JOIN bench_slot AS s WHERE {taken} ORDER BY c.i, s.k"
            ))
            .await;
        self.sql
            .run(format!(
                "INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, blocking, deliberate, changed)
                 {n} SELECT {territory}, {} + c.i, {start}, {end}, {id}, TRUE, FALSE, 1
                     FROM n AS c CROSS JOIN bench_slot AS s WHERE {taken} ORDER BY c.i, s.k",
                calendars.start
            ))
            .await;
        self.sql.run("DROP TABLE bench_slot").await;
    }

    /// Takes away what would slow a bulk load down; what it gives back is for [`Builder::guard`].
    pub async fn unguard(&mut self) -> Guards {
        match self.kind {
            Kind::Sqlite => {
                let triggers = self
                    .sql
                    .texts("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'busy_time'")
                    .await;
                assert!(!triggers.is_empty(), "busy_time has triggers");
                for (name, _) in &triggers {
                    self.sql.run(format!("DROP TRIGGER {name}")).await;
                }
                Guards(triggers)
            }
            Kind::Postgres => {
                self.sql.run("SET LOCAL session_replication_role = replica").await;
                let constraint = self
                    .sql
                    .texts(
                        "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'busy_time_overlap'",
                    )
                    .await;
                assert_eq!(constraint.len(), 1, "busy_time_overlap is there");
                self.sql.run("ALTER TABLE busy_time DROP CONSTRAINT busy_time_overlap").await;
                Guards(constraint)
            }
        }
    }

    /// Puts the guards back and checks that what was written obeys them.
    pub async fn guard(&mut self, guards: Guards) {
        for (name, text) in guards.0 {
            match self.kind {
                Kind::Sqlite => self.sql.run(text).await,
                Kind::Postgres => self.sql.run(format!("ALTER TABLE busy_time ADD CONSTRAINT {name} {text}")).await,
            };
        }
        if self.kind == Kind::Postgres {
            self.sql.run("SET LOCAL session_replication_role = origin").await;
        }
        let overlaps = self
            .sql
            .number(
                "SELECT COUNT(*) FROM (
                     SELECT starts_at, LAG(ends_at) OVER (PARTITION BY calendar_id ORDER BY starts_at) AS before
                     FROM busy_time WHERE blocking
                 ) AS rows WHERE before > starts_at",
            )
            .await;
        assert_eq!(overlaps, 0, "a bulk load without overlaps");
        let lost = self
            .sql
            .number(
                "SELECT COUNT(*) FROM busy_time LEFT JOIN appointment ON appointment.id = busy_time.appointment_id
                 LEFT JOIN calendar ON calendar.id = busy_time.calendar_id
                 WHERE appointment.id IS NULL OR calendar.id IS NULL",
            )
            .await;
        assert_eq!(lost, 0, "every busy row has its appointment and its calendar");
    }

    /// Commits; sequences, statistics and files are then as after a normal life.
    pub async fn finish(mut self) {
        if self.kind == Kind::Postgres {
            let tables = "territory organisation place calendar worker team motive opening person appointment";
            for table in tables.split(' ') {
                self.sql
                    .number(format!(
                        "SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE(MAX(id), 0) + 1, FALSE) FROM {table}"
                    ))
                    .await;
            }
        }
        self.sql.run("COMMIT").await;
        self.sql.close().await;
    }
}

/// What was taken away: name and text.
pub struct Guards(Vec<(String, String)>);

/// The town of the benchmarks.
pub struct BenchTown {
    pub token: String,
    pub monday: NaiveDate,
    pub at: At,
    /// 50 workers, 80 % full for 13 weeks.
    pub search: (i64, Workers),
    /// 50 workers, full for 10 weeks, then free.
    pub full: (i64, Workers),
    /// 64 places with 28 openings each: four workers with seven.
    pub many: (i64, Range<i64>),
    /// 100 workers with nothing yet.
    pub booking: (i64, Workers),
    /// Ten groups of ten workers with nothing yet.
    pub racing: (i64, Workers),
    pub people: Range<i64>,
    pub busy_rows: i64,
}

impl BenchTown {
    /// `background`: busy rows of calendars that nobody looks at.
    pub async fn build(sql: Sql, background: i64) -> BenchTown {
        let mut town = Builder::begin(sql).await;
        let monday = town.monday;
        let territory = town.territory("Pas-de-Calais").await;
        let at = town.organisation(territory, "MDS Arras").await;
        let token = town.key(at).await;
        let usual = (WORKING_DAYS, USUAL_HOURS);
        let guards = town.unguard().await;

        let search = (town.motive(at, &NewMotive::named("Accueil")).await, town.workers(at, 50).await);
        town.openings(at, &search.1.calendars, None, usual, &[search.0]).await;
        town.fill(at, search.0, &search.1.calendars, &usual_half_hours(monday, 91), "80").await;

        let full = (town.motive(at, &NewMotive::named("Suivi")).await, town.workers(at, 50).await);
        town.openings(at, &full.1.calendars, None, usual, &[full.0]).await;
        town.fill(at, full.0, &full.1.calendars, &usual_half_hours(monday, 70), "100").await;

        let many = (
            town.motive(at, &NewMotive::named("Permanence")).await,
            town.places(territory, at.organisation, "Mairie", 64).await,
        );
        let workers = town.workers(at, 256).await;
        let first = At { place: many.1.start, ..at };
        for day in ["MO", "TU", "WE", "TH", "FR"] {
            let rule = format!("FREQ=WEEKLY;BYDAY={day}");
            town.openings(first, &workers.calendars, Some(4), (&rule, "09:00-12:00"), &[many.0]).await;
            if ["TU", "TH"].contains(&day) {
                town.openings(first, &workers.calendars, Some(4), (&rule, "14:00-18:00"), &[many.0]).await;
            }
        }
        let starts = half_hours(monday, 56, |day, block| {
            *block == MORNING || matches!(day.weekday(), chrono::Weekday::Tue | chrono::Weekday::Thu)
        });
        // A quarter of the places has nothing, a quarter nothing for four weeks, the rest something.
        let share = format!(
            "CASE WHEN c.i / 4 % 4 = 0 THEN 100 WHEN c.i / 4 % 4 = 1 AND s.k < {} THEN 100 ELSE 80 END",
            starts.len() / 2
        );
        town.fill(first, many.0, &workers.calendars, &starts, &share).await;

        let booking = (town.motive(at, &NewMotive::named("Premier rendez-vous")).await, town.workers(at, 100).await);
        town.openings(at, &booking.1.calendars, None, usual, &[booking.0]).await;
        let racing = (town.motive(at, &NewMotive::named("Course")).await, town.workers(at, 100).await);
        town.openings(at, &racing.1.calendars, None, usual, &[racing.0]).await;
        let people = town.people(at, 100_000).await;

        if background > 0 {
            let other = town.organisation(territory, "MDS Béthune").await;
            let motive = town.motive(other, &NewMotive::named("Ailleurs")).await;
            // Half of it is past.
            let starts = usual_half_hours(monday - Days::new(49), 98);
            let calendars = background / i64::try_from(starts.len()).expect("few") + 1;
            let workers = town.workers(other, calendars).await;
            town.openings(other, &workers.calendars, None, usual, &[motive]).await;
            town.fill(other, motive, &workers.calendars, &starts, "100").await;
        }
        town.guard(guards).await;
        let busy_rows = town.sql.number("SELECT COUNT(*) FROM busy_time").await;
        town.finish().await;
        BenchTown { token, monday, at, search, full, many, booking, racing, people, busy_rows }
    }
}

/// As after a night in which nobody works: the log is folded in, the statistics are there.
pub async fn settle(mut sql: Sql) {
    match sql.kind {
        Kind::Sqlite => {
            sql.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
        }
        Kind::Postgres => {
            sql.run("VACUUM ANALYZE").await;
            sql.run("CHECKPOINT").await;
        }
    }
    sql.close().await;
}
