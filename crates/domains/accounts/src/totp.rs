//! One-time codes by RFC 6238: SHA-1, six digits, half a minute, the only set that every app has.

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use totp_rs::{Builder, Secret};
use url::form_urlencoded::byte_serialize;

/// Bytes of a secret: as many as SHA-1 gives, RFC 4226 section 4.
pub(crate) const SECRET_BYTES: usize = 20;

/// The step (half-minutes since 1970) whose code this is, one step before and after now included.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let six_digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let now = u64::try_from(now.as_second()).ok()?;
    if !six_digits {
        return None;
    }
    let secret: [u8; SECRET_BYTES] = secret.try_into().ok()?;
    let totp = Builder::new()
        .with_secret(Secret::new_stack(secret))
        .with_skew(1)
        .build()
        .ok()?;
    totp.check(code, now)
        .and_then(|step| i64::try_from(step).ok())
}

/// The secret as apps take it by hand: base32 in fours.
pub(crate) fn manual_key(secret: &[u8]) -> String {
    let letters = BASE32_NOPAD.encode(secret);
    let fours: Vec<&str> = (0..letters.len())
        .step_by(4)
        .map(|at| &letters[at..(at + 4).min(letters.len())])
        .collect();
    fours.join(" ")
}

/// What the QR code says (Key URI format).
pub(crate) fn key_uri(secret: &[u8], issuer: &str, account: &str) -> String {
    let (issuer, account) = (escape(issuer), escape(account));
    let secret = BASE32_NOPAD.encode(secret);
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// Percent-encoding; apps do not read `+` as a blank.
fn escape(text: &str) -> String {
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8; SECRET_BYTES] = b"12345678901234567890";

    fn code_at(at: Timestamp) -> String {
        let totp = Builder::new()
            .with_secret(Secret::new_stack(*SECRET))
            .build()
            .unwrap();
        totp.generate(u64::try_from(at.as_second()).unwrap())
            .to_string()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_6238_appendix_b_hold() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(
                step_of(SECRET, code, at(second)),
                Some(second / 30),
                "{second}"
            );
            assert_eq!(code_at(at(second)), code);
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let code = code_at(at(3_000));
        assert_eq!(step_of(SECRET, &code, at(3_030)), Some(100));
        assert_eq!(step_of(SECRET, &code, at(2_970)), Some(100));
        assert_eq!(step_of(SECRET, &code, at(3_060)), None);
        assert_eq!(step_of(SECRET, &code, at(2_939)), None);
    }

    #[test]
    fn what_is_not_six_digits_is_no_code() {
        for code in [
            "",
            "28708",
            "2870822",
            "28708a",
            "２８７０８２",
            "-87082",
            " 287082",
        ] {
            assert_eq!(step_of(SECRET, code, at(59)), None, "{code:?}");
        }
    }

    #[test]
    fn the_key_is_written_for_apps() {
        assert_eq!(
            manual_key(SECRET),
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
        );
        let uri = key_uri(SECRET, "Мой Кабинет", "anna+1@romashka.example");
        assert!(
            uri.starts_with("otpauth://totp/%D0%9C%D0%BE%D0%B9%20%D0%9A"),
            "{uri}"
        );
        assert!(
            uri.contains(":anna%2B1%40romashka.example?secret=GEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
    }
}
