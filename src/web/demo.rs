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
use crate::domain::sign_in::NoticeKind;

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
    shell.page(&DemoPage { accounts, messages, shell: shell.clone() })
}
