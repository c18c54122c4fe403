//! The waiting list at work: a time that comes free goes to the first it suits, and to the next when that
//! one does not take it.

use std::collections::HashMap;

use chrono::NaiveDate;
use relais::actions::waiting_list::WaitingRequest;
use relais::actions::{ActionError, Claimant};
use relais::domain::appointments::Status;
use relais::domain::ids::{AppointmentId, PersonId, WaitingEntryId};
use relais::domain::motives::{BookingWindow, Motive};
use relais::domain::people::Who;
use relais::domain::sign_in::NoticeKind;
use relais::domain::time::{Minutes, Timestamp};
use relais::domain::waiting::{REST, WaitingReason};
use relais::store::{self, NewAbsence, ProposalLine, StoreError};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive};

/// Monday at eight; the only worker has every hour of the day taken, but for those given back, and nothing
/// later can be booked yet.
struct Full {
    town: TestTown,
    booked: HashMap<Timestamp, AppointmentId>,
}

impl Full {
    async fn new(db: TestDb, free: &[Timestamp]) -> Full {
        let mut town = TestTown::new(db, 1).await;
        town.app.clock.advance(Minutes((monday(8, 0) - town.now()).num_minutes()));
        let window = BookingWindow { min_delay: Minutes(0), max_delay: Minutes::hours(12) };
        town.motive = town.add_motive(Motive { window, ..motive(town.organisation, "Suivi") }).await;
        let mut booked = HashMap::new();
        for (number, slot) in town.shown_on_monday(town.motive).await.into_iter().enumerate() {
            let start = slot.slot.span.start();
            if !free.contains(&start) {
                let done = town.book(town.wish(town.motive, &slot, town.somebody(100 + number))).await.unwrap();
                booked.insert(start, done.appointment.id);
            }
        }
        Full { town, booked }
    }

    /// Somebody cancels.
    async fn free(&self, start: Timestamp) {
        self.town.set(self.booked[&start], Status::Cancelled).await.unwrap();
    }

    async fn waits(&self, number: usize) -> (PersonId, WaitingEntryId) {
        let town = &self.town;
        let request = WaitingRequest {
            who: town.somebody(number),
            motive: town.motive,
            place: None,
            worker: None,
            first_day: None,
            last_day: None,
        };
        let (entry, _) = town.app.desk.join_waiting_list(&town.claimant(), request, town.now()).await.unwrap();
        let list = town.app.desk.waiting_list(&town.claimant(), None).await.unwrap();
        town.app.clock.advance(Minutes(1));
        (list.iter().find(|line| line.id == entry).unwrap().person, entry)
    }

    async fn pass(&self) -> usize {
        self.town.app.desk.offer_freed_times(self.town.territory, self.town.now()).await.unwrap()
    }

    async fn kept(&self) -> Vec<ProposalLine> {
        self.town.app.desk.proposals(&self.town.claimant()).await.unwrap()
    }

    fn guest(&self, person: PersonId) -> Claimant {
        self.town.guest(&[person], &[])
    }

    async fn accept(&self, person: PersonId, kept: &ProposalLine) -> Result<AppointmentId, ActionError> {
        self.town.app.desk.accept_proposal(&self.guest(person), kept.id, self.town.now()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freed_time_is_kept_for_the_first_and_then_for_the_next() {
    on_both(|db| async {
        let full = Full::new(db, &[]).await;
        let town = &full.town;
        let (first, _) = full.waits(1).await;
        let (second, _) = full.waits(2).await;
        assert_eq!(full.pass().await, 0, "nothing is free");
        full.free(monday(15, 0)).await;
        assert_eq!(full.pass().await, 1);
        assert_eq!(full.pass().await, 0, "a second pass adds nothing");
        let kept = full.kept().await;
        assert_eq!((kept.len(), kept[0].person, kept[0].starts_at), (1, first, monday(15, 0)));
        let notice = town.notices().await.remove(0);
        assert_eq!((notice.kind, notice.person), (NoticeKind::WaitingProposal, Some(first)));
        // Nobody else is shown it, nor may take it.
        assert!(town.shown(town.motive, monday(9, 0), monday(18, 0)).await.is_empty());
        assert_eq!(word(&full.accept(second, &kept[0]).await), "there is no such proposal");

        // Nobody answers: it goes to the next, and the first rests for a day.
        town.app.clock.advance(Minutes((kept[0].answer_by - town.now()).num_minutes()));
        assert_eq!(word(&full.accept(first, &kept[0]).await), "hold_expired");
        assert_eq!(town.app.desk.let_proposals_lapse(town.territory, town.now()).await.unwrap(), 1);
        assert_eq!(full.pass().await, 1);
        let kept = full.kept().await;
        assert_eq!((kept.len(), kept[0].person), (1, second));
        let taken = full.accept(second, &kept[0]).await.unwrap();
        let claimant = town.claimant();
        let appointment = town.app.desk.appointment(&claimant, taken).await.unwrap();
        assert_eq!((appointment.span.start(), appointment.people[0]), (monday(15, 0), (second, Status::Booked)));
        // A second click finds nothing more to take; who was served waits no longer.
        assert_eq!(word(&full.accept(second, &kept[0]).await), "hold_expired");
        let waiting = town.app.desk.waiting_list(&claimant, None).await.unwrap();
        assert_eq!(waiting.iter().map(|line| line.person).collect::<Vec<_>>(), [first]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_leaves_it_to_the_next_and_is_asked_again_a_day_later() {
    on_both(|db| async {
        let full = Full::new(db, &[]).await;
        let town = &full.town;
        let (first, _) = full.waits(1).await;
        let (second, _) = full.waits(2).await;
        full.free(monday(16, 0)).await;
        full.pass().await;
        let kept = full.kept().await.remove(0);
        let others = town.app.desk.decline_proposal(&full.guest(second), kept.id, town.now()).await;
        assert_eq!(word(&others), "there is no such proposal");
        assert_eq!(full.kept().await.len(), 1, "somebody else's answer is no answer");
        for _ in 0..2 {
            town.app.desk.decline_proposal(&full.guest(first), kept.id, town.now()).await.unwrap();
        }
        full.pass().await;
        assert_eq!(full.kept().await[0].person, second);
        town.app.clock.advance(REST);
        town.app.desk.let_proposals_lapse(town.territory, town.now()).await.unwrap();
        let list = town.app.desk.waiting_list(&town.claimant(), None).await.unwrap();
        assert_eq!(list.len(), 2, "both still wait");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_goes_first_and_each_time_goes_to_one() {
    on_both(|db| async {
        let full = Full::new(db, &[]).await;
        let town = &full.town;
        let (first, _) = full.waits(1).await;
        let (second, entry) = full.waits(2).await;
        let (_, _) = full.waits(3).await;
        let desk = &town.app.desk;
        let reason = Some(WaitingReason::RightsAtRisk);
        desk.set_waiting_reason(&town.claimant(), entry, reason, town.now()).await.unwrap();
        let strangers = desk.set_waiting_reason(&full.guest(first), entry, reason, town.now()).await;
        assert!(matches!(strangers, Err(ActionError::Denied(_))), "{strangers:?}");
        full.free(monday(16, 0)).await;
        full.free(monday(17, 0)).await;
        // Two servers look at the same moment: each person is asked once.
        let other = town.another_server();
        let (here, there) = tokio::join!(full.pass(), other.desk.offer_freed_times(town.territory, town.now()));
        assert_eq!(here + there.unwrap(), 2);
        let kept = full.kept().await;
        let mut whom: Vec<_> = kept.iter().map(|one| one.person).collect();
        whom.sort_unstable();
        assert_eq!(whom, [first, second]);
        let mut starts: Vec<_> = kept.iter().map(|one| one.starts_at).collect();
        starts.sort_unstable();
        assert_eq!(starts, [monday(16, 0), monday(17, 0)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_appointment_already_moves_to_a_time_a_day_sooner() {
    on_both(|db| async {
        let full = Full::new(db, &[monday(17, 0)]).await;
        let town = &full.town;
        // Theirs is in two weeks, over the absence, by the staff.
        let (person, _) = full.waits(1).await;
        let later = monday(10, 0) + Minutes::days(14);
        let mut wish = town.staff_wish(town.motive, later, town.workers[0], Who::Known(person));
        wish.accept = relais::domain::scheduling::booking::Warning::ALL.to_vec();
        let old = town.book(wish).await.unwrap().appointment;
        assert_eq!(full.pass().await, 1);
        let kept = full.kept().await.remove(0);
        let moved = full.accept(person, &kept).await.unwrap();
        assert_eq!(moved, old.id);
        let now = town.app.desk.appointment(&town.claimant(), moved).await.unwrap();
        assert_eq!(now.span.start(), monday(17, 0));
        assert_eq!(town.raw().await.count("busy_time WHERE hold_id IS NOT NULL").await, 0);
        // And is not asked again for an hour or two.
        full.waits(1).await;
        full.free(monday(16, 0)).await;
        assert_eq!(full.pass().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_who_falls_ill_takes_back_what_was_kept_and_the_person_stays_first() {
    on_both(|db| async {
        let full = Full::new(db, &[monday(16, 0)]).await;
        let town = &full.town;
        let (person, _) = full.waits(1).await;
        full.pass().await;
        let kept = full.kept().await.remove(0);
        let (territory, calendar) = (town.territory, town.calendars[0]);
        let write = town.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let absence = NewAbsence {
                    calendar,
                    first_day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                    last_day: None,
                    rule: None,
                    zone: chrono_tz::Europe::Paris,
                    block: "14:00-18:00",
                    days_over: 0,
                    reason: "",
                };
                store::insert_absence(tx, territory, &absence).await.map(drop)
            })
        });
        write.await.map_err(|error: StoreError| error).unwrap();
        let gone = full.accept(person, &kept).await;
        assert_eq!(refusal(gone).code(), "no_longer_open");
        assert!(full.kept().await.is_empty());
        assert_eq!(town.app.desk.waiting_list(&town.claimant(), None).await.unwrap().len(), 1);
        // At night nobody is asked.
        town.app.clock.advance(Minutes::hours(13));
        assert_eq!(full.pass().await, 0);
    })
    .await;
}
