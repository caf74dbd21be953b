//! A value is typed once: prefilled from what is known, and taken over from one field into another (R92, R93).

use crate::answers::Answers;
use crate::definition::{Definition, Field, FieldKind, Prefill};
use crate::product_limits::{ANSWER_VALUES, MULTILINE_CHARS};
use crate::validate::visible_fields;
use crate::value::normalised;

/// First answers of a new draft; `known` tells what is known about the organization and the person.
pub fn prefill(definition: &Definition, known: impl Fn(Prefill) -> Option<String>) -> Answers {
    let mut answers = Answers::new();
    for field in definition.fields() {
        let value = field.prefill.and_then(&known);
        // What the register knows may not fit a field (a sole trader has no КПП); then the person types it.
        if let Some(value) = value.and_then(|value| normalised(field, &value).ok()) {
            answers.set(&field.name, value);
        }
    }
    answers
}

/// First answers of a draft that is made of an earlier application, whose definition may have been another version
/// (R94): its answers as far as they are still asked, but requisites as they are known now. What is assured or agreed to
/// is asked anew, and so are files.
pub fn carry_over(
    definition: &Definition,
    earlier: &Answers,
    known: impl Fn(Prefill) -> Option<String>,
) -> Answers {
    let mut answers = prefill(definition, known);
    for field in definition.fields() {
        let is_consent = field.kind == FieldKind::Checkbox && field.required;
        let is_requisite = field.prefill.is_some_and(Prefill::is_requisite);
        // A field that followed another one goes on following it, also when that one is new.
        let followed = source_of(definition, field)
            .is_some_and(|source| earlier.all(&source.name) == earlier.all(&field.name));
        if is_consent
            || followed
            || earlier.is_blank(&field.name)
            || (is_requisite && !answers.is_blank(&field.name))
        {
            continue;
        }
        answers.set_all(&field.name, earlier.all(&field.name).to_vec());
    }
    keep_draft(definition, &answers)
}

/// The answers with every empty `same-as` field taking the value of its source: what pages show and what is judged.
pub fn spread(definition: &Definition, answers: &Answers) -> Answers {
    let mut spread = answers.clone();
    let visible = visible_fields(definition, answers);
    for field in &visible {
        // A hidden question is not answered, so there is nothing to take from it.
        let source = field
            .same_as
            .as_ref()
            .and_then(|name| visible.iter().find(|other| other.name == *name));
        if let Some(source) = source
            && spread.is_blank(&field.name)
            && !spread.is_blank(&source.name)
        {
            let values = spread.all(&source.name).to_vec();
            spread.set_all(&field.name, values);
        }
    }
    spread
}

/// What of the posted answers a draft keeps: known names only, bounded, good values in their normal form, wrong ones as
/// typed (so that the person finds and corrects them). A `same-as` field equal to its source is kept empty, so it goes
/// on following the source.
pub fn keep_draft(definition: &Definition, answers: &Answers) -> Answers {
    let mut kept = Answers::new();
    for field in definition
        .fields()
        .filter(|field| field.kind != FieldKind::Files)
    {
        let most = if field.kind == FieldKind::MultiChoice {
            ANSWER_VALUES
        } else {
            1
        };
        let values: Vec<String> = answers
            .all(&field.name)
            .iter()
            .filter(|typed| !typed.trim().is_empty())
            .filter_map(|typed| kept_value(field, typed))
            .take(most)
            .collect();
        if values.is_empty() || follows_source(definition, field, &values, &kept) {
            continue;
        }
        kept.set_all(&field.name, values);
    }
    kept
}

fn source_of<'d>(definition: &'d Definition, field: &Field) -> Option<&'d Field> {
    definition.field(field.same_as.as_deref()?)
}

/// The source is an earlier field, so it is kept already (or follows another one itself, whose value counts then).
fn follows_source(
    definition: &Definition,
    field: &Field,
    values: &[String],
    kept: &Answers,
) -> bool {
    let mut source = source_of(definition, field);
    // Sources only go backwards, but a definition may come from storage; so the walk is bounded.
    for _ in 0..definition.sections.len().max(1) * 20 {
        let Some(found) = source else { return false };
        if !kept.is_blank(&found.name) {
            return kept.all(&found.name) == values;
        }
        source = source_of(definition, found);
    }
    false
}

/// A wrong choice or tick was not typed by a person, who could not correct it either: a page does not show it.
fn kept_value(field: &Field, typed: &str) -> Option<String> {
    let is_picked = field.kind.has_choices() || field.kind == FieldKind::Checkbox;
    match normalised(field, typed) {
        Ok(value) => Some(value),
        Err(_) if is_picked => None,
        Err(_) => Some(typed.chars().take(MULTILINE_CHARS).collect()),
    }
}
