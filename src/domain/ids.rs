//! Typed ids: 64-bit integers that cannot be mixed up. They name things, they are never a secret.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                $name(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

// Called once per table that has an id; the store implements its database traits from this list.
macro_rules! for_each_id {
    ($then:ident) => {
        $then! {
            /// A département or a town: the natural shard; nothing crosses it.
            TerritoryId,
            OrganisationId,
            ServiceId,
            PlaceId,
            WorkerId,
            TeamId,
            ResourceId,
            /// What may not be double-booked: the calendar of one worker or of one resource.
            CalendarId,
            MotiveId,
            OpeningId,
            AbsenceId,
            ClosureId,
            PersonId,
            AppointmentId,
            BusyTimeId,
            HoldId,
            SectorId,
            WaitingEntryId,
            ProposalId,
            CallTryId,
            CallBackId,
            ReplyId,
            ApiKeyId,
            JournalId,
            OutboxId,
            SessionId,
            SignInCodeId,
            LinkId,
            NoticeId,
            MessageId,
            /// A paper of a person.
            PaperId,
            SafeId,
            FolderId,
            /// A document in a safe.
            ItemId,
            GrantId,
            CaseNoteId,
            MergeId,
        }
    };
}
pub(crate) use for_each_id;

for_each_id!(ids);
