//! Notices, and what the demo shows.

use uuid::Uuid;

/// The person's notices.
pub fn notices() -> String {
    "/me/notices".to_owned()
}

/// A page of the person's notices.
pub fn notices_page(number: u32) -> String {
    format!("/me/notices?page={number}")
}

/// Marks all notices as read (POST).
pub fn read_notices() -> String {
    "/me/notices/read".to_owned()
}

/// Reads one notice and goes where it leads (POST).
pub fn open_notice(id: Uuid) -> String {
    format!("/me/notices/{id}/open")
}

/// The letters that the demo caught.
pub fn demo_mail() -> String {
    "/demo/mail".to_owned()
}

/// The text messages that the demo caught.
pub fn demo_sms() -> String {
    "/demo/sms".to_owned()
}

/// One caught letter.
pub fn demo_letter(id: Uuid) -> String {
    format!("/demo/mail/{id}")
}
