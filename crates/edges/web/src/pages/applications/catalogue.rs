//! The catalogue of services: for everybody, and inside a cabinet with the way to apply.

use std::sync::Arc;

use access::{OrganizationKind, Permission, rights};
use applications::Service;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use forms::{Applicant, Category};
use serde::Deserialize;
use texts::Texts;

use super::parts::fee;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{
    Action, Choice, EmptyState, Field, FieldKind, Filters, PageHeader, SummaryRow,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{Member, SignedIn, Visitor};

#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    category: String,
}

/// A service as a card.
struct Card {
    title: String,
    description: String,
    category: String,
    term: String,
    fee: String,
    url: String,
}

#[derive(Template)]
#[template(path = "pages/applications/services.html")]
struct PublicPage {
    shell: Shell,
    title: String,
    lead: String,
    filters: Filters,
    cards: Vec<Card>,
    empty: EmptyState,
}

#[derive(Template)]
#[template(path = "pages/applications/catalogue.html")]
struct InsidePage {
    shell: Shell,
    header: PageHeader,
    filters: Filters,
    cards: Vec<Card>,
    empty: EmptyState,
}

#[derive(Template)]
#[template(path = "pages/applications/service.html")]
struct ServicePage {
    shell: Shell,
    title: String,
    description: String,
    back_url: String,
    facts: Vec<SummaryRow>,
    steps: Vec<String>,
    documents: Vec<String>,
    applicants: Vec<Action>,
    sign_in: Option<Action>,
}

pub(crate) async fn public_list(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let found = search(&app, &wanted);
    respond::page(&PublicPage {
        shell: frame::public(&visitor, t.get("services-title")),
        title: t.get("services-title").into_owned(),
        lead: t.get("services-lead").into_owned(),
        filters: filters(t, &wanted, urls::services()),
        cards: found
            .iter()
            .map(|one| card(t, one, urls::service(&one.definition.code)))
            .collect(),
        empty: empty(t, urls::services()),
    })
}

pub(crate) async fn inside(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    member.grant::<rights::EditApplications>()?;
    let t = member.t();
    let org = member.organization();
    let mut found = search(&app, &wanted);
    found.retain(|service| service.is_for(member.standing.kind));
    respond::page(&InsidePage {
        shell: frame::cabinet(&app, &member, t.get("menu-catalogue"), Section::Catalogue).await?,
        header: PageHeader::new(t.get("menu-catalogue")).lead(t.get("services-lead")),
        filters: filters(t, &wanted, urls::catalogue(org)),
        cards: found
            .iter()
            .map(|one| card(t, one, urls::new_application(org, &one.definition.code)))
            .collect(),
        empty: empty(t, urls::catalogue(org)),
    })
}

pub(crate) async fn public_service(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let service = app
        .services
        .current(&code)
        .map_err(|_| PageError::NotFound)?;
    let definition = &service.definition;
    let signed_in = SignedIn::from_visitor(visitor.clone());
    let applicants = match &signed_in {
        Some(signed_in) => applicants(&app, signed_in, &service).await?,
        None => Vec::new(),
    };
    let documents = definition
        .fields()
        .filter(|field| field.files.is_some())
        .map(|field| {
            let hint = field.hint.as_deref().unwrap_or_default();
            if hint.is_empty() {
                field.label.clone()
            } else {
                format!("{}: {hint}", field.label)
            }
        });
    let who: Vec<String> = definition
        .applicants
        .iter()
        .map(|one| match one {
            Applicant::Company => t.get("service-for-company").into_owned(),
            Applicant::SoleTrader => t.get("service-for-sole-trader").into_owned(),
        })
        .collect();
    let sign_in_url = urls::sign_in_then(&urls::service(&code));
    respond::page(&ServicePage {
        shell: frame::public(&visitor, definition.title.clone()),
        title: definition.title.clone(),
        description: definition.description.clone(),
        back_url: urls::services(),
        facts: vec![
            SummaryRow::new(
                t.get("service-authority"),
                definition.authority.name.clone(),
            ),
            SummaryRow::new(t.get("service-term"), term(t, &service)),
            SummaryRow::new(t.get("service-fee"), fee(t, definition.fee_kopecks)),
            SummaryRow::new(t.get("service-who"), who.join(", ")),
        ],
        steps: definition
            .steps
            .iter()
            .map(|step| step.name.clone())
            .collect(),
        documents: documents.collect(),
        applicants,
        sign_in: signed_in
            .is_none()
            .then(|| Action::primary(t.get("service-sign-in"), sign_in_url).icon("log-in")),
    })
}

/// In whose name the person may apply.
async fn applicants(
    app: &App,
    signed_in: &SignedIn,
    service: &Service,
) -> Result<Vec<Action>, PageError> {
    let t = signed_in.t();
    let mine =
        organizations::memberships_of(&app.db, signed_in.actor.person, signed_in.now()).await?;
    let mut actions = Vec::new();
    for one in mine {
        let person = signed_in.actor.person;
        let standing = organizations::standing(&app.db, person, one.id, signed_in.now()).await?;
        let may = standing.is_some_and(|standing| {
            standing.allows(Permission::EditApplications)
                && standing.kind != OrganizationKind::Authority
                && service.is_for(standing.kind)
        });
        if may {
            let url = urls::new_application(one.id, &service.definition.code);
            let label = t.with1("service-apply-as", "organization", one.name_short.as_str());
            actions.push(Action::primary(label, url).icon("file-plus"));
        }
    }
    Ok(actions)
}

fn search(app: &App, wanted: &Wanted) -> Vec<Arc<Service>> {
    let category = CATEGORIES
        .into_iter()
        .find(|(name, _)| *name == wanted.category);
    let typed: String = wanted.q.chars().take(100).collect();
    app.services
        .search(&typed, category.map(|(_, category)| category))
}

const CATEGORIES: [(&str, Category); 5] = [
    ("licences", Category::Licences),
    ("extracts", Category::Extracts),
    ("registry-changes", Category::RegistryChanges),
    ("certificates", Category::Certificates),
    ("court", Category::Court),
];

fn category_name(t: Texts, wanted: Category) -> String {
    let name = CATEGORIES
        .into_iter()
        .find(|(_, one)| *one == wanted)
        .map_or("", |(name, _)| name);
    t.get(&format!("category-{name}")).into_owned()
}

fn card(t: Texts, service: &Service, url: String) -> Card {
    let definition = &service.definition;
    Card {
        title: definition.title.clone(),
        description: definition.description.clone(),
        category: category_name(t, definition.category),
        term: term(t, service),
        fee: fee(t, definition.fee_kopecks),
        url,
    }
}

fn term(t: Texts, service: &Service) -> String {
    t.count("service-days", service.definition.term_working_days)
}

fn filters(t: Texts, wanted: &Wanted, action: String) -> Filters {
    let mut choices = vec![Choice::new("", t.get("services-all"))];
    for (name, _) in CATEGORIES {
        choices.push(Choice::new(name, t.get(&format!("category-{name}"))));
    }
    let has_filters = !wanted.q.is_empty() || !wanted.category.is_empty();
    Filters {
        reset_url: has_filters.then(|| action.clone()),
        action,
        fields: vec![
            Field::new("q", t.get("services-search"), FieldKind::Text("search"))
                .value(&wanted.q)
                .maxlength(100),
            Field::select("category", t.get("services-category"), choices).value(&wanted.category),
        ],
        found: None,
    }
}

fn empty(t: Texts, url: String) -> EmptyState {
    EmptyState {
        icon: "search",
        title: t.get("services-empty-title").into_owned(),
        text: t.get("services-empty-text").into_owned(),
        action: Some(Action::new(t.get("list-reset"), url)),
    }
}
