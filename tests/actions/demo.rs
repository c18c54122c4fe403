//! The demo town: made once, the same each time, and sound.

use relais::actions::Desk;
use relais::actions::sign_in::staff::PasswordRight;
use relais::actions::sign_in::{Next, Standing};
use relais::app::App;
use relais::config::Config;
use relais::deliver::clock::Clock;
use relais::deliver::keys::RootKey;
use relais::store;

use crate::support::databases::{TestDb, on_both};
use crate::support::sign_in::visit;
use crate::support::town::sunday_noon;

fn desk(db: &TestDb) -> Desk {
    let clock = Clock::by_hand(sunday_noon());
    App::with(db.db.clone(), &RootKey::random().unwrap(), clock, Config::default()).desk
}

#[tokio::test]
async fn the_demo_town_is_made_once_and_is_sound() {
    on_both(|db| async move {
        let desk = desk(&db);
        let first = desk.demo_town([7; 32], sunday_noon()).await.unwrap();
        let second = desk.demo_town([7; 32], sunday_noon()).await.unwrap();
        assert!(first.made && !second.made);
        assert_eq!((first.territory, &first.token), (second.territory, &second.token));
        assert_eq!(first.start, second.start);
        // Every role can be tried, with what the demo says.
        let accounts = desk.demo_accounts(sunday_noon()).await.unwrap();
        assert_eq!(accounts.len(), 6);
        for account in accounts {
            let visit = visit("192.0.2.1");
            let right = desk.sign_in(&account.email, &account.password, None, &visit, sunday_noon()).await.unwrap();
            let PasswordRight::Next { token, next: Next::SecondFactor } = right else { panic!("{right:?}") };
            let cookie = desk.second_factor(&token, &account.code, &visit, sunday_noon()).await.unwrap();
            let signed_in = desk.session(&cookie, sunday_noon()).await.unwrap().unwrap();
            let Standing::Worker(worker) = signed_in.standing else { panic!("{signed_in:?}") };
            assert_eq!((worker.role, &worker.name), (account.role, &account.name));
        }
        let found = store::examine(&mut db.db.read().await.unwrap()).await.unwrap();
        assert_eq!(found, store::Examination::default());
    })
    .await;
}
