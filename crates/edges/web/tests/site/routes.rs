//! Every route of the sources, what it needs, and an address of it for a certain person.

use std::collections::BTreeSet;
use std::path::Path;

use access::Permission::{self, *};
use access::PersonId;

use crate::support::{DEMO_KEY, Filed, Place, Request, Signed, TestApp};

/// What a person must be to get something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing.
    Anybody,
    /// A session that waits for its second factor; everybody else is sent away without an answer.
    HalfSession,
    /// A session.
    Person,
    /// A session, and the thing is the person's own.
    Own,
    /// An employee of the organization whose role allows this.
    Employee(Permission),
    /// The installation's operator.
    Operator,
}

use Needs::{Anybody, Employee, HalfSession, Operator, Own, Person};

/// The rule behind docs/routes.md. A route without a line here fails the tests.
pub(crate) const RULES: &[(&str, &str, Needs)] = &[
    ("GET", "/", Anybody),
    ("GET", "/api/v1/register/entries/{ogrn}", Person),
    ("GET", "/api/v1/register/search", Person),
    ("GET", "/api/v1/register/suggest", Person),
    ("GET", "/assets/{name}", Anybody),
    ("GET", "/demo/keys", Anybody),
    ("GET", "/demo/keys/{name}", Anybody),
    ("GET", "/demo/mail", Anybody),
    ("GET", "/demo/mail/{id}", Anybody),
    ("GET", "/demo/sms", Anybody),
    ("GET", "/invitations/{token}", Anybody),
    ("POST", "/invitations/{token}", Anybody),
    ("POST", "/invitations/{token}/decline", Anybody),
    ("GET", "/language/{tag}", Anybody),
    ("GET", "/me/files/{id}", Own),
    ("GET", "/me/notices", Person),
    ("POST", "/me/notices/read", Person),
    ("POST", "/me/notices/{id}/open", Person),
    ("GET", "/me/organizations", Person),
    ("GET", "/me/organizations/add", Person),
    ("POST", "/me/organizations/add", Person),
    ("GET", "/me/organizations/add/certificate", Person),
    ("POST", "/me/organizations/add/certificate", Person),
    ("GET", "/me/organizations/inquiries/new", Person),
    ("POST", "/me/organizations/inquiries/new", Person),
    ("GET", "/me/organizations/inquiries/{id}", Own),
    ("GET", "/me/organizations/requests/{id}", Own),
    ("GET", "/me/organizations/requests/{id}/card", Own),
    ("POST", "/me/organizations/requests/{id}/card", Own),
    ("GET", "/me/organizations/requests/{id}/code", Own),
    ("POST", "/me/organizations/requests/{id}/code", Own),
    ("POST", "/me/organizations/requests/{id}/code/send", Own),
    ("GET", "/me/organizations/requests/{id}/documents", Own),
    ("POST", "/me/organizations/requests/{id}/documents", Own),
    (
        "POST",
        "/me/organizations/requests/{id}/documents/{document}/remove",
        Own,
    ),
    (
        "GET",
        "/me/organizations/requests/{id}/documents/{document}/sign",
        Own,
    ),
    (
        "POST",
        "/me/organizations/requests/{id}/documents/{document}/sign",
        Own,
    ),
    (
        "GET",
        "/me/organizations/requests/{id}/documents/{document}/signature",
        Own,
    ),
    ("POST", "/me/organizations/requests/{id}/explain", Own),
    ("GET", "/me/organizations/requests/{id}/events", Own),
    ("GET", "/me/organizations/requests/{id}/submit", Own),
    ("POST", "/me/organizations/requests/{id}/submit", Own),
    ("GET", "/me/organizations/requests/{id}/withdraw", Own),
    ("POST", "/me/organizations/requests/{id}/withdraw", Own),
    ("GET", "/me/profile", Person),
    ("POST", "/me/profile", Person),
    ("POST", "/me/profile/phone", Person),
    ("POST", "/me/profile/phone/code", Person),
    ("GET", "/me/security", Person),
    ("POST", "/me/security/password", Person),
    ("POST", "/me/security/sessions/end-others", Person),
    ("POST", "/me/security/sessions/{id}/end", Person),
    ("GET", "/me/security/totp", Person),
    ("POST", "/me/security/totp", Person),
    ("GET", "/me/security/totp/codes", Person),
    ("POST", "/me/security/totp/codes", Person),
    ("GET", "/me/security/totp/off", Person),
    ("POST", "/me/security/totp/off", Person),
    ("GET", "/me/signatures", Person),
    ("GET", "/me/signatures/add", Person),
    ("POST", "/me/signatures/add", Person),
    ("POST", "/me/signatures/add/file", Person),
    ("GET", "/me/signatures/requests/new", Person),
    ("POST", "/me/signatures/requests/new", Person),
    ("GET", "/me/signatures/requests/{id}", Own),
    ("POST", "/me/signatures/requests/{id}/issued", Own),
    ("GET", "/me/signatures/requests/{id}/request.csr", Own),
    ("POST", "/me/signatures/requests/{id}/sent", Own),
    ("GET", "/me/signatures/{id}", Own),
    ("POST", "/me/signatures/{id}/activate", Own),
    ("GET", "/me/signatures/{id}/certificate.cer", Own),
    ("POST", "/me/signatures/{id}/confirm", Own),
    ("GET", "/me/signatures/{id}/deactivate", Own),
    ("POST", "/me/signatures/{id}/deactivate", Own),
    ("POST", "/me/signatures/{id}/deactivate/code", Own),
    ("POST", "/me/signatures/{id}/resend", Own),
    ("GET", "/o/{org}", Employee(ViewOrganization)),
    ("GET", "/o/{org}/about", Employee(ViewOrganization)),
    ("GET", "/o/{org}/applications", Employee(ViewApplications)),
    (
        "GET",
        "/o/{org}/applications/new",
        Employee(EditApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/new",
        Employee(SubmitApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}",
        Employee(ViewApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/addition",
        Employee(EditApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/application.xml",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/check",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/delete",
        Employee(DeleteDrafts),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/delete",
        Employee(DeleteDrafts),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/done",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/edit/{section}",
        Employee(EditApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/edit/{section}",
        Employee(EditApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/edit/{section}/files/{file}/remove",
        Employee(EditApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/events",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/files/{file}",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/signatures/{signature}",
        Employee(ViewApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/signatures/{signature}/content",
        Employee(ViewApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/submit",
        Employee(SubmitApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/to-sign",
        Employee(SubmitApplications),
    ),
    (
        "GET",
        "/o/{org}/applications/{id}/withdraw",
        Employee(WithdrawApplications),
    ),
    (
        "POST",
        "/o/{org}/applications/{id}/withdraw",
        Employee(WithdrawApplications),
    ),
    ("GET", "/o/{org}/employees", Employee(ViewMembers)),
    ("GET", "/o/{org}/employees/invite", Employee(ManageMembers)),
    ("POST", "/o/{org}/employees/invite", Employee(ManageMembers)),
    (
        "GET",
        "/o/{org}/employees/{membership}",
        Employee(ViewMembers),
    ),
    (
        "POST",
        "/o/{org}/employees/{membership}",
        Employee(ManageMembers),
    ),
    (
        "GET",
        "/o/{org}/employees/{membership}/remove",
        Employee(ManageMembers),
    ),
    (
        "POST",
        "/o/{org}/employees/{membership}/remove",
        Employee(ManageMembers),
    ),
    ("GET", "/o/{org}/events", Employee(ViewOrganization)),
    (
        "GET",
        "/o/{org}/invitations/{id}/cancel",
        Employee(ManageMembers),
    ),
    (
        "POST",
        "/o/{org}/invitations/{id}/cancel",
        Employee(ManageMembers),
    ),
    (
        "POST",
        "/o/{org}/invitations/{id}/resend",
        Employee(ManageMembers),
    ),
    ("GET", "/o/{org}/journal", Employee(ViewJournal)),
    ("GET", "/o/{org}/journal.csv", Employee(ViewJournal)),
    ("GET", "/o/{org}/licences", Employee(ViewApplications)),
    ("GET", "/o/{org}/queue", Employee(ViewQueue)),
    ("GET", "/o/{org}/queue/{id}", Employee(ViewQueue)),
    (
        "POST",
        "/o/{org}/queue/{id}/approve",
        Employee(ApproveDecisions),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/ask",
        Employee(HandleApplications),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/assign",
        Employee(AssignApplications),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/decide",
        Employee(HandleApplications),
    ),
    ("GET", "/o/{org}/queue/{id}/events", Employee(ViewQueue)),
    (
        "GET",
        "/o/{org}/queue/{id}/files/{file}",
        Employee(ViewQueue),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/release",
        Employee(HandleApplications),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/return",
        Employee(ApproveDecisions),
    ),
    (
        "GET",
        "/o/{org}/queue/{id}/sign",
        Employee(ApproveDecisions),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/sign",
        Employee(ApproveDecisions),
    ),
    (
        "GET",
        "/o/{org}/queue/{id}/signatures/{signature}",
        Employee(ViewQueue),
    ),
    (
        "GET",
        "/o/{org}/queue/{id}/signatures/{signature}/content",
        Employee(ViewQueue),
    ),
    (
        "POST",
        "/o/{org}/queue/{id}/take",
        Employee(HandleApplications),
    ),
    (
        "GET",
        "/o/{org}/queue/{id}/to-sign",
        Employee(ApproveDecisions),
    ),
    ("GET", "/o/{org}/services", Employee(EditApplications)),
    ("GET", "/o/{org}/signatures", Employee(ViewMembers)),
    ("GET", "/operator", Operator),
    ("GET", "/operator/codes", Operator),
    ("GET", "/operator/files/{id}", Operator),
    ("GET", "/operator/files/{id}/pages/{number}", Operator),
    ("GET", "/operator/inquiries", Operator),
    ("GET", "/operator/inquiries/{id}", Operator),
    ("POST", "/operator/inquiries/{id}", Operator),
    ("GET", "/operator/jobs", Operator),
    ("POST", "/operator/jobs/retry", Operator),
    ("GET", "/operator/organizations", Operator),
    ("GET", "/operator/organizations/{id}", Operator),
    ("GET", "/operator/organizations/{id}/resume", Operator),
    ("POST", "/operator/organizations/{id}/resume", Operator),
    ("GET", "/operator/organizations/{id}/suspend", Operator),
    ("POST", "/operator/organizations/{id}/suspend", Operator),
    ("GET", "/operator/people", Operator),
    ("GET", "/operator/requests", Operator),
    ("GET", "/operator/requests/{id}", Operator),
    ("POST", "/operator/requests/{id}/checks/{check}", Operator),
    ("GET", "/operator/requests/{id}/confirm", Operator),
    ("POST", "/operator/requests/{id}/confirm", Operator),
    (
        "GET",
        "/operator/requests/{id}/documents/{document}/signature",
        Operator,
    ),
    ("POST", "/operator/requests/{id}/release", Operator),
    ("GET", "/operator/requests/{id}/return", Operator),
    ("POST", "/operator/requests/{id}/return", Operator),
    ("POST", "/operator/requests/{id}/take", Operator),
    ("GET", "/privacy", Anybody),
    ("GET", "/recover", Anybody),
    ("POST", "/recover", Anybody),
    ("GET", "/recover/new", Anybody),
    ("POST", "/recover/new", Anybody),
    ("GET", "/recover/sent", Anybody),
    ("GET", "/register", Anybody),
    ("POST", "/register", Anybody),
    ("GET", "/register/certificate", Anybody),
    ("POST", "/register/certificate", Anybody),
    ("GET", "/register/confirm", Anybody),
    ("POST", "/register/confirm", Anybody),
    ("POST", "/register/resend", Anybody),
    ("GET", "/register/sent", Anybody),
    ("GET", "/registry", Person),
    ("GET", "/registry/{ogrn}", Person),
    ("GET", "/services", Anybody),
    ("GET", "/services/{code}", Anybody),
    ("GET", "/sign-file", Anybody),
    ("GET", "/sign-in", Anybody),
    ("POST", "/sign-in", Anybody),
    ("GET", "/sign-in/certificate", Anybody),
    ("POST", "/sign-in/certificate", Anybody),
    ("GET", "/sign-in/code", HalfSession),
    ("POST", "/sign-in/code", HalfSession),
    ("POST", "/sign-out", Anybody),
    ("GET", "/start", Person),
    ("GET", "/terms", Anybody),
    ("GET", "/verify", Anybody),
    ("POST", "/verify", Anybody),
    ("POST", "/verify/report", Anybody),
    ("GET", "/workplace", Anybody),
    ("POST", "/workplace", Anybody),
];

/// (method, path) of every route that the sources name.
pub(crate) fn in_sources() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    read_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut routes,
    );
    routes
}

fn read_folder(folder: &Path, routes: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, routes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            read_source(&std::fs::read_to_string(&path).unwrap(), routes);
        }
    }
}

fn read_source(source: &str, routes: &mut BTreeSet<(String, String)>) {
    for call in source.split(".route(").skip(1) {
        let call = &call[..end_of_call(call)];
        let Some((_, rest)) = call.split_once('"') else {
            continue;
        };
        let (path, handlers) = rest.split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            let named = handlers
                .match_indices(&format!("{method}("))
                .any(|(at, _)| {
                    let before = handlers[..at].chars().next_back().unwrap_or(' ');
                    before == '.' || before.is_whitespace() || before == ','
                });
            if named {
                routes.insert((method.to_uppercase(), path.to_owned()));
            }
        }
        assert!(!handlers.contains("any("), "{path}: name the methods");
    }
}

/// Where the bracket that was opened before `call` is closed.
fn end_of_call(call: &str) -> usize {
    let mut depth = 1;
    for (at, c) in call.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    panic!("a call without an end: {call}");
}

/// Things for the placeholders of routes. Things that are only looked at are made once.
pub(crate) struct Things<'a> {
    app: &'a TestApp,
    shared: Option<Shared>,
}

#[derive(Clone, Copy)]
struct Shared {
    draft: Filed,
    submitted: Filed,
    request: Request,
    /// With a signed document, submitted.
    signed_request: Request,
    signed: Signed,
    at_approval: Filed,
}

impl<'a> Things<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self { app, shared: None }
    }

    /// An address of the route for which its asker is in the right place: the organization is
    /// `place`, personal things are `owner`'s. What may be changed is made anew each time.
    pub(crate) async fn address(
        &mut self,
        method: &str,
        route: &str,
        place: &Place<'_>,
        owner: PersonId,
    ) -> String {
        let org = place.id().await.0.to_string();
        let mut path = route.replace("{org}", &org);
        if route.starts_with("/me/signatures/requests/") {
            let id = self.app.certificate_request(owner).await;
            path = path.replace("{id}", &id.to_string());
        } else if route.starts_with("/me/signatures/") {
            let id = self.app.certificate(owner).await;
            path = path.replace("{id}", &id.to_string());
        } else if route.starts_with("/me/organizations/requests") || route.starts_with("/me/files")
        {
            let request = if route.ends_with("/signature") {
                self.app.signed_document(owner).await
            } else {
                self.app.link_draft(owner).await
            };
            let id = if route.starts_with("/me/files") {
                request.file
            } else {
                request.id
            };
            path = path
                .replace("{id}", &id.to_string())
                .replace("{document}", &request.document.to_string());
        } else if route.contains("/signatures/{signature}") {
            let signed = self.shared().await.signed;
            path = path
                .replace("{id}", &signed.id.to_string())
                .replace("{signature}", &signed.signature.to_string());
        } else if route.starts_with("/o/{org}/queue/{id}/") && route.ends_with("sign") {
            let filed = if method == "GET" {
                self.shared().await.at_approval
            } else {
                self.app
                    .at_approval(&self.app.company("Северный луч"))
                    .await
            };
            path = path.replace("{id}", &filed.id.to_string());
        } else if route.starts_with("/o/{org}/applications/")
            || route.starts_with("/o/{org}/queue/")
        {
            let filed = self.filed(method, route).await;
            path = path
                .replace("{id}", &filed.id.to_string())
                .replace("{file}", &filed.file.to_string());
            path = path.replace("{section}", "documents");
        } else if route.contains("/inquiries/{id}") {
            let id = self.app.inquiry(owner).await;
            path = path.replace("{id}", &id.to_string());
        } else if route.starts_with("/o/{org}/invitations/") {
            let (id, _) = self.app.invitation(place).await;
            path = path.replace("{id}", &id.to_string());
        } else if route.starts_with("/operator/organizations/{id}") {
            let id = self.app.company("Южный ветер").id().await;
            path = path.replace("{id}", &id.to_string());
        } else if route.starts_with("/operator/") && route.contains("{id}") {
            let shared = self.shared().await;
            let request = if route.ends_with("/signature") {
                shared.signed_request
            } else {
                shared.request
            };
            path = path.replace("{document}", &request.document.to_string());
            path = path.replace("{number}", "1");
            let id = if route.starts_with("/operator/files") {
                request.file
            } else {
                request.id
            };
            path = path.replace("{id}", &id.to_string());
        } else if route == "/demo/mail/{id}" {
            path = path.replace("{id}", &self.app.caught_letter().await.to_string());
        }
        if route.contains("{membership}") {
            let person = self
                .app
                .new_person(
                    &format!("colleague-{}@people.example", self.app.next()),
                    false,
                )
                .await;
            let membership = place.add(person, access::Role::Observer).await;
            path = path.replace("{membership}", &membership.to_string());
        }
        if route.contains("{token}") {
            let (_, secret) = self.app.invitation(&self.app.company("Северный луч")).await;
            path = path.replace("{token}", &secret);
        }
        if route.contains("{ogrn}") {
            path = path.replace("{ogrn}", &self.app.some_entry().ogrn);
        }
        if route.ends_with("/applications/new") {
            path.push_str("?service=license-extract");
        }
        if route.starts_with("/demo/keys/") {
            path = path.replace("{name}", DEMO_KEY);
        }
        let style = web::assets::asset("app.css");
        let style = style.trim_start_matches("/assets/");
        path = path
            .replace("{check}", "tax")
            .replace("{name}", style)
            .replace("{tag}", "ru")
            .replace("{code}", "license-extract");
        path.replace("{id}", &self.app.app.db.clock().new_id().to_string())
    }

    async fn filed(&mut self, method: &str, route: &str) -> Filed {
        // Applications of the company; the authority sees the same ones.
        let is_of_draft = ["/edit/", "/check", "/delete", "/submit", "/to-sign"]
            .iter()
            .any(|part| route.contains(part));
        let company = self.app.company("Северный луч");
        match (method, is_of_draft) {
            ("GET", true) => self.shared().await.draft,
            ("GET", false) => self.shared().await.submitted,
            (_, true) => self.app.draft(&company).await,
            (_, false) => self.app.submitted(&company).await,
        }
    }

    async fn shared(&mut self) -> Shared {
        if let Some(shared) = self.shared {
            return shared;
        }
        let company = self.app.company("Северный луч");
        // Services need the authority that answers for them.
        self.app.authority().id().await;
        let person = self.app.new_person("requester@people.example", false).await;
        let shared = Shared {
            draft: self.app.draft(&company).await,
            submitted: self.app.submitted(&company).await,
            request: self.app.link_submitted(person).await,
            signed_request: self.app.signed_request().await,
            signed: self.app.signed_application(&company).await,
            at_approval: self.app.at_approval(&company).await,
        };
        self.shared = Some(shared);
        shared
    }
}

#[test]
fn every_route_of_the_sources_has_a_rule_and_every_rule_has_a_route() {
    let rules: BTreeSet<(String, String)> = RULES
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let sources = in_sources();
    let without_rule: Vec<_> = sources.difference(&rules).collect();
    assert!(
        without_rule.is_empty(),
        "add lines to RULES for {without_rule:#?}"
    );
    let without_route: Vec<_> = rules.difference(&sources).collect();
    assert!(
        without_route.is_empty(),
        "no such routes any more: {without_route:#?}"
    );
}

#[test]
fn routes_are_read_from_sources_as_they_are_written() {
    let mut routes = BTreeSet::new();
    let source = "Router::new()\n.route(\"/a\", get(one::page).post(one::save))\n.route(\n    \"/b/{id}\",\n    \
                  post(two::forget_it),\n)\n.route(\"/c\", get(async || \"x\"))";
    read_source(source, &mut routes);
    let routes: Vec<String> = routes
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(routes, ["GET /a", "GET /c", "POST /a", "POST /b/{id}"]);
}
