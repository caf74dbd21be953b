//! Electronic signatures in the cabinet: whom the installation trusts, proof that somebody holds a
//! key, the certificates that people bind to themselves, and signatures of documents.
//!
//! The server only ever verifies: a private key or its password never comes here. What a signature is
//! worth is said by `esign`; this crate adds the files of the installation ([`Verifier`]), a memory
//! of what was bound and signed, and the rules of the cabinet: a challenge is answered once, a
//! document's signature is the actor's own, and not weaker than was asked for.
//!
//! [`Proved`] and [`CheckedSignature`] cannot be made elsewhere: a function that takes one of them
//! cannot be called without the check. Names and numbers of certificates are personal data: nothing
//! here writes them to a log, and `Debug` of these types leaves them out.

mod certificates;
mod challenge;
mod codes;
mod documents;
mod error;
mod jobs;
mod model;
mod online;
mod owner;
pub mod paths;
mod people;
mod proof;
mod recheck;
mod requests;
mod secret;
mod store;
mod trust;
mod verifier;

pub use certificates::{
    activate, ask_to_deactivate, bind, bind_file, bound_to, certificates_of,
    certificates_of_organization, confirm_binding, deactivate, remember, remove, resend_code,
};
pub use challenge::{
    Answered, CHALLENGE_LIFETIME, Challenge, ChallengePurpose, TICKET_LIFETIME, answer, by_ticket,
    challenge, spend_ticket,
};
pub use codes::{CODE_LIFETIME, CODE_TRIES, CodeFor};
pub use documents::{
    CheckedSignature, StoredSignature, Subject, attach, check_document, signature, signatures_of,
};
pub use error::{Findings, SignatureError};
pub use forms::Signature as Kind;
pub use jobs::{SWEEP, WARNINGS, handlers};
pub use model::{BoundCertificate, CertificateRequest, CertificateState, RequestState};
pub use owner::{NamedOrganization, Owner, owner};
pub use proof::{CLOCK_TOLERANCE, MAX_SIGNATURE, Proved};
pub use recheck::{Recheck, recheck};
pub use requests::{add_request, mark_sent, requests_of, upload_issued};
pub use trust::{KnownList, ListState, Overview, TrustFailure, TrustSettings};
pub use verifier::{Signed, Verifier};
