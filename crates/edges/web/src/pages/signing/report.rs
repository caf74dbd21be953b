//! What a validation found, in words: for the page, for the printed report, and for refusals.

use esign::report::{Finding, Indication, Report, SignatureReport, Signer, SubIndication, Verdict};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use texts::Texts;

use crate::patterns::{Alert, Color, SummaryRow, Tag};

/// A report in the reader's language. It serializes as what the printed report reads.
#[derive(Serialize)]
pub(crate) struct ReportShown {
    /// What the whole comes to.
    pub(crate) verdict: VerdictShown,
    /// What was checked: names, sizes, hashes.
    pub(crate) subject: Vec<Fact>,
    pub(crate) signatures: Vec<SignatureShown>,
    /// About the file as a whole.
    pub(crate) findings: Vec<FindingShown>,
}

/// One signature.
#[derive(Serialize)]
pub(crate) struct SignatureShown {
    pub(crate) title: String,
    pub(crate) verdict: VerdictShown,
    pub(crate) qualified: bool,
    /// «Квалифицированная подпись» of one that passed; of any other, what its certificate is. Empty
    /// where the certificate is not known.
    pub(crate) qualification: String,
    #[serde(skip)]
    pub(crate) qualification_tag: Option<Tag>,
    /// Why it is not qualified, or what could not be known.
    pub(crate) qualification_reasons: Vec<FindingShown>,
    pub(crate) facts: Vec<Fact>,
    /// What else was noticed, the decisive finding left out.
    pub(crate) findings: Vec<FindingShown>,
    /// From the signer's certificate to the anchor.
    pub(crate) chain: Vec<String>,
    pub(crate) blocks: Vec<BlockShown>,
}

/// An answer with its reason.
#[derive(Serialize)]
pub(crate) struct VerdictShown {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) code: Option<String>,
    /// As ETSI EN 319 102-1 calls it: `TOTAL_FAILED · HASH_FAILURE`.
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) alert: Alert,
}

/// Something that was noticed.
#[derive(Clone, Serialize)]
pub(crate) struct FindingShown {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) detail: String,
}

/// A row of label and value.
#[derive(Clone, Serialize)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// A step of the validation.
#[derive(Serialize)]
pub(crate) struct BlockShown {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) verdict: String,
    pub(crate) findings: Vec<FindingShown>,
}

impl Fact {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

// By reference: a macro of a template cannot borrow a loop variable's field.
impl SignatureShown {
    pub(crate) fn findings(&self) -> &[FindingShown] {
        &self.findings
    }

    pub(crate) fn reasons(&self) -> &[FindingShown] {
        &self.qualification_reasons
    }

    /// The facts as the summary pattern wants them.
    pub(crate) fn rows(&self) -> Vec<SummaryRow> {
        rows(&self.facts)
    }
}

impl ReportShown {
    pub(crate) fn findings(&self) -> &[FindingShown] {
        &self.findings
    }

    /// What was checked, as the summary pattern wants it.
    pub(crate) fn rows(&self) -> Vec<SummaryRow> {
        rows(&self.subject)
    }
}

fn rows(facts: &[Fact]) -> Vec<SummaryRow> {
    facts
        .iter()
        .map(|fact| SummaryRow::new(fact.label.clone(), fact.value.clone()))
        .collect()
}

/// The whole report.
pub(crate) fn shown(t: Texts, zone: &TimeZone, report: &Report, subject: Vec<Fact>) -> ReportShown {
    let count = report.signatures.len();
    let signatures: Vec<SignatureShown> = report
        .signatures
        .iter()
        .enumerate()
        .map(|(index, one)| signature(t, zone, one, index, count))
        .collect();
    let verdict = match report.signatures.as_slice() {
        [] => {
            let whole = Verdict {
                indication: report.indication,
                sub_indication: report.sub_indication,
                findings: report.findings.clone(),
            };
            verdict(t, &whole, "verify")
        }
        [only] => verdict(t, &only.verdict, "verify"),
        // The worst of several, without its reason: that stands at the signature.
        _ => {
            let whole = Verdict {
                indication: report.indication,
                sub_indication: report.sub_indication,
                findings: Vec::new(),
            };
            verdict(t, &whole, "verify-all")
        }
    };
    let told = usize::from(report.signatures.is_empty());
    ReportShown {
        verdict,
        subject,
        signatures,
        findings: report
            .findings
            .iter()
            .skip(told)
            .map(|one| finding(t, one))
            .collect(),
    }
}

fn signature(
    t: Texts,
    zone: &TimeZone,
    one: &SignatureReport,
    index: usize,
    count: usize,
) -> SignatureShown {
    let name = one
        .signer
        .as_ref()
        .map(signer_name)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| t.get("verify-signer-unknown").into_owned());
    let title = if count > 1 {
        let number = index + 1;
        t.with(
            "verify-signed-by-of",
            &[("number", &number), ("count", &count), ("name", &name)],
        )
    } else {
        t.with1("verify-signed-by", "name", name)
    };
    let (qualification, color) = qualification(t, one);
    SignatureShown {
        title,
        verdict: verdict(t, &one.verdict, "verify"),
        qualified: one.qualified,
        qualification_tag: (!qualification.is_empty())
            .then(|| Tag::new(qualification.clone(), color)),
        qualification,
        qualification_reasons: one
            .qualification
            .findings
            .iter()
            .map(|one| finding(t, one))
            .collect(),
        facts: facts(t, zone, one),
        findings: one
            .verdict
            .findings
            .iter()
            .skip(usize::from(!one.verdict.is_passed()))
            .map(|one| finding(t, one))
            .collect(),
        chain: one.chain.clone(),
        blocks: one
            .blocks
            .iter()
            .map(|block| BlockShown {
                name: block.name.to_owned(),
                about: block.about.clone(),
                verdict: verdict_name(&block.verdict),
                findings: block
                    .verdict
                    .findings
                    .iter()
                    .map(|one| finding(t, one))
                    .collect(),
            })
            .collect(),
    }
}

/// A qualified signature is one that passes and whose certificate is qualified. Of one that does not
/// pass only the certificate can be called so, and that is no praise.
fn qualification(t: Texts, one: &SignatureReport) -> (String, Color) {
    let (key, color) = match (one.verdict.is_passed(), one.qualified) {
        (true, true) => ("verify-qualified", Color::Success),
        (true, false) => ("verify-not-qualified", Color::Neutral),
        (false, _) if one.signer.is_none() => return (String::new(), Color::Neutral),
        (false, true) => ("verify-certificate-qualified", Color::Neutral),
        (false, false) => ("verify-certificate-not-qualified", Color::Neutral),
    };
    (t.get(key).into_owned(), color)
}

/// «Подпись верна», or the reason in the words of its first finding. Keys begin with `of`.
fn verdict(t: Texts, verdict: &Verdict, of: &str) -> VerdictShown {
    let (key, color) = match verdict.indication {
        Indication::TotalPassed => ("passed", Color::Success),
        Indication::Indeterminate => ("indeterminate", Color::Warning),
        Indication::TotalFailed => ("failed", Color::Danger),
    };
    let title = t.get(&format!("{of}-{key}")).into_owned();
    let first = verdict.findings.first().filter(|_| !verdict.is_passed());
    let text = match first {
        Some(first) => t.error(first.code).into_owned(),
        None => t.get(&format!("{of}-{key}-text")).into_owned(),
    };
    let code = first.map(|first| first.code.to_owned());
    VerdictShown {
        alert: Alert {
            code: code.clone(),
            ..Alert::new(color, title.clone()).text(text.clone())
        },
        title,
        text,
        code,
        name: verdict_name(verdict),
    }
}

fn verdict_name(verdict: &Verdict) -> String {
    let indication = name_of(&verdict.indication);
    match &verdict.sub_indication {
        Some(reason) => format!("{indication} · {}", name_of::<SubIndication>(reason)),
        None => indication,
    }
}

/// The name that the standard gives it.
fn name_of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A finding in words; the detail is for experts and in English.
pub(crate) fn finding(t: Texts, finding: &Finding) -> FindingShown {
    FindingShown {
        code: finding.code.to_owned(),
        text: t.error(finding.code).into_owned(),
        detail: finding.detail.clone(),
    }
}

/// «Котова Анна Сергеевна», else what the certificate is called by.
pub(crate) fn signer_name(signer: &Signer) -> String {
    let parts = [&signer.surname, &signer.given_name];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.len() == 2 {
        parts.join(" ")
    } else {
        signer.name.clone().unwrap_or_default()
    }
}

fn facts(t: Texts, zone: &TimeZone, one: &SignatureReport) -> Vec<Fact> {
    let when = |at: Option<Timestamp>| at.map(|at| t.date_time(at, zone));
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(Fact::new(t.get(key), value));
        }
    };
    if let Some(signer) = &one.signer {
        add("certificate-owner", Some(signer_name(signer)));
        add("certificate-position", signer.title.clone());
        add("certificate-organization", signer.organization.clone());
        add("certificate-org-inn", signer.org_inn.clone());
        add("certificate-ogrn", signer.ogrn.clone());
        add("certificate-ogrnip", signer.ogrnip.clone());
        add("certificate-inn", signer.inn.clone());
        add("certificate-snils", signer.snils.clone());
        add("certificate-email", signer.email.clone());
    }
    add("verify-signing-time", when(one.signing_time));
    add("verify-stamped-time", when(one.stamped_time));
    if let Some(signer) = &one.signer {
        add("certificate-issuer", signer.issuer.clone());
        add("certificate-serial", Some(signer.serial.clone()));
        if let (Some(from), Some(until)) = (signer.not_before, signer.not_after) {
            add("certificate-validity", Some(validity(t, zone, from, until)));
        }
        add("certificate-key", Some(signer.key.clone()));
    }
    add("verify-format", Some(one.format.clone()));
    add("verify-algorithm", one.algorithm.clone());
    add("verify-validation-time", when(Some(one.validation_time)));
    facts
}

/// «с 1 ноября 2026 по 1 ноября 2027».
pub(crate) fn validity(t: Texts, zone: &TimeZone, from: Timestamp, until: Timestamp) -> String {
    t.with(
        "certificate-from-until",
        &[
            ("from", &t.date(from, zone)),
            ("until", &t.date(until, zone)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    #[test]
    fn the_first_reason_is_the_verdict_and_is_not_repeated_below() {
        let t = Texts::new(Lang::Ru);
        let mut bad = Verdict::because(SubIndication::HashFailure, "SIG-061", "x");
        bad.findings.push(Finding {
            code: "SIG-079",
            detail: String::new(),
        });
        let report = Report::of(vec![SignatureReport {
            verdict: bad,
            qualified: false,
            qualification: esign::report::Qualification::default(),
            format: "CAdES-BES".to_owned(),
            signer: None,
            signing_time: None,
            stamped_time: None,
            validation_time: Timestamp::UNIX_EPOCH,
            chain: Vec::new(),
            algorithm: None,
            blocks: Vec::new(),
        }]);
        let shown = shown(t, &TimeZone::UTC, &report, Vec::new());
        assert_eq!(shown.verdict.name, "TOTAL_FAILED · HASH_FAILURE");
        assert_eq!(shown.verdict.code.as_deref(), Some("SIG-061"));
        let rest: Vec<&str> = shown.signatures[0]
            .findings
            .iter()
            .map(|one| one.code.as_str())
            .collect();
        assert_eq!(rest, ["SIG-079"]);
    }

    #[test]
    fn a_signature_that_fails_is_not_called_qualified_whatever_its_certificate_is() {
        let t = Texts::new(Lang::Ru);
        let words = |verdict: Verdict, qualified: bool, signer: Option<Signer>| {
            let one = SignatureReport {
                verdict,
                qualified,
                qualification: esign::report::Qualification::default(),
                format: "CAdES-BES".to_owned(),
                signer,
                signing_time: None,
                stamped_time: None,
                validation_time: Timestamp::UNIX_EPOCH,
                chain: Vec::new(),
                algorithm: None,
                blocks: Vec::new(),
            };
            qualification(t, &one)
        };
        let failed = || Verdict::because(SubIndication::HashFailure, "SIG-061", "x");
        let late = || Verdict::because(SubIndication::TryLater, "SIG-044", "x");
        let signer = || Some(Signer::default());
        let (text, color) = words(Verdict::passed(), true, signer());
        assert_eq!(
            (text.as_str(), color),
            ("Квалифицированная подпись", Color::Success)
        );
        for verdict in [failed(), late()] {
            let (text, color) = words(verdict, true, signer());
            assert_eq!(
                (text.as_str(), color),
                ("Сертификат квалифицированный", Color::Neutral)
            );
        }
        let (text, _) = words(failed(), false, signer());
        assert_eq!(text, "Сертификат неквалифицированный");
        assert_eq!(words(failed(), false, None).0, "");
    }

    #[test]
    fn a_file_without_a_signature_is_told_as_one() {
        let t = Texts::new(Lang::En);
        let report = Report::unreadable("SIG-001", "no signature was found");
        let shown = shown(t, &TimeZone::UTC, &report, Vec::new());
        assert_eq!(shown.verdict.code.as_deref(), Some("SIG-001"));
        assert!(shown.signatures.is_empty() && shown.findings.is_empty());
    }
}
