//! Text messages: what was asked for, how often that is allowed, and the job that sends.

use std::net::IpAddr;

use db::{Db, DbError, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use jobs::{Failure, Job};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use sms::{Gateway, Message};
use texts::{Lang, Texts};
use uuid::Uuid;

use crate::AccountError;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The way out for text messages.
#[derive(Clone, Debug, Default)]
pub enum SmsTransport {
    /// None: phones are not confirmed here.
    #[default]
    Off,
    /// Messages stay inside and are read on a page of the demo.
    Catcher,
    /// To the configured gateway.
    Gateway(Gateway),
}

/// How many messages may be asked for in an hour, in all processes together. Messages cost money.
#[derive(Clone, Copy, Debug)]
pub struct SmsLimits {
    /// To one phone, whoever asks.
    pub per_phone: u32,
    /// From one address (IPv6: one /64), for whatever phones.
    pub per_address: u32,
}

impl Default for SmsLimits {
    fn default() -> Self {
        Self {
            per_phone: 5,
            per_address: 20,
        }
    }
}

/// The payload of an `sms` job.
#[derive(Serialize, Deserialize)]
pub(crate) struct SmsJob {
    pub(crate) phone: String,
    pub(crate) lang: String,
    pub(crate) code: String,
    /// Microseconds; later than this the code is of no use, and nobody is sent it.
    pub(crate) until: i64,
}

/// Writes down that a message will be sent, or says that there were too many. The id is the job's.
pub(crate) async fn allow(
    unit: &Unit,
    limits: SmsLimits,
    phone: &str,
    from: Option<IpAddr>,
) -> Result<Uuid, AccountError> {
    let since = micros(unit.now() - HOUR);
    let network = from.map(network).unwrap_or_default();
    let to_phone = unit
        .number(
            "SELECT count(*) AS n FROM sms WHERE phone = $1 AND asked_at > $2",
            values![phone, since],
        )
        .await?;
    if to_phone >= i64::from(limits.per_phone) {
        return Err(AccountError::SmsTooManyToPhone);
    }
    let from_network = unit
        .number(
            "SELECT count(*) AS n FROM sms WHERE network = $1 AND network <> '' AND asked_at > $2",
            values![network.as_str(), since],
        )
        .await?;
    if from_network >= i64::from(limits.per_address) {
        return Err(AccountError::SmsTooManyFromAddress);
    }
    let id = unit.new_id();
    unit.execute(
        "INSERT INTO sms (id, phone, network, state, asked_at) VALUES ($1, $2, $3, 'waiting', $4)",
        values![id, phone, network, micros(unit.now())],
    )
    .await?;
    Ok(id)
}

/// Sends one message. A repeat of a job whose message was taken sends nothing; a repeat after an
/// answer that was lost sends the same id, by which the gateway knows the message.
pub(crate) async fn deliver(db: &Db, transport: &SmsTransport, job: Job) -> Result<(), Failure> {
    let wanted: SmsJob = serde_json::from_value(job.payload)?;
    let taken = db
        .number(
            "SELECT count(*) AS n FROM sms WHERE id = $1 AND state IN ('sent', 'caught')",
            values![job.id],
        )
        .await?;
    if taken > 0 {
        return Ok(());
    }
    if micros(job.now) >= wanted.until {
        settle(db, job.id, "late", String::new()).await?;
        return Err(Failure::GiveUp("the code has expired meanwhile".to_owned()));
    }
    let texts = Texts::new(Lang::parse(&wanted.lang).unwrap_or_default());
    let text = texts.with1("sms-phone-code", "code", wanted.code);
    match transport {
        SmsTransport::Off => {
            settle(db, job.id, "refused", String::new()).await?;
            Err(Failure::GiveUp("text messages are switched off".to_owned()))
        }
        SmsTransport::Catcher => Ok(settle(db, job.id, "caught", text).await?),
        SmsTransport::Gateway(gateway) => {
            let message = Message {
                phone: &wanted.phone,
                text: &text,
                id: &job.id.simple().to_string(),
            };
            match gateway.send(message).await {
                Ok(()) => Ok(settle(db, job.id, "sent", String::new()).await?),
                Err(error) if error.is_permanent() => {
                    settle(db, job.id, "refused", String::new()).await?;
                    Err(Failure::GiveUp(format!("{}: {error}", error.code())))
                }
                Err(error) => Err(Failure::Retry(format!("{}: {error}", error.code()))),
            }
        }
    }
}

/// What became of a message; only the demo keeps its text, which holds a code.
async fn settle(db: &Db, id: Uuid, state: &'static str, body: String) -> Result<(), DbError> {
    db.write(async move |unit: Unit| {
        unit.execute(
            "UPDATE sms SET state = $2, body = $3, settled_at = $4 WHERE id = $1",
            values![id, state, body, micros(unit.now())],
        )
        .await?;
        Ok(())
    })
    .await
}

/// One household has a whole /64 of IPv6 addresses: they count as one.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::from(octets).to_string()
        }
        v4 @ IpAddr::V4(_) => v4.to_string(),
    }
}

/// What became of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SmsCounts {
    /// Not taken yet.
    pub waiting: i64,
    /// Taken by the gateway.
    pub sent: i64,
    /// Given up: refused, or not taken while the code was good.
    pub given_up: i64,
}

/// What became of the messages that were asked for since then.
pub async fn sms_counts(rows: &impl Rows, since: Timestamp) -> Result<SmsCounts, DbError> {
    let count = async |states: &str| {
        let sql =
            format!("SELECT count(*) AS n FROM sms WHERE asked_at > $1 AND state IN ({states})");
        rows.number(&sql, values![micros(since)]).await
    };
    Ok(SmsCounts {
        waiting: count("'waiting'").await?,
        sent: count("'sent', 'caught'").await?,
        given_up: count("'refused', 'late'").await?,
    })
}

/// A message that stayed inside.
#[derive(Clone, Debug)]
pub struct CaughtSms {
    /// To whom.
    pub phone: String,
    /// What it says.
    pub body: String,
    /// When it was asked for.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct StoredSms {
    phone: String,
    body: String,
    asked_at: i64,
}

/// The last hundred caught messages, newest first; for the demo's page.
pub async fn caught_sms(db: &Db) -> Result<Vec<CaughtSms>, DbError> {
    let rows: Vec<StoredSms> = db
        .all(
            "SELECT phone, body, asked_at FROM sms WHERE state = 'caught' \
             ORDER BY asked_at DESC, id DESC LIMIT 100",
            vec![],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CaughtSms {
                phone: row.phone,
                body: row.body,
                at: timestamp(row.asked_at)?,
            })
        })
        .collect()
}
