//! Kannel, an SMS gateway of one's own: `sendsms` of its smsbox. It calls back what became of each
//! message (`/sms/report`), which carries our reference.
//!
//! A message sent with `smsc=` while that link is down leaves by another one, seen with Kannel 1.4.5:
//! whoever means "this link or none" gives every other `smsc` group an `allowed-smsc-id` of its own.

use form_urlencoded::Serializer;
use reqwest::{Client, Url};

use super::{Sms, SmsSettings, not_sent};
use crate::deliver::{BadSender, HandedOver, NotSent, shortened};

/// Taken by the operator, refused by it, delivered, not delivered. Not "queued": nobody waits for it.
const REPORTS: &str = "27";

pub struct Kannel {
    client: Client,
    url: Url,
    user: String,
    password: String,
    from: String,
    smsc: String,
    report_url: String,
    report_secret: String,
}

impl Kannel {
    /// # Errors
    /// The setting that is wrong.
    pub fn new(settings: &SmsSettings, public_url: &str) -> Result<Kannel, BadSender> {
        let url: Url =
            settings.url.parse().map_err(|_| BadSender { setting: "sms.url", why: "is no address".to_owned() })?;
        // Each message has its connection: a kept one that Kannel had closed would end as "who knows".
        let client = Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(settings.timeout() / 2)
            .timeout(settings.timeout())
            .build()
            .map_err(|error| BadSender { setting: "sms.url", why: error.to_string() })?;
        let callback = if settings.callback_url.is_empty() { public_url } else { &settings.callback_url };
        Ok(Kannel {
            client,
            url,
            user: settings.user.clone(),
            password: settings.password.exposed().to_owned(),
            from: settings.from.clone(),
            smsc: settings.smsc.clone(),
            report_url: format!("{}/sms/report", callback.trim_end_matches('/')),
            report_secret: settings.incoming_secret.exposed().to_owned(),
        })
    }

    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, sms: &Sms<'_>) -> Result<HandedOver, NotSent> {
        let request = self.client.get(self.address(sms)).send();
        let answer = request.await.map_err(|error| not_sent(&error))?;
        let status = answer.status().as_u16();
        // It has answered: what it took is decided, whether or not the words arrive.
        let words = answer.text().await.unwrap_or_default();
        meaning(status, &words)
    }

    fn address(&self, sms: &Sms<'_>) -> Url {
        let mut url = self.url.clone();
        {
            let mut fields = url.query_pairs_mut();
            fields.append_pair("username", &self.user).append_pair("password", &self.password);
            fields.append_pair("to", sms.to).append_pair("text", sms.text).append_pair("charset", "UTF-8");
            fields.append_pair("coding", if is_gsm7(sms.text) { "0" } else { "2" });
            for (name, value) in [("from", &self.from), ("smsc", &self.smsc)] {
                if !value.is_empty() {
                    fields.append_pair(name, value);
                }
            }
            if !self.report_secret.is_empty() {
                fields.append_pair("dlr-mask", REPORTS).append_pair("dlr-url", &self.report_to(sms.reference));
            }
        }
        url
    }

    /// `%d` and `%A` are filled in by Kannel: what became of it, and in the operator's words.
    fn report_to(&self, reference: &str) -> String {
        let mut fields = Serializer::new(String::new());
        fields.append_pair("secret", &self.report_secret).append_pair("reference", reference);
        format!("{}?{}&state=%d&reason=%A", self.report_url, fields.finish().replace('+', "%20").replace('%', "%%"))
    }
}

fn meaning(status: u16, words: &str) -> Result<HandedOver, NotSent> {
    let said = shortened(words);
    match status {
        // "0: Accepted for delivery", "3: Queued for later delivery".
        202 => Ok(HandedOver::default()),
        // No link takes such numbers: another try would end the same.
        403 if said.starts_with("Not routable") => Err(NotSent::Refused(said)),
        // Its own settings refuse us, or it has no link now: not this message's fault.
        401 | 403 | 404 | 503 => Err(NotSent::TryAgain(said)),
        400 | 413 => Err(NotSent::Refused(said)),
        _ => Err(NotSent::Unknown(format!("{status} {said}"))),
    }
}

/// Whether the alphabet that text messages were made for has every character: one that has not makes
/// them seventy characters long instead of 160.
fn is_gsm7(text: &str) -> bool {
    const LETTERS: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€\u{c}";
    text.chars().all(|c| c.is_ascii_alphanumeric() || LETTERS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_is_the_smallest_that_has_every_character() {
        for text in ["Rappel : RDV à 9h", "Été €", "a@b.fr_c"] {
            assert!(is_gsm7(text), "{text}");
        }
        for text in ["l’été", "ê", "ç", "موعد", "👍", "`"] {
            assert!(!is_gsm7(text), "{text}");
        }
    }

    #[test]
    fn what_kannel_answers_is_read_honestly() {
        assert!(meaning(202, "0: Accepted for delivery").is_ok());
        assert!(matches!(meaning(403, "Authorization failed"), Err(NotSent::TryAgain(_))));
        assert!(matches!(meaning(403, "Not routable. Do not try again."), Err(NotSent::Refused(_))));
        assert!(matches!(meaning(503, "Temporal failure"), Err(NotSent::TryAgain(_))));
        assert!(matches!(meaning(400, "Sender missing"), Err(NotSent::Refused(_))));
        assert!(matches!(meaning(500, ""), Err(NotSent::Unknown(_))));
    }
}
