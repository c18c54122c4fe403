//! Every hour: documents that lay in a bin for their time are destroyed, files that no row knows are swept,
//! and what was kept apart because the scanner was away is scanned.

use super::{Done, Ended, Run, stored};

pub async fn run(run: &Run) -> Ended {
    if run.dry {
        return Ok(Done::default());
    }
    let (db, vault) = (&run.app.desk.db, &run.app.desk.vault);
    let emptied = vault.empty_bins(db, run.now()).await.map_err(stored)? as i64;
    let (rows, files) = vault.sweep(db, run.now()).await.map_err(stored)?;
    let (released, still) = vault.scan_quarantined(db, run.now()).await.map_err(stored)?;
    Ok(Done(vec![
        ("emptied", emptied),
        ("rows", rows as i64),
        ("files", files as i64),
        ("released", released as i64),
        ("quarantined", still as i64),
    ]))
}
