//! Revocation lists: made here, and by `openssl ca`.

use crate::support::{
    NOISE, Party, assert_not, assert_passed, codes, judge, judge_with, moment, name, noon, openssl,
    person, today, write, years,
};
use esign::chain::{Evidence, Purpose, validate};
use esign::crl::Crl;
use esign::issue::{CrlTemplate, Extra, KeyUsage, KeyUsages, Revoked, Template, Validity, crl};
use esign::report::SubIndication::{self, TryLater};
use esign::trust::Trust;
use jiff::{Timestamp, ToSpan};
use std::fs;
use x509_cert::der::asn1::ObjectIdentifier;

fn entry(party: &Party, at: &str, reason: u8) -> Revoked {
    let serial = party.certificate.parsed().tbs_certificate().serial_number();
    Revoked {
        serial: serial.as_bytes().to_vec(),
        at: moment(at),
        reason: Some(reason),
        extra: Vec::new(),
    }
}

fn template(this: &str, next: &str, revoked: Vec<Revoked>) -> CrlTemplate {
    CrlTemplate {
        number: 17,
        this_update: moment(this),
        next_update: Some(moment(next)),
        revoked,
        extra: Vec::new(),
    }
}

fn list(issuer: &Party, template: &CrlTemplate) -> Crl {
    Crl::from_der(&crl(template, &issuer.issuer(), &NOISE).unwrap()).unwrap()
}

/// A list of today.
fn fresh(issuer: &Party, revoked: Vec<Revoked>) -> Crl {
    list(
        issuer,
        &template("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", revoked),
    )
}

fn with(crls: Vec<Crl>, others: &[&Party]) -> Evidence {
    Evidence {
        certificates: others.iter().map(|one| one.certificate.clone()).collect(),
        crls,
        ..Evidence::default()
    }
}

/// A person whose certificate names a list.
fn listed(issuer: &Party, number: u8) -> Party {
    let template = Template {
        crl_urls: vec!["http://rosinka.example/1.crl".to_owned()],
        ..person(u64::from(number))
    };
    issuer.issue(&template, number)
}

#[test]
fn a_certificate_that_names_a_list_waits_for_it() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let judged = |crls| judge_with(&leaf, &[&root], &with(crls, &[]), noon());
    assert_not(&judged(vec![]), TryLater, "SIG-042");
    assert_passed(&judged(vec![fresh(&root, vec![])]));
    let stale = template("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", vec![]);
    assert_not(&judged(vec![list(&root, &stale)]), TryLater, "SIG-043");
    let endless = CrlTemplate {
        next_update: None,
        ..stale.clone()
    };
    assert_not(&judged(vec![list(&root, &endless)]), TryLater, "SIG-043");
    let endless = CrlTemplate {
        this_update: moment("2026-11-22T01:00:00Z"),
        ..endless
    };
    assert_passed(&judged(vec![list(&root, &endless)]));
    // Of several lists one is enough.
    assert_passed(&judged(vec![list(&root, &stale), fresh(&root, vec![])]));
    assert_eq!(
        esign::crl::addresses(&leaf.certificate),
        ["http://rosinka.example/1.crl"]
    );
    // One that names none passes, and that is told.
    let silent = judge(&root.person(3), &[&root], &[]);
    assert_eq!(codes(&silent), ["SIG-045"]);
}

#[test]
fn what_is_revoked_is_revoked_from_its_day_on() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let other = listed(&root, 3);
    let revoked = vec![
        entry(&other, "2026-05-01T00:00:00Z", 4),
        entry(&leaf, "2026-06-01T00:00:00Z", 1),
    ];
    let crl = fresh(&root, revoked.clone());
    assert_eq!(crl.len(), 2);
    let at = |text| judge_with(&leaf, &[&root], &with(vec![crl.clone()], &[]), moment(text));
    let report = at("2026-11-22T12:00:00Z");
    assert_not(&report, SubIndication::Revoked, "SIG-040");
    assert!(report.verdict.findings[0].detail.contains("keyCompromise"));
    assert_not(
        &at("2026-06-01T00:00:00Z"),
        SubIndication::Revoked,
        "SIG-040",
    );
    // What was signed before stands, and the later revocation is told.
    let before = at("2026-05-31T23:59:59Z");
    assert_passed(&before);
    assert_eq!(codes(&before), ["SIG-046"]);
    // A list that is too old to say "good" still says "revoked".
    let stale = template("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", revoked);
    let evidence = with(vec![list(&root, &stale)], &[]);
    assert_not(
        &judge_with(&leaf, &[&root], &evidence, noon()),
        SubIndication::Revoked,
        "SIG-040",
    );
    // Revoked outranks ended.
    assert_not(
        &at("2027-06-01T00:00:00Z"),
        SubIndication::Revoked,
        "SIG-040",
    );
}

#[test]
fn a_list_made_later_tells_of_the_day_before_it() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let evidence = with(vec![fresh(&root, vec![])], &[]);
    let at = |text| judge_with(&leaf, &[&root], &evidence, moment(text));
    assert_passed(&at("2026-03-01T00:00:00Z"));
    // A list made after the certificate's end may have dropped it.
    let late = template("2027-03-01T00:00:00Z", "2027-03-02T00:00:00Z", vec![]);
    let evidence = with(vec![list(&root, &late)], &[]);
    assert_not(
        &judge_with(&leaf, &[&root], &evidence, noon()),
        TryLater,
        "SIG-043",
    );
}

#[test]
fn a_suspension_ends() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let held = list(
        &root,
        &template(
            "2026-11-21T00:00:00Z",
            "2026-11-23T00:00:00Z",
            vec![entry(&leaf, "2026-11-20T00:00:00Z", 6)],
        ),
    );
    let judged = |crls| judge_with(&leaf, &[&root], &with(crls, &[]), noon());
    assert_not(&judged(vec![held.clone()]), TryLater, "SIG-041");
    assert_passed(&judged(vec![fresh(&root, vec![]), held.clone()]));
    // A delta list takes it back.
    let delta = CrlTemplate {
        extra: vec![Extra {
            oid: ObjectIdentifier::new_unwrap("2.5.29.27"),
            critical: true,
            value: vec![2, 1, 16],
        }],
        ..template(
            "2026-11-22T00:00:00Z",
            "2026-11-23T00:00:00Z",
            vec![entry(&leaf, "2026-11-21T12:00:00Z", 8)],
        )
    };
    let delta = list(&root, &delta);
    assert!(delta.is_delta() && delta.base_number() == Some(&[16][..]));
    assert_passed(&judged(vec![held, delta]));
}

#[test]
fn a_delta_list_alone_clears_nobody_and_still_accuses() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let delta = |revoked| {
        let template = CrlTemplate {
            extra: vec![Extra {
                oid: ObjectIdentifier::new_unwrap("2.5.29.27"),
                critical: true,
                value: vec![2, 1, 16],
            }],
            ..template("2026-11-22T06:00:00Z", "2026-11-23T00:00:00Z", revoked)
        };
        list(&root, &template)
    };
    let judged = |crls| judge_with(&leaf, &[&root], &with(crls, &[]), noon());
    assert_not(&judged(vec![delta(vec![])]), TryLater, "SIG-042");
    let accuses = delta(vec![entry(&leaf, "2026-11-22T05:00:00Z", 1)]);
    assert_not(
        &judged(vec![fresh(&root, vec![]), accuses]),
        SubIndication::Revoked,
        "SIG-040",
    );
}

#[test]
fn a_list_counts_only_from_its_authority() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let namesake = Party::root("Корень", 8);
    let stranger = Party::root("Другой", 9);
    let revoked = || vec![entry(&leaf, "2026-06-01T00:00:00Z", 1)];
    let judged = |crls, others: &[&Party]| judge_with(&leaf, &[&root], &with(crls, others), noon());
    let forged = vec![fresh(&namesake, revoked())];
    assert_not(&judged(forged, &[&namesake]), TryLater, "SIG-044");
    assert_not(
        &judged(vec![fresh(&stranger, revoked())], &[&stranger]),
        TryLater,
        "SIG-042",
    );
    let mut der = fresh(&root, revoked()).der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let broken = Crl::from_der(&der).unwrap();
    assert_not(&judged(vec![broken], &[]), TryLater, "SIG-044");

    // An authority whose key may not sign lists.
    let template = Template {
        key_usage: Some(KeyUsage(KeyUsages::KeyCertSign.into())),
        ..Template::root(name("Корень"), 1, years(2020, 2040))
    };
    let silent = Party::self_signed(&template, 1);
    let evidence = with(vec![fresh(&silent, vec![])], &[]);
    let report = judge_with(&leaf, &[&silent], &evidence, noon());
    assert_not(&report, TryLater, "SIG-044");
}

#[test]
fn a_new_key_of_the_authority_signs_lists_for_the_old_one() {
    let root = Party::root("Корень", 1);
    let center = root.authority("Центр", 2);
    let renewed = root.authority("Центр", 3);
    let leaf = listed(&center, 4);
    let revoked = vec![entry(&leaf, "2026-06-01T00:00:00Z", 1)];
    let evidence = with(vec![fresh(&renewed, revoked.clone())], &[&center, &renewed]);
    assert_not(
        &judge_with(&leaf, &[&root], &evidence, noon()),
        SubIndication::Revoked,
        "SIG-040",
    );
    // But not a namesake under a root that nobody trusts.
    let other = Party::root("Чужой", 9).authority("Центр", 5);
    let evidence = with(vec![fresh(&other, revoked)], &[&center, &other]);
    assert_not(
        &judge_with(&leaf, &[&root], &evidence, noon()),
        TryLater,
        "SIG-044",
    );
}

#[test]
fn authorities_are_looked_up_too() {
    let root = Party::root("Корень", 1);
    let template = Template {
        crl_urls: vec!["http://rosinka.example/root.crl".to_owned()],
        ..Template::intermediate(name("Центр"), 2, years(2021, 2039), 0)
    };
    let center = root.issue(&template, 2);
    let leaf = center.person(3);
    let judged = |crls| judge_with(&leaf, &[&root], &with(crls, &[&center]), noon());
    assert_not(&judged(vec![]), TryLater, "SIG-042");
    assert_passed(&judged(vec![fresh(&root, vec![])]));
    let revoked = vec![entry(&center, "2026-06-01T00:00:00Z", 2)];
    assert_not(
        &judged(vec![fresh(&root, revoked)]),
        SubIndication::Revoked,
        "SIG-040",
    );
}

#[test]
fn a_list_for_other_certificates_says_nothing() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    // issuingDistributionPoint: [2] onlyContainsCACerts, [1] onlyContainsUserCerts, [3] reasons.
    let point = |value: &[u8]| {
        let template = CrlTemplate {
            extra: vec![Extra {
                oid: ObjectIdentifier::new_unwrap("2.5.29.28"),
                critical: true,
                value: value.to_vec(),
            }],
            ..template("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", vec![])
        };
        judge_with(
            &leaf,
            &[&root],
            &with(vec![list(&root, &template)], &[]),
            noon(),
        )
    };
    assert_not(&point(&[0x30, 3, 0x82, 1, 0xff]), TryLater, "SIG-042");
    assert_passed(&point(&[0x30, 3, 0x81, 1, 0xff]));
    assert_not(&point(&[0x30, 4, 0x83, 2, 6, 0x40]), TryLater, "SIG-042");
    let uri = |text: &str| {
        let mut value = vec![0x86, u8::try_from(text.len()).unwrap()];
        value.extend_from_slice(text.as_bytes());
        for tag in [0xa0, 0xa0, 0x30] {
            value.insert(0, u8::try_from(value.len()).unwrap());
            value.insert(0, tag);
        }
        value
    };
    assert_passed(&point(&uri("http://rosinka.example/1.crl")));
    assert_not(
        &point(&uri("http://rosinka.example/2.crl")),
        TryLater,
        "SIG-042",
    );
}

/// One authority keeps the list for others (RFC 5280, section 5.2.5): the certificate names it as the
/// list's issuer, the list says that it is indirect, and each entry names whose certificate it is.
#[test]
fn an_indirect_list_counts_for_the_certificates_that_name_its_issuer() {
    use x509_cert::der::{Decode, Encode};
    use x509_cert::ext::pkix::crl::dp::DistributionPoint;
    use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

    let root = Party::root("Корень", 1);
    let keeper = Template {
        key_usage: Some(KeyUsage(KeyUsages::CRLSign.into())),
        ..Template::plain(name("Хранитель списков"), 7, years(2021, 2039))
    };
    let keeper = root.issue(&keeper, 7);
    let directory = |party: &Party| {
        let subject = party.certificate.subject().to_der().unwrap();
        GeneralName::DirectoryName(x509_cert::name::Name::from_der(&subject).unwrap())
    };
    let extra = |oid: &str, value: Vec<u8>| Extra {
        oid: ObjectIdentifier::new_unwrap(oid),
        critical: true,
        value,
    };
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![directory(&keeper)])),
        reasons: None,
        crl_issuer: Some(vec![directory(&keeper)]),
    };
    let names_keeper = Template {
        extra: vec![extra("2.5.29.31", vec![point].to_der().unwrap())],
        ..person(2)
    };
    let leaf = root.issue(&names_keeper, 2);
    let indirect = |entries: Vec<(&Party, Option<&Party>)>, flags: Vec<Extra>, by: &Party| {
        let revoked = entries.into_iter().map(|(party, issuer)| Revoked {
            extra: issuer
                .map(|issuer| extra("2.5.29.29", vec![directory(issuer)].to_der().unwrap()))
                .into_iter()
                .collect(),
            ..entry(party, "2026-11-01T00:00:00Z", 1)
        });
        let template = CrlTemplate {
            extra: flags,
            ..template(
                "2026-11-22T00:00:00Z",
                "2026-11-23T00:00:00Z",
                revoked.collect(),
            )
        };
        let crl = list(by, &template);
        judge_with(&leaf, &[&root], &with(vec![crl], &[&keeper]), noon())
    };
    // issuingDistributionPoint: [4] indirectCRL.
    let flag = || vec![extra("2.5.29.28", vec![0x30, 3, 0x84, 1, 0xff])];
    let namesake = keeper.issue(&person(2), 8);
    assert_passed(&indirect(vec![], flag(), &keeper));
    assert_not(
        &indirect(vec![(&leaf, Some(&root))], flag(), &keeper),
        SubIndication::Revoked,
        "SIG-040",
    );
    // The same number of another authority, by name and by that of the entry before it.
    assert_passed(&indirect(vec![(&namesake, Some(&keeper))], flag(), &keeper));
    assert_passed(&indirect(vec![(&namesake, None)], flag(), &keeper));
    let other = root.person(3);
    let inherited = vec![(&other, Some(&root)), (&leaf, None)];
    assert_not(
        &indirect(inherited, flag(), &keeper),
        SubIndication::Revoked,
        "SIG-040",
    );
    // Without the flag it is another authority's list; by a stranger it does not count.
    assert_not(&indirect(vec![], vec![], &keeper), TryLater, "SIG-042");
    let stranger = Party::root("Хранитель списков", 9);
    assert_not(&indirect(vec![], flag(), &stranger), TryLater, "SIG-044");
}

#[test]
fn broken_lists_are_refused_and_nothing_panics() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let revoked = vec![entry(&leaf, "2026-06-01T00:00:00Z", 1)];
    let critical = CrlTemplate {
        extra: vec![Extra {
            oid: ObjectIdentifier::new_unwrap("1.2.3.4"),
            critical: true,
            value: vec![5, 0],
        }],
        ..template("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", vec![])
    };
    let der = crl(&critical, &root.issuer(), &NOISE).unwrap();
    // Read, so that it can be told, and never used (RFC 5280, section 5.2).
    let unusable = Crl::from_der(&der).unwrap();
    assert!(unusable.unknown_critical().is_some());
    assert_not(
        &judge_with(&leaf, &[&root], &with(vec![unusable], &[]), noon()),
        TryLater,
        "SIG-044",
    );
    let der = fresh(&root, revoked).der().to_vec();
    for cut in 0..der.len() {
        assert!(Crl::from_der(&der[..cut]).is_err());
    }
    for place in 0..der.len() {
        let mut changed = der.clone();
        changed[place] ^= 0x41;
        if let Ok(crl) = Crl::from_der(&changed) {
            let _ = crl.entry(&leaf.certificate);
            let report = judge_with(&leaf, &[&root], &with(vec![crl], &[]), noon());
            assert!(!report.verdict.is_passed(), "byte {place}");
        }
    }
}

/// A person of these days: OpenSSL writes lists of today.
fn listed_today(issuer: &Party, number: u8) -> Party {
    let template = Template {
        crl_urls: vec!["http://rosinka.example/1.crl".to_owned()],
        validity: Validity {
            from: moment("2026-01-01T00:00:00Z"),
            to: Timestamp::from_second((today() + 24_000.hours()).as_second()).unwrap(),
        },
        ..person(u64::from(number))
    };
    issuer.issue(&template, number)
}

#[test]
fn a_list_for_authorities_is_for_whoever_says_it_is_one() {
    let root = Party::root("Корень", 1);
    let template = Template {
        crl_urls: vec!["http://rosinka.example/1.crl".to_owned()],
        ..Template::intermediate(name("Центр"), 2, years(2021, 2039), 0)
    };
    let middle = root.issue(&template, 2);
    let point = |value: &[u8]| CrlTemplate {
        extra: vec![Extra {
            oid: ObjectIdentifier::new_unwrap("2.5.29.28"),
            critical: true,
            value: value.to_vec(),
        }],
        ..template_of_today()
    };
    // onlyContainsCACerts, onlyContainsUserCerts; the authority's certificate is the leaf here.
    let for_authorities = point(&[0x30, 3, 0x82, 1, 0xff]);
    let for_users = point(&[0x30, 3, 0x81, 1, 0xff]);
    let judged = |template: &CrlTemplate| {
        let trust = Trust::new(vec![root.certificate.clone()]);
        let evidence = with(vec![list(&root, template)], &[]);
        validate(&middle.certificate, Purpose::Any, noon(), &trust, &evidence)
    };
    assert_passed(&judged(&for_authorities));
    assert_not(&judged(&for_users), TryLater, "SIG-042");
}

fn template_of_today() -> CrlTemplate {
    template("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", vec![])
}

#[test]
fn a_list_of_the_future_does_not_count_and_one_later_than_the_moment_does() {
    let root = Party::root("Корень", 1);
    let leaf = listed(&root, 2);
    let judged = |now: Option<&str>| {
        let made = template("2026-11-22T13:00:00Z", "2026-11-23T00:00:00Z", vec![]);
        let evidence = Evidence {
            now: now.map(moment),
            ..with(vec![list(&root, &made)], &[])
        };
        judge_with(&leaf, &[&root], &evidence, noon())
    };
    assert_passed(&judged(None));
    assert_passed(&judged(Some("2026-11-22T14:00:00Z")));
    assert_passed(&judged(Some("2026-11-22T12:55:00Z")));
    assert_not(&judged(Some("2026-11-22T12:54:59Z")), TryLater, "SIG-044");
}

#[test]
fn a_list_with_an_entry_that_is_not_understood_is_not_used_for_anybody() {
    let root = Party::root("Корень", 1);
    let (leaf, other) = (listed(&root, 2), listed(&root, 3));
    let judged = |oid: &str, critical: bool| {
        let revoked = Revoked {
            extra: vec![Extra {
                oid: ObjectIdentifier::new_unwrap(oid),
                critical,
                value: vec![5, 0],
            }],
            ..entry(&other, "2026-06-01T00:00:00Z", 1)
        };
        let evidence = with(vec![fresh(&root, vec![revoked])], &[]);
        judge_with(&leaf, &[&root], &evidence, noon())
    };
    assert_not(&judged("1.2.3.4", true), TryLater, "SIG-044");
    assert_passed(&judged("1.2.3.4", false));
}

#[test]
fn an_answer_that_was_refused_is_no_silence() {
    let root = Party::root("Корень", 1);
    let refused = |leaf: &Party, crls| {
        let evidence = Evidence {
            refused: vec!["tryLater".to_owned()],
            ..with(crls, &[])
        };
        judge_with(leaf, &[&root], &evidence, noon())
    };
    assert_not(&refused(&root.person(2), vec![]), TryLater, "SIG-044");
    let listed = listed(&root, 3);
    assert_passed(&refused(&listed, vec![fresh(&root, vec![])]));
}

#[test]
fn lists_of_openssl_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let root = Party::root("Корень", 1);
    let of_today = |number| listed_today(&root, number);
    let (good, bad, held) = (of_today(2), of_today(3), of_today(4));
    write(path, "root", &root);
    let index = "V\t490101000000Z\t\t02\tunknown\t/CN=a\n\
        R\t490101000000Z\t260601000000Z,keyCompromise\t03\tunknown\t/CN=b\n\
        R\t490101000000Z\t260601000000Z,certificateHold\t04\tunknown\t/CN=c\n";
    fs::write(path.join("index.txt"), index).unwrap();
    openssl(
        path,
        "ca -config openssl.cnf -gencrl -keyfile root.key -cert root.pem -out list.pem",
    );
    let crls = Crl::from_file(&fs::read(path.join("list.pem")).unwrap()).unwrap();
    assert_eq!((crls.len(), crls[0].len()), (1, 2));
    assert!(crls[0].authority_key().is_some());
    let evidence = with(crls, &[]);
    let now = today();
    let judged = |leaf: &Party| judge_with(leaf, &[&root], &evidence, now);
    assert_passed(&judged(&good));
    assert_not(&judged(&bad), SubIndication::Revoked, "SIG-040");
    assert_not(&judged(&held), TryLater, "SIG-041");
    let later = now + 240.hours();
    assert_not(
        &judge_with(&good, &[&root], &evidence, later),
        TryLater,
        "SIG-043",
    );
}
