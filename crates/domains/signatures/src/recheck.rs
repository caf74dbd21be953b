//! A kept signature judged again when somebody reads what it signs (R80): the kept bytes against the
//! kept signature, with what is known of certificates today.
//!
//! The bytes are hashed at every look. The validation itself is remembered for a few minutes under
//! those hashes: what changed in between is another question and is judged anew. It goes on in the
//! background when a reader does not wait for it, and the next look finds its answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use esign::chain::Evidence;
use esign::report::Finding;
use forms::Signature as Kind;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use crate::documents::StoredSignature;
use crate::owner::owner;
use crate::proof;
use crate::secret::sha256;
use crate::verifier::{Judged, Signed, Verifier, When};

/// How long an answer is good.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// How long a reader waits for one.
const WAIT: Duration = Duration::from_secs(3);
/// Answers that are remembered; each is small.
const KEPT: usize = 2_000;

/// What a signature says when it is looked at again.
#[derive(Clone, PartialEq, Eq)]
pub enum Recheck {
    /// It held when it was made, by what is known now.
    Holds {
        /// What it is worth by today's list of accredited authorities.
        kind: Kind,
        /// When this was found.
        at: Timestamp,
    },
    /// Document and signature are as they were, and yet it cannot be confirmed today: a certificate
    /// that turned out to have been revoked, an authority that is trusted no more, lists that are
    /// missing.
    Unconfirmed {
        /// Why not, the reason first.
        findings: Vec<Finding>,
        /// When this was found.
        at: Timestamp,
    },
    /// The document, the signature or what is written about it was changed since.
    Broken {
        /// When this was found.
        at: Timestamp,
    },
    /// There was no time; the answer will be there in a moment.
    Late,
}

// Findings name people.
impl fmt::Debug for Recheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds { kind, at } => write!(f, "Holds({kind:?}, {at})"),
            Self::Unconfirmed { findings, at } => {
                let first = findings.first().map(|one| one.code);
                write!(f, "Unconfirmed({first:?}, {at})")
            }
            Self::Broken { at } => write!(f, "Broken({at})"),
            Self::Late => f.write_str("Late"),
        }
    }
}

impl Recheck {
    fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Holds { at, .. } | Self::Unconfirmed { at, .. } | Self::Broken { at } => {
                Some(*at)
            }
            Self::Late => None,
        }
    }
}

/// Which signature over which bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Question {
    id: Uuid,
    content: Vec<u8>,
    record: Vec<u8>,
}

impl Question {
    fn of(stored: &StoredSignature, content: &[u8]) -> Self {
        let mut record = stored.cms.clone();
        record.extend_from_slice(stored.certificate.der());
        record.extend_from_slice(&stored.content_sha256);
        record.extend_from_slice(stored.signer_name.as_bytes());
        Self {
            id: stored.id,
            content: sha256(content),
            record: sha256(&record),
        }
    }
}

/// Answers of the last minutes, and those that are being looked for.
#[derive(Default)]
pub(crate) struct Rechecks(Mutex<HashMap<Question, watch::Receiver<Option<Recheck>>>>);

impl Rechecks {
    /// The answer to be waited for, and the other end where it is the caller's to find it.
    fn ask(
        &self,
        question: &Question,
        now: Timestamp,
    ) -> (
        watch::Receiver<Option<Recheck>>,
        Option<watch::Sender<Option<Recheck>>>,
    ) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = kept.get(question)
            && is_good(answer, now)
        {
            return (answer.clone(), None);
        }
        if kept.len() >= KEPT {
            kept.retain(|_, answer| is_good(answer, now));
        }
        // A flood of readers: whatever goes is asked for again.
        if kept.len() >= KEPT {
            kept.clear();
        }
        let (sender, answer) = watch::channel(None);
        kept.insert(question.clone(), answer.clone());
        (answer, Some(sender))
    }
}

/// Whether it is still being looked for, or was found a short while ago.
fn is_good(answer: &watch::Receiver<Option<Recheck>>, now: Timestamp) -> bool {
    match &*answer.borrow() {
        // A search that broke off has no other end.
        None => answer.has_changed().is_ok(),
        Some(found) => found.at().is_some_and(|at| now.duration_since(at) < FRESH),
    }
}

/// Judges a kept signature over `content`, the bytes that are kept now: for the moment of signing,
/// which our own record proves, by what is known today. So the end of a certificate does no harm to
/// what was signed before, nor does a later revocation; one that turns out to be earlier does.
///
/// Costs a hash of the bytes and, every few minutes, a validation; waits three seconds at most.
pub async fn recheck(
    verifier: &Verifier,
    stored: &StoredSignature,
    content: Vec<u8>,
    now: Timestamp,
) -> Recheck {
    let question = Question::of(stored, &content);
    let (mut answer, sender) = verifier.rechecks().ask(&question, now);
    if let Some(sender) = sender {
        let (verifier, stored) = (verifier.clone(), stored.clone());
        tokio::spawn(async move {
            let found = judge(&verifier, &stored, content, now).await;
            if matches!(found, Recheck::Broken { .. }) {
                tracing::error!(signature = %stored.id, "a kept signature does not fit what is kept with it");
            }
            sender.send_replace(Some(found));
        });
    }
    let found = tokio::time::timeout(WAIT, answer.wait_for(Option::is_some)).await;
    match found {
        Ok(Ok(found)) => found.clone().unwrap_or(Recheck::Late),
        Ok(Err(_)) | Err(_) => Recheck::Late,
    }
}

async fn judge(
    verifier: &Verifier,
    stored: &StoredSignature,
    content: Vec<u8>,
    now: Timestamp,
) -> Recheck {
    let broken = Recheck::Broken { at: now };
    // What the page says of the signer is a copy of what the certificate says.
    let named = owner(&stored.certificate);
    let is_named_so = named.full_name() == stored.signer_name
        || named
            .organization
            .is_some_and(|organization| organization.name == stored.signer_name);
    if sha256(&content) != stored.content_sha256 || !is_named_so {
        return broken;
    }
    let signed = Signed::Detached {
        content,
        signature: stored.cms.clone(),
    };
    let at = stored
        .stamped_at
        .map_or(stored.signed_at, |stamped| stamped.max(stored.signed_at));
    let when = When { at, now };
    let Judged { report, .. } = verifier.judge_with(signed, when, Evidence::default()).await;
    let [one] = report.signatures.as_slice() else {
        return broken;
    };
    let is_same_signer = one
        .signer
        .as_ref()
        .is_some_and(|signer| signer.fingerprint == stored.certificate.fingerprint());
    if !is_same_signer || !proof::is_intact(one) {
        return broken;
    }
    if one.verdict.is_passed() {
        Recheck::Holds {
            kind: proof::kind(one),
            at: now,
        }
    } else {
        Recheck::Unconfirmed {
            findings: one.verdict.findings.clone(),
            at: now,
        }
    }
}
