//! Find records of one person, make them one with a preview, and two again within thirty days.

use std::collections::BTreeSet;

use super::{Claimant, Desk};
use crate::actions::ActionError;
use crate::actions::locks::{Needs, locked_town, refused};
use crate::domain::access::{Caller, Deed, Denied, Role, Scope};
use crate::domain::appointments::Status;
use crate::domain::cases::{Evidence, MERGE_KEPT, NotUndone, Pair, Record, Side, compare, pairs};
use crate::domain::ids::{AppointmentId, MergeId, OrganisationId, PersonId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::messages::MessageKind;
use crate::domain::time::Timestamp;
use crate::store::{self, Appointment, MERGED_FIELDS, MergeLine, WriteTx};

/// Records compared at most: an organisation has fewer, and the page is answered in a second or two.
const MOST_RECORDS: i64 = 60_000;
const MOST_PAIRS: usize = 100;

/// Two appointments of which one person can have one.
#[derive(Clone, Debug)]
pub struct MergeConflict {
    pub kept: Appointment,
    pub gone: Appointment,
}

/// What a merge would do.
#[derive(Clone, Debug)]
pub struct MergePreview {
    pub kept: Record,
    pub gone: Record,
    /// `None`: nothing but contact is the same, and it is refused.
    pub evidence: Option<Evidence>,
    pub conflicts: Vec<MergeConflict>,
    /// How many of each kind move.
    pub moves: Vec<(&'static str, usize)>,
    pub numbers: Vec<String>,
    /// Another organisation knows one of them: its administrators of the territory decide.
    pub elsewhere: bool,
}

/// What was chosen on the preview.
#[derive(Clone, Debug, Default)]
pub struct MergeChoices {
    /// Fields whose value is taken from the record that goes; the others stay.
    pub from_gone: Vec<String>,
    /// Of each two appointments in conflict the one to give up.
    pub give_up: Vec<AppointmentId>,
}

/// Who merges, and where.
#[derive(Clone, Debug)]
struct Merger {
    scope: Scope,
    organisation: OrganisationId,
    worker: WorkerId,
    role: Role,
}

impl Desk {
    async fn merger(&self, claimant: &Claimant) -> Result<Merger, ActionError> {
        let caller = self.caller(&mut self.db.read().await?, claimant).await?;
        let scope = caller.may(Deed::MergePeople)?;
        match caller {
            Caller::Worker { id, organisation, role, .. } => Ok(Merger { scope, organisation, worker: id, role }),
            _ => Err(Denied(Deed::MergePeople).into()),
        }
    }

    /// Pairs of records that may be one person, the likeliest first.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn duplicates(&self, claimant: &Claimant) -> Result<Vec<(Pair, Record, Record)>, ActionError> {
        let merger = self.merger(claimant).await?;
        let mut tx = self.db.read().await?;
        let records = store::records(&mut tx, &merger.scope, (merger.organisation, MOST_RECORDS)).await?;
        let apart: BTreeSet<_> = store::kept_apart(&mut tx, &merger.scope).await?.into_iter().collect();
        drop(tx);
        // Comparing everybody is work for a thread of its own.
        let compared = tokio::task::spawn_blocking(move || {
            let found = pairs(&records, &apart, MOST_PAIRS);
            let one = |id: PersonId| records.iter().find(|record| record.id == id).cloned();
            found.into_iter().filter_map(|pair| Some((pair.clone(), one(pair.one)?, one(pair.other)?))).collect()
        });
        compared.await.map_err(|error| store::StoreError::BadRow(format!("comparing records: {error}")).into())
    }

    /// # Errors
    /// `NotFound` for records that the organisation does not know.
    pub async fn preview_merge(
        &self,
        claimant: &Claimant,
        (kept, gone): (PersonId, PersonId),
    ) -> Result<MergePreview, ActionError> {
        let Merger { scope, organisation, role, .. } = self.merger(claimant).await?;
        let mut tx = self.db.read().await?;
        let mut records = Vec::new();
        for person in [kept, gone] {
            let record = store::record_of(&mut tx, &scope, (organisation, person)).await?;
            records.push(record.ok_or(ActionError::NotFound("person"))?);
        }
        let (Some(other), Some(own), true) = (records.pop(), records.pop(), kept != gone) else {
            return Err(ActionError::NotFound("person"));
        };
        let mut conflicts = Vec::new();
        for (one, two) in store::merge_conflicts(&mut tx, &scope, (kept, gone)).await? {
            let both =
                (store::appointment(&mut tx, &scope, one).await?, store::appointment(&mut tx, &scope, two).await?);
            if let (Some(kept), Some(gone)) = both {
                conflicts.push(MergeConflict { kept, gone });
            }
        }
        let (moves, numbers) = store::merge_moves(&mut tx, &scope, (kept, gone)).await?;
        let shared = store::known_elsewhere_too(&mut tx, &scope, (kept, gone), organisation).await?;
        Ok(MergePreview {
            evidence: compare(&own, &other),
            kept: own,
            gone: other,
            conflicts,
            moves,
            numbers,
            elsewhere: shared && role != Role::TerritoryAdmin,
        })
    }

    /// Makes two records one, in one transaction.
    ///
    /// # Errors
    /// `Invalid` with the key of why not: names that are two names, another organisation's person, a
    /// conflict of appointments without a choice.
    pub async fn merge_people(
        &self,
        claimant: &Claimant,
        (kept, gone): (PersonId, PersonId),
        choices: MergeChoices,
        now: Timestamp,
    ) -> Result<MergeId, ActionError> {
        let preview = self.preview_merge(claimant, (kept, gone)).await?;
        if preview.evidence.is_none() {
            return Err(ActionError::invalid("merge", "merge-contact-alone"));
        }
        if preview.elsewhere {
            return Err(ActionError::invalid("merge", "merge-elsewhere"));
        }
        // The settings are held from here on: giving an appointment up asks for them.
        self.settings(claimant, now).await?;
        let merger = self.merger(claimant).await?;
        let towns = self.towns.clone();
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let scope = &merger.scope;
                // In the order of their ids: two who merge the same two cannot wait for each other.
                for person in [kept.min(gone), kept.max(gone)] {
                    store::lock_person(tx, scope, person).await?.ok_or(ActionError::NotFound("person"))?;
                }
                for (one, two) in store::merge_conflicts(tx, scope, (kept, gone)).await? {
                    let given_up = [(one, kept), (two, gone)].into_iter().find(|(id, _)| choices.give_up.contains(id));
                    let (id, person) = given_up.ok_or(ActionError::invalid("merge", "merge-choose"))?;
                    let appointment = store::lock_appointment(tx, scope, id).await?;
                    let appointment = appointment.ok_or(ActionError::NotFound("appointment"))?;
                    give_up(tx, &towns, scope, &appointment, person, now).await?;
                }
                let sides: Vec<(&str, Side)> = MERGED_FIELDS
                    .iter()
                    .map(|name| {
                        let theirs = choices.from_gone.iter().any(|one| one == name);
                        (*name, if theirs { Side::Gone } else { Side::Kept })
                    })
                    .collect();
                let by = (merger.organisation, Some(merger.worker));
                let times = (now, now - MERGE_KEPT);
                let merge = store::merge_people(tx, scope, by, (kept, gone), &sides, times).await.map_err(refused)?;
                let detail = Detail { from: Some(gone.to_string()), to: Some(kept.to_string()), ..Detail::default() };
                note(tx, scope, (Act::Merged, Thing::Merge, merge.0), detail, now).await?;
                Ok::<_, ActionError>(merge)
            })
        });
        write.await
    }

    /// Says that two records that look alike are two people: they are not shown again.
    ///
    /// # Errors
    /// As [`Desk::preview_merge`].
    pub async fn keep_apart(
        &self,
        claimant: &Claimant,
        (one, other): (PersonId, PersonId),
        now: Timestamp,
    ) -> Result<(), ActionError> {
        self.preview_merge(claimant, (one, other)).await?;
        let Merger { scope, .. } = self.merger(claimant).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                if store::keep_apart(tx, scope.territory(), (one, other)).await? {
                    let detail = Detail { to: Some(other.to_string()), ..Detail::default() };
                    note(tx, &scope, (Act::KeptApart, Thing::Person, one.0), detail, now).await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }

    /// The merges that can still be undone, and those that were.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn merges(&self, claimant: &Claimant, now: Timestamp) -> Result<Vec<MergeLine>, ActionError> {
        let merger = self.merger(claimant).await?;
        let mut tx = self.db.read().await?;
        Ok(store::merges_since(&mut tx, &merger.scope, (merger.organisation, now - MERGE_KEPT)).await?)
    }

    /// Both records again; what changed since stays as it is.
    ///
    /// # Errors
    /// `Invalid` with the key of why it is not possible any more; `NotFound` for another organisation's.
    pub async fn undo_merge(&self, claimant: &Claimant, merge: MergeId, now: Timestamp) -> Result<(), ActionError> {
        let merger = self.merger(claimant).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let scope = &merger.scope;
                let found = store::lock_merge(tx, scope, (merger.organisation, merge)).await?;
                let found = found.ok_or(ActionError::NotFound("merge"))?;
                let why = if found.undone_at.is_some() {
                    Some(NotUndone::Already)
                } else if found.merged_at < now - MERGE_KEPT {
                    Some(NotUndone::TooLate)
                } else if store::is_merged(tx, scope.territory(), found.kept_id).await? {
                    Some(NotUndone::MergedSince)
                } else {
                    None
                };
                if let Some(why) = why {
                    return Err(ActionError::Invalid {
                        field: "merge",
                        why: format!("not-undone-{}", why.word().replace('_', "-")),
                    });
                }
                store::undo_merge(tx, scope, (merge, &found), now).await.map_err(refused)?;
                let detail = Detail {
                    from: Some(found.kept_id.to_string()),
                    to: Some(found.gone_id.to_string()),
                    ..Detail::default()
                };
                note(tx, scope, (Act::MergeUndone, Thing::Merge, merge.0), detail, now).await
            })
        });
        write.await
    }
}

async fn note(
    tx: &mut WriteTx,
    scope: &Scope,
    (act, thing, thing_id): (Act, Thing, i64),
    detail: Detail,
    now: Timestamp,
) -> Result<(), ActionError> {
    let line = Line { at: now, actor: scope.actor(), act, thing, thing_id, detail };
    Ok(store::write_line(tx, scope.territory(), &line).await?)
}

/// Of two appointments at one time the one that is not wanted: cancelled; of a workshop only the seat.
async fn give_up(
    tx: &mut WriteTx,
    towns: &store::Towns,
    scope: &Scope,
    appointment: &Appointment,
    person: PersonId,
    now: Timestamp,
) -> Result<(), ActionError> {
    let told = if appointment.seats.is_some() {
        store::leave(tx, appointment.id, person).await?;
        Some(person)
    } else {
        let settings = towns.held_settings(scope.territory()).ok_or(ActionError::NotFound("territory"))?;
        let motive = settings.motives.get(&appointment.motive).ok_or(ActionError::NotFound("motive"))?;
        let (workers, more, span) = (&appointment.workers, &appointment.calendars, appointment.span);
        locked_town(tx, towns, scope, Needs { motive, workers, more, person: None, span }, now).await?;
        appointment.status.change(Status::Cancelled, span.start(), now)?;
        store::set_status(tx, appointment.id, (appointment.status, Status::Cancelled), false).await.map_err(refused)?;
        None
    };
    store::tell_participants(tx, appointment.id, told, MessageKind::Cancelled, now).await?;
    let detail = Detail { reason: Some("merged".to_owned()), ..Detail::default() };
    note(tx, scope, (Act::Cancelled, Thing::Appointment, appointment.id.0), detail, now).await
}
