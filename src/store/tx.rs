//! What a store function works on: a connection to one of the two databases.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::constraint;
use super::db::StoreError;
use super::statement::Statement;

/// A connection for reading. Statements see what is committed when each of them starts.
pub struct ReadTx {
    conn: Conn,
    failed: bool,
    before: &'static str,
}

pub(super) enum Conn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresWriting(Transaction<'static, Postgres>),
}

/// The connection of a transaction, as sqlx wants it; on SQLite with the commands that must run
/// before the next statement, and travel with it: each trip to SQLite's thread costs as much as the
/// statement itself.
pub(super) enum On<'c> {
    Sqlite(&'c mut SqliteConnection, &'static str),
    Postgres(&'c mut PgConnection),
}

impl ReadTx {
    pub(super) fn new(conn: Conn) -> Self {
        ReadTx { conn, failed: false, before: "" }
    }

    pub(super) fn on(&mut self) -> On<'_> {
        match &mut self.conn {
            Conn::Sqlite(conn) => On::Sqlite(conn, std::mem::take(&mut self.before)),
            Conn::Postgres(conn) => On::Postgres(conn),
            Conn::PostgresWriting(conn) => On::Postgres(conn),
        }
    }

    /// Whether this database needs no such statement: its text is empty.
    pub(super) fn has_nothing_to_do(&self, statement: Statement) -> bool {
        match &self.conn {
            Conn::Sqlite(_) => statement.sqlite.is_empty(),
            Conn::Postgres(_) | Conn::PostgresWriting(_) => statement.postgres.is_empty(),
        }
    }

    /// Remembers a failure: after one, a transaction keeps nothing (see [`WriteTx`]).
    pub(super) fn noted<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        result.map_err(|error| {
            self.failed = true;
            constraint::explained(error)
        })
    }
}

/// A transaction that writes.
///
/// It remembers a failed statement and is then never committed: PostgreSQL answers OK to a COMMIT
/// after an error and keeps nothing, SQLite keeps all the rest; we keep nothing and say so.
pub struct WriteTx(ReadTx);

impl WriteTx {
    pub(super) fn new(conn: Conn) -> Self {
        WriteTx(ReadTx::new(conn))
    }

    pub(super) fn has_failed(&self) -> bool {
        self.0.failed
    }

    /// Ready for the next action of the same group.
    pub(super) fn forget_failure(&mut self) {
        self.0.failed = false;
    }

    /// Has these commands run before the next statement.
    pub(super) fn run_before(&mut self, commands: &'static str) {
        self.0.before = commands;
    }

    /// Whether nothing has run since [`WriteTx::run_before`].
    pub(super) fn is_untouched(&self) -> bool {
        !self.0.before.is_empty()
    }

    pub(super) fn into_conn(self) -> Conn {
        self.0.conn
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;

    fn deref(&self) -> &ReadTx {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.0
    }
}
