//! The catalogue, and an organization's applications.

use access::OrganizationId;
use applications::{ApplicationId, paths};
use uuid::Uuid;

use super::organizations::with_query;

/// The public catalogue of services.
pub fn services() -> String {
    "/services".to_owned()
}

/// A service in the public catalogue.
pub fn service(code: &str) -> String {
    format!("/services/{code}")
}

/// The public catalogue with its filters.
pub fn services_page(q: &str, category: &str) -> String {
    with_query(&services(), &[("q", q), ("category", category)])
}

/// An organization's first page.
pub fn overview(org: OrganizationId) -> String {
    organizations::paths::cabinet(org)
}

/// Server-sent events of an organization's first page.
pub fn overview_events(org: OrganizationId) -> String {
    format!("/o/{org}/events")
}

/// The catalogue inside a cabinet.
pub fn catalogue(org: OrganizationId) -> String {
    format!("/o/{org}/services")
}

/// Applications of an organization.
pub fn applications(org: OrganizationId) -> String {
    format!("/o/{org}/applications")
}

/// A page of applications with its filters.
pub fn applications_page(
    org: OrganizationId,
    q: &str,
    state: &str,
    service: &str,
    page: u32,
) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let parameters = [
        ("q", q),
        ("state", state),
        ("service", service),
        ("page", page.as_str()),
    ];
    with_query(&applications(org), &parameters)
}

/// A page of «Мои лицензии».
pub fn licences_page(org: OrganizationId, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query(&licences(org), &[("page", &page)])
}

/// «Мои лицензии».
pub fn licences(org: OrganizationId) -> String {
    format!("/o/{org}/licences")
}

/// Begins an application for a service.
pub fn new_application(org: OrganizationId, service: &str) -> String {
    with_query(
        &format!("/o/{org}/applications/new"),
        &[("service", service)],
    )
}

/// Begins an application with the answers of an earlier one.
pub fn copy_application(org: OrganizationId, from: ApplicationId) -> String {
    with_query(
        &format!("/o/{org}/applications/new"),
        &[("from", &from.to_string())],
    )
}

/// What the first save of a form has to know while the draft is not there.
#[derive(Clone, Debug, Default)]
pub struct NewDraft {
    /// The service's code; empty when the draft is there.
    pub service: String,
    /// The earlier application whose answers it takes over.
    pub from: Option<ApplicationId>,
}

impl NewDraft {
    /// For a draft that is there.
    pub fn none() -> Self {
        Self::default()
    }
}

/// An application.
pub fn application(org: OrganizationId, id: ApplicationId) -> String {
    paths::application(org, id)
}

/// A page of the form.
pub fn edit_application(
    org: OrganizationId,
    id: ApplicationId,
    section: &str,
    new: &NewDraft,
) -> String {
    with_query(
        &format!("{}/edit/{section}", application(org, id)),
        &[("service", &new.service), ("from", &from_text(new))],
    )
}

fn from_text(new: &NewDraft) -> String {
    new.from.map_or(String::new(), |from| from.to_string())
}

/// Where an open page of the form is posted; `editor` is that page.
pub fn save_application(
    org: OrganizationId,
    id: ApplicationId,
    section: &str,
    new: &NewDraft,
    editor: Uuid,
) -> String {
    let path = format!("{}/edit/{section}", application(org, id));
    with_query(
        &path,
        &[
            ("editor", &editor.to_string()),
            ("service", &new.service),
            ("from", &from_text(new)),
        ],
    )
}

/// Takes a file off a draft and saves what was typed (POST).
pub fn remove_application_file(
    org: OrganizationId,
    id: ApplicationId,
    section: &str,
    file: Uuid,
    editor: Uuid,
) -> String {
    let path = format!(
        "{}/edit/{section}/files/{file}/remove",
        application(org, id)
    );
    with_query(&path, &[("editor", &editor.to_string())])
}

/// «Проверьте ответы».
pub fn check_application(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/check", application(org, id))
}

/// Submits a draft (POST).
pub fn submit_application(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/submit", application(org, id))
}

/// «Заявление подано».
pub fn application_done(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/done", application(org, id))
}

/// «Удалить черновик?»
pub fn delete_application(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/delete", application(org, id))
}

/// «Отозвать заявление?»
pub fn withdraw_application(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/withdraw", application(org, id))
}

/// The answer to a request for an addition (POST).
pub fn application_addition(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/addition", application(org, id))
}

/// A file of an application.
pub fn application_file(org: OrganizationId, id: ApplicationId, file: Uuid) -> String {
    format!("{}/files/{file}", application(org, id))
}

/// The application with its decision as XML.
pub fn application_xml(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/application.xml", application(org, id))
}

/// Server-sent events of an application.
pub fn application_events(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/events", application(org, id))
}
