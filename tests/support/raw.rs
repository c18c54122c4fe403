//! A second connection that goes around our code: what the database says to whoever writes to it.

use relais::domain::time::Timestamp;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

pub enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The same on both: `$conn` is the connection, whichever it is.
macro_rules! on_raw {
    ($raw:expr, $conn:ident => $then:expr) => {
        match $raw {
            Raw::Sqlite($conn) => $then,
            Raw::Postgres($conn) => $then,
        }
    };
}

impl Raw {
    pub async fn open(url: &str) -> Raw {
        if url.starts_with("sqlite:") {
            Raw::Sqlite(SqliteConnection::connect(url).await.unwrap())
        } else {
            Raw::Postgres(PgConnection::connect(url).await.unwrap())
        }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Raw::Sqlite(_))
    }

    /// An instant as SQL.
    pub fn at(&self, instant: Timestamp) -> String {
        match self {
            Raw::Sqlite(_) => instant.micros().to_string(),
            Raw::Postgres(_) => format!("TIMESTAMPTZ '{instant}'"),
        }
    }

    /// How many rows changed, or the name of the rule that refused.
    pub async fn run(&mut self, sql: &str) -> Result<u64, String> {
        let done = on_raw!(self, conn => {
            sqlx::query(AssertSqlSafe(sql.to_owned())).execute(conn).await.map(|done| done.rows_affected())
        });
        done.map_err(|error| match error.as_database_error() {
            Some(error) => match error.constraint() {
                Some(name) => name.to_owned(),
                None => error.message().trim_start_matches("CHECK constraint failed: ").to_owned(),
            },
            None => panic!("{sql}: {error}"),
        })
    }

    /// The id of the row that a statement with RETURNING made.
    pub async fn made(&mut self, sql: &str) -> Result<i64, String> {
        let done = on_raw!(self, conn => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(conn).await);
        done.map_err(|error| {
            let error = error.as_database_error().unwrap_or_else(|| panic!("{sql}: {error}"));
            error
                .constraint()
                .unwrap_or_else(|| error.message())
                .trim_start_matches("CHECK constraint failed: ")
                .to_owned()
        })
    }

    /// One instant.
    pub async fn at_of(&mut self, sql: &str) -> Timestamp {
        let found: Timestamp = on_raw!(self, conn => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(conn).await)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        found
    }

    /// One number, of type BIGINT on PostgreSQL.
    pub async fn number(&mut self, sql: &str) -> i64 {
        self.numbers(sql).await.pop().unwrap_or_else(|| panic!("{sql}: no row"))
    }

    pub async fn numbers(&mut self, sql: &str) -> Vec<i64> {
        on_raw!(self, conn => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(conn).await)
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        on_raw!(self, conn => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(conn).await)
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub async fn count(&mut self, from: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {from}")).await
    }

    /// How many rows there are of everything that a request can leave behind.
    pub async fn stored(&mut self) -> Vec<(&'static str, i64)> {
        let mut stored = Vec::new();
        for table in ["appointment", "busy_time", "participation", "person", "hold", "idempotency", "journal", "outbox"]
        {
            stored.push((table, self.count(table).await));
        }
        stored
    }

    /// How many pairs of ordinary rows overlap on one calendar: double bookings.
    pub async fn overlaps(&mut self) -> i64 {
        self.count(
            "busy_time AS a JOIN busy_time AS b ON a.calendar_id = b.calendar_id AND a.id < b.id
             WHERE a.blocking AND b.blocking AND NOT a.deliberate AND NOT b.deliberate
               AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at",
        )
        .await
    }

    /// How many workshops say another number of seats than their live participations.
    pub async fn miscounted_seats(&mut self) -> i64 {
        self.count(
            "appointment WHERE seats IS NOT NULL AND seats_taken <> (SELECT count(*) FROM participation
             WHERE participation.appointment_id = appointment.id AND participation.live)",
        )
        .await
    }
}
