//! One page of a service's form: saved every few seconds, by a button, and with its files.

use access::rights;
use applications::{ApplicationError, ApplicationId, Saving, Seen, Upload};
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use forms::{FieldError, Mode};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::draft::{Asked, Open, open};
use super::edit_page::{Shown, render};
use super::parts::{only_serious, refusal, serious};
use super::receive::{Received, all_stored, forget, receive, service_rules};
use crate::app::App;
use crate::error::PageError;
use crate::respond::{self, see_other};
use crate::urls::{self, NewDraft};
use crate::visitor::Member;

/// A page of the form, and the file on it that is to be taken off.
#[derive(Deserialize)]
pub(crate) struct Place {
    id: Uuid,
    section: String,
    file: Option<Uuid>,
}

pub(crate) async fn form(
    State(app): State<App>,
    member: Member,
    Path(place): Path<Place>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    member.grant::<rights::EditApplications>()?;
    let id = ApplicationId(place.id);
    let open = match open(&app, &member, id, asked.beginning()).await {
        Err(ApplicationError::Locked) => {
            return Ok(see_other(&urls::application(member.organization(), id)));
        }
        other => other.map_err(only_serious)?,
    };
    let shown = Shown {
        answers: open.answers.clone(),
        ..Shown::default()
    };
    respond::page(&render(&app, &member, &open, &place.section, shown).await?)
}

pub(crate) async fn save(
    State(app): State<App>,
    member: Member,
    Path(place): Path<Place>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, PageError> {
    let (app, member) = (&app, &member);
    let (id, section) = (ApplicationId(place.id), place.section.as_str());
    let grant = member.grant::<rights::EditApplications>()?;
    let is_autosave = request.headers().contains_key("x-autosave");
    let before = match open(app, member, id, asked.beginning()).await {
        Err(ApplicationError::Locked) if !is_autosave => {
            return Ok(see_other(&urls::application(member.organization(), id)));
        }
        Err(error) if is_autosave => return autosave_refused(error),
        other => other.map_err(only_serious)?,
    };
    let received = receive(app, member, request, |field| {
        service_rules(&before.service, field)
    })
    .await?;
    let editor = asked.editor.unwrap_or_else(|| app.db.clock().new_id());
    let seen = Seen {
        revision: received.revision(),
        editor,
    };
    let saving = Saving {
        id,
        beginning: asked.beginning(),
        section: section.to_owned(),
        posted: received.answers.clone(),
        seen,
    };
    let saved = applications::save_draft(&app.db, &app.services, &grant, saving).await;
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) => {
            return not_saved(app, member, before, section, received, error, is_autosave).await;
        }
    };
    if is_autosave {
        let time = member.t().time(saved.application.updated_at, member.zone());
        return Ok(
            Json(json!({ "time": time, "revision": saved.application.revision })).into_response(),
        );
    }
    if let Some(file) = place.file {
        applications::detach(&app.db, &app.services, &grant, id, file, seen)
            .await
            .map_err(only_serious)?;
    }
    let action = received.answers.first("action").to_owned();
    let (stored, mut file_errors) = all_stored(received.files);
    for (field, name, stored) in stored {
        let kept = stored.clone();
        let upload = Upload {
            id,
            field: field.clone(),
            name,
            stored,
            seen,
        };
        if let Err(error) = applications::attach(&app.db, &app.services, &grant, upload).await {
            forget(app, &kept).await;
            file_errors.push((field, serious(error)?));
        }
    }
    let after = open(app, member, id, None).await.map_err(only_serious)?;
    let here = urls::edit_application(member.organization(), id, section, &NewDraft::none());
    if file_errors.is_empty() {
        if place.file.is_some() || action == "upload" {
            return Ok(see_other(&here));
        }
        if action == "save" {
            return Ok(respond::done(
                app,
                &urls::applications(member.organization()),
                "flash-draft-saved",
            ));
        }
        if action == "back" {
            return Ok(see_other(&neighbour(member, &after, section, -1)));
        }
        match judge(app, &after, section).await? {
            Ok(()) => return Ok(see_other(&neighbour(member, &after, section, 1))),
            Err(errors) => {
                let shown = Shown {
                    answers: after.answers.clone(),
                    errors,
                    ..Shown::default()
                };
                return respond::invalid(&render(app, member, &after, section, shown).await?);
            }
        }
    }
    let shown = Shown {
        answers: after.answers.clone(),
        file_errors,
        ..Shown::default()
    };
    respond::invalid(&render(app, member, &after, section, shown).await?)
}

/// Shows what was typed beside why it was not kept; pressing again keeps it.
async fn not_saved(
    app: &App,
    member: &Member,
    mut before: Open,
    section: &str,
    received: Received,
    error: ApplicationError,
    is_autosave: bool,
) -> Result<Response, PageError> {
    if is_autosave {
        return autosave_refused(error);
    }
    for file in &received.files {
        if let Ok(stored) = &file.stored {
            forget(app, stored).await;
        }
    }
    let error = serious(error)?;
    if let ApplicationError::Conflict { revision, .. } = &error {
        before.revision = *revision;
    }
    let mut answers = before.answers.clone();
    if let Some(own) = before.service.definition.section(section) {
        answers.put_section(own, &received.answers);
    }
    let alert = Some(refusal(member.t(), member.zone(), &error));
    let shown = Shown {
        answers,
        alert,
        ..Shown::default()
    };
    let page = render(app, member, &before, section, shown).await?;
    Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
}

fn autosave_refused(error: ApplicationError) -> Result<Response, PageError> {
    let error = serious(error)?;
    Ok((StatusCode::CONFLICT, Json(json!({ "code": error.code() }))).into_response())
}

/// Whether the page of the form is ready to be left forwards.
async fn judge(
    app: &App,
    open: &Open,
    section: &str,
) -> Result<Result<(), Vec<FieldError>>, PageError> {
    let definition = &open.service.definition;
    let Some(section) = definition.section(section) else {
        return Ok(Ok(()));
    };
    let today = app.services.today(&app.db, &open.service).await;
    Ok(forms::validate_section(
        definition,
        section,
        &open.answers,
        &applications::for_validation(&open.files),
        today.map_err(only_serious)?,
        Mode::Submit,
    )
    .map(|_| ()))
}

fn neighbour(member: &Member, open: &Open, section: &str, step: isize) -> String {
    let sections = &open.service.definition.sections;
    let here = sections
        .iter()
        .position(|one| one.code == section)
        .unwrap_or(0);
    let there = here
        .checked_add_signed(step)
        .and_then(|index| sections.get(index));
    match there {
        Some(next) => urls::edit_application(
            member.organization(),
            open.id,
            &next.code,
            &NewDraft::none(),
        ),
        None if step > 0 => urls::check_application(member.organization(), open.id),
        None => urls::applications(member.organization()),
    }
}
