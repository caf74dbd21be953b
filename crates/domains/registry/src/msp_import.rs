//! `kabinet registry import-msp`: the open data of the register of small and medium business.
//!
//! The register is published whole, so what is imported replaces what was there. When a file of it is
//! broken, businesses of the whole ones are added to the old instead: nobody loses a mark by it. Files in
//! which there is nothing, or an older register than the one that is here, change nothing.

use std::path::Path;

use jiff::civil::Date;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use requisites::{Inn10, Inn12};
use serde::Serialize;
use texts::{Texts, ToArg};

use crate::entry::parse_date;
use crate::model::{BusinessSize, SmallBusiness};
use crate::msp::{Kept, inn_of, pack, read_all, replace};
use crate::problem::{Error, Position, Problem, Warning, printable};
use crate::reader::{Limits, MSP_KIND, next_event};
use crate::report::{BrokenFile, FileWarning};
use crate::sources::{Walk, discover};
use crate::stream::Utf8Stream;

/// Businesses of one register: seven times what there are.
const MOST: usize = 48_000_000;
const MOST_NAMED: usize = 200;

/// What an import of the register of small business did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MspReport {
    pub files: u64,
    /// Documents in them.
    pub read: u64,
    /// Of those, left out: no ИНН or a wrong one, no size, or made out on a day more than a year ahead.
    pub skipped: u64,
    /// Businesses that are marked now.
    pub marked: u64,
    pub files_broken: u64,
    /// The first 200 of them; the same for the warnings.
    pub broken: Vec<BrokenFile>,
    pub warnings: Vec<FileWarning>,
}

impl MspReport {
    /// The closing lines of `kabinet registry import-msp`.
    pub fn lines(&self, texts: Texts) -> Vec<String> {
        let warnings = self.warnings.iter().map(|warning| warning.line(texts));
        let broken = self.broken.iter().map(|broken| broken.line(texts));
        let mut lines: Vec<String> = warnings.chain(broken).collect();
        let args: &[(&str, &dyn ToArg)] = &[
            ("files", &self.files),
            ("broken", &self.files_broken),
            ("read", &self.read),
            ("skipped", &self.skipped),
            ("marked", &self.marked),
        ];
        lines.push(texts.with("registry-msp-report", args));
        lines
    }

    fn add_warning(&mut self, warning: FileWarning) {
        if self.warnings.len() < MOST_NAMED {
            self.warnings.push(warning);
        }
    }

    fn add_broken(&mut self, file: BrokenFile) {
        self.files_broken += 1;
        if self.broken.len() < MOST_NAMED {
            self.broken.push(file);
        }
    }
}

/// Reads a file, an archive or a folder of the open data; `progress` gets files done and in all.
///
/// # Errors
/// [`Error::NothingFound`], [`Error::NoRecords`], [`Error::OlderRecords`], [`Error::TooMuch`], and faults
/// of the disk. The old marks are kept then.
pub fn import_msp(
    registry: &Path,
    from: &Path,
    limits: &Limits,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<MspReport, Error> {
    std::fs::create_dir_all(registry).map_err(|error| Error::io(registry, error))?;
    let sources = discover(from, limits)?;
    let mut report = MspReport::default();
    for (path, problem) in sources.broken {
        report.add_broken(BrokenFile {
            name: path.display().to_string(),
            problem,
            position: Position::default(),
        });
    }
    let mut new = Kept::default();
    for source in Walk::new(sources.paths, limits) {
        let name = source.name.clone();
        let outcome = source.read(|input| match input {
            Ok(input) => read_file(input, limits, &mut report, &mut new),
            Err(problem) => Err((problem, Position::default())),
        });
        report.files += 1;
        match outcome {
            Ok(None) => {}
            Ok(Some(warning)) => report.add_warning(FileWarning {
                file: name,
                warning,
            }),
            Err((problem, position)) => report.add_broken(BrokenFile {
                name,
                problem,
                position,
            }),
        }
        if new.numbers.len() > MOST {
            return Err(Error::TooMuch);
        }
        progress(report.files, sources.xml_files);
    }
    if new.numbers.is_empty() {
        return Err(Error::NoRecords(what_was_there(from, &report)));
    }
    let kept = read_all(registry)?;
    if let (Some(new), Some(kept)) = (new.composed, kept.composed)
        && new < kept
    {
        return Err(Error::OlderRecords { new, kept });
    }
    if report.files_broken > 0 {
        // Old ones first: of two with one ИНН the later stays.
        let mut all = kept.numbers;
        all.append(&mut new.numbers);
        new.numbers = all;
        new.composed = new.composed.or(kept.composed);
    }
    let marks = &mut new.numbers;
    // Stable: of several documents of one business, the last one read counts.
    marks.sort_by_key(|mark| inn_of(*mark));
    marks.reverse();
    marks.dedup_by_key(|mark| inn_of(*mark));
    marks.reverse();
    report.marked = marks.len() as u64;
    replace(registry, &new)?;
    Ok(report)
}

/// The files that were no register, by name and reason; where there are many, the first three.
fn what_was_there(from: &Path, report: &MspReport) -> String {
    let named = report.broken.iter().take(3);
    let named: Vec<String> = named
        .map(|file| format!("{} ({})", printable(&file.name), file.problem.code()))
        .collect();
    if named.is_empty() {
        printable(&from.display().to_string())
    } else {
        named.join(", ")
    }
}

fn read_file(
    input: impl std::io::Read,
    limits: &Limits,
    report: &mut MspReport,
    new: &mut Kept,
) -> Result<Option<Warning>, (Problem, Position)> {
    let stream = Utf8Stream::new(input, limits.file_bytes, limits.piece_bytes);
    let mut xml = Reader::from_reader(stream);
    xml.config_mut().expand_empty_elements = true;
    read_documents(&mut xml, limits, report, new)
        .map_err(|problem| (problem, xml.get_mut().marked()))
}

fn read_documents<R: std::io::Read>(
    xml: &mut Reader<Utf8Stream<R>>,
    limits: &Limits,
    report: &mut MspReport,
    new: &mut Kept,
) -> Result<Option<Warning>, Problem> {
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut document: Option<Document> = None;
    let mut seen_root = false;
    let (mut declared, mut found) = (None, 0);
    loop {
        match next_event(xml, &mut buffer)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Problem::TooDeep);
                }
                match (depth, start.name().as_ref()) {
                    (1, "Файл") if value(&start, "ТипИнф").as_deref() == Some(MSP_KIND) =>
                    {
                        seen_root = true;
                        declared = value(&start, "КолДок").and_then(|count| count.parse().ok());
                    }
                    (1, root) => {
                        let kind = value(&start, "ТипИнф").unwrap_or_default();
                        let told = format!("{root} {kind}");
                        return Err(Problem::NotMsp(told.trim_end().chars().take(60).collect()));
                    }
                    (2, "Документ") => document = Some(Document::of(&start)),
                    (3, "ОргВклМСП" | "ИПВклМСП") => {
                        if let Some(document) = &mut document {
                            document.inn =
                                value(&start, "ИННЮЛ").or_else(|| value(&start, "ИННФЛ"));
                        }
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                if depth == 2
                    && let Some(document) = document.take()
                {
                    report.read += 1;
                    found += 1;
                    document.take_into(limits, new, report);
                }
                depth = depth.saturating_sub(1);
            }
            Event::DocType(_) => return Err(Problem::Dtd),
            Event::Eof if !seen_root => return Err(Problem::NotXml),
            Event::Eof if depth > 0 => return Err(Problem::Cut),
            Event::Eof if found == 0 => return Err(Problem::NoEntries),
            Event::Eof => {
                let differs = declared.filter(|declared| *declared != found);
                return Ok(differs.map(|declared| Warning::CountDiffers { declared, found }));
            }
            _ => {}
        }
    }
}

/// One business. Live files leave attributes empty that their own schema requires.
struct Document {
    size: Option<BusinessSize>,
    since: Option<Date>,
    social: bool,
    /// The day that the register is of.
    composed: Option<Date>,
    inn: Option<String>,
}

impl Document {
    fn of(start: &BytesStart<'_>) -> Self {
        Self {
            size: match value(start, "КатСубМСП").as_deref() {
                Some("1") => Some(BusinessSize::Micro),
                Some("2") => Some(BusinessSize::Small),
                Some("3") => Some(BusinessSize::Medium),
                _ => None,
            },
            since: value(start, "ДатаВклМСП").and_then(|text| russian_date(&text)),
            social: value(start, "СведСоцПред").as_deref() == Some("1"),
            composed: value(start, "ДатаСост").and_then(|text| russian_date(&text)),
            inn: None,
        }
    }

    fn take_into(self, limits: &Limits, new: &mut Kept, report: &mut MspReport) {
        let composed = self.composed;
        // Such a day would refuse every true register until then.
        let is_ahead = composed.is_some_and(|day| day > limits.latest_extract);
        match self.packed().filter(|_| !is_ahead) {
            Some(mark) => {
                new.numbers.push(mark);
                new.composed = new.composed.max(composed);
            }
            None => report.skipped += 1,
        }
    }

    fn packed(self) -> Option<u64> {
        let inn = self.inn?;
        if Inn10::parse(&inn).is_err() && Inn12::parse(&inn).is_err() {
            return None;
        }
        let mark = SmallBusiness {
            size: self.size?,
            since: self.since,
            social: self.social,
        };
        pack(&inn, mark)
    }
}

fn value(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// `ДД.ММ.ГГГГ`; also the form of other files.
fn russian_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '.');
    let (day, month, year) = (parts.next()?, parts.next(), parts.next());
    match (month, year) {
        (Some(month), Some(year)) => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        }
        _ => parse_date(text),
    }
}
