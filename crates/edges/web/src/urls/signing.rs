//! Signatures: checking them, signing in by certificate, a person's and an organization's
//! certificates, and the signatures of documents.

use access::OrganizationId;
use applications::ApplicationId;
use uuid::Uuid;

use super::organizations::{link_request, with_query};
use super::{application, in_queue};

/// «Проверить подпись»; `way` is `detached` or `hash`, else a file that holds its signature.
pub fn verify(way: &str) -> String {
    with_query("/verify", &[("way", way)])
}

/// The report that was shown, as a file (POST).
pub fn verify_report() -> String {
    "/verify/report".to_owned()
}

/// «Подписать файл».
pub fn sign_file() -> String {
    "/sign-file".to_owned()
}

/// «Проверка рабочего места».
pub fn workplace() -> String {
    "/workplace".to_owned()
}

/// Signing in by a certificate.
pub fn sign_in_certificate(next: &str) -> String {
    with_query("/sign-in/certificate", &[("next", next)])
}

/// The first sign-in by a certificate makes the account (POST).
pub fn register_certificate() -> String {
    "/register/certificate".to_owned()
}

/// «Электронные подписи».
pub fn my_signatures() -> String {
    "/me/signatures".to_owned()
}

/// Adds a certificate by proving its key; `replaces` is the one that it comes instead of.
pub fn add_signature(replaces: Option<Uuid>) -> String {
    let replaces = replaces.map_or(String::new(), |id| id.to_string());
    with_query("/me/signatures/add", &[("replaces", &replaces)])
}

/// Adds a certificate's file without its key (POST).
pub fn add_signature_file() -> String {
    "/me/signatures/add/file".to_owned()
}

/// One certificate of the person.
pub fn my_signature(id: Uuid) -> String {
    format!("/me/signatures/{id}")
}

/// The certificate itself.
pub fn my_signature_file(id: Uuid) -> String {
    format!("/me/signatures/{id}/certificate.cer")
}

/// The code from the letter (POST).
pub fn confirm_signature(id: Uuid) -> String {
    format!("/me/signatures/{id}/confirm")
}

/// Another code (POST).
pub fn resend_signature_code(id: Uuid) -> String {
    format!("/me/signatures/{id}/resend")
}

/// Turns a certificate on again, by a code (POST).
pub fn activate_signature(id: Uuid) -> String {
    format!("/me/signatures/{id}/activate")
}

/// A certificate that waits for a code; `purpose` is `on` or `off`.
pub fn my_signature_code(id: Uuid, purpose: &str) -> String {
    format!("{}?code={purpose}", my_signature(id))
}

/// Takes the code that switches it off (POST).
pub fn deactivate_signature_by_code(id: Uuid) -> String {
    format!("{}/code", deactivate_signature(id))
}

/// «Отключить сертификат?»
pub fn deactivate_signature(id: Uuid) -> String {
    format!("/me/signatures/{id}/deactivate")
}

/// Makes a request for a new certificate.
pub fn new_certificate_request() -> String {
    "/me/signatures/requests/new".to_owned()
}

/// A request for a certificate.
pub fn certificate_request(id: Uuid) -> String {
    format!("/me/signatures/requests/{id}")
}

/// The request for the certification authority.
pub fn certificate_request_file(id: Uuid) -> String {
    format!("/me/signatures/requests/{id}/request.csr")
}

/// «Запрос отправлен» (POST).
pub fn certificate_request_sent(id: Uuid) -> String {
    format!("/me/signatures/requests/{id}/sent")
}

/// What the certification authority returned (POST).
pub fn certificate_request_issued(id: Uuid) -> String {
    format!("/me/signatures/requests/{id}/issued")
}

/// Certificates of an organization's employees.
pub fn organization_signatures(org: OrganizationId) -> String {
    format!("/o/{org}/signatures")
}

/// Links an organization at once by its head's certificate.
pub fn link_by_certificate() -> String {
    "/me/organizations/add/certificate".to_owned()
}

/// Signs a document of a request.
pub fn sign_link_document(id: Uuid, document: Uuid) -> String {
    format!("{}/documents/{document}/sign", link_request(id))
}

/// The signature of a document of a request.
pub fn link_document_signature(id: Uuid, document: Uuid) -> String {
    format!("{}/documents/{document}/signature", link_request(id))
}

/// The same for the operator.
pub fn operator_document_signature(id: Uuid, document: Uuid) -> String {
    format!(
        "{}/documents/{document}/signature",
        super::operator_request(id)
    )
}

/// The bytes of an application that are signed.
pub fn application_to_sign(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/to-sign", application(org, id))
}

/// The signature of an application, for its applicant.
pub fn application_signature(org: OrganizationId, id: ApplicationId, signature: Uuid) -> String {
    format!("{}/signatures/{signature}", application(org, id))
}

/// What that signature is of.
pub fn application_signed(org: OrganizationId, id: ApplicationId, signature: Uuid) -> String {
    format!("{}/content", application_signature(org, id, signature))
}

/// The bytes of a decision that are signed.
pub fn decision_to_sign(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/to-sign", in_queue(org, id))
}

/// Signs and approves a decision.
pub fn sign_decision(org: OrganizationId, id: ApplicationId) -> String {
    format!("{}/sign", in_queue(org, id))
}

/// A signature of an application or its decision, for the authority.
pub fn queue_signature(org: OrganizationId, id: ApplicationId, signature: Uuid) -> String {
    format!("{}/signatures/{signature}", in_queue(org, id))
}

/// What that signature is of.
pub fn queue_signed(org: OrganizationId, id: ApplicationId, signature: Uuid) -> String {
    format!("{}/content", queue_signature(org, id, signature))
}

/// The training keys of the demonstration.
pub fn demo_keys() -> String {
    "/demo/keys".to_owned()
}

/// One of them.
pub fn demo_key(name: &str) -> String {
    format!("/demo/keys/{name}")
}
