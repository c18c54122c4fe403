//! The fields of a form as they were typed, and what is said about those that cannot be used.

use std::collections::BTreeMap;

/// The fields of a form, in the order they were sent.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Fields {
        Fields(pairs.into_iter().collect())
    }
}

impl Fields {
    pub fn read(body: &[u8]) -> Fields {
        Fields(form_urlencoded::parse(body).into_owned().collect())
    }

    /// What was typed, without the spaces around it; nothing when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value.trim())
    }

    /// The same, when something was typed.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.trim())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(one, _)| one == name)
    }

    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.given(name)?.parse().ok()
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What is wrong, by field: sentences in the reader's language.
#[derive(Clone, Debug, Default)]
pub struct Faults(BTreeMap<&'static str, String>);

impl Faults {
    pub fn one(field: &'static str, sentence: String) -> Faults {
        Faults(BTreeMap::from([(field, sentence)]))
    }

    pub fn add(&mut self, field: &'static str, sentence: String) {
        self.0.entry(field).or_insert(sentence);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentence about a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&&'static str, &String)> {
        self.0.iter()
    }
}
