//! A database per test, on both kinds: a copy of a migrated template.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use relais::store::Db;
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database and what goes with it when the test ends.
pub struct TestDb {
    pub db: Db,
    /// How another process would open it.
    pub url: String,
    folder: Option<PathBuf>,
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn unique() -> String {
    format!("relais_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub async fn sqlite() -> TestDb {
    let folder = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}", folder.join("test.db").display());
    let db = Db::open(&url, 4).await.unwrap();
    db.migrate().await.unwrap();
    TestDb { db, url, folder: Some(folder) }
}

fn server() -> String {
    std::env::var("RELAIS_TEST_POSTGRES")
        .expect("these tests need PostgreSQL: run them with scripts/test, or scripts/postgres cargo test")
}

fn in_server(database: &str) -> String {
    let server = server();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

async fn command(database: &str, sql: String) {
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&in_server(database)).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    sqlx::Connection::close(connection).await.unwrap();
}

pub async fn postgres() -> TestDb {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    // One copy at a time: PostgreSQL refuses to copy a template that somebody else is copying.
    static COPYING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let template = TEMPLATE
        .get_or_init(|| async {
            let template = format!("{}_template", unique());
            command("postgres", format!("CREATE DATABASE {template}")).await;
            let db = Db::open(&in_server(&template), 1).await.unwrap();
            db.migrate().await.unwrap();
            db.close().await;
            template
        })
        .await;
    let name = unique();
    {
        let _turn = COPYING.lock().await;
        command("postgres", format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    }
    let url = in_server(&name);
    let db = Db::open(&url, 16).await.unwrap();
    TestDb { db, url, folder: None }
}

/// Runs one test on both databases, SQLite first.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(TestDb) -> F) {
    test(sqlite().await).await;
    test(postgres().await).await;
}

/// Another database of the same kind.
pub async fn like(other: &TestDb) -> TestDb {
    if other.url.starts_with("sqlite:") { sqlite().await } else { postgres().await }
}
