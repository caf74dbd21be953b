//! The `mail` job: writes a notice out in the reader's language and sends it.

use std::sync::Arc;

use db::{Db, DbError, Rows, Unit, like_pattern, micros, timestamp, values};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jobs::{Failure, Job, Runner};
use mail::{Mailer, Message};
use sea_orm::FromQueryResult;
use texts::{Lang, Texts};
use uuid::Uuid;

use crate::letter;
use crate::model::{text, written};
use crate::outgoing::MailJob;

/// How mail leaves this installation.
#[derive(Clone)]
pub struct Mailing {
    /// Where letters go; `None` keeps them in the database for the demo's catcher.
    pub mailer: Option<Mailer>,
    /// The domain of Message-IDs.
    pub domain: String,
    /// Address of the site, without a slash at the end; links in letters begin with it.
    pub base_url: String,
}

impl Mailing {
    /// Teaches the runner to send mail.
    pub fn handlers(self, runner: Runner, db: &Db) -> Runner {
        let (mailing, db) = (Arc::new(self), db.clone());
        runner.on("mail", move |job| deliver(mailing.clone(), db.clone(), job))
    }
}

async fn deliver(mailing: Arc<Mailing>, db: Db, job: Job) -> Result<(), Failure> {
    let sent = db
        .number(
            "SELECT count(*) AS n FROM sent_mail WHERE id = $1 AND state <> 'refused'",
            values![job.id],
        )
        .await?;
    if sent > 0 {
        return Ok(());
    }
    let wanted: MailJob = serde_json::from_value(job.payload)?;
    let lang = Lang::parse(&wanted.to.lang).unwrap_or_default();
    let zone = TimeZone::get(&wanted.to.time_zone).unwrap_or(TimeZone::UTC);
    let t = Texts::new(lang);
    let args = written(&wanted.args, t, &zone);
    let subject = text(t, &format!("mail-{}-subject", wanted.kind), &args);
    let body = text(t, &format!("mail-{}-body", wanted.kind), &args);
    let link = (!wanted.link.is_empty()).then(|| format!("{}{}", mailing.base_url, wanted.link));
    let letter = letter::write(t, &body, link.as_deref());
    // The same job always makes the same Message-ID: a repeat is recognised as one.
    let message_id = format!("<{}@{}>", job.id.simple(), mailing.domain);
    let message = Message {
        to: wanted.to.email,
        subject,
        text: letter.text,
        html: Some(letter.html),
        message_id,
        date: timestamp(wanted.at)?,
    };
    let state = match &mailing.mailer {
        None => "caught",
        Some(mailer) => match mailer.send(&message).await {
            Ok(()) => "sent",
            Err(error) if error.is_permanent() => {
                remember(&db, job.id, &message, "refused").await?;
                return Err(Failure::GiveUp(format!("{}: {error}", error.code())));
            }
            Err(error) => return Err(Failure::Retry(format!("{}: {error}", error.code()))),
        },
    };
    remember(&db, job.id, &message, state).await?;
    Ok(())
}

async fn remember(
    db: &Db,
    id: Uuid,
    message: &Message,
    state: &'static str,
) -> Result<(), DbError> {
    // A body may hold a secret link: only the demo's catcher keeps it.
    let body = if state == "caught" {
        message.text.clone()
    } else {
        String::new()
    };
    let values = values![
        id,
        message.to.as_str(),
        message.subject.as_str(),
        body,
        state,
        message.message_id.as_str(),
    ];
    db.write(async move |unit: Unit| {
        let mut values = values;
        values.push(micros(unit.now()).into());
        unit.execute(
            "INSERT INTO sent_mail (id, recipient, subject, body, state, message_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at",
            values,
        )
        .await?;
        Ok(())
    })
    .await
}

/// A letter that the demo kept.
#[derive(Clone, Debug)]
pub struct CaughtMail {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// About what.
    pub subject: String,
    /// The plain text.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct StoredMail {
    id: Uuid,
    recipient: String,
    subject: String,
    body: String,
    at: i64,
}

impl StoredMail {
    fn read(self) -> Result<CaughtMail, DbError> {
        Ok(CaughtMail {
            id: self.id,
            recipient: self.recipient,
            subject: self.subject,
            body: self.body,
            at: timestamp(self.at)?,
        })
    }
}

/// The demo's letters, newest first, at most 100, to addresses that contain `to`.
pub async fn caught_mails(db: &Db, to: &str) -> Result<Vec<CaughtMail>, DbError> {
    let rows: Vec<StoredMail> = db
        .all(
            "SELECT id, recipient, subject, body, at FROM sent_mail WHERE state = 'caught' \
             AND recipient LIKE $1 ESCAPE '\\' ORDER BY at DESC, id DESC LIMIT 100",
            values![like_pattern(to)],
        )
        .await?;
    rows.into_iter().map(StoredMail::read).collect()
}

/// One of the demo's letters.
pub async fn caught_mail(db: &Db, id: Uuid) -> Result<Option<CaughtMail>, DbError> {
    let row: Option<StoredMail> = db
        .one(
            "SELECT id, recipient, subject, body, at FROM sent_mail WHERE state = 'caught' AND id = $1",
            values![id],
        )
        .await?;
    row.map(StoredMail::read).transpose()
}
