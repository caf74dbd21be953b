//! Writing an entry.

use access::{Actor, Grant, OperatorGrant, OrganizationId, PersonId, Right, Role};
use db::{DbError, Unit, micros, values};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How the action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused; the details say why.
    Refused,
}

impl Outcome {
    /// The stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// What is to be remembered of one action.
///
/// `action` is a stable dotted name such as `application.submit`; its text is under the key
/// `action-application-submit`. Details are for people of the organization to read; secrets never
/// belong in them.
#[derive(Clone, Debug)]
pub struct Entry {
    organization: Option<OrganizationId>,
    person: Option<PersonId>,
    person_name: String,
    role: &'static str,
    action: &'static str,
    object_kind: &'static str,
    object_id: Option<Uuid>,
    object_label: String,
    outcome: Outcome,
    details: Value,
    ip: String,
    request_id: String,
}

impl Entry {
    /// An action under a grant, in the journal of the grant's organization.
    pub fn by_grant<R: Right>(grant: &Grant<R>, action: &'static str) -> Self {
        let mut entry = Self::by_actor(grant.actor(), action);
        entry.organization = Some(grant.organization());
        entry.role = grant.role().name();
        entry
    }

    /// An action of the installation's operator; name an organization with [`Entry::of`].
    pub fn by_operator(grant: &OperatorGrant, action: &'static str) -> Self {
        let mut entry = Self::by_actor(grant.actor(), action);
        entry.role = "operator";
        entry
    }

    /// An action of a signed-in person about themselves.
    pub fn by_actor(actor: &Actor, action: &'static str) -> Self {
        let mut entry = Self::by_nobody(action);
        entry.person = Some(actor.person);
        entry.person_name.clone_from(&actor.name);
        entry.ip = actor.ip.map(|ip| ip.to_string()).unwrap_or_default();
        entry.request_id.clone_from(&actor.request_id);
        entry
    }

    /// An action of a person who is not signed in yet (registration, sign-in, a mailed link).
    pub fn by_person(person: PersonId, name: &str, action: &'static str) -> Self {
        let mut entry = Self::by_nobody(action);
        entry.person = Some(person);
        name.clone_into(&mut entry.person_name);
        entry
    }

    /// An action of the system itself.
    pub fn by_nobody(action: &'static str) -> Self {
        Self {
            organization: None,
            person: None,
            person_name: String::new(),
            role: "",
            action,
            object_kind: "",
            object_id: None,
            object_label: String::new(),
            outcome: Outcome::Done,
            details: Value::Object(serde_json::Map::new()),
            ip: String::new(),
            request_id: String::new(),
        }
    }

    /// Puts the entry into an organization's journal.
    #[must_use]
    pub fn of(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    /// The role that the person acted in, for entries that were not made from a grant.
    #[must_use]
    pub fn in_role(mut self, role: Role) -> Self {
        self.role = role.name();
        self
    }

    /// What the action was about: a stable kind (`application`), its id, and how people call it.
    #[must_use]
    pub fn about(mut self, kind: &'static str, id: Uuid, label: impl Into<String>) -> Self {
        self.object_kind = kind;
        self.object_id = Some(id);
        self.object_label = label.into();
        self
    }

    /// More for the reader: before and after, reasons, codes.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// Marks the action as refused.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// Where the request came from, for entries that were not made from an [`Actor`].
    #[must_use]
    pub fn from_address(mut self, ip: Option<std::net::IpAddr>, request_id: &str) -> Self {
        self.ip = ip.map(|ip| ip.to_string()).unwrap_or_default();
        request_id.clone_into(&mut self.request_id);
        self
    }
}

/// Writes the entry in the unit: it is kept exactly when the change is.
pub async fn record(unit: &Unit, entry: Entry) -> Result<(), DbError> {
    let id = unit.new_id();
    let at = micros(unit.now());
    let details = entry.details.to_string();
    let leaf = leaf(id, at, &entry, &details);
    let search = format!("{} {}", entry.person_name, entry.object_label).to_lowercase();
    unit.insert_later(
        "INSERT INTO audit_log (id, at, organization_id, person_id, person_name, role, action, \
         object_kind, object_id, object_label, result, details, ip, request_id, search_lower, leaf) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        values![
            id,
            at,
            entry.organization.map(|one| one.0),
            entry.person.map(|one| one.0),
            entry.person_name,
            entry.role,
            entry.action,
            entry.object_kind,
            entry.object_id,
            entry.object_label,
            entry.outcome.name(),
            details,
            entry.ip,
            entry.request_id,
            search,
            leaf,
        ],
    )
    .await?;
    Ok(())
}

/// SHA-256 over the RFC 6962 leaf prefix (0x00) and the fields, each with its length before it,
/// so that no two different entries have the same bytes.
fn leaf(id: Uuid, at: i64, entry: &Entry, details: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update([0]);
    let organization = entry
        .organization
        .map(|one| one.0.to_string())
        .unwrap_or_default();
    let person = entry
        .person
        .map(|one| one.0.to_string())
        .unwrap_or_default();
    let object = entry
        .object_id
        .map(|one| one.to_string())
        .unwrap_or_default();
    for field in [
        id.to_string().as_str(),
        &at.to_string(),
        &organization,
        &person,
        &entry.person_name,
        entry.role,
        entry.action,
        entry.object_kind,
        &object,
        &entry.object_label,
        entry.outcome.name(),
        details,
        &entry.ip,
        &entry.request_id,
    ] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().to_vec()
}
