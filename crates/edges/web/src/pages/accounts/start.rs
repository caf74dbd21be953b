//! Where a person's work is: the page that follows signing in.

use access::PersonId;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use organizations::{MyOrganization, OrganizationState};

use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::respond::see_other;
use crate::urls;
use crate::visitor::{Visitor, safe_next};

/// `next` when it is a page of ours, else the operator's overview, else the cabinet of the only
/// organization where the person can work, else the list of organizations.
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
    if is_operator {
        return Ok(urls::operator());
    }
    let mine = organizations::memberships_of(&app.db, person, visitor.now).await?;
    Ok(only_cabinet(&mine).unwrap_or_else(urls::my_organizations))
}

/// Gives the browser its new session and sends it on.
pub(crate) fn enter(app: &App, session: &accounts::NewSession, url: &str) -> Response {
    let mut response = see_other(url);
    response
        .headers_mut()
        .append(SET_COOKIE, cookies::session(&app.site, &session.token));
    response
}

/// The overview of the only organization that is active.
fn only_cabinet(mine: &[MyOrganization]) -> Option<String> {
    let mut active = mine
        .iter()
        .filter(|one| one.state == OrganizationState::Active);
    match (active.next(), active.next()) {
        (Some(only), None) => Some(urls::overview(only.id)),
        _ => None,
    }
}
