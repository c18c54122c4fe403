//! E-mails: one enum of the ways they leave, the settings it is made of, and how a mail is put
//! together. What it says is decided elsewhere; what comes back is in `bounces`.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::secret::Secret;
use super::simulated::Simulated;
use super::{BadSender, HandedOver, NotSent, shortened};

/// An invitation of a calendar, as text.
pub struct CalendarPart<'a> {
    /// `REQUEST` or `CANCEL`.
    pub method: &'a str,
    pub text: &'a str,
}

pub struct Mail<'a> {
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub calendar: Option<CalendarPart<'a>>,
    /// Ours, the same for each try.
    pub reference: &'a str,
    /// An address where one says that no more are wanted.
    pub list_unsubscribe: Option<&'a str>,
}

pub enum Mailer {
    Smtp(Box<Smtp>),
    /// For development: a file each, as it would be sent.
    File {
        transport: AsyncFileTransport<Tokio1Executor>,
        from: Sender,
    },
    /// Kept for tests: remembers, and fails as it is told to.
    Simulated(Simulated),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailKind {
    None,
    Smtp,
    File,
}

/// How the server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// In the clear: for a server on the same machine.
    None,
    /// Asked for, and nothing is said without it.
    Starttls,
    /// From the first byte.
    Tls,
}

/// The table `[mail]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    pub sender: MailKind,
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// The certificate of an authority of one's own (PEM), besides those the machine trusts.
    pub ca_file: PathBuf,
    /// Empty: the server asks for none.
    pub user: String,
    pub password: Secret,
    /// Who writes: `Rendez-vous <rdv@exemple.fr>`.
    pub from: String,
    /// Where what cannot be delivered comes back to; empty: to who writes.
    pub bounces_to: String,
    /// For `file`.
    pub folder: PathBuf,
    /// Connections kept at most.
    pub connections: u32,
    pub timeout_seconds: u64,
}

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings {
            sender: MailKind::None,
            host: "localhost".to_owned(),
            port: 587,
            tls: MailTls::Starttls,
            ca_file: PathBuf::new(),
            user: String::new(),
            password: Secret::default(),
            from: String::new(),
            bounces_to: String::new(),
            folder: PathBuf::from("data/mail"),
            connections: 4,
            timeout_seconds: 20,
        }
    }
}

/// Whether a mail can come from there: `rdv@exemple.fr`, with or without a name before.
pub fn is_address(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// In whose name mails leave.
pub struct Sender {
    shown: Mailbox,
    bounces: Address,
}

impl Sender {
    fn new(settings: &MailSettings) -> Result<Sender, BadSender> {
        let wrong = |setting| move |_| BadSender { setting, why: "is no e-mail address".to_owned() };
        let shown: Mailbox = settings.from.parse().map_err(wrong("mail.from"))?;
        let bounces = match settings.bounces_to.is_empty() {
            true => shown.email.clone(),
            false => settings.bounces_to.parse::<Address>().map_err(wrong("mail.bounces_to"))?,
        };
        Ok(Sender { shown, bounces })
    }

    /// # Errors
    /// `Refused`: no mail can be made of this, such as an address that is none.
    fn message(&self, mail: &Mail<'_>) -> Result<Message, NotSent> {
        let refused = |why: &str| NotSent::Refused(why.to_owned());
        let to: Address = mail.to.parse().map_err(|_| refused("not an e-mail address"))?;
        let envelope = Envelope::new(Some(self.bounces.clone()), vec![to.clone()])
            .map_err(|_| refused("no envelope can be made of these addresses"))?;
        let mut builder = Message::builder()
            .envelope(envelope)
            .from(self.shown.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(message_id(mail.reference, self.shown.email.domain())))
            // Answering machines keep quiet, and ours are not answered by theirs.
            .raw_header(header("Auto-Submitted", "auto-generated")?);
        if let Some(address) = mail.list_unsubscribe {
            builder = builder.raw_header(header("List-Unsubscribe", &format!("<{address}>"))?);
        }
        // The last part that a mail program understands is the one it shows.
        let mut parts = MultiPart::alternative()
            .singlepart(SinglePart::plain(mail.text.to_owned()))
            .singlepart(SinglePart::html(mail.html.to_owned()));
        if let Some(calendar) = &mail.calendar {
            let kind = ContentType::parse(&format!("text/calendar; method={}; charset=utf-8", calendar.method))
                .map_err(|_| refused("not a method of calendars"))?;
            parts = parts.singlepart(SinglePart::builder().header(kind).body(calendar.text.to_owned()));
        }
        builder.multipart(parts).map_err(|error| NotSent::Refused(error.to_string()))
    }
}

/// A header of plain characters on one line: what could begin another header is refused.
fn header(name: &'static str, value: &str) -> Result<HeaderValue, NotSent> {
    if !value.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Err(NotSent::Refused(format!("{name} cannot say this")));
    }
    Ok(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()))
}

/// The id of a mail, from our reference: a second try is the same mail, and what comes back names it.
/// Everything but letters and digits is written as `=XX`.
pub fn message_id(reference: &str, domain: &str) -> String {
    let mut id = String::from("<");
    for byte in reference.bytes() {
        match byte.is_ascii_alphanumeric() {
            true => id.push(char::from(byte)),
            false => {
                let _ = write!(id, "={byte:02X}");
            }
        }
    }
    format!("{id}@{domain}>")
}

/// The reference in an id that [`message_id`] made.
pub fn reference_of(message_id: &str) -> Option<String> {
    let (local, _) = message_id.trim().trim_start_matches('<').trim_end_matches('>').split_once('@')?;
    let mut bytes = Vec::with_capacity(local.len());
    let mut rest = local.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'=' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &rest[2..];
            }
            byte if byte.is_ascii_alphanumeric() => bytes.push(*byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok().filter(|reference| !reference.is_empty())
}

pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Sender,
    timeout: Duration,
}

impl Smtp {
    fn new(settings: &MailSettings) -> Result<Smtp, BadSender> {
        let from = Sender::new(settings)?;
        let timeout = Duration::from_secs(settings.timeout_seconds.max(1));
        let tls = match settings.tls {
            MailTls::None => Tls::None,
            MailTls::Starttls => Tls::Required(tls(settings)?),
            MailTls::Tls => Tls::Wrapper(tls(settings)?),
        };
        let domain = from.shown.email.domain().to_owned();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.clone())
            .port(settings.port)
            .tls(tls)
            .hello_name(ClientId::Domain(domain))
            .timeout(Some(timeout))
            .pool_config(PoolConfig::new().max_size(settings.connections.max(1)));
        if !settings.user.is_empty() {
            let password = settings.password.exposed().to_owned();
            builder = builder.credentials(Credentials::new(settings.user.clone(), password));
        }
        Ok(Smtp { transport: builder.build(), from, timeout })
    }

    async fn send(&self, mail: &Mail<'_>) -> Result<HandedOver, NotSent> {
        let message = self.from.message(mail)?;
        let transport = self.transport.clone();
        // On its own: dropped in the middle, a connection would go back to the pool with half a
        // conversation on it. lettre's own limit is per step, so it ends by itself.
        let sending = tokio::spawn(async move { transport.send(message).await });
        match tokio::time::timeout(self.timeout, sending).await {
            Ok(Ok(Ok(answer))) => {
                Ok(HandedOver { provider_ref: answer.first_line().map(shortened).filter(|line| !line.is_empty()) })
            }
            Ok(Ok(Err(error))) => Err(meaning(&error)),
            Ok(Err(_)) => Err(NotSent::Unknown("sending ended without a word".to_owned())),
            Err(_) => Err(NotSent::Unknown("no answer in time".to_owned())),
        }
    }
}

fn tls(settings: &MailSettings) -> Result<TlsParameters, BadSender> {
    let wrong = |why: String| BadSender { setting: "mail.ca_file", why };
    let mut builder = TlsParameters::builder(settings.host.clone()).certificate_store(CertificateStore::Default);
    if !settings.ca_file.as_os_str().is_empty() {
        let pem = std::fs::read(&settings.ca_file).map_err(|error| wrong(error.to_string()))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?);
    }
    builder.build_rustls().map_err(|error| BadSender { setting: "mail.tls", why: error.to_string() })
}

/// What a failed conversation means. The answer to a mail is certain; silence after it may be either.
fn meaning(error: &lettre::transport::smtp::Error) -> NotSent {
    let said = shortened(&match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    });
    let code = error.status().map(u16::from);
    match code {
        // Our name and password, not this mail: 530 wants them, 534, 535 and 538 do not take them.
        Some(530 | 534 | 535 | 538) => NotSent::TryAgain(said),
        Some(500..=599) => NotSent::Refused(said),
        Some(_) => NotSent::TryAgain(said),
        // lettre keeps this kind to itself, but says its name: no connection, or a certificate that is
        // not trusted, so that no mail was begun. `is_client` asks for what the server does not have.
        None if error.is_client() || error.is_tls() || error.to_string().starts_with("Connection error") => {
            NotSent::TryAgain(said)
        }
        None => NotSent::Unknown(said),
    }
}

impl Mailer {
    /// `None`: nothing is configured.
    ///
    /// # Errors
    /// The setting that is wrong, and why.
    pub fn new(settings: &MailSettings) -> Result<Option<Mailer>, BadSender> {
        Ok(match settings.sender {
            MailKind::None => None,
            MailKind::Smtp => Some(Mailer::Smtp(Box::new(Smtp::new(settings)?))),
            MailKind::File => {
                let from = Sender::new(settings)?;
                std::fs::create_dir_all(&settings.folder)
                    .map_err(|error| BadSender { setting: "mail.folder", why: error.to_string() })?;
                Some(Mailer::File { transport: AsyncFileTransport::new(&settings.folder), from })
            }
        })
    }

    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<HandedOver, NotSent> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(mail).await,
            Mailer::File { transport, from } => {
                let name = transport.send(from.message(mail)?).await;
                let name = name.map_err(|error| NotSent::TryAgain(error.to_string()))?;
                Ok(HandedOver { provider_ref: Some(name) })
            }
            Mailer::Simulated(provider) => {
                let calendar = mail.calendar.as_ref().map_or("", |calendar| calendar.text);
                let said = format!("{}\n\n{}\n{calendar}", mail.subject, mail.text);
                provider.take(mail.to, &said, mail.reference).await
            }
        }
    }

    /// Whether the provider sends what it is asked twice, under one reference, once.
    pub fn knows_reference(&self) -> bool {
        match self {
            // Many drop a second mail with the same id; nobody promises it.
            Mailer::Smtp(_) | Mailer::File { .. } => false,
            Mailer::Simulated(provider) => provider.knows_reference,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_found_again_by_its_id() {
        for reference in ["m42", "appointment:1:2:person:7:reminder-1440:email", "é"] {
            let id = message_id(reference, "exemple.fr");
            assert_eq!(reference_of(&id).as_deref(), Some(reference), "{id}");
        }
        assert_eq!(reference_of("<CAF+x.y@mail.example>"), None, "somebody else's");
    }

    #[test]
    fn nothing_that_is_written_begins_another_header() {
        assert!(matches!(header("List-Unsubscribe", "a\r\nBcc: b"), Err(NotSent::Refused(_))));
    }
}
