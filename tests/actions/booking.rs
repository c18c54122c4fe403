//! Booking, as people meet it.

use relais::domain::scheduling::booking::Refusal;

use crate::support::databases::on_both;
use crate::support::town::{TestTown, paris};

#[tokio::test(flavor = "multi_thread")]
async fn a_shown_slot_is_booked_and_then_gone() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (monday, tuesday) = (paris(2026, 3, 2, 0, 0), paris(2026, 3, 3, 0, 0));
        let shown = town.shown(town.motive, monday, tuesday).await;
        assert_eq!(shown.len(), 14);
        let done = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        assert_eq!(done.appointment.span.start(), paris(2026, 3, 2, 9, 0));
        assert_eq!(town.shown(town.motive, monday, tuesday).await.len(), 13);
        match town.book(town.wish(town.motive, &shown[0], town.somebody(2))).await {
            Err(relais::actions::ActionError::Refused { refusal: Refusal::Taken { .. }, others }) => {
                assert_eq!(others.len(), 3);
                assert_eq!(others[0].slot.span.start(), paris(2026, 3, 2, 9, 30));
            }
            other => panic!("a taken slot must be refused: {other:?}"),
        }
    })
    .await;
}
