//! Through the air and back: Kannel hands our message over, reports it, and brings what somebody answers,
//! to the server that listens where Kannel was told.

use std::process::{Command, Stdio};
use std::sync::Arc;

use relais::app::App;
use relais::config::Config;
use relais::deliver::secret::Secret;
use relais::deliver::sms::Sms;
use tokio::net::TcpListener;

use super::support::{SECRET, kannel, sender, told};
use crate::support::acts::monday;
use crate::support::databases::sqlite;
use crate::support::town::TestTown;

/// Waits until a question to the database has this answer.
async fn until(town: &TestTown, sql: &str, expected: &[&str]) {
    let mut found = Vec::new();
    for _ in 0..100 {
        found = town.raw().await.texts(sql).await;
        if found == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{sql}: {found:?}, not {expected:?}");
}

/// Somebody writes a text message.
fn writes(from: &str, text: &str) {
    let port = told("RELAIS_TEST_KANNEL_PHONES");
    let phone = Command::new("/usr/lib/kannel/test/fakesmsc")
        .args(["-H", "127.0.0.1", "-r", &port, "-i", "0.1", "-m", "1", &format!("{from} 36105 text {text}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // It ends by itself when its message is out and Kannel has hung up; gone at the latest with Kannel.
    let mut phone = phone.unwrap();
    std::thread::sleep(std::time::Duration::from_millis(800));
    let _ = phone.kill();
    let _ = phone.wait();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_reported_and_its_answers_reach_us_through_kannel() {
    let town = TestTown::new(sqlite().await, 1).await;
    town.staff_books(monday(9, 0), 0, 1).await.unwrap();
    let mut config = Config::default();
    config.sms.incoming_secret = Secret::new(SECRET);
    let app = App { config: Arc::new(config), ..town.app.clone() };
    let address = format!("127.0.0.1:{}", told("RELAIS_TEST_KANNEL_INCOMING"));
    let listener = TcpListener::bind(&address).await.unwrap();
    let server = tokio::spawn(relais::web::serve(app, listener));
    let kannel = sender(kannel(&format!("http://{address}")));
    kannel.send(&Sms { to: "+33610000001", text: "Rendez-vous lundi à 9h", reference: "m501" }).await.unwrap();
    let reports = "SELECT state FROM delivery_report WHERE reference = 'm501' ORDER BY state";
    until(&town, reports, &["delivered", "handed_over"]).await;
    let replies = "SELECT outcome FROM reply ORDER BY id";
    writes("+33610000001", "non");
    until(&town, replies, &["asked_again"]).await;
    writes("+33610000001", "NON");
    until(&town, replies, &["asked_again", "cancelled"]).await;
    writes("+33610000001", "STOP");
    until(&town, replies, &["asked_again", "cancelled", "stopped"]).await;
    assert_eq!(town.raw().await.count("person WHERE stopped_at IS NOT NULL").await, 1);
    server.abort();
}
