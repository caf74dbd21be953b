//! The person's organizations, their requests, and an organization's employees and journal.

use access::OrganizationId;
use organizations::{FileId, MembershipId, paths};
use url::form_urlencoded;
use uuid::Uuid;

/// A path with the query parameters that are not empty.
pub(crate) fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// «Мои организации».
pub fn my_organizations() -> String {
    "/me/organizations".to_owned()
}

/// The first step of linking an organization; `q` looks by a name.
pub fn add_organization(q: &str) -> String {
    with_query("/me/organizations/add", &[("q", q)])
}

/// The question to the operator about an organization that was not found; what was typed goes along.
pub fn ask_about_organization(inn: &str, ogrn: &str, name: &str, address: &str) -> String {
    with_query(
        "/me/organizations/inquiries/new",
        &[
            ("inn", inn),
            ("ogrn", ogrn),
            ("name", name),
            ("address", address),
        ],
    )
}

/// A question of the person with its answer.
pub fn inquiry(id: Uuid) -> String {
    paths::inquiry(id)
}

/// A request's status page.
pub fn link_request(id: Uuid) -> String {
    paths::request(id)
}

/// The register's card beside what was typed: the second step.
pub fn link_card(id: Uuid) -> String {
    format!("{}/card", link_request(id))
}

/// The code to the register's address, instead of documents.
pub fn link_code(id: Uuid) -> String {
    format!("{}/code", link_request(id))
}

/// Mails that code (POST).
pub fn link_code_send(id: Uuid) -> String {
    format!("{}/send", link_code(id))
}

/// Documents: the third step.
pub fn link_documents(id: Uuid) -> String {
    format!("{}/documents", link_request(id))
}

/// Server-sent events about a request.
pub fn link_events(id: Uuid) -> String {
    format!("{}/events", link_request(id))
}

/// Takes a document out (POST).
pub fn link_document_remove(id: Uuid, document: Uuid) -> String {
    format!("{}/documents/{document}/remove", link_request(id))
}

/// Consent, a last look and submission: the fourth step.
pub fn link_submit(id: Uuid) -> String {
    format!("{}/submit", link_request(id))
}

/// The explanation of a name that differs (POST).
pub fn link_explain(id: Uuid) -> String {
    format!("{}/explain", link_request(id))
}

/// «Отозвать?»
pub fn link_withdraw(id: Uuid) -> String {
    format!("{}/withdraw", link_request(id))
}

/// A document of the person's own request.
pub fn my_file(id: FileId) -> String {
    format!("/me/files/{id}")
}

/// The organization's card.
pub fn about(org: OrganizationId) -> String {
    format!("/o/{org}/about")
}

/// Employees.
pub fn employees(org: OrganizationId) -> String {
    paths::employees(org)
}

/// A page of employees with its filters.
pub fn employees_page(org: OrganizationId, q: &str, role: &str, state: &str, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    with_query(
        &employees(org),
        &[("q", q), ("role", role), ("state", state), ("page", &page)],
    )
}

/// An invitation's form.
pub fn invite(org: OrganizationId) -> String {
    format!("/o/{org}/employees/invite")
}

/// One employee.
pub fn employee(org: OrganizationId, id: MembershipId) -> String {
    format!("/o/{org}/employees/{id}")
}

/// «Удалить сотрудника?»
pub fn remove_employee(org: OrganizationId, id: MembershipId) -> String {
    format!("/o/{org}/employees/{id}/remove")
}

/// Sends an invitation again (POST).
pub fn resend_invitation(org: OrganizationId, id: Uuid) -> String {
    format!("/o/{org}/invitations/{id}/resend")
}

/// «Отменить приглашение?»
pub fn cancel_invitation(org: OrganizationId, id: Uuid) -> String {
    format!("/o/{org}/invitations/{id}/cancel")
}

/// Acceptance of an invitation.
pub fn invitation(secret: &str) -> String {
    paths::invitation(secret)
}

/// Declines an invitation (POST).
pub fn decline_invitation(secret: &str) -> String {
    format!("{}/decline", invitation(secret))
}

/// The journal of actions.
pub fn journal(org: OrganizationId) -> String {
    format!("/o/{org}/journal")
}

/// The journal's filters as they stand in the address.
#[derive(Clone, Copy, Debug, Default)]
pub struct JournalQuery<'a> {
    /// Search.
    pub q: &'a str,
    /// Stable name of an action.
    pub action: &'a str,
    /// Id of a person.
    pub person: &'a str,
    /// ДД.ММ.ГГГГ.
    pub from: &'a str,
    /// ДД.ММ.ГГГГ.
    pub until: &'a str,
}

impl JournalQuery<'_> {
    fn on(&self, path: &str, page: u32) -> String {
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let parameters = [
            ("q", self.q),
            ("action", self.action),
            ("person", self.person),
            ("from", self.from),
            ("until", self.until),
            ("page", page.as_str()),
        ];
        with_query(path, &parameters)
    }
}

/// A page of the journal with its filters.
pub fn journal_page(org: OrganizationId, query: &JournalQuery<'_>, page: u32) -> String {
    query.on(&journal(org), page)
}

/// What the filters find, as a file.
pub fn journal_csv(org: OrganizationId, query: &JournalQuery<'_>) -> String {
    query.on(&format!("/o/{org}/journal.csv"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_that_are_not_set_do_not_stand_in_the_address() {
        let org = OrganizationId(Uuid::nil());
        let all = employees_page(org, "", "", "", 1);
        assert_eq!(all, employees(org));
        let some = employees_page(org, "Ким & Ко", "", "active", 2);
        assert!(
            some.ends_with("?q=%D0%9A%D0%B8%D0%BC+%26+%D0%9A%D0%BE&state=active&page=2"),
            "{some}"
        );
    }
}
