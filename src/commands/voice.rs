//! How the command line speaks: every sentence from the texts, in the configured language.

use std::io::Write;

use relais::actions::ActionError;
use relais::app::StartError;
use relais::deliver::keys::KeyError;
use relais::domain::access::{Permission, needs};
use relais::store::OpenError;
use relais::texts::{Lang, Texts, Value, texts};

pub struct Voice {
    pub lang: Lang,
    pub texts: &'static Texts,
}

impl Voice {
    pub fn new(lang: Lang) -> Voice {
        Voice { lang, texts: texts() }
    }

    pub fn say<'a>(&self, key: &'a str, args: &[(&'a str, Value<'a>)]) -> String {
        texts().say(self.lang, key, args)
    }

    /// Answers on stdout. Whoever stopped reading (`relais slots | head`) has seen enough.
    pub fn print(&self, text: &str) {
        let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end_matches('\n'));
    }

    /// The same as the reason why a command ends.
    pub fn error<'a>(&self, key: &'a str, args: &[(&'a str, Value<'a>)]) -> anyhow::Error {
        anyhow::Error::msg(self.say(key, args))
    }

    pub fn thing(&self, thing: &str) -> String {
        self.texts.word(self.lang, "thing", thing)
    }

    /// What an action met, in words for who typed the command.
    pub fn action(&self, error: ActionError) -> anyhow::Error {
        match error {
            ActionError::Unauthorised => self.error("error-unauthorised", &[]),
            ActionError::Denied(deed) => {
                let permission = needs(deed).map_or(deed.word(), Permission::word);
                self.error("error-denied", &[("permission", permission.into())])
            }
            ActionError::NotFound(thing) => self.error("error-not-found", &[("thing", self.thing(thing).into())]),
            ActionError::Invalid { field, why } => {
                self.error("error-invalid", &[("field", field.into()), ("why", why.into())])
            }
            ActionError::Refused { refusal, .. } => anyhow::Error::msg(self.texts.refusal(self.lang, &refusal)),
            ActionError::KeyReused => self.error("error-key-reused", &[]),
            ActionError::Store(error) => self.database(&error),
        }
    }

    pub fn database(&self, error: &dyn std::error::Error) -> anyhow::Error {
        self.error("error-database", &[("why", error.to_string().into())])
    }

    pub fn start(&self, error: &StartError) -> anyhow::Error {
        match error {
            StartError::Key(error) => self.key(error),
            StartError::Database(error) => self.open(error),
            StartError::Keys(error) => self.database(error),
            StartError::Sender(error) => self.error("config-bad", &[("why", error.to_string().into())]),
            StartError::Safe(error) => self.error("start-safe", &[("why", error.to_string().into())]),
        }
    }

    pub fn key(&self, error: &KeyError) -> anyhow::Error {
        match error {
            KeyError::File(file, why) => {
                self.error("start-key-file", &[("file", file.into()), ("why", why.to_string().into())])
            }
            KeyError::Form(file) => self.error("start-key-form", &[("file", file.into())]),
            KeyError::Random(why) => self.error("start-key-random", &[("why", why.to_string().into())]),
        }
    }

    pub fn open(&self, error: &OpenError) -> anyhow::Error {
        match error {
            OpenError::Scheme(address) => {
                let expected = self.say("expected-database", &[]);
                let address = super::show::without_password(address);
                self.error("start-database-scheme", &[("address", address.into()), ("expected", expected.into())])
            }
            OpenError::Open(why) => self.error("start-database-open", &[("why", why.to_string().into())]),
            OpenError::Migrate(why) => self.error("start-database-migrate", &[("why", why.to_string().into())]),
            OpenError::Folder(folder, why) => {
                self.error("start-database-folder", &[("folder", folder.into()), ("why", why.to_string().into())])
            }
        }
    }
}
