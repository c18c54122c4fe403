//! One text per statement for both databases; where a dialect must differ, both are written side by
//! side under one name, so that the guard finds and prepares them all.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr, SqliteConnection};

#[derive(Clone, Copy, Debug)]
pub struct Statement {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

static RUN: AtomicU64 = AtomicU64::new(0);

/// How many statements this process has run: what the benchmarks count.
pub fn statements_run() -> u64 {
    RUN.load(Ordering::Relaxed)
}

pub(super) fn count_statement() {
    RUN.fetch_add(1, Ordering::Relaxed);
}

/// A statement and the commands before it, as one text.
pub(super) fn carrying(before: &'static str, sql: &'static str) -> SqlStr {
    match before {
        "" => sql.into_sql_str(),
        _ => AssertSqlSafe([before, sql].concat()).into_sql_str(),
    }
}

/// The same commands alone, before a statement whose changed rows are counted: SQLite would count
/// those of the statement before once more.
pub(super) async fn run(conn: &mut SqliteConnection, before: &'static str) -> Result<(), sqlx::Error> {
    match before {
        "" => Ok(()),
        _ => sqlx::query(before).execute(conn).await.map(drop),
    }
}

/// Declares the statements of a file, and the list of them.
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident { $($sql:tt)+ })+) => {
        $($(#[$meta])* const $name: $crate::store::statement::Statement = statements!(@one $($sql)+);)+
        pub(super) const ALL: &[(&str, $crate::store::statement::Statement)] =
            &[$((concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
    (@one $sql:literal) => {
        $crate::store::statement::Statement { sqlite: $sql, postgres: $sql }
    };
    (@one sqlite: $sqlite:literal, postgres: $postgres:literal $(,)?) => {
        $crate::store::statement::Statement { sqlite: $sqlite, postgres: $postgres }
    };
}
pub(super) use statements;

/// Runs a statement on whichever database the transaction is on; expands once per database.
macro_rules! on_database {
    ($tx:expr, $statement:expr, [$($arg:expr),*], $query:ident $(, $row:ty)?; $fetch:ident) => {{
        let tx: &mut $crate::store::tx::ReadTx = $tx;
        let statement: $crate::store::statement::Statement = $statement;
        $crate::store::statement::count_statement();
        let result = match tx.on() {
            $crate::store::tx::On::Sqlite(conn, before) => {
                let text = $crate::store::statement::carrying(before, statement.sqlite);
                sqlx::$query::<sqlx::Sqlite $(, $row)?>(text)$(.bind($arg))*.$fetch(conn).await
            }
            $crate::store::tx::On::Postgres(conn) => {
                sqlx::$query::<sqlx::Postgres $(, $row)?>(statement.postgres)$(.bind($arg))*.$fetch(conn).await
            }
        };
        tx.noted(result)
    }};
}
pub(super) use on_database;

macro_rules! fetch_all {
    ($tx:expr, $row:ty, $statement:expr $(, $arg:expr)* $(,)?) => {
        $crate::store::statement::on_database!($tx, $statement, [$($arg),*], query_as, $row; fetch_all)
    };
}
pub(super) use fetch_all;

macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $statement:expr $(, $arg:expr)* $(,)?) => {
        $crate::store::statement::on_database!($tx, $statement, [$($arg),*], query_as, $row; fetch_optional)
    };
}
pub(super) use fetch_optional;

macro_rules! fetch_scalar {
    ($tx:expr, $scalar:ty, $statement:expr $(, $arg:expr)* $(,)?) => {
        $crate::store::statement::on_database!($tx, $statement, [$($arg),*], query_scalar, $scalar; fetch_one)
    };
}
pub(super) use fetch_scalar;

/// Gives back the number of rows that changed. An empty text is nothing to do on that database.
macro_rules! execute {
    ($tx:expr, $statement:expr $(, $arg:expr)* $(,)?) => {{
        let tx: &mut $crate::store::tx::ReadTx = $tx;
        let statement: $crate::store::statement::Statement = $statement;
        if tx.has_nothing_to_do(statement) {
            Ok(0)
        } else {
            $crate::store::statement::count_statement();
            let result = match tx.on() {
                $crate::store::tx::On::Sqlite(conn, before) => match $crate::store::statement::run(&mut *conn, before).await {
                    Ok(()) => sqlx::query::<sqlx::Sqlite>(statement.sqlite)$(.bind($arg))*.execute(conn).await.map(|done| done.rows_affected()),
                    Err(error) => Err(error),
                },
                $crate::store::tx::On::Postgres(conn) => {
                    sqlx::query::<sqlx::Postgres>(statement.postgres)$(.bind($arg))*.execute(conn).await.map(|done| done.rows_affected())
                }
            };
            tx.noted(result)
        }
    }};
}
pub(super) use execute;

/// Ids as the one bind that both databases unfold: SQLite with `json_each`, PostgreSQL as an array
/// (`translate` makes its braces; unlike a JSON function it lets the planner use an index).
pub(super) fn json_list<T: Copy + Into<i64>>(ids: &[T]) -> String {
    let mut json = String::with_capacity(2 + ids.len() * 8);
    json.push('[');
    for (position, id) in ids.iter().enumerate() {
        if position > 0 {
            json.push(',');
        }
        json.push_str(&(*id).into().to_string());
    }
    json.push(']');
    json
}
