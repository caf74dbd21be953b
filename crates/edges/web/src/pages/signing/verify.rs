//! «Проверить подпись»: a public page that says who signed what and whether it holds (R74). What is
//! sent is looked at and kept nowhere.

use std::time::Duration;

use askama::Template;
use axum::extract::{Form, Multipart, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use esign::algorithm::Digest;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use signatures::Signed;
use texts::Texts;
use tokio::sync::Semaphore;

use super::receive::{Received, ReceivedFile, receive};
use super::report::{Fact, ReportShown, shown};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Alert, Color, ErrorLink, ErrorSummary, Field, FileRules, Tab, Width};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, Visitor};

/// Largest file that is checked.
const MAX_FILE: usize = 50 * 1024 * 1024;
/// Largest signature that lies in a file of its own.
const MAX_SIGNATURE: usize = 5 * 1024 * 1024;
/// Checks at a time: each may hold [`MAX_FILE`] in memory.
static SEATS: Semaphore = Semaphore::const_new(6);
/// The longest that sending the files and waiting for a seat may take, each.
const SENDING: Duration = Duration::from_mins(2);
/// What the sealed report of [`download`] is for.
const SEAL: &str = "verify-report";
/// A longer sealed report is not offered for download.
const MAX_SEALED: usize = 1024 * 1024;

/// In which of the three ways the signature comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A file that holds its signature.
    File,
    /// A file, and its signature in another.
    Detached,
    /// A hash, and the signature.
    Hash,
}

impl Way {
    const ALL: [Self; 3] = [Self::File, Self::Detached, Self::Hash];

    fn name(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Detached => "detached",
            Self::Hash => "hash",
        }
    }

    fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|way| way.name() == name)
            .unwrap_or(Self::File)
    }
}

/// Hashes that can be given instead of the file.
const HASHES: [(&str, Digest); 5] = [
    ("streebog-256", Digest::Streebog256),
    ("streebog-512", Digest::Streebog512),
    ("sha-256", Digest::Sha256),
    ("sha-384", Digest::Sha384),
    ("sha-512", Digest::Sha512),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    way: String,
}

#[derive(Deserialize)]
pub(crate) struct Sealed {
    sealed: String,
    #[serde(default)]
    format: String,
}

#[derive(Template)]
#[template(path = "pages/signing/verify.html")]
struct VerifyPage {
    shell: Shell,
    tabs: Vec<Tab>,
    lead: String,
    /// That this installation trusts nobody yet.
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// Whether the hash is asked for, by the pattern that can make it in the page.
    has_hash: bool,
    fields: Vec<Field>,
    /// The moment that it is checked for, and the report's format.
    more: Vec<Field>,
    is_more_open: bool,
    action: String,
    report: Option<ReportShown>,
    /// The report for [`download`]; empty when it is too long for that.
    sealed: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    respond::page_with_panel(&blank(
        &app,
        &visitor,
        Way::parse(&wanted.way),
        &Typed::default(),
    ))
}

pub(crate) async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
    multipart: Multipart,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Verify)?;
    let (t, way) = (visitor.t, Way::parse(&wanted.way));
    let busy = || PageError::TooMany(Duration::from_secs(10));
    let _seat = tokio::time::timeout(SENDING, SEATS.acquire())
        .await
        .map_err(|_| busy())?
        .map_err(|_| busy())?;
    let limits = [
        ("file", MAX_FILE),
        ("content", MAX_FILE),
        ("signature", MAX_SIGNATURE),
    ];
    let mut received = tokio::time::timeout(SENDING, receive(multipart, &limits))
        .await
        .map_err(|_| PageError::BadRequest("sending took too long"))??;
    let typed = Typed::of(&received);
    let zone = zone(&visitor);
    let (signed, subject, at) = match read(t, way, &mut received, &typed, visitor.now, &zone) {
        Ok(read) => read,
        Err(errors) => {
            let mut page = blank(&app, &visitor, way, &typed);
            page.mark(&errors);
            return respond::invalid_with_panel(&page);
        }
    };
    let (signed, subject) = with_hash(t, signed, subject).await?;
    let report = app.verifier.validate(signed, at).await;
    let shown = shown(t, &zone, &report, subject);
    let json = serde_json::to_value(&report)
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    match received.text("format") {
        "json" => return Ok(as_json(&json)),
        "pdf" => return as_pdf(printed(t, &zone, visitor.now, &shown)?, visitor.now).await,
        _ => {}
    }
    let kept = json!({ "report": json, "printed": printed(t, &zone, visitor.now, &shown)? });
    let mut page = blank(&app, &visitor, way, &typed);
    page.sealed = seal(&app, &kept)?;
    page.shell.title = t.with1(
        "verify-report-title",
        "verdict",
        shown.verdict.title.as_str(),
    );
    page.report = Some(shown);
    respond::page_with_panel(&page)
}

/// The report that was just shown, as a file: it comes back sealed, so that it is ours and nothing
/// had to be stored.
pub(crate) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<Sealed>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Verify)?;
    let not_ours = || PageError::BadRequest("not a report of this installation");
    let sealed = BASE64
        .decode(form.sealed.as_bytes())
        .map_err(|_| not_ours())?;
    let opened = app.master.open(SEAL, &sealed).map_err(|_| not_ours())?;
    let mut kept: Value = serde_json::from_slice(&opened).map_err(|_| not_ours())?;
    if form.format == "json" {
        Ok(as_json(&kept["report"]))
    } else {
        as_pdf(kept["printed"].take(), visitor.now).await
    }
}

fn seal(app: &App, kept: &Value) -> Result<String, PageError> {
    let sealed = app
        .master
        .seal(SEAL, kept.to_string().as_bytes())
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    let text = BASE64.encode(&sealed);
    Ok(Some(text)
        .filter(|text| text.len() <= MAX_SEALED)
        .unwrap_or_default())
}

/// Where the visitor's clock is; of strangers it is not known.
fn zone(visitor: &Visitor) -> TimeZone {
    SignedIn::from_visitor(visitor.clone()).map_or_else(
        || TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC),
        |signed_in| signed_in.zone,
    )
}

/// What was typed beside the files.
#[derive(Default)]
struct Typed {
    hash: String,
    algorithm: String,
    date: String,
    time: String,
}

impl Typed {
    fn of(received: &Received) -> Self {
        let text = |name| received.text(name).to_owned();
        Self {
            hash: text("hash"),
            algorithm: text("hash_algorithm"),
            date: text("date"),
            time: text("time"),
        }
    }
}

type Errors = Vec<(&'static str, String)>;

/// What is checked, what the report says of it, and for which moment.
fn read(
    t: Texts,
    way: Way,
    received: &mut Received,
    typed: &Typed,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(Signed, Vec<Fact>, Timestamp), Errors> {
    let mut errors = Errors::new();
    let mut subject = Vec::new();
    let mut take = |field: &'static str, most: usize, errors: &mut Errors| {
        let file = received.file(field);
        match file {
            None => errors.push((
                field,
                t.get(&format!("verify-{field}-missing")).into_owned(),
            )),
            Some(ReceivedFile {
                name, bytes: None, ..
            }) => errors.push((
                field,
                t.with(
                    "form-file-too-big",
                    &[("name", &name), ("limit", &t.bytes(most as u64))],
                ),
            )),
            Some(ReceivedFile {
                name,
                bytes: Some(bytes),
                ..
            }) => {
                let size = t.bytes(bytes.len() as u64);
                subject.push(Fact::new(
                    t.get(&format!("verify-{field}")),
                    format!("{name}, {size}"),
                ));
                return Some(bytes);
            }
        }
        None
    };
    let signed = match way {
        Way::File => take("file", MAX_FILE, &mut errors).map(Signed::File),
        Way::Detached => {
            let content = take("content", MAX_FILE, &mut errors);
            let signature = take("signature", MAX_SIGNATURE, &mut errors);
            content
                .zip(signature)
                .map(|(content, signature)| Signed::Detached { content, signature })
        }
        Way::Hash => {
            let signature = take("signature", MAX_SIGNATURE, &mut errors);
            let hash = hash(t, typed, &mut errors);
            hash.zip(signature)
                .map(|((algorithm, hash), signature)| Signed::Hashed {
                    algorithm,
                    hash,
                    signature,
                })
        }
    };
    let at = moment(t, typed, now, zone, &mut errors);
    match (signed, at) {
        (Some(signed), Some(at)) if errors.is_empty() => Ok((signed, subject, at)),
        _ => Err(errors),
    }
}

/// A hash in hexadecimal or Base64, of the length that its algorithm has.
fn hash(t: Texts, typed: &Typed, errors: &mut Errors) -> Option<(Digest, Vec<u8>)> {
    let known = HASHES.iter().find(|(name, _)| *name == typed.algorithm);
    let Some((_, algorithm)) = known else {
        errors.push((
            "hash_algorithm",
            t.get("verify-algorithm-missing").into_owned(),
        ));
        return None;
    };
    let packed: String = typed
        .hash
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    let length = algorithm.hash(&[]).len();
    let found = HEXLOWER_PERMISSIVE
        .decode(packed.as_bytes())
        .ok()
        .filter(|hash| hash.len() == length)
        .or_else(|| {
            let decoded = BASE64.decode(packed.as_bytes()).ok()?;
            (decoded.len() == length).then_some(decoded)
        });
    if found.is_none() {
        errors.push((
            "hash",
            t.with(
                "verify-hash-wrong",
                &[("algorithm", &algorithm.name()), ("digits", &(length * 2))],
            ),
        ));
    }
    found.map(|hash| (*algorithm, hash))
}

/// The moment that was typed; a day alone means its end. Nothing typed is now.
fn moment(
    t: Texts,
    typed: &Typed,
    now: Timestamp,
    zone: &TimeZone,
    errors: &mut Errors,
) -> Option<Timestamp> {
    if typed.date.is_empty() && typed.time.is_empty() {
        return Some(now);
    }
    let Some(day) = Texts::parse_day(&typed.date) else {
        errors.push(("date", t.get("organizations-date-wrong").into_owned()));
        return None;
    };
    let time = if typed.time.is_empty() {
        Time::new(23, 59, 59, 0).ok()
    } else {
        Time::strptime("%H:%M", &typed.time).ok()
    };
    let Some(time) = time else {
        errors.push(("time", t.get("verify-time-wrong").into_owned()));
        return None;
    };
    let at = day
        .to_datetime(time)
        .to_zoned(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp());
    let today = now.to_zoned(zone.clone()).date();
    match at {
        Some(at) if at <= now => Some(at),
        // The end of this day has not come yet.
        Some(_) if day == today && typed.time.is_empty() => Some(now),
        _ => {
            errors.push(("date", t.get("verify-moment-future").into_owned()));
            None
        }
    }
}

/// Adds the hash of what was sent, so that the report says which bytes it is about.
async fn with_hash(
    t: Texts,
    signed: Signed,
    mut subject: Vec<Fact>,
) -> Result<(Signed, Vec<Fact>), PageError> {
    let hashed = tokio::task::spawn_blocking(move || {
        let (algorithm, hash) = match &signed {
            Signed::Hashed {
                algorithm, hash, ..
            } => (*algorithm, hash.clone()),
            Signed::File(bytes) | Signed::Detached { content: bytes, .. } => {
                (Digest::Streebog256, Digest::Streebog256.hash(bytes))
            }
        };
        (signed, algorithm, hash)
    });
    let (signed, algorithm, hash) = hashed
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    subject.push(Fact::new(
        t.with1("verify-hash-of", "algorithm", algorithm.name()),
        HEXLOWER.encode(&hash),
    ));
    Ok((signed, subject))
}

/// What the template of the printed report reads.
fn printed(
    t: Texts,
    zone: &TimeZone,
    now: Timestamp,
    shown: &ReportShown,
) -> Result<Value, PageError> {
    let report = serde_json::to_value(shown)
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    let labels = [
        "report-title",
        "subject",
        "qualification",
        "findings",
        "chain",
        "blocks",
        "disclaimer",
    ];
    let labels: serde_json::Map<String, Value> = labels
        .iter()
        .map(|name| {
            let text = t.get(&format!("verify-print-{name}")).into_owned();
            ((*name).to_owned(), Value::String(text))
        })
        .collect();
    Ok(json!({
        "lang": t.lang().tag(),
        "made": t.with1("verify-print-made", "when", t.date_time(now, zone)),
        "labels": labels,
        "report": report,
    }))
}

async fn as_pdf(data: Value, now: Timestamp) -> Result<Response, PageError> {
    let rendered = tokio::task::spawn_blocking(move || {
        let template = print::Template {
            name: "signing/report.typ",
            source: include_str!("report.typ"),
        };
        print::render_pdf(&template, &data, now)
    });
    let pdf = rendered
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(attached("application/pdf", "report.pdf", pdf))
}

fn as_json(report: &Value) -> Response {
    let text = serde_json::to_vec_pretty(report).unwrap_or_default();
    attached("application/json", "report.json", text)
}

fn attached(media_type: &'static str, name: &str, body: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    (headers, body).into_response()
}

impl VerifyPage {
    fn mark(&mut self, errors: &Errors) {
        for field in self.fields.iter_mut().chain(&mut self.more) {
            field.error = errors
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, text)| text.clone());
        }
        self.is_more_open |= self.more.iter().any(|field| field.error.is_some());
        // The fields of the hash are a pattern's own: their errors stand at the top.
        let of_hash = errors.iter().filter(|(name, _)| name.starts_with("hash"));
        self.errors = ErrorSummary {
            errors: of_hash
                .map(|(name, text)| ErrorLink {
                    text: text.clone(),
                    href: Some(format!("#f-{name}")),
                    code: None,
                })
                .chain(ErrorSummary::of(self.fields.iter().chain(&self.more)).errors)
                .collect(),
        };
        self.shell.has_errors = true;
    }
}

fn blank(app: &App, visitor: &Visitor, way: Way, typed: &Typed) -> VerifyPage {
    let t = visitor.t;
    let file = |name: &'static str, accept: &str, most: usize| {
        let rules = FileRules {
            accept: accept.to_owned(),
            max_bytes: most as u64,
            multiple: false,
        };
        Field::file(name, t.get(&format!("verify-{name}")), rules).hint(t.with1(
            &format!("verify-{name}-hint"),
            "limit",
            t.bytes(most as u64),
        ))
    };
    let signature = || {
        file(
            "signature",
            ".sig,.sgn,.p7s,.p7b,.pem,.der,.bin",
            MAX_SIGNATURE,
        )
    };
    let fields = match way {
        Way::File => vec![file("file", "", MAX_FILE)],
        Way::Detached => vec![file("content", "", MAX_FILE), signature()],
        Way::Hash => vec![signature()],
    };
    let tabs = Way::ALL.map(|one| Tab {
        label: t
            .get(match one {
                Way::File => "verify-way-file",
                Way::Detached => "verify-way-detached",
                Way::Hash => "verify-way-hash",
            })
            .into_owned(),
        url: urls::verify(one.name()),
        current: one == way,
        count: None,
    });
    VerifyPage {
        shell: frame::public(visitor, t.get("verify-title")),
        tabs: tabs.into(),
        lead: t.get("verify-lead").into_owned(),
        alert: (!app.verifier.is_configured()).then(|| {
            Alert::new(Color::Warning, t.get("verify-trusts-nobody"))
                .text(t.get("verify-trusts-nobody-text"))
        }),
        errors: ErrorSummary::default(),
        has_hash: way == Way::Hash,
        fields,
        more: vec![
            Field::date("date", t.get("verify-date"))
                .hint(t.with1("form-date-hint", "example", "01.12.2025"))
                .value(&typed.date)
                .optional(),
            Field::text("time", t.get("verify-time"))
                .hint(t.get("verify-time-hint"))
                .value(&typed.time)
                .maxlength(5)
                .width(Width::Tiny)
                .optional(),
        ],
        is_more_open: !typed.date.is_empty() || !typed.time.is_empty(),
        action: urls::verify(way.name()),
        report: None,
        sealed: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    fn t() -> Texts {
        Texts::new(Lang::Ru)
    }

    fn at(date: &str, time: &str) -> Result<Timestamp, &'static str> {
        let typed = Typed {
            date: date.to_owned(),
            time: time.to_owned(),
            ..Typed::default()
        };
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let mut errors = Errors::new();
        moment(t(), &typed, now, &zone, &mut errors).ok_or_else(|| errors[0].0)
    }

    #[test]
    fn a_moment_is_now_or_a_past_one_and_a_day_means_its_end() {
        let parsed = |text: &str| Ok(text.parse::<Timestamp>().unwrap());
        assert_eq!(at("", ""), parsed("2026-11-22T10:00:00Z"));
        assert_eq!(at("01.11.2026", ""), parsed("2026-11-01T20:59:59Z"));
        assert_eq!(at("01.11.2026", "9:05"), parsed("2026-11-01T06:05:00Z"));
        assert_eq!(at("22.11.2026", ""), parsed("2026-11-22T10:00:00Z"));
        assert_eq!(at("22.11.2026", "13:01"), Err("date"));
        assert_eq!(at("23.11.2026", ""), Err("date"));
        assert_eq!(at("31.02.2026", ""), Err("date"));
        assert_eq!(at("01.11.2026", "25:00"), Err("time"));
        assert_eq!(at("", "9:05"), Err("date"));
    }

    #[test]
    fn a_hash_is_taken_as_programs_print_it() {
        let read = |algorithm: &str, hash: &str| {
            let typed = Typed {
                algorithm: algorithm.to_owned(),
                hash: hash.to_owned(),
                ..Typed::default()
            };
            super::hash(t(), &typed, &mut Errors::new()).map(|(_, hash)| hash)
        };
        let bytes = vec![0xAB_u8; 32];
        assert_eq!(read("streebog-256", &"AB".repeat(32)), Some(bytes.clone()));
        assert_eq!(read("sha-256", &"ab:".repeat(32)), Some(bytes.clone()));
        assert_eq!(read("sha-256", &BASE64.encode(&bytes)), Some(bytes));
        assert_eq!(read("sha-512", &"ab".repeat(32)), None);
        assert_eq!(read("md5", &"ab".repeat(16)), None);
        assert_eq!(read("sha-256", "кот"), None);
    }
}
