//! `relais doctor`: whether the installation is sound. Looks, and changes nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use relais::config::Config;
use relais::deliver::keys::RootKey;
use relais::store::{self, Db, StoreError};

use super::show::without_password;
use super::voice::Voice;

/// What was found, line by line.
struct Findings<'v> {
    voice: &'v Voice,
    bad: bool,
}

impl Findings<'_> {
    fn good(&self, what: String) {
        self.voice.print(&format!("[{}] {what}", self.voice.say("doctor-good", &[])));
    }

    fn careful(&self, what: String) {
        self.voice.print(&format!("[{}] {what}", self.voice.say("doctor-careful", &[])));
    }

    fn bad(&mut self, what: String) {
        self.voice.print(&format!("[{}] {what}", self.voice.say("doctor-bad", &[])));
        self.bad = true;
    }

    /// Good when nothing was counted.
    fn count(&mut self, count: i64, good: String, bad: &str) {
        match count {
            0 => self.good(good),
            _ => self.bad(self.voice.say(bad, &[("count", count.into())])),
        }
    }
}

pub async fn run(voice: &Voice, config: Config) -> anyhow::Result<ExitCode> {
    let mut findings = Findings { voice, bad: false };
    let file = sqlite_file(&config.database);
    key(&mut findings, &config.key_file, file.as_deref());
    if config.scanner.is_empty() {
        findings.careful(voice.say("doctor-scanner-absent", &[]));
    }
    // Opening would make the file: a doctor looks.
    if let Some(file) = file.filter(|file| !file.exists()) {
        let args = [("file", file.display().to_string().into())];
        findings.bad(voice.say("doctor-database-absent", &args));
        return Ok(ExitCode::FAILURE);
    }
    match Db::open(&config.database, config.connections).await {
        Err(error) => findings.bad(voice.open(&error).to_string()),
        Ok(db) => {
            let args = [("kind", db.kind().into()), ("address", without_password(&config.database).into())];
            findings.good(voice.say("doctor-database-reached", &args));
            if let Err(error) = database(&mut findings, &db).await {
                findings.bad(voice.database(&error).to_string());
            }
            db.close().await;
        }
    }
    Ok(if findings.bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn database(findings: &mut Findings<'_>, db: &Db) -> Result<(), StoreError> {
    let voice = findings.voice;
    let missing = db.missing_migrations().await?;
    if !missing.is_empty() {
        findings.bad(voice.say("doctor-migrations-missing", &[("names", missing.join(", ").into())]));
        return Ok(());
    }
    findings.good(voice.say("doctor-migrations-done", &[]));
    let found = store::examine(&mut db.read().await?).await?;
    if found.faults.is_empty() {
        findings.good(voice.say("doctor-integrity-good", &[]));
    } else {
        findings.bad(voice.say("doctor-integrity-bad", &[("why", found.faults.join("; ").into())]));
    }
    let good = |key| voice.say(key, &[]);
    findings.count(found.lost_references, good("doctor-references-good"), "doctor-references-bad");
    findings.count(found.overlaps, good("doctor-overlaps-good"), "doctor-overlaps-bad");
    findings.count(found.wrong_seats, good("doctor-seats-good"), "doctor-seats-bad");
    findings.count(found.wrong_busy, good("doctor-busy-good"), "doctor-busy-bad");
    Ok(())
}

fn sqlite_file(address: &str) -> Option<PathBuf> {
    let path = address.strip_prefix("sqlite:")?.trim_start_matches("//");
    (!path.is_empty()).then(|| PathBuf::from(path))
}

fn key(findings: &mut Findings<'_>, key: &Path, database: Option<&Path>) {
    let voice = findings.voice;
    let whole = std::path::absolute(key).unwrap_or_else(|_| key.to_owned());
    let file = || whole.display().to_string();
    if !key.exists() {
        return findings.careful(voice.say("doctor-key-absent", &[("file", file().into())]));
    }
    // Opening makes a key only where there is none.
    if let Err(error) = RootKey::open(key) {
        return findings.bad(voice.key(&error).to_string());
    }
    if let Some(folder) = database.and_then(|database| beside(key, database)) {
        let args = [("file", file().into()), ("folder", folder.display().to_string().into())];
        findings.careful(voice.say("doctor-key-beside-data", &args));
    } else {
        findings.good(voice.say("doctor-key-there", &[("file", file().into())]));
    }
    if open_to_others(key) {
        findings.careful(voice.say("doctor-key-open-to-others", &[("file", file().into())]));
    }
}

/// The folder of the database when the key lies in it.
fn beside(key: &Path, database: &Path) -> Option<PathBuf> {
    let folder = |file: &Path| {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().ok()
    };
    let (key, data) = (folder(key)?, folder(database)?);
    key.starts_with(&data).then_some(data)
}

#[cfg(unix)]
fn open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> bool {
    false
}
