use super::*;
use crate::algorithm::PublicKey;
use crate::certificate::attribute;
use gost3410::ParamSet;
use jiff::Timestamp;
use x509_cert::der::{Decode, Tag, Tagged};

const NOISE: [u8; 32] = [0; 32];

fn validity() -> Validity {
    Validity {
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        to: "2041-01-01T00:00:00Z".parse().unwrap(),
    }
}

fn key(set: ParamSet, byte: u8) -> SigningKey {
    let mut bytes = vec![byte; set.size().bytes()];
    if let Some(last) = bytes.last_mut() {
        *last = 1;
    }
    SigningKey::from_le_bytes(set, &bytes).unwrap()
}

fn root() -> (SigningKey, Certificate) {
    let key = key(ParamSet::Tc26_512A, 1);
    let name = Name::of(&[
        (attribute::COMMON_NAME, "Учебный головной центр"),
        (attribute::COUNTRY, "RU"),
        (attribute::EMAIL, "ca@kabinet.example"),
    ]);
    let certificate = self_signed(&Template::root(name, 1, validity()), &key, &NOISE).unwrap();
    (key, certificate)
}

fn head() -> Name {
    Name::of(&[
        (attribute::COMMON_NAME, "ООО «Ромашка»"),
        (attribute::SURNAME, "Ёлкина"),
        (attribute::GIVEN_NAME, "Анна Сергеевна"),
        (attribute::INN, "500100732259"),
        (attribute::INN_LE, "9909001008"),
        (attribute::OGRN, "1027700132195"),
        (attribute::SNILS, "11223344595"),
    ])
}

#[test]
fn a_chain_of_three_is_signed_link_by_link() {
    let (root_key, root) = root();
    let middle_key = key(ParamSet::Tc26_256A, 2);
    let template = Template::intermediate(
        Name::of(&[(attribute::COMMON_NAME, "Учебный центр")]),
        2,
        validity(),
        0,
    );
    let issuer = Issuer {
        key: &root_key,
        certificate: &root,
    };
    let middle = certificate(&template, &middle_key.verifying_key(), &issuer, &NOISE).unwrap();
    let leaf_key = key(ParamSet::CryptoProA, 3);
    let template = Template::signer(head(), 0x7edc_ba98_7654_3210, validity());
    let issuer = Issuer {
        key: &middle_key,
        certificate: &middle,
    };
    let leaf = certificate(&template, &leaf_key.verifying_key(), &issuer, &NOISE).unwrap();
    for (child, parent) in [(&root, &root), (&middle, &root), (&leaf, &middle)] {
        let key = parent.public_key().unwrap();
        key.verify(
            child.scheme().unwrap(),
            child.signed_part(),
            child.signature(),
        )
        .unwrap();
        assert_eq!(child.issuer(), parent.subject());
    }
    assert_eq!(
        leaf.public_key().unwrap(),
        PublicKey::Gost(leaf_key.verifying_key())
    );
    assert!(root.is_self_issued() && !middle.is_self_issued());
    let signer = leaf.signer();
    assert_eq!(signer.org_inn.as_deref(), Some("9909001008"));
    assert_eq!(signer.surname.as_deref(), Some("Ёлкина"));
    assert_eq!(signer.serial, "7edcba9876543210");
    assert_eq!(leaf.not_after(), validity().to);
}

#[test]
fn attributes_have_the_string_types_of_order_795() {
    let der = Name::of(&[
        (attribute::COMMON_NAME, "Imya"),
        (attribute::COUNTRY, "RU"),
        (attribute::INN, "500100732259"),
        (attribute::INN_LE, "9909001008"),
        (attribute::OGRN, "1027700132195"),
        (attribute::OGRNIP, "304500116000157"),
        (attribute::SNILS, "11223344595"),
        (attribute::EMAIL, "a@kabinet.example"),
    ])
    .to_der()
    .unwrap();
    let name = x509_cert::name::RdnSequence::from_der(&der).unwrap();
    let tags: Vec<Tag> = name
        .iter()
        .flat_map(x509_cert::name::RelativeDistinguishedName::iter)
        .map(|one| one.value.tag())
        .collect();
    let mut expected = vec![Tag::Utf8String, Tag::PrintableString];
    expected.extend([Tag::NumericString; 5]);
    expected.push(Tag::Ia5String);
    assert_eq!(tags, expected);
}

#[test]
fn letters_do_not_get_into_an_inn() {
    let name = Name::of(&[(attribute::INN, "50010073225Х")]);
    assert_eq!(name.to_der(), Err(IssueError::Text(attribute::INN)));
    let name = Name::of(&[(attribute::EMAIL, "почта@kabinet.example")]);
    assert_eq!(name.to_der(), Err(IssueError::Text(attribute::EMAIL)));
}

#[test]
fn every_extension_of_a_template_is_in_the_certificate() {
    use x509_cert::ext::pkix;
    let (root_key, root) = root();
    let mut template = Template::signer(head(), 7, validity());
    template.crl_urls = vec!["http://ca.kabinet.example/1.crl".to_owned()];
    template.ocsp_urls = vec!["http://ca.kabinet.example/ocsp".to_owned()];
    template.issuer_urls = vec!["http://ca.kabinet.example/1.crt".to_owned()];
    template.extra = vec![Extra {
        oid: "1.2.3.4".parse().unwrap(),
        critical: true,
        value: vec![5, 0],
    }];
    let issuer = Issuer {
        key: &root_key,
        certificate: &root,
    };
    let public = key(ParamSet::CryptoProA, 4).verifying_key();
    let made = certificate(&template, &public, &issuer, &NOISE).unwrap();
    let tbs = made.parsed().tbs_certificate();
    let (critical, usage) = tbs.get_extension::<pkix::KeyUsage>().unwrap().unwrap();
    assert!(critical && usage.digital_signature() && usage.non_repudiation());
    let (_, usages) = tbs
        .get_extension::<pkix::ExtendedKeyUsage>()
        .unwrap()
        .unwrap();
    assert_eq!(usages.0, [usage::CLIENT, usage::EMAIL]);
    let (_, policies) = tbs
        .get_extension::<pkix::CertificatePolicies>()
        .unwrap()
        .unwrap();
    assert_eq!(policies.0.len(), 2);
    let (_, points) = tbs
        .get_extension::<pkix::CrlDistributionPoints>()
        .unwrap()
        .unwrap();
    assert!(format!("{points:?}").contains("http://ca.kabinet.example/1.crl"));
    let (_, access) = tbs
        .get_extension::<pkix::AuthorityInfoAccessSyntax>()
        .unwrap()
        .unwrap();
    assert_eq!(access.0.len(), 2);
    let (_, authority) = tbs
        .get_extension::<pkix::AuthorityKeyIdentifier>()
        .unwrap()
        .unwrap();
    assert_eq!(
        authority.key_identifier.unwrap().as_bytes(),
        key_id(&root_key.verifying_key())
    );
    for oid in ["1.2.643.100.111", "1.2.643.100.112", "1.2.643.100.114"] {
        assert!(made.extension(oid.parse().unwrap()).is_some(), "{oid}");
    }
    assert_eq!(
        made.extension("1.2.3.4".parse().unwrap()),
        Some((&[5, 0][..], true))
    );
    assert!(
        tbs.get_extension::<pkix::BasicConstraints>()
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_time_stamping_certificate_is_for_that_alone() {
    use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage};
    let key = key(ParamSet::Tc26_256B, 5);
    let name = Name::of(&[(attribute::COMMON_NAME, "TSA")]);
    let template = Template::time_stamping(name.clone(), 1, validity());
    let made = self_signed(&template, &key, &NOISE).unwrap();
    let usages = made
        .parsed()
        .tbs_certificate()
        .get_extension::<ExtendedKeyUsage>();
    let (critical, usages) = usages.unwrap().unwrap();
    assert!(critical && usages.0 == [usage::TIME_STAMPING]);
    let template = Template::intermediate(name, 1, validity(), 3);
    let made = self_signed(&template, &key, &NOISE).unwrap();
    let (_, constraints) = made
        .parsed()
        .tbs_certificate()
        .get_extension::<BasicConstraints>()
        .unwrap()
        .unwrap();
    assert_eq!(
        constraints,
        BasicConstraints {
            ca: true,
            path_len_constraint: Some(3)
        }
    );
}

#[test]
fn a_revocation_list_names_serials_times_and_reasons() {
    use x509_cert::crl::CertificateList;
    let (key, root) = root();
    let at: Timestamp = "2026-11-01T10:00:00Z".parse().unwrap();
    let template = CrlTemplate {
        number: 5,
        this_update: at,
        next_update: Some("2026-12-01T10:00:00Z".parse().unwrap()),
        revoked: vec![Revoked {
            serial: vec![0x7f, 2],
            at,
            reason: Some(1),
            extra: Vec::new(),
        }],
        extra: Vec::new(),
    };
    let issuer = Issuer {
        key: &key,
        certificate: &root,
    };
    let der = crl(&template, &issuer, &NOISE).unwrap();
    let list = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&der).unwrap();
    let entries = list.tbs_cert_list.revoked_certificates.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].serial_number.as_bytes(), [0x7f, 2]);
    assert_eq!(crate::certificate::moment(&entries[0].revocation_date), at);
    let (start, end) = crate::certificate::first_element(&der).unwrap();
    let scheme = crate::certificate::scheme_of(&list.signature_algorithm).unwrap();
    let public = root.public_key().unwrap();
    public
        .verify(scheme, &der[start..end], list.signature.raw_bytes())
        .unwrap();
    let empty = CrlTemplate {
        revoked: Vec::new(),
        next_update: None,
        ..template
    };
    let der = crl(&empty, &issuer, &NOISE).unwrap();
    let list = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&der).unwrap();
    assert!(list.tbs_cert_list.revoked_certificates.is_none());
}
