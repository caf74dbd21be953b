//! The reader meets files that somebody changed at random: it never panics and never makes things up.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::ops::ControlFlow;
use std::sync::OnceLock;

use proptest::prelude::*;
use registry::{Format, Found, GenerateOptions, Limits, generate, read_file};

fn files() -> &'static Vec<Vec<u8>> {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Vec::new();
        for format in [Format::Current, Format::Old] {
            let folder = tempfile::tempdir().unwrap();
            let options = GenerateOptions {
                count: 25,
                seed: 4,
                format,
                ..GenerateOptions::default()
            };
            for file in generate(folder.path(), &options, &mut |_| {})
                .unwrap()
                .files
            {
                files.push(std::fs::read(file).unwrap());
            }
        }
        files
    })
}

fn small_limits() -> Limits {
    Limits {
        piece_bytes: 10_000,
        entry_bytes: 100_000,
        card_bytes: 50_000,
        ..Limits::default()
    }
}

fn read(bytes: &[u8]) -> u64 {
    let mut given = 0;
    let summary = read_file(bytes, &small_limits(), &mut |found, _| {
        given += 1;
        if let Found::Card(card) = found {
            assert!(matches!(card.ogrn.len(), 13 | 15));
            serde_json::to_string(&card).unwrap();
        }
        ControlFlow::Continue(())
    });
    if let Some((_, position)) = summary.broken {
        assert!(
            position.byte <= bytes.len() as u64 + 1,
            "{position:?} of {}",
            bytes.len()
        );
    }
    given
}

#[derive(Debug, Clone)]
enum Change {
    Set(u8),
    Insert(Vec<u8>),
    Cut(usize),
    Repeat(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop::sample::select(vec![
        "<",
        ">",
        "&",
        "\"",
        "&#0;",
        "&#x110000;",
        "&a;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "<!DOCTYPE x>",
        "</",
        "/>",
        "<?",
        "=\"",
    ]);
    prop_oneof![
        any::<u8>().prop_map(Change::Set),
        piece.prop_map(|piece| Change::Insert(piece.as_bytes().to_vec())),
        prop::collection::vec(any::<u8>(), 1..8).prop_map(Change::Insert),
        (1_usize..200).prop_map(Change::Cut),
        (1_usize..3_000).prop_map(Change::Repeat),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_changed_file_never_breaks_the_reader(
        which in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..6),
    ) {
        let mut bytes = files()[which % files().len()].clone();
        for (at, change) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match change {
                Change::Set(byte) => bytes[at] = byte,
                Change::Insert(piece) => {
                    bytes.splice(at..at, piece);
                }
                Change::Cut(count) => {
                    bytes.drain(at..(at + count).min(bytes.len()));
                }
                Change::Repeat(count) => {
                    let piece = bytes[at..(at + count).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        read(&bytes);
    }

    #[test]
    fn any_bytes_at_all_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
        let mut declared = b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><EGRUL>".to_vec();
        declared.extend_from_slice(&bytes);
        read(&declared);
    }
}

#[test]
fn unchanged_files_are_read_whole() {
    assert_eq!(files().iter().map(|file| read(file)).sum::<u64>(), 50);
}
