//! Recurrence rules held to days walked one by one, and the fast path of plain weekly rules to
//! `rrule`.

use chrono::{Datelike, Days as DayCount, Months, NaiveDate};
use proptest::prelude::*;
use relais::domain::scheduling::recurrence::{Days, Horizon, Rule};

use super::builders::{day, days};
use super::trials::hold;
use super::worlds::a_day;

const PARIS: chrono_tz::Tz = chrono_tz::Europe::Paris;
const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}

fn found(rule: &str, first: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    days(first, None, Some(rule), PARIS).between(first, to).collect()
}

fn walked(first: NaiveDate, to: NaiveDate, falls_on: impl Fn(NaiveDate) -> bool) -> Vec<NaiveDate> {
    first.iter_days().take_while(|day| *day <= to).filter(|day| falls_on(*day)).collect()
}

/// Months from one to the other on the calendar, whatever their days.
fn months_between(first: NaiveDate, day: NaiveDate) -> i64 {
    i64::from(day.year() - first.year()) * 12 + i64::from(day.month()) - i64::from(first.month())
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap() + Months::new(1) - DayCount::new(1)
}

/// The nth weekday of its month counted from the front, and from the back.
fn nth(day: NaiveDate) -> (i64, i64) {
    let to_end = last_of_month(day).day() - day.day();
    (i64::from((day.day() - 1) / 7 + 1), -i64::from(to_end / 7 + 1))
}

/// A part of a rule, when it has it.
fn part(name: &str, value: Option<impl ToString>) -> String {
    value.map_or(String::new(), |value| format!(";{name}={}", value.to_string()))
}

fn some_weekdays() -> impl Strategy<Value = [bool; 7]> {
    (any::<[bool; 7]>(), 0..7usize).prop_map(|(mut on, one)| {
        on[one] = true;
        on
    })
}

fn names(on: [bool; 7]) -> String {
    NAMES.into_iter().zip(on).filter(|(_, on)| *on).map(|(name, _)| name).collect::<Vec<_>>().join(",")
}

#[test]
fn the_fast_path_of_weekly_rules_gives_the_days_of_rrule() {
    let from_first = (0..400u64, 0..400u64);
    let rule =
        (prop::option::of(some_weekdays()), prop::option::of(1..=10u32), prop::option::of(0..7usize), any::<bool>());
    hold(600, (a_day(), rule, from_first), |(first, (on, every, week_start, until), (from, length))| {
        let until = until.then(|| (first + DayCount::new(length)).format("%Y%m%d"));
        let text = "FREQ=WEEKLY".to_owned()
            + &part("INTERVAL", every)
            + &part("BYDAY", on.map(names))
            + &part("WKST", week_start.map(|day| NAMES[day]))
            + &part("UNTIL", until);
        let (from, to) = (first + DayCount::new(from), first + DayCount::new(from + length));
        let rule = Rule::parse(&text, PARIS).unwrap();
        let fast = days(first, None, Some(&text), PARIS);
        prop_assert!(matches!(fast, Days::Weekly(_)), "{} has no fast path", text);

        let fast: Vec<NaiveDate> = fast.between(from, to).collect();
        prop_assert_eq!(fast, rule.through_rrule(first, from, to).unwrap(), "{} since {}", text, first);
        Ok(())
    });
}

#[test]
fn a_weekly_rule_counts_its_weeks_from_the_week_of_the_first_day() {
    hold(300, (a_day(), some_weekdays(), 1..=5i64, 0..7usize), |(first, on, every, week_start)| {
        let to = first + DayCount::new(200);
        let text = format!("FREQ=WEEKLY;INTERVAL={every};BYDAY={};WKST={}", names(on), NAMES[week_start]);
        let mut week = 0;
        let mut expected = Vec::new();
        for day in walked(first, to, |_| true) {
            week += i64::from(day != first && weekday(day) == week_start);
            if week % every == 0 && on[weekday(day)] {
                expected.push(day);
            }
        }

        prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        Ok(())
    });
}

#[test]
fn a_daily_rule_gives_every_nth_day() {
    hold(100, (a_day(), 1..=40i64, 1..=60usize, any::<bool>()), |(first, every, times, counted)| {
        let to = first + DayCount::new(500);
        let mut text = format!("FREQ=DAILY;INTERVAL={every}");
        let mut expected = walked(first, to, |day| (day - first).num_days() % every == 0);
        if counted {
            text += &format!(";COUNT={times}");
            expected.truncate(times);
        }

        prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        Ok(())
    });
}

/// `rrule` refuses a fifth weekday from the back (`-5FR`), and so does `Rule::parse`.
#[test]
fn a_numbered_weekday_is_counted_from_the_front_or_the_back_of_its_month() {
    let number = prop_oneof![1..=5i64, -4..=-1i64];
    hold(150, (a_day(), number, 0..7usize, 1..=4i64), |(first, number, on, every)| {
        let to = first + DayCount::new(900);
        let text = format!("FREQ=MONTHLY;INTERVAL={every};BYDAY={number}{}", NAMES[on]);
        let expected = walked(first, to, |day| {
            let (front, back) = nth(day);
            weekday(day) == on
                && months_between(first, day) % every == 0
                && number == if number > 0 { front } else { back }
        });

        prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        Ok(())
    });
}

#[test]
fn a_day_of_the_month_that_a_month_lacks_is_left_out() {
    let of_month = prop_oneof![3 => 25..=31i64, 1 => 1..=28i64, 2 => -31..=-1i64];
    hold(150, (a_day(), of_month, 1..=3i64, 1..=20usize), |(first, of_month, every, times)| {
        let to = first + DayCount::new(900);
        let text = format!("FREQ=MONTHLY;INTERVAL={every};BYMONTHDAY={of_month};COUNT={times}");
        let mut expected = walked(first, to, |day| {
            let from_back = i64::from(day.day()) - i64::from(last_of_month(day).day()) - 1;
            months_between(first, day) % every == 0
                && of_month == if of_month > 0 { i64::from(day.day()) } else { from_back }
        });
        expected.truncate(times);

        prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        Ok(())
    });
}

#[test]
fn a_position_chooses_among_the_days_of_its_month() {
    let position = prop_oneof![1..=4i64, -4..=-1i64];
    hold(100, (a_day(), position, some_weekdays()), |(first, position, on)| {
        let to = first + DayCount::new(500);
        let text = format!("FREQ=MONTHLY;BYDAY={};BYSETPOS={position}", names(on));
        let expected = walked(first, to, |day| {
            let of_month = walked(day.with_day(1).unwrap(), last_of_month(day), |day| on[weekday(day)]);
            let index = if position > 0 { position - 1 } else { of_month.len() as i64 + position };
            usize::try_from(index).ok().and_then(|index| of_month.get(index)) == Some(&day)
        });

        prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        Ok(())
    });
}

#[test]
fn a_rule_can_keep_to_some_months_of_the_year() {
    hold(60, (a_day(), 1..=12u32, some_weekdays()), |(first, month, on)| {
        let to = first + DayCount::new(800);
        for frequency in ["DAILY", "WEEKLY"] {
            let text = format!("FREQ={frequency};BYMONTH={month};BYDAY={}", names(on));
            let expected = walked(first, to, |day| day.month() == month && on[weekday(day)]);

            prop_assert_eq!(found(&text, first, to), expected, "{} since {}", text, first);
        }
        Ok(())
    });
}

/// The horizon only says what is worked out ahead: inside it, nothing changes; a COUNT still counts
/// from the first day.
#[test]
fn a_horizon_that_begins_late_changes_no_day_inside_it() {
    let rule = prop::sample::select(vec![
        "FREQ=DAILY;INTERVAL=3;COUNT=100",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2",
        "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=30",
        "FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=3",
        "FREQ=MONTHLY;BYMONTHDAY=31",
    ]);
    hold(100, (a_day(), rule, 0..300u64, 1..300u64), |(first, rule, from, length)| {
        let (from, to) = (first + DayCount::new(from), first + DayCount::new(from + length));
        let parsed = Rule::parse(rule, PARIS).unwrap();
        let within: Vec<NaiveDate> =
            Days::new(first, None, Some(&parsed), Horizon { from, to }).between(from, to).collect();
        let all = found(rule, first, to);

        prop_assert_eq!(within, all.into_iter().filter(|day| *day >= from).collect::<Vec<_>>(), "{}", rule);
        Ok(())
    });
}

#[test]
fn the_last_day_is_included_whichever_way_it_is_given() {
    let first = day("Tue 10 March 2026");
    let last = day("Tue 24 March 2026");
    let expected = vec![first, day("Tue 17 March 2026"), last];
    for rule in [
        "FREQ=WEEKLY;UNTIL=20260324",
        "FREQ=WEEKLY;UNTIL=20260324T000000",
        "FREQ=WEEKLY;UNTIL=20260324T080000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20260323T230000Z",
        "FREQ=DAILY;INTERVAL=7;UNTIL=20260324",
        "FREQ=WEEKLY;COUNT=3",
    ] {
        assert_eq!(found(rule, first, day("Thu 31 December 2026")), expected, "{rule}");
    }
    for rule in ["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=7", "FREQ=WEEKLY;COUNT=99"] {
        let days: Vec<NaiveDate> =
            days(first, Some(last), Some(rule), PARIS).between(first, day("Thu 31 December 2026")).collect();

        assert_eq!(days, expected, "{rule} with a last day");
    }
}
