//! People: who they are to us, and how what is typed about them is read.

use phonenumber::country;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::ids::PersonId;
use super::motives::words;

/// Who an appointment is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Known(PersonId),
    New(NewPerson),
}

/// What is asked of somebody we do not know: a name to call, and a phone when there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    pub first_name: String,
    pub last_name: String,
    /// In E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: String,
}

words! {
    /// Whose number a file number is.
    IdentifierKind {
        /// The family-benefit office.
        Caf = "caf",
        /// The département's social file.
        Social = "social",
        /// The number in the system a list came from.
        External = "external",
    }
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{0}” is not a phone number")]
pub struct NotAPhone(pub String);

/// The overseas prefixes that the numbering plan of France itself does not know: dialled
/// nationally, they are valid only in their own region.
const OVERSEAS: [country::Id; 5] = [country::GP, country::MQ, country::GF, country::RE, country::YT];

/// A phone number as typed (`06 12…`, `0690…`, `+262…`) in E.164.
///
/// # Errors
/// What no French region, nor the country of its own prefix, has as a number.
pub fn phone(typed: &str) -> Result<String, NotAPhone> {
    let refused = || NotAPhone(typed.to_owned());
    // Without a plus or a leading zero a number is taken as incomplete, never completed: the
    // library would read 508411234 as a French number although it is one of Saint-Pierre.
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '(' | ')')).collect();
    let international = digits.strip_prefix("00").map(|rest| format!("+{rest}"));
    let digits = international.unwrap_or(digits);
    if !(digits.starts_with('+') || digits.starts_with('0')) {
        return Err(refused());
    }
    std::iter::once(country::FR)
        .chain(OVERSEAS)
        .find_map(|region| phonenumber::parse(Some(region), &digits).ok().filter(phonenumber::is_valid))
        .map(|number| number.format().mode(phonenumber::Mode::E164).to_string())
        .or_else(|| fiction(&digits))
        .ok_or_else(refused)
}

/// The numbers that are kept for fiction, and given to nobody: the library takes them for mistakes,
/// the demo town and whoever tries the program lives by them.
fn fiction(digits: &str) -> Option<String> {
    const KEPT: [&str; 6] = ["19900", "26191", "35301", "46571", "53649", "63998"];
    let rest = digits.strip_prefix("+33").map(|rest| rest.strip_prefix('0').unwrap_or(rest));
    let rest = rest.or_else(|| digits.strip_prefix('0'))?;
    let kept = rest.len() == 9 && rest.bytes().all(|byte| byte.is_ascii_digit());
    (kept && KEPT.iter().any(|start| rest.starts_with(start))).then(|| format!("+33{rest}"))
}

/// A number as people here read it: `06 12 34 56 78`, with its country code when it is of another country.
pub fn phone_shown(phone: &str) -> String {
    let Ok(number) = phonenumber::parse(None, phone) else { return phone.to_owned() };
    let french = [33, 262, 508, 590, 594, 596, 681, 687, 689].contains(&number.code().value());
    let mode = if french { phonenumber::Mode::National } else { phonenumber::Mode::International };
    number.format().mode(mode).to_string()
}

/// A name as it is compared: no accents, no case, one space between words, nothing but letters
/// and digits. `D'Élodie-Anne` and `d elodie anne` are the same.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
