//! What stands beside a signature in its attributes: time stamps and counter signatures.

use super::attributes::{self, Signed};
use super::check::{Examined, Hashes, Place, Role, block, examine};
use super::oid;
use super::read::{self, SignedData, SignerInfo};
use crate::algorithm::Digest;
use crate::report::{Block, SubIndication, Verdict};
use crate::tsp;
use crate::validate::decision::noted;
use jiff::Timestamp;

/// Time stamps on one signature that are looked at; each costs a signature check and a path.
const MAX_STAMPS: usize = 8;
/// Counter signatures of one signature that are looked at.
const MAX_COUNTER_SIGNATURES: usize = 8;

/// The time stamps over a signature's value.
#[derive(Default)]
pub(super) struct Stamps {
    pub(super) is_present: bool,
    /// The earliest of the good ones.
    pub(super) best: Option<Timestamp>,
}

/// Checks the time stamps over the signature value; the earliest good one counts (section 5.5.4,
/// step 3). One that is not good is as if it were not there, and is told.
pub(super) fn signature_stamps(
    info: &SignerInfo<'_>,
    place: &Place<'_>,
    blocks: &mut Vec<Block>,
    notes: &mut Vec<Verdict>,
) -> Stamps {
    let mut stamps = Stamps::default();
    let tokens = attributes::unsigned(info, oid::SIGNATURE_TIME_STAMP);
    for token in tokens.into_iter().take(MAX_STAMPS) {
        stamps.is_present = true;
        let hash = |digest: Digest| Some(digest.hash(info.signature));
        let found = tsp::check(token.whole, &hash, place);
        if let Some(time) = found.told(blocks, notes) {
            stamps.best = Some(stamps.best.map_or(time, |best| best.min(time)));
        }
    }
    stamps
}

/// Checks the time stamps over the content; the latest good one counts.
pub(super) fn content_stamps(
    signed: &Signed<'_>,
    hashes: &Hashes<'_>,
    place: &Place<'_>,
    blocks: &mut Vec<Block>,
    notes: &mut Vec<Verdict>,
) -> Option<Timestamp> {
    let mut latest = None;
    for token in signed.content_stamps.iter().take(MAX_STAMPS) {
        let found = tsp::check(token.whole, &|digest| hashes.get(digest), place);
        latest = latest.max(found.told(blocks, notes));
    }
    latest
}

/// Looks at counter signatures: they say nothing about the signature itself, so they only show.
pub(super) fn counter_signatures(
    info: &SignerInfo<'_>,
    data: &SignedData<'_>,
    place: &Place<'_>,
    blocks: &mut Vec<Block>,
    notes: &mut Vec<Verdict>,
) {
    let counters = attributes::unsigned(info, oid::COUNTER_SIGNATURE);
    for element in counters.into_iter().take(MAX_COUNTER_SIGNATURES) {
        let (about, verdict) = match read::signer(element) {
            Ok(counter) => {
                let hashes = Hashes::of_value(info.signature);
                let Examined { report: found, .. } =
                    examine(&counter, data, &hashes, place, Role::Counter);
                let name = found.signer.and_then(|signer| signer.name);
                (name.unwrap_or_default(), found.verdict)
            }
            Err(error) => {
                let reason = SubIndication::FormatFailure;
                let verdict = Verdict::because(reason, "SIG-078", error.to_string());
                (String::new(), verdict)
            }
        };
        if !verdict.is_passed() {
            notes.push(noted(
                "SIG-078",
                format!("{about}: {:?}", verdict.sub_indication),
            ));
        }
        blocks.push(block("COUNTER_SIGNATURE", about, &verdict));
    }
}
