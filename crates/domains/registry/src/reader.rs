//! Reading one register file: from bytes to cards, one entry in memory at a time.
//!
//! Both forms of the exchange are read: `EGRUL`/`EGRIP` with entries directly under the root (4.05)
//! and `Файл/Документ/СвЮЛ|СвИП` (4.06 and later). Elements that a card does not need are stepped
//! over without being kept; so unknown ones do no harm.

use std::io::Read;
use std::ops::ControlFlow;

use encoding_rs::WINDOWS_1251;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::entry::read_card;
use crate::model::{Card, Kind};
use crate::problem::{EntryProblem, Position, Problem, Warning};
use crate::stream::{Utf8Stream, uncarry};
use crate::tree::{Tree, bad_markup};

/// Versions of the format (ВерсФорм) that this reader was written for.
pub const KNOWN_VERSIONS: [&str; 4] = ["4.05", "4.06", "4.07", "4.08"];

/// Bounds on what a file may hold. A file over a bound is broken at that place.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of one XML file, unpacked.
    pub file_bytes: u64,
    /// Bytes of one tag with its attributes, or of one text.
    pub piece_bytes: usize,
    /// Bytes of one entry with its whole history, as UTF-8.
    pub entry_bytes: u64,
    /// Bytes of one entry that are kept for the card.
    pub card_bytes: usize,
    pub depth: usize,
    pub entries_per_file: u64,
    /// Times that a packed file may be larger than its packed form.
    pub zip_ratio: u64,
    /// Bytes of everything unpacked from one archive.
    pub zip_bytes: u64,
    pub zip_files: usize,
    /// The last day that an extract can be of. One of a later day would never be replaced by a true one.
    /// Only [`Limits::as_of`] knows it.
    pub latest_extract: Date,
}

impl Limits {
    /// The usual limits, and extracts up to a year from now. Not up to today: a machine whose clock is behind would
    /// refuse the whole register, and what harms is a date like 2999, after which no other is the newest.
    pub fn as_of(now: Timestamp) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        Self {
            latest_extract: today.saturating_add(1.year()),
            ..Self::default()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Real files are 2–4 MB; the largest entries have tens of thousands of records.
            file_bytes: 2 << 30,
            piece_bytes: 1 << 20,
            entry_bytes: 256 << 20,
            card_bytes: 16 << 20,
            depth: 64,
            entries_per_file: 1_000_000,
            // Real archives are nine times smaller than their files, synthetic ones thirty.
            zip_ratio: 250,
            zip_bytes: 1 << 40,
            zip_files: 1_000_000,
            latest_extract: Date::MAX,
        }
    }
}

/// One thing found in a file.
#[derive(Debug)]
pub enum Found {
    Card(Box<Card>),
    Skipped(SkippedEntry),
}

/// An entry that was left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SkippedEntry {
    pub kind: Kind,
    /// ОГРН or ОГРНИП as written, when it is there; at most 20 characters.
    pub ogrn: Option<String>,
    /// Where the entry begins.
    pub position: Position,
    pub problem: EntryProblem,
}

/// What a file turned out to be, also when it broke in the middle.
#[derive(Debug, Default)]
pub struct FileSummary {
    pub version: Option<String>,
    pub entries: u64,
    pub bytes: u64,
    pub warnings: Vec<Warning>,
    /// Why and where reading ended before the end of the file.
    pub broken: Option<(Problem, Position)>,
    /// The callback asked to stop.
    pub stopped: bool,
}

/// Reads a file and gives out its entries in order. Never holds more than one entry.
///
/// Malformed input ends up in the summary, not in a panic or an error. After broken markup reading goes on
/// with the next entry; the file counts as broken all the same. `found` gets the number of bytes read so
/// far beside each entry.
pub fn read_file(
    input: impl Read,
    limits: &Limits,
    found: &mut dyn FnMut(Found, u64) -> ControlFlow<()>,
) -> FileSummary {
    let stream = Utf8Stream::new(input, limits.file_bytes, limits.piece_bytes);
    let mut xml = Reader::from_reader(stream);
    xml.config_mut().expand_empty_elements = true;
    let mut file = FileReader {
        xml,
        limits,
        buffer: Vec::new(),
        tree: Tree::default(),
        summary: FileSummary::default(),
        seen_root: false,
        is_resumed: false,
    };
    loop {
        let problem = match file.read(found) {
            Ok(()) => break,
            Err(End::Stopped) => {
                file.summary.stopped = true;
                break;
            }
            Err(End::Broken(problem)) => problem,
        };
        let may_go_on = file.seen_root && matches!(problem, Problem::Syntax(_));
        let place = file.xml.get_mut().marked();
        // Of several broken places the first one is told.
        file.summary.broken.get_or_insert((problem, place));
        if !may_go_on {
            break;
        }
        match file.after_broken_markup() {
            (next, true) => file = next,
            (last, false) => {
                file = last;
                break;
            }
        }
    }
    file.summary.bytes = file.xml.get_ref().bytes_read();
    file.summary
}

enum End {
    Broken(Problem),
    Stopped,
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Broken(problem)
    }
}

struct FileReader<'l, R: Read> {
    xml: Reader<Utf8Stream<R>>,
    limits: &'l Limits,
    buffer: Vec<u8>,
    tree: Tree,
    summary: FileSummary,
    seen_root: bool,
    /// Reading goes on after a broken place: which elements are open around it is not known.
    is_resumed: bool,
}

/// Where reading can go on after broken markup.
const BEGINNINGS: [&str; 3] = ["<СвЮЛ", "<СвИП", "<Документ"];

impl<R: Read> FileReader<'_, R> {
    /// The same file from its next entry on, if it has one.
    fn after_broken_markup(self) -> (Self, bool) {
        let mut stream = self.xml.into_inner();
        // What cannot be read any further is no news: the file is broken as it is.
        let goes_on = stream.skip_to(&BEGINNINGS).unwrap_or(false);
        let mut xml = Reader::from_reader(stream);
        xml.config_mut().expand_empty_elements = true;
        // Ends of the elements around the entries, of which this reader saw no beginning.
        xml.config_mut().allow_unmatched_ends = true;
        let next = Self {
            xml,
            is_resumed: true,
            ..self
        };
        (next, goes_on)
    }

    fn read(&mut self, found: &mut dyn FnMut(Found, u64) -> ControlFlow<()>) -> Result<(), End> {
        let outside = usize::from(self.is_resumed);
        let mut depth = outside;
        let mut declared = None;
        loop {
            let event = next_event(&mut self.xml, &mut self.buffer)?;
            match event {
                Event::Start(start) => {
                    depth += 1;
                    if depth > self.limits.depth {
                        return Err(Problem::TooDeep.into());
                    }
                    if depth == 1 {
                        if self.seen_root {
                            return Err(Problem::Syntax("second root".into()).into());
                        }
                        self.seen_root = true;
                        let root = root_of(&start)?;
                        declared = root.declared;
                        self.summary.warnings.extend(root.warning);
                        self.summary.version = root.version;
                        continue;
                    }
                    let kind = match start.name().as_ref() {
                        "СвЮЛ" => Kind::Company,
                        "СвИП" => Kind::SoleTrader,
                        other if self.summary.entries == 0 && is_utf8_read_as_1251(other) => {
                            return Err(Problem::WrongEncoding.into());
                        }
                        _ => continue,
                    };
                    self.summary.entries += 1;
                    if self.summary.entries > self.limits.entries_per_file {
                        return Err(Problem::TooManyEntries.into());
                    }
                    let position = self.xml.get_mut().marked();
                    self.tree.clear();
                    let opened = self.tree.open(None, &start).map(drop);
                    let kept = self.read_entry(opened)?;
                    depth -= 1;
                    let item = self.card_of(kind, position, kept);
                    if found(item, self.xml.get_ref().bytes_read()).is_break() {
                        return Err(End::Stopped);
                    }
                }
                Event::End(_) => depth = depth.saturating_sub(1).max(outside),
                Event::DocType(_) => return Err(Problem::Dtd.into()),
                Event::Text(text) if depth == 0 && !text.trim().is_empty() => {
                    return Err(Problem::NotXml.into());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if self.is_resumed {
            return Ok(());
        }
        if !self.seen_root {
            return Err(Problem::NotXml.into());
        }
        if depth > 0 {
            return Err(Problem::Cut.into());
        }
        if self.summary.entries == 0 {
            return Err(Problem::NoEntries.into());
        }
        if let Some(declared) = declared.filter(|declared| *declared != self.summary.entries) {
            let found = self.summary.entries;
            self.summary
                .warnings
                .push(Warning::CountDiffers { declared, found });
        }
        Ok(())
    }

    /// Reads up to the end of the entry whose start was just read, filling the tree.
    ///
    /// The inner result says whether the entry is whole; the outer one, whether the file goes on.
    fn read_entry(
        &mut self,
        mut kept: Result<(), EntryProblem>,
    ) -> Result<Result<(), EntryProblem>, End> {
        // Elements that are kept, by number; the entry itself is number 0.
        let mut open: Vec<u32> = vec![0];
        let mut skipped = 0_usize;
        let from = self.xml.get_ref().consumed();
        loop {
            let event = next_event(&mut self.xml, &mut self.buffer)?;
            if self.xml.get_ref().consumed() - from > self.limits.entry_bytes {
                return Err(Problem::EntryTooLarge.into());
            }
            let outcome = match event {
                Event::Start(start) => {
                    if open.len() + skipped >= self.limits.depth {
                        return Err(Problem::TooDeep.into());
                    }
                    let wanted = match wanted(start.name().as_ref(), open.len()) {
                        _ if skipped > 0 || kept.is_err() => Wanted::No,
                        wanted => wanted,
                    };
                    if let (Wanted::Whole | Wanted::Attributes, Some(parent)) =
                        (wanted, open.last())
                    {
                        match self.tree.open(Some(*parent), &start) {
                            Ok(number) if wanted == Wanted::Whole => {
                                open.push(number);
                                Ok(())
                            }
                            other => {
                                skipped += 1;
                                other.map(drop)
                            }
                        }
                    } else {
                        skipped += 1;
                        Ok(())
                    }
                }
                Event::End(_) => {
                    if skipped > 0 {
                        skipped -= 1;
                    } else {
                        open.pop();
                        if open.is_empty() {
                            return Ok(kept);
                        }
                    }
                    Ok(())
                }
                Event::Text(text) if skipped == 0 => match open.last() {
                    Some(number) => self.tree.add_text(*number, &text.xml10_content()),
                    None => Ok(()),
                },
                Event::CData(text) if skipped == 0 => match open.last() {
                    Some(number) => self.tree.add_text(*number, &text.xml10_content()),
                    None => Ok(()),
                },
                Event::GeneralRef(reference) if skipped == 0 => {
                    // Resolved like `&name;` in an attribute: five names and numbers, nothing else.
                    let text = format!("&{};", reference.xml10_content());
                    match (quick_xml::escape::unescape(&text), open.last()) {
                        (Ok(text), Some(number)) => self.tree.add_text(*number, &text),
                        (Ok(_), None) => Ok(()),
                        (Err(error), _) => Err(bad_markup(&error)),
                    }
                }
                Event::DocType(_) => return Err(Problem::Dtd.into()),
                Event::Eof => return Err(Problem::Cut.into()),
                _ => Ok(()),
            };
            if kept.is_ok() {
                kept = outcome;
                if self.tree.size() > self.limits.card_bytes {
                    kept = Err(EntryProblem::TooLarge);
                }
            }
        }
    }

    fn card_of(&self, kind: Kind, position: Position, kept: Result<(), EntryProblem>) -> Found {
        let root = self.tree.root();
        let card = kept.and_then(|()| {
            let root = root.ok_or(EntryProblem::Missing("СвЮЛ"))?;
            let card = read_card(kind, root)?;
            if card.extracted_on > self.limits.latest_extract {
                return Err(EntryProblem::Ahead(card.extracted_on.to_string()));
            }
            Ok(card)
        });
        match card {
            Ok(card) => Found::Card(Box::new(card)),
            Err(problem) => {
                let name = match kind {
                    Kind::Company => "ОГРН",
                    Kind::SoleTrader => "ОГРНИП",
                };
                let ogrn = root
                    .and_then(|root| root.attribute(name))
                    .map(|ogrn| ogrn.chars().take(20).collect());
                Found::Skipped(SkippedEntry {
                    kind,
                    ogrn,
                    position,
                    problem,
                })
            }
        }
    }
}

/// The next piece of XML, its size limited; the stream is marked where it begins.
pub(crate) fn next_event<'b, R: Read>(
    xml: &mut Reader<Utf8Stream<R>>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>, Problem> {
    buffer.clear();
    xml.get_mut().mark();
    xml.read_event_into(buffer).map_err(|error| match error {
        quick_xml::Error::Io(error) => uncarry(&error),
        quick_xml::Error::Syntax(_)
        | quick_xml::Error::IllFormed(quick_xml::errors::IllFormedError::MissingEndTag(_)) => {
            Problem::Cut
        }
        other => Problem::Syntax(other.to_string().chars().take(200).collect()),
    })
}

/// ТипИнф of the register of small business.
pub(crate) const MSP_KIND: &str = "РЕЕСТРМСП";

/// A name of which the letters are bytes of UTF-8: «Файл» in a file that says windows-1251 and is not.
fn is_utf8_read_as_1251(name: &str) -> bool {
    if name.is_ascii() {
        return false;
    }
    let (bytes, _, has_others) = WINDOWS_1251.encode(name);
    !has_others && std::str::from_utf8(&bytes).is_ok()
}

struct Root {
    version: Option<String>,
    declared: Option<u64>,
    warning: Option<Warning>,
}

fn root_of(start: &BytesStart<'_>) -> Result<Root, Problem> {
    let name = start.name();
    let with_documents = match name.as_ref() {
        "Файл" => true,
        "EGRUL" | "EGRIP" => false,
        other if is_utf8_read_as_1251(other) => return Err(Problem::WrongEncoding),
        other => return Err(Problem::NotRegister(other.chars().take(60).collect())),
    };
    let value = |name: &str| {
        let attribute = start.try_get_attribute(name).ok().flatten()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.trim().chars().take(20).collect::<String>()).filter(|value| !value.is_empty())
    };
    if with_documents && let Some(kind) = value("ТипИнф") {
        // «ЕГРЮЛ_ОТКР_СВЕД», «ЕГРИП_ОТКР_СВЕД» and others of the same registers.
        if kind == MSP_KIND {
            return Err(Problem::IsMsp);
        }
        if !kind.starts_with("ЕГРЮЛ") && !kind.starts_with("ЕГРИП") {
            return Err(Problem::OtherKind(kind));
        }
    }
    // The older form states no version: its schema is that of 4.05.
    let version = value("ВерсФорм").or_else(|| (!with_documents).then(|| "4.05".to_owned()));
    let known = version
        .as_deref()
        .is_some_and(|version| KNOWN_VERSIONS.contains(&version));
    Ok(Root {
        warning: (!known).then(|| Warning::UnknownVersion(version.clone())),
        version,
        declared: value("КолДок").and_then(|count| count.parse().ok()),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    No,
    Attributes,
    Whole,
}

/// Which elements of an entry a card is made from. `level` 1 is directly under the entry.
fn wanted(name: &str, level: usize) -> Wanted {
    if level > 1 {
        // What no card shows, and there is much of it.
        let noise = matches!(
            name,
            "ГРНДатаИспр"
                | "ГРНИПДатаИспр"
                | "СвПолФЛ"
                | "СвГраждФЛ"
                | "СвОргПФ"
                | "СвОргФСС"
                | "СвОбрем"
                | "СвДовУпрФЛ"
                | "ЛицоУпрНасл"
                | "СвОргОсущПр"
        );
        return if noise { Wanted::No } else { Wanted::Whole };
    }
    match name {
        "СвЗапЕГРЮЛ" | "СвЗапЕГРИП" => Wanted::Attributes,
        "СвНаимЮЛ"
        | "СвОбрЮЛ"
        | "СвРегИП"
        | "СвРегОрг"
        | "СвПредш"
        | "СвПреем"
        | "СвАдресЮЛ"
        | "СвАдрЭлПочты"
        | "СвСтатус"
        | "СвПрекрЮЛ"
        | "СвУпрОрг"
        | "СведДолжнФЛ"
        | "СвУчредит"
        | "СвУстКап"
        | "СвОКВЭД"
        | "СвЛицензия"
        | "СвПодразд"
        | "СвРеорг"
        | "СвУчетНО"
        | "СвРегПФ"
        | "СвРегФСС"
        | "СвФЛ"
        | "СвАдрМЖ"
        | "СвПрекращ"
        | "СвОКВЭДОсн" => Wanted::Whole,
        _ => Wanted::No,
    }
}
