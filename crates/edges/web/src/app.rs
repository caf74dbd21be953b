//! What every handler may use.

use std::path::PathBuf;
use std::sync::Arc;

use blob::{BlobStore, MasterKey};
use db::Db;
use organizations::links::ContactCodes;
use registry::Registry;
use tokio::sync::watch;
use url::Url;

use crate::limits::Limits;

/// The application's state, cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The local twin of the state registers.
    pub registry: Registry,
    /// What organizations that are being linked are checked with, the register among it.
    pub sources: organizations::checks::Sources,
    /// Encrypted files.
    pub blobs: BlobStore,
    /// Seals small secrets.
    pub master: Arc<MasterKey>,
    /// The services that can be applied for.
    pub services: applications::Services,
    /// Whom the installation trusts, and what it says of signatures.
    pub verifier: signatures::Verifier,
    /// Draws pages of documents, and reads them where the jobs are done.
    pub reader: recognition::Reader,
    /// What the operator configured about the site.
    pub site: Arc<Site>,
    /// How often outsiders may knock.
    pub limits: Arc<Limits>,
    /// Ends what would go on for ever.
    pub stop: Stop,
}

/// Says that the process is to end, so that streams of events end too.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// From now on everything that waits is told.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the process is to end.
    pub async fn asked(&self) {
        // The sender is here: the waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|is_asked| *is_asked).await;
    }
}

/// What the operator configured about the site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Address under which people reach the cabinet; links in mails begin with it.
    pub base_url: Url,
    /// Whether this is the demonstration with made-up people: shows its sign-ins and mails.
    pub is_demo: bool,
    /// Whether `X-Forwarded-For` is set by a proxy of the operator's own.
    pub is_behind_proxy: bool,
    /// Whether codes can be sent to phones.
    pub has_sms: bool,
    /// Whether heads confirm themselves by a code to the register's address.
    pub contact_codes: ContactCodes,
    /// Who works only with one-time codes turned on.
    pub second_factor: SecondFactor,
    /// The demonstration's training keys.
    pub demo_keys: Option<DemoKeys>,
}

/// Key files that the demonstration gives to everybody.
#[derive(Clone, Debug)]
pub struct DemoKeys {
    /// Where they are.
    pub folder: PathBuf,
    /// The password of all of them.
    pub password: String,
}

/// Of whom a second factor is required: their organizations' and the operator's pages stay closed
/// until it is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// Everybody decides for themselves.
    #[default]
    Optional,
    /// Of people who run the installation.
    Operators,
    /// Of all.
    Everyone,
}

impl SecondFactor {
    /// Whether a person may not work yet.
    pub(crate) fn is_missing(self, person: &accounts::Person) -> bool {
        !person.totp_enabled
            && match self {
                Self::Optional => false,
                Self::Operators => person.is_operator,
                Self::Everyone => true,
            }
    }
}

impl Site {
    /// Whether browsers reach the site over TLS, here or at the proxy.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// An absolute address of a path such as `/register/confirm?token=…`.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}
