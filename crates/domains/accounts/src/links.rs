//! Paths of the pages that mailed links lead to; the pages' own URL builders take them from here.

/// Where the address is confirmed.
pub const CONFIRM: &str = "/register/confirm";
/// Where a new password is set.
pub const NEW_PASSWORD: &str = "/recover/new";
/// Where people sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Where a new password is asked for.
pub const RECOVER: &str = "/recover";
/// Where a person looks after password, codes and sessions.
pub const SECURITY: &str = "/me/security";

/// The link that confirms an address. Tokens are of URL-safe letters.
pub fn confirm(token: &str) -> String {
    format!("{CONFIRM}?token={token}")
}

/// The link that lets set a new password.
pub fn new_password(token: &str) -> String {
    format!("{NEW_PASSWORD}?token={token}")
}
