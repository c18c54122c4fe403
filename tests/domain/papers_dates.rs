//! Ends, freshness and windows: the calendar with its leap days and its months of four lengths.

use chrono::{Datelike, NaiveDate};
use relais::domain::papers::dates::*;
use relais::domain::scheduling::zones;
use relais::domain::time::Timestamp;

use super::papers_support::*;

fn months(months: u32) -> Period {
    Period::Months(months)
}

/// Every day of some years, leap years and their neighbours among them.
fn days(from: &str, to: &str) -> impl Iterator<Item = NaiveDate> {
    let to = day(to);
    day(from).iter_days().take_while(move |day| *day <= to)
}

#[test]
fn a_residence_permit_that_ends_on_31_march_2027_speaks_on_the_days_of_the_order() {
    let rule = rule("titre_sejour_anef");
    let window = rule.window(&Anchors::of_end(day("2027-03-31"))).unwrap().unwrap();

    assert_eq!(window.may_from, Some(day("2026-12-01")));
    assert_eq!(window.should_by, day("2026-12-11"));
    assert_eq!(window.escalate_from, day("2027-01-20"));
    assert_eq!(window.must_by, day("2027-01-30"));
    assert_eq!(window.closes_after, day("2027-03-31"));
    for (on, state) in [
        ("2026-11-30", WindowState::TooEarly),
        ("2026-12-01", WindowState::MayFile),
        ("2026-12-10", WindowState::MayFile),
        ("2026-12-11", WindowState::ShouldFile),
        ("2027-01-19", WindowState::ShouldFile),
        ("2027-01-20", WindowState::Late),
        ("2027-01-29", WindowState::Late),
        ("2027-01-30", WindowState::Red),
        ("2027-03-31", WindowState::Red),
        ("2027-04-01", WindowState::Closed),
    ] {
        assert_eq!(window.state(day(on)), state, "{on}");
    }
    assert_eq!(window.next_change(day("2026-11-01")), Some(day("2026-12-01")));
    assert_eq!(window.next_change(day("2027-01-20")), Some(day("2027-01-30")));
    assert_eq!(window.next_change(day("2027-03-31")), Some(day("2027-04-01")));
    assert_eq!(window.next_change(day("2027-04-01")), None);
    assert!(window.in_time(day("2027-01-30")) && !window.in_time(day("2027-01-31")));
}

#[test]
fn today_is_the_day_on_the_wall_of_the_place() {
    let instant = Timestamp::parse("2026-11-30T23:30:00Z").unwrap();
    let window = rule("titre_sejour_anef").window(&Anchors::of_end(day("2027-03-31"))).unwrap().unwrap();
    let state = |zone| window.state(zones::local_day(zone, instant));
    assert_eq!(state(chrono_tz::Europe::Paris), WindowState::MayFile);
    assert_eq!(state(chrono_tz::America::Guadeloupe), WindowState::TooEarly);
    assert_eq!(state(chrono_tz::Indian::Reunion), WindowState::MayFile);
    assert_eq!(state(chrono_tz::Pacific::Tahiti), WindowState::TooEarly);
}

#[test]
fn offsets_are_days_whatever_clocks_and_leap_years_do() {
    for end in days("2023-01-01", "2029-12-31") {
        let window = rule("titre_sejour_anef").window(&Anchors::of_end(end)).unwrap().unwrap();
        assert_eq!((end - window.must_by).num_days(), 60, "{end}");
        assert_eq!((end - window.may_from.unwrap()).num_days(), 120, "{end}");
        let mut before = WindowState::TooEarly;
        for today in window.may_from.unwrap().iter_days().take(130) {
            assert!(window.state(today) >= before, "{end}: {today}");
            before = window.state(today);
        }
    }
}

#[test]
fn the_last_valid_day_is_the_day_before_the_same_day_or_the_last_of_the_month() {
    for (issued, period, last) in [
        ("2015-05-12", months(120), "2025-05-11"),
        ("2026-01-01", months(12), "2026-12-31"),
        ("2026-03-01", months(12), "2027-02-28"),
        ("2027-03-01", months(12), "2028-02-29"),
        ("2024-02-29", months(120), "2034-02-28"),
        ("2024-02-29", months(48), "2028-02-28"),
        ("2026-08-31", months(6), "2027-02-28"),
        ("2027-08-31", months(6), "2028-02-29"),
        ("2026-08-30", months(6), "2027-02-28"),
        ("2026-08-29", months(6), "2027-02-28"),
        ("2026-08-28", months(6), "2027-02-27"),
        ("2026-10-31", months(1), "2026-11-30"),
        ("2026-12-31", months(2), "2027-02-28"),
        ("2026-12-15", Period::Days(90), "2027-03-14"),
    ] {
        assert_eq!(last_valid_day(day(issued), period), day(last), "{issued} for {period}");
    }
}

#[test]
fn validity_and_freshness_keep_the_order_of_days_and_never_exceed_their_months() {
    for period in [months(1), months(3), months(6), months(12), months(120), Period::Days(90)] {
        let (mut last, mut fresh) = (NaiveDate::MIN, NaiveDate::MIN);
        for issued in days("2023-01-01", "2028-12-31") {
            let (valid, recent) = (last_valid_day(issued, period), fresh_until(issued, period));
            assert!(valid >= last && recent >= fresh, "{issued}: a later issue ends earlier");
            assert!(recent <= valid && (valid - recent).num_days() <= 1, "{issued}: {recent} {valid}");
            if let Period::Months(count) = period {
                // Counted by hand: the month that many later, and never past the same day of it.
                let month = issued.year() * 12 + issued.month0() as i32 + count as i32;
                let ends = valid.year() * 12 + valid.month0() as i32;
                match issued.day() {
                    1 => assert_eq!(ends, month - 1, "{issued}"),
                    of_month => assert!(ends == month && valid.day() < of_month, "{issued}: {valid}"),
                }
            }
            (last, fresh) = (valid, recent);
        }
    }
}

#[test]
fn less_than_three_months_takes_the_earlier_day_where_months_are_short() {
    for (issued, until) in [
        ("2026-01-15", "2026-04-14"),
        ("2026-11-30", "2027-02-27"),
        ("2026-11-28", "2027-02-27"),
        ("2027-11-30", "2028-02-28"),
        ("2027-12-01", "2028-02-29"),
        ("2026-01-31", "2026-04-29"),
    ] {
        assert_eq!(fresh_until(day(issued), months(3)), day(until), "{issued}");
    }
}

#[test]
fn the_first_fresh_issue_is_the_first_for_every_day_of_use() {
    for limit in [months(1), months(3), months(6), months(12), Period::Days(90), Period::Days(1)] {
        for used in days("2027-01-01", "2028-12-31") {
            let first = fresh_if_issued_from(used, limit);
            assert!(fresh_until(first, limit) >= used, "{used} {limit}: {first} is stale");
            assert!(fresh_until(plus_days(first, -1), limit) < used, "{used} {limit}: {first} is not the first");
        }
    }
}

#[test]
fn an_end_that_is_written_goes_before_one_that_is_computed() {
    let ten_years: Validity = "10y".parse().unwrap();
    let written = ten_years.end(Some(day("2030-06-01")), Some(day("2015-05-12"))).unwrap();
    assert_eq!(written, End { day: day("2030-06-01"), computed: false });
    let computed = ten_years.end(None, Some(day("2015-05-12"))).unwrap();
    assert_eq!(computed, End { day: day("2025-05-11"), computed: true });
    assert_eq!(ten_years.end(None, None), None);
    assert_eq!(Validity::ByDocument.end(None, Some(day("2015-05-12"))), None);
    let receipt: Validity = "3mo-6mo".parse().unwrap();
    assert_eq!(
        receipt.end(None, Some(day("2026-11-30"))).unwrap().day,
        day("2027-02-28"),
        "the shorter is the safe one"
    );
    let school: Validity = "until 08-31".parse().unwrap();
    assert_eq!(school.end(None, Some(day("2026-09-01"))).unwrap().day, day("2027-08-31"));
    assert_eq!(school.end(None, Some(day("2027-08-31"))).unwrap().day, day("2027-08-31"));
    let tax: Validity = "next year 09-30".parse().unwrap();
    assert_eq!(tax.end(None, Some(day("2026-08-20"))).unwrap().day, day("2027-09-30"));
}

#[test]
fn an_old_identity_card_ends_by_its_month_of_issue_and_never_after_august_2031() {
    let end = |year, month, adult| old_identity_card_end(year, month, adult).unwrap();
    assert_eq!(end(2010, 6, true), End { day: day("2025-05-31"), computed: true });
    assert_eq!(end(2010, 6, false).day, day("2020-05-31"));
    assert_eq!(end(2003, 12, true).day, day("2013-11-30"));
    assert_eq!(end(2020, 5, true).day, day("2031-08-01"));
    assert_eq!(old_identity_card_end(2010, 13, true), None);
}

#[test]
fn periods_validities_and_offsets_are_read_as_they_are_written() {
    for text in ["10y", "3mo", "90d", "1mo"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
    for text in ["by document", "none", "quarter", "10y", "3mo-6mo", "until 08-31", "next year 09-30"] {
        assert_eq!(text.parse::<Validity>().unwrap().to_string(), text);
    }
    for text in ["D-120", "D0", "arrival+90", "filing+3mo+20", "filing+4mo", "quarter_end", "quarter+10", "age18+2mo"] {
        assert_eq!(text.parse::<Offset>().unwrap().to_string(), text);
    }
    assert_eq!("arrival+0".parse::<Offset>().unwrap(), Offset { from: Anchor::Arrival, months: 0, days: 0 });
    for text in ["", "0d", "3", "mo", "3 mo", "-3mo", "99999999999d", "2000y", "3w", "３mo", "é"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    for text in ["", "D+", "D-", "D-1-2", "D--1", "X-1", "D-1x", "D120", "arrival+é", "D-99999999", "D+1mo+1mo"] {
        assert!(text.parse::<Offset>().is_err(), "{text}");
    }
    for text in ["", "until 02-30", "until 13-01", "until 02-29", "soon", "3mo-", "-3mo"] {
        assert!(text.parse::<Validity>().is_err(), "{text}");
    }
}

#[test]
fn a_quarter_begins_with_the_month_of_the_person() {
    let quarter = |text, month| {
        let quarter = Quarter::holding(day(text), month);
        (quarter.first.to_string(), quarter.last.to_string())
    };
    assert_eq!(quarter("2026-11-23", 1), ("2026-10-01".to_owned(), "2026-12-31".to_owned()));
    assert_eq!(quarter("2026-11-23", 11), ("2026-11-01".to_owned(), "2027-01-31".to_owned()));
    assert_eq!(quarter("2027-01-31", 11), ("2026-11-01".to_owned(), "2027-01-31".to_owned()));
    assert_eq!(quarter("2028-02-29", 12), ("2027-12-01".to_owned(), "2028-02-29".to_owned()));
    for month in 1..=12 {
        for today in days("2027-01-01", "2028-12-31") {
            let quarter = Quarter::holding(today, month);
            assert!((quarter.first..=quarter.last).contains(&today), "{today} {month}");
            assert_eq!(quarter.first.month() % 3, month % 3);
            assert_eq!(quarter.next().first, plus_days(quarter.last, 1));
        }
    }
}

#[test]
fn days_at_the_end_of_time_do_not_overflow() {
    for far in [NaiveDate::MAX, NaiveDate::MIN] {
        last_valid_day(far, months(1200));
        fresh_until(far, Period::Days(36_600));
        fresh_if_issued_from(far, months(3));
        let _ = rule("titre_sejour_anef").window(&Anchors::of_end(far));
        Quarter::holding(far, 5);
    }
}
