//! The board in days of slack, whose move it is, and who is served when slots are few.

use relais::domain::ids::PersonId;
use relais::domain::papers::caseload::*;
use relais::domain::papers::plans::{Plan, Subject, plan};

use super::papers_support::*;

fn plan_of(end: &str, today: &str, with_pieces: bool) -> Plan {
    let life = life(today, if with_pieces { pieces_of_a_permit() } else { vec![] });
    let permit = held(1, "titre_sejour_anef", None, Some(end));
    plan(life.situation(), &Subject::renewal(&permit), None, PARIS).unwrap()
}

fn renewal(person: i64, plan: &Plan) -> Renewal<'_> {
    Renewal { person: PersonId(person), paper: None, plan, appointment: None, filed_on: None }
}

#[test]
fn the_board_ranks_by_slack_and_what_is_filed_comes_last() {
    let today = "2026-12-10";
    let ends = ["2027-03-31", "2027-02-20", "2027-06-30", "2027-03-01"];
    let plans: Vec<Plan> = ends.iter().map(|end| plan_of(end, today, true)).collect();
    let mut renewals: Vec<Renewal<'_>> = plans.iter().enumerate().map(|(at, plan)| renewal(at as i64, plan)).collect();
    renewals[3].filed_on = Some(day("2026-12-01"));
    let rows = board(&renewals, day(today));
    assert_eq!(rows.iter().map(|row| row.person.0).collect::<Vec<_>>(), [1, 0, 2, 3]);
    assert_eq!(rows[0].slack_days, (day("2026-12-22") - day(today)).num_days());
    assert_eq!(rows[0].deadline, day("2026-12-22"));
    assert_eq!(rows[3].whose, WhoseMove::Administration);
    assert!(rows.windows(2).take(2).all(|pair| pair[0].slack_days <= pair[1].slack_days));
    assert!(rows.iter().all(|row| !row.reasons.is_empty()), "every figure opens its reasons");
}

#[test]
fn whose_move_it_is() {
    let early = plan_of("2027-03-31", "2026-11-10", true);
    let line = |plan: &Plan, today: &str, appointment: Option<&str>| {
        let renewal = Renewal { appointment: appointment.map(day), ..renewal(1, plan) };
        row(&renewal, day(today))
    };
    assert_eq!(line(&early, "2026-11-10", None).whose, WhoseMove::Nobody);
    let lacking = plan_of("2027-03-31", "2026-11-25", false);
    assert_eq!(line(&lacking, "2026-11-25", None).whose, WhoseMove::Worker, "the person is told nothing yet");
    let open = plan_of("2027-03-31", "2026-12-10", false);
    assert_eq!(line(&open, "2026-12-10", None).whose, WhoseMove::Worker, "nothing is booked");
    let booked = line(&open, "2026-12-10", Some("2027-01-05"));
    assert_eq!(booked.whose, WhoseMove::Person);
    assert!(booked.reasons.contains(&BoardReason::PieceDue) && !booked.lacking.is_empty());
    let ready = plan_of("2027-03-31", "2026-12-10", true);
    assert_eq!(line(&ready, "2026-12-10", Some("2026-12-20")).whose, WhoseMove::Nobody);
    let too_late = line(&ready, "2026-12-10", Some("2027-02-10"));
    assert_eq!(too_late.whose, WhoseMove::Worker);
    assert!(too_late.reasons.contains(&BoardReason::AppointmentTooLate));
    // A visit that was missed is no visit.
    assert_eq!(line(&ready, "2026-12-10", Some("2026-12-09")).appointment, None);
}

#[test]
fn ten_urgent_files_and_six_slots_name_the_four_not_served() {
    let files: Vec<Urgent> = (0..10)
        .map(|key| Urgent { key, from: day("2026-12-01"), by: day("2026-12-10") + chrono::Days::new(key) })
        .collect();
    let offered = slots(&["2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07", "2026-12-08", "2026-12-09"]);
    let served = serve(&files, &offered, PARIS);
    assert_eq!(served.given.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    let four: Vec<(u64, WhyNotServed)> = (6..10).map(|key| (key, WhyNotServed::SlotsGiven)).collect();
    assert_eq!(served.not_served, four);
}

#[test]
fn one_served_before_makes_room_when_another_slot_will_do() {
    let file = |key, from: &str, by: &str| Urgent { key, from: day(from), by: day(by) };
    let files = [
        file(1, "2026-12-01", "2026-12-31"),
        file(2, "2026-12-01", "2026-12-03"),
        file(3, "2026-12-20", "2026-12-31"),
        file(4, "2026-12-01", "2026-12-03"),
    ];
    let served = serve(&files, &slots(&["2026-12-02", "2026-12-10"]), PARIS);
    assert_eq!(served.given.iter().map(|(key, slot)| (*key, slot.key)).collect::<Vec<_>>(), [(1, 1), (2, 0)]);
    assert_eq!(served.not_served, [(3, WhyNotServed::NoSlotInTime), (4, WhyNotServed::SlotsGiven)]);
}

#[test]
fn a_file_that_is_late_already_takes_any_slot() {
    let ended = plan_of("2026-12-01", "2026-12-10", true);
    let urgent = Urgent::of(&row(&renewal(1, &ended), day("2026-12-10")), 1, day("2026-12-10"));
    assert_eq!(serve(&[urgent], &slots(&["2027-06-01"]), PARIS).given.len(), 1);
}
