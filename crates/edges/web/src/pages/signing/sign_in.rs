//! Signing in by a certificate instead of a password (R8): a text that is good once is signed in the
//! browser. The first time makes the account.

use accounts::{ByCertificate, CertifiedRegistration};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use requisites::{Email, Phone};
use serde::Deserialize;
use signatures::{Answered, ChallengePurpose, Owner};
use texts::Texts;
use uuid::Uuid;

use super::words::{decode_signature, owner_rows, refusal, unsigned};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::pages::accounts::register::TIME_ZONE;
use crate::pages::accounts::start::{after, enter};
use crate::pages::accounts::{self as account_pages, fault_text, origin};
use crate::patterns::{Alert, ErrorSummary, Field, SigningPanel, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::visitor::{SignedIn, Visitor, safe_next};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Signed {
    challenge: String,
    signature: String,
    next: String,
}

#[derive(Template)]
#[template(path = "pages/signing/sign_in.html")]
struct SignInPage {
    shell: Shell,
    alert: Option<Alert>,
    /// Nothing where the installation trusts nobody.
    panel: Option<SigningPanel>,
    challenge: String,
    next: String,
    is_demo: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewAccount {
    ticket: String,
    email: String,
    phone: String,
    agree_terms: String,
    agree_data: String,
    next: String,
}

#[derive(Template)]
#[template(path = "pages/signing/register.html")]
struct RegisterPage {
    shell: Shell,
    errors: ErrorSummary,
    /// The names and numbers of the certificate, not to be changed.
    owner: Vec<SummaryRow>,
    fields: Vec<Field>,
    consents: Vec<Field>,
    ticket: String,
    next: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    if let Some(signed_in) = SignedIn::from_visitor(visitor.clone()) {
        let url = after(&app, &visitor, signed_in.person.id, &query.next).await?;
        return Ok(respond::see_other(&url));
    }
    // Each look makes a row: looking is limited like trying.
    visitor.knock(&app, Knock::SignIn)?;
    respond::page_with_panel(&fresh(&app, &visitor, &query.next, None).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<Signed>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let t = visitor.t;
    let (Some(cms), Ok(challenge)) = (
        decode_signature(&form.signature),
        Uuid::try_parse(&form.challenge),
    ) else {
        let page = fresh(&app, &visitor, &form.next, Some(unsigned(t))).await?;
        return respond::invalid_with_panel(&page);
    };
    let purpose = ChallengePurpose::SignIn;
    let answered = signatures::answer(&app.db, &app.verifier, purpose, None, challenge, cms).await;
    let Answered { proved, ticket } = match answered {
        Ok(answered) => answered,
        Err(error) => {
            let alert = refusal(t, &error)?;
            let page = fresh(&app, &visitor, &form.next, Some(alert)).await?;
            return respond::invalid_with_panel(&page);
        }
    };
    match accounts::sign_in_by_certificate(&app.db, &proved, &origin(&visitor)).await {
        Ok(ByCertificate::Session(session)) => {
            let url = after(&app, &visitor, session.person, &form.next).await?;
            enter(&app, &visitor, &session, &url).await
        }
        Ok(ByCertificate::FirstTime) => {
            let typed = NewAccount {
                ticket,
                email: proved.owner().email.clone().unwrap_or_default(),
                next: form.next,
                ..NewAccount::default()
            };
            respond::page(&first_time(&visitor, proved.owner(), typed))
        }
        Err(error) => {
            let alert = account_pages::refusal_alert(t, &error, visitor.now)?;
            let page = fresh(&app, &visitor, &form.next, Some(alert)).await?;
            respond::invalid_with_panel(&page)
        }
    }
}

/// The account of a certificate's owner.
pub(crate) async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Form(typed): Form<NewAccount>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Register)?;
    let t = visitor.t;
    let purpose = ChallengePurpose::SignIn;
    let proved = match signatures::by_ticket(&app.db, &app.verifier, purpose, &typed.ticket).await {
        Ok(proved) => proved,
        Err(error) => {
            let alert = refusal(t, &error)?;
            let page = fresh(&app, &visitor, &typed.next, Some(alert)).await?;
            return respond::invalid_with_panel(&page);
        }
    };
    let (ticket, next) = (typed.ticket.clone(), typed.next.clone());
    let mut page = first_time(&visitor, proved.owner(), typed);
    let Some((email, phone)) = page.read(t) else {
        page.errors = ErrorSummary::of(page.fields.iter().chain(&page.consents));
        page.shell.has_errors = true;
        return respond::invalid_with_panel(&page);
    };
    let new = CertifiedRegistration {
        email,
        phone,
        lang: t.lang(),
        time_zone: TIME_ZONE.to_owned(),
        agreed: true,
    };
    let made =
        accounts::register_by_certificate(&app.db, &proved, &ticket, &new, &origin(&visitor)).await;
    match made {
        Ok(session) => {
            let url = after(&app, &visitor, session.person, &next).await?;
            enter(&app, &visitor, &session, &url).await
        }
        Err(error) => {
            page.errors = account_pages::refusal_summary(t, &error, visitor.now)?;
            page.shell.has_errors = true;
            respond::invalid_with_panel(&page)
        }
    }
}

/// The page with a new text to sign: each is good once.
async fn fresh(
    app: &App,
    visitor: &Visitor,
    next: &str,
    alert: Option<Alert>,
) -> Result<SignInPage, PageError> {
    let t = visitor.t;
    let mut shell = frame::public(visitor, t.get("sign-in-certificate-title"));
    shell.has_errors = alert.is_some();
    let mut page = SignInPage {
        shell,
        alert,
        panel: None,
        challenge: String::new(),
        next: safe_next(next).unwrap_or_default().to_owned(),
        is_demo: app.site.is_demo,
    };
    if app.verifier.is_configured() {
        let site = app.site.base_url.as_str();
        let challenge = signatures::challenge(&app.db, ChallengePurpose::SignIn, None, site).await;
        let challenge = challenge.map_err(|error| PageError::Internal(error.to_string()))?;
        page.panel = Some(super::text_panel(
            t,
            challenge.text,
            t.get("sign-in-certificate-submit").into_owned(),
        ));
        page.challenge = challenge.id.to_string();
    }
    Ok(page)
}

fn first_time(visitor: &Visitor, owner: &Owner, typed: NewAccount) -> RegisterPage {
    let t = visitor.t;
    RegisterPage {
        shell: frame::public(visitor, t.get("register-certificate-title")),
        errors: ErrorSummary::default(),
        owner: owner_rows(t, owner),
        fields: vec![
            Field::email("email", t.get("register-email"))
                .hint(t.get("register-certificate-email-hint"))
                .value(typed.email)
                .maxlength(254),
            Field::phone("phone", t.get("register-phone"))
                .value(typed.phone)
                .maxlength(30)
                .optional(),
        ],
        consents: vec![
            Field::checkbox("agree_terms", t.get("register-agree-terms")).value(typed.agree_terms),
            Field::checkbox("agree_data", t.get("register-agree-data")).value(typed.agree_data),
        ],
        ticket: typed.ticket,
        next: safe_next(&typed.next).unwrap_or_default().to_owned(),
    }
}

impl RegisterPage {
    /// Reads what was typed; errors stand at the fields afterwards, all at once.
    fn read(&mut self, t: Texts) -> Option<(Email, Option<Phone>)> {
        let [email_field, phone_field] = self.fields.as_mut_slice() else {
            return None;
        };
        let email = Email::parse(&email_field.value);
        if let Err(fault) = &email {
            email_field.error = Some(fault_text(t, &email_field.label, *fault));
        }
        let phone = match phone_field.value.trim() {
            "" => Ok(None),
            typed => Phone::parse(typed).map(Some),
        };
        if let Err(fault) = &phone {
            phone_field.error = Some(fault_text(t, &phone_field.label, *fault));
        }
        for consent in &mut self.consents {
            if !consent.checked() {
                let key = match consent.name.as_str() {
                    "agree_terms" => "register-agree-terms-missing",
                    _ => "register-agree-data-missing",
                };
                consent.error = Some(t.get(key).into_owned());
            }
        }
        let agreed = self.consents.iter().all(|consent| consent.error.is_none());
        match (email, phone) {
            (Ok(email), Ok(phone)) if agreed => Some((email, phone)),
            _ => None,
        }
    }
}
