//! The rows of a list of people: what each says, and which of them contradict each other.

use std::collections::HashMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::contacts::{read_emails, read_phones};
use super::table::{Column, Row, Table};
use super::{Problem, Reason, Report, day};
use crate::domain::people::{IdentifierKind, folded};

/// What is read, and the headers it is met under.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        field: "first_name",
        required: true,
        headers: "prenom | prenom beneficiaire | prenom usager | prenoms | first name | firstname",
    },
    Column {
        field: "last_name",
        required: true,
        headers: "nom | nom beneficiaire | nom usager | nom de famille | nom d usage | nom usuel | \
                  last name | lastname",
    },
    Column {
        field: "birth_date",
        required: false,
        headers: "date de naissance | date naissance | naissance | ne le | nee le | ne e le | birth date | \
                  birthdate",
    },
    Column {
        field: "phone",
        required: false,
        headers: "telephone | telephones | n telephone | n telephones | n de telephone | \
                  numero de telephone | numero telephone | numeros de telephone | tel | n tel | mobile | \
                  portable | telephone 1 | telephone 2 | telephone mobile | telephone portable | \
                  telephone fixe | phone",
    },
    Column {
        field: "email",
        required: false,
        headers: "adresses mails | adresse mail | adresses mail | adresse e mail | adresse email | \
                  adresse electronique | mail | mails | email | e mail | courriel",
    },
    Column {
        field: "caf",
        required: false,
        headers: "n caf | caf | numero caf | n allocataire | numero allocataire | numero d allocataire | \
                  matricule caf",
    },
    Column {
        field: "social",
        required: false,
        headers: "id iodas | iodas | n iodas | numero iodas | id solis | n dossier | numero de dossier | \
                  n de dossier",
    },
    Column {
        field: "external",
        required: false,
        headers: "identifiant | identifiant externe | id externe | reference | external id",
    },
    Column {
        field: "referent",
        required: false,
        headers: "referent | referente | referents | referent e | e mail referent | email referent | \
                  mail referent",
    },
];

/// Nobody alive was born before.
const OLDEST_YEAR: i32 = 1900;

/// A row that has been read: only what is good is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonRow {
    pub line: u64,
    pub first_name: String,
    pub last_name: String,
    pub birth_date: Option<NaiveDate>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The surest first: the one that nobody else can have.
    pub numbers: Vec<(IdentifierKind, String)>,
    /// Made of names and birth date.
    pub by_names: Option<String>,
    pub referents: Vec<String>,
}

/// Reads every row; what is refused or contradicts an earlier row goes into the report.
pub(super) fn read_rows(table: &Table, today: NaiveDate, report: &mut Report) -> Vec<PersonRow> {
    let mut rows: Vec<PersonRow> = Vec::with_capacity(table.rows.len());
    let mut seen = Seen::default();
    for row in &table.rows {
        match read_row(table, row, today, &mut report.warnings) {
            Err(problem) => report.refused.push(problem),
            Ok(mut read) => match seen.meet(&read, &rows) {
                Met::First => {
                    // What is left once the household's number is with whoever came first.
                    read.numbers.retain(|number| {
                        let shared = seen.0.contains_key(number);
                        if shared {
                            let reason = Reason::SharedNumber { value: number.1.clone() };
                            report.warnings.push(table.problem(row, field_of(number.0), reason));
                        }
                        !shared
                    });
                    if read.numbers.is_empty() && read.by_names.is_none() {
                        let reason = Reason::NoIdentity;
                        report.refused.push(Problem { line: row.line, column: None, reason });
                        continue;
                    }
                    seen.remember(&read, rows.len());
                    rows.push(read);
                }
                Met::Again(line) => {
                    report.unchanged += 1;
                    report.warnings.push(Problem { line: row.line, column: None, reason: Reason::SameAsLine { line } });
                }
                Met::Contradiction(line, field) => {
                    report.refused.push(table.problem(row, field, Reason::ContradictsLine { line }));
                }
            },
        }
    }
    rows
}

fn read_row(table: &Table, row: &Row, today: NaiveDate, warnings: &mut Vec<Problem>) -> Result<PersonRow, Problem> {
    table.check(row)?;
    let first_name = spaced(table.needed(row, "first_name")?);
    let last_name = spaced(table.needed(row, "last_name")?);
    let birth_date = match table.cell(row, "birth_date") {
        Some(text) => Some(birth_date(text, today).map_err(|reason| table.problem(row, "birth_date", reason))?),
        None => None,
    };
    let numbers: Vec<(IdentifierKind, String)> =
        [("social", IdentifierKind::Social), ("external", IdentifierKind::External), ("caf", IdentifierKind::Caf)]
            .into_iter()
            .filter_map(|(field, kind)| Some((kind, spaced(table.cell(row, field)?))))
            .collect();
    let by_names = birth_date.map(|birth_date| number_of_names(&first_name, &last_name, birth_date));
    if numbers.is_empty() && by_names.is_none() {
        return Err(Problem { line: row.line, column: None, reason: Reason::NoIdentity });
    }
    let mut warn = |field, reason| warnings.push(table.problem(row, field, reason));
    let phone = read_phones(table.cells(row, "phone"), |reason| warn("phone", reason));
    let email = read_emails(table.cells(row, "email"), |reason| warn("email", reason));
    let mut referents: Vec<String> = table
        .cells(row, "referent")
        .flat_map(|cell| cell.split([',', ';', '|', ' ']))
        .map(str::to_lowercase)
        .filter(|referent| !referent.is_empty())
        .collect();
    referents.sort_unstable();
    referents.dedup();
    Ok(PersonRow { line: row.line, first_name, last_name, birth_date, phone, email, numbers, by_names, referents })
}

/// One space between words, none around.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn birth_date(text: &str, today: NaiveDate) -> Result<NaiveDate, Reason> {
    let date = day(text)?;
    if date > today {
        return Err(Reason::DateToCome { value: text.to_owned() });
    }
    match chrono::Datelike::year(&date) < OLDEST_YEAR {
        true => Err(Reason::DateTooOld { value: text.to_owned() }),
        false => Ok(date),
    }
}

/// The number we give to somebody who has none: nobody can read a name in it.
fn number_of_names(first_name: &str, last_name: &str, birth_date: NaiveDate) -> String {
    let text = format!("{}|{}|{birth_date}", folded(first_name), folded(last_name));
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(16).fold("names:".to_owned(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The numbers that earlier rows of the same file claim.
#[derive(Default)]
struct Seen(HashMap<(IdentifierKind, String), usize>);

enum Met {
    First,
    /// The same row as on that line.
    Again(u64),
    /// The number of that line, and other words.
    Contradiction(u64, &'static str),
}

impl Seen {
    fn meet(&self, row: &PersonRow, rows: &[PersonRow]) -> Met {
        for (kind, value) in &row.numbers {
            let Some(earlier) = self.0.get(&(*kind, value.clone())).map(|at| &rows[*at]) else { continue };
            if same_words(earlier, row) {
                return Met::Again(earlier.line);
            }
            // A household shares the number of the family-benefit office.
            if *kind == IdentifierKind::Caf && !same_person(row, &earlier.first_name, earlier.birth_date) {
                continue;
            }
            return Met::Contradiction(earlier.line, field_of(*kind));
        }
        let by_names = row.by_names.as_ref().filter(|_| row.numbers.is_empty());
        let earlier = by_names.and_then(|number| self.0.get(&(IdentifierKind::External, number.clone())));
        match earlier.map(|at| &rows[*at]) {
            Some(earlier) if same_words(earlier, row) => Met::Again(earlier.line),
            // Other rows of that name have file numbers: they are namesakes born the same day.
            Some(earlier) if earlier.numbers.is_empty() => Met::Contradiction(earlier.line, "last_name"),
            _ => Met::First,
        }
    }

    fn remember(&mut self, row: &PersonRow, at: usize) {
        for (kind, value) in &row.numbers {
            self.0.entry((*kind, value.clone())).or_insert(at);
        }
        if let Some(number) = row.by_names.as_ref().filter(|_| row.numbers.is_empty()) {
            self.0.entry((IdentifierKind::External, number.clone())).or_insert(at);
        }
    }
}

fn same_words(one: &PersonRow, other: &PersonRow) -> bool {
    PersonRow { line: other.line, ..one.clone() } == *other
}

pub(super) fn field_of(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Caf => "caf",
        IdentifierKind::Social => "social",
        IdentifierKind::External => "external",
    }
}

/// Whether a row may well be about somebody: a last name changes, a first name is mistyped, but
/// not the first name and the birth date together.
pub(super) fn same_person(row: &PersonRow, first_name: &str, birth_date: Option<NaiveDate>) -> bool {
    let born = row.birth_date.zip(birth_date).map(|(one, other)| one == other);
    folded(&row.first_name) == folded(first_name) || born == Some(true)
}
