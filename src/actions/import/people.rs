//! A list of people, as a département exports it.
//!
//! Somebody is recognised by a file number first (the département's, then the family-benefit
//! office's); without any, by a number of our own made of names and birth date. Never by a phone or
//! an e-mail address: a couple shares them. What the file leaves empty stays as it is in Relais.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::table::{Column, Row, Table};
use super::{Ground, ImportError, ImportRequest, MOST_ROWS, Problem, Progress, Reason, Report, day, journal};
use crate::actions::Desk;
use crate::domain::access::{Caller, Scope};
use crate::domain::ids::{OrganisationId, PersonId, WorkerId};
use crate::domain::journal::Thing;
use crate::domain::people::{IdentifierKind, folded, phone};
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, NewWorker, NumberedPerson, PersonLine, ReadTx, StoreError, WriteTx};

/// What is read, and the headers it is met under, folded (no accents, case or signs).
pub const COLUMNS: &[Column] = &[
    Column {
        field: "first_name",
        required: true,
        headers: &["prenom", "prenom beneficiaire", "prenom usager", "prenoms", "first name", "firstname"],
    },
    Column {
        field: "last_name",
        required: true,
        headers: &[
            "nom",
            "nom beneficiaire",
            "nom usager",
            "nom de famille",
            "nom d usage",
            "nom usuel",
            "last name",
            "lastname",
        ],
    },
    Column {
        field: "birth_date",
        required: false,
        headers: &[
            "date de naissance",
            "date naissance",
            "naissance",
            "ne le",
            "nee le",
            "ne e le",
            "birth date",
            "birthdate",
        ],
    },
    Column {
        field: "phone",
        required: false,
        headers: &[
            "telephone",
            "telephones",
            "n telephone",
            "n telephones",
            "n de telephone",
            "numero de telephone",
            "numero telephone",
            "numeros de telephone",
            "tel",
            "n tel",
            "mobile",
            "portable",
            "telephone 1",
            "telephone 2",
            "telephone mobile",
            "telephone portable",
            "telephone fixe",
            "phone",
        ],
    },
    Column {
        field: "email",
        required: false,
        headers: &[
            "adresses mails",
            "adresse mail",
            "adresses mail",
            "adresse e mail",
            "adresse email",
            "adresse electronique",
            "mail",
            "mails",
            "email",
            "e mail",
            "courriel",
        ],
    },
    Column {
        field: "caf",
        required: false,
        headers: &[
            "n caf",
            "caf",
            "numero caf",
            "n allocataire",
            "numero allocataire",
            "numero d allocataire",
            "matricule caf",
        ],
    },
    Column {
        field: "social",
        required: false,
        headers: &[
            "id iodas",
            "iodas",
            "n iodas",
            "numero iodas",
            "id solis",
            "n dossier",
            "numero de dossier",
            "n de dossier",
        ],
    },
    Column {
        field: "external",
        required: false,
        headers: &["identifiant", "identifiant externe", "id externe", "reference", "external id"],
    },
    Column {
        field: "referent",
        required: false,
        headers: &[
            "referent",
            "referente",
            "referents",
            "referent e",
            "e mail referent",
            "email referent",
            "mail referent",
        ],
    },
];

/// Nobody alive was born before.
const OLDEST_YEAR: i32 = 1900;

/// A row that has been read: only what is good is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PersonRow {
    line: u64,
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    phone: Option<String>,
    email: Option<String>,
    /// The surest first: the one that nobody else can have.
    numbers: Vec<(IdentifierKind, String)>,
    /// Made of names and birth date.
    by_names: Option<String>,
    referents: Vec<String>,
}

/// What becomes of a row.
#[derive(Clone, Debug)]
enum Change {
    New {
        person: PersonLine,
        numbers: Vec<(IdentifierKind, String)>,
        referents: Vec<WorkerId>,
    },
    Known {
        id: PersonId,
        /// Only when something in it differs.
        person: Option<PersonLine>,
        join: bool,
        numbers: Vec<(IdentifierKind, String)>,
        referents: Vec<WorkerId>,
    },
    Same,
    Refused(Problem),
}

impl Desk {
    /// # Errors
    /// The whole file is unusable, or the database does not answer: rows already committed stay.
    pub async fn import_people(
        &self,
        caller: &Caller,
        file: &[u8],
        request: &ImportRequest,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Report, ImportError> {
        let ground = self.ground(caller, request, now).await?;
        let zone = ground.settings.organisations[&request.organisation].site.zone;
        let today = zones::local_day(zone, now);
        let table = Table::read(file, COLUMNS)?;
        let mut report = Report { rows: table.rows.len(), ignored: table.ignored(), ..Report::default() };
        let rows = read_rows(&table, today, &mut report);
        let workers = self.workers(&ground, &table, &rows, request, now, &mut report).await?;
        let workers = Arc::new(workers);
        for (batch, rows) in rows.chunks(MOST_ROWS).enumerate() {
            let rows: Arc<Vec<PersonRow>> = Arc::new(rows.to_vec());
            let planned = if request.write {
                self.write_people(&ground, rows.clone(), workers.clone(), request.organisation, now).await?
            } else {
                let mut tx = self.db.read().await?;
                plan(&mut tx, &ground.scope, &rows, &workers, request.organisation).await?
            };
            for (change, warnings) in planned {
                report.warnings.extend(warnings);
                match change {
                    Change::New { .. } => report.new += 1,
                    Change::Known { .. } => report.changed += 1,
                    Change::Same => report.unchanged += 1,
                    Change::Refused(problem) => report.refused.push(problem),
                }
            }
            progress((batch * MOST_ROWS + rows.len()).min(report.rows), report.rows);
        }
        name_columns(&table, &mut report);
        report.refused.sort_by_key(|problem| problem.line);
        report.warnings.sort_by_key(|problem| problem.line);
        Ok(report)
    }

    async fn write_people(
        &self,
        ground: &Ground,
        rows: Arc<Vec<PersonRow>>,
        workers: Arc<HashMap<String, WorkerId>>,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Result<Planned, ImportError> {
        let mut attempts = 0;
        loop {
            let (scope, rows, workers) = (ground.scope.clone(), rows.clone(), workers.clone());
            let written = self
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        let planned = plan(tx, &scope, &rows, &workers, organisation).await?;
                        for (change, _) in &planned {
                            apply(tx, &scope, organisation, change, now).await?;
                        }
                        Ok::<_, Unwritten>(planned)
                    })
                })
                .await;
            attempts += 1;
            match written {
                Ok(planned) => return Ok(planned),
                // Somebody else gave one of these numbers meanwhile: what is there now decides.
                Err(Unwritten::NumberTaken) if attempts < 3 => {}
                Err(Unwritten::NumberTaken) => return Err(StoreError::Spoiled.into()),
                Err(Unwritten::Store(error)) => return Err(error.into()),
            }
        }
    }

    /// The workers that the file names, by e-mail; unknown ones are made when that was asked for.
    async fn workers(
        &self,
        ground: &Ground,
        table: &Table,
        rows: &[PersonRow],
        request: &ImportRequest,
        now: Timestamp,
        report: &mut Report,
    ) -> Result<HashMap<String, WorkerId>, ImportError> {
        let known = {
            let mut tx = self.db.read().await?;
            store::worker_emails(&mut tx, ground.scope.territory()).await?
        };
        let mut workers: HashMap<String, WorkerId> =
            known.into_iter().map(|(email, (worker, _))| (email, worker)).collect();
        let mut unknown: Vec<String> = Vec::new();
        let lines: HashMap<u64, &Row> = table.rows.iter().map(|row| (row.line, row)).collect();
        for row in rows {
            for referent in row.referents.iter().filter(|referent| !workers.contains_key(*referent)) {
                let reason = match (is_email(referent), request.create_workers) {
                    (true, true) => {
                        if !unknown.contains(referent) {
                            unknown.push(referent.clone());
                        }
                        continue;
                    }
                    (true, false) => Reason::UnknownWorker { value: referent.clone() },
                    (false, _) => Reason::NotAnEmail { value: referent.clone() },
                };
                if let Some(row) = lines.get(&row.line) {
                    report.warnings.push(table.problem(row, "referent", reason));
                }
            }
        }
        if request.write {
            for emails in unknown.chunks(MOST_ROWS) {
                let (scope, emails, organisation) = (ground.scope.clone(), emails.to_vec(), request.organisation);
                let made = self
                    .db
                    .write(move |tx| Box::pin(async move { make_workers(tx, &scope, organisation, emails, now).await }))
                    .await?;
                workers.extend(made);
            }
        } else {
            // Ids that nobody has: a dry run writes nothing, and still sees the links as new.
            workers.extend(unknown.iter().cloned().zip((1..).map(|number| WorkerId(-number))));
        }
        report.new_workers = unknown;
        Ok(workers)
    }
}

async fn make_workers(
    tx: &mut WriteTx,
    scope: &Scope,
    organisation: OrganisationId,
    emails: Vec<String>,
    now: Timestamp,
) -> Result<Vec<(String, WorkerId)>, StoreError> {
    let mut made = Vec::new();
    for email in emails {
        if let Some((worker, _)) = store::worker_by_email(tx, scope.territory(), &email).await? {
            made.push((email, worker));
            continue;
        }
        let (first_name, last_name) = name_in(&email);
        let new = NewWorker {
            first_name: &first_name,
            last_name: &last_name,
            email: &email,
            service: None,
            organisations: &[organisation],
        };
        let (worker, _) = store::insert_worker(tx, scope.territory(), &new).await?;
        journal(tx, scope, (Thing::Worker, worker.0), now).await?;
        made.push((email, worker));
    }
    Ok(made)
}

/// `anne-marie.roux@…` is Anne-Marie Roux.
fn name_in(email: &str) -> (String, String) {
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

type Planned = Vec<(Change, Vec<Problem>)>;

/// What keeps a batch from being written.
enum Unwritten {
    NumberTaken,
    Store(StoreError),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Unwritten::Store(error)
    }
}

/// Reads every row; what is refused or contradicts an earlier row goes into the report.
fn read_rows(table: &Table, today: NaiveDate, report: &mut Report) -> Vec<PersonRow> {
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

/// The number to call among those of a cell: a mobile first, which can be sent a message.
fn read_phones<'c>(cells: impl Iterator<Item = &'c str>, mut warn: impl FnMut(Reason)) -> Option<String> {
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
    if plain.iter().all(|part| phone(part).is_ok()) {
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

fn read_emails<'c>(cells: impl Iterator<Item = &'c str>, mut warn: impl FnMut(Reason)) -> Option<String> {
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
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let labels = domain.split('.').all(|label| !label.is_empty());
    !local.is_empty() && domain.contains('.') && labels && !domain.contains('@') && !text.contains(char::is_whitespace)
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

fn field_of(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Caf => "caf",
        IdentifierKind::Social => "social",
        IdentifierKind::External => "external",
    }
}

/// Whether a row may well be about somebody: a last name changes, a first name is mistyped, but
/// not the first name and the birth date together.
fn same_person(row: &PersonRow, first_name: &str, birth_date: Option<NaiveDate>) -> bool {
    let born = row.birth_date.zip(birth_date).map(|(one, other)| one == other);
    folded(&row.first_name) == folded(first_name) || born == Some(true)
}

/// What is to be written for each row, as the database is now.
async fn plan(
    tx: &mut ReadTx,
    scope: &Scope,
    rows: &[PersonRow],
    workers: &HashMap<String, WorkerId>,
    organisation: OrganisationId,
) -> Result<Planned, StoreError> {
    let values: HashSet<&str> = rows
        .iter()
        .flat_map(|row| row.numbers.iter().map(|(_, value)| value.as_str()).chain(row.by_names.as_deref()))
        .collect();
    let values: Vec<&str> = values.into_iter().collect();
    let people = store::people_by_numbers(tx, scope, organisation, &values).await?;
    // Made-up numbers that an earlier row of this batch is about to take.
    let mut claimed: HashSet<String> = HashSet::new();
    Ok(rows.iter().map(|row| change(row, &people, workers, &mut claimed)).collect())
}

fn change(
    row: &PersonRow,
    people: &HashMap<(IdentifierKind, String), NumberedPerson>,
    workers: &HashMap<String, WorkerId>,
    claimed: &mut HashSet<String>,
) -> (Change, Vec<Problem>) {
    let mut warnings = Vec::new();
    let at = |field: &'static str, reason| Problem { line: row.line, column: Some(field.to_owned()), reason };
    let mut found: Option<&NumberedPerson> = None;
    // The numbers that this row may give.
    let mut numbers = Vec::new();
    for (kind, value) in &row.numbers {
        let number = (*kind, value.clone());
        let holder = people.get(&number);
        let shared = *kind == IdentifierKind::Caf;
        match (holder, found) {
            (None, _) => numbers.push(number),
            (Some(holder), Some(found)) if holder.id == found.id => {}
            (Some(holder), None) if same_person(row, &holder.line.first_name, holder.line.birth_date) => {
                found = Some(holder);
            }
            (Some(_), _) if shared => {
                warnings.push(at(field_of(*kind), Reason::SharedNumber { value: value.clone() }));
            }
            (Some(_), _) => {
                let problem = at(field_of(*kind), Reason::NumberOfAnother { value: value.clone() });
                return (Change::Refused(problem), warnings);
            }
        }
    }
    if let Some(by_names) = &row.by_names {
        let number = (IdentifierKind::External, by_names.clone());
        match people.get(&number) {
            Some(holder) if found.is_none() && could_be(row, holder) => found = Some(holder),
            None if found.is_none() && numbers.is_empty() && claimed.insert(by_names.clone()) => numbers.push(number),
            _ => {}
        }
    }
    if found.is_none() && numbers.is_empty() {
        let problem = Problem { line: row.line, column: None, reason: Reason::NoIdentity };
        return (Change::Refused(problem), warnings);
    }
    let mut referents: Vec<WorkerId> = row.referents.iter().filter_map(|email| workers.get(email)).copied().collect();
    let Some(known) = found else {
        let person = PersonLine {
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            birth_date: row.birth_date,
            phone: row.phone.clone(),
            email: row.email.clone(),
            language: "fr".to_owned(),
            proven: true,
        };
        return (Change::New { person, numbers, referents }, warnings);
    };
    referents.retain(|worker| !known.referents.contains(worker));
    let person = PersonLine {
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        birth_date: row.birth_date.or(known.line.birth_date),
        phone: row.phone.clone().or_else(|| known.line.phone.clone()),
        email: row.email.clone().or_else(|| known.line.email.clone()),
        ..known.line.clone()
    };
    let person = Some(person).filter(|person| *person != known.line);
    if person.is_none() && known.known && numbers.is_empty() && referents.is_empty() {
        return (Change::Same, warnings);
    }
    (Change::Known { id: known.id, person, join: !known.known, numbers, referents }, warnings)
}

/// Whether somebody we know by names and birth date only can be this row: not when both have a
/// number of the same kind, which would have been found.
fn could_be(row: &PersonRow, holder: &NumberedPerson) -> bool {
    row.numbers
        .iter()
        .all(|(kind, _)| holder.numbers.iter().all(|(own, value)| own != kind || value.starts_with("names:")))
}

async fn apply(
    tx: &mut WriteTx,
    scope: &Scope,
    organisation: OrganisationId,
    change: &Change,
    now: Timestamp,
) -> Result<(), Unwritten> {
    let territory = scope.territory();
    let (id, numbers, referents) = match change {
        Change::Same | Change::Refused(_) => return Ok(()),
        Change::New { person, numbers, referents } => {
            let id = store::insert_person(tx, territory, person, now).await?;
            store::join_organisation(tx, territory, id, organisation).await?;
            (id, numbers, referents)
        }
        Change::Known { id, person, join, numbers, referents } => {
            if let Some(person) = person {
                store::update_person(tx, territory, *id, person).await?;
            }
            if *join {
                store::join_organisation(tx, territory, *id, organisation).await?;
            }
            (*id, numbers, referents)
        }
    };
    for (kind, value) in numbers {
        if !store::insert_identifier(tx, territory, id, *kind, value).await? {
            return Err(Unwritten::NumberTaken);
        }
    }
    for worker in referents {
        store::insert_referent(tx, territory, id, *worker).await?;
    }
    Ok(journal(tx, scope, (Thing::Person, id.0), now).await?)
}

/// Problems found after the row was read name our fields: here they get the file's own headers.
fn name_columns(table: &Table, report: &mut Report) {
    for problem in report.refused.iter_mut().chain(&mut report.warnings) {
        let field = COLUMNS.iter().find(|column| problem.column.as_deref() == Some(column.field));
        if let Some(header) = field.and_then(|column| table.header(column.field)) {
            problem.column = Some(header.to_owned());
        }
    }
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
