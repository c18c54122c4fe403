//! A worker leaves: what she has open gets an owner, and after her last day she reads nothing.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::{Claimant, Desk};
use crate::actions::ActionError;
use crate::actions::move_appointment::MoveRequest;
use crate::domain::access::{Caller, Deed, Denied, Role, Scope};
use crate::domain::cases::CaseRule;
use crate::domain::ids::{AppointmentId, MotiveId, OrganisationId, PersonId, TerritoryId, WaitingEntryId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::scheduling::booking::Warning;
use crate::domain::scheduling::search::Audience;
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, ListedWorker, OpenAppointment, OwnCase};

/// What a worker has open.
#[derive(Clone, Debug)]
pub struct Handover {
    pub worker: ListedWorker,
    /// The last day on which she reads anything, when she leaves.
    pub last_day: Option<NaiveDate>,
    pub cases: Vec<OwnCase>,
    /// From now on.
    pub appointments: Vec<OpenAppointment>,
    pub waiting: Vec<(WaitingEntryId, MotiveId, String)>,
    /// Who can take it over.
    pub colleagues: Vec<ListedWorker>,
    pub zone: Tz,
    pub today: NaiveDate,
}

/// To whom it goes.
#[derive(Clone, Debug)]
pub struct HandoverPlan {
    pub last_day: NaiveDate,
    pub to: WorkerId,
    /// Where another takes over than `to`.
    pub cases: HashMap<PersonId, WorkerId>,
    pub appointments: HashMap<AppointmentId, WorkerId>,
}

/// What was open and nobody's.
#[derive(Clone, Debug)]
pub struct WithoutOwner {
    pub people: Vec<(PersonId, String)>,
    pub appointments: Vec<OpenAppointment>,
    pub workers: Vec<ListedWorker>,
    pub zone: Tz,
}

struct Leaving {
    scope: Scope,
    at: (TerritoryId, OrganisationId),
    role: Role,
    zone: Tz,
    today: NaiveDate,
}

impl Desk {
    async fn leaving(&self, claimant: &Claimant, deed: Deed, now: Timestamp) -> Result<Leaving, ActionError> {
        let caller = self.caller(&mut self.db.read().await?, claimant).await?;
        let scope = caller.may(deed)?;
        let Caller::Worker { territory, organisation, role, .. } = caller else { return Err(Denied(deed).into()) };
        let (town, _) = self.settings(claimant, now).await?;
        let zone = town.settings.site(organisation, None).map_or(Tz::UTC, |site| site.zone);
        Ok(Leaving { scope, at: (territory, organisation), role, zone, today: zones::local_day(zone, now) })
    }

    /// What is open and has no owner, and the workers of the organisation.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn without_owner(&self, claimant: &Claimant, now: Timestamp) -> Result<WithoutOwner, ActionError> {
        let leaving = self.leaving(claimant, Deed::HandOver, now).await?;
        let mut tx = self.db.read().await?;
        Ok(WithoutOwner {
            people: store::orphans(&mut tx, &leaving.scope, leaving.at.1, (now, leaving.today)).await?,
            appointments: store::left_appointments(&mut tx, &leaving.scope, leaving.at.1, now).await?,
            workers: store::list_workers(&mut tx, leaving.at).await?,
            zone: leaving.zone,
        })
    }

    /// # Errors
    /// `NotFound` for a worker of another organisation.
    pub async fn handover(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        now: Timestamp,
    ) -> Result<Handover, ActionError> {
        let Leaving { scope, at, zone, today, .. } = self.leaving(claimant, Deed::HandOver, now).await?;
        let mut tx = self.db.read().await?;
        let workers = store::list_workers(&mut tx, at).await?;
        let found = workers.iter().find(|one| one.id == worker).cloned();
        let worker = found.ok_or(ActionError::NotFound("worker"))?;
        let of = (at.1, worker.id);
        let leaves = store::leaves_at(&mut tx, at.0, worker.id).await?;
        Ok(Handover {
            last_day: leaves.and_then(|at| zones::local_day(zone, at).pred_opt()),
            cases: store::cases_of_worker(&mut tx, &scope, of, (now, today)).await?,
            appointments: store::open_appointments(&mut tx, &scope, of, now).await?,
            waiting: store::open_waiting(&mut tx, &scope, of).await?,
            colleagues: workers.into_iter().filter(|one| one.active && one.id != worker.id).collect(),
            worker,
            zone,
            today,
        })
    }

    /// Gives everything open to colleagues: case files and the waiting at once, in one transaction with the
    /// last day; then each appointment after that day, which keeps its hour. What could not be moved, because
    /// the colleague is taken then: it stays on the page until somebody decides.
    ///
    /// # Errors
    /// `Invalid` for a day that is over, for somebody who cannot take over, and for a worker of several
    /// organisations unless it is the territory who says so.
    pub async fn hand_over(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        plan: HandoverPlan,
        now: Timestamp,
    ) -> Result<Vec<AppointmentId>, ActionError> {
        let open = self.handover(claimant, worker, now).await?;
        let Leaving { scope, at, role, zone, today } = self.leaving(claimant, Deed::HandOver, now).await?;
        if plan.last_day < today {
            return Err(ActionError::invalid("last_day", "handover-over"));
        }
        if open.worker.works_elsewhere && role != Role::TerritoryAdmin {
            return Err(ActionError::invalid("last_day", "wrong-works-elsewhere"));
        }
        let takes = |id: WorkerId| open.colleagues.iter().any(|one| one.id == id);
        let all = std::iter::once(&plan.to).chain(plan.cases.values()).chain(plan.appointments.values());
        if !all.copied().all(takes) {
            return Err(ActionError::invalid("to", "wrong-not-in-list"));
        }
        let first_without = plan.last_day + Days::new(1);
        let leaves_at = zones::day_start(zone, first_without);
        let (cases, chosen, to, last_day) = (open.cases.clone(), plan.cases.clone(), plan.to, plan.last_day);
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                for case in &cases {
                    let next = chosen.get(&case.person).copied().unwrap_or(to);
                    store::put_referent(tx, at, (case.person, next), (case.role, today)).await?;
                    store::end_referent(tx, at.0, (case.person, worker), first_without).await?;
                }
                store::give_waiting(tx, at, (worker, to)).await?;
                store::worker_leaves(tx, (at.0, worker), (last_day, leaves_at)).await?;
                let detail =
                    Detail { to: Some(to.to_string()), reason: Some(last_day.to_string()), ..Detail::default() };
                let line = Line {
                    at: now,
                    actor: scope.actor(),
                    act: Act::HandedOver,
                    thing: Thing::Worker,
                    thing_id: worker.0,
                    detail,
                };
                store::write_line(tx, at.0, &line).await?;
                Ok::<_, ActionError>(())
            })
        });
        write.await?;
        // Whoever plans this knows that the colleague does not receive then; only a taken hour stops it.
        let accept: Vec<Warning> = Warning::ALL.iter().copied().filter(|one| *one != Warning::Overlap).collect();
        let mut stayed = Vec::new();
        for appointment in open.appointments.iter().filter(|one| one.starts_at >= leaves_at) {
            let request = MoveRequest {
                appointment: appointment.id,
                audience: Audience::Staff,
                start: appointment.starts_at,
                place: appointment.place,
                worker: Some(plan.appointments.get(&appointment.id).copied().unwrap_or(plan.to)),
                offer: None,
                minutes: None,
                accept: accept.clone(),
            };
            match self.move_appointment(claimant, request, None, now).await {
                Ok(_) => {}
                Err(ActionError::Refused { .. } | ActionError::NotFound(_)) => stayed.push(appointment.id),
                Err(error) => return Err(error),
            }
        }
        Ok(stayed)
    }

    /// Which colleagues of a referent the organisation lets open a case file.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn case_rule(&self, claimant: &Claimant, now: Timestamp) -> Result<CaseRule, ActionError> {
        let leaving = self.leaving(claimant, Deed::HandOver, now).await?;
        Ok(store::case_rule(&mut self.db.read().await?, leaving.at).await?)
    }

    /// # Errors
    /// As [`Desk::case_rule`].
    pub async fn set_case_rule(&self, claimant: &Claimant, rule: CaseRule, now: Timestamp) -> Result<(), ActionError> {
        let Leaving { scope, at, .. } = self.leaving(claimant, Deed::EditSettings, now).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                if store::set_case_rule(tx, at, rule).await? {
                    let detail = Detail { to: Some(rule.word().to_owned()), ..Detail::default() };
                    let (act, thing) = (Act::Changed, Thing::Organisation);
                    let line = Line { at: now, actor: scope.actor(), act, thing, thing_id: at.1.0, detail };
                    store::write_line(tx, at.0, &line).await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }
}
