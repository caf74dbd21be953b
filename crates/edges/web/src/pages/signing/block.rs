//! The verified signatures under a document, and their downloads (R80).

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use signatures::{Kind, StoredSignature};
use texts::Texts;
use url::form_urlencoded;

use super::report::validity;
use super::words::kind_name;
use crate::error::PageError;
use crate::patterns::{Color, SignatureBlock, SummaryRow, Tag};

/// Stored signatures as their readers see them; `urls` says where the content and the signature are.
pub(crate) fn blocks(
    t: Texts,
    zone: &TimeZone,
    found: &[StoredSignature],
    urls: impl Fn(&StoredSignature) -> (String, String),
) -> Vec<SignatureBlock> {
    found
        .iter()
        .map(|one| {
            let (content_url, signature_url) = urls(one);
            block(t, zone, one, content_url, signature_url)
        })
        .collect()
}

fn block(
    t: Texts,
    zone: &TimeZone,
    one: &StoredSignature,
    content_url: String,
    signature_url: String,
) -> SignatureBlock {
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
    let color = if one.kind == Kind::Qualified {
        Color::Success
    } else {
        Color::Info
    };
    SignatureBlock {
        title: t.with1("signature-by", "name", one.signer_name.as_str()),
        kind: Tag::new(kind_name(t, one.kind), color),
        // Only a signature that held was stored, with what it was worth then.
        checked: t.with1(
            "signature-checked",
            "when",
            t.date_time(one.signed_at, zone),
        ),
        rows,
        content_url,
        content_name: one.content_name.clone(),
        signature_url,
    }
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
