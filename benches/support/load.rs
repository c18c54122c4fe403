//! A load generator of our own: keep-alive connections, each sends its next request when the one
//! before is answered.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::measure::percentile;

/// One request.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub token: Option<String>,
    pub key: Option<String>,
    pub body: Option<String>,
}

impl Ask {
    pub fn get(path: &str) -> Ask {
        Ask { method: Method::GET, path: path.to_owned(), token: None, key: None, body: None }
    }

    pub fn post(path: &str, body: &serde_json::Value) -> Ask {
        Ask { method: Method::POST, body: Some(body.to_string()), ..Ask::get(path) }
    }

    pub fn by(mut self, token: &str) -> Ask {
        self.token = Some(token.to_owned());
        self
    }

    pub fn once(mut self, key: String) -> Ask {
        self.key = Some(key);
        self
    }
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
    pub took: Duration,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or(serde_json::Value::Null)
    }
}

/// One connection.
pub struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(connection);
        Ok(Client { address, sender })
    }

    /// An error when the server is gone; the answer may then be lost although the effect is there.
    pub async fn send(&mut self, ask: &Ask) -> io::Result<Answer> {
        let mut request = Request::builder().method(&ask.method).uri(&ask.path).header(header::HOST, "127.0.0.1");
        if let Some(token) = &ask.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = &ask.key {
            request = request.header("idempotency-key", key);
        }
        if ask.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = Full::new(Bytes::from(ask.body.clone().unwrap_or_default()));
        let request = request.body(body).map_err(io::Error::other)?;
        if self.sender.is_closed() {
            *self = Client::connect(self.address).await?;
        }
        let begun = Instant::now();
        self.sender.ready().await.map_err(io::Error::other)?;
        let response = self.sender.send_request(request).await.map_err(io::Error::other)?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Answer { status, body, took: begun.elapsed() })
    }
}

/// What came of a load.
#[derive(Default)]
pub struct Outcome {
    /// In the order of the requests; `None`: no answer came.
    pub answers: Vec<Option<Answer>>,
    pub elapsed: Duration,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.answers.iter().flatten().count() as f64 / self.elapsed.as_secs_f64()
    }

    pub fn percentile(&self, percent: f64) -> Duration {
        let mut times: Vec<Duration> = self.answers.iter().flatten().map(|answer| answer.took).collect();
        percentile(&mut times, percent)
    }

    pub fn statuses(&self) -> BTreeMap<u16, usize> {
        let mut statuses = BTreeMap::new();
        for answer in self.answers.iter().flatten() {
            *statuses.entry(answer.status).or_default() += 1;
        }
        statuses
    }

    pub fn with_status(&self, wanted: impl Fn(u16) -> bool) -> usize {
        self.statuses().into_iter().filter(|(status, _)| wanted(*status)).map(|(_, count)| count).sum()
    }

    pub fn failed(&self) -> usize {
        self.with_status(|status| status >= 500) + self.answers.iter().filter(|answer| answer.is_none()).count()
    }
}

/// `200×990 409×10`.
pub fn shown_statuses(statuses: &BTreeMap<u16, usize>) -> String {
    statuses.iter().map(|(status, count)| format!("{status}×{count}")).collect::<Vec<_>>().join(" ")
}

/// Sends all of it over so many connections; each takes the next request that nobody has taken.
/// Runs on the current thread only, so that the generator takes no more than one core.
pub async fn send_all(address: SocketAddr, connections: usize, asks: Vec<Ask>) -> Outcome {
    let mut clients = Vec::with_capacity(connections);
    for _ in 0..connections {
        clients.push(Client::connect(address).await.expect("the server takes connections"));
    }
    let asks = Rc::new(asks);
    let next = Rc::new(Cell::new(0));
    let begun = Instant::now();
    let local = tokio::task::LocalSet::new();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let (asks, next) = (asks.clone(), next.clone());
            local.spawn_local(async move {
                let mut answers = Vec::new();
                loop {
                    let place = next.get();
                    let Some(ask) = asks.get(place) else { return answers };
                    next.set(place + 1);
                    answers.push((place, client.send(ask).await.ok()));
                }
            })
        })
        .collect();
    local
        .run_until(async move {
            let mut outcome = Outcome { answers: vec![None; asks.len()], elapsed: Duration::ZERO };
            for task in tasks {
                for (place, answer) in task.await.expect("a client does not panic") {
                    outcome.answers[place] = answer;
                }
            }
            outcome.elapsed = begun.elapsed();
            outcome
        })
        .await
}

/// The same request again and again.
pub async fn repeat(address: SocketAddr, connections: usize, ask: &Ask, times: usize) -> Outcome {
    send_all(address, connections, vec![ask.clone(); times]).await
}
