//! Text messages through Kannel and its fake operator, and through providers that behave badly.

use std::time::{Duration, Instant};

use relais::deliver::NotSent;
use relais::deliver::secret::Secret;
use relais::deliver::sms::{Sms, SmsKind, SmsSettings};

use super::support::{Answers, SECRET, http_server, kannel, sender, soon, told};

fn sms<'a>(to: &'a str, text: &'a str, reference: &'a str) -> Sms<'a> {
    Sms { to, text, reference }
}

/// What the fake operator was handed, a line each.
fn handed() -> String {
    std::fs::read_to_string(told("RELAIS_TEST_KANNEL_OPERATOR")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_36_accents_and_emoji_arrive_at_the_operator_as_they_were_sent() {
    let kannel = sender(kannel(""));
    let french = "Rappel : jeudi 10 à 9h, été & 100 % sûr_€ [ok]?";
    assert!(kannel.send(&sms("+33612000001", "Été à 9h & 100 % [ok]? €", "m1")).await.is_ok());
    assert!(kannel.send(&sms("+33612000002", "موعد 👍", "m2")).await.is_ok());
    assert!(kannel.send(&sms("+33612000003", french, "m3")).await.is_ok());
    let lines = soon(|| Some(handed()).filter(|lines| lines.contains("+33612000003"))).await;
    assert!(lines.contains("<36105 +33612000001 text Été à 9h & 100 % [ok]? €>"), "{lines}");
    // UTF-16, as the operator writes it down.
    assert!(lines.contains("<36105 +33612000002 ucs-2 %06E%06H%069%06%2F%00+%D8%3D%DCM>"), "{lines}");
    // û is not in the alphabet of text messages: nothing of it is replaced.
    assert!(lines.contains("+33612000003 ucs-2 ") && lines.contains("%00s%00%FB%00r"), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_report_comes_back_with_our_reference() {
    let (address, requests) = http_server(Answers::With(200, ""));
    let kannel = sender(kannel(&format!("http://{address}")));
    assert!(kannel.send(&sms("+33612000004", "Bonjour", "a:1 é%+&m")).await.is_ok());
    let mut states = Vec::new();
    while !states.contains(&"1".to_owned()) {
        let request = requests.recv_timeout(Duration::from_secs(10)).unwrap();
        let line = request.lines().next().unwrap().to_owned();
        let query = line.split(' ').nth(1).unwrap().split_once('?').unwrap().1.to_owned();
        assert!(line.starts_with("GET /sms/report?"), "{line}");
        let fields: std::collections::HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((fields["secret"].as_str(), fields["reference"].as_str()), (SECRET, "a:1 é%+&m"), "{line}");
        states.push(fields["state"].clone());
    }
    assert!(states.iter().all(|state| state == "8" || state == "1"), "{states:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_no_operator_takes_is_refused_for_good() {
    let answer = sender(kannel("")).send(&sms("+33639980990", "Bonjour", "m5")).await;
    assert_eq!(answer, Err(NotSent::Refused("Not routable. Do not try again.".to_owned())));
    let stranger = SmsSettings { password: Secret::new("wrong"), ..kannel("") };
    let answer = sender(stranger).send(&sms("+33612000006", "Bonjour", "m6")).await;
    assert!(matches!(answer, Err(NotSent::TryAgain(_))), "our settings, not this message: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_leaves_it_unknown_within_our_time() {
    for kind in [SmsKind::Kannel, SmsKind::Http] {
        let (address, requests) = http_server(Answers::Never);
        let settings = SmsSettings {
            sender: kind,
            url: format!("http://{address}/send"),
            timeout_seconds: 1,
            ..SmsSettings::default()
        };
        let begun = Instant::now();
        let answer = sender(settings).send(&sms("+33612000007", "Bonjour", "m7")).await;
        assert!(matches!(answer, Err(NotSent::Unknown(_))), "{answer:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        assert!(requests.try_recv().unwrap().starts_with("GET /send"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_after_the_request_is_unknown_one_that_is_refused_took_nothing() {
    let (address, _requests) = http_server(Answers::HangsUp);
    let breaks = SmsSettings {
        sender: SmsKind::Http,
        url: format!("http://{address}/"),
        body: "x={text}".to_owned(),
        ..SmsSettings::default()
    };
    let answer = sender(breaks).send(&sms("+33612000008", "Bonjour", "m8")).await;
    assert!(matches!(answer, Err(NotSent::Unknown(_))), "{answer:?}");
    // Bound and dropped: nobody listens there.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for kind in [SmsKind::Kannel, SmsKind::Http] {
        let settings = SmsSettings { sender: kind, url: format!("http://{nobody}/"), ..SmsSettings::default() };
        let answer = sender(settings).send(&sms("+33612000009", "Bonjour", "m9")).await;
        assert_eq!(answer, Err(NotSent::TryAgain("no connection".to_owned())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_described_by_its_settings() {
    let (address, requests) = http_server(Answers::With(201, r#"{"status":"queued","id":"abc-1"}"#));
    let settings = SmsSettings {
        sender: SmsKind::Http,
        url: format!("http://{address}/v1/send"),
        headers: Secret::new("Authorization: Bearer key-1\nX-App: relais"),
        body: r#"{"to":"{to_digits}","from":"{from}","text":"{text}","ref":"{reference}"}"#.to_owned(),
        from: "RELAIS".to_owned(),
        success: r#""status":"queued""#.to_owned(),
        provider_ref: "/id".to_owned(),
        ..SmsSettings::default()
    };
    let provider = sender(settings);
    let handed = provider.send(&sms("+33612000010", "Dit \"oui\" à {to} 👍", "m10")).await.unwrap();
    assert_eq!(handed.provider_ref.as_deref(), Some("abc-1"));
    let request = requests.recv_timeout(Duration::from_secs(5)).unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /v1/send ") && head.contains("authorization: bearer key-1"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let expected =
        serde_json::json!({ "to": "33612000010", "from": "RELAIS", "text": "Dit \"oui\" à {to} 👍", "ref": "m10" });
    assert_eq!(body, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn for_development_a_text_message_is_a_line_in_a_file() {
    let folder = std::env::temp_dir().join(format!("relais-sms-{}", std::process::id()));
    let settings = SmsSettings { sender: SmsKind::File, file: folder.join("sms.jsonl"), ..SmsSettings::default() };
    let file = sender(settings);
    file.send(&sms("+33612000011", "Été", "m11")).await.unwrap();
    file.send(&sms("+33612000012", "a\nb", "m12")).await.unwrap();
    let lines = std::fs::read_to_string(folder.join("sms.jsonl")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.contains(r#""text":"Été""#), "{lines}");
}
