//! What a machine has read in the documents of a request, in words: for the applicant before the submission, for the
//! operator beside the documents.

use std::collections::BTreeSet;

use blob::FileKind;
use db::Rows;
use organizations::links::{
    self, Finding, LinkDocument, LinkRequest, NotReadReason, Outcome, Part, Scan,
};
use organizations::moderation::NewRemark;
use texts::Texts;

use super::parts::document_title;
use crate::error::PageError;
use crate::patterns::{Color, Tag};
use crate::urls;

/// The part of a page about all documents; empty when none was ever to be read.
#[derive(Default)]
pub(crate) struct ScansPart {
    pub(crate) hint: String,
    pub(crate) documents: Vec<ScanLine>,
    /// The operator's way to a return with the remarks that the findings suggest.
    pub(crate) return_url: Option<String>,
}

/// One document.
pub(crate) struct ScanLine {
    pub(crate) title: String,
    pub(crate) tag: Tag,
    /// Why it was not read, what it waits for, or how sharp it is.
    pub(crate) texts: Vec<String>,
    /// Parts that are as they must be, in one sentence.
    pub(crate) found: Option<String>,
    /// The others.
    pub(crate) findings: Vec<FindingLine>,
    /// Pages to look at beside the findings.
    pub(crate) pictures: Vec<Picture>,
}

/// A page of a document.
pub(crate) struct Picture {
    pub(crate) url: String,
    /// The whole document.
    pub(crate) file_url: String,
    /// «Страница 1».
    pub(crate) caption: String,
}

/// Who looks.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    /// Whose documents they are.
    Applicant,
    /// Sees the pages too; those of a PDF where they can be drawn.
    Operator { can_draw: bool },
}

/// Pages of one document that are shown: the first, and those where something was found.
const SHOWN_PAGES: usize = 4;

/// A part that somebody should look at.
pub(crate) struct FindingLine {
    pub(crate) part: String,
    pub(crate) text: String,
    pub(crate) code: &'static str,
    pub(crate) seen: String,
    pub(crate) expected: String,
}

/// Reads the findings and puts them into words.
pub(crate) async fn part(
    rows: &impl Rows,
    t: Texts,
    request: &LinkRequest,
    documents: &[LinkDocument],
    reader: Reader,
) -> Result<ScansPart, PageError> {
    let scans = links::scans(rows, request).await?;
    let lines = documents
        .iter()
        .filter(|document| document.removed_at.is_none())
        .filter_map(|document| Some(line(t, document, scans.get(&document.id)?, reader)));
    let hint = match reader {
        Reader::Applicant => "scan-hint-applicant",
        Reader::Operator { .. } => "scan-hint-operator",
    };
    Ok(ScansPart {
        hint: t.get(hint).into_owned(),
        documents: lines.collect(),
        return_url: None,
    })
}

fn line(t: Texts, document: &LinkDocument, scan: &Scan, reader: Reader) -> ScanLine {
    let findings: &[Finding] = match scan {
        Scan::Read(findings) => findings,
        _ => &[],
    };
    let troubles = findings
        .iter()
        .filter_map(|one| Some((one, one.code()?)))
        .map(|(one, code)| FindingLine {
            part: t.get(&part_key(one.part)).into_owned(),
            text: text_of(t, code, document),
            code,
            seen: seen(t, one),
            expected: shown(t, one.part, &one.expected),
        });
    let good: Vec<String> = findings
        .iter()
        .filter(|one| one.outcome == Outcome::Found)
        .map(|one| t.get(&format!("{}-lower", part_key(one.part))).into_owned())
        .collect();
    let mut texts = Vec::new();
    match scan {
        Scan::Waiting => texts.push(t.get("scan-waiting-text").into_owned()),
        Scan::Reading => texts.push(t.get("scan-reading-text").into_owned()),
        Scan::NotRead(reason) => {
            let code = t.with1("error-code", "code", reason.code());
            texts.push(format!("{} {code}", text_of(t, reason.code(), document)));
        }
        Scan::Read(findings) => {
            if findings.iter().any(|one| one.is_recognised) {
                texts.push(t.get("scan-recognised").into_owned());
            }
        }
    }
    if let Some(raster) = document.raster {
        let dpi = raster.dpi.unwrap_or(0);
        texts.push(t.with(
            "scan-raster",
            &[
                ("width", &raster.width),
                ("height", &raster.height),
                ("dpi", &dpi),
            ],
        ));
    }
    ScanLine {
        title: document_title(t, document),
        tag: tag(t, scan),
        texts,
        found: (!good.is_empty()).then(|| t.with1("scan-found", "parts", good.join(", "))),
        findings: troubles.collect(),
        pictures: match reader {
            Reader::Applicant => Vec::new(),
            Reader::Operator { can_draw } => pictures(t, document, scan, can_draw),
        },
    }
}

fn pictures(t: Texts, document: &LinkDocument, scan: &Scan, can_draw: bool) -> Vec<Picture> {
    let is_pdf = document.file_kind == FileKind::Pdf.as_str();
    let findings: &[Finding] = match scan {
        Scan::NotRead(NotReadReason::Damaged) => return Vec::new(),
        Scan::Read(findings) if is_pdf => findings,
        _ => &[],
    };
    if is_pdf && !can_draw {
        return Vec::new();
    }
    let numbers: BTreeSet<u32> = findings
        .iter()
        .filter_map(|one| one.page)
        .chain([1])
        .collect();
    numbers
        .into_iter()
        .take(SHOWN_PAGES)
        .map(|number| Picture {
            url: urls::operator_file_page(document.file, number),
            file_url: urls::operator_file(document.file),
            caption: t.with1("scan-page", "page", number),
        })
        .collect()
}

fn tag(t: Texts, scan: &Scan) -> Tag {
    let (key, color) = match scan {
        Scan::Waiting => ("scan-state-waiting", Color::Neutral),
        Scan::Reading => ("scan-state-reading", Color::Info),
        Scan::NotRead(NotReadReason::NoTool) => ("scan-state-human", Color::Neutral),
        Scan::NotRead(NotReadReason::Damaged) => ("scan-state-damaged", Color::Danger),
        Scan::NotRead(_) => ("scan-state-not-read", Color::Warning),
        Scan::Read(_) if scan.refusal().is_some() => ("scan-state-wrong", Color::Danger),
        Scan::Read(findings) => {
            let is_good = |one: &Finding| one.outcome == Outcome::Found;
            if findings.iter().all(is_good) {
                ("scan-state-good", Color::Success)
            } else {
                ("scan-state-look", Color::Warning)
            }
        }
    };
    Tag::new(t.get(key), color)
}

fn part_key(part: Part) -> String {
    format!("scan-part-{}", part.name())
}

fn text_of(t: Texts, code: &str, document: &LinkDocument) -> String {
    t.with1(
        &format!("error-{code}"),
        "name",
        document.file_name.as_str(),
    )
}

/// Dates are kept as ISO writes them.
fn shown(t: Texts, part: Part, value: &str) -> String {
    match (part, value.parse()) {
        (Part::Date | Part::Term, Ok(day)) => t.day_short(day),
        _ => value.to_owned(),
    }
}

/// What stands in the document, with its page.
fn seen(t: Texts, finding: &Finding) -> String {
    let seen = shown(t, finding.part, &finding.seen);
    match finding.page {
        Some(page) if !seen.is_empty() => t.with("scan-seen", &[("seen", &seen), ("page", &page)]),
        _ => seen,
    }
}

/// The operator's remarks that the findings suggest: one for each document and code.
pub(crate) async fn suggested(
    rows: &impl Rows,
    t: Texts,
    request: &LinkRequest,
    documents: &[LinkDocument],
) -> Result<Vec<NewRemark>, PageError> {
    let scans = links::scans(rows, request).await?;
    let mut remarks: Vec<NewRemark> = Vec::new();
    for document in documents.iter().filter(|one| one.removed_at.is_none()) {
        let subject = format!("document:{}", document.id);
        match scans.get(&document.id) {
            Some(Scan::NotRead(NotReadReason::Damaged | NotReadReason::Illegible)) => {
                remarks.push(NewRemark {
                    code: "LNK-051".to_owned(),
                    subject,
                    comment: String::new(),
                });
            }
            Some(Scan::Read(findings)) => {
                for finding in findings {
                    let Some(code) = finding.remark() else {
                        continue;
                    };
                    let comment = comment(t, finding);
                    let same = |one: &&mut NewRemark| one.code == code && one.subject == subject;
                    match remarks.iter_mut().find(same) {
                        Some(remark) => remark.comment = format!("{} {comment}", remark.comment),
                        None => remarks.push(NewRemark {
                            code: code.to_owned(),
                            subject: subject.clone(),
                            comment,
                        }),
                    }
                }
            }
            _ => {}
        }
    }
    Ok(remarks)
}

/// «Дата документа: в документе 02.09.2026, в заявке 01.09.2026.»
fn comment(t: Texts, finding: &Finding) -> String {
    let part = t.get(&part_key(finding.part));
    let seen = shown(t, finding.part, &finding.seen);
    let expected = shown(t, finding.part, &finding.expected);
    let key = match (seen.is_empty(), expected.is_empty()) {
        (false, false) => "scan-comment-differs",
        (false, true) => "scan-comment-seen",
        (true, _) => "scan-comment-missing",
    };
    t.with(
        key,
        &[("part", &part), ("seen", &seen), ("expected", &expected)],
    )
}
