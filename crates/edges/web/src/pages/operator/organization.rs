//! One organization for the operator: its card, what the register changed, a stop and its end.

use ::organizations::register::{self, RegisterEvent};
use ::organizations::{Organization, OrganizationState, stops};
use access::OrganizationId;
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use requisites::Phone;
use serde::Deserialize;
use texts::Texts;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{organization_tag, refusal, refusal_text, serious};
use crate::patterns::{
    Alert, Cell, Color, Column, Confirm, ErrorSummary, Field, PageHeader, Row, Summary, SummaryRow,
    Table,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

#[derive(Template)]
#[template(path = "pages/operator/organization.html")]
struct OrganizationPage {
    shell: Shell,
    header: PageHeader,
    alerts: Vec<Alert>,
    summary: Summary,
    events: Table,
    suspend_url: Option<String>,
    resume_url: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/operator/suspend.html")]
struct SuspendPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    reason: Field,
    action: String,
    back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    reason: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = find(&app, id).await?;
    respond::page(&blank(&app, &operator, &found).await?)
}

pub(crate) async fn suspend_form(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = find(&app, id).await?;
    respond::page(&blank_stop(&app, &operator, &found, "").await?)
}

pub(crate) async fn suspend(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let found = find(&app, id).await?;
    let (grant, organization, reason) = (operator.grant.clone(), found.id, typed.reason.clone());
    let done = app
        .db
        .write(async move |unit: Unit| stops::suspend(&unit, &grant, organization, &reason).await)
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::operator_organization(found.id),
            "flash-organization-suspended",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank_stop(&app, &operator, &found, &typed.reason).await?;
            if matches!(error, ::organizations::Error::NoReason) {
                page.reason.error = Some(refusal_text(t, &error));
                page.errors = ErrorSummary::of([&page.reason]);
            } else {
                page.alert = Some(refusal(t, &error));
            }
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(crate) async fn resume_question(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let found = find(&app, id).await?;
    let title = t.get("operator-resume-title");
    respond::page(&crate::pages::organizations::ConfirmPage {
        shell: frame::operator(
            &app,
            &operator,
            title.clone(),
            Section::OperatorOrganizations,
        )
        .await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("operator-resume-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("registry-field-name"), found.name_short.clone()),
                SummaryRow::new(t.get("operator-reason"), found.suspended_reason.clone()),
            ],
            action: urls::operator_resume(found.id),
            submit: t.get("operator-resume").into_owned(),
            danger: false,
            cancel_url: urls::operator_organization(found.id),
        },
        alert: None,
    })
}

pub(crate) async fn resume(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = find(&app, id).await?;
    let (grant, organization) = (operator.grant.clone(), found.id);
    let done = app
        .db
        .write(async move |unit: Unit| stops::resume(&unit, &grant, organization).await)
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::operator_organization(found.id),
            "flash-organization-resumed",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &operator, &found).await?;
            page.alerts
                .insert(0, refusal(operator.signed_in.t(), &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn find(app: &App, id: Uuid) -> Result<Organization, PageError> {
    ::organizations::find(&app.db, OrganizationId(id))
        .await?
        .ok_or(PageError::NotFound)
}

async fn blank(
    app: &App,
    operator: &Operator,
    found: &Organization,
) -> Result<OrganizationPage, PageError> {
    let t = operator.signed_in.t();
    let zone = &operator.signed_in.zone;
    let events = register::events_of(&app.db, &operator.grant, found.id).await?;
    let notice = register::notice_of(&app.db, found.id).await?;
    let is_suspended = found.state == OrganizationState::Suspended;
    let status = found
        .register_status
        .map(|status| t.get(&format!("registry-status-{}", status.as_str())))
        .unwrap_or_default();
    let confirmed = if found.is_confirmed() {
        t.get("about-data-confirmed")
    } else {
        t.get("about-data-not-confirmed")
    };
    let mut rows = vec![
        SummaryRow::new(t.get("registry-field-name"), found.name_full.clone()),
        SummaryRow::new(t.get("registry-field-inn"), found.inn.clone()),
        SummaryRow::new(t.get("registry-field-ogrn"), found.ogrn.clone()),
        SummaryRow::new(t.get("registry-field-kpp"), found.kpp.clone()),
        SummaryRow::new(t.get("registry-field-address"), found.address.clone()),
        SummaryRow::new(t.get("about-gar"), found.gar_guid.clone()),
        SummaryRow::new(t.get("registry-field-head"), found.head_name.clone()),
        SummaryRow::new(t.get("registry-field-status"), status),
        SummaryRow::new(t.get("about-data"), confirmed),
        SummaryRow::new(t.get("about-email"), found.email.clone()),
        SummaryRow::new(t.get("about-phone"), Phone::shown(&found.phone)),
    ];
    if let Some(at) = found.reconfirm_since {
        rows.push(SummaryRow::new(
            t.get("about-reconfirm-since"),
            t.date_time(at, zone),
        ));
    }
    if is_suspended {
        rows.push(SummaryRow::new(
            t.get("operator-reason"),
            found.suspended_reason.clone(),
        ));
    }
    Ok(OrganizationPage {
        shell: frame::operator(
            app,
            operator,
            found.name_short.clone(),
            Section::OperatorOrganizations,
        )
        .await?,
        header: PageHeader::new(found.name_short.clone())
            .tag(organization_tag(t, found.state))
            .crumb(
                t.get("menu-operator-organizations"),
                urls::operator_organizations(),
            ),
        alerts: frame::banners(t, &notice)
            .into_iter()
            .map(|banner| Alert {
                action: None,
                ..banner
            })
            .collect(),
        summary: Summary {
            title: None,
            change_url: None,
            rows,
        },
        events: events_table(operator, &events),
        suspend_url: (!is_suspended).then(|| urls::operator_suspend(found.id)),
        resume_url: is_suspended.then(|| urls::operator_resume(found.id)),
    })
}

fn events_table(operator: &Operator, events: &[RegisterEvent]) -> Table {
    let t = operator.signed_in.t();
    let rows = events.iter().map(|one| {
        let extract = one
            .extract
            .parse()
            .map_or_else(|_| one.extract.clone(), |day| t.day_short(day));
        let record = if one.record.is_empty() {
            extract
        } else {
            format!("{} · {extract}", one.record)
        };
        Row::new(vec![
            Cell::Two {
                text: t.get(&format!("registry-change-{}", one.kind)).into_owned(),
                note: record,
            },
            Cell::text(words(t, &one.was)),
            Cell::text(words(t, &one.became)),
            Cell::text(t.date_time(one.at, &operator.signed_in.zone)),
        ])
    });
    Table {
        caption: t.get("operator-register-events").into_owned(),
        columns: vec![
            Column::new(t.get("operator-register-change")),
            Column::new(t.get("operator-register-was")),
            Column::new(t.get("operator-register-became")),
            Column::new(t.get("operator-register-at")),
        ],
        rows: rows.collect(),
    }
}

/// A status in words; anything else as it is.
fn words(t: Texts, value: &str) -> String {
    let key = format!("registry-status-{value}");
    if t.has(&key) {
        t.get(&key).into_owned()
    } else {
        value.to_owned()
    }
}

async fn blank_stop(
    app: &App,
    operator: &Operator,
    found: &Organization,
    typed: &str,
) -> Result<SuspendPage, PageError> {
    let t = operator.signed_in.t();
    let title = t.get("operator-suspend-title");
    Ok(SuspendPage {
        shell: frame::operator(app, operator, title.clone(), Section::OperatorOrganizations)
            .await?,
        header: PageHeader::new(title)
            .lead(t.get("operator-suspend-text"))
            .crumb(
                found.name_short.clone(),
                urls::operator_organization(found.id),
            ),
        alert: (found.state == OrganizationState::Suspended).then(|| {
            Alert::new(Color::Warning, t.get("about-suspended-title"))
                .text(found.suspended_reason.clone())
        }),
        errors: ErrorSummary::default(),
        reason: Field::multiline("reason", t.get("operator-reason"))
            .hint(t.get("operator-reason-hint"))
            .value(typed)
            .maxlength(1000),
        action: urls::operator_suspend(found.id),
        back: urls::operator_organization(found.id),
    })
}
