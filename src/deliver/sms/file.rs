//! For development: each text message is a line of JSON in a file.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use super::Sms;
use crate::deliver::{HandedOver, NotSent};

pub struct File(PathBuf);

impl File {
    pub fn new(path: PathBuf) -> File {
        File(path)
    }

    /// # Errors
    /// `TryAgain`: the file cannot be written.
    pub fn send(&self, sms: &Sms<'_>) -> Result<HandedOver, NotSent> {
        let line = serde_json::json!({ "to": sms.to, "text": sms.text, "reference": sms.reference });
        self.append(&format!("{line}\n")).map_err(|error| NotSent::TryAgain(error.to_string()))?;
        Ok(HandedOver::default())
    }

    fn append(&self, line: &str) -> io::Result<()> {
        if let Some(folder) = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        OpenOptions::new().create(true).append(true).open(&self.0)?.write_all(line.as_bytes())
    }
}
