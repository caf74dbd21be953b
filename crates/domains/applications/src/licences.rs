//! «Мои лицензии»: what was granted on applications for licences (R103).

use access::{Grant, rights};
use db::{DbError, Rows, Value, timestamp, values};
use forms::Category;
use jiff::Timestamp;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::model::{ApplicationId, State};
use crate::result::decision_number;
use crate::{ApplicationError, PAGE_SIZE, Services};

/// A licence that the organization was granted here.
#[derive(Clone, Debug)]
pub struct Licence {
    /// The application that asked for it.
    pub application: ApplicationId,
    /// «Р-2026-000417».
    pub number: String,
    /// The service's title in the version that it was asked by.
    pub title: String,
    /// The authority's short name.
    pub authority: String,
    /// When it was granted.
    pub issued_at: Timestamp,
    /// The document among the application's files.
    pub file: Option<Uuid>,
}

/// A page of [`licences`].
#[derive(Clone, Debug)]
pub struct Licences {
    /// At most [`PAGE_SIZE`], the newest first.
    pub licences: Vec<Licence>,
    /// This page, from 1; at most the last one.
    pub number: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

#[derive(FromQueryResult)]
struct StoredLicence {
    id: Uuid,
    number: Option<String>,
    service_title: String,
    authority_name: String,
    decided_at: i64,
    result_file_id: Option<Uuid>,
}

/// The licences that the grant's organization was granted.
pub async fn licences(
    rows: &impl Rows,
    services: &Services,
    grant: &Grant<rights::ViewApplications>,
    page: u32,
) -> Result<Licences, ApplicationError> {
    let codes: Vec<String> = services
        .all()
        .filter(|service| service.definition.category == Category::Licences)
        .map(|service| service.definition.code.clone())
        .collect();
    let mut found = Licences {
        licences: Vec::new(),
        number: 1,
        pages: 1,
    };
    if codes.is_empty() {
        return Ok(found);
    }
    let mut values: Vec<Value> = values![grant.organization().0, State::Approved.name()];
    let mut places = Vec::new();
    for code in codes {
        values.extend(values![code]);
        places.push(format!("${}", values.len()));
    }
    let from = format!(
        "FROM applications a JOIN organizations u ON u.id = a.authority_id \
         WHERE a.organization_id = $1 AND a.state = $2 AND a.decided_at IS NOT NULL \
         AND a.service_code IN ({})",
        places.join(", ")
    );
    let count = format!("SELECT count(*) AS n {from}");
    let total = u64::try_from(rows.number(&count, values.clone()).await?).unwrap_or(0);
    found.pages = u32::try_from(total.div_ceil(u64::from(PAGE_SIZE)))
        .unwrap_or(u32::MAX)
        .max(1);
    found.number = page.clamp(1, found.pages);
    let next = values.len() + 1;
    values.extend(values![
        i64::from(PAGE_SIZE),
        i64::from(found.number - 1) * i64::from(PAGE_SIZE)
    ]);
    let sql = format!(
        "SELECT a.id, a.number, a.service_title, u.name_short AS authority_name, a.decided_at, \
         a.result_file_id {from} ORDER BY a.decided_at DESC, a.id DESC LIMIT ${next} OFFSET ${}",
        next + 1
    );
    let stored: Vec<StoredLicence> = rows.all(&sql, values).await?;
    found.licences = stored
        .into_iter()
        .map(StoredLicence::read)
        .collect::<Result<_, _>>()?;
    Ok(found)
}

impl StoredLicence {
    fn read(self) -> Result<Licence, DbError> {
        Ok(Licence {
            application: ApplicationId(self.id),
            number: decision_number(self.number.as_deref().unwrap_or_default()),
            title: self.service_title,
            authority: self.authority_name,
            issued_at: timestamp(self.decided_at)?,
            file: self.result_file_id,
        })
    }
}
