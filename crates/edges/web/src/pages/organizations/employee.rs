//! One employee: what they may do, their role and end of access; ending it.

use access::Role;
use access::rights::{ManageMembers, ViewMembers};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use organizations::MembershipId;
use organizations::members::{self, Member as Employee, MemberState};
use requisites::Phone;
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{end_of_day, last_day, member_tag, refusal, role_choices, serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section, role_label};
use crate::patterns::{
    Alert, Color, Confirm, ErrorSummary, Field, PageHeader, Summary, SummaryRow,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    role: String,
    position: String,
    until: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/employee.html")]
struct EmployeePage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    summary: Summary,
    /// What the role allows here.
    allowed: Vec<String>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    remove_url: Option<String>,
}

/// «Точно?» for employees, invitations and requests.
#[derive(Template)]
#[template(path = "pages/organizations/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) shell: Shell,
    pub(crate) confirm: Confirm,
    pub(crate) alert: Option<Alert>,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let employee = find(&app, &member, id).await?;
    respond::page(&blank(&app, &member, &employee, None).await?)
}

pub(crate) async fn change(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = member.t();
    let grant = member.grant::<ManageMembers>()?;
    let employee = find(&app, &member, id).await?;
    let role = Role::parse(&typed.role);
    let until = end_of_day(t, &typed.until, member.zone());
    let (Ok(role), Ok(until)) = (&role, &until) else {
        let mut page = blank(&app, &member, &employee, Some(&typed)).await?;
        for field in &mut page.fields {
            field.error = match field.name.as_str() {
                "role" if role.is_err() => Some(t.get("employees-role-missing").into_owned()),
                "until" => until.clone().err(),
                _ => None,
            };
        }
        page.errors = ErrorSummary::of(&page.fields);
        page.shell.has_errors = true;
        return respond::invalid(&page);
    };
    let (role, until) = (*role, *until);
    let position: String = typed.position.trim().chars().take(200).collect();
    let done = app
        .db
        .write(async move |unit: Unit| {
            members::change(&unit, &grant, MembershipId(id), role, &position, until).await
        })
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::employees(member.organization()),
            "flash-employee-changed",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &member, &employee, Some(&typed)).await?;
            page.alert = Some(refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(crate) async fn remove_question(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    member.grant::<ManageMembers>()?;
    let employee = find(&app, &member, id).await?;
    respond::page(&question(&app, &member, &employee).await?)
}

pub(crate) async fn remove(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<ManageMembers>()?;
    let employee = find(&app, &member, id).await?;
    let done = app
        .db
        .write(async move |unit: Unit| members::remove(&unit, &grant, MembershipId(id)).await)
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::employees(member.organization()),
            "flash-employee-removed",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = question(&app, &member, &employee).await?;
            page.alert = Some(refusal(member.t(), &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn find(app: &App, member: &Member, id: Uuid) -> Result<Employee, PageError> {
    let grant = member.grant::<ViewMembers>()?;
    members::member(&app.db, &grant, MembershipId(id), member.now())
        .await?
        .ok_or(PageError::NotFound)
}

async fn question(
    app: &App,
    member: &Member,
    employee: &Employee,
) -> Result<ConfirmPage, PageError> {
    let t = member.t();
    let org = member.organization();
    let title = t.get("employee-remove-title");
    Ok(ConfirmPage {
        shell: frame::cabinet(app, member, title.clone(), Section::Employees).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("employee-remove-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("employees-name"), employee.name.clone()),
                SummaryRow::new(t.get("employees-email"), employee.email.clone()),
                SummaryRow::new(
                    t.get("employees-role"),
                    role_label(t, member.standing.kind, employee.role),
                ),
            ],
            action: urls::remove_employee(org, employee.id),
            submit: t.get("employee-remove").into_owned(),
            danger: true,
            cancel_url: urls::employee(org, employee.id),
        },
        alert: None,
    })
}

async fn blank(
    app: &App,
    member: &Member,
    employee: &Employee,
    typed: Option<&Typed>,
) -> Result<EmployeePage, PageError> {
    let t = member.t();
    let org = member.organization();
    let is_self = employee.person == member.signed_in.actor.person;
    let can_change = member.standing.allows(access::Permission::ManageMembers)
        && !is_self
        && employee.state != MemberState::Removed;
    let until = employee
        .valid_until
        .map(|end| last_day(t, end, member.zone()))
        .unwrap_or_default();
    let stored = Typed {
        role: employee.role.name().to_owned(),
        position: employee.position.clone(),
        until: until.clone(),
    };
    let typed = typed.unwrap_or(&stored);
    let fields = vec![
        Field::radio(
            "role",
            t.get("employees-role"),
            role_choices(t, member.standing.kind),
        )
        .value(&typed.role),
        Field::text("position", t.get("employees-position"))
            .value(&typed.position)
            .maxlength(200)
            .optional(),
        Field::date("until", t.get("employees-until"))
            .hint(t.get("employees-until-hint"))
            .value(&typed.until)
            .optional(),
    ];
    let mut as_they_stand = member.standing.clone();
    as_they_stand.role = employee.role;
    let allowed = access::Permission::ALL
        .iter()
        .filter(|one| employee.state == MemberState::Active && as_they_stand.allows(**one))
        .map(|one| t.get(&format!("permission-{}", one.name())).into_owned());
    Ok(EmployeePage {
        shell: frame::cabinet(app, member, employee.name.clone(), Section::Employees).await?,
        header: PageHeader::new(employee.name.clone())
            .tag(member_tag(t, employee.state))
            .crumb(t.get("menu-employees"), urls::employees(org)),
        alert: is_self.then(|| Alert::new(Color::Info, t.get("employee-self"))),
        summary: Summary {
            title: None,
            change_url: None,
            rows: rows(member, employee, until),
        },
        allowed: allowed.collect(),
        errors: ErrorSummary::default(),
        fields: if can_change { fields } else { Vec::new() },
        action: urls::employee(org, employee.id),
        remove_url: can_change.then(|| urls::remove_employee(org, employee.id)),
    })
}

fn rows(member: &Member, employee: &Employee, until: String) -> Vec<SummaryRow> {
    let t = member.t();
    let mut role = role_label(t, member.standing.kind, employee.role);
    if employee.is_head {
        role = format!("{role} · {}", t.get("organizations-head"));
    }
    let mut rows = vec![
        SummaryRow::new(t.get("employees-email"), employee.email.clone()),
        SummaryRow::new(t.get("invite-phone"), Phone::shown(&employee.phone)),
        SummaryRow::new(t.get("employees-role"), role),
        SummaryRow::new(t.get("employees-position"), employee.position.clone()),
        SummaryRow::new(
            t.get("employees-until"),
            if until.is_empty() {
                t.get("employees-no-end").into_owned()
            } else {
                until
            },
        ),
        SummaryRow::new(
            t.get("employees-proof"),
            t.get(&format!("member-proof-{}", employee.proof.name())),
        ),
        SummaryRow::new(
            t.get("employees-since"),
            t.date(employee.created_at, member.zone()),
        ),
    ];
    if let Some(at) = employee.ended_at {
        rows.push(SummaryRow::new(
            t.get("employees-ended"),
            t.date_time(at, member.zone()),
        ));
    }
    rows
}
