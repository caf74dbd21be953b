//! From a report to a proof: what the cabinet takes as a person's signature.

use std::fmt;

use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::report::SignatureReport;
use forms::Signature as Kind;
use jiff::{SignedDuration, Timestamp};

use crate::SignatureError;
use crate::error::Findings;
use crate::owner::{Owner, owner};
use crate::verifier::{Judged, Signed, Verifier, When};

/// The largest signature that a person sends, in bytes: one signer with a chain takes ten thousand.
pub const MAX_SIGNATURE: usize = 200 * 1024;

/// How far the clock of the signing computer may be off. The time in a signature is a part of the
/// document's meaning, so a wrong one is refused and not corrected.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// Somebody holds the key of this certificate, and the certificate holds. Only this crate makes one.
#[derive(Clone)]
pub struct Proved {
    certificate: Certificate,
    owner: Owner,
    kind: Kind,
}

// Written out so that logs hold no personal data.
impl fmt::Debug for Proved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proved({:?})", self.kind)
    }
}

impl Proved {
    pub(crate) fn new(certificate: Certificate, kind: Kind) -> Self {
        Self {
            owner: owner(&certificate),
            certificate,
            kind,
        }
    }

    /// The certificate whose key was used.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Who its owner is, as it says.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// [`Kind::Qualified`] or [`Kind::Enhanced`].
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

/// A signature that holds: whose, what it is worth, and when it was stamped.
pub(crate) struct Accepted {
    pub(crate) certificate: Certificate,
    pub(crate) kind: Kind,
    pub(crate) stamped_at: Option<Timestamp>,
}

/// Checks one person's CAdES signature over bytes, made just now.
pub(crate) async fn check(
    verifier: &Verifier,
    content: &[u8],
    cms: &[u8],
    now: Timestamp,
) -> Result<Accepted, SignatureError> {
    if !verifier.is_configured() {
        return Err(SignatureError::NotConfigured);
    }
    if cms.len() > MAX_SIGNATURE {
        return Err(SignatureError::TooLarge);
    }
    // Other forms of CMS are for files from elsewhere; what is kept here is DER or BER.
    if cms.first() != Some(&0x30) {
        let findings = Findings::one("SIG-002", "not CMS in DER or BER");
        return Err(SignatureError::Refused(findings));
    }
    judge(verifier, content, cms, When::now(now), Evidence::default()).await
}

/// The same for a signature that was looked at before, with what was fetched for it.
pub(crate) async fn judge(
    verifier: &Verifier,
    content: &[u8],
    cms: &[u8],
    when: When,
    fetched: Evidence,
) -> Result<Accepted, SignatureError> {
    let signed = Signed::Detached {
        content: content.to_vec(),
        signature: cms.to_vec(),
    };
    accept(verifier.judge_with(signed, when, fetched).await, when.at)
}

fn accept(judged: Judged, now: Timestamp) -> Result<Accepted, SignatureError> {
    let Judged {
        report,
        certificates,
    } = judged;
    let one = match report.signatures.as_slice() {
        [one] => one,
        [] => return Err(SignatureError::Refused(Findings(report.findings))),
        _ => return Err(SignatureError::NotOneSigner),
    };
    // A wrong clock makes other faults too, and is the one that a person can mend.
    if let Some(claimed) = one.signing_time {
        let off = claimed.duration_since(now);
        if off.abs() > CLOCK_TOLERANCE && is_intact(one) {
            return Err(SignatureError::ClockOff {
                minutes: off.as_mins(),
            });
        }
    }
    if !one.verdict.is_passed() {
        let findings = Findings(one.verdict.findings.clone());
        return Err(SignatureError::Refused(findings));
    }
    // Without the attribute that names it, a certificate could be swapped for another of its key.
    if !one.format.starts_with("CAdES") {
        let findings = Findings::one("SIG-070", one.format.clone());
        return Err(SignatureError::Refused(findings));
    }
    let print = one.signer.as_ref().map(|signer| &signer.fingerprint);
    let certificate = certificates
        .into_iter()
        .find(|certificate| Some(&certificate.fingerprint()) == print);
    let Some(certificate) = certificate else {
        let findings = Findings::one("SIG-063", "not in the signature");
        return Err(SignatureError::Refused(findings));
    };
    Ok(Accepted {
        kind: kind(one),
        stamped_at: one.stamped_time,
        certificate,
    })
}

/// Whether the signature fits what was signed, whatever its certificate is worth: only then its
/// words about the time are the signer's.
pub(crate) fn is_intact(one: &SignatureReport) -> bool {
    let is_of_signature = |name: &str| {
        matches!(
            name,
            "FORMAT_CHECKING"
                | "IDENTIFICATION_OF_THE_SIGNING_CERTIFICATE"
                | "CRYPTOGRAPHIC_VERIFICATION"
        )
    };
    let mut blocks = one.blocks.iter().take(4);
    blocks.all(|block| !is_of_signature(block.name) || block.verdict.is_passed())
}

/// What a signature that holds is worth: qualified is one whose certificate is, by the state's list
/// of accredited authorities (63-ФЗ, article 5).
pub(crate) fn kind(one: &SignatureReport) -> Kind {
    if one.qualified && one.verdict.is_passed() {
        Kind::Qualified
    } else {
        Kind::Enhanced
    }
}
