//! Ways out for a letter.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::error::MailError;
use crate::message::{Message, Sender, build};

/// How the connection to the server is protected. Certificates are checked against the system's roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// STARTTLS, required (port 587).
    #[default]
    StartTls,
    /// STARTTLS when the server offers it.
    StartTlsIfOffered,
    /// No protection: only for a server on the same machine or in tests.
    Plain,
}

/// How to reach the mail server.
#[derive(Clone)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Name and password.
    pub credentials: Option<(String, String)>,
    /// For one letter from connecting to the last answer.
    pub timeout: Duration,
    /// Connections kept open between letters.
    pub connections: u32,
}

impl fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.credentials.as_ref().map(|(user, _)| user);
        write!(
            f,
            "SmtpConfig({}:{}, {:?}, user {user:?})",
            self.host, self.port, self.security
        )
    }
}

/// A letter that stayed inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caught {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub message_id: String,
    pub date: Timestamp,
    /// As it would have gone out (RFC 5322).
    pub raw: Vec<u8>,
}

/// Keeps a caught letter, for example in the demo's database. The same Message-ID may come again.
pub type Collect =
    Arc<dyn Fn(Caught) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send + Sync>;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Sends letters. Cheap to clone: clones share connections.
#[derive(Clone)]
pub enum Mailer {
    Smtp(Box<Smtp>),
    Catcher { sender: Sender, collect: Collect },
}

/// A way out over SMTP; made by [`Mailer::smtp`].
#[derive(Clone)]
pub struct Smtp {
    sender: Sender,
    builder: AsyncSmtpTransportBuilder,
    timeout: Duration,
    /// Replaced after a timeout, see [`Smtp::send`].
    transport: Arc<Mutex<Transport>>,
}

impl Smtp {
    /// lettre's own timeout covers connecting only, so a server that falls silent later is given up here. A connection
    /// that was left in the middle of a command must not be used again: the late answer to one letter would be read as
    /// the answer to the next. lettre would park it, so the whole pool is shut down and replaced; and the work is a
    /// task of its own, which a caller who goes away does not cut.
    async fn send(&self, letter: lettre::Message) -> Result<(), MailError> {
        let smtp = self.clone();
        let sending = tokio::spawn(async move {
            let transport = smtp.current();
            let mut sending = Box::pin(transport.send(letter));
            if let Ok(sent) = tokio::time::timeout(smtp.timeout, &mut sending).await {
                sent?;
                return Ok(());
            }
            *smtp
                .transport
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = smtp.builder.clone().build();
            transport.shutdown().await;
            drop(sending);
            Err(MailError::Timeout)
        });
        sending.await.map_err(|_| MailError::Timeout)?
    }

    fn current(&self) -> Transport {
        self.transport
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn check(&self) -> Result<bool, MailError> {
        let transport: Transport = self.builder.clone().build();
        match tokio::time::timeout(self.timeout, transport.test_connection()).await {
            Ok(answered) => Ok(answered?),
            Err(_) => Err(MailError::Timeout),
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mailer::Smtp(smtp) => write!(f, "Mailer::Smtp({})", smtp.sender.address),
            Mailer::Catcher { sender, .. } => write!(f, "Mailer::Catcher({})", sender.address),
        }
    }
}

impl Mailer {
    /// A mailer over SMTP. Connects with the first letter, not here. Call inside a Tokio runtime.
    pub fn smtp(sender: Sender, config: &SmtpConfig) -> Result<Mailer, MailError> {
        let parameters = || TlsParameters::new(config.host.clone()).map_err(MailError::Config);
        let tls = match config.security {
            Security::Tls => Tls::Wrapper(parameters()?),
            Security::StartTls => Tls::Required(parameters()?),
            Security::StartTlsIfOffered => Tls::Opportunistic(parameters()?),
            Security::Plain => Tls::None,
        };
        let pool = PoolConfig::new().max_size(config.connections.max(1));
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
                .port(config.port)
                .tls(tls)
                .timeout(Some(config.timeout))
                .pool_config(pool);
        if let Some((user, password)) = &config.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Mailer::Smtp(Box::new(Smtp {
            sender,
            timeout: config.timeout,
            transport: Arc::new(Mutex::new(builder.clone().build())),
            builder,
        })))
    }

    /// A mailer that hands every letter to `collect` and sends nothing outside.
    pub fn catcher<F>(sender: Sender, collect: F) -> Mailer
    where
        F: Fn(Caught) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
            + Send
            + Sync
            + 'static,
    {
        Mailer::Catcher {
            sender,
            collect: Arc::new(collect),
        }
    }

    /// Sends a letter. When this returns, the server (or the catcher) has taken it.
    pub async fn send(&self, message: &Message) -> Result<(), MailError> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(build(&smtp.sender, message)?).await,
            Mailer::Catcher { sender, collect } => {
                let raw = build(sender, message)?.formatted();
                let Message {
                    to,
                    subject,
                    text,
                    html,
                    message_id,
                    date,
                } = message.clone();
                collect(Caught {
                    to,
                    subject,
                    text,
                    html,
                    message_id,
                    date,
                    raw,
                })
                .map_err(MailError::Catcher)
            }
        }
    }

    /// Whether the server answers now, for `doctor` and `/health/ready`. The catcher always does.
    pub async fn check(&self) -> Result<bool, MailError> {
        match self {
            Mailer::Smtp(smtp) => smtp.check().await,
            Mailer::Catcher { .. } => Ok(true),
        }
    }
}
