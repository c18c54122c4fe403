//! Names as they are looked up: what is stored about a name, and how like two names are. No
//! database here; `store::people_search` reads by these keys, `likeness` ranks what it reads.
//!
//! Written by hand, because it is what the product exists for at the desk: the libraries of phonetic
//! keys know one language each (Soundex and Metaphone English, Phonex French), and the people who come
//! have names that were Arabic, West African, Slavic before a clerk wrote them down in Latin letters.

mod likeness;
mod sounds;
mod typed;

pub use likeness::{Likeness, TypedName};
pub use sounds::{near, skeletons, sounds};
pub use typed::{Birth, Typed};

use super::motives::words;
use super::people::folded;

words! {
    /// What a key of a name is.
    NameKeyKind {
        /// A word, folded.
        Token = "token",
        /// The consonants of a word as they sound (`skeletons`).
        Sound = "sound",
    }
}

/// Words that say little by themselves: they are written apart, joined, or not at all.
const PARTICLES: &[&str] = &[
    "a", "al", "ar", "as", "az", "d", "da", "de", "del", "des", "di", "du", "el", "en", "l", "la", "le", "ez", "van",
    "von",
];

pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// A word of a name, or two neighbours written as one: `ben said` and `bensaid`, `n gom` and `ngom`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub text: String,
    /// The position of the first word, and how many words it is made of.
    pub from: usize,
    pub words: usize,
}

/// The words, and each pair of neighbours; a pair does not reach over the end of a part.
pub fn forms<'t>(parts: impl IntoIterator<Item = &'t str>) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut position = 0;
    for part in parts {
        let part = folded(part);
        let words: Vec<&str> = part.split(' ').filter(|word| !word.is_empty()).collect();
        for (nth, word) in words.iter().enumerate() {
            forms.push(Form { text: (*word).to_owned(), from: position + nth, words: 1 });
        }
        for (nth, pair) in words.windows(2).enumerate() {
            forms.push(Form { text: pair.concat(), from: position + nth, words: 2 });
        }
        position += words.len();
    }
    forms
}

/// `Elmansouri` without its article, which the next clerk leaves out; the rest must still be a name.
pub fn without_article(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("el").or_else(|| word.strip_prefix("al")).or_else(|| word.strip_prefix("ben"))?;
    let begins_like_a_name = rest.starts_with(|c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'));
    (rest.chars().count() >= 5 && begins_like_a_name).then_some(rest)
}

/// What is stored of a person's name, each key once, in a fixed order.
pub fn name_keys(first_name: &str, last_name: &str) -> Vec<(NameKeyKind, String)> {
    let mut keys: Vec<(NameKeyKind, String)> = Vec::new();
    let mut add = |kind: NameKeyKind, key: String| {
        if !key.is_empty() && !keys.iter().any(|(one, there)| *one == kind && *there == key) {
            keys.push((kind, key));
        }
    };
    for form in forms([first_name, last_name]) {
        for text in std::iter::once(form.text.as_str()).chain(without_article(&form.text)) {
            add(NameKeyKind::Token, text.to_owned());
            for skeleton in skeletons(text) {
                add(NameKeyKind::Sound, skeleton);
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether two words share a key of their sound.
    fn sound_alike(one: &str, other: &str) -> bool {
        let sounds = |text: &str| -> Vec<String> {
            let keys = name_keys("", text).into_iter();
            keys.filter(|(kind, _)| *kind == NameKeyKind::Sound).map(|(_, key)| key).collect()
        };
        let other = sounds(other);
        sounds(one).iter().any(|key| other.contains(key))
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for names in [
            &["Mohamed", "Muhammad", "Mohammed", "Mouhamed"][..],
            &["Diallo", "Jallow", "Dialo", "Djallo"],
            &["Ousmane", "Usman", "Othmane"],
            &["Fatoumata", "Fatumata"],
            &["Yussef", "Youssef", "Yusuf"],
            &["Kovalenko", "Kowalenko", "Covalenko"],
            &["Dupond", "Dupont"],
            &["Lefèvre", "Lefebvre"],
            &["Ngom", "N'Gom"],
            &["El Hadj", "Elhadj", "Alhaji"],
            &["Bensaid", "Ben Said", "Bensaïd"],
            &["Thierno", "Cherno"],
            &["Sekou", "Seku", "Sékou"],
            &["Kouyaté", "Kuyateh"],
            &["Aïcha", "Aisha", "Aissha"],
            &["Shevchenko", "Chevtchenko", "Szewczenko"],
            &["Nguyen", "N'Guyen", "Nguyên"],
            &["Wade", "Ouade"],
            &["Christophe", "Kristof"],
            &["Philippe", "Filip"],
            &["Guerroudj", "Geroudj"],
        ] {
            for name in names {
                assert!(sound_alike(names[0], name), "{} and {name}", names[0]);
            }
        }
        // Hadidja keeps the sound that Khadija may have lost.
        assert!(sound_alike("Khadija", "Hadija") && sound_alike("Khadija", "Kadija"));
    }

    #[test]
    fn different_names_do_not() {
        for (one, other) in [("Diallo", "Traoré"), ("Martin", "Bernard"), ("Petrov", "Ivanov"), ("Camara", "Kanté")] {
            assert!(!sound_alike(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn a_name_has_few_keys_and_each_once() {
        assert_eq!(
            name_keys("Ali", "Ali"),
            [(NameKeyKind::Token, "ali".to_owned()), (NameKeyKind::Sound, "al".to_owned())]
        );
        assert!(name_keys("", "").is_empty());
        assert!(name_keys("Jean-Pierre", "Dupont").len() <= 10);
    }
}
