//! The types of files that the store can check. A type without a check of its structure is not listed here.

/// A type of file, established from its content. XML, DOCX and XLSX join when their checks exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FileKind {
    Pdf,
    Jpeg,
    Png,
}

impl FileKind {
    /// What authority documents and attachments may be (PDF, JPEG, PNG).
    pub const DOCUMENTS: &[FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// The media type to serve the file with.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
        }
    }

    /// The extension without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpg",
            FileKind::Png => "png",
        }
    }

    /// The name for people, the same in all languages.
    pub fn label(self) -> &'static str {
        match self {
            FileKind::Pdf => "PDF",
            FileKind::Jpeg => "JPG",
            FileKind::Png => "PNG",
        }
    }

    /// The stable name for the database.
    pub fn as_str(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpeg",
            FileKind::Png => "png",
        }
    }

    /// The inverse of [`FileKind::as_str`].
    pub fn parse(text: &str) -> Option<FileKind> {
        match text {
            "pdf" => Some(FileKind::Pdf),
            "jpeg" => Some(FileKind::Jpeg),
            "png" => Some(FileKind::Png),
            _ => None,
        }
    }

    /// Whether the extension of a displayed name already says this type.
    pub(crate) fn has_extension(self, extension: &str) -> bool {
        extension.eq_ignore_ascii_case(self.extension())
            || (self == FileKind::Jpeg && extension.eq_ignore_ascii_case("jpeg"))
    }
}
