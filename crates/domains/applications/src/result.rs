//! The result document: the service's template filled in, rendered to PDF, stored encrypted.

use blob::{BlobStore, FileKind, Limits};
use bytes::Bytes;
use db::Db;
use forms::Shown;
use jiff::Timestamp;
use organizations::NewFile;
use serde_json::{Value, json};

use crate::model::{Application, Decision};
use crate::services::Service;
use crate::{ApplicationError, parties};

/// Renders and stores the result. Nothing refers to it until a unit does; a result that no unit
/// takes is an orphan and is swept.
pub(crate) async fn make(
    db: &Db,
    blobs: &BlobStore,
    service: &Service,
    application: &Application,
    decision: &Decision,
    now: Timestamp,
) -> Result<NewFile, ApplicationError> {
    let data = data(db, service, application, decision, now).await?;
    let name = format!("{}/{}", service.definition.code, forms::RESULT_TEMPLATE);
    let source = service.result_template.clone();
    let pdf = tokio::task::spawn_blocking(move || {
        print::render_pdf(
            &print::Template {
                name: &name,
                source: &source,
            },
            &data,
            now,
        )
    })
    .await
    .map_err(|error| ApplicationError::Result(error.to_string()))?
    .map_err(|error| ApplicationError::Result(error.to_string()))?;
    let limits = Limits {
        max_bytes: blob::MAX_PDF_BYTES,
        allowed: &[FileKind::Pdf],
        declared: None,
        sharp_scans: false,
    };
    let body = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(pdf))]);
    let stored = blobs.put(body, limits).await?;
    let title = &service.definition.title;
    let number = application.number.as_deref().unwrap_or_default();
    Ok(NewFile {
        organization: Some(application.organization),
        person: None,
        name: format!("{title} {}.pdf", decision_number(number)),
        stored,
    })
}

/// «Р-2026-000417» answers «З-2026-000417».
pub fn decision_number(number: &str) -> String {
    format!("Р{}", number.strip_prefix('З').unwrap_or(number))
}

/// What templates read, see docs/adding-a-service.md.
async fn data(
    db: &Db,
    service: &Service,
    application: &Application,
    decision: &Decision,
    now: Timestamp,
) -> Result<Value, ApplicationError> {
    let gone = || ApplicationError::Stored("a party of the application is gone".to_owned());
    let applicant = organizations::find(db, application.organization)
        .await?
        .ok_or_else(gone)?;
    let authority = organizations::find(db, application.authority)
        .await?
        .ok_or_else(gone)?;
    let zone = parties::zone(&authority.time_zone);
    let local = |at: Timestamp| at.to_zoned(zone.clone()).date().to_string();
    let number = application.number.as_deref().unwrap_or_default();
    let signer = decision.by.last();
    let position = match signer {
        Some(signer) => parties::position(db, application.authority, signer.person).await?,
        None => String::new(),
    };
    let definition = &service.definition;
    let answers: Vec<Value> = forms::visible_fields(definition, &application.answers)
        .into_iter()
        .filter_map(|field| {
            let shown = forms::display_value(field, application.answers.all(&field.name));
            let value = match shown {
                Shown::Text(text) => json!(text),
                Shown::List(labels) => json!(labels),
                // Consents and what was left empty say nothing in an official answer.
                Shown::Ticked | Shown::Nothing => return None,
            };
            Some(json!({ "name": field.name, "label": field.label, "value": value }))
        })
        .collect();
    Ok(json!({
        "title": definition.title,
        "service": { "code": definition.code, "version": definition.version, "title": definition.title },
        "application": {
            "number": number,
            "submitted_at": application.submitted_at.map(local),
        },
        "applicant": {
            "name": applicant.name_full,
            "short_name": applicant.name_short,
            "inn": applicant.inn,
            "kpp": applicant.kpp,
            "ogrn": applicant.ogrn,
            "address": applicant.address,
            "head": applicant.head_name,
        },
        "authority": {
            "name": authority.name_full,
            "short_name": authority.name_short,
            "ogrn": authority.ogrn,
            "address": authority.address,
        },
        "answers": answers,
        "decision": {
            "number": decision_number(number),
            "date": local(now),
            "text": decision.text,
            "signer_name": signer.map(|signer| signer.name.as_str()),
            "signer_position": position,
        },
    }))
}
