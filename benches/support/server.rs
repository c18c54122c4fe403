//! The real server in a process of its own, so that what is measured (and killed) is the product.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::load::{Ask, Client};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub pid: u32,
    log: PathBuf,
    /// From the start of the process to the first answer of `/live`.
    pub started_in: Duration,
    pub since: Instant,
}

/// How long a server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program that serves, told by its environment what and where.
fn command() -> Command {
    serving_itself()
}

/// Set by programs whose first word can be `--serve`; a test program runs the one test that serves.
static BY_WORD: AtomicBool = AtomicBool::new(false);

/// A child of ours carries this: it must never have children of its own.
const CHILD: &str = "RELAIS_BENCH_CHILD";

/// Until `relais serve` is there, the running program serves as well.
fn serving_itself() -> Command {
    assert!(std::env::var_os(CHILD).is_none(), "a server does not start servers");
    let mut command = Command::new(std::env::current_exe().expect("a running program has a file"));
    if BY_WORD.load(Ordering::Relaxed) {
        command.arg("--serve");
    } else {
        command.args(["--ignored", "--exact", "prove::serve_when_asked", "--nocapture"]);
    }
    command.env(CHILD, "1");
    command
}

/// Serves as `relais serve` does, for [`serving_itself`].
pub fn serve_from_env() {
    let setting = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is missing"));
    let config = relais::config::Config {
        database: setting("RELAIS_DATABASE"),
        listen: setting("RELAIS_LISTEN").parse().expect("an address to listen on"),
        key_file: setting("RELAIS_KEY_FILE").into(),
        ..relais::config::Config::default()
    };
    tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listen = config.listen;
        let app = relais::app::App::start(config).await.expect("the server starts");
        let listener = tokio::net::TcpListener::bind(listen).await.expect("the address is free");
        relais::web::serve(app, listener).await.expect("the server serves");
    });
}

/// Serves and never comes back when the program was called for that.
pub fn serve_if_asked() {
    BY_WORD.store(true, Ordering::Relaxed);
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        serve_from_env();
        std::process::exit(0);
    }
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1 and waits until it answers.
    pub async fn start(database: &str, folder: &Path) -> Server {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let log = folder.join("server.log");
        let output = File::options().create(true).append(true).open(&log).expect("the folder can be written");
        let errors = output.try_clone().expect("one more handle");
        let begun = Instant::now();
        let child = command()
            .env("RELAIS_DATABASE", database)
            .env("RELAIS_LISTEN", address.to_string())
            .env("RELAIS_KEY_FILE", folder.join("relais.key"))
            // They are ours, not settings of the server.
            .env_remove("RELAIS_TEST_POSTGRES")
            .env_remove("RELAIS_TEST_POSTGRES_PIDFILE")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .expect("the server can be started");
        let pid = child.id();
        let mut server = Server { child, address, pid, log, started_in: Duration::ZERO, since: begun };
        while begun.elapsed() < PATIENCE {
            if let Ok(Some(status)) = server.child.try_wait() {
                panic!("the server ended at once ({status}): {}", server.last_words());
            }
            if let Ok(mut client) = Client::connect(address).await
                && let Ok(answer) = client.send(&Ask::get("/live")).await
                && answer.status == 200
            {
                server.started_in = begun.elapsed();
                return server;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("the server did not answer within {PATIENCE:?}: {}", server.last_words());
    }

    /// SIGKILL at this moment: nothing is finished, nothing is said.
    pub fn strike(&self) {
        let _ = Command::new("kill").args(["-9", &self.pid.to_string()]).status();
    }

    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Lets it finish what is under way.
    pub fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.pid.to_string()]).status();
        if asked.is_ok_and(|status| status.success()) {
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(5) {
                if matches!(self.child.try_wait(), Ok(Some(_))) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Statements of SQL that it has run.
    pub async fn statements(&self) -> f64 {
        let mut client = Client::connect(self.address).await.expect("the server answers");
        let answer = client.send(&Ask::get("/metrics")).await.expect("the server answers");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let line = text.lines().find_map(|line| line.strip_prefix("relais_sql_statements_total "));
        line.and_then(|number| number.trim().parse().ok()).expect("/metrics tells the statements")
    }

    pub fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Where an import goes.
#[derive(Clone, Debug)]
pub struct Import {
    pub database: String,
    pub key_file: PathBuf,
    pub territory: i64,
    pub organisation: i64,
}

/// Imports a list of people with `relais import`, as a process of its own; `None` while the program
/// has no such command.
pub fn import_people(into: &Import, list: &Path) -> Option<Result<(), String>> {
    let program = env!("CARGO_BIN_EXE_relais");
    let help = Command::new(program).args(["import", "--help"]).output().ok()?;
    if !String::from_utf8_lossy(&help.stdout).contains("people") {
        return None;
    }
    let done = Command::new(program)
        .args(["import", "people"])
        .arg(list)
        .args(["--territory", &into.territory.to_string(), "--organisation", &into.organisation.to_string()])
        .env("RELAIS_DATABASE", &into.database)
        .env("RELAIS_KEY_FILE", &into.key_file)
        .env_remove("RELAIS_TEST_POSTGRES")
        .env_remove("RELAIS_TEST_POSTGRES_PIDFILE")
        .output();
    Some(match done {
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
        Err(error) => Err(error.to_string()),
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
