//! Whether a certificate was revoked at a time, from the lists and answers at hand.
//!
//! The time decides, not the day of the list: a list or an answer made after the time is the better
//! evidence for it, as long as the certificate had not ended when it was made (authorities drop what
//! has ended). A revocation after the time does not touch what was signed before.

use super::build::{Pool, Search};
use super::rules::{self, Usage};
use super::{Evidence, Purpose, name_key};
use crate::certificate::{Certificate, describe};
use crate::crl::{self, Crl, Scope, reason_name};
use crate::ocsp::{self, OcspAnswer, OcspResponse, OcspStatus};
use crate::report::{Finding, SubIndication, Verdict};
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use x509_cert::ext::pkix::CrlReason;

/// How long an answer counts that does not say when the next one is due.
pub const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

/// By how much clocks may differ: what was made later than that after now was not made.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// How many paths to separate signers of lists one validation looks for.
pub const MAX_LIST_SIGNERS: u32 = 16;

/// What is at hand for one validation.
pub(super) struct Sources<'a> {
    pub(super) pool: &'a Pool<'a>,
    pub(super) evidence: &'a Evidence,
    pub(super) at: Timestamp,
    pub(super) searches_left: Cell<u32>,
}

/// What one list or answer says.
struct Statement {
    says: Says,
    made: Timestamp,
    /// When it stops to count; `None` is a day after it was made.
    until: Option<Timestamp>,
    source: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Good,
    Revoked(Timestamp, CrlReason),
    Unknown,
}

impl Statement {
    fn is_hold(&self) -> bool {
        matches!(self.says, Says::Revoked(_, CrlReason::CertificateHold))
    }

    /// Whether it tells about the time: it covers it, or was made later.
    fn tells_about(&self, at: Timestamp, certificate: &Certificate) -> bool {
        if self.made > at {
            return self.made <= certificate.not_after();
        }
        match self.until {
            Some(until) => at <= until,
            None => at.duration_since(self.made) <= MAX_AGE,
        }
    }
}

impl Sources<'_> {
    /// What is wrong with the day on which a list or an answer says it was made.
    fn fault_of_day(&self, made: Timestamp) -> Result<(), String> {
        match self.evidence.now {
            Some(now) if made > now + CLOCK_SKEW => Err(format!("made at {made}, after now")),
            _ => Ok(()),
        }
    }
}

/// What the lists and answers say of `path[place]`, whose issuer is the next in the path, for a time.
pub(super) fn check(
    sources: &Sources<'_>,
    path: &[Certificate],
    place: usize,
    at: Timestamp,
) -> Verdict {
    let (certificate, issuer) = (&path[place], &path[place + 1]);
    let mut refused = Vec::new();
    let mut statements = Vec::new();
    for crl in &sources.evidence.crls {
        match from_list(sources, crl, path, place) {
            Ok(statement) => statements.extend(statement),
            Err(detail) => refused.push(detail),
        }
    }
    for response in &sources.evidence.ocsp {
        match from_answer(sources, response, certificate, issuer) {
            Ok(statement) => statements.extend(statement),
            Err(detail) => refused.push(detail),
        }
    }
    if place == 0 {
        refused.extend_from_slice(&sources.evidence.refused);
    }
    conclude(&statements, refused, certificate, at)
}

fn conclude(
    statements: &[Statement],
    refused: Vec<String>,
    certificate: &Certificate,
    at: Timestamp,
) -> Verdict {
    // A revocation is for ever, so the age of what says so does not matter.
    let revocations = statements.iter().filter(|one| !one.is_hold());
    let revocations = revocations.filter_map(|one| match one.says {
        Says::Revoked(when, reason) => Some((when, reason, one.source)),
        _ => None,
    });
    let first = revocations.min_by_key(|(when, ..)| *when);
    if let Some((when, reason, source)) = first {
        let detail = format!("{when}, {}, by {source}", reason_name(reason));
        if when <= at {
            return Verdict::because(SubIndication::Revoked, "SIG-040", detail);
        }
        return noted("SIG-046", detail);
    }
    // A suspension ends; the latest word counts.
    let words = statements
        .iter()
        .filter(|one| one.is_hold() || one.says == Says::Good && one.tells_about(at, certificate));
    match words.max_by_key(|one| one.made) {
        Some(Statement {
            says: Says::Revoked(since, _),
            source,
            ..
        }) if *since <= at => {
            let detail = format!("since {since}, by {source}");
            return Verdict::because(SubIndication::TryLater, "SIG-041", detail);
        }
        Some(_) => return Verdict::passed(),
        None => {}
    }
    let later = |code, detail: String| Verdict::because(SubIndication::TryLater, code, detail);
    if statements.iter().any(|one| one.says == Says::Unknown) {
        return later("SIG-047", describe(certificate.subject()));
    }
    if let Some(stale) = statements.iter().max_by_key(|one| one.made) {
        let until = stale.until.map(|until| until.to_string());
        let until = until.unwrap_or_else(|| "a day later".to_owned());
        let detail = format!("{} of {}, good until {until}", stale.source, stale.made);
        return later("SIG-043", detail);
    }
    if let Some(detail) = refused.into_iter().next() {
        return later("SIG-044", detail);
    }
    if crl::names_a_list(certificate) || !ocsp::addresses(certificate).is_empty() {
        return later("SIG-042", describe(certificate.subject()));
    }
    // The authority publishes nothing that could be asked for.
    noted("SIG-045", describe(certificate.subject()))
}

/// Passed, with something to tell.
fn noted(code: &'static str, detail: String) -> Verdict {
    Verdict {
        findings: vec![Finding { code, detail }],
        ..Verdict::passed()
    }
}

/// What a list says; `Err` where it should say something but does not count.
fn from_list(
    sources: &Sources<'_>,
    crl: &Crl,
    path: &[Certificate],
    place: usize,
) -> Result<Option<Statement>, String> {
    let certificate = &path[place];
    let scope = crl.scope(certificate, rules::is_authority(certificate));
    if scope == Scope::None {
        return Ok(None);
    }
    let about = |what: &str| format!("the revocation list of {}: {what}", describe(crl.issuer()));
    if let Some(extension) = crl.unknown_critical() {
        return Err(about(&format!("critical extension {extension}")));
    }
    sources
        .fault_of_day(crl.this_update())
        .map_err(|what| about(&what))?;
    signed_by_authority(sources, crl, path, place).map_err(|what| about(&what))?;
    let entry = crl
        .entry(certificate)
        .map_err(|error| about(&format!("a malformed entry, {error}")))?;
    let says = match entry {
        // A delta list takes back a suspension so.
        Some(entry) if entry.reason == CrlReason::RemoveFromCRL => Says::Good,
        Some(entry) => Says::Revoked(entry.at, entry.reason),
        None if scope == Scope::Whole => Says::Good,
        None => return Ok(None),
    };
    Ok(Some(Statement {
        says,
        made: crl.this_update(),
        until: crl.next_update(),
        source: if crl.is_delta() { "delta CRL" } else { "CRL" },
    }))
}

/// The list's signer: the issuer itself, or another certificate of the list's issuer that may sign
/// lists and leads to the same anchor (a new key of the authority, or a separate signer of lists).
fn signed_by_authority(
    sources: &Sources<'_>,
    crl: &Crl,
    path: &[Certificate],
    place: usize,
) -> Result<(), String> {
    let name = name_key(crl.issuer());
    let issuer = &path[place + 1];
    if crl.is_weak() {
        return Err("signed over a digest that proves nothing any more".to_owned());
    }
    let signed_by = |one: &Certificate| {
        one.public_key()
            .and_then(|key| crl.verify(&key))
            .map_err(|error| error.to_string())
    };
    let may_sign = |one: &Certificate| rules::allows(one, &[Usage::CrlSign]) != Some(false);
    let mut reason = "no certificate of its signer".to_owned();
    if name_key(issuer.subject()) == name {
        match signed_by(issuer) {
            Ok(()) if may_sign(issuer) => return Ok(()),
            Ok(()) => "the key is not for signing lists".clone_into(&mut reason),
            Err(error) => reason = error,
        }
    }
    let anchor = path.last().map(Certificate::key_info_der);
    for candidate in sources.pool.named(&name) {
        if candidate == issuer || !may_sign(candidate) {
            continue;
        }
        let left = sources.searches_left.get();
        if left == 0 {
            return Err("too many signers of lists to try".to_owned());
        }
        sources.searches_left.set(left - 1);
        if signed_by(candidate).is_ok() && leads_to(sources, candidate, anchor.as_deref()) {
            return Ok(());
        }
    }
    Err(reason)
}

fn leads_to(sources: &Sources<'_>, signer: &Certificate, anchor: Option<&[u8]>) -> bool {
    let mut found = false;
    Search::new(sources.pool, sources.at).run(signer, &mut |path| {
        let same = path.last().map(Certificate::key_info_der).as_deref() == anchor;
        found = same && super::holds(path, Purpose::Any, sources.at).is_passed();
        found
    });
    found
}

/// What a responder's answer says; `Err` where it is about the certificate but does not count.
fn from_answer(
    sources: &Sources<'_>,
    response: &OcspResponse,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<Option<Statement>, String> {
    let Some(answer) = response.about(certificate, issuer) else {
        return Ok(None);
    };
    let about = |what: String| format!("the responder's answer of {}: {what}", answer.this_update);
    if let Some(extension) = answer.unknown_critical {
        return Err(about(format!("critical extension {extension}")));
    }
    sources
        .fault_of_day(answer.this_update.max(response.produced_at()))
        .map_err(about)?;
    signed_by_responder(sources, response, issuer).map_err(about)?;
    let OcspAnswer {
        status,
        this_update,
        next_update,
        ..
    } = answer;
    Ok(Some(Statement {
        says: match status {
            OcspStatus::Good => Says::Good,
            OcspStatus::Revoked { at, reason } => Says::Revoked(at, reason),
            OcspStatus::Unknown => Says::Unknown,
        },
        made: this_update,
        until: next_update,
        source: "OCSP",
    }))
}

/// An answer counts where the issuer signed it, or one whom the issuer itself charged with that by a
/// certificate for signing answers (RFC 6960, section 4.2.2.2).
fn signed_by_responder(
    sources: &Sources<'_>,
    response: &OcspResponse,
    issuer: &Certificate,
) -> Result<(), String> {
    if response.is_weak() {
        return Err("signed over a digest that proves nothing any more".to_owned());
    }
    let signed_by = |one: &Certificate| {
        one.public_key()
            .and_then(|key| response.verify(&key))
            .map_err(|error| error.to_string())
    };
    if response.names_as_responder(issuer) {
        return signed_by(issuer);
    }
    let given = sources.evidence.certificates.iter();
    let named = response
        .certificates()
        .iter()
        .chain(given)
        .filter(|one| response.names_as_responder(one));
    let mut reason = "no certificate of the responder".to_owned();
    for responder in named.take(ocsp::MAX_RESPONDERS) {
        match signed_by(responder).and_then(|()| charged(sources, response, responder, issuer)) {
            Ok(()) => return Ok(()),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

/// Whether the issuer charged the responder. Its certificate must have been valid when it answered,
/// and must not stand in a list at hand as revoked by then.
fn charged(
    sources: &Sources<'_>,
    response: &OcspResponse,
    responder: &Certificate,
    issuer: &Certificate,
) -> Result<(), String> {
    let path = [responder.clone(), issuer.clone()];
    let by_issuer = name_key(responder.issuer()) == name_key(issuer.subject())
        && super::build::verify(responder, issuer).is_ok();
    if !by_issuer || !rules::signs_ocsp(responder) {
        return Err("the responder is not charged by the issuer".to_owned());
    }
    let judged = rules::certificate(&path, 0, Purpose::Ocsp);
    let judged = judged.and(rules::validity(&path, 0, response.produced_at()));
    if let Some(finding) = judged.findings.first()
        && !judged.is_passed()
    {
        return Err(format!("the responder's certificate: {}", finding.detail));
    }
    for crl in &sources.evidence.crls {
        let listed = crl.unknown_critical().is_none()
            && !crl.is_weak()
            && crl.scope(responder, rules::is_authority(responder)) != Scope::None
            && issuer
                .public_key()
                .is_ok_and(|key| crl.verify(&key).is_ok());
        if listed
            && let Ok(Some(entry)) = crl.entry(responder)
            && entry.at <= response.produced_at()
        {
            return Err("the responder's certificate is revoked".to_owned());
        }
    }
    Ok(())
}
