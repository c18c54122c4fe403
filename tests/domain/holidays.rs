//! The holiday rules against a list made by others, day by day; see scripts/make-holidays.py.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use relais::domain::scheduling::holidays::{Holiday, HolidayRegion, UnknownHolidayRegion, holiday_on, holidays};

const ORACLE: &str = include_str!("../fixtures/holidays-2020-2040.csv");

type RegionDays = BTreeSet<(HolidayRegion, NaiveDate)>;

fn listed() -> RegionDays {
    ORACLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (region, day) = line.split_once(',').unwrap();
            (region.parse().unwrap(), day.parse().unwrap())
        })
        .collect()
}

fn computed() -> RegionDays {
    HolidayRegion::ALL
        .into_iter()
        .flat_map(|region| {
            every_day().filter(move |&day| holiday_on(region, day).is_some()).map(move |day| (region, day))
        })
        .collect()
}

fn every_day() -> impl Iterator<Item = NaiveDate> {
    date(2020, 1, 1).iter_days().take_while(|&day| day <= date(2040, 12, 31))
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn the_file_speaks_of_every_region_in_every_year() {
    let in_file: BTreeSet<_> = listed().into_iter().map(|(region, day)| (region, day.year())).collect();
    let expected =
        HolidayRegion::ALL.into_iter().flat_map(|region| (2020..=2040).map(move |year| (region, year))).collect();

    assert_eq!(in_file, expected);
}

#[test]
fn every_day_in_the_file_is_a_holiday() {
    let missing: Vec<_> = listed().difference(&computed()).copied().collect();

    assert_eq!(missing, []);
}

#[test]
fn every_holiday_is_in_the_file() {
    let invented: Vec<_> = computed().difference(&listed()).copied().collect();

    assert_eq!(invented, []);
}

#[test]
fn a_day_asked_alone_is_the_same_as_in_the_list_of_its_year() {
    for region in HolidayRegion::ALL {
        for year in 2020..=2040 {
            let asked_alone: Vec<_> = every_day()
                .filter(|day| day.year() == year)
                .filter_map(|day| Some((day, holiday_on(region, day)?)))
                .collect();

            assert_eq!(holidays(region, year), asked_alone, "{region:?} {year}");
        }
    }
}

#[test]
fn the_list_of_a_year_is_in_order_and_names_each_date_once() {
    for region in HolidayRegion::ALL {
        for year in 2020..=2040 {
            assert!(holidays(region, year).is_sorted_by(|(one, _), (next, _)| one < next), "{region:?} {year}");
        }
    }
}

#[test]
fn a_year_in_metropole_has_its_eleven_holidays_by_name() {
    let expected = [
        (date(2026, 1, 1), Holiday::NewYear),
        (date(2026, 4, 6), Holiday::EasterMonday),
        (date(2026, 5, 1), Holiday::LabourDay),
        (date(2026, 5, 8), Holiday::VictoryDay),
        (date(2026, 5, 14), Holiday::Ascension),
        (date(2026, 5, 25), Holiday::PentecostMonday),
        (date(2026, 7, 14), Holiday::NationalDay),
        (date(2026, 8, 15), Holiday::Assumption),
        (date(2026, 11, 1), Holiday::AllSaints),
        (date(2026, 11, 11), Holiday::Armistice),
        (date(2026, 12, 25), Holiday::Christmas),
    ];

    assert_eq!(holidays(HolidayRegion::Metropole, 2026), expected);
}

#[test]
fn a_fixed_date_gives_its_name_to_a_movable_feast_that_falls_on_it() {
    let ascension_2031 = date(2031, 5, 22);

    assert_eq!(holiday_on(HolidayRegion::Metropole, ascension_2031), Some(Holiday::Ascension));
    assert_eq!(holiday_on(HolidayRegion::Martinique, ascension_2031), Some(Holiday::AbolitionOfSlavery));
}

#[test]
fn polynesia_exchanges_its_autonomy_day_for_matarii() {
    let region = HolidayRegion::PolynesieFrancaise;

    assert_eq!(holiday_on(region, date(2024, 6, 29)), Some(Holiday::InternalAutonomy));
    assert_eq!(holiday_on(region, date(2024, 11, 20)), None);
    assert_eq!(holiday_on(region, date(2025, 6, 29)), None);
    assert_eq!(holiday_on(region, date(2025, 11, 20)), Some(Holiday::Matarii));
}

/// Years that the file does not reach: the earliest and the latest Easter, and the two years of
/// this century in which the shorter formulas for Easter need an exception.
#[test]
fn easter_is_right_beyond_the_file() {
    for (year, month, day) in [(2285, 3, 23), (2038, 4, 26), (2049, 4, 19), (2076, 4, 20)] {
        assert_eq!(holiday_on(HolidayRegion::Metropole, date(year, month, day)), Some(Holiday::EasterMonday));
    }
}

#[test]
fn mid_lent_is_in_february_when_easter_is_at_its_earliest() {
    assert_eq!(holiday_on(HolidayRegion::Guadeloupe, date(2285, 2, 26)), Some(Holiday::MidLent));
}

#[test]
fn the_first_and_the_last_year_of_the_calendar_have_holidays_and_no_year_lies_beyond() {
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        assert!(holidays(HolidayRegion::Guadeloupe, day.year()).len() > 10);
    }
    assert_eq!(holidays(HolidayRegion::Guadeloupe, i32::MIN), []);
    assert_eq!(holidays(HolidayRegion::Guadeloupe, i32::MAX), []);
}

#[test]
fn a_region_is_read_back_from_its_code_and_written_so_in_json() {
    for region in HolidayRegion::ALL {
        assert_eq!(region.code().parse(), Ok(region));
        assert_eq!(serde_json::to_value(region).unwrap(), region.code());
    }
}

#[test]
fn an_unknown_region_is_refused_with_the_codes_that_exist() {
    let refusal = "Alsace".parse::<HolidayRegion>().unwrap_err();

    assert_eq!(refusal, UnknownHolidayRegion { given: "Alsace".to_owned() });
    for region in HolidayRegion::ALL {
        assert!(refusal.to_string().contains(region.code()), "{refusal}");
    }
}

#[test]
fn every_holiday_has_a_code_of_its_own_and_falls_somewhere() {
    let codes: BTreeSet<_> = Holiday::ALL.map(Holiday::code).into();
    assert_eq!(codes.len(), Holiday::ALL.len());

    let fallen: BTreeSet<_> = HolidayRegion::ALL
        .into_iter()
        .flat_map(|region| (2020..=2040).flat_map(move |year| holidays(region, year)))
        .map(|(_, holiday)| holiday)
        .collect();
    assert_eq!(fallen, Holiday::ALL.into());
}
