//! Making XAdES-BES with GOST keys: here, or by an outside signer that gets the hash.

use super::canonical::{MAX_CANONICAL, Method, Subset, canonicalize};
use super::dom::{self, Document, Encoding, NodeId};
use super::properties::{SIGNED_PROPERTIES, XADES_132};
use super::signature::{Ids, Signature, Transform};
use super::{DSIG, XmlError, canonical, identifiers, references};
use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::certificate::{Certificate, hex};
use crate::write;
use data_encoding::BASE64;
use gost3410::SigningKey;
use jiff::Timestamp;
use x509_cert::der::Encode;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// What is signed, and where the signature stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// The whole document; the signature becomes the last child of its root.
    Enveloped,
    /// The element with this identifier; the signature becomes the last child of the root.
    Element(String),
    /// The root element; it is put into an `Object` of the signature, which is the new document.
    Enveloping,
}

/// Why a signature could not be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error(transparent)]
    Key(#[from] AlgorithmError),
    #[error("signatures are made with GOST keys only")]
    NotGost,
    #[error("the key does not belong to the certificate")]
    WrongKey,
    #[error("the signature does not fit the certificate")]
    WrongSignature,
    #[error("no element, or several, have the identifier {0}")]
    Element(String),
    #[error("a document in UTF-16 is not signed")]
    Utf16,
}

/// A document with a signature that lacks its value.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The document around the value: before it and after it.
    before: Vec<u8>,
    after: Vec<u8>,
    /// `SignedInfo`, canonicalized.
    signed: Vec<u8>,
    digest: Digest,
    certificate: Certificate,
}

impl Prepared {
    /// What an outside signer signs: the hash by the digest of the key.
    pub fn hash_to_sign(&self) -> Vec<u8> {
        self.digest.hash(&self.signed)
    }

    /// The octets whose hash that is, for signers that take the message.
    pub fn message_to_sign(&self) -> &[u8] {
        &self.signed
    }

    /// The signed document. The signature is checked first.
    ///
    /// # Errors
    /// [`MakeError::WrongSignature`] where it does not fit the certificate.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, MakeError> {
        let (key, scheme) = gost(&self.certificate)?;
        key.verify(scheme, &self.signed, signature)
            .map_err(|_| MakeError::WrongSignature)?;
        let mut document = self.before;
        document.extend_from_slice(BASE64.encode(signature).as_bytes());
        document.extend_from_slice(&self.after);
        Ok(document)
    }
}

fn gost(certificate: &Certificate) -> Result<(PublicKey, Scheme), MakeError> {
    let key = certificate.public_key()?;
    match &key {
        PublicKey::Gost(gost) => {
            let size = gost.set().size();
            Ok((key, Scheme::Gost(size)))
        }
        #[cfg(feature = "foreign")]
        _ => Err(MakeError::NotGost),
    }
}

/// Prepares a signature for an outside signer. The same call gives the same again, so nothing need
/// be kept between the hash and the signature but the arguments.
///
/// # Errors
/// [`MakeError`] where the document cannot be read, the certificate's key is no GOST one, or the
/// element to sign is not there.
pub fn prepare(
    document: &[u8],
    placement: &Placement,
    certificate: &Certificate,
    signing_time: Timestamp,
) -> Result<Prepared, MakeError> {
    prepare_with(document, placement, certificate, &[], signing_time)
}

/// As [`prepare`], with more certificates in the signature, such as the signer's authorities.
///
/// # Errors
/// As for [`prepare`].
pub fn prepare_with(
    document: &[u8],
    placement: &Placement,
    certificate: &Certificate,
    others: &[Certificate],
    signing_time: Timestamp,
) -> Result<Prepared, MakeError> {
    let (_, scheme) = gost(certificate)?;
    let Scheme::Gost(size) = scheme else {
        return Err(MakeError::NotGost);
    };
    let (text, encoding) = dom::decode(document)?;
    let read = dom::parse(&text)?;
    if encoding == Encoding::Utf16 {
        return Err(MakeError::Utf16);
    }
    let uri = match placement {
        Placement::Enveloped | Placement::Enveloping => String::new(),
        Placement::Element(id) => {
            let target = Ids::of(&read).one(id);
            target.map_err(|_| MakeError::Element(id.clone()))?;
            format!("#{id}")
        }
    };
    let id = new_id(&text, certificate, signing_time);
    let draft = Draft {
        uri,
        placement,
        size,
        id: &id,
        certificate,
        others,
        signing_time,
    };
    let place = |draft: &Draft<'_>, digests: &[String; 2]| -> Result<Vec<u8>, MakeError> {
        let signature = draft.xml(&read, &text, digests);
        Ok(match placement {
            Placement::Enveloping => {
                let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
                format!("{declaration}{signature}").into_bytes()
            }
            _ => insert(document, &read, &text, encoding, &signature),
        })
    };

    // First with empty digests, to find what they are; then with them.
    let with_empty = place(&draft, &[String::new(), String::new()])?;
    let digests = digests(&with_empty, &id)?;
    let whole = place(&draft, &digests)?;
    let (text, _) = dom::decode(&whole)?;
    let read = dom::parse(&text)?;
    let signature = find(&read, &id)?;
    let info = read
        .child(signature, DSIG, "SignedInfo")
        .ok_or(XmlError::Unsupported("a signature inside this document"))?;
    let mut budget = MAX_CANONICAL;
    let exclusive = exclusive()?;
    let signed = canonicalize(&read, Subset::of(info), &exclusive, &mut budget)?;
    let marker = format!("<ds:SignatureValue Id=\"{id}-value\">");
    let at = whole
        .windows(marker.len())
        .position(|window| window == marker.as_bytes())
        .ok_or(XmlError::Unsupported("a signature inside this document"))?;
    let (before, after) = whole.split_at(at + marker.len());
    Ok(Prepared {
        before: before.to_vec(),
        after: after.to_vec(),
        signed,
        digest: scheme.digest(),
        certificate: certificate.clone(),
    })
}

/// Signs with a key at hand. `noise` hardens the one-time number; see [`SigningKey::sign_digest`].
///
/// # Errors
/// As for [`prepare`]; [`MakeError::WrongKey`] where the key is another one than the certificate's.
pub fn sign(
    document: &[u8],
    placement: &Placement,
    certificate: &Certificate,
    key: &SigningKey,
    signing_time: Timestamp,
    noise: &[u8; 32],
) -> Result<Vec<u8>, MakeError> {
    if certificate.public_key()? != PublicKey::Gost(key.verifying_key()) {
        return Err(MakeError::WrongKey);
    }
    let prepared = prepare(document, placement, certificate, signing_time)?;
    let signature = key
        .sign_digest(&prepared.hash_to_sign(), noise)
        .map_err(|_| MakeError::WrongKey)?;
    prepared.finish(signature.as_bytes())
}

fn exclusive() -> Result<Method, XmlError> {
    Method::of(canonical::EXCLUSIVE).ok_or(XmlError::Unsupported("exclusive canonicalization"))
}

/// An identifier that the document does not have; the same for the same arguments.
fn new_id(text: &str, certificate: &Certificate, signing_time: Timestamp) -> String {
    let mut hasher = Digest::Sha256.hasher();
    hasher.update(text.as_bytes());
    hasher.update(certificate.der());
    hasher.update(signing_time.to_string().as_bytes());
    let mut id = format!("sig-{}", &hex(&hasher.finish())[..32]);
    while text.contains(&id) {
        id.push('x');
    }
    id
}

fn find(document: &Document, id: &str) -> Result<NodeId, XmlError> {
    document
        .elements(document.root())
        .find(|(_, element)| element.is(DSIG, "Signature") && element.attribute("Id") == Some(id))
        .map(|(node, _)| node)
        .ok_or(XmlError::Unsupported("a signature inside this document"))
}

/// The digests of both references, in base64.
fn digests(document: &[u8], id: &str) -> Result<[String; 2], MakeError> {
    let (text, _) = dom::decode(document)?;
    let read = dom::parse(&text)?;
    let ids = Ids::of(&read);
    let node = find(&read, id)?;
    let unusual = |_| MakeError::Xml(XmlError::Unsupported("a signature inside this document"));
    let signature = Signature::read(&read, node, &ids).map_err(unusual)?;
    let mut budget = MAX_CANONICAL;
    let mut made = Vec::new();
    for reference in &signature.references {
        let subset = references::target(&read, &ids, reference).map_err(unusual)?;
        let unusable = |_| XmlError::Unsupported("a transform or a digest of its own");
        let transforms: &[Transform] = reference.transforms.as_ref().map_err(unusable)?;
        let digest = reference.digest.as_ref().map_err(unusable)?;
        let octets = references::octets(
            &read,
            node,
            references::Data::Nodes(subset),
            transforms,
            &mut budget,
        )?;
        made.push(BASE64.encode(&digest.hash(&octets)));
    }
    made.try_into()
        .map_err(|_| MakeError::Xml(XmlError::Unsupported("a signature inside this document")))
}

/// Puts the signature before the end of the root; everything else stays byte for byte.
fn insert(
    bytes: &[u8],
    document: &Document,
    text: &str,
    encoding: Encoding,
    signature: &str,
) -> Vec<u8> {
    let Some(root) = document.element(document.root()) else {
        return bytes.to_vec();
    };
    let offset = |at: usize| match encoding {
        Encoding::Utf8(mark) => mark + at,
        Encoding::SingleByte | Encoding::Utf16 => text[..at].chars().count(),
    };
    if root.end_tag > root.start {
        let at = offset(root.end_tag);
        return [&bytes[..at], signature.as_bytes(), &bytes[at..]].concat();
    }
    // `<root/>`: opened up. The tag's end is the first `/>` outside quotes, and quotes cannot hold
    // a bare `>` only in theory, so quotes are followed.
    let mut quote = None;
    let tag = &text[root.start..];
    let slash = tag
        .char_indices()
        .find_map(|(at, character)| {
            match (quote, character) {
                (Some(open), _) if open == character => quote = None,
                (None, '"' | '\'') => quote = Some(character),
                (None, '/') => return Some(at),
                _ => {}
            }
            None
        })
        .unwrap_or_default();
    let name = tag[1..]
        .split(|character: char| dom::is_space(character) || character == '/')
        .next()
        .unwrap_or_default();
    let at = offset(root.start + slash);
    let start = offset(root.start);
    let name_bytes = &bytes[start + 1..start + 1 + name_length(name, encoding)];
    [
        &bytes[..at],
        b">",
        signature.as_bytes(),
        b"</",
        name_bytes,
        &bytes[at + 1..],
    ]
    .concat()
}

fn name_length(name: &str, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8(_) => name.len(),
        Encoding::SingleByte | Encoding::Utf16 => name.chars().count(),
    }
}

struct Draft<'a> {
    uri: String,
    placement: &'a Placement,
    size: gost3410::KeySize,
    id: &'a str,
    certificate: &'a Certificate,
    others: &'a [Certificate],
    signing_time: Timestamp,
}

impl Draft<'_> {
    /// The signature in ASCII (what is enveloped aside), with an empty value.
    fn xml(&self, document: &Document, text: &str, [data, properties]: &[String; 2]) -> String {
        let (signature_method, digest_method) = identifiers::of_key(self.size);
        let id = self.id;
        let exclusive = canonical::EXCLUSIVE;
        let enveloping = *self.placement == Placement::Enveloping;
        let uri = if enveloping {
            format!("#{id}-object")
        } else {
            escape(&self.uri)
        };
        // A document in which several signatures stand side by side is signed without them in
        // none but the first, so each covers those before it.
        let enveloped = match self.placement {
            Placement::Enveloping => String::new(),
            _ => format!("<ds:Transform Algorithm=\"{ENVELOPED}\"/>"),
        };
        let object = if enveloping {
            let root = document.element(document.root());
            let start = root.map_or(0, |root| root.start);
            let inner = &text[start..end_of_root(document, text)];
            format!("<ds:Object Id=\"{id}-object\">{inner}</ds:Object>")
        } else {
            String::new()
        };
        // The signer's stands first.
        let mut certificates = String::new();
        for one in std::iter::once(self.certificate).chain(self.others) {
            certificates.push_str("<ds:X509Certificate>");
            certificates.push_str(&BASE64.encode(one.der()));
            certificates.push_str("</ds:X509Certificate>");
        }
        let certificate_digest =
            BASE64.encode(&Digest::of_key(self.size).hash(self.certificate.der()));
        let issuer_serial = BASE64.encode(&issuer_serial(self.certificate));
        let time = self.signing_time.strftime("%Y-%m-%dT%H:%M:%SZ");
        format!(
            "<ds:Signature xmlns:ds=\"{DSIG}\" Id=\"{id}\"><ds:SignedInfo>\
             <ds:CanonicalizationMethod Algorithm=\"{exclusive}\"/>\
             <ds:SignatureMethod Algorithm=\"{signature_method}\"/>\
             <ds:Reference Id=\"{id}-data\" URI=\"{uri}\"><ds:Transforms>{enveloped}\
             <ds:Transform Algorithm=\"{exclusive}\"/></ds:Transforms>\
             <ds:DigestMethod Algorithm=\"{digest_method}\"/>\
             <ds:DigestValue>{data}</ds:DigestValue></ds:Reference>\
             <ds:Reference Type=\"{SIGNED_PROPERTIES}\" URI=\"#{id}-properties\"><ds:Transforms>\
             <ds:Transform Algorithm=\"{exclusive}\"/></ds:Transforms>\
             <ds:DigestMethod Algorithm=\"{digest_method}\"/>\
             <ds:DigestValue>{properties}</ds:DigestValue></ds:Reference>\
             </ds:SignedInfo><ds:SignatureValue Id=\"{id}-value\"></ds:SignatureValue>\
             <ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>{object}\
             <ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES_132}\" Target=\"#{id}\">\
             <xades:SignedProperties Id=\"{id}-properties\"><xades:SignedSignatureProperties>\
             <xades:SigningTime>{time}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>\
             <xades:CertDigest><ds:DigestMethod Algorithm=\"{digest_method}\"/>\
             <ds:DigestValue>{certificate_digest}</ds:DigestValue></xades:CertDigest>\
             <xades:IssuerSerialV2>{issuer_serial}</xades:IssuerSerialV2></xades:Cert>\
             </xades:SigningCertificateV2></xades:SignedSignatureProperties>\
             <xades:SignedDataObjectProperties>\
             <xades:DataObjectFormat ObjectReference=\"#{id}-data\">\
             <xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>\
             </xades:SignedDataObjectProperties></xades:SignedProperties>\
             </xades:QualifyingProperties></ds:Object></ds:Signature>"
        )
    }
}

/// One past the root element's last character.
fn end_of_root(document: &Document, text: &str) -> usize {
    let Some(root) = document.element(document.root()) else {
        return text.len();
    };
    if root.end_tag > root.start {
        let close = text[root.end_tag..].find('>');
        return root.end_tag + close.map_or(0, |at| at + 1);
    }
    let mut quote = None;
    for (at, character) in text[root.start..].char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '>') => return root.start + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `IssuerSerial` of RFC 5035, in DER.
fn issuer_serial(certificate: &Certificate) -> Vec<u8> {
    let issuer = certificate.issuer().to_der().unwrap_or_default();
    let serial = certificate.parsed().tbs_certificate().serial_number();
    write::sequence(&[
        write::sequence(&[write::tagged(4, &issuer)]),
        serial.to_der().unwrap_or_default(),
    ])
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
