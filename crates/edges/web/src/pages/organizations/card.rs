//! The second step: the register's card, what differs from what was typed, and the typed data.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use organizations::checks::{self, CheckName, Outcome};
use organizations::links::{self, HeadMatch, LinkRequest};
use requisites::{Email, Kpp, Phone};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{
    DifferenceLine, card_summary, difference_lines, fault_text, look_outside, refusal, serious,
    steps,
};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, Alert, Color, ErrorSummary, Field, PageHeader, Step, Summary};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    kpp: String,
    name: String,
    address: String,
    position: String,
    email: String,
    phone: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/card.html")]
struct CardPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    alerts: Vec<Alert>,
    differences: Vec<DifferenceLine>,
    /// Without rows when there is no card.
    card: Summary,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    back: String,
    /// Instead of documents: a code to the register's address, and which one that is.
    by_code: Option<(Action, String)>,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let request = open(&app, &signed_in, id).await?;
    let typed = Typed {
        kpp: request.kpp.clone(),
        name: request.name.clone(),
        address: request.address.clone(),
        position: request.position.clone(),
        email: request.email.clone(),
        phone: request.phone.clone(),
    };
    respond::page(&blank(&app, &signed_in, &request, &typed).await?)
}

pub(crate) async fn save(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let request = open(&app, &signed_in, id).await?;
    let mut errors: Vec<(&str, String)> = Vec::new();
    let mut claimed = request.claimed();
    claimed.kpp = None;
    if !typed.kpp.trim().is_empty() {
        match Kpp::parse(&typed.kpp) {
            Ok(kpp) => claimed.kpp = Some(kpp),
            Err(fault) => errors.push(("kpp", fault_text(t, &fault))),
        }
    }
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    claimed.name = cut(&typed.name, 500);
    claimed.address = cut(&typed.address, 500);
    claimed.position = cut(&typed.position, 200);
    if claimed.position.is_empty() {
        errors.push(("position", t.get("link-position-missing").into_owned()));
    }
    (claimed.email, claimed.phone) = (String::new(), String::new());
    if !typed.email.trim().is_empty() {
        match Email::parse(&typed.email) {
            Ok(email) => email.as_str().clone_into(&mut claimed.email),
            Err(fault) => errors.push(("email", fault_text(t, &fault))),
        }
    }
    if !typed.phone.trim().is_empty() {
        match Phone::parse(&typed.phone) {
            Ok(phone) => phone.as_str().clone_into(&mut claimed.phone),
            Err(fault) => errors.push(("phone", fault_text(t, &fault))),
        }
    }
    if !errors.is_empty() {
        let mut page = blank(&app, &signed_in, &request, &typed).await?;
        for field in &mut page.fields {
            field.error = errors
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, text)| text.clone());
        }
        page.errors = ErrorSummary::of(&page.fields);
        page.shell.has_errors = true;
        return respond::invalid(&page);
    }
    let actor = signed_in.actor.clone();
    let before = request.differences.clone();
    let now = signed_in.now();
    let saved = match app.sources.check(claimed, &actor.name, now).await {
        Ok(checked) => {
            let has_new = checked.differences.iter().any(|one| !before.contains(one));
            app.db
                .write(async move |unit: Unit| {
                    links::change_claim(&unit, &actor, id, &checked).await
                })
                .await
                .map(|()| has_new)
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(has_new) => {
            look_outside(&app, id).await?;
            let has_failed = !failed_contacts(&app, &signed_in, id).await?.is_empty();
            // A difference or a contact that does not exist is shown before going on.
            let next = if has_new || has_failed {
                urls::link_card(id)
            } else {
                urls::link_documents(id)
            };
            Ok(respond::see_other(&next))
        }
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &signed_in, &request, &typed).await?;
            page.alerts.insert(0, refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

/// Contacts that were checked and do not exist, by the name of the field.
async fn failed_contacts(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Result<Vec<(&'static str, String)>, PageError> {
    let request = open(app, signed_in, id).await?;
    let found = checks::of_request(&app.db, &request).await?;
    let is_contact = |name| matches!(name, CheckName::Email | CheckName::Phone);
    Ok(found
        .into_iter()
        .filter(|one| one.outcome == Outcome::Failed && is_contact(one.name))
        .map(|one| {
            let text = signed_in.t().error(&one.code).into_owned();
            (one.name.name(), text)
        })
        .collect())
}

/// The person's own request while it can be changed.
pub(super) async fn open(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Result<LinkRequest, PageError> {
    let (request, ..) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    if request.state.is_open_for_person() {
        Ok(request)
    } else {
        Err(PageError::NotFound)
    }
}

async fn blank(
    app: &App,
    signed_in: &SignedIn,
    request: &LinkRequest,
    typed: &Typed,
) -> Result<CardPage, PageError> {
    let t = signed_in.t();
    let title = t.get("link-card-title");
    let mut alerts = Vec::new();
    match (&request.card, request.head) {
        (None, _) => alerts.push(
            Alert::new(Color::Warning, t.get("link-register-away-title"))
                .text(t.get("link-card-away-text")),
        ),
        (Some(_), HeadMatch::Matched) => {
            alerts.push(Alert::new(Color::Success, t.get("link-you-are-head")));
        }
        (Some(_), _) => {}
    }
    if request.kind == access::OrganizationKind::SoleTrader {
        alerts.push(
            Alert::new(Color::Info, t.get("link-sole-trader-title"))
                .text(t.get("link-sole-trader-text")),
        );
    }
    let mut fields = Vec::new();
    if request.kind == access::OrganizationKind::Company {
        fields.push(
            Field::digits("kpp", t.get("registry-field-kpp"))
                .value(&typed.kpp)
                .maxlength(40)
                .optional(),
        );
    }
    fields.push(
        Field::text("name", t.get("registry-field-name"))
            .value(&typed.name)
            .maxlength(500),
    );
    fields.push(
        Field::text("address", t.get("link-address"))
            .hint(t.get("link-address-hint"))
            .value(&typed.address)
            .maxlength(500)
            .optional(),
    );
    fields.push(
        Field::text("position", t.get("link-position"))
            .hint(t.get("link-position-hint"))
            .value(&typed.position)
            .maxlength(200),
    );
    fields.push(
        Field::text("email", t.get("link-email"))
            .hint(t.get("link-email-hint"))
            .value(&typed.email)
            .maxlength(254)
            .optional(),
    );
    fields.push(
        Field::text("phone", t.get("link-phone"))
            .hint(t.get("link-phone-hint"))
            .value(&typed.phone)
            .maxlength(40)
            .optional(),
    );
    let failed = failed_contacts(app, signed_in, request.id).await?;
    for field in &mut fields {
        field.error = failed
            .iter()
            .find(|(name, _)| *name == field.name)
            .map(|(_, text)| text.clone());
    }
    // Where there is no code, the page of documents is the way on, and nothing is said of codes.
    let (actor, codes) = (&signed_in.actor, app.site.contact_codes);
    let by_code = match links::contact(&app.db, &app.registry, actor, request.id, codes).await {
        Ok(contact) => Some((
            Action::new(t.get("link-code-start"), urls::link_code(request.id)).icon("mail"),
            t.with1("link-code-offer-text", "email", contact.masked),
        )),
        Err(error) => {
            serious(error)?;
            None
        }
    };
    Ok(CardPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.get("link-card-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        steps: steps(t, Some(request), 2),
        alerts,
        differences: difference_lines(t, &request.differences),
        card: request
            .card
            .as_ref()
            .map(|card| card_summary(t, card, &t.get("link-card-of-register")))
            .unwrap_or_default(),
        errors: ErrorSummary::of(&fields),
        fields,
        action: urls::link_card(request.id),
        back: urls::add_organization(""),
        by_code,
    })
}
