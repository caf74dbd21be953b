//! The organization's card.

use access::rights::ViewOrganization;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use requisites::Phone;

use super::parts::{capitalized, organization_tag};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Cell, Color, PageHeader, Summary, SummaryRow, Tag};
use crate::respond;
use crate::shell::Shell;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/organizations/about.html")]
struct AboutPage {
    shell: Shell,
    header: PageHeader,
    /// «Данные подтверждены» (R35).
    confirmed: Tag,
    summary: Summary,
}

pub(crate) async fn page(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let t = member.t();
    let grant = member.grant::<ViewOrganization>()?;
    let organization = organizations::organization(&app.db, &grant).await?;
    let mut rows = vec![
        SummaryRow::new(t.get("registry-field-name"), organization.name_full.clone()),
        SummaryRow::new(
            t.get("registry-field-short-name"),
            organization.name_short.clone(),
        ),
        SummaryRow::new(t.get("registry-field-inn"), organization.inn.clone()),
        SummaryRow::new(t.get("registry-field-ogrn"), organization.ogrn.clone()),
    ];
    if !organization.kpp.is_empty() {
        rows.push(SummaryRow::new(
            t.get("registry-field-kpp"),
            organization.kpp.clone(),
        ));
    }
    rows.push(SummaryRow::new(
        t.get("registry-field-address"),
        organization.address.clone(),
    ));
    rows.push(SummaryRow::cell(
        t.get("registry-field-head"),
        if organization.head_position.is_empty() {
            Cell::text(organization.head_name.clone())
        } else {
            Cell::Two {
                text: organization.head_name.clone(),
                note: capitalized(&organization.head_position),
            }
        },
    ));
    if !organization.okved.is_empty() {
        rows.push(SummaryRow::new(
            t.get("registry-field-activity"),
            organization.okved.clone(),
        ));
    }
    for (key, value) in [
        ("about-email", organization.email.clone()),
        ("about-phone", Phone::shown(&organization.phone)),
    ] {
        if !value.is_empty() {
            rows.push(SummaryRow::new(t.get(key), value));
        }
    }
    if !organization.gar_guid.is_empty() {
        rows.push(SummaryRow::new(
            t.get("about-gar"),
            organization.gar_guid.clone(),
        ));
    }
    if let Some(at) = organization.confirmed_at {
        rows.push(SummaryRow::new(
            t.get("about-confirmed"),
            t.date(at, member.zone()),
        ));
    }
    let title = t.get("menu-about");
    respond::page(&AboutPage {
        shell: frame::cabinet(&app, &member, title.clone(), Section::About).await?,
        header: PageHeader::new(title).tag(organization_tag(t, organization.state)),
        confirmed: if organization.is_confirmed() {
            Tag::new(t.get("about-data-confirmed"), Color::Success)
        } else {
            Tag::new(t.get("about-data-not-confirmed"), Color::Warning)
        },
        summary: Summary {
            title: None,
            change_url: None,
            rows,
        },
    })
}
