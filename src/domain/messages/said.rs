//! What is said, as data: the wording makes sentences of it.

use chrono::NaiveDateTime;

use super::MessageKind;
use crate::domain::motives::Mode;

#[derive(Clone, Debug)]
pub struct Said {
    pub kind: MessageKind,
    /// On the wall clock of the place.
    pub when: Option<NaiveDateTime>,
    pub mode: Mode,
    /// Its neutral name, as people know it; empty: nowhere in particular.
    pub place: String,
    pub address: String,
    pub place_phone: Option<String>,
    /// The public name of the motive, where the organisation lets messages say it.
    pub motive: Option<String>,
    /// The one link, whole.
    pub link: Option<String>,
    pub code: Option<String>,
    /// Of a list: how many.
    pub count: i64,
    /// The hours of an event in a calendar.
    pub event: Option<Event>,
}

/// An appointment as calendars keep it: a newer sequence replaces the older.
#[derive(Clone, Debug)]
pub struct Event {
    pub uid: String,
    pub sequence: i64,
    pub span: crate::domain::time::Span,
    pub cancelled: bool,
    /// When it was said.
    pub stamp: crate::domain::time::Timestamp,
}
