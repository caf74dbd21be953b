//! One page of a service's form as it is shown.

use access::rights;
use applications::{ApplicationError, AttachedFile};
use askama::Template;
use forms::{Answers, FieldError};
use jiff::Timestamp;

use super::draft::Open;
use super::fields::page_fields;
use super::parts::{file_items, refusal_text};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Alert, Color, ErrorSummary, Field, FileItem, PageHeader, Step, StepState};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/edit.html")]
pub(super) struct EditPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    step_title: String,
    description: Option<String>,
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// One or two questions in each.
    rows: Vec<Vec<Question>>,
    action: String,
    revision: i64,
    has_files: bool,
    is_first: bool,
    saved_at: String,
    delete_url: Option<String>,
}

/// A field with the files that answer it already.
struct Question {
    field: Field,
    files: Vec<FileItem>,
}

impl Question {
    /// By reference: a macro of a template cannot borrow a loop variable's field.
    fn field(&self) -> &Field {
        &self.field
    }

    fn files(&self) -> &[FileItem] {
        &self.files
    }
}

/// What a page shows besides the draft.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) answers: Answers,
    pub(super) errors: Vec<FieldError>,
    pub(super) file_errors: Vec<(String, ApplicationError)>,
    pub(super) alert: Option<Alert>,
}

pub(super) async fn render(
    app: &App,
    member: &Member,
    open: &Open,
    section: &str,
    shown: Shown,
) -> Result<EditPage, PageError> {
    member.grant::<rights::EditApplications>()?;
    let t = member.t();
    let org = member.organization();
    let definition = &open.service.definition;
    let sections = &definition.sections;
    let here = sections
        .iter()
        .position(|one| one.code == section)
        .ok_or(PageError::NotFound)?;
    let current = &sections[here];
    let answers = forms::spread(definition, &shown.answers);
    let editor = app.db.clock().new_id();
    let visible = forms::visible_fields(definition, &answers);
    // Without JavaScript a question cannot appear while its page is filled in, so those that hang
    // on an answer of the same page are shown with a note; they are judged only when they are asked.
    let is_shown = |field: &&forms::Field| {
        visible.iter().any(|one| one.name == field.name)
            || field.visible_if.as_ref().is_some_and(|condition| {
                current
                    .fields
                    .iter()
                    .any(|other| other.name == condition.field)
            })
    };
    let asked: Vec<&forms::Field> = current.fields.iter().filter(is_shown).collect();
    let mut fields = page_fields(t, &asked, &answers, &shown.errors);
    for (field, question) in fields.iter_mut().zip(&asked) {
        let condition = question.visible_if.as_ref();
        if let Some(condition) =
            condition.filter(|_| !visible.iter().any(|one| one.name == question.name))
        {
            field.optional = true;
            let other = definition.field(&condition.field);
            let value = other.map_or(String::new(), |other| {
                condition_words(t, other, &condition.value)
            });
            let only = t.with1("application-only-if", "condition", value);
            field.hint = Some(match field.hint.take() {
                Some(hint) => format!("{only} {hint}"),
                None => only,
            });
        }
    }
    for (name, error) in &shown.file_errors {
        if let Some(field) = fields.iter_mut().find(|field| field.name == *name) {
            let text = match error {
                ApplicationError::Invalid(errors) => errors
                    .first()
                    .map(|error| super::parts::field_error(t, error))
                    .unwrap_or_default(),
                other => refusal_text(t, member.zone(), other),
            };
            field.error = Some(text);
        }
    }
    let errors = ErrorSummary::of(&fields);
    let mut shell =
        frame::cabinet(app, member, definition.title.clone(), Section::Applications).await?;
    shell.has_errors = !errors.is_empty() || shown.alert.is_some();
    let rows = fields.into_iter().zip(&asked).map(|(field, question)| {
        let own: Vec<AttachedFile> = open
            .files
            .iter()
            .filter(|file| file.field == field.name)
            .cloned()
            .collect();
        let mut files = file_items(t, &own, |file| urls::application_file(org, open.id, file));
        for (item, file) in files.iter_mut().zip(&own) {
            let url = urls::remove_application_file(org, open.id, section, file.file, editor);
            item.remove_action = Some(url);
        }
        (question.beside, Question { field, files })
    });
    let rows = in_rows(rows);
    let alert = shown.alert.or_else(|| {
        let name = open.copied_from.as_ref()?;
        let title = t.with1("application-copied", "name", name);
        Some(Alert {
            text: Some(t.get("application-copied-text").into_owned()),
            ..Alert::new(Color::Info, title)
        })
    });
    let day = |at: Timestamp| at.to_zoned(member.zone().clone()).date();
    Ok(EditPage {
        header: PageHeader::new(definition.title.clone())
            .crumb(t.get("menu-overview"), urls::overview(org))
            .crumb(t.get("menu-applications"), urls::applications(org)),
        steps: steps(member, open, here),
        step_title: t.with(
            "application-step",
            &[
                ("number", &(here + 1)),
                ("count", &sections.len()),
                ("title", &current.title),
            ],
        ),
        description: current.description.clone(),
        alert,
        errors,
        has_files: current.fields.iter().any(|field| field.files.is_some()),
        rows,
        action: urls::save_application(org, open.id, section, &open.new, editor),
        revision: open.revision,
        is_first: here == 0,
        // «Сохранён в 9:31» can only be said of today.
        saved_at: open
            .saved_at
            .filter(|at| day(*at) == day(member.now()))
            .map(|at| t.time(at, member.zone()))
            .unwrap_or_default(),
        delete_url: open
            .saved_at
            .filter(|_| member.standing.allows(access::Permission::DeleteDrafts))
            .map(|_| urls::delete_application(org, open.id)),
        shell,
    })
}

/// A field that stands beside the one before it shares its row; when that one is not asked, it has
/// a row of its own.
fn in_rows(questions: impl Iterator<Item = (bool, Question)>) -> Vec<Vec<Question>> {
    let mut rows: Vec<Vec<Question>> = Vec::new();
    for (is_beside, question) in questions {
        match rows.last_mut() {
            Some(row) if is_beside && row.len() == 1 => row.push(question),
            _ => rows.push(vec![question]),
        }
    }
    rows
}

/// «Вид перевозок»: «Регулярные междугородные».
fn condition_words(t: texts::Texts, other: &forms::Field, value: &str) -> String {
    let label = other.label.as_str();
    let shown = super::parts::shown(t, forms::display_value(other, &[value.to_owned()]));
    format!("«{label}»: {shown}")
}

fn steps(member: &Member, open: &Open, here: usize) -> Vec<Step> {
    let org = member.organization();
    let mut steps: Vec<Step> = open
        .service
        .definition
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| Step {
            label: section.title.clone(),
            url: (index < here)
                .then(|| urls::edit_application(org, open.id, &section.code, &open.new)),
            state: match index.cmp(&here) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Current,
                std::cmp::Ordering::Greater => StepState::Todo,
            },
        })
        .collect();
    steps.push(Step {
        label: member.t().get("application-check-step").into_owned(),
        url: None,
        state: StepState::Todo,
    });
    steps
}
