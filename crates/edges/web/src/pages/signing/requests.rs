//! Requests for new certificates (R72): the key is made in the browser and stays there, the request
//! goes to a certification authority, and what it returned comes back here.

use askama::Template;
use axum::extract::{Form, Multipart, Path, State};
use axum::response::Response;
use requisites::{Email, Fault, Inn10, Inn12, Ogrn, Snils};
use serde::Deserialize;
use signatures::{CertificateRequest, RequestState, SignatureError};
use texts::Texts;
use uuid::Uuid;

use super::add::MAX_CERTIFICATE;
use super::mine::attached;
use super::receive::{ReceivedFile, receive};
use super::words::{decode_signature, refusal, serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::organizations::parts::fault_text;
use crate::patterns::{
    Action, Alert, Color, ErrorSummary, Field, FileRules, KeyRequestPanel, PageHeader, Step,
    StepState, SummaryRow, Tag, Width,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// Organizations that a request can be for.
const MAX_CHOICES: usize = 20;

#[derive(Template)]
#[template(path = "pages/signing/request_new.html")]
struct NewPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    organizations: Vec<Field>,
}

#[derive(Template)]
#[template(path = "pages/signing/request_key.html")]
struct KeyPage {
    shell: Shell,
    header: PageHeader,
    rows: Vec<SummaryRow>,
    panel: KeyRequestPanel,
}

#[derive(Template)]
#[template(path = "pages/signing/request.html")]
struct RequestPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    errors: ErrorSummary,
    rows: Vec<SummaryRow>,
    /// The request for the authority.
    download_url: String,
    sent_url: Option<String>,
    issued_url: Option<String>,
    file: Field,
    certificate: Option<Action>,
}

/// What was typed, and then, with the key made, the request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Made {
    request: String,
    surname: String,
    given_name: String,
    snils: String,
    inn: String,
    email: String,
    organization: String,
    org_inn: String,
    ogrn: String,
    position: String,
}

/// The colour and the words of a request's state.
pub(super) fn state_tag(t: Texts, state: RequestState) -> Tag {
    let color = match state {
        RequestState::Made => Color::Warning,
        RequestState::Sent => Color::Info,
        RequestState::Issued => Color::Success,
    };
    Tag::new(
        t.get(&format!("certificate-request-{}", state.name())),
        color,
    )
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    respond::page(&blank(&app, &signed_in, None, None).await?)
}

pub(crate) async fn make(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(made): Form<Made>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let t = signed_in.t();
    if made.request.is_empty() {
        return key(&app, &signed_in, &made).await;
    }
    let Some(request) = decode_signature(&made.request) else {
        let alert =
            Alert::new(Color::Danger, t.get("request-missing")).text(t.get("signing-missing-text"));
        return respond::invalid(&blank(&app, &signed_in, None, Some(alert)).await?);
    };
    match signatures::add_request(&app.db, &signed_in.actor, &request).await {
        Ok(id) => Ok(respond::done(
            &app,
            &urls::certificate_request(id),
            "flash-request-made",
        )),
        Err(error) => {
            let alert = refusal(t, &error)?;
            respond::invalid(&blank(&app, &signed_in, None, Some(alert)).await?)
        }
    }
}

/// With the subject known, the browser makes the key.
async fn key(app: &App, signed_in: &SignedIn, made: &Made) -> Result<Response, PageError> {
    let t = signed_in.t();
    let subject = match made.subject(t) {
        Ok(subject) => subject,
        Err(errors) => {
            let mut page = blank(app, signed_in, Some(made), None).await?;
            for field in page.fields.iter_mut().chain(&mut page.organizations) {
                field.error = errors
                    .iter()
                    .find(|(name, _)| *name == field.name)
                    .map(|(_, text)| text.clone());
            }
            page.errors = ErrorSummary::of(page.fields.iter().chain(&page.organizations));
            page.shell.has_errors = true;
            return respond::invalid(&page);
        }
    };
    let title = t.get("request-new-title");
    let shown = [
        ("request-surname", &made.surname),
        ("request-given-name", &made.given_name),
        ("request-snils", &made.snils),
        ("request-inn", &made.inn),
        ("request-email", &made.email),
        ("request-organization", &made.organization),
        ("request-org-inn", &made.org_inn),
        ("request-ogrn", &made.ogrn),
        ("request-position", &made.position),
    ];
    respond::page_with_panel(&KeyPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::Signatures).await?,
        header: PageHeader::new(title)
            .lead(t.get("request-new-lead"))
            .crumb(t.get("signatures-title"), urls::my_signatures()),
        rows: shown
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(key, value)| SummaryRow::new(t.get(key), value.trim()))
            .collect(),
        panel: KeyRequestPanel {
            subject,
            submit_label: t.get("request-save").into_owned(),
            field: "request",
        },
    })
}

type Errors = Vec<(&'static str, String)>;

impl Made {
    /// The subject of the request in the order of Russian certificates, or what is wrong with it.
    fn subject(&self, t: Texts) -> Result<Vec<(&'static str, String)>, Errors> {
        let mut errors = Errors::new();
        let mut number =
            |name: &'static str, typed: &str, read: &dyn Fn(&str) -> Result<String, Fault>| {
                if typed.trim().is_empty() {
                    return String::new();
                }
                read(typed).unwrap_or_else(|fault| {
                    errors.push((name, fault_text(t, &fault)));
                    String::new()
                })
            };
        let snils = number("snils", &self.snils, &|typed| {
            Snils::parse(typed).map(|snils| snils.as_str().to_owned())
        });
        let inn = number("inn", &self.inn, &|typed| {
            Inn12::parse(typed).map(|inn| inn.as_str().to_owned())
        });
        let email = number("email", &self.email, &|typed| {
            Email::parse(typed).map(|email| email.as_str().to_owned())
        });
        let org_inn = number("org_inn", &self.org_inn, &|typed| {
            Inn10::parse(typed).map(|inn| inn.as_str().to_owned())
        });
        let ogrn = number("ogrn", &self.ogrn, &|typed| {
            Ogrn::parse(typed).map(|ogrn| ogrn.as_str().to_owned())
        });
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (surname, given_name) = (words(&self.surname), words(&self.given_name));
        for (name, typed) in [("surname", &surname), ("given_name", &given_name)] {
            if typed.is_empty() {
                errors.push((name, t.get("request-name-missing").into_owned()));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let organization = words(&self.organization);
        let common_name = if organization.is_empty() {
            format!("{surname} {given_name}")
        } else {
            organization.clone()
        };
        let fields = [
            ("common_name", common_name),
            ("surname", surname),
            ("given_name", given_name),
            ("country", "RU".to_owned()),
            ("organization", organization),
            ("title", words(&self.position)),
            ("email", email),
            ("snils", snils),
            ("inn", inn),
            ("inn_le", org_inn),
            ("ogrn", ogrn),
        ];
        Ok(fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect())
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let request = own(&app, &signed_in, id).await?;
    respond::page(&render(&app, &signed_in, &request).await?)
}

pub(crate) async fn download(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let request = own(&app, &signed_in, id).await?;
    Ok(attached(
        "application/pkcs10",
        "request.csr",
        request.pem().into_bytes(),
    ))
}

pub(crate) async fn sent(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    match signatures::mark_sent(&app.db, &signed_in.actor, id).await {
        Ok(()) => {}
        // A second press, or the certificate came meanwhile: the page says how it stands.
        Err(SignatureError::WrongState) => {
            return Ok(respond::see_other(&urls::certificate_request(id)));
        }
        Err(error) => return Err(serious(&error)),
    }
    Ok(respond::done(
        &app,
        &urls::certificate_request(id),
        "flash-request-sent",
    ))
}

pub(crate) async fn issued(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    multipart: Multipart,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let t = signed_in.t();
    let request = own(&app, &signed_in, id).await?;
    let mut received = receive(multipart, &[("file", MAX_CERTIFICATE)]).await?;
    let wrong = match received.file("file") {
        None => t.get("signatures-file-missing").into_owned(),
        Some(ReceivedFile {
            name, bytes: None, ..
        }) => t.with(
            "form-file-too-big",
            &[("name", &name), ("limit", &t.bytes(MAX_CERTIFICATE as u64))],
        ),
        Some(ReceivedFile {
            bytes: Some(bytes), ..
        }) => {
            let (actor, verifier) = (&signed_in.actor, &app.verifier);
            match signatures::upload_issued(&app.db, verifier, actor, id, &bytes).await {
                Ok(certificate) => {
                    return Ok(respond::done(
                        &app,
                        &urls::my_signature(certificate),
                        "flash-signature-added",
                    ));
                }
                Err(error) => refusal(t, &error)?.title,
            }
        }
    };
    let mut page = render(&app, &signed_in, &request).await?;
    page.file.error = Some(wrong);
    page.errors = ErrorSummary::of([&page.file]);
    page.shell.has_errors = true;
    respond::invalid(&page)
}

async fn own(app: &App, signed_in: &SignedIn, id: Uuid) -> Result<CertificateRequest, PageError> {
    signatures::requests_of(&app.db, &signed_in.actor)
        .await
        .map_err(|error| serious(&error))?
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(PageError::NotFound)
}

async fn render(
    app: &App,
    signed_in: &SignedIn,
    request: &CertificateRequest,
) -> Result<RequestPage, PageError> {
    let (t, id, zone) = (signed_in.t(), request.id, &signed_in.zone);
    let title = t.get("request-title");
    let mut rows = vec![
        SummaryRow::new(t.get("request-subject"), request.subject.clone()),
        SummaryRow::new(t.get("request-made"), t.date_time(request.made_at, zone)),
    ];
    for (key, at) in [
        ("request-sent-at", request.sent_at),
        ("request-issued-at", request.issued_at),
    ] {
        if let Some(at) = at {
            rows.push(SummaryRow::new(t.get(key), t.date_time(at, zone)));
        }
    }
    let done = match request.state {
        RequestState::Made => 1,
        RequestState::Sent => 2,
        RequestState::Issued => 3,
    };
    let steps = (0..3)
        .map(|index| Step {
            label: t.get(&format!("request-step-{}", index + 1)).into_owned(),
            url: None,
            state: match index.cmp(&done) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Current,
                std::cmp::Ordering::Greater => StepState::Todo,
            },
        })
        .collect();
    let rules = FileRules {
        accept: ".cer,.crt,.pem,.der,.p7b".to_owned(),
        max_bytes: MAX_CERTIFICATE as u64,
        multiple: false,
    };
    Ok(RequestPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::Signatures).await?,
        header: PageHeader::new(title)
            .tag(state_tag(t, request.state))
            .crumb(t.get("signatures-title"), urls::my_signatures()),
        steps,
        errors: ErrorSummary::default(),
        rows,
        download_url: urls::certificate_request_file(id),
        sent_url: (request.state == RequestState::Made).then(|| urls::certificate_request_sent(id)),
        issued_url: (request.state != RequestState::Issued)
            .then(|| urls::certificate_request_issued(id)),
        file: Field::file("file", t.get("request-certificate"), rules)
            .hint(t.get("request-certificate-hint")),
        certificate: request.certificate.map(|certificate| {
            Action::primary(
                t.get("request-open-certificate"),
                urls::my_signature(certificate),
            )
        }),
    })
}

async fn blank(
    app: &App,
    signed_in: &SignedIn,
    typed: Option<&Made>,
    alert: Option<Alert>,
) -> Result<NewPage, PageError> {
    let (t, person) = (signed_in.t(), &signed_in.person);
    let title = t.get("request-new-title");
    let mine = organizations::memberships_of(&app.db, person.id, signed_in.now()).await?;
    let choices = mine
        .iter()
        .take(MAX_CHOICES)
        .map(|one| one.name_short.clone())
        .collect::<Vec<_>>()
        .join(", ");
    let given = [person.first_name.as_str(), person.middle_name.as_str()];
    let given: Vec<&str> = given.into_iter().filter(|part| !part.is_empty()).collect();
    let known = Made {
        surname: person.last_name.clone(),
        given_name: given.join(" "),
        snils: person.snils.clone().unwrap_or_default(),
        inn: person.inn.clone().unwrap_or_default(),
        email: person.email.clone(),
        ..Made::default()
    };
    let typed = typed.unwrap_or(&known);
    let text = |name: &'static str, value: &str| {
        Field::text(name, t.get(&format!("request-{}", name.replace('_', "-"))))
            .value(value)
            .maxlength(200)
    };
    let mut organization = text("organization", &typed.organization).optional();
    if !choices.is_empty() {
        organization = organization.hint(t.with1("request-organization-hint", "mine", choices));
    }
    Ok(NewPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::Signatures).await?,
        header: PageHeader::new(title)
            .lead(t.get("request-new-lead"))
            .crumb(t.get("signatures-title"), urls::my_signatures()),
        alert,
        errors: ErrorSummary::default(),
        fields: vec![
            text("surname", &typed.surname),
            text("given_name", &typed.given_name),
            text("snils", &typed.snils).width(Width::Short).optional(),
            text("inn", &typed.inn).width(Width::Short).optional(),
            text("email", &typed.email).optional(),
        ],
        organizations: vec![
            organization,
            text("org_inn", &typed.org_inn)
                .width(Width::Short)
                .optional(),
            text("ogrn", &typed.ogrn).width(Width::Short).optional(),
            text("position", &typed.position).optional(),
        ],
    })
}
