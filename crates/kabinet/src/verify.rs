//! `kabinet verify`: whether a signature holds, said to a person or to a program.
//!
//! Needs no configuration and no network: whom to trust and what to know comes in files.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod container;

use clap::Args;
use db::Clock;
use esign::algorithm::Digest;
use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::cms::Content;
use esign::crl::Crl;
use esign::ocsp::{OcspError, OcspResponse};
use esign::report::{Finding, Indication, Report, SignatureReport, Signer, SubIndication};
use esign::trust::{self, Trust};
use esign::tsl::{MAX_LIST, TrustList};
use esign::validate::{MAX_FILE, MAX_SIGNATURE, digests};
use esign::{Input, Options};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use texts::Texts;

use crate::Failure;

/// Wrong usage, or a file that cannot be read.
pub(crate) const UNUSABLE: u8 = 3;

/// Detached content up to this is read as a whole; larger files are hashed in pieces.
const WHOLE: u64 = 16 * 1024 * 1024;

/// The largest file of certificates, lists or answers, in bytes.
const MAX_EVIDENCE: u64 = 256 * 1024 * 1024;

/// The most files that are taken from a folder.
const MAX_FILES: usize = 20_000;

#[derive(Args)]
#[command(after_help = "\
FILE holds its signature (CMS, PDF, XML, S/MIME; up to 512 MiB), or SIGNATURE (CMS, XML) lies beside it (FILE of any size). \
PEM, Base64 and DER.

A certificate that names a place for revocation lists or OCSP is INDETERMINATE/TRY_LATER until --crls or --ocsp say something \
about it; one that names none passes with a remark. Without --tsl a signature is never called qualified.

Exit code: 0 passed, 1 failed, 2 indeterminate, 3 wrong usage or unreadable input. With --pkcs12: 0 the container opens with \
the password, 1 it does not, 2 an algorithm is not known, 3 unreadable; what its certificate is worth is told apart.")]
pub(crate) struct Verify {
    /// The signed file.
    #[arg(required_unless_present_any = ["certificate", "pkcs12"])]
    file: Option<PathBuf>,
    /// The detached signature of FILE.
    signature: Option<PathBuf>,
    /// Trusted root certificates.
    #[arg(long, value_name = "FILE|DIR")]
    anchors: Vec<PathBuf>,
    /// Other certificates: of authorities and of signers.
    #[arg(long, value_name = "FILE|DIR")]
    certs: Vec<PathBuf>,
    /// Revocation lists.
    #[arg(long, value_name = "FILE|DIR")]
    crls: Vec<PathBuf>,
    /// Answers of OCSP responders.
    #[arg(long, value_name = "FILE|DIR")]
    ocsp: Vec<PathBuf>,
    /// Минцифры's list of accredited authorities (TSL.xml): by it a signature is called qualified.
    #[arg(long, value_name = "FILE")]
    tsl: Option<PathBuf>,
    /// Who must have signed the list; without it the list is taken as it is, and that is told.
    #[arg(long, value_name = "CERT", requires = "tsl")]
    tsl_signer: Option<PathBuf>,
    /// The moment to judge for; now, unless given.
    #[arg(long, value_name = "RFC3339")]
    at: Option<Timestamp>,
    /// The whole report as JSON, with the names of ETSI EN 319 102-1.
    #[arg(long)]
    json: bool,
    /// Judge a certificate alone: the first of the file, the others help to build its path.
    #[arg(long, value_name = "CERT", conflicts_with_all = ["file", "pkcs12"])]
    certificate: Option<PathBuf>,
    /// Say whether a PKCS#12 container opens, and judge its certificate.
    #[arg(
        long,
        value_name = "FILE",
        requires = "password_file",
        conflicts_with = "file"
    )]
    pkcs12: Option<PathBuf>,
    /// File with the container's password.
    #[arg(long, value_name = "FILE", requires = "pkcs12")]
    password_file: Option<PathBuf>,
}

pub(crate) fn run(wanted: &Verify, t: Texts) -> ExitCode {
    match judge(wanted, t) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.told(t));
            ExitCode::from(UNUSABLE)
        }
    }
}

fn judge(wanted: &Verify, t: Texts) -> Result<ExitCode, Failure> {
    let now = Clock::System.now();
    let at = wanted.at.unwrap_or(now);
    let mut refused = Vec::new();
    let answers = read_all(&wanted.ocsp, |bytes| {
        match OcspResponse::from_file(bytes) {
            // A responder that refused, or answered in a way of its own, is not an unreadable file.
            Err(error @ (OcspError::Refused(_) | OcspError::Kind(_))) => {
                Ok(Answers::Refused(error.to_string()))
            }
            other => other.map(Answers::Read),
        }
        .map(|answers| vec![answers])
    })?;
    let mut ocsp = Vec::new();
    for answers in answers {
        match answers {
            Answers::Read(read) => ocsp.extend(read),
            Answers::Refused(why) => refused.push(why),
        }
    }
    let mut options = Options {
        at,
        trust: trusted(wanted)?,
        evidence: Evidence {
            certificates: certificates(&wanted.certs)?,
            crls: read_all(&wanted.crls, Crl::from_file)?,
            ocsp,
            refused,
            // Who asks about a moment to come, asks as if it were that moment.
            now: Some(now.max(at)),
        },
    };
    if let Some(path) = &wanted.certificate {
        let mut all = trust::certificates(&read(path, MAX_EVIDENCE)?)
            .map_err(|error| unreadable(path, &error))?
            .into_iter();
        let certificate = all
            .next()
            .ok_or_else(|| unreadable(path, &"no certificate"))?;
        options.evidence.certificates.extend(all);
        let report = esign::validate_certificate(&certificate, &options);
        return Ok(tell(&report, Kind::Certificate, wanted.json, t));
    }
    if let (Some(path), Some(password)) = (&wanted.pkcs12, &wanted.password_file) {
        return container::open(path, password, &options, wanted.json, t);
    }
    let Some(file) = &wanted.file else {
        return Err(Failure::new("CLI-017", "FILE"));
    };
    let report = match &wanted.signature {
        None => esign::validate(Input::File(&read(file, MAX_FILE as u64)?), &options),
        Some(signature) => {
            let signature = read(signature, MAX_SIGNATURE as u64)?;
            detached(file, &signature, &options)?
        }
    };
    Ok(tell(&report, Kind::Signature, wanted.json, t))
}

/// What a file of a responder's answers holds.
enum Answers {
    Read(Vec<OcspResponse>),
    Refused(String),
}

/// The anchors, and the list of accredited authorities.
fn trusted(wanted: &Verify) -> Result<Trust, Failure> {
    let trust = Trust::new(certificates(&wanted.anchors)?);
    let Some(path) = &wanted.tsl else {
        return Ok(trust);
    };
    let bytes = read(path, MAX_LIST as u64)?;
    let list = match &wanted.tsl_signer {
        None => TrustList::from_xml(&bytes),
        Some(signer) => {
            let signers = certificates(std::slice::from_ref(signer))?;
            TrustList::from_signed_xml(&bytes, &signers)
        }
    };
    Ok(trust.with_list(list.map_err(|error| unreadable(path, &error))?))
}

/// Judges a signature that lies beside its file.
fn detached(file: &Path, signature: &[u8], options: &Options) -> Result<Report, Failure> {
    let size = fs::metadata(file).map_err(|error| unreadable(file, &error))?;
    if size.is_file() && size.len() > WHOLE {
        let hashes = hashed(file, &digests(signature)).map_err(|error| unreadable(file, &error))?;
        let content = Content::Hashes(&hashes);
        return Ok(esign::validate(
            Input::Detached { content, signature },
            options,
        ));
    }
    let bytes = read(file, WHOLE)?;
    let content = Content::Bytes(&bytes);
    Ok(esign::validate(
        Input::Detached { content, signature },
        options,
    ))
}

fn hashed(file: &Path, digests: &[Digest]) -> std::io::Result<Vec<(Digest, Vec<u8>)>> {
    let mut file = File::open(file)?;
    let mut hashers: Vec<_> = digests.iter().map(|digest| digest.hasher()).collect();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        for hasher in &mut hashers {
            hasher.update(&piece[..read]);
        }
    }
    let hashes = hashers.into_iter().map(esign::algorithm::Hasher::finish);
    Ok(digests.iter().copied().zip(hashes).collect())
}

fn unreadable(path: &Path, error: &impl ToString) -> Failure {
    Failure::new(
        "CLI-017",
        format!("{}: {}", path.display(), error.to_string()),
    )
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(unreadable(path, &format!("> {most} bytes")));
    }
    Ok(bytes)
}

fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    read_all(paths, trust::certificates)
}

/// Reads what the files hold. A file that is named must be readable; in a folder, files of other kinds
/// are passed over.
fn read_all<T, E: ToString>(
    paths: &[PathBuf],
    reader: impl Fn(&[u8]) -> Result<Vec<T>, E>,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let bytes = read(path, MAX_EVIDENCE)?;
            all.extend(reader(&bytes).map_err(|error| unreadable(path, &error))?);
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|entry| entry.is_file())
            .take(MAX_FILES)
            .collect();
        files.sort();
        for file in files {
            all.extend(reader(&read(&file, MAX_EVIDENCE)?).unwrap_or_default());
        }
    }
    Ok(all)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Signature,
    Certificate,
}

fn tell(report: &Report, kind: Kind, is_json: bool, t: Texts) -> ExitCode {
    let said = if is_json {
        // A report is plain data: nothing in it fails to be written.
        serde_json::to_string_pretty(report).unwrap_or_default()
    } else {
        lines(report, kind, t).join("\n")
    };
    say(&said);
    ExitCode::from(match report.indication {
        Indication::TotalPassed => 0,
        Indication::TotalFailed => 1,
        Indication::Indeterminate => 2,
    })
}

/// Whoever stops reading still gets the exit code.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// The short report for people.
fn lines(report: &Report, kind: Kind, t: Texts) -> Vec<String> {
    let mut lines = Vec::new();
    let total = report.signatures.len();
    for (number, one) in (1usize..).zip(&report.signatures) {
        let (title, word) = if kind == Kind::Signature {
            let title = t.with("signature-title", &[("number", &number), ("total", &total)]);
            (title, word("indication", one.verdict.indication, t))
        } else {
            let title = t.get("signature-title-certificate").into_owned();
            (title, word("certificate", one.verdict.indication, t))
        };
        let reason = one
            .verdict
            .sub_indication
            .map(|reason| format!(" ({})", standard(reason)));
        lines.push(format!("{title}: {word}{}", reason.unwrap_or_default()));
        facts(one, kind, t, &mut lines);
        // One reason for each fault, in the order of their weight.
        findings(&one.verdict.findings, t, &mut lines);
    }
    if total == 0 && !report.findings.is_empty() {
        let word = match kind {
            Kind::Signature => word("indication", report.indication, t),
            Kind::Certificate => word("certificate", report.indication, t),
        };
        lines.push(format!("{}: {word}", t.get("signature-title-file")));
    }
    findings(&report.findings, t, &mut lines);
    lines
}

/// The name that the standard gives it, as in JSON.
fn standard(reason: SubIndication) -> String {
    serde_json::to_value(reason).map_or_else(
        |_| String::new(),
        |name| name.as_str().unwrap_or_default().to_owned(),
    )
}

fn word(prefix: &str, indication: Indication, t: Texts) -> String {
    let end = match indication {
        Indication::TotalPassed => "total-passed",
        Indication::Indeterminate => "indeterminate",
        Indication::TotalFailed => "total-failed",
    };
    t.get(&format!("signature-{prefix}-{end}")).into_owned()
}

fn facts(one: &SignatureReport, kind: Kind, t: Texts, lines: &mut Vec<String>) {
    let zone = TimeZone::system();
    let mut add = |key: &str, value: String| {
        lines.push(format!("  {}: {value}", t.get(&format!("signature-{key}"))));
    };
    if let Some(signer) = &one.signer {
        let is_signature = kind == Kind::Signature;
        add(if is_signature { "signer" } else { "owner" }, who(signer));
        add("issuer", signer.issuer.clone().unwrap_or_default());
        if let (Some(from), Some(to)) = (signer.not_before, signer.not_after) {
            let both = format!("{} — {}", t.date(from, &zone), t.date(to, &zone));
            add("validity", both);
        }
    }
    if let Some(time) = one.signing_time {
        add("signing-time", t.date_time(time, &zone));
    }
    if let Some(time) = one.stamped_time {
        add("stamped-time", t.date_time(time, &zone));
    }
    add("validation-time", t.date_time(one.validation_time, &zone));
    let algorithm = one.algorithm.as_deref().map(|name| format!(", {name}"));
    add(
        "kind",
        format!("{}{}", one.format, algorithm.unwrap_or_default()),
    );
    let answer = if one.qualified {
        "qualified-yes"
    } else {
        "qualified-no"
    };
    let why = one
        .qualification
        .findings
        .first()
        .filter(|_| !one.qualified);
    let why = why.map(|why| format!(" ({})", t.error(why.code)));
    let answer = t.get(&format!("signature-{answer}"));
    add("qualified", format!("{answer}{}", why.unwrap_or_default()));
}

fn who(signer: &Signer) -> String {
    let person = match (&signer.surname, &signer.given_name) {
        (Some(surname), Some(given)) => Some(format!("{surname} {given}")),
        _ => None,
    };
    let mut parts: Vec<String> = Vec::new();
    for part in [person, signer.name.clone(), signer.organization.clone()] {
        parts.extend(part.filter(|part| !parts.contains(part)));
    }
    let numbers = [
        ("ИНН", &signer.inn),
        ("ИНН", &signer.org_inn),
        ("ОГРН", &signer.ogrn),
        ("ОГРНИП", &signer.ogrnip),
        ("СНИЛС", &signer.snils),
    ];
    for (label, number) in numbers {
        parts.extend(number.as_ref().map(|number| format!("{label} {number}")));
    }
    parts.join(", ")
}

fn findings(findings: &[Finding], t: Texts, lines: &mut Vec<String>) {
    for (place, finding) in findings.iter().enumerate() {
        let is_new = findings[..place].iter().all(|one| one.code != finding.code);
        if is_new {
            lines.push(format!("  {} {}", finding.code, t.error(finding.code)));
        }
    }
}
