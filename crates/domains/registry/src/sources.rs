//! Where register files come from: one XML file, an archive of them, or a folder of both.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::problem::{Error, Problem};
use crate::reader::Limits;
use crate::stream::carry;

/// Folders deeper than this are links in a circle.
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
    /// Archives whose contents could not be listed.
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
        walk(path, 0, &mut sources)?;
        sources.paths.sort();
    } else {
        sources.paths.push(path.to_owned());
    }
    let mut readable = Vec::with_capacity(sources.paths.len());
    for file in std::mem::take(&mut sources.paths) {
        match count(&file, limits) {
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

fn walk(folder: &Path, depth: usize, sources: &mut Sources) -> Result<(), Error> {
    if depth > DEEPEST_FOLDER {
        return Ok(());
    }
    let in_folder = |error| Error::io(folder, error);
    for item in std::fs::read_dir(folder).map_err(in_folder)? {
        let path = item.map_err(in_folder)?.path();
        if path.is_dir() {
            walk(&path, depth + 1, sources)?;
        } else if has_extension(&path, "xml") || has_extension(&path, "zip") {
            sources.paths.push(path);
        } else {
            sources.others += 1;
        }
    }
    Ok(())
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

fn open_zip(path: &Path, limits: &Limits) -> Result<ZipArchive<BufReader<File>>, Problem> {
    let file = File::open(path).map_err(|error| Problem::Io(error.to_string()))?;
    let archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| Problem::Zip(error.to_string()))?;
    if archive.len() > limits.zip_files {
        return Err(Problem::ZipTooLarge);
    }
    Ok(archive)
}

/// Gets the name and the bytes of one XML file, or why there are none; false ends the walk.
type OnFile<'a> = &'a mut dyn FnMut(String, Result<&mut dyn Read, Problem>) -> bool;

/// Calls `read` with the name and the bytes of every XML file in `path`, until it answers false.
///
/// The name of a packed file is `archive.zip/name.xml`; it is only for showing.
pub(crate) fn for_each_file(path: &Path, limits: &Limits, read: OnFile<'_>) {
    let shown = path.display().to_string();
    let as_problem = |error: io::Error| Problem::Io(error.to_string());
    match is_zip(path) {
        Err(error) => {
            read(shown, Err(as_problem(error)));
        }
        Ok(false) => match File::open(path) {
            Ok(mut file) => {
                read(shown, Ok(&mut file));
            }
            Err(error) => {
                read(shown, Err(as_problem(error)));
            }
        },
        Ok(true) => match open_zip(path, limits) {
            Ok(archive) => for_each_packed(&shown, archive, limits, read),
            Err(problem) => {
                read(shown, Err(problem));
            }
        },
    }
}

fn for_each_packed(
    shown: &str,
    mut archive: ZipArchive<BufReader<File>>,
    limits: &Limits,
    read: OnFile<'_>,
) {
    let mut unpacked = 0;
    for number in 0..archive.len() {
        let raw_name = archive
            .by_index_data(number)
            .map(|file| file.name_raw().to_vec());
        let name = String::from_utf8_lossy(&raw_name.unwrap_or_default()).into_owned();
        if !is_xml_name(&name) {
            continue;
        }
        let safe: String = name
            .chars()
            .filter(|letter| !letter.is_control())
            .take(200)
            .collect();
        let full = format!("{shown}/{safe}");
        let goes_on = match archive.by_index(number) {
            Ok(file) => {
                let allowed = file
                    .compressed_size()
                    .saturating_mul(limits.zip_ratio)
                    .max(1 << 20);
                let mut guarded = Unpacked {
                    input: file,
                    read: 0,
                    allowed,
                    of_archive: &mut unpacked,
                    limits,
                };
                read(full, Ok(&mut guarded))
            }
            Err(error) => read(full, Err(Problem::Zip(error.to_string()))),
        };
        if !goes_on {
            return;
        }
    }
}

/// A packed file that may not grow beyond its share nor the archive beyond its bound.
struct Unpacked<'a, R> {
    input: R,
    read: u64,
    allowed: u64,
    /// Bytes of the whole archive so far.
    of_archive: &'a mut u64,
    limits: &'a Limits,
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self
            .input
            .read(target)
            .map_err(|error| carry(Problem::Zip(error.to_string())))?;
        self.read += count as u64;
        *self.of_archive += count as u64;
        if self.read > self.allowed {
            return Err(carry(Problem::ZipBomb));
        }
        if *self.of_archive > self.limits.zip_bytes {
            return Err(carry(Problem::ZipTooLarge));
        }
        Ok(count)
    }
}
