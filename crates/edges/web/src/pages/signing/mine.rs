//! «Электронные подписи»: a person's certificates and requests for new ones (R66, R72).

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use signatures::{BoundCertificate, CertificateRequest, CertificateState, CodeFor, SignatureError};
use texts::Texts;
use uuid::Uuid;

use super::words::{
    certificate_rows, days_tag, kind_name, owner_rows, refusal, serious, state_tag,
};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::organizations::ConfirmPage;
use crate::patterns::{
    Action, Alert, Cell, Color, Column, Confirm, EmptyState, ErrorSummary, Field, PageHeader, Row,
    Summary, SummaryRow, Table, Tag, Width,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Template)]
#[template(path = "pages/signing/mine.html")]
struct MinePage {
    shell: Shell,
    header: PageHeader,
    warnings: Vec<Alert>,
    table: Table,
    empty: EmptyState,
    requests: Table,
}

#[derive(Template)]
#[template(path = "pages/signing/certificate.html")]
struct CertificatePage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    days: Option<Tag>,
    owner: Summary,
    certificate: Summary,
    /// The code from the letter, while one is waited for.
    code: Option<Field>,
    code_title: String,
    code_submit: String,
    confirm_url: String,
    resend_url: String,
    /// What the resent code is for.
    code_for: &'static str,
    /// Turns it on again, by a code.
    activate_url: Option<String>,
    /// Links to what else can be done.
    actions: Vec<Action>,
    deactivate: Option<Action>,
    download_url: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// That a code was sent, and what for: `on` or `off`.
    code: String,
}

/// What a code is for, as forms and addresses say it.
pub(super) fn code_name(purpose: CodeFor) -> &'static str {
    match purpose {
        CodeFor::TurningOn => "on",
        CodeFor::TurningOff => "off",
    }
}

fn code_for(name: &str) -> Option<CodeFor> {
    [CodeFor::TurningOn, CodeFor::TurningOff]
        .into_iter()
        .find(|purpose| code_name(*purpose) == name)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Code {
    code: String,
}

pub(crate) async fn list(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let title = t.get("signatures-title");
    let mine = signatures::certificates_of(&app.db, &signed_in.actor)
        .await
        .map_err(|error| serious(&error))?;
    let requests = signatures::requests_of(&app.db, &signed_in.actor)
        .await
        .map_err(|error| serious(&error))?;
    let add = Action::primary(t.get("signatures-add"), urls::add_signature(None)).icon("plus");
    respond::page(&MinePage {
        shell: frame::personal(&app, &signed_in, title.clone(), Section::Signatures).await?,
        header: PageHeader::new(title)
            .lead(t.get("signatures-lead"))
            .action(add.clone())
            .action(
                Action::new(t.get("signatures-request"), urls::new_certificate_request())
                    .icon("file-plus"),
            ),
        warnings: warnings(t, &mine),
        table: table(&signed_in, &mine, |one| Some(urls::my_signature(one.id))),
        empty: EmptyState {
            icon: "key-round",
            title: t.get("signatures-empty-title").into_owned(),
            text: t.get("signatures-empty-text").into_owned(),
            action: Some(add),
        },
        requests: requests_table(&signed_in, &requests),
    })
}

/// What must be renewed soon, and what has ended while it was in use (R68).
fn warnings(t: Texts, mine: &[BoundCertificate]) -> Vec<Alert> {
    mine.iter()
        .filter(|one| one.state.is_in_use() && one.days_left <= 30)
        .map(|one| {
            let owner = signatures::owner(&one.certificate);
            let name = owner
                .organization
                .map_or(owner.last_name, |organization| organization.name);
            let (color, title) = if one.days_left < 0 {
                (
                    Color::Danger,
                    t.with1("signatures-ended", "name", name.as_str()),
                )
            } else {
                let color = if one.days_left <= 3 {
                    Color::Danger
                } else {
                    Color::Warning
                };
                let left = t.count("certificate-days-left", one.days_left);
                let title = t.with("signatures-ends", &[("name", &name), ("left", &left)]);
                (color, title)
            };
            Alert {
                action: Some(Action::new(
                    t.get("signatures-renew"),
                    urls::add_signature(Some(one.id)),
                )),
                ..Alert::new(color, title).text(t.get("signatures-ends-text"))
            }
        })
        .collect()
}

/// Certificates in a table; `url` leads to the page of one.
pub(super) fn table(
    signed_in: &SignedIn,
    certificates: &[BoundCertificate],
    url: impl Fn(&BoundCertificate) -> Option<String>,
) -> Table {
    let t = signed_in.t();
    let columns = [
        "certificate-owner",
        "certificate-issuer",
        "certificate-until",
        "certificate-kind",
        "certificate-state",
    ];
    let rows = certificates.iter().map(|one| {
        let owner = signatures::owner(&one.certificate);
        let (name, organization) = (owner.full_name(), owner.organization);
        let note = organization.map(|organization| organization.name);
        let name = match url(one) {
            Some(url) => Cell::Link {
                text: name,
                url,
                note,
            },
            None => Cell::Two {
                text: name,
                note: note.unwrap_or_default(),
            },
        };
        let left = if (0..=30).contains(&one.days_left) {
            t.count("certificate-days-left", one.days_left)
        } else {
            String::new()
        };
        Row::new(vec![
            name,
            Cell::Two {
                text: one.certificate.signer().issuer.unwrap_or_default(),
                note: one.certificate.serial(),
            },
            Cell::Two {
                text: t.date(one.certificate.not_after(), &signed_in.zone),
                note: left,
            },
            Cell::text(kind_name(t, one.kind)),
            Cell::Tag(state_tag(t, one.state, one.days_left)),
        ])
    });
    Table {
        caption: t.get("signatures-title").into_owned(),
        columns: columns.iter().map(|key| Column::new(t.get(key))).collect(),
        rows: rows.collect(),
    }
}

fn requests_table(signed_in: &SignedIn, requests: &[CertificateRequest]) -> Table {
    let t = signed_in.t();
    let columns = ["request-subject", "request-made", "certificate-state"];
    let rows = requests.iter().map(|one| {
        Row::new(vec![
            Cell::link(one.subject.clone(), urls::certificate_request(one.id)),
            Cell::text(t.date(one.made_at, &signed_in.zone)),
            Cell::Tag(super::requests::state_tag(t, one.state)),
        ])
    });
    Table {
        caption: t.get("requests-title").into_owned(),
        columns: columns.iter().map(|key| Column::new(t.get(key))).collect(),
        rows: rows.collect(),
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let one = own(&app, &signed_in, id).await?;
    respond::page(&render(&app, &signed_in, &one, code_for(&wanted.code)).await?)
}

/// The certificate as a file.
pub(crate) async fn download(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let one = own(&app, &signed_in, id).await?;
    Ok(attached(
        "application/pkix-cert",
        "certificate.cer",
        one.certificate.der().to_vec(),
    ))
}

pub(crate) async fn confirm(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(form): Form<Code>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::SignIn)?;
    let confirmed =
        signatures::confirm_binding(&app.db, &signed_in.actor, id, form.code.trim()).await;
    given(&app, &signed_in, id, CodeFor::TurningOn, confirmed).await
}

/// Takes the code that switches it off.
pub(crate) async fn deactivate_by_code(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(form): Form<Code>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::SignIn)?;
    let done = signatures::deactivate(&app.db, &signed_in.actor, id, form.code.trim()).await;
    given(&app, &signed_in, id, CodeFor::TurningOff, done).await
}

/// What came of a code: it was right, or the page again with what is wrong with it.
async fn given(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    purpose: CodeFor,
    done: Result<(), SignatureError>,
) -> Result<Response, PageError> {
    let Err(error) = done else {
        let flash = match purpose {
            CodeFor::TurningOn => "flash-signature-active",
            CodeFor::TurningOff => "flash-signature-inactive",
        };
        return Ok(respond::done(app, &urls::my_signature(id), flash));
    };
    let alert = refusal(signed_in.t(), &error)?;
    let one = own(app, signed_in, id).await?;
    let mut page = render(app, signed_in, &one, Some(purpose)).await?;
    page.shell.has_errors = true;
    match (&error, &mut page.code) {
        (SignatureError::WrongCode { .. }, Some(field)) => {
            field.error = Some(alert.title);
            page.errors = ErrorSummary::of([&*field]);
        }
        _ => page.alert = Some(alert),
    }
    respond::invalid(&page)
}

pub(crate) async fn resend(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::Mail)?;
    let purpose = code_for(&wanted.code).unwrap_or(CodeFor::TurningOn);
    let sent = signatures::resend_code(&app.db, &signed_in.actor, id, purpose).await;
    sent_or_refused(&app, &signed_in, id, purpose, sent).await
}

pub(crate) async fn activate(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::Mail)?;
    let sent = signatures::activate(&app.db, &signed_in.actor, id).await;
    sent_or_refused(&app, &signed_in, id, CodeFor::TurningOn, sent).await
}

async fn sent_or_refused(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    purpose: CodeFor,
    sent: Result<(), SignatureError>,
) -> Result<Response, PageError> {
    match sent {
        Ok(()) => {
            let url = urls::my_signature_code(id, code_name(purpose));
            Ok(respond::done(app, &url, "flash-signature-code"))
        }
        Err(error) => {
            let alert = refusal(signed_in.t(), &error)?;
            let one = own(app, signed_in, id).await?;
            // A code that came a moment ago can still be given.
            let is_waiting = matches!(error, SignatureError::CodeTooSoon);
            let waits = Some(purpose).filter(|_| is_waiting);
            let mut page = render(app, signed_in, &one, waits).await?;
            page.alert = Some(alert);
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(crate) async fn deactivate_question(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let one = own(&app, &signed_in, id).await?;
    let is_pending = one.state == CertificateState::Pending;
    let key = if is_pending { "remove" } else { "deactivate" };
    let title = t.get(&format!("signatures-{key}-title"));
    respond::page(&ConfirmPage {
        shell: frame::personal(&app, &signed_in, title.clone(), Section::Signatures).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get(&format!("signatures-{key}-text")).into_owned(),
            rows: certificate_rows(t, &signed_in.zone, &one.certificate),
            action: urls::deactivate_signature(id),
            submit: t.get(&format!("signatures-{key}-submit")).into_owned(),
            danger: true,
            cancel_url: urls::my_signature(id),
        },
        alert: None,
    })
}

/// Mails the code that switches it off; what was never confirmed leaves the list at once.
pub(crate) async fn deactivate(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let one = own(&app, &signed_in, id).await?;
    if one.state == CertificateState::Pending {
        return match signatures::remove(&app.db, &signed_in.actor, id).await {
            Ok(()) => Ok(respond::done(
                &app,
                &urls::my_signatures(),
                "flash-signature-removed",
            )),
            // It was confirmed meanwhile: its page says how it stands.
            Err(SignatureError::WrongState) => Ok(respond::see_other(&urls::my_signature(id))),
            Err(error) => Err(serious(&error)),
        };
    }
    signed_in.visitor.knock(&app, Knock::Mail)?;
    let sent = signatures::ask_to_deactivate(&app.db, &signed_in.actor, id).await;
    // It is off already, or was replaced: its page says so.
    if matches!(sent, Err(SignatureError::WrongState)) {
        return Ok(respond::see_other(&urls::my_signature(id)));
    }
    sent_or_refused(&app, &signed_in, id, CodeFor::TurningOff, sent).await
}

pub(super) async fn own(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Result<BoundCertificate, PageError> {
    signatures::certificates_of(&app.db, &signed_in.actor)
        .await
        .map_err(|error| serious(&error))?
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(PageError::NotFound)
}

async fn render(
    app: &App,
    signed_in: &SignedIn,
    one: &BoundCertificate,
    waits: Option<CodeFor>,
) -> Result<CertificatePage, PageError> {
    let (t, id) = (signed_in.t(), one.id);
    let owner = signatures::owner(&one.certificate);
    let name = owner.organization.as_ref().map_or_else(
        || owner.full_name(),
        |organization| organization.name.clone(),
    );
    let is_ended = one.days_left < 0;
    let takes_code = match (one.state, waits) {
        (CertificateState::Pending, _) => Some(CodeFor::TurningOn),
        (CertificateState::SignIn, _)
        | (CertificateState::Inactive, Some(CodeFor::TurningOn))
        | (CertificateState::Active, Some(CodeFor::TurningOff)) => waits,
        _ => None,
    };
    let mut actions = Vec::new();
    if !one.is_proved && one.state != CertificateState::Replaced {
        actions.push(Action::new(
            t.get("signatures-prove"),
            urls::add_signature(None),
        ));
    }
    if one.state == CertificateState::SignIn && !is_ended {
        actions.push(Action::new(
            t.get("signatures-bind"),
            urls::add_signature(None),
        ));
    }
    if one.state.is_in_use() {
        actions.push(Action::new(
            t.get("signatures-renew"),
            urls::add_signature(Some(id)),
        ));
    }
    let waits_for_code = || {
        Alert::new(Color::Info, t.get("signatures-pending")).text(t.with1(
            "signatures-pending-text",
            "email",
            signed_in.person.email.as_str(),
        ))
    };
    let alert = match one.state {
        CertificateState::Pending => Some(waits_for_code()),
        CertificateState::SignIn if takes_code == Some(CodeFor::TurningOn) => {
            Some(waits_for_code())
        }
        CertificateState::Replaced => Some(
            Alert::new(Color::Neutral, t.get("signatures-replaced"))
                .text(t.get("signatures-replaced-text")),
        ),
        _ if is_ended => Some(
            Alert::new(Color::Danger, t.get("signatures-is-ended"))
                .text(t.get("signatures-is-ended-text")),
        ),
        CertificateState::Inactive => Some(
            Alert::new(Color::Neutral, t.get("signatures-inactive"))
                .text(t.get("signatures-inactive-text")),
        ),
        CertificateState::SignIn => Some(
            Alert::new(Color::Info, t.get("signatures-of-sign-in"))
                .text(t.get("signatures-of-sign-in-text")),
        ),
        CertificateState::Active if !one.is_proved => Some(
            Alert::new(Color::Warning, t.get("signatures-unproved"))
                .text(t.get("signatures-unproved-text")),
        ),
        CertificateState::Active => None,
    };
    let mut rows = certificate_rows(t, &signed_in.zone, &one.certificate);
    rows.insert(
        0,
        SummaryRow::new(t.get("certificate-kind"), kind_name(t, one.kind)),
    );
    rows.push(SummaryRow::new(
        t.get("certificate-added"),
        t.date_time(one.added_at, &signed_in.zone),
    ));
    Ok(CertificatePage {
        shell: frame::personal(app, signed_in, name.clone(), Section::Signatures).await?,
        header: PageHeader::new(name)
            .tag(state_tag(t, one.state, one.days_left))
            .crumb(t.get("signatures-title"), urls::my_signatures()),
        alert,
        errors: ErrorSummary::default(),
        days: days_tag(t, one.days_left).filter(|_| one.state.is_in_use()),
        owner: Summary {
            title: Some(t.get("certificate-owner-title").into_owned()),
            change_url: None,
            rows: owner_rows(t, &owner),
        },
        certificate: Summary {
            title: Some(t.get("certificate-title").into_owned()),
            change_url: None,
            rows,
        },
        code: takes_code.map(|_| {
            Field::digits("code", t.get("signatures-code"))
                .hint(t.get("signatures-code-hint"))
                .autocomplete("one-time-code")
                .maxlength(6)
                .width(Width::Tiny)
        }),
        code_title: t
            .get(match takes_code {
                Some(CodeFor::TurningOff) => "signatures-off-code-title",
                _ => "signatures-code-title",
            })
            .into_owned(),
        code_submit: t
            .get(match takes_code {
                Some(CodeFor::TurningOff) => "signatures-deactivate",
                _ => "signatures-code-submit",
            })
            .into_owned(),
        confirm_url: match takes_code {
            Some(CodeFor::TurningOff) => urls::deactivate_signature_by_code(id),
            _ => urls::confirm_signature(id),
        },
        resend_url: urls::resend_signature_code(id),
        code_for: code_name(takes_code.unwrap_or(CodeFor::TurningOn)),
        activate_url: (one.state == CertificateState::Inactive
            && !is_ended
            && takes_code.is_none())
        .then(|| urls::activate_signature(id)),
        actions,
        deactivate: match one.state {
            CertificateState::Active | CertificateState::SignIn
                if takes_code != Some(CodeFor::TurningOff) =>
            {
                Some("signatures-deactivate")
            }
            CertificateState::Pending => Some("signatures-remove"),
            _ => None,
        }
        .map(|key| Action::new(t.get(key), urls::deactivate_signature(id))),
        download_url: urls::my_signature_file(id),
    })
}

/// A small file as a download that a browser runs nothing of.
pub(crate) fn attached(media_type: &'static str, name: &str, body: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    (headers, body).into_response()
}
