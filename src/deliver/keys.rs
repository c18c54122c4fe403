//! The root key: made at the first start, outside the data folder and outside backups. Every other
//! key is derived from it by name.

use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("the root key {0} cannot be read or made: {1}. Does the folder exist, may this user write there?")]
    File(String, #[source] io::Error),
    #[error(
        "the root key {0} is not one: it must hold 64 hexadecimal digits. Put back the copy you kept; without it, links and offers already given out stop working"
    )]
    Form(String),
    #[error("the system gives no random numbers: {0}")]
    Random(#[source] getrandom::Error),
}

#[derive(Clone)]
pub struct RootKey([u8; 32]);

impl RootKey {
    /// Reads the key, or makes it when the file is not there.
    ///
    /// # Errors
    /// A file that holds something else is never overwritten.
    pub fn open(path: &Path) -> Result<RootKey, KeyError> {
        let shown = || path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => from_hex(text.trim()).map(RootKey).ok_or_else(|| KeyError::Form(shown())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = RootKey::random()?;
                match write_new(path, &to_hex(&key.0)) {
                    Ok(()) => Ok(key),
                    // Another process was first: its key is the key.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => RootKey::open(path),
                    Err(error) => Err(KeyError::File(shown(), error)),
                }
            }
            Err(error) => Err(KeyError::File(shown(), error)),
        }
    }

    /// Reads a key that must be there: making a new one would hide that an old one is missing.
    ///
    /// # Errors
    /// There is none, or it is none.
    pub fn existing(path: &Path) -> Result<RootKey, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|error| KeyError::File(path.display().to_string(), error))?;
        from_hex(text.trim()).map(RootKey).ok_or_else(|| KeyError::Form(path.display().to_string()))
    }

    /// # Errors
    /// The system gives no random numbers.
    pub fn random() -> Result<RootKey, KeyError> {
        random_bytes().map(RootKey)
    }

    /// The key for one use; two uses never share one.
    pub fn derive(&self, usage: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(usage.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// # Errors
/// The system gives no random numbers.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(KeyError::Random)?;
    Ok(bytes)
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Readable by this user only; never over a file that another process has just made.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    // Written whole under another name first: nobody ever reads half a key.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    // Unlike a rename, a link never replaces what is there.
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    linked
}
