//! Paper types and their rules: what the data (`rules/*.toml`) means, which version is in force on a
//! day, what a centre lays over it, and how sure we are of each value.
//!
//! Not here: reading the files ([`super::reading`]), or what follows from a rule for one person.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::dates::{AnchorUnknown, Anchors, Offset, Period, Validity, Window};
use super::reading::{self, BadRules};
use crate::domain::motives::words;

/// The code of a paper type: `titre_sejour_anef`. Its name stands in the texts under `paper-` and the
/// code with hyphens ([`PaperCode::key`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PaperCode(Arc<str>);

impl PaperCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Fluent key of its name.
    pub fn key(&self) -> String {
        format!("paper-{}", self.0.replace('_', "-"))
    }
}

impl From<&str> for PaperCode {
    fn from(code: &str) -> Self {
        PaperCode(code.into())
    }
}

impl From<String> for PaperCode {
    fn from(code: String) -> Self {
        PaperCode(code.into())
    }
}

impl From<PaperCode> for String {
    fn from(code: PaperCode) -> String {
        code.0.as_ref().to_owned()
    }
}

impl std::borrow::Borrow<str> for PaperCode {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

words! {
    Family { Identity = "identity", Stay = "stay", Health = "health", Home = "home", Other = "other" }
}

words! {
    /// What a line speaks of.
    PaperKind {
        /// A paper that somebody holds.
        Paper = "paper",
        /// Asked for with a file, and nothing by itself: a photo, a bill.
        Piece = "piece",
        /// Something to be done in time that leaves no paper to renew.
        Procedure = "procedure",
        /// Made before a lost paper is replaced.
        Declaration = "declaration",
        /// A delay that runs by itself.
        Clock = "clock",
    }
}

words! {
    /// How the renewal is filed.
    Mode {
        Online = "online",
        Appointment = "appointment",
        PortalMessage = "portal_message",
        Prefecture = "prefecture",
        TownHall = "town_hall",
        Cpam = "cpam",
        Mdph = "mdph",
        Interview = "interview",
        Portal = "portal",
        Insurer = "insurer",
        Caf = "caf",
        Post = "post",
        Counter = "counter",
        Download = "download",
        Court = "court",
        /// It happens by itself.
        Event = "event",
        None = "none",
    }
}

words! {
    /// Who issues it.
    Authority {
        TownHall = "town_hall",
        Scec = "scec",
        Ants = "ants",
        Abroad = "abroad",
        Translator = "translator",
        Photographer = "photographer",
        Treasury = "treasury",
        Police = "police",
        Anef = "anef",
        Prefecture = "prefecture",
        Ofpra = "ofpra",
        EmployerOrSchool = "employer_or_school",
        Cpam = "cpam",
        Caf = "caf",
        Mdph = "mdph",
        Doctor = "doctor",
        Person = "person",
        Ccas = "ccas",
        Landlord = "landlord",
        Siao = "siao",
        Dalo = "dalo",
        Supplier = "supplier",
        Host = "host",
        Insurer = "insurer",
        TaxOffice = "tax_office",
        Bank = "bank",
        School = "school",
        Departement = "departement",
        Court = "court",
    }
}

words! {
    /// How sure the facts are of a line.
    Confidence { High = "H", Medium = "M", Low = "L" }
}

words! {
    /// What makes a piece be asked for in this case and not in another.
    Circumstance {
        FirstRequest = "first_request",
        /// The town of birth does not answer electronically.
        CivilStatusNotOnline = "civil_status_not_online",
        /// Civil status established by a foreign authority.
        CivilStatusAbroad = "civil_status_abroad",
        ExpiredTooLong = "expired_too_long",
        Lost = "lost",
        Stolen = "stolen",
    }
}

words! {
    /// One value of a rule.
    Field {
        Validity = "validity",
        MayFrom = "may_from",
        ShouldBy = "should_by",
        MustBy = "must_by",
        AppealBy = "appeal_by",
        EscalateDays = "escalate_days",
        Mode = "mode",
        Authority = "authority",
        Asks = "asks",
        LeadDays = "lead_days",
        Cost = "cost_euros",
        PresenceDays = "presence_days",
    }
}

/// One paper that answers a question of the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    pub paper: PaperCode,
    /// Less than this old **on the day the file is handed in**; `None`: of any age.
    #[serde(default)]
    pub fresh: Option<Period>,
    /// The time it must speak of (income of twelve months).
    #[serde(default)]
    pub covers: Option<Period>,
    /// Still good after its own end.
    #[serde(default)]
    pub expired_ok: bool,
}

/// One piece that is asked for: any of these papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub one_of: Vec<Alternative>,
    /// Asked for when any of these is so; always, when empty.
    pub when: Vec<Circumstance>,
    /// Brought when there is one; no plan is made to obtain it.
    pub bring_only: bool,
}

impl Asked {
    pub fn applies(&self, case: &[Circumstance]) -> bool {
        self.when.is_empty() || self.when.iter().any(|one| case.contains(one))
    }
}

/// When a renewal may, should and must be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WindowRule {
    pub may_from: Option<Offset>,
    pub should_by: Option<Offset>,
    pub must_by: Offset,
    /// After which nothing can be filed; the end of the paper when not said.
    pub closes: Option<Offset>,
    /// Of the appeal that follows a refusal by silence.
    pub appeal_by: Option<Offset>,
    /// Days before `must_by`.
    pub escalate_days: u32,
}

/// One line of the data, in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    pub paper: PaperCode,
    pub family: Family,
    /// Where it holds: `fr`, or the word of a local file.
    pub jurisdiction: String,
    pub kind: PaperKind,
    /// Grows with each change of the line; kept with each act, see [`RuleRef`].
    pub version: u32,
    /// `None`: since always, until further notice.
    pub in_force_from: Option<NaiveDate>,
    pub in_force_to: Option<NaiveDate>,
    pub validity: Validity,
    /// For a paper issued to a minor.
    pub validity_minor: Option<Validity>,
    pub window: Option<WindowRule>,
    pub mode: Mode,
    pub authority: Authority,
    /// The paper itself is handed in or shown.
    pub brings_old: bool,
    pub asks: Vec<Asked>,
    /// Days from asking to having; `None`: nobody has said, see [`UNKNOWN_LEAD_DAYS`].
    pub lead_days: Option<u32>,
    pub lead_confidence: Option<Confidence>,
    pub cost_euros: Option<u32>,
    /// When the old one was lost or stolen.
    pub cost_lost_euros: Option<u32>,
    /// When filed after its end.
    pub cost_late_euros: Option<u32>,
    /// Fetched within this time, or destroyed.
    pub collect_within: Option<Period>,
    /// To be brought up to date this often.
    pub update_every: Option<Period>,
    /// A sign of life is due this often.
    pub presence_days: Option<u32>,
    /// The right is struck off after this much silence.
    pub struck_off_after: Option<Period>,
    /// Days on it are days with a right to stay.
    pub proves_stay: bool,
    /// Rights go on this long after the end, with a proof of filing.
    pub kept_after_end: Option<Period>,
    /// What is given while the file is looked at.
    pub interim: Option<PaperCode>,
    /// The clock that begins with a complete filing.
    pub silence: Option<PaperCode>,
    pub source: String,
    /// When somebody last read the source; `None`: the facts do not say.
    pub checked_on: Option<NaiveDate>,
    /// When the line was written down.
    pub recorded_on: NaiveDate,
    /// From then on the line must be read again at its source.
    pub review_on: NaiveDate,
    pub confidence: Confidence,
    /// False: the whole line is not verified.
    pub verified: bool,
    /// The values that are not verified.
    pub not_verified: Vec<Field>,
    /// The values that are our proposal, and no law's.
    pub proposed: Vec<Field>,
    /// The file of the centre that changed it.
    pub local: Option<String>,
}

/// What is counted for a paper of which nobody has said how long it takes.
pub const UNKNOWN_LEAD_DAYS: u32 = 21;

/// The rule that was followed by an act: kept with it, readable after the rule has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleRef {
    pub paper: PaperCode,
    pub version: u32,
    pub local: Option<String>,
}

/// What a reader must be told wherever a rule speaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Remark {
    pub paper: PaperCode,
    pub what: RemarkKind,
    /// The value it is about; `None`: the whole line.
    pub field: Option<Field>,
}

words! {
    RemarkKind {
        /// Nobody has checked it at its source.
        NotVerified = "not_verified",
        /// Our proposal, no law's.
        Proposed = "proposed",
        /// Its review date has passed: "not re-checked since".
        NotRechecked = "not_rechecked",
        /// Changed by this centre.
        Local = "local",
        /// Nobody has said how long it takes.
        LeadUnknown = "lead_unknown",
    }
}

impl Rule {
    pub fn reference(&self) -> RuleRef {
        RuleRef { paper: self.paper.clone(), version: self.version, local: self.local.clone() }
    }

    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|from| from <= day) && self.in_force_to.is_none_or(|to| day <= to)
    }

    pub fn is_verified(&self, field: Field) -> bool {
        self.verified && !self.not_verified.contains(&field)
    }

    /// Everything a page says beside what the rule says.
    pub fn remarks(&self, today: NaiveDate) -> Vec<Remark> {
        let remark = |what, field| Remark { paper: self.paper.clone(), what, field };
        let mut remarks = Vec::new();
        if !self.verified {
            remarks.push(remark(RemarkKind::NotVerified, None));
        }
        remarks.extend(self.not_verified.iter().map(|field| remark(RemarkKind::NotVerified, Some(*field))));
        remarks.extend(self.proposed.iter().map(|field| remark(RemarkKind::Proposed, Some(*field))));
        if today >= self.review_on {
            remarks.push(remark(RemarkKind::NotRechecked, None));
        }
        if self.local.is_some() {
            remarks.push(remark(RemarkKind::Local, None));
        }
        remarks
    }

    /// The day "not re-checked since" names: that of the last check, or when it was written down.
    pub fn last_checked(&self) -> NaiveDate {
        self.checked_on.unwrap_or(self.recorded_on)
    }

    /// Days from asking to having.
    pub fn lead(&self) -> u32 {
        self.lead_days.unwrap_or(UNKNOWN_LEAD_DAYS)
    }

    /// What it costs in this case, in euros; `None`: nobody has said.
    pub fn cost(&self, case: &[Circumstance]) -> Option<u32> {
        let gone = case.iter().any(|one| matches!(one, Circumstance::Lost | Circumstance::Stolen));
        if gone { self.cost_lost_euros.or(self.cost_euros) } else { self.cost_euros }
    }

    /// The validity of one issued to somebody of that age.
    pub fn validity_of(&self, minor_at_issue: bool) -> Validity {
        self.validity_minor.filter(|_| minor_at_issue).unwrap_or(self.validity)
    }

    /// The window of one renewal; `Ok(None)` when the paper is not renewed.
    ///
    /// # Errors
    /// When the event that it is counted from has no date: an end that nobody has read.
    pub fn window(&self, anchors: &Anchors) -> Result<Option<Window>, AnchorUnknown> {
        let Some(rule) = &self.window else { return Ok(None) };
        let day = |offset: Option<Offset>| offset.map(|offset| anchors.day(offset)).transpose();
        let must_by = anchors.day(rule.must_by)?;
        let should_by = day(rule.should_by)?.unwrap_or(must_by);
        let closes = match rule.closes {
            Some(closes) => Some(anchors.day(closes)?),
            None => anchors.end,
        };
        Ok(Some(Window::new(day(rule.may_from)?, should_by, must_by, rule.escalate_days, closes)))
    }
}

/// Every rule, in every version, and what the centre lays over it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleBook {
    /// By paper; of each the local lines first, then the latest version first.
    pub(super) rules: BTreeMap<PaperCode, Vec<Arc<Rule>>>,
    pub(super) raw: reading::Raw,
}

impl RuleBook {
    /// The rules of the program.
    pub fn embedded() -> &'static RuleBook {
        static BOOK: LazyLock<RuleBook> =
            LazyLock::new(|| reading::embedded().expect("the embedded rules are read by a test"));
        &BOOK
    }

    /// Reads rule files, each with the name that errors call it.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file, line, paper and value.
    pub fn read(files: &[(&str, &str)]) -> Result<RuleBook, BadRules> {
        reading::read(files)
    }

    /// This book with the changes of a centre laid over it: the same shape, any value left out is that
    /// of the rule below; `source` is the centre's own and required. `name` is kept with the rules.
    ///
    /// # Errors
    /// As [`RuleBook::read`]; also what only shows in the merged rule (a cycle, a window out of order).
    pub fn with_override(&self, name: &str, text: &str) -> Result<RuleBook, BadRules> {
        reading::with_override(self, name, text)
    }

    /// The rule of a paper that is in force on a day; the centre's own first.
    pub fn rule(&self, paper: &str, on: NaiveDate) -> Option<&Rule> {
        self.rules.get(paper)?.iter().map(Arc::as_ref).find(|rule| rule.in_force(on))
    }

    /// The rule that an act followed.
    pub fn version(&self, followed: &RuleRef) -> Option<&Rule> {
        let rules = self.rules.get(&followed.paper)?;
        rules.iter().map(Arc::as_ref).find(|rule| rule.version == followed.version && rule.local == followed.local)
    }

    /// Every rule, every version.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().flatten().map(Arc::as_ref)
    }

    pub fn papers(&self) -> impl Iterator<Item = &PaperCode> {
        self.rules.keys()
    }
}
