//! What `relais doctor` asks of the database: whether the file is sound, and whether what the
//! triggers keep is really so. Nothing here repairs.

use super::db::StoreError;
use super::statement::{fetch_all, fetch_scalar, statements};
use super::tx::ReadTx;

statements! {
    /// `ok`, or one row per fault. PostgreSQL checks its pages itself.
    INTEGRITY {
        sqlite: "SELECT integrity_check FROM pragma_integrity_check",
        postgres: "SELECT 'ok' AS integrity_check"
    }
    /// Rows whose foreign key points at nothing: only a connection that did not enforce it leaves one.
    LOST_REFERENCES {
        sqlite: "SELECT COUNT(*) FROM pragma_foreign_key_check",
        postgres: "SELECT CAST(0 AS BIGINT)"
    }
    /// Pairs of ordinary rows on one calendar that block the same time.
    OVERLAPS {
        "SELECT COUNT(*) FROM busy_time AS one
         JOIN busy_time AS other ON other.calendar_id = one.calendar_id AND other.blocking AND NOT other.deliberate
              AND other.starts_at >= one.starts_at AND other.starts_at < one.ends_at AND other.id <> one.id
              AND (other.starts_at > one.starts_at OR other.id > one.id)
         WHERE one.blocking AND NOT one.deliberate"
    }
    /// Workshops whose count of seats is not that of the people who are in it.
    WRONG_SEATS {
        "SELECT COUNT(*) FROM appointment
         WHERE seats IS NOT NULL
           AND seats_taken <> (SELECT COUNT(*) FROM participation
                               WHERE participation.appointment_id = appointment.id AND participation.live)"
    }
    /// Appointments that block although they are cancelled, that do not although they are live, or
    /// whose busy time is not around their hours.
    WRONG_BUSY {
        "SELECT COUNT(*) FROM appointment
         WHERE EXISTS (SELECT 1 FROM busy_time
                       WHERE busy_time.appointment_id = appointment.id
                         AND (busy_time.blocking = (appointment.status IN ('excused', 'cancelled'))
                              OR busy_time.starts_at > appointment.starts_at
                              OR busy_time.ends_at < appointment.ends_at))
            OR NOT EXISTS (SELECT 1 FROM busy_time WHERE busy_time.appointment_id = appointment.id)"
    }
}

/// What was found: each number should be 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// What is wrong with the file, in the database's own words.
    pub faults: Vec<String>,
    pub lost_references: i64,
    pub overlaps: i64,
    pub wrong_seats: i64,
    pub wrong_busy: i64,
}

/// # Errors
/// The database does not answer.
pub async fn examine(tx: &mut ReadTx) -> Result<Examination, StoreError> {
    let faults = fetch_all!(tx, (String,), INTEGRITY)?;
    Ok(Examination {
        faults: faults.into_iter().map(|(fault,)| fault).filter(|fault| fault != "ok").collect(),
        lost_references: fetch_scalar!(tx, i64, LOST_REFERENCES)?,
        overlaps: fetch_scalar!(tx, i64, OVERLAPS)?,
        wrong_seats: fetch_scalar!(tx, i64, WRONG_SEATS)?,
        wrong_busy: fetch_scalar!(tx, i64, WRONG_BUSY)?,
    })
}
