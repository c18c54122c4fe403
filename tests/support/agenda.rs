//! Agendas in tests: workers signed in, a second organisation, what an agenda shows in one line.

use chrono::{NaiveDate, NaiveTime};
use relais::actions::agenda::{AgendaRequest, AgendaView, WhoseAgenda};
use relais::actions::{ActionError, Claimant};
use relais::domain::access::{Caller, Guest, Role};
use relais::domain::ids::*;
use relais::domain::scheduling::agenda::parse_blocks;
use relais::domain::scheduling::editing::{Hours, OpeningPlan, When};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::zones;
use relais::domain::time::{Span, Timestamp};
use relais::store::{self, NewWorker, StoreError};

use super::town::TestTown;

const PARIS: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// A day of March 2026; the 2nd is a Monday.
pub fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

pub fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

/// From the first instant of a day of March to the last of another.
pub fn days(from: u32, to: u32) -> Span {
    Span::new(zones::day_start(PARIS, march(from)), zones::day_start(PARIS, march(to).succ_opt().unwrap())).unwrap()
}

/// On these days from the 2nd of March on, in Paris.
pub fn weekly(rule: &str) -> When {
    When::new(march(2), None, Some(rule), PARIS).unwrap()
}

pub fn hours(blocks: &str) -> Hours {
    Hours::new(parse_blocks(blocks).unwrap()).unwrap()
}

/// The key of the sentence of a mistake in a form.
pub fn mistake<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result {
        Err(ActionError::Invalid { why, .. }) => why,
        other => panic!("a mistake was expected: {other:?}"),
    }
}

pub fn not_found<T: std::fmt::Debug>(result: Result<T, ActionError>, what: &str) {
    assert!(matches!(&result, Err(ActionError::NotFound(thing)) if *thing == what), "{what}: {result:?}");
}

pub fn denied<T: std::fmt::Debug>(result: Result<T, ActionError>) {
    assert!(matches!(result, Err(ActionError::Denied(_))), "{result:?}");
}

/// Another organisation of the same territory.
pub struct Neighbour {
    pub organisation: OrganisationId,
    pub place: PlaceId,
    pub worker: WorkerId,
}

impl TestTown {
    pub fn signed_in(&self, worker: WorkerId, organisation: OrganisationId, role: Role) -> Claimant {
        Claimant::Known(Caller::Worker { id: worker, territory: self.territory, organisation, role })
    }

    /// The first worker with this role; who she is only matters for her own agenda.
    pub fn with_role(&self, role: Role) -> Claimant {
        self.signed_in(self.workers[0], self.organisation, role)
    }

    pub fn guest(&self, people: &[PersonId], appointments: &[AppointmentId]) -> Claimant {
        let guest = Guest {
            territory: self.territory,
            proven: true,
            people: people.to_vec(),
            appointments: appointments.to_vec(),
            address: None,
        };
        Claimant::Known(Caller::Guest(guest))
    }

    /// An organisation with a place, a worker of its own, and the first worker of the town.
    pub async fn neighbour(&self) -> Neighbour {
        let (territory, shared) = (self.territory, self.workers[0]);
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let region = HolidayRegion::Metropole;
                let organisation = store::insert_organisation(tx, territory, "CCAS", PARIS, region).await?;
                let at = (territory, organisation);
                let place = store::insert_place(tx, at, ("CCAS", "2 rue Neuve"), PARIS, region).await?;
                let new = NewWorker {
                    first_name: "Voisine",
                    last_name: "",
                    email: "voisine@example.org",
                    service: None,
                    organisations: &[organisation],
                };
                let (worker, _) = store::insert_worker(tx, territory, &new).await?;
                Ok::<_, StoreError>(Neighbour { organisation, place, worker })
            })
        });
        let neighbour = write.await.unwrap();
        let mut raw = self.raw().await;
        let link = format!(
            "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ({}, {}, {}, 'worker')",
            self.territory, shared, neighbour.organisation
        );
        raw.run(&link).await.unwrap();
        neighbour
    }

    /// An opening at the usual place for the usual motive.
    pub fn plan(&self, when: When, blocks: &str) -> OpeningPlan {
        OpeningPlan::new(Some(self.place), when, hours(blocks), vec![self.motive]).unwrap()
    }

    pub async fn agenda_of(&self, claimant: &Claimant, span: Span) -> AgendaView {
        let request = AgendaRequest { whose: WhoseAgenda::Workers(Vec::new()), span };
        self.app.desk.agenda(claimant, &request, self.now()).await.unwrap()
    }

    /// The opening that every worker has from the start, of this worker.
    pub async fn usual_opening(&self, worker: usize) -> OpeningId {
        let view = self.agenda_of(&self.with_role(Role::Secretary), days(2, 2)).await;
        let agenda = view.workers.iter().find(|agenda| agenda.worker == self.workers[worker]).unwrap();
        agenda.openings[0].opening
    }

    /// The hours at which the first worker receives on a day of March, on the wall clock.
    pub async fn open_on(&self, day: u32) -> String {
        let view = self.agenda_of(&self.with_role(Role::Secretary), days(day, day)).await;
        let agenda = view.workers.iter().find(|agenda| agenda.worker == self.workers[0]).unwrap();
        agenda.openings.iter().map(|opening| on_the_wall(opening.span)).collect::<Vec<_>>().join(",")
    }

    /// An instant of a day of March.
    pub fn at(&self, day: u32, clock: &str) -> Timestamp {
        zones::instant(PARIS, march(day).and_time(time(clock)))
    }
}

pub fn on_the_wall(span: Span) -> String {
    let wall = |at| zones::wall_clock(PARIS, at).format("%H:%M");
    format!("{}-{}", wall(span.start()), wall(span.end()))
}
