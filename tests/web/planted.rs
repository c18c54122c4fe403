//! What is planted in the town of the scene: what one's own pages find, and marks in what others may not see.

use relais::domain::ids::{PersonId, WorkerId};
use relais::domain::time::Minutes;

use super::foreign::Foreign;
use super::scene::{CASE, OWN_NOTE, PRIVATE, THEIR_CASE};
use crate::support::acts::monday;
use crate::support::raw::Raw;
use crate::support::town::TestTown;

/// A worker who follows the person, and notes in both case files.
pub(super) async fn plant_cases(town: &TestTown, worker: WorkerId, (person, neighbour): (PersonId, PersonId)) {
    let mut raw = town.raw().await;
    let (territory, organisation, author, now) =
        (town.territory, town.organisation, town.workers[0], raw.at(town.now()));
    let referent =
        format!("INSERT INTO referent (territory_id, person_id, worker_id) VALUES ({territory}, {person}, {worker})");
    assert_eq!(raw.run(&referent).await, Ok(1));
    let notes = [(person, "own", OWN_NOTE), (person, "organisation", CASE), (neighbour, "organisation", THEIR_CASE)];
    for (of, shared, body) in notes {
        let note = format!(
            "INSERT INTO case_note (territory_id, organisation_id, person_id, worker_id, shared, body, written_at)
             VALUES ({territory}, {organisation}, {of}, {author}, '{shared}', '{body}', {now})"
        );
        assert_eq!(raw.run(&note).await, Ok(1));
    }
}

/// What one's own pages find: two of what is deleted.
pub(super) async fn plant_own(town: &TestTown, person: PersonId) {
    let mut raw = town.raw().await;
    let (place, worker, motive) = (town.place, town.workers[0], town.motive);
    let (from, to, now) =
        (raw.at(monday(8, 0) + Minutes::days(60)), raw.at(monday(9, 0) + Minutes::days(60)), raw.at(town.now()));
    let of_place = format!("SELECT territory_id, organisation_id, id FROM place WHERE id = {place}");
    for sql in [
        format!(
            "INSERT INTO opening (territory_id, organisation_id, calendar_id, place_id, first_day, blocks)
             SELECT territory_id, organisation_id, calendar_id, place_id, '2026-06-01', '09:00-10:00' FROM opening
             WHERE id = (SELECT min(id) FROM opening WHERE calendar_id = (SELECT calendar_id FROM worker WHERE id = {worker}))"
        ),
        format!(
            "INSERT INTO call_back (territory_id, organisation_id, name, phone, asked_at)
             SELECT territory_id, organisation_id, 'Amina', '+33639980001', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO reply (territory_id, organisation_id, phone, body, arrived_at, understood)
             SELECT territory_id, organisation_id, '+33639980001', 'Je serai en retard', {now}, 'unsure' FROM ({of_place}) AS place"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
    plant_waiting(town, &mut raw, (place.0, person.0, motive.0)).await;
    let safe = format!(
        "INSERT INTO safe (territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, created_at)
         VALUES ({}, {person}, 'uid', 'pin', 'card', 'ticket', {now}, {now})",
        town.territory
    );
    assert_eq!(raw.run(&safe).await, Ok(1));
    for _ in 0..2 {
        for sql in [
            format!(
                "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
                 SELECT territory_id, id, {from}, {to}, 'Travaux' FROM place WHERE id = {place}"
            ),
            format!(
                "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block, reason)
                 SELECT territory_id, calendar_id, '2026-06-03', 'Europe/Paris', '09:00-10:00', 'Formation' FROM worker WHERE id = {worker}"
            ),
        ] {
            assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
        }
    }
}

/// Somebody on the waiting list, for whom a time is kept.
pub(super) async fn plant_waiting(town: &TestTown, raw: &mut Raw, (place, person, motive): (i64, i64, i64)) {
    let (now, later) = (raw.at(town.now()), raw.at(town.now() + Minutes::days(9)));
    for sql in [
        format!(
            "INSERT INTO waiting_entry (territory_id, organisation_id, person_id, motive_id, created_at)
             SELECT territory_id, organisation_id, {person}, {motive}, {now} FROM place WHERE id = {place}"
        ),
        format!(
            "INSERT INTO link (territory_id, purpose, salt, token_hash, person_id, motive_id, created_at, expires_at)
             SELECT territory_id, 'invitation', 'salt', 'hash of {person}', person_id, motive_id, {now}, {later}
             FROM waiting_entry WHERE person_id = {person}"
        ),
        format!(
            "INSERT INTO waiting_proposal (territory_id, entry_id, hold_id, link_id, salt, starts_at, proposed_at, answer_by)
             SELECT entry.territory_id, entry.id, entry.id, link.id, 'salt', {later}, {now}, {later}
             FROM waiting_entry AS entry JOIN link ON link.person_id = entry.person_id WHERE entry.person_id = {person}"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
}

/// Marks what only the staff of that organisation sees.
pub(super) async fn plant(town: &TestTown, foreign: &Foreign) {
    let mut raw = town.raw().await;
    let Foreign { motive, place, worker, team, person, appointment, .. } = foreign;
    let (from, to, now) = (raw.at(monday(8, 0)), raw.at(monday(9, 0)), raw.at(town.now()));
    let of_place = format!("SELECT territory_id, organisation_id, id FROM place WHERE id = {place}");
    for sql in [
        format!("UPDATE person SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}@example.org' WHERE id = {person}"),
        format!("UPDATE worker SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}{worker}@example.org' WHERE id = {worker}"),
        format!("UPDATE team SET name = '{PRIVATE}' WHERE id = {team}"),
        format!("UPDATE motive SET name = '{PRIVATE}' WHERE id = {motive}"),
        format!("UPDATE appointment SET caller_name = '{PRIVATE}', caller_phone = '{PRIVATE}' WHERE id = {appointment}"),
        format!(
            "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
             SELECT territory_id, id, {from}, {to}, '{PRIVATE}' FROM place WHERE id = {place}"
        ),
        format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block, reason)
             SELECT territory_id, calendar_id, '2026-03-03', 'Europe/Paris', '09:00-10:00', '{PRIVATE}' FROM worker WHERE id = {worker}"
        ),
        format!(
            "INSERT INTO call_back (territory_id, organisation_id, name, phone, asked_at)
             SELECT territory_id, organisation_id, '{PRIVATE}', '{PRIVATE}', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO reply (territory_id, organisation_id, phone, body, arrived_at, understood)
             SELECT territory_id, organisation_id, '{PRIVATE}', '{PRIVATE}', {now}, 'unsure' FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO case_note (territory_id, organisation_id, person_id, worker_id, shared, body, written_at)
             SELECT territory_id, organisation_id, {person}, {worker}, 'organisation', '{PRIVATE}', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO draft (territory_id, worker_id, kind, body, updated_at)
             SELECT territory_id, id, 'desk', '{PRIVATE}', {now} FROM worker WHERE id = {worker}"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
    plant_waiting(town, &mut raw, (*place, *person, *motive)).await;
}
