//! Rows written straight into the database, around our code, for tests of what the database itself
//! refuses. Hours are minutes of Monday 2 March 2026 in Paris.

use relais::domain::ids::CalendarId;
use relais::domain::time::{Minutes, Timestamp};

use super::raw::Raw;
use super::town::{TestTown, paris};

/// `at(9, 15)`: a quarter past nine.
pub fn at(hour: i64, minute: i64) -> Timestamp {
    paris(2026, 3, 2, 0, 0) + Minutes(hour * 60 + minute)
}

/// A statement that must have been refused by this rule.
pub fn refused<T: std::fmt::Debug>(result: Result<T, String>, by: &str) {
    match result {
        Err(error) => assert!(error.contains(by), "refused by {error} instead of {by}"),
        Ok(done) => panic!("{by} should have refused, and gave {done:?}"),
    }
}

pub struct Rows<'t> {
    pub raw: Raw,
    pub town: &'t TestTown,
    /// An appointment that every busy time may belong to.
    pub appointment: i64,
}

impl<'t> Rows<'t> {
    pub async fn of(town: &'t TestTown) -> Rows<'t> {
        let mut rows = Rows { raw: Raw::open(&town.test_db.url).await, town, appointment: 0 };
        rows.appointment = rows.add_appointment(town.organisation.0, town.motive.0, None).await.unwrap();
        rows
    }

    pub async fn add_appointment(&mut self, organisation: i64, motive: i64, seats: Option<i64>) -> Result<i64, String> {
        let (from, to) = (self.raw.at(at(9, 0)), self.raw.at(at(9, 30)));
        let seats = seats.map_or("NULL".to_owned(), |seats| seats.to_string());
        let sql = format!(
            "INSERT INTO appointment (territory_id, organisation_id, motive_id, mode, status, starts_at, ends_at, zone, seats,
                                      created_at)
             VALUES ({}, {organisation}, {motive}, 'office', 'booked', {from}, {to}, 'Europe/Paris', {seats}, {from})
             RETURNING id",
            self.town.territory
        );
        self.raw.made(&sql).await
    }

    pub async fn add_busy(&mut self, calendar: CalendarId, hours: (Timestamp, Timestamp)) -> Result<i64, String> {
        self.add_busy_row(calendar, hours, "TRUE", "FALSE").await
    }

    pub async fn add_deliberate(&mut self, calendar: CalendarId, hours: (Timestamp, Timestamp)) -> Result<i64, String> {
        self.add_busy_row(calendar, hours, "TRUE", "TRUE").await
    }

    pub async fn add_busy_row(
        &mut self,
        calendar: CalendarId,
        (from, to): (Timestamp, Timestamp),
        blocking: &str,
        deliberate: &str,
    ) -> Result<i64, String> {
        let sql = format!(
            "INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, blocking, deliberate)
             VALUES ({}, {calendar}, {}, {}, {}, {blocking}, {deliberate}) RETURNING id",
            self.town.territory,
            self.raw.at(from),
            self.raw.at(to),
            self.appointment
        );
        self.raw.made(&sql).await
    }

    pub async fn add_person(&mut self, name: &str) -> i64 {
        let now = self.raw.at(at(0, 0));
        let sql = format!(
            "INSERT INTO person (territory_id, first_name, last_name, first_name_key, last_name_key, created_at)
             VALUES ({}, '{name}', '', '{name}', '', {now}) RETURNING id",
            self.town.territory
        );
        self.raw.made(&sql).await.unwrap()
    }

    pub async fn add_participation(
        &mut self,
        (appointment, person, motive): (i64, i64, i64),
        (from, to): (Timestamp, Timestamp),
        live: bool,
    ) -> Result<u64, String> {
        let sql = format!(
            "INSERT INTO participation (territory_id, appointment_id, person_id, motive_id, starts_at, ends_at, status, live)
             VALUES ({}, {appointment}, {person}, {motive}, {}, {}, 'booked', {live})",
            self.town.territory,
            self.raw.at(from),
            self.raw.at(to)
        );
        self.raw.run(&sql).await
    }
}
