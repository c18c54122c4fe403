//! The caseload in days of slack: whose file is nearest to being too late, whose move it is, and, when
//! there are fewer slots than urgent files, who is served and who is not.
//!
//! Not here: making the plans ([`super::plans`]) or reading anybody's papers.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::dates::WindowState;
use super::obtaining::{PieceState, Problem};
use super::plans::{CandidateSlot, Plan};
use super::rules::{PaperCode, RuleRef};
use crate::domain::ids::{PaperId, PersonId};
use crate::domain::motives::words;
use crate::domain::scheduling::zones;

/// One renewal of one person, as the board gets it.
#[derive(Clone, Copy, Debug)]
pub struct Renewal<'a> {
    pub person: PersonId,
    pub paper: Option<PaperId>,
    pub plan: &'a Plan,
    /// The day of the appointment that is booked for it.
    pub appointment: Option<NaiveDate>,
    /// Filed, and the answer is awaited.
    pub filed_on: Option<NaiveDate>,
}

words! {
    WhoseMove {
        Worker = "worker",
        Person = "person",
        Administration = "administration",
        /// Nothing to do today.
        Nobody = "nobody",
    }
}

words! {
    /// What a line of the board says beside its figure; every figure opens its reasons.
    BoardReason {
        TooEarly = "too_early",
        WindowOpen = "window_open",
        Due = "due",
        Late = "late",
        Red = "red",
        Closed = "closed",
        /// A piece must be asked for.
        PieceDue = "piece_due",
        /// An appointment must be booked.
        NoAppointment = "no_appointment",
        AppointmentBooked = "appointment_booked",
        /// The appointment that is booked is after the last day.
        AppointmentTooLate = "appointment_too_late",
        /// As things stand it cannot be done in time.
        NotFeasible = "not_feasible",
        NoRoomForMissedVisit = "no_room_for_missed_visit",
        Filed = "filed",
        EndComputed = "end_computed",
    }
}

/// One line of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub person: PersonId,
    pub paper: PaperCode,
    pub held: Option<PaperId>,
    pub rule: RuleRef,
    pub state: WindowState,
    /// The next day that matters: the last day in time, or the end of the paper when that has passed.
    pub deadline: NaiveDate,
    pub last_useful_day: NaiveDate,
    /// From today to the last useful day; negative when it has passed.
    pub slack_days: i64,
    /// When a file may be handed in.
    pub may_from: Option<NaiveDate>,
    pub appointment: Option<NaiveDate>,
    pub whose: WhoseMove,
    /// Pieces that are not there on the day of filing.
    pub lacking: Vec<PaperCode>,
    pub reasons: Vec<BoardReason>,
}

/// The line of one renewal.
pub fn row(renewal: &Renewal<'_>, today: NaiveDate) -> Row {
    let plan = renewal.plan;
    let window = plan.window;
    let deadline = if today <= window.must_by { window.must_by } else { window.closes_after };
    let mut reasons = vec![match plan.state {
        WindowState::TooEarly => BoardReason::TooEarly,
        WindowState::MayFile => BoardReason::WindowOpen,
        WindowState::ShouldFile => BoardReason::Due,
        WindowState::Late => BoardReason::Late,
        WindowState::Red => BoardReason::Red,
        WindowState::Closed => BoardReason::Closed,
    }];
    let piece_due = plan.steps.iter().any(|step| step.do_on <= today);
    let to_come = renewal.appointment.filter(|day| *day >= today);
    let too_late = to_come.is_some_and(|day| day > window.must_by);
    let mut say = |so: bool, reason| {
        if so {
            reasons.push(reason);
        }
    };
    let whose = if renewal.filed_on.is_some() {
        say(true, BoardReason::Filed);
        WhoseMove::Administration
    } else {
        say(piece_due, BoardReason::PieceDue);
        say(to_come.is_some(), BoardReason::AppointmentBooked);
        say(too_late, BoardReason::AppointmentTooLate);
        say(to_come.is_none() && plan.state != WindowState::TooEarly, BoardReason::NoAppointment);
        say(!plan.is_feasible(), BoardReason::NotFeasible);
        let room = plan.problems.iter().any(|problem| matches!(problem, Problem::NoRoomForMissedVisit { .. }));
        say(room, BoardReason::NoRoomForMissedVisit);
        whose_move(plan, to_come.filter(|_| !too_late), piece_due, today)
    };
    say(plan.end.is_some_and(|end| end.computed), BoardReason::EndComputed);
    Row {
        person: renewal.person,
        paper: plan.paper.clone(),
        held: renewal.paper,
        rule: plan.rule.clone(),
        state: plan.state,
        deadline,
        last_useful_day: plan.last_useful_day,
        slack_days: plan.slack_days(today),
        may_from: window.may_from,
        appointment: to_come,
        whose,
        lacking: plan.lacking().map(|piece| piece.paper.clone()).collect(),
        reasons,
    }
}

/// Before the person may be told, every move is the worker's. After that the person gathers the pieces;
/// a visit that is booked and lacks nothing waits for its day.
fn whose_move(plan: &Plan, appointment: Option<NaiveDate>, piece_due: bool, today: NaiveDate) -> WhoseMove {
    let told = plan.person_is_told(today);
    if !plan.worker_sees(today) {
        WhoseMove::Nobody
    } else if appointment.is_none() && told {
        WhoseMove::Worker
    } else if piece_due {
        if told { WhoseMove::Person } else { WhoseMove::Worker }
    } else {
        let coming = plan.pieces.iter().any(|piece| piece.state == PieceState::Coming);
        if coming { WhoseMove::Administration } else { WhoseMove::Nobody }
    }
}

/// The board: least slack first, then the nearest deadline. What is filed comes last: nobody here can
/// hurry it.
pub fn board(renewals: &[Renewal<'_>], today: NaiveDate) -> Vec<Row> {
    let mut rows: Vec<Row> = renewals.iter().map(|renewal| row(renewal, today)).collect();
    let filed = |row: &Row| row.whose == WhoseMove::Administration && row.reasons.contains(&BoardReason::Filed);
    rows.sort_by(|a, b| {
        let key = |row: &Row| (filed(row), row.last_useful_day, row.deadline, row.person, row.held);
        key(a).cmp(&key(b)).then_with(|| a.paper.cmp(&b.paper))
    });
    rows
}

/// A file that wants a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Urgent {
    /// The caller's own.
    pub key: u64,
    /// The first day on which a slot is of use.
    pub from: NaiveDate,
    /// The last one.
    pub by: NaiveDate,
}

impl Urgent {
    /// Of a line of the board: from when it may be filed to its last day; when that has passed, to the
    /// end of the paper, and after that any day is better than none.
    pub fn of(row: &Row, key: u64, today: NaiveDate) -> Urgent {
        let by = if today <= row.deadline { row.deadline } else { NaiveDate::MAX };
        Urgent { key, from: row.may_from.map_or(today, |from| from.max(today)), by }
    }
}

words! {
    WhyNotServed {
        /// No slot lies between its days.
        NoSlotInTime = "no_slot_in_time",
        /// Every slot of use to it is given to a file that is more urgent.
        SlotsGiven = "slots_given",
    }
}

/// Who gets which slot, and who gets none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Served {
    /// In the order of the files.
    pub given: Vec<(u64, CandidateSlot)>,
    /// In the order of the files: the first named is the most urgent.
    pub not_served: Vec<(u64, WhyNotServed)>,
}

/// Gives slots to files, **most urgent first as they come in** (the order of the board). As many are
/// served as can be, and nobody goes without for the sake of a less urgent file: each takes the earliest
/// slot of use to it, and one served before moves to another slot if that makes room.
pub fn serve(files: &[Urgent], slots: &[CandidateSlot], zone: Tz) -> Served {
    let mut by_start: Vec<CandidateSlot> = slots.to_vec();
    by_start.sort_unstable();
    let days: Vec<NaiveDate> = by_start.iter().map(|slot| zones::local_day(zone, slot.span.start())).collect();
    let of_use = |file: &Urgent, slot: usize| (file.from..=file.by).contains(&days[slot]);
    let mut taken: Vec<Option<usize>> = vec![None; by_start.len()];
    for index in 0..files.len() {
        let mut seen = vec![false; by_start.len()];
        make_room(index, files, &of_use, &mut taken, &mut seen);
    }
    let mut served = Served::default();
    for (index, file) in files.iter().enumerate() {
        match taken.iter().position(|holder| *holder == Some(index)) {
            Some(slot) => served.given.push((file.key, by_start[slot])),
            None => {
                let any = (0..by_start.len()).any(|slot| of_use(file, slot));
                let why = if any { WhyNotServed::SlotsGiven } else { WhyNotServed::NoSlotInTime };
                served.not_served.push((file.key, why));
            }
        }
    }
    served
}

/// An augmenting path: who is served stays served.
fn make_room(
    file: usize,
    files: &[Urgent],
    of_use: &impl Fn(&Urgent, usize) -> bool,
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for slot in 0..taken.len() {
        if seen[slot] || !of_use(&files[file], slot) {
            continue;
        }
        seen[slot] = true;
        let free = match taken[slot] {
            None => true,
            Some(holder) => make_room(holder, files, of_use, taken, seen),
        };
        if free {
            taken[slot] = Some(file);
            return true;
        }
    }
    false
}
