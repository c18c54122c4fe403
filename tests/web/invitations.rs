//! Who comes by a link sees slots at once, and the link is theirs when they choose one.

use relais::actions::waiting_list::WaitingRequest;
use relais::domain::ids::PersonId;
use relais::domain::time::Minutes;

use crate::support::acts::monday;
use crate::support::browsing::Browsing;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

impl TestTown {
    /// Somebody who was sent a link to book; and the link.
    async fn invited(&self) -> (PersonId, String) {
        let (_, person) = self.appointment_at(9).await;
        let desk = &self.app.desk;
        let token = desk.invite_person(&self.caller(), person, Some(self.motive), self.now()).await.unwrap();
        (person, token)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_books_in_two_taps_and_types_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (person, token) = town.invited().await;
        let mut browser = Browsing::new(&town.app);
        let mut neighbour = browser.clone();
        // The token leaves the address bar; reading changes nothing, also for who reads along.
        for one in [&mut browser, &mut neighbour] {
            assert_eq!(one.get(&format!("/l/{token}")).await.location(), "/link");
        }
        let slots = browser.get("/link").await;
        let read = neighbour.get("/link").await;
        assert!(read.text.contains("name=\"slot\"") && slots.text.contains("name=\"slot\""), "{}", slots.text);
        let later = browser.get(&slots.link("/link?")).await;
        assert!(later.text.contains("name=\"slot\""), "{}", later.text);
        assert_eq!(town.raw().await.count("link WHERE bound_to IS NOT NULL").await, 0);

        // One tap: a slot.
        let values = slots.text.split("name=\"slot\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let slot = values.last().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let form = slots.form("/link").with("slot", &slot);
        let chosen = browser.submit(&form).await;
        let check = browser.get(chosen.location()).await;
        // The other tap: the booking.
        let booked = browser.submit(&check.form(&format!("/book/{}/confirm", town.territory))).await;
        assert!(booked.location().starts_with("/my/"), "{booked:?}");
        assert!(browser.get(booked.location()).await.status == 200);
        let of_person = format!("participation WHERE person_id = {person} AND live");
        assert_eq!(town.raw().await.count(&of_person).await, 2);

        // The link is that browser's now; the other one must prove the number.
        let late = neighbour.get("/link").await;
        assert!(!late.text.contains("name=\"slot\"") && late.text.contains("/sign-in?territory="), "{}", late.text);
        let refused = neighbour.submit(&form.clone().with("csrf", &neighbour.csrf())).await;
        assert_eq!(refused.location(), "/link");
        // Back, and another slot: a second appointment is theirs to make.
        let back = browser.get("/link").await;
        assert!(back.location().starts_with(&format!("/book/{}/slots", town.territory)), "{back:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_on_the_page_of_a_link_leads_nowhere_else() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (_, token) = town.invited().await;
        let mut browser = Browsing::new(&town.app);
        browser.get(&format!("/l/{token}")).await;
        let slots = browser.get("/link").await;
        for elsewhere in ["https://evil.example/?m=1", "//evil.example?m=2", "?m=x", "/staff?", ""] {
            let sent = browser.submit(&slots.form("/link").with("slot", elsewhere)).await;
            assert!(sent.location().starts_with(&format!("/book/{}/", town.territory)), "{elsewhere}: {sent:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_came_free_is_taken_in_one_tap_from_the_link() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.app.clock.advance(Minutes((monday(8, 0) - town.now()).num_minutes()));
        let (desk, claimant) = (&town.app.desk, town.claimant());
        let request = WaitingRequest {
            who: town.somebody(7),
            motive: town.motive,
            place: None,
            worker: None,
            first_day: None,
            last_day: None,
        };
        desk.join_waiting_list(&claimant, request, town.now()).await.unwrap();
        assert_eq!(desk.offer_freed_times(town.territory, town.now()).await.unwrap(), 1);
        let token = town.last_secret().await;
        let mut browser = Browsing::new(&town.app);
        browser.get(&format!("/l/{token}")).await;
        let page = browser.get("/link").await;
        assert!(page.text.contains("name=\"kept\""), "{}", page.text);
        assert_eq!(town.raw().await.count("appointment").await, 0, "reading takes nothing");
        let taken = browser.submit(&page.form("/link").with("kept", "1")).await;
        assert!(taken.location().starts_with("/my/"), "{taken:?}");
        assert_eq!(browser.get(taken.location()).await.status, 200);
        // A second click, or the back button: it is over, and nothing is booked twice.
        let again = browser.submit(&page.form("/link").with("kept", "1")).await;
        assert!(again.status == 303 || again.status == 409, "{again:?}");
        assert_eq!(town.raw().await.count("appointment").await, 1);
        // The desk saw that it was kept, and who goes first is its own choice.
        assert!(desk.waiting_list(&claimant, None).await.unwrap().is_empty());
    })
    .await;
}
