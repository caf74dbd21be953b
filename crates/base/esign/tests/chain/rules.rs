//! What path building and RFC 5280 ask, revocation apart.

use crate::support::{
    Party, assert_not, assert_passed, codes, judge, judge_with, moment, name, noon, person, years,
};
use esign::certificate::attribute;
use esign::chain::{Evidence, MAX_DEPTH, Purpose, validate};
use esign::issue::{Authority, Extra, KeyUsage, KeyUsages, Name, Template};
use esign::report::SubIndication::{
    ChainConstraintsFailure, Expired, NoCertificateChainFound, NotYetValid,
};
use esign::trust::Trust;
use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;

#[test]
fn a_chain_of_three_and_one_of_two_pass() {
    let root = Party::root("Корень", 1);
    let middle = root.authority("Центр", 2);
    let leaf = middle.person(3);
    let report = judge(&leaf, &[&root], &[&middle]);
    assert_passed(&report);
    assert_eq!(report.chain.len(), 3);
    assert_eq!(report.chain[2], root.certificate);
    assert_eq!(judge(&leaf, &[&middle], &[]).chain.len(), 2);
    // The certificates of the evidence may come in any order and more than once.
    let report = judge(&leaf, &[&root], &[&leaf, &root, &middle, &middle]);
    assert_passed(&report);
}

#[test]
fn a_leaf_that_is_itself_an_anchor_is_trusted_but_still_must_be_valid() {
    let own = Party::self_signed(&person(1), 1);
    assert_passed(&judge(&own, &[&own], &[]));
    let report = judge_with(
        &own,
        &[&own],
        &Evidence::default(),
        moment("2027-02-01T00:00:00Z"),
    );
    assert_not(&report, Expired, "SIG-026");
}

#[test]
fn without_an_anchor_nothing_passes() {
    let root = Party::root("Корень", 1);
    let middle = root.authority("Центр", 2);
    let leaf = middle.person(3);
    let own = Party::self_signed(&person(1), 9);
    assert_not(
        &judge(&leaf, &[], &[&middle, &root]),
        NoCertificateChainFound,
        "SIG-022",
    );
    assert_not(
        &judge(&leaf, &[&root], &[]),
        NoCertificateChainFound,
        "SIG-020",
    );
    assert_not(
        &judge(&own, &[&root], &[]),
        NoCertificateChainFound,
        "SIG-022",
    );
    // How far the path came is shown.
    assert_eq!(judge(&leaf, &[], &[&middle, &root]).chain.len(), 3);
}

#[test]
fn an_authority_with_the_right_name_and_the_wrong_key_issues_nothing() {
    let root = Party::root("Корень", 1);
    let middle = root.authority("Центр", 2);
    let namesake = Party::root("Корень", 8);
    let forged = namesake.authority("Центр", 2);
    let leaf = middle.person(3);
    let stranger = namesake.person(4);
    assert_not(
        &judge(&stranger, &[&root], &[]),
        NoCertificateChainFound,
        "SIG-021",
    );
    assert_not(
        &judge(&stranger, &[&root], &[&namesake]),
        NoCertificateChainFound,
        "SIG-021",
    );
    // Beside the namesake the right one is found, in whatever order they come.
    assert_passed(&judge(&leaf, &[&root], &[&namesake, &forged, &middle]));
    assert_passed(&judge(&leaf, &[&namesake, &root], &[&middle, &forged]));
    // The same key certified by a stranger's root leads nowhere.
    assert_not(
        &judge(&leaf, &[&root], &[&forged]),
        NoCertificateChainFound,
        "SIG-021",
    );
}

#[test]
fn a_namesake_that_also_borrows_the_key_identifier_is_found_out_by_the_signature() {
    let root = Party::root("Корень", 1);
    let leaf = root.person(3);
    let (identifier, _) = root
        .certificate
        .extension(ObjectIdentifier::new_unwrap("2.5.29.14"))
        .unwrap();
    let template = Template {
        subject_key_id: false,
        extra: vec![Extra {
            oid: ObjectIdentifier::new_unwrap("2.5.29.14"),
            critical: false,
            value: identifier.to_vec(),
        }],
        ..Template::root(name("Корень"), 1, years(2020, 2040))
    };
    let borrower = Party::self_signed(&template, 8);
    assert_not(
        &judge(&leaf, &[&borrower], &[]),
        NoCertificateChainFound,
        "SIG-021",
    );
    assert_passed(&judge(&leaf, &[&borrower, &root], &[]));
}

#[test]
fn the_time_decides() {
    let root = Party::root("Корень", 1);
    let leaf = root.person(3);
    let at = |text| judge_with(&leaf, &[&root], &Evidence::default(), moment(text));
    assert_passed(&at("2026-01-01T00:00:00Z"));
    assert_passed(&at("2027-01-01T00:00:00Z"));
    assert_not(&at("2025-12-31T23:59:59Z"), NotYetValid, "SIG-027");
    assert_not(&at("2027-01-01T00:00:01Z"), Expired, "SIG-026");

    let template = Template::intermediate(name("Центр"), 2, years(2021, 2022), 0);
    let old = root.issue(&template, 2);
    let leaf = old.person(4);
    assert_not(
        &judge(&leaf, &[&root], &[&old]),
        ChainConstraintsFailure,
        "SIG-028",
    );
    // With a renewed certificate of the same key there is a path that holds.
    let template = Template::intermediate(name("Центр"), 5, years(2024, 2030), 0);
    let renewed = root.issue(&template, 2);
    assert_passed(&judge(&leaf, &[&root], &[&old, &renewed]));
}

#[test]
fn only_authorities_issue_and_no_longer_paths_than_allowed() {
    let root = Party::root("Корень", 1);
    let person = root.person(2);
    let leaf = person.person(3);
    assert_not(
        &judge(&leaf, &[&root], &[&person]),
        ChainConstraintsFailure,
        "SIG-029",
    );
    // An anchor is taken as given, with what it says: this one's key is not for certificates.
    assert_not(
        &judge(&leaf, &[&person], &[]),
        ChainConstraintsFailure,
        "SIG-031",
    );

    let length = |allowed, number| {
        Template::intermediate(name("Верхний"), number, years(2021, 2039), allowed)
    };
    let upper = root.issue(&length(0, 4), 4);
    let lower = upper.authority("Нижний", 5);
    let leaf = lower.person(6);
    assert_not(
        &judge(&leaf, &[&root], &[&upper, &lower]),
        ChainConstraintsFailure,
        "SIG-030",
    );
    assert_passed(&judge(&upper.person(7), &[&root], &[&upper]));
    let upper = root.issue(&length(1, 8), 4);
    assert_passed(&judge(&leaf, &[&root], &[&upper, &lower]));

    let short = Template {
        authority: Some(Authority {
            path_length: Some(0),
        }),
        ..Template::root(name("Короткий"), 1, years(2020, 2040))
    };
    let short = Party::self_signed(&short, 9);
    let middle = short.authority("Центр", 10);
    let leaf = middle.person(11);
    assert_not(
        &judge(&leaf, &[&short], &[&middle]),
        ChainConstraintsFailure,
        "SIG-030",
    );
}

#[test]
fn the_key_usage_is_kept_to() {
    let root = Party::root("Корень", 1);
    let without = Template {
        key_usage: Some(KeyUsage(KeyUsages::CRLSign.into())),
        ..Template::intermediate(name("Центр"), 2, years(2021, 2039), 0)
    };
    let without = root.issue(&without, 2);
    let leaf = without.person(3);
    assert_not(
        &judge(&leaf, &[&root], &[&without]),
        ChainConstraintsFailure,
        "SIG-031",
    );

    let usage = |usage: Option<KeyUsages>| {
        let template = Template {
            key_usage: usage.map(|usage| KeyUsage(usage.into())),
            ..person(4)
        };
        judge(&root.issue(&template, 4), &[&root], &[])
    };
    assert_not(
        &usage(Some(KeyUsages::KeyEncipherment)),
        ChainConstraintsFailure,
        "SIG-033",
    );
    assert_passed(&usage(Some(KeyUsages::DigitalSignature)));
    assert_passed(&usage(Some(KeyUsages::NonRepudiation)));
    // RFC 5280 lets a certificate say nothing; a qualified one must say it.
    let silent = usage(None);
    assert_passed(&silent);
    let finding = silent
        .qualification
        .findings
        .iter()
        .find(|one| one.code == "SIG-059");
    assert!(finding.is_some_and(|one| one.detail.contains("keyUsage")));
}

#[test]
fn the_purpose_is_kept_to() {
    let root = Party::root("Корень", 1);
    let trust = Trust::new(vec![root.certificate.clone()]);
    let evidence = Evidence::default();
    let passes = |party: &Party, purpose| {
        validate(&party.certificate, purpose, noon(), &trust, &evidence)
            .verdict
            .is_passed()
    };
    let person = root.person(2);
    let stamps = root.issue(
        &Template::time_stamping(name("Часы"), 3, years(2026, 2027)),
        3,
    );
    let answers = root.issue(&Template::ocsp(name("Ответы"), 4, years(2026, 2027)), 4);
    for (party, allowed) in [
        (&person, Purpose::Signature),
        (&stamps, Purpose::TimeStamp),
        (&answers, Purpose::Ocsp),
    ] {
        for purpose in [Purpose::Signature, Purpose::TimeStamp, Purpose::Ocsp] {
            assert_eq!(
                passes(party, purpose),
                purpose == allowed,
                "{party:?} {purpose:?}",
                party = party.certificate
            );
        }
        assert!(passes(party, Purpose::Any));
    }
}

#[test]
fn critical_extensions_that_are_not_understood_are_refused() {
    let root = Party::root("Корень", 1);
    let extra = |oid: &str, critical| Extra {
        oid: ObjectIdentifier::new_unwrap(oid),
        critical,
        value: vec![5, 0],
    };
    let with = |extra: Vec<Extra>| {
        let template = Template { extra, ..person(2) };
        judge(&root.issue(&template, 2), &[&root], &[])
    };
    assert_not(
        &with(vec![extra("1.2.3.4", true)]),
        ChainConstraintsFailure,
        "SIG-032",
    );
    assert_passed(&with(vec![extra("1.2.3.4", false)]));
    // Known, and malformed.
    assert_not(
        &with(vec![extra("2.5.29.36", true)]),
        ChainConstraintsFailure,
        "SIG-038",
    );
    let twice = vec![extra("1.2.3.4", false), extra("1.2.3.4", false)];
    assert_not(&with(twice), ChainConstraintsFailure, "SIG-036");

    let template = Template {
        extra: vec![extra("1.2.3.4", true)],
        ..Template::intermediate(name("Центр"), 2, years(2021, 2039), 0)
    };
    let middle = root.issue(&template, 2);
    let report = judge(&middle.person(3), &[&root], &[&middle]);
    assert_not(&report, ChainConstraintsFailure, "SIG-032");
}

#[test]
fn name_constraints_are_kept_to_or_refused() {
    use x509_cert::der::{Decode, asn1::Ia5String};
    use x509_cert::ext::pkix::constraints::name::{GeneralSubtree, NameConstraints};
    use x509_cert::ext::pkix::name::GeneralName;

    let root = Party::root("Корень", 1);
    let constrained = |base: GeneralName, permitted: bool, number| {
        let trees = Some(vec![GeneralSubtree {
            base,
            minimum: 0,
            maximum: None,
        }]);
        let (yes, no) = if permitted {
            (trees, None)
        } else {
            (None, trees)
        };
        let value = NameConstraints {
            permitted_subtrees: yes,
            excluded_subtrees: no,
        };
        let template = Template {
            extra: vec![Extra {
                oid: ObjectIdentifier::new_unwrap("2.5.29.30"),
                critical: true,
                value: value.to_der().unwrap(),
            }],
            ..Template::intermediate(name("Центр"), number, years(2021, 2039), 0)
        };
        root.issue(&template, 2)
    };
    let directory = |country: &str| {
        let name = Name::of(&[(attribute::COUNTRY, country)]).to_der().unwrap();
        GeneralName::DirectoryName(x509_cert::name::Name::from_der(&name).unwrap())
    };
    let subject = |country: &str| {
        Name::of(&[
            (attribute::COUNTRY, country),
            (attribute::COMMON_NAME, "Ёлкина"),
        ])
    };
    let judged = |authority: &Party, subject: Name| {
        let template = Template {
            subject,
            ..person(3)
        };
        judge(&authority.issue(&template, 3), &[&root], &[authority])
    };
    let permitted = constrained(directory("RU"), true, 2);
    assert_passed(&judged(&permitted, subject("ru")));
    assert_not(
        &judged(&permitted, subject("BY")),
        ChainConstraintsFailure,
        "SIG-035",
    );
    let excluded = constrained(directory("RU"), false, 4);
    assert_not(
        &judged(&excluded, subject("RU")),
        ChainConstraintsFailure,
        "SIG-035",
    );
    assert_passed(&judged(&excluded, subject("BY")));
    let mail = constrained(
        GeneralName::Rfc822Name(Ia5String::new("roza.example").unwrap()),
        true,
        5,
    );
    assert_passed(&judged(&mail, subject("RU")));
    let with_mail = |address: &str| subject("RU").with(attribute::EMAIL, address);
    assert_passed(&judged(&mail, with_mail("a@roza.example")));
    assert_not(
        &judged(&mail, with_mail("a@evil.example")),
        ChainConstraintsFailure,
        "SIG-035",
    );
}

/// RFC 5280, section 6.1: any policy is wanted, so only what an authority asks for itself can fail.
#[test]
fn policies_are_asked_for_by_authorities_and_found_below_them() {
    let root = Party::root("Корень", 1);
    let critical = |oid: &str, value: &[u8]| Extra {
        oid: ObjectIdentifier::new_unwrap(oid),
        critical: true,
        value: value.to_vec(),
    };
    // requireExplicitPolicy 0, 1 and inhibitAnyPolicy 0; A is 1.2.3.4, B is 1.2.3.5.
    let explicit = |skip: u8| critical("2.5.29.36", &[0x30, 3, 0x80, 1, skip]);
    let inhibit_any = || critical("2.5.29.54", &[2, 1, 0]);
    let (a, b, any) = ("1.2.3.4", "1.2.3.5", "2.5.29.32.0");
    let a_is_b_below = || {
        let both = [6, 3, 0x2a, 3, 4, 6, 3, 0x2a, 3, 5];
        critical("2.5.29.33", &[&[0x30, 12, 0x30, 10][..], &both].concat())
    };
    let judged = |authority: &[&str], extra: Vec<Extra>, own: &[&str]| {
        let policies = |all: &[&str]| -> Vec<ObjectIdentifier> {
            all.iter()
                .map(|one| ObjectIdentifier::new_unwrap(one))
                .collect()
        };
        let middle = Template {
            policies: policies(authority),
            extra,
            ..Template::intermediate(name("Центр"), 2, years(2021, 2039), 0)
        };
        let middle = root.issue(&middle, 2);
        let leaf = Template {
            policies: policies(own),
            ..person(3)
        };
        judge(&middle.issue(&leaf, 3), &[&root], &[&middle])
    };
    let asked = || vec![explicit(0)];
    assert_passed(&judged(&[], vec![], &[b]));
    assert_passed(&judged(&[a], asked(), &[a, b]));
    assert_passed(&judged(&[any], asked(), &[b]));
    assert_passed(&judged(&[a], asked(), &[any]));
    // Only from the next but one certificate on, which there is not.
    assert_passed(&judged(&[a], vec![explicit(2)], &[]));
    assert_passed(&judged(&[a], vec![explicit(0), a_is_b_below()], &[b]));
    for failed in [
        judged(&[a], asked(), &[]),
        judged(&[], asked(), &[a]),
        judged(&[a], asked(), &[b]),
        judged(&[a], vec![explicit(0), inhibit_any()], &[any]),
        judged(&[a], vec![explicit(0), a_is_b_below()], &[a]),
    ] {
        assert_not(&failed, ChainConstraintsFailure, "SIG-038");
    }
}

/// RFC 5280, section 6.1.1 d: an anchor is a name and a key, taken as given.
#[test]
fn an_anchor_whose_time_is_over_or_that_says_nothing_of_itself_still_ends_a_path() {
    let over = Template::root(name("Корень"), 1, years(2015, 2020));
    let over = Party::self_signed(&over, 1);
    let report = judge(&over.person(2), &[&over], &[]);
    assert_passed(&report);
    assert!(codes(&report).contains(&"SIG-037"), "{:#?}", report.verdict);
    let silent = Template::plain(name("Корень"), 1, years(2020, 2040));
    let silent = Party::self_signed(&silent, 1);
    assert_passed(&judge(&silent.person(2), &[&silent], &[]));
}

#[test]
fn rings_and_long_or_wide_mazes_end() {
    // Two authorities that certify each other.
    let one = Party::root("Один", 1);
    let two = one.authority("Два", 2);
    let ring = two.authority("Один", 1);
    let leaf = two.person(3);
    assert_not(
        &judge(&leaf, &[], &[&two, &ring]),
        NoCertificateChainFound,
        "SIG-022",
    );
    assert_passed(&judge(&leaf, &[&one], &[&ring, &two]));

    // A path longer than any real one.
    let mut path = vec![one.clone()];
    for number in 10..30 {
        let template = Template {
            authority: Some(Authority::default()),
            ..Template::intermediate(name(&format!("№ {number}")), number, years(2021, 2039), 0)
        };
        let next = path
            .last()
            .unwrap()
            .issue(&template, u8::try_from(number).unwrap());
        path.push(next);
    }
    let all: Vec<&Party> = path.iter().collect();
    let leaf = path[MAX_DEPTH - 3].person(40);
    assert_passed(&judge(&leaf, &[&one], &all));
    let leaf = path.last().unwrap().person(40);
    assert_not(
        &judge(&leaf, &[&one], &all),
        NoCertificateChainFound,
        "SIG-023",
    );

    // More namesakes than are tried.
    let namesakes: Vec<Party> = (50..200)
        .map(|number| Party::root("Толпа", number))
        .collect();
    let crowd: Vec<&Party> = namesakes.iter().collect();
    let stranger = Party::root("Толпа", 201).person(5);
    let report = judge(&stranger, &[&one], &crowd);
    assert_eq!(report.verdict.sub_indication, Some(NoCertificateChainFound));
}

#[test]
fn a_certificate_changed_after_signing_leads_nowhere() {
    let root = Party::root("Корень", 1);
    let leaf = root.person(2);
    let mut der = leaf.certificate.der().to_vec();
    // The version is an integer of the same bytes; the serial number comes after it.
    let numbers = der
        .windows(3)
        .enumerate()
        .filter(|(_, part)| *part == [2, 1, 2]);
    let (serial, _) = numbers.take(2).last().unwrap();
    der[serial + 2] = 3;
    let changed = Party {
        certificate: esign::certificate::Certificate::from_der(&der).unwrap(),
        ..leaf
    };
    assert_not(
        &judge(&changed, &[&root], &[]),
        NoCertificateChainFound,
        "SIG-021",
    );
}
