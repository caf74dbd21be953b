//! Tools that misbehave: scripts in their place hang, flood, crash and write where they must not.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use recognition::{Content, Limits, NotRead, Reader, Settings, Source};

const PICTURE: Content = Content::Picture { pixels: Some(100) };

struct Fake {
    folder: tempfile::TempDir,
}

impl Fake {
    fn new() -> Fake {
        Fake {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A script that answers the questions of the search, and does `body` when it is to work.
    fn tool(&self, name: &str, body: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in\n-v) exit 0;;\n--list-langs) echo List; echo rus; echo eng; exit 0;;\nesac\n{body}\n"
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    async fn reader(&self, tesseract: &str, limits: Limits) -> Reader {
        let settings = Settings {
            is_off: false,
            tesseract: Some(self.tool("tesseract", tesseract)),
            pdftotext: Some(self.tool("pdftotext", "cat > /dev/null; printf 'one\\fтри\\f'")),
            pdftoppm: Some(self.tool("pdftoppm", "cat > /dev/null; printf drawn")),
        };
        Reader::find(&settings, limits).await
    }
}

fn quick() -> Limits {
    Limits {
        time: Duration::from_millis(700),
        ..Limits::default()
    }
}

/// Command lines of all processes.
fn command_lines() -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        if let Ok(line) = fs::read(entry.path().join("cmdline")) {
            found.push(String::from_utf8_lossy(&line).replace('\0', " "));
        }
    }
    found
}

async fn is_gone(mark: &str) {
    while command_lines().iter().any(|line| line.contains(mark)) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_tool_that_hangs_is_ended_with_everything_it_started() {
    let fake = Fake::new();
    let reader = fake.reader("sleep 86321 & sleep 86321", quick()).await;
    assert_eq!(reader.read(b"x", PICTURE).await, Err(NotRead::TooLong));
    is_gone("sleep 86321").await;
}

#[tokio::test]
async fn a_reading_that_nobody_waits_for_is_ended_too() {
    let fake = Fake::new();
    let reader = fake.reader("sleep 86322", Limits::default()).await;
    let reading = tokio::spawn(async move { reader.read(b"x", PICTURE).await });
    while !command_lines()
        .iter()
        .any(|line| line.contains("sleep 86322"))
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    reading.abort();
    let _ = reading.await;
    is_gone("sleep 86322").await;
}

#[tokio::test]
async fn a_tool_that_takes_nothing_and_one_that_takes_slowly_are_fed_without_waiting_for_ever() {
    let fake = Fake::new();
    let large = vec![7; 4 << 20];
    let reader = fake.reader("printf 'слова'", Limits::default()).await;
    let read = reader.read(&large, PICTURE).await.unwrap();
    assert_eq!(read.pages[0].text, "слова");
    let reader = fake.reader("sleep 86323 < /dev/null", quick()).await;
    assert_eq!(reader.read(&large, PICTURE).await, Err(NotRead::TooLong));
}

#[tokio::test]
async fn a_flood_of_words_is_cut_and_said_to_be() {
    let fake = Fake::new();
    let limits = Limits {
        text: 10_000,
        ..Limits::default()
    };
    let reader = fake.reader("cat > /dev/null; yes слово", limits).await;
    let read = reader.read(b"x", PICTURE).await.unwrap();
    assert!(!read.is_whole);
    assert!((9_000..=10_010).contains(&read.pages[0].text.len()));
}

#[tokio::test]
async fn noise_is_text_of_some_sort() {
    let fake = Fake::new();
    let reader = fake
        .reader(
            "cat > /dev/null; head -c 50000 /dev/urandom",
            Limits::default(),
        )
        .await;
    let read = reader.read(b"x", PICTURE).await.unwrap();
    assert_eq!((read.pages.len(), read.is_whole), (1, true));
    assert_eq!(read.pages[0].source, Source::Recognised);
}

#[tokio::test]
async fn a_refusal_a_crash_and_an_absent_program_are_told_apart() {
    let fake = Fake::new();
    let refusing = fake.reader("exit 1", Limits::default()).await;
    assert_eq!(refusing.read(b"x", PICTURE).await, Err(NotRead::Damaged));
    let crashing = fake.reader("kill -9 $$", Limits::default()).await;
    assert_eq!(crashing.read(b"x", PICTURE).await, Err(NotRead::BrokeDown));
    let reader = fake.reader("cat", Limits::default()).await;
    fs::remove_file(fake.folder.path().join("tesseract")).unwrap();
    assert_eq!(reader.read(b"x", PICTURE).await, Err(NotRead::NoTool));
}

#[tokio::test]
async fn one_page_that_breaks_down_does_not_lose_the_others() {
    let fake = Fake::new();
    let reader = fake.reader("exit 1", Limits::default()).await;
    // Both pages have too few letters, so they are recognised; the text layer is kept.
    let read = reader.read(b"%PDF", Content::Pdf).await.unwrap();
    assert!(!read.is_whole);
    assert_eq!(read.pages[1].text, "три");
    let reader = fake
        .reader("cat > /dev/null; printf 'распознано'", Limits::default())
        .await;
    let read = reader.read(b"%PDF", Content::Pdf).await.unwrap();
    assert!(read.is_whole);
    assert_eq!(
        read.pages
            .iter()
            .map(|page| (page.number, page.text.as_str()))
            .collect::<Vec<_>>(),
        [(1, "распознано"), (2, "распознано")]
    );
}

#[tokio::test]
async fn a_tool_writes_no_file_and_knows_no_secret() {
    let fake = Fake::new();
    let file = fake.folder.path().join("written");
    let body = format!(
        "cat > /dev/null; echo document > {}; echo done",
        file.display()
    );
    let reader = fake.reader(&body, Limits::default()).await;
    let _ = reader.read(b"x", PICTURE).await;
    assert_eq!(fs::metadata(&file).map_or(0, |file| file.len()), 0);
    let reader = fake.reader("cat > /dev/null; env", Limits::default()).await;
    let read = reader.read(b"x", PICTURE).await.unwrap();
    let allowed = [
        "PATH=",
        "LC_ALL=",
        "OMP_THREAD_LIMIT=",
        "TESSDATA_PREFIX=",
        "PWD=",
        "OLDPWD=",
        "SHLVL=",
        "_=",
    ];
    for line in read.pages[0].text.lines() {
        assert!(allowed.iter().any(|name| line.starts_with(name)), "{line}");
    }
}

#[tokio::test]
async fn memory_is_bounded() {
    let fake = Fake::new();
    let limits = Limits {
        memory: 256 << 20,
        ..Limits::default()
    };
    let body = "cat > /dev/null; dd if=/dev/zero of=/dev/null bs=1G count=1 2> /dev/null || exit 1";
    let reader = fake.reader(body, limits).await;
    assert!(reader.read(b"x", PICTURE).await.is_err());
}

#[tokio::test]
async fn documents_are_read_one_at_a_time() {
    let fake = Fake::new();
    let body = "cat > /dev/null; date +%s%N; sleep 0.3; date +%s%N";
    let reader = fake.reader(body, Limits::default()).await;
    let (first, second, third) = tokio::join!(
        reader.read(b"x", PICTURE),
        reader.read(b"x", PICTURE),
        reader.read(b"x", PICTURE),
    );
    let mut times: Vec<(u64, u64)> = [first, second, third]
        .into_iter()
        .map(|read| {
            let text = read.unwrap().pages.remove(0).text;
            let mut lines = text.lines().map(|line| line.parse::<u64>().unwrap());
            (lines.next().unwrap(), lines.next().unwrap())
        })
        .collect();
    times.sort_unstable();
    assert!(
        times.windows(2).all(|pair| pair[0].1 <= pair[1].0),
        "{times:?}"
    );
}

#[tokio::test]
async fn a_huge_picture_is_not_even_begun() {
    let fake = Fake::new();
    let reader = fake.reader("printf 'begun'", Limits::default()).await;
    let huge = Content::Picture {
        pixels: Some(900_000_000),
    };
    assert_eq!(reader.read(b"x", huge).await, Err(NotRead::TooLarge));
}

#[tokio::test]
async fn without_tools_and_when_turned_off_nobody_reads() {
    let nowhere = |name: &str| Some(Path::new("/nowhere").join(name));
    let settings = Settings {
        is_off: false,
        tesseract: nowhere("tesseract"),
        pdftotext: nowhere("pdftotext"),
        pdftoppm: nowhere("pdftoppm"),
    };
    let reader = Reader::find(&settings, Limits::default()).await;
    assert!(!reader.tools().can_read());
    assert_eq!(reader.read(b"x", PICTURE).await, Err(NotRead::NoTool));
    assert_eq!(reader.read(b"x", Content::Pdf).await, Err(NotRead::NoTool));
    let fake = Fake::new();
    let off = Settings {
        is_off: true,
        tesseract: Some(fake.tool("tesseract", "printf 'слова'")),
        ..Settings::default()
    };
    let reader = Reader::find(&off, Limits::default()).await;
    assert!(!reader.tools().can_read());
    assert_eq!(reader.read(b"x", PICTURE).await, Err(NotRead::NoTool));
}

#[tokio::test]
async fn a_tesseract_without_russian_is_no_help() {
    let fake = Fake::new();
    let path = fake.folder.path().join("tesseract");
    fs::write(&path, "#!/bin/sh\necho eng\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = Settings {
        tesseract: Some(path),
        ..Settings::default()
    };
    let reader = Reader::find(&settings, Limits::default()).await;
    assert!(reader.tools().tesseract.is_none());
    assert_eq!(reader.read(b"x", PICTURE).await, Err(NotRead::NoTool));
}
