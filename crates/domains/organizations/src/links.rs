//! A person's request to link an organization: checked against the register when it is begun,
//! filled with documents, submitted to the operator, fixed in the same place when it is returned.
//!
//! Draft → submitted («на проверке») → confirmed, or returned → submitted again. A request can be
//! withdrawn until it is decided. Nothing of it is deleted.
//!
//! Every change of a request renews its list of checks ([`crate::checks`]).
//!
//! Without a request: the head with a qualified certificate links the organization at once
//! ([`by_certificate`]).

mod applicant;
mod certificate;
mod check;
mod document;
mod scan;
mod sign;
mod store;

pub use applicant::{
    add_document, begin, change_claim, own_requests_count, remove_document, request, submit,
    withdraw,
};
pub use certificate::by_certificate;
pub use check::{Checked, Claimed, Difference, HeadMatch, RegisterState, check, look_up};
pub use document::{DocumentKind, LinkDocument, MAX_DOCUMENT_BYTES, MAX_DOCUMENTS, NewDocument};
pub use scan::{
    Expected, ExpectedHead, Finding, NotReadReason, Outcome, Part, Scan, findings, read_next, scans,
};
pub use sign::sign_document;
pub use store::{LinkRequest, LinkState, Remark};

pub(crate) use applicant::{has_administrator, is_open_to_new_heads, write_claim};
pub(crate) use check::{against, judge};
pub(crate) use store::{broken, documents, read_request, remarks, requests};
