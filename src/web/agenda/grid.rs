//! Where things stand on the grid: rows of five minutes, lanes for what overlaps. Pure: hours in, rows out.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// Minutes of one row.
pub const ROW: u32 = 5;
/// What is shown of a day when nothing lies outside.
const FIRST_HOUR: u32 = 8;
const LAST_HOUR: u32 = 18;

/// What a block is, for its look and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Opening,
    Appointment,
    Absence,
    /// Of another organisation: the time, and nothing else.
    Busy,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Opening => "opening",
            Kind::Appointment => "appointment",
            Kind::Absence => "absence",
            Kind::Busy => "busy",
        }
    }
}

/// Something that lasts, in one column.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: Kind,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    /// Where it leads; empty for what cannot be opened.
    pub href: String,
    pub id: i64,
    pub title: String,
    pub sub: String,
    /// One of eight, by motive.
    pub colour: i64,
    pub status: String,
    pub movable: bool,
}

/// A block with its place on the grid; rows and lanes count from one.
#[derive(Clone, Debug)]
pub struct Placed {
    pub block: Block,
    pub row: u32,
    pub rows: u32,
    pub lane: u32,
    pub lanes: u32,
    /// Unique on the page: its style rule is found by it.
    pub name: String,
}

/// A column: a day of one worker.
#[derive(Clone, Debug)]
pub struct Column {
    pub day: NaiveDate,
    pub worker: i64,
    pub title: String,
    /// Why nobody receives: a public holiday, a closure.
    pub note: String,
    pub today: bool,
    pub background: Vec<Placed>,
    pub placed: Vec<Placed>,
}

/// The hours a grid shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub first: u32,
    pub last: u32,
}

impl Hours {
    pub fn of<'b>(blocks: impl Iterator<Item = &'b Block>) -> Hours {
        let mut hours = Hours { first: FIRST_HOUR, last: LAST_HOUR };
        // An absence of whole days says nothing about the hours of the day.
        for block in blocks.filter(|block| block.kind != Kind::Absence && block.from.date() == block.to.date()) {
            hours.first = hours.first.min(block.from.hour());
            hours.last = hours.last.max(block.to.hour() + u32::from(block.to.minute() > 0));
        }
        hours
    }

    pub fn rows(self) -> u32 {
        (self.last - self.first) * 60 / ROW
    }

    /// The hours written at the side, each with its row.
    pub fn marks(self) -> Vec<(u32, u32)> {
        (self.first..self.last).map(|hour| (hour, (hour - self.first) * 60 / ROW + 1)).collect()
    }

    /// The row in which an instant of `day` lies, cut to what is shown.
    fn row(self, day: NaiveDate, at: NaiveDateTime) -> u32 {
        let minutes = match at.date().cmp(&day) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => at.time().num_seconds_from_midnight() / 60,
            std::cmp::Ordering::Greater => 24 * 60,
        };
        (minutes.saturating_sub(self.first * 60) / ROW).min(self.rows()) + 1
    }
}

/// Puts the blocks of a column on the grid; those that overlap share its width.
pub fn place(hours: Hours, day: NaiveDate, prefix: &str, blocks: Vec<Block>) -> Vec<Placed> {
    let mut blocks = blocks;
    blocks.sort_by_key(|block| (block.from, block.to, block.id));
    let mut placed: Vec<Placed> = Vec::new();
    // A cluster is what hangs together by overlaps: its lanes are counted together.
    let mut cluster: Vec<usize> = Vec::new();
    let mut ends: Vec<NaiveDateTime> = Vec::new();
    for (at, block) in blocks.into_iter().enumerate() {
        if ends.iter().all(|end| *end <= block.from) {
            close(&mut placed, &mut cluster, ends.len());
            ends.clear();
        }
        let lane = match ends.iter().position(|end| *end <= block.from) {
            Some(lane) => lane,
            None => {
                ends.push(block.from);
                ends.len() - 1
            }
        };
        ends[lane] = block.to;
        let row = hours.row(day, block.from);
        let rows = hours.row(day, block.to).saturating_sub(row).max(1);
        cluster.push(placed.len());
        let name = format!("{prefix}-{at}");
        placed.push(Placed { row, rows, lane: lane as u32 + 1, lanes: 1, name, block });
    }
    close(&mut placed, &mut cluster, ends.len());
    placed
}

fn close(placed: &mut [Placed], cluster: &mut Vec<usize>, lanes: usize) {
    for at in cluster.drain(..) {
        placed[at].lanes = lanes.max(1) as u32;
    }
}

/// `09:05`, as forms and short labels write it.
pub fn clock(at: NaiveTime) -> String {
    at.format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(from: &str, to: &str) -> Block {
        let at = |text: &str| format!("2026-03-10T{text}:00").parse().expect("an hour");
        Block {
            kind: Kind::Appointment,
            from: at(from),
            to: at(to),
            href: String::new(),
            id: 1,
            title: String::new(),
            sub: String::new(),
            colour: 0,
            status: String::new(),
            movable: true,
        }
    }

    #[test]
    fn what_overlaps_stands_side_by_side_and_what_touches_does_not() {
        let blocks = vec![block("09:00", "10:00"), block("09:30", "10:30"), block("10:30", "11:00")];
        let hours = Hours::of(blocks.iter());
        let day = blocks[0].from.date();
        let placed = place(hours, day, "a", blocks);
        let lanes: Vec<(u32, u32)> = placed.iter().map(|one| (one.lane, one.lanes)).collect();
        assert_eq!(lanes, [(1, 2), (2, 2), (1, 1)]);
        assert_eq!((placed[0].row, placed[0].rows), (13, 12));
    }

    #[test]
    fn early_and_late_hours_widen_the_day() {
        let blocks = [block("06:30", "07:00"), block("19:00", "19:45")];
        assert_eq!(Hours::of(blocks.iter()), Hours { first: 6, last: 20 });
    }

    #[test]
    fn what_began_the_day_before_begins_at_the_top() {
        let mut block = block("00:00", "12:00");
        block.from -= chrono::TimeDelta::days(3);
        let day = block.to.date();
        let placed = place(Hours { first: 8, last: 18 }, day, "a", vec![block]);
        assert_eq!((placed[0].row, placed[0].rows), (1, 48));
    }
}
