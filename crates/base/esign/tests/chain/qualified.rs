//! Qualified or not, apart from the verdict.

use crate::support::{Party, assert_not, assert_passed, moment, name, noon, person};
use esign::certificate::attribute;
use esign::chain::{ChainReport, Evidence, Purpose, validate};
use esign::issue::{Name, Template};
use esign::report::SubIndication;
use esign::trust::Trust;
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};

fn list(authority: &Party, states: &[(&str, Status)]) -> TrustList {
    let states: Vec<State> = states
        .iter()
        .map(|(since, status)| State {
            status: status.clone(),
            since: Some(moment(since)),
        })
        .collect();
    let identifier = authority
        .certificate
        .extension(x509_cert::der::asn1::ObjectIdentifier::new_unwrap(
            "2.5.29.14",
        ))
        .map(|(der, _)| der[2..].to_vec());
    let authority = Authority {
        name: "АО «Родник»".to_owned(),
        state: states.last().cloned(),
        history: states,
        keys: vec![ListedKey {
            identifier: identifier.unwrap_or_default(),
            certificates: vec![authority.certificate.clone()],
            ..ListedKey::default()
        }],
        ..Authority::default()
    };
    let list = TrustList::new("16314", Some(noon()), vec![authority]);
    // Through the file, as an operator loads it.
    TrustList::from_xml(list.to_xml().as_bytes()).unwrap()
}

const SINCE: &str = "2020-01-01T00:00:00Z";

struct Stage {
    root: Party,
    center: Party,
}

impl Stage {
    fn new() -> Self {
        let root = Party::root("Корень", 1);
        let center = root.authority("АО «Родник»", 2);
        Self { root, center }
    }

    fn judge(&self, leaf: &Party, list: Option<TrustList>, at: &str) -> ChainReport {
        let mut trust = Trust::new(vec![self.root.certificate.clone()]);
        if let Some(list) = list {
            trust = trust.with_list(list);
        }
        let evidence = Evidence {
            certificates: vec![self.center.certificate.clone()],
            ..Evidence::default()
        };
        validate(
            &leaf.certificate,
            Purpose::Signature,
            moment(at),
            &trust,
            &evidence,
        )
    }
}

fn reasons(report: &ChainReport) -> Vec<&'static str> {
    let findings = report.qualification.findings.iter();
    findings
        .map(|one| one.code)
        .filter(|code| *code != "SIG-054")
        .collect()
}

const NOON: &str = "2026-11-22T12:00:00Z";

#[test]
fn an_accredited_authority_makes_a_certificate_qualified() {
    let stage = Stage::new();
    let leaf = stage.center.person(3);
    let accredited = list(&stage.center, &[(SINCE, Status::Active)]);
    let report = stage.judge(&leaf, Some(accredited.clone()), NOON);
    assert_passed(&report);
    assert!(
        report.qualification.qualified,
        "{:#?}",
        report.qualification
    );
    // That nobody checked the list's own signature is told.
    assert_eq!(report.qualification.findings[0].code, "SIG-054");
    let signed = accredited.signed_by(stage.root.certificate.clone());
    let report = stage.judge(&leaf, Some(signed), NOON);
    assert!(report.qualification.findings.is_empty());
    assert_eq!(
        esign::qualification::classes(&leaf.certificate),
        ["КС1", "КС2"]
    );
}

#[test]
fn the_list_helps_to_build_the_path() {
    let stage = Stage::new();
    let leaf = stage.center.person(3);
    let trust = Trust::new(vec![stage.root.certificate.clone()])
        .with_list(list(&stage.center, &[(SINCE, Status::Active)]));
    let evidence = Evidence::default();
    let judged = validate(
        &leaf.certificate,
        Purpose::Signature,
        noon(),
        &trust,
        &evidence,
    );
    assert_passed(&judged);
    // A listed authority is no anchor.
    let trust = Trust::default().with_list(list(&stage.center, &[(SINCE, Status::Active)]));
    let judged = validate(
        &leaf.certificate,
        Purpose::Signature,
        noon(),
        &trust,
        &evidence,
    );
    assert_not(&judged, SubIndication::NoCertificateChainFound, "SIG-020");
}

#[test]
fn the_state_of_the_day_of_issue_and_of_the_signature_counts() {
    let stage = Stage::new();
    let leaf = stage.center.person(3);
    let judged = |states: &[(&str, Status)], at| {
        let report = stage.judge(&leaf, Some(list(&stage.center, states)), at);
        assert_passed(&report);
        (report.qualification.qualified, reasons(&report))
    };
    let later = [
        (SINCE, Status::Active),
        ("2026-06-01T00:00:00Z", Status::Annulled),
    ];
    assert_eq!(judged(&later, "2026-05-01T00:00:00Z"), (true, vec![]));
    assert_eq!(judged(&later, NOON), (false, vec!["SIG-053"]));
    let before = [
        (SINCE, Status::Active),
        ("2025-06-01T00:00:00Z", Status::Terminated),
    ];
    assert_eq!(judged(&before, NOON), (false, vec!["SIG-052"]));
    let not_yet = [("2026-02-01T00:00:00Z", Status::Active)];
    assert_eq!(judged(&not_yet, NOON), (false, vec!["SIG-052"]));
    let again = [
        (SINCE, Status::Active),
        ("2026-03-01T00:00:00Z", Status::Suspended),
        ("2026-04-01T00:00:00Z", Status::Active),
    ];
    assert_eq!(
        judged(&again, "2026-03-15T00:00:00Z"),
        (false, vec!["SIG-053"])
    );
    assert_eq!(judged(&again, NOON), (true, vec![]));
}

#[test]
fn what_is_missing_is_named() {
    let stage = Stage::new();
    let judged = |template: Template| {
        let leaf = stage.center.issue(&template, 3);
        let accredited = list(&stage.center, &[(SINCE, Status::Active)]);
        let report = stage.judge(&leaf, Some(accredited), NOON);
        assert_passed(&report);
        assert!(!report.qualification.qualified);
        reasons(&report)
    };
    let no_policies = Template {
        policies: vec![],
        ..person(3)
    };
    assert_eq!(judged(no_policies), ["SIG-055"]);
    let no_tool = Template {
        subject_sign_tool: None,
        ..person(3)
    };
    assert_eq!(judged(no_tool), ["SIG-056"]);
    let no_issuer_tool = Template {
        issuer_sign_tool: None,
        ..person(3)
    };
    assert_eq!(judged(no_issuer_tool), ["SIG-057"]);
    let nameless = Template {
        subject: name("Ёлкина"),
        ..person(3)
    };
    assert_eq!(judged(nameless), ["SIG-059"]);
    let organization = Name::of(&[
        (attribute::COMMON_NAME, "АО «Туман»"),
        (attribute::ORGANIZATION, "АО «Туман»"),
    ]);
    let organization = Template {
        subject: organization,
        ..person(3)
    };
    assert_eq!(judged(organization), ["SIG-059"]);

    let leaf = stage.center.person(3);
    assert_eq!(reasons(&stage.judge(&leaf, None, NOON)), ["SIG-050"]);
    let stranger = Party::root("Чужой", 9).authority("АО «Родник»", 2);
    // The same name, but another key: not the accredited one.
    let namesake = stage.root.authority("АО «Родник»", 8);
    for other in [&stage.root, &namesake] {
        let listed = list(other, &[(SINCE, Status::Active)]);
        assert_eq!(
            reasons(&stage.judge(&leaf, Some(listed), NOON)),
            ["SIG-051"]
        );
    }
    // Another certificate of the accredited key is the accredited authority's.
    let listed = list(&stranger, &[(SINCE, Status::Active)]);
    assert!(
        stage
            .judge(&leaf, Some(listed), NOON)
            .qualification
            .qualified
    );
}

#[test]
fn qualified_and_valid_are_two_answers() {
    let stage = Stage::new();
    let leaf = stage.center.person(3);
    let accredited = list(&stage.center, &[(SINCE, Status::Active)]);
    let report = stage.judge(&leaf, Some(accredited), "2028-01-01T00:00:00Z");
    assert_not(&report, SubIndication::Expired, "SIG-026");
    assert!(report.qualification.qualified);
}
