//! Whether something is still to be said, decided from the state at that moment. Not here: in which
//! words (`wording`), and by which provider.

use chrono_tz::Tz;

use super::reach::Recipient;
use super::reminders::{Delays, may_say, morning_after};
use super::{Channel, MessageKind, Reason};
use crate::domain::appointments::Status;
use crate::domain::motives::Mode;
use crate::domain::time::{Minutes, Span, Timestamp};

/// A row of the ledger, as far as the decision goes.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub kind: MessageKind,
    pub channel: Channel,
    /// Of the appointment, when it was planned.
    pub version: i64,
    pub ahead: Option<Minutes>,
    pub useless_after: Timestamp,
}

/// An appointment as it stands for one person in it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Of the person: who left a workshop is excused from one that goes on.
    pub status: Status,
    pub span: Span,
    pub zone: Tz,
    pub mode: Mode,
    /// The newest version of which anything was announced to this person.
    pub announced: i64,
    /// The version that these hours come from.
    pub hours: i64,
    /// Its place is closed then, and the person was offered other times.
    pub offered_other: bool,
    pub delays: Delays,
    pub leave_now: Option<Minutes>,
}

/// What a message is about, now.
#[derive(Clone, Debug)]
pub enum About {
    Appointment(Standing),
    /// To a worker: whether she still wants to hear.
    Agenda {
        wanted: bool,
        announced: i64,
    },
    /// A code or a link.
    Secret {
        open: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Say,
    Refuse(Reason),
    Wait(Timestamp),
}

/// The first reason not to, or the first hour at which it may be said.
pub fn decide(facts: &Facts, about: &About, to: &Recipient, now: Timestamp) -> Decision {
    let hours = match about {
        About::Appointment(standing) => match against(facts, standing, now) {
            Some(reason) => return Decision::Refuse(reason),
            None => Some((standing.span.start(), standing.zone)),
        },
        About::Agenda { wanted: false, .. } => return Decision::Refuse(Reason::Setting),
        About::Agenda { announced, .. } if *announced > facts.version => return Decision::Refuse(Reason::Moved),
        About::Secret { open: false } => return Decision::Refuse(Reason::Used),
        About::Agenda { .. } | About::Secret { .. } => None,
    };
    if now > facts.useless_after {
        return Decision::Refuse(Reason::TooLate);
    }
    // What somebody has just asked for is no writing to them.
    if to.do_not_write && !facts.kind.is_urgent() {
        return Decision::Refuse(Reason::DoNotWrite);
    }
    if to.address(facts.channel).is_none() {
        let stopped = facts.channel == Channel::Sms && to.stopped && to.phone.is_some();
        return Decision::Refuse(if stopped { Reason::Stopped } else { Reason::NoAddress });
    }
    match hours {
        Some((start, zone)) if facts.channel.is_automatic() && !may_say(now, start, zone) => {
            Decision::Wait(morning_after(now, zone))
        }
        _ => Decision::Say,
    }
}

/// What stands against saying it, of the appointment.
fn against(facts: &Facts, standing: &Standing, now: Timestamp) -> Option<Reason> {
    let live = standing.status.blocks();
    let gone = if live { Reason::Moved } else { Reason::Cancelled };
    let reason = match facts.kind {
        // Something newer was announced since, or will be: it says how things stand.
        MessageKind::Cancelled if live => Some(Reason::Reinstated),
        MessageKind::Cancelled => (facts.version < standing.announced).then_some(Reason::Reinstated),
        _ if !live => Some(Reason::Cancelled),
        MessageKind::Reminder | MessageKind::LeaveNow if facts.version != standing.hours => Some(gone),
        MessageKind::ProposeOther if facts.version < standing.hours => Some(gone),
        MessageKind::Confirmation | MessageKind::Moved | MessageKind::Reinstated if facts.version < standing.hours => {
            Some(gone)
        }
        MessageKind::Reminder | MessageKind::LeaveNow if standing.offered_other => Some(Reason::PlaceClosed),
        MessageKind::Reminder if facts.ahead.is_some_and(|ahead| !standing.delays.contains(ahead)) => {
            Some(Reason::Setting)
        }
        MessageKind::LeaveNow if facts.ahead != standing.leave_now => Some(Reason::Setting),
        _ if !standing.status.is_to_come() => Some(Reason::Over),
        _ => None,
    };
    reason.or((now >= standing.span.start()).then_some(Reason::TooLate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        Timestamp::parse("2026-03-20T10:00:00+01:00").unwrap()
    }

    fn standing(status: Status) -> About {
        About::Appointment(Standing {
            status,
            span: Span::lasting(start(), Minutes(30)).unwrap(),
            zone: chrono_tz::Europe::Paris,
            mode: Mode::Office,
            announced: 1,
            hours: 1,
            offered_other: false,
            delays: "4320,1440".parse().unwrap(),
            leave_now: None,
        })
    }

    fn facts(kind: MessageKind) -> Facts {
        let ahead = (kind == MessageKind::Reminder).then_some(Minutes(1440));
        Facts { kind, channel: Channel::Sms, version: 1, ahead, useless_after: start() }
    }

    fn amina() -> Recipient {
        Recipient { phone: Some("+33612345678".to_owned()), ..Recipient::default() }
    }

    fn before(hours: i64) -> Timestamp {
        start() - Minutes::hours(hours)
    }

    #[test]
    fn at_26_nothing_but_the_cancellation_is_said_of_what_was_cancelled() {
        for kind in MessageKind::ALL.iter().filter(|kind| kind.is_announcement() || kind.is_reminder()) {
            for status in [Status::Cancelled, Status::Excused] {
                let decision = decide(&facts(*kind), &standing(status), &amina(), before(24));
                let wanted = match kind {
                    MessageKind::Cancelled => Decision::Say,
                    _ => Decision::Refuse(Reason::Cancelled),
                };
                assert_eq!(decision, wanted, "{kind}");
            }
        }
        let cancelled = facts(MessageKind::Cancelled);
        assert_eq!(
            decide(&cancelled, &standing(Status::Booked), &amina(), before(24)),
            Decision::Refuse(Reason::Reinstated)
        );
    }

    #[test]
    fn what_is_moved_is_announced_by_the_newest_message_alone() {
        let About::Appointment(moved) = standing(Status::Booked) else { panic!() };
        let moved = About::Appointment(Standing { announced: 2, hours: 2, ..moved });
        for kind in [MessageKind::Confirmation, MessageKind::Reminder, MessageKind::ProposeOther] {
            assert_eq!(decide(&facts(kind), &moved, &amina(), before(24)), Decision::Refuse(Reason::Moved), "{kind}");
        }
        let newest = Facts { version: 2, ..facts(MessageKind::Moved) };
        assert_eq!(decide(&newest, &moved, &amina(), before(24)), Decision::Say);
    }

    #[test]
    fn at_24_the_night_waits_for_the_morning_unless_it_is_soon() {
        let night = Timestamp::parse("2026-03-17T23:00:00+01:00").unwrap();
        let morning = Timestamp::parse("2026-03-18T08:00:00+01:00").unwrap();
        let said = |now| decide(&facts(MessageKind::Confirmation), &standing(Status::Booked), &amina(), now);
        assert_eq!(said(night), Decision::Wait(morning));
        assert_eq!(said(morning), Decision::Say);
        assert_eq!(said(Timestamp::parse("2026-03-19T22:30:00+01:00").unwrap()), Decision::Say);
    }

    #[test]
    fn whoever_asked_not_to_be_written_to_gets_codes_alone() {
        let quiet = Recipient { do_not_write: true, ..amina() };
        let said = decide(&facts(MessageKind::Reminder), &standing(Status::Booked), &quiet, before(24));
        assert_eq!(said, Decision::Refuse(Reason::DoNotWrite));
        let code = decide(&facts(MessageKind::SignInCode), &About::Secret { open: true }, &quiet, before(24));
        assert_eq!(code, Decision::Say);
    }

    #[test]
    fn each_refusal_has_its_reason() {
        let booked = standing(Status::Booked);
        let reminder = facts(MessageKind::Reminder);
        assert_eq!(decide(&reminder, &booked, &amina(), start()), Decision::Refuse(Reason::TooLate));
        let useless = Facts { useless_after: before(30), ..reminder };
        assert_eq!(decide(&useless, &booked, &amina(), before(24)), Decision::Refuse(Reason::TooLate));
        assert_eq!(decide(&reminder, &booked, &Recipient::default(), before(24)), Decision::Refuse(Reason::NoAddress));
        let other = Facts { ahead: Some(Minutes(60)), ..reminder };
        assert_eq!(decide(&other, &booked, &amina(), before(24)), Decision::Refuse(Reason::Setting));
        assert_eq!(decide(&reminder, &standing(Status::Seen), &amina(), before(24)), Decision::Refuse(Reason::Over));
    }
}
