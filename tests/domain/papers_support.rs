//! Papers, days and slots for the tests of papers, with defaults: only what matters is spelled out.

use chrono::NaiveDate;
use chrono_tz::Tz;
use relais::domain::ids::PaperId;
use relais::domain::papers::held::HeldPaper;
use relais::domain::papers::obtaining::{Situation, WorkingDays};
use relais::domain::papers::plans::CandidateSlot;
use relais::domain::papers::rules::{Circumstance, Rule, RuleBook};
use relais::domain::scheduling::zones;
use relais::domain::time::{Minutes, Span};

pub const PARIS: Tz = chrono_tz::Europe::Paris;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn book() -> &'static RuleBook {
    RuleBook::embedded()
}

pub fn rule(paper: &str) -> &'static Rule {
    book().rule(paper, day("2026-11-23")).unwrap_or_else(|| panic!("no rule of {paper}"))
}

/// A paper with the days written on it.
pub fn held(id: i64, paper: &str, issued: Option<&str>, ends: Option<&str>) -> HeldPaper {
    HeldPaper { issued_on: issued.map(day), ends_on: ends.map(day), ..HeldPaper::new(PaperId(id), paper) }
}

/// Half an hour from nine on each of these days, on the clock of the zone.
pub fn slots_in(zone: Tz, days: &[NaiveDate]) -> Vec<CandidateSlot> {
    let nine = |day: &NaiveDate| zones::instant(zone, day.and_hms_opt(9, 0, 0).unwrap());
    let slot = |(key, day)| CandidateSlot { span: Span::lasting(nine(day), Minutes(30)).unwrap(), key: key as u64 };
    days.iter().enumerate().map(slot).collect()
}

pub fn slots(days: &[&str]) -> Vec<CandidateSlot> {
    slots_in(PARIS, &days.iter().map(|text| day(text)).collect::<Vec<_>>())
}

/// What a test changes of a situation.
pub struct Life {
    pub book: RuleBook,
    pub held: Vec<HeldPaper>,
    pub case: Vec<Circumstance>,
    pub today: NaiveDate,
    pub working: WorkingDays,
}

pub fn life(today: &str, held: Vec<HeldPaper>) -> Life {
    Life { book: book().clone(), held, case: vec![], today: day(today), working: WorkingDays::monday_to_friday() }
}

impl Life {
    pub fn situation(&self) -> Situation<'_> {
        Situation { book: &self.book, held: &self.held, case: &self.case, today: self.today, working: &self.working }
    }
}

/// Everything a residence permit wants, good for long.
pub fn pieces_of_a_permit() -> Vec<HeldPaper> {
    vec![
        held(101, "foreign_passport", None, Some("2030-01-01")),
        held(102, "address_proof", Some("2026-11-15"), None),
        held(103, "photo", Some("2026-11-20"), None),
        held(104, "tax_notice", Some("2026-08-20"), None),
        held(105, "ground_proof", Some("2026-10-01"), None),
    ]
}
