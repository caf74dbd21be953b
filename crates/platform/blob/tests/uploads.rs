//! Uploads as people and attackers send them. All files are made here.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use blob::{BlobKey, BlobStore, FileKind, Limits, MasterKey, ReadError, Stored, UploadError};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::stream;
use proptest::prelude::*;

const LIMITS: Limits<'static> = Limits {
    max_bytes: 5 * 1024 * 1024,
    allowed: FileKind::DOCUMENTS,
    declared: None,
    sharp_scans: false,
};

struct Place {
    folder: tempfile::TempDir,
    store: BlobStore,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let store =
        BlobStore::open(&folder.path().join("blobs"), MasterKey::from_bytes([7; 32])).unwrap();
    Place { folder, store }
}

impl Place {
    fn file(&self, key: &BlobKey) -> std::path::PathBuf {
        self.folder.path().join("blobs/files").join(key.as_str())
    }

    /// Everything in the folder.
    fn entries(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            entries
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(&self.folder.path().join("blobs"))
    }

    async fn put(&self, content: &[u8]) -> Result<Stored, UploadError> {
        self.put_in_portions(content, 10_000, LIMITS).await
    }

    async fn put_in_portions(
        &self,
        content: &[u8],
        size: usize,
        limits: Limits<'_>,
    ) -> Result<Stored, UploadError> {
        let portions = content
            .chunks(size)
            .map(|portion| Ok::<_, std::io::Error>(Bytes::copy_from_slice(portion)));
        self.store
            .put(stream::iter(portions.collect::<Vec<_>>()), limits)
            .await
    }

    async fn get(&self, stored: &Stored) -> Result<Vec<u8>, ReadError> {
        self.store
            .get_all(&stored.key, &stored.wrapped_key, u64::MAX)
            .await
    }

    /// The upload is refused with this code and leaves nothing.
    async fn refuses(&self, content: &[u8], code: &str) -> UploadError {
        let before = self.entries();
        for size in [content.len().max(1), 7_001] {
            match self.put_in_portions(content, size, LIMITS).await {
                Err(error) => assert_eq!(error.code(), code, "{error:?}"),
                Ok(stored) => panic!("accepted as {:?}, expected {code}", stored.kind),
            }
        }
        assert_eq!(self.entries(), before, "nothing is left");
        self.put(content).await.unwrap_err()
    }
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend([0; 4]);
    chunk
}

fn png(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    png.extend(chunk(*b"IHDR", &header));
    png.extend(chunk(*b"IDAT", pixels));
    png.extend(chunk(*b"IEND", b""));
    png
}

fn jpeg(width: u16, height: u16, pixels: &[u8]) -> Vec<u8> {
    let mut jpeg =
        b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xC0\x00\x11\x08".to_vec();
    jpeg.extend(height.to_be_bytes());
    jpeg.extend(width.to_be_bytes());
    jpeg.extend(
        b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xFF\xDA\x00\x0C\x03\x01\0\x02\x11\x03\x11\0\x3F\0",
    );
    for byte in pixels {
        jpeg.push(*byte);
        if *byte == 0xFF {
            jpeg.push(0);
        }
    }
    jpeg.extend(b"\xFF\xD9");
    jpeg
}

/// A PDF with one page, its objects given, a right table, and what is added to the trailer.
fn pdf_of(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
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
    write!(
        pdf,
        "trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{table}\n%%EOF\n"
    )
    .unwrap();
    pdf
}

fn pdf_with(catalog: &str, extra: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_vec(),
    ];
    objects.extend_from_slice(extra);
    pdf_of(&objects, "")
}

fn pdf() -> Vec<u8> {
    pdf_with("", &[])
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn stream_object(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let packed = deflate(content);
    let mut object = format!(
        "<< {dictionary} /Filter /FlateDecode /Length {} >>\nstream\n",
        packed.len()
    )
    .into_bytes();
    object.extend(packed);
    object.extend(b"\nendstream");
    object
}

/// A PDF 1.5 as usual programs write it: everything but the page content in an object stream, the table in a stream.
fn modern_pdf(objects: &[&str]) -> Vec<u8> {
    let (mut index, mut values) = (String::new(), String::new());
    for (number, object) in objects.iter().enumerate() {
        write!(index, "{} {} ", number + 1, values.len()).unwrap();
        values += object;
        values += "\n";
    }
    let container = objects.len() + 1;
    let mut pdf = b"%PDF-1.5\n".to_vec();
    let container_at = pdf.len();
    writeln!(pdf, "{container} 0 obj").unwrap();
    let dictionary = format!("/Type /ObjStm /N {} /First {}", objects.len(), index.len());
    pdf.extend(stream_object(&dictionary, (index + &values).as_bytes()));
    pdf.extend(b"\nendobj\n");
    let table_at = pdf.len();
    let mut entries = vec![0, 0, 0, 0];
    for number in 0..objects.len() {
        entries.extend([
            2,
            0,
            u8::try_from(container).unwrap(),
            u8::try_from(number).unwrap(),
        ]);
    }
    for at in [container_at, table_at] {
        let at = u16::try_from(at).unwrap().to_be_bytes();
        entries.extend([1, at[0], at[1], 0]);
    }
    writeln!(pdf, "{} 0 obj", container + 1).unwrap();
    let dictionary = format!("/Type /XRef /Size {} /W [1 2 1] /Root 1 0 R", container + 2);
    pdf.extend(stream_object(&dictionary, &entries));
    write!(pdf, "\nendobj\nstartxref\n{table_at}\n%%EOF").unwrap();
    pdf
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";

#[tokio::test]
async fn documents_of_every_accepted_type_are_kept_and_given_back() {
    let place = place();
    let noise: Vec<u8> = (0..300_000_u32)
        .map(|i| u8::try_from(i * 7 % 251).unwrap())
        .collect();
    let cases = [
        (pdf(), FileKind::Pdf),
        (modern_pdf(&[CATALOG, PAGES, PAGE]), FileKind::Pdf),
        (pdf_with("", &[stream_object("", &noise)]), FileKind::Pdf),
        (png(2480, 3508, &noise), FileKind::Png),
        (jpeg(2480, 3508, &noise), FileKind::Jpeg),
    ];
    for (content, kind) in cases {
        let stored = place.put(&content).await.unwrap();
        assert_eq!((stored.kind, stored.size), (kind, content.len() as u64));
        assert_eq!(place.get(&stored).await.unwrap(), content);
        let on_disk = std::fs::read(place.file(&stored.key)).unwrap();
        assert!(
            !on_disk.windows(8).any(|w| w == &content[..8]),
            "not readable on disk"
        );
        assert!(
            !on_disk
                .windows(16)
                .any(|w| w == &content[content.len() / 2..][..16]),
            "not readable on disk"
        );
    }
    assert_eq!(place.entries(), 5, "one object per file and nothing else");
}

#[tokio::test]
async fn our_reading_of_picture_sizes_agrees_with_another_library() {
    for content in [png(640, 480, b"pixels"), jpeg(640, 480, b"pixels")] {
        let size = imagesize::blob_size(&content).unwrap();
        assert_eq!((size.width, size.height), (640, 480));
        place().put(&content).await.unwrap();
    }
}

#[tokio::test]
async fn the_type_is_told_by_content_and_wrong_types_are_named() {
    let place = place();
    let cases: [(&[u8], &str); 8] = [
        (b"<!DOCTYPE html><script>alert(1)</script>", "html"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "svg",
        ),
        (b"<?xml version='1.0'?><svg></svg>", "svg"),
        (b"PK\x03\x04\x14\0%PDF-1.7", "zip"),
        (b"GIF89a....", "gif"),
        (b"MZ\x90\0", "program"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (b"just a text", "unknown"),
    ];
    for (content, expected) in cases {
        match place.refuses(content, "FIL-003").await {
            UploadError::WrongType { found, .. } => assert_eq!(found, expected),
            error => panic!("{error:?}"),
        }
    }
    let only_pdf = Limits {
        allowed: &[FileKind::Pdf],
        ..LIMITS
    };
    let error = place
        .put_in_portions(&png(1, 1, b"x"), 100, only_pdf)
        .await
        .unwrap_err();
    assert!(matches!(error, UploadError::WrongType { found: "png", .. }));
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    place().refuses(b"", "FIL-001").await;
}

#[tokio::test]
async fn the_limit_holds_in_the_middle_of_a_stream_that_never_ends() {
    let place = place();
    let head = Bytes::from(png(10, 10, &[0; 100])[..33].to_vec());
    let mut pixels = vec![0; 64 * 1024];
    pixels[..8].copy_from_slice(b"\x7F\0\0\0IDAT");
    let endless = stream::iter(
        [head, Bytes::from(pixels.clone())]
            .into_iter()
            .chain(std::iter::repeat(Bytes::from(pixels))),
    );
    let endless = futures_util::StreamExt::map(endless, Ok::<_, std::io::Error>);
    let error = place.store.put(endless, LIMITS).await.unwrap_err();
    assert!(
        matches!(
            error,
            UploadError::TooLarge {
                limit: 5_242_880,
                declared: None
            }
        ),
        "{error:?}"
    );
    assert_eq!(place.entries(), 0);
}

#[tokio::test]
async fn an_announced_size_over_the_limit_is_refused_before_reading() {
    let limits = Limits {
        declared: Some(7_500_000),
        ..LIMITS
    };
    let never = stream::pending::<Result<Bytes, std::io::Error>>();
    let error = place().store.put(never, limits).await.unwrap_err();
    assert_eq!(error.code(), "FIL-002");
    assert_eq!(
        error.params(),
        vec![
            ("limit", blob::Param::Number(5.0)),
            ("size", blob::Param::Number(7.2))
        ]
    );
}

#[tokio::test]
async fn a_file_exactly_at_the_limit_passes_and_one_byte_more_does_not() {
    let place = place();
    let content = png(100, 100, &[1; 1000]);
    let size = content.len() as u64;
    let at = Limits {
        max_bytes: size,
        ..LIMITS
    };
    place.put_in_portions(&content, 64, at).await.unwrap();
    let below = Limits {
        max_bytes: size - 1,
        ..LIMITS
    };
    assert_eq!(
        place
            .put_in_portions(&content, 64, below)
            .await
            .unwrap_err()
            .code(),
        "FIL-002"
    );
}

#[tokio::test]
async fn broken_and_cut_pdfs_are_refused() {
    let place = place();
    let whole = pdf();
    for cut in [9, 60, whole.len() / 2, whole.len() - 7] {
        place.refuses(&whole[..cut], "FIL-004").await;
    }
    let text = String::from_utf8_lossy(&whole).into_owned();
    place
        .refuses(text.replace("%PDF-1.7", "%PDF-9.x").as_bytes(), "FIL-004")
        .await;
    place
        .refuses(b"%PDF-1.4\nstartxref\n5\n%%EOF", "FIL-004")
        .await;
    place
        .refuses(b"%PDF-1.4\nstartxref\n999999\n%%EOF", "FIL-004")
        .await;
    let no_pages = pdf_of(
        &[
            CATALOG.into(),
            b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec(),
        ],
        "",
    );
    place.refuses(&no_pages, "FIL-007").await;
}

#[tokio::test]
async fn an_encrypted_pdf_is_refused_with_its_own_code() {
    let objects = [
        CATALOG.into(),
        PAGES.into(),
        PAGE.into(),
        b"<< /Filter /Standard /V 2 /R 3 >>".to_vec(),
    ];
    place()
        .refuses(&pdf_of(&objects, "/Encrypt 4 0 R "), "FIL-005")
        .await;
}

#[tokio::test]
async fn pdfs_that_act_by_themselves_are_refused_wherever_it_hides() {
    let place = place();
    let script = "<< /S /JavaScript /JS (app.alert(1)) >>";
    let cases = [
        (
            pdf_with(&format!("/OpenAction {script}"), &[]),
            "javascript",
        ),
        (
            pdf_with("/OpenAction << /S /J#61va#53cript /JS 5 0 R >>", &[]),
            "javascript",
        ),
        (pdf_with("", &[script.into()]), "javascript"),
        (modern_pdf(&[CATALOG, PAGES, PAGE, script]), "javascript"),
        (
            pdf_with("", &[hidden_objects("/Z (1 0 obj)", script)]),
            "javascript",
        ),
        (
            pdf_with("", &[hidden_objects("% endobj 1 0 obj <<\n", script)]),
            "javascript",
        ),
        (
            pdf_with("/OpenAction << /S /Launch /F (cmd.exe) >>", &[]),
            "launch",
        ),
        (
            pdf_with("/Names << /EmbeddedFiles 5 0 R >>", &[]),
            "attachment",
        ),
        (pdf_with("/AcroForm << /XFA 5 0 R >>", &[]), "form"),
    ];
    for (content, expected) in cases {
        match place.refuses(&content, "FIL-006").await {
            UploadError::ActivePdf { found } => assert_eq!(found, expected),
            error => panic!("{error:?}"),
        }
    }
    // A link and a chosen first page are ordinary.
    place
        .put(&pdf_with(
            "/OpenAction [3 0 R /Fit]",
            &[b"<< /S /URI /URI (https://romashka.example) >>".to_vec()],
        ))
        .await
        .unwrap();
}

/// A stream of objects without its type, with something misleading in its dictionary.
fn hidden_objects(misleading: &str, object: &str) -> Vec<u8> {
    stream_object(
        &format!("/N 1 /First 4 {misleading} "),
        format!("9 0 {object}").as_bytes(),
    )
}

#[tokio::test]
async fn bombs_in_a_pdf_are_refused_without_being_unpacked() {
    let place = place();
    // 64 MB of zeros in 64 KB of page content is never unpacked and is somebody's blank scan.
    let blank = stream_object("", &vec![0; 64 << 20]);
    place.put(&pdf_with("", &[blank])).await.unwrap();
    // The same in an object stream would be unpacked by a reader of structure.
    let bomb = stream_object("/Type /ObjStm /N 1 /First 4", &vec![b' '; 64 << 20]);
    place.refuses(&pdf_with("", &[bomb]), "FIL-008").await;
    // Many small ones together.
    let small = stream_object("/Type /ObjStm /N 0 /First 0", &vec![b' '; 4 << 20]);
    place
        .refuses(&pdf_with("", &vec![small; 8]), "FIL-008")
        .await;
    // A great many values.
    let values = format!("9 0 [{}]", "1 ".repeat(2_000_000));
    let values = stream_object("/Type /ObjStm /N 1 /First 4", values.as_bytes());
    place.refuses(&pdf_with("", &[values]), "FIL-008").await;
    // An index that points into one large value again and again.
    let (mut index, depth) = (String::new(), 90);
    for number in 0..depth {
        write!(index, "{} {number} ", number + 10).unwrap();
    }
    let nested = format!(
        "{index}{}{}{}",
        "[".repeat(depth),
        "1 ".repeat(9000),
        "]".repeat(depth)
    );
    let nested = stream_object(
        &format!("/Type /ObjStm /N {depth} /First {}", index.len()),
        nested.as_bytes(),
    );
    place.refuses(&pdf_with("", &[nested]), "FIL-008").await;
    let layered = stream_object("/Type /ObjStm /N 1 /First 4", b"9 0 null");
    let layered =
        String::from_utf8_lossy(&layered).replace("/FlateDecode", "[/ASCII85Decode /FlateDecode]");
    place
        .refuses(&pdf_with("", &[layered.into_bytes()]), "FIL-008")
        .await;
}

#[tokio::test]
async fn picture_bombs_are_refused_by_their_header() {
    let place = place();
    place.refuses(&png(50_000, 50_000, b"x"), "FIL-009").await;
    place.refuses(&png(1, 30_001, b"x"), "FIL-009").await;
    place.refuses(&png(20_000, 20_000, b"x"), "FIL-009").await;
    place.refuses(&jpeg(65_000, 65_000, b"x"), "FIL-009").await;
    place.refuses(&png(0, 10, b"x"), "FIL-010").await;
}

#[tokio::test]
async fn cut_pictures_are_refused_wherever_the_cut_is() {
    let place = place();
    for whole in [
        png(10, 10, b"some pixels here"),
        jpeg(10, 10, b"some pixels \xFF here"),
    ] {
        for cut in 4..whole.len() {
            let error = place.put(&whole[..cut]).await.unwrap_err();
            assert!(
                matches!(error.code(), "FIL-010" | "FIL-003"),
                "cut at {cut}: {error:?}"
            );
        }
    }
    let no_pixels = [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(*b"IEND", b"")].concat();
    place.refuses(&no_pixels, "FIL-010").await;
    assert_eq!(place.entries(), 0);
}

#[tokio::test]
async fn a_second_document_behind_the_end_is_refused() {
    let place = place();
    let html = b"<html><script>alert(1)</script></html>";
    place
        .refuses(&[png(10, 10, b"x"), html.to_vec()].concat(), "FIL-011")
        .await;
    place
        .refuses(&[jpeg(10, 10, b"x"), html.to_vec()].concat(), "FIL-011")
        .await;
    place
        .refuses(
            &[jpeg(10, 10, b"x"), vec![0; 6990], b"PK\x03\x04".to_vec()].concat(),
            "FIL-011",
        )
        .await;
    place
        .refuses(&[pdf(), html.to_vec()].concat(), "FIL-011")
        .await;
    // What phones append to a picture, and blanks that programs append to a PDF, is ordinary.
    place
        .put(
            &[
                jpeg(10, 10, b"x"),
                b"\0\0SEFT".to_vec(),
                jpeg(2, 2, b"preview"),
            ]
            .concat(),
        )
        .await
        .unwrap();
    place
        .put(&[pdf(), b"\r\n\0\0".to_vec()].concat())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_interrupted_upload_leaves_nothing() {
    let place = place();
    let start = png(100, 100, &vec![5; 2_000_000])[..1_000_000].to_vec();
    let broken = stream::iter([
        Ok(Bytes::from(start.clone())),
        Err(std::io::Error::other("connection reset")),
    ]);
    let error = place.store.put(broken, LIMITS).await.unwrap_err();
    assert_eq!(error.code(), "FIL-012");
    assert_eq!(place.entries(), 0);

    // The request is dropped while it waits for more.
    let hanging = futures_util::StreamExt::chain(
        stream::iter([Ok::<_, std::io::Error>(Bytes::from(start))]),
        stream::pending(),
    );
    let put = place.store.put(hanging, LIMITS);
    assert!(
        tokio::time::timeout(std::time::Duration::from_millis(200), put)
            .await
            .is_err()
    );
    for _ in 0..1000 {
        if place.entries() == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the cut upload is still there");
}

#[tokio::test]
async fn remains_of_a_killed_process_and_orphans_are_swept_but_nothing_young_or_known() {
    let place = place();
    let known = place.put(&pdf()).await.unwrap();
    let orphan = place.put(&png(1, 1, b"x")).await.unwrap();
    let incoming = place.folder.path().join("blobs/incoming");
    let name = "0123456789abcdef0123456789abcdef";
    std::fs::write(incoming.join(format!("{name}#1")), b"half").unwrap();
    std::fs::write(incoming.join(name), b"whole but not checked").unwrap();
    let keep = HashSet::from([known.key.clone()]);
    let past = "2020-01-01T00:00:00Z".parse().unwrap();
    let swept = place.store.sweep(past, &keep).await.unwrap();
    assert_eq!((swept.orphans, swept.leftovers), (0, 0));
    let future = "2100-01-01T00:00:00Z".parse().unwrap();
    let swept = place.store.sweep(future, &keep).await.unwrap();
    assert_eq!((swept.orphans, swept.leftovers), (1, 2));
    assert!(place.get(&known).await.is_ok());
    assert!(matches!(place.get(&orphan).await, Err(ReadError::NotFound)));
    assert_eq!(place.entries(), 1);
}

#[tokio::test]
async fn a_deleted_file_is_gone_and_deleting_again_does_no_harm() {
    let place = place();
    let stored = place.put(&pdf()).await.unwrap();
    place.store.delete(&stored.key).await.unwrap();
    place.store.delete(&stored.key).await.unwrap();
    assert_eq!(place.get(&stored).await.unwrap_err().code(), "FIL-021");
}

#[tokio::test]
async fn a_file_changed_cut_lengthened_or_swapped_on_disk_is_not_given_out() {
    let place = place();
    let content = png(1000, 1000, &vec![9; 200_000]);
    let stored = place.put(&content).await.unwrap();
    let other = place.put(&content).await.unwrap();
    let path = place.file(&stored.key);
    let good = std::fs::read(&path).unwrap();
    let chunk = 64 * 1024 + 16;
    let mut bad = vec![Vec::new(), good[..26].to_vec(), good[..27].to_vec()];
    for at in [0, 8, 20, 27, 27 + chunk, good.len() - 1] {
        let mut changed = good.clone();
        changed[at] ^= 1;
        bad.push(changed);
    }
    for cut in [
        27 + 5,
        27 + chunk,
        27 + 2 * chunk,
        27 + 3 * chunk,
        good.len() - 1,
    ] {
        bad.push(good[..cut].to_vec());
    }
    bad.push([&good[..], b"more"].concat());
    bad.push([&good[..27 + chunk], &good[27 + 2 * chunk..]].concat());
    bad.push(
        [
            &good[..27],
            &good[27 + chunk..27 + 2 * chunk],
            &good[27..27 + chunk],
            &good[27 + 2 * chunk..],
        ]
        .concat(),
    );
    bad.push(std::fs::read(place.file(&other.key)).unwrap());
    for (case, bytes) in bad.into_iter().enumerate() {
        std::fs::write(&path, bytes).unwrap();
        let result = place.get(&stored).await;
        assert!(
            matches!(result, Err(ReadError::Damaged | ReadError::Store(_))),
            "case {case}: {result:?}"
        );
    }
    std::fs::write(&path, good).unwrap();
    assert_eq!(place.get(&stored).await.unwrap(), content);
    let swapped = place
        .store
        .get_all(&stored.key, &other.wrapped_key, u64::MAX)
        .await;
    assert!(
        matches!(swapped, Err(ReadError::Damaged)),
        "a data key opens only its own file"
    );
    let stranger = BlobStore::open(
        &place.folder.path().join("blobs"),
        MasterKey::from_bytes([8; 32]),
    )
    .unwrap();
    assert!(
        stranger
            .get_all(&stored.key, &stored.wrapped_key, u64::MAX)
            .await
            .is_err()
    );
}

#[test]
fn a_key_is_never_a_path() {
    for bad in [
        "",
        "..",
        "../../etc/passwd",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcde/",
    ] {
        assert!(bad.parse::<BlobKey>().is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_file_comes_back_as_it_went_in(
        around in prop::sample::select(vec![0_usize, 65_536, 131_072, 1_048_576]),
        less in 0_usize..400,
        portion in 1_usize..200_000,
        seed in any::<u8>(),
    ) {
        let length = around.saturating_sub(less).max(1);
        let pixels: Vec<u8> = (0..length).map(|i| u8::try_from((i * 31 + usize::from(seed)) % 256).unwrap()).collect();
        let content = png(100, 100, &pixels);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let place = place();
            let stored = place.put_in_portions(&content, portion, LIMITS).await.unwrap();
            assert_eq!(stored.size, content.len() as u64);
            assert!(place.get(&stored).await.unwrap() == content);
        });
    }

    #[test]
    fn damaged_files_never_panic_the_checks(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let place = place();
            for mut content in [modern_pdf(&[CATALOG, PAGES, PAGE]), pdf(), png(9, 9, b"pixels"), jpeg(9, 9, b"pixels")] {
                for (at, byte) in &flips {
                    let at = at.index(content.len());
                    content[at] = *byte;
                }
                if let Err(error) = place.put(&content).await {
                    assert!(error.code() != "FIL-020", "{error:?}");
                }
            }
        });
    }
}
