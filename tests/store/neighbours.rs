//! Actions that share a commit do not share their fate: one that fails, is refused after it wrote, or
//! wrote nothing leaves those before and after it as they are.

use futures_util::future::join_all;
use relais::store::{self, StoreError};

use crate::support::databases::on_both;
use crate::support::town::TestTown;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Well,
    /// A rule says no after something was written.
    Refused,
    /// The database says no to a statement.
    Failing,
    /// No statement at all.
    Empty,
    EmptyAndRefused,
}

/// Every kind next to every kind, twenty at once.
const ALL: [Ends; 5] = [Ends::Well, Ends::Refused, Ends::Failing, Ends::Empty, Ends::EmptyAndRefused];

#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_is_kept_or_undone_alone() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let territory = town.territory;
        let write = |name: String, ends: Ends| {
            let db = town.app.desk.db.clone();
            async move {
                let done = db.write(move |tx| {
                    Box::pin(async move {
                        if ends == Ends::Empty {
                            return Ok(());
                        }
                        if ends == Ends::EmptyAndRefused {
                            return Err(StoreError::BadRow("refused".to_owned()));
                        }
                        store::insert_service(tx, territory, &name).await?;
                        match ends {
                            Ends::Refused => Err(StoreError::BadRow("refused".to_owned())),
                            Ends::Failing => store::insert_territory(tx, "Ville").await.map(drop),
                            _ => Ok(()),
                        }
                    })
                });
                done.await
            }
        };
        // The name that the failing ones want again.
        let _ = town.app.desk.db.write(|tx| Box::pin(async { store::insert_territory(tx, "Ville").await })).await;
        let kinds: Vec<Ends> = (0..25).flat_map(|n| [ALL[n / 5], ALL[n % 5]]).collect();
        let all = kinds.iter().enumerate().map(|(nth, ends)| write(format!("Service {nth}"), *ends));
        let ended = join_all(all).await;
        let mut raw = town.raw().await;
        for (nth, (ends, result)) in kinds.iter().zip(&ended).enumerate() {
            let there = raw.count(&format!("service WHERE name = 'Service {nth}'")).await == 1;
            assert_eq!(result.is_ok(), matches!(ends, Ends::Well | Ends::Empty), "{nth} {ends:?}: {result:?}");
            assert_eq!(there, *ends == Ends::Well, "{nth} {ends:?}");
        }
    })
    .await;
}
