//! What the network tells of certificates: revocation lists, answers of responders, time stamps.
//!
//! Addresses of lists and responders stand in certificates. They are followed only after the path of
//! the certificate was found good: then they are words of a trusted authority and not of whoever
//! uploaded a file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use esign::algorithm::Digest;
use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::crl::{self, Crl};
use esign::ocsp::{self, OcspRequest, OcspResponse};
use esign::tsp::{self, Token};
use jiff::Timestamp;
use outbound::http::Request;
use outbound::http::header::CONTENT_TYPE;
use outbound::{Client, Limits};
use tokio::time::Instant;
use url::Url;

use crate::SignatureError;
use crate::error::Findings;
use crate::secret::random;
use crate::trust::{TrustFailure, TrustSettings};

const LIST: Limits = Limits {
    time: Duration::from_secs(8),
    bytes: 32 * 1024 * 1024,
};
const RESPONDER: Limits = Limits {
    time: Duration::from_secs(5),
    bytes: ocsp::MAX_RESPONSE,
};
const STAMP: Limits = Limits {
    time: Duration::from_secs(10),
    bytes: tsp::MAX_RESPONSE,
};
/// All that one validation may ask the network.
const ALL: Duration = Duration::from_secs(15);
/// Addresses that are tried for one certificate.
const ADDRESSES: usize = 2;
/// A list that is not over is asked for again after this: authorities publish before they must.
const KEEP: Duration = Duration::from_hours(1);
/// An address that did not answer is left alone for so long.
const PAUSE: Duration = Duration::from_mins(1);
/// Lists that are kept, and the bytes of them all.
const KEPT_LISTS: usize = 64;
const KEPT_BYTES: usize = 128 * 1024 * 1024;

/// The way out.
pub(crate) struct Online {
    client: Client,
    follows_addresses: bool,
    lists: Mutex<HashMap<String, Kept>>,
}

struct Kept {
    /// None where the address did not answer.
    lists: Vec<Crl>,
    fetched: Instant,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.lists.iter().map(|list| list.der().len()).sum()
    }
}

impl Online {
    /// The way out, where the settings need one.
    pub(crate) fn open(settings: &TrustSettings) -> Result<Option<Self>, TrustFailure> {
        if !settings.online && settings.time_stamping.is_none() {
            return Ok(None);
        }
        let client =
            Client::new(None).map_err(|error| TrustFailure::new(Path::new("online"), error))?;
        Ok(Some(Self {
            client,
            follows_addresses: settings.online,
            lists: Mutex::default(),
        }))
    }

    /// What is said about the certificates of paths, each from its leaf to its anchor.
    pub(crate) async fn evidence(&self, paths: &[Vec<Certificate>], at: Timestamp) -> Evidence {
        let mut evidence = Evidence::default();
        if !self.follows_addresses {
            return evidence;
        }
        let asking = async {
            for path in paths {
                for pair in path.windows(2) {
                    let [certificate, issuer] = pair else {
                        continue;
                    };
                    if let Some(answer) = self.answer(certificate, issuer).await {
                        evidence.ocsp.push(answer);
                    } else {
                        evidence.crls.extend(self.list(certificate, at).await);
                    }
                }
            }
        };
        // What came in time counts.
        let _ = tokio::time::timeout(ALL, asking).await;
        evidence
    }

    /// A responder's answer about a certificate.
    async fn answer(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Option<OcspResponse> {
        for address in ocsp::addresses(certificate).into_iter().take(ADDRESSES) {
            let question = OcspRequest::new(certificate, issuer, random().ok()?).ok()?;
            let body = Bytes::copy_from_slice(question.der());
            let answer = self
                .post(&address, "application/ocsp-request", body, RESPONDER)
                .await;
            let read = answer.and_then(|body| {
                let read = OcspResponse::from_der(&body).map_err(|error| error.to_string())?;
                match read.answers(&question) {
                    Ok(_) => Ok(read),
                    Err(error) => Err(error.to_string()),
                }
            });
            match read {
                Ok(read) => return Some(read),
                Err(reason) => tracing::warn!(%address, %reason, "a responder did not answer"),
            }
        }
        None
    }

    /// The revocation lists that a certificate names, from memory while they are fresh.
    async fn list(&self, certificate: &Certificate, at: Timestamp) -> Vec<Crl> {
        for address in crl::addresses(certificate).into_iter().take(ADDRESSES) {
            if let Some(kept) = self.kept(&address, at) {
                if kept.is_empty() {
                    continue;
                }
                return kept;
            }
            let lists = match self.get(&address).await {
                Ok(lists) => lists,
                Err(reason) => {
                    tracing::warn!(%address, %reason, "a revocation list did not come");
                    Vec::new()
                }
            };
            self.keep(address, lists.clone());
            if !lists.is_empty() {
                return lists;
            }
        }
        Vec::new()
    }

    fn kept(&self, address: &str, at: Timestamp) -> Option<Vec<Crl>> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lists.get(address)?;
        let is_over = |list: &Crl| list.next_update().is_some_and(|due| due < at);
        // One that is over may be replaced at any moment, but not at every request.
        let is_short = kept.lists.is_empty() || kept.lists.iter().any(is_over);
        let lifetime = if is_short { PAUSE } else { KEEP };
        (kept.fetched.elapsed() < lifetime).then(|| kept.lists.clone())
    }

    fn keep(&self, address: String, fetched: Vec<Crl>) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Kept {
            lists: fetched,
            fetched: Instant::now(),
        };
        lists.insert(address, kept);
        let is_over = |lists: &HashMap<String, Kept>| {
            lists.len() > KEPT_LISTS || lists.values().map(Kept::bytes).sum::<usize>() > KEPT_BYTES
        };
        while is_over(&lists) {
            let oldest = lists.iter().min_by_key(|(_, kept)| kept.fetched);
            let Some(oldest) = oldest.map(|(address, _)| address.clone()) else {
                break;
            };
            lists.remove(&oldest);
        }
    }

    async fn get(&self, address: &str) -> Result<Vec<Crl>, String> {
        let request = Request::get(address)
            .body(Bytes::new())
            .map_err(|error| error.to_string())?;
        let body = self.exchange(request, LIST).await?;
        tokio::task::spawn_blocking(move || Crl::from_file(&body))
            .await
            .map_err(|error| error.to_string())?
            .map_err(|error| error.to_string())
    }

    async fn post(
        &self,
        address: &str,
        kind: &'static str,
        body: Bytes,
        limits: Limits,
    ) -> Result<Bytes, String> {
        let request = Request::post(address)
            .header(CONTENT_TYPE, kind)
            .body(body)
            .map_err(|error| error.to_string())?;
        self.exchange(request, limits).await
    }

    async fn exchange(&self, request: Request<Bytes>, limits: Limits) -> Result<Bytes, String> {
        let answer = self.client.send(request, limits).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if answer.status().as_u16() == 200 {
            Ok(answer.into_body())
        } else {
            Err(format!("status {}", answer.status().as_u16()))
        }
    }

    /// A time stamp over a hash.
    pub(crate) async fn time_stamp(
        &self,
        address: &Url,
        digest: Digest,
        hash: Vec<u8>,
    ) -> Result<Token, SignatureError> {
        let request = tsp::Request::new(digest, hash, random()?);
        let body = Bytes::from(request.to_der());
        let answer = self
            .post(address.as_str(), "application/timestamp-query", body, STAMP)
            .await
            .map_err(|reason| {
                tracing::warn!(%reason, "the time-stamping service did not answer");
                SignatureError::TimeStamp(Findings::one("SIG-120", reason))
            })?;
        tsp::read_response(&answer, &request).map_err(|error| {
            tracing::warn!(%error, "the time-stamping service's answer is of no use");
            SignatureError::TimeStamp(Findings::one(error.code(), error.to_string()))
        })
    }
}
