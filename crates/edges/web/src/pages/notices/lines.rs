//! A notice as one line of a list: on the notices page and beside an overview.

use notifications::InboxNotice;

use crate::patterns::Color;
use crate::urls;
use crate::visitor::SignedIn;

/// What `pages/notices/lines.html` shows.
pub(crate) struct NoticeLine {
    pub(crate) icon: &'static str,
    pub(crate) color: Color,
    pub(crate) text: String,
    /// For people.
    pub(crate) when: String,
    /// For machines.
    pub(crate) datetime: String,
    pub(crate) is_unread: bool,
    /// Where it leads, or empty.
    pub(crate) link: String,
    pub(crate) open_url: String,
}

/// The line of a notice for its reader.
pub(crate) fn line(signed_in: &SignedIn, notice: InboxNotice) -> NoticeLine {
    let (icon, color) = look(&notice.kind);
    NoticeLine {
        icon,
        color,
        when: signed_in
            .t()
            .relative(notice.at, signed_in.now(), &signed_in.zone),
        datetime: notice.at.to_string(),
        is_unread: !notice.is_read,
        open_url: urls::open_notice(notice.id),
        text: notice.text,
        link: notice.link,
    }
}

/// An icon by what the notice is about, and a colour by whether its reader has something to do.
fn look(kind: &str) -> (&'static str, Color) {
    match kind {
        "link-confirmed" | "application-approved" => ("circle-check", Color::Success),
        "application-refused" => ("octagon-x", Color::Danger),
        "application-overdue" => ("triangle-alert", Color::Danger),
        "link-returned"
        | "application-addition-required"
        | "application-addition-due-soon"
        | "application-due-soon"
        | "application-returned" => ("circle-alert", Color::Warning),
        "sign-in-locked" => ("shield-alert", Color::Danger),
        "password-changed" | "totp-enabled" | "totp-disabled" => ("shield-check", Color::Info),
        "inquiry-waiting" | "inquiry-answered" => ("message-square", Color::Info),
        _ if kind.starts_with("link-") => ("building-2", Color::Info),
        _ if kind.starts_with("application-") => ("file-text", Color::Info),
        _ if kind.starts_with("invitation-") => ("users", Color::Info),
        "role-changed" | "access-ended" => ("users", Color::Warning),
        _ => ("bell", Color::Neutral),
    }
}
