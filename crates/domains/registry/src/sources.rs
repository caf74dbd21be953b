//! Where register files come from: one XML file, an archive of them, or a folder of both.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::problem::{Error, Problem};
use crate::reader::Limits;
use crate::shared_file::SharedFile;
use crate::stream::carry;

/// Folders deeper than this are not gone into: nobody keeps register files so.
const DEEPEST_FOLDER: usize = 16;

/// What will be read, counted beforehand for a progress bar.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Files in the order of their paths.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) xml_files: u64,
    /// Unpacked bytes; archives are taken at their word.
    pub(crate) bytes: u64,
    /// Files that are neither XML nor ZIP.
    pub(crate) others: u64,
    /// Folders and archives whose contents could not be listed.
    pub(crate) broken: Vec<(PathBuf, Problem)>,
}

fn has_extension(name: &Path, wanted: &str) -> bool {
    name.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// Finds everything under `path`; a single file is taken whatever its name.
pub(crate) fn discover(path: &Path, limits: &Limits) -> Result<Sources, Error> {
    let mut sources = Sources::default();
    let about = std::fs::metadata(path).map_err(|error| Error::io(path, error))?;
    if about.is_dir() {
        let items = items_of(path).map_err(|error| Error::io(path, error))?;
        let mut visited = HashSet::from([(about.dev(), about.ino())]);
        walk(items, 1, &mut visited, &mut sources);
        sources.paths.sort();
    } else if about.is_file() {
        sources.paths.push(path.to_owned());
    } else {
        // A pipe or a device could be read for ever.
        return Err(Error::NotAFile(path.display().to_string()));
    }
    let mut readable = Vec::with_capacity(sources.paths.len());
    for file in std::mem::take(&mut sources.paths) {
        match count(&file, limits) {
            Ok((0, ..)) => sources.broken.push((file, Problem::NoXml)),
            Ok((files, bytes, others)) => {
                sources.xml_files += files;
                sources.bytes += bytes;
                sources.others += others;
                readable.push(file);
            }
            Err(problem) => sources.broken.push((file, problem)),
        }
    }
    sources.paths = readable;
    if sources.paths.is_empty() && sources.broken.is_empty() {
        return Err(Error::NothingFound(path.display().to_string()));
    }
    Ok(sources)
}

/// What is directly in a folder, in the order of names: of two ways to one folder always the same counts.
fn items_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let items = std::fs::read_dir(folder)?;
    let mut paths = items
        .map(|item| Ok(item?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// `visited` are folders by their device and number: links can lead to one folder in many ways, and in
/// circles.
fn walk(
    items: Vec<PathBuf>,
    depth: usize,
    visited: &mut HashSet<(u64, u64)>,
    sources: &mut Sources,
) {
    let as_problem = |error: io::Error| Problem::Io(error.to_string());
    for path in items {
        let is_ours = has_extension(&path, "xml") || has_extension(&path, "zip");
        let about = match std::fs::metadata(&path) {
            Ok(about) => about,
            Err(_) if !is_ours && path.is_symlink() => {
                sources.others += 1;
                continue;
            }
            Err(error) => {
                sources.broken.push((path, as_problem(error)));
                continue;
            }
        };
        if about.is_dir() {
            if !visited.insert((about.dev(), about.ino())) {
                continue;
            }
            if depth > DEEPEST_FOLDER {
                sources.broken.push((path, Problem::TooDeep));
                continue;
            }
            match items_of(&path) {
                Ok(items) => walk(items, depth + 1, visited, sources),
                Err(error) => sources.broken.push((path, as_problem(error))),
            }
        } else if about.is_file() && is_ours {
            // Not a pipe or a device, which could be read for ever.
            sources.paths.push(path);
        } else {
            sources.others += 1;
        }
    }
}

/// XML files, their bytes, and other files in one path.
fn count(path: &Path, limits: &Limits) -> Result<(u64, u64, u64), Problem> {
    let as_problem = |error: io::Error| Problem::Io(error.to_string());
    if !is_zip(path).map_err(as_problem)? {
        let bytes = std::fs::metadata(path).map_err(as_problem)?.len();
        return Ok((1, bytes, 0));
    }
    let archive = open_zip(path, limits)?;
    let mut counts = (0, 0, 0);
    for number in 0..archive.len() {
        let file = archive
            .by_index_data(number)
            .map_err(|error| Problem::Zip(error.to_string()))?;
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        if is_xml_name(&name) {
            counts.0 += 1;
            counts.1 += file.size();
        } else if !name.ends_with('/') {
            counts.2 += 1;
        }
    }
    Ok(counts)
}

fn is_xml_name(name: &str) -> bool {
    has_extension(Path::new(name), "xml")
}

/// By its first bytes: names lie.
fn is_zip(path: &Path) -> io::Result<bool> {
    let mut head = [0; 4];
    let mut file = File::open(path)?;
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(head == *b"PK\x03\x04" || head == *b"PK\x05\x06")
}

fn open_zip(path: &Path, limits: &Limits) -> Result<ZipArchive<SharedFile>, Problem> {
    let file = SharedFile::open(path).map_err(|error| Problem::Io(error.to_string()))?;
    let archive = ZipArchive::new(file).map_err(|error| Problem::Zip(error.to_string()))?;
    if archive.len() > limits.zip_files {
        return Err(Problem::ZipTooLarge);
    }
    Ok(archive)
}

/// One XML file to read, wherever it lies.
pub(crate) struct Source {
    /// For showing: the path, or `archive.zip/name.xml`. Nothing is ever opened by it.
    pub(crate) name: String,
    /// What tells this file from others when an import is repeated, one line: size, checksum or time,
    /// name. Folders do not count, so that files can be moved.
    pub(crate) identity: String,
    /// Unpacked bytes; of a packed file, as its archive says.
    pub(crate) bytes: u64,
    input: Result<Input, Problem>,
}

enum Input {
    Plain(PathBuf),
    Packed {
        archive: ZipArchive<SharedFile>,
        number: usize,
        /// Unpacked bytes that are believed.
        allowed: u64,
    },
}

impl Source {
    fn broken(name: String, problem: Problem) -> Self {
        Self {
            name,
            identity: String::new(),
            bytes: 0,
            input: Err(problem),
        }
    }

    fn plain(path: PathBuf) -> Self {
        let name = path.display().to_string();
        let about = match std::fs::metadata(&path) {
            Ok(about) => about,
            Err(error) => return Self::broken(name, Problem::Io(error.to_string())),
        };
        let changed = about
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        let own = shown(&path.file_name().unwrap_or_default().to_string_lossy());
        Self {
            identity: format!("{} {changed} {own}", about.len()),
            name,
            bytes: about.len(),
            input: Ok(Input::Plain(path)),
        }
    }

    /// Opens the file and gives its bytes to `read`, or why there are none.
    pub(crate) fn read<T>(self, read: impl FnOnce(Result<&mut dyn Read, Problem>) -> T) -> T {
        match self.input {
            Err(problem) => read(Err(problem)),
            Ok(Input::Plain(path)) => match File::open(path) {
                Ok(mut file) => read(Ok(&mut file)),
                Err(error) => read(Err(Problem::Io(error.to_string()))),
            },
            Ok(Input::Packed {
                mut archive,
                number,
                allowed,
            }) => match archive.by_index(number) {
                Ok(input) => read(Ok(&mut Unpacked {
                    input,
                    left: allowed,
                })),
                Err(error) => read(Err(Problem::Zip(error.to_string()))),
            },
        }
    }
}

/// A name from an archive, fit for a line of text.
fn shown(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

/// Walks over all XML files of the paths, in order, archives opened one at a time.
pub(crate) struct Walk<'l> {
    paths: std::vec::IntoIter<PathBuf>,
    limits: &'l Limits,
    archive: Option<OpenArchive>,
}

struct OpenArchive {
    shown: String,
    archive: ZipArchive<SharedFile>,
    next: usize,
    /// Unpacked bytes of the files so far, as the archive says.
    declared: u64,
}

impl<'l> Walk<'l> {
    pub(crate) fn new(paths: Vec<PathBuf>, limits: &'l Limits) -> Self {
        Self {
            paths: paths.into_iter(),
            limits,
            archive: None,
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        loop {
            if let Some(archive) = &mut self.archive {
                let (source, goes_on) = archive.next_source(self.limits);
                if !goes_on {
                    self.archive = None;
                }
                if source.is_some() {
                    return source;
                }
                continue;
            }
            let path = self.paths.next()?;
            let name = path.display().to_string();
            match is_zip(&path) {
                Err(error) => {
                    return Some(Source::broken(name, Problem::Io(error.to_string())));
                }
                Ok(false) => return Some(Source::plain(path)),
                Ok(true) => match open_zip(&path, self.limits) {
                    Ok(archive) => {
                        self.archive = Some(OpenArchive {
                            shown: name,
                            archive,
                            next: 0,
                            declared: 0,
                        });
                    }
                    Err(problem) => return Some(Source::broken(name, problem)),
                },
            }
        }
    }
}

impl OpenArchive {
    /// The next XML file, and whether there may be more.
    fn next_source(&mut self, limits: &Limits) -> (Option<Source>, bool) {
        while self.next < self.archive.len() {
            let number = self.next;
            self.next += 1;
            let file = match self.archive.by_index_data(number) {
                Ok(file) => file,
                Err(error) => {
                    let problem = Problem::Zip(error.to_string());
                    return (Some(Source::broken(self.shown.clone(), problem)), true);
                }
            };
            let whole_name = String::from_utf8_lossy(file.name_raw());
            if !is_xml_name(&whole_name) {
                continue;
            }
            let own = shown(&whole_name);
            let name = format!("{}/{own}", self.shown);
            let bytes = file.size();
            self.declared = self.declared.saturating_add(bytes);
            if self.declared > limits.zip_bytes {
                // What an archive says is no more than it can unpack to: each file is held to it.
                return (Some(Source::broken(name, Problem::ZipTooLarge)), false);
            }
            let by_ratio = file
                .compressed_size()
                .saturating_mul(limits.zip_ratio)
                .max(1 << 20);
            let source = Source {
                identity: format!("{bytes} {:08x} {own}", file.crc32()),
                name,
                bytes,
                input: Ok(Input::Packed {
                    allowed: by_ratio.min(bytes),
                    archive: self.archive.clone(),
                    number,
                }),
            };
            return (Some(source), true);
        }
        (None, false)
    }
}

/// A packed file that may not grow beyond its share.
struct Unpacked<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self
            .input
            .read(target)
            .map_err(|error| carry(Problem::Zip(error.to_string())))?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(carry(Problem::ZipBomb)),
        }
        Ok(count)
    }
}
