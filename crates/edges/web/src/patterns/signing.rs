//! The panels with which a person signs, makes a key, and hashes a file: all three work in the page
//! and need its scripts.

use data_encoding::BASE64;
use texts::Texts;

use crate::assets;

/// The codes that a panel may show, apart from the server's own; each has a text `error-CODE`.
pub(crate) const CODES: &[&str] = &[
    "SGN-000", "SGN-001", "SGN-002", "SGN-003", "SGN-004", "SGN-005", "SGN-006", "SGN-007",
    "SGN-008", "SGN-009", "SGN-010", "SGN-011", "SGN-012", "SGN-013", "SGN-014", "SGN-015",
    "SGN-016", "SGN-020", "SGN-021", "SGN-022", "SGN-023", "SGN-024", "SGN-025", "SGN-026",
    "SGN-027", "SGN-028", "SGN-029", "SGN-030", "SGN-031", "SGN-032", "SGN-033", "SGN-034",
    "SIG-100", "SIG-101", "SIG-102", "SIG-103", "SIG-104", "SIG-105", "SIG-106", "SIG-107",
    "SIG-108", "SIG-109", "SIG-110",
];

/// What the panels say while they work; each has a text `signer-NAME`.
const STATES: &[&str] = &[
    "opening",
    "signing",
    "sending",
    "plugin",
    "token",
    "making",
    "made",
    "until",
    "signed",
    "signed-inside",
    "signed-name",
    "save",
];

/// Asks for a signature of a document, inside a form whose hidden field gets it.
///
/// The key file and its password never leave the page: they have no name, and only a worker
/// without any network sees them (`frontend/src/signing`).
#[derive(Debug, Clone)]
pub struct SigningPanel {
    /// Where a GET returns the exact bytes to sign; the person reads them there.
    pub content_url: Option<String>,
    /// The exact text to sign, shown in the panel.
    pub content_text: Option<String>,
    /// The document's name.
    pub content_name: String,
    /// Whether the signature comes without the document.
    pub detached: bool,
    /// Whether the document is a file of the person's own, which stays in the page as well: the
    /// signature is saved there and nothing is sent.
    pub is_own_file: bool,
    /// The label of the button.
    pub submit_label: String,
    /// The form's field: Base64 of CMS in DER.
    pub field: &'static str,
}

impl SigningPanel {
    /// A document that a person reads at an address; its signature is detached.
    pub fn document(
        url: impl Into<String>,
        name: impl Into<String>,
        submit_label: impl Into<String>,
    ) -> Self {
        Self {
            content_url: Some(url.into()),
            content_text: None,
            content_name: name.into(),
            detached: true,
            is_own_file: false,
            submit_label: submit_label.into(),
            field: "signature",
        }
    }

    /// A text that stands in the panel; its signature holds it.
    pub fn text(
        text: impl Into<String>,
        name: impl Into<String>,
        submit_label: impl Into<String>,
    ) -> Self {
        Self {
            content_url: None,
            content_text: Some(text.into()),
            content_name: name.into(),
            detached: false,
            is_own_file: false,
            submit_label: submit_label.into(),
            field: "signature",
        }
    }

    /// A file that the person chooses in the panel.
    pub fn own_file(submit_label: impl Into<String>) -> Self {
        Self {
            content_url: None,
            content_text: None,
            content_name: String::new(),
            detached: true,
            is_own_file: true,
            submit_label: submit_label.into(),
            field: "signature",
        }
    }

    /// Whether the signature can be put inside of the person's document: needs a module of its own.
    pub fn signs_documents(&self) -> bool {
        self.is_own_file
            && assets::exists("signer-documents.wasm")
            && assets::exists("signer-documents-worker.js")
    }

    /// Renames the form's field.
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        self.field = name;
        self
    }

    /// The text's exact bytes, which an attribute would not keep.
    pub fn content_base64(&self) -> Option<String> {
        let text = self.content_text.as_ref()?;
        Some(BASE64.encode(text.as_bytes()))
    }
}

/// Makes a key and a request for its certificate, inside a form whose hidden field gets the request.
#[derive(Debug, Clone)]
pub struct KeyRequestPanel {
    /// Whose certificate it will be: fields such as `common_name`, `surname`, `inn_le` (all of them
    /// are in `crates/base/signer/src/request.rs`) and their values, in order.
    pub subject: Vec<(&'static str, String)>,
    /// The label of the button that sends the request.
    pub submit_label: String,
    /// The form's field: Base64 of PKCS#10 in DER.
    pub field: &'static str,
}

impl KeyRequestPanel {
    /// The subject as the script reads it: JSON in an attribute.
    pub fn subject_json(&self) -> String {
        serde_json::to_string(&self.subject).unwrap_or_default()
    }
}

/// Whether browsers can sign with key files: the signer was built into this binary.
pub fn has_signer() -> bool {
    assets::exists("signer.wasm") && assets::exists("signer-worker.js")
}

/// Every text that the scripts may show, by its name.
pub(crate) fn script_texts(t: Texts) -> Vec<(&'static str, String)> {
    let states = STATES
        .iter()
        .map(|name| (*name, template(t, &format!("signer-{name}"))));
    let errors = CODES
        .iter()
        .map(|code| (*code, template(t, &format!("error-{code}"))));
    let code = ("code", t.with1("error-code", "code", "{code}"));
    states.chain(errors).chain([code]).collect()
}

/// A text whose places the script fills in: `{date}`, `{detail}`, `{name}`.
fn template(t: Texts, key: &str) -> String {
    t.with(
        key,
        &[
            ("date", &"{date}"),
            ("detail", &"{detail}"),
            ("name", &"{name}"),
        ],
    )
}
