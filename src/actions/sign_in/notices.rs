//! What is to be sent to sign in or to open something. The secret is derived from the row each time:
//! a message that is sent again says the same.

use super::SignInError;
use super::secrets::Secrets;
use crate::actions::Desk;
use crate::domain::access::Caller;
use crate::domain::ids::{AppointmentId, NoticeId, PersonId};
use crate::domain::sign_in::{LinkPurpose, NoticeKind};
use crate::domain::time::Timestamp;
use crate::store::{self, NoticeRow, StoreError};

/// A notice, ready to be written out.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: String,
    /// The six digits, or the token that stands in the address of the link.
    pub secret: String,
    pub appointment: Option<AppointmentId>,
    pub person: Option<PersonId>,
    pub created_at: Timestamp,
    pub done_at: Option<Timestamp>,
}

impl Secrets {
    /// What a notice will say.
    ///
    /// # Errors
    /// A row that holds neither a code nor a link.
    pub fn notice(&self, row: NoticeRow) -> Result<Notice, StoreError> {
        let bad = |why: String| StoreError::BadRow(format!("notice {}: {why}", row.id));
        let secret = match (&row.code_phone, &row.code_salt, &row.purpose, &row.link_salt) {
            (Some(phone), Some(salt), ..) => self.code(row.territory_id, phone, salt),
            (_, _, Some(purpose), Some(salt)) => {
                let purpose: LinkPurpose = purpose.parse().map_err(|error| bad(format!("{error}")))?;
                self.link(row.territory_id, purpose, salt)
            }
            _ => return Err(bad("nothing to derive its secret from".to_owned())),
        };
        Ok(Notice {
            id: row.id,
            kind: row.kind.parse().map_err(|error| bad(format!("{error}")))?,
            phone: row.phone,
            email: row.email,
            language: row.language,
            secret,
            appointment: row.appointment_id,
            person: row.person_id,
            created_at: row.created_at,
            done_at: row.done_at,
        })
    }
}

impl Desk {
    /// The latest notices, with the secrets they carry: for the page of the demo, and for nobody else.
    ///
    /// # Errors
    /// Only the command line may.
    pub async fn notices(&self, caller: &Caller, limit: i64) -> Result<Vec<Notice>, SignInError> {
        let Caller::CommandLine { .. } = caller else { return Err(SignInError::SignedOut) };
        let scope = caller.may(crate::domain::access::Deed::ReadPeople)?;
        let mut tx = self.db.read().await?;
        let rows = store::notices(&mut tx, &scope, limit).await?;
        Ok(rows.into_iter().map(|row| self.secrets.notice(row)).collect::<Result<_, _>>()?)
    }
}
