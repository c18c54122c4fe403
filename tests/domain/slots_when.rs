//! Cases 21 to 32 of the slot search: ranges, recurrence, holidays, delays and the next slot.

use chrono::NaiveDate;
use relais::domain::appointments::Status;
use relais::domain::ids::{MotiveId, WorkerId};
use relais::domain::scheduling::holidays::{HolidayRegion, holiday_on};
use relais::domain::scheduling::search::{Nothing, Query, Slot};
use relais::domain::time::{Minutes, Span};

use super::builders::*;

const TUESDAY: &str = "Tue 10 March 2026";
const NO_START: Vec<String> = Vec::new();

#[test]
fn case_21_a_range_that_begins_before_now_gives_starts_from_now_on() {
    let town = town().now("Tue 10 March 2026 10:00").open(open("Mon 09 March 2026", "09:00-11:00").every("FREQ=DAILY"));

    let starts = town.starts_between("Mon 09 March 2026 00:00", "Wed 11 March 2026 09:30");

    assert_eq!(starts, ["10 Mar 10:00", "10 Mar 10:30", "11 Mar 09:00"]);
}

#[test]
fn case_21_a_range_wholly_in_the_past_gives_nothing() {
    let town = town().now("Wed 11 March 2026 08:00").open(open(TUESDAY, "09:00-11:00"));
    let range = town.span("Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59");

    for query in [everybody(), staff()] {
        assert_eq!(town.search(&query, range), Err(Nothing::OutsideBookingWindow));
    }
}

#[test]
fn case_22_an_opening_of_today_that_has_ended_gives_nothing() {
    let town = town().now("Tue 10 March 2026 11:00").open(open(TUESDAY, "09:00-11:00"));

    assert_eq!(town.starts(TUESDAY), NO_START);
}

#[test]
fn case_23_an_excused_or_cancelled_appointment_frees_its_time() {
    for status in Status::ALL {
        let town = town().open(open(TUESDAY, "09:00-10:00")).appointment(
            *status,
            "Tue 10 March 2026 09:00",
            "Tue 10 March 2026 10:00",
        );
        let freed = matches!(status, Status::Excused | Status::Cancelled);

        assert_eq!(town.starts(TUESDAY).len(), if freed { 2 } else { 0 }, "{status}");
    }
}

#[test]
fn case_24_a_holiday_takes_its_whole_day_and_no_other() {
    let town = town().open(open("Wed 23 December 2026", "23:00-01:00").every("FREQ=DAILY;COUNT=4"));

    let starts = town.starts_between("Wed 23 December 2026 00:00", "Mon 28 December 2026 00:00");

    assert_eq!(
        starts,
        [
            "23 Dec 23:00",
            "23 Dec 23:30",
            "24 Dec 00:00",
            "24 Dec 00:30",
            "24 Dec 23:00",
            "24 Dec 23:30",
            // The opening of the 25th begins after its midnight.
            "26 Dec 00:00",
            "26 Dec 00:30",
            "26 Dec 23:00",
            "26 Dec 23:30",
            "27 Dec 00:00",
            "27 Dec 00:30",
        ]
    );
}

#[test]
fn case_24_each_holiday_of_a_range_of_several_days_is_taken() {
    let town = town().now("Fri 01 May 2026 00:00").open(open("Fri 01 May 2026", "09:00-09:30").every("FREQ=DAILY"));

    let starts = town.starts_between("Fri 01 May 2026 00:00", "Sun 10 May 2026 00:00");

    assert_eq!(
        starts,
        ["2 May 09:00", "3 May 09:00", "4 May 09:00", "5 May 09:00", "6 May 09:00", "7 May 09:00", "9 May 09:00"]
    );
}

#[test]
fn case_25_a_weekly_opening_on_three_days_has_three_occurrences_in_a_week() {
    let town = town().open(open(TUESDAY, "09:00-09:30").every("FREQ=WEEKLY;BYDAY=TU,TH,FR"));

    let starts = town.starts_between("Mon 16 March 2026 00:00", "Mon 23 March 2026 00:00");

    assert_eq!(starts, ["17 Mar 09:00", "19 Mar 09:00", "20 Mar 09:00"]);
}

#[test]
fn case_26_a_recurring_absence_takes_each_of_its_occurrences() {
    let town = town().open(open("Mon 09 March 2026", "09:00-10:00").every("FREQ=DAILY;COUNT=4")).absence(
        calendar_of(WORKER),
        "Tue 10 March 2026 09:00",
        "Tue 10 March 2026 09:30",
        Some("FREQ=WEEKLY;BYDAY=TU,TH"),
    );

    let starts = town.starts_between("Mon 09 March 2026 00:00", "Fri 13 March 2026 00:00");

    assert_eq!(starts, ["9 Mar 09:00", "9 Mar 09:30", "10 Mar 09:30", "11 Mar 09:00", "11 Mar 09:30", "12 Mar 09:30"]);
}

#[test]
fn case_26_an_absence_over_two_days_is_one_stretch() {
    let town = town()
        .open(open("Fri 27 March 2026", "08:00-13:00").every("FREQ=DAILY;COUNT=2"))
        .open(open("Fri 27 March 2026", "22:00-03:00"))
        .lasting(60)
        .absent("Fri 27 March 2026 09:00", "Sat 28 March 2026 12:00");

    let starts = town.starts_between("Fri 27 March 2026 00:00", "Sun 29 March 2026 00:00");

    assert_eq!(starts, ["27 Mar 08:00", "28 Mar 12:00"]);
}

#[test]
fn case_26_an_absence_outside_the_range_changes_nothing() {
    let absent = town().open(open(TUESDAY, "09:00-10:00")).absent("Wed 11 March 2026 08:00", "Wed 11 March 2026 12:00");

    assert_eq!(absent.starts(TUESDAY), ["09:00", "09:30"]);
}

#[test]
fn case_27_openings_for_others_elsewhere_or_past_give_nothing() {
    let only_here = Query { places: Some(vec![PLACE]), workers: Some(vec![WORKER]), ..everybody() };
    let town = town().place(place(1)).worker(worker(1));
    let weekly = || open("Tue 03 March 2026", "09:00-10:00").every("FREQ=WEEKLY");
    let ignored = [
        weekly().for_motive(MotiveId(MOTIVE.0 + 1)),
        weekly().at(Some(place(1))),
        weekly().at(None),
        weekly().of(worker(1)),
        weekly().until("Mon 09 March 2026"),
        open("Wed 11 March 2026", "09:00-10:00"),
    ];
    let starts =
        |town: &Town| town.starts_for(&only_here, "Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59", "%H:%M");
    for opening in ignored {
        assert_eq!(starts(&town.clone().open(opening.clone())), NO_START, "{opening:?}");
    }

    assert_eq!(starts(&town.open(weekly())), ["09:00", "09:30"]);
}

#[test]
fn case_27_a_recurring_opening_without_end_runs_for_years() {
    let town = town().now("Tue 04 March 2036 08:00").open(open(TUESDAY, "09:00-09:30").every("FREQ=WEEKLY"));

    assert_eq!(town.starts("Tue 11 March 2036"), ["09:00"]);
}

#[test]
fn case_28_a_place_gives_only_its_openings_and_no_place_gives_all() {
    let town = town()
        .place(place(1))
        .open(open(TUESDAY, "09:00-09:30"))
        .open(open(TUESDAY, "10:00-10:30").at(Some(place(1))))
        .open(open(TUESDAY, "11:00-11:30").at(None));
    let at = |places: &[i64]| {
        let places = Some(places.iter().copied().map(place).collect());
        let query = Query { places, ..everybody() };
        town.starts_for(&query, "Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59", "%H:%M")
    };

    assert_eq!(at(&[0]), ["09:00"]);
    assert_eq!(at(&[0, 1]), ["09:00", "10:00"]);
    assert_eq!(town.starts(TUESDAY), ["09:00", "10:00", "11:00"]);
}

/// The first and the last start that the public gets on Fri 6 March 2026 at 08:00 from an opening
/// that is always there, counted from then.
fn window(min_delay: Minutes, max_delay: Minutes, from: Minutes, to: Minutes) -> Result<(Minutes, Minutes), Nothing> {
    let always = open("Mon 02 March 2026", "00:00-24:00").every("FREQ=DAILY");
    let town = town().now("Fri 06 March 2026 08:00").delays(min_delay, max_delay).lasting(15).open(always);
    let slots = town.search(&everybody(), Span::new(town.now + from, town.now + to).unwrap())?;
    let after = |slot: Option<&Slot>| Minutes((slot.unwrap().span.start() - town.now).num_minutes());
    Ok((after(slots.first()), after(slots.last())))
}

#[test]
fn case_29_the_booking_window_cuts_the_range_that_is_asked() {
    let (hour, days) = (Minutes::hours(1), Minutes::days);
    let last_of_week = Minutes(7 * 1440 - 15);

    // A start exactly at the end of the range is not asked for; the quarter of an hour before it is.
    assert_eq!(window(Minutes(30), days(8), hour, days(7)), Ok((hour, last_of_week)));
    assert_eq!(window(days(3), days(8), hour, days(7)), Ok((days(3), last_of_week)));
    assert_eq!(window(Minutes(30), days(3), hour, days(7)), Ok((hour, days(3))));
    assert_eq!(window(days(8), days(9), hour, days(7)), Err(Nothing::OutsideBookingWindow));
    assert_eq!(window(Minutes(30), days(7), days(8), days(9)), Err(Nothing::OutsideBookingWindow));
}

#[test]
fn case_29_the_staff_has_no_booking_window() {
    let town = town().delays(Minutes::days(3), Minutes::days(4)).open(open("Mon 02 March 2026", "09:00-09:30"));
    let starts = |query| town.starts_for(&query, "Mon 02 March 2026 00:00", "Mon 02 March 2026 23:59", "%H:%M");

    assert_eq!(starts(everybody()), NO_START);
    assert_eq!(starts(staff()), ["09:00"]);
}

fn first(town: &Town) -> Option<String> {
    first_for(town, &everybody())
}

fn first_for(town: &Town, query: &Query) -> Option<String> {
    let first = town.next(query).unwrap();
    let start = first.values().map(|slot| slot.span.start()).min()?;
    Some(town.written(start, "%a %-d %b %H:%M"))
}

#[test]
fn case_30_the_next_availability_skips_an_occurrence_that_is_covered() {
    let monthly = town().open(open(TUESDAY, "09:00-11:00").every("FREQ=MONTHLY;BYDAY=2TU"));
    assert_eq!(first(&monthly).as_deref(), Some("Tue 10 Mar 09:00"));

    let absent = monthly.absent("Tue 10 March 2026 08:00", "Tue 10 March 2026 12:00");
    assert_eq!(first(&absent).as_deref(), Some("Tue 14 Apr 09:00"));
}

#[test]
fn case_30_a_full_day_leads_to_the_next_occurrence_or_to_nothing() {
    let full = || town().busy("Tue 10 March 2026 09:00", "Tue 10 March 2026 11:00");
    let once = full().open(open(TUESDAY, "09:00-11:00"));
    let weekly = full().open(open(TUESDAY, "09:00-11:00").every("FREQ=WEEKLY"));

    assert_eq!(first(&once), None);
    assert_eq!(first(&weekly).as_deref(), Some("Tue 17 Mar 09:00"));
}

#[test]
fn case_30_a_cancelled_appointment_does_not_fill_the_day() {
    let town = town().open(open(TUESDAY, "09:00-11:00")).appointment(
        Status::Cancelled,
        "Tue 10 March 2026 09:00",
        "Tue 10 March 2026 11:00",
    );

    assert_eq!(first(&town).as_deref(), Some("Tue 10 Mar 09:00"));
}

#[test]
fn case_31_the_occurrence_in_a_week_is_over_when_a_week_of_notice_is_asked_for_in_the_evening() {
    let town = town()
        .now("Tue 10 March 2026 17:00")
        .delays(Minutes::days(7), Minutes::days(90))
        .open(open("Tue 03 March 2026", "09:00-11:00").every("FREQ=WEEKLY"));

    assert_eq!(first(&town).as_deref(), Some("Tue 24 Mar 09:00"));
}

#[test]
fn case_32_the_next_availability_is_the_earliest_of_any_worker_or_that_of_the_one_named() {
    let town = town()
        .worker(worker(1))
        .open(open(TUESDAY, "09:00-10:00"))
        .open(open("Mon 09 March 2026", "14:00-15:00").of(worker(1)));
    let named = |worker: WorkerId| first_for(&town, &Query { workers: Some(vec![worker]), ..everybody() });

    assert_eq!(first(&town).as_deref(), Some("Mon 9 Mar 14:00"));
    assert_eq!(named(WORKER).as_deref(), Some("Tue 10 Mar 09:00"));
    assert_eq!(named(worker(1)).as_deref(), Some("Mon 9 Mar 14:00"));
}

/// The search goes forward in pieces: a start on the seam of two is not lost.
#[test]
fn the_next_availability_is_found_on_every_day_of_the_year_ahead() {
    let town = town();
    let closed = |day: NaiveDate| holiday_on(HolidayRegion::Metropole, day).is_some();
    let tomorrow = day("Mon 02 March 2026");
    for date in tomorrow.iter_days().take(365).filter(|day| !closed(*day)) {
        let date = date.format("%a %d %B %Y").to_string();
        // Now is 8:00 as well.
        let town = town.clone().motive(|motive| motive.window.max_delay = Minutes::days(366));
        let town = town.open(open(&date, "08:00-08:30"));

        assert!(first(&town).is_some_and(|first| first.ends_with("08:00")), "{date}");
    }
}
