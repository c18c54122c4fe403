//! Whom the staff invites to book.

use relais::domain::ids::MotiveId;

use crate::support::databases::on_both;
use crate::support::sign_in::said;
use crate::support::town::TestTown;

#[tokio::test]
async fn at_47_nobody_is_invited_to_find_nothing() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (_, person) = town.appointment_at(9).await;
        let (desk, caller, mut raw) = (&town.app.desk, town.caller(), town.raw().await);
        let invite = async |motive| said(&desk.invite_person(&caller, person, motive, town.now()).await);
        assert_eq!(invite(Some(town.motive)).await, "ok");
        assert_eq!(invite(None).await, "ok");
        let (links, notices) = (raw.count("link").await, town.notices().await.len());
        // Nobody receives for this motive any more: the reason is said, nothing is sent.
        raw.run("DELETE FROM opening_motive").await.unwrap();
        let why = invite(Some(town.motive)).await;
        assert!(["full", "no_opening"].contains(&why.as_str()), "{why}");
        assert_eq!(invite(None).await, why);
        // Nor for a motive that is not there.
        let absent = MotiveId(999);
        assert_eq!(invite(Some(absent)).await, "there is no such motive");
        assert_eq!((raw.count("link").await, town.notices().await.len()), (links, notices));
    })
    .await;
}
