//! A draft as a page of its form finds it: there already, or what it will be with the first save.

use std::sync::Arc;

use access::rights;
use applications::{
    Application, ApplicationError, ApplicationId, AttachedFile, Beginning, Service,
    State as AppState,
};
use forms::Answers;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::urls::NewDraft;
use crate::visitor::Member;

/// What the address of a form's page says besides the draft and the section.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    service: String,
    from: Option<Uuid>,
    pub(super) editor: Option<Uuid>,
}

impl Asked {
    /// What the draft begins with when it is not there.
    pub(super) fn beginning(&self) -> Option<Beginning> {
        (!self.service.is_empty()).then(|| Beginning {
            service: self.service.clone(),
            from: self.from.map(ApplicationId),
        })
    }
}

/// A draft, or what it will be when it is saved for the first time.
pub(super) struct Open {
    pub(super) id: ApplicationId,
    pub(super) service: Arc<Service>,
    pub(super) answers: Answers,
    pub(super) revision: i64,
    pub(super) files: Vec<AttachedFile>,
    pub(super) saved_at: Option<Timestamp>,
    /// For the addresses of a draft that is not there.
    pub(super) new: NewDraft,
    /// How people call the earlier application whose answers it will begin with.
    pub(super) copied_from: Option<String>,
}

pub(super) async fn open(
    app: &App,
    member: &Member,
    id: ApplicationId,
    beginning: Option<Beginning>,
) -> Result<Open, ApplicationError> {
    let denied = |_| ApplicationError::NotFound;
    let view = member.grant::<rights::ViewApplications>().map_err(denied)?;
    match (applications::find(&app.db, &view, id).await, beginning) {
        (Ok(application), _) => there(app, application).await,
        (Err(ApplicationError::NotFound), Some(beginning)) => {
            to_be(app, member, id, beginning).await
        }
        (Err(error), _) => Err(error),
    }
}

async fn to_be(
    app: &App,
    member: &Member,
    id: ApplicationId,
    beginning: Beginning,
) -> Result<Open, ApplicationError> {
    let edit = member
        .grant::<rights::EditApplications>()
        .map_err(|_| ApplicationError::NotFound)?;
    let (service, answers, copied_from) = match beginning.from {
        None => {
            let service = app.services.current(&beginning.service)?;
            let answers = applications::prefilled(&app.db, &edit, &service).await?;
            (service, answers, None)
        }
        Some(from) => {
            let copied = applications::copied(&app.db, &app.services, &edit, from).await?;
            (copied.service, copied.answers, Some(copied.label))
        }
    };
    Ok(Open {
        id,
        answers,
        revision: 0,
        files: Vec::new(),
        saved_at: None,
        new: NewDraft {
            service: service.definition.code.clone(),
            from: beginning.from,
        },
        service,
        copied_from,
    })
}

async fn there(app: &App, application: Application) -> Result<Open, ApplicationError> {
    if application.state != AppState::Draft {
        return Err(ApplicationError::Locked);
    }
    let version = application.service_version;
    let service = app
        .services
        .version(&app.db, &application.service_code, version)
        .await?;
    let files = applications::attached_files(&app.db, &application).await?;
    Ok(Open {
        id: application.id,
        service,
        answers: application.answers,
        revision: application.revision,
        files,
        saved_at: Some(application.updated_at),
        new: NewDraft::none(),
        copied_from: None,
    })
}
