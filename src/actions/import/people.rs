//! A list of people, as a département exports it.
//!
//! Somebody is recognised by a file number first (the département's, then the family-benefit
//! office's); without any, by a number of our own made of names and birth date. Never by a phone or
//! an e-mail address: a couple shares them. What the file leaves empty stays as it is in Relais.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::contacts::{is_email, name_in};
use super::people_rows::{COLUMNS, PersonRow, field_of, read_rows, same_person};
use super::table::{Row, Table};
use super::{Ground, ImportError, ImportRequest, MOST_ROWS, Problem, Progress, Reason, Report, journal};
use crate::actions::Desk;
use crate::domain::access::{Caller, Scope};
use crate::domain::ids::{OrganisationId, PersonId, WorkerId};
use crate::domain::journal::Thing;
use crate::domain::people::IdentifierKind;
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, NewWorker, NumberedPerson, PersonLine, ReadTx, StoreError, WriteTx};

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
