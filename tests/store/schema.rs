//! One schema in two dialects: the same tables, columns, NULLs, constraints and indexes.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::databases::{postgres, sqlite};
use crate::support::raw::Raw;

/// Sets are compared by what only one of them has: the message then names it.
fn same(what: &str, sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) {
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join("\n  ");
    let (left, right) = (only(sqlite, postgres), only(postgres, sqlite));
    assert!(left.is_empty() && right.is_empty(), "{what}\nonly on SQLite:\n  {left}\nonly on PostgreSQL:\n  {right}");
    assert!(!sqlite.is_empty(), "{what}: nothing was read");
}

async fn both() -> ((Raw, Raw), (crate::support::databases::TestDb, crate::support::databases::TestDb)) {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    ((Raw::open(&sqlite.url).await, Raw::open(&postgres.url).await), (sqlite, postgres))
}

async fn set(raw: &mut Raw, sql: &str) -> BTreeSet<String> {
    raw.texts(sql).await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_columns_and_nulls_are_the_same_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let on_sqlite = set(
        &mut lite,
        "SELECT tables.name || '.' || columns.name
                || CASE WHEN columns.\"notnull\" OR columns.pk > 0 THEN '' ELSE ' or NULL' END
                || CASE WHEN columns.dflt_value IS NULL THEN '' ELSE ' with a default' END
         FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> '_sqlx_migrations'",
    )
    .await;
    let on_postgres = set(
        &mut post,
        "SELECT table_name || '.' || column_name
                || CASE WHEN is_nullable = 'NO' THEN '' ELSE ' or NULL' END
                || CASE WHEN column_default IS NULL OR is_identity = 'YES' THEN '' ELSE ' with a default' END
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'",
    )
    .await;
    same("columns", &on_sqlite, &on_postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_holds_the_same_kind_of_value_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let columns = |rows: Vec<String>| -> BTreeMap<String, String> {
        rows.into_iter().filter_map(|row| row.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))).collect()
    };
    let on_sqlite = columns(
        lite.texts(
            "SELECT tables.name || '.' || columns.name || ' ' || columns.type
             FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
             WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> '_sqlx_migrations'",
        )
        .await,
    );
    let on_postgres = columns(
        post.texts(
            "SELECT table_name || '.' || column_name || ' ' || data_type
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'",
        )
        .await,
    );
    for (column, kind) in on_sqlite {
        let wanted: &[&str] = match kind.as_str() {
            "INTEGER" => &["bigint", "boolean", "timestamp with time zone"],
            "TEXT" => &["text", "date"],
            "BLOB" => &["bytea"],
            other => panic!("{column} is {other} on SQLite"),
        };
        let there = &on_postgres[&column];
        assert!(wanted.contains(&there.as_str()), "{column} is {kind} on SQLite and {there} on PostgreSQL");
    }
}

/// `CONSTRAINT name UNIQUE (a, b)` as it stands in the text of a table.
fn named_constraints(table: &str) -> Vec<(String, String)> {
    table
        .lines()
        .filter_map(|line| line.trim().trim_end_matches(',').strip_prefix("CONSTRAINT "))
        .filter_map(|rest| rest.split_once(' '))
        .map(|(name, what)| (name.to_owned(), what.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn named_constraints_are_the_same_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let tables =
        lite.texts("SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'").await;
    let shown = |(name, what): (String, String)| match what.starts_with("CHECK") {
        // Each database writes an expression in its own way.
        true => format!("{name} CHECK"),
        false => format!("{name} {what}"),
    };
    let on_sqlite: BTreeSet<String> = tables.iter().flat_map(|table| named_constraints(table)).map(shown).collect();
    let on_postgres = set(
        &mut post,
        "SELECT conname || ' ' || CASE contype WHEN 'c' THEN 'CHECK' ELSE pg_get_constraintdef(oid) END
         FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND conrelid <> '_sqlx_migrations'::regclass
           AND contype IN ('u', 'p', 'c') AND conname NOT LIKE '%\\_pkey'",
    )
    .await;
    same("constraints", &on_sqlite, &on_postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_triggers_refuse_has_the_same_names_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let triggers = lite.texts("SELECT sql FROM sqlite_master WHERE type = 'trigger'").await;
    let on_sqlite: BTreeSet<String> = triggers
        .iter()
        .flat_map(|trigger| trigger.split("RAISE(ABORT, '").skip(1))
        .filter_map(|rest| rest.split_once('\'').map(|(name, _)| name.to_owned()))
        .collect();
    let functions = post
        .texts(
            "SELECT prosrc FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
             WHERE pronamespace = 'public'::regnamespace AND lanname = 'plpgsql'",
        )
        .await;
    let mut on_postgres: BTreeSet<String> = functions
        .iter()
        .flat_map(|function| function.split("CONSTRAINT = '").skip(1))
        .filter_map(|rest| rest.split_once('\'').map(|(name, _)| name.to_owned()))
        .collect();
    on_postgres.extend(post.texts("SELECT conname::text FROM pg_constraint WHERE contype = 'x'").await);
    same("names that triggers refuse by", &on_sqlite, &on_postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_keys_are_the_same_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let on_sqlite = set(
        &mut lite,
        "SELECT name || ' (' || string_agg(column, ', ') || ') REFERENCES ' || target || '(' || string_agg(of, ', ') || ')'
                || CASE rule WHEN 'NO ACTION' THEN '' ELSE ' ON DELETE ' || rule END
         FROM (SELECT tables.name, keys.id, keys.\"from\" AS column, keys.\"table\" AS target, keys.\"to\" AS of,
                      keys.on_delete AS rule
               FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS keys
               WHERE tables.type = 'table' ORDER BY tables.name, keys.id, keys.seq)
         GROUP BY name, id, target, rule",
    )
    .await;
    let on_postgres = set(
        &mut post,
        "SELECT conrelid::regclass || ' ' || replace(pg_get_constraintdef(oid), 'FOREIGN KEY ', '')
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f'",
    )
    .await;
    same("foreign keys", &on_sqlite, &on_postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_have_the_same_names_on_both() {
    let ((mut lite, mut post), _kept) = both().await;
    let on_sqlite = set(&mut lite, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").await;
    let on_postgres = set(
        &mut post,
        "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations'
           AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
    )
    .await;
    same("indexes", &on_sqlite, &on_postgres);
}

#[test]
fn migrations_have_the_same_numbers_and_names_on_both() {
    let names = |folder: &str| -> BTreeSet<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    same("migrations", &names("sqlite"), &names("postgres"));
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing_and_nothing_is_missing_after() {
    crate::support::databases::on_both(|db| async move {
        db.db.migrate().await.unwrap();
        assert!(db.db.missing_migrations().await.unwrap().is_empty());
    })
    .await;
}
