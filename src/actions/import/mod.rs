//! Imports: a CSV file in, at most [`MOST_ROWS`] rows per transaction, each changed row with its
//! line of the journal. The same file again writes nothing.
//!
//! First everything is worked out (`plan`), then what changes is written (`apply`): a dry run is
//! the first half alone. Reasons are codes and values; their sentences are texts.

pub mod appointments;
mod contacts;
pub mod openings;
pub mod people;
mod people_rows;
pub mod sectors;
pub mod table;

use thiserror::Error;

use super::{ActionError, Desk};
use crate::domain::access::{Caller, Deed, Scope};
use crate::domain::ids::OrganisationId;
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::scheduling::booking::{Refusal, Warning};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::store::{self, StoreError, WriteTx};

/// Rows per transaction: other processes wait for the file while one lasts.
pub const MOST_ROWS: usize = 100;

/// What every import is told.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub organisation: OrganisationId,
    /// `false`: only say what would happen.
    pub write: bool,
    /// Makes the workers that a list of people names and nobody knows.
    pub create_workers: bool,
    /// What appointments may pass over, by name.
    pub accept: Vec<Warning>,
}

/// Told how many rows of how many are done.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Send + Sync);

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Rows that were left out, each with its reason.
    pub refused: Vec<Problem>,
    /// Rows that were taken, but not all of what they say.
    pub warnings: Vec<Problem>,
    pub new_workers: Vec<String>,
    /// Columns of the file that nothing reads.
    pub ignored: Vec<String>,
}

/// Something about one row, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub line: u64,
    /// As the file calls it.
    pub column: Option<String>,
    pub reason: Reason,
}

/// Why a row, or a part of it, is not taken. Each has its sentence in the locales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Missing,
    ColumnCount {
        expected: usize,
        found: usize,
    },
    /// Neither a file number nor a birth date: nobody can tell this person from a namesake.
    NoIdentity,
    NotAPhone {
        value: String,
    },
    /// Ten digits, and no such number is given out.
    PhoneNotGivenOut {
        value: String,
    },
    /// A spreadsheet took the leading zero for nothing.
    PhoneLostZero {
        value: String,
    },
    OtherPhones {
        value: String,
        kept: String,
    },
    NotAnEmail {
        value: String,
    },
    OtherEmails {
        value: String,
        kept: String,
    },
    DateForm {
        value: String,
    },
    NoSuchDay {
        value: String,
    },
    DateToCome {
        value: String,
    },
    DateTooOld {
        value: String,
    },
    UnknownWorker {
        value: String,
    },
    /// A number that only one person can have stands with somebody else.
    NumberOfAnother {
        value: String,
    },
    /// A number that a household shares stands with somebody else.
    SharedNumber {
        value: String,
    },
    SameAsLine {
        line: u64,
    },
    ContradictsLine {
        line: u64,
    },
    CityCode {
        value: String,
    },
    NotOfOrganisation {
        value: String,
    },
    UnknownPlace {
        value: String,
        known: String,
    },
    UnknownMotive {
        value: String,
        known: String,
    },
    SeveralMotives {
        value: String,
    },
    Blocks {
        value: String,
    },
    BlocksOverlap {
        value: String,
    },
    Days {
        value: String,
    },
    DaysMissing,
    EndsBeforeItStarts,
    OpeningOfAnother,
    UnknownPerson {
        value: String,
    },
    SeveralPeople {
        value: String,
    },
    Start {
        value: String,
    },
    Workshop,
    OtherHour {
        appointment: i64,
    },
    AlreadyBooked {
        appointment: i64,
    },
    Refused(Refusal),
}

impl Reason {
    /// The stable word of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Missing => "missing",
            Reason::ColumnCount { .. } => "column_count",
            Reason::NoIdentity => "no_identity",
            Reason::NotAPhone { .. } => "not_a_phone",
            Reason::PhoneNotGivenOut { .. } => "phone_not_given_out",
            Reason::PhoneLostZero { .. } => "phone_lost_zero",
            Reason::OtherPhones { .. } => "other_phones",
            Reason::NotAnEmail { .. } => "not_an_email",
            Reason::OtherEmails { .. } => "other_emails",
            Reason::DateForm { .. } => "date_form",
            Reason::NoSuchDay { .. } => "no_such_day",
            Reason::DateToCome { .. } => "date_to_come",
            Reason::DateTooOld { .. } => "date_too_old",
            Reason::UnknownWorker { .. } => "unknown_worker",
            Reason::NumberOfAnother { .. } => "number_of_another",
            Reason::SharedNumber { .. } => "shared_number",
            Reason::SameAsLine { .. } => "same_as_line",
            Reason::ContradictsLine { .. } => "contradicts_line",
            Reason::CityCode { .. } => "city_code",
            Reason::NotOfOrganisation { .. } => "not_of_organisation",
            Reason::UnknownPlace { .. } => "unknown_place",
            Reason::UnknownMotive { .. } => "unknown_motive",
            Reason::SeveralMotives { .. } => "several_motives",
            Reason::Blocks { .. } => "blocks",
            Reason::BlocksOverlap { .. } => "blocks_overlap",
            Reason::Days { .. } => "days",
            Reason::DaysMissing => "days_missing",
            Reason::EndsBeforeItStarts => "ends_before_it_starts",
            Reason::OpeningOfAnother => "opening_of_another",
            Reason::UnknownPerson { .. } => "unknown_person",
            Reason::SeveralPeople { .. } => "several_people",
            Reason::Start { .. } => "start",
            Reason::Workshop => "workshop",
            Reason::OtherHour { .. } => "other_hour",
            Reason::AlreadyBooked { .. } => "already_booked",
            Reason::Refused(refusal) => refusal.code(),
        }
    }

    /// What the sentence needs, by name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Reason::ColumnCount { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Reason::OtherPhones { value, kept } | Reason::OtherEmails { value, kept } => {
                vec![("value", value.clone()), ("kept", kept.clone())]
            }
            Reason::UnknownPlace { value, known } | Reason::UnknownMotive { value, known } => {
                vec![("value", value.clone()), ("known", known.clone())]
            }
            Reason::SameAsLine { line } | Reason::ContradictsLine { line } => vec![("line", line.to_string())],
            Reason::OtherHour { appointment } | Reason::AlreadyBooked { appointment } => {
                vec![("appointment", appointment.to_string())]
            }
            Reason::NotAPhone { value }
            | Reason::PhoneNotGivenOut { value }
            | Reason::PhoneLostZero { value }
            | Reason::NotAnEmail { value }
            | Reason::DateForm { value }
            | Reason::NoSuchDay { value }
            | Reason::DateToCome { value }
            | Reason::DateTooOld { value }
            | Reason::UnknownWorker { value }
            | Reason::NumberOfAnother { value }
            | Reason::SharedNumber { value }
            | Reason::CityCode { value }
            | Reason::NotOfOrganisation { value }
            | Reason::SeveralMotives { value }
            | Reason::Blocks { value }
            | Reason::BlocksOverlap { value }
            | Reason::Days { value }
            | Reason::UnknownPerson { value }
            | Reason::SeveralPeople { value }
            | Reason::Start { value } => vec![("value", value.clone())],
            Reason::Missing
            | Reason::NoIdentity
            | Reason::DaysMissing
            | Reason::EndsBeforeItStarts
            | Reason::OpeningOfAnother
            | Reason::Workshop
            | Reason::Refused(_) => Vec::new(),
        }
    }
}

/// Why a whole file is not taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FileProblem {
    #[error("the file is empty")]
    Empty,
    #[error("a spreadsheet, not a CSV file")]
    Spreadsheet,
    #[error("neither UTF-8 nor Windows-1252")]
    NotText,
    #[error("not a CSV file: {why}")]
    Unreadable { why: String },
    #[error("columns are missing: {missing:?}, found {found:?}")]
    MissingColumns { missing: Vec<&'static str>, found: Vec<String> },
}

#[derive(Debug, Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] FileProblem),
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        ImportError::Action(error.into())
    }
}

/// What every import of one territory works with.
struct Ground {
    scope: Scope,
    settings: std::sync::Arc<Settings>,
}

impl Desk {
    async fn ground(&self, caller: &Caller, request: &ImportRequest, now: Timestamp) -> Result<Ground, ActionError> {
        let scope = caller.may(Deed::Import)?;
        let (town, _) = self.settings(&super::Claimant::Known(caller.clone()), now).await?;
        if !town.settings.organisations.contains_key(&request.organisation) {
            return Err(ActionError::NotFound("organisation"));
        }
        Ok(Ground { scope, settings: town.settings })
    }
}

/// The line that a changed row leaves.
async fn journal(tx: &mut WriteTx, scope: &Scope, (thing, id): (Thing, i64), now: Timestamp) -> Result<(), StoreError> {
    let line =
        Line { at: now, actor: scope.actor(), act: Act::Imported, thing, thing_id: id, detail: Detail::default() };
    store::write_line(tx, scope.territory(), &line).await
}

/// A day as files write it: `31/12/2026`, `31-12-2026`, `31.12.2026` or `2026-12-31`.
fn day(text: &str) -> Result<chrono::NaiveDate, Reason> {
    let form = || Reason::DateForm { value: text.to_owned() };
    // A spreadsheet may add the hour of midnight.
    let date = text.trim_end_matches("00:00:00").trim_end_matches("00:00").trim_end_matches('T').trim();
    let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
    let &[first, second, third] = parts.as_slice() else { return Err(form()) };
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    let plain = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
        return Err(form());
    }
    let number = |part: &str| part.parse::<u32>().map_err(|_| form());
    let year = i32::try_from(number(year)?).map_err(|_| form())?;
    chrono::NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
        .ok_or_else(|| Reason::NoSuchDay { value: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_and_machines_write_it() {
        let expected = chrono::NaiveDate::from_ymd_opt(1987, 2, 3).unwrap();
        for text in ["03/02/1987", "3/2/1987", "1987-02-03", "03.02.1987", "03-02-1987", "1987-02-03 00:00:00"] {
            assert_eq!(day(text), Ok(expected), "{text}");
        }
        for text in ["31/02/1987", "00/01/1987", "1987-13-01"] {
            assert_eq!(day(text), Err(Reason::NoSuchDay { value: text.to_owned() }), "{text}");
        }
        for text in ["03/02/87", "1987", "3 février 1987", "03/02/1987 x", "+3/02/1987"] {
            assert_eq!(day(text), Err(Reason::DateForm { value: text.to_owned() }), "{text}");
        }
    }
}
