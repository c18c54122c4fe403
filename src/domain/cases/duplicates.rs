//! Which records may be one person: by how names are spelt and sound, by birth, phone and file number. A
//! phone or an address alone never makes two records one: couples, neighbours and shelters share them.

use std::collections::{BTreeSet, HashMap};

use super::Birth;
use crate::domain::ids::PersonId;
use crate::domain::motives::words;
use crate::domain::names::{Form, TypedName, forms, skeletons};
use crate::domain::people::folded;

words! {
    /// Why two records look like one person, or do not.
    Why {
        SameName = "same_name",
        /// Spelt otherwise, sounds alike.
        OtherSpelling = "other_spelling",
        SameBirth = "same_birth",
        /// The same year, where one of both knows no more.
        SameYear = "same_year",
        /// Day and month exchanged.
        TurnedBirth = "turned_birth",
        SamePhone = "same_phone",
        SameEmail = "same_email",
        OtherBirth = "other_birth",
        OtherPhone = "other_phone",
    }
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    /// Other spellings.
    pub names: Vec<String>,
    pub birth: Option<Birth>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// What speaks for one person and what against.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub whys: Vec<Why>,
    /// How alike the names are, from 0 to 1.
    pub names: f64,
    /// The higher, the likelier.
    pub weight: f64,
}

/// Two records, the older first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub one: PersonId,
    pub other: PersonId,
    pub evidence: Evidence,
}

/// Names less alike than this are two names.
const ALIKE: f64 = 0.75;
/// First names less alike than this are those of two people of one family.
const SAME_FIRST: f64 = 0.8;
/// A pair is shown from here on.
const SHOWN: f64 = 1.0;
/// A phone that more people share says nothing; nor does a name that more have.
const MOST_IN_BLOCK: usize = 60;

fn words_of(text: &str) -> Vec<String> {
    folded(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn all_names(record: &Record) -> Vec<(String, String)> {
    let own = (record.first_name.clone(), record.last_name.clone());
    std::iter::once(own).chain(record.names.iter().map(|name| (name.clone(), String::new()))).collect()
}

/// How alike two names are, asked from both sides: a first name alone is not the whole name.
fn alike(one: &Record, other: &Record) -> f64 {
    let mut best = 0.0_f64;
    for (first, last) in all_names(one) {
        let typed = TypedName::new(&words_of(&format!("{first} {last}")));
        for (other_first, other_last) in all_names(other) {
            let back = TypedName::new(&words_of(&format!("{other_first} {other_last}")));
            let there = typed.likeness(&other_first, &other_last).0;
            best = best.max(there.min(back.likeness(&first, &last).0));
        }
    }
    best
}

/// What two records have in common. `None`: their names are two names, whatever else is the same; a
/// father and a son, twins and a couple stay apart.
pub fn compare(one: &Record, other: &Record) -> Option<Evidence> {
    let names = alike(one, other);
    // A couple shares its last name, its phone and its address; what is left is the first name.
    let first = TypedName::new(&words_of(&one.first_name)).likeness(&other.first_name, "").0;
    let back = TypedName::new(&words_of(&other.first_name)).likeness(&one.first_name, "").0;
    let crossed = TypedName::new(&words_of(&one.first_name)).likeness(&other.last_name, "").0;
    let spelt = !one.names.is_empty() || !other.names.is_empty();
    if names < ALIKE || (first.min(back) < SAME_FIRST && crossed < SAME_FIRST && !spelt) {
        return None;
    }
    let mut evidence = Evidence { whys: Vec::new(), names, weight: 2.0 * (names - ALIKE) / (1.0 - ALIKE) - 0.5 };
    let mut note = |why, weight: f64| {
        evidence.whys.push(why);
        evidence.weight += weight;
    };
    let whole = |record: &Record| words_of(&format!("{} {}", record.first_name, record.last_name));
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    match sorted(whole(one)) == sorted(whole(other)) {
        true => note(Why::SameName, 0.5),
        false => note(Why::OtherSpelling, 0.0),
    }
    if let (Some(birth), Some(theirs)) = (one.birth, other.birth) {
        let same_day = birth.date == theirs.date && birth.precision == theirs.precision;
        match (same_day, birth.fits(theirs), birth.is_turned(theirs)) {
            (true, ..) => note(Why::SameBirth, 1.5),
            (_, true, _) => note(Why::SameYear, 0.3),
            (.., true) => note(Why::TurnedBirth, 1.0),
            _ => note(Why::OtherBirth, -3.0),
        }
    }
    match (&one.phone, &other.phone) {
        (Some(phone), Some(theirs)) if phone == theirs => note(Why::SamePhone, 1.0),
        (Some(_), Some(_)) => note(Why::OtherPhone, -0.3),
        _ => {}
    }
    if one.email.is_some() && one.email == other.email {
        note(Why::SameEmail, 0.5);
    }
    Some(evidence)
}

/// What two records must share to be compared at all: a word of each name as it sounds, or a phone.
fn blocks(record: &Record) -> BTreeSet<String> {
    let mut blocks: BTreeSet<String> = record.phone.iter().map(|phone| format!("phone {phone}")).collect();
    for (first, last) in all_names(record) {
        let words = words_of(&format!("{first} {last}"));
        // Two words that another clerk joined are one here too.
        let heard: Vec<(Form, Vec<String>)> = forms([format!("{first} {last}").as_str()])
            .into_iter()
            .map(|form| {
                let sounds = skeletons(&form.text);
                (form, sounds)
            })
            .collect();
        for (nth, (one, sounds)) in heard.iter().enumerate() {
            let apart = |other: &Form| one.from + one.words <= other.from || other.from + other.words <= one.from;
            for (_, others) in heard[nth + 1..].iter().filter(|(other, _)| apart(other)) {
                for (a, b) in sounds.iter().flat_map(|a| others.iter().map(move |b| (a, b))) {
                    let pair = if a <= b { format!("{a} {b}") } else { format!("{b} {a}") };
                    // Of a name that too many have, those of one year are still compared.
                    blocks.extend(record.birth.map(|birth| format!("{pair} {}", birth.date.format("%Y"))));
                    blocks.insert(pair);
                }
            }
        }
        // One word right and the very day of birth: the other word may sound otherwise.
        if let Some(birth) = record.birth {
            blocks.extend(words.iter().map(|word| format!("{word} {}", birth.date)));
        }
        // A first name and nothing else: alone with the year it says something.
        if let ([only], Some(birth)) = (&words[..], record.birth) {
            blocks.insert(format!("{only} {}", birth.date.format("%Y")));
        }
    }
    blocks
}

/// The pairs of records that may be one person, the likeliest first; `apart` are those that somebody
/// looked at and kept two.
pub fn pairs(records: &[Record], apart: &BTreeSet<(PersonId, PersonId)>, most: usize) -> Vec<Pair> {
    let mut by_block: HashMap<String, Vec<usize>> = HashMap::new();
    for (nth, record) in records.iter().enumerate() {
        for block in blocks(record) {
            by_block.entry(block).or_default().push(nth);
        }
    }
    let mut seen = BTreeSet::new();
    for members in by_block.into_values().filter(|members| members.len() <= MOST_IN_BLOCK) {
        for (nth, one) in members.iter().enumerate() {
            seen.extend(members[nth + 1..].iter().map(|other| (*one, *other)));
        }
    }
    let mut found: Vec<Pair> = seen
        .into_iter()
        .map(
            |(a, b)| {
                if records[a].id < records[b].id { (&records[a], &records[b]) } else { (&records[b], &records[a]) }
            },
        )
        .filter(|(one, other)| one.id != other.id && !apart.contains(&(one.id, other.id)))
        .filter_map(|(one, other)| {
            let evidence = compare(one, other).filter(|evidence| evidence.weight >= SHOWN)?;
            Some(Pair { one: one.id, other: other.id, evidence })
        })
        .collect();
    found.sort_by(|a, b| b.evidence.weight.total_cmp(&a.evidence.weight).then((a.one, a.other).cmp(&(b.one, b.other))));
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cases::BirthPrecision;

    fn record(id: i64, first: &str, last: &str, born: &str, phone: &str) -> Record {
        let birth = (!born.is_empty()).then(|| match born.len() {
            4 => Birth { date: format!("{born}-01-01").parse().unwrap(), precision: BirthPrecision::Year },
            _ => Birth { date: born.parse().unwrap(), precision: BirthPrecision::Day },
        });
        Record {
            id: PersonId(id),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            names: Vec::new(),
            birth,
            phone: (!phone.is_empty()).then(|| phone.to_owned()),
            email: None,
        }
    }

    fn found(records: &[Record]) -> Vec<(i64, i64)> {
        pairs(records, &BTreeSet::new(), 100).iter().map(|pair| (pair.one.0, pair.other.0)).collect()
    }

    #[test]
    fn spellings_of_one_person_are_found() {
        for (one, other) in [
            (record(1, "Mohamed", "Diallo", "1990-05-03", ""), record(2, "Mohammed", "Jallow", "1990-01-01", "+331")),
            (record(1, "Fatoumata", "Bah", "", "+331"), record(2, "Fatumata", "Bah", "", "+331")),
            (record(1, "Olena", "Shevchenko", "1980-02-01", ""), record(2, "Shevchenko", "Olena", "1980-01-02", "")),
            (record(1, "Aïcha", "Ben Saïd", "1985", ""), record(2, "Aicha", "Bensaid", "1985-07-14", "")),
            (record(1, "Jean", "Dupont", "", ""), record(2, "JEAN", "DUPONT", "", "")),
            (record(1, "Jeanne", "Carpentier", "1970-05-03", ""), record(2, "Jeanne", "Charpentier", "1970-05-03", "")),
        ] {
            assert_eq!(found(&[one.clone(), other.clone()]), [(1, 2)], "{one:?} {other:?}");
        }
    }

    #[test]
    fn at_58_contact_alone_makes_nobody_one() {
        for (one, other) in [
            // The family-benefit office gives one number and one address for a couple.
            (record(1, "Karim", "Benali", "", "+331"), record(2, "Nadia", "Benali", "", "+331")),
            (record(1, "Karim", "Benali", "", "+331"), record(2, "Jean", "Martin", "", "+331")),
            // Twins, a father and his son of the same name.
            (record(1, "Sara", "Traoré", "2010-04-02", "+331"), record(2, "Sami", "Traoré", "2010-04-02", "+331")),
            (record(1, "Ali", "Haddad", "1960-04-02", "+331"), record(2, "Ali", "Haddad", "1988-09-12", "+331")),
        ] {
            let with_mail = |record: Record| Record { email: Some("couple@example.org".to_owned()), ..record };
            let both = [with_mail(one), with_mail(other)];
            assert_eq!(found(&both), [], "{both:?}");
        }
    }

    #[test]
    fn who_was_kept_apart_is_not_shown_again() {
        let records = [record(1, "Jean", "Dupont", "1970-01-05", ""), record(2, "Jean", "Dupont", "1970-01-05", "")];
        assert_eq!(found(&records), [(1, 2)]);
        assert!(pairs(&records, &BTreeSet::from([(PersonId(1), PersonId(2))]), 9).is_empty());
    }
}
