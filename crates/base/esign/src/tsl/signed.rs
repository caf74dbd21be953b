//! The list's own signature (XMLDSig).

use super::{TrustList, TslError};
use crate::certificate::Certificate;
use crate::chain::Evidence;
use crate::report::SignatureReport;
use crate::trust::Trust;
use crate::xml;

impl TrustList {
    /// Reads a list that one of these must have signed, whole. Their certificates come from the
    /// operator, who trusts them for that: no path is asked for.
    ///
    /// The signer's certificate had to hold on the day that the list names; lists outlive it.
    ///
    /// # Errors
    /// [`TslError`], with [`TslError::Signature`] where there is no such signature.
    pub fn from_signed_xml(bytes: &[u8], signers: &[Certificate]) -> Result<Self, TslError> {
        let list = Self::from_xml(bytes)?;
        let began = signers.iter().map(Certificate::not_before).max();
        let Some(at) = list.date().or(began) else {
            return Err(wrong("SIG-063", "nobody is named who may sign the list"));
        };
        let evidence = Evidence {
            certificates: signers.to_vec(),
            ..Evidence::default()
        };
        let reports = xml::validate(bytes, at, &Trust::new(signers.to_vec()), &evidence);
        let mut fault = wrong("SIG-001", "the list is not signed");
        for report in reports {
            match whose(&report, signers) {
                Ok(signer) => return Ok(list.signed_by(signer.clone())),
                Err(why) => fault = why,
            }
        }
        Err(fault)
    }
}

fn whose<'a>(
    report: &SignatureReport,
    signers: &'a [Certificate],
) -> Result<&'a Certificate, TslError> {
    let told = |code: &str| report.verdict.findings.iter().find(|one| one.code == code);
    if !report.verdict.is_passed() {
        let first = report.verdict.findings.first();
        return Err(first.map_or_else(
            || wrong("SIG-087", "the list's signature is not good"),
            |first| wrong(first.code, &first.detail),
        ));
    }
    if let Some(part) = told("SIG-085") {
        return Err(wrong(part.code, &part.detail));
    }
    let print = report.signer.as_ref().map(|signer| &signer.fingerprint);
    signers
        .iter()
        .find(|one| print == Some(&one.fingerprint()))
        .ok_or_else(|| wrong("SIG-022", "somebody else signed the list"))
}

fn wrong(code: &'static str, detail: &str) -> TslError {
    TslError::Signature {
        code,
        detail: detail.to_owned(),
    }
}
