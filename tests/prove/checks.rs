//! What must be true of a database whatever was done to it, asked in plain SQL beside the product.

use crate::bench_support::database::Sql;

/// A rule and how many rows break it.
pub type Broken = (&'static str, i64);

/// Pairs of ordinary blocking rows that overlap, and ordinary rows that came over a deliberate one.
pub async fn overlaps(sql: &mut Sql, territory: i64) -> i64 {
    let pairs = format!(
        "FROM busy_time AS a JOIN busy_time AS b
             ON b.calendar_id = a.calendar_id AND b.id <> a.id AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at
         WHERE a.territory_id = {territory} AND a.blocking AND b.blocking AND NOT a.deliberate"
    );
    let ordinary = sql.number(format!("SELECT COUNT(*) {pairs} AND NOT b.deliberate AND b.id > a.id")).await;
    // A deliberate row may come over an ordinary one, never the other way round; the stamps of a
    // calendar tell which came last.
    let over = sql.number(format!("SELECT COUNT(*) {pairs} AND b.deliberate AND a.changed > b.changed")).await;
    ordinary + over
}

/// Half appointments: each must have its time, its person, its journal and its messages, and all of
/// them must agree. Only for towns whose appointments were all booked by the product.
pub async fn halves(sql: &mut Sql, territory: i64, after: i64) -> Vec<Broken> {
    let blocks = "(a.status NOT IN ('cancelled', 'excused'))";
    let acts = |acts: &str| {
        format!("(SELECT COUNT(*) FROM journal WHERE thing = 'appointment' AND thing_id = a.id AND act IN ({acts}))")
    };
    let changes = acts("'moved', 'cancelled', 'reinstated', 'status_changed'");
    let told = acts("'booked', 'moved', 'cancelled', 'reinstated'");
    let booked = acts("'booked'");
    let rules: [(&'static str, String); 7] = [
        (
            "time on each calendar",
            format!(
                "(SELECT COUNT(*) FROM busy_time AS b WHERE b.appointment_id = a.id AND b.blocking = {blocks})
                 <> CASE WHEN m.team_id IS NULL THEN 1 ELSE 2 END"
            ),
        ),
        ("no time beside it", "(SELECT COUNT(*) FROM busy_time AS b WHERE b.appointment_id = a.id) <> CASE WHEN m.team_id IS NULL THEN 1 ELSE 2 END".to_owned()),
        (
            "its time is its hours",
            "EXISTS (SELECT 1 FROM busy_time AS b WHERE b.appointment_id = a.id
                     AND (b.starts_at > a.starts_at OR b.ends_at < a.ends_at))"
                .to_owned(),
        ),
        (
            "its person, at its hours",
            format!(
                "(SELECT COUNT(*) FROM participation AS p WHERE p.appointment_id = a.id AND p.starts_at = a.starts_at
                  AND p.ends_at = a.ends_at AND p.live = {blocks} AND p.status = a.status) <> 1"
            ),
        ),
        ("one line of booking", format!("{booked} <> 1")),
        ("one line per change", format!("{changes} <> a.version - 1")),
        (
            "one message per thing to tell",
            format!("(SELECT COUNT(*) FROM outbox WHERE outbox.appointment_id = a.id) <> {told}"),
        ),
    ];
    let mut broken = Vec::new();
    for (rule, wrong) in rules {
        let count = sql
            .number(format!(
                "SELECT COUNT(*) FROM appointment AS a JOIN motive AS m ON m.id = a.motive_id
                 WHERE a.territory_id = {territory} AND a.id > {after} AND {wrong}"
            ))
            .await;
        if count > 0 {
            broken.push((rule, count));
        }
    }
    let orphans = sql
        .number(format!(
            "SELECT COUNT(*) FROM journal WHERE territory_id = {territory} AND thing = 'appointment'
             AND thing_id > {after} AND NOT EXISTS (SELECT 1 FROM appointment WHERE id = thing_id)"
        ))
        .await;
    if orphans > 0 {
        broken.push(("no line about nothing", orphans));
    }
    broken
}

/// The same person, motive and overlapping hours twice.
pub async fn twice(sql: &mut Sql, territory: i64) -> i64 {
    sql.number(format!(
        "SELECT COUNT(*) FROM participation AS a JOIN participation AS b
             ON b.person_id = a.person_id AND b.motive_id = a.motive_id AND b.appointment_id > a.appointment_id
             AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at
         WHERE a.territory_id = {territory} AND a.live AND b.live"
    ))
    .await
}
