//! Certificate revocation lists (RFC 5280, section 5): reading, looking up, and what a list covers.

use crate::algorithm::{AlgorithmError, PublicKey, Scheme};
use crate::certificate::{Certificate, first_element, moment, scheme_of};
use crate::chain::name_key;
use crate::trust::{self, TrustError};
use jiff::Timestamp;
use std::sync::{Arc, OnceLock};
use x509_cert::der::asn1::{BitStringRef, ObjectIdentifier, Uint};
use x509_cert::der::{
    self, AnyRef, Decode, Header, Reader, SliceReader, Tag, TagMode, TagNumber, Tagged,
};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, CrlDistributionPoints, CrlReason, IssuingDistributionPoint,
};
use x509_cert::name::{Name, RdnSequence};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

/// The largest list that is read, in bytes: the greatest real ones have a million entries.
pub const MAX_CRL: usize = 64 * 1024 * 1024;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
const REASON: ObjectIdentifier = oid("2.5.29.21");
const HOLD_INSTRUCTION: ObjectIdentifier = oid("2.5.29.23");
const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");
const DELTA: ObjectIdentifier = oid("2.5.29.27");
const ISSUING_POINT: ObjectIdentifier = oid("2.5.29.28");
const ENTRY_ISSUER: ObjectIdentifier = oid("2.5.29.29");
const DISTRIBUTION_POINTS: ObjectIdentifier = oid("2.5.29.31");
const AUTHORITY_KEY: ObjectIdentifier = oid("2.5.29.35");

/// Why a list could not be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    #[error("larger than {MAX_CRL} bytes")]
    TooLarge,
    #[error("not a revocation list in DER or PEM: {0}")]
    Malformed(#[from] der::Error),
    #[error(transparent)]
    File(#[from] TrustError),
}

/// A revocation list that was read; cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    signed: (usize, usize),
    scheme: Result<Scheme, AlgorithmError>,
    signature: Vec<u8>,
    issuer: Name,
    issuer_key: String,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    /// The last eight bytes of each serial number and where its entry stands, sorted.
    index: Vec<(u64, u32)>,
    /// Where an entry stands that names another issuer than the one before it, in order.
    issuers: Vec<(u32, String)>,
    number: Option<Uint>,
    base: Option<Uint>,
    point: Option<IssuingDistributionPoint>,
    authority_key: Option<Vec<u8>>,
    /// A critical extension that is not understood.
    unknown: Option<ObjectIdentifier>,
    /// The hash of the signed part; lists are large and are checked again and again.
    hash: OnceLock<Vec<u8>>,
}

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    pub at: Timestamp,
    /// `Unspecified` where the list names none.
    pub reason: CrlReason,
}

/// What a list covers of what a certificate needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nothing: another authority's, or for other certificates.
    None,
    /// An entry counts, its absence says nothing: a delta list, or one for some reasons only.
    Part,
    Whole,
}

impl Crl {
    /// Reads DER.
    ///
    /// # Errors
    /// [`CrlError`] where it is too large or malformed.
    pub fn from_der(bytes: &[u8]) -> Result<Self, CrlError> {
        if bytes.len() > MAX_CRL {
            return Err(CrlError::TooLarge);
        }
        read(bytes).map(|inner| Self(Arc::new(inner)))
    }

    /// Reads a file: DER, or PEM with any number of lists.
    ///
    /// # Errors
    /// [`CrlError`], also where the file holds none.
    pub fn from_file(bytes: &[u8]) -> Result<Vec<Self>, CrlError> {
        let objects = trust::objects(bytes, &["X509 CRL"], "revocation list")?;
        objects.iter().map(|der| Self::from_der(der)).collect()
    }

    /// The bytes that were read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    pub fn issuer(&self) -> &RdnSequence {
        self.0.issuer.as_ref()
    }

    pub fn this_update(&self) -> Timestamp {
        self.0.this_update
    }

    /// When the next list is due; authorities must say (RFC 5280, section 5.1.2.5).
    pub fn next_update(&self) -> Option<Timestamp> {
        self.0.next_update
    }

    /// The list's number, big-endian.
    pub fn number(&self) -> Option<&[u8]> {
        self.0.number.as_ref().map(Uint::as_bytes)
    }

    /// A critical extension that is not understood, of the list or of an entry: such a list must not
    /// be used (RFC 5280, sections 5.2 and 5.3).
    pub fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        self.0.unknown
    }

    /// Whether it is signed over a digest that proves nothing any more.
    pub fn is_weak(&self) -> bool {
        let digest = self.0.scheme.as_ref().map(|scheme| scheme.digest());
        digest.is_ok_and(crate::algorithm::Digest::is_weak)
    }

    /// Whether it only tells what changed since another list.
    pub fn is_delta(&self) -> bool {
        self.0.base.is_some()
    }

    /// The number of the list that a delta list builds on, big-endian.
    pub fn base_number(&self) -> Option<&[u8]> {
        self.0.base.as_ref().map(Uint::as_bytes)
    }

    /// Whether it may hold entries of other authorities.
    pub fn is_indirect(&self) -> bool {
        self.0
            .point
            .as_ref()
            .is_some_and(|point| point.indirect_crl)
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.index.is_empty()
    }

    /// The identifier of the key that signed it, as the list says.
    pub fn authority_key(&self) -> Option<&[u8]> {
        self.0.authority_key.as_deref()
    }

    /// Checks the list's signature.
    ///
    /// # Errors
    /// [`AlgorithmError`] where the algorithm is not known or the signature is not good.
    pub fn verify(&self, key: &PublicKey) -> Result<(), AlgorithmError> {
        let scheme = self.0.scheme.clone()?;
        let (from, to) = self.0.signed;
        let hash = self
            .0
            .hash
            .get_or_init(|| scheme.digest().hash(&self.0.der[from..to]));
        key.verify_hash(scheme, hash, &self.0.signature)
    }

    /// What the list covers for a certificate: by the issuer's name, the kind of certificate, the
    /// distribution point and the reasons (RFC 5280, section 6.3.3, steps b and e).
    pub fn scope(&self, certificate: &Certificate, is_authority: bool) -> Scope {
        let points = distribution_points(certificate);
        let own = &self.0.issuer_key;
        let direct = *own == name_key(certificate.issuer());
        let named_as_issuer = points.iter().any(|point| {
            let issuers = point.crl_issuer.iter().flatten();
            issuers
                .filter_map(directory)
                .any(|name| name_key(name) == *own)
        });
        if !(direct || named_as_issuer && self.is_indirect()) {
            return Scope::None;
        }
        let Some(point) = &self.0.point else {
            return whole_unless(self.is_delta());
        };
        let wrong_kind = point.only_contains_attribute_certs
            || point.only_contains_user_certs && is_authority
            || point.only_contains_ca_certs && !is_authority;
        if wrong_kind || !shares_a_point(point, &points) {
            return Scope::None;
        }
        whole_unless(self.is_delta() || point.only_some_reasons.is_some())
    }

    /// The entry of a certificate.
    ///
    /// # Errors
    /// What is wrong with the entry's encoding; then the list says something about the certificate,
    /// but not what.
    pub fn entry(&self, certificate: &Certificate) -> der::Result<Option<Revoked>> {
        let serial = certificate.parsed().tbs_certificate().serial_number();
        let serial = stripped(serial.as_bytes());
        let issuer = self.is_indirect().then(|| name_key(certificate.issuer()));
        let tail = tail(serial);
        let start = self.0.index.partition_point(|(known, _)| *known < tail);
        for (known, place) in &self.0.index[start..] {
            if *known != tail {
                break;
            }
            let mut reader = SliceReader::new(&self.0.der[*place as usize..])?;
            let bytes = reader.tlv_bytes()?;
            let entry = Entry::read(bytes)?;
            if stripped(entry.serial) != serial {
                continue;
            }
            if let Some(wanted) = &issuer
                && self.issuer_of_entry(*place) != *wanted
            {
                continue;
            }
            return Ok(Some(entry.revoked()?));
        }
        Ok(None)
    }

    /// In an indirect list an entry without an issuer of its own has that of the entry before it
    /// (RFC 5280, section 5.3.3).
    fn issuer_of_entry(&self, place: u32) -> &str {
        let next = self.0.issuers.partition_point(|(from, _)| *from <= place);
        match next.checked_sub(1) {
            Some(last) => &self.0.issuers[last].1,
            None => &self.0.issuer_key,
        }
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let issuer = crate::certificate::describe(self.issuer());
        write!(f, "Crl({issuer}, {}, {})", self.this_update(), self.len())
    }
}

/// Where lists that cover the certificate are published, web addresses only.
pub fn addresses(certificate: &Certificate) -> Vec<String> {
    distribution_points(certificate)
        .into_iter()
        .filter_map(|point| match point.distribution_point? {
            DistributionPointName::FullName(names) => Some(names),
            DistributionPointName::NameRelativeToCRLIssuer(_) => None,
        })
        .flatten()
        .filter_map(|name| match name {
            GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
            _ => None,
        })
        .collect()
}

/// Whether the certificate names a distribution point, readable or not.
pub(crate) fn names_a_list(certificate: &Certificate) -> bool {
    certificate.extension(DISTRIBUTION_POINTS).is_some()
}

fn distribution_points(certificate: &Certificate) -> Vec<DistributionPoint> {
    certificate
        .extension(DISTRIBUTION_POINTS)
        .and_then(|(der, _)| CrlDistributionPoints::from_der(der).ok())
        .map_or_else(Vec::new, |points| points.0)
}

fn directory(name: &GeneralName) -> Option<&RdnSequence> {
    match name {
        GeneralName::DirectoryName(name) => Some(name.as_ref()),
        _ => None,
    }
}

fn whole_unless(part: bool) -> Scope {
    if part { Scope::Part } else { Scope::Whole }
}

/// A list for one distribution point is for the certificates that name that point; where the
/// certificate names none, the list of its authority is taken.
fn shares_a_point(own: &IssuingDistributionPoint, points: &[DistributionPoint]) -> bool {
    let Some(DistributionPointName::FullName(own)) = &own.distribution_point else {
        // A relative name is for directories that nobody runs any more.
        return own.distribution_point.is_none();
    };
    let named: Vec<&GeneralNames> = points
        .iter()
        .filter_map(|point| match &point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        })
        .collect();
    named.is_empty()
        || named
            .iter()
            .any(|names| names.iter().any(|n| own.contains(n)))
}

/// An entry as it stands.
struct Entry<'a> {
    serial: &'a [u8],
    date: Time,
    extensions: Vec<Extension>,
}

impl<'a> Entry<'a> {
    fn read(bytes: &'a [u8]) -> der::Result<Self> {
        SliceReader::new(bytes)?.sequence(|reader: &mut SliceReader<'a>| {
            Ok(Self {
                serial: integer(reader)?,
                date: Time::decode(reader)?,
                extensions: Option::decode(reader)?.unwrap_or_default(),
            })
        })
    }

    fn extension<T: for<'d> Decode<'d, Error = der::Error>>(
        &self,
        oid: ObjectIdentifier,
    ) -> der::Result<Option<T>> {
        let found = self.extensions.iter().find(|one| one.extn_id == oid);
        found
            .map(|one| T::from_der(one.extn_value.as_bytes()))
            .transpose()
    }

    fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        let known = [REASON, HOLD_INSTRUCTION, INVALIDITY_DATE, ENTRY_ISSUER];
        let critical = self.extensions.iter().filter(|one| one.critical);
        critical
            .map(|one| one.extn_id)
            .find(|one| !known.contains(one))
    }

    fn revoked(&self) -> der::Result<Revoked> {
        let reason = self.extension(REASON)?;
        Ok(Revoked {
            at: moment(&self.date),
            reason: reason.unwrap_or(CrlReason::Unspecified),
        })
    }
}

/// Whether an entry may have a critical extension (a `TRUE` stands in it) or another issuer: only
/// such ones are read whole beforehand, since a list has a million others.
fn is_unusual(entry: &[u8]) -> bool {
    let has = |part: &[u8; 3]| entry.windows(3).any(|three| three == part);
    has(&[1, 1, 0xff]) || has(&[0x55, 0x1d, 0x1d])
}

/// An integer's content, as long as it may be: old lists have serial numbers beyond 20 bytes.
fn integer<'a>(reader: &mut SliceReader<'a>) -> der::Result<&'a [u8]> {
    let any = AnyRef::decode(reader)?;
    any.tag().assert_eq(Tag::Integer)?;
    Ok(any.value())
}

fn stripped(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    &serial[zeros..]
}

fn tail(serial: &[u8]) -> u64 {
    let from = serial.len().saturating_sub(8);
    let fold = |all: u64, byte: &u8| all << 8 | u64::from(*byte);
    serial[from..].iter().fold(0, fold)
}

fn read(bytes: &[u8]) -> Result<Inner, CrlError> {
    let mut reader = SliceReader::new(bytes)?;
    let inner = reader.sequence(|outer: &mut SliceReader<'_>| {
        let list = outer.sequence(tbs)?;
        let algorithm = AlgorithmIdentifierOwned::decode(outer)?;
        let signature = BitStringRef::decode(outer)?.as_bytes();
        let signature = signature.ok_or_else(|| der::Error::from(der::ErrorKind::Failed))?;
        Ok::<_, CrlError>((list, algorithm, signature.to_vec()))
    });
    let (list, algorithm, signature) = inner?;
    reader.finish()?;
    if list.algorithm != algorithm {
        return Err(CrlError::Malformed(der::ErrorKind::Failed.into()));
    }
    Ok(Inner {
        scheme: scheme_of(&algorithm),
        signature,
        signed: first_element(bytes)?,
        der: bytes.to_vec(),
        ..list.inner
    })
}

struct Tbs {
    algorithm: AlgorithmIdentifierOwned,
    inner: Inner,
}

/// `TBSCertList` (RFC 5280, section 5.1.2). Entries are only walked over here.
fn tbs(reader: &mut SliceReader<'_>) -> Result<Tbs, CrlError> {
    if Tag::peek(reader)? == Tag::Integer {
        integer(reader)?;
    }
    let algorithm = AlgorithmIdentifierOwned::decode(reader)?;
    let issuer = Name::decode(reader)?;
    let this_update = moment(&Time::decode(reader)?);
    let next_update = Option::<Time>::decode(reader)?.map(|time| moment(&time));
    let (mut index, mut issuers, mut unknown) = (Vec::new(), Vec::new(), None);
    if !reader.is_finished() && Tag::peek(reader)? == Tag::Sequence {
        reader.sequence(|entries: &mut SliceReader<'_>| {
            while !entries.is_finished() {
                let place = u32::from(entries.position());
                let entry = entries.tlv_bytes()?;
                let mut inside = SliceReader::new(entry)?;
                let header = Header::decode(&mut inside)?;
                header.tag().assert_eq(Tag::Sequence)?;
                let serial = stripped(integer(&mut inside)?);
                index.push((tail(serial), place));
                if is_unusual(entry) {
                    let entry = Entry::read(entry)?;
                    unknown = unknown.or(entry.unknown_critical());
                    let names = entry.extension::<GeneralNames>(ENTRY_ISSUER)?;
                    let name = names
                        .as_ref()
                        .and_then(|names| names.iter().find_map(directory));
                    issuers.extend(name.map(|name| (place, name_key(name))));
                }
            }
            Ok::<_, der::Error>(())
        })?;
        index.sort_unstable();
    }
    let extensions: Option<Vec<Extension>> =
        reader.context_specific(TagNumber(0), TagMode::Explicit)?;
    let mut inner = Inner {
        der: Vec::new(),
        signed: (0, 0),
        scheme: Err(AlgorithmError::Signature),
        signature: Vec::new(),
        issuer_key: name_key(issuer.as_ref()),
        issuer,
        this_update,
        next_update,
        index,
        issuers,
        number: None,
        base: None,
        point: None,
        authority_key: None,
        unknown,
        hash: OnceLock::new(),
    };
    for extension in extensions.unwrap_or_default() {
        let value = extension.extn_value.as_bytes();
        match extension.extn_id {
            CRL_NUMBER => inner.number = Some(Uint::from_der(value)?),
            DELTA => inner.base = Some(Uint::from_der(value)?),
            ISSUING_POINT => inner.point = Some(IssuingDistributionPoint::from_der(value)?),
            AUTHORITY_KEY => {
                let authority = AuthorityKeyIdentifier::from_der(value).ok();
                inner.authority_key = authority
                    .and_then(|authority| authority.key_identifier)
                    .map(|identifier| identifier.as_bytes().to_vec());
            }
            other if extension.critical => inner.unknown = Some(other),
            _ => {}
        }
    }
    Ok(Tbs { algorithm, inner })
}

/// The name of a reason, for reports.
pub fn reason_name(reason: CrlReason) -> &'static str {
    match reason {
        CrlReason::Unspecified => "unspecified",
        CrlReason::KeyCompromise => "keyCompromise",
        CrlReason::CaCompromise => "cACompromise",
        CrlReason::AffiliationChanged => "affiliationChanged",
        CrlReason::Superseded => "superseded",
        CrlReason::CessationOfOperation => "cessationOfOperation",
        CrlReason::CertificateHold => "certificateHold",
        CrlReason::RemoveFromCRL => "removeFromCRL",
        CrlReason::PrivilegeWithdrawn => "privilegeWithdrawn",
        CrlReason::AaCompromise => "aACompromise",
    }
}
