//! The journal: what every write leaves behind, as ids and codes only. Words stay apart, so that
//! erasing a person leaves the rows whole.

use serde::{Deserialize, Serialize};

use super::motives::words;
use super::time::Timestamp;

words! {
    /// Who did it.
    ActorKind { Person = "person", Worker = "worker", ApiKey = "api_key", CommandLine = "command_line", Job = "job" }
}

words! {
    Act {
        Booked = "booked",
        Joined = "joined",
        Moved = "moved",
        Cancelled = "cancelled",
        Reinstated = "reinstated",
        StatusChanged = "status_changed",
        Held = "held",
        Released = "released",
        PersonAdded = "person_added",
        Imported = "imported",
        ApiKeyMade = "api_key_made",
        Planned = "planned",
        Waiting = "waiting",
        SetUp = "set_up",
        SwitchedOff = "switched_off",
        SwitchedOn = "switched_on",
        /// Somebody was told which organisation to ask about a person. The store counts these lines.
        LookedElsewhere = "looked_elsewhere",
        SignedIn = "signed_in",
        SignedOut = "signed_out",
        PasswordSet = "password_set",
        SecondFactorSet = "second_factor_set",
        ResetAsked = "reset_asked",
        Invited = "invited",
        LinkMade = "link_made",
        LinkUsed = "link_used",
        CodeAsked = "code_asked",
        NumberProven = "number_proven",
        PersonChosen = "person_chosen",
        /// An opening, an absence, a closure, a call-back: new, other, gone.
        Added = "added",
        Changed = "changed",
        Removed = "removed",
        /// Somebody tried to call.
        Called = "called",
        /// Other times were offered.
        OfferedOther = "offered_other",
        Done = "done",
        /// Of a document safe. A try that was refused leaves its line too.
        SafeSetUp = "safe_set_up",
        SafeSecretSet = "safe_secret_set",
        SafeOpened = "safe_opened",
        SafeClosed = "safe_closed",
        SafeRefused = "safe_refused",
        SafeListed = "safe_listed",
        ItemReceived = "item_received",
        ItemQuarantined = "item_quarantined",
        ItemReleased = "item_released",
        ItemRead = "item_read",
        ItemRefused = "item_refused",
        ItemChanged = "item_changed",
        ItemBinned = "item_binned",
        ItemRestored = "item_restored",
        ItemDestroyed = "item_destroyed",
        ItemDamaged = "item_damaged",
        FolderAdded = "folder_added",
        GrantMade = "grant_made",
        GrantRevoked = "grant_revoked",
        SafeExported = "safe_exported",
        SafeErased = "safe_erased",
        LogRead = "log_read",
        CharterRecorded = "charter_recorded",
        /// A case file was opened: a line for each time.
        CaseRead = "case_read",
        CaseChanged = "case_changed",
        NoteWritten = "note_written",
        Merged = "merged",
        MergeUndone = "merge_undone",
        KeptApart = "kept_apart",
        HandedOver = "handed_over",
    }
}

words! {
    Thing {
        Appointment = "appointment",
        Hold = "hold",
        Person = "person",
        Worker = "worker",
        Opening = "opening",
        Absence = "absence",
        Sector = "sector",
        ApiKey = "api_key",
        WaitingEntry = "waiting_entry",
        Proposal = "proposal",
        Territory = "territory",
        Motive = "motive",
        Place = "place",
        Service = "service",
        Team = "team",
        Session = "session",
        Link = "link",
        SignInCode = "sign_in_code",
        Closure = "closure",
        CallBack = "call_back",
        /// What somebody answered to a text message.
        Reply = "reply",
        Safe = "safe",
        CaseNote = "case_note",
        Merge = "merge",
        Organisation = "organisation",
    }
}

/// Who acts, as the journal names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<i64>,
}

/// One line of the journal.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: Timestamp,
    pub actor: Actor,
    pub act: Act,
    pub thing: Thing,
    pub thing_id: i64,
    pub detail: Detail,
}

/// Codes and ids that make the line understandable years later.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<super::scheduling::booking::Warning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of the safe that the line is about: which document, folder, grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<i64>,
}
