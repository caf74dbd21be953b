//! Whether a domain takes mail, as DNS says it.
//!
//! A domain takes mail when it has an MX record (RFC 5321 section 5.1); without one, when it has an
//! address. One «null MX» (RFC 7505) says that it takes none. Nothing is ever sent there.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;

/// The longest that one answer about a domain may take, all questions together.
const TIME: Duration = Duration::from_secs(3);

/// Why DNS could not be asked; worth another try later.
#[derive(Debug, thiserror::Error)]
pub enum DnsError {
    /// The system has no resolver that can be used.
    #[error("no resolver: {0}")]
    NoResolver(String),
    /// No answer, or one that says nothing.
    #[error("no answer about the domain: {0}")]
    NoAnswer(String),
}

/// Asks DNS. Cheap to clone; answers are kept as long as they say themselves.
#[derive(Clone)]
pub struct Resolver {
    inner: TokioResolver,
}

impl Resolver {
    /// The resolver that the system is configured with (`/etc/resolv.conf`). Asks nothing yet.
    pub fn system() -> Result<Self, DnsError> {
        let builder = TokioResolver::builder_tokio().map_err(no_resolver)?;
        let inner = builder.build().map_err(no_resolver)?;
        Ok(Self { inner })
    }

    /// One server at this address.
    pub fn at(server: SocketAddr) -> Result<Self, DnsError> {
        let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
        for connection in &mut connections {
            connection.port = server.port();
        }
        let server = NameServerConfig::new(server.ip(), true, connections);
        let config = ResolverConfig::from_parts(None, vec![], vec![server]);
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        let inner = builder.build().map_err(no_resolver)?;
        Ok(Self { inner })
    }

    /// Whether mail to this domain (ASCII, without a dot at its end) has somewhere to go. Takes at
    /// most three seconds.
    pub async fn takes_mail(&self, domain: &str) -> Result<bool, DnsError> {
        // With a dot at its end no search suffix of the system is tried.
        let name = format!("{domain}.");
        tokio::time::timeout(TIME, self.ask(&name))
            .await
            .unwrap_or_else(|_| Err(DnsError::NoAnswer("no answer in time".to_owned())))
    }

    async fn ask(&self, name: &str) -> Result<bool, DnsError> {
        match self.inner.mx_lookup(name).await {
            Ok(found) => {
                let mut exchanges =
                    found
                        .answers()
                        .iter()
                        .filter_map(|record| match &record.data {
                            RData::MX(mx) => Some(&mx.exchange),
                            _ => None,
                        });
                return Ok(exchanges.any(|exchange| !exchange.is_root()));
            }
            Err(error) if error.is_nx_domain() => return Ok(false),
            Err(error) if error.is_no_records_found() => {}
            Err(error) => return Err(no_answer(&error)),
        }
        match self.inner.lookup_ip(name).await {
            Ok(found) => Ok(found.iter().next().is_some()),
            Err(error) if error.is_no_records_found() => Ok(false),
            Err(error) => Err(no_answer(&error)),
        }
    }
}

fn no_resolver(error: NetError) -> DnsError {
    DnsError::NoResolver(error.to_string())
}

fn no_answer(error: &NetError) -> DnsError {
    DnsError::NoAnswer(error.to_string())
}
