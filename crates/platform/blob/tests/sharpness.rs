//! Scans that are sharp enough to be read, and those that are not. All files are made here.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;

use blob::{BlobStore, FileKind, Limits, MasterKey, Param, Raster, Stored, UploadError};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::stream;

const SHARP: Limits<'static> = Limits {
    max_bytes: 5 * 1024 * 1024,
    allowed: FileKind::DOCUMENTS,
    declared: None,
    sharp_scans: true,
};

async fn put(content: &[u8], limits: Limits<'_>) -> Result<Stored, UploadError> {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path(), MasterKey::from_bytes([7; 32])).unwrap();
    // Portions that cut every header somewhere.
    let portions: Vec<_> = content
        .chunks(11)
        .map(|portion| Ok::<_, std::io::Error>(Bytes::copy_from_slice(portion)))
        .collect();
    let stored = store.put(stream::iter(portions), limits).await;
    if stored.is_err() {
        let left = std::fs::read_dir(folder.path().join("files"))
            .unwrap()
            .count();
        assert_eq!(left, 0, "nothing of a refused file stays");
    }
    stored
}

async fn raster(content: &[u8]) -> Option<Raster> {
    put(content, SHARP).await.unwrap().raster
}

async fn refused(content: &[u8]) -> Raster {
    let error = put(content, SHARP).await.unwrap_err();
    assert_eq!(error.code(), "FIL-013", "{error:?}");
    match error {
        UploadError::TooCoarse { raster } => raster,
        other => panic!("{other:?}"),
    }
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend([0; 4]);
    chunk
}

/// `density` is pixels per metre in both directions and the unit.
fn png(width: u32, height: u32, density: Option<(u32, u32, u8)>) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    png.extend(chunk(*b"IHDR", &header));
    if let Some((across, down, unit)) = density {
        let mut physical = across.to_be_bytes().to_vec();
        physical.extend(down.to_be_bytes());
        physical.push(unit);
        png.extend(chunk(*b"pHYs", &physical));
    }
    png.extend(chunk(*b"IDAT", b"pixels"));
    png.extend(chunk(*b"IEND", b""));
    png
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xFF, marker];
    segment.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
    segment.extend(data);
    segment
}

fn jpeg(width: u16, height: u16, head: &[Vec<u8>]) -> Vec<u8> {
    let mut jpeg = b"\xFF\xD8".to_vec();
    jpeg.extend(head.concat());
    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    frame.extend(b"\x01\x01\x11\0");
    jpeg.extend(segment(0xC0, &frame));
    jpeg.extend(segment(0xDA, b"\x01\x01\0\0\x3F\0"));
    jpeg.extend(b"pixels\xFF\xD9");
    jpeg
}

fn jfif(unit: u8, density: u16) -> Vec<u8> {
    let mut data = b"JFIF\0\x01\x02".to_vec();
    data.push(unit);
    data.extend(density.to_be_bytes());
    data.extend(density.to_be_bytes());
    data.extend([0, 0]);
    segment(0xE0, &data)
}

/// A TIFF structure of three entries: both resolutions and their unit.
fn exif(is_little: bool, density: u32, unit: u16) -> Vec<u8> {
    let short = |value: u16| {
        if is_little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let long = |value: u32| {
        if is_little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let mut tiff = if is_little {
        b"II*\0".to_vec()
    } else {
        b"MM\0*".to_vec()
    };
    tiff.extend(long(8));
    tiff.extend(short(3));
    for (tag, kind) in [(0x011A_u16, 5_u16), (0x011B, 5)] {
        tiff.extend(short(tag));
        tiff.extend(short(kind));
        tiff.extend(long(1));
        tiff.extend(long(50));
    }
    tiff.extend(short(0x0128));
    tiff.extend(short(3));
    tiff.extend(long(1));
    tiff.extend(short(unit));
    tiff.extend([0, 0]);
    tiff.extend(long(0));
    tiff.resize(50, 0);
    tiff.extend(long(density * 10));
    tiff.extend(long(10));
    let mut data = b"Exif\0\0".to_vec();
    data.extend(tiff);
    segment(0xE1, &data)
}

#[tokio::test]
async fn the_density_of_a_png_is_read() {
    let dpi = |density| async move { raster(&png(2480, 3508, density)).await.unwrap().dpi };
    assert_eq!(dpi(Some((11_811, 11_811, 1))).await, Some(300));
    assert_eq!(
        dpi(Some((23_622, 11_811, 1))).await,
        Some(300),
        "the lower one"
    );
    assert_eq!(dpi(Some((3, 2, 0))).await, None, "a ratio");
    assert_eq!(dpi(None).await, None);
}

#[tokio::test]
async fn the_density_of_a_jpeg_is_read_from_jfif_and_from_exif() {
    let dpi =
        |head: Vec<Vec<u8>>| async move { raster(&jpeg(2480, 3508, &head)).await.unwrap().dpi };
    assert_eq!(dpi(vec![jfif(1, 300)]).await, Some(300));
    assert_eq!(dpi(vec![jfif(2, 118)]).await, Some(300));
    assert_eq!(dpi(vec![jfif(0, 1)]).await, None);
    assert_eq!(dpi(vec![exif(true, 300, 2)]).await, Some(300));
    assert_eq!(dpi(vec![exif(false, 118, 3)]).await, Some(300));
    assert_eq!(dpi(vec![jfif(0, 1), exif(true, 72, 2)]).await, Some(72));
    assert_eq!(dpi(vec![jfif(1, 300), exif(true, 72, 2)]).await, Some(300));
    assert_eq!(
        dpi(vec![segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0")]).await,
        None
    );
}

#[tokio::test]
async fn a_broken_density_is_none_and_nothing_worse() {
    let mut wild = exif(true, 300, 2);
    // The directory is said to be far away, then to be endless.
    wild[14..18].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut endless = exif(true, 300, 2);
    endless[18..20].copy_from_slice(&u16::MAX.to_le_bytes());
    for head in [
        wild,
        endless,
        segment(0xE1, b"Exif\0\0II"),
        segment(0xE0, b"JFIF\0"),
        segment(0xE0, b""),
    ] {
        let stored = put(&jpeg(2480, 3508, &[head]), SHARP).await.unwrap();
        assert!(stored.raster.is_some());
    }
}

#[tokio::test]
async fn coarse_pictures_are_refused_with_what_was_found() {
    let found = refused(&png(1240, 1754, Some((5906, 5906, 1)))).await;
    assert_eq!(
        (found.width, found.height, found.dpi, found.page),
        (1240, 1754, Some(150), None)
    );
    let error = UploadError::TooCoarse { raster: found };
    assert_eq!(
        error.params(),
        vec![
            ("width", Param::Number(1240.0)),
            ("height", Param::Number(1754.0)),
            ("dpi", Param::Number(149.0)),
            ("page", Param::Number(0.0)),
        ]
    );
    refused(&png(2479, 3508, None)).await;
    refused(&png(1, 1, None)).await;
    refused(&jpeg(800, 600, &[jfif(1, 300)])).await;
    assert!(
        raster(&png(3508, 2480, None)).await.is_some(),
        "lying on its side"
    );
    assert!(
        raster(&png(1748, 2480, Some((11_811, 11_811, 1))))
            .await
            .is_some(),
        "half a sheet"
    );
}

#[tokio::test]
async fn other_uploads_may_be_as_small_as_they_like() {
    let limits = Limits {
        sharp_scans: false,
        ..SHARP
    };
    let stored = put(&png(1, 1, None), limits).await.unwrap();
    assert_eq!(stored.raster.unwrap().width, 1);
}

/// A PDF of one page of A4 with this content and pictures `/Im0`, `/Im1` of these sizes.
fn pdf(content: &str, pictures: &[(u32, u32)], media_box: &str) -> Vec<u8> {
    let names: Vec<String> = (0..pictures.len())
        .map(|index| format!("/Im{index} {} 0 R", 5 + index))
        .collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        // The size is the parent's, as many programs write it.
        format!("<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [{media_box}] >>").into_bytes(),
        format!(
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << {} >> >> >>",
            names.join(" ")
        )
        .into_bytes(),
        packed("", content.as_bytes()),
    ];
    for (width, height) in pictures {
        objects.push(packed(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray \
                 /BitsPerComponent 8"
            ),
            b"pixels",
        ));
    }
    with_table(&objects)
}

fn with_table(objects: &[Vec<u8>]) -> Vec<u8> {
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

const A4: &str = "0 0 595 842";
const WHOLE: &str = "q 595 0 0 842 0 0 cm /Im0 Do Q";

#[tokio::test]
async fn a_scanned_page_of_a_pdf_is_judged_by_its_pixels() {
    let good = raster(&pdf(WHOLE, &[(2480, 3508)], A4)).await.unwrap();
    // A4 in whole points is a little narrower than A4: a dot of 2480 is lost.
    assert_eq!(
        (good.width, good.height, good.dpi, good.page),
        (2479, 3508, Some(300), Some(1))
    );
    let coarse = refused(&pdf(WHOLE, &[(1240, 1754)], A4)).await;
    assert_eq!((coarse.dpi, coarse.page), (Some(150), Some(1)));
    // Turned by a quarter, and in a box that does not begin at zero.
    let turned = "q 0 842 -595 0 605 10 cm /Im0 Do Q";
    refused(&pdf(turned, &[(1754, 1240)], "10 10 605 852")).await;
    assert!(
        raster(&pdf(turned, &[(3508, 2480)], "10 10 605 852"))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn a_page_that_is_as_large_as_its_pixels_is_judged_as_a_picture() {
    let content = "q 2480 0 0 3508 0 0 cm /Im0 Do Q";
    let found = raster(&pdf(content, &[(2480, 3508)], "0 0 2480 3508"))
        .await
        .unwrap();
    assert_eq!(found.dpi, Some(72));
}

#[tokio::test]
async fn strips_are_one_scan_and_layers_are_as_sharp_as_their_sharpest() {
    let strips = "q 595 0 0 421 0 421 cm /Im0 Do Q q 595 0 0 421 0 0 cm /Im1 Do Q";
    refused(&pdf(strips, &[(1240, 877), (1240, 877)], A4)).await;
    assert!(
        raster(&pdf(strips, &[(2480, 1754), (2480, 1754)], A4))
            .await
            .is_some()
    );
    let layers = "q 595 0 0 842 0 0 cm /Im0 Do /Im1 Do Q";
    assert!(
        raster(&pdf(layers, &[(620, 877), (2480, 3508)], A4))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn pictures_in_a_text_are_not_a_scan() {
    let logo = "q 100 0 0 50 40 750 cm /Im0 Do Q";
    assert_eq!(raster(&pdf(logo, &[(100, 50)], A4)).await, None);
    let words = "(Words of a letter that were typed and not scanned) Tj ".repeat(6);
    let letterhead = format!("{WHOLE} BT /F1 10 Tf {words} ET");
    assert_eq!(raster(&pdf(&letterhead, &[(620, 877)], A4)).await, None);
    // The invisible layer of a recognised scan is no text of its own.
    let recognised = format!("{WHOLE} BT 3 Tr /F1 10 Tf {words} ET");
    refused(&pdf(&recognised, &[(620, 877)], A4)).await;
    assert_eq!(raster(&pdf("BT (words) Tj ET", &[], A4)).await, None);
}

#[tokio::test]
async fn a_picture_inside_a_form_is_found() {
    let form = packed(
        "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Matrix [595 0 0 842 0 0] /Resources << /XObject << /Im0 6 0 R >> >>",
        b"/Im0 Do",
    );
    let picture = packed(
        "/Type /XObject /Subtype /Image /Width 1240 /Height 1754",
        b"pixels",
    );
    let objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Fm0 5 0 R >> >> >>"
            .to_vec(),
        packed("", b"q /Fm0 Do Q"),
        form,
        picture,
    ];
    refused(&with_table(&objects)).await;
}

#[tokio::test]
async fn forms_that_draw_themselves_and_endless_content_end() {
    let form = |number: usize| {
        packed(
            &format!(
                "/Type /XObject /Subtype /Form /Resources << /XObject << /Fm0 {number} 0 R >> >>"
            ),
            "/Fm0 Do ".repeat(10_000).as_bytes(),
        )
    };
    let objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Fm0 5 0 R >> >> >>"
            .to_vec(),
        packed("", &vec![b'q'; 20 << 20]),
        form(6),
        form(5),
    ];
    assert_eq!(raster(&with_table(&objects)).await, None);
    let strange = [
        "BI /W 1 /H 1 ID \u{1}\u{2}\u{3} EI Q",
        "(unended",
        "<unended",
        "/",
        "<< /A << /B >> >> BDC",
        "1 2 3 cm Q Q Q",
        "nan inf 1e999 0 0 0 cm /Im0 Do",
        "] } > ) %",
    ];
    for content in strange {
        raster(&pdf(content, &[(1240, 1754)], A4)).await;
    }
    // No size at all: taken or refused, but answered.
    let _ = put(&pdf(WHOLE, &[(2480, 3508)], "0 0 nan 842"), SHARP).await;
}
