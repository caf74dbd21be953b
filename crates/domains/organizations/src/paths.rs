//! Paths in the cabinet that notices and mails lead to. The web edge builds its addresses from its
//! own `urls` module; a test there holds the two together.

use access::OrganizationId;
use uuid::Uuid;

/// A person's own request.
pub fn request(id: Uuid) -> String {
    format!("/me/organizations/requests/{id}")
}

/// A person's own question to the operator.
pub fn inquiry(id: Uuid) -> String {
    format!("/me/organizations/inquiries/{id}")
}

/// A question among the operator's pages.
pub fn operator_inquiry(id: Uuid) -> String {
    format!("/operator/inquiries/{id}")
}

/// An organization's cabinet.
pub fn cabinet(organization: OrganizationId) -> String {
    format!("/o/{organization}")
}

/// An organization's card.
pub fn about(organization: OrganizationId) -> String {
    format!("/o/{organization}/about")
}

/// An organization among the operator's pages.
pub fn operator_organization(organization: OrganizationId) -> String {
    format!("/operator/organizations/{organization}")
}

/// Employees of an organization.
pub fn employees(organization: OrganizationId) -> String {
    format!("/o/{organization}/employees")
}

/// Acceptance of an invitation; the secret lets its holder in.
pub fn invitation(secret: &str) -> String {
    format!("/invitations/{secret}")
}

/// A request in the operator's queue.
pub fn moderation(id: Uuid) -> String {
    format!("/operator/requests/{id}")
}
