//! The page of the demo town: its accounts, and the messages that would be sent. On every other server
//! it does not exist.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::browser::Browser;
use super::shell::Shell;
use super::sign_in::sorry;
use crate::actions::sign_in::accounts::DemoAccount;
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::messages::Channel;
use crate::domain::sign_in::NoticeKind;
use crate::domain::time::Timestamp;
use crate::texts::Lang;
use crate::wording;

const MOST_MESSAGES: i64 = 20;

struct Message {
    to: String,
    says: String,
    /// Where its link leads.
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/demo.html")]
struct DemoPage {
    shell: Shell,
    accounts: Vec<DemoAccount>,
    messages: Vec<Message>,
    ledger: Vec<Line>,
}

/// What was or would be said about an appointment.
struct Line {
    state: String,
    channel: Channel,
    due: Timestamp,
    to: String,
    says: String,
    link: Option<String>,
}

pub async fn demo(State(app): State<App>, browser: Browser) -> Response {
    let shell = Shell::new(&app, &browser);
    let Some(territory) = app.demo else { return shell.not_found() };
    let now = app.clock.now();
    let accounts = app.desk.demo_accounts(now).await;
    let notices = app.desk.notices(&Caller::CommandLine { territory }, MOST_MESSAGES).await;
    let (accounts, notices) = match (accounts, notices) {
        (Ok(accounts), Ok(notices)) => (accounts, notices),
        (Err(error), _) | (_, Err(error)) => return sorry(&shell, error, now),
    };
    let messages = notices
        .into_iter()
        .map(|notice| {
            let link = match notice.kind {
                NoticeKind::SignInCode => None,
                _ => Some(format!("/l/{}", notice.secret)),
            };
            let secret = link.as_ref().map_or(notice.secret.clone(), |link| format!("{}{link}", app.config.public_url));
            let key = format!("notice-{}", notice.kind.word().replace('_', "-"));
            Message {
                to: notice.phone.or(notice.email).unwrap_or_default(),
                says: shell.t1(&key, "secret", secret),
                link,
            }
        })
        .collect();
    let caller = Caller::CommandLine { territory };
    let ledger = app.desk.demo_messages(&caller, &app.config.public_url, MOST_MESSAGES, now);
    let ledger = match ledger.await {
        Ok(ledger) => ledger.into_iter().filter(|shown| shown.line.appointment.is_some()),
        Err(error) => return sorry(&shell, error.into(), now),
    };
    let ledger = ledger
        .map(|shown| {
            let lang = Lang::of(&shown.language).unwrap_or(Lang::DEFAULT);
            let state = shell.word("message-state", shown.line.state.word());
            let reason = shown.line.reason.map(|reason| shell.word("message-reason", reason.word()));
            let says = shown.said.as_ref().map(|said| match shown.line.channel {
                Channel::Sms => wording::sms(lang, said),
                _ => wording::letter(lang, said, ("", "")).text,
            });
            let link = shown.said.and_then(|said| said.link);
            Line {
                state: reason.map_or(state.clone(), |reason| format!("{state} ({reason})")),
                channel: shown.line.channel,
                due: shown.line.due_at,
                to: shown.line.sent_to.unwrap_or_default(),
                says: says.unwrap_or_default(),
                link: link.map(|link| link.trim_start_matches(&app.config.public_url).to_owned()),
            }
        })
        .collect();
    shell.page(&DemoPage { accounts, messages, ledger, shell: shell.clone() })
}
