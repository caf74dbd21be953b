//! Why something was refused, as stable codes: pages have the texts.

use esign::container::ContainerError;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The key file was not opened, or a new one not made: `SIG-100` and following.
    Container(ContainerError),
    /// The key file opens, but holds no certificate of its key, and none was given beside it.
    NoCertificate,
    /// The certificate that was given beside the key file is of another key.
    OtherKey,
    /// There is no such key in the file.
    NoKey,
    /// The signature was not made.
    NotSigned,
    /// What was given as a certificate is none.
    NotACertificate,
    /// The password of a new key file is too short.
    WeakPassword,
    /// A field of the subject is unknown or has letters that certificates do not allow in it.
    Subject,
    /// No such key size or hash function.
    Unknown,
    /// The moment is not one.
    Time,
    /// Not a PDF, or one that is damaged.
    #[cfg(feature = "documents")]
    Pdf,
    /// The PDF is encrypted.
    #[cfg(feature = "documents")]
    EncryptedPdf,
    /// The author of the PDF certified it against further signatures.
    #[cfg(feature = "documents")]
    ClosedPdf,
    /// Not XML, or of a kind that is not signed inside.
    #[cfg(feature = "documents")]
    Xml,
    /// The XML has a signature, which a second one inside would break.
    #[cfg(feature = "documents")]
    SignedXml,
    /// The document is larger than one that is signed inside may be.
    #[cfg(feature = "documents")]
    TooLarge,
}

impl Fault {
    /// The code that has a text in the interface's languages.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Container(error) => error.code(),
            Fault::NoCertificate => "SGN-001",
            Fault::OtherKey => "SGN-002",
            Fault::NoKey => "SGN-003",
            Fault::NotSigned => "SGN-004",
            Fault::NotACertificate => "SGN-005",
            Fault::WeakPassword => "SGN-006",
            Fault::Subject => "SGN-007",
            Fault::Unknown => "SGN-008",
            Fault::Time => "SGN-009",
            #[cfg(feature = "documents")]
            Fault::Pdf => "SGN-010",
            #[cfg(feature = "documents")]
            Fault::EncryptedPdf => "SGN-011",
            #[cfg(feature = "documents")]
            Fault::ClosedPdf => "SGN-012",
            #[cfg(feature = "documents")]
            Fault::Xml => "SGN-013",
            #[cfg(feature = "documents")]
            Fault::SignedXml => "SGN-014",
            #[cfg(feature = "documents")]
            Fault::TooLarge => "SGN-015",
        }
    }
}

impl From<ContainerError> for Fault {
    fn from(error: ContainerError) -> Self {
        Fault::Container(error)
    }
}
