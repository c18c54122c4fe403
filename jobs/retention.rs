//! Every night: what has been kept long enough goes. **Every table and its limit stand in this file**; a
//! guard fails on a table that does not. People go two years after anything was heard of them, never
//! one with an appointment to come, a place on a waiting list or a call to be made. With `--dry-run` it
//! says how many rows would go, and takes none.

use chrono::Days;

use super::{Done, Ended, Run};
use crate::domain::ids::PersonId;
use crate::domain::scheduling::zones;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, StoreError};

/// How long a table's rows are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As long as the territory is set up so.
    Settings,
    /// With the person; what says who it was goes with it.
    WithPerson,
    /// For the figures, of nobody in particular once the person is forgotten.
    ForFigures,
    /// With the row it belongs to.
    WithOwner,
    /// Until it has ended, and not much longer: `clean_up`.
    Hours,
    For(Minutes),
    /// Ids and codes only; closed to changes by the database itself.
    Always,
}

const PERSON: Minutes = Minutes::days(2 * 365);
const BODY: Minutes = Minutes::days(182);
const MESSAGE: Minutes = Minutes::days(2 * 365);
const COUNTS: Minutes = Minutes::days(3 * 365);
const ASKED: Minutes = Minutes::days(365);

pub const LIMITS: &[(&str, Kept)] = &[
    ("absence", Kept::WithOwner),
    ("api_key", Kept::Settings),
    ("appointment", Kept::ForFigures),
    ("attempt", Kept::Hours),
    ("busy_time", Kept::WithOwner),
    ("calendar", Kept::Settings),
    ("call_back", Kept::For(ASKED)),
    ("call_try", Kept::ForFigures),
    ("case_file", Kept::WithPerson),
    ("case_note", Kept::WithPerson),
    ("closure", Kept::Settings),
    ("contact_preference", Kept::WithPerson),
    ("delivery_report", Kept::For(BODY)),
    ("draft", Kept::Hours),
    ("guest_appointment", Kept::WithOwner),
    ("hold", Kept::Hours),
    ("idempotency", Kept::Hours),
    ("job", Kept::Settings),
    ("journal", Kept::Always),
    ("journal_seal", Kept::Always),
    ("journal_sealer", Kept::Settings),
    ("link", Kept::Hours),
    // Its body and its address after half of a year.
    ("message", Kept::For(MESSAGE)),
    ("message_count", Kept::For(COUNTS)),
    ("motive", Kept::Settings),
    ("notice", Kept::WithOwner),
    ("opening", Kept::WithOwner),
    ("opening_exception", Kept::WithOwner),
    ("opening_motive", Kept::WithOwner),
    ("organisation", Kept::Settings),
    ("outbox", Kept::For(MESSAGE)),
    ("participation", Kept::ForFigures),
    ("person", Kept::For(PERSON)),
    ("person_identifier", Kept::WithPerson),
    ("person_merge", Kept::WithPerson),
    ("person_name", Kept::WithPerson),
    ("person_name_key", Kept::WithPerson),
    ("person_organisation", Kept::WithPerson),
    ("place", Kept::Settings),
    ("referent", Kept::WithPerson),
    ("relative", Kept::WithPerson),
    ("reply", Kept::For(BODY)),
    ("resource", Kept::Settings),
    ("safe", Kept::WithPerson),
    ("safe_folder", Kept::WithOwner),
    ("safe_grant", Kept::WithOwner),
    ("safe_item", Kept::WithOwner),
    ("safe_key", Kept::WithOwner),
    ("safe_opening", Kept::Hours),
    ("safe_version", Kept::WithOwner),
    ("search_miss", Kept::For(COUNTS)),
    ("sector", Kept::Settings),
    ("sector_target", Kept::Settings),
    ("sector_zone", Kept::Settings),
    ("service", Kept::Settings),
    ("session", Kept::Hours),
    ("sign_in_code", Kept::Hours),
    ("team", Kept::Settings),
    ("team_member", Kept::Settings),
    ("territory", Kept::Settings),
    ("two_people", Kept::WithPerson),
    ("waiting_entry", Kept::For(ASKED)),
    ("waiting_proposal", Kept::WithOwner),
    ("worker", Kept::Settings),
    ("worker_charter", Kept::WithOwner),
    ("worker_login", Kept::WithOwner),
    ("worker_organisation", Kept::Settings),
];

/// Rows in one transaction: others wait for the file.
const BATCH: i64 = 100;

pub async fn run(run: &Run) -> Ended {
    let now = run.now();
    let people = forget_people(run, now).await?;
    if run.dry {
        return Ok(Done(vec![("people", people)]));
    }
    let bodies = in_batches(run, now - BODY, |tx, before| Box::pin(store::clear_bodies(tx, before, BATCH))).await?;
    let messages =
        in_batches(run, now - MESSAGE, |tx, before| Box::pin(store::delete_messages(tx, before, BATCH))).await?;
    let told = in_batches(run, now - MESSAGE, |tx, before| Box::pin(store::delete_told(tx, before, BATCH))).await?;
    let db = &run.app.desk.db;
    let asked = db.write(move |tx| Box::pin(async move { store::delete_asked(tx, now - ASKED).await })).await? as i64;
    let replies =
        db.write(move |tx| Box::pin(async move { store::delete_replies(tx, now - BODY).await })).await? as i64;
    let first = zones::local_day(chrono_tz::UTC, now) - Days::new(COUNTS.0.unsigned_abs() / (24 * 60));
    let counts = db.write(move |tx| Box::pin(async move { store::delete_counts(tx, first).await })).await? as i64;
    Ok(Done(vec![
        ("people", people),
        ("bodies", bodies),
        ("messages", messages),
        ("announcements", told),
        ("asked", asked + replies),
        ("counts", counts),
    ]))
}

async fn forget_people(run: &Run, now: Timestamp) -> Result<i64, StoreError> {
    let db = &run.app.desk.db;
    let (mut after, mut forgotten) = (PersonId(0), 0);
    while !run.is_stopping() {
        let people = store::people_to_forget(&mut db.read().await?, now - PERSON, (after, BATCH)).await?;
        let Some(last) = people.last() else { break };
        after = *last;
        forgotten += people.len() as i64;
        if run.dry {
            continue;
        }
        for person in people {
            db.write(move |tx| Box::pin(async move { store::forget_person(tx, person, now).await })).await?;
        }
    }
    Ok(forgotten)
}

type Deleting<'t> = futures_util::future::BoxFuture<'t, Result<u64, StoreError>>;

async fn in_batches(
    run: &Run,
    before: Timestamp,
    delete: for<'t> fn(&'t mut store::WriteTx, Timestamp) -> Deleting<'t>,
) -> Result<i64, StoreError> {
    let mut gone = 0;
    loop {
        let batch = run.app.desk.db.write(move |tx| delete(tx, before)).await? as i64;
        gone += batch;
        if batch < BATCH || run.is_stopping() {
            return Ok(gone);
        }
    }
}
