//! Cases 1 to 20 of the slot search, as a table: what one opening leaves around what is busy.

use relais::domain::time::Minutes;

use super::builders::{open, town};

const DAY: &str = "Tue 10 March 2026";

struct Case {
    number: u8,
    opening: &'static str,
    busy: &'static [&'static str],
    absences: &'static [&'static str],
    duration: i64,
    /// `None`: 1 March.
    now: Option<&'static str>,
    min_delay: Minutes,
    starts: &'static str,
}

/// What most rows have in common.
const PLAIN: Case = Case {
    number: 0,
    opening: "09:00-11:00",
    busy: &[],
    absences: &[],
    duration: 30,
    now: None,
    min_delay: Minutes(0),
    starts: "",
};

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { number: 1, opening: "09:00-11:20", duration: 60, starts: "09:00 10:00", ..PLAIN },
    Case { number: 2, opening: "09:00-09:45", starts: "09:00", ..PLAIN },
    Case { number: 3, opening: "09:00-09:15", starts: "", ..PLAIN },
    Case { number: 4, opening: "09:00-12:00", busy: &["09:30-10:10"], duration: 45, starts: "10:10 10:55", ..PLAIN },
    Case { number: 5, busy: &["08:30-09:15"], duration: 45, starts: "09:15 10:00", ..PLAIN },
    Case { number: 6, busy: &["08:30-09:15", "09:45-10:30"], starts: "09:15 10:30", ..PLAIN },
    Case { number: 7, busy: &["09:00-10:00"], absences: &["09:15-09:45"], duration: 60, starts: "10:00", ..PLAIN },
    Case { number: 8, absences: &["08:00-12:00"], starts: "", ..PLAIN },
    Case { number: 9, opening: "09:00-12:00,14:00-17:00,18:00-20:00", duration: 60, now: Some("Tue 10 March 2026 15:03"), starts: "15:05 18:00 19:00", ..PLAIN },
    Case { number: 10, opening: "14:00-17:00", now: Some("Tue 10 March 2026 15:03"), starts: "15:05 15:35 16:05", ..PLAIN },
    Case { number: 11, opening: "14:00-17:00", now: Some("Tue 10 March 2026 15:06"), starts: "15:10 15:40 16:10", ..PLAIN },
    Case { number: 12, opening: "07:00-11:00", duration: 60, now: Some("Tue 10 March 2026 08:00"), starts: "08:00 09:00 10:00", ..PLAIN },
    Case { number: 13, opening: "08:00-12:00", duration: 45, now: Some("Tue 10 March 2026 08:05"), min_delay: Minutes(30), starts: "08:50 09:35 10:20 11:05", ..PLAIN },
    Case { number: 14, opening: "10:00-18:00", duration: 45, now: Some("Mon 09 March 2026 15:34"), min_delay: Minutes::hours(24), starts: "16:00 16:45", ..PLAIN },
    Case { number: 15, busy: &["10:30-12:00"], starts: "09:00 09:30 10:00", ..PLAIN },
    Case { number: 16, busy: &["09:45-10:30", "09:45-10:30", "08:30-09:15"], starts: "09:15 10:30", ..PLAIN },
    Case { number: 17, busy: &["08:00-09:00", "11:00-12:00"], starts: "09:00 09:30 10:00 10:30", ..PLAIN },
    Case { number: 18, opening: "09:00-12:00", busy: &["10:00-13:00", "10:30-11:00"], starts: "09:00 09:30", ..PLAIN },
    Case { number: 19, opening: "09:00-12:00", busy: &["09:00-10:00", "09:30-10:30"], starts: "10:30 11:00 11:30", ..PLAIN },
    Case { number: 20, opening: "09:00-12:00", busy: &["09:20-09:50"], duration: 20, starts: "09:00 09:50 10:10 10:30 10:50 11:10 11:30", ..PLAIN },
];

fn starts_of(case: &Case) -> String {
    let mut town =
        town().lasting(case.duration).delays(case.min_delay, Minutes::days(90)).open(open(DAY, case.opening));
    if let Some(now) = case.now {
        town = town.now(now);
    }
    let hours = |span: &str| {
        let (from, to) = span.split_once('-').unwrap();
        (format!("{DAY} {from}"), format!("{DAY} {to}"))
    };
    for busy in case.busy {
        let (from, to) = hours(busy);
        town = town.busy(&from, &to);
    }
    for absence in case.absences {
        let (from, to) = hours(absence);
        town = town.absent(&from, &to);
    }
    town.starts(DAY).join(" ")
}

#[test]
fn every_case_of_the_calculator_gives_the_starts_of_the_table() {
    let differing: Vec<String> = CASES
        .iter()
        .map(|case| (case, starts_of(case)))
        .filter(|(case, starts)| starts != case.starts)
        .map(|(case, starts)| format!("case {}: expected [{}], found [{starts}]", case.number, case.starts))
        .collect();

    assert_eq!(differing, Vec::<String>::new());
}

/// Busy is busy: an absence and an appointment with the same hours leave the same starts. (Without
/// buffers, which an absence does not mind.)
#[test]
fn an_absence_in_place_of_an_appointment_leaves_the_same_starts() {
    for case in CASES {
        let swapped = Case { busy: case.absences, absences: case.busy, ..*case };

        assert_eq!(starts_of(&swapped), case.starts, "case {}", case.number);
    }
}

#[test]
fn the_table_has_its_twenty_cases_in_order() {
    let numbers: Vec<u8> = CASES.iter().map(|case| case.number).collect();

    assert_eq!(numbers, Vec::from_iter(1..=20));
}
