//! `[sms]`: the gateway of text messages.

use std::collections::BTreeMap;
use std::fmt;
use std::num::{NonZeroU8, NonZeroU32};
use std::path::PathBuf;
use std::time::Duration;

use accounts::{SmsLimits, SmsTransport};
use serde::Deserialize;
use serde_json::{Map, Value};
use sms::{Format, Gateway, GatewayConfig, Method, Success};

use super::{ConfigError, read_secret};

/// A job has 90 seconds in all.
const MAX_TIMEOUT: u8 = 60;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SmsConfig {
    /// Without it no text message is sent.
    pub(crate) url: Option<String>,
    pub(crate) method: SmsMethod,
    pub(crate) format: SmsFormat,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Map<String, Value>,
    /// Better as `KABINET_SMS_SECRET` or a file than in the configuration.
    pub(crate) secret: Option<Secret>,
    pub(crate) secret_file: Option<PathBuf>,
    pub(crate) success: SuccessConfig,
    pub(crate) timeout_seconds: Option<NonZeroU8>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) per_phone_per_hour: Option<NonZeroU32>,
    pub(crate) per_address_per_hour: Option<NonZeroU32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum SmsMethod {
    #[serde(rename = "GET")]
    Get,
    #[default]
    #[serde(rename = "POST")]
    Post,
    #[serde(rename = "PUT")]
    Put,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SmsFormat {
    #[default]
    Json,
    Form,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SuccessConfig {
    status: Vec<u16>,
    field: Option<String>,
    values: Vec<String>,
    contains: Option<String>,
}

/// Is not shown when the configuration is.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl SmsConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if self.secret.is_some() && self.secret_file.is_some() {
            return Err(ConfigError::Rule(
                "sms.secret and sms.secret_file exclude each other",
            ));
        }
        let is_described = !self.headers.is_empty()
            || !self.body.is_empty()
            || self.secret.is_some()
            || self.secret_file.is_some();
        if self.url.is_none() && is_described {
            return Err(ConfigError::Rule("[sms] has no url"));
        }
        if self
            .timeout_seconds
            .is_some_and(|seconds| seconds.get() > MAX_TIMEOUT)
        {
            return Err(ConfigError::Rule("sms.timeout_seconds is over 60"));
        }
        Ok(())
    }

    /// The way out for text messages.
    pub(crate) fn transport(&self) -> Result<SmsTransport, ConfigError> {
        Ok(self
            .gateway()?
            .map_or(SmsTransport::Off, SmsTransport::Gateway))
    }

    /// The gateway, if there is one; connects to nothing.
    pub(crate) fn gateway(&self) -> Result<Option<Gateway>, ConfigError> {
        let Some(url) = self.url.clone() else {
            return Ok(None);
        };
        let secret = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Some(secret.0.clone()),
            (None, Some(file)) => Some(read_secret(file)?),
            (None, None) => None,
        };
        let config = GatewayConfig {
            url,
            method: match self.method {
                SmsMethod::Get => Method::Get,
                SmsMethod::Post => Method::Post,
                SmsMethod::Put => Method::Put,
            },
            format: match self.format {
                SmsFormat::Json => Format::Json,
                SmsFormat::Form => Format::Form,
            },
            headers: self.headers.clone(),
            body: self.body.clone(),
            secret,
            success: Success {
                status: self.success.status.clone(),
                field: self.success.field.clone(),
                values: self.success.values.clone(),
                contains: self.success.contains.clone(),
            },
            timeout: Duration::from_secs(self.timeout_seconds.map_or(15, NonZeroU8::get).into()),
            ca_file: self.ca_file.clone(),
        };
        let gateway = Gateway::new(config).map_err(|error| ConfigError::Sms(error.to_string()))?;
        Ok(Some(gateway))
    }

    /// How many messages may be asked for in an hour; `wide` where one newcomer plays everybody.
    pub(crate) fn limits(&self, wide: Option<NonZeroU32>) -> SmsLimits {
        let default = SmsLimits::default();
        let or = |configured: Option<NonZeroU32>, default: u32| {
            configured.or(wide).map_or(default, NonZeroU32::get)
        };
        SmsLimits {
            per_phone: or(self.per_phone_per_hour, default.per_phone),
            per_address: or(self.per_address_per_hour, default.per_address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"
        url = "https://sms.example/v1/messages"
        secret = "s3cret-word"
        timeout_seconds = 20

        [headers]
        Authorization = "Bearer {secret}"

        [body]
        from = "Kabinet"
        messages = [{ to = "{digits}", text = "{text}", id = "{id}", priority = 1 }]

        [success]
        status = [200, 202]
        field = "/messages/0/status"
        values = ["accepted"]
    "#;

    fn read(text: &str) -> SmsConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn without_an_address_nothing_is_sent() {
        let config = SmsConfig::default();
        config.check().unwrap();
        assert!(matches!(config.transport().unwrap(), SmsTransport::Off));
    }

    #[test]
    fn a_gateway_is_described_in_the_file() {
        let config = read(EXAMPLE);
        config.check().unwrap();
        assert_eq!(
            config.gateway().unwrap().unwrap().place(),
            "https://sms.example"
        );
        assert!(
            !format!("{config:?}").contains("s3cret"),
            "the secret is not shown with the rest"
        );
    }

    #[test]
    fn the_secret_may_lie_in_a_file() {
        let file = std::env::temp_dir().join(format!("kabinet-sms-{}", std::process::id()));
        std::fs::write(&file, "s3cret-word\n").unwrap();
        let from_file = format!("secret_file = {:?}", file.display().to_string());
        let config = read(&EXAMPLE.replace("secret = \"s3cret-word\"", &from_file));
        let made = config.gateway();
        std::fs::remove_file(&file).unwrap();
        assert!(made.unwrap().is_some());
        let missing = config.gateway().unwrap_err();
        assert_eq!(missing.code(), "CFG-001");
    }

    #[test]
    fn what_cannot_work_is_refused_by_its_key() {
        let misspelt = read(&EXAMPLE.replace("{digits}", "{fone}"));
        let error = misspelt.gateway().unwrap_err();
        assert_eq!(error.code(), "CFG-008");
        assert!(
            error.to_string().starts_with("sms.body.messages.to"),
            "{error}"
        );
        for (text, part) in [
            (EXAMPLE.replace("url =", "ca_file ="), "url"),
            (
                EXAMPLE.replace("timeout_seconds = 20", "timeout_seconds = 61"),
                "timeout",
            ),
            (
                EXAMPLE.replace("timeout_seconds = 20", "secret_file = \"/x\""),
                "secret_file",
            ),
        ] {
            let error = read(&text).check().unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn limits_are_those_of_the_file_and_wide_in_the_demo() {
        let config = read("per_phone_per_hour = 2");
        let limits = config.limits(None);
        assert_eq!((limits.per_phone, limits.per_address), (2, 20));
        let demo = config.limits(NonZeroU32::new(6000));
        assert_eq!((demo.per_phone, demo.per_address), (2, 6000));
    }
}
