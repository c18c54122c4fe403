//! The keys of the safe, and small sealed fields. A root key that is in no database and no backup
//! wraps each person's key; that one wraps the keys of documents; those encrypt. Everything is bound
//! to where it belongs: a field or a file moved elsewhere does not open.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::deliver::keys::{KeyError, RootKey, random_bytes, to_hex};
use crate::domain::ids::{ItemId, PersonId, TerritoryId};

/// XChaCha20-Poly1305. Another algorithm is another number; both are read while it spreads.
pub const ALGORITHM: u8 = 1;
const NONCE: usize = 24;
/// Algorithm, version of the key.
const HEADER: usize = 1 + 4;

/// It was changed, moved from elsewhere, or sealed with a key that is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is stored is not what was sealed here")]
pub struct Damaged;

/// What is sealed: two kinds never open each other.
#[derive(Clone, Copy, Debug)]
pub enum What {
    PersonKey,
    ItemKey,
    VersionKey,
    Name,
    Folder,
    Facts,
    Text,
    Thumbnail,
    Purpose,
    File,
}

impl What {
    const fn word(self) -> &'static str {
        match self {
            What::PersonKey => "person key",
            What::ItemKey => "item key",
            What::VersionKey => "version key",
            What::Name => "name",
            What::Folder => "folder",
            What::Facts => "facts",
            What::Text => "text",
            What::Thumbnail => "thumbnail",
            What::Purpose => "purpose",
            What::File => "file",
        }
    }
}

/// Where something belongs: the associated data of everything that is sealed.
#[derive(Clone, Copy, Debug)]
pub struct Belongs {
    pub territory: TerritoryId,
    pub person: PersonId,
    /// 0 for what belongs to the person alone.
    pub item: ItemId,
    pub version: i64,
}

impl Belongs {
    pub fn to_person(territory: TerritoryId, person: PersonId) -> Belongs {
        Belongs { territory, person, item: ItemId(0), version: 0 }
    }

    pub fn to_item(self, item: ItemId) -> Belongs {
        Belongs { item, version: 0, ..self }
    }

    pub fn to_version(self, item: ItemId, version: i64) -> Belongs {
        Belongs { item, version, ..self }
    }

    pub(super) fn bytes(self, what: What, header: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        for part in [b"relais safe".as_slice(), what.word().as_bytes(), header] {
            bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        for id in [self.territory.0, self.person.0, self.item.0, self.version] {
            bytes.extend_from_slice(&id.to_be_bytes());
        }
        bytes
    }
}

/// A key, forgotten when it is dropped.
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<[u8; 32]>,
    version: u32,
}

impl Key {
    /// # Errors
    /// The system gives no random numbers.
    pub fn random(version: u32) -> Result<Key, KeyError> {
        Ok(Key { bytes: Zeroizing::new(random_bytes()?), version })
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(super) fn header(&self) -> [u8; HEADER] {
        let mut header = [ALGORITHM; HEADER];
        header[1..].copy_from_slice(&self.version.to_be_bytes());
        header
    }

    /// A small field: header, nonce, text and tag.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn seal(&self, what: What, belongs: Belongs, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let header = self.header();
        let nonce: [u8; NONCE] = random_bytes()?;
        let cipher = XChaCha20Poly1305::new((&*self.bytes).into());
        let aad = belongs.bytes(what, &header);
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .expect("only more than 256 GiB cannot be encrypted");
        Ok([&header[..], &nonce, &sealed].concat())
    }

    /// # Errors
    /// It is not what this key sealed for this place.
    pub fn open(&self, what: What, belongs: Belongs, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Damaged> {
        let (header, rest) = sealed.split_at_checked(HEADER).ok_or(Damaged)?;
        if header != self.header() {
            return Err(Damaged);
        }
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(Damaged)?;
        let cipher = XChaCha20Poly1305::new((&*self.bytes).into());
        let aad = belongs.bytes(what, header);
        let plain = cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad });
        plain.map(Zeroizing::new).map_err(|_| Damaged)
    }

    /// # Errors
    /// The system gives no random numbers.
    pub fn wrap(&self, what: What, belongs: Belongs, key: &Key) -> Result<Vec<u8>, KeyError> {
        let plain = Zeroizing::new([&key.version.to_be_bytes()[..], &key.bytes[..]].concat());
        self.seal(what, belongs, &plain)
    }

    /// # Errors
    /// It is not a key that this one wrapped for this place.
    pub fn unwrap(&self, what: What, belongs: Belongs, wrapped: &[u8]) -> Result<Key, Damaged> {
        let plain = self.open(what, belongs, wrapped)?;
        let (version, bytes) = plain.split_first_chunk::<4>().ok_or(Damaged)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Damaged)?;
        Ok(Key { bytes: Zeroizing::new(bytes), version: u32::from_be_bytes(*version) })
    }

    /// A short text of this seal, or `None` where there is none.
    ///
    /// # Errors
    /// It is not what this key sealed for this place.
    pub fn open_text(&self, what: What, belongs: Belongs, sealed: &[u8]) -> Result<String, Damaged> {
        String::from_utf8(self.open(what, belongs, sealed)?.to_vec()).map_err(|_| Damaged)
    }
}

/// For tickets and cards.
///
/// # Errors
/// The system gives no random numbers.
pub fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    random_bytes()
}

/// The roots: the current one wraps, those before it still open what they wrapped.
#[derive(Clone)]
pub struct Ring {
    roots: Vec<(String, Key)>,
}

impl Ring {
    pub fn new(current: &RootKey, older: &[RootKey]) -> Ring {
        let one = |root: &RootKey| {
            let name = to_hex(&root.derive("safe root name")[..8]);
            (name, Key { bytes: Zeroizing::new(root.derive("safe")), version: 1 })
        };
        Ring { roots: std::iter::once(current).chain(older).map(one).collect() }
    }

    /// The name of the root that wraps.
    pub fn current(&self) -> &str {
        &self.roots[0].0
    }

    /// A person's key under the current root.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn wrap(&self, belongs: Belongs, key: &Key) -> Result<Vec<u8>, KeyError> {
        self.roots[0].1.wrap(What::PersonKey, belongs, key)
    }

    /// # Errors
    /// That root is not here, or the key was not wrapped by it for this person.
    pub fn unwrap(&self, root: &str, belongs: Belongs, wrapped: &[u8]) -> Result<Key, Damaged> {
        let (_, root) = self.roots.iter().find(|(name, _)| name == root).ok_or(Damaged)?;
        root.unwrap(What::PersonKey, belongs, wrapped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Belongs {
        Belongs { territory: TerritoryId(1), person: PersonId(2), item: ItemId(3), version: 4 }
    }

    #[test]
    fn a_field_opens_where_it_was_sealed_and_nowhere_else() {
        let key = Key::random(7).unwrap();
        let sealed = key.seal(What::Name, here(), "carte d’identité".as_bytes()).unwrap();
        assert_eq!(key.open_text(What::Name, here(), &sealed), Ok("carte d’identité".to_owned()));
        let elsewhere = [
            Belongs { territory: TerritoryId(9), ..here() },
            Belongs { person: PersonId(9), ..here() },
            Belongs { item: ItemId(9), ..here() },
            Belongs { version: 9, ..here() },
        ];
        for place in elsewhere {
            assert!(key.open(What::Name, place, &sealed).is_err(), "{place:?}");
        }
        assert!(key.open(What::Text, here(), &sealed).is_err());
        assert!(Key::random(7).unwrap().open(What::Name, here(), &sealed).is_err());
        assert_ne!(sealed, key.seal(What::Name, here(), "carte d’identité".as_bytes()).unwrap());
    }

    #[test]
    fn a_field_with_any_byte_changed_or_cut_off_does_not_open() {
        let key = Key::random(1).unwrap();
        let sealed = key.seal(What::Facts, here(), b"0123456789").unwrap();
        for position in 0..sealed.len() {
            let mut other = sealed.clone();
            other[position] ^= 1;
            assert!(key.open(What::Facts, here(), &other).is_err(), "byte {position}");
            assert!(key.open(What::Facts, here(), &sealed[..position]).is_err(), "cut at {position}");
        }
    }

    #[test]
    fn the_roots_before_still_open_and_only_the_newest_wraps() {
        let (old, new) = (RootKey::random().unwrap(), RootKey::random().unwrap());
        let key = Key::random(1).unwrap();
        let (before, after) = (Ring::new(&old, &[]), Ring::new(&new, std::slice::from_ref(&old)));
        let wrapped = before.wrap(here(), &key).unwrap();
        assert_eq!(after.unwrap(before.current(), here(), &wrapped).unwrap().bytes(), key.bytes());
        assert_ne!(before.current(), after.current());
        assert!(Ring::new(&new, &[]).unwrap(before.current(), here(), &wrapped).is_err());
        let wrapped = after.wrap(here(), &key).unwrap();
        assert!(after.unwrap(after.current(), here(), &wrapped).is_ok());
        assert!(before.unwrap(before.current(), here(), &wrapped).is_err());
    }
}
