//! The fourth step: a last look, consent, submission.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use organizations::checks;
use organizations::links::{self, LinkDocument, LinkRequest, LinkState};
use requisites::Phone;
use serde::Deserialize;
use uuid::Uuid;

use super::checks::{CheckLine, MAX_EXPLANATION, explanation_field, own_lines};
use super::parts::{document_title, look_outside, refusal_text, serious, steps, with_refusal};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{ErrorSummary, Field, PageHeader, Step, Summary, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    consent: String,
    explanation: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/submit.html")]
struct SubmitPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    errors: ErrorSummary,
    summary: Summary,
    documents: Summary,
    checks: Vec<CheckLine>,
    /// Where a name that differs from the register is explained.
    explanation: Option<Field>,
    consent: Field,
    action: String,
    back: String,
    button: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    respond::page(&blank(&app, &signed_in, id).await?)
}

pub(crate) async fn send(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let request = super::card::open(&app, &signed_in, id).await?;
    let consents = typed.consent == "on";
    let actor = signed_in.actor.clone();
    // The register is asked again: an organization may have ended since the draft was begun.
    look_outside(&app, id).await?;
    let now = signed_in.now();
    let text: String = typed
        .explanation
        .trim()
        .chars()
        .take(MAX_EXPLANATION)
        .collect();
    let explains = name_differs(&request) && !text.is_empty();
    let sent = match app.sources.check(request.claimed(), &actor.name, now).await {
        Ok(checked) => {
            app.db
                .write(async move |unit: Unit| {
                    if explains {
                        checks::explain(&unit, &actor, id, &text).await?;
                    }
                    links::submit(&unit, &actor, id, &checked, consents).await
                })
                .await
        }
        Err(error) => Err(error),
    };
    match sent {
        Ok(_) => Ok(respond::done(
            &app,
            &urls::link_request(id),
            "flash-link-submitted",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &signed_in, id).await?;
            page.consent.value = typed.consent;
            if let Some(field) = &mut page.explanation {
                field.value = typed.explanation;
            }
            if matches!(error, organizations::Error::NoConsent) {
                page.consent.error = Some(refusal_text(t, &error));
                page.errors = ErrorSummary::of([&page.consent]);
            } else {
                page.errors = with_refusal(ErrorSummary::default(), t, &error);
            }
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn blank(app: &App, signed_in: &SignedIn, id: Uuid) -> Result<SubmitPage, PageError> {
    let t = signed_in.t();
    let (request, documents, _) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    if !request.state.is_open_for_person() {
        return Err(PageError::NotFound);
    }
    let found = checks::of_request(&app.db, &request).await?;
    let explanation = if name_differs(&request) {
        let given = checks::clarification(&app.db, &request).await?;
        let text = given.map(|one| one.answer).unwrap_or_default();
        Some(explanation_field(t, &text).optional())
    } else {
        None
    };
    let title = t.get("link-submit-title");
    let again = request.state == LinkState::Returned;
    let button = if again {
        "link-submit-again"
    } else {
        "link-submit-button"
    };
    Ok(SubmitPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.get("link-submit-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        steps: steps(t, Some(&request), 4),
        errors: ErrorSummary::default(),
        summary: Summary {
            title: Some(t.get("link-organization").into_owned()),
            change_url: Some(urls::link_card(id)),
            rows: claim_rows(signed_in, &request),
        },
        documents: documents_summary(signed_in, &request, &documents),
        checks: own_lines(t, &found, &request),
        explanation,
        consent: Field::checkbox("consent", t.get("link-consent")).hint(t.get("link-consent-hint")),
        action: urls::link_submit(id),
        back: urls::link_documents(id),
        button: t.get(button).into_owned(),
    })
}

fn name_differs(request: &LinkRequest) -> bool {
    request.differences.iter().any(|one| one.code == "REG-008")
}

/// What was typed, for reading.
pub(super) fn claim_rows(signed_in: &SignedIn, request: &LinkRequest) -> Vec<SummaryRow> {
    let t = signed_in.t();
    let mut rows = vec![
        SummaryRow::new(t.get("registry-field-name"), request.name.clone()),
        SummaryRow::new(t.get("registry-field-inn"), request.inn.clone()),
        SummaryRow::new(t.get("registry-field-ogrn"), request.ogrn.clone()),
    ];
    if !request.kpp.is_empty() {
        rows.push(SummaryRow::new(
            t.get("registry-field-kpp"),
            request.kpp.clone(),
        ));
    }
    if !request.address.is_empty() {
        rows.push(SummaryRow::new(
            t.get("registry-field-address"),
            request.address.clone(),
        ));
    }
    rows.push(SummaryRow::new(
        t.get("link-person"),
        request.person_name.clone(),
    ));
    rows.push(SummaryRow::new(
        t.get("link-position"),
        request.position.clone(),
    ));
    for (key, value) in [
        ("link-email", request.email.clone()),
        ("link-phone", Phone::shown(&request.phone)),
    ] {
        if !value.is_empty() {
            rows.push(SummaryRow::new(t.get(key), value));
        }
    }
    for difference in &request.differences {
        let name = format!("registry-field-{}", difference.field);
        let key = t.get(&name);
        if let Some(row) = rows.iter_mut().find(|row| row.key == *key) {
            row.error = Some(t.error(&difference.code).into_owned());
        }
    }
    rows
}

fn documents_summary(
    signed_in: &SignedIn,
    request: &LinkRequest,
    documents: &[LinkDocument],
) -> Summary {
    let t = signed_in.t();
    let present = documents.iter().filter(|one| one.removed_at.is_none());
    let rows: Vec<SummaryRow> = present
        .map(|one| SummaryRow::new(document_title(t, one), one.file_name.clone()))
        .collect();
    let none = vec![SummaryRow::new(t.get("link-documents-title"), "")];
    Summary {
        title: Some(t.get("link-documents-title").into_owned()),
        change_url: Some(urls::link_documents(request.id)),
        rows: if rows.is_empty() { none } else { rows },
    }
}
