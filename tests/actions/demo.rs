//! The demo town: made once, the same each time, and sound.

use relais::actions::Desk;
use relais::app::App;
use relais::config::Config;
use relais::deliver::clock::Clock;
use relais::deliver::keys::RootKey;
use relais::store;

use crate::support::databases::{TestDb, on_both};
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
        let found = store::examine(&mut db.db.read().await.unwrap()).await.unwrap();
        assert_eq!(found, store::Examination::default());
    })
    .await;
}
