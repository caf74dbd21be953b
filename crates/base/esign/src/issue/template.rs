//! What a certificate is to hold, and the usual kinds of certificates.

use super::extensions::{Extra, IssuerSignTool};
use super::name::Name;
use jiff::Timestamp;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

/// Classes of signature tools, named as certificate policies (приказ ФСБ № 795).
pub mod policy {
    use x509_cert::der::asn1::ObjectIdentifier;
    pub const KC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.113.1");
    pub const KC2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.113.2");
    pub const KC3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.113.3");
}

/// Extended key usages (RFC 5280, section 4.2.1.12).
pub mod usage {
    use x509_cert::der::asn1::ObjectIdentifier;
    pub const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
    pub const EMAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
    pub const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
    pub const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
}

/// The first and the last moment of validity, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The certificate of one that issues others, and how many authorities may follow below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    pub path_length: Option<u8>,
}

/// What a certificate is to hold. An empty list or `None` leaves the extension out.
#[derive(Clone, Debug)]
pub struct Template {
    pub subject: Name,
    /// Big-endian; 1 to 20 bytes.
    pub serial: Vec<u8>,
    pub validity: Validity,
    /// `basicConstraints` with cA, critical.
    pub authority: Option<Authority>,
    /// Critical.
    pub key_usage: Option<KeyUsage>,
    /// Critical for time stamping alone (RFC 3161, section 2.3).
    pub extended_key_usage: Vec<ObjectIdentifier>,
    pub policies: Vec<ObjectIdentifier>,
    /// The tool that made the owner's key (1.2.643.100.111).
    pub subject_sign_tool: Option<String>,
    /// The tools of the authority (1.2.643.100.112).
    pub issuer_sign_tool: Option<IssuerSignTool>,
    /// How the owner proved who he is: 0 in person, 1 with a qualified signature, 2 by passport
    /// chip, 3 by biometrics (identificationKind, 1.2.643.100.114).
    pub identification: Option<u8>,
    pub subject_key_id: bool,
    pub authority_key_id: bool,
    /// Where revocation lists lie (CRL distribution points).
    pub crl_urls: Vec<String>,
    /// Where the issuer's certificate lies (authority information access).
    pub issuer_urls: Vec<String>,
    /// Where the OCSP responder answers (authority information access).
    pub ocsp_urls: Vec<String>,
    /// Any others, as they are, in the end; also ones that contradict those above.
    pub extra: Vec<Extra>,
}

impl Template {
    /// A certificate with nothing but names, numbers and key identifiers.
    pub fn plain(subject: Name, serial: u64, validity: Validity) -> Template {
        Template {
            subject,
            serial: serial.to_be_bytes().to_vec(),
            validity,
            authority: None,
            key_usage: None,
            extended_key_usage: Vec::new(),
            policies: Vec::new(),
            subject_sign_tool: None,
            issuer_sign_tool: None,
            identification: None,
            subject_key_id: true,
            authority_key_id: true,
            crl_urls: Vec::new(),
            issuer_urls: Vec::new(),
            ocsp_urls: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// A root authority.
    pub fn root(subject: Name, serial: u64, validity: Validity) -> Template {
        Template {
            authority: Some(Authority::default()),
            key_usage: Some(KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign)),
            policies: vec![policy::KC1, policy::KC2],
            subject_sign_tool: Some(SIGN_TOOL.to_owned()),
            authority_key_id: false,
            ..Template::plain(subject, serial, validity)
        }
    }

    /// An authority under another, with `path_length` authorities allowed below it.
    pub fn intermediate(
        subject: Name,
        serial: u64,
        validity: Validity,
        path_length: u8,
    ) -> Template {
        Template {
            authority: Some(Authority {
                path_length: Some(path_length),
            }),
            issuer_sign_tool: Some(IssuerSignTool::made_up()),
            authority_key_id: true,
            ..Template::root(subject, serial, validity)
        }
    }

    /// A person, or the head of an organization, or a sole trader: which of them, the subject says.
    /// Holds all that a qualified certificate must (63-ФЗ, article 17).
    pub fn signer(subject: Name, serial: u64, validity: Validity) -> Template {
        Template {
            key_usage: Some(KeyUsage(
                KeyUsages::DigitalSignature
                    | KeyUsages::NonRepudiation
                    | KeyUsages::KeyEncipherment
                    | KeyUsages::DataEncipherment,
            )),
            extended_key_usage: vec![usage::CLIENT, usage::EMAIL],
            policies: vec![policy::KC1, policy::KC2],
            subject_sign_tool: Some(SIGN_TOOL.to_owned()),
            issuer_sign_tool: Some(IssuerSignTool::made_up()),
            identification: Some(0),
            ..Template::plain(subject, serial, validity)
        }
    }

    /// A time-stamping service (RFC 3161).
    pub fn time_stamping(subject: Name, serial: u64, validity: Validity) -> Template {
        Template {
            key_usage: Some(KeyUsage(
                KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
            )),
            extended_key_usage: vec![usage::TIME_STAMPING],
            ..Template::plain(subject, serial, validity)
        }
    }

    /// A responder of OCSP, whose own certificate need not be asked about (RFC 6960, section
    /// 4.2.2.2.1).
    pub fn ocsp(subject: Name, serial: u64, validity: Validity) -> Template {
        Template {
            key_usage: Some(KeyUsage(KeyUsages::DigitalSignature.into())),
            extended_key_usage: vec![usage::OCSP],
            extra: vec![Extra {
                oid: ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5"),
                critical: false,
                value: crate::write::null(),
            }],
            ..Template::plain(subject, serial, validity)
        }
    }
}

/// Nobody's product: certificates made here must not claim a certified tool.
const SIGN_TOOL: &str = "Kabinet (средство электронной подписи не сертифицировано)";
