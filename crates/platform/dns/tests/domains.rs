//! Domains of a name server that stands on this machine.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::net::{Ipv4Addr, SocketAddr};

use dns::Resolver;
use tokio::net::UdpSocket;

const MX: u16 = 15;
const A: u16 = 1;

/// Answers about made-up domains until the test ends.
async fn name_server() -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        loop {
            let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
            if let Some(answer) = answer(&buffer[..length]) {
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    address
}

/// RFC 1035 section 4: the question again, and records as the domain has them.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut at = 12;
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let asked = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    let end_of_question = at + 5;
    let root = vec![0];
    let post = b"\x04post\xc0\x0c".to_vec();
    let mx = |exchange: Vec<u8>| Some((MX, [vec![0, 10], exchange].concat()));
    let (code, record) = match (labels[0].as_str(), asked) {
        ("silent", _) => return None,
        ("broken", _) => (2, None),
        ("nobody", _) => (3, None),
        ("post", MX) => (0, mx(post)),
        ("null", MX) => (0, mx(root)),
        ("bare", A) => (0, Some((A, vec![192, 0, 2, 1]))),
        _ => (0, None),
    };
    let mut answer = question[..2].to_vec();
    answer.extend([0x81, 0x80 | code]);
    answer.extend([0, 1, 0, u8::from(record.is_some()), 0, 0, 0, 0]);
    answer.extend(&question[12..end_of_question]);
    if let Some((kind, data)) = record {
        answer.extend([0xc0, 0x0c]);
        answer.extend(kind.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 60]);
        answer.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        answer.extend(data);
    }
    Some(answer)
}

#[tokio::test]
async fn a_domain_takes_mail_by_its_mx_and_without_one_by_its_address() {
    let resolver = Resolver::at(name_server().await).unwrap();
    assert!(resolver.takes_mail("post.example").await.unwrap());
    assert!(resolver.takes_mail("bare.example").await.unwrap());
    assert!(!resolver.takes_mail("null.example").await.unwrap());
    assert!(!resolver.takes_mail("empty.example").await.unwrap());
    assert!(!resolver.takes_mail("nobody.example").await.unwrap());
}

#[tokio::test]
async fn a_server_that_fails_or_is_silent_says_nothing_about_the_domain() {
    let resolver = Resolver::at(name_server().await).unwrap();
    resolver.takes_mail("broken.example").await.unwrap_err();
    resolver.takes_mail("silent.example").await.unwrap_err();
}
