//! The words of a case file: roles of referents, ties of a household, needs; and what may be typed.

use std::fmt;
use std::str::FromStr;

use crate::domain::motives::{UnknownWord, words};
use crate::domain::people::folded;

/// In characters.
pub const LONGEST_LINE: usize = 200;
pub const LONGEST_NOTE: usize = 10_000;
pub const MOST_SPELLINGS: usize = 8;

words! {
    /// For what a worker follows somebody.
    ReferentRole {
        Main = "main",
        Income = "income",
        Housing = "housing",
        Child = "child",
        Health = "health",
        Other = "other",
    }
}

words! {
    /// What the other is to the person.
    RelativeKind {
        Child = "child",
        Partner = "partner",
        Parent = "parent",
        Sibling = "sibling",
        Other = "other",
    }
}

words! {
    /// What a parent decides for a child. The other parent is never shown on this one's file.
    Custody {
        Whole = "whole",
        Shared = "shared",
        /// Sees the child, decides little.
        Visits = "visits",
        /// Neither sees nor decides: does not act for the child here either.
        None = "none",
    }
}

words! {
    Need {
        Equipment = "equipment",
        Connection = "connection",
        Reading = "reading",
        Interpreter = "interpreter",
    }
}

/// Several needs, as `reading,interpreter`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs(pub Vec<Need>);

impl FromStr for Needs {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').filter(|word| !word.is_empty()).map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|need| need.word()).collect::<Vec<_>>().join(","))
    }
}

/// Other spellings as typed, one a line: each once, none that is the name itself.
pub fn spellings(typed: &str, name: &str) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for line in typed.lines() {
        let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_LINE).collect();
        let is_new = line != name && !kept.contains(&line);
        if is_new && !folded(&line).is_empty() && kept.len() < MOST_SPELLINGS {
            kept.push(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_kept_once_and_without_the_name_itself() {
        let typed = "Fatumata  Jallow\n\nFatoumata Diallo\nFatumata Jallow\n  -  \nفاطمة ديالو";
        assert_eq!(spellings(typed, "Fatoumata Diallo"), ["Fatumata Jallow", "فاطمة ديالو"]);
    }

    #[test]
    fn needs_are_read_as_they_are_written() {
        let needs = Needs(vec![Need::Reading, Need::Interpreter]);
        assert_eq!(needs.to_string().parse(), Ok(needs));
        assert_eq!("".parse(), Ok(Needs::default()));
    }
}
