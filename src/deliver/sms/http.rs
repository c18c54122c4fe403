//! A provider over HTTP that settings describe: its address, headers, what is posted, how its "yes"
//! looks. Nothing here knows any provider by name.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Url};

use super::{Sms, SmsSettings, not_sent};
use crate::deliver::{BadSender, HandedOver, NotSent, shortened};

pub struct Http {
    client: Client,
    url: String,
    headers: HeaderMap,
    body: String,
    written: Written,
    from: String,
    success: String,
    provider_ref: String,
}

/// How what is filled in must be written, so that no text can end its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Form,
    Json,
    Xml,
}

impl Http {
    /// # Errors
    /// The setting that is wrong.
    pub fn new(settings: &SmsSettings) -> Result<Http, BadSender> {
        let wrong = |setting, why: &str| BadSender { setting, why: why.to_owned() };
        let filled = filled(&settings.url, Written::Form, &[]);
        filled.parse::<Url>().map_err(|_| wrong("sms.url", "is no address"))?;
        let mut headers = headers(settings.headers.exposed())
            .ok_or_else(|| wrong("sms.headers", "each line must be “Name: value”"))?;
        let written = written(&headers, &settings.body);
        if !settings.body.is_empty() && !headers.contains_key(CONTENT_TYPE) {
            let kind = match written {
                Written::Form => "application/x-www-form-urlencoded",
                Written::Json => "application/json",
                Written::Xml => "application/xml",
            };
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        let client = Client::builder()
            // Short: a connection that the provider has closed meanwhile ends as "who knows".
            .pool_idle_timeout(std::time::Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(settings.timeout() / 2)
            .timeout(settings.timeout())
            .build()
            .map_err(|error| wrong("sms.url", &error.to_string()))?;
        Ok(Http {
            client,
            url: settings.url.clone(),
            headers,
            body: settings.body.clone(),
            written,
            from: settings.from.clone(),
            success: settings.success.clone(),
            provider_ref: settings.provider_ref.clone(),
        })
    }

    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, sms: &Sms<'_>) -> Result<HandedOver, NotSent> {
        let digits = sms.to.trim_start_matches('+');
        let values = [
            ("{to}", sms.to),
            ("{to_digits}", digits),
            ("{text}", sms.text),
            ("{from}", self.from.as_str()),
            ("{reference}", sms.reference),
        ];
        let url = filled(&self.url, Written::Form, &values);
        let request = match self.body.is_empty() {
            true => self.client.get(url),
            false => self.client.post(url).body(filled(&self.body, self.written, &values)),
        };
        let answer = request.headers(self.headers.clone()).send().await.map_err(|error| not_sent(&error))?;
        let status = answer.status().as_u16();
        match answer.text().await {
            Ok(words) => meaning(status, &words, &self.success, &self.provider_ref),
            // Only the words could have said whether it was taken.
            Err(error) if (200..300).contains(&status) && !self.success.is_empty() => Err(not_sent(&error)),
            Err(_) => meaning(status, "", "", ""),
        }
    }
}

fn meaning(status: u16, words: &str, success: &str, pointer: &str) -> Result<HandedOver, NotSent> {
    let said = shortened(words);
    match status {
        200..=299 if words.contains(success) => Ok(HandedOver { provider_ref: at(words, pointer) }),
        // It answered, and not as it does when it takes a message.
        200..=299 => Err(NotSent::Refused(said)),
        // Our key, our credit, too fast, closed for now: another try may pass, this one was not taken.
        401 | 402 | 403 | 407 | 425 | 429 | 503 => Err(NotSent::TryAgain(format!("{status} {said}"))),
        // 408 and every other 5xx: it may have been taken before something broke.
        408 | 500..=599 => Err(NotSent::Unknown(format!("{status} {said}"))),
        _ => Err(NotSent::Refused(format!("{status} {said}"))),
    }
}

/// A text or a number in an answer of JSON.
fn at(words: &str, pointer: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(words).ok().filter(|_| !pointer.is_empty())?;
    match answer.pointer(pointer)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn headers(lines: &str) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        headers.insert(name.trim().parse::<HeaderName>().ok()?, value);
    }
    Some(headers)
}

fn written(headers: &HeaderMap, body: &str) -> Written {
    let said = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match body.trim_start().chars().next() {
        _ if said.contains("json") => Written::Json,
        _ if said.contains("xml") => Written::Xml,
        _ if !said.is_empty() => Written::Form,
        Some('{' | '[') if body.trim_start().starts_with("{to") => Written::Form,
        Some('{' | '[') => Written::Json,
        Some('<') => Written::Xml,
        _ => Written::Form,
    }
}

/// A template with its values, in one pass: a text that contains `{to}` stays as it is.
fn filled(template: &str, written: Written, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 200);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        match values.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                out.push_str(&escaped(value, written));
                rest = &rest[name.len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn escaped(value: &str, written: Written) -> String {
    match written {
        Written::Form => form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20"),
        // Inside the quotes that the template has.
        Written::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        Written::Xml => value
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_field() {
        let values = [("{to}", "+336"), ("{text}", "\"}, {to} & <b>")];
        assert_eq!(filled(r#"{"m":"{text}"}"#, Written::Json, &values), r#"{"m":"\"}, {to} & <b>"}"#);
        assert_eq!(
            filled("to={to}&m={text}", Written::Form, &values),
            "to=%2B336&m=%22%7D%2C%20%7Bto%7D%20%26%20%3Cb%3E"
        );
        assert_eq!(filled("<m>{text}</m>", Written::Xml, &values), "<m>&quot;}, {to} &amp; &lt;b&gt;</m>");
    }

    #[test]
    fn an_answer_is_read_honestly() {
        let taken = meaning(200, r#"{"ok":true,"id":[7]}"#, "\"ok\":true", "/id/0");
        assert_eq!(taken, Ok(HandedOver { provider_ref: Some("7".to_owned()) }));
        assert!(matches!(meaning(200, "ERR 12", "OK", ""), Err(NotSent::Refused(_))));
        assert!(matches!(meaning(422, "bad number", "", ""), Err(NotSent::Refused(_))));
        assert!(matches!(meaning(429, "", "", ""), Err(NotSent::TryAgain(_))));
        assert!(matches!(meaning(502, "", "", ""), Err(NotSent::Unknown(_))));
        assert!(matches!(meaning(302, "", "", ""), Err(NotSent::Refused(_))));
    }
}
