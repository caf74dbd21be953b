//! A signature under a document that somebody reads.

use super::{SummaryRow, Tag};

/// Who signed a document and that it was checked. Made by a page from what is stored.
#[derive(Debug, Clone, Default)]
pub struct SignatureBlock {
    /// «Подписано: Котова Анна Сергеевна».
    pub title: String,
    /// The kind: «квалифицированная подпись».
    pub kind: Tag,
    /// What the check said and when.
    pub checked: String,
    /// Position, organization, certificate, times.
    pub rows: Vec<SummaryRow>,
    /// Where exactly the bytes that were signed are.
    pub content_url: String,
    /// How they are called: `заявление.xml`.
    pub content_name: String,
    /// Where the signature itself is.
    pub signature_url: String,
}

impl SignatureBlock {
    /// The rows by reference: a macro of a template cannot borrow a loop variable's field.
    pub fn rows(&self) -> &[SummaryRow] {
        &self.rows
    }
}
