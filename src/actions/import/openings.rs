//! When workers receive. A file of our own design: each row has a key, by which the same row is
//! known the next time.
//!
//! `days` is words (`lu ma je`, `lu-ve`) or a rule of RFC 5545; empty for a single day.

use std::collections::HashMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::table::{Column, Row, Table};
use super::{Ground, ImportError, ImportRequest, MOST_ROWS, Problem, Progress, Reason, Report, day, journal};
use crate::actions::{Desk, names};
use crate::domain::access::{Caller, Scope};
use crate::domain::ids::{CalendarId, WorkerId};
use crate::domain::journal::Thing;
use crate::domain::people::folded;
use crate::domain::scheduling::agenda::{Block, parse_blocks, write_blocks};
use crate::domain::scheduling::recurrence::Rule;
use crate::domain::time::Timestamp;
use crate::store::{self, NewOpening, ReadTx, StoreError};

/// What is read, and the headers it is met under.
pub const COLUMNS: &[Column] = &[
    Column { field: "key", required: true, headers: "key | cle | reference | identifiant" },
    Column { field: "worker", required: true, headers: "worker email | worker | agent | e mail agent | email agent" },
    Column { field: "place", required: true, headers: "place | lieu" },
    Column { field: "motives", required: true, headers: "motives | motifs | motive | motif" },
    Column { field: "first_day", required: true, headers: "first day | premier jour | du | date debut" },
    Column { field: "last_day", required: false, headers: "last day | dernier jour | au | date fin" },
    Column { field: "days", required: true, headers: "days | jours | rrule | recurrence" },
    Column { field: "blocks", required: true, headers: "blocks | heures | horaires | plages" },
];

/// A row that has been read: an opening that may be written.
#[derive(Clone, Debug)]
struct OpeningRow {
    line: u64,
    opening: NewOpening,
}

impl Desk {
    /// # Errors
    /// The whole file is unusable, or the database does not answer: rows already committed stay.
    pub async fn import_openings(
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
        let workers = {
            let mut tx = self.db.read().await?;
            store::worker_emails(&mut tx, ground.scope.territory()).await?
        };
        let rows = read_rows(&table, &ground, request, &workers, &mut report);
        for (batch, rows) in rows.chunks(MOST_ROWS).enumerate() {
            let rows: Arc<Vec<OpeningRow>> = Arc::new(rows.to_vec());
            let planned = if request.write {
                let (scope, rows) = (ground.scope.clone(), rows.clone());
                self.db
                    .write(move |tx| {
                        Box::pin(async move {
                            let planned = plan(tx, &scope, &rows).await?;
                            for (row, change) in rows.iter().zip(&planned) {
                                if matches!(change, Change::New | Change::Changed) {
                                    let (id, _) = store::put_opening(tx, scope.territory(), &row.opening).await?;
                                    journal(tx, &scope, (Thing::Opening, id.0), now).await?;
                                }
                            }
                            Ok::<_, StoreError>(planned)
                        })
                    })
                    .await?
            } else {
                let mut tx = self.db.read().await?;
                plan(&mut tx, &ground.scope, &rows).await?
            };
            for (row, change) in rows.iter().zip(planned) {
                match change {
                    Change::New => report.new += 1,
                    Change::Changed => report.changed += 1,
                    Change::Same => report.unchanged += 1,
                    Change::OfAnother => {
                        let column = table.header("worker").map(str::to_owned);
                        report.refused.push(Problem { line: row.line, column, reason: Reason::OpeningOfAnother });
                    }
                }
            }
            progress((batch * MOST_ROWS + rows.len()).min(report.rows), report.rows);
        }
        report.refused.sort_by_key(|problem| problem.line);
        Ok(report)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    New,
    Changed,
    Same,
    /// The key is that of somebody else's opening.
    OfAnother,
}

async fn plan(tx: &mut ReadTx, scope: &Scope, rows: &[OpeningRow]) -> Result<Vec<Change>, StoreError> {
    let mut planned = Vec::with_capacity(rows.len());
    for OpeningRow { opening, .. } in rows {
        let key = opening.external_key.as_deref().unwrap_or_default();
        let change = match store::opening_by_key(tx, scope.territory(), key).await? {
            None => Change::New,
            Some((_, known)) if known == *opening => Change::Same,
            Some((_, known)) if (known.calendar, known.organisation) != (opening.calendar, opening.organisation) => {
                Change::OfAnother
            }
            Some(_) => Change::Changed,
        };
        planned.push(change);
    }
    Ok(planned)
}

type Workers = HashMap<String, (WorkerId, CalendarId)>;

fn read_rows(
    table: &Table,
    ground: &Ground,
    request: &ImportRequest,
    workers: &Workers,
    report: &mut Report,
) -> Vec<OpeningRow> {
    let mut rows: Vec<OpeningRow> = Vec::with_capacity(table.rows.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        let opening = match read_row(table, row, ground, request, workers) {
            Ok(opening) => opening,
            Err(problem) => {
                report.refused.push(problem);
                continue;
            }
        };
        let key = opening.external_key.clone().unwrap_or_default();
        match seen.get(&key).map(|at| &rows[*at]) {
            Some(earlier) if earlier.opening == opening => {
                report.unchanged += 1;
                let reason = Reason::SameAsLine { line: earlier.line };
                report.warnings.push(Problem { line: row.line, column: None, reason });
            }
            Some(earlier) => {
                report.refused.push(table.problem(row, "key", Reason::ContradictsLine { line: earlier.line }));
            }
            None => {
                seen.insert(key, rows.len());
                rows.push(OpeningRow { line: row.line, opening });
            }
        }
    }
    rows
}

fn read_row(
    table: &Table,
    row: &Row,
    ground: &Ground,
    request: &ImportRequest,
    workers: &Workers,
) -> Result<NewOpening, Problem> {
    table.check(row)?;
    let refuse = |field: &'static str, reason: Reason| table.problem(row, field, reason);
    let settings = &ground.settings;
    let key = table.needed(row, "key")?;
    let email = table.needed(row, "worker")?;
    let value = || email.to_owned();
    let (worker, calendar) = *workers
        .get(&email.to_lowercase())
        .ok_or_else(|| refuse("worker", Reason::UnknownWorker { value: value() }))?;
    let of_organisation =
        settings.workers.get(&worker).is_some_and(|worker| worker.organisations.contains(&request.organisation));
    if !of_organisation {
        return Err(refuse("worker", Reason::NotOfOrganisation { value: value() }));
    }
    let place = match table.cell(row, "place") {
        None => None,
        Some(named) => Some(names::place(settings, Some(request.organisation), named).map_err(|not_found| {
            let (names::NotFound::Unknown { known } | names::NotFound::Several { known }) = not_found;
            refuse("place", Reason::UnknownPlace { value: named.to_owned(), known: known.join(", ") })
        })?),
    };
    let mut motives = Vec::new();
    for named in table.needed(row, "motives")?.split('|').map(str::trim).filter(|named| !named.is_empty()) {
        let found = names::motives_named(settings, request.organisation, named);
        if found.is_empty() {
            let known = names::motive_names(settings, request.organisation).join(", ");
            return Err(refuse("motives", Reason::UnknownMotive { value: named.to_owned(), known }));
        }
        motives.extend(found.into_iter().map(|motive| motive.id));
    }
    motives.sort_unstable();
    motives.dedup();
    let first_day = day(table.needed(row, "first_day")?).map_err(|reason| refuse("first_day", reason))?;
    let last_day = match table.cell(row, "last_day") {
        Some(text) => Some(day(text).map_err(|reason| refuse("last_day", reason))?),
        None => None,
    };
    if last_day.is_some_and(|last_day| last_day < first_day) {
        return Err(refuse("last_day", Reason::EndsBeforeItStarts));
    }
    let zone = settings.site(request.organisation, place.map(|place| place.id)).map_or(Tz::UTC, |site| site.zone);
    let rule = match table.cell(row, "days") {
        Some(text) => Some(days(text, zone).ok_or_else(|| refuse("days", Reason::Days { value: text.to_owned() }))?),
        // From one day to another without saying which days between: nobody can guess.
        None if last_day.is_some_and(|last_day| last_day != first_day) => {
            return Err(refuse("days", Reason::DaysMissing));
        }
        None => None,
    };
    let blocks = blocks(table.needed(row, "blocks")?).map_err(|reason| refuse("blocks", reason))?;
    Ok(NewOpening {
        organisation: request.organisation,
        calendar,
        place: place.map(|place| place.id),
        first_day,
        last_day,
        rule,
        blocks,
        motives,
        external_key: Some(key.to_owned()),
    })
}

/// Hours as they are stored, in order.
fn blocks(text: &str) -> Result<String, Reason> {
    let refused = || Reason::Blocks { value: text.to_owned() };
    let mut blocks = parse_blocks(&text.replace(['–', '—'], "-")).map_err(|_| refused())?;
    blocks.sort_unstable();
    let any_day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("1 January 2026 exists");
    let spans: Vec<_> = blocks.iter().filter_map(|block: &Block| block.on(any_day, Tz::UTC)).collect();
    if spans.is_empty() {
        return Err(refused());
    }
    if spans.windows(2).any(|pair| pair[0].overlaps(pair[1])) {
        return Err(Reason::BlocksOverlap { value: text.to_owned() });
    }
    Ok(write_blocks(&blocks))
}

/// The days of the week as files call them, each with its beginning and its word in a rule.
const WEEKDAYS: [(&[&str], &str); 7] = [
    (&["lu", "lun", "lundi", "mo", "mon", "monday"], "MO"),
    (&["ma", "mar", "mardi", "tu", "tue", "tuesday"], "TU"),
    (&["me", "mer", "mercredi", "we", "wed", "wednesday"], "WE"),
    (&["je", "jeu", "jeudi", "th", "thu", "thursday"], "TH"),
    (&["ve", "ven", "vendredi", "fr", "fri", "friday"], "FR"),
    (&["sa", "sam", "samedi", "sat", "saturday"], "SA"),
    (&["di", "dim", "dimanche", "su", "sun", "sunday"], "SU"),
];

/// `lu ma je`, `lu-ve` or a rule, as the rule that is stored.
fn days(text: &str, zone: Tz) -> Option<String> {
    if text.to_ascii_uppercase().contains("FREQ=") {
        return Rule::parse(text, zone).ok().map(|rule| rule.text());
    }
    let number = |word: &str| WEEKDAYS.iter().position(|(words, _)| words.contains(&folded(word).as_str()));
    let mut chosen = [false; 7];
    for word in text.split([' ', ',', ';', '|', '/']).filter(|word| !word.is_empty()) {
        let (from, to) = word.split_once('-').unwrap_or((word, word));
        let (from, to) = (number(from)?, number(to)?);
        if from > to {
            return None;
        }
        chosen[from..=to].fill(true);
    }
    let words: Vec<&str> = WEEKDAYS.iter().zip(chosen).filter(|(_, on)| *on).map(|((_, word), _)| *word).collect();
    (!words.is_empty()).then(|| format!("FREQ=WEEKLY;BYDAY={}", words.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_words_or_a_rule() {
        let days = |text| days(text, Tz::Europe__Paris);
        assert_eq!(days("lu ma je").as_deref(), Some("FREQ=WEEKLY;BYDAY=MO,TU,TH"));
        assert_eq!(days("Jeudi, lundi").as_deref(), Some("FREQ=WEEKLY;BYDAY=MO,TH"));
        assert_eq!(days("lu-ve").as_deref(), Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"));
        assert_eq!(days("RRULE:FREQ=MONTHLY;BYDAY=1TU").as_deref(), Some("FREQ=MONTHLY;BYDAY=1TU"));
        assert!(["", "lu xx", "ve-lu", "FREQ=HOURLY", "tous les jours"].into_iter().all(|text| days(text).is_none()));
    }

    #[test]
    fn hours_are_blocks_that_do_not_overlap() {
        assert_eq!(blocks("14:00-17:00, 9:00–12:00").as_deref(), Ok("09:00-12:00,14:00-17:00"));
        assert_eq!(blocks("9h-12h").unwrap_err().code(), "blocks");
        assert_eq!(blocks(" , ").unwrap_err().code(), "blocks");
        assert_eq!(blocks("09:00-12:00,11:00-13:00").unwrap_err().code(), "blocks_overlap");
    }
}
