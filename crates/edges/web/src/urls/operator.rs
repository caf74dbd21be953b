//! The installation's operator.

use access::OrganizationId;
use organizations::{FileId, paths};
use uuid::Uuid;

use super::organizations::with_query;

/// The operator's overview.
pub fn operator() -> String {
    "/operator".to_owned()
}

/// Requests to link an organization.
pub fn operator_requests() -> String {
    "/operator/requests".to_owned()
}

/// A page of requests with its filters; `overdue` is `on` or empty.
pub fn operator_requests_page(q: &str, state: &str, overdue: &str, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query(
        &operator_requests(),
        &[
            ("q", q),
            ("state", state),
            ("overdue", overdue),
            ("page", &page),
        ],
    )
}

/// One request.
pub fn operator_request(id: Uuid) -> String {
    paths::moderation(id)
}

/// Takes a request (POST).
pub fn operator_take(id: Uuid) -> String {
    format!("{}/take", operator_request(id))
}

/// Gives a request back to the queue (POST).
pub fn operator_release(id: Uuid) -> String {
    format!("{}/release", operator_request(id))
}

/// The operator's word about a certificate of a check (POST).
pub fn operator_check(id: Uuid, check: &str) -> String {
    format!("{}/checks/{check}", operator_request(id))
}

/// What a code means; `q` is one, or its beginning.
pub fn operator_codes(q: &str) -> String {
    with_query("/operator/codes", &[("q", q)])
}

/// One organization.
pub fn operator_organization(id: OrganizationId) -> String {
    paths::operator_organization(id)
}

/// Stops an organization, with a reason.
pub fn operator_suspend(id: OrganizationId) -> String {
    format!("{}/suspend", operator_organization(id))
}

/// Lets a stopped organization work again.
pub fn operator_resume(id: OrganizationId) -> String {
    format!("{}/resume", operator_organization(id))
}

/// The form of a return with remarks.
pub fn operator_return(id: Uuid) -> String {
    format!("{}/return", operator_request(id))
}

/// The same form, filled with what was found in the documents.
pub fn operator_return_suggested(id: Uuid) -> String {
    format!("{}?from=scans", operator_return(id))
}

/// «Подтвердить?»
pub fn operator_confirm(id: Uuid) -> String {
    format!("{}/confirm", operator_request(id))
}

/// Questions about organizations that the register does not know; `state` is `answered` or empty.
pub fn operator_inquiries(state: &str, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query("/operator/inquiries", &[("state", state), ("page", &page)])
}

/// One question, and its answer (POST).
pub fn operator_inquiry(id: Uuid) -> String {
    paths::operator_inquiry(id)
}

/// A document of a request or of a question.
pub fn operator_file(id: FileId) -> String {
    format!("/operator/files/{id}")
}

/// A page of such a document as a picture.
pub fn operator_file_page(id: FileId, number: u32) -> String {
    format!("{}/pages/{number}", operator_file(id))
}

/// All organizations.
pub fn operator_organizations() -> String {
    "/operator/organizations".to_owned()
}

/// A page of organizations with its filters.
pub fn operator_organizations_page(q: &str, state: &str, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query(
        &operator_organizations(),
        &[("q", q), ("state", state), ("page", &page)],
    )
}

/// People.
pub fn operator_people() -> String {
    "/operator/people".to_owned()
}

/// A page of people.
pub fn operator_people_page(q: &str, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query(&operator_people(), &[("q", q), ("page", &page)])
}

/// The outbox.
pub fn operator_jobs() -> String {
    "/operator/jobs".to_owned()
}

/// Puts failed jobs back (POST).
pub fn operator_jobs_retry() -> String {
    "/operator/jobs/retry".to_owned()
}
