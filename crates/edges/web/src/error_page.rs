//! The page that is shown instead of one that cannot be.

use access::{Permission, Role, Standing};
use askama::Template;
use audit::Entry;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use db::Unit;
use texts::{Lang, Texts};
use url::form_urlencoded;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Place, role_label};
use crate::patterns::{Action, Denied};
use crate::respond::done;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{Member, Visitor};

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    shell: Shell,
    title: String,
    explanation: String,
    advice: String,
    /// Instead of the three above: what a member may not do, and who can change that.
    denied: Option<Denied>,
    back: Action,
    code: &'static str,
    request_id: &'a str,
}

/// Makes the page, or the way to the sign-in.
pub(crate) async fn render(
    app: &App,
    visitor: Option<&Visitor>,
    error: &PageError,
    is_reading: bool,
) -> Response {
    if let PageError::Internal(reason) = error {
        tracing::error!(%reason, "a request failed");
    }
    if matches!(error, PageError::SignIn) {
        let back = visitor
            .filter(|_| is_reading)
            .map_or("", |visitor| visitor.path.as_str());
        return to_sign_in(back);
    }
    if matches!(error, PageError::SecondFactor) {
        return done(app, &urls::security_totp(), "flash-second-factor-first");
    }
    let t = visitor.map_or(Texts::new(Lang::Ru), |visitor| visitor.t);
    let key = error.code().to_lowercase();
    let title = t.get(&format!("error-page-{key}-title")).into_owned();
    let place = match (visitor, error) {
        // What failed once is not asked again for a menu.
        (None, _) | (_, PageError::Internal(_)) => Place::Public,
        (Some(visitor), _) => frame::place(app, visitor).await,
    };
    if let (PageError::Forbidden(permission), Place::Cabinet(member)) = (error, &place) {
        note_denied(app, member, *permission).await;
    }
    let page = ErrorPage {
        shell: match visitor {
            Some(visitor) => frame::for_error(app, visitor, &place, title.clone()).await,
            None => Shell::public(title.clone(), t, "/"),
        },
        title,
        explanation: explanation(t, error),
        advice: t.get(&format!("error-page-{key}-advice")).into_owned(),
        denied: match (error, &place) {
            (PageError::Forbidden(permission), Place::Cabinet(member)) => {
                Some(denied(member, *permission))
            }
            _ => None,
        },
        back: back(t, &place),
        code: error.code(),
        request_id: visitor.map_or("", |visitor| visitor.request_id.as_str()),
    };
    let body = page.render().unwrap_or_default();
    let mut response = (error.status(), Html(body)).into_response();
    if let PageError::TooMany(wait) = error
        && let Ok(seconds) = HeaderValue::from_str(&(wait.as_secs() + 1).to_string())
    {
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

/// Writes into the organization's journal what its member may not do (R138), once a minute for each
/// right: pressing again and again must not fill it. The page comes in any case.
async fn note_denied(app: &App, member: &Member, permission: Permission) {
    let (actor, standing) = (&member.signed_in.actor, &member.standing);
    let organization = standing.organization;
    if !app
        .limits
        .is_first_denial(actor.person, organization, permission)
    {
        return;
    }
    let entry = Entry::by_actor(actor, "access.denied")
        .of(organization)
        .in_role(standing.role)
        .details(serde_json::json!({ "permission": permission.name() }))
        .refused();
    let noted = app
        .db
        .write(async move |unit: Unit| audit::record(&unit, entry).await)
        .await;
    if let Err(error) = noted {
        tracing::error!(%error, "a refusal is missing from the journal");
    }
}

fn explanation(t: Texts, error: &PageError) -> String {
    match error {
        PageError::Forbidden(permission) => {
            let name = t.get(&format!("permission-{}", permission.name()));
            t.with1("error-page-web-403-text", "permission", name.as_ref())
        }
        PageError::TooMany(wait) => t.count(
            "error-page-web-429-text",
            i64::try_from(wait.as_secs()).unwrap_or(60) + 1,
        ),
        other => {
            let key = other.code().to_lowercase();
            t.get(&format!("error-page-{key}-text")).into_owned()
        }
    }
}

fn back(t: Texts, place: &Place) -> Action {
    match place {
        Place::Cabinet(member) => Action::primary(
            t.get("error-page-overview"),
            urls::overview(member.organization()),
        ),
        Place::Operator(_) => Action::primary(t.get("error-page-overview"), urls::operator()),
        Place::Public | Place::Personal(_) => {
            Action::primary(t.get("error-page-home"), urls::home())
        }
    }
}

/// Which right is missing, which roles have it here, and who can give one of them.
fn denied(member: &Member, permission: Permission) -> Denied {
    let (t, standing) = (member.t(), &member.standing);
    let name = t.get(&format!("permission-{}", permission.name()));
    let needed = t.with1("denied-needed", "permission", name.as_ref());
    let own = role_label(t, standing.kind, standing.role);
    let having: Vec<String> = Role::ALL
        .into_iter()
        .filter(|role| has(standing, *role, permission))
        .map(|role| role_label(t, standing.kind, role))
        .collect();
    let giver = if standing.is_ended {
        t.get("denied-giver-ended").into_owned()
    } else if !standing.is_active {
        t.get("denied-giver-inactive").into_owned()
    } else if having.is_empty() {
        t.get("denied-giver-nobody").into_owned()
    } else {
        let roles = having.join(", ");
        t.with("denied-giver", &[("own", &own), ("roles", &roles)])
    };
    let sees_members = standing.allows(Permission::ViewMembers) && !having.is_empty();
    Denied {
        needed,
        giver,
        action: sees_members.then(|| {
            let administrators = urls::employees_page(
                member.organization(),
                "",
                Role::Administrator.name(),
                "active",
                1,
            );
            Action::new(t.get("denied-administrators"), administrators)
        }),
    }
}

/// Whether a colleague with this role may do it.
fn has(standing: &Standing, role: Role, permission: Permission) -> bool {
    let colleague = Standing {
        role,
        ..standing.clone()
    };
    colleague.allows(permission)
}

fn to_sign_in(back: &str) -> Response {
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let url = if back.is_empty() {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={next}")
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(url) = HeaderValue::from_str(&url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}
