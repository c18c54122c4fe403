//! Every few seconds: the newest lines of the journal are sealed, by one server at a time; once a day the
//! head of the chain is also written outside the database, where who changes the one cannot change the other.

use super::{Done, Ended, Run, stored};

pub async fn run(run: &Run) -> Ended {
    if run.dry {
        return Ok(Done::default());
    }
    let (db, seal) = (&run.app.desk.db, &run.app.desk.vault.seal);
    let sealed = seal.seal_pending(db, &run.server, run.now()).await? as i64;
    let outside = i64::from(seal.write_head_outside(db, run.now()).await.map_err(stored)?);
    Ok(Done(vec![("sealed", sealed), ("outside", outside)]))
}
