//! Consents (R39): which text, which version of it, when, from where.

use std::net::IpAddr;

use access::{OrganizationId, PersonId};
use db::{DbError, Unit, micros, values};

/// The version of the texts on `/terms` and `/privacy`. A change of their meaning gets a new one.
pub const CONSENT_VERSION: &str = "2026-11-22";

/// What was agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentKind {
    /// Пользовательское соглашение.
    Terms,
    /// Согласие на обработку персональных данных.
    PersonalData,
}

impl ConsentKind {
    /// The stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::PersonalData => "personal_data",
        }
    }
}

/// Records that a person agreed, for themselves or for an organization.
pub async fn record_consent(
    unit: &Unit,
    person: PersonId,
    organization: Option<OrganizationId>,
    kind: ConsentKind,
    version: &str,
    ip: Option<IpAddr>,
) -> Result<(), DbError> {
    unit.execute(
        "INSERT INTO consents (id, person_id, organization_id, kind, version, accepted_at, ip) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            unit.new_id(),
            person.0,
            organization.map(|one| one.0),
            kind.name(),
            version,
            micros(unit.now()),
            ip.map(|ip| ip.to_string()).unwrap_or_default(),
        ],
    )
    .await?;
    Ok(())
}
