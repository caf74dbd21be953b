//! A person's request to link an organization: checked against the register when it is begun,
//! filled with documents, submitted to the operator, fixed in the same place when it is returned.
//!
//! Draft → submitted («на проверке») → confirmed, or returned → submitted again. A request can be
//! withdrawn until it is decided. Nothing of it is deleted.
//!
//! Every change of a request renews its list of checks ([`crate::checks`]).
//!
//! Without an operator: the head with a qualified certificate links the organization at once
//! ([`by_certificate`]), and so does the head who is given a code that was mailed to the register's
//! address ([`by_contact_code`]).

mod applicant;
mod certificate;
mod check;
mod contact;
mod document;
mod head;
mod scan;
mod sign;
mod store;

pub use applicant::{
    add_document, begin, change_claim, own_requests_count, remove_document, request, submit,
    withdraw,
};
pub use certificate::by_certificate;
pub use check::{Checked, Claimed, Difference, HeadMatch, RegisterState, check, look_up};
pub use contact::{
    CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES, Contact, ContactCode, ContactCodes, by_contact_code,
    contact, masked, send_contact_code,
};
pub use document::{DocumentKind, LinkDocument, MAX_DOCUMENT_BYTES, MAX_DOCUMENTS, NewDocument};
pub use scan::{
    Expected, ExpectedHead, Finding, NotReadReason, Outcome, Part, Scan, findings, read_next, scans,
};
pub use sign::{document_content, sign_document};
pub use store::{LinkRequest, LinkState, Remark};

pub(crate) use applicant::{has_administrator, is_open_to_new_heads, write_claim};
pub(crate) use check::{against, judge};
pub(crate) use contact::KEEP_CODES;
pub(crate) use store::{broken, documents, read_request, remarks, requests};
