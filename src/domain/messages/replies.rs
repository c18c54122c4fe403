//! What people answer to a text message, and what is done with it: OUI, NON, RAPPEL, STOP and their
//! words in each language. Whatever is not surely one of them is for a person to read.

use super::super::ids::{AppointmentId, OrganisationId, PersonId};
use super::super::motives::words;
use super::super::people::folded;
use super::super::time::{Minutes, Timestamp};

words! {
    /// What a reply says.
    Understood {
        Yes = "yes",
        No = "no",
        CallMe = "call_me",
        Stop = "stop",
        /// For a person to read.
        Unsure = "unsure",
    }
}

words! {
    /// What was done with a reply. What is said back follows from it.
    ReplyOutcome {
        /// The person comes. The number is proven by the answer.
        Confirmed = "confirmed",
        /// A NON is asked for once more: "reply NON again to cancel".
        AskedAgain = "asked_again",
        Cancelled = "cancelled",
        /// Too late to cancel by text: somebody calls.
        TooLate = "too_late",
        CallBack = "call_back",
        /// No text message is sent to this number any more.
        Stopped = "stopped",
        /// On the secretary's list.
        ForPeople = "for_people",
    }
}

words! {
    /// What a provider says became of a message it took.
    ReportState {
        /// The operator has it.
        HandedOver = "handed_over",
        Delivered = "delivered",
        Failed = "failed",
    }
}

/// How long a NON waits for its second.
pub const SECOND_NO: Minutes = Minutes::days(1);
/// Characters of a reply that are kept: six text messages joined.
pub const LONGEST_REPLY: usize = 1000;

/// The phrases, folded as [`bare`] folds. Whole replies: "oui mais je préfère mardi" is none of them.
const YES: &[&str] = &[
    "oui",
    "ok",
    "okay",
    "ouais",
    "d accord",
    "daccord",
    "je confirme",
    "oui je confirme",
    "confirme",
    "je viens",
    "oui je viens",
    "je serai la",
    "oui je serai la",
    "je serai present",
    "je serai presente",
    "oui d accord",
    "c est bon",
    "oui c est bon",
    "ok je viens",
    "ok je confirme",
    "entendu",
    "ca marche",
    "yes",
    "yep",
    "i confirm",
    "yes i confirm",
    "confirm",
    "confirmed",
    "i will come",
    "i will be there",
    "yes i will come",
    "i ll be there",
    "نعم",
    "نعم اوكد",
    "اوكد",
    "موافق",
    "ساحضر",
    "نعم ساحضر",
    "اكيد",
    "نعم موافق",
    "حسنا",
    "ايوه",
    "اه",
];
const NO: &[&str] = &[
    "non",
    "annuler",
    "annule",
    "j annule",
    "je ne viens pas",
    "je viens pas",
    "non je ne viens pas",
    "non je viens pas",
    "je ne viendrai pas",
    "je ne peux pas",
    "je ne peux pas venir",
    "non je ne peux pas",
    "non je ne peux pas venir",
    "je peux pas venir",
    "non annuler",
    "non j annule",
    "annulation",
    "no",
    "nope",
    "cancel",
    "i cannot come",
    "i can t come",
    "no i cannot come",
    "no i can t come",
    "i m not coming",
    "please cancel",
    "لا",
    "لا استطيع",
    "لا يمكنني الحضور",
    "لن احضر",
    "لا لن احضر",
    "الغاء",
    "الغي",
    "لا استطيع الحضور",
];
const CALL_ME: &[&str] = &[
    "rappel",
    "rappeler",
    "rappelez moi",
    "rappele moi",
    "rappelle moi",
    "me rappeler",
    "appelez moi",
    "je veux etre rappele",
    "je veux etre rappelee",
    "call",
    "call me",
    "call back",
    "callback",
    "call me back",
    "please call",
    "اتصل",
    "اتصل بي",
    "اتصلوا بي",
    "معاوده الاتصال",
    "اتصال",
    "اريد اتصالا",
];
const STOP: &[&str] = &[
    "stop",
    "stop sms",
    "stop message",
    "stop messages",
    "arret",
    "arreter",
    "arretez",
    "desabonner",
    "desinscription",
    "desabonnement",
    "unsubscribe",
    "stop all",
    "plus de sms",
    "stop aux sms",
    "توقف",
    "اوقف",
    "ايقاف",
    "قف",
    "ايقاف الرسائل",
    "الغاء الاشتراك",
];
/// What is said around an answer, and changes nothing of it.
const POLITE: &[&str] = &[
    "bonjour",
    "bonsoir",
    "salut",
    "merci",
    "beaucoup",
    "bien",
    "svp",
    "madame",
    "monsieur",
    "mme",
    "mr",
    "s",
    "il",
    "vous",
    "plait",
    "cordialement",
    "desole",
    "desolee",
    "hello",
    "hi",
    "thank",
    "thanks",
    "you",
    "please",
    "sorry",
    "شكرا",
    "جزيلا",
    "مرحبا",
    "من",
    "فضلك",
    "السلام",
    "عليكم",
    "اسف",
];

/// What a reply says: only what is surely meant, in any case, with or without accents, full stops and
/// thanks, with a letter too many or too few of a double one.
pub fn understand(text: &str) -> Understood {
    // Long texts are read by people, whatever they begin with.
    if text.chars().count() > 80 || text.contains('?') || text.contains('؟') {
        return Understood::Unsure;
    }
    let said = bare(text);
    let polite: Vec<String> = POLITE.iter().map(|word| squeezed(word)).collect();
    let is = |phrases: &[&str], said: &str| phrases.iter().any(|phrase| squeezed(phrase) == said);
    let of = |said: &str| {
        [(YES, Understood::Yes), (NO, Understood::No), (CALL_ME, Understood::CallMe), (STOP, Understood::Stop)]
            .into_iter()
            .find(|(phrases, _)| is(phrases, said))
            .map(|(_, understood)| understood)
    };
    if let Some(understood) = of(&said) {
        return understood;
    }
    // "oui oui", "oui merci", "non désolée": the same word again, and courtesy, are left out.
    let mut kept: Vec<&str> = said.split(' ').filter(|word| !polite.iter().any(|one| one == word)).collect();
    kept.dedup();
    of(&kept.join(" ")).unwrap_or(Understood::Unsure)
}

/// A text as it is compared: folded like names; Arabic letters that are written either way are one.
fn bare(text: &str) -> String {
    squeezed(&folded(text))
}

fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            // The stroke that only lengthens a word.
            'ـ' => continue,
            'ى' => 'ي',
            'ة' => 'ه',
            c => c,
        };
        // "ouiii", "rapel", "STOPP".
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Somebody who may be writing: a person with this number, and the next appointment that a reply can
/// be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayBe {
    pub person: PersonId,
    /// Which organisation reads it, when a person has to.
    pub organisation: OrganisationId,
    pub next: Option<Next>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub appointment: AppointmentId,
    pub organisation: OrganisationId,
    pub starts_at: Timestamp,
}

/// What the last reply from this number did, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub outcome: ReplyOutcome,
    pub appointment: Option<AppointmentId>,
    pub at: Timestamp,
}

/// What is to be done with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    Confirm(PersonId, AppointmentId),
    AskAgain(PersonId, AppointmentId),
    Cancel(PersonId, AppointmentId),
    CallBack(PersonId, OrganisationId, Option<AppointmentId>),
    /// The number, whoever has it.
    Stop,
    ForPeople,
}

/// What is done with a reply. A number that several people with appointments share is never guessed.
pub fn decide(understood: Understood, who: &[MayBe], before: Option<Before>, now: Timestamp) -> Todo {
    if understood == Understood::Stop {
        return Todo::Stop;
    }
    let coming: Vec<(&MayBe, Next)> = who.iter().filter_map(|one| Some((one, one.next?))).collect();
    let about = match coming.as_slice() {
        [(one, next)] => Some((one.person, *next)),
        _ => None,
    };
    let waiting = |appointment: AppointmentId| {
        before.is_some_and(|before| {
            before.outcome == ReplyOutcome::AskedAgain
                && before.appointment == Some(appointment)
                && now - SECOND_NO <= before.at
        })
    };
    match (understood, about) {
        // After "reply again to cancel", a yes may mean either.
        (Understood::Yes, Some((_, next))) if waiting(next.appointment) => Todo::ForPeople,
        (Understood::Yes, Some((person, next))) => Todo::Confirm(person, next.appointment),
        (Understood::No, Some((person, next))) if waiting(next.appointment) => Todo::Cancel(person, next.appointment),
        (Understood::No, Some((person, next))) => Todo::AskAgain(person, next.appointment),
        (Understood::CallMe, Some((person, next))) => Todo::CallBack(person, next.organisation, Some(next.appointment)),
        (Understood::CallMe, None) if coming.is_empty() => match who {
            [one] => Todo::CallBack(one.person, one.organisation, None),
            _ => Todo::ForPeople,
        },
        _ => Todo::ForPeople,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_meant_is_understood() {
        let said = |understood, texts: &[&str]| {
            for text in texts {
                assert_eq!(understand(text), understood, "{text}");
            }
        };
        said(
            Understood::Yes,
            &["OUI", "oui.", "Oui merci", "ouiii", "Oui, je confirme !", "OK", "d'accord", "oui oui"],
        );
        said(Understood::Yes, &["Bonjour, oui merci beaucoup", "Yes please", "نعم", "نَعَم", "نعم شكراً", "أؤكد"]);
        said(Understood::No, &["NON", "NON.", "non merci", "Je ne viens pas", "j’annule", "no", "لا", "لا شكرا"]);
        said(Understood::CallMe, &["RAPPEL", "rapel", "Rappelez-moi svp", "call me back", "اتصل بي", "معاودة الاتصال"]);
        said(Understood::Stop, &["STOP", "stop.", "Stop SMS", "ARRÊT", "توقّف", "إيقاف"]);
    }

    #[test]
    fn what_is_unsure_is_for_people() {
        for text in [
            "",
            "👍",
            "oui mais je préfère mardi",
            "je ne confirme pas",
            "oui non",
            "non oui",
            "NON c'est pas moi",
            "oui ?",
            "rappel du rendez-vous ?",
            "stop le 36",
            "qui êtes-vous",
            "nom",
            "ou",
            "je confirme pas",
            "merci",
            "لا نعم",
            "oui je viens avec mon fils",
            "non je viens",
            "pas de problème",
            "1",
        ] {
            assert_eq!(understand(text), Understood::Unsure, "{text}");
        }
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_micros(0).unwrap() + Minutes::hours(hour + 100)
    }

    fn somebody(id: i64, next: Option<i64>) -> MayBe {
        let organisation = OrganisationId(5);
        let next = next.map(|id| Next { appointment: AppointmentId(id), organisation, starts_at: at(48) });
        MayBe { person: PersonId(id), organisation, next }
    }

    #[test]
    fn a_no_cancels_only_when_it_is_said_again_about_the_same_appointment() {
        let who = [somebody(1, Some(7)), somebody(2, None)];
        let asked = |appointment, hour| {
            Some(Before {
                outcome: ReplyOutcome::AskedAgain,
                appointment: Some(AppointmentId(appointment)),
                at: at(hour),
            })
        };
        let (person, appointment) = (PersonId(1), AppointmentId(7));
        let decide = |understood, before| decide(understood, &who, before, at(10));
        assert_eq!(decide(Understood::No, None), Todo::AskAgain(person, appointment));
        assert_eq!(decide(Understood::No, asked(7, 9)), Todo::Cancel(person, appointment));
        assert_eq!(decide(Understood::No, asked(6, 9)), Todo::AskAgain(person, appointment), "another appointment");
        assert_eq!(decide(Understood::No, asked(7, -20)), Todo::AskAgain(person, appointment), "yesterday's");
        assert_eq!(decide(Understood::Yes, asked(7, 9)), Todo::ForPeople, "yes to which question?");
        assert_eq!(decide(Understood::Yes, None), Todo::Confirm(person, appointment));
    }

    #[test]
    fn a_number_that_people_share_is_never_guessed() {
        let who = [somebody(1, Some(7)), somebody(2, Some(8))];
        for understood in [Understood::Yes, Understood::No, Understood::CallMe, Understood::Unsure] {
            assert_eq!(decide(understood, &who, None, at(0)), Todo::ForPeople);
        }
        assert_eq!(decide(Understood::Stop, &who, None, at(0)), Todo::Stop);
        assert_eq!(decide(Understood::CallMe, &who[..0], None, at(0)), Todo::ForPeople, "nobody we know");
        let one = [somebody(1, None)];
        assert_eq!(decide(Understood::CallMe, &one, None, at(0)), Todo::CallBack(PersonId(1), OrganisationId(5), None));
    }
}
