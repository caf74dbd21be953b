//! An authority's queue.

use access::OrganizationId;
use applications::{ApplicationId, paths};
use uuid::Uuid;

use super::organizations::with_query;

/// The queue.
pub fn queue(org: OrganizationId) -> String {
    format!("/o/{org}/queue")
}

/// The queue's filters as they stand in the address.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueQuery<'a> {
    /// Search.
    pub q: &'a str,
    /// A state's stable name, or `all`.
    pub state: &'a str,
    /// A service's code.
    pub service: &'a str,
    /// `mine`, `nobody` or a person's id.
    pub holder: &'a str,
    /// `on`: only those whose term has ended.
    pub overdue: &'a str,
}

/// A page of the queue with its filters.
pub fn queue_page(org: OrganizationId, query: &QueueQuery<'_>, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let parameters = [
        ("q", query.q),
        ("state", query.state),
        ("service", query.service),
        ("holder", query.holder),
        ("overdue", query.overdue),
        ("page", page.as_str()),
    ];
    with_query(&queue(org), &parameters)
}

/// An application in the queue.
pub fn in_queue(org: OrganizationId, id: ApplicationId) -> String {
    paths::in_queue(org, id)
}

/// An action on it (POST): `take`, `assign`, `release`, `ask`, `decide`, `approve`, `return`.
pub fn queue_action(org: OrganizationId, id: ApplicationId, action: &str) -> String {
    format!("{}/{action}", in_queue(org, id))
}

/// A file of it.
pub fn queue_file(org: OrganizationId, id: ApplicationId, file: Uuid) -> String {
    format!("{}/files/{file}", in_queue(org, id))
}

/// Server-sent events of it.
pub fn queue_events(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/events", in_queue(org, id))
}
