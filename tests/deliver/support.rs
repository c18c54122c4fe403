//! The servers that scripts/kannel and scripts/smtp started, and small ones of the tests' own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use relais::deliver::secret::Secret;
use relais::deliver::sms::{SmsKind, SmsSender, SmsSettings};

pub const SECRET: &str = "a-secret-of-the-tests";

/// Both libraries that speak TLS want to be told by which provider, once per process.
pub fn tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

pub fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run these tests with scripts/test, or scripts/kannel scripts/smtp cargo test")
    })
}

pub fn sender(settings: SmsSettings) -> SmsSender {
    tls();
    SmsSender::new(&settings, "http://127.0.0.1:9").unwrap().unwrap()
}

/// Kannel, reporting to an address.
pub fn kannel(callback: &str) -> SmsSettings {
    SmsSettings {
        sender: SmsKind::Kannel,
        url: told("RELAIS_TEST_KANNEL"),
        user: "relais".to_owned(),
        password: Secret::new("relais"),
        from: "36105".to_owned(),
        incoming_secret: Secret::new(SECRET),
        callback_url: callback.to_owned(),
        timeout_seconds: 5,
        ..SmsSettings::default()
    }
}

/// Waits for something that another process does soon.
pub async fn soon<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..100 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("ten seconds have passed");
}

/// What a small HTTP server does with each request.
#[derive(Clone, Copy)]
pub enum Answers {
    With(u16, &'static str),
    /// Reads the request, says nothing.
    Never,
    /// Reads the request and hangs up.
    HangsUp,
}

/// A server of our own, and the requests that it was sent.
pub fn http_server(answers: Answers) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sent, received) = channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
            let mut bytes = Vec::new();
            let mut part = [0; 4096];
            while !is_whole(&bytes) {
                match stream.read(&mut part) {
                    Ok(0) | Err(_) => break,
                    Ok(count) => bytes.extend_from_slice(&part[..count]),
                }
            }
            if sent.send(String::from_utf8_lossy(&bytes).into_owned()).is_err() {
                return;
            }
            match answers {
                Answers::With(status, body) => {
                    let head =
                        format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                    let _ = stream.write_all(format!("{head}{body}").as_bytes());
                }
                Answers::Never => kept.push(stream),
                Answers::HangsUp => {}
            }
        }
    });
    (address, received)
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or(0)
}
