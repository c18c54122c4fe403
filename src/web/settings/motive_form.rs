//! The form of a motive: its fields from a motive, and a motive from its fields.

use crate::actions::settings::Lists;
use crate::domain::ids::MotiveId;
use crate::domain::motives::{
    BookableBy, BookingWindow, Mode, Motive, Pictogram, ResourceKind, ResourceKinds, WorkersNeeded,
};
use crate::domain::settings_rules::{self, Fault, Wrong};
use crate::domain::time::Minutes;
use crate::web::fields::Fields;

/// What a stretch of time is counted in: its word in the form, and its minutes.
pub const UNITS: [(&str, i64); 3] = [("minutes", 1), ("hours", 60), ("days", 24 * 60)];

/// The field of a kind of resource.
pub fn resource_field(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Room => "resource_room",
        ResourceKind::Car => "resource_car",
        ResourceKind::Interpreter => "resource_interpreter",
    }
}

/// More of one kind than any appointment needs.
pub const MOST_RESOURCES: usize = 3;

/// A stretch of time in the largest unit that says it whole, with its two fields.
fn stretch(name: &'static str, minutes: Minutes) -> [(&'static str, String); 2] {
    let whole = |unit: &&(&str, i64)| minutes.0 != 0 && minutes.0 % unit.1 == 0;
    let (word, length) = UNITS.iter().rev().find(whole).unwrap_or(&UNITS[1]);
    [(name, (minutes.0 / length).to_string()), (unit_field(name), (*word).to_owned())]
}

fn unit_field(name: &'static str) -> &'static str {
    match name {
        "min_delay" => "min_delay_unit",
        "max_delay" => "max_delay_unit",
        "cancel_notice" => "cancel_notice_unit",
        _ => "move_notice_unit",
    }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A motive as the form shows it.
pub fn filled(motive: &Motive) -> Vec<(&'static str, String)> {
    let (workers, first, second) = match motive.workers {
        WorkersNeeded::One => ("one".to_owned(), None, None),
        WorkersNeeded::AnyTwoOf(team) => (format!("team:{team}"), None, None),
        WorkersNeeded::Pair(first, second) => ("pair".to_owned(), Some(first), Some(second)),
    };
    let mut pairs = vec![
        ("name", motive.name.clone()),
        ("public_name", motive.public_name.clone()),
        ("mode", motive.mode.word().to_owned()),
        ("duration", motive.duration.0.to_string()),
        ("bookable_by", motive.bookable_by.word().to_owned()),
        ("service", optional(motive.service)),
        ("pictogram", motive.pictogram.word().to_owned()),
        ("buffer_before", motive.buffer_before.0.to_string()),
        ("buffer_after", motive.buffer_after.0.to_string()),
        ("quota", optional(motive.quota)),
        ("seats", optional(motive.seats)),
        ("workers", workers),
        ("first_worker", optional(first)),
        ("second_worker", optional(second)),
        ("text_before", motive.text_before.clone()),
        ("text_after", motive.text_after.clone()),
    ];
    pairs.extend(stretch("min_delay", motive.window.min_delay));
    pairs.extend(stretch("max_delay", motive.window.max_delay));
    pairs.extend(stretch("cancel_notice", motive.cancel_notice));
    pairs.extend(stretch("move_notice", motive.move_notice));
    pairs.extend(motive.follow_up.then(|| ("follow_up", "on".to_owned())));
    for kind in ResourceKind::ALL {
        let count = motive.resources.0.iter().filter(|one| *one == kind).count();
        pairs.push((resource_field(*kind), count.to_string()));
    }
    pairs
}

/// A new motive before anything is typed: what suits most.
pub fn usual(lists: &Lists) -> Motive {
    Motive {
        id: MotiveId(0),
        organisation: lists.organisation,
        service: None,
        name: String::new(),
        public_name: String::new(),
        mode: Mode::Office,
        duration: Minutes(30),
        buffer_before: Minutes(0),
        buffer_after: Minutes(0),
        window: BookingWindow { min_delay: Minutes::hours(1), max_delay: Minutes::days(90) },
        cancel_notice: Minutes::hours(4),
        move_notice: Minutes::hours(4),
        follow_up: false,
        bookable_by: BookableBy::Staff,
        quota: None,
        seats: None,
        workers: WorkersNeeded::One,
        resources: ResourceKinds::default(),
        text_before: String::new(),
        text_after: String::new(),
        pictogram: Pictogram::Talk,
        active: true,
    }
}

/// What was typed, with what is wrong so far.
struct Reader<'f> {
    fields: &'f Fields,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn wrong(&mut self, field: &'static str, wrong: Wrong) {
        self.faults.push(Fault::new(field, wrong));
    }

    fn text(&self, field: &'static str) -> String {
        self.fields.text(field).to_owned()
    }

    /// A word or an id of a list; the one given where it cannot be read.
    fn one_of<T: std::str::FromStr>(&mut self, field: &'static str, otherwise: T) -> T {
        self.fields.parsed(field).unwrap_or_else(|| {
            self.wrong(field, Wrong::NotInList);
            otherwise
        })
    }

    fn number(&mut self, field: &'static str) -> Option<i64> {
        let typed = self.fields.given(field)?;
        match typed.parse() {
            Ok(number) => Some(number),
            Err(_) => {
                self.wrong(field, Wrong::NotANumber);
                None
            }
        }
    }

    fn minutes(&mut self, field: &'static str) -> Minutes {
        Minutes(self.number(field).unwrap_or_default())
    }

    /// Days so many that they cannot be minutes are refused as too far, like those that can.
    fn stretch(&mut self, field: &'static str) -> Minutes {
        let number = self.number(field).unwrap_or_default();
        let unit = self.fields.text(unit_field(field));
        let length = UNITS.iter().find(|(word, _)| *word == unit).map_or(1, |(_, length)| *length);
        Minutes(number.saturating_mul(length))
    }

    fn optional<T: std::str::FromStr>(&mut self, field: &'static str) -> Option<T> {
        let typed = self.fields.given(field)?;
        let read = typed.parse().ok();
        if read.is_none() {
            self.wrong(field, Wrong::NotInList);
        }
        read
    }

    fn workers(&mut self) -> WorkersNeeded {
        let chosen = self.fields.text("workers").to_owned();
        let pair = (self.optional("first_worker"), self.optional("second_worker"));
        match (chosen.as_str(), pair) {
            ("pair", (Some(first), Some(second))) => WorkersNeeded::Pair(first, second),
            ("pair", (first, _)) => {
                self.wrong(if first.is_none() { "first_worker" } else { "second_worker" }, Wrong::PairIncomplete);
                WorkersNeeded::One
            }
            (other, (Some(_), _) | (_, Some(_))) => {
                // Two named people and another choice: one of the two is a slip of the finger.
                self.wrong("workers", if other == "one" { Wrong::PairIncomplete } else { Wrong::TeamAndPair });
                WorkersNeeded::One
            }
            ("one" | "", _) => WorkersNeeded::One,
            (other, _) => match other.strip_prefix("team:").and_then(|team| team.parse().ok()) {
                Some(team) => WorkersNeeded::AnyTwoOf(team),
                None => {
                    self.wrong("workers", Wrong::NotInList);
                    WorkersNeeded::One
                }
            },
        }
    }
}

/// The motive that was typed; what has no field stays as in `old`.
///
/// # Errors
/// Everything that is to correct.
pub fn read(fields: &Fields, old: &Motive) -> Result<Motive, Vec<Fault>> {
    let mut reader = Reader { fields, faults: Vec::new() };
    if fields.given("duration").is_none() {
        reader.wrong("duration", Wrong::Missing);
    }
    if fields.given("max_delay").is_none() {
        reader.wrong("max_delay", Wrong::Missing);
    }
    let mut resources = Vec::new();
    for kind in ResourceKind::ALL {
        match reader.number(resource_field(*kind)).unwrap_or_default() {
            count @ 0.. if count as usize <= MOST_RESOURCES => {
                resources.extend(std::iter::repeat_n(*kind, count as usize));
            }
            _ => reader.wrong(resource_field(*kind), Wrong::NotInList),
        }
    }
    let motive = Motive {
        id: old.id,
        organisation: old.organisation,
        service: reader.optional("service"),
        name: reader.text("name"),
        public_name: reader.text("public_name"),
        mode: reader.one_of("mode", old.mode),
        duration: reader.minutes("duration"),
        buffer_before: reader.minutes("buffer_before"),
        buffer_after: reader.minutes("buffer_after"),
        window: BookingWindow { min_delay: reader.stretch("min_delay"), max_delay: reader.stretch("max_delay") },
        cancel_notice: reader.stretch("cancel_notice"),
        move_notice: reader.stretch("move_notice"),
        follow_up: fields.has("follow_up"),
        bookable_by: reader.one_of("bookable_by", old.bookable_by),
        quota: reader.number("quota"),
        seats: reader.number("seats"),
        workers: reader.workers(),
        resources: ResourceKinds(resources),
        text_before: reader.text("text_before").replace("\r\n", "\n"),
        text_after: reader.text("text_after").replace("\r\n", "\n"),
        pictogram: reader.one_of("pictogram", old.pictogram),
        active: old.active,
    };
    let mut faults = reader.faults;
    faults.extend(settings_rules::motive(&motive));
    if faults.is_empty() { Ok(motive) } else { Err(faults) }
}
