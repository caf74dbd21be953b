//! `kabinet doctor`: each part of an installation looked at, each fault named with what to do.

use std::process::ExitCode;

use ::registry::Registry;
use db::{Clock, Db};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use signatures::{CLOCK_TOLERANCE, ListState};
use texts::{Texts, ToArg};

use crate::config::Config;
use crate::{Failure, installation};

/// The list of accredited authorities is published several times a week.
const OLD_LIST: SignedDuration = SignedDuration::from_hours(30 * 24);

struct Findings {
    t: Texts,
    faults: usize,
}

impl Findings {
    fn good(&self, what: &str, detail: &str) {
        println!("✓ {}: {detail}", self.t.get(&format!("cli-doctor-{what}")));
    }

    fn note(&self, what: &str, advice: &str, detail: &dyn ToArg) {
        let name = self.t.get(&format!("cli-doctor-{what}"));
        println!(
            "! {name}: {}",
            self.t
                .with(&format!("cli-doctor-{advice}"), &[("detail", detail)])
        );
    }

    fn bad(&mut self, what: &str, failure: &Failure) {
        self.faults += 1;
        println!(
            "✗ {}: {}",
            self.t.get(&format!("cli-doctor-{what}")),
            failure.told(self.t)
        );
    }
}

pub(crate) async fn run(config: &Config, t: Texts) -> Result<ExitCode, Failure> {
    let mut findings = Findings { t, faults: 0 };
    let data = config.data_dir();
    match installation::make_folder(&data).and_then(|()| installation::master_key(&data)) {
        Ok(_) => findings.good("data", &data.display().to_string()),
        Err(failure) => findings.bad("data", &failure),
    }
    let mut current = None;
    match database(config).await {
        Ok((db, pending)) if pending.is_empty() => {
            findings.good("database", &t.get("cli-doctor-current"));
            current = Some(db);
        }
        Ok((_, pending)) => findings.bad("database", &Failure::new("CLI-004", pending.join(", "))),
        Err(failure) => findings.bad("database", &failure),
    }
    match Registry::open(data.join("registry")).and_then(|registry| registry.loaded_count()) {
        Ok(0) => findings.note("registry", "registry-empty", &""),
        Ok(count) => findings.good("registry", &t.count("cli-registry-entries", count)),
        Err(error) => findings.bad("registry", &error.into()),
    }
    match installation::services(config) {
        Ok(services) => findings.good("services", &services.all().count().to_string()),
        Err(failure) => findings.bad("services", &failure),
    }
    match installation::mailer(config) {
        Ok(mailer) => match mailer.check().await {
            Ok(true) => findings.good("mail", config.mail.host.as_deref().unwrap_or_default()),
            Ok(false) => findings.bad("mail", &Failure::new("CLI-006", "mail.host")),
            Err(error) => findings.bad("mail", &Failure::new("CLI-006", error)),
        },
        Err(failure) => findings.bad("mail", &failure),
    }
    scans(config, &mut findings).await;
    text_messages(config, current.as_ref(), &mut findings).await;
    signatures(config, &mut findings).await;
    let base_url = config.base_url()?;
    if base_url.scheme() == "https" {
        findings.good("site", base_url.as_str());
    } else {
        findings.note("site", "site-plain", &base_url.as_str());
    }
    println!("{}", t.count("cli-doctor-faults", findings.faults));
    Ok(if findings.faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether documents are read by machine, and by what.
async fn scans(config: &Config, findings: &mut Findings) {
    if !config.recognition.enabled {
        return findings.note("recognition", "recognition-off", &"");
    }
    let reader = installation::reader(config).await;
    let tools = reader.tools();
    match &tools.tesseract {
        Some((path, languages)) => {
            findings.good("recognition", &format!("{} ({languages})", path.display()));
        }
        None => findings.note("recognition", "recognition-no-tesseract", &""),
    }
    if tools.pdftotext.is_none() || tools.pdftoppm.is_none() {
        findings.note("recognition", "recognition-no-poppler", &"");
    }
    if tools.prlimit.is_none() {
        findings.note("recognition", "recognition-no-prlimit", &"");
    }
}

/// Whether the files of trust can be read and are not out of date, and the time-stamping service
/// answers.
async fn signatures(config: &Config, findings: &mut Findings) {
    let t = findings.t;
    let now = Clock::System.now();
    let verifier = match installation::verifier(config, false, now).await {
        Ok(verifier) => verifier,
        Err(failure) => return findings.bad("signatures", &failure),
    };
    if !verifier.is_configured() {
        return findings.note("signatures", "signatures-off", &"");
    }
    let known = verifier.overview(now);
    let counts = t.with(
        "cli-doctor-signatures-known",
        &[
            ("anchors", &known.anchors),
            ("certificates", &known.certificates),
            ("crls", &known.crls.len()),
        ],
    );
    findings.good("signatures", &counts);
    for name in &known.ended_anchors {
        findings.note("signatures", "signatures-ended", name);
    }
    for file in &known.skipped {
        findings.note(
            "signatures",
            "signatures-skipped",
            &file.display().to_string(),
        );
    }
    for list in known.crls.iter().filter(|list| list.is_stale(now)) {
        let due = list.next_update.map(|due| due.to_string());
        let told = format!("{}, {}", list.issuer, due.unwrap_or_default());
        findings.note("signatures", "signatures-stale", &told);
    }
    match &known.list {
        None => findings.note("signatures", "signatures-no-list", &""),
        Some(list) => accredited(list, now, findings),
    }
    match verifier.try_time_stamping().await {
        Ok(Some(time)) => {
            findings.good("time-stamping", &time.to_string());
            let off = time.duration_since(now).abs();
            if off > CLOCK_TOLERANCE {
                findings.note("time-stamping", "clock-off", &off.as_secs());
            }
        }
        Ok(None) => {}
        Err(error) => {
            let code = error.findings().first().map_or("", |one| one.code);
            let failure = Failure::new("CLI-018", format!("{} {}", code, t.error(code)));
            findings.bad("time-stamping", &failure);
        }
    }
}

/// The state's list of accredited authorities.
fn accredited(list: &ListState, now: Timestamp, findings: &mut Findings) {
    let t = findings.t;
    let date = list.date.map(|date| t.date(date, &TimeZone::system()));
    let told = t.with(
        "cli-doctor-signatures-list",
        &[
            ("version", &list.version),
            ("date", &date.unwrap_or_default()),
            ("authorities", &list.authorities),
        ],
    );
    findings.good("signatures", &told);
    if !list.is_checked {
        findings.note("signatures", "signatures-list-unchecked", &"");
    }
    let age = list.date.map(|date| now.duration_since(date));
    if age.is_none_or(|age| age > OLD_LIST) {
        let days = age.map_or_else(|| "?".to_owned(), |age| (age.as_hours() / 24).to_string());
        findings.note("signatures", "signatures-list-old", &days);
    }
    if list.unread > 0 {
        findings.note("signatures", "signatures-list-unread", &list.unread);
    }
}

/// Whether the gateway is there, without sending anything, and what became of the last day's messages.
async fn text_messages(config: &Config, db: Option<&Db>, findings: &mut Findings) {
    let gateway = match config.sms.gateway() {
        Ok(Some(gateway)) => gateway,
        Ok(None) => return findings.note("sms", "sms-off", &""),
        Err(error) => return findings.bad("sms", &error.into()),
    };
    match gateway.reach().await {
        Ok(()) => findings.good("sms", &gateway.place()),
        Err(error) => findings.bad("sms", &Failure::new("CLI-016", error)),
    }
    if gateway.place().starts_with("http://") {
        findings.note("sms", "sms-plain", &gateway.place());
    }
    let Some(db) = db else { return };
    let since = db.clock().now() - SignedDuration::from_hours(24);
    match accounts::sms_counts(db, since).await {
        Ok(counts) if counts.given_up > 0 => {
            findings.note("sms", "sms-given-up", &counts.given_up);
        }
        Ok(_) => {}
        Err(error) => findings.bad("sms", &error.into()),
    }
}

async fn database(config: &Config) -> Result<(Db, Vec<String>), Failure> {
    let db = Db::connect(&config.database()?, Clock::System).await?;
    let pending = db.pending_migrations().await?;
    Ok((db, pending))
}
