//! The rules of signing in: how long things live, how often they may be tried, which passwords and
//! codes will do. Everything that is random or derived from a key is in the actions.

use super::motives::words;
use super::people::folded;
use super::time::{Minutes, Timestamp};

words! {
    SessionKind { Worker = "worker", Guest = "guest" }
}

words! {
    /// What a link opens.
    LinkPurpose {
        /// One appointment, for whoever acts on it first.
        Appointment = "appointment",
        /// A person is invited to book.
        Invitation = "invitation",
        WorkerInvitation = "worker_invitation",
        PasswordReset = "password_reset",
    }
}

words! {
    /// What a notice carries.
    NoticeKind {
        SignInCode = "sign_in_code",
        Invitation = "invitation",
        WorkerInvitation = "worker_invitation",
        PasswordReset = "password_reset",
        AppointmentLink = "appointment_link",
        /// A time came free, and is kept for a while for who waits for it.
        WaitingProposal = "waiting_proposal",
    }
}

impl LinkPurpose {
    pub fn notice(self) -> NoticeKind {
        match self {
            LinkPurpose::Appointment => NoticeKind::AppointmentLink,
            LinkPurpose::Invitation => NoticeKind::Invitation,
            LinkPurpose::WorkerInvitation => NoticeKind::WorkerInvitation,
            LinkPurpose::PasswordReset => NoticeKind::PasswordReset,
        }
    }

    /// How long it opens something. A link to an appointment lives with the appointment instead.
    pub fn lives(self) -> Minutes {
        match self {
            LinkPurpose::Appointment => AFTER_APPOINTMENT,
            LinkPurpose::Invitation => Minutes::days(90),
            LinkPurpose::WorkerInvitation => Minutes::hours(72),
            LinkPurpose::PasswordReset => Minutes::hours(1),
        }
    }
}

/// A link to an appointment works until the appointment is over, and this long after.
pub const AFTER_APPOINTMENT: Minutes = Minutes::hours(24);
/// A worker who does nothing for that long is signed out.
pub const WORKER_IDLE: Minutes = Minutes::hours(12);
pub const WORKER_SESSION: Minutes = Minutes::days(7);
/// From the password to the second factor.
pub const HALF_SESSION: Minutes = Minutes(15);
pub const GUEST_SESSION: Minutes = Minutes::hours(24);
/// A session is marked as seen at most that often: a read must not become a write.
pub const TOUCH: Minutes = Minutes(5);
pub const CODE_LIVES: Minutes = Minutes(10);
/// Also a CHECK of the table.
pub const CODE_TRIES: i64 = 5;
pub const CODE_DIGITS: usize = 6;
/// An address from which an account was signed into is known that long.
pub const KNOWN_ADDRESS: Minutes = Minutes::days(30);

/// So many in such a time. Counted in windows: a try counts for `within`, and up to one `window` longer.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub most: i64,
    pub within: Minutes,
    pub window: Minutes,
}

impl Limit {
    const fn new(most: i64, within: Minutes, window: Minutes) -> Limit {
        Limit { most, within, window }
    }

    pub fn window(self, now: Timestamp) -> Timestamp {
        cut(now, self.window.micros())
    }

    /// The windows after this instant count.
    pub fn since(self, now: Timestamp) -> Timestamp {
        now - self.within - self.window
    }

    /// When the oldest window that counts no longer does.
    pub fn again(self, oldest: Timestamp) -> Timestamp {
        oldest + self.within + self.window
    }
}

pub const CODES_PER_NUMBER: Limit = Limit::new(3, Minutes::hours(24), Minutes(30));
pub const CODES_PER_ADDRESS: Limit = Limit::new(20, Minutes::hours(1), Minutes(5));
pub const WRONG_CODES_PER_ADDRESS: Limit = Limit::new(20, Minutes::hours(1), Minutes(5));
pub const LINK_MISSES: Limit = Limit::new(20, Minutes::hours(1), Minutes(5));
pub const RESETS_PER_ACCOUNT: Limit = Limit::new(3, Minutes::hours(24), Minutes(30));
pub const RESETS_PER_ADDRESS: Limit = Limit::new(20, Minutes::hours(1), Minutes(5));

/// Wrong PINs, cards and tickets of one safe: six digits last for centuries at that pace.
pub const SAFE_SECRETS: Limit = Limit::new(5, Minutes::hours(1), Minutes(5));

/// A family shares a phone, and asks for more than one thing in a day.
pub const STRANGERS_PER_NUMBER: Limit = Limit::new(5, Minutes::hours(24), Minutes(30));

/// What strangers ask for from one address: how many is a setting.
pub fn strangers_a_day(most: i64) -> Limit {
    Limit::new(most, Minutes::hours(24), Minutes(30))
}

/// Codes sent in a territory: how many is a setting.
pub fn codes_a_day(most: i64) -> Limit {
    Limit::new(most, Minutes::hours(24), Minutes(30))
}

/// Failures are counted that long.
pub const FAILURES: Minutes = Minutes::days(1);
/// Slips of the finger before one address waits for one account.
pub const FREE_PER_PAIR: i64 = 5;
/// Before one address waits for every account: a whole office may share it.
pub const FREE_PER_ADDRESS: i64 = 40;
/// Wrong second factors of one account before addresses we do not know wait. Only who has the password
/// gets that far.
pub const FREE_SECOND_FACTORS: i64 = 100;
/// Failures of one account from everywhere before strangers are answered later.
pub const FREE_PER_ACCOUNT: i64 = 20;

/// The second of a failure: waits are counted from it.
pub fn second(now: Timestamp) -> Timestamp {
    cut(now, 1_000_000)
}

fn cut(now: Timestamp, width: i64) -> Timestamp {
    Timestamp::from_micros(now.micros() - now.micros().rem_euclid(width)).unwrap_or(now)
}

/// How long to wait after so many failures: 1, 2, 4 … 15 minutes once the free ones are used up.
pub fn wait_after(failures: i64, free: i64) -> Minutes {
    match failures - free {
        over if over < 0 => Minutes(0),
        over => Minutes((1_i64 << over.min(4)).min(15)),
    }
}

/// By how many paces a stranger is answered later, after so many failures of the account from
/// everywhere: slower guessing, and never a lock.
pub fn paces_after(failures: i64) -> u32 {
    match failures - FREE_PER_ACCOUNT {
        over if over < 0 => 0,
        over => u32::try_from(1 + over / 20).unwrap_or(8).min(8),
    }
}

/// A code as typed: spaces, dashes and dots between the digits are welcome, nothing else is.
pub fn code(typed: &str) -> Option<String> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '.')).collect();
    (digits.len() == CODE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// An address of a worker, as it is stored and compared.
pub fn email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

words! {
    /// Why a password will not do.
    PasswordFault {
        TooShort = "too_short",
        TooLong = "too_long",
        /// Holds the address, or what stands before its @.
        HoldsAddress = "holds_address",
        /// One of the first that anybody tries.
        Common = "common",
    }
}

pub const PASSWORD_LEAST: usize = 12;
/// Hashing a novel would be work for nothing.
pub const PASSWORD_MOST: usize = 200;

/// Without the digits and signs around them: `Motdepasse-2026!` is `motdepasse`.
static WORST: &str = include_str!("worst_passwords.txt");

/// # Errors
/// The first reason why it will not do.
pub fn check_password(password: &str, address: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Err(PasswordFault::TooShort);
    }
    if length > PASSWORD_MOST {
        return Err(PasswordFault::TooLong);
    }
    let squeezed = |text: &str| folded(text).replace(' ', "");
    let (plain, address) = (squeezed(password), email(address));
    let name = squeezed(address.split('@').next().unwrap_or_default());
    if name.len() >= 4 && plain.contains(&name) {
        return Err(PasswordFault::HoldsAddress);
    }
    let core = plain.trim_matches(|c: char| c.is_ascii_digit());
    if core.is_empty() || WORST.lines().any(|worst| squeezed(worst) == core || is_repeated(core, &squeezed(worst))) {
        return Err(PasswordFault::Common);
    }
    // `aaaaaaaaaaaa`, `abcabcabcabc`: something short, over and over.
    let letters: Vec<char> = plain.chars().collect();
    if (1..=4).any(|period| letters.iter().skip(period).zip(&letters).all(|(one, other)| one == other)) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

fn is_repeated(text: &str, word: &str) -> bool {
    !word.is_empty() && text.len() > word.len() && text.replace(word, "").is_empty()
}

/// What a browser calls itself, in two words that its owner knows again: `Firefox · Android`.
pub fn device(user_agent: &str) -> String {
    // In this order: each later one calls itself an earlier one too.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("?", |(_, name)| *name)
    };
    format!("{} · {}", known(&BROWSERS), known(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_as_people_type_them() {
        for typed in ["123456", " 123 456 ", "12-34-56", "123.456", "123\u{a0}456"] {
            assert_eq!(code(typed).as_deref(), Some("123456"), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "+12345", "١٢٣٤٥٦"] {
            assert_eq!(code(typed), None, "{typed}");
        }
    }

    #[test]
    fn passwords_that_anybody_would_try_are_refused() {
        let check = |password: &str| check_password(password, "Anne.Lambert@exemple.fr");
        assert_eq!(check("court"), Err(PasswordFault::TooShort));
        assert_eq!(check(&"long".repeat(60)), Err(PasswordFault::TooLong));
        assert_eq!(check("Anne-Lambert sur 2"), Err(PasswordFault::HoldsAddress));
        for common in [
            "Motdepasse2026!",
            "123456789012",
            "azertyuiop12",
            "PasswordPassword",
            "ababababababab",
            "Solidarités-62000",
        ] {
            assert_eq!(check(common), Err(PasswordFault::Common), "{common}");
        }
        assert_eq!(check("trois vélos jaunes"), Ok(()));
    }

    #[test]
    fn waits_grow_and_stop_at_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (3..12).map(|failures| wait_after(failures, FREE_PER_PAIR).0).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 15, 15, 15]);
        assert_eq!((paces_after(0), paces_after(19), paces_after(20), paces_after(9999)), (0, 0, 1, 8));
    }

    #[test]
    fn a_device_is_named_in_two_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
        assert_eq!(device(firefox), "Firefox · Linux");
        assert_eq!(device("curl/8"), "? · ?");
    }
}
