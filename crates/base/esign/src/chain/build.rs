//! The search for paths from a certificate to an anchor: by names, key identifiers and signatures.

use super::{Evidence, name_key};
use crate::algorithm::{AlgorithmError, PublicKey};
use crate::certificate::{Certificate, describe};
use crate::report::{SubIndication, Verdict};
use crate::trust::Trust;
use jiff::Timestamp;
use std::collections::HashMap;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

/// The longest path, leaf and anchor included. Real ones have two to four.
pub const MAX_DEPTH: usize = 10;

/// How many signatures one search may check: ten authorities of one name at each of several steps.
pub const MAX_SIGNATURES: usize = 64;

/// How many whole paths are judged before the best of them stands.
pub const MAX_PATHS: usize = 8;

/// Certificates at hand, by subject.
pub(super) struct Pool<'a> {
    trust: &'a Trust,
    given: HashMap<String, Vec<&'a Certificate>>,
}

impl<'a> Pool<'a> {
    pub(super) fn new(trust: &'a Trust, evidence: &'a Evidence) -> Self {
        let mut given: HashMap<String, Vec<&Certificate>> = HashMap::new();
        for certificate in &evidence.certificates {
            let name = name_key(certificate.subject());
            given.entry(name).or_default().push(certificate);
        }
        Self { trust, given }
    }

    /// Every certificate of a subject, each once.
    pub(super) fn named(&self, name: &str) -> Vec<&'a Certificate> {
        let mut all: Vec<&Certificate> = self.trust.named(name).iter().collect();
        for certificate in self.given.get(name).into_iter().flatten() {
            if !all.contains(certificate) {
                all.push(certificate);
            }
        }
        all
    }
}

/// Why a path went no further.
#[derive(Clone, Debug)]
enum DeadEnd {
    NoIssuer,
    WrongKey,
    NotTrusted,
    Algorithm(AlgorithmError),
    TooLong,
}

impl DeadEnd {
    /// Of two ends equally far from the leaf, the more telling one is reported.
    fn weight(&self) -> u8 {
        match self {
            DeadEnd::NoIssuer => 0,
            DeadEnd::TooLong => 1,
            DeadEnd::NotTrusted => 2,
            DeadEnd::WrongKey => 3,
            DeadEnd::Algorithm(_) => 4,
        }
    }
}

/// A search under way.
pub(super) struct Search<'a> {
    pool: &'a Pool<'a>,
    at: Timestamp,
    signatures: usize,
    paths: usize,
    /// The path that came farthest, and what ended it.
    farthest: Option<(Vec<Certificate>, DeadEnd)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(pool: &'a Pool<'a>, at: Timestamp) -> Self {
        Self {
            pool,
            at,
            signatures: MAX_SIGNATURES,
            paths: MAX_PATHS,
            farthest: None,
        }
    }

    /// Shows every path from the leaf to an anchor, the likeliest first, until `enough` says so.
    pub(super) fn run(
        &mut self,
        leaf: &Certificate,
        enough: &mut dyn FnMut(&[Certificate]) -> bool,
    ) {
        let mut path = vec![leaf.clone()];
        self.extend(&mut path, enough);
    }

    /// Goes one step up; the depth of the recursion is the length of the path, at most [`MAX_DEPTH`].
    fn extend(
        &mut self,
        path: &mut Vec<Certificate>,
        enough: &mut dyn FnMut(&[Certificate]) -> bool,
    ) -> bool {
        let Some(current) = path.last().cloned() else {
            return true;
        };
        if self.pool.trust.is_anchor(&current) {
            self.paths -= 1;
            return enough(path) || self.paths == 0;
        }
        if path.len() == MAX_DEPTH {
            self.dead_end(path, DeadEnd::TooLong);
            return false;
        }
        let issuer = name_key(current.issuer());
        let candidates = self.candidates(&current, &issuer);
        if candidates.is_empty() {
            let own = current.is_self_issued() && verify(&current, &current).is_ok();
            let reason = if own {
                DeadEnd::NotTrusted
            } else {
                DeadEnd::NoIssuer
            };
            self.dead_end(path, reason);
        }
        for candidate in candidates {
            let seen = |one: &Certificate| {
                one == candidate
                    || one.key_info_der() == candidate.key_info_der()
                        && name_key(one.subject()) == issuer
            };
            if path.iter().any(seen) {
                // A self-signed certificate that nobody trusts, or a ring.
                self.dead_end(path, DeadEnd::NotTrusted);
                continue;
            }
            if self.signatures == 0 {
                self.dead_end(path, DeadEnd::TooLong);
                return true;
            }
            self.signatures -= 1;
            match verify(&current, candidate) {
                Ok(()) => {
                    path.push(candidate.clone());
                    let stop = self.extend(path, enough);
                    path.pop();
                    if stop {
                        return true;
                    }
                }
                Err(AlgorithmError::Signature | AlgorithmError::Mismatch) => {
                    self.dead_end(path, DeadEnd::WrongKey);
                }
                Err(error) => self.dead_end(path, DeadEnd::Algorithm(error)),
            }
        }
        false
    }

    /// Certificates of the issuer's name, the likeliest first. Key identifiers only order them: the
    /// signature decides.
    fn candidates(&self, current: &Certificate, issuer: &str) -> Vec<&'a Certificate> {
        let wanted = authority_key(current);
        let mut all = self.pool.named(issuer);
        all.sort_by_cached_key(|one| {
            let key = match (&wanted, subject_key(one)) {
                (Some(wanted), Some(has)) if *wanted == has => 0,
                (Some(_), Some(_)) => 2,
                _ => 1,
            };
            let valid = one.not_before() <= self.at && self.at <= one.not_after();
            let newest = std::cmp::Reverse(one.not_before());
            (key, !self.pool.trust.is_anchor(one), !valid, newest)
        });
        all
    }

    fn dead_end(&mut self, path: &[Certificate], reason: DeadEnd) {
        let farther = self
            .farthest
            .as_ref()
            .is_none_or(|(known, end)| (path.len(), reason.weight()) > (known.len(), end.weight()));
        if farther {
            self.farthest = Some((path.to_vec(), reason));
        }
    }

    /// The path that came farthest, and why it ended: for when none arrived.
    pub(super) fn failure(self) -> (Vec<Certificate>, Verdict) {
        use SubIndication::{
            CryptoConstraintsFailure, CryptoConstraintsFailureNoPoe, NoCertificateChainFound,
        };
        let Some((path, reason)) = self.farthest else {
            let nothing = "no certificate of its issuer";
            let verdict = Verdict::because(NoCertificateChainFound, "SIG-020", nothing);
            return (Vec::new(), verdict);
        };
        let last = path.last();
        let issuer = last.map_or_else(String::new, |last| describe(last.issuer()));
        let verdict = match reason {
            DeadEnd::NoIssuer => Verdict::because(NoCertificateChainFound, "SIG-020", issuer),
            DeadEnd::WrongKey => Verdict::because(NoCertificateChainFound, "SIG-021", issuer),
            DeadEnd::NotTrusted => Verdict::because(NoCertificateChainFound, "SIG-022", issuer),
            DeadEnd::TooLong => Verdict::because(
                NoCertificateChainFound,
                "SIG-023",
                format!("{MAX_DEPTH} certificates or {MAX_SIGNATURES} signatures were not enough"),
            ),
            DeadEnd::Algorithm(error @ AlgorithmError::WeakKey(_)) => {
                let detail = format!("{issuer}: {error}");
                Verdict::because(CryptoConstraintsFailureNoPoe, "SIG-025", detail)
            }
            DeadEnd::Algorithm(error) => {
                let detail = format!("{issuer}: {error}");
                Verdict::because(CryptoConstraintsFailure, "SIG-024", detail)
            }
        };
        (path, verdict)
    }
}

/// Checks the signature on a certificate with its issuer's key.
pub(super) fn verify(
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<(), AlgorithmError> {
    let key: PublicKey = issuer.public_key()?;
    key.verify(
        certificate.scheme()?,
        certificate.signed_part(),
        certificate.signature(),
    )
}

const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const SUBJECT_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");

/// The key identifier of the issuer, as the certificate names it.
fn authority_key(certificate: &Certificate) -> Option<Vec<u8>> {
    let (der, _) = certificate.extension(AUTHORITY_KEY)?;
    let identifier = AuthorityKeyIdentifier::from_der(der).ok()?.key_identifier?;
    Some(identifier.as_bytes().to_vec())
}

/// The certificate's own key identifier.
pub(crate) fn subject_key(certificate: &Certificate) -> Option<Vec<u8>> {
    let (der, _) = certificate.extension(SUBJECT_KEY)?;
    let identifier = SubjectKeyIdentifier::from_der(der).ok()?;
    Some(identifier.0.as_bytes().to_vec())
}
