//! `[registry]` and `[checks]`: how organizations that are being linked are checked.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use organizations::checks::{Connector, ConnectorSettings, MailDomains, PartySource, Sources};
use registry::Registry;
use serde::Deserialize;

use super::{ConfigError, read_secret};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RegistryConfig {
    /// A register whose newest extract is older is treated as one that is away; without it, never.
    pub(crate) stale_after_days: Option<NonZeroU32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChecksConfig {
    /// Whether domains of addresses are asked about in DNS.
    pub(crate) mail_domains: bool,
    /// `ADDRESS:PORT` of a name server instead of the system's.
    pub(crate) dns_server: Option<SocketAddr>,
    /// Where the tax service's restrictions are asked for.
    pub(crate) tax_url: Option<String>,
    pub(crate) tax_token_file: Option<PathBuf>,
    /// Where the social fund's restrictions are asked for.
    pub(crate) fund_url: Option<String>,
    pub(crate) fund_token_file: Option<PathBuf>,
    /// A source of cards that speaks as DaData's `findById/party`.
    pub(crate) party_url: Option<String>,
    pub(crate) party_token_file: Option<PathBuf>,
    /// PEM of further roots for all three.
    pub(crate) ca_file: Option<PathBuf>,
}

impl Default for ChecksConfig {
    fn default() -> Self {
        Self {
            mail_domains: true,
            dns_server: None,
            tax_url: None,
            tax_token_file: None,
            fund_url: None,
            fund_token_file: None,
            party_url: None,
            party_token_file: None,
            ca_file: None,
        }
    }
}

impl ChecksConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (url, token, rule) in [
            (
                &self.tax_url,
                &self.tax_token_file,
                "checks.tax_token_file needs checks.tax_url",
            ),
            (
                &self.fund_url,
                &self.fund_token_file,
                "checks.fund_token_file needs checks.fund_url",
            ),
            (
                &self.party_url,
                &self.party_token_file,
                "checks.party_token_file needs checks.party_url",
            ),
        ] {
            if url.is_none() && token.is_some() {
                return Err(ConfigError::Rule(rule));
            }
        }
        if self.dns_server.is_some() && !self.mail_domains {
            return Err(ConfigError::Rule(
                "checks.dns_server needs checks.mail_domains",
            ));
        }
        Ok(())
    }

    /// What checks are made with; connects to nothing. The demo asks nobody outside.
    pub(crate) fn sources(
        &self,
        register: &RegistryConfig,
        registry: Registry,
        has_sms: bool,
        is_demo: bool,
    ) -> Result<Sources, ConfigError> {
        let mail = if self.mail_domains && !is_demo {
            let resolver = match self.dns_server {
                Some(server) => dns::Resolver::at(server),
                None => dns::Resolver::system(),
            };
            // Without a resolver nothing is known about domains; people go on.
            match resolver {
                Ok(resolver) => MailDomains::Dns(Box::new(resolver)),
                Err(error) => {
                    tracing::warn!(%error, "domains of addresses are not asked about");
                    MailDomains::Off
                }
            }
        } else {
            MailDomains::Off
        };
        let connector = |key: &str, url: Option<&String>, token: Option<&PathBuf>| {
            let Some(settings) = self.settings(url, token)? else {
                return Ok(None);
            };
            let made = Connector::new(&settings);
            made.map(Some)
                .map_err(|error| ConfigError::Connector(format!("{key}: {error}")))
        };
        let party = match self.settings(self.party_url.as_ref(), self.party_token_file.as_ref())? {
            Some(settings) => Some(
                PartySource::new(&settings)
                    .map_err(|error| ConfigError::Connector(format!("party_url: {error}")))?,
            ),
            None => None,
        };
        Ok(Sources {
            registry,
            stale_after_days: register.stale_after_days.map(NonZeroU32::get),
            party,
            mail,
            has_sms,
            tax: connector(
                "tax_url",
                self.tax_url.as_ref(),
                self.tax_token_file.as_ref(),
            )?,
            fund: connector(
                "fund_url",
                self.fund_url.as_ref(),
                self.fund_token_file.as_ref(),
            )?,
        })
    }

    fn settings(
        &self,
        url: Option<&String>,
        token: Option<&PathBuf>,
    ) -> Result<Option<ConnectorSettings>, ConfigError> {
        let Some(url) = url.cloned() else {
            return Ok(None);
        };
        let token = token.map(|file| read_secret(file)).transpose()?;
        Ok(Some(ConnectorSettings {
            url,
            token,
            ca_file: self.ca_file.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Result<Sources, ConfigError> {
        let config: ChecksConfig = toml::from_str(text).unwrap();
        config.check()?;
        config.sources(&RegistryConfig::default(), Registry::empty(), false, false)
    }

    #[test]
    fn nobody_outside_is_asked_by_default() {
        let sources = sources("mail_domains = false").unwrap();
        assert!(sources.party.is_none() && sources.tax.is_none() && sources.fund.is_none());
        assert!(matches!(sources.mail, MailDomains::Off));
    }

    #[test]
    fn connectors_are_described_by_their_addresses() {
        let sources = sources(
            "tax_url = \"http://127.0.0.1:1/tax\"\nfund_url = \"http://127.0.0.1:1/fund\"\n\
             party_url = \"http://127.0.0.1:1/party\"\ndns_server = \"127.0.0.1:53\"",
        )
        .unwrap();
        assert!(sources.party.is_some() && sources.tax.is_some() && sources.fund.is_some());
        assert!(matches!(sources.mail, MailDomains::Dns(_)));
    }

    #[test]
    fn what_cannot_work_is_refused_by_its_key() {
        for (text, part) in [
            ("tax_url = \"ftp://tax.example\"", "tax_url"),
            ("party_url = \"nowhere\"", "party_url"),
            ("fund_token_file = \"/x\"", "fund_url"),
            (
                "mail_domains = false\ndns_server = \"127.0.0.1:53\"",
                "dns_server",
            ),
        ] {
            let error = sources(text).err().unwrap();
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
