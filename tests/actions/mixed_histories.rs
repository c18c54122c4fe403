//! Everything at once: concurrent tasks on two servers book, move, cancel, reinstate, hold, confirm,
//! overlap knowingly, need two workers, join and leave. At the end no calendar is booked twice, the
//! seats are right, and there is no half of anything.

use std::sync::Arc;

use relais::actions::ActionError;
use relais::actions::change_status::StatusRequest;
use relais::actions::hold::HoldRequest;
use relais::actions::move_appointment::MoveRequest;
use relais::app::App;
use relais::domain::appointments::Status;
use relais::domain::ids::{AppointmentId, MotiveId};
use relais::domain::motives::{ResourceKind, ResourceKinds, WorkersNeeded};
use relais::domain::scheduling::booking::Warning;
use relais::domain::scheduling::search::Audience;
use relais::domain::time::{Minutes, Timestamp};
use relais::store::{self, StoreError};

use crate::support::acts::monday;
use crate::support::databases::{TestDb, postgres, sqlite};
use crate::support::random::{Random, seeds};
use crate::support::town::{TestTown, motive};

const TASKS: u64 = 8;
const STEPS: usize = 22;

struct Field {
    town: TestTown,
    servers: [App; 2],
    /// Alone, by two, with the one car.
    motives: [MotiveId; 3],
    workshop: AppointmentId,
}

impl Field {
    async fn new(db: TestDb) -> Field {
        let mut town = TestTown::new(db, 4).await;
        let (territory, organisation, workers) = (town.territory, town.organisation, town.workers.clone());
        let team = town.app.desk.db.write(move |tx| {
            Box::pin(async move {
                store::insert_resource(tx, (territory, organisation), ResourceKind::Car, "Clio", None).await?;
                store::insert_team(tx, (territory, organisation), "Nord", &workers).await
            })
        });
        let team = team.await.map_err(|error: StoreError| error).unwrap();
        let mut two = motive(town.organisation, "À deux");
        two.workers = WorkersNeeded::AnyTwoOf(team);
        let mut car = motive(town.organisation, "Visite");
        car.resources = ResourceKinds(vec![ResourceKind::Car]);
        car.buffer_after = Minutes(10);
        let motives = [town.motive, town.add_motive(two).await, town.add_motive(car).await];
        let mut seats = motive(town.organisation, "Atelier");
        seats.seats = Some(4);
        let alone = town.motive;
        town.motive = town.add_motive(seats).await;
        let mut plan = town.staff_wish(town.motive, monday(17, 0), town.workers[0], town.somebody(0));
        plan.who = None;
        let workshop = town.book(plan).await.unwrap().appointment.id;
        town.motive = alone;
        let servers = [town.app.clone(), town.second_process().await];
        Field { town, servers, motives, workshop }
    }

    fn some_start(random: &mut Random) -> Timestamp {
        monday(9, 0) + Minutes(5 * random.below(30) as i64)
    }

    /// One thing that somebody does; what cannot be is refused, and nothing else.
    async fn step(&self, random: &mut Random, number: usize) -> Result<(), ActionError> {
        let (town, now) = (&self.town, self.town.now());
        let (desk, claimant) = (&random.pick(&self.servers).desk, town.claimant());
        let worker = *random.pick(&town.workers);
        let start = Field::some_start(random);
        let appointment = AppointmentId(1 + random.below(40) as i64);
        let accept = if random.once_in(5) { vec![Warning::Overlap] } else { Vec::new() };
        let who = town.somebody(random.below(12) + if random.once_in(2) { 0 } else { 100 + number });
        match random.below(10) {
            0..=3 => {
                let mut wish = town.staff_wish(*random.pick(&self.motives), start, worker, who);
                wish.accept = accept;
                if random.once_in(3) {
                    wish.worker = None;
                }
                desk.book(&claimant, wish, None, now).await.map(drop)
            }
            4 | 5 => {
                let worker = Some(worker).filter(|_| random.once_in(2));
                let request = MoveRequest { accept, ..town.move_request(appointment, start, worker) };
                desk.move_appointment(&claimant, request, None, now).await.map(drop)
            }
            6 | 7 => {
                let to = *random.pick(&[Status::Cancelled, Status::Booked, Status::Cancelled]);
                if appointment == self.workshop {
                    return Ok(());
                }
                let audience = Audience::Staff;
                let request = StatusRequest { appointment, audience, to, person: None, accept, reason: None };
                desk.change_status(&claimant, request, None, now).await.map(drop)
            }
            8 => {
                let request = HoldRequest {
                    motive: town.motive,
                    audience: Audience::Staff,
                    start,
                    place: None,
                    worker: Some(worker),
                    offer: None,
                    minutes: Minutes(10),
                };
                let held = desk.hold(&claimant, request, now).await?;
                if random.once_in(3) {
                    return Ok(());
                }
                let mut wish = town.staff_wish(town.motive, start, worker, who);
                wish.hold = Some(held.token);
                desk.book(&claimant, wish, None, now).await.map(drop)
            }
            _ => {
                let joined = desk.join(&claimant, (self.workshop, who), Audience::Public, None, now).await?;
                let relais::actions::book::Outcome::Done { done, .. } = joined else { return Ok(()) };
                let (person, _) = *random.pick(&done.appointment.people);
                let request = StatusRequest {
                    appointment: self.workshop,
                    audience: Audience::Public,
                    to: Status::Excused,
                    person: Some(person),
                    accept: Vec::new(),
                    reason: None,
                };
                desk.change_status(&claimant, request, None, now).await.map(drop)
            }
        }
    }

    async fn check(&self, seed: u64) {
        let mut raw = self.town.raw().await;
        assert_eq!(raw.overlaps().await, 0, "seed {seed}: double bookings");
        assert_eq!(raw.miscounted_seats().await, 0, "seed {seed}");
        for (what, wrong) in [
            (
                "an ordinary row lies over a deliberate one that was there first and has not moved since",
                "busy_time AS a JOIN busy_time AS b ON a.calendar_id = b.calendar_id AND a.changed < b.changed
                 WHERE a.blocking AND b.blocking AND a.deliberate AND NOT b.deliberate
                   AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at",
            ),
            (
                "an appointment that is on has its time, one that is off has none",
                "appointment WHERE (status IN ('excused', 'cancelled'))
                 = EXISTS (SELECT 1 FROM busy_time WHERE appointment_id = appointment.id AND blocking)",
            ),
            (
                "somebody is in an appointment at other hours, or live in one that is off",
                "participation JOIN appointment ON appointment.id = appointment_id
                 WHERE live AND (participation.starts_at <> appointment.starts_at
                                 OR appointment.status IN ('excused', 'cancelled'))",
            ),
            (
                "half a pair",
                "appointment JOIN motive ON motive.id = motive_id WHERE team_id IS NOT NULL AND 2 <>
                 (SELECT count(*) FROM busy_time JOIN worker ON worker.calendar_id = busy_time.calendar_id
                  WHERE appointment_id = appointment.id)",
            ),
            (
                "a visit without its car",
                "appointment JOIN motive ON motive.id = motive_id WHERE resources = 'car' AND 1 <>
                 (SELECT count(*) FROM busy_time JOIN resource ON resource.calendar_id = busy_time.calendar_id
                  WHERE appointment_id = appointment.id)",
            ),
            (
                "an appointment without its line, or without its confirmation",
                "appointment WHERE seats IS NULL AND (1 <>
                 (SELECT count(*) FROM journal WHERE act = 'booked' AND thing = 'appointment' AND thing_id = appointment.id)
                 OR 1 <> (SELECT count(*) FROM outbox WHERE kind = 'confirmation' AND appointment_id = appointment.id))",
            ),
            (
                "a version that no line explains",
                "appointment WHERE seats IS NULL AND version <>
                 (SELECT count(*) FROM journal WHERE thing = 'appointment' AND thing_id = appointment.id)",
            ),
            ("too many people in the room", "appointment WHERE seats_taken > seats"),
        ] {
            assert_eq!(raw.count(wrong).await, 0, "seed {seed} on {}: {what}", self.town.test_db.db.kind());
        }
        assert!(raw.count("appointment").await > 10, "seed {seed}: hardly anything happened");
    }
}

async fn history(db: TestDb, seed: u64) {
    let field = Arc::new(Field::new(db).await);
    let tasks = (0..TASKS).map(|task| {
        let field = field.clone();
        tokio::spawn(async move {
            let mut random = Random::seeded(seed * TASKS + task);
            for step in 0..STEPS {
                match field.step(&mut random, step * TASKS as usize + task as usize).await {
                    Ok(()) | Err(ActionError::Refused { .. } | ActionError::NotFound(_)) => {}
                    Err(other) => panic!("seed {seed}: {other:?}"),
                }
            }
        })
    });
    for task in futures_util::future::join_all(tasks).await {
        task.unwrap();
    }
    field.check(seed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_do_at_once_nothing_is_booked_twice_and_nothing_is_half_done() {
    for seed in seeds(1) {
        history(sqlite().await, seed).await;
        history(postgres().await, seed).await;
    }
}
