//! Documents of requests, for the operator who checks them.

use ::organizations::FileId;
use audit::Entry;
use axum::extract::{Path, State};
use axum::response::Response;
use db::{DbError, Unit};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::pages::organizations::download::attachment;
use crate::visitor::Operator;

pub(crate) async fn download(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let file = ::organizations::files::link_file(&app.db, &operator.grant, FileId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    let (grant, label) = (operator.grant.clone(), file.name.clone());
    app.db
        .write(async move |unit: Unit| {
            let entry = Entry::by_operator(&grant, "link.document-view").about("file", id, label);
            audit::record(&unit, entry).await?;
            Ok::<_, DbError>(())
        })
        .await?;
    attachment(&app, &file).await
}
