//! Registration, sign-in, recovery, and what people do with their own account. Addresses that
//! mails lead to are the domain's.

use accounts::links;
use url::form_urlencoded::byte_serialize;
use uuid::Uuid;

/// The first page.
pub fn home() -> String {
    "/".to_owned()
}

/// The sign-in form.
pub fn sign_in() -> String {
    links::SIGN_IN.to_owned()
}

/// The sign-in form, which leads on to `next`.
pub fn sign_in_then(next: &str) -> String {
    with_next(links::SIGN_IN, next)
}

/// Where a one-time code is asked for; leads on to `next`, if it is not empty.
pub fn sign_in_code(next: &str) -> String {
    with_next("/sign-in/code", next)
}

/// The choice of a role to work in.
pub fn start() -> String {
    "/start".to_owned()
}

/// Ends the session (POST).
pub fn sign_out() -> String {
    "/sign-out".to_owned()
}

/// The registration form.
pub fn register() -> String {
    "/register".to_owned()
}

/// «Проверьте почту» after registration.
pub fn register_sent() -> String {
    "/register/sent".to_owned()
}

/// Sends the confirming letter again (POST).
pub fn register_resend() -> String {
    "/register/resend".to_owned()
}

/// Where the address is confirmed.
pub fn register_confirm() -> String {
    links::CONFIRM.to_owned()
}

/// Where a new password is asked for.
pub fn recover() -> String {
    links::RECOVER.to_owned()
}

/// «Проверьте почту» after asking for a new password.
pub fn recover_sent() -> String {
    "/recover/sent".to_owned()
}

/// Where a new password is set.
pub fn recover_new() -> String {
    links::NEW_PASSWORD.to_owned()
}

/// The person's data.
pub fn profile() -> String {
    "/me/profile".to_owned()
}

/// Sets a phone or sends a code to it (POST).
pub fn profile_phone() -> String {
    "/me/profile/phone".to_owned()
}

/// Gives the code from the text message (POST).
pub fn profile_phone_code() -> String {
    "/me/profile/phone/code".to_owned()
}

/// Password, one-time codes, sessions.
pub fn security() -> String {
    links::SECURITY.to_owned()
}

/// Changes the password (POST).
pub fn security_password() -> String {
    "/me/security/password".to_owned()
}

/// Sets one-time codes up.
pub fn security_totp() -> String {
    "/me/security/totp".to_owned()
}

/// Turns one-time codes off.
pub fn security_totp_off() -> String {
    "/me/security/totp/off".to_owned()
}

/// Makes new recovery codes.
pub fn security_recovery_codes() -> String {
    "/me/security/totp/codes".to_owned()
}

/// Ends one of the person's sessions (POST).
pub fn security_end_session(id: Uuid) -> String {
    format!("/me/security/sessions/{id}/end")
}

/// Ends all other sessions (POST).
pub fn security_end_others() -> String {
    "/me/security/sessions/end-others".to_owned()
}

/// Пользовательское соглашение.
pub fn terms() -> String {
    "/terms".to_owned()
}

/// How personal data are processed.
pub fn privacy() -> String {
    "/privacy".to_owned()
}

fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let next: String = byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}
