//! The configuration: one TOML file, over which `KABINET_SECTION_KEY` variables go.
//!
//! Unknown keys and unknown variables are refused, so that a misspelt one is not silently without
//! effect. Secrets are given as files.

mod checks;
mod recognition;
mod signatures;
mod sms;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use organizations::links::ContactCodes;
use serde::Deserialize;
use toml::{Table, Value};
use url::Url;

pub(crate) use checks::{ChecksConfig, RegistryConfig};
pub(crate) use recognition::RecognitionConfig;
pub(crate) use signatures::SignaturesConfig;
pub(crate) use sms::SmsConfig;

/// Everything that can be configured; the defaults run without any outside service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) site: SiteConfig,
    pub(crate) database: DatabaseConfig,
    pub(crate) mail: MailConfig,
    pub(crate) sms: SmsConfig,
    pub(crate) organizations: OrganizationsConfig,
    pub(crate) signatures: SignaturesConfig,
    pub(crate) registry: RegistryConfig,
    pub(crate) checks: ChecksConfig,
    pub(crate) recognition: RecognitionConfig,
    pub(crate) tls: TlsConfig,
    pub(crate) limits: LimitsConfig,
    pub(crate) worker: WorkerConfig,
    pub(crate) log: LogConfig,
    /// `KABINET_DATA_DIR`: database file, uploaded files, register, key.
    pub(crate) data_dir: Option<PathBuf>,
    /// `KABINET_SERVICES_DIR`: services instead of the ones inside the binary.
    pub(crate) services_dir: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SiteConfig {
    pub(crate) listen: SocketAddr,
    /// Address under which people reach the site; without it `http://localhost:<port>`.
    pub(crate) base_url: Option<Url>,
    /// `X-Forwarded-For` is set by the operator's own proxy.
    pub(crate) behind_proxy: bool,
    /// Of whom one-time codes are required.
    pub(crate) second_factor: SecondFactorConfig,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecondFactorConfig {
    #[default]
    Optional,
    Operators,
    Everyone,
}

impl From<SecondFactorConfig> for web::app::SecondFactor {
    fn from(configured: SecondFactorConfig) -> Self {
        match configured {
            SecondFactorConfig::Optional => Self::Optional,
            SecondFactorConfig::Operators => Self::Operators,
            SecondFactorConfig::Everyone => Self::Everyone,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://…`; without it a file in the data folder.
    pub(crate) url: Option<String>,
    /// A file with the URL, when it holds a password.
    pub(crate) url_file: Option<PathBuf>,
    pub(crate) max_connections: Option<NonZeroU32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// Without it `serve` refuses to start: people could not confirm their addresses.
    pub(crate) host: Option<String>,
    pub(crate) port: u16,
    pub(crate) security: MailSecurity,
    pub(crate) user: Option<String>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) sender_name: String,
    pub(crate) sender_address: String,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MailSecurity {
    Tls,
    #[default]
    Starttls,
    Plain,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OrganizationsConfig {
    /// Whether a head may confirm themselves by a code to the address that the register has.
    pub(crate) code_to_register_contact: bool,
}

impl OrganizationsConfig {
    pub(crate) fn contact_codes(&self) -> ContactCodes {
        if self.code_to_register_contact {
            ContactCodes::On
        } else {
            ContactCodes::Off
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TlsConfig {
    /// PEM, with the chain. Both or none.
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are the keys of the file"
)]
pub(crate) struct LimitsConfig {
    pub(crate) sign_in_per_minute: Option<NonZeroU32>,
    pub(crate) register_per_minute: Option<NonZeroU32>,
    pub(crate) mail_per_minute: Option<NonZeroU32>,
    pub(crate) lookup_per_minute: Option<NonZeroU32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WorkerConfig {
    /// Whether `serve` does the jobs too.
    pub(crate) embedded: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) format: LogFormat,
    /// A `tracing` filter: `info`, `info,web=debug` …
    pub(crate) level: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

impl Default for SiteConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            behind_proxy: false,
            second_factor: SecondFactorConfig::default(),
        }
    }
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            host: None,
            port: 587,
            security: MailSecurity::default(),
            user: None,
            password_file: None,
            sender_name: "Кабинет организации".to_owned(),
            sender_address: "kabinet@localhost".to_owned(),
        }
    }
}

impl Default for OrganizationsConfig {
    fn default() -> Self {
        Self {
            code_to_register_contact: true,
        }
    }
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { embedded: true }
    }
}

/// What is wrong with the configuration, and where.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    #[error("{path}: {error}")]
    Toml { path: String, error: String },
    #[error("{0}")]
    Variable(String),
    #[error("{0}")]
    Listen(String),
    #[error("{0}")]
    Rule(&'static str),
    #[error("sms.{0}")]
    Sms(String),
    #[error("checks.{0}")]
    Connector(String),
}

impl ConfigError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "CFG-001",
            Self::Toml { .. } => "CFG-002",
            Self::Variable(_) => "CFG-003",
            Self::Listen(_) => "CFG-004",
            Self::Rule(_) => "CFG-005",
            Self::Sms(_) => "CFG-008",
            Self::Connector(_) => "CFG-010",
        }
    }
}

/// Variables that are not keys: the file's own place, and what tests and tools use.
const OTHER_VARIABLES: &[&str] = &["KABINET_CONFIG"];
const OTHER_PREFIXES: &[&str] = &[
    "KABINET_TEST_",
    "KABINET_E2E_",
    "KABINET_BIN",
    "KABINET_CHROMIUM",
    "KABINET_PYTHON",
    "KABINET_UPDATE",
    "KABINET_GALLERY",
    "KABINET_BENCH_",
    "KABINET_SKIP_LOG",
    "KABINET_POSTGRES_BIN",
];
const SECTIONS: &[&str] = &[
    "site",
    "database",
    "mail",
    "sms",
    "organizations",
    "signatures",
    "registry",
    "checks",
    "recognition",
    "tls",
    "limits",
    "worker",
    "log",
];

impl Config {
    /// Reads the file, if one is named, and the environment.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let table = match file {
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|error| ConfigError::File {
                    path: name.clone(),
                    error,
                })?;
                // Read once on its own, so that a fault is shown with its line in the file.
                toml::from_str::<Self>(&text).map_err(|error| toml_fault(&name, &text, &error))?;
                toml::from_str(&text).map_err(|error| toml_fault(&name, &text, &error))?
            }
            None => Table::new(),
        };
        Self::from_table(table, std::env::vars())?.checked()
    }

    fn from_table(
        mut table: Table,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        for (name, value) in variables {
            let is_other = OTHER_VARIABLES.contains(&name.as_str())
                || OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            let Some(key) = name.strip_prefix("KABINET_").filter(|_| !is_other) else {
                continue;
            };
            let key = key.to_lowercase();
            let target = SECTIONS.iter().find_map(|section| {
                key.strip_prefix(section)?
                    .strip_prefix('_')
                    .map(|key| (*section, key.to_owned()))
            });
            // A text of digits may be a number or, for a password-like key, a text: the key knows.
            let as_written = with_value(&table, target.as_ref(), &key, scalar(&value));
            let as_text = with_value(&table, target.as_ref(), &key, Value::String(value));
            table = match (
                as_written.clone().try_into::<Self>(),
                as_text.clone().try_into::<Self>(),
            ) {
                (Ok(_), _) => as_written,
                (Err(_), Ok(_)) => as_text,
                (Err(error), Err(_)) => {
                    let fault = format!("{name}: {}", one_line(&error.to_string()));
                    return Err(ConfigError::Variable(fault));
                }
            };
        }
        table
            .try_into()
            .map_err(|error| toml_fault("configuration", "", &error))
    }

    fn checked(self) -> Result<Self, ConfigError> {
        if self.tls.certificate.is_some() != self.tls.key.is_some() {
            return Err(ConfigError::Rule("tls.certificate and tls.key go together"));
        }
        if self.database.url.is_some() && self.database.url_file.is_some() {
            return Err(ConfigError::Rule(
                "database.url and database.url_file exclude each other",
            ));
        }
        if self.mail.user.is_some() != self.mail.password_file.is_some() {
            return Err(ConfigError::Rule(
                "mail.user and mail.password_file go together",
            ));
        }
        self.sms.check()?;
        self.signatures.check()?;
        self.checks.check()?;
        Ok(self)
    }

    /// `--listen HOST:PORT` instead of the configured address.
    pub(crate) fn listen_on(&mut self, address: &str) -> Result<(), ConfigError> {
        self.site.listen = address
            .parse()
            .map_err(|_| ConfigError::Listen(address.to_owned()))?;
        Ok(())
    }

    /// The data folder: `KABINET_DATA_DIR`, else the user's own data folder, else `./data`.
    pub(crate) fn data_dir(&self) -> PathBuf {
        let from_home =
            || std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share/kabinet"));
        let from_xdg =
            || std::env::var_os("XDG_DATA_HOME").map(|data| Path::new(&data).join("kabinet"));
        self.data_dir
            .clone()
            .or_else(from_xdg)
            .or_else(from_home)
            .unwrap_or_else(|| PathBuf::from("data"))
    }

    /// How to reach the database.
    pub(crate) fn database(&self) -> Result<db::Settings, ConfigError> {
        let url = match (&self.database.url, &self.database.url_file) {
            (Some(url), _) => url.clone(),
            (None, Some(file)) => read_secret(file)?,
            (None, None) => {
                return Ok(self
                    .with_connections(db::Settings::sqlite(&self.data_dir().join("kabinet.db"))));
            }
        };
        Ok(self.with_connections(db::Settings::new(url)))
    }

    fn with_connections(&self, mut settings: db::Settings) -> db::Settings {
        if let Some(connections) = self.database.max_connections {
            settings.max_connections = connections.get();
        }
        settings
    }

    /// How mail leaves; `None` when no server is configured.
    pub(crate) fn mailer(&self) -> Result<Option<mail::SmtpConfig>, ConfigError> {
        let Some(host) = self.mail.host.clone() else {
            return Ok(None);
        };
        let credentials = match (&self.mail.user, &self.mail.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), read_secret(file)?)),
            _ => None,
        };
        Ok(Some(mail::SmtpConfig {
            host,
            port: self.mail.port,
            security: match self.mail.security {
                MailSecurity::Tls => mail::Security::Tls,
                MailSecurity::Starttls => mail::Security::StartTls,
                MailSecurity::Plain => mail::Security::Plain,
            },
            credentials,
            timeout: Duration::from_secs(30),
            connections: 4,
        }))
    }

    /// Address under which people reach the site.
    pub(crate) fn base_url(&self) -> Result<Url, ConfigError> {
        if let Some(url) = &self.site.base_url {
            return Ok(url.clone());
        }
        let scheme = if self.tls.certificate.is_some() {
            "https"
        } else {
            "http"
        };
        let url = format!("{scheme}://localhost:{}", self.site.listen.port());
        Url::parse(&url).map_err(|error| ConfigError::Listen(error.to_string()))
    }

    /// Rate limits; the demo's are wide, because one newcomer plays everybody.
    pub(crate) fn rates(&self, is_demo: bool) -> web::limits::Rates {
        let mut rates = web::limits::Rates::default();
        let wide = NonZeroU32::new(6000).filter(|_| is_demo);
        let set = |rate: &mut NonZeroU32, configured: Option<NonZeroU32>| {
            if let Some(value) = configured.or(wide) {
                *rate = value;
            }
        };
        set(&mut rates.sign_in, self.limits.sign_in_per_minute);
        set(&mut rates.register, self.limits.register_per_minute);
        set(&mut rates.mail, self.limits.mail_per_minute);
        set(&mut rates.lookup, self.limits.lookup_per_minute);
        rates.sms = self.sms.limits(wide);
        rates
    }
}

fn read_secret(file: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(file).map_err(|error| ConfigError::File {
        path: file.display().to_string(),
        error,
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The table with one more value in it.
fn with_value(table: &Table, target: Option<&(&str, String)>, key: &str, value: Value) -> Table {
    let mut table = table.clone();
    match target {
        Some((section, key)) => {
            let entry = table
                .entry(*section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = entry {
                section.insert(key.clone(), value);
            }
        }
        None => {
            table.insert(key.to_owned(), value);
        }
    }
    table
}

/// A variable's text as the TOML value that a person would have written.
fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => text
            .parse()
            .map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
    }
}

/// The fault in one line: where, at which key, and what. The value is left out: it may be a secret.
fn toml_fault(path: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let place = error.span().and_then(|span| {
        let before = text.get(..span.start)?;
        let number = before.matches('\n').count() + 1;
        let line = text.lines().nth(number - 1)?;
        let key = line.split('=').next().unwrap_or_default().trim();
        Some(format!("line {number}, {key}: "))
    });
    ConfigError::Toml {
        path: path.to_owned(),
        error: place.unwrap_or_default() + &one_line(error.message()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_table(Table::new(), variables)
    }

    #[test]
    fn variables_go_over_the_file() {
        let table: Table =
            toml::from_str("[site]\nlisten = \"127.0.0.1:1\"\nbehind_proxy = true").unwrap();
        let variables = [("KABINET_SITE_LISTEN".to_owned(), "0.0.0.0:2".to_owned())];
        let config = Config::from_table(table, variables.into_iter()).unwrap();
        assert_eq!(config.site.listen.to_string(), "0.0.0.0:2");
        assert!(config.site.behind_proxy);
    }

    #[test]
    fn a_variable_for_each_kind_of_value_is_understood() {
        let config = with(&[
            ("KABINET_DATA_DIR", "/srv/kabinet"),
            ("KABINET_DATABASE_MAX_CONNECTIONS", "3"),
            ("KABINET_WORKER_EMBEDDED", "false"),
            ("KABINET_LOG_FORMAT", "json"),
            ("KABINET_MAIL_USER", "12345"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!(config.data_dir(), Path::new("/srv/kabinet"));
        assert_eq!(config.database.max_connections.unwrap().get(), 3);
        assert!(!config.worker.embedded);
        assert_eq!(config.log.format, LogFormat::Json);
        assert_eq!(config.mail.user.as_deref(), Some("12345"));
    }

    #[test]
    fn a_misspelt_variable_is_refused_by_its_name() {
        for name in [
            "KABINET_MAIL_HOTS",
            "KABINET_DATADIR",
            "KABINET_SITE_LISTEN",
        ] {
            let error = with(&[(name, "x")]).unwrap_err();
            assert_eq!(error.code(), "CFG-003");
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let file = std::env::temp_dir().join(format!("kabinet-config-{}.toml", std::process::id()));
        std::fs::write(&file, "[mail]\nhost = \"localhost\"\nprot = 25\n").unwrap();
        let error = Config::load(Some(&file)).unwrap_err();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(error.code(), "CFG-002");
        let text = error.to_string();
        assert!(text.contains("line 3") && text.contains("prot"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        let config = with(&[("KABINET_TLS_CERTIFICATE", "/etc/tls.pem")]).unwrap();
        assert_eq!(config.checked().unwrap_err().code(), "CFG-005");
    }
}
