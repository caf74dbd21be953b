//! Proving that one holds a key: a text made for one moment and purpose is signed, once.

use access::PersonId;
use data_encoding::BASE32_NOPAD;
use db::{Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use esign::certificate::Certificate;
use esign::chain::Purpose;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use texts::{Lang, Texts};
use uuid::Uuid;

use crate::error::Findings;
use crate::proof::{self, Proved};
use crate::secret::{MAX_SECRET, new_token, random, sha256};
use crate::verifier::{Verifier, When};
use crate::{SignatureError, store};

/// How long a challenge can be answered.
pub const CHALLENGE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// How long the next form can go on without signing again.
pub const TICKET_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// The longest name of a site that a text shows.
const MAX_SITE: usize = 200;

/// What a key is shown for. A text that was signed for one purpose is of no use for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChallengePurpose {
    /// Signing in, or the first sign-in that makes an account.
    SignIn,
    /// Binding a certificate to an account.
    Bind,
    /// Linking the organization that the certificate names.
    Link,
}

impl ChallengePurpose {
    /// The stable name in the database and in text keys (`challenge-sign-in`).
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Bind => "bind",
            Self::Link => "link",
        }
    }
}

/// A text to be signed.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Names it when it is answered.
    pub id: Uuid,
    /// Exactly the bytes to sign, in UTF-8; says to people what for, where and when.
    pub text: String,
    /// When it is too late.
    pub expires_at: Timestamp,
}

/// A challenge that was answered.
#[derive(Debug)]
pub struct Answered {
    /// Who holds which key.
    pub proved: Proved,
    /// Lets the next form go on without signing again: secret, a quarter of an hour, once.
    pub ticket: String,
}

/// Makes a text for somebody to sign: good for ten minutes, once. `person` is who is signed in, and
/// nobody else can answer; `site` is the address that people know.
///
/// # Errors
/// [`SignatureError::Db`] and [`SignatureError::Crypto`].
pub async fn challenge(
    db: &Db,
    purpose: ChallengePurpose,
    person: Option<PersonId>,
    site: &str,
) -> Result<Challenge, SignatureError> {
    let noise = BASE32_NOPAD.encode(&random::<20>()?);
    let site: String = site.chars().take(MAX_SITE).collect();
    db.write(async move |unit: Unit| {
        let (id, now) = (unit.new_id(), unit.now());
        let text = written(purpose, &site, id, now, &noise);
        let expires_at = now + CHALLENGE_LIFETIME;
        unit.execute(
            "INSERT INTO signature_challenges (id, purpose, person_id, text, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            values![
                id,
                purpose.name(),
                person.map(|one| one.0),
                text.as_str(),
                micros(now),
                micros(expires_at),
            ],
        )
        .await?;
        Ok(Challenge {
            id,
            text,
            expires_at,
        })
    })
    .await
}

/// In Russian for everybody: it is the language of the law that gives a signature its meaning.
fn written(purpose: ChallengePurpose, site: &str, id: Uuid, at: Timestamp, noise: &str) -> String {
    let t = Texts::new(Lang::Ru);
    let zone = TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC);
    let id = id.to_string();
    [
        t.get(&format!("challenge-{}", purpose.name())).into_owned(),
        t.with1("challenge-site", "site", site),
        t.with1("challenge-time", "time", t.date_time(at, &zone)),
        t.with1("challenge-number", "number", &id),
        t.with1("challenge-noise", "noise", noise),
        t.get("challenge-note").into_owned(),
    ]
    .join("\n")
    // Spaces that do not break are changed by what the text passes through on its way to the key.
    .replace(['\u{a0}', '\u{202f}'], " ")
}

#[derive(FromQueryResult)]
struct Asked {
    person_id: Option<Uuid>,
    text: String,
    expires_at: i64,
}

/// Takes the answer to a challenge: CAdES-BES over its text, attached or detached. A signature that
/// does not hold leaves the challenge open; one that holds closes it.
///
/// # Errors
/// [`SignatureError::ChallengeGone`] where it is too old, was answered, is for another purpose or
/// another person; [`SignatureError::Refused`] and its kin where the signature is at fault.
pub async fn answer(
    db: &Db,
    verifier: &Verifier,
    purpose: ChallengePurpose,
    person: Option<PersonId>,
    challenge: Uuid,
    cms: Vec<u8>,
) -> Result<Answered, SignatureError> {
    let now = db.clock().now();
    let asked: Option<Asked> = db
        .one(
            "SELECT person_id, text, expires_at FROM signature_challenges WHERE id = $1 \
             AND purpose = $2 AND used_at IS NULL",
            values![challenge, purpose.name()],
        )
        .await?;
    let asked = asked.ok_or(SignatureError::ChallengeGone)?;
    let is_theirs = asked.person_id == person.map(|one| one.0);
    if !is_theirs || timestamp(asked.expires_at)? <= now {
        return Err(SignatureError::ChallengeGone);
    }
    let accepted = proof::check(verifier, asked.text.as_bytes(), &cms, now).await?;
    let proved = Proved::new(accepted.certificate, accepted.kind);
    usable(db, purpose, &proved).await?;
    let ticket = new_token()?;
    let (hash, der) = (
        sha256(ticket.as_bytes()),
        proved.certificate().der().to_vec(),
    );
    db.write(async move |unit: Unit| {
        let now = unit.now();
        let used = unit
            .execute(
                "UPDATE signature_challenges SET used_at = $2 WHERE id = $1 AND used_at IS NULL \
                 AND expires_at > $2",
                values![challenge, micros(now)],
            )
            .await?;
        if used == 0 {
            return Err(SignatureError::ChallengeGone);
        }
        unit.execute(
            "INSERT INTO signature_tickets (secret_hash, purpose, certificate, expires_at) \
             VALUES ($1, $2, $3, $4)",
            values![hash, purpose.name(), der, micros(now + TICKET_LIFETIME)],
        )
        .await?;
        Ok(())
    })
    .await?;
    Ok(Answered { proved, ticket })
}

/// A certificate that names nobody, or that its owner switched off, opens nothing.
async fn usable(
    rows: &impl Rows,
    purpose: ChallengePurpose,
    proved: &Proved,
) -> Result<(), SignatureError> {
    if !proved.owner().is_person() {
        return Err(SignatureError::NamesNobody);
    }
    let is_off = store::is_switched_off(rows, proved.certificate()).await?;
    if is_off && purpose != ChallengePurpose::Bind {
        return Err(SignatureError::Inactive);
    }
    Ok(())
}

/// Looks at a ticket: the certificate is judged again, the ticket stays good. The caller's unit
/// spends it with [`spend_ticket`].
///
/// # Errors
/// [`SignatureError::TicketGone`] where it is unknown, used, too old or for another purpose;
/// [`SignatureError::Refused`] where the certificate does not hold any more.
pub async fn by_ticket(
    db: &Db,
    verifier: &Verifier,
    purpose: ChallengePurpose,
    ticket: &str,
) -> Result<Proved, SignatureError> {
    if ticket.len() > MAX_SECRET {
        return Err(SignatureError::TicketGone);
    }
    let now = db.clock().now();
    let row = db
        .row(
            "SELECT certificate FROM signature_tickets WHERE secret_hash = $1 AND purpose = $2 \
             AND used_at IS NULL AND expires_at > $3",
            values![sha256(ticket.as_bytes()), purpose.name(), micros(now)],
        )
        .await?;
    let row = row.ok_or(SignatureError::TicketGone)?;
    let der: Vec<u8> = row.get("certificate")?;
    let certificate = Certificate::from_der(&der).map_err(|error| DbError::Broken {
        column: "signature_tickets.certificate",
        reason: error.to_string(),
    })?;
    let report = verifier
        .judge_certificate(&certificate, Purpose::Signature, When::now(now))
        .await;
    let proved = match report.signatures.first() {
        Some(one) if one.verdict.is_passed() => Proved::new(certificate, proof::kind(one)),
        Some(one) => {
            let findings = Findings(one.verdict.findings.clone());
            return Err(SignatureError::Refused(findings));
        }
        None => return Err(SignatureError::Refused(Findings(report.findings))),
    };
    usable(db, purpose, &proved).await?;
    Ok(proved)
}

/// Uses a ticket up, in the unit of what it was for: of several at once one gets `true`.
///
/// # Errors
/// [`DbError`].
pub async fn spend_ticket(unit: &Unit, ticket: &str) -> Result<bool, DbError> {
    if ticket.len() > MAX_SECRET {
        return Ok(false);
    }
    let spent = unit
        .execute(
            "UPDATE signature_tickets SET used_at = $2 WHERE secret_hash = $1 AND used_at IS NULL \
             AND expires_at > $2",
            values![sha256(ticket.as_bytes()), micros(unit.now())],
        )
        .await?;
    Ok(spent == 1)
}
