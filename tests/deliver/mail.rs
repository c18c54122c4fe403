//! E-mails through a real server: what arrives, and what each of its answers means.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use relais::deliver::NotSent;
use relais::deliver::mail::{CalendarPart, Mail, MailKind, MailSettings, MailTls, Mailer};

use super::support::{soon, tls, told};

const ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@relais\r\nSEQUENCE:3\r\nDTSTART:20260310T080000Z\r\nSUMMARY:Rendez-vous à la mairie\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn settings(way: MailTls) -> MailSettings {
    let ports: Vec<u16> = told("RELAIS_TEST_SMTP").split(' ').map(|port| port.parse().unwrap()).collect();
    let port = match way {
        MailTls::None => ports[0],
        MailTls::Starttls => ports[1],
        MailTls::Tls => ports[2],
    };
    MailSettings {
        sender: MailKind::Smtp,
        port,
        tls: way,
        ca_file: PathBuf::from(told("RELAIS_TEST_SMTP_CA")),
        from: "Rendez-vous <rdv@exemple.fr>".to_owned(),
        bounces_to: "retours@exemple.fr".to_owned(),
        timeout_seconds: 3,
        ..MailSettings::default()
    }
}

fn mailer(settings: &MailSettings) -> Mailer {
    tls();
    Mailer::new(settings).unwrap().unwrap()
}

fn mail(to: &str) -> Mail<'_> {
    Mail {
        to,
        subject: "Votre rendez-vous de jeudi à 9 h",
        text: "Bonjour,\n\nà jeudi 👍",
        html: "<p>Bonjour,</p><p>à jeudi 👍</p>",
        calendar: None,
        reference: "m77",
        list_unsubscribe: None,
    }
}

/// The mail that somebody was sent, unfolded.
async fn arrived(who: &str) -> String {
    let folder = PathBuf::from(told("RELAIS_TEST_SMTP_FOLDER"));
    let text = soon(|| {
        let mut files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|file| {
            let name = file.file_name().unwrap().to_str().unwrap();
            name.starts_with(&format!("{who}-")) && name.ends_with(".eml")
        });
        file.map(|file| std::fs::read_to_string(file).unwrap())
    })
    .await;
    text.replace("\r\n ", " ")
}

/// The part of a kind, decoded.
fn part(mail: &str, kind: &str) -> String {
    let (_, rest) = mail.split_once(&format!("Content-Type: {kind}")).unwrap_or_else(|| panic!("{kind} in {mail}"));
    let (head, body) = rest.split_once("\r\n\r\n").unwrap();
    let body = body.split("\r\n--").next().unwrap();
    if head.contains("base64") {
        use base64::Engine;
        let packed: String = body.split_whitespace().collect();
        return String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).unwrap()).unwrap();
    }
    if !head.contains("quoted-printable") {
        return body.to_owned();
    }
    let body = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&rest[..2]).unwrap(), 16).unwrap());
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_a_mail_arrives_as_it_was_written() {
    let calendar = Some(CalendarPart { method: "REQUEST", text: ICS });
    let unsubscribe = Some("https://rdv.exemple.fr/l/abc");
    let whole = Mail { calendar, list_unsubscribe: unsubscribe, ..mail("whole@example.org") };
    let handed = mailer(&settings(MailTls::None)).send(&whole).await.unwrap();
    assert!(handed.provider_ref.unwrap().contains("Taken"));
    let mail = arrived("whole").await;
    for line in [
        "X-Envelope-From: retours@exemple.fr\r\n",
        "Message-ID: <m77@exemple.fr>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "List-Unsubscribe: <https://rdv.exemple.fr/l/abc>\r\n",
        "Content-Type: multipart/alternative",
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
    ] {
        assert!(mail.contains(line), "{line} in {mail}");
    }
    assert_eq!(part(&mail, "text/plain").replace("\r\n", "\n").trim_end(), "Bonjour,\n\nà jeudi 👍");
    assert_eq!(part(&mail, "text/html").trim_end(), "<p>Bonjour,</p><p>à jeudi 👍</p>");
    assert_eq!(part(&mail, "text/calendar").trim_end(), ICS.trim_end(), "line by line, ends of lines too");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_for_good_and_not_now_are_told_apart() {
    let mailer = mailer(&settings(MailTls::None));
    for (who, good) in [("unknown", true), ("spam", true), ("full", false), ("greylist", false)] {
        let to = format!("{who}@example.org");
        match mailer.send(&mail(&to)).await {
            Err(NotSent::Refused(why)) => assert!(good, "{who}: {why}"),
            Err(NotSent::TryAgain(why)) => assert!(!good, "{who}: {why}"),
            other => panic!("{who}: {other:?}"),
        }
    }
    let why = mailer.send(&mail("unknown@example.org")).await.unwrap_err();
    assert!(matches!(&why, NotSent::Refused(why) if why.contains("5.1.1 User unknown")), "{why:?}");
    let answer = mailer.send(&mail("not an address")).await;
    assert!(matches!(answer, Err(NotSent::Refused(_))), "{answer:?}");
    assert!(mailer.send(&mail("after@example.org")).await.is_ok(), "the connections still work");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_leaves_it_unknown_and_one_that_is_not_there_took_nothing() {
    let mailer = mailer(&settings(MailTls::None));
    let begun = Instant::now();
    let answer = mailer.send(&mail("slow@example.org")).await;
    assert!(matches!(answer, Err(NotSent::Unknown(_))), "{answer:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    arrived("slow").await;
    assert!(mailer.send(&mail("next@example.org")).await.is_ok(), "no conversation is mixed with another");
    assert!(arrived("next").await.contains("To: next@example.org"));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let gone = super::mail::mailer(&MailSettings { port: nobody, ..settings(MailTls::None) });
    let answer = gone.send(&mail("gone@example.org")).await;
    assert!(matches!(answer, Err(NotSent::TryAgain(_))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_believed_only_when_its_authority_is_named() {
    for way in [MailTls::Starttls, MailTls::Tls] {
        let who = format!("safe{way:?}").to_lowercase();
        let to = format!("{who}@example.org");
        let stranger = mailer(&MailSettings { ca_file: PathBuf::new(), ..settings(way) });
        let answer = stranger.send(&mail(&to)).await;
        assert!(matches!(answer, Err(NotSent::TryAgain(_))), "{way:?}: {answer:?}");
        assert!(mailer(&settings(way)).send(&mail(&to)).await.is_ok(), "{way:?}");
        assert!(arrived(&who).await.contains("X-Encrypted: yes"));
    }
    // Nothing is said in the clear to a server that has no TLS.
    let port = settings(MailTls::None).port;
    let plain = mailer(&MailSettings { port, ..settings(MailTls::Starttls) });
    let answer = plain.send(&mail("clear@example.org")).await;
    assert!(matches!(answer, Err(NotSent::TryAgain(_))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn for_development_a_mail_is_a_file() {
    let folder = std::env::temp_dir().join(format!("relais-mail-{}", std::process::id()));
    let settings = MailSettings {
        sender: MailKind::File,
        folder: folder.clone(),
        from: "rdv@exemple.fr".to_owned(),
        ..MailSettings::default()
    };
    mailer(&settings).send(&mail("file@example.org")).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let text = std::fs::read_to_string(files.iter().find(|file| file.extension().unwrap() == "eml").unwrap()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(text.contains("To: file@example.org") && text.contains("Message-ID: <m77@exemple.fr>"), "{text}");
}
