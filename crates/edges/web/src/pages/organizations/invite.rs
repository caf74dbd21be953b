//! Inviting an employee; sending an invitation again; taking it back.

use access::Role;
use access::rights::{ManageMembers, ViewMembers};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use organizations::Error;
use organizations::invitations::{self, Invite, Secret};
use requisites::{Email, PersonName, Phone};
use serde::Deserialize;
use uuid::Uuid;

use super::employee::ConfirmPage;
use super::parts::{end_of_day, fault_text, refusal_text, role_choices, serious, with_refusal};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::patterns::{Confirm, ErrorSummary, Field, PageHeader, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    email: String,
    last_name: String,
    first_name: String,
    middle_name: String,
    phone: String,
    position: String,
    role: String,
    until: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/invite.html")]
struct InvitePage {
    shell: Shell,
    header: PageHeader,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    back: String,
}

pub(crate) async fn form(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    member.grant::<ManageMembers>()?;
    respond::page(&blank(&app, &member, &Typed::default()).await?)
}

pub(crate) async fn send(
    State(app): State<App>,
    member: Member,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = member.t();
    let grant = member.grant::<ManageMembers>()?;
    let org = member.organization();
    let invite = match read(&member, &typed) {
        Ok(invite) => invite,
        Err(errors) => return invalid(&app, &member, &typed, errors).await,
    };
    member.signed_in.visitor.knock(&app, Knock::Mail)?;
    let secret = Secret::random().ok_or_else(|| PageError::Internal("no randomness".to_owned()))?;
    let sent = app
        .db
        .write(async move |unit: Unit| invitations::invite(&unit, &grant, invite, &secret).await)
        .await;
    match sent {
        Ok(_) => Ok(respond::done(&app, &urls::employees(org), "flash-invited")),
        Err(error) => {
            let error = serious(error)?;
            let text = refusal_text(t, &error);
            match error {
                Error::AlreadyMember | Error::AlreadyInvited => {
                    invalid(&app, &member, &typed, vec![("email", text)]).await
                }
                Error::EndDatePassed => invalid(&app, &member, &typed, vec![("until", text)]).await,
                error => {
                    let mut page = blank(&app, &member, &typed).await?;
                    page.errors = with_refusal(ErrorSummary::default(), t, &error);
                    page.shell.has_errors = true;
                    respond::invalid(&page)
                }
            }
        }
    }
}

pub(crate) async fn resend(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<ManageMembers>()?;
    member.signed_in.visitor.knock(&app, Knock::Mail)?;
    let secret = Secret::random().ok_or_else(|| PageError::Internal("no randomness".to_owned()))?;
    let sent = app
        .db
        .write(async move |unit: Unit| invitations::resend(&unit, &grant, id, &secret).await)
        .await;
    let url = urls::employees(member.organization());
    match sent.map_err(serious) {
        Ok(()) => Ok(respond::done(&app, &url, "flash-invited-again")),
        Err(Ok(_)) => Ok(respond::done(&app, &url, "flash-invitation-gone")),
        Err(Err(error)) => Err(error),
    }
}

pub(crate) async fn cancel_question(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let t = member.t();
    member.grant::<ManageMembers>()?;
    let org = member.organization();
    let all = invitations::pending(&app.db, &member.grant::<ViewMembers>()?, member.now()).await?;
    let one = all
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(PageError::NotFound)?;
    let title = t.get("invitation-cancel-title");
    respond::page(&ConfirmPage {
        shell: frame::cabinet(&app, &member, title.clone(), Section::Employees).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("invitation-cancel-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("employees-name"), one.name()),
                SummaryRow::new(t.get("employees-email"), one.email),
            ],
            action: urls::cancel_invitation(org, id),
            submit: t.get("invitation-cancel").into_owned(),
            danger: true,
            cancel_url: urls::employees(org),
        },
        alert: None,
    })
}

pub(crate) async fn cancel(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<ManageMembers>()?;
    let done = app
        .db
        .write(async move |unit: Unit| invitations::cancel(&unit, &grant, id).await)
        .await;
    let url = urls::employees(member.organization());
    match done.map_err(serious) {
        Ok(()) => Ok(respond::done(&app, &url, "flash-invitation-cancelled")),
        Err(Ok(_)) => Ok(respond::done(&app, &url, "flash-invitation-gone")),
        Err(Err(error)) => Err(error),
    }
}

type Errors = Vec<(&'static str, String)>;

/// All errors at once, each at its field.
fn read(member: &Member, typed: &Typed) -> Result<Invite, Errors> {
    let t = member.t();
    let mut errors: Errors = Vec::new();
    let email = Email::parse(&typed.email)
        .map_err(|fault| errors.push(("email", fault_text(t, &fault))))
        .ok();
    let mut name = |field: &'static str, text: &str| {
        PersonName::parse(text)
            .map_err(|fault| {
                let text = match field {
                    "last_name" if text.trim().is_empty() => {
                        t.get("register-name-missing-last").into_owned()
                    }
                    _ => fault_text(t, &fault),
                };
                errors.push((field, text));
            })
            .ok()
    };
    let last_name = name("last_name", &typed.last_name);
    let first_name = name("first_name", &typed.first_name);
    let middle_name = if typed.middle_name.trim().is_empty() {
        None
    } else {
        name("middle_name", &typed.middle_name)
    };
    let phone = if typed.phone.trim().is_empty() {
        None
    } else {
        Phone::parse(&typed.phone)
            .map_err(|fault| errors.push(("phone", fault_text(t, &fault))))
            .ok()
    };
    let role = Role::parse(&typed.role)
        .map_err(|_| errors.push(("role", t.get("employees-role-missing").into_owned())))
        .ok();
    let valid_until = end_of_day(t, &typed.until, member.zone())
        .map_err(|text| errors.push(("until", text)))
        .ok()
        .flatten();
    match (email, last_name, first_name, role) {
        (Some(email), Some(last_name), Some(first_name), Some(role)) if errors.is_empty() => {
            Ok(Invite {
                email,
                last_name,
                first_name,
                middle_name,
                phone,
                position: typed.position.trim().chars().take(200).collect(),
                role,
                valid_until,
            })
        }
        _ => Err(errors),
    }
}

async fn invalid(
    app: &App,
    member: &Member,
    typed: &Typed,
    errors: Errors,
) -> Result<Response, PageError> {
    let mut page = blank(app, member, typed).await?;
    for field in &mut page.fields {
        field.error = errors
            .iter()
            .find(|(name, _)| *name == field.name)
            .map(|(_, text)| text.clone());
    }
    page.errors = ErrorSummary::of(&page.fields);
    page.shell.has_errors = true;
    respond::invalid(&page)
}

async fn blank(app: &App, member: &Member, typed: &Typed) -> Result<InvitePage, PageError> {
    let t = member.t();
    let org = member.organization();
    let title = t.get("invite-title");
    let fields = vec![
        Field::email("email", t.get("employees-email"))
            .hint(t.get("invite-email-hint"))
            .value(&typed.email)
            .autocomplete("off"),
        Field::text("last_name", t.get("invite-last-name"))
            .value(&typed.last_name)
            .maxlength(100),
        Field::text("first_name", t.get("invite-first-name"))
            .value(&typed.first_name)
            .maxlength(100),
        Field::text("middle_name", t.get("invite-middle-name"))
            .value(&typed.middle_name)
            .maxlength(100)
            .optional(),
        Field::phone("phone", t.get("invite-phone"))
            .value(&typed.phone)
            .autocomplete("off")
            .optional(),
        Field::text("position", t.get("employees-position"))
            .value(&typed.position)
            .maxlength(200)
            .optional(),
        Field::radio(
            "role",
            t.get("employees-role"),
            role_choices(t, member.standing.kind),
        )
        .value(&typed.role),
        Field::date("until", t.get("employees-until"))
            .hint(t.get("employees-until-hint"))
            .value(&typed.until)
            .optional(),
    ];
    Ok(InvitePage {
        shell: frame::cabinet(app, member, title.clone(), Section::Employees).await?,
        header: PageHeader::new(title)
            .lead(t.get("invite-lead"))
            .crumb(t.get("menu-employees"), urls::employees(org)),
        errors: ErrorSummary::default(),
        fields,
        action: urls::invite(org),
        back: urls::employees(org),
    })
}
