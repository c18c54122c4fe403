//! The virus scanner: Debian's clamd, over a socket. It is told every byte of a file and says what
//! it found. One that does not answer is never taken for one that found nothing.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);
/// clamd refuses longer pieces than its `StreamMaxLength`; these are far below.
const PIECE: usize = 64 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    Infected(String),
    /// It did not answer, or not in a way that can be understood.
    Unavailable(String),
}

#[derive(Clone)]
pub enum Scanner {
    /// None was configured: files are taken in unseen, and `doctor` says so.
    Absent,
    /// `127.0.0.1:3310`, or the path of a socket.
    Clamd(String),
    /// For tests: what it says next, and what it was shown.
    ByHand(Arc<Mutex<Option<Verdict>>>),
}

trait Socket: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Socket for T {}

/// One file being looked at.
pub struct Scan(State);

enum State {
    Absent,
    Asking(Box<dyn Socket>),
    Failed(String),
    ByHand(Verdict),
}

async fn within<T>(what: impl Future<Output = io::Result<T>>) -> Result<T, String> {
    match timeout(PATIENCE, what).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

impl Scanner {
    /// An empty setting is no scanner.
    pub fn at(address: &str) -> Scanner {
        match address {
            "" => Scanner::Absent,
            address => Scanner::Clamd(address.to_owned()),
        }
    }

    pub async fn begin(&self) -> Scan {
        match self {
            Scanner::Absent => Scan(State::Absent),
            Scanner::ByHand(next) => {
                let next = next.lock().map(|next| next.clone()).unwrap_or_default();
                Scan(State::ByHand(next.unwrap_or_else(|| Verdict::Unavailable("told to be down".to_owned()))))
            }
            Scanner::Clamd(address) => match connected(address).await {
                Ok(mut socket) => match within(socket.write_all(b"zINSTREAM\0")).await {
                    Ok(()) => Scan(State::Asking(socket)),
                    Err(why) => Scan(State::Failed(why)),
                },
                Err(why) => Scan(State::Failed(why)),
            },
        }
    }
}

async fn connected(address: &str) -> Result<Box<dyn Socket>, String> {
    #[cfg(unix)]
    if address.starts_with('/') {
        return within(tokio::net::UnixStream::connect(address))
            .await
            .map(|socket| Box::new(socket) as Box<dyn Socket>);
    }
    within(TcpStream::connect(address)).await.map(|socket| Box::new(socket) as Box<dyn Socket>)
}

impl Scan {
    pub async fn push(&mut self, bytes: &[u8]) {
        let State::Asking(socket) = &mut self.0 else { return };
        for piece in bytes.chunks(PIECE) {
            let length = (piece.len() as u32).to_be_bytes();
            let told = within(async {
                socket.write_all(&length).await?;
                socket.write_all(piece).await
            });
            if let Err(why) = told.await {
                self.0 = State::Failed(why);
                return;
            }
        }
    }

    /// `None`: there is no scanner.
    pub async fn end(self) -> Option<Verdict> {
        match self.0 {
            State::Absent => None,
            State::ByHand(verdict) => Some(verdict),
            State::Failed(why) => Some(Verdict::Unavailable(why)),
            State::Asking(mut socket) => {
                let mut answer = Vec::new();
                let asked = within(async {
                    socket.write_all(&0_u32.to_be_bytes()).await?;
                    socket.flush().await?;
                    socket.take(4096).read_to_end(&mut answer).await
                });
                Some(match asked.await {
                    Ok(_) => understood(&answer),
                    Err(why) => Verdict::Unavailable(why),
                })
            }
        }
    }
}

fn understood(answer: &[u8]) -> Verdict {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    match answer.strip_prefix("stream: ") {
        Some("OK") => Verdict::Clean,
        Some(found) if found.ends_with(" FOUND") => Verdict::Infected(found.trim_end_matches(" FOUND").to_owned()),
        _ => Verdict::Unavailable(answer.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_ok_is_clean() {
        assert_eq!(understood(b"stream: OK\0"), Verdict::Clean);
        assert_eq!(understood(b"stream: Eicar-Test FOUND\0"), Verdict::Infected("Eicar-Test".to_owned()));
        for odd in [&b""[..], b"OK", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK ERROR\0"] {
            assert!(matches!(understood(odd), Verdict::Unavailable(_)));
        }
    }
}
