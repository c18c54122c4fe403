//! Days and hours as the forms of the agenda take them and as its lists say them: for openings and
//! absences alike.
//!
//! Here: between what is typed, the rules, and plain words. Not here: what is done with them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::domain::ids::AppointmentId;
use crate::domain::people::phone_shown;
use crate::domain::scheduling::agenda::Block;
use crate::domain::scheduling::editing::{Unfit, When};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::store::AgendaAppointment;
use crate::texts::texts;
use crate::web::fields::{Faults, Fields};
use crate::web::shell::Shell;

/// As RFC 5545 names them, in the order of the week.
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// A block may run into the next day, for those who work at night; later than this it is a mistake.
const NIGHT_ENDS: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("8:00 exists");

/// A rule that the form can show: every so many weeks, on these days.
struct Weekly {
    every: u32,
    /// From Monday, 0.
    days: BTreeSet<usize>,
    until: Option<NaiveDate>,
}

impl Weekly {
    /// `None` for a rule from a file that says something else.
    fn of(when: &When) -> Option<Weekly> {
        let rule = when.rule()?;
        let mut weekly = Weekly { every: 1, days: BTreeSet::new(), until: None };
        let (mut daily, mut week_start) = (false, "MO");
        for part in rule.split(';') {
            match part.split_once('=')? {
                ("FREQ", "WEEKLY") => {}
                ("FREQ", "DAILY") => daily = true,
                ("INTERVAL", every) => weekly.every = every.parse().ok()?,
                ("BYDAY", days) => {
                    for day in days.split(',') {
                        weekly.days.insert(WEEKDAYS.iter().position(|one| *one == day)?);
                    }
                }
                ("UNTIL", day) => weekly.until = Some(NaiveDate::parse_from_str(day, "%Y%m%d").ok()?),
                ("WKST", day) => week_start = WEEKDAYS.iter().find(|one| **one == day)?,
                _ => return None,
            }
        }
        if weekly.every > 1 && (daily || week_start != "MO") {
            return None;
        }
        if weekly.days.is_empty() {
            match daily {
                true => weekly.days.extend(0..7),
                false => _ = weekly.days.insert(when.first_day().weekday().num_days_from_monday() as usize),
            }
        }
        Some(weekly)
    }
}

/// The last day, wherever it is written.
fn last_day(when: &When, weekly: Option<&Weekly>) -> Option<NaiveDate> {
    [when.last_day(), weekly.and_then(|weekly| weekly.until)].into_iter().flatten().min()
}

/// The days of a form as they were typed.
#[derive(Clone, Debug, Default)]
pub struct TypedDays {
    /// `once`, `weekly` or `kept`; absences have more words.
    pub often: String,
    pub weekdays: Vec<String>,
    pub every: String,
    pub first_day: String,
    pub last_day: String,
    /// A rule that the form cannot show: it stays, unless another way is chosen.
    pub rule: String,
}

/// A day of the week as a box to tick.
pub struct Tick {
    pub code: &'static str,
    pub name: String,
    pub ticked: bool,
}

impl TypedDays {
    pub fn read(fields: &Fields) -> TypedDays {
        let text = |name| fields.text(name).to_owned();
        TypedDays {
            often: text("often"),
            weekdays: fields.all("weekday").map(str::to_owned).collect(),
            every: text("every"),
            first_day: text("first_day"),
            last_day: text("last_day"),
            rule: text("rule"),
        }
    }

    pub fn of(when: &When) -> TypedDays {
        let weekly = Weekly::of(when);
        let often = match (&weekly, when.recurs()) {
            (Some(_), _) => "weekly",
            (None, true) => "kept",
            (None, false) => "once",
        };
        let shown = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        TypedDays {
            often: often.to_owned(),
            weekdays: weekly.iter().flat_map(|weekly| &weekly.days).map(|day| WEEKDAYS[*day].to_owned()).collect(),
            every: weekly.as_ref().map_or(1, |weekly| weekly.every).to_string(),
            first_day: when.first_day().to_string(),
            last_day: shown(last_day(when, weekly.as_ref()).filter(|_| when.recurs())),
            rule: if often == "kept" { when.rule().unwrap_or_default() } else { String::new() },
        }
    }

    /// A form for something new, on that day of every week.
    pub fn new(day: NaiveDate, often: &str) -> TypedDays {
        TypedDays {
            often: often.to_owned(),
            weekdays: vec![WEEKDAYS[day.weekday().num_days_from_monday() as usize].to_owned()],
            every: "1".to_owned(),
            first_day: day.to_string(),
            ..TypedDays::default()
        }
    }

    pub fn ticks(&self, shell: &Shell) -> Vec<Tick> {
        let tick = |(at, code): (usize, &&'static str)| Tick {
            code,
            name: shell.word("weekday", &(at + 1).to_string()),
            ticked: self.weekdays.iter().any(|one| one == code),
        };
        WEEKDAYS.iter().enumerate().map(tick).collect()
    }

    /// The first day, when one was typed that can be read.
    pub fn first(&self, shell: &Shell, faults: &mut Faults) -> Option<NaiveDate> {
        let first = day(&self.first_day);
        if first.is_none() {
            faults.add("first_day", shell.t("hours-first-day-missing"));
        }
        first
    }

    /// `None` as well when nothing was typed.
    pub fn last(&self, shell: &Shell, faults: &mut Faults) -> Option<NaiveDate> {
        let last = day(&self.last_day);
        if last.is_none() && !self.last_day.is_empty() {
            faults.add("last_day", shell.t("hours-day-wrong"));
        }
        last
    }

    /// What was typed as days, or `None` with what is wrong.
    pub fn when(&self, zone: Tz, shell: &Shell, faults: &mut Faults) -> Option<When> {
        let (first, last) = (self.first(shell, faults), self.last(shell, faults));
        let rule = match self.often.as_str() {
            "once" => None,
            "kept" => Some(self.rule.clone()).filter(|rule| !rule.is_empty()),
            _ => {
                let days: Vec<&str> =
                    WEEKDAYS.iter().copied().filter(|code| self.weekdays.iter().any(|one| one == code)).collect();
                let every: Option<u32> = if self.every.is_empty() { Some(1) } else { self.every.parse().ok() };
                let every = every.filter(|every| (1..=52).contains(every));
                if every.is_none() {
                    faults.add("every", shell.t("hours-every-wrong"));
                }
                if days.is_empty() {
                    unfit(&Unfit::DaysMissing, shell, faults);
                }
                match every {
                    Some(1) => Some(format!("FREQ=WEEKLY;BYDAY={}", days.join(","))),
                    Some(every) => Some(format!("FREQ=WEEKLY;INTERVAL={every};BYDAY={}", days.join(","))),
                    None => None,
                }
            }
        };
        if !faults.is_empty() {
            return None;
        }
        // Of what is once, a last day left over from another choice says nothing.
        let last = last.filter(|_| rule.is_some());
        When::new(first?, last, rule.as_deref(), zone).map_err(|why| unfit(&why, shell, faults)).ok()
    }
}

/// Says what is wrong next to its field.
pub fn unfit(why: &Unfit, shell: &Shell, faults: &mut Faults) {
    faults.add(why.field(), shell.t(why.key()));
}

/// As browsers send it, or as people write it where the browser helps with nothing.
pub fn day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

/// `09:00`, `9h`, `9 h 30`.
pub fn time(text: &str) -> Option<NaiveTime> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let plain = plain.replace(['h', 'H'], ":");
    let plain = if plain.ends_with(':') { format!("{plain}00") } else { plain };
    NaiveTime::parse_from_str(&plain, "%H:%M").or_else(|_| NaiveTime::parse_from_str(&plain, "%H:%M:%S")).ok()
}

pub fn clock(at: NaiveTime) -> String {
    at.format("%H:%M").to_string()
}

/// The blocks of a form as they were typed: from and to.
pub fn typed_blocks(fields: &Fields) -> Vec<(String, String)> {
    let text = |text: &str| text.to_owned();
    fields.all("from").map(text).zip(fields.all("to").map(text)).collect()
}

pub fn shown_blocks(blocks: &[Block]) -> Vec<(String, String)> {
    blocks.iter().map(|block| block.times()).map(|(from, to)| (clock(from), clock(to))).collect()
}

/// The blocks that were typed; rows without anything are none.
pub fn blocks(typed: &[(String, String)], shell: &Shell, faults: &mut Faults) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (from, to) in typed.iter().filter(|(from, to)| !from.is_empty() || !to.is_empty()) {
        let (Some(from), Some(to)) = (time(from), time(to)) else {
            faults.add("blocks", shell.t("hours-half"));
            continue;
        };
        let block = match to {
            NaiveTime::MIN => Block::over_days(from, to, 1),
            _ if to < from && to > NIGHT_ENDS => None,
            _ => Block::new(from, to),
        };
        match block {
            Some(block) => blocks.push(block),
            None => faults.add("blocks", shell.t("agenda-ends-before-it-starts")),
        }
    }
    blocks
}

/// `Tuesday, Wednesday and Friday`.
pub fn and(shell: &Shell, mut words: Vec<String>) -> String {
    match words.pop() {
        None => String::new(),
        Some(last) if words.is_empty() => last,
        Some(last) => shell.t2("hours-and", "first", words.join(&shell.t("hours-comma")), "last", last),
    }
}

pub fn from_to(shell: &Shell, from: NaiveTime, to: NaiveTime) -> String {
    let hour = |at| texts().hour(shell.lang, at);
    shell.t2("hours-from-to", "from", hour(from), "to", hour(to))
}

pub fn blocks_in_words(shell: &Shell, blocks: &[Block]) -> String {
    let words = blocks.iter().map(|block| block.times()).map(|(from, to)| from_to(shell, from, to));
    and(shell, words.collect())
}

/// On which days, in plain words.
pub fn days_in_words(shell: &Shell, when: &When) -> String {
    let weekly = Weekly::of(when);
    let Some(weekly) = weekly else {
        return match when.rule() {
            Some(rule) => shell.t1("hours-by-rule", "rule", rule),
            None => shell.t1("hours-once", "day", shell.day(&when.first_day())),
        };
    };
    if weekly.every == 1 && weekly.days.len() == 7 {
        return shell.t("hours-every-day");
    }
    let days = weekly.days.iter().map(|day| shell.word("weekday", &(day + 1).to_string()));
    let days = and(shell, days.collect());
    match weekly.every {
        1 => shell.t1("hours-weekly", "days", days),
        every => {
            let args = [("every", i64::from(every).into()), ("days", days.into())];
            texts().say(shell.lang, "hours-every-weeks", &args)
        }
    }
}

/// From when to when; nothing for what is once.
pub fn period_in_words(shell: &Shell, when: &When) -> String {
    let weekly = Weekly::of(when);
    match (when.recurs(), last_day(when, weekly.as_ref())) {
        (false, _) => String::new(),
        (true, None) => shell.t1("hours-since", "day", shell.day(&when.first_day())),
        (true, Some(last)) => {
            shell.t2("hours-since-until", "first", shell.day(&when.first_day()), "last", shell.day(&last))
        }
    }
}

/// Whether nothing of it is to come.
pub fn is_over(when: &When, days_over: i64, today: NaiveDate) -> bool {
    let last = match when.recurs() {
        true => last_day(when, Weekly::of(when).as_ref()),
        false => Some(when.first_day()),
    };
    last.is_some_and(|last| last + chrono::TimeDelta::days(days_over) < today)
}

/// An appointment that a change leaves where it is, as somebody calls its people.
pub struct Left {
    pub id: AppointmentId,
    pub when: chrono::NaiveDateTime,
    pub until: chrono::NaiveDateTime,
    pub motive: String,
    pub people: Vec<LeftPerson>,
}

pub struct LeftPerson {
    pub name: String,
    pub phone: Option<String>,
    /// As the telephone dials it.
    pub dialled: String,
}

pub fn left(settings: &Settings, appointments: &[AgendaAppointment]) -> Vec<Left> {
    let one = |appointment: &AgendaAppointment| {
        let site = settings.site(appointment.organisation, appointment.place);
        let site = site.or_else(|| settings.site(appointment.organisation, None));
        let zone = site.map_or(Tz::UTC, |site| site.zone);
        let mut people: Vec<LeftPerson> = appointment
            .people
            .iter()
            .map(|person| LeftPerson {
                name: format!("{} {}", person.first_name, person.last_name).trim().to_owned(),
                phone: person.phone.as_deref().map(phone_shown),
                dialled: person.phone.clone().unwrap_or_default(),
            })
            .collect();
        // Whoever called for them can be called back.
        if let Some(name) = &appointment.caller_name {
            people.push(LeftPerson {
                name: name.clone(),
                phone: appointment.caller_phone.as_deref().map(phone_shown),
                dialled: appointment.caller_phone.clone().unwrap_or_default(),
            });
        }
        Left {
            id: appointment.id,
            when: zones::wall_clock(zone, appointment.span.start()),
            until: zones::wall_clock(zone, appointment.span.end()),
            motive: settings.motives.get(&appointment.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
            people,
        }
    };
    appointments.iter().map(one).collect()
}
