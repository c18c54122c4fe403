//! Random bookings around the changes of the clock: stored as instants, each exactly as long as its
//! motive, and none over another.

use std::cell::Cell;

use proptest::prelude::*;
use relais::domain::time::{Minutes, Span};

use super::builders::*;
use super::oracle::Hours;
use super::trials::hold;
use super::worlds::*;

#[test]
fn at_21_every_booking_lasts_its_duration_and_lies_over_no_other() {
    let bookings = Cell::new(0);
    let hours = (0..1440i64, 60..720i64).prop_map(|(from, length)| (from, from + length));
    let motive = (5..=60i64, 0..=20i64, 0..=20i64);
    hold(400, (a_day(), a_zone(), hours, motive), |(day, (zone, holidays), hours, (duration, before, after))| {
        let blocks = written(hours);
        let start = (day - chrono::TimeDelta::days(1)).format("%a %d %B %Y").to_string();
        let mut town = Town::of(zone, holidays)
            .now(&format!("{start} 00:00"))
            .lasting(duration)
            .buffers(before, after)
            .open(open(&start, &blocks).every("FREQ=DAILY;COUNT=3"));
        let range = Span::lasting(town.now, Minutes::days(5)).unwrap();
        let mut taken: Vec<Span> = Vec::new();
        for slot in town.search(&everybody(), range).unwrap() {
            prop_assert_eq!(slot.span.length().num_minutes(), duration);
            // Its neighbour's buffers may have taken it since it was shown.
            let Ok(decision) = town.decide(&town.wish_at(slot.span.start()), &[WORKER]) else { continue };
            prop_assert_eq!(decision.span, slot.span);
            prop_assert_eq!(decision.busy.length().num_minutes(), before + duration + after);
            for other in &taken {
                prop_assert!(!decision.busy.overlaps(*other), "{:?} lies over {:?}", decision.busy, other);
            }
            taken.push(decision.busy);
            town = town.booked(&decision);
        }
        bookings.set(bookings.get() + taken.len());
        Ok(())
    });

    println!("{} bookings", bookings.get());
    assert!(bookings.get() > 4000, "only {} bookings", bookings.get());
}

fn written((from, to): Hours) -> String {
    let to = to % 1440;
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
}
