//! Every minute: what nobody answered in time lapses, and what came free is kept for the first on the
//! waiting list whom it suits, who is told. Who goes first, and until when, is `domain::waiting`.

use super::{Done, Ended, Run, stored};
use crate::store;

pub async fn run(run: &Run) -> Ended {
    let (mut lapsed, mut told) = (0, 0);
    let territories = store::territories(&mut run.app.desk.db.read().await?).await?;
    for (territory, _) in territories {
        if run.dry || run.is_stopping() {
            break;
        }
        let desk = &run.app.desk;
        lapsed += desk.let_proposals_lapse(territory, run.now()).await.map_err(stored)? as i64;
        told += desk.offer_freed_times(territory, run.now()).await.map_err(stored)? as i64;
    }
    Ok(Done(vec![("lapsed", lapsed), ("told", told)]))
}
