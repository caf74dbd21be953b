//! Whom the installation trusts: files of the operator's, read at the start and again when they
//! change.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use esign::certificate::describe;
use esign::chain::Evidence;
use esign::crl::Crl;
use esign::trust::{self, Trust};
use esign::tsl::{ListSignature, MAX_LIST, TrustList};
use jiff::Timestamp;
use url::Url;

/// The largest file of certificates or revocation lists, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The most files that are taken from a folder.
const MAX_FILES: usize = 20_000;

/// Where the files are. Each path is a file or a folder of files; PEM and DER.
#[derive(Clone, Debug, Default)]
pub struct TrustSettings {
    /// Roots that end a path. Without any, no signature holds.
    pub anchors: Vec<PathBuf>,
    /// Certificates of authorities, known without being trusted.
    pub certificates: Vec<PathBuf>,
    /// Revocation lists.
    pub crls: Vec<PathBuf>,
    /// Минцифры's list of accredited authorities. Without it no signature is qualified.
    pub trust_list: Option<PathBuf>,
    /// The certificate that the list must be signed with; without it the list's own signature is not
    /// checked.
    pub trust_list_signer: Option<PathBuf>,
    /// Whether revocation lists and responders that a trusted authority's certificates name are asked
    /// where the files do not tell.
    pub online: bool,
    /// Where time stamps are asked for (RFC 3161).
    pub time_stamping: Option<Url>,
}

/// A file that cannot be used, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", .path.display())]
pub struct TrustFailure {
    /// Which file or folder.
    pub path: PathBuf,
    /// What is wrong.
    pub reason: String,
}

impl TrustFailure {
    pub(crate) fn new(path: &Path, reason: impl ToString) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// What is known, for the operator.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// How many roots are trusted.
    pub anchors: usize,
    /// Roots that have ended: their names.
    pub ended_anchors: Vec<String>,
    /// How many other certificates are known.
    pub certificates: usize,
    /// Revocation lists.
    pub crls: Vec<KnownList>,
    /// The list of accredited authorities.
    pub list: Option<ListState>,
    /// Files in the folders that are none of what was looked for.
    pub skipped: Vec<PathBuf>,
}

/// A revocation list that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownList {
    /// The authority.
    pub issuer: String,
    /// When the next list is due; after that this one says nothing of new signatures.
    pub next_update: Option<Timestamp>,
}

impl KnownList {
    /// Whether the authority has published a newer one by now.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.next_update.is_some_and(|due| due < now)
    }
}

/// The list of accredited authorities that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    /// Its running number.
    pub version: String,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// How many authorities stand in it, past ones included.
    pub authorities: usize,
    /// Whether its own signature was checked, and is good.
    pub is_checked: bool,
    /// Certificates in it that could not be read.
    pub unread: usize,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) trust: Trust,
    pub(crate) evidence: Evidence,
    pub(crate) skipped: Vec<PathBuf>,
}

impl Known {
    pub(crate) fn overview(&self, now: Timestamp) -> Overview {
        let ended = self.trust.anchors().iter();
        let ended = ended.filter(|anchor| anchor.not_after() < now);
        Overview {
            anchors: self.trust.anchors().len(),
            ended_anchors: ended.map(|one| describe(one.subject())).collect(),
            certificates: self.evidence.certificates.len(),
            crls: self
                .evidence
                .crls
                .iter()
                .map(|list| KnownList {
                    issuer: describe(list.issuer()),
                    next_update: list.next_update(),
                })
                .collect(),
            list: self.trust.list().map(|list| ListState {
                version: list.version().to_owned(),
                date: list.date(),
                authorities: list.authorities().len(),
                is_checked: *list.signature() != ListSignature::NotChecked,
                unread: list.unread(),
            }),
            skipped: self.skipped.clone(),
        }
    }
}

/// By what a changed file is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    path: PathBuf,
    size: u64,
    changed: Option<SystemTime>,
}

/// How the files look from outside, in a fixed order.
pub(crate) fn marks(settings: &TrustSettings) -> Vec<Mark> {
    let named = settings
        .anchors
        .iter()
        .chain(&settings.certificates)
        .chain(&settings.crls)
        .chain(&settings.trust_list)
        .chain(&settings.trust_list_signer);
    let mut marks = Vec::new();
    for path in named {
        for file in files(path).unwrap_or_default() {
            let about = fs::metadata(&file).ok();
            marks.push(Mark {
                size: about.as_ref().map_or(0, fs::Metadata::len),
                changed: about.and_then(|about| about.modified().ok()),
                path: file,
            });
        }
    }
    marks
}

/// Reads all files.
pub(crate) fn load(settings: &TrustSettings) -> Result<Known, TrustFailure> {
    let mut skipped = Vec::new();
    let anchors = read_all(&settings.anchors, &mut skipped, trust::certificates)?;
    let certificates = read_all(&settings.certificates, &mut skipped, trust::certificates)?;
    let crls = read_all(&settings.crls, &mut skipped, Crl::from_file)?;
    let mut trust = Trust::new(anchors);
    if let Some(path) = &settings.trust_list {
        trust = trust.with_list(trust_list(path, settings.trust_list_signer.as_deref())?);
    }
    Ok(Known {
        trust,
        evidence: Evidence {
            certificates,
            crls,
            ..Evidence::default()
        },
        skipped,
    })
}

/// The list of accredited authorities, with its own signature checked where its signer is known.
fn trust_list(path: &Path, signer: Option<&Path>) -> Result<TrustList, TrustFailure> {
    let bytes = read(path, MAX_LIST as u64)?;
    let list = match signer {
        None => TrustList::from_xml(&bytes),
        Some(signer) => {
            let signers = trust::certificates(&read(signer, MAX_FILE)?)
                .map_err(|error| TrustFailure::new(signer, error))?;
            TrustList::from_signed_xml(&bytes, &signers)
        }
    };
    list.map_err(|error| TrustFailure::new(path, error))
}

/// The files of a path: itself, or what lies in the folder, sorted. Hidden files are left out: many
/// programs write under such a name before they rename.
fn files(path: &Path) -> Result<Vec<PathBuf>, TrustFailure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| TrustFailure::new(path, error))?;
    let is_hidden = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_none_or(|name| name.starts_with('.'))
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|entry| !is_hidden(entry) && entry.is_file())
        .take(MAX_FILES)
        .collect();
    files.sort();
    Ok(files)
}

/// Reads what the files hold. A file that is named must be good; in a folder, others are passed over
/// and told.
fn read_all<T, E: ToString>(
    paths: &[PathBuf],
    skipped: &mut Vec<PathBuf>,
    reader: impl Fn(&[u8]) -> Result<Vec<T>, E>,
) -> Result<Vec<T>, TrustFailure> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let found = reader(&read(path, MAX_FILE)?);
            all.extend(found.map_err(|error| TrustFailure::new(path, error.to_string()))?);
            continue;
        }
        for file in files(path)? {
            match reader(&read(&file, MAX_FILE)?) {
                Ok(found) => all.extend(found),
                Err(_) => skipped.push(file),
            }
        }
    }
    Ok(all)
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, TrustFailure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| TrustFailure::new(path, error))?;
    if bytes.len() as u64 > most {
        return Err(TrustFailure::new(path, format!("larger than {most} bytes")));
    }
    Ok(bytes)
}
