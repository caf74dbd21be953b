//! Revocation lists (RFC 5280, section 5).

use super::extensions::{AUTHORITY_KEY_ID, Extra, authority_key_id};
use super::{IssueError, Issuer, algorithm, key_id, signed, subject_key_id};
use crate::write;
use jiff::Timestamp;
use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;

const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");

/// What a revocation list is to hold.
#[derive(Clone, Debug)]
pub struct CrlTemplate {
    pub number: u64,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub revoked: Vec<Revoked>,
    /// Extensions of the list beside its number and the key identifier.
    pub extra: Vec<Extra>,
}

/// A certificate that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Big-endian, as in [`super::Template::serial`].
    pub serial: Vec<u8>,
    pub at: Timestamp,
    /// `CRLReason` (RFC 5280, section 5.3.1): 1 key compromise, 4 superseded, 5 cessation, 6 hold.
    pub reason: Option<u8>,
    /// Extensions of the entry beside the reason.
    pub extra: Vec<Extra>,
}

/// Makes a revocation list, in DER.
///
/// # Errors
/// [`IssueError::Encoding`] where the issuer's name cannot be encoded.
pub fn crl(
    template: &CrlTemplate,
    issuer: &Issuer<'_>,
    noise: &[u8; 32],
) -> Result<Vec<u8>, IssueError> {
    let mut parts = vec![
        // Version 2 (1).
        write::number(1),
        algorithm(issuer.key),
        issuer.certificate.subject().to_der()?,
        write::time(template.this_update),
    ];
    parts.extend(template.next_update.map(write::time));
    if !template.revoked.is_empty() {
        let entries: Vec<_> = template.revoked.iter().map(Revoked::to_der).collect();
        parts.push(write::sequence(&entries));
    }
    let issuer_key_id = subject_key_id(issuer.certificate)
        .map_or_else(|| key_id(&issuer.key.verifying_key()), <[u8]>::to_vec);
    let own = [
        Extra {
            oid: AUTHORITY_KEY_ID,
            critical: false,
            value: authority_key_id(&issuer_key_id),
        },
        Extra {
            oid: CRL_NUMBER,
            critical: false,
            value: write::number(template.number),
        },
    ];
    let extensions: Vec<_> = own
        .iter()
        .chain(&template.extra)
        .map(Extra::to_der)
        .collect();
    parts.push(write::tagged(0, &write::sequence(&extensions)));
    Ok(signed(&write::sequence(&parts), issuer.key, noise))
}

impl Revoked {
    fn to_der(&self) -> Vec<u8> {
        let mut parts = vec![write::integer(&self.serial), write::time(self.at)];
        let reason = self.reason.map(|reason| Extra {
            oid: REASON,
            critical: false,
            value: write::element(0x0a, &[reason]),
        });
        let extensions: Vec<_> = reason
            .iter()
            .chain(&self.extra)
            .map(Extra::to_der)
            .collect();
        if !extensions.is_empty() {
            parts.push(write::sequence(&extensions));
        }
        write::sequence(&parts)
    }
}
