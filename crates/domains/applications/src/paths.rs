//! Paths in the cabinet that notices lead to; a test in the web edge holds them to its addresses.

use access::OrganizationId;

use crate::model::ApplicationId;

/// An application in the applicant's cabinet.
pub fn application(organization: OrganizationId, id: ApplicationId) -> String {
    format!("/o/{organization}/applications/{id}")
}

/// An application in the authority's queue.
pub fn in_queue(authority: OrganizationId, id: ApplicationId) -> String {
    format!("/o/{authority}/queue/{id}")
}
