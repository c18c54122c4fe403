//! A birth as people without papers have it: a day, a year, a first of January that stands for "nobody
//! knows", or nothing; and the birthdays of children that change what a family may ask for.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use crate::domain::motives::words;

words! {
    /// How much of a stored date is meant.
    BirthPrecision {
        Day = "day",
        Year = "year",
        /// On paper the first of January, because no day was ever written down.
        Presumed = "presumed",
    }
}

/// The ages at which something begins or ends for a child: school, own schooling at 16, majority, the end
/// of family benefits.
pub const AGES: [i32; 5] = [3, 6, 16, 18, 19];

/// A birth, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth {
    /// The first of January when only the year is known.
    pub date: NaiveDate,
    pub precision: BirthPrecision,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{0}” is not a birth date")]
pub struct NotABirth(pub String);

impl Birth {
    /// `12/04/1987`, `1987`, or nothing. `presumed`: the day is one of the paper's, not of the person's.
    ///
    /// # Errors
    /// Neither a day nor a year of somebody who lives.
    pub fn read(text: &str, presumed: bool, today: NaiveDate) -> Result<Option<Birth>, NotABirth> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let refused = || NotABirth(text.to_owned());
        let possible = |date: &NaiveDate| *date <= today && date.year() > today.year() - 125;
        if text.len() == 4 {
            let year: i32 = text.parse().map_err(|_| refused())?;
            let date = NaiveDate::from_ymd_opt(year, 1, 1).filter(possible).ok_or_else(refused)?;
            let precision = if presumed { BirthPrecision::Presumed } else { BirthPrecision::Year };
            return Ok(Some(Birth { date, precision }));
        }
        let date = ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y", "%d-%m-%Y"]
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
            .filter(possible)
            .ok_or_else(refused)?;
        let precision = if presumed { BirthPrecision::Presumed } else { BirthPrecision::Day };
        Ok(Some(Birth { date, precision }))
    }

    /// Whether two births can be one person's: a year fits every day of it, a first of January that nobody
    /// vouches for fits its year.
    pub fn fits(self, other: Birth) -> bool {
        let vague = |birth: Birth| birth.precision != BirthPrecision::Day || birth.date.ordinal() == 1;
        if vague(self) || vague(other) { self.date.year() == other.date.year() } else { self.date == other.date }
    }

    /// Day and month exchanged, as clerks do.
    pub fn is_turned(self, other: Birth) -> bool {
        self.precision == BirthPrecision::Day
            && other.precision == BirthPrecision::Day
            && self.date != other.date
            && NaiveDate::from_ymd_opt(self.date.year(), self.date.day(), self.date.month()) == Some(other.date)
    }

    pub fn age(self, today: NaiveDate) -> i32 {
        today.year() - self.date.year() - i32::from(birthday(self.date, today.year()).is_none_or(|day| today < day))
    }
}

/// A birthday to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Milestone {
    pub age: i32,
    pub on: NaiveDate,
    /// Only the year is sure.
    pub year_only: bool,
}

/// The birthday in a year; of the 29 February the day before where there is none: told a day early
/// harms nobody.
fn birthday(born: NaiveDate, year: i32) -> Option<NaiveDate> {
    born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// The birthdays that count, from today on, the next first.
pub fn milestones(birth: Birth, today: NaiveDate) -> Vec<Milestone> {
    let year_only = birth.precision != BirthPrecision::Day;
    AGES.iter()
        .filter_map(|age| Some((*age, birthday(birth.date, birth.date.year() + age)?)))
        // Somewhere in the year: as long as the year lasts.
        .filter(|(_, on)| if year_only { on.year() >= today.year() } else { *on >= today })
        .map(|(age, on)| Milestone { age, on, year_only })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_birth_is_read_as_it_is_known() {
        let today = day("2026-03-01");
        let read = |text| Birth::read(text, false, today);
        assert_eq!(read("  "), Ok(None));
        assert_eq!(read("12/04/1987"), Ok(Some(Birth { date: day("1987-04-12"), precision: BirthPrecision::Day })));
        assert_eq!(read("1987"), Ok(Some(Birth { date: day("1987-01-01"), precision: BirthPrecision::Year })));
        let presumed = Birth::read("01/01/1990", true, today).unwrap().unwrap();
        assert_eq!(presumed.precision, BirthPrecision::Presumed);
        for wrong in ["31/02/1990", "2027", "02/03/2026", "1850", "hier", "12/04/87"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn births_that_say_little_contradict_little() {
        let birth = |text: &str, precision| Birth { date: day(text), precision };
        let exact = birth("1990-05-03", BirthPrecision::Day);
        assert!(exact.fits(birth("1990-01-01", BirthPrecision::Year)));
        assert!(exact.fits(birth("1990-01-01", BirthPrecision::Presumed)));
        assert!(exact.fits(birth("1990-01-01", BirthPrecision::Day)), "a first of January says only its year");
        assert!(!exact.fits(birth("1990-03-05", BirthPrecision::Day)));
        assert!(exact.is_turned(birth("1990-03-05", BirthPrecision::Day)));
        assert!(!exact.fits(birth("1991-01-01", BirthPrecision::Year)));
    }

    #[test]
    fn the_birthdays_that_count_make_dates_also_in_leap_years() {
        let today = day("2026-03-01");
        let ages = |birth: Birth| -> Vec<(i32, String)> {
            milestones(birth, today).iter().map(|one| (one.age, one.on.to_string())).collect()
        };
        let leap = Birth { date: day("2008-02-29"), precision: BirthPrecision::Day };
        assert_eq!(ages(leap), [(19, "2027-02-28".to_owned())], "18 was yesterday");
        assert_eq!(leap.age(day("2026-02-27")), 17);
        let year = Birth { date: day("2008-01-01"), precision: BirthPrecision::Year };
        assert_eq!(ages(year), [(18, "2026-01-01".to_owned()), (19, "2027-01-01".to_owned())]);
        assert!(milestones(year, today)[0].year_only);
        let baby = Birth { date: day("2025-06-10"), precision: BirthPrecision::Day };
        assert_eq!(ages(baby).len(), 5);
    }
}
