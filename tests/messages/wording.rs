//! What messages say, on plain values: short enough at their longest, neutral, in each language, the
//! same day and hour everywhere.

use chrono::NaiveDateTime;
use relais::domain::messages::said::{Event, Said};
use relais::domain::messages::{MessageKind, gsm7};
use relais::domain::motives::Mode;
use relais::domain::time::{Minutes, Span, Timestamp};
use relais::texts::{Lang, texts};
use relais::wording::{is_latin, letter, sms};

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn said(kind: MessageKind, when: &str) -> Said {
    Said {
        kind,
        when: Some(at(when)),
        mode: Mode::Office,
        place: "Mairie".to_owned(),
        address: "1 place du Marché, 62000 Arras".to_owned(),
        place_phone: None,
        motive: None,
        link: Some("https://rdv.exemple.fr/l/AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        code: Some("123456".to_owned()),
        count: 3,
        event: None,
    }
}

/// What leaves as a text message.
fn texted() -> impl Iterator<Item = MessageKind> {
    let to_staff = [
        MessageKind::WorkerBooked,
        MessageKind::WorkerMoved,
        MessageKind::WorkerCancelled,
        MessageKind::Outcomes,
    ];
    MessageKind::ALL.iter().copied().filter(move |kind| !to_staff.contains(kind))
}

/// The longest weekday and month of each language are tried with every other.
fn longest_days() -> Vec<&'static str> {
    // Wednesdays, Saturdays and Sundays of September, February, December and August; two digits all over.
    vec![
        "2026-09-30T23:45:00",
        "2026-02-25T22:45:00",
        "2026-12-30T20:45:00",
        "2026-08-29T23:45:00",
        "2026-11-25T21:45:00",
        "2026-09-27T22:45:00",
    ]
}

#[test]
fn at_36_every_text_message_is_cheap_at_its_longest() {
    let long = "Maison départementale des solidarités et de l’insertion de Hénin-Beaumont – Carvin, 2e étage";
    let motive = "Accompagnement vers l’hébergement d’urgence et la recherche d’un logement pérenne";
    for lang in Lang::all() {
        for kind in texted() {
            for when in longest_days() {
                for mode in Mode::ALL {
                    for motive in [None, Some(motive.to_owned())] {
                        let said = Said {
                            mode: *mode,
                            place: long.to_owned(),
                            motive,
                            // As long an address as there will be, and a token.
                            link: Some(format!("https://rendez-vous.departement62.fr/l/{}", "A".repeat(22))),
                            ..said(kind, when)
                        };
                        let text = sms(lang, &said);
                        assert!(!text.contains(['{', '}']), "{lang} {kind}: {text}");
                        match is_latin(lang) {
                            true => {
                                let septets = gsm7::septets(&text);
                                assert!(septets.is_some_and(|septets| septets <= 160), "{septets:?} {lang}: {text}");
                            }
                            false => assert!(gsm7::segments(&text) <= 2, "{} {lang}: {text}", gsm7::segments(&text)),
                        }
                        if kind != MessageKind::SignInCode {
                            assert!(text.contains(said.link.as_deref().unwrap()), "{lang} {kind}: {text}");
                        }
                        let hour = texts().hour(lang, said.when.unwrap().time());
                        let tells = kind.is_announcement() || kind.is_reminder();
                        assert!(!tells || text.contains(&hour), "{lang} {kind} does not say {hour}: {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn at_35_only_cancellations_say_that_something_is_cancelled() {
    for lang in Lang::all() {
        for kind in MessageKind::ALL {
            let said = said(*kind, "2026-03-10T09:30:00");
            let mail = letter(lang, &said, ("a@b.fr", "c@d.fr"));
            let mut all = format!("{} {} {}", mail.subject, mail.text, mail.html);
            if texted().any(|texted| texted == *kind) {
                all.push_str(&sms(lang, &said));
            }
            let all = all.to_lowercase();
            let cancels = matches!(kind, MessageKind::Cancelled | MessageKind::WorkerCancelled);
            for stem in ["annul", "cancel", "ألغي", "إلغاء"] {
                assert!(cancels || !all.contains(stem), "{lang} {kind} says “{stem}”: {all}");
            }
        }
    }
}

#[test]
fn at_23_every_message_says_the_same_day_and_hour() {
    let french = Lang::of("fr").unwrap();
    for (when, day, hour) in [
        ("2026-03-30T00:30:00", "lundi 30 mars", "0 h 30"),
        ("2026-03-29T23:30:00", "dimanche 29 mars", "23 h 30"),
        ("2026-08-01T14:00:00", "samedi 1er aout", "14 h"),
    ] {
        let said = said(MessageKind::Confirmation, when);
        let text = sms(french, &said);
        assert!(text.contains(&format!("{day} à {hour}")), "{text}");
        let mail = letter(french, &said, ("a@b.fr", "c@d.fr"));
        let day = day.replace("aout", "août");
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(part.contains(&format!("{day} à {hour}")), "{part}");
        }
    }
}

#[test]
fn golden_text_messages() {
    let say = |code: &str, kind| sms(Lang::of(code).unwrap(), &said(kind, "2026-03-10T09:30:00"));
    let link = "https://rdv.exemple.fr/l/AAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(
        say("fr", MessageKind::Confirmation),
        format!("Rendez-vous mardi 10 mars à 9 h 30, lieu : Mairie. {link} Répondez OUI, NON ou RAPPEL.")
    );
    assert_eq!(
        say("fr", MessageKind::Cancelled),
        format!("Annulé : Rendez-vous mardi 10 mars à 9 h 30. Pour une autre date : {link}")
    );
    assert_eq!(
        say("en", MessageKind::Cancelled),
        format!("Cancelled: Appointment Tuesday 10 March at 9:30. For another date: {link}")
    );
    assert_eq!(say("fr", MessageKind::SignInCode), "123456 : votre code, pour 10 minutes. Ne le donnez à personne.");
    assert!(say("ar", MessageKind::Reminder).contains("الثلاثاء 10 مارس 9:30"), "{}", say("ar", MessageKind::Reminder));
}

#[test]
fn at_59_a_message_names_the_motive_only_when_it_may() {
    let french = Lang::of("fr").unwrap();
    let neutral = said(MessageKind::Reminder, "2026-03-10T09:30:00");
    assert!(sms(french, &neutral).contains("Rendez-vous"));
    let named = Said { motive: Some("Aide au logement".to_owned()), ..neutral };
    assert!(sms(french, &named).contains("Aide au logement") && !sms(french, &named).contains("Rendez-vous"));
}

#[test]
fn an_invitation_to_a_calendar_replaces_the_one_before() {
    let span = Span::lasting(Timestamp::parse("2026-03-10T09:30:00+01:00").unwrap(), Minutes(30)).unwrap();
    let event = |sequence, cancelled| Event {
        uid: "appointment-1-2".to_owned(),
        sequence,
        span,
        cancelled,
        stamp: Timestamp::parse("2026-03-01T12:00:00+01:00").unwrap(),
    };
    let calendar = |kind, event| {
        let said = Said { event: Some(event), ..said(kind, "2026-03-10T09:30:00") };
        letter(Lang::DEFAULT, &said, ("noreply@rdv.exemple.fr", "amina@example.org")).calendar.unwrap()
    };
    let (method, first) = calendar(MessageKind::Confirmation, event(1, false));
    assert_eq!(method, "REQUEST");
    let has = |text: &str, line: &str| assert!(text.lines().any(|one| one.trim_end() == line), "{line} in {text}");
    for line in ["METHOD:REQUEST", "UID:appointment-1-2", "SEQUENCE:1", "DTSTART:20260310T083000Z", "STATUS:CONFIRMED"] {
        has(&first, line);
    }
    let (method, last) = calendar(MessageKind::Cancelled, event(3, true));
    assert_eq!(method, "CANCEL");
    for line in ["METHOD:CANCEL", "UID:appointment-1-2", "SEQUENCE:3", "STATUS:CANCELLED"] {
        has(&last, line);
    }
}
