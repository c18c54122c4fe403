//! Phones, e-mail addresses and names as they stand in the cells of a list.

use super::Reason;
use crate::domain::people::phone;

/// The number to call among those of a cell: a mobile first, which can be sent a message.
pub(super) fn read_phones<'c>(cells: impl Iterator<Item = &'c str>, mut warn: impl FnMut(Reason)) -> Option<String> {
    let mut good: Vec<(String, &str)> = Vec::new();
    for typed in cells.flat_map(phones_in) {
        match phone(typed) {
            Ok(number) if good.iter().any(|(known, _)| *known == number) => {}
            Ok(number) => good.push((number, typed)),
            Err(_) => {
                let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
                let value = typed.to_owned();
                warn(match digits.len() {
                    9 if phone(&format!("0{digits}")).is_ok() => Reason::PhoneLostZero { value },
                    10 if digits.starts_with('0') => Reason::PhoneNotGivenOut { value },
                    _ => Reason::NotAPhone { value },
                });
            }
        }
    }
    let best = good.iter().position(|(number, _)| is_mobile(number)).unwrap_or(0);
    if good.is_empty() {
        return None;
    }
    let (kept, typed) = good.swap_remove(best);
    if !good.is_empty() {
        let value = good.into_iter().map(|(_, typed)| typed).collect::<Vec<_>>().join(", ");
        warn(Reason::OtherPhones { value, kept: typed.to_owned() });
    }
    Some(kept)
}

/// The numbers of one cell: `06 12 34 56 78 / 03 21…`. A cell that is one number stays one,
/// whatever its signs.
fn phones_in(cell: &str) -> Vec<&str> {
    if phone(cell).is_ok() {
        return vec![cell];
    }
    let parts = |separators: &[&str]| -> Vec<&'_ str> {
        let mut parts = vec![cell];
        for separator in separators {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        parts.into_iter().map(str::trim).filter(|part| part.chars().any(|c| c.is_ascii_digit())).collect()
    };
    let plain = parts(&[",", ";", "|", "\n", " / ", " - ", " ou ", " et "]);
    if !plain.is_empty() && plain.iter().all(|part| phone(part).is_ok()) {
        return plain;
    }
    // `06…/03…` without spaces: only when every part is a number of its own.
    let cut = parts(&[",", ";", "|", "\n", "/", " - ", " ou ", " et "]);
    let better = cut.len() > plain.len() && cut.iter().all(|part| phone(part).is_ok());
    let found = if better { cut } else { plain };
    if found.is_empty() { vec![cell] } else { found }
}

/// Whether a number of E.164 is a French or overseas mobile.
fn is_mobile(number: &str) -> bool {
    const PREFIXES: &[&str] =
        &["+336", "+337", "+590690", "+590691", "+594694", "+596696", "+596697", "+262692", "+262693", "+262639"];
    PREFIXES.iter().any(|prefix| number.starts_with(prefix))
}

pub(super) fn read_emails<'c>(cells: impl Iterator<Item = &'c str>, mut warn: impl FnMut(Reason)) -> Option<String> {
    let mut good: Vec<&str> = Vec::new();
    for email in cells.flat_map(|cell| cell.split([',', ';', '|', ' ', '/'])).filter(|email| !email.is_empty()) {
        if !is_email(email) {
            warn(Reason::NotAnEmail { value: email.to_owned() });
        } else if !good.contains(&email) {
            good.push(email);
        }
    }
    let (kept, others) = good.split_first()?;
    if !others.is_empty() {
        warn(Reason::OtherEmails { value: others.join(", "), kept: (*kept).to_owned() });
    }
    Some((*kept).to_owned())
}

/// Whether a mail could be sent there: something, `@`, a domain with a dot.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let labels = domain.split('.').all(|label| !label.is_empty());
    !local.is_empty() && domain.contains('.') && labels && !domain.contains('@') && !text.contains(char::is_whitespace)
}

/// `anne-marie.roux@…` is Anne-Marie Roux.
pub(super) fn name_in(email: &str) -> (String, String) {
    let local = email.split('@').next().unwrap_or_default();
    let (first, last) = local.split_once(['.', '_']).unwrap_or((local, ""));
    let capitals = |text: &str| {
        let mut after_letter = false;
        let mut cased = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '.' | '_' => cased.push(' '),
                _ if after_letter => cased.push(c),
                _ => cased.extend(c.to_uppercase()),
            }
            after_letter = c.is_alphabetic();
        }
        cased
    };
    // A worker always has a last name: lists are sorted by it.
    if last.is_empty() { (String::new(), capitals(first)) } else { (capitals(first), capitals(last)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(cell: &str) -> (Option<String>, Vec<&'static str>) {
        let mut codes = Vec::new();
        let kept = read_phones([cell].into_iter(), |reason| codes.push(reason.code()));
        (kept, codes)
    }

    #[test]
    fn phones_are_read_in_the_shapes_people_write() {
        let mobile = Some("+33612345678".to_owned());
        for cell in
            ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "+33612345678"]
        {
            assert_eq!(phones(cell), (mobile.clone(), vec![]), "{cell}");
        }
        for cell in ["03 21 21 62 62 / 06 12 34 56 78", "0321216262/0612345678", "0321216262 ou 06 12 34 56 78"] {
            assert_eq!(phones(cell), (mobile.clone(), vec!["other_phones"]), "{cell}");
        }
        assert_eq!(phones("0612345678, 0612345678"), (mobile.clone(), vec![]));
        assert_eq!(phones("612345678"), (None, vec!["phone_lost_zero"]));
        assert_eq!(phones("06 12 34"), (None, vec!["not_a_phone"]));
        assert_eq!(phones("0691 76 41 07"), (None, vec!["phone_not_given_out"]));
        assert_eq!(phones("voir mère"), (None, vec!["not_a_phone"]));
        assert_eq!(phones("06 12 34 / 0612345678"), (mobile, vec!["not_a_phone"]));
    }

    #[test]
    fn the_name_of_a_worker_is_read_from_the_address() {
        assert_eq!(name_in("anne-marie.le.roux@62.fr"), ("Anne-Marie".into(), "Le Roux".into()));
        assert_eq!(name_in("accueil@62.fr"), (String::new(), "Accueil".into()));
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        assert!(["inès.dupont@example.com", "a@b.fr"].into_iter().all(is_email));
        assert!(!["a@b", "@b.fr", "a.b.fr", "a@@b.fr", "a@.fr", "a@b.fr."].into_iter().any(is_email));
    }
}
