//! The log of deletions: a file beside the root key, outside the database and its backups. What
//! stands in it is destroyed again at every start, so that a restored backup brings nothing back.
//!
//! It holds random names only, drawn for each document and safe: ids are given again after a restore.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::SafeError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    Item(String),
    Safe(String),
}

#[derive(Clone)]
pub struct Deletions {
    file: PathBuf,
}

/// A file that belongs beside another: `relais.key` and `relais.key.deletions`.
pub fn beside(key_file: &Path, ending: &str) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

impl Deletions {
    pub fn at(file: PathBuf) -> Deletions {
        Deletions { file }
    }

    /// On disk before the rows go: a crash between the two deletes what was asked to be deleted.
    ///
    /// # Errors
    /// The file cannot be written: nothing may be destroyed then.
    pub async fn add(&self, deletions: &[Deletion]) -> Result<(), SafeError> {
        let mut lines = String::new();
        for deletion in deletions {
            let (kind, uid) = match deletion {
                Deletion::Item(uid) => ("item", uid),
                Deletion::Safe(uid) => ("safe", uid),
            };
            lines.push_str(&format!("{kind} {uid}\n"));
        }
        let file = self.file.clone();
        let written = tokio::task::spawn_blocking(move || append(&file, &lines)).await;
        self.told(written.map_err(io::Error::other).flatten())
    }

    /// # Errors
    /// The file is there and cannot be read.
    pub async fn all(&self) -> Result<Vec<Deletion>, SafeError> {
        let file = self.file.clone();
        let read = tokio::task::spawn_blocking(move || match std::fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            other => other,
        });
        let text = self.told(read.await.map_err(io::Error::other).flatten())?;
        // A last line that was cut names nothing.
        Ok(text.lines().filter_map(understood).collect())
    }

    fn told<T>(&self, result: io::Result<T>) -> Result<T, SafeError> {
        result.map_err(|error| SafeError::Deletions(self.file.display().to_string(), error))
    }
}

fn understood(line: &str) -> Option<Deletion> {
    match line.split_once(' ')? {
        ("item", uid) => Some(Deletion::Item(uid.to_owned())),
        ("safe", uid) => Some(Deletion::Safe(uid.to_owned())),
        _ => None,
    }
}

/// Readable by this user only, and on disk when this returns.
pub(super) fn append(file: &Path, lines: &str) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}
