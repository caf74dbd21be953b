//! What a validation says, with the names of ETSI EN 319 102-1, section 5.1.3.
//!
//! Two answers are kept apart: whether the signature holds ([`Indication`]), and whether it is a
//! qualified one under 63-ФЗ ([`Qualification`]).

use jiff::Timestamp;
use serde::Serialize;

/// The answer about a signature or a certificate. Ordered from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Indication {
    TotalPassed,
    Indeterminate,
    TotalFailed,
}

/// Why it is not the best answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubIndication {
    /// The file or the signature cannot be read as what it claims to be.
    FormatFailure,
    /// The signed data is not the data at hand.
    HashFailure,
    /// The signature's value does not fit the key.
    SigCryptoFailure,
    /// The certificate was revoked before the signature was made.
    Revoked,
    /// The signature was made after the certificate ended.
    Expired,
    /// The signature was made before the certificate began.
    NotYetValid,
    /// Attributes or properties do not meet what they must.
    SigConstraintsFailure,
    /// The chain breaks a rule of RFC 5280 or of the policy.
    ChainConstraintsFailure,
    /// The chain is broken in a way that is not one of the others.
    CertificateChainGeneralFailure,
    /// An algorithm or a key is not known.
    CryptoConstraintsFailure,
    /// No path to a trust anchor.
    NoCertificateChainFound,
    /// The signer's certificate is not at hand.
    NoSigningCertificateFound,
    /// No proof that the signature existed before the revocation.
    RevokedNoPoe,
    /// The same for an authority's certificate.
    RevokedCaNoPoe,
    /// No proof that the signature existed before the certificate ended.
    OutOfBoundsNoPoe,
    /// The same, of a certificate that is known not to have been revoked up to its end.
    OutOfBoundsNotRevoked,
    /// An algorithm or a key is too weak now, and nothing proves that it was used before it was.
    CryptoConstraintsFailureNoPoe,
    /// Revocation data is missing or too old; ask again later.
    TryLater,
    /// The signed data is not at hand.
    SignedDataNotFound,
}

impl SubIndication {
    /// The indication that goes with it (EN 319 102-1, table 6).
    pub fn indication(self) -> Indication {
        match self {
            SubIndication::FormatFailure
            | SubIndication::HashFailure
            | SubIndication::SigCryptoFailure
            | SubIndication::Revoked
            | SubIndication::Expired
            | SubIndication::NotYetValid => Indication::TotalFailed,
            _ => Indication::Indeterminate,
        }
    }
}

/// One finding, with a stable code that has a text in the interface's languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Such as `SIG-014`.
    pub code: &'static str,
    /// Numbers, names and times for the text; in English, for the detailed report.
    pub detail: String,
}

/// A step of the validation and how it ended: one row of the detailed report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// The building block (EN 319 102-1, section 5.2), such as `X509_CERTIFICATE_VALIDATION`.
    pub name: &'static str,
    /// What it was about: a certificate's subject, an attribute.
    pub about: String,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// An indication with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub indication: Indication,
    pub sub_indication: Option<SubIndication>,
    pub findings: Vec<Finding>,
}

impl Verdict {
    pub fn passed() -> Self {
        Self {
            indication: Indication::TotalPassed,
            sub_indication: None,
            findings: Vec::new(),
        }
    }

    /// A verdict by its reason, with the indication that goes with it.
    pub fn because(reason: SubIndication, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            indication: reason.indication(),
            sub_indication: Some(reason),
            findings: vec![Finding {
                code,
                detail: detail.into(),
            }],
        }
    }

    /// The worse of two; findings of both are kept. Of two equally bad ones the first reason stands.
    #[must_use]
    pub fn and(mut self, mut other: Verdict) -> Self {
        if other.indication > self.indication {
            std::mem::swap(&mut self, &mut other);
            let mut findings = other.findings;
            findings.append(&mut self.findings);
            self.findings = findings;
        } else {
            self.findings.append(&mut other.findings);
        }
        self
    }

    pub fn is_passed(&self) -> bool {
        self.indication == Indication::TotalPassed
    }
}

/// Whether the certificate makes a qualified signature (63-ФЗ, articles 5, 11, 17 and 18), and why not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Qualification {
    pub qualified: bool,
    /// What is missing, or what could not be known.
    pub findings: Vec<Finding>,
}

/// Who signed, as the certificate says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// The common name.
    pub name: Option<String>,
    pub surname: Option<String>,
    pub given_name: Option<String>,
    pub organization: Option<String>,
    pub title: Option<String>,
    /// ИНН of a person (or of a sole trader)
    pub inn: Option<String>,
    /// ИНН of an organization
    pub org_inn: Option<String>,
    pub ogrn: Option<String>,
    pub ogrnip: Option<String>,
    pub snils: Option<String>,
    pub email: Option<String>,
    /// The issuer's common name.
    pub issuer: Option<String>,
    /// The serial number, hexadecimal.
    pub serial: String,
    pub not_before: Option<Timestamp>,
    pub not_after: Option<Timestamp>,
    /// The key, for people.
    pub key: String,
    /// The SHA-256 of the certificate, hexadecimal.
    pub fingerprint: String,
}

/// What is said about one signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    #[serde(flatten)]
    pub verdict: Verdict,
    pub qualified: bool,
    pub qualification: Qualification,
    /// Such as `CAdES-BES`, `XAdES-BES`, `PAdES-BES`, `CMS`.
    pub format: String,
    pub signer: Option<Signer>,
    /// When it was made, as the signer claims.
    pub signing_time: Option<Timestamp>,
    /// The time of a time stamp that was checked.
    pub stamped_time: Option<Timestamp>,
    /// The time that the validation was done for.
    pub validation_time: Timestamp,
    /// The certificates from the signer's to the anchor, subjects only.
    pub chain: Vec<String>,
    pub algorithm: Option<String>,
    /// Every building block, in order.
    pub blocks: Vec<Block>,
}

/// The whole answer: the worst of the signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub indication: Indication,
    pub sub_indication: Option<SubIndication>,
    pub signatures: Vec<SignatureReport>,
    /// Findings about the file as a whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The report on signatures; a file with none is a `FORMAT_FAILURE`.
    pub fn of(signatures: Vec<SignatureReport>) -> Self {
        let worst = signatures
            .iter()
            .map(|one| &one.verdict)
            .reduce(|worst, other| {
                if other.indication > worst.indication {
                    other
                } else {
                    worst
                }
            });
        match worst {
            Some(worst) => Self {
                indication: worst.indication,
                sub_indication: worst.sub_indication,
                signatures,
                findings: Vec::new(),
            },
            None => Self::unreadable("SIG-001", "no signature was found"),
        }
    }

    /// The report on what could not be read at all.
    pub fn unreadable(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            indication: Indication::TotalFailed,
            sub_indication: Some(SubIndication::FormatFailure),
            signatures: Vec::new(),
            findings: vec![Finding {
                code,
                detail: detail.into(),
            }],
        }
    }
}

/// Every code of a finding with its meaning. Texts for people are `error-SIG-…` in
/// `locales/{ru,en}/signatures.ftl`. Ranges: 001 file and format, 020 path, 040 revocation, 050
/// qualification, 060 CMS, CAdES and time stamps, 080 XML, 090 PDF, 100 containers and requests,
/// 120 the time-stamping service. A code never changes its meaning.
pub const CODES: &[(&str, &str)] = &[
    ("SIG-001", "no signature in the file"),
    ("SIG-002", "neither CMS nor a signed PDF or XML"),
    ("SIG-003", "the signature cannot be read"),
    ("SIG-004", "bytes follow the signature"),
    ("SIG-005", "the file is too large"),
    ("SIG-020", "the certificate's issuer is not known"),
    ("SIG-021", "the issuer known by name has another key"),
    ("SIG-022", "the path ends at a root that is not trusted"),
    ("SIG-023", "the path is too long to follow"),
    (
        "SIG-024",
        "a certificate is signed by an algorithm that is not known",
    ),
    (
        "SIG-025",
        "a certificate is signed by a weak algorithm or key",
    ),
    ("SIG-026", "the certificate had ended"),
    ("SIG-027", "the certificate had not begun"),
    ("SIG-028", "an authority's certificate is outside its time"),
    ("SIG-029", "the issuer is no authority"),
    ("SIG-030", "more authorities below than allowed"),
    ("SIG-031", "the issuer's key is not for certificates"),
    ("SIG-032", "a critical extension is not known"),
    ("SIG-033", "the key is not for signing"),
    ("SIG-034", "the certificate is for another purpose"),
    ("SIG-035", "the name is outside what the authority may name"),
    ("SIG-036", "the certificate contradicts itself"),
    ("SIG-037", "the trusted root itself is outside its time"),
    (
        "SIG-038",
        "the policies are not those an authority asks for",
    ),
    ("SIG-040", "the certificate was revoked"),
    ("SIG-041", "the certificate is suspended"),
    ("SIG-042", "no revocation data at hand"),
    ("SIG-043", "the revocation data is too old"),
    ("SIG-044", "the revocation data does not count"),
    ("SIG-045", "the authority publishes no revocation data"),
    ("SIG-046", "revoked later than the time of the signature"),
    ("SIG-047", "the responder does not know the certificate"),
    ("SIG-050", "no list of accredited authorities"),
    ("SIG-051", "the issuer is not in the list"),
    ("SIG-052", "not accredited when the certificate was issued"),
    ("SIG-053", "not accredited at the time"),
    ("SIG-054", "the list was not checked"),
    ("SIG-055", "no class of signature tools"),
    ("SIG-056", "no subjectSignTool"),
    ("SIG-057", "no issuerSignTool"),
    ("SIG-058", "the key is not a GOST one"),
    ("SIG-059", "fields of a qualified certificate are missing"),
    ("SIG-060", "the signed data is not at hand"),
    ("SIG-061", "the content was altered"),
    ("SIG-062", "the signature value does not fit"),
    ("SIG-063", "the signer's certificate is not at hand"),
    ("SIG-064", "another certificate than the signer meant"),
    ("SIG-065", "an attribute stands twice or is malformed"),
    ("SIG-066", "an attribute contradicts the signature"),
    (
        "SIG-067",
        "digest, signature algorithm and key do not go together",
    ),
    ("SIG-068", "the algorithm or the key is not known"),
    ("SIG-069", "the algorithm or the key is weak"),
    ("SIG-070", "no attribute names the signing certificate"),
    ("SIG-071", "the time stamp is of something else"),
    ("SIG-072", "the time stamp cannot be read"),
    ("SIG-073", "a time stamp does not count"),
    (
        "SIG-074",
        "the time stamp's signer may not give time stamps",
    ),
    (
        "SIG-076",
        "the signature holds another content than the file",
    ),
    ("SIG-077", "attributes passed off as a document"),
    ("SIG-078", "a counter signature is not good"),
    ("SIG-079", "no signed attributes"),
    ("SIG-080", "the XML cannot be read"),
    ("SIG-081", "the XML signature is malformed"),
    (
        "SIG-082",
        "an algorithm of the XML signature is unknown or weak",
    ),
    ("SIG-083", "a transform is not allowed"),
    ("SIG-084", "a reference does not lead to data"),
    ("SIG-085", "only a part of the document is signed"),
    ("SIG-086", "signed data of the XML was altered"),
    ("SIG-087", "the XML signature value does not fit"),
    ("SIG-088", "the signed element was moved"),
    ("SIG-089", "the properties of the XML signature do not fit"),
    ("SIG-090", "the PDF cannot be read"),
    (
        "SIG-091",
        "the signature of the PDF does not cover the file as it must",
    ),
    ("SIG-092", "the PDF was changed after signing"),
    ("SIG-093", "something that may follow was added to the PDF"),
    (
        "SIG-094",
        "the signature in the PDF is of a kind that is not read",
    ),
    ("SIG-100", "the container is too large"),
    ("SIG-101", "not a container"),
    ("SIG-102", "the container holds too much"),
    ("SIG-103", "the password is wrong"),
    ("SIG-104", "too many iterations"),
    ("SIG-105", "an algorithm of the container is not supported"),
    ("SIG-106", "the container's parameters are wrong"),
    ("SIG-107", "the container is damaged"),
    ("SIG-108", "no GOST key in the container"),
    ("SIG-109", "the private key is out of range"),
    ("SIG-110", "no randomness"),
    ("SIG-112", "the request is too large"),
    ("SIG-113", "the request cannot be read"),
    ("SIG-114", "the request's key cannot be used"),
    ("SIG-115", "the request's signature is not good"),
    ("SIG-120", "the time-stamping service refused"),
    ("SIG-121", "the time stamp is not what was asked for"),
    (
        "SIG-122",
        "the time stamp is later than the moment judged for",
    ),
    (
        "SIG-123",
        "the time stamp is of before its service's certificate began",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// Codes that stand in the sources, this list left aside.
    fn codes_in(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes_in(&path, found);
            } else if !path.ends_with("src/report.rs") {
                let source = fs::read_to_string(&path).unwrap();
                let pieces = source.split('"').map(str::to_owned);
                found.extend(pieces.filter(|one| one.len() == 7 && one.starts_with("SIG-")));
            }
        }
    }

    #[test]
    fn every_code_is_listed_and_has_words_in_both_languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut made = BTreeSet::new();
        codes_in(&root.join("src"), &mut made);
        let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
        assert_eq!(listed.len(), CODES.len(), "a code is listed twice");
        let missing: Vec<_> = made.difference(&listed).collect();
        assert!(missing.is_empty(), "not in CODES: {missing:?}");
        for lang in ["ru", "en"] {
            let file = root.join(format!("../../../locales/{lang}/signatures.ftl"));
            let texts = fs::read_to_string(file).unwrap();
            let speechless: Vec<_> = listed
                .iter()
                .filter(|code| !texts.contains(&format!("\nerror-{code} = ")))
                .collect();
            assert!(speechless.is_empty(), "no words in {lang}: {speechless:?}");
        }
    }

    #[test]
    fn the_worst_signature_decides() {
        let passed = Verdict::passed();
        let later = Verdict::because(SubIndication::TryLater, "SIG-042", "");
        let altered = Verdict::because(SubIndication::HashFailure, "SIG-061", "");
        assert_eq!(altered.indication, Indication::TotalFailed);
        let both = passed.and(later.clone()).and(altered.clone());
        assert_eq!(both.sub_indication, Some(SubIndication::HashFailure));
        assert_eq!(both.findings.len(), 2);
        assert_eq!(later.and(altered).indication, Indication::TotalFailed);
    }
}
