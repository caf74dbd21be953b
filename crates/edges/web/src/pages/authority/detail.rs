//! One application at the authority: what was filed, by whom, what happened, and what can be done.

use access::{Permission, rights};
use applications::{
    Application, ApplicationError, ApplicationId, Change, Outcome, RESULT, Service,
    State as AppState,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use texts::Texts;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::applications::parts::{
    DecisionShown, SectionAnswers, answers, decision_shown, due, file_items, files_of,
    only_serious, put_at_fields, refusal, service_of, state_tag, timeline,
};
use crate::pages::applications::signed::stored;
use crate::pages::signing::block::blocks;
use crate::patterns::{
    Action, Alert, Choice, Color, ErrorSummary, Field, FileItem, PageHeader, SignatureBlock,
    SummaryRow, Tag, TimelineItem,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/authority/detail.html")]
pub(super) struct DetailPage {
    pub(super) shell: Shell,
    header: PageHeader,
    late: Option<Tag>,
    alert: Option<Alert>,
    errors: ErrorSummary,
    decision: Option<DecisionShown>,
    by: Vec<String>,
    signatures: Vec<SignatureBlock>,
    asked: Option<String>,
    forms: Vec<ActionForm>,
    /// To the page where the approval is signed.
    sign: Option<Action>,
    sections: Vec<SectionAnswers>,
    applicant: Vec<SummaryRow>,
    facts: Vec<SummaryRow>,
    files: Vec<FileItem>,
    timeline: Vec<TimelineItem>,
    revision: i64,
}

/// One thing that can be done now.
struct ActionForm {
    /// The last part of its address.
    name: &'static str,
    /// A heading; without one the form is a lone button.
    title: String,
    text: String,
    fields: Vec<Field>,
    action: String,
    submit: String,
    is_primary: bool,
    /// Folded until it is asked for.
    is_folded: bool,
}

/// What was typed into the form of an action that was refused.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) form: &'static str,
    pub(super) values: Vec<(&'static str, String)>,
}

impl Typed {
    /// For a form without fields, and for one that is filled in from what is kept.
    pub(super) fn nothing(form: &'static str) -> Self {
        Self {
            form,
            values: Vec::new(),
        }
    }

    fn value(&self, form: &str, field: &str) -> String {
        let own = self.values.iter().filter(|_| self.form == form);
        own.filter(|(name, _)| *name == field)
            .map(|(_, value)| value.clone())
            .next()
            .unwrap_or_default()
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    respond::page(&render(&app, &member, ApplicationId(id), &Typed::default(), None).await?)
}

pub(super) async fn render(
    app: &App,
    member: &Member,
    id: ApplicationId,
    typed: &Typed,
    error: Option<ApplicationError>,
) -> Result<DetailPage, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    let application = applications::find_in_queue(&app.db, &grant, id)
        .await
        .map_err(only_serious)?;
    let (t, org, zone) = (member.t(), member.organization(), member.zone());
    let service = service_of(app, &application).await?;
    let files = files_of(app, &application).await?;
    let events = applications::full_history(&app.db, &application)
        .await
        .map_err(only_serious)?;
    let applicant = organizations::find(&app.db, application.organization)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut forms = forms(app, member, &application, &service, typed).await?;
    let mut errors = ErrorSummary::default();
    let mut alert = None;
    if let Some(error) = &error {
        let own = forms.iter_mut().find(|form| form.name == typed.form);
        let is_at_field = own.is_some_and(|form| {
            form.is_folded = false;
            let is_put = put_at_fields(
                &mut form.fields,
                &format!("queue-{}", form.name),
                t,
                zone,
                error,
            );
            errors = ErrorSummary::of(&form.fields);
            is_put
        });
        if !is_at_field {
            alert = Some(refusal(t, zone, error));
        }
    }
    let shown = application
        .decision
        .as_ref()
        .or(application.proposal.as_ref());
    let mut shell = frame::cabinet(app, member, application.label(), Section::Queue).await?;
    shell.follow(&urls::queue_events(org, id));
    shell.has_errors = error.is_some();
    let decision = shown.map(|decision| {
        let mut shown = decision_shown(t, decision);
        if application.decision.is_none() {
            let key = match decision.outcome {
                Outcome::Approved => "proposal-approved",
                Outcome::Refused => "proposal-refused",
            };
            shown.alert.title = t.get(key).into_owned();
            shown.alert.color = Color::Info;
        }
        shown
    });
    let row = |key: &str, value: &str| SummaryRow::new(t.get(key), value);
    Ok(DetailPage {
        header: PageHeader::new(application.label())
            .lead(application.title.clone())
            .tag(state_tag(t, application.state))
            .crumb(t.get("menu-overview"), urls::overview(org))
            .crumb(t.get("menu-queue"), urls::queue(org)),
        late: application
            .is_overdue(member.now())
            .then(|| Tag::new(t.get("queue-overdue-tag"), Color::Danger)),
        alert,
        errors,
        by: shown.map_or(Vec::new(), |decision| {
            decision.by.iter().map(|one| one.name.clone()).collect()
        }),
        decision,
        signatures: blocks(
            t,
            zone,
            &stored(app, &application, member.now()).await?,
            |one| {
                (
                    urls::queue_signed(org, id, one.id),
                    urls::queue_signature(org, id, one.id),
                )
            },
        ),
        sign: sign(app, member, &application, &service),
        asked: application.addition.as_ref().map(|asked| {
            t.with(
                "queue-asked",
                &[("text", &asked.text), ("date", &t.date(asked.due, zone))],
            )
        }),
        forms,
        sections: answers(t, &service, &application, &files, None),
        applicant: vec![
            row("applicant-name", &applicant.name_full),
            row("applicant-inn", &applicant.inn),
            row("applicant-ogrn", &applicant.ogrn),
            row("applicant-address", &applicant.address),
            row("applicant-head", &applicant.head_name),
        ],
        facts: vec![
            SummaryRow::new(
                t.get("application-submitted"),
                application
                    .submitted_at
                    .map(|at| t.date_time(at, zone))
                    .unwrap_or_default(),
            ),
            SummaryRow::new(t.get("application-due"), due(t, zone, application.due_at)),
            SummaryRow::new(
                t.get("queue-holder"),
                application.assignee.as_ref().map_or_else(
                    || t.get("queue-nobody").into_owned(),
                    |(_, name)| name.clone(),
                ),
            ),
            SummaryRow::new(t.get("queue-step"), step_name(&service, &application)),
        ],
        files: {
            let mut items = file_items(t, &files, |file| urls::queue_file(org, id, file));
            for (item, file) in items.iter_mut().zip(&files) {
                let what = match file.field.as_str() {
                    applications::ADDITION => t.get("application-files-addition").into_owned(),
                    RESULT => t.get("application-files-result").into_owned(),
                    field => service
                        .definition
                        .field(field)
                        .map_or(String::new(), |one| one.label.clone()),
                };
                item.note = format!("{what} · {}", item.note);
            }
            items
        },
        timeline: timeline(t, zone, &events),
        revision: application.revision,
        shell,
    })
}

/// Whether a decision on this service is signed in any case.
pub(super) fn must_sign(app: &App, service: &Service) -> bool {
    service.definition.signature.is_cryptographic() && app.verifier.is_configured()
}

/// Where the only step is the decision: the wish to sign it. Where it must be, it says so.
fn sign_field(app: &App, t: Texts, service: &Service, typed: &str) -> Option<Field> {
    let is_final = service.definition.steps.len() == 1;
    let must = must_sign(app, service);
    (is_final && app.verifier.is_configured()).then(|| {
        let field = Field::checkbox("sign", t.get("queue-decide-sign"));
        if must {
            field.value("on").hint(t.get("queue-decide-sign-must"))
        } else {
            field.value(typed)
        }
    })
}

/// The way to the page where a waiting proposal is signed and approved.
fn sign(
    app: &App,
    member: &Member,
    application: &Application,
    service: &Service,
) -> Option<Action> {
    let me = member.signed_in.actor.person;
    let waits = application.state == AppState::AtApproval
        && application
            .proposal
            .as_ref()
            .is_some_and(|proposal| proposal.by.iter().all(|one| one.person != me));
    let may = waits
        && member.standing.allows(Permission::ApproveDecisions)
        && app.verifier.is_configured();
    may.then(|| {
        let url = urls::sign_decision(member.organization(), application.id);
        let label = member.t().get("queue-sign-and-approve");
        Action {
            primary: must_sign(app, service),
            ..Action::new(label, url).icon("pen-line")
        }
    })
}

fn step_name(service: &Service, application: &Application) -> String {
    let step = service.definition.steps.get(application.step);
    step.map_or(String::new(), |step| step.name.clone())
}

async fn forms(
    app: &App,
    member: &Member,
    application: &Application,
    service: &Service,
    typed: &Typed,
) -> Result<Vec<ActionForm>, PageError> {
    let t = member.t();
    let org = member.organization();
    let me = member.signed_in.actor.person;
    let allows = |permission| member.standing.allows(permission);
    let can = |change: Change| change.after(application.state).is_some();
    let is_mine = application
        .assignee
        .as_ref()
        .is_some_and(|(person, _)| *person == me);
    let form = |name: &'static str| ActionForm {
        name,
        title: t.get(&format!("queue-{name}-title")).into_owned(),
        text: String::new(),
        fields: Vec::new(),
        action: urls::queue_action(org, application.id, name),
        submit: t.get(&format!("queue-{name}-submit")).into_owned(),
        is_primary: false,
        is_folded: true,
    };
    let lone = |name: &'static str| ActionForm {
        title: String::new(),
        submit: t.get(&format!("queue-{name}-submit")).into_owned(),
        is_folded: false,
        ..form(name)
    };
    let mut forms = Vec::new();
    if allows(Permission::HandleApplications) && can(Change::Take) {
        forms.push(ActionForm {
            is_primary: true,
            ..lone("take")
        });
    }
    let considers =
        allows(Permission::HandleApplications) && is_mine && application.state == AppState::InWork;
    let is_my_step =
        !applications::is_managers_step(service, 0) || allows(Permission::ApproveDecisions);
    if considers && is_my_step {
        let value = |field: &str| typed.value("decide", field);
        let has_next = service.definition.steps.len() > 1;
        let outcomes = vec![
            Choice::new("approved", t.get("queue-decide-approve"))
                .hint(t.get("queue-decide-approve-hint")),
            Choice::new("refused", t.get("queue-decide-refuse"))
                .hint(t.get("queue-decide-refuse-hint")),
        ];
        let key = if has_next {
            "queue-propose-submit"
        } else {
            "queue-decide-submit"
        };
        forms.push(ActionForm {
            text: t
                .get(if has_next {
                    "queue-propose-text"
                } else {
                    "queue-decide-text"
                })
                .into_owned(),
            fields: vec![
                Field::radio("outcome", t.get("queue-decide-outcome"), outcomes)
                    .value(value("outcome")),
                Field::multiline("text", t.get("queue-decide-result-text"))
                    .hint(t.get("queue-decide-result-hint"))
                    .value(value("text"))
                    .optional(),
                Field::multiline("reasons", t.get("queue-decide-reasons"))
                    .hint(t.get("queue-decide-reasons-hint"))
                    .value(value("reasons")),
                Field::multiline("advice", t.get("queue-decide-advice"))
                    .hint(t.get("queue-decide-advice-hint"))
                    .value(value("advice")),
            ]
            .into_iter()
            .chain(sign_field(app, t, service, &value("sign")))
            .collect(),
            submit: t.get(key).into_owned(),
            is_primary: true,
            is_folded: false,
            ..form("decide")
        });
    }
    if considers {
        let value = |field: &str| typed.value("ask", field);
        forms.push(ActionForm {
            fields: vec![
                Field::multiline("what", t.get("queue-ask-what")).value(value("what")),
                Field::date("due", t.get("queue-ask-due"))
                    .hint(t.with1("form-date-hint", "example", example_day(member)))
                    .value(value("due")),
            ],
            ..form("ask")
        });
    }
    if allows(Permission::ApproveDecisions) && application.state == AppState::AtApproval {
        let signed = application
            .proposal
            .as_ref()
            .is_some_and(|it| it.by.iter().any(|one| one.person == me));
        if signed {
            forms.push(ActionForm {
                text: t.error("APP-011").into_owned(),
                submit: String::new(),
                is_folded: false,
                ..form("approve")
            });
        } else if !must_sign(app, service) {
            forms.push(ActionForm {
                is_primary: true,
                ..lone("approve")
            });
        }
        forms.push(ActionForm {
            fields: vec![
                Field::multiline("comment", t.get("queue-return-comment"))
                    .value(typed.value("return", "comment")),
            ],
            ..form("return")
        });
    }
    if allows(Permission::AssignApplications) && can(Change::Assign) {
        let grant = member.grant::<rights::ViewQueue>()?;
        let employees = applications::employees(&app.db, &grant)
            .await
            .map_err(only_serious)?;
        let choices = employees
            .into_iter()
            .map(|one| Choice::new(one.person.to_string(), one.name));
        let current = application
            .assignee
            .as_ref()
            .map(|(person, _)| person.to_string());
        forms.push(ActionForm {
            fields: vec![
                Field::select("assignee", t.get("queue-holder"), choices.collect())
                    .value(current.unwrap_or_default()),
            ],
            ..form("assign")
        });
    }
    if considers {
        forms.push(lone("release"));
    }
    Ok(forms)
}

/// A week from now, as an example of how a date is typed.
fn example_day(member: &Member) -> String {
    let today = member.now().to_zoned(member.zone().clone()).date();
    let week = jiff::Span::new().days(7);
    member
        .t()
        .day_short(today.checked_add(week).unwrap_or(today))
}
