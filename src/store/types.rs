//! How our types are written: times as integer microseconds UTC in SQLite and TIMESTAMPTZ in
//! PostgreSQL, ids as 64-bit integers, words as text, the organisation of a scope as its id or 0.

use chrono::{DateTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};

use crate::domain::access::Scope;
use crate::domain::time::Timestamp;

impl Type<Sqlite> for Timestamp {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(info: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(info)
    }
}

impl Encode<'_, Sqlite> for Timestamp {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(self.micros(), buffer)
    }
}

impl Decode<'_, Sqlite> for Timestamp {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<Sqlite>>::decode(value)?;
        Timestamp::from_micros(micros).ok_or_else(|| format!("{micros} is outside the calendar").into())
    }
}

impl Type<Postgres> for Timestamp {
    fn type_info() -> PgTypeInfo {
        <DateTime<Utc> as Type<Postgres>>::type_info()
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        <DateTime<Utc> as Type<Postgres>>::compatible(info)
    }
}

impl Encode<'_, Postgres> for Timestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(self.utc(), buffer)
    }
}

impl Decode<'_, Postgres> for Timestamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Timestamp::from_utc(<DateTime<Utc> as Decode<Postgres>>::decode(value)?))
    }
}

macro_rules! ids_in_both {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        ids_in_both!(@one $name, Sqlite, SqliteTypeInfo, SqliteArgumentsBuffer, SqliteValueRef);
        ids_in_both!(@one $name, Postgres, PgTypeInfo, PgArgumentBuffer, PgValueRef);
    )+};
    (@one $name:ident, $db:ident, $info:ident, $buffer:ident, $value:ident) => {
        impl Type<$db> for crate::domain::ids::$name {
            fn type_info() -> $info {
                <i64 as Type<$db>>::type_info()
            }

            fn compatible(info: &$info) -> bool {
                <i64 as Type<$db>>::compatible(info)
            }
        }

        impl Encode<'_, $db> for crate::domain::ids::$name {
            fn encode_by_ref(&self, buffer: &mut $buffer) -> Result<IsNull, BoxDynError> {
                Encode::<$db>::encode(self.0, buffer)
            }
        }

        impl Decode<'_, $db> for crate::domain::ids::$name {
            fn decode(value: $value<'_>) -> Result<Self, BoxDynError> {
                <i64 as Decode<$db>>::decode(value).map(Self)
            }
        }
    };
}

crate::domain::ids::for_each_id!(ids_in_both);

/// The organisation that a statement is limited to; 0: every organisation of the territory.
pub(super) fn organisation_of(scope: &Scope) -> i64 {
    scope.organisation().map_or(0, |organisation| organisation.0)
}
