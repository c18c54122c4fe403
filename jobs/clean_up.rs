//! Every hour: what has ended and is of no use any more goes: holds, codes, links, sessions, drafts,
//! counted tries, and answers kept for repeated requests. What is kept for years is in `retention`.

use super::{Done, Ended, Run};
use crate::domain::sign_in::{CODE_LIVES, KNOWN_ADDRESS};
use crate::domain::time::Minutes;
use crate::store::{self, REPLAYED_FOR};

const DRAFT: Minutes = Minutes::days(1);
const BATCH: i64 = 200;

pub async fn run(run: &Run) -> Ended {
    let now = run.now();
    let db = &run.app.desk.db;
    if run.dry {
        let holds = store::ended_holds(&mut db.read().await?, now, BATCH).await?;
        return Ok(Done(vec![("holds", holds.len() as i64)]));
    }
    let mut holds = 0;
    // One at a time: each takes the calendars it gives back.
    for hold in store::ended_holds(&mut db.read().await?, now, BATCH).await? {
        db.write(move |tx| Box::pin(async move { store::delete_hold(tx, hold).await })).await?;
        holds += 1;
    }
    let secrets = db.write(move |tx| {
        // A code that was just used is still what a notice is about.
        Box::pin(async move { store::sweep_codes_and_links(tx, now - CODE_LIVES).await })
    });
    let secrets = secrets.await? as i64;
    let sessions = db.write(move |tx| Box::pin(async move { store::sweep_sessions(tx, now).await })).await? as i64;
    let attempts =
        db.write(move |tx| Box::pin(async move { store::sweep_attempts(tx, now - KNOWN_ADDRESS).await })).await? as i64;
    let drafts =
        db.write(move |tx| Box::pin(async move { store::delete_old_drafts(tx, now - DRAFT).await })).await? as i64;
    let answers =
        db.write(move |tx| Box::pin(async move { store::sweep_answers(tx, now - REPLAYED_FOR).await })).await? as i64;
    Ok(Done(vec![
        ("holds", holds),
        ("codes_and_links", secrets),
        ("sessions", sessions),
        ("attempts", attempts),
        ("drafts", drafts),
        ("answers", answers),
    ]))
}
