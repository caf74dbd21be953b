//! Where a person's work is: the page that follows signing in, and the choice of a role when there
//! are several (R13).

use access::{OrganizationKind, PersonId};
use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use organizations::{MyOrganization, OrganizationState};
use texts::Texts;

use super::origin;
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame::{self, Section, role_label};
use crate::patterns::PageHeader;
use crate::respond::{page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, Visitor, safe_next};

/// `next` when it is a page of ours, else where the person's only role works, else the choice of one.
pub(crate) async fn after(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    next: &str,
) -> Result<String, PageError> {
    if let Some(next) = safe_next(next) {
        return Ok(next.to_owned());
    }
    let is_operator = accounts::person(&app.db, person)
        .await?
        .is_some_and(|person| person.is_operator);
    let mine = organizations::memberships_of(&app.db, person, visitor.now).await?;
    let mut active = active(&mine);
    Ok(match (active.next(), active.next(), is_operator) {
        (None, _, true) => urls::operator(),
        (None, _, false) => urls::my_organizations(),
        (Some(only), None, false) => urls::overview(only.id),
        _ => urls::start(),
    })
}

/// Gives the browser its new session and sends it on. The journals of the person's organizations
/// tell of it once every factor was given (R138).
pub(crate) async fn enter(
    app: &App,
    visitor: &Visitor,
    session: &accounts::NewSession,
    url: &str,
) -> Result<Response, PageError> {
    if !session.second_factor_pending {
        organizations::record_sign_in(&app.db, session.person, &origin(visitor)).await?;
    }
    let mut response = see_other(url);
    response
        .headers_mut()
        .append(SET_COOKIE, cookies::session(&app.site, &session.token));
    Ok(response)
}

fn active(mine: &[MyOrganization]) -> impl Iterator<Item = &MyOrganization> {
    mine.iter()
        .filter(|one| one.state == OrganizationState::Active)
}

/// One role that the person can work in.
struct Choice {
    icon: &'static str,
    name: String,
    /// «Руководитель», «Сотрудник · Специалист».
    role: String,
    /// The organization's ИНН, or what there is to do.
    note: String,
    url: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/start.html")]
struct StartPage {
    shell: Shell,
    header: PageHeader,
    organizations: Vec<Choice>,
    others: Vec<Choice>,
}

/// The choice of a role. It gives no right: the cabinet looks the standing up for itself.
pub(crate) async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let mine =
        organizations::memberships_of(&app.db, signed_in.actor.person, signed_in.now()).await?;
    let organizations: Vec<Choice> = active(&mine).map(|one| in_organization(t, one)).collect();
    let mut others = Vec::new();
    if signed_in.actor.is_operator {
        others.push(Choice {
            icon: "settings",
            name: t.get("menu-operator").into_owned(),
            role: t.get("start-operator").into_owned(),
            note: t.get("start-operator-note").into_owned(),
            url: urls::operator(),
        });
    }
    others.push(Choice {
        icon: "user",
        name: signed_in.person.full_name(),
        role: t.get("start-person").into_owned(),
        note: t.get("start-person-note").into_owned(),
        url: urls::my_organizations(),
    });
    let title = t.get("start-title");
    let shell = frame::personal(&app, &signed_in, title.clone(), Section::Nowhere).await?;
    page(&StartPage {
        header: PageHeader::new(title).lead(t.get("start-lead")),
        organizations,
        others,
        shell,
    })
}

fn in_organization(t: Texts, one: &MyOrganization) -> Choice {
    let role = if one.is_head {
        t.get("start-head").into_owned()
    } else {
        let role = role_label(t, one.kind, one.role);
        t.with1("start-employee", "role", role.as_str())
    };
    Choice {
        icon: match one.kind {
            OrganizationKind::SoleTrader => "user",
            OrganizationKind::Company | OrganizationKind::Authority => "building-2",
        },
        name: one.name_short.clone(),
        role,
        note: t.with1("shell-organization-inn", "inn", one.inn.as_str()),
        url: urls::overview(one.id),
    }
}
