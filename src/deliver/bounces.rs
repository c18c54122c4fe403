//! What came back: reads a delivery status notification (RFC 3464). Answers of people and of their
//! answering machines are none.

use std::collections::BTreeMap;

use super::mail::reference_of;
use super::shortened;

/// What became of a mail for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Ours, when the notification carries the id of a mail of ours.
    pub reference: Option<String>,
    pub message_id: Option<String>,
    pub address: String,
    pub action: Action,
    /// As RFC 3463 numbers it: `5.1.1`.
    pub status: String,
    /// In the words of the server that refused.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// For good.
    Failed,
    /// Still being tried.
    Delayed,
    /// Arrived, or passed on to where no reports come from.
    Delivered,
}

type Fields = BTreeMap<String, String>;

/// Nothing: this is no delivery status notification.
pub fn read(mail: &str) -> Vec<Bounce> {
    let mail = mail.replace("\r\n", "\n");
    let (head, body) = split(mail.trim_start_matches('\n'));
    let kind = fields(head).remove("content-type").unwrap_or_default();
    let report = kind.to_ascii_lowercase();
    let Some(boundary) = parameter(&kind, "boundary") else { return Vec::new() };
    if !report.starts_with("multipart/report") || !report.contains("delivery-status") {
        return Vec::new();
    }
    let mut message_id = None;
    let mut status = "";
    for part in parts(body, &boundary) {
        let (head, body) = split(part);
        let kind = fields(head).remove("content-type").unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("message/delivery-status") || kind.starts_with("message/global-delivery-status") {
            status = body;
        } else if kind.starts_with("message/rfc822") || kind.starts_with("text/rfc822-headers") {
            message_id = fields(split(body.trim_start_matches('\n')).0).remove("message-id");
        }
    }
    let reference = message_id.as_deref().and_then(reference_of);
    let blocks = status.split("\n\n").map(|block| fields(block.trim_start_matches('\n')));
    // The first block is about the mail, each of the others about a recipient.
    blocks.filter_map(|block| about(&block, &reference, &message_id)).collect()
}

fn about(block: &Fields, reference: &Option<String>, message_id: &Option<String>) -> Option<Bounce> {
    let typed =
        |name: &str| block.get(name).map(|value| value.split_once(';').map_or(value.as_str(), |(_, rest)| rest).trim());
    let action = match block.get("action")?.to_ascii_lowercase().as_str() {
        "failed" => Action::Failed,
        "delayed" => Action::Delayed,
        "delivered" | "relayed" | "expanded" => Action::Delivered,
        _ => return None,
    };
    let address = typed("original-recipient").or(typed("final-recipient"))?.to_owned();
    let status = block.get("status").and_then(|status| status.split_whitespace().next()).unwrap_or_default().to_owned();
    let reason = shortened(typed("diagnostic-code").unwrap_or_default());
    Some(Bounce { reference: reference.clone(), message_id: message_id.clone(), address, action, status, reason })
}

/// What stands before the first empty line, and what after.
fn split(text: &str) -> (&str, &str) {
    match text.strip_prefix('\n') {
        Some(body) => ("", body),
        None => text.split_once("\n\n").unwrap_or((text, "")),
    }
}

/// The first of each name, its lines put together.
fn fields(head: &str) -> Fields {
    let mut found = Fields::new();
    let mut last: Option<String> = None;
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some(value) = last.as_ref().and_then(|name| found.get_mut(name)) {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        last = None;
        if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            if !found.contains_key(&name) {
                found.insert(name.clone(), value.trim().to_owned());
                last = Some(name);
            }
        }
    }
    found
}

fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|one| {
        let (key, value) = one.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between the lines of a boundary.
fn parts<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut begun = None;
    let mut position = 0;
    for line in body.split_inclusive('\n') {
        if let Some(rest) = line.trim_end().strip_prefix(&mark).filter(|rest| rest.is_empty() || *rest == "--") {
            if let Some(begin) = begun {
                found.push(&body[begin..position]);
            }
            begun = rest.is_empty().then_some(position + line.len());
        }
        position += line.len();
    }
    // Cut short: what there is.
    found.extend(begun.map(|begin| &body[begin..]));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTFIX: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"8F2.17/mx.example\"\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n--8F2.17/mx.example\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n--8F2.17/mx.example\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; amina@example.org\r\nOriginal-Recipient: rfc822;amina@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <amina@example.org>: Recipient address\r\n    rejected: User unknown\r\n\r\n--8F2.17/mx.example\r\nContent-Type: message/rfc822\r\n\r\nFrom: rdv@exemple.fr\r\nMessage-ID: <m42@exemple.fr>\r\nSubject: Rappel\r\n\r\nBonjour\r\n\r\n--8F2.17/mx.example--\r\n";

    #[test]
    fn a_notification_says_which_mail_and_why() {
        let bounces = read(POSTFIX);
        let bounce = Bounce {
            reference: Some("m42".to_owned()),
            message_id: Some("<m42@exemple.fr>".to_owned()),
            address: "amina@example.org".to_owned(),
            action: Action::Failed,
            status: "5.1.1".to_owned(),
            reason: "550 5.1.1 <amina@example.org>: Recipient address rejected: User unknown".to_owned(),
        };
        assert_eq!(bounces, [bounce]);
    }

    #[test]
    fn what_is_no_notification_says_nothing() {
        for mail in [
            "",
            "Subject: Absent\n\nJe suis en congé",
            "Content-Type: multipart/report; boundary=x; report-type=feedback-report\n\n--x\n\nspam\n--x--",
        ] {
            assert_eq!(read(mail), [], "{mail}");
        }
        // Cut anywhere, it never panics.
        for (end, _) in POSTFIX.char_indices() {
            read(&POSTFIX[..end]);
        }
    }
}
