//! The validation of a file's signatures.

use super::permissions::Permissions;
use super::range::Range;
use super::stamps::{self, DocumentStamp};
use super::{PdfError, changes, load};
use crate::chain::Evidence;
use crate::cms::{self, Content, Place};
use crate::report::{Block, Qualification, SignatureReport, SubIndication, Verdict};
use crate::trust::Trust;
use crate::validate::decision::noted;
use jiff::Timestamp;
use lopdf::{Dictionary, Document, Object};

/// Signatures in one file; each hashes the file, and later changes are found by reading it again.
const MAX_SIGNATURES: usize = 16;
/// How many changes a finding names.
const NAMED: usize = 8;

/// Whether a file is a PDF with something like a signature; says nothing on its soundness.
pub fn is_signed(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    has(head, b"%PDF-") && has(bytes, b"/ByteRange")
}

/// Judges every signature of a file, in the order of what they cover; none where there is none. A
/// file that cannot be read gives one report that says so.
pub fn validate(
    pdf: &[u8],
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> Vec<SignatureReport> {
    let document = match load(pdf) {
        Ok(document) => document,
        Err(error) => return vec![failed(unreadable(&error), at)],
    };
    let found = signatures(&document);
    if found.len() > MAX_SIGNATURES {
        let verdict = Verdict::because(
            SubIndication::FormatFailure,
            "SIG-090",
            format!("more than {MAX_SIGNATURES} signatures"),
        );
        return vec![failed(verdict, at)];
    }
    let (marks, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| stamps::is_stamp(one));
    let evidence = stamps::gathered(&document, evidence);
    let place = Place {
        at,
        trust,
        evidence: &evidence,
        proved: None,
    };
    let stamps = stamps::check(pdf, marks, &place);
    // What covers more than a signature, and where it ends: what may stand on a page after it.
    let ranges = found.iter().filter_map(|one| {
        let range = Range::read(pdf, one).ok()?;
        Some((range.end, *one))
    });
    let good = stamps.iter().filter(|one| one.time.is_some());
    let judged: Vec<(usize, &Dictionary)> = ranges
        .chain(good.map(|one| (one.end, one.signature)))
        .collect();
    let mut reports: Vec<(usize, Vec<SignatureReport>)> = found
        .into_iter()
        .map(|signature| match Range::read(pdf, signature) {
            Ok(range) => {
                let later = later(pdf, &document, signature, range, &judged);
                let mut reports = judge(pdf, signature, range, &later, &stamps, &place);
                if let Some(time) = moment(signature) {
                    for report in &mut reports {
                        // PAdES keeps the signer's own time here and not in the CMS.
                        report.signing_time.get_or_insert(time);
                    }
                }
                (range.end, reports)
            }
            Err(verdict) => (usize::MAX, vec![failed(verdict, at)]),
        })
        .collect();
    reports.sort_by_key(|(end, _)| *end);
    reports
        .into_iter()
        .flat_map(|(_, reports)| reports)
        .collect()
}

fn unreadable(error: &PdfError) -> Verdict {
    Verdict::because(SubIndication::FormatFailure, "SIG-090", error.to_string())
}

fn failed(verdict: Verdict, at: Timestamp) -> SignatureReport {
    SignatureReport {
        verdict: verdict.clone(),
        qualified: false,
        qualification: Qualification::default(),
        format: "PAdES".to_owned(),
        signer: None,
        signing_time: None,
        stamped_time: None,
        validation_time: at,
        chain: Vec::new(),
        algorithm: None,
        blocks: vec![Block {
            name: "FORMAT_CHECKING",
            about: "PDF".to_owned(),
            verdict,
        }],
    }
}

/// The signature dictionaries: objects of their own, or inside a field.
fn signatures(document: &Document) -> Vec<&Dictionary> {
    // One without `Contents` is a signature too: a bad one.
    let is_signature = |one: &&Dictionary| one.has(b"ByteRange");
    let own = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    own.flat_map(|one| {
        let value = one.get(b"V").and_then(Object::as_dict).ok();
        [Some(one), value]
            .into_iter()
            .flatten()
            .filter(is_signature)
    })
    .collect()
}

/// What was added after signing.
fn later(
    pdf: &[u8],
    document: &Document,
    signature: &Dictionary,
    range: Range,
    judged: &[(usize, &Dictionary)],
) -> Verdict {
    if range.is_whole(pdf) {
        return Verdict::passed();
    }
    let bytes = pdf.len() - range.end;
    let signed = match load(&pdf[..range.end]) {
        Ok(signed) => signed,
        Err(error) => return unreadable(&error),
    };
    let permissions = Permissions::read(&signed, signature);
    let later = judged.iter().filter(|(end, _)| *end > range.end);
    let later: Vec<&Dictionary> = later.map(|(_, one)| *one).collect();
    let changes = changes::between(&signed, document, &permissions, &later);
    let named = |all: &[String]| {
        let mut text = all
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if all.len() > NAMED {
            text.push_str(", …");
        }
        let level = permissions.level.map(|level| format!(" (DocMDP {level})"));
        let level = level.unwrap_or_default();
        format!("{bytes} bytes were added after signing: {text}{level}")
    };
    if changes.forbidden.is_empty() {
        noted("SIG-093", named(&changes.allowed))
    } else {
        let detail = named(&changes.forbidden);
        Verdict::because(SubIndication::FormatFailure, "SIG-092", detail)
    }
}

fn judge(
    pdf: &[u8],
    signature: &Dictionary,
    range: Range,
    later: &Verdict,
    stamps: &[DocumentStamp<'_>],
    place: &Place<'_>,
) -> Vec<SignatureReport> {
    let at = place.at;
    let filter = signature
        .get(b"SubFilter")
        .and_then(Object::as_name)
        .unwrap_or_default();
    if !matches!(filter, b"ETSI.CAdES.detached" | b"adbe.pkcs7.detached") {
        let verdict = Verdict::because(
            SubIndication::SigConstraintsFailure,
            "SIG-094",
            format!(
                "the kind {} is not read here",
                String::from_utf8_lossy(filter)
            ),
        );
        return vec![failed(verdict, at)];
    }
    let contents = signature
        .get(b"Contents")
        .and_then(Object::as_str)
        .unwrap_or_default();
    let Some(value) = value(contents) else {
        let verdict = Verdict::because(
            SubIndication::FormatFailure,
            "SIG-094",
            "Contents holds something beside one CMS",
        );
        return vec![failed(verdict, at)];
    };
    let signed = range.signed(pdf);
    let over: Vec<&DocumentStamp<'_>> = stamps.iter().filter(|one| one.end > range.end).collect();
    let place = Place {
        proved: over.iter().filter_map(|one| one.time).min(),
        ..*place
    };
    let mut reports = cms::validate_in(value, Content::Bytes(&signed), &place);
    // ETSI EN 319 142-1, section 4.1: one signer in each.
    let many = reports.len() > 1;
    for report in &mut reports {
        report.format = match report.format.strip_prefix("CAdES-") {
            Some(level) if filter == b"ETSI.CAdES.detached" => format!("PAdES-{level}"),
            _ => "PDF, CMS".to_owned(),
        };
        let mut format = later.clone();
        if many {
            let detail = "the CMS in a PDF has several signers";
            format = format.and(Verdict::because(
                SubIndication::FormatFailure,
                "SIG-094",
                detail,
            ));
        }
        let before = std::mem::replace(&mut report.verdict, Verdict::passed());
        report.verdict = before.and(format.clone());
        for stamp in &over {
            report.blocks.extend(stamp.blocks.iter().cloned());
            let notes = stamp.notes.iter().flat_map(|note| &note.findings);
            report.verdict.findings.extend(notes.cloned());
        }
        report.blocks.insert(
            0,
            Block {
                name: "FORMAT_CHECKING",
                about: format!("PDF, bytes 0 to {}", range.end),
                verdict: format,
            },
        );
    }
    reports
}

/// The CMS without the zeros that fill up its place; `None` where something else follows it.
pub(super) fn value(contents: &[u8]) -> Option<&[u8]> {
    let length = crate::ber::first_length(contents).ok()?;
    let (value, padding) = contents.split_at_checked(length)?;
    padding.iter().all(|byte| *byte == 0).then_some(value)
}

/// `M`: when it was signed, as the signer claims (ISO 32000-1, section 7.9.4: `D:20261122153000+03'00'`).
fn moment(signature: &Dictionary) -> Option<Timestamp> {
    let text = signature.get(b"M").and_then(Object::as_str).ok()?;
    let text = std::str::from_utf8(text).ok()?;
    let text = text.strip_prefix("D:").unwrap_or(text);
    let (digits, zone) = text.split_at_checked(14)?;
    let zone = zone.replace('\'', "");
    let zone = match zone.as_str() {
        "" | "Z" | "Z0000" => "+0000",
        other => other,
    };
    let (hours, minutes) = zone.split_at_checked(3)?;
    let (day, clock) = digits.split_at_checked(8)?;
    format!("{day}T{clock}{hours}:{minutes:0>2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn the_time_of_a_pdf_is_read_with_its_zone() {
        let read = |text: &str| {
            let text = Object::string_literal(text);
            moment(&dictionary! { "M" => text })
        };
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(read("D:20261122150000+03'00'"), Some(noon));
        assert_eq!(read("D:20261122150000+03'00"), Some(noon));
        assert_eq!(read("D:20261122120000Z"), Some(noon));
        assert_eq!(read("D:20261122120000Z00'00'"), Some(noon));
        assert_eq!(read("D:20261122120000"), Some(noon));
        for wrong in ["", "D:2026", "D:20261322120000Z", "yesterday at noon!"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
