//! What several pages of signatures share: refusals, kinds, a certificate in rows.

use esign::certificate::Certificate;
use jiff::tz::TimeZone;
use signatures::{CertificateState, Kind, Owner, SignatureError};
use texts::Texts;

use super::report::validity;
use crate::error::PageError;
use crate::patterns::{Alert, Color, SummaryRow, Tag};

/// The largest signature that a form brings, in Base64.
pub(crate) const MAX_SIGNATURE_TEXT: usize = 280 * 1024;

/// A refusal as a banner with its code; what is no refusal becomes the error page.
pub(crate) fn refusal(t: Texts, error: &SignatureError) -> Result<Alert, PageError> {
    match (error.code(), error.told(t)) {
        (Some("ESG-014"), _) => Err(PageError::NotFound),
        (Some(code), Some(text)) => Ok(Alert {
            // The reason that the report found is what people can look up.
            code: Some(match error.findings().first() {
                Some(reason) => format!("{code}, {}", reason.code),
                None => code.to_owned(),
            }),
            ..Alert::new(Color::Danger, text)
        }),
        _ => Err(PageError::Internal(error.to_string())),
    }
}

/// A refusal where the page has no words of its own for one.
pub(crate) fn serious(error: &SignatureError) -> PageError {
    match error.code() {
        Some("ESG-014") => PageError::NotFound,
        Some(_) => PageError::BadRequest("the certificate does not allow it"),
        None => PageError::Internal(error.to_string()),
    }
}

/// The signature of a form: Base64 as the panel writes it.
pub(crate) fn decode_signature(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_SIGNATURE_TEXT {
        return None;
    }
    let packed: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let cms = data_encoding::BASE64.decode(&packed).ok()?;
    (!cms.is_empty()).then_some(cms)
}

/// That the form came without a signature: the panel needs JavaScript.
pub(crate) fn unsigned(t: Texts) -> Alert {
    Alert::new(Color::Danger, t.get("signing-missing")).text(t.get("signing-missing-text"))
}

/// «Квалифицированная» and its kin.
pub(crate) fn kind_name(t: Texts, kind: Kind) -> String {
    t.get(&format!("signature-kind-{}", kind.as_str()))
        .into_owned()
}

/// The state of a bound certificate, or that it has ended or soon will.
pub(crate) fn state_tag(t: Texts, state: CertificateState, days_left: i64) -> Tag {
    match state {
        CertificateState::Pending => Tag::new(t.get("certificate-state-pending"), Color::Warning),
        CertificateState::Replaced => Tag::new(t.get("certificate-state-replaced"), Color::Neutral),
        _ if days_left < 0 => Tag::new(t.get("certificate-state-ended"), Color::Danger),
        CertificateState::SignIn => Tag::new(t.get("certificate-state-sign-in"), Color::Info),
        CertificateState::Inactive => Tag::new(t.get("certificate-state-inactive"), Color::Neutral),
        CertificateState::Active => Tag::new(t.get("certificate-state-active"), Color::Success),
    }
}

/// «осталось 12 дней», with the colour of the warnings: 30, 14 and 3 days.
pub(crate) fn days_tag(t: Texts, days_left: i64) -> Option<Tag> {
    let color = match days_left {
        ..0 | 31.. => return None,
        0..=3 => Color::Danger,
        _ => Color::Warning,
    };
    Some(Tag::new(t.count("certificate-days-left", days_left), color))
}

/// Who the certificate says its owner is.
pub(crate) fn owner_rows(t: Texts, owner: &Owner) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    let mut add = |key: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            rows.push(SummaryRow::new(t.get(key), value));
        }
    };
    add("certificate-owner", Some(&owner.full_name()));
    add("certificate-position", owner.position.as_deref());
    if let Some(organization) = &owner.organization {
        add("certificate-organization", Some(&organization.name));
        let (inn, ogrn) = (organization.inn.as_deref(), organization.ogrn.as_deref());
        let is_trader = ogrn.is_some_and(|ogrn| ogrn.len() == 15);
        if !is_trader {
            add("certificate-org-inn", inn);
        }
        let key = if is_trader {
            "certificate-ogrnip"
        } else {
            "certificate-ogrn"
        };
        add(key, ogrn);
    }
    add("certificate-inn", owner.inn.as_deref());
    add("certificate-snils", owner.snils.as_deref());
    add("certificate-email", owner.email.as_deref());
    rows
}

/// The certificate itself: issuer, number, validity, key.
pub(crate) fn certificate_rows(
    t: Texts,
    zone: &TimeZone,
    certificate: &Certificate,
) -> Vec<SummaryRow> {
    let signer = certificate.signer();
    let (from, until) = (certificate.not_before(), certificate.not_after());
    vec![
        SummaryRow::new(
            t.get("certificate-issuer"),
            signer.issuer.unwrap_or_default(),
        ),
        SummaryRow::new(t.get("certificate-serial"), certificate.serial()),
        SummaryRow::new(
            t.get("certificate-validity"),
            validity(t, zone, from, until),
        ),
        SummaryRow::new(t.get("certificate-key"), signer.key),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    #[test]
    fn the_end_of_a_certificate_is_warned_of_in_the_last_month() {
        let t = Texts::new(Lang::Ru);
        let color = |days| days_tag(t, days).map(|tag| tag.color);
        assert_eq!(color(31), None);
        assert_eq!(color(30), Some(Color::Warning));
        assert_eq!(color(4), Some(Color::Warning));
        assert_eq!(color(3), Some(Color::Danger));
        assert_eq!(color(0), Some(Color::Danger));
        assert_eq!(color(-1), None);
        let ended = state_tag(t, CertificateState::Active, -1);
        assert_eq!(ended.color, Color::Danger);
    }

    #[test]
    fn a_signature_comes_in_base64_and_not_too_long() {
        assert_eq!(decode_signature("MAA=\r\n"), Some(vec![0x30, 0]));
        assert_eq!(decode_signature(""), None);
        assert_eq!(decode_signature("кот"), None);
        assert_eq!(decode_signature(&"A".repeat(MAX_SIGNATURE_TEXT + 4)), None);
    }
}
