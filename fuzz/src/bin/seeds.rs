//! Writes the seeds: a few good files of each kind, from which libFuzzer goes on.
//! `cargo run --bin seeds -- SMALL LARGE` makes SMALL/TARGET/NAME, which the repository keeps (fuzz/seeds),
//! and LARGE/TARGET/large, hundreds of kilobytes each, in which work that grows faster than its input shows.

use data_encoding::BASE64;
use esign::algorithm::Digest;
use esign::certificate::attribute;
use esign::container::{self, Protection};
use esign::issue::Name;
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};
use esign::{cms, pdf, request, xml};
use fuzz::{CONTENT, NOISE, WORLD, World, der, now};
use lopdf::{Document, Object, dictionary};
use std::fs;
use std::path::Path;

fn main() {
    let mut folders = std::env::args().skip(1);
    let mut folder = |otherwise: &str| folders.next().unwrap_or_else(|| otherwise.to_owned());
    let (small, large) = (folder("seeds"), folder("corpus"));
    let world = &*WORLD;
    write_small(world, |target, name, bytes| {
        write(&small, target, name, bytes);
    });
    write_large(world, |target, bytes| write(&large, target, "large", bytes));
}

fn write(folder: &str, target: &str, name: &str, bytes: &[u8]) {
    let place = Path::new(folder).join(target);
    fs::create_dir_all(&place).expect("the folder is made");
    fs::write(place.join(name), bytes).expect("the seed is written");
}

/// As large as real ones get, or larger, and of many small parts.
fn write_large(world: &World, write: impl Fn(&str, &[u8])) {
    let content = vec![b'x'; 160 * 1024];
    let attached = cms::sign(
        &content,
        true,
        &world.key,
        &world.certificate,
        now(),
        &NOISE,
    )
    .expect("signed");
    write("cms", &opened(&attached, 8));
    write("crl", &world.list_of(10_000));
    let bundle = pem("CERTIFICATE", world.certificate.der()).repeat(400);
    write("certificate", bundle.as_bytes());
    write("tsl", list(world, 200).as_bytes());
    let rows: String = (0..5000)
        .map(|row| format!("<r n='{row}' xmlns:p{0}='urn:{0}'><c>x</c></r>", row % 50))
        .collect();
    let document = format!("<t xmlns=\"urn:t\">{rows}</t>");
    let signed = xml::sign(
        document.as_bytes(),
        &xml::Placement::Enveloped,
        &world.certificate,
        &world.key,
        now(),
        &NOISE,
    );
    write("xml", &signed.expect("signed"));
    let often = (0..12).fold(page(), |page, _| {
        pdf::sign(&page, &world.certificate, &world.key, now(), &NOISE).expect("signed")
    });
    write("pdf", &often);
}

fn write_small(world: &World, write: impl Fn(&str, &str, &[u8])) {
    let sign = |is_attached| {
        cms::sign(
            CONTENT,
            is_attached,
            &world.key,
            &world.certificate,
            now(),
            &NOISE,
        )
        .expect("signed")
    };
    let (attached, detached) = (sign(true), sign(false));
    write("cms", "attached", &attached);
    write("cms", "detached", &detached);
    write("cms", "open", &opened(&attached, 16));
    write("cms", "pem", pem("CMS", &detached).as_bytes());
    let token = token(world);
    let stamped = cms::with_stamp(&attached, 0, &token).expect("stamped");
    write("cms", "stamped", &stamped);
    write("tsp", "token", &token);
    write(
        "tsp",
        "response",
        &der(0x30, &[b"\x30\x03\x02\x01\x00", &token]),
    );
    for (name, one) in [
        ("root", &world.root),
        ("person", &world.certificate),
        ("clock", &world.clock),
    ] {
        write("certificate", name, one.der());
    }
    write(
        "certificate",
        "pem",
        pem("CERTIFICATE", world.certificate.der()).as_bytes(),
    );
    write("crl", "list", &world.list());
    write("crl", "pem", pem("X509 CRL", &world.list()).as_bytes());
    write("ocsp", "good", &answer(world, &[0x80, 0]));
    write(
        "ocsp",
        "revoked",
        &answer(world, b"\xa1\x11\x18\x0f20261101000000Z"),
    );
    write("tsl", "list", list(world, 1).as_bytes());
    let document =
        "<z:a xmlns:z=\"urn:z\" xmlns=\"urn:f\" Id=\"x\"><b c='d'>1 &lt; 2<!-- e --></b></z:a>";
    let places = [
        ("enveloped", xml::Placement::Enveloped),
        ("element", xml::Placement::Element("x".to_owned())),
        ("enveloping", xml::Placement::Enveloping),
    ];
    for (name, place) in places {
        let signed = xml::sign(
            document.as_bytes(),
            &place,
            &world.certificate,
            &world.key,
            now(),
            &NOISE,
        );
        write("xml", name, &signed.expect("signed"));
    }
    write("xml", "plain", document.as_bytes());
    let list = xml::sign(
        list(world, 1).as_bytes(),
        &xml::Placement::Enveloped,
        &world.certificate,
        &world.key,
        now(),
        &NOISE,
    );
    write("tsl", "signed", &list.expect("signed"));
    let page = page();
    let once = pdf::sign(&page, &world.certificate, &world.key, now(), &NOISE).expect("signed");
    let twice = pdf::sign(&once, &world.certificate, &world.key, now(), &NOISE).expect("signed");
    write("pdf", "plain", &page);
    write("pdf", "once", &once);
    write("pdf", "twice", &twice);
    let asked = Name::of(&[
        (attribute::COMMON_NAME, "Anna"),
        (attribute::INN, "500100732259"),
    ]);
    let asked = request::make(&asked, &world.key, Some("Kabinet"), &NOISE).expect("a request");
    write("request", "der", asked.der());
    write("request", "pem", asked.to_pem().as_bytes());
    write("container", "plain", &plain_container(world));
    for (name, protection) in [
        ("gost89", Protection::Gost89),
        ("kuznyechik", Protection::KuznyechikOmac),
    ] {
        write("container", name, &quick_container(world, protection));
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        BASE64.encode(der)
    )
}

/// Header length, content, and the rest.
fn split(bytes: &[u8]) -> (usize, &[u8], &[u8]) {
    let (size, length) = match bytes[1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = &bytes[2..2 + count];
            let length = digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (2 + count, length)
        }
    };
    (size, &bytes[size..size + length], &bytes[size + length..])
}

fn children(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (_, mut rest, _) = split(bytes);
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (.., after) = split(rest);
        all.push(rest[..rest.len() - after.len()].to_vec());
        rest = after;
    }
    all
}

/// The same in BER: open lengths, strings in pieces of so many bytes.
fn opened(bytes: &[u8], piece: usize) -> Vec<u8> {
    let parts: Vec<u8> = if bytes[0] & 0x20 != 0 {
        let parts = children(bytes);
        parts.iter().flat_map(|one| opened(one, piece)).collect()
    } else {
        let (_, content, _) = split(bytes);
        if bytes[0] != 4 || content.len() < 2 {
            return bytes.to_vec();
        }
        let parts = content.chunks(piece);
        parts.flat_map(|part| der(4, &[part])).collect()
    };
    [&[bytes[0] | 0x20, 0x80], parts.as_slice(), &[0, 0]].concat()
}

const TST_INFO: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";

/// A time stamp over the attached signature, made out of a signature of its `TSTInfo`.
fn token(world: &World) -> Vec<u8> {
    use gost3410::signature::Signer;
    let signed = cms::sign(CONTENT, true, &world.key, &world.certificate, now(), &NOISE);
    let value = cms::signature_values(&signed.expect("signed"))
        .expect("read")
        .remove(0);
    let algorithm = der(0x30, &[b"\x06\x08\x2a\x85\x03\x07\x01\x01\x02\x02"]);
    let hash = der(4, &[&Digest::Streebog256.hash(&value)]);
    let info = der(
        0x30,
        &[
            b"\x02\x01\x01\x06\x03\x2a\x03\x04",
            &der(0x30, &[&algorithm, &hash]),
            b"\x02\x01\x07",
            &der(0x18, &[b"20261122110000Z"]),
            &der(2, &[&[9; 16]]),
        ],
    );
    let token = cms::sign(&info, true, &world.clock_key, &world.clock, now(), &NOISE);
    let outer = children(&token.expect("signed"));
    let mut data = children(&children(&outer[1])[0]);
    let content = children(&data[2])[1].clone();
    data[2] = der(0x30, &[TST_INFO, &content]);
    let mut signer = children(&children(&data[4])[0]);
    let mut attributes = children(&signer[3]);
    attributes.retain(|one| children(one)[0] != CONTENT_TYPE);
    attributes.push(der(0x30, &[CONTENT_TYPE, &der(0x31, &[TST_INFO])]));
    attributes.sort();
    let attributes = attributes.concat();
    signer[3] = der(0xa0, &[&attributes]);
    let value = world.clock_key.sign(&der(0x31, &[&attributes]));
    signer[5] = der(4, &[value.as_bytes()]);
    data[4] = der(0x31, &[&der(0x30, &[&signer.concat()])]);
    let data = der(0x30, &[&data.concat()]);
    der(0x30, &[&outer[0], &der(0xa0, &[&data])])
}

/// A responder's answer about the person, with this status.
fn answer(world: &World, status: &[u8]) -> Vec<u8> {
    use gost3410::signature::Signer;
    // The question has the very identifier of the certificate that the answer has.
    let asked = esign::ocsp::OcspRequest::new(&world.certificate, &world.root, [0; 16]);
    let asked = asked.expect("a question");
    let list = children(&children(asked.der())[0]);
    let list = list.iter().find(|one| one[0] == 0x30).expect("a list");
    let id = children(&children(list)[0])[0].clone();
    let time = der(0x18, &[b"20261122100000Z"]);
    let one = der(0x30, &[&id, status, &time]);
    let subject = children(&children(world.root.der())[0])[5].clone();
    let data = der(0x30, &[&der(0xa1, &[&subject]), &time, &der(0x30, &[&one])]);
    let value = world.root_key.sign(&data);
    let algorithm = der(0x30, &[b"\x06\x08\x2a\x85\x03\x07\x01\x01\x03\x02"]);
    let basic = der(
        0x30,
        &[&data, &algorithm, &der(3, &[&[0], value.as_bytes()])],
    );
    let kind = b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
    let bytes = der(0x30, &[kind, &der(4, &[&basic])]);
    der(0x30, &[b"\x0a\x01\x00", &der(0xa0, &[&bytes])])
}

/// A trust list of so many authorities.
fn list(world: &World, count: usize) -> String {
    let state = State {
        status: Status::Active,
        since: "2020-01-01T00:00:00Z".parse().ok(),
    };
    let authority = Authority {
        name: "Root".to_owned(),
        ogrn: "1027700132195".to_owned(),
        state: Some(state.clone()),
        history: vec![state],
        keys: vec![ListedKey {
            identifier: vec![1, 2, 3],
            system: "System".to_owned(),
            class: "KC1".to_owned(),
            revocation_lists: vec!["http://roza.example/1.crl".to_owned()],
            certificates: vec![world.root.clone()],
        }],
        ..Authority::default()
    };
    TrustList::new("1", Some(now()), vec![authority; count]).to_xml()
}

fn page() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![Object::from(page)], "Count" => 1 };
    document.set_object(pages, kids);
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    bytes
}

/// A container that nothing protects.
fn plain_container(world: &World) -> Vec<u8> {
    use gost3410::pkcs8::EncodePrivateKey;
    let bag = |last: u8, value: &[u8]| {
        let kind = [
            b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01".as_slice(),
            &[last],
        ]
        .concat();
        der(0x30, &[&kind, &der(0xa0, &[value])])
    };
    let certificate = der(0xa0, &[&der(4, &[world.certificate.der()])]);
    let kind = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
    let certificate = der(0x30, &[kind, &certificate]);
    let key = world.key.to_pkcs8_der().expect("encoded");
    let bags = der(0x30, &[&bag(1, key.as_bytes()), &bag(3, &certificate)]);
    let data = |content: &[u8]| {
        let kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
        der(0x30, &[kind, &der(0xa0, &[&der(4, &[content])])])
    };
    der(0x30, &[b"\x02\x01\x03", &data(&der(0x30, &[&data(&bags)]))])
}

/// A container with its counts of iterations turned down: it opens no more, and fails quickly.
fn quick_container(world: &World, protection: Protection) -> Vec<u8> {
    let mut rng = Zeros;
    let certificates = [world.certificate.clone()];
    let made = container::make(
        &world.key,
        &certificates,
        None,
        "password",
        protection,
        &mut rng,
    );
    let mut made = made.expect("made");
    let count = container::ITERATIONS.to_be_bytes();
    let written = [2, 2, count[2], count[3]];
    for at in 0..made.len() - 4 {
        if made[at..at + 4] == written {
            made[at + 2..at + 4].copy_from_slice(&[0, 1]);
        }
    }
    made
}

/// Not random at all: seeds are the same in every run.
struct Zeros;

impl gost3410::signature::rand_core::TryRng for Zeros {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0);
        Ok(())
    }
}

impl gost3410::signature::rand_core::TryCryptoRng for Zeros {}
