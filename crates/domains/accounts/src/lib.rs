//! People: registration, sign-in with a second factor or by a certificate, sessions, recovery, profile,
//! consents.
//!
//! Passwords are hashed outside of write units by a [`Hasher`]; second-factor secrets and identity
//! documents are sealed under the installation's master key before they reach the database; tokens
//! of sessions, mailed links and recovery codes are kept as SHA-256 only. Every refusal that a
//! person can meet is an [`AccountError`] with a code whose text is in `locales/*/accounts.ftl`.
//!
//! Nothing here tells a visitor whether an address has an account: registration, recovery and a
//! failed sign-in answer the same for known and unknown addresses and do the same amount of work.

mod attempts;
mod certificate;
mod consent;
mod document;
mod error;
mod jobs;
pub mod links;
mod model;
mod password;
mod people;
mod phone;
mod policy;
mod profile;
mod recovery;
mod registration;
mod second_factor;
mod secret;
mod session;
mod sign_in;
mod sms;
mod totp;

pub use certificate::{
    ByCertificate, CertifiedRegistration, bind_identity, register_by_certificate, set_identity,
    sign_in_by_certificate,
};
pub use consent::{CONSENT_VERSION, ConsentKind, record_consent};
pub use document::{DocumentKind, IdentityDocument};
pub use error::AccountError;
pub use jobs::{SWEEP, handlers};
pub use model::{Origin, Person};
pub use password::{Hasher, PasswordHash, hash_password};
pub use people::{
    NewPerson, create_invited, create_operator, operators, person, person_by_email, set_operator,
    sign_in_invited,
};
pub use phone::{
    change_phone, confirm_phone, phone_being_confirmed, phone_not_reached, request_phone_code,
};
pub use policy::{Owner, PolicyRule, check_policy};
pub use profile::{Profile, change_password, update_profile};
pub use recovery::{recover, recovery_link_is_good, request_recovery};
pub use registration::{
    ConfirmedBy, Password, Registration, confirm_email, confirm_own_email,
    confirmation_link_is_good, confirmed_by, register, request_own_confirmation,
    resend_confirmation,
};
pub use second_factor::{
    Enrolment, begin_totp, disable_totp, enable_totp, finish_sign_in, renew_recovery_codes,
    reset_totp, unused_recovery_codes,
};
pub use session::{
    ActiveSession, NewSession, SESSION_LIFETIME, SignedIn, authenticate, end_all_sessions,
    end_other_sessions, end_session, goes_on, recognize, sessions, sign_out,
};
pub use sign_in::{PasswordAsked, password_again, sign_in};
pub use sms::{CaughtSms, SmsCounts, SmsLimits, SmsTransport, caught_sms, sms_counts};
