//! Paths in the cabinet that notices and mails lead to. The web edge builds its addresses from its
//! own `urls` module.

/// «Электронные подписи»: a person's own certificates.
pub fn certificates() -> &'static str {
    "/me/signatures"
}
