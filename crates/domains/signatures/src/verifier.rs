//! The installation's judge of signatures: `esign` with the operator's files, and the network where
//! it is allowed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use esign::algorithm::Digest;
use esign::certificate::Certificate;
use esign::chain::{Evidence, Purpose};
use esign::cms::{self, Content};
use esign::report::{Report, SignatureReport, SubIndication};
use esign::{Input, Options};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::SignatureError;
use crate::error::Findings;
use crate::online::Online;
use crate::recheck::Rechecks;
use crate::trust::{self, Known, Mark, Overview, TrustFailure, TrustSettings};

/// Whom the installation trusts and what it knows about certificates; cheap to clone.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    settings: TrustSettings,
    loaded: Mutex<Loaded>,
    online: Option<Online>,
    /// Hashing large files is work for the processors: no more at once than there are.
    turns: Semaphore,
    rechecks: Rechecks,
}

struct Loaded {
    known: Arc<Known>,
    marks: Vec<Mark>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

/// What is to be checked.
pub enum Signed {
    /// A file with its signature inside: CMS, PDF, XML.
    File(Vec<u8>),
    /// A file and the signature that lies beside it.
    Detached {
        /// The file.
        content: Vec<u8>,
        /// CMS in DER, BER, PEM or Base64.
        signature: Vec<u8>,
    },
    /// A file that stays with its owner, known by its hash.
    Hashed {
        /// How it was hashed: as the signature says.
        algorithm: Digest,
        /// The hash.
        hash: Vec<u8>,
        /// CMS in DER, BER, PEM or Base64.
        signature: Vec<u8>,
    },
}

impl Signed {
    /// Where a CMS may be.
    fn cms(&self) -> &[u8] {
        match self {
            Self::File(bytes) => bytes,
            Self::Detached { signature, .. } | Self::Hashed { signature, .. } => signature,
        }
    }
}

/// A report, and the certificates that came with the signature.
pub(crate) struct Judged {
    pub(crate) report: Report,
    pub(crate) certificates: Vec<Certificate>,
}

/// A signature with a time stamp.
pub(crate) struct Stamped {
    pub(crate) cms: Vec<u8>,
    pub(crate) time: Timestamp,
    /// What is known about the service's certificates.
    pub(crate) evidence: Evidence,
}

/// What a judgement rests on, apart from the signature itself.
#[derive(Clone)]
struct Ground {
    known: Arc<Known>,
    /// What was fetched.
    fetched: Evidence,
    when: When,
}

/// The moment that is judged for, and the clock's: of a moment in the past, what was made since tells
/// more, but nothing tells that says it was made after now.
#[derive(Clone, Copy)]
pub(crate) struct When {
    pub(crate) at: Timestamp,
    pub(crate) now: Timestamp,
}

impl When {
    /// Judged for this very moment.
    pub(crate) fn now(now: Timestamp) -> Self {
        Self { at: now, now }
    }
}

impl Ground {
    fn options(&self) -> Options {
        let mut evidence = self.known.evidence.clone();
        let fetched = &self.fetched;
        evidence
            .certificates
            .extend(fetched.certificates.iter().cloned());
        evidence.crls.extend(fetched.crls.iter().cloned());
        evidence.ocsp.extend(fetched.ocsp.iter().cloned());
        // Who asks about a moment to come, asks as if it were that moment.
        evidence.now = Some(self.when.now.max(self.when.at));
        Options {
            at: self.when.at,
            trust: self.known.trust.clone(),
            evidence,
        }
    }
}

impl Verifier {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TrustFailure`]: which file, and what is wrong with it.
    pub fn open(settings: TrustSettings) -> Result<Self, TrustFailure> {
        let marks = trust::marks(&settings);
        let known = Arc::new(trust::load(&settings)?);
        let online = Online::open(&settings)?;
        let processors = thread::available_parallelism().map_or(2, usize::from);
        Ok(Self(Arc::new(Inner {
            settings,
            loaded: Mutex::new(Loaded { known, marks }),
            online,
            turns: Semaphore::new(processors),
            rechecks: Rechecks::default(),
        })))
    }

    /// A judge with nothing configured: no signature holds.
    pub fn trusting_nobody() -> Self {
        let known = Arc::new(Known::default());
        Self(Arc::new(Inner {
            settings: TrustSettings::default(),
            loaded: Mutex::new(Loaded {
                known,
                marks: Vec::new(),
            }),
            online: None,
            turns: Semaphore::new(1),
            rechecks: Rechecks::default(),
        }))
    }

    /// Whether anybody is trusted: otherwise pages do not offer to sign.
    pub fn is_configured(&self) -> bool {
        !self.0.settings.anchors.is_empty()
    }

    pub(crate) fn rechecks(&self) -> &Rechecks {
        &self.0.rechecks
    }

    /// Whether signatures get a time stamp.
    pub fn has_time_stamping(&self) -> bool {
        self.0.settings.time_stamping.is_some()
    }

    /// What is known now, for the operator.
    pub fn overview(&self, now: Timestamp) -> Overview {
        self.0.known().overview(now)
    }

    /// Judges every signature of what is given, for a moment, by what can be known now. Files of the
    /// operator's that changed on disk are read again before.
    pub async fn validate(&self, signed: Signed, at: Timestamp, now: Timestamp) -> Report {
        let when = When { at, now };
        let judged = self.judge_with(signed, when, Evidence::default()).await;
        judged.report
    }

    /// Judges a certificate alone.
    pub async fn validate_certificate(
        &self,
        certificate: &Certificate,
        at: Timestamp,
        now: Timestamp,
    ) -> Report {
        self.judge_certificate(certificate, Purpose::Any, When { at, now })
            .await
    }

    /// A time stamp on the first signature of a CMS; `None` where no service is configured.
    pub(crate) async fn stamp(
        &self,
        cms: &[u8],
        now: Timestamp,
    ) -> Result<Option<Stamped>, SignatureError> {
        let (Some(online), Some(address)) = (&self.0.online, &self.0.settings.time_stamping) else {
            return Ok(None);
        };
        let unreadable = |error: &dyn fmt::Display| {
            SignatureError::Refused(Findings::one("SIG-003", error.to_string()))
        };
        let values = cms::signature_values(cms).map_err(|error| unreadable(&error))?;
        let digests = cms::digests(cms).map_err(|error| unreadable(&error))?;
        let digest = digests.first().copied().unwrap_or(Digest::Streebog256);
        let value = values.first().map_or(&[][..], Vec::as_slice);
        let token = online
            .time_stamp(address, digest, digest.hash(value))
            .await?;
        let cms = cms::with_stamp(cms, 0, &token.der).map_err(|error| unreadable(&error))?;
        let when = When {
            at: token.time,
            now,
        };
        Ok(Some(Stamped {
            cms,
            evidence: self.about_service(&token.der, when).await,
            time: token.time,
        }))
    }

    /// What the network says about the certificates of a time-stamping service.
    async fn about_service(&self, token: &[u8], when: When) -> Evidence {
        let brought = esign::trust::certificates(token).unwrap_or_default();
        let inner = self.0.clone();
        let open = self.in_turn(move || {
            let mut ground = Ground {
                known: inner.known(),
                fetched: Evidence::default(),
                when,
            };
            ground.fetched.certificates.clone_from(&brought);
            let options = ground.options();
            let path = |one: &Certificate| {
                let (report, path) = certificate_report(one, Purpose::TimeStamp, &options);
                let is_open = report.sub_indication == Some(SubIndication::TryLater);
                trusted(path, &ground).filter(|_| is_open)
            };
            brought.iter().filter_map(path).take(2).collect::<Vec<_>>()
        });
        let open = open.await.unwrap_or_default();
        self.fetched(&open, when.at).await.unwrap_or_default()
    }

    /// Asks the time-stamping service for a stamp of nothing, for the operator; `None` where no
    /// service is configured.
    ///
    /// # Errors
    /// [`SignatureError::TimeStamp`].
    pub async fn try_time_stamping(&self) -> Result<Option<Timestamp>, SignatureError> {
        let (Some(online), Some(address)) = (&self.0.online, &self.0.settings.time_stamping) else {
            return Ok(None);
        };
        let digest = Digest::Streebog256;
        let token = online
            .time_stamp(address, digest, digest.hash(b"kabinet doctor"))
            .await?;
        Ok(Some(token.time))
    }

    /// Judges with what was fetched before.
    pub(crate) async fn judge_with(&self, signed: Signed, when: When, fetched: Evidence) -> Judged {
        let signed = Arc::new(signed);
        let (inner, own) = (self.0.clone(), signed.clone());
        let first = self
            .in_turn(move || {
                let ground = Ground {
                    known: inner.known(),
                    fetched,
                    when,
                };
                let report = report(&own, &ground.options());
                let certificates = esign::trust::certificates(own.cms()).unwrap_or_default();
                let open = match &inner.online {
                    Some(_) => undecided(&ground, &report, &certificates),
                    None => Vec::new(),
                };
                (ground, report, certificates, open)
            })
            .await;
        let Some((mut ground, report, certificates, open)) = first else {
            return Judged {
                report: broken_off(),
                certificates: Vec::new(),
            };
        };
        let fetched = self.fetched(&open, when.at).await;
        let Some(fetched) = fetched else {
            return Judged {
                report,
                certificates,
            };
        };
        ground.fetched.crls.extend(fetched.crls);
        ground.fetched.ocsp.extend(fetched.ocsp);
        let again = self
            .in_turn(move || self::report(&signed, &ground.options()))
            .await;
        Judged {
            report: again.unwrap_or(report),
            certificates,
        }
    }

    pub(crate) async fn judge_certificate(
        &self,
        certificate: &Certificate,
        purpose: Purpose,
        when: When,
    ) -> Report {
        let (inner, own) = (self.0.clone(), certificate.clone());
        let first = self
            .in_turn(move || {
                let ground = Ground {
                    known: inner.known(),
                    fetched: Evidence::default(),
                    when,
                };
                let (report, path) = certificate_report(&own, purpose, &ground.options());
                let is_open = inner.online.is_some()
                    && report.sub_indication == Some(SubIndication::TryLater);
                let open = trusted(path, &ground).filter(|_| is_open);
                (ground, report, open)
            })
            .await;
        let Some((mut ground, report, open)) = first else {
            return broken_off();
        };
        let open: Vec<_> = open.into_iter().collect();
        let Some(fetched) = self.fetched(&open, when.at).await else {
            return report;
        };
        ground.fetched = fetched;
        let own = certificate.clone();
        let again = self
            .in_turn(move || certificate_report(&own, purpose, &ground.options()).0)
            .await;
        again.unwrap_or(report)
    }

    /// Runs work for a processor off the async threads, when its turn comes.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let _turn = self.0.turns.acquire().await.ok()?;
        spawn_blocking(work).await.ok()
    }

    /// What the network says about the certificates of these paths; `None` where nothing was asked or
    /// nothing came.
    async fn fetched(&self, open: &[Vec<Certificate>], at: Timestamp) -> Option<Evidence> {
        let online = self.0.online.as_ref()?;
        if open.is_empty() {
            return None;
        }
        let fetched = online.evidence(open, at).await;
        let is_empty = fetched.crls.is_empty() && fetched.ocsp.is_empty();
        (!is_empty).then_some(fetched)
    }
}

impl Inner {
    /// What is known, read again where a file changed. Reading may take a second: not for async
    /// threads.
    fn known(&self) -> Arc<Known> {
        let marks = trust::marks(&self.settings);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if marks != loaded.marks {
            match trust::load(&self.settings) {
                Ok(known) => {
                    tracing::info!("files of trust were read again");
                    loaded.known = Arc::new(known);
                }
                // A file that is being replaced, or was spoilt: what was good stays.
                Err(failure) => {
                    tracing::error!(%failure, "files of trust changed and cannot be used");
                }
            }
            loaded.marks = marks;
        }
        loaded.known.clone()
    }
}

fn broken_off() -> Report {
    Report::unreadable("SIG-003", "the check broke off")
}

fn report(signed: &Signed, options: &Options) -> Report {
    match signed {
        Signed::File(bytes) => esign::validate(Input::File(bytes), options),
        Signed::Detached { content, signature } => {
            let content = Content::Bytes(content);
            esign::validate(Input::Detached { content, signature }, options)
        }
        Signed::Hashed {
            algorithm,
            hash,
            signature,
        } => {
            let hashes = [(*algorithm, hash.clone())];
            let content = Content::Hashes(&hashes);
            esign::validate(Input::Detached { content, signature }, options)
        }
    }
}

/// The paths of signers about whose revocation nothing is known. Only paths that arrive at an anchor:
/// addresses in certificates that nobody trusted are a stranger's, and are not followed.
fn undecided(
    ground: &Ground,
    report: &Report,
    certificates: &[Certificate],
) -> Vec<Vec<Certificate>> {
    let is_open =
        |one: &&SignatureReport| one.verdict.sub_indication == Some(SubIndication::TryLater);
    let mut options = ground.options();
    options
        .evidence
        .certificates
        .extend_from_slice(certificates);
    let mut open = Vec::new();
    for one in report.signatures.iter().filter(is_open).take(4) {
        let print = one.signer.as_ref().map(|signer| &signer.fingerprint);
        let known = options.evidence.certificates.iter();
        let Some(signer) = known
            .clone()
            .find(|known| Some(&known.fingerprint()) == print)
        else {
            continue;
        };
        options.at = one.validation_time;
        let (_, path) = certificate_report(signer, Purpose::Signature, &options);
        open.extend(trusted(path, ground));
    }
    open
}

fn trusted(path: Vec<Certificate>, ground: &Ground) -> Option<Vec<Certificate>> {
    let last = path.last()?;
    ground.known.trust.is_anchor(last).then_some(path)
}

/// The report on a certificate for a purpose, and the path that it was judged by.
fn certificate_report(
    certificate: &Certificate,
    purpose: Purpose,
    options: &Options,
) -> (Report, Vec<Certificate>) {
    esign::validate_certificate_for(certificate, purpose, options)
}
