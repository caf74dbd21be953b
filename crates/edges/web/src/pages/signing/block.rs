//! The verified signatures under a document, and their downloads (R80).

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::future::join_all;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use signatures::{Kind, Recheck, StoredSignature};
use texts::Texts;
use url::form_urlencoded;

use super::report::validity;
use super::words::kind_name;
use crate::app::App;
use crate::error::PageError;
use crate::patterns::{Alert, CheckedAgain, Color, SignatureBlock, SummaryRow, Tag};

/// Signatures of one page that are judged again; more are rare, and each is work.
const LOOKED_AT: usize = 20;
/// Bytes of documents that are read again for one page.
const READ_AGAIN: usize = 32 * 1024 * 1024;

/// A signature that somebody reads.
pub(crate) struct Looked {
    pub(crate) stored: StoredSignature,
    pub(crate) look: Look,
}

/// What was found when it was looked at again.
pub(crate) enum Look {
    /// Nobody looked: it is the signer's own page, or there was too much to look at.
    Not,
    /// What is signed cannot be read any more.
    Gone,
    /// It was judged.
    At(Recheck),
}

/// Signatures as their own signers see them: what was found when they were made.
pub(crate) fn not_again(found: Vec<StoredSignature>) -> Vec<Looked> {
    let looked = found.into_iter().map(|stored| Looked {
        stored,
        look: Look::Not,
    });
    looked.collect()
}

/// Signatures with the bytes that they sign judged again, all at once: the page waits as long as for
/// one of them.
pub(crate) async fn again(
    app: &App,
    found: Vec<(StoredSignature, Option<Vec<u8>>)>,
    now: Timestamp,
) -> Vec<Looked> {
    let (mut left, mut bytes) = (LOOKED_AT, READ_AGAIN);
    let looks = found.into_iter().map(|(stored, content)| {
        let size = content.as_ref().map_or(0, Vec::len);
        let is_in_time = left > 0 && size <= bytes;
        left = left.saturating_sub(1);
        bytes = bytes.saturating_sub(size);
        async move {
            let look = match content {
                _ if !is_in_time => Look::Not,
                None => {
                    tracing::error!(signature = %stored.id, "what is signed cannot be read");
                    Look::Gone
                }
                Some(content) => {
                    Look::At(signatures::recheck(&app.verifier, &stored, content, now).await)
                }
            };
            Looked { stored, look }
        }
    });
    join_all(looks.collect::<Vec<_>>()).await
}

/// How many bytes of documents are read for one page.
pub(crate) fn is_readable(read: usize, size: u64) -> bool {
    usize::try_from(size).is_ok_and(|size| read.saturating_add(size) <= READ_AGAIN)
}

/// Stored signatures as their readers see them; `urls` says where the content and the signature are.
pub(crate) fn blocks(
    t: Texts,
    zone: &TimeZone,
    found: &[Looked],
    urls: impl Fn(&StoredSignature) -> (String, String),
) -> Vec<SignatureBlock> {
    found
        .iter()
        .map(|one| {
            let (content_url, signature_url) = urls(&one.stored);
            block(t, zone, one, content_url, signature_url)
        })
        .collect()
}

fn block(
    t: Texts,
    zone: &TimeZone,
    looked: &Looked,
    content_url: String,
    signature_url: String,
) -> SignatureBlock {
    let one = &looked.stored;
    let certificate = &one.certificate;
    let mut rows = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            rows.push(SummaryRow::new(t.get(key), value));
        }
    };
    add("certificate-position", one.signer_position.clone());
    add("certificate-organization", one.organization_name.clone());
    add(
        "signature-signed-at",
        Some(t.date_time(one.signed_at, zone)),
    );
    add(
        "signature-stamped-at",
        one.stamped_at.map(|at| t.date_time(at, zone)),
    );
    add("certificate-serial", Some(certificate.serial()));
    let (from, until) = (certificate.not_before(), certificate.not_after());
    add("certificate-validity", Some(validity(t, zone, from, until)));
    add("certificate-issuer", certificate.signer().issuer);
    let again = checked_again(t, zone, &looked.look);
    let is_broken = again.as_ref().is_some_and(|one| one.color == Color::Danger);
    let kind = if is_broken {
        Tag::new(t.get("signature-broken-tag"), Color::Danger)
    } else {
        let color = if one.kind == Kind::Qualified {
            Color::Success
        } else {
            Color::Info
        };
        Tag::new(kind_name(t, one.kind), color)
    };
    SignatureBlock {
        title: t.with1("signature-by", "name", one.signer_name.as_str()),
        kind,
        // Only a signature that held was stored, with what it was worth then.
        checked: t.with1(
            "signature-checked",
            "when",
            t.date_time(one.signed_at, zone),
        ),
        again,
        broken: is_broken.then(|| {
            Alert::new(Color::Danger, t.get("signature-broken-title"))
                .text(t.get("signature-broken-text"))
        }),
        rows,
        content_url,
        content_name: one.content_name.clone(),
        signature_url,
    }
}

/// What it says now, and when that was found.
fn checked_again(t: Texts, zone: &TimeZone, look: &Look) -> Option<CheckedAgain> {
    let when = |at: &Timestamp| t.date_time(*at, zone);
    let (color, text) = match look {
        Look::Not => return None,
        Look::Gone => (Color::Danger, t.get("signature-now-gone").into_owned()),
        Look::At(Recheck::Late) => (Color::Neutral, t.get("signature-now-late").into_owned()),
        Look::At(Recheck::Broken { at }) => (
            Color::Danger,
            t.with1("signature-now-broken", "when", when(at)),
        ),
        Look::At(Recheck::Holds { kind, at }) => (
            Color::Success,
            t.with(
                "signature-now-holds",
                &[("when", &when(at)), ("kind", &kind_name(t, *kind))],
            ),
        ),
        Look::At(Recheck::Unconfirmed { findings, at }) => {
            let reason = findings.first().map_or_else(String::new, |first| {
                format!("{} ({})", t.error(first.code), first.code)
            });
            (
                Color::Warning,
                t.with(
                    "signature-now-unconfirmed",
                    &[("when", &when(at)), ("reason", &reason)],
                ),
            )
        }
    };
    Some(CheckedAgain { color, text })
}

/// The signature as a file, beside the name of what it signs.
pub(crate) fn signature_file(one: &StoredSignature) -> Response {
    named(
        "application/pkcs7-signature",
        &format!("{}.sig", one.content_name),
        one.cms.clone(),
        true,
    )
}

/// Exactly the bytes that were signed, where they are kept with the signature.
pub(crate) fn signed_file(one: &StoredSignature) -> Result<Response, PageError> {
    let content = one.content.clone().ok_or(PageError::NotFound)?;
    Ok(named("application/xml", &one.content_name, content, true))
}

/// Bytes that are to be signed, to look at and to take.
pub(crate) fn to_sign(name: &str, content: Vec<u8>) -> Response {
    named("application/xml", name, content, false)
}

/// A file under a name of our own making, which may be Russian. A browser runs nothing of it.
fn named(media_type: &'static str, name: &str, body: Vec<u8>, is_download: bool) -> Response {
    let disposition = if is_download { "attachment" } else { "inline" };
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let encoded = encoded.replace('+', "%20");
    let extension = name.rsplit('.').next().filter(|one| one.is_ascii());
    let plain = format!("document.{}", extension.unwrap_or("bin"));
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("{disposition}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    (headers, body).into_response()
}
