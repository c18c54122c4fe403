//! A small town: one organisation, one office, some workers who all receive from Monday to Friday,
//! 9:00–12:00 and 14:00–18:00, in half-hours, from Monday 2 March 2026 on.

use std::sync::Arc;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use relais::actions::book::{BookRequest, Done, Outcome};
use relais::actions::find_slots::{Found, SlotRequest};
use relais::actions::{ActionError, Claimant, OfferedSlot, api_keys};
use relais::app::App;
use relais::config::Config;
use relais::deliver::clock::Clock;
use relais::deliver::keys::RootKey;
use relais::domain::access::Caller;
use relais::domain::ids::*;
use relais::domain::motives::{BookableBy, BookingWindow, Mode, Motive, ResourceKinds, WorkersNeeded};
use relais::domain::people::{NewPerson, Who};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::search::{Audience, Bound};
use relais::domain::time::{Minutes, Timestamp};
use relais::store::{self, NewOpening, NewWorker, StoreError};

use super::databases::TestDb;

/// Sunday 1 March 2026, noon in Paris.
pub fn sunday_noon() -> Timestamp {
    paris(2026, 3, 1, 12, 0)
}

pub fn paris(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Timestamp {
    let local = chrono_tz::Europe::Paris.with_ymd_and_hms(year, month, day, hour, minute, 0).single();
    Timestamp::from_utc(local.expect("a wall clock time that exists once").to_utc())
}

/// A motive of half an hour for everybody, with nothing special; tests change what matters to them.
pub fn motive(organisation: OrganisationId, name: &str) -> Motive {
    Motive {
        id: MotiveId(0),
        organisation,
        service: None,
        name: name.to_owned(),
        public_name: "Rendez-vous".to_owned(),
        mode: Mode::Office,
        duration: Minutes(30),
        buffer_before: Minutes(0),
        buffer_after: Minutes(0),
        window: BookingWindow { min_delay: Minutes(0), max_delay: Minutes::days(120) },
        cancel_notice: Minutes(0),
        move_notice: Minutes(0),
        follow_up: false,
        bookable_by: BookableBy::Public,
        quota: None,
        seats: None,
        workers: WorkersNeeded::One,
        resources: ResourceKinds::default(),
        text_before: String::new(),
        text_after: String::new(),
        pictogram: relais::domain::motives::Pictogram::Talk,
        active: true,
    }
}

pub struct TestTown {
    pub app: App,
    pub test_db: TestDb,
    pub territory: TerritoryId,
    pub organisation: OrganisationId,
    pub place: PlaceId,
    pub workers: Vec<WorkerId>,
    pub calendars: Vec<CalendarId>,
    pub motive: MotiveId,
    /// A key with every permission.
    pub token: String,
}

impl TestTown {
    pub async fn new(test_db: TestDb, workers: usize) -> TestTown {
        TestTown::in_zone(test_db, workers, chrono_tz::Europe::Paris).await
    }

    pub async fn in_zone(test_db: TestDb, workers: usize, zone: Tz) -> TestTown {
        let key = RootKey::random().unwrap();
        let clock = Clock::by_hand(sunday_noon());
        let mut app = App::with(test_db.db.clone(), &key, clock, Config::default());
        app.desk.secrets = app.desk.secrets.cheap();
        let (territory, organisation, place, workers, calendars) = app
            .desk
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let territory = store::insert_territory(tx, "Pas-de-Calais").await?;
                    let region = HolidayRegion::Metropole;
                    let organisation = store::insert_organisation(tx, territory, "MDS", zone, region).await?;
                    let at = (territory, organisation);
                    let place = store::insert_place(tx, at, ("Mairie", "1 place du Marché"), zone, region).await?;
                    let mut people = Vec::new();
                    let mut calendars = Vec::new();
                    for number in 0..workers {
                        let email = format!("worker{number}@example.org");
                        let new = NewWorker {
                            first_name: "Agent",
                            last_name: &number.to_string(),
                            email: &email,
                            service: None,
                            organisations: &[organisation],
                        };
                        let (worker, calendar) = store::insert_worker(tx, territory, &new).await?;
                        people.push(worker);
                        calendars.push(calendar);
                    }
                    Ok::<_, StoreError>((territory, organisation, place, people, calendars))
                })
            })
            .await
            .unwrap();
        let mut town = TestTown {
            app,
            test_db,
            territory,
            organisation,
            place,
            workers,
            calendars,
            motive: MotiveId(0),
            token: String::new(),
        };
        town.motive = town.add_motive(motive(organisation, "Premier accueil")).await;
        let permissions = "slots,read,book,staff".parse().unwrap();
        let now = town.now();
        town.token = town.app.desk.make_api_key(&town.caller(), organisation, "tests", permissions, now).await.unwrap();
        town
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    pub fn caller(&self) -> Caller {
        Caller::CommandLine { territory: self.territory }
    }

    /// The claim of the test key.
    pub fn claimant(&self) -> Claimant {
        api_keys::claim(&self.token).unwrap()
    }

    /// Adds a motive that every worker gives at the usual hours.
    pub async fn add_motive(&self, motive: Motive) -> MotiveId {
        let (territory, organisation, place) = (self.territory, self.organisation, self.place);
        let calendars = self.calendars.clone();
        let db = &self.app.desk.db;
        db.write(move |tx| {
            Box::pin(async move {
                let motive = store::insert_motive(tx, territory, &motive).await?;
                for calendar in calendars {
                    let opening = NewOpening {
                        organisation,
                        calendar,
                        place: Some(place),
                        first_day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                        last_day: None,
                        rule: Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned()),
                        blocks: "09:00-12:00,14:00-18:00".to_owned(),
                        motives: vec![motive],
                        external_key: None,
                    };
                    store::insert_opening(tx, territory, &opening).await?;
                }
                Ok::<_, StoreError>(motive)
            })
        })
        .await
        .unwrap()
    }

    /// What the public is shown, merged, from one instant to another.
    pub async fn shown(&self, motive: MotiveId, from: Timestamp, to: Timestamp) -> Vec<OfferedSlot> {
        let request = SlotRequest::new(motive, Audience::Public, Bound::At(from), Bound::At(to));
        match self.app.desk.find_slots(&self.claimant(), &request, self.now()).await.unwrap().found {
            Found::Slots(slots) => slots,
            Found::Nothing(_) => Vec::new(),
            Found::Sessions(_) => panic!("slots were asked for"),
        }
    }

    /// Somebody new, who can be told apart from everybody else.
    pub fn somebody(&self, number: usize) -> Who {
        Who::New(NewPerson {
            first_name: format!("Personne{number}"),
            last_name: String::new(),
            phone: Some(format!("+336{:08}", 10_000_000 + number)),
            email: None,
            language: "fr".to_owned(),
        })
    }

    /// A booking by the public of a slot that was shown.
    pub fn wish(&self, motive: MotiveId, slot: &OfferedSlot, who: Who) -> BookRequest {
        BookRequest {
            motive,
            audience: Audience::Public,
            start: slot.slot.span.start(),
            place: slot.slot.place,
            worker: None,
            who: Some(who),
            offer: Some(slot.offer.clone()),
            hold: None,
            accept: Vec::new(),
            caller: None,
            external_key: None,
        }
    }

    /// A booking by the staff, of any start, with one worker.
    pub fn staff_wish(&self, motive: MotiveId, start: Timestamp, worker: WorkerId, who: Who) -> BookRequest {
        BookRequest {
            motive,
            audience: Audience::Staff,
            start,
            place: None,
            worker: Some(worker),
            who: Some(who),
            offer: None,
            hold: None,
            accept: Vec::new(),
            caller: None,
            external_key: None,
        }
    }

    pub async fn book(&self, request: BookRequest) -> Result<Done, ActionError> {
        match self.app.desk.book(&self.claimant(), request, None, self.now()).await? {
            Outcome::Done { done, .. } => Ok(*done),
            Outcome::Replayed { .. } => panic!("no key was given"),
        }
    }

    /// Another server on the same database: its own copies in memory, the same keys.
    pub fn another_server(&self) -> App {
        let mut app = self.app.clone();
        app.desk.towns = Arc::default();
        app
    }
}
