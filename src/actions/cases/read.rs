//! Open a case file, and see the list of one's own.

use chrono::NaiveDate;

use super::{Claimant, Desk, Opened};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::cases::reads_note;
use crate::domain::ids::{PersonId, WorkerId};
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, CaseAppointment, CaseHead, CaseNote, CaseReferent, CaseRelative, OwnCase};

/// A case file as this worker sees it.
#[derive(Clone, Debug)]
pub struct CaseView {
    pub head: CaseHead,
    pub referents: Vec<CaseReferent>,
    /// Other spellings of the name.
    pub spellings: Vec<String>,
    pub relatives: Vec<CaseRelative>,
    /// The latest first.
    pub appointments: Vec<CaseAppointment>,
    /// Those that she may read, the newest first.
    pub notes: Vec<CaseNote>,
    pub reader: WorkerId,
    pub today: NaiveDate,
}

/// Whom a worker follows: first who must be seen or called soonest, then those without any date.
#[derive(Clone, Debug)]
pub struct OwnCases {
    pub cases: Vec<OwnCase>,
    pub today: NaiveDate,
    pub zone: chrono_tz::Tz,
}

impl Desk {
    /// Opens a case file. Each opening leaves a line in the journal, in the same transaction: without it
    /// nothing is shown.
    ///
    /// # Errors
    /// `NotFound` for a file that this worker may not open.
    pub async fn read_case(
        &self,
        claimant: &Claimant,
        person: PersonId,
        now: Timestamp,
    ) -> Result<CaseView, ActionError> {
        let reader = self.reader(claimant, Deed::ReadCase).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let Opened { head, referents, today } = reader.open(tx, person, now).await?;
                let of = (reader.organisation, person);
                let mut notes = store::open_case_notes(tx, &reader.scope, of, now).await?;
                let own = (reader.worker, head.service);
                notes.retain(|note| reads_note(own, (note.author, note.service, note.shared)));
                Ok::<_, ActionError>(CaseView {
                    spellings: store::spellings_of(tx, &reader.scope, person).await?,
                    relatives: store::case_relatives(tx, &reader.scope, of).await?,
                    appointments: store::case_appointments(tx, &reader.scope, of).await?,
                    notes,
                    head,
                    referents,
                    reader: reader.worker,
                    today,
                })
            })
        });
        write.await
    }

    /// # Errors
    /// The permission is missing.
    pub async fn own_cases(&self, claimant: &Claimant, now: Timestamp) -> Result<OwnCases, ActionError> {
        let reader = self.reader(claimant, Deed::ReadCase).await?;
        let (town, _) = self.settings(claimant, now).await?;
        let zone = town.settings.site(reader.organisation, None).map_or(chrono_tz::Tz::UTC, |site| site.zone);
        let today = zones::local_day(zone, now);
        let mut tx = self.db.read().await?;
        let of = (reader.organisation, reader.worker);
        let mut cases = store::cases_of_worker(&mut tx, &reader.scope, of, (now, today)).await?;
        let soonest = |case: &OwnCase| {
            let next = case.next_at.map(|at| zones::local_day(zone, at));
            let soonest = [case.next_contact, next].into_iter().flatten().min();
            // Without any date: last.
            (soonest.is_none(), soonest)
        };
        cases.sort_by_key(soonest);
        Ok(OwnCases { cases, today, zone })
    }
}
