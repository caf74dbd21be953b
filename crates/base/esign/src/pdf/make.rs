//! Making PAdES-BES: an incremental update with an invisible field, a place for the CMS, and the
//! CMS put there.

use super::permissions::Permissions;
use super::{PdfError, load};
use crate::certificate::Certificate;
use crate::cms;
use gost3410::SigningKey;
use jiff::Timestamp;
use lopdf::{
    Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary,
};

/// The CMS beside the certificate: attributes, names, the signature value, and room to spare.
const ROOM: usize = 4096;
/// Numbers of ten digits that stand where the byte range will.
const PLACE: &[u8] = b"[0 1000000001 1000000002 1000000003]";

/// Why a PDF could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error(transparent)]
    Pdf(#[from] PdfError),
    #[error(transparent)]
    Cms(#[from] cms::MakeError),
    #[error("encrypted files are not signed")]
    Encrypted,
    #[error("the author of the file allows no further signatures")]
    Closed,
    #[error("the file has no page")]
    NoPage,
    #[error("the update cannot be written: {0}")]
    Update(String),
    #[error("the CMS is longer than its place")]
    Room,
    #[error("the key does not belong to the certificate")]
    WrongKey,
}

impl From<lopdf::Error> for MakeError {
    fn from(error: lopdf::Error) -> Self {
        MakeError::Update(error.to_string())
    }
}

/// A file with a signature that lacks its value.
pub struct Prepared {
    file: Vec<u8>,
    /// The hexadecimal digits of `Contents`, without the angle brackets.
    digits: (usize, usize),
    cms: cms::Prepared,
}

impl Prepared {
    /// What an outside signer signs.
    pub fn hash_to_sign(&self) -> Vec<u8> {
        self.cms.hash_to_sign()
    }

    /// The message whose hash that is, for signers that take the message.
    pub fn message_to_sign(&self) -> &[u8] {
        self.cms.to_sign()
    }

    /// The signed file. The signature is checked first.
    ///
    /// # Errors
    /// [`MakeError::Cms`] where it does not fit the certificate, [`MakeError::Room`].
    pub fn finish(mut self, signature: &[u8]) -> Result<Vec<u8>, MakeError> {
        let cms = self.cms.finish(signature, None)?;
        let digits = data_encoding::HEXUPPER.encode(&cms);
        let (start, end) = self.digits;
        if digits.len() > end - start {
            return Err(MakeError::Room);
        }
        self.file[start..start + digits.len()].copy_from_slice(digits.as_bytes());
        Ok(self.file)
    }
}

/// Prepares a signature of a whole file for an outside signer. The same call gives the same again.
///
/// # Errors
/// [`MakeError`] where the file cannot be read, is encrypted or has no page, and where its author
/// certified it against further signatures: one more would break theirs.
pub fn prepare(
    pdf: &[u8],
    certificate: &Certificate,
    signing_time: Timestamp,
) -> Result<Prepared, MakeError> {
    prepare_with(pdf, certificate, &[], signing_time)
}

/// As [`prepare`], with more certificates in the signature, such as the signer's authorities.
///
/// # Errors
/// As for [`prepare`].
pub fn prepare_with(
    pdf: &[u8],
    certificate: &Certificate,
    others: &[Certificate],
    signing_time: Timestamp,
) -> Result<Prepared, MakeError> {
    let document = load(pdf)?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(MakeError::Encrypted);
    }
    if !Permissions::read(&document, &Dictionary::new()).allow_signatures() {
        return Err(MakeError::Closed);
    }
    let page = document.page_iter().next().ok_or(MakeError::NoPage)?;
    let certificates = others.iter().chain([certificate]);
    let room = certificates.map(|one| one.der().len()).sum::<usize>() + ROOM;
    let (root, name) = form_of(&document)?;
    let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
    let moment = signing_time.strftime("D:%Y%m%d%H%M%SZ").to_string();
    let signature = update.new_document.add_object(dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "M" => Object::string_literal(moment),
        "ByteRange" => vec![
            0.into(),
            1_000_000_001_i64.into(),
            1_000_000_002_i64.into(),
            1_000_000_003_i64.into(),
        ],
        "Contents" => Object::String(vec![0; room], StringFormat::Hexadecimal),
    });
    let field = update.new_document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal(name),
        "V" => signature,
        "P" => page,
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        // Printed, and locked.
        "F" => 132,
    });
    append(&mut update, page, b"Annots", field)?;
    if let Some(form) = form_place(&update, root)? {
        append(&mut update, form, b"Fields", field)?;
        let form = update.new_document.get_object_mut(form)?.as_dict_mut()?;
        form.set("SigFlags", 3);
    } else {
        let old = update.get_prev_documents();
        let mut form = old
            .get_object(root)?
            .as_dict()?
            .get(b"AcroForm")
            .and_then(Object::as_dict)
            .cloned()
            .unwrap_or_default();
        form.set("SigFlags", 3);
        push(&mut update, &mut form, b"Fields", field)?;
        update.opt_clone_object_to_new_document(root)?;
        let catalog = update.new_document.get_object_mut(root)?.as_dict_mut()?;
        catalog.set("AcroForm", form);
    }
    let mut file = Vec::with_capacity(pdf.len() + 4 * room);
    update
        .save_to(&mut file)
        .map_err(|error| MakeError::Update(error.to_string()))?;
    fill(file, pdf.len(), room, certificate, others)
}

/// Signs with a key at hand. `noise` hardens the one-time number; see [`SigningKey::sign_digest`].
///
/// # Errors
/// As for [`prepare`]; [`MakeError::WrongKey`].
pub fn sign(
    pdf: &[u8],
    certificate: &Certificate,
    key: &SigningKey,
    signing_time: Timestamp,
    noise: &[u8; 32],
) -> Result<Vec<u8>, MakeError> {
    let prepared = prepare(pdf, certificate, signing_time)?;
    let signature = key
        .sign_digest(&prepared.hash_to_sign(), noise)
        .map_err(|_| MakeError::WrongKey)?;
    prepared.finish(signature.as_bytes())
}

/// The catalog, and a field name that is not in use.
fn form_of(document: &Document) -> Result<(ObjectId, String), MakeError> {
    let root = document.trailer.get(b"Root")?.as_reference()?;
    let is_used = |name: &str| {
        document.objects.values().any(|object| {
            let title = object
                .as_dict()
                .ok()
                .and_then(|one| one.get(b"T").ok()?.as_str().ok());
            title == Some(name.as_bytes())
        })
    };
    let mut number = 1;
    while is_used(&format!("Signature{number}")) {
        number += 1;
    }
    Ok((root, format!("Signature{number}")))
}

/// The object of the form, where it is one of its own.
fn form_place(update: &IncrementalDocument, root: ObjectId) -> Result<Option<ObjectId>, MakeError> {
    let catalog = update.get_prev_documents().get_object(root)?.as_dict()?;
    Ok(catalog.get(b"AcroForm").and_then(Object::as_reference).ok())
}

/// Appends to a list of a dictionary object.
fn append(
    update: &mut IncrementalDocument,
    place: ObjectId,
    key: &[u8],
    field: ObjectId,
) -> Result<(), MakeError> {
    update.opt_clone_object_to_new_document(place)?;
    let mut dictionary = update.new_document.get_object(place)?.as_dict()?.clone();
    push(update, &mut dictionary, key, field)?;
    update.new_document.set_object(place, dictionary);
    Ok(())
}

/// Appends to a list in a dictionary, or to the object that the list is.
fn push(
    update: &mut IncrementalDocument,
    dictionary: &mut Dictionary,
    key: &[u8],
    field: ObjectId,
) -> Result<(), MakeError> {
    match dictionary.get_mut(key) {
        Ok(Object::Reference(list)) => {
            let list = *list;
            update.opt_clone_object_to_new_document(list)?;
            let list = update.new_document.get_object_mut(list)?.as_array_mut()?;
            list.push(field.into());
        }
        Ok(Object::Array(list)) => list.push(field.into()),
        _ => dictionary.set(key, vec![field.into()]),
    }
    Ok(())
}

/// Writes the byte range into its place and hashes what it covers.
fn fill(
    mut file: Vec<u8>,
    old: usize,
    room: usize,
    certificate: &Certificate,
    others: &[Certificate],
) -> Result<Prepared, MakeError> {
    let find = |file: &[u8], what: &[u8]| {
        let found = file[old..].windows(what.len()).position(|one| one == what);
        found
            .map(|at| old + at)
            .ok_or_else(|| MakeError::Update("the place of the signature is lost".to_owned()))
    };
    let zeros = [b"<".as_slice(), &vec![b'0'; 2 * room], b">"].concat();
    let start = find(&file, &zeros)?;
    let next = start + zeros.len();
    let range = format!("[0 {start} {next} {}]", file.len() - next);
    let at = find(&file, PLACE)?;
    let padded = format!("{range:<width$}", width = PLACE.len());
    if padded.len() != PLACE.len() {
        return Err(MakeError::Room);
    }
    file[at..at + PLACE.len()].copy_from_slice(padded.as_bytes());
    let mut hasher = cms::digest_of(certificate)?.hasher();
    hasher.update(&file[..start]);
    hasher.update(&file[next..]);
    let cms = cms::prepare_with(&hasher.finish(), certificate, None)?.with_certificates(others);
    Ok(Prepared {
        file,
        digits: (start + 1, next - 1),
        cms,
    })
}
