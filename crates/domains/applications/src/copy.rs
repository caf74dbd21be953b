//! A new application made of an earlier one (R94).

use std::sync::Arc;

use access::{Grant, rights};
use db::Rows;
use forms::Answers;

use crate::draft::prefilled;
use crate::model::ApplicationId;
use crate::services::{Service, Services};
use crate::{ApplicationError, parties, store};

/// What a copy begins with.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The service as it is offered now; the earlier application may have had another version.
    pub service: Arc<Service>,
    /// The answers that are taken over.
    pub answers: Answers,
    /// How people call the earlier application.
    pub label: String,
}

/// The answers of an earlier application or draft of the same organization, fit for the service as
/// it is now. Requisites are taken from the card anew (R92); files and consents are not taken over:
/// they belong to the day and the person that gave them.
pub async fn copied(
    rows: &impl Rows,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    from: ApplicationId,
) -> Result<Copied, ApplicationError> {
    let earlier = store::application(rows, from)
        .await?
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    let service = services.current(&earlier.service_code)?;
    // The same refusal as for beginning from nothing.
    prefilled(rows, grant, &service).await?;
    let known = parties::known(rows, grant.organization(), grant.actor().person).await?;
    let answers = forms::carry_over(&service.definition, &earlier.answers, known);
    Ok(Copied {
        service,
        answers,
        label: earlier.label().to_owned(),
    })
}
