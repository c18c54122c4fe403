//! Public holidays by region, as rules: no list of years to renew every January.
//!
//! Here: which days are holidays where, and under which code. Not here: their names (texts), or
//! whether a place closes on them (openings and closures).
//!
//! The rules are held to the PyPI package `holidays` for every day of 2020 to 2040
//! (tests/domain/holidays.rs), days of custom included where it has them. They state what has held
//! since 2020: earlier years are answered with the rules of 2020.
//!
//! What no rule here can say, and a place has to enter as a closure or an opening of its own:
//! - Good Friday in Alsace-Moselle is a holiday only in communes with a Protestant or a shared
//!   church (Code du travail L3134-13); here, as in the package, it is one in the whole region;
//! - the Muslim feasts that custom may add in Mayotte (L3422-2) follow the sighted moon;
//! - carnival in the Antilles and Guyane, or Good Friday in Martinique, are free by custom for some
//!   employers and not for others; the package leaves them out.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Where one list of public holidays holds. Every place names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolidayRegion {
    Metropole,
    AlsaceMoselle,
    Guadeloupe,
    Martinique,
    Guyane,
    Reunion,
    Mayotte,
    SaintBarthelemy,
    SaintMartin,
    SaintPierreEtMiquelon,
    NouvelleCaledonie,
    PolynesieFrancaise,
    WallisEtFutuna,
}

impl HolidayRegion {
    pub const ALL: [HolidayRegion; 13] = [
        HolidayRegion::Metropole,
        HolidayRegion::AlsaceMoselle,
        HolidayRegion::Guadeloupe,
        HolidayRegion::Martinique,
        HolidayRegion::Guyane,
        HolidayRegion::Reunion,
        HolidayRegion::Mayotte,
        HolidayRegion::SaintBarthelemy,
        HolidayRegion::SaintMartin,
        HolidayRegion::SaintPierreEtMiquelon,
        HolidayRegion::NouvelleCaledonie,
        HolidayRegion::PolynesieFrancaise,
        HolidayRegion::WallisEtFutuna,
    ];

    /// The name used in the database, in settings and in JSON. Stored, so never renamed.
    pub const fn code(self) -> &'static str {
        match self {
            HolidayRegion::Metropole => "metropole",
            HolidayRegion::AlsaceMoselle => "alsace-moselle",
            HolidayRegion::Guadeloupe => "guadeloupe",
            HolidayRegion::Martinique => "martinique",
            HolidayRegion::Guyane => "guyane",
            HolidayRegion::Reunion => "reunion",
            HolidayRegion::Mayotte => "mayotte",
            HolidayRegion::SaintBarthelemy => "saint-barthelemy",
            HolidayRegion::SaintMartin => "saint-martin",
            HolidayRegion::SaintPierreEtMiquelon => "saint-pierre-et-miquelon",
            HolidayRegion::NouvelleCaledonie => "nouvelle-caledonie",
            HolidayRegion::PolynesieFrancaise => "polynesie-francaise",
            HolidayRegion::WallisEtFutuna => "wallis-et-futuna",
        }
    }
}

/// Lists what would have been accepted, because it is read by whoever wrote the setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown holiday region {given:?}, expected one of {}", accepted_codes())]
pub struct UnknownHolidayRegion {
    pub given: String,
}

fn accepted_codes() -> String {
    HolidayRegion::ALL.map(HolidayRegion::code).join(", ")
}

impl FromStr for HolidayRegion {
    type Err = UnknownHolidayRegion;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        HolidayRegion::ALL
            .into_iter()
            .find(|region| region.code() == given)
            .ok_or_else(|| UnknownHolidayRegion { given: given.to_owned() })
    }
}

/// Why a day is free; its code is a key of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holiday {
    NewYear,
    GospelArrival,
    MidLent,
    GoodFriday,
    EasterMonday,
    SaintPeterChanel,
    LabourDay,
    VictoryDay,
    Ascension,
    PentecostMonday,
    AbolitionOfSlavery,
    InternalAutonomy,
    SaintsPeterAndPaul,
    NationalDay,
    VictorSchoelcher,
    TerritoryDay,
    Assumption,
    CitizenshipDay,
    AllSaints,
    Armistice,
    Matarii,
    Christmas,
    SaintStephen,
}

impl Holiday {
    /// For the guard that every holiday has a name in every language.
    pub const ALL: [Holiday; 23] = [
        Holiday::NewYear,
        Holiday::GospelArrival,
        Holiday::MidLent,
        Holiday::GoodFriday,
        Holiday::EasterMonday,
        Holiday::SaintPeterChanel,
        Holiday::LabourDay,
        Holiday::VictoryDay,
        Holiday::Ascension,
        Holiday::PentecostMonday,
        Holiday::AbolitionOfSlavery,
        Holiday::InternalAutonomy,
        Holiday::SaintsPeterAndPaul,
        Holiday::NationalDay,
        Holiday::VictorSchoelcher,
        Holiday::TerritoryDay,
        Holiday::Assumption,
        Holiday::CitizenshipDay,
        Holiday::AllSaints,
        Holiday::Armistice,
        Holiday::Matarii,
        Holiday::Christmas,
        Holiday::SaintStephen,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Holiday::NewYear => "new-year",
            Holiday::GospelArrival => "gospel-arrival",
            Holiday::MidLent => "mid-lent",
            Holiday::GoodFriday => "good-friday",
            Holiday::EasterMonday => "easter-monday",
            Holiday::SaintPeterChanel => "saint-peter-chanel",
            Holiday::LabourDay => "labour-day",
            Holiday::VictoryDay => "victory-day",
            Holiday::Ascension => "ascension",
            Holiday::PentecostMonday => "pentecost-monday",
            Holiday::AbolitionOfSlavery => "abolition-of-slavery",
            Holiday::InternalAutonomy => "internal-autonomy",
            Holiday::SaintsPeterAndPaul => "saints-peter-and-paul",
            Holiday::NationalDay => "national-day",
            Holiday::VictorSchoelcher => "victor-schoelcher",
            Holiday::TerritoryDay => "territory-day",
            Holiday::Assumption => "assumption",
            Holiday::CitizenshipDay => "citizenship-day",
            Holiday::AllSaints => "all-saints",
            Holiday::Armistice => "armistice",
            Holiday::Matarii => "matarii",
            Holiday::Christmas => "christmas",
            Holiday::SaintStephen => "saint-stephen",
        }
    }
}

/// The holidays of a year in the order of their dates, each date once. A year outside chrono's
/// calendar has no days, hence no holidays.
///
/// Asks [`holiday_on`] for each day instead of building the list from the rules a second way: the
/// two cannot disagree, and a year takes microseconds.
pub fn holidays(region: HolidayRegion, year: i32) -> Vec<(NaiveDate, Holiday)> {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .into_iter()
        .flat_map(|new_year| new_year.iter_days())
        .take_while(|day| day.year() == year)
        .filter_map(|day| Some((day, holiday_on(region, day)?)))
        .collect()
}

/// Cheap enough to be asked of every occurrence of every opening: no allocation, and Easter is
/// looked for only where a feast that follows it can fall.
///
/// When a movable feast falls on a fixed date (Ascension on Martinique's 22 May in 2031), the fixed
/// date gives its name: it is the one that is the same every year.
pub fn holiday_on(region: HolidayRegion, day: NaiveDate) -> Option<Holiday> {
    on_a_fixed_date(region, day).or_else(|| following_easter(region, day))
}

/// The national days: Code du travail L3133-1; the Pacific territories have a labour law of their
/// own with the same days. Abolition of slavery: L3422-2 and décret 83-1003.
fn on_a_fixed_date(region: HolidayRegion, day: NaiveDate) -> Option<Holiday> {
    use HolidayRegion::*;

    let holiday = match (day.month(), day.day(), region) {
        (1, 1, _) => Holiday::NewYear,
        (5, 1, _) => Holiday::LabourDay,
        (5, 8, _) => Holiday::VictoryDay,
        (7, 14, _) => Holiday::NationalDay,
        (8, 15, _) => Holiday::Assumption,
        (11, 1, _) => Holiday::AllSaints,
        (11, 11, _) => Holiday::Armistice,
        (12, 25, _) => Holiday::Christmas,

        // Local law, L3134-13.
        (12, 26, AlsaceMoselle) => Holiday::SaintStephen,

        // Saint-Martin shared Guadeloupe's date until 2017. A circular of 4 May 2018 allows the
        // 28th, because the text meant to move it was printed with a wrong month.
        (4, 27, Mayotte)
        | (5, 22, Martinique)
        | (5, 27, Guadeloupe)
        | (5, 28, SaintMartin)
        | (6, 10, Guyane)
        | (10, 9, SaintBarthelemy)
        | (12, 20, Reunion) => Holiday::AbolitionOfSlavery,

        // Custom, not law.
        (7, 21, Guadeloupe | Martinique | SaintMartin) => Holiday::VictorSchoelcher,

        (9, 24, NouvelleCaledonie) => Holiday::CitizenshipDay,

        (3, 5, PolynesieFrancaise) => Holiday::GospelArrival,
        // The package lets Matari'i replace 29 June in 2025, as first announced. Local press and
        // other libraries say 2026 (loi du pays 2025-12). We keep to the package for that year.
        (6, 29, PolynesieFrancaise) if day.year() < 2025 => Holiday::InternalAutonomy,
        (11, 20, PolynesieFrancaise) if day.year() >= 2025 => Holiday::Matarii,

        (4, 28, WallisEtFutuna) => Holiday::SaintPeterChanel,
        (6, 29, WallisEtFutuna) => Holiday::SaintsPeterAndPaul,
        (7, 29, WallisEtFutuna) => Holiday::TerritoryDay,

        _ => return None,
    };
    Some(holiday)
}

/// Easter Monday, Ascension and Pentecost Monday: L3133-1. Good Friday is law in Alsace-Moselle
/// (L3134-13) and in Polynésie; like Mid-Lent, it is custom in Guadeloupe.
fn following_easter(region: HolidayRegion, day: NaiveDate) -> Option<Holiday> {
    use HolidayRegion::*;

    // From Mid-Lent of the earliest Easter, 26 February, to Pentecost Monday of the latest,
    // 14 June.
    if !(2..=6).contains(&day.month()) {
        return None;
    }
    let holiday = match (days_since_easter(day), region) {
        (-24, Guadeloupe) => Holiday::MidLent,
        (-2, AlsaceMoselle | Guadeloupe | PolynesieFrancaise) => Holiday::GoodFriday,
        (1, _) => Holiday::EasterMonday,
        (39, _) => Holiday::Ascension,
        (50, _) => Holiday::PentecostMonday,
        _ => return None,
    };
    Some(holiday)
}

/// Counted from Easter Sunday of the same year, negative before it.
///
/// The Gregorian computus without tables or exceptions, valid in any year (Jean Meeus,
/// *Astronomical Algorithms*, chapter 8; first printed anonymously in *Nature*, 20 April 1876).
/// Its usual last step, month and day, is left out: it only adds a number of days to 22 March.
fn days_since_easter(day: NaiveDate) -> i64 {
    let year = day.year();
    let in_moon_cycle = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let in_century = year.rem_euclid(100);

    let moon_shift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let calendar_shift = century - century.div_euclid(4) - moon_shift;
    let to_full_moon = (19 * in_moon_cycle + calendar_shift + 15).rem_euclid(30);
    let to_sunday =
        (32 + 2 * century.rem_euclid(4) + 2 * (in_century / 4) - to_full_moon - in_century % 4).rem_euclid(7);
    // 1 when Easter would fall later than the tables allow and is a week earlier; otherwise 0.
    let too_late = (in_moon_cycle + 11 * to_full_moon + 22 * to_sunday) / 451;

    let earliest_easter =
        NaiveDate::from_ymd_opt(year, 3, 22).expect("chrono's first and last year are whole, so each has a 22 March");
    let after_earliest = i64::from(to_full_moon + to_sunday - 7 * too_late);
    day.signed_duration_since(earliest_easter).num_days() - after_earliest
}
