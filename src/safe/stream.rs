//! Files, encrypted as they pass by: pieces of 64 KiB, each with its number and whether it is the
//! last bound in (STREAM). Nothing unproven comes out, and a file cut short is noticed.

use aead_stream::{DecryptorBE32, EncryptorBE32, Nonce, StreamBE32};
use chacha20poly1305::XChaCha20Poly1305;

use super::keys::{Belongs, Damaged, Key, What};
use crate::deliver::keys::{KeyError, random_bytes};

const MAGIC: &[u8; 4] = b"RLS1";
pub const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
/// What is left of 24 bytes beside the counter and the mark of the last piece.
const NONCE: usize = 19;
/// Magic, algorithm and version of the key, nonce.
const HEADER: usize = 4 + 5 + NONCE;

type StreamNonce = Nonce<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>>;

/// A file on its way in.
pub struct Sealing {
    stream: EncryptorBE32<XChaCha20Poly1305>,
    aad: Vec<u8>,
    waiting: Vec<u8>,
}

impl Sealing {
    /// Writes the header.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn begin(key: &Key, belongs: Belongs, out: &mut Vec<u8>) -> Result<Sealing, KeyError> {
        let nonce: [u8; NONCE] = random_bytes()?;
        let header = [&MAGIC[..], &key.header(), &nonce].concat();
        out.extend_from_slice(&header);
        Ok(Sealing {
            stream: EncryptorBE32::new(key.bytes().into(), &StreamNonce::from(nonce)),
            aad: belongs.bytes(What::File, &header),
            waiting: Vec::with_capacity(PIECE + TAG),
        })
    }

    pub fn push(&mut self, mut plain: &[u8], out: &mut Vec<u8>) {
        while !plain.is_empty() {
            // A full piece waits until it is certain that another one follows.
            if self.waiting.len() == PIECE {
                self.stream
                    .encrypt_next_in_place(&self.aad, &mut self.waiting)
                    .expect("a file has fewer than 2^32 pieces: its size is limited");
                out.extend_from_slice(&self.waiting);
                self.waiting.clear();
            }
            let (now, later) = plain.split_at(plain.len().min(PIECE - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            plain = later;
        }
    }

    pub fn finish(mut self, out: &mut Vec<u8>) {
        self.stream
            .encrypt_last_in_place(&self.aad, &mut self.waiting)
            .expect("a file has fewer than 2^32 pieces: its size is limited");
        out.extend_from_slice(&self.waiting);
    }
}

/// A file on its way out.
pub struct Opening {
    key: Key,
    belongs: Belongs,
    stream: Option<(DecryptorBE32<XChaCha20Poly1305>, Vec<u8>)>,
    waiting: Vec<u8>,
}

impl Opening {
    pub fn begin(key: Key, belongs: Belongs) -> Opening {
        Opening { key, belongs, stream: None, waiting: Vec::with_capacity(PIECE + TAG) }
    }

    /// # Errors
    /// It is not what was sealed with this key for this place; nothing of the bad piece comes out.
    pub fn push(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        while !sealed.is_empty() {
            let full = if self.stream.is_some() { PIECE + TAG } else { HEADER };
            if self.waiting.len() == full {
                match &mut self.stream {
                    None => self.stream = Some(self.begun()?),
                    Some((stream, aad)) => {
                        stream.decrypt_next_in_place(aad, &mut self.waiting).map_err(|_| Damaged)?;
                        out.extend_from_slice(&self.waiting);
                    }
                }
                self.waiting.clear();
                continue;
            }
            let (now, later) = sealed.split_at(sealed.len().min(full - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            sealed = later;
        }
        Ok(())
    }

    fn begun(&self) -> Result<(DecryptorBE32<XChaCha20Poly1305>, Vec<u8>), Damaged> {
        let (start, nonce) = self.waiting.split_at(HEADER - NONCE);
        if start[..4] != MAGIC[..] || start[4..] != self.key.header() {
            return Err(Damaged);
        }
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Damaged)?;
        let stream = DecryptorBE32::new(self.key.bytes().into(), &StreamNonce::from(nonce));
        Ok((stream, self.belongs.bytes(What::File, &self.waiting)))
    }

    /// # Errors
    /// The end is missing or was changed.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Damaged> {
        // A file of nothing but a header was cut: the last piece is there even when it is empty.
        let (stream, aad) = self.stream.take().ok_or(Damaged)?;
        stream.decrypt_last_in_place(&aad, &mut self.waiting).map_err(|_| Damaged)?;
        out.extend_from_slice(&self.waiting);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ItemId, PersonId, TerritoryId};

    fn here() -> Belongs {
        Belongs { territory: TerritoryId(1), person: PersonId(2), item: ItemId(3), version: 4 }
    }

    fn sealed(key: &Key, plain: &[u8], step: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut sealing = Sealing::begin(key, here(), &mut out).unwrap();
        plain.chunks(step).for_each(|piece| sealing.push(piece, &mut out));
        sealing.finish(&mut out);
        out
    }

    fn opened(key: &Key, belongs: Belongs, sealed: &[u8], step: usize) -> Result<Vec<u8>, Damaged> {
        let mut out = Vec::new();
        let mut opening = Opening::begin(key.clone(), belongs);
        for piece in sealed.chunks(step) {
            opening.push(piece, &mut out)?;
        }
        opening.finish(&mut out)?;
        Ok(out)
    }

    #[test]
    fn every_length_comes_back_as_it_went_in() {
        let key = Key::random(1).unwrap();
        for length in [0, 1, 15, 16, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 77] {
            let plain: Vec<u8> = (0..length).map(|at| (at * 7 % 251) as u8).collect();
            for step in [1000, PIECE, 300_000] {
                let file = sealed(&key, &plain, step);
                assert_eq!(opened(&key, here(), &file, 300_000 - step / 2), Ok(plain.clone()), "{length} by {step}");
            }
        }
    }

    #[test]
    fn a_file_that_was_changed_cut_or_moved_is_refused() {
        let key = Key::random(1).unwrap();
        let plain = vec![42; 2 * PIECE + 100];
        let file = sealed(&key, &plain, PIECE);
        let ends = [0, 3, HEADER, HEADER + 1, HEADER + PIECE + TAG, HEADER + 2 * (PIECE + TAG), file.len() - 1];
        for end in ends {
            assert!(opened(&key, here(), &file[..end], PIECE).is_err(), "cut at {end}");
        }
        for position in (0..HEADER).chain((HEADER..file.len()).step_by(4001)).chain([file.len() - 1]) {
            let mut other = file.clone();
            other[position] ^= 0x80;
            assert!(opened(&key, here(), &other, PIECE).is_err(), "byte {position}");
        }
        let mut swapped = file[..HEADER].to_vec();
        swapped.extend_from_slice(&file[HEADER + PIECE + TAG..HEADER + 2 * (PIECE + TAG)]);
        swapped.extend_from_slice(&file[HEADER..HEADER + PIECE + TAG]);
        swapped.extend_from_slice(&file[HEADER + 2 * (PIECE + TAG)..]);
        assert!(opened(&key, here(), &swapped, PIECE).is_err());
        assert!(opened(&key, Belongs { item: ItemId(9), ..here() }, &file, PIECE).is_err());
        assert!(opened(&Key::random(1).unwrap(), here(), &file, PIECE).is_err());
    }
}
