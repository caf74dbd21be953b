//! From what was found to what is said: the one place with the decisions of ETSI EN 319 102-1,
//! sections 5.3.4 (basic signatures) and 5.5.4 (signatures with time). The table with the reasons is
//! docs/decisions/0009-what-a-validation-says.md.

use crate::certificate::Certificate;
use crate::chain::ChainReport;
use crate::report::{Finding, SubIndication, Verdict};
use jiff::Timestamp;

/// The verdicts of the building blocks of one signature (section 5.2).
pub(crate) struct Parts {
    /// The structure (5.2.2).
    pub(crate) format: Verdict,
    /// Whether the signer's certificate is there and the one that was meant (5.2.3).
    pub(crate) identification: Verdict,
    /// The certificate's path, validity and revocation at the best signature time (5.2.6).
    pub(crate) certificate: Verdict,
    /// Hash and signature value (5.2.7).
    pub(crate) cryptography: Verdict,
    /// Attributes and strength of algorithms (5.2.8).
    pub(crate) acceptance: Verdict,
}

/// What is known about when the signature was made, beside the time that its certificate was judged
/// at.
pub(crate) struct Times {
    /// The signature did not exist before: the latest good time stamp on its content, with the
    /// verdict on the certificate at that time.
    pub(crate) earliest: Option<(Timestamp, Verdict)>,
    /// The last moment of the certificate.
    pub(crate) not_after: Timestamp,
    /// Whether the revocation, if there is one, is an authority's and not the signer's.
    pub(crate) is_authority_revoked: bool,
    /// Whether a list or an answer says that the signer's certificate was not revoked up to its end.
    pub(crate) is_known_unrevoked: bool,
}

impl Times {
    /// What is known of the certificate of a signature. `earliest` as in the field.
    pub(crate) fn of(
        certificate: &Certificate,
        chain: &ChainReport,
        earliest: Option<(Timestamp, Verdict)>,
    ) -> Self {
        // The leaf's blocks come first, and one of them stands at each certificate.
        let mut certificates = 0;
        let own = chain.blocks.iter().take_while(|block| {
            certificates += usize::from(block.name == "X509_CERTIFICATE_VALIDATION");
            certificates < 2
        });
        let is_revoked = |verdict: &Verdict| verdict.sub_indication == Some(SubIndication::Revoked);
        let own: Vec<_> = own.into_iter().collect();
        let is_own = own.iter().any(|block| is_revoked(&block.verdict));
        // A pass with the remark that nobody publishes anything is no knowledge.
        let is_known_unrevoked = own.iter().any(|block| {
            let is_silent = block
                .verdict
                .findings
                .iter()
                .any(|one| one.code == "SIG-045");
            block.name == "REVOCATION_FRESHNESS_CHECKER" && block.verdict.is_passed() && !is_silent
        });
        Self {
            earliest,
            not_after: certificate.not_after(),
            is_authority_revoked: is_revoked(&chain.verdict) && !is_own,
            is_known_unrevoked,
        }
    }
}

/// The verdict on a signature. Warnings of all parts are kept as findings.
pub(crate) fn conclude(parts: Parts, times: Option<&Times>) -> Verdict {
    let Parts {
        format,
        identification,
        certificate,
        cryptography,
        acceptance,
    } = parts;
    let certificate = match times {
        Some(times) => in_time(certificate, times),
        None => certificate,
    };
    // 5.3.4: each step that does not pass ends the process; the certificate's verdict waits until
    // the cryptography is known to be good (step 5 b).
    let mut order = [
        format,
        identification,
        cryptography,
        certificate,
        acceptance,
    ]
    .into_iter();
    let mut said = Verdict::passed();
    for verdict in order.by_ref() {
        let is_passed = verdict.is_passed();
        let mut findings = std::mem::take(&mut said.findings);
        if is_passed {
            findings.extend(verdict.findings);
            said.findings = findings;
        } else {
            // The reason comes first, warnings of the steps before after it.
            said = verdict;
            said.findings.append(&mut findings);
            break;
        }
    }
    for verdict in order {
        said.findings.extend(verdict.findings);
    }
    said
}

/// What the times make of the certificate's verdict. The path was judged at the best signature time,
/// where a revocation or the end by then is a certain thing. Unless the signature is proved to be made
/// after it, it may have been made before: that is not known.
fn in_time(certificate: Verdict, times: &Times) -> Verdict {
    let made_after = times.earliest.as_ref();
    let reason = match certificate.sub_indication {
        Some(SubIndication::Revoked) => {
            let then = made_after.map(|(_, then)| then.sub_indication);
            if then == Some(Some(SubIndication::Revoked)) {
                SubIndication::Revoked
            } else if times.is_authority_revoked {
                SubIndication::RevokedCaNoPoe
            } else {
                SubIndication::RevokedNoPoe
            }
        }
        Some(SubIndication::Expired) => {
            if made_after.is_some_and(|(earliest, _)| *earliest > times.not_after) {
                SubIndication::Expired
            } else if times.is_known_unrevoked {
                SubIndication::OutOfBoundsNotRevoked
            } else {
                SubIndication::OutOfBoundsNoPoe
            }
        }
        // Judged at the best signature time: proved to exist before the certificate began.
        _ => return certificate,
    };
    instead(certificate, reason)
}

fn instead(mut verdict: Verdict, reason: SubIndication) -> Verdict {
    verdict.indication = reason.indication();
    verdict.sub_indication = Some(reason);
    verdict
}

/// A passed verdict with something to know about it.
pub(crate) fn noted(code: &'static str, detail: impl Into<String>) -> Verdict {
    Verdict {
        findings: vec![Finding {
            code,
            detail: detail.into(),
        }],
        ..Verdict::passed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Indication;

    fn parts() -> Parts {
        Parts {
            format: Verdict::passed(),
            identification: Verdict::passed(),
            certificate: Verdict::passed(),
            cryptography: Verdict::passed(),
            acceptance: Verdict::passed(),
        }
    }

    fn because(reason: SubIndication) -> Verdict {
        Verdict::because(reason, "SIG-040", "")
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn times(earliest: Option<(Timestamp, Verdict)>) -> Times {
        Times {
            earliest,
            not_after: time("2026-12-31T00:00:00Z"),
            is_authority_revoked: false,
            is_known_unrevoked: false,
        }
    }

    #[test]
    fn cryptography_is_told_before_the_certificate_and_that_before_attributes() {
        let mut all = parts();
        all.acceptance = because(SubIndication::SigConstraintsFailure);
        let said = conclude(all, None);
        assert_eq!(
            said.sub_indication,
            Some(SubIndication::SigConstraintsFailure)
        );

        let mut all = parts();
        all.acceptance = because(SubIndication::SigConstraintsFailure);
        all.certificate = because(SubIndication::NoCertificateChainFound);
        let said = conclude(all, None);
        assert_eq!(
            said.sub_indication,
            Some(SubIndication::NoCertificateChainFound)
        );

        let mut all = parts();
        all.certificate = because(SubIndication::NoCertificateChainFound);
        all.cryptography = because(SubIndication::HashFailure);
        let said = conclude(all, None);
        assert_eq!(said.sub_indication, Some(SubIndication::HashFailure));
        assert_eq!(said.findings.len(), 2, "the other fault is told too");

        let mut all = parts();
        all.cryptography = because(SubIndication::HashFailure);
        all.identification = because(SubIndication::NoSigningCertificateFound);
        let said = conclude(all, None);
        assert_eq!(said.indication, Indication::Indeterminate);
    }

    #[test]
    fn an_end_or_a_revocation_counts_only_where_the_signature_is_proved_to_be_later() {
        let cases = [
            (SubIndication::Revoked, None, SubIndication::RevokedNoPoe),
            (
                SubIndication::Expired,
                None,
                SubIndication::OutOfBoundsNoPoe,
            ),
            (SubIndication::NotYetValid, None, SubIndication::NotYetValid),
            (
                SubIndication::Expired,
                Some((
                    time("2027-01-01T00:00:00Z"),
                    because(SubIndication::Expired),
                )),
                SubIndication::Expired,
            ),
            (
                SubIndication::Expired,
                Some((time("2026-12-01T00:00:00Z"), Verdict::passed())),
                SubIndication::OutOfBoundsNoPoe,
            ),
            (
                SubIndication::Revoked,
                Some((
                    time("2026-12-01T00:00:00Z"),
                    because(SubIndication::Revoked),
                )),
                SubIndication::Revoked,
            ),
            (
                SubIndication::Revoked,
                Some((time("2026-12-01T00:00:00Z"), Verdict::passed())),
                SubIndication::RevokedNoPoe,
            ),
        ];
        for (found, earliest, expected) in cases {
            let mut all = parts();
            all.certificate = because(found);
            let said = conclude(all, Some(&times(earliest)));
            assert_eq!(said.sub_indication, Some(expected));
            assert_eq!(said.indication, expected.indication());
        }
    }
}
