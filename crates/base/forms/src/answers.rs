//! Answers as a page posts them, as a draft keeps them, and as they are after validation.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::definition::{FileType, Section};
use crate::product_limits::{ANSWER_NAMES, ANSWER_VALUES};
use crate::value::TICKED;

/// Values by field name; several values under one name where several are ticked. As JSON: `{"inn": ["9909001008"]}`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl Answers {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the pairs of a posted form; what goes over the product's limits of names and values is dropped.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let mut answers = Self::new();
        for (name, value) in pairs {
            answers.push(name, value);
        }
        answers
    }

    /// Adds one value to those under the name, within the product's limits.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        if self.0.len() >= ANSWER_NAMES && !self.0.contains_key(&name) {
            return;
        }
        let values = self.0.entry(name).or_default();
        if values.len() < ANSWER_VALUES {
            values.push(value.into());
        }
    }

    /// Puts one value in place of all under the name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.set_all(name, vec![value.into()]);
    }

    pub(crate) fn set_all(&mut self, name: impl Into<String>, values: Vec<String>) {
        self.0.insert(name.into(), values);
    }

    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// All values under the name; empty when there is no such name.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value under the name, or an empty text.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Whether there is nothing but spaces under the name.
    pub fn is_blank(&self, name: &str) -> bool {
        self.all(name).iter().all(|value| value.trim().is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names with their values, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Puts the posted answers of one page over the kept ones. A page posts all of its fields, and a box without a tick
    /// is not posted at all; so the section's fields that are absent become unanswered. Other names are not touched.
    pub fn put_section(&mut self, section: &Section, posted: &Answers) {
        for field in &section.fields {
            let values = posted.all(&field.name);
            if values.is_empty() {
                self.remove(&field.name);
            } else {
                self.set_all(&field.name, values.to_vec());
            }
        }
    }
}

impl std::fmt::Debug for Answers {
    /// Names only: answers are personal data, and debug output ends in logs.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_set().entries(self.0.keys()).finish()
    }
}

/// A file that was uploaded and checked by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// The name for people.
    pub name: String,
    /// What it is by its content; `None` for a type that no service takes.
    pub file_type: Option<FileType>,
    pub bytes: u64,
}

/// Files by field name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached(BTreeMap<String, Vec<AttachedFile>>);

impl Attached {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, field: impl Into<String>, file: AttachedFile) {
        self.0.entry(field.into()).or_default().push(file);
    }

    pub fn all(&self, field: &str) -> &[AttachedFile] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }
}

/// Good answers: known, asked, normalised. Only [`crate::validate`] makes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    answers: Answers,
    file_fields: Vec<String>,
}

impl Clean {
    pub(crate) fn put(&mut self, name: &str, values: Vec<String>) {
        self.answers.set_all(name, values);
    }

    pub(crate) fn put_file_field(&mut self, name: &str) {
        self.file_fields.push(name.to_owned());
    }

    /// The normalised answers, to be stored: dates as `2026-12-01`, money as `1234.50`, numbers as bare digits.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// See [`Clean::answers`].
    pub fn into_answers(self) -> Answers {
        self.answers
    }

    /// File fields that were asked; files attached elsewhere (to a question that is hidden now) are not part of the
    /// application.
    pub fn file_fields(&self) -> &[String] {
        &self.file_fields
    }

    /// The answer of a field, empty when it was not given.
    pub fn text(&self, name: &str) -> &str {
        self.answers.first(name)
    }

    pub fn date(&self, name: &str) -> Option<Date> {
        crate::date::parse(self.text(name)).ok()
    }

    pub fn kopecks(&self, name: &str) -> Option<i64> {
        crate::money::parse(self.text(name))
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        self.text(name) == TICKED
    }
}
