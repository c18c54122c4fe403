//! What the peer does not cover and we must: changes of the clock, other zones, nights, offers,
//! buffers, overlapping openings.

use chrono_tz::{America, Indian, Tz};
use relais::domain::ids::{MotiveId, PlaceId, TerritoryId};
use relais::domain::scheduling::booking::{Refusal, Warning, Wish};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::offers::{Offer, VALID_FOR};
use relais::domain::scheduling::search::Query;
use relais::domain::settings::Site;
use relais::domain::time::Minutes;

use super::builders::*;
use super::worlds::ZONES;

const TUESDAY: &str = "Tue 10 March 2026";
const NO_START: [&str; 0] = [];

/// Starts in UTC, where no hour is missing or doubled.
fn in_utc(town: &Town, from: &str, to: &str) -> Vec<String> {
    let slots = town.search(&everybody(), town.span(from, to)).unwrap();
    slots.iter().map(|slot| slot.span.start().utc().format("%H:%M").to_string()).collect()
}

#[test]
fn at_16_an_opening_over_the_missing_hour_of_spring_is_an_hour_shorter() {
    let town = town().lasting(60).open(open("Sun 29 March 2026", "01:00-04:00"));

    // 01:00 is 00:00 UTC; 04:00 is 02:00 UTC: two real hours.
    assert_eq!(in_utc(&town, "Sun 29 March 2026 00:00", "Sun 29 March 2026 12:00"), ["00:00", "01:00"]);
    assert_eq!(town.starts("Sun 29 March 2026"), ["01:00", "03:00"]);
}

#[test]
fn at_16_an_opening_over_the_doubled_hour_of_autumn_is_an_hour_longer() {
    let town = town().lasting(60).open(open("Sun 25 October 2026", "01:00-04:00"));

    assert_eq!(
        in_utc(&town, "Sat 24 October 2026 12:00", "Sun 25 October 2026 12:00"),
        ["23:00", "00:00", "01:00", "02:00"]
    );
    assert_eq!(town.starts("Sun 25 October 2026"), ["01:00", "02:00", "02:00", "03:00"]);
}

#[test]
fn at_16_a_missing_time_is_shifted_by_the_gap_and_a_doubled_time_is_the_first() {
    // 02:30 does not exist: 03:30. From there to 03:00 nothing is left.
    let spring = town().open(open("Sun 29 March 2026", "02:30-05:00"));
    assert_eq!(in_utc(&spring, "Sun 29 March 2026 00:00", "Sun 29 March 2026 12:00"), ["01:30", "02:00", "02:30"]);
    let empty = town().open(open("Sun 29 March 2026", "02:30-03:00"));
    assert_eq!(empty.starts("Sun 29 March 2026"), NO_START);

    // 02:30 is twice, at 00:30 and 01:30 UTC.
    let autumn = town().open(open("Sun 25 October 2026", "02:30-03:00"));
    assert_eq!(in_utc(&autumn, "Sun 25 October 2026 00:00", "Sun 25 October 2026 12:00"), ["00:30", "01:00", "01:30"]);
}

#[test]
fn at_16_thirteen_is_never_read_as_one() {
    for date in ["Sun 29 March 2026", "Sun 25 October 2026"] {
        let town = town().open(open(date, "13:00-14:00"));

        assert_eq!(town.starts(date), ["13:00", "13:30"]);
    }
}

#[test]
fn at_17_a_recurrence_saved_in_winter_keeps_its_hour_on_every_tuesday_of_the_year() {
    for (zone, _) in ZONES {
        // Alsace-Moselle keeps no holiday on a Tuesday of 2026; the zone is what matters here.
        let town = Town::of(zone, HolidayRegion::AlsaceMoselle)
            .now("Thu 01 January 2026 00:00")
            .lasting(180)
            .open(open("Tue 06 January 2026", "09:00-12:00").every("FREQ=WEEKLY"));
        let year = town.span("Thu 01 January 2026 00:00", "Fri 01 January 2027 00:00");
        let slots = town.search(&everybody(), year).unwrap();
        let hours: Vec<String> = slots.iter().map(|slot| town.written(slot.span.start(), "%a %H:%M")).collect();

        // 52 Tuesdays, and 14 July.
        assert_eq!(hours, vec!["Tue 09:00"; 51], "{zone}");
        assert!(slots.iter().all(|slot| slot.span.length().num_minutes() == 180));
    }
}

#[test]
fn an_opening_past_midnight_gives_starts_of_both_days() {
    let town = town().lasting(60).open(open(TUESDAY, "22:00-02:00"));

    assert_eq!(
        town.starts_between("Tue 10 March 2026 00:00", "Thu 12 March 2026 00:00"),
        ["10 Mar 22:00", "10 Mar 23:00", "11 Mar 00:00", "11 Mar 01:00"]
    );
    // Asked for the second day only, the opening of the evening before is still found.
    assert_eq!(town.starts("Wed 11 March 2026"), ["00:00", "01:00"]);
}

#[test]
fn the_longest_notice_is_cut_by_the_minute_and_a_slot_exactly_on_it_is_in() {
    let town = |now: &str| town().now(now).delays(Minutes(0), Minutes::days(7)).open(open(TUESDAY, "09:00-12:00"));

    assert_eq!(town("Tue 03 March 2026 10:00").starts(TUESDAY), ["09:00", "09:30", "10:00"]);
    assert_eq!(town("Tue 03 March 2026 09:59").starts(TUESDAY), ["09:00", "09:30"]);
}

#[test]
fn now_and_the_shortest_notice_count_on_the_clock_of_the_place() {
    let cases: [(Tz, HolidayRegion); 2] =
        [(Indian::Reunion, HolidayRegion::Reunion), (America::Guadeloupe, HolidayRegion::Guadeloupe)];
    for (zone, holidays) in cases {
        let town = Town::of(zone, holidays)
            .now("Tue 10 March 2026 09:10")
            .delays(Minutes(60), Minutes::days(30))
            .open(open(TUESDAY, "09:00-11:00"));

        assert_eq!(town.starts(TUESDAY), ["10:10"], "{zone}");
        let late = town.now("Tue 10 March 2026 11:00");
        assert_eq!(late.starts(TUESDAY), NO_START, "{zone}");
    }
}

#[test]
fn a_place_in_another_zone_keeps_its_own_hours_and_holidays() {
    // Réunion is three hours ahead of Paris in winter, and keeps 20 December (a Sunday in 2026).
    let site = Site { zone: Indian::Reunion, holidays: HolidayRegion::Reunion, closures: Vec::new() };
    let town = town()
        .place_with(place(1), site)
        .lasting(60)
        .open(open("Sun 20 December 2026", "09:00-10:00").every("FREQ=DAILY;COUNT=2").at(Some(place(1))))
        .open(open("Sun 20 December 2026", "09:00-10:00"));

    assert_eq!(
        town.starts_between("Sun 20 December 2026 00:00", "Tue 22 December 2026 00:00"),
        ["20 Dec 09:00", "21 Dec 06:00"]
    );
}

#[test]
fn a_shown_slot_stays_bookable_when_the_grid_has_moved() {
    let shown = town().open(open(TUESDAY, "14:00-17:00")).now("Tue 10 March 2026 15:04");
    assert_eq!(shown.starts(TUESDAY)[0], "15:05");
    let wish = shown.wish("Tue 10 March 2026 15:05");

    let later = shown.now("Tue 10 March 2026 15:06");
    assert_eq!(later.starts(TUESDAY)[0], "15:10");
    assert!(later.decide(&wish, &[WORKER]).is_ok());
}

#[test]
fn reading_slowly_costs_no_notice() {
    let shown = town()
        .open(open(TUESDAY, "09:00-12:00"))
        .now("Mon 09 March 2026 09:00")
        .delays(Minutes::hours(24), Minutes::days(30));
    let wish = shown.wish("Tue 10 March 2026 09:00");
    let later = shown.now("Mon 09 March 2026 09:14");

    assert!(later.decide(&wish, &[WORKER]).is_ok());
    // The same start asked for anew is too soon.
    let anew = later.wish("Tue 10 March 2026 09:00");
    assert_eq!(later.decide(&anew, &[WORKER]), Err(Refusal::TooSoon));
    let far = Wish { start: later.now + Minutes(30 * 1440 + 1), ..anew };
    assert_eq!(later.decide(&far, &[WORKER]), Err(Refusal::TooLate));
}

#[test]
fn an_offer_holds_for_a_slow_reader_and_then_ends() {
    let town = town();
    let offer = Offer {
        territory: TerritoryId(10_000),
        motive: MOTIVE,
        place: Some(PLACE),
        worker: None,
        start: town.at("Tue 10 March 2026 09:00"),
        shown_at: town.now,
    };

    assert!(VALID_FOR >= Minutes(15));
    assert!(offer.is_current(town.now));
    assert!(offer.is_current(town.now + Minutes(14)));
    assert!(!offer.is_current(town.now + VALID_FOR));
    assert!(!offer.is_current(town.now - Minutes(1)));
}

#[test]
fn no_two_offers_are_signed_as_the_same_bytes() {
    let town = town();
    let offer = Offer {
        territory: TERRITORY,
        motive: MOTIVE,
        place: None,
        worker: None,
        start: town.at("Tue 10 March 2026 09:00"),
        shown_at: town.now,
    };
    let others = [
        Offer { territory: TerritoryId(10_001), ..offer },
        Offer { motive: MotiveId(MOTIVE.0 + 1), ..offer },
        Offer { place: Some(PlaceId(0)), ..offer },
        Offer { worker: Some(WORKER), ..offer },
        Offer { start: offer.start + Minutes(1), ..offer },
        Offer { shown_at: offer.shown_at + Minutes(1), ..offer },
    ];
    for other in others {
        assert_ne!(other.bytes(), offer.bytes(), "{other:?}");
    }
}

#[test]
fn an_opening_that_is_edited_while_a_person_chooses_refuses_what_is_gone() {
    let shown = town().open(open(TUESDAY, "09:00-11:00"));
    let (early, late) = (shown.wish("Tue 10 March 2026 09:00"), shown.wish("Tue 10 March 2026 10:30"));

    let edited = shown.without_openings(WORKER).open(open(TUESDAY, "10:00-12:00"));

    assert_eq!(edited.decide(&early, &[WORKER]), Err(Refusal::NoLongerOpen));
    assert!(edited.decide(&late, &[WORKER]).is_ok());
}

#[test]
fn one_occurrence_can_be_dropped_or_have_other_hours() {
    let weekly = open(TUESDAY, "09:00-10:00").every("FREQ=WEEKLY");
    let town = town().open(weekly.except("Tue 17 March 2026", "").except("Tue 24 March 2026", "23:30-00:30"));

    assert_eq!(
        town.starts_between("Tue 10 March 2026 00:00", "Wed 01 April 2026 00:00"),
        ["10 Mar 09:00", "10 Mar 09:30", "24 Mar 23:30", "25 Mar 00:00", "31 Mar 09:00", "31 Mar 09:30"]
    );
}

#[test]
fn two_overlapping_openings_give_each_start_once() {
    let town = town().open(open(TUESDAY, "09:00-10:30")).open(open(TUESDAY, "09:30-11:00"));

    assert_eq!(town.starts(TUESDAY), ["09:00", "09:30", "10:00", "10:30"]);
    let slots = town.search(&everybody(), town.span("Tue 10 March 2026 00:00", "Wed 11 March 2026 00:00")).unwrap();
    assert!(slots.iter().all(|slot| slot.workers == [WORKER]));
}

#[test]
fn blocks_that_touch_are_not_one() {
    let town = town().lasting(45).open(open(TUESDAY, "09:00-10:00,10:00-11:00"));

    assert_eq!(town.starts(TUESDAY), ["09:00", "10:00"]);
    let across = town.decide(&town.wish("Tue 10 March 2026 09:30"), &[WORKER]);
    assert_eq!(across, Err(Refusal::NoLongerOpen));
}

#[test]
fn buffers_keep_clear_of_other_appointments() {
    let busy = |town: Town| town.busy("Tue 10 March 2026 10:00", "Tue 10 March 2026 10:30");
    let town = busy(town().open(open(TUESDAY, "09:00-12:00")).buffers(15, 10));

    // The last start before ends by 09:50; the first after begins at 10:45.
    assert_eq!(town.starts(TUESDAY), ["09:00", "10:45", "11:15"]);
    let refused = town.decide(&town.wish("Tue 10 March 2026 09:21"), &[WORKER]).unwrap_err();
    assert!(refused.is_taken(), "{refused:?}");
    assert!(town.decide(&town.wish("Tue 10 March 2026 09:20"), &[WORKER]).is_ok());
}

#[test]
fn buffers_may_exceed_the_opening_and_lie_over_an_absence() {
    let town = town()
        .open(open(TUESDAY, "09:00-11:00"))
        .buffers(60, 60)
        .absent("Tue 10 March 2026 10:00", "Tue 10 March 2026 10:30");

    assert_eq!(town.starts(TUESDAY), ["09:00", "09:30", "10:30"]);
}

#[test]
fn the_buffers_of_two_appointments_are_not_shared() {
    let town = town().open(open(TUESDAY, "09:00-12:00")).buffers(0, 20);
    let first = town.decide(&town.wish("Tue 10 March 2026 09:00"), &[WORKER]).unwrap();
    assert_eq!(town.written(first.busy.end(), "%H:%M"), "09:50");
    let town = town.booked(&first);

    assert_eq!(town.starts(TUESDAY), ["09:50", "10:20", "10:50", "11:20"]);
    let town = town.buffers(20, 20);
    assert_eq!(town.starts(TUESDAY), ["10:10", "10:40", "11:10"]);
}

#[test]
fn a_hold_takes_its_time_until_it_ends_by_itself() {
    let held = town().now("Mon 09 March 2026 08:00").open(open(TUESDAY, "09:00-10:00")).held(
        "Tue 10 March 2026 09:00",
        "Tue 10 March 2026 09:30",
        "Mon 09 March 2026 08:10",
    );

    assert_eq!(held.starts(TUESDAY), ["09:30"]);
    assert_eq!(held.now("Mon 09 March 2026 08:10").starts(TUESDAY), ["09:00", "09:30"]);
}

#[test]
fn a_closure_takes_its_time_at_its_place_only() {
    let town = town()
        .place(place(1))
        .closed("Tue 10 March 2026 09:30", "Tue 10 March 2026 10:00")
        .open(open(TUESDAY, "09:00-10:00"))
        .open(open(TUESDAY, "09:00-10:00").at(Some(place(1))));
    let at = |id| {
        let query = Query { places: Some(vec![id]), ..everybody() };
        town.starts_for(&query, "Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59", "%H:%M")
    };

    assert_eq!(at(PLACE), ["09:00"]);
    assert_eq!(at(place(1)), ["09:00", "09:30"]);
}

#[test]
fn the_staff_passes_over_each_obstacle_by_its_name_only() {
    let open_on = |date: &str| town().open(open(date, "09:00-12:00"));
    let cases = [
        (open_on(TUESDAY), "Tue 10 March 2026 14:00", Warning::OutsideOpening),
        (
            open_on(TUESDAY).absent("Tue 10 March 2026 09:00", "Tue 10 March 2026 10:00"),
            "Tue 10 March 2026 09:30",
            Warning::Absent,
        ),
        (
            open_on(TUESDAY).closed("Tue 10 March 2026 09:00", "Tue 10 March 2026 10:00"),
            "Tue 10 March 2026 09:30",
            Warning::PlaceClosed,
        ),
        (open_on("Fri 01 May 2026"), "Fri 01 May 2026 09:30", Warning::PublicHoliday),
        (open_on(TUESDAY).now("Tue 10 March 2026 10:00"), "Tue 10 March 2026 09:30", Warning::InThePast),
        (
            open_on(TUESDAY).busy("Tue 10 March 2026 09:15", "Tue 10 March 2026 09:45"),
            "Tue 10 March 2026 09:30",
            Warning::Overlap,
        ),
    ];
    for (town, start, warning) in cases {
        let wish = |accepted: &[Warning]| Wish { place: Some(PLACE), ..town.staff_wish(start, accepted) };
        let others: Vec<Warning> = Warning::ALL.iter().copied().filter(|other| *other != warning).collect();

        let refused = town.decide(&wish(&others), &[WORKER]).unwrap_err();
        match warning {
            Warning::Overlap => assert!(matches!(refused, Refusal::Taken { .. }), "{refused:?}"),
            _ => assert_eq!(refused, Refusal::NeedsAcceptance { warnings: vec![warning] }),
        }
        let decision = town.decide(&wish(&[warning]), &[WORKER]).unwrap();
        assert_eq!(decision.warnings, [warning]);
        assert_eq!(decision.deliberate(), warning == Warning::Overlap);
        // The public never passes over anything.
        let public = Wish { accepted: Warning::ALL.to_vec(), ..town.wish(start) };
        assert!(town.decide(&public, &[WORKER]).is_err(), "{warning}");
    }
}
