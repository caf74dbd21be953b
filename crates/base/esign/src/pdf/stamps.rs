//! What a PDF holds for the long term (ETSI EN 319 142-1, section 5.4): time stamps of the whole
//! document, and certificates, lists and answers beside its signatures.

use super::MAX_INFLATED;
use super::changes::resolved;
use super::range::Range;
use crate::algorithm::Digest;
use crate::certificate::Certificate;
use crate::chain::Evidence;
use crate::cms::Place;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;
use crate::report::{Block, Verdict};
use crate::tsp;
use crate::validate::decision::noted;
use jiff::Timestamp;
use lopdf::{Dictionary, Document, Object};

/// Of each kind of values in the store.
const MAX_VALUES: usize = 256;

/// A time stamp of the document as it was up to a place.
pub(crate) struct DocumentStamp<'d> {
    pub(crate) signature: &'d Dictionary,
    /// Where what it covers ends; where that is wrong, nowhere, so that every signature hears of it.
    pub(crate) end: usize,
    /// Its time, if it is good.
    pub(crate) time: Option<Timestamp>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) notes: Vec<Verdict>,
}

/// Whether a signature dictionary is a time stamp of the document.
pub(crate) fn is_stamp(signature: &Dictionary) -> bool {
    let name = |key: &[u8]| signature.get(key).and_then(Object::as_name).ok();
    name(b"SubFilter") == Some(b"ETSI.RFC3161")
}

/// Checks the time stamps, the last one first: each is proved by those after it.
pub(crate) fn check<'d>(
    pdf: &[u8],
    found: Vec<&'d Dictionary>,
    place: &Place<'_>,
) -> Vec<DocumentStamp<'d>> {
    let mut stamps: Vec<DocumentStamp<'d>> = Vec::new();
    let mut sound = Vec::new();
    for signature in found {
        match Range::read(pdf, signature) {
            Ok(range) => sound.push((range, signature)),
            Err(fault) => stamps.push(DocumentStamp::spoilt(signature, &fault)),
        }
    }
    sound.sort_by_key(|(range, _)| std::cmp::Reverse(range.end));
    for (range, signature) in sound {
        let proved = stamps.iter().filter_map(|later| later.time).min();
        let place = Place { proved, ..*place };
        let contents = signature.get(b"Contents").and_then(Object::as_str);
        let token = contents.ok().and_then(super::check::value);
        let signed = range.signed(pdf);
        let hash = |digest: Digest| Some(digest.hash(&signed));
        let (mut blocks, mut notes) = (Vec::new(), Vec::new());
        let checked = tsp::check(token.unwrap_or_default(), &hash, &place);
        let time = checked.told(&mut blocks, &mut notes);
        stamps.push(DocumentStamp {
            signature,
            end: range.end,
            time,
            blocks,
            notes,
        });
    }
    stamps
}

impl<'d> DocumentStamp<'d> {
    /// One that does not cover what it must: told with every signature, and counted for none.
    fn spoilt(signature: &'d Dictionary, fault: &Verdict) -> Self {
        let findings = fault.findings.iter();
        let told = findings.map(|one| noted(one.code, one.detail.clone()));
        let mut notes: Vec<Verdict> = told.collect();
        notes.push(noted("SIG-073", "a time stamp does not count"));
        Self {
            signature,
            end: usize::MAX,
            time: None,
            blocks: vec![Block {
                name: "TIME_STAMP_VALIDATION",
                about: "PDF".to_owned(),
                verdict: fault.clone(),
            }],
            notes,
        }
    }
}

/// The evidence at hand and what the document's security store holds; nobody vouches for that.
pub(crate) fn gathered(document: &Document, evidence: &Evidence) -> Evidence {
    let mut all = evidence.clone();
    let store = document
        .catalog()
        .ok()
        .and_then(|catalog| resolved(document, catalog.get(b"DSS").ok()?));
    let Some(store) = store else { return all };
    let mut budget = MAX_INFLATED;
    let mut values = |key: &[u8]| -> Vec<Vec<u8>> {
        let list = match store.get(key) {
            Ok(Object::Reference(id)) => document.get_object(*id).and_then(Object::as_array),
            Ok(other) => other.as_array(),
            Err(error) => Err(error),
        };
        let streams = list.ok().into_iter().flatten().take(MAX_VALUES);
        let streams = streams.filter_map(|one| {
            let stream = document.get_object(one.as_reference().ok()?).ok()?;
            let content = stream
                .as_stream()
                .ok()?
                .get_plain_content_with_limit(budget);
            let content = content.ok()?;
            budget = budget.saturating_sub(content.len());
            Some(content)
        });
        streams.collect()
    };
    let certificates = values(b"Certs");
    let certificates = certificates.iter();
    all.certificates
        .extend(certificates.filter_map(|der| Certificate::from_der(der).ok()));
    all.crls.extend(
        values(b"CRLs")
            .iter()
            .filter_map(|der| Crl::from_der(der).ok()),
    );
    all.ocsp.extend(
        values(b"OCSPs")
            .iter()
            .filter_map(|der| OcspResponse::from_der(der).ok()),
    );
    all
}
