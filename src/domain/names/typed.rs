//! What somebody at the desk types into the one search field, taken apart: names, a phone, a birth
//! year or date, a file number, in any order.

use chrono::{Datelike, NaiveDate};

use crate::domain::people::{folded, phone};
use crate::domain::time::Timestamp;

/// Longer is not typed but pasted: the rest is left aside.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 8;

/// A birth date, or the year of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    Year(i32),
    Day(NaiveDate),
}

impl Birth {
    /// The first and the last day it can be.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Birth::Day(day) => Some((day, day)),
            Birth::Year(year) => Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?)),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The words of a name, folded.
    pub words: Vec<String>,
    /// A whole number, in E.164.
    pub phone: Option<String>,
    /// The last digits of one, four at least.
    pub phone_end: Option<String>,
    pub birth: Option<Birth>,
    /// What may be a file number, as it stands and in capitals.
    pub numbers: Vec<String>,
}

impl Typed {
    pub fn read(text: &str, now: Timestamp) -> Typed {
        let this_year = now.utc().year();
        let text: String = text.chars().take(LONGEST).collect();
        let mut typed = Typed::default();
        // The digits that follow each other, as of a phone: `06 12 34 56 78`.
        let mut run: Vec<&str> = Vec::new();
        for piece in text.split_whitespace() {
            if is_digits(piece) {
                run.push(piece);
                continue;
            }
            typed.digits(&std::mem::take(&mut run), this_year);
            if piece.chars().any(|c| c.is_ascii_digit()) {
                typed.number(piece);
            } else {
                let folded = folded(piece);
                typed.words.extend(folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
            }
        }
        typed.digits(&run, this_year);
        // A file number may hold spaces.
        if text.split_whitespace().count() > 1 && text.chars().any(|c| c.is_ascii_digit()) {
            typed.number(text.trim());
        }
        typed.words.truncate(MOST_WORDS);
        typed
    }

    /// Nothing to look for.
    pub fn is_empty(&self) -> bool {
        *self == Typed::default()
    }

    fn digits(&mut self, run: &[&str], this_year: i32) {
        if run.is_empty() {
            return;
        }
        let joined = run.concat();
        if let Some(day) = day(&run.join("/"), this_year) {
            self.birth = Some(Birth::Day(day));
            self.number(&joined);
        } else if let Ok(phone) = phone(&joined) {
            self.phone = Some(phone);
            self.number(&joined);
        } else if run.len() > 1 && run.iter().any(|piece| birth(piece, this_year).is_some()) {
            for piece in run {
                self.digits(&[piece], this_year);
            }
        } else {
            self.birth = birth(&joined, this_year).or(self.birth);
            let digits: String = joined.chars().filter(char::is_ascii_digit).collect();
            // Without the zero of the national form: `0612…` ends like `+33612…`.
            let end = digits.trim_start_matches('0');
            let end = if end.len() >= 4 { end } else { digits.as_str() };
            if end.len() >= 4 {
                self.phone_end = Some(end.to_owned());
            }
            self.number(&joined);
        }
    }

    fn number(&mut self, text: &str) {
        for number in [text.to_owned(), text.to_uppercase(), text.replace([' ', '.', '/'], "")] {
            if !number.is_empty() && !self.numbers.contains(&number) {
                self.numbers.push(number);
            }
        }
    }
}

fn is_digits(piece: &str) -> bool {
    piece.chars().any(|c| c.is_ascii_digit())
        && piece.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '.' | '-' | '/' | '(' | ')'))
}

fn birth(piece: &str, this_year: i32) -> Option<Birth> {
    let year = piece.parse().ok().filter(|year| piece.len() == 4 && (1900..=this_year).contains(year));
    year.map(Birth::Year).or_else(|| day(piece, this_year).map(Birth::Day))
}

/// `12/03/1985`, `12.3.85`, `1985-03-12`: not in the future, not before 1900.
fn day(text: &str, this_year: i32) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let &[a, b, c] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let (day, month, year) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
    let written = number(year)? as i32;
    let year = match year.len() {
        4 => written,
        2 if 2000 + written > this_year => 1900 + written,
        2 => 2000 + written,
        _ => return None,
    };
    (1900..=this_year).contains(&year).then(|| NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Typed {
        Typed::read(text, Timestamp::parse("2026-03-01T11:00:00Z").unwrap())
    }

    fn day(year: i32, month: u32, day: u32) -> Option<Birth> {
        NaiveDate::from_ymd_opt(year, month, day).map(Birth::Day)
    }

    #[test]
    fn a_name_and_a_year_stand_side_by_side() {
        let typed = read("N'Diaye  Élodie 1985");
        assert_eq!(typed.words, ["n", "diaye", "elodie"]);
        assert_eq!(typed.birth, Some(Birth::Year(1985)));
        assert_eq!(typed.phone, None);
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in ["12/03/1985", "12.3.85", "1985-03-12", "12 03 1985", "diallo 12-03-1985"] {
            assert_eq!(read(text).birth, day(1985, 3, 12), "{text}");
        }
        assert_eq!(read("01/02/03").birth, day(2003, 2, 1));
        assert_eq!(read("31/02/1985").birth, None);
        assert_eq!(read("12/03/2045").birth, None);
    }

    #[test]
    fn a_phone_is_read_in_any_shape() {
        for text in ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78", "awa 0033612345678"] {
            assert_eq!(read(text).phone.as_deref(), Some("+33612345678"), "{text}");
        }
        assert_eq!(read("0690 12 34 56").phone.as_deref(), Some("+590690123456"));
        assert_eq!(read("+262 692 12 34 56").phone.as_deref(), Some("+262692123456"));
        assert_eq!(read("5678").phone_end.as_deref(), Some("5678"));
        assert_eq!(read("612345678").phone_end.as_deref(), Some("612345678"));
        assert_eq!(read("678").phone_end, None);
    }

    #[test]
    fn a_number_of_a_file_is_kept_as_it_stands_and_in_capitals() {
        assert!(read("caf-12345x").numbers.contains(&"CAF-12345X".to_owned()));
        assert!(read("1234567").numbers.contains(&"1234567".to_owned()));
        assert!(read("123 4567").numbers.contains(&"1234567".to_owned()));
    }

    #[test]
    fn nothing_typed_is_nothing_to_look_for() {
        assert!(read("").is_empty() && read("  ").is_empty() && read("' - ,").is_empty());
        let long = read(&"a ".repeat(5_000));
        assert_eq!(long.words.len(), MOST_WORDS);
    }
}
