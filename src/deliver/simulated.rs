//! A provider that is none: for tests and proofs. It remembers what it took, and misbehaves in the
//! ways that real ones do.

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{HandedOver, NotSent};

/// What it does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Takes,
    Refuses,
    /// Does not take it, and says so.
    Fails,
    /// Takes it, and never answers.
    TakesAndTimesOut,
    /// Answers after so long.
    Slow(Duration),
}

/// What was taken: to whom, what, under which reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub text: String,
    pub reference: String,
}

type Behave = dyn Fn(&str, &str) -> Behaviour + Send + Sync;

/// Cheap to clone; all clones are one provider.
#[derive(Clone)]
pub struct Simulated {
    taken: Arc<Mutex<(Vec<Taken>, HashSet<String>)>>,
    behave: Arc<Mutex<Box<Behave>>>,
    /// Also written there, a line each: for proofs whose servers are killed.
    file: Option<Arc<PathBuf>>,
    pub knows_reference: bool,
}

impl Default for Simulated {
    fn default() -> Self {
        Simulated {
            taken: Arc::default(),
            behave: Arc::new(Mutex::new(Box::new(|_, _| Behaviour::Takes))),
            file: None,
            knows_reference: false,
        }
    }
}

impl Simulated {
    #[must_use]
    pub fn writing_to(self, file: PathBuf) -> Simulated {
        Simulated { file: Some(Arc::new(file)), ..self }
    }

    /// A provider that sends what it is asked twice, under one reference, once.
    #[must_use]
    pub fn that_knows_references(self) -> Simulated {
        Simulated { knows_reference: true, ..self }
    }

    /// From now on, by number and reference.
    pub fn behaves(&self, behave: impl Fn(&str, &str) -> Behaviour + Send + Sync + 'static) {
        *self.behave.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(behave);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    pub(super) async fn take(&self, to: &str, text: &str, reference: &str) -> Result<HandedOver, NotSent> {
        let behaviour = (self.behave.lock().unwrap_or_else(PoisonError::into_inner))(to, reference);
        match behaviour {
            Behaviour::Refuses => return Err(NotSent::Refused("no such number".to_owned())),
            Behaviour::Fails => return Err(NotSent::TryAgain("busy".to_owned())),
            Behaviour::Slow(wait) => tokio::time::sleep(wait).await,
            Behaviour::Takes | Behaviour::TakesAndTimesOut => {}
        }
        self.keep(to, text, reference);
        match behaviour {
            Behaviour::TakesAndTimesOut => Err(NotSent::Unknown("no answer".to_owned())),
            _ => Ok(HandedOver { provider_ref: Some(format!("simulated-{reference}")) }),
        }
    }

    fn keep(&self, to: &str, text: &str, reference: &str) {
        let (ref mut taken, ref mut references) = *self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !references.insert(reference.to_owned()) && self.knows_reference {
            return;
        }
        taken.push(Taken { to: to.to_owned(), text: text.to_owned(), reference: reference.to_owned() });
        if let Some(file) = &self.file {
            let line = format!("{reference}\t{to}\n");
            let written = OpenOptions::new().create(true).append(true).open(file.as_path());
            if let Err(error) = written.and_then(|mut file| file.write_all(line.as_bytes())) {
                tracing::error!(%error, "the simulated provider cannot write");
            }
        }
    }
}
