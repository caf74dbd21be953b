//! `[signatures]`: whom the installation trusts.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer};
use signatures::TrustSettings;
use url::Url;

use super::ConfigError;

/// Each list is of files and folders. As a variable, paths are separated as in `PATH`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SignaturesConfig {
    #[serde(deserialize_with = "paths")]
    pub(crate) anchors: Vec<PathBuf>,
    #[serde(deserialize_with = "paths")]
    pub(crate) certificates: Vec<PathBuf>,
    #[serde(deserialize_with = "paths")]
    pub(crate) crls: Vec<PathBuf>,
    pub(crate) trust_list: Option<PathBuf>,
    pub(crate) trust_list_signer: Option<PathBuf>,
    pub(crate) online: bool,
    pub(crate) time_stamping_url: Option<Url>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Paths {
    Together(String),
    Apart(Vec<PathBuf>),
}

fn paths<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<PathBuf>, D::Error> {
    Ok(match Paths::deserialize(input)? {
        Paths::Apart(paths) => paths,
        Paths::Together(text) => std::env::split_paths(&text)
            .filter(|path| !path.as_os_str().is_empty())
            .collect(),
    })
}

impl SignaturesConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.trust_list_signer.is_some() && self.trust_list.is_none() {
            return Err(ConfigError::Rule(
                "signatures.trust_list_signer needs signatures.trust_list",
            ));
        }
        let is_described = !self.certificates.is_empty()
            || !self.crls.is_empty()
            || self.trust_list.is_some()
            || self.time_stamping_url.is_some()
            || self.online;
        if self.anchors.is_empty() && is_described {
            return Err(ConfigError::Rule("[signatures] has no anchors"));
        }
        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
        if self
            .time_stamping_url
            .as_ref()
            .is_some_and(|url| !is_web(url))
        {
            return Err(ConfigError::Rule(
                "signatures.time_stamping_url is not an http or https address",
            ));
        }
        Ok(())
    }

    /// What the judge of signatures is opened with.
    pub(crate) fn settings(&self) -> TrustSettings {
        TrustSettings {
            anchors: self.anchors.clone(),
            certificates: self.certificates.clone(),
            crls: self.crls.clone(),
            trust_list: self.trust_list.clone(),
            trust_list_signer: self.trust_list_signer.clone(),
            online: self.online,
            time_stamping: self.time_stamping_url.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use toml::Table;

    use crate::config::Config;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let table: Table = text.parse().unwrap();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_table(table, variables)
            .and_then(Config::checked)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn trust_is_read_from_the_file_and_from_variables() {
        let text = "[signatures]\nanchors = [\"/etc/roots\"]\ncrls = \"/var/a.crl:/var/lists\"\n\
                    trust_list = \"/var/tsl.xml\"\nonline = true\n\
                    time_stamping_url = \"http://tsa.example/tsp\"";
        let settings = read(text, &[]).unwrap().signatures.settings();
        assert_eq!(settings.anchors, [Path::new("/etc/roots")]);
        assert_eq!(
            settings.crls,
            [Path::new("/var/a.crl"), Path::new("/var/lists")]
        );
        assert_eq!(
            settings.trust_list.as_deref(),
            Some(Path::new("/var/tsl.xml"))
        );
        assert!(settings.online && settings.time_stamping.is_some());

        let variables = [("KABINET_SIGNATURES_ANCHORS", "/a:/b")];
        let settings = read("", &variables).unwrap().signatures.settings();
        assert_eq!(settings.anchors, [Path::new("/a"), Path::new("/b")]);
        assert!(!settings.online);
    }

    #[test]
    fn what_has_no_effect_is_refused() {
        for text in [
            "[signatures]\ncrls = [\"/a\"]",
            "[signatures]\nonline = true",
            "[signatures]\nanchors = [\"/a\"]\ntrust_list_signer = \"/b\"",
            "[signatures]\nanchors = [\"/a\"]\ntime_stamping_url = \"ftp://tsa.example\"",
            "[signatures]\nanchor = [\"/a\"]",
        ] {
            assert!(read(text, &[]).is_err(), "{text}");
        }
    }
}
