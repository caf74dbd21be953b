//! Acceptance of an invitation by its mailed link: with an account, or by setting a password.

use accounts::{AccountError, ConsentKind, Hasher, NewPerson, Origin, Owner, PolicyRule};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use db::{DbError, Unit};
use organizations::invitations::{self, Invitation, Secret};
use requisites::{Email, PersonName, Phone};
use serde::Deserialize;
use texts::Texts;

use super::parts::{last_day, refusal, serious};
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame::{self, role_label};
use crate::limits::Knock;
use crate::pages::accounts::start::enter;
use crate::patterns::{Alert, Color, ErrorSummary, Field, Summary, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    password: String,
    consent: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/invitation.html")]
struct InvitationPage {
    shell: Shell,
    title: String,
    lead: String,
    alert: Option<Alert>,
    /// Without rows when the link cannot be used.
    summary: Summary,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    /// The button's label; empty when there is nothing to send.
    button: String,
    sign_in_url: Option<String>,
    has_sign_out: bool,
    /// Where the holder of the link says no.
    decline: Option<String>,
}

/// What the holder of the link can do.
enum Way {
    /// Signed in as the invited person.
    Accept,
    /// Signed in as somebody else.
    OtherAccount,
    /// The invited person has an account and is not signed in.
    SignIn,
    /// The invited person has no account: the link proves the address, a password is set here.
    NewAccount,
}

pub(crate) async fn page(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let secret = Secret::typed(&token);
    match invitations::open(&app.db, &secret, visitor.now).await {
        Ok(invitation) => {
            let way = way(&app, &visitor, &invitation).await?;
            respond::page(&blank(&visitor, &invitation, &way, &token))
        }
        Err(error) => closed(&visitor, error),
    }
}

pub(crate) async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let secret = Secret::typed(&token);
    let invitation = match invitations::open(&app.db, &secret, visitor.now).await {
        Ok(invitation) => invitation,
        Err(error) => return closed(&visitor, error),
    };
    match way(&app, &visitor, &invitation).await? {
        Way::Accept => accept_signed_in(&app, &visitor, secret).await,
        Way::NewAccount => accept_as_new(&app, &visitor, &invitation, &token, typed).await,
        other => respond::invalid(&blank(&visitor, &invitation, &other, &token)),
    }
}

pub(crate) async fn decline(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let (secret, ip, request_id) = (
        Secret::typed(&token),
        visitor.ip,
        visitor.request_id.clone(),
    );
    let declined = app
        .db
        .write(async move |unit: Unit| invitations::decline(&unit, &secret, ip, &request_id).await)
        .await;
    match declined {
        // Signed in or not, the first page knows where to go on.
        Ok(()) => Ok(respond::done(
            &app,
            &match &visitor.session {
                Some(_) => urls::my_organizations(),
                None => urls::home(),
            },
            "flash-invitation-declined",
        )),
        Err(error) => closed(&visitor, error),
    }
}

async fn accept_signed_in(
    app: &App,
    visitor: &Visitor,
    secret: Secret,
) -> Result<Response, PageError> {
    let Some(session) = &visitor.session else {
        return Err(PageError::SignIn);
    };
    let person = session.person.id;
    let (ip, request_id) = (visitor.ip, visitor.request_id.clone());
    let joined = app
        .db
        .write(async move |unit: Unit| {
            invitations::accept(&unit, &secret, person, ip, &request_id).await
        })
        .await;
    match joined {
        Ok((organization, _)) => Ok(respond::done(
            app,
            &urls::overview(organization),
            "flash-invitation-accepted",
        )),
        Err(error) => closed(visitor, error),
    }
}

/// Refusals of the two domains in one unit.
enum Refused {
    Account(AccountError),
    Organization(organizations::Error),
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        Self::Organization(error.into())
    }
}

impl From<AccountError> for Refused {
    fn from(error: AccountError) -> Self {
        Self::Account(error)
    }
}

impl From<organizations::Error> for Refused {
    fn from(error: organizations::Error) -> Self {
        Self::Organization(error)
    }
}

async fn accept_as_new(
    app: &App,
    visitor: &Visitor,
    invitation: &Invitation,
    token: &str,
    typed: Typed,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let new = new_person(invitation, t)?;
    let rules = accounts::check_policy(&typed.password, &Owner::of(&new))
        .err()
        .unwrap_or_default();
    let consents = typed.consent == "on";
    if !rules.is_empty() || !consents {
        let mut page = blank(visitor, invitation, &Way::NewAccount, token);
        let texts: Vec<String> = rules
            .iter()
            .map(|rule: &PolicyRule| t.error(rule.code()).into_owned())
            .collect();
        for field in &mut page.fields {
            match field.name.as_str() {
                "password" if !texts.is_empty() => field.error = Some(texts.join(" ")),
                "consent" => {
                    field.value.clone_from(&typed.consent);
                    field.error =
                        (!consents).then(|| t.get("invitation-consent-missing").into_owned());
                }
                _ => {}
            }
        }
        page.errors = ErrorSummary::of(&page.fields);
        page.shell.has_errors = true;
        return respond::invalid(&page);
    }
    let internal = |error: AccountError| PageError::Internal(error.to_string());
    let hasher = Hasher::shared().map_err(internal)?;
    let hash = accounts::hash_password(hasher, &typed.password)
        .await
        .map_err(internal)?;
    let origin = Origin {
        ip: visitor.ip,
        user_agent: visitor.user_agent.clone(),
        request_id: visitor.request_id.clone(),
    };
    let secret = Secret::typed(token);
    let joined: Result<_, Refused> = app
        .db
        .write(async move |unit: Unit| {
            let person = accounts::create_invited(&unit, &new, &hash).await?;
            let version = accounts::CONSENT_VERSION;
            for kind in [ConsentKind::Terms, ConsentKind::PersonalData] {
                accounts::record_consent(&unit, person, None, kind, version, origin.ip).await?;
            }
            let (organization, _) =
                invitations::accept(&unit, &secret, person, origin.ip, &origin.request_id).await?;
            // The link proved the address and the password was just set: no need to type it again.
            let session = accounts::sign_in_invited(&unit, person, &origin).await?;
            Ok((organization, session))
        })
        .await;
    match joined {
        Ok((organization, session)) => {
            let url = urls::overview(organization);
            let mut response = enter(app, visitor, &session, &url).await?;
            response.headers_mut().append(
                SET_COOKIE,
                cookies::flash(&app.site, "flash-invitation-accepted"),
            );
            Ok(response)
        }
        // Somebody registered the address meanwhile: the page now asks to sign in.
        Err(Refused::Account(AccountError::EmailTaken)) => {
            Ok(respond::see_other(&urls::invitation(token)))
        }
        Err(Refused::Account(error)) => Err(PageError::Internal(error.to_string())),
        Err(Refused::Organization(error)) => closed(visitor, error),
    }
}

fn new_person(invitation: &Invitation, t: Texts) -> Result<NewPerson, PageError> {
    let broken = |_| PageError::Internal("a stored invitation cannot be read back".to_owned());
    let optional = |text: &str| {
        if text.is_empty() {
            None
        } else {
            PersonName::parse(text).ok()
        }
    };
    Ok(NewPerson {
        email: Email::parse(&invitation.email).map_err(broken)?,
        phone: Phone::parse(&invitation.phone).ok(),
        last_name: PersonName::parse(&invitation.last_name).map_err(broken)?,
        first_name: PersonName::parse(&invitation.first_name).map_err(broken)?,
        middle_name: optional(&invitation.middle_name),
        lang: t.lang(),
        time_zone: "Europe/Moscow".to_owned(),
    })
}

async fn way(app: &App, visitor: &Visitor, invitation: &Invitation) -> Result<Way, PageError> {
    if let Some(session) = visitor
        .session
        .as_ref()
        .filter(|one| !one.second_factor_pending)
    {
        let same = session.person.email == invitation.email;
        return Ok(if same { Way::Accept } else { Way::OtherAccount });
    }
    let account = accounts::person_by_email(&app.db, &invitation.email).await?;
    Ok(if account.is_some_and(|one| one.email_confirmed) {
        Way::SignIn
    } else {
        Way::NewAccount
    })
}

fn blank(visitor: &Visitor, invitation: &Invitation, way: &Way, token: &str) -> InvitationPage {
    let t = visitor.t;
    let zone = visitor.session.as_ref().map_or_else(
        || jiff::tz::TimeZone::fixed(jiff::tz::offset(3)),
        |session| session.person.zone(),
    );
    let role = role_label(t, invitation.organization_kind, invitation.role);
    let mut rows = vec![
        SummaryRow::new(
            t.get("link-organization"),
            invitation.organization_name.clone(),
        ),
        SummaryRow::new(t.get("employees-role"), role),
    ];
    if !invitation.position.is_empty() {
        rows.push(SummaryRow::new(
            t.get("employees-position"),
            invitation.position.clone(),
        ));
    }
    if let Some(end) = invitation.valid_until {
        rows.push(SummaryRow::new(
            t.get("employees-until"),
            last_day(t, end, &zone),
        ));
    }
    rows.push(SummaryRow::new(
        t.get("employees-email"),
        invitation.email.clone(),
    ));
    let (fields, button) = match way {
        Way::Accept => (Vec::new(), "invitation-accept"),
        Way::NewAccount => (new_account_fields(t), "invitation-set-password"),
        Way::SignIn | Way::OtherAccount => (Vec::new(), ""),
    };
    let alert = match way {
        Way::OtherAccount => Some(refusal(t, &organizations::Error::OtherAddress)),
        Way::SignIn => Some(Alert::new(Color::Info, t.get("invitation-has-account"))),
        Way::Accept | Way::NewAccount => None,
    };
    let title = t.get("invitation-title").into_owned();
    InvitationPage {
        shell: frame::public(visitor, title.clone()),
        title,
        lead: t.with(
            "invitation-lead",
            &[
                ("name", &invitation.name()),
                ("organization", &invitation.organization_name),
            ],
        ),
        alert,
        summary: Summary {
            title: None,
            change_url: None,
            rows,
        },
        errors: ErrorSummary::default(),
        fields,
        action: urls::invitation(token),
        button: if button.is_empty() {
            String::new()
        } else {
            t.get(button).into_owned()
        },
        sign_in_url: matches!(way, Way::SignIn)
            .then(|| urls::sign_in_then(&urls::invitation(token))),
        has_sign_out: matches!(way, Way::OtherAccount),
        decline: matches!(way, Way::Accept | Way::NewAccount)
            .then(|| urls::decline_invitation(token)),
    }
}

fn new_account_fields(t: Texts) -> Vec<Field> {
    let rules = (1..=4)
        .map(|n| t.get(&format!("invitation-password-rule-{n}")).into_owned())
        .collect();
    vec![
        Field::new_password("password", t.get("invitation-password"), rules),
        Field::checkbox("consent", t.get("invitation-consent")),
    ]
}

/// The link cannot be used: why, and what to do.
fn closed(visitor: &Visitor, error: organizations::Error) -> Result<Response, PageError> {
    let t = visitor.t;
    let error = serious(error)?;
    let title = t.get("invitation-title").into_owned();
    let mut page = InvitationPage {
        shell: frame::public(visitor, title.clone()),
        title,
        lead: t.get("invitation-closed-lead").into_owned(),
        alert: Some(refusal(t, &error)),
        summary: Summary::default(),
        errors: ErrorSummary::default(),
        fields: Vec::new(),
        action: String::new(),
        button: String::new(),
        sign_in_url: None,
        has_sign_out: false,
        decline: None,
    };
    page.shell.has_errors = true;
    respond::invalid(&page)
}
