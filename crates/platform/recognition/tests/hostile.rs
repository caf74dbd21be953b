//! Files made to hurt, given to the real poppler. Where it is absent the tests say so and pass, unless
//! `KABINET_TEST_STRICT=1`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use recognition::{Content, Limits, NotRead, Reader, Settings, Source};

async fn reader() -> Option<Reader> {
    let reader = Reader::find(&Settings::default(), Limits::default()).await;
    if reader.tools().pdftotext.is_some() && reader.tools().pdftoppm.is_some() {
        return Some(reader);
    }
    let strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
    assert!(!strict, "poppler-utils is not installed");
    eprintln!("skipped: poppler-utils is not installed");
    None
}

/// Pages that all show the same content.
fn pdf(pages: usize, content: &[u8], more: &[Vec<u8>], resources: &str) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    let first_page = 5 + more.len();
    let kids: Vec<String> = (0..pages)
        .map(|page| format!("{} 0 R", first_page + page))
        .collect();
    objects.push(
        format!(
            "<< /Type /Pages /Kids [{}] /Count {pages} >>",
            kids.join(" ")
        )
        .into_bytes(),
    );
    objects.push(packed("", content));
    objects.push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec());
    objects.extend_from_slice(more);
    for _ in 0..pages {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R \
             /Resources << /Font << /F1 4 0 R >> {resources} >> >>"
        );
        objects.push(page.into_bytes());
    }
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        writeln!(pdf, "{} 0 obj", index + 1).unwrap();
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    writeln!(pdf, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(pdf, "{offset:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    writeln!(
        pdf,
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF"
    )
    .unwrap();
    pdf
}

fn packed(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    let content = encoder.finish().unwrap();
    let mut object = format!(
        "<< {dictionary} /Filter /FlateDecode /Length {} >>\nstream\n",
        content.len()
    )
    .into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

const LINE: &str = "BT /F1 12 Tf 50 700 Td (A line of text that is long enough to be a layer of its own, by any measure and by all means) Tj ET";

#[tokio::test]
async fn of_a_thousand_pages_the_first_hundred_are_read() {
    let Some(reader) = reader().await else { return };
    let read = reader
        .read(&pdf(1000, LINE.as_bytes(), &[], ""), Content::Pdf)
        .await
        .unwrap();
    assert_eq!((read.pages.len(), read.is_whole), (100, false));
    assert!(
        read.pages
            .iter()
            .all(|page| page.source == Source::TextLayer)
    );
}

#[tokio::test]
async fn a_million_words_are_cut() {
    let Some(reader) = reader().await else { return };
    let mut content = "BT /F1 1 Tf 1 TL 10 830 Td\n".to_owned();
    for _ in 0..50_000 {
        content.push_str("(many many many many many many many many many many many many many words and words) '\n");
    }
    content.push_str("ET");
    let bytes = pdf(1, content.as_bytes(), &[], "");
    assert!(bytes.len() < 1 << 20, "small to send");
    match reader.read(&bytes, Content::Pdf).await {
        Ok(read) => {
            assert!(read.pages.iter().map(|page| page.text.len()).sum::<usize>() <= 2 << 20);
        }
        Err(error) => assert!(
            matches!(error, NotRead::TooLong | NotRead::BrokeDown),
            "{error}"
        ),
    }
}

#[tokio::test]
async fn a_picture_of_900_million_pixels_inside_a_page_ends_within_the_limits() {
    let Some(reader) = reader().await else { return };
    let side = 30_000;
    let picture = packed(
        &format!(
            "/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
        &vec![0x55; 64 << 20],
    );
    let bytes = pdf(
        1,
        b"q 595 0 0 842 0 0 cm /Im0 Do Q",
        &[picture],
        "/XObject << /Im0 5 0 R >>",
    );
    assert!(bytes.len() < 1 << 20, "small to send");
    // Whatever the tools make of it, an answer comes.
    let _ = reader.read(&bytes, Content::Pdf).await;
}

#[tokio::test]
async fn what_is_no_pdf_is_damaged() {
    let Some(reader) = reader().await else { return };
    let found = reader
        .read(b"%PDF-1.7\nnothing of the sort\n%%EOF", Content::Pdf)
        .await;
    assert_eq!(found, Err(NotRead::Damaged));
}

#[tokio::test]
async fn a_page_is_drawn_for_a_screen_and_what_is_no_page_is_not() {
    let Some(reader) = reader().await else { return };
    assert!(reader.tools().can_draw());
    let bytes = pdf(2, b"BT /F1 40 Tf 50 700 Td (words) Tj ET", &[], "");
    for number in [1, 2] {
        let drawn = reader.draw(&bytes, number).await.unwrap();
        assert!(drawn.starts_with(b"\x89PNG\r\n\x1a\n"));
        let height = u32::from_be_bytes(drawn[20..24].try_into().unwrap());
        assert_eq!(height, 1600, "dots, whatever the page measures");
    }
    for (bytes, number) in [(&bytes[..], 3), (b"%PDF-1.7\nnothing\n%%EOF", 1), (b"", 1)] {
        assert!(reader.draw(bytes, number).await.is_err());
    }
    let none = Reader::without_tools();
    assert_eq!(none.draw(&bytes, 1).await, Err(NotRead::NoTool));
}
