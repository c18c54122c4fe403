//! Opening a database, and the two ways in: reading, and writing in one transaction.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use thiserror::Error;

use super::constraint::Constraint;
use super::tx::{Conn, ReadTx, WriteTx};
use super::writer::Writer;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Measured: two readers leave a core idle while the others wait for SQLite's threads.
const SQLITE_READERS: u32 = 4;

/// What a store function can meet.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the database refuses: {}", .0.name())]
    Refused(Constraint),
    #[error("a statement of this transaction failed earlier: nothing of it is kept")]
    Spoiled,
    #[error("the transaction could not be committed: {0}")]
    NotCommitted(String),
    #[error("row that cannot be read: {0}")]
    BadRow(String),
    #[error("database: {0}")]
    Sql(#[source] sqlx::Error),
}

impl StoreError {
    /// The name of the rule that refused, when one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            StoreError::Refused(constraint) => Some(constraint.name()),
            _ => None,
        }
    }
}

/// Why a database cannot be used; each says what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error(
        "“{0}” is not a database address: write sqlite:data/relais.db for a file, or postgres://user:password@host/name"
    )]
    Scheme(String),
    #[error("cannot open the database: {0}. Is the server started, does the folder exist, may this user write there?")]
    Open(#[source] sqlx::Error),
    #[error("cannot bring the database to the current version: {0}")]
    Migrate(#[source] MigrateError),
    #[error("the folder {0} cannot be made: {1}")]
    Folder(String, #[source] std::io::Error),
}

/// The database: embedded SQLite, or PostgreSQL.
#[derive(Clone)]
pub enum Db {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:PATH` (made when absent) or `postgres://…`; does not migrate.
    ///
    /// `connections` is for PostgreSQL; SQLite has one writer and a few readers.
    ///
    /// # Errors
    /// Any other scheme is refused rather than taken for a file name.
    pub async fn open(url: &str, connections: u32) -> Result<Db, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => open_sqlite(path.trim_start_matches("//")).await,
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url)
                    .map_err(OpenError::Open)?
                    .application_name("relais")
                    // A lock that long means a stuck peer: an error that can be retried beats a queue.
                    .options([
                        ("lock_timeout", "10s"),
                        ("idle_in_transaction_session_timeout", "30s"),
                        // Every statement has one good plan, whatever its values; left to choose,
                        // PostgreSQL plans a booking anew each time, for longer than it takes.
                        ("plan_cache_mode", "force_generic_plan"),
                    ]);
                let pool = PgPoolOptions::new()
                    .max_connections(connections)
                    .acquire_timeout(Duration::from_secs(10))
                    // A dead connection shows at its first statement; a ping each time costs a round trip.
                    .test_before_acquire(false)
                    .connect_with(options)
                    .await
                    .map_err(OpenError::Open)?;
                Ok(Db::Postgres(pool))
            }
            _ => Err(OpenError::Scheme(url.to_owned())),
        }
    }

    /// Brings the schema to the version of this program.
    ///
    /// # Errors
    /// The database is newer than the program, or a migration failed.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            Db::Sqlite { writer, .. } => writer.migrate(&SQLITE).await,
            Db::Postgres(pool) => POSTGRES.run(pool).await,
        }
        .map_err(OpenError::Migrate)
    }

    /// The migrations that this program has and the database has not, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn missing_migrations(&self) -> Result<Vec<String>, StoreError> {
        let (migrator, applied) = match self {
            Db::Sqlite { readers, .. } => (
                &SQLITE,
                sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations WHERE success")
                    .fetch_all(readers)
                    .await,
            ),
            Db::Postgres(pool) => (
                &POSTGRES,
                sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations WHERE success")
                    .fetch_all(pool)
                    .await,
            ),
        };
        let applied = match applied {
            Ok(applied) => applied,
            // Without the table nothing was ever applied.
            Err(sqlx::Error::Database(_)) => Vec::new(),
            Err(error) => return Err(StoreError::Sql(error)),
        };
        let missing = migrator.iter().filter(|migration| !applied.contains(&migration.version));
        Ok(missing.map(|migration| format!("{:04} {}", migration.version, migration.description)).collect())
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "SQLite",
            Db::Postgres(_) => "PostgreSQL",
        }
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// The database does not answer, or every connection is busy for too long.
    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        let conn = match self {
            Db::Sqlite { readers, .. } => Conn::Sqlite(readers.acquire().await.map_err(StoreError::Sql)?),
            Db::Postgres(pool) => Conn::Postgres(pool.acquire().await.map_err(StoreError::Sql)?),
        };
        Ok(ReadTx::new(conn))
    }

    /// Runs one action in one transaction: committed when it answers `Ok`, undone otherwise. Once
    /// this answers, the effect is on disk.
    ///
    /// On SQLite actions that wait at the same moment share one commit, each in its own savepoint;
    /// none is answered before that commit.
    ///
    /// # Errors
    /// What the action says, or that the transaction could not be kept.
    pub async fn write<T, E, F>(&self, action: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        match self {
            Db::Sqlite { writer, .. } => writer.run(action).await,
            Db::Postgres(pool) => {
                let conn = pool.begin().await.map_err(StoreError::Sql)?;
                let mut tx = WriteTx::new(Conn::PostgresWriting(conn));
                let done = action(&mut tx).await;
                let failed = tx.has_failed();
                let Conn::PostgresWriting(conn) = tx.into_conn() else {
                    unreachable!("the transaction was begun as one of PostgreSQL four lines above")
                };
                match done {
                    Ok(value) if !failed => {
                        conn.commit().await.map_err(|error| StoreError::NotCommitted(error.to_string()))?;
                        Ok(value)
                    }
                    other => {
                        // Undone by dropping it too; awaited so that its locks are gone when we answer.
                        if let Err(error) = conn.rollback().await {
                            tracing::warn!(%error, "a transaction could not be undone; its connection is closed");
                        }
                        other.and(Err(StoreError::Spoiled.into()))
                    }
                }
            }
        }
    }

    /// Waits for what is being written, then closes.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &str) -> Result<Db, OpenError> {
    if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| OpenError::Folder(folder.display().to_string(), error))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An answered booking is on disk: each commit waits for it.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(300);
    // What a savepoint may undo is kept in memory: in a file it is a tenth of a booking.
    let writer = Writer::start(options.clone().pragma("temp_store", "memory")).await.map_err(OpenError::Open)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .min_connections(0)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "1").row_buffer_size(4096))
        .await
        .map_err(OpenError::Open)?;
    Ok(Db::Sqlite { readers, writer })
}
