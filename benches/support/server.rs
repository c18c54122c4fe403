//! The real server in a process of its own, so that what is measured (and killed) is the product.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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

/// The product, with its settings and none of the variables that are ours.
fn relais(database: &str, key_file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("RELAIS_") {
            command.env_remove(name);
        }
    }
    command.env("RELAIS_DATABASE", database).env("RELAIS_KEY_FILE", key_file).stdin(Stdio::null());
    command
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1 and waits until it answers.
    pub async fn start(database: &str, folder: &Path) -> Server {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let log = folder.join("server.log");
        let output = File::options().create(true).append(true).open(&log).expect("the folder can be written");
        let errors = output.try_clone().expect("one more handle");
        let begun = Instant::now();
        let child = relais(database, &folder.join("relais.key"))
            .arg("serve")
            .env("RELAIS_LISTEN", address.to_string())
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

/// Where an import goes: the territory and its organisation have the same name.
#[derive(Clone, Debug)]
pub struct Import {
    pub database: String,
    pub key_file: PathBuf,
    pub name: String,
}

/// Imports a list of people with `relais import people`, as a process of its own.
///
/// # Errors
/// What the command said, when it did not import. Rows that it refuses are no failure.
pub fn import_people(into: &Import, list: &Path) -> Result<(), String> {
    /// Done, and some rows were refused.
    const SOME_REFUSED: i32 = 2;
    let done = relais(&into.database, &into.key_file)
        .args(["import", "people"])
        .arg(list)
        .args(["--territory", &into.name, "--organisation", &into.name, "--create-workers", "--write"])
        .output()
        .map_err(|error| error.to_string())?;
    match done.status.code() {
        Some(0 | SOME_REFUSED) => Ok(()),
        _ => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
