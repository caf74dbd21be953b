//! What an answer means.

use bytes::Bytes;
use outbound::http::{Response, StatusCode};
use serde_json::Value;

use crate::error::SmsError;

/// Longest piece of an answer that is repeated in a log.
const MAX_TOLD: usize = 60;

/// By what a success is known. Every condition that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Success {
    /// Statuses; none means any of 200 to 299.
    pub status: Vec<u16>,
    /// A place in the JSON of the answer (RFC 6901), such as `/messages/0/status`.
    pub field: Option<String>,
    /// What stands there, written as text; none means that anything may stand there but `null`.
    pub values: Vec<String>,
    /// A text that is somewhere in the answer.
    pub contains: Option<String>,
}

impl Success {
    pub(crate) fn check(&self) -> Result<(), SmsError> {
        if self
            .field
            .as_ref()
            .is_some_and(|field| !field.starts_with('/'))
        {
            let reason = "begins with a slash, such as /messages/0/status";
            return Err(SmsError::setting("success.field", reason));
        }
        if self.field.is_none() && !self.values.is_empty() {
            return Err(SmsError::setting("success.values", "of which field?"));
        }
        Ok(())
    }

    /// Whether the gateway took the message.
    pub(crate) fn judge(&self, answer: &Response<Bytes>) -> Result<(), SmsError> {
        let status = answer.status();
        let is_good = if self.status.is_empty() {
            status.is_success()
        } else {
            self.status.contains(&status.as_u16())
        };
        if !is_good {
            return Err(refusal(status));
        }
        let not_taken = |reason: String| SmsError::NotTaken {
            status: status.as_u16(),
            reason,
        };
        if let Some(wanted) = &self.contains
            && !String::from_utf8_lossy(answer.body()).contains(wanted)
        {
            return Err(not_taken("the answer lacks the sign of success".to_owned()));
        }
        let Some(field) = &self.field else {
            return Ok(());
        };
        let json: Value = serde_json::from_slice(answer.body())
            .map_err(|_| not_taken("the answer is not JSON".to_owned()))?;
        let found = match json.pointer(field) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => return Err(not_taken(format!("no {field} in the answer"))),
            Some(other) => other.to_string(),
        };
        if self.values.is_empty() || self.values.contains(&found) {
            return Ok(());
        }
        Err(not_taken(format!("{field} is {}", told(&found))))
    }
}

/// Faults of the gateway pass; faults of the request stay, but for "later" and "slower".
fn refusal(status: StatusCode) -> SmsError {
    let is_later = matches!(status.as_u16(), 408 | 425 | 429);
    let status_code = status.as_u16();
    if is_later || status.is_server_error() || status.is_success() {
        let reason = "no success".to_owned();
        SmsError::NotTaken {
            status: status_code,
            reason,
        }
    } else {
        SmsError::Refused {
            status: status_code,
        }
    }
}

/// A code or a word of the gateway; anything longer, or with a number as long as a code or a phone, may repeat
/// what was sent and is not told.
fn told(found: &str) -> String {
    let is_short = found.chars().count() <= MAX_TOLD && !found.contains(['\r', '\n']);
    let long_number = found
        .split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| digits.len() >= 6);
    if is_short && !long_number {
        format!("«{found}»")
    } else {
        "something else".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(success: &Success, status: u16, body: &'static str) -> Result<(), SmsError> {
        let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        success.judge(&answer)
    }

    fn by_field() -> Success {
        Success {
            field: Some("/messages/0/status".to_owned()),
            values: vec!["ok".to_owned(), "0".to_owned()],
            ..Success::default()
        }
    }

    #[test]
    fn without_conditions_a_status_of_200_to_299_is_success() {
        for status in [200, 202, 204] {
            assert!(judged(&Success::default(), status, "").is_ok());
        }
        let only = Success {
            status: vec![202],
            ..Success::default()
        };
        assert!(judged(&only, 202, "").is_ok());
        assert!(!judged(&only, 200, "").unwrap_err().is_permanent());
    }

    #[test]
    fn what_passes_is_tried_again_and_what_stays_is_not() {
        for status in [500, 502, 503, 408, 429] {
            let error = judged(&Success::default(), status, "").unwrap_err();
            assert!(!error.is_permanent(), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 422] {
            let error = judged(&Success::default(), status, "").unwrap_err();
            assert!(error.is_permanent(), "{status}");
        }
    }

    #[test]
    fn a_success_is_known_by_a_field_of_the_answer() {
        let success = by_field();
        assert!(judged(&success, 200, r#"{"messages":[{"status":"ok"}]}"#).is_ok());
        assert!(judged(&success, 200, r#"{"messages":[{"status":0}]}"#).is_ok());
        for body in [
            r#"{"messages":[{"status":"no money"}]}"#,
            r#"{"messages":[{"status":null}]}"#,
            r#"{"messages":[]}"#,
            "<html>ok</html>",
            "",
        ] {
            let error = judged(&success, 200, body).unwrap_err();
            assert!(!error.is_permanent(), "{body}: {error}");
        }
    }

    #[test]
    fn the_gateway_is_quoted_but_not_what_it_was_told() {
        let reason = |body| judged(&by_field(), 200, body).unwrap_err().to_string();
        assert!(reason(r#"{"messages":[{"status":"no money"}]}"#).ends_with("«no money»"));
        let repeated = reason(r#"{"messages":[{"status":"cannot reach 79161234567"}]}"#);
        assert!(!repeated.contains("7916"), "{repeated}");
        let code = reason(r#"{"messages":[{"status":"bad text: code 123456"}]}"#);
        assert!(!code.contains("123456"), "{code}");
    }

    #[test]
    fn a_success_is_known_by_a_word() {
        let success = Success {
            contains: Some("ACCEPTED".to_owned()),
            ..Success::default()
        };
        assert!(judged(&success, 200, "id=1 ACCEPTED").is_ok());
        assert!(judged(&success, 200, "ERROR=8").is_err());
    }

    #[test]
    fn conditions_that_make_no_sense_are_refused() {
        let key = |success: Success| success.check().unwrap_err().to_string();
        assert!(
            key(Success {
                field: Some("status".to_owned()),
                ..Success::default()
            })
            .starts_with("success.field")
        );
        assert!(
            key(Success {
                values: vec!["ok".to_owned()],
                ..Success::default()
            })
            .starts_with("success.values")
        );
    }
}
