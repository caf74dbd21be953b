//! What people keep under «Электронные подписи».

use std::fmt;

use access::{OrganizationId, PersonId};
use esign::certificate::Certificate;
use forms::Signature as Kind;
use jiff::Timestamp;
use uuid::Uuid;

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateState {
    /// Waits for the mailed code.
    Pending,
    /// Its owner signed in with it and has not bound it: they are warned of its end all the same.
    SignIn,
    /// Its owner signs and signs in with it.
    Active,
    /// Switched off by its owner.
    Inactive,
    /// A newer one took its place; what was signed with it stays good.
    Replaced,
}

impl CertificateState {
    const ALL: [Self; 5] = [
        Self::Pending,
        Self::SignIn,
        Self::Active,
        Self::Inactive,
        Self::Replaced,
    ];

    /// The stable name in the database and in text keys (`certificate-state-active`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::SignIn => "sign-in",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Replaced => "replaced",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether its owner signs or signs in with it now: the end of such a one is warned of.
    pub fn is_in_use(self) -> bool {
        matches!(self, Self::Active | Self::SignIn)
    }
}

/// A certificate in somebody's list.
#[derive(Clone)]
pub struct BoundCertificate {
    /// Its id here.
    pub id: Uuid,
    /// Whose list it is in.
    pub person: PersonId,
    /// The organization that it names, where the person works there now.
    pub organization: Option<OrganizationId>,
    /// The certificate.
    pub certificate: Certificate,
    /// Where it stands.
    pub state: CertificateState,
    /// What its signatures were worth when it was added.
    pub kind: Kind,
    /// Whether its key was shown here; without that it is in the list only to be looked at.
    pub is_proved: bool,
    /// When it was added.
    pub added_at: Timestamp,
    /// The one whose place it takes.
    pub replaces: Option<Uuid>,
    /// Whole days until its end; negative after that.
    pub days_left: i64,
}

impl fmt::Debug for BoundCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoundCertificate({}, {:?})", self.id, self.state)
    }
}

/// Where a request for a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestState {
    /// The key and the request were made.
    Made,
    /// The person took it to an authority.
    Sent,
    /// What the authority returned is in the list of certificates.
    Issued,
}

impl RequestState {
    const ALL: [Self; 3] = [Self::Made, Self::Sent, Self::Issued];

    /// The stable name in the database and in text keys (`certificate-request-sent`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Sent => "sent",
            Self::Issued => "issued",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A request for a certificate (PKCS#10). The private key stayed with the person.
#[derive(Clone)]
pub struct CertificateRequest {
    /// Its id here.
    pub id: Uuid,
    /// For whom, as the request says.
    pub subject: String,
    /// The request in DER.
    pub der: Vec<u8>,
    /// Where it stands.
    pub state: RequestState,
    /// When it was added.
    pub made_at: Timestamp,
    /// When it was taken to an authority.
    pub sent_at: Option<Timestamp>,
    /// When the certificate came.
    pub issued_at: Option<Timestamp>,
    /// The certificate in the list.
    pub certificate: Option<Uuid>,
}

impl fmt::Debug for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateRequest({}, {:?})", self.id, self.state)
    }
}

impl CertificateRequest {
    /// The request in PEM, as authorities take it; empty where it cannot be read again.
    pub fn pem(&self) -> String {
        esign::request::Request::read(&self.der)
            .map(|request| request.to_pem())
            .unwrap_or_default()
    }
}
