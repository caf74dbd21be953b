//! Signatures in mails (S/MIME, RFC 8551, section 3.5): one part that holds its content, or two, the
//! content and the signature beside it, as `openssl cms -sign` writes unless told otherwise.

use crate::report::{Report, SubIndication};
use data_encoding::BASE64;

/// Headers of a mail or of a part; longer ones are not read.
const MAX_HEADERS: usize = 64 * 1024;
/// Boundaries have at most 70 characters (RFC 2046, section 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// The Base64 of a mail that is nothing but a signature, with its content or beside it.
pub(super) fn one_part(text: &str) -> Option<&str> {
    let (headers, body) = parts(text.as_bytes())?;
    let kind = header(&headers, "content-type")?;
    let is_signature = [
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ]
    .contains(&media_type(&kind).as_str());
    let encoding = header(&headers, "content-transfer-encoding")?;
    let is_base64 = encoding.trim().eq_ignore_ascii_case("base64");
    let start = text.len() - body.len();
    (is_signature && is_base64).then_some(&text[start..])
}

/// The signature of a mail in two parts, and the part that it is over, as its bytes stand.
pub(super) fn two_parts(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (headers, body) = parts(bytes)?;
    let kind = header(&headers, "content-type")?;
    if media_type(&kind) != "multipart/signed" {
        return None;
    }
    let boundary = parameter(&kind, "boundary")?;
    if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
        return None;
    }
    let mut lines = Boundaries {
        body,
        mark: format!("--{boundary}").into_bytes(),
        from: 0,
    };
    let (_, begins) = lines.next()?;
    let (ends, second) = lines.next()?;
    let (end, _) = lines.next()?;
    let signed = body.get(begins..ends)?;
    let part = std::str::from_utf8(body.get(second..end)?).ok()?;
    let packed: Vec<u8> = one_part(part)?
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    Some((BASE64.decode(&packed).ok()?, signed))
}

/// Judges a part as its bytes stand and, where that is another text, with its lines ended as mail
/// ends them (RFC 8551, section 3.1.1): programs that keep mails write them with bare line feeds.
pub(super) fn as_it_stands_or_canonical(
    signed: &[u8],
    judge: &dyn Fn(crate::cms::Content<'_>) -> Report,
) -> Report {
    let standing = judge(crate::cms::Content::Bytes(signed));
    let is_altered = standing.sub_indication == Some(SubIndication::HashFailure);
    let canonical = canonical(signed);
    if !is_altered || canonical == signed {
        return standing;
    }
    let other = judge(crate::cms::Content::Bytes(&canonical));
    if other.sub_indication == Some(SubIndication::HashFailure) {
        standing
    } else {
        other
    }
}

fn canonical(text: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(text.len() + text.len() / 16);
    let mut last = 0;
    for byte in text {
        if *byte == b'\n' && last != b'\r' {
            all.push(b'\r');
        }
        all.push(*byte);
        last = *byte;
    }
    all
}

/// Lines that are a boundary: where what is before one ends, and where what is after it begins.
struct Boundaries<'a> {
    body: &'a [u8],
    mark: Vec<u8>,
    from: usize,
}

impl Iterator for Boundaries<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        while self.from < self.body.len() {
            let start = self.from;
            let rest = &self.body[start..];
            let length = rest.iter().position(|byte| *byte == b'\n');
            self.from = length.map_or(self.body.len(), |length| start + length + 1);
            let Some(after) = self.body[start..self.from].strip_prefix(&self.mark[..]) else {
                continue;
            };
            let after = after.strip_prefix(b"--").unwrap_or(after);
            if !after.trim_ascii().is_empty() {
                continue;
            }
            // The line end before a boundary belongs to the boundary.
            let before = &self.body[..start];
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            let before = before.strip_suffix(b"\r").unwrap_or(before);
            return Some((before.len(), self.from));
        }
        None
    }
}

/// Headers as text, and the body after the empty line.
fn parts(bytes: &[u8]) -> Option<(String, &[u8])> {
    let head = &bytes[..bytes.len().min(MAX_HEADERS)];
    let mut start = 0;
    while start < head.len() {
        let length = head[start..].iter().position(|byte| *byte == b'\n')?;
        let line = head[start..start + length].trim_ascii_end();
        let next = start + length + 1;
        if line.is_empty() {
            let headers = std::str::from_utf8(&head[..start]).ok()?;
            return Some((headers.to_owned(), &bytes[next..]));
        }
        // No header, no continuation: this is no mail.
        if !line.contains(&b':') && !line.starts_with(b" ") && !line.starts_with(b"\t") {
            return None;
        }
        start = next;
    }
    None
}

/// The value of a header, its continuation lines joined.
fn header(headers: &str, name: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for line in headers.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some(value) = &mut found {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        if found.is_some() {
            break;
        }
        found = line
            .split_once(':')
            .filter(|(own, _)| own.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned());
    }
    found
}

fn media_type(value: &str) -> String {
    let kind = value.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// A parameter of a header, without its quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (own, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (text, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if own.trim().eq_ignore_ascii_case(name) {
            return Some(text.trim().to_owned());
        }
        rest = next.trim_start().trim_start_matches(';');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_part_is_taken_as_its_bytes_stand() {
        let mail = "MIME-Version: 1.0\nContent-Type: multipart/signed;\n protocol=\"application/pkcs7-signature\"; \
            boundary=\"----AB=;C\"\n\nThis is a mail\n\n------AB=;C\nContent-Type: text/plain\r\n\r\nline\r\n\
            \n------AB=;C\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\nMAA=\n\
            \n------AB=;C--\n\n";
        let (signature, signed) = two_parts(mail.as_bytes()).unwrap();
        assert_eq!(signature, [0x30, 0]);
        assert_eq!(signed, b"Content-Type: text/plain\r\n\r\nline\r\n");
        for cut in 0..mail.len() {
            let _ = two_parts(&mail.as_bytes()[..cut]);
            let _ = one_part(&mail[..cut]);
        }
        assert!(two_parts(&mail.replace("base64", "8bit").into_bytes()).is_none());
        assert!(
            two_parts(
                &mail
                    .replace("multipart/signed", "multipart/mixed")
                    .into_bytes()
            )
            .is_none()
        );
    }

    #[test]
    fn parameters_are_found_with_and_without_quotes() {
        let value = "multipart/signed; a=b; Boundary=\"x;y\"; c=d";
        assert_eq!(parameter(value, "boundary").as_deref(), Some("x;y"));
        assert_eq!(parameter(value, "c").as_deref(), Some("d"));
        assert_eq!(parameter(value, "e"), None);
        assert_eq!(parameter("text/plain", "e"), None);
    }
}
