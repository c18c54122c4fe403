//! The program itself, started as a person starts it, in a folder of its own.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub struct Folder(PathBuf);

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    pub fn new() -> Folder {
        let name = format!("relais_cli_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    /// A folder with a demo town.
    pub fn with_demo() -> Folder {
        let folder = Folder::new();
        let made = folder.relais(&["demo", "--no-serve", "--database", "sqlite:data/relais.db"]);
        assert_eq!(made.code, Some(0), "{}", made.err);
        folder
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    pub fn relais(&self, arguments: &[&str]) -> Ended {
        self.relais_with(&[], arguments)
    }

    pub fn relais_with(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
        command.args(arguments).current_dir(&self.0);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RELAIS_")) {
            command.env_remove(name);
        }
        let Output { status, stdout, stderr } = command.envs(settings.iter().copied()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: status.code(), out: text(stdout), err: text(stderr) }
    }
}
