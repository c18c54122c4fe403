//! Appointments from a file of our own design, each with a key: one that is already there is left
//! as it is, wherever it has been moved since. They are booked like every other, by the staff.

use std::collections::HashMap;

use futures_util::future::join_all;

use super::table::{Column, Row, Table};
use super::{Ground, ImportError, ImportRequest, Problem, Progress, Reason, Report};
use crate::actions::book::{BookRequest, Done, Outcome};
use crate::actions::{ActionError, Claimant, Desk, names};
use crate::domain::access::Caller;
use crate::domain::ids::{CalendarId, PersonId, WorkerId};
use crate::domain::people::Who;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::search::Audience;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};
use crate::store;

/// What is read, and the headers it is met under.
pub const COLUMNS: &[Column] = &[
    Column { field: "key", required: true, headers: "key | cle | reference | identifiant" },
    Column { field: "motive", required: true, headers: "motive | motif" },
    Column { field: "worker", required: true, headers: "worker email | worker | agent | e mail agent | email agent" },
    Column { field: "place", required: true, headers: "place | lieu" },
    Column {
        field: "person",
        required: true,
        headers: "person | personne | usager | beneficiaire | n dossier | n caf",
    },
    Column { field: "start", required: true, headers: "start | starts at | debut | date | date et heure" },
];

/// Bookings that run at the same moment: they share commits on the embedded database.
const AT_ONCE: usize = 32;

/// A row that has been read: what is to be booked, for whom.
#[derive(Clone, Debug)]
struct AppointmentRow {
    line: u64,
    key: String,
    worker: Option<WorkerId>,
    person: PersonId,
    start: Timestamp,
    request: BookRequest,
}

impl Desk {
    /// # Errors
    /// The whole file is unusable, or the database does not answer: rows already booked stay.
    pub async fn import_appointments(
        &self,
        caller: &Caller,
        file: &[u8],
        request: &ImportRequest,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Report, ImportError> {
        let ground = self.ground(caller, request, now).await?;
        let table = Table::read(file, COLUMNS)?;
        let mut report = Report { rows: table.rows.len(), ignored: table.ignored(), ..Report::default() };
        let rows = self.read_appointments(&table, &ground, request, &mut report).await?;
        let claimant = Claimant::Known(caller.clone());
        let mut rehearsed = Rehearsed::default();
        let mut done = report.rows - rows.len();
        for together in independent(&rows) {
            let results = if request.write {
                let each = together.iter().map(|row| self.book(&claimant, row.request.clone(), None, now));
                join_all(each).await.into_iter().map(|outcome| outcome.map(done_of)).collect()
            } else {
                let mut results = Vec::with_capacity(together.len());
                for row in together {
                    let result = self.rehearse(&claimant, row.request.clone(), now).await;
                    results.push(rehearsed.check(&ground.settings, row, result).map(Some));
                }
                results
            };
            for (row, result) in together.iter().zip(results) {
                count(&table, row, result, &mut report)?;
            }
            done += together.len();
            progress(done, report.rows);
        }
        report.refused.sort_by_key(|problem| problem.line);
        report.warnings.sort_by_key(|problem| problem.line);
        Ok(report)
    }

    /// Reads the rows; those that are already there are counted, and left out.
    async fn read_appointments(
        &self,
        table: &Table,
        ground: &Ground,
        request: &ImportRequest,
        report: &mut Report,
    ) -> Result<Vec<AppointmentRow>, ImportError> {
        let territory = ground.scope.territory();
        let mut tx = self.db.read().await?;
        let workers = store::worker_emails(&mut tx, territory).await?;
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut seen: HashMap<&str, (u64, Vec<&str>)> = HashMap::new();
        let mut people: HashMap<&str, Result<PersonId, Reason>> = HashMap::new();
        for row in &table.rows {
            let (named, key) = match named(table, row) {
                Ok(named) => named,
                Err(problem) => {
                    report.refused.push(problem);
                    continue;
                }
            };
            let cells: Vec<&str> = COLUMNS.iter().filter_map(|column| table.cell(row, column.field)).collect();
            if let Some((line, earlier)) = seen.get(key) {
                if *earlier == cells {
                    report.unchanged += 1;
                    let reason = Reason::SameAsLine { line: *line };
                    report.warnings.push(Problem { line: row.line, column: None, reason });
                } else {
                    report.refused.push(table.problem(row, "key", Reason::ContradictsLine { line: *line }));
                }
                continue;
            }
            seen.insert(key, (row.line, cells));
            let person = match people.get(named) {
                Some(person) => person.clone(),
                None => {
                    let found = store::find_people(&mut tx, &ground.scope, named, "", (0, 2)).await?;
                    let value = named.to_owned();
                    let person = match found.as_slice() {
                        [] => Err(Reason::UnknownPerson { value }),
                        [person] => Ok(person.id),
                        _ => Err(Reason::SeveralPeople { value }),
                    };
                    people.insert(named, person.clone());
                    person
                }
            };
            let read = read_row(table, row, ground, request, &workers, (key, person));
            let read = match read {
                Ok(read) => read,
                Err(problem) => {
                    report.refused.push(problem);
                    continue;
                }
            };
            match store::appointment_by_key(&mut tx, territory, key).await? {
                None => rows.push(read),
                Some(id) => {
                    report.unchanged += 1;
                    let there = store::appointment(&mut tx, &ground.scope, id).await?;
                    if there.is_some_and(|there| there.span.start() != read.start) {
                        let reason = Reason::OtherHour { appointment: id.0 };
                        report.warnings.push(table.problem(row, "start", reason));
                    }
                }
            }
        }
        Ok(rows)
    }
}

fn done_of(outcome: Outcome) -> Option<Done> {
    match outcome {
        Outcome::Done { done, .. } => Some(*done),
        // Without an idempotency key nothing is ever replayed.
        Outcome::Replayed { .. } => None,
    }
}

/// The person and the key of a row.
fn named<'r>(table: &Table, row: &'r Row) -> Result<(&'r str, &'r str), Problem> {
    table.check(row)?;
    Ok((table.needed(row, "person")?, table.needed(row, "key")?))
}

fn read_row(
    table: &Table,
    row: &Row,
    ground: &Ground,
    request: &ImportRequest,
    workers: &HashMap<String, (WorkerId, CalendarId)>,
    (key, person): (&str, Result<PersonId, Reason>),
) -> Result<AppointmentRow, Problem> {
    let settings = &ground.settings;
    let refuse = |field: &'static str, reason: Reason| table.problem(row, field, reason);
    let person = person.map_err(|reason| refuse("person", reason))?;
    let named = table.needed(row, "motive")?;
    let motive = names::motive(settings, Some(request.organisation), named).map_err(|not_found| {
        let value = named.to_owned();
        let reason = match not_found {
            names::NotFound::Unknown { known } => Reason::UnknownMotive { value, known: known.join(", ") },
            names::NotFound::Several { known } => Reason::SeveralMotives { value: known.join(", ") },
        };
        refuse("motive", reason)
    })?;
    if motive.seats.is_some() {
        return Err(refuse("motive", Reason::Workshop));
    }
    let place = match table.cell(row, "place") {
        None => None,
        Some(named) => Some(names::place(settings, Some(request.organisation), named).map_err(|not_found| {
            let (names::NotFound::Unknown { known } | names::NotFound::Several { known }) = not_found;
            refuse("place", Reason::UnknownPlace { value: named.to_owned(), known: known.join(", ") })
        })?),
    };
    let worker = match table.cell(row, "worker") {
        None => None,
        Some(email) => {
            let value = || email.to_owned();
            let (worker, _) = *workers
                .get(&email.to_lowercase())
                .ok_or_else(|| refuse("worker", Reason::UnknownWorker { value: value() }))?;
            let works_here = settings.workers.get(&worker);
            if !works_here.is_some_and(|worker| worker.organisations.contains(&request.organisation)) {
                return Err(refuse("worker", Reason::NotOfOrganisation { value: value() }));
            }
            Some(worker)
        }
    };
    let place = place.map(|place| place.id);
    let zone = settings.site(request.organisation, place).map_or(chrono_tz::Tz::UTC, |site| site.zone);
    let text = table.needed(row, "start")?;
    let start = zones::read(text, zone).ok_or_else(|| refuse("start", Reason::Start { value: text.to_owned() }))?;
    let booking = BookRequest {
        motive: motive.id,
        audience: Audience::Staff,
        start,
        place,
        worker,
        who: Some(Who::Known(person)),
        offer: None,
        hold: None,
        accept: request.accept.clone(),
        caller: None,
        external_key: Some(key.to_owned()),
    };
    Ok(AppointmentRow { line: row.line, key: key.to_owned(), worker, person, start, request: booking })
}

/// The rows in runs that can be booked at the same moment: no two of a run have the same worker or
/// the same person, so that their order in the file still decides who comes first.
fn independent(rows: &[AppointmentRow]) -> impl Iterator<Item = &[AppointmentRow]> {
    let mut left = rows;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        let alone = |at: usize| {
            left[..at].iter().all(|earlier| {
                earlier.person != left[at].person && earlier.worker.is_some() && earlier.worker != left[at].worker
            }) && left[at].worker.is_some()
        };
        let length = (1..left.len().min(AT_ONCE)).take_while(|at| alone(*at)).count() + 1;
        let (run, rest) = left.split_at(length);
        left = rest;
        Some(run)
    })
}

/// What a dry run has already given away: a rehearsed booking leaves nothing in the database.
#[derive(Default)]
struct Rehearsed {
    calendars: HashMap<CalendarId, Vec<Span>>,
}

impl Rehearsed {
    fn check(
        &mut self,
        settings: &Settings,
        row: &AppointmentRow,
        result: Result<Done, ActionError>,
    ) -> Result<Done, ActionError> {
        let done = result?;
        let motive = settings.motives.get(&row.request.motive).filter(|_| !done.already);
        let Some(motive) = motive else { return Ok(done) };
        let busy = motive.busy_span(done.appointment.span);
        let overlap = row.request.accept.contains(&crate::domain::scheduling::booking::Warning::Overlap);
        let taken = done.appointment.calendars.iter().any(|calendar| {
            self.calendars.get(calendar).is_some_and(|spans| spans.iter().any(|span| span.overlaps(busy)))
        });
        if taken && !overlap {
            return Err(Refusal::Taken { by: Vec::new() }.into());
        }
        for calendar in &done.appointment.calendars {
            self.calendars.entry(*calendar).or_default().push(busy);
        }
        Ok(done)
    }
}

/// # Errors
/// What is no fault of the row.
fn count(
    table: &Table,
    row: &AppointmentRow,
    result: Result<Option<Done>, ActionError>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let problem = |field: &'static str, reason| Problem {
        line: row.line,
        column: table.header(field).map(str::to_owned),
        reason,
    };
    match result {
        Ok(Some(done)) if done.already => {
            report.unchanged += 1;
            let reason = Reason::AlreadyBooked { appointment: done.appointment.id.0 };
            report.warnings.push(problem("person", reason));
        }
        Ok(_) => report.new += 1,
        Err(ActionError::Refused { refusal, .. }) => report.refused.push(problem("start", Reason::Refused(refusal))),
        // Somebody imports the same file at the same moment.
        Err(ActionError::Store(error)) if error.constraint() == Some("appointment_key") => {
            tracing::debug!(key = row.key, "already there");
            report.unchanged += 1;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
