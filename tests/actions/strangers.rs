//! Who has proven nothing books without a code, and not without end.

use chrono_tz::Europe::Paris;
use relais::actions::book::{Done, Outcome};
use relais::actions::calls::CallBackRequest;
use relais::actions::waiting_list::WaitingRequest;
use relais::actions::{ActionError, Claimant, OfferedSlot};
use relais::domain::access::{Caller, Guest, Role};
use relais::domain::people::Who;
use relais::domain::scheduling::zones::local_day;
use relais::domain::sign_in::STRANGERS_PER_NUMBER;
use relais::domain::time::Minutes;

use crate::support::acts::{keyed, monday, word};
use crate::support::databases::on_both;
use crate::support::random::Random;
use crate::support::town::TestTown;

impl TestTown {
    /// Somebody who has proven nothing, behind this address.
    fn stranger(&self, address: &str) -> Claimant {
        let (territory, address) = (self.territory, Some(address.to_owned()));
        Claimant::Known(Caller::Guest(Guest {
            territory,
            proven: false,
            people: Vec::new(),
            appointments: Vec::new(),
            address,
        }))
    }

    /// What a stranger gets who books the nth slot of the coming weeks.
    async fn books(&self, address: &str, nth: usize, who: Who) -> Result<Done, ActionError> {
        let slots = self.shown(self.motive, self.now(), self.now() + Minutes::days(28)).await;
        let wish = self.wish(self.motive, &slots[nth], who);
        match self.app.desk.book(&self.stranger(address), wish, None, self.now()).await? {
            Outcome::Done { done, .. } => Ok(*done),
            Outcome::Replayed { .. } => panic!("no key was given"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_asks_only_so_often_in_a_day() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let named = |name: &str| match town.somebody(1) {
            Who::New(new) => Who::New(relais::domain::people::NewPerson { first_name: name.to_owned(), ..new }),
            known @ Who::Known(_) => known,
        };
        for number in 0..STRANGERS_PER_NUMBER.most {
            // Each from elsewhere: it is the number that counts.
            let done = town.books(&format!("192.0.2.{number}"), 0, named(&format!("Enfant {number}"))).await;
            assert_eq!(word(&done), "ok");
        }
        assert_eq!(word(&town.books("192.0.2.200", 0, named("Un de plus")).await), "asked_too_often");
        assert_eq!(word(&town.books("192.0.2.200", 0, town.somebody(2)).await), "ok");
        // The waiting list and the calls are counted with it.
        let stranger = town.stranger("192.0.2.201");
        let waiting = WaitingRequest {
            who: named("Un de plus"),
            motive: town.motive,
            place: None,
            worker: None,
            first_day: None,
            last_day: None,
        };
        let desk = &town.app.desk;
        assert_eq!(word(&desk.join_waiting_list(&stranger, waiting.clone(), town.now()).await), "asked_too_often");
        let call = CallBackRequest {
            organisation: town.organisation,
            person: None,
            appointment: None,
            name: "Un de plus".to_owned(),
            phone: "+33610000001".to_owned(),
            came_by: relais::domain::calls::CameBy::Web,
        };
        assert_eq!(word(&desk.ask_call_back(&stranger, call.clone(), town.now()).await), "asked_too_often");
        // The staff books for anybody, as often as it likes; and a day later all begins again.
        let staff = town.with_role(Role::Secretary);
        assert_eq!(word(&desk.join_waiting_list(&staff, waiting, town.now()).await), "ok");
        town.app.clock.advance(Minutes::hours(25));
        assert_eq!(word(&desk.ask_call_back(&stranger, call, town.now()).await), "ok");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_asks_only_so_often_and_what_comes_to_nothing_does_not_count() {
    on_both(|db| async {
        let mut town = TestTown::new(db, 2).await;
        town.app.desk.secrets.caps.strangers_a_day = 3;
        let home = "2001:db8::1";
        let slots = town.shown(town.motive, monday(9, 0), monday(12, 0)).await;
        town.book(town.wish(town.motive, &slots[0], town.somebody(900))).await.unwrap();
        town.book(town.wish(town.motive, &slots[0], town.somebody(901))).await.unwrap();
        for number in 0..6 {
            let taken = town.wish(town.motive, &slots[0], town.somebody(number));
            let taken = town.app.desk.book(&town.stranger(home), taken, None, town.now()).await;
            assert_eq!(word(&taken), "taken");
        }
        let (first, key) = (town.wish(town.motive, &slots[1], town.somebody(10)), || Some(keyed("form-1", "a")));
        let desk = &town.app.desk;
        let done = desk.book(&town.stranger(home), first.clone(), key(), town.now()).await;
        assert_eq!(word(&done), "ok");
        assert_eq!(word(&town.books(home, 3, town.somebody(11)).await), "ok");
        // The same house: an IPv6 network is one address.
        assert_eq!(word(&town.books("2001:db8::2", 4, town.somebody(12)).await), "ok");
        assert_eq!(word(&town.books("2001:db8::3", 5, town.somebody(13)).await), "asked_too_often");
        assert_eq!(word(&town.books("2001:db8:0:1::1", 5, town.somebody(14)).await), "ok");
        // The answer was lost and the form is sent again: what was booked is shown, not refused.
        let again = desk.book(&town.stranger(home), first, key(), town.now()).await;
        assert!(matches!(again, Ok(Outcome::Replayed { .. })), "{again:?}");
    })
    .await;
}

/// Fifty programs behind two connections ask without pause, each time under a new name and number, before
/// anybody else gets a turn; five hundred people ask once a round until they have their appointment.
/// Shown: two connections cannot empty a town. Not shown: programs behind as many connections as there
/// are people; nothing that asks for no proof tells these apart.
#[tokio::test(flavor = "multi_thread")]
async fn at_61_fifty_bots_leave_nine_in_ten_released_slots_to_people() {
    on_both(|db| async {
        let town = TestTown::new(db, 12).await;
        let mut random = Random::seeded(61);
        let slots = town.shown(town.motive, town.now(), town.now() + Minutes::days(14)).await;
        let mut newcomer = 0;
        let (mut bots, mut people) = (0, 0);
        let mut waiting: Vec<usize> = (0..500).collect();
        // Slots are released one day after the other: those of a day are all that can be had in a round.
        let mut days: Vec<Vec<OfferedSlot>> = Vec::new();
        for slot in slots {
            let day = local_day(Paris, slot.slot.span.start());
            match days.last_mut() {
                Some(last) if local_day(Paris, last[0].slot.span.start()) == day => last.push(slot),
                _ => days.push(vec![slot]),
            }
        }
        for released in &days {
            for bot in 0..50 {
                for slot in released.iter().take(4) {
                    newcomer += 1;
                    let claimant = town.stranger(&format!("198.51.100.{}", bot % 2));
                    let wish = town.wish(town.motive, slot, town.somebody(newcomer));
                    bots += usize::from(town.app.desk.book(&claimant, wish, None, town.now()).await.is_ok());
                }
            }
            let mut left = Vec::new();
            for person in waiting {
                newcomer += 1;
                let claimant = town.stranger(&format!("10.0.{}.{}", person / 250, person % 250));
                let slot = &released[random.below(released.len())];
                let wish = town.wish(town.motive, slot, town.somebody(newcomer));
                match town.app.desk.book(&claimant, wish, None, town.now()).await {
                    Ok(_) => people += 1,
                    Err(_) => left.push(person),
                }
            }
            waiting = left;
        }
        assert!(people * 10 >= (people + bots) * 9, "{people} to people, {bots} to programs");
        assert!(people > 400, "{people}");
    })
    .await;
}
