//! The communes of France, mainland and overseas, and how what is typed about one is read: a
//! postcode or a name, as far as it has been typed. Which of them has which sector is not said here.
//!
//! The list is part of the program (`communes.tsv`, made by `scripts/make-communes`): somebody who
//! says where they live waits for no other server, and no other server learns of it.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::people::folded;

const LIST: &str = include_str!("communes.tsv");

/// Cities whose arrondissements have a code of their own: both stand in the list.
const CUT_IN_ARRONDISSEMENTS: [&str; 3] = ["13055", "69123", "75056"];

/// A commune, or an arrondissement of Paris, Lyon or Marseille.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commune {
    /// Of INSEE, which is not the postcode.
    pub code: &'static str,
    pub name: &'static str,
    /// Zero where nobody has counted.
    pub population: u32,
    /// The delegated or associated commune that was found, when it was not the commune itself:
    /// Pierrefitte-sur-Seine leads to Saint-Denis.
    pub part: Option<&'static str>,
    postcodes: &'static str,
    parts: &'static str,
}

impl Commune {
    fn read(line: &'static str) -> Commune {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        Commune {
            code: next(),
            name: next(),
            postcodes: next(),
            population: next().parse().unwrap_or_default(),
            parts: next(),
            part: None,
        }
    }

    pub fn postcodes(self) -> impl Iterator<Item = &'static str> {
        self.postcodes.split(' ')
    }

    /// `62`, `2A`, `974`: tells one Saint-Denis from another.
    pub fn department(self) -> &'static str {
        let overseas = self.code.starts_with("97") || self.code.starts_with("98");
        &self.code[..if overseas { 3 } else { 2 }]
    }

    fn parts(self) -> impl Iterator<Item = &'static str> {
        self.parts.split(';').filter(|part| !part.is_empty())
    }
}

/// The commune of a code of INSEE.
pub fn by_code(code: &str) -> Option<Commune> {
    let lines = &LISTED.lines;
    let place = lines.binary_search_by_key(&code, |line| line.split('\t').next().unwrap_or_default()).ok()?;
    Some(Commune::read(lines[place]))
}

/// The codes under which somebody of this commune may stand too: an arrondissement under its city, a
/// city under its arrondissements. Files of sectors name the ones or the other.
pub fn related(code: &str) -> Vec<String> {
    const CITIES: [(&str, std::ops::RangeInclusive<u32>); 3] =
        [("13055", 13_201..=13_216), ("69123", 69_381..=69_389), ("75056", 75_101..=75_120)];
    let number = code.parse::<u32>().ok();
    for (city, arrondissements) in CITIES {
        if code == city {
            return arrondissements.map(|one| one.to_string()).collect();
        }
        if number.is_some_and(|number| arrondissements.contains(&number)) {
            return vec![city.to_owned()];
        }
    }
    Vec::new()
}

/// The communes meant by a postcode (two digits at least) or a name, or both, as far as they have
/// been typed: exact ones first, then the most populous. At most `most` of them.
pub fn find(typed: &str, most: usize) -> Vec<Commune> {
    let text = folded(typed);
    let digits: String = text.split(' ').collect();
    let mut found = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        LISTED.with_postcode(&digits)
    } else {
        LISTED.with_name(&text, |_| true)
    };
    if found.is_empty() {
        found = with_name_and_postcode(&text);
    }
    if found.is_empty() {
        found = LISTED.written_in_one(&digits);
    }
    found.sort_unstable();
    found.truncate(most);
    found.into_iter().map(|found| LISTED.commune(found.name)).collect()
}

/// `62000 Arras`, `Saint-Denis 974`. Tried when no commune has the whole as its name: `Paris 20` is one.
fn with_name_and_postcode(text: &str) -> Vec<Found> {
    let is_postcode = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit());
    let Some(postcode) = text.split(' ').find(is_postcode) else { return Vec::new() };
    let name: Vec<&str> = text.split(' ').filter(|word| *word != postcode).collect();
    LISTED.with_name(&name.join(" "), |commune| commune.postcodes().any(|one| one.starts_with(postcode)))
}

/// The words of a folded name as they are written out: `st` is saint, `20e` is 20.
fn spelled(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut spelled: Vec<&str> = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        spelled.push(match *word {
            "st" => "saint",
            "ste" => "sainte",
            "sts" => "saints",
            "stes" => "saintes",
            // At the end it is the beginning of any word.
            "s" if place + 1 < words.len() => "sur",
            "ss" => "sous",
            word if word.starts_with('a') && place > 0 && is_ordinal(words[place - 1]) => continue,
            word if is_ordinal(word) => number,
            word => word,
        });
    }
    spelled.join(" ")
}

/// `1er`, `20e`, `20eme`; and `20`, which is what they become.
fn is_ordinal(word: &str) -> bool {
    let ending = word.trim_start_matches(|c: char| c.is_ascii_digit());
    ending.len() < word.len() && ["", "e", "er", "eme", "ieme"].contains(&ending)
}

/// Without the small words that nobody is sure of: `hay roses` is L'Haÿ-les-Roses.
fn bare(spelled: &str) -> String {
    const SMALL: [&str; 10] = ["d", "de", "des", "du", "l", "la", "le", "les", "lez", "et"];
    let words: Vec<&str> = spelled.split(' ').filter(|word| !SMALL.contains(word)).collect();
    words.join(" ")
}

/// The list as it is searched: made at the first search.
static LISTED: LazyLock<Listed> = LazyLock::new(Listed::read);

struct Listed {
    /// By code.
    lines: Vec<&'static str>,
    /// Of each line, read once: `s` is the beginning of 6,000 names.
    populations: Vec<u32>,
    /// Every key, one after the other: 57,000 little texts of their own would cost more than the list.
    keys: String,
    /// By key.
    names: Vec<Name>,
    /// Postcode and line, by postcode.
    postcodes: Vec<(&'static str, u32)>,
}

/// A name of a commune, in one of the two ways it is compared.
#[derive(Clone, Copy)]
struct Name {
    key: (u32, u32),
    line: u32,
    /// Nought: the commune itself. Else, from one on, which of its parts.
    part: u16,
    bare: bool,
}

/// In the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    nearness: Nearness,
    is_part: bool,
    population: Reverse<u32>,
    /// Line and part; the order of the codes, where nothing else tells two apart.
    name: (u32, u16),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Exact,
    /// But for the small words.
    NearlyExact,
    Begins,
}

impl Listed {
    fn read() -> Listed {
        let mut listed = Listed {
            lines: Vec::new(),
            populations: Vec::new(),
            keys: String::new(),
            names: Vec::new(),
            postcodes: Vec::new(),
        };
        for (place, line) in (0u32..).zip(LIST.lines().filter(|line| !line.starts_with('#'))) {
            let commune = Commune::read(line);
            listed.lines.push(line);
            listed.populations.push(commune.population);
            listed.postcodes.extend(commune.postcodes().map(|postcode| (postcode, place)));
            for (part, name) in (0u16..).zip(std::iter::once(commune.name).chain(commune.parts())) {
                let whole = spelled(&folded(name));
                let bare = bare(&whole);
                if bare != whole && !bare.is_empty() {
                    listed.add(&bare, Name { key: (0, 0), line: place, part, bare: true });
                }
                listed.add(&whole, Name { key: (0, 0), line: place, part, bare: false });
            }
        }
        listed.postcodes.sort_unstable();
        let mut names = std::mem::take(&mut listed.names);
        names.sort_unstable_by(|a, b| listed.key(a).cmp(listed.key(b)));
        listed.names = names;
        listed
    }

    fn add(&mut self, key: &str, name: Name) {
        let start = self.keys.len();
        self.keys.push_str(key);
        let place = |at: usize| u32::try_from(at).expect("the list is a megabyte, not four gigabytes");
        self.names.push(Name { key: (place(start), place(self.keys.len())), ..name });
    }

    fn key(&self, name: &Name) -> &str {
        &self.keys[name.key.0 as usize..name.key.1 as usize]
    }

    fn commune(&self, (line, part): (u32, u16)) -> Commune {
        let mut commune = Commune::read(self.lines[line as usize]);
        commune.part = usize::from(part).checked_sub(1).and_then(|part| commune.parts().nth(part));
        commune
    }

    fn found(&self, nearness: Nearness, line: u32, part: u16) -> Found {
        Found { nearness, is_part: part > 0, population: Reverse(self.populations[line as usize]), name: (line, part) }
    }

    /// A city comes after its arrondissements where the postcode says which one.
    fn with_postcode(&self, digits: &str) -> Vec<Found> {
        if digits.len() < 2 {
            return Vec::new();
        }
        let from = self.postcodes.partition_point(|(postcode, _)| *postcode < digits);
        let mut lines: Vec<u32> = self.postcodes[from..]
            .iter()
            .take_while(|(postcode, _)| postcode.starts_with(digits))
            .map(|(_, line)| *line)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        let found = lines.into_iter().map(|line| {
            let found = self.found(Nearness::Exact, line, 0);
            let is_city = digits.len() == 5 && CUT_IN_ARRONDISSEMENTS.contains(&self.commune(found.name).code);
            Found { nearness: if is_city { Nearness::Begins } else { Nearness::Exact }, ..found }
        });
        found.collect()
    }

    fn with_name(&self, text: &str, also: impl Fn(Commune) -> bool) -> Vec<Found> {
        let whole = spelled(text);
        let bare = bare(&whole);
        // As typed too: `st` may become Strasbourg.
        let mut readings = vec![whole.as_str(), bare.as_str(), text];
        readings.sort_unstable();
        readings.dedup();
        let mut found = Vec::new();
        for reading in readings.into_iter().filter(|reading| !reading.is_empty()) {
            let from = self.names.partition_point(|name| self.key(name) < reading);
            for name in self.names[from..].iter().take_while(|name| self.key(name).starts_with(reading)) {
                let nearness = match self.key(name).len() == reading.len() {
                    true if !name.bare && reading == whole => Nearness::Exact,
                    true => Nearness::NearlyExact,
                    false => Nearness::Begins,
                };
                found.push(self.found(nearness, name.line, name.part));
            }
        }
        // A commune comes once, as near as it was found.
        found.sort_unstable_by_key(|found| (found.name.0, *found));
        found.dedup_by_key(|found| found.name.0);
        found.retain(|found| also(self.commune(found.name)));
        found
    }

    /// `lhay les roses`, `saintdenis`: every name is looked at, so only when nothing else was found.
    fn written_in_one(&self, text: &str) -> Vec<Found> {
        if text.is_empty() {
            return Vec::new();
        }
        let begins = |key: &str| {
            let mut letters = key.bytes().filter(|byte| *byte != b' ');
            text.bytes().all(|byte| letters.next() == Some(byte))
        };
        let mut lines: Vec<(u32, u16)> =
            self.names.iter().filter(|name| begins(self.key(name))).map(|name| (name.line, name.part)).collect();
        lines.sort_unstable();
        lines.dedup_by_key(|(line, _)| *line);
        lines.into_iter().map(|(line, part)| self.found(Nearness::Begins, line, part)).collect()
    }
}
