//! Every statement of the program is understood by both databases.

use std::collections::BTreeSet;

use relais::store::all_statements;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr, Statement};

use crate::support::databases::{postgres, sqlite};
use crate::support::raw::Raw;

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_prepared_by_both_databases() {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    let mut on_sqlite = Raw::open(&sqlite.url).await;
    let mut on_postgres = Raw::open(&postgres.url).await;
    let mut refused = Vec::new();
    for (name, statement) in all_statements() {
        let Raw::Sqlite(conn) = &mut on_sqlite else { panic!("opened as SQLite") };
        // SQLite counts each part of a text with several statements; the numbers are those of the whole.
        let mut parameters = (highest_parameter(statement.sqlite), 0);
        if let Err(error) = conn.prepare(AssertSqlSafe(statement.sqlite).into_sql_str()).await {
            refused.push(format!("{name} on SQLite: {error}"));
        }
        let Raw::Postgres(conn) = &mut on_postgres else { panic!("opened as PostgreSQL") };
        match conn.prepare(AssertSqlSafe(statement.postgres).into_sql_str()).await {
            Ok(prepared) => {
                parameters.1 = prepared.parameters().map_or(0, |p| p.map_left(<[_]>::len).either(|n| n, |n| n))
            }
            Err(error) => refused.push(format!("{name} on PostgreSQL: {error}")),
        }
        // An empty text: nothing to do on SQLite, which has one writer.
        if !statement.sqlite.is_empty() && parameters.0 != parameters.1 {
            refused.push(format!("{name} takes {} values on SQLite and {} on PostgreSQL", parameters.0, parameters.1));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

fn highest_parameter(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().expect("a number after each $")
    });
    numbers.max().unwrap_or(0)
}

#[test]
fn every_statement_has_a_name_of_its_own_and_uses_numbered_values_only() {
    let all = all_statements();
    let names: BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), all.len());
    for (name, statement) in all {
        for sql in [statement.sqlite, statement.postgres] {
            assert!(!sql.contains('?'), "{name} uses ?: write $1");
            for word in ["now()", "CURRENT_TIMESTAMP", "datetime(", "AT TIME ZONE", "REPLACE INTO", "OR REPLACE"] {
                assert!(!sql.to_uppercase().contains(&word.to_uppercase()), "{name} uses {word}");
            }
        }
    }
}
