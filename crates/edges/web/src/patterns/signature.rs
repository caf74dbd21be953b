//! A signature under a document that somebody reads.

use super::{Alert, Color, SummaryRow, Tag};

/// Who signed a document and that it was checked. Made by a page from what is stored.
#[derive(Debug, Clone, Default)]
pub struct SignatureBlock {
    /// «Подписано: Котова Анна Сергеевна».
    pub title: String,
    /// The kind: «квалифицированная подпись».
    pub kind: Tag,
    /// What the check said when it was signed.
    pub checked: String,
    /// What it says now; nothing where nobody looked.
    pub again: Option<CheckedAgain>,
    /// That something was changed since: nothing else of the block counts then.
    pub broken: Option<Alert>,
    /// Position, organization, certificate, times.
    pub rows: Vec<SummaryRow>,
    /// Where exactly the bytes that were signed are.
    pub content_url: String,
    /// How they are called: `заявление.xml`.
    pub content_name: String,
    /// Where the signature itself is.
    pub signature_url: String,
}

/// The second check, at the time of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAgain {
    /// Whether it holds.
    pub color: Color,
    /// What was found, and when.
    pub text: String,
}

impl CheckedAgain {
    /// The icon beside it.
    pub fn icon(&self) -> &'static str {
        match self.color {
            Color::Success => "circle-check",
            Color::Danger => "circle-x",
            Color::Warning => "triangle-alert",
            Color::Neutral | Color::Accent | Color::Info => "clock",
        }
    }
}

impl SignatureBlock {
    /// The rows by reference: a macro of a template cannot borrow a loop variable's field.
    pub fn rows(&self) -> &[SummaryRow] {
        &self.rows
    }
}
