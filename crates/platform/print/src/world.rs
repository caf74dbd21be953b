//! What a template can see: itself, the letterhead, its data, the built-in fonts, and the given date.

use std::sync::OnceLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const LETTER: &str = include_str!("../templates/letter.typ");

/// The same for all prints.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    data: FileId,
    letter: Source,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        // The bytes are part of the binary: fonts are parsed here, not copied.
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .collect();
        Shared {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: file_id("main.typ"),
            data: file_id("data.json"),
            letter: Source::new(file_id("letter.typ"), LETTER.to_owned()),
        }
    })
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names above are valid paths");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

pub(crate) struct PrintWorld {
    shared: &'static Shared,
    main: Source,
    data: Bytes,
    today: Datetime,
}

impl PrintWorld {
    pub(crate) fn new(template: &str, data: Vec<u8>, today: Datetime) -> Self {
        let shared = shared();
        PrintWorld {
            shared,
            main: Source::new(shared.main, template.to_owned()),
            data: Bytes::new(data),
            today,
        }
    }
}

impl World for PrintWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.shared.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.shared.main {
            Ok(self.main.clone())
        } else if id == self.shared.letter.id() {
            Ok(self.shared.letter.clone())
        } else {
            Err(not_visible(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.data {
            return Ok(self.data.clone());
        }
        self.source(id)
            .map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// The given date in UTC; a template that needs a local date gets it in its data.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

fn not_visible(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
