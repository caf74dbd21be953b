//! Ending sessions from the list.

use access::SessionId;
use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::respond::done;
use crate::urls;
use crate::visitor::SignedIn;

pub(crate) async fn end(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    accounts::end_session(&app.db, &signed_in.actor, SessionId(id))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(done(&app, &urls::security(), "flash-session-ended"))
}

pub(crate) async fn end_others(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    accounts::end_other_sessions(&app.db, &signed_in.actor)
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(done(&app, &urls::security(), "flash-sessions-ended"))
}
