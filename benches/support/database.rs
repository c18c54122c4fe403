//! Databases of their own on both kinds, and plain SQL on them, beside the product.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use relais::store::Db;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};

static NEXT: AtomicU32 = AtomicU32::new(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Sqlite => "SQLite",
            Kind::Postgres => "PostgreSQL",
        }
    }

    /// An instant in microseconds, as a value of this database.
    pub fn instant(self, micros: impl std::fmt::Display) -> String {
        match self {
            Kind::Sqlite => format!("({micros})"),
            // Whole seconds: a division by a fraction would lose the last digits.
            Kind::Postgres => format!("to_timestamp(({micros}) / 1000000)"),
        }
    }

    /// A day: text there, a date here.
    pub fn day(self, day: chrono::NaiveDate) -> String {
        match self {
            Kind::Sqlite => format!("'{day}'"),
            Kind::Postgres => format!("DATE '{day}'"),
        }
    }

    /// Which one is asked for: `sqlite`, `postgres`.
    pub fn named(word: &str) -> Option<Kind> {
        match word {
            "sqlite" => Some(Kind::Sqlite),
            "postgres" => Some(Kind::Postgres),
            _ => None,
        }
    }
}

/// A migrated database, its folder (key, log, and the file on SQLite), both gone at the end.
pub struct Database {
    pub kind: Kind,
    pub url: String,
    pub folder: PathBuf,
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn server() -> String {
    std::env::var("RELAIS_TEST_POSTGRES").expect("PostgreSQL is needed: run this with scripts/postgres in front")
}

impl Database {
    pub async fn create(kind: Kind) -> Database {
        let name = format!("relais_b{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = super::folder(&name);
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", folder.join("town.db").display()),
            Kind::Postgres => {
                let mut sql = Sql::open(Kind::Postgres, &server()).await;
                sql.run(format!("CREATE DATABASE {name}")).await;
                sql.close().await;
                let (server, _) = server().rsplit_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a URL");
                format!("{server}/{name}")
            }
        };
        let db = Db::open(&url, 2).await.expect("a new database opens");
        db.migrate().await.expect("a new database migrates");
        db.close().await;
        Database { kind, url, folder }
    }

    /// Where the data lies: where a sync must be measured.
    pub fn disk(&self) -> PathBuf {
        let pidfile = std::env::var("RELAIS_TEST_POSTGRES_PIDFILE").ok();
        match (self.kind, pidfile) {
            (Kind::Postgres, Some(file)) => {
                Path::new(&file).ancestors().nth(2).expect("FOLDER/data/postmaster.pid").to_owned()
            }
            _ => self.folder.clone(),
        }
    }

    pub async fn sql(&self) -> Sql {
        Sql::open(self.kind, &self.url).await
    }
}

/// A connection for SQL that is not the product's: bulk loads and checks.
pub struct Sql {
    pub kind: Kind,
    on: On,
}

enum On {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Sql {
    pub async fn open(kind: Kind, url: &str) -> Sql {
        let on = match kind {
            Kind::Sqlite => {
                let options = SqliteConnectOptions::from_str(url).expect("our own address");
                let options = options.busy_timeout(std::time::Duration::from_secs(60)).foreign_keys(true);
                On::Sqlite(options.connect().await.expect("the database opens"))
            }
            Kind::Postgres => {
                let options = PgConnectOptions::from_str(url).expect("our own address");
                On::Postgres(options.connect().await.expect("the database opens"))
            }
        };
        Sql { kind, on }
    }

    pub async fn run(&mut self, sql: impl Into<String>) -> u64 {
        let sql = sql.into();
        let shown = sql.chars().take(400).collect::<String>();
        let text = AssertSqlSafe(sql);
        let done = match &mut self.on {
            On::Sqlite(conn) => sqlx::query(text).execute(conn).await.map(|done| done.rows_affected()),
            On::Postgres(conn) => sqlx::query(text).execute(conn).await.map(|done| done.rows_affected()),
        };
        done.unwrap_or_else(|error| panic!("{}: {error}\n{shown}", self.kind.name()))
    }

    /// The one number that a query gives; cast sums and counts to BIGINT in it.
    pub async fn number(&mut self, sql: impl Into<String>) -> i64 {
        self.try_number(sql).await.unwrap_or_else(|error| panic!("{}: {error}", self.kind.name()))
    }

    pub async fn try_number(&mut self, sql: impl Into<String>) -> Result<i64, sqlx::Error> {
        let text = AssertSqlSafe(sql.into());
        match &mut self.on {
            On::Sqlite(conn) => sqlx::query_scalar(text).fetch_one(conn).await,
            On::Postgres(conn) => sqlx::query_scalar(text).fetch_one(conn).await,
        }
    }

    pub async fn pairs(&mut self, sql: impl Into<String>) -> Vec<(i64, i64)> {
        let text = AssertSqlSafe(sql.into());
        let found = match &mut self.on {
            On::Sqlite(conn) => sqlx::query_as(text).fetch_all(conn).await,
            On::Postgres(conn) => sqlx::query_as(text).fetch_all(conn).await,
        };
        found.unwrap_or_else(|error| panic!("{}: {error}", self.kind.name()))
    }

    pub async fn texts(&mut self, sql: impl Into<String>) -> Vec<(String, String)> {
        let text = AssertSqlSafe(sql.into());
        let found = match &mut self.on {
            On::Sqlite(conn) => sqlx::query_as(text).fetch_all(conn).await,
            On::Postgres(conn) => sqlx::query_as(text).fetch_all(conn).await,
        };
        found.unwrap_or_else(|error| panic!("{}: {error}", self.kind.name()))
    }

    pub async fn close(self) {
        match self.on {
            On::Sqlite(conn) => drop(conn.close().await),
            On::Postgres(conn) => drop(conn.close().await),
        }
    }
}
