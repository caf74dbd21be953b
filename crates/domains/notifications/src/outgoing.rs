//! Putting a notice into the unit.

use std::collections::BTreeMap;

use db::{Announcement, DbError, Unit, micros, values};
use serde::{Deserialize, Serialize};

use crate::{Arg, Notice, Recipient};

/// The payload of a `mail` job.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MailJob {
    pub(crate) kind: String,
    pub(crate) to: Recipient,
    pub(crate) args: BTreeMap<String, Arg>,
    pub(crate) link: String,
    /// Microseconds: the same in every repeat of the letter.
    pub(crate) at: i64,
}

/// Tells one recipient, in the unit of the change that calls for it.
pub async fn send(unit: &Unit, notice: Notice) -> Result<(), DbError> {
    let key = notice.key.unwrap_or_else(|| unit.new_id());
    let args: BTreeMap<String, Arg> = notice
        .args
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if let (false, Some(person)) = (notice.kind.is_mail_only(), notice.to.person) {
        let stored = serde_json::to_string(&args).map_err(|error| DbError::Broken {
            column: "notifications.args",
            reason: error.to_string(),
        })?;
        unit.execute(
            "INSERT INTO notifications (id, person_id, organization_id, kind, args, link, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            values![
                key,
                person.0,
                notice.organization.map(|one| one.0),
                notice.kind.name(),
                stored,
                notice.link.as_str(),
                micros(unit.now()),
            ],
        )
        .await?;
        unit.announce(Announcement::Changed(person.0));
    }
    // An account that was made by a certificate may have no address yet.
    if notice.to.email.is_empty() {
        return Ok(());
    }
    let job = MailJob {
        kind: notice.kind.name().to_owned(),
        to: notice.to,
        args,
        link: notice.link,
        at: micros(unit.now()),
    };
    jobs::enqueue_once(unit, key, "mail", &job).await
}
