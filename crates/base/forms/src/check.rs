//! Proof of a definition before publication: nothing in it may surprise a person who fills in the form.

use std::collections::HashSet;
use std::fmt;

use requisites::Ogrn;

use crate::definition::{Condition, Definition, Field, FieldKind, Limits};
use crate::product_limits as product;

/// One thing to correct in a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `service`, `step review`, `section object`, `field start_date`.
    pub place: String,
    /// What is wrong and what to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.advice)
    }
}

/// Names that the pages use in the same forms for themselves.
const RESERVED_NAMES: &[&str] = &["csrf", "csrf_token", "action", "revision", "section"];

struct Problems(Vec<Problem>);

impl Problems {
    fn unless(&mut self, is_good: bool, place: &str, advice: impl Into<String>) {
        if !is_good {
            self.0.push(Problem {
                place: place.to_owned(),
                advice: advice.into(),
            });
        }
    }

    fn check_text(&mut self, text: &str, max: usize, place: &str, what: &str) {
        let length = text.chars().count();
        let is_good = !text.trim().is_empty() && length <= max;
        self.unless(
            is_good,
            place,
            format!("the {what} has {length} characters; write 1 to {max}"),
        );
    }
}

impl Definition {
    /// Everything that is wrong with the definition; empty when it can be published.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems(Vec::new());
        check_service(self, &mut problems);
        check_steps(self, &mut problems);
        check_sections(self, &mut problems);
        let mut earlier: Vec<&Field> = Vec::new();
        for field in self.fields() {
            check_field(field, &earlier, &mut problems);
            earlier.push(field);
        }
        problems.0
    }
}

fn check_service(definition: &Definition, problems: &mut Problems) {
    let place = "service";
    problems.unless(
        is_slug(&definition.code, '-'),
        place,
        "code: use a-z, 0-9 and hyphens, a letter first, up to 64 characters",
    );
    problems.unless(definition.version >= 1, place, "version: begin with 1");
    problems.check_text(&definition.title, product::LABEL_CHARS, place, "title");
    problems.check_text(
        &definition.description,
        product::TEXT_CHARS,
        place,
        "description",
    );
    problems.check_text(
        &definition.authority.name,
        product::LABEL_CHARS,
        place,
        "authority name",
    );
    if let Err(fault) = Ogrn::parse(&definition.authority.ogrn) {
        problems.unless(false, place, format!("authority ogrn: {fault}"));
    }
    problems.unless(
        !definition.applicants.is_empty() && all_differ(&definition.applicants),
        place,
        "applicants: name company, sole-trader or both, each once",
    );
    problems.unless(
        (1..=product::TERM_WORKING_DAYS).contains(&definition.term_working_days),
        place,
        format!(
            "term-working-days: give 1 to {}",
            product::TERM_WORKING_DAYS
        ),
    );
    problems.unless(
        (0..=product::KOPECKS).contains(&definition.fee_kopecks),
        place,
        format!("fee-kopecks: give 0 to {}", product::KOPECKS),
    );
}

fn check_steps(definition: &Definition, problems: &mut Problems) {
    let steps = &definition.steps;
    problems.unless(
        (1..=product::STEPS).contains(&steps.len()),
        "service",
        format!(
            "steps: there are {}; give 1 to {}",
            steps.len(),
            product::STEPS
        ),
    );
    let mut seen = HashSet::new();
    for step in steps {
        let place = format!("step {}", step.code);
        problems.unless(
            is_slug(&step.code, '-'),
            &place,
            "code: use a-z, 0-9 and hyphens, a letter first",
        );
        problems.unless(
            seen.insert(&step.code),
            &place,
            "the code is taken by an earlier step: rename one, or the later is never reached",
        );
        problems.check_text(&step.name, product::LABEL_CHARS, &place, "name");
    }
}

fn check_sections(definition: &Definition, problems: &mut Problems) {
    let sections = &definition.sections;
    problems.unless(
        (1..=product::SECTIONS).contains(&sections.len()),
        "service",
        format!(
            "sections: there are {}; give 1 to {}",
            sections.len(),
            product::SECTIONS
        ),
    );
    let fields = definition.fields().count();
    problems.unless(
        fields <= product::FIELDS,
        "service",
        format!(
            "the form has {fields} fields; leave at most {}",
            product::FIELDS
        ),
    );
    let mut seen = HashSet::new();
    for section in sections {
        let place = format!("section {}", section.code);
        problems.unless(
            is_slug(&section.code, '-'),
            &place,
            "code: use a-z, 0-9 and hyphens, a letter first",
        );
        problems.unless(
            seen.insert(&section.code),
            &place,
            "the code is taken by an earlier section: rename one",
        );
        problems.check_text(&section.title, product::LABEL_CHARS, &place, "title");
        if let Some(description) = &section.description {
            problems.check_text(description, product::TEXT_CHARS, &place, "description");
        }
        problems.unless(
            !section.fields.is_empty(),
            &place,
            "has no fields: add one or remove the section",
        );
        check_rows(&section.fields, problems);
    }
}

/// Two short fields may share a row; a third would not fit, and a long one has the row for itself.
fn check_rows(fields: &[Field], problems: &mut Problems) {
    for (index, field) in fields.iter().enumerate().filter(|(_, field)| field.beside) {
        let before = index.checked_sub(1).and_then(|index| fields.get(index));
        let is_good = before.is_some_and(|before| {
            !before.beside && before.kind.fits_half_a_row() && field.kind.fits_half_a_row()
        });
        problems.unless(
            is_good,
            &format!("field {}", field.name),
            "beside: only two fields share a row, both of one line, and the first is in the same section",
        );
    }
}

fn check_field(field: &Field, earlier: &[&Field], problems: &mut Problems) {
    let place = format!("field {}", field.name);
    problems.unless(
        is_slug(&field.name, '_'),
        &place,
        "name: use a-z, 0-9 and underscores, a letter first, up to 64 characters",
    );
    problems.unless(
        !RESERVED_NAMES.contains(&field.name.as_str()),
        &place,
        "the pages use this name for themselves: choose another",
    );
    problems.unless(
        earlier.iter().all(|other| other.name != field.name),
        &place,
        "the name is taken by an earlier field: rename one",
    );
    problems.check_text(&field.label, product::LABEL_CHARS, &place, "label");
    if let Some(hint) = &field.hint {
        problems.check_text(hint, product::TEXT_CHARS, &place, "hint");
    }
    check_limits(field, earlier, &place, problems);
    check_choices(field, &place, problems);
    check_files(field, &place, problems);
    check_references(field, earlier, &place, problems);
}

fn check_limits(field: &Field, earlier: &[&Field], place: &str, problems: &mut Problems) {
    let Limits {
        min_length,
        max_length,
        min,
        max,
        not_in_future,
        not_before_today,
        not_before,
        min_count,
        max_count,
    } = &field.limits;
    let kind = field.kind;
    let is_number = matches!(kind, FieldKind::Integer | FieldKind::Money);
    let is_date = kind == FieldKind::Date;

    problems.unless(
        kind.is_free_text() || (min_length.is_none() && max_length.is_none()),
        place,
        "min-length and max-length are for text, multiline and address: remove them",
    );
    problems.unless(
        is_number || (min.is_none() && max.is_none()),
        place,
        "min and max are for integer and money (in kopecks): remove them",
    );
    problems.unless(
        is_date || !(*not_in_future || *not_before_today || not_before.is_some()),
        place,
        "not-in-future, not-before-today and not-before are for dates: remove them",
    );
    problems.unless(
        kind == FieldKind::MultiChoice || (min_count.is_none() && max_count.is_none()),
        place,
        "min-count and max-count are for multi-choice (files have their own): remove them",
    );

    if kind.is_free_text() {
        let (default, largest) = kind.length_limits();
        let max_length = max_length.unwrap_or(default);
        problems.unless(
            (1..=largest).contains(&max_length) && min_length.unwrap_or(0) <= max_length,
            place,
            format!("length: min-length ≤ max-length ≤ {largest} must hold, and max-length is {default} if absent"),
        );
    }
    if is_number {
        problems.unless(
            min.unwrap_or(i64::MIN) <= max.unwrap_or(i64::MAX),
            place,
            "min is above max: no answer would do",
        );
    }
    if kind == FieldKind::Money {
        let bounds = 0..=product::KOPECKS;
        problems.unless(
            min.is_none_or(|min| bounds.contains(&min))
                && max.is_none_or(|max| bounds.contains(&max)),
            place,
            format!("min and max are kopecks from 0 to {}", product::KOPECKS),
        );
    }
    if kind == FieldKind::MultiChoice {
        let (least, most) = (
            min_count.unwrap_or(0),
            max_count.unwrap_or(field.choices.len()),
        );
        problems.unless(
            least <= most && 1 <= most && most <= field.choices.len(),
            place,
            "min-count ≤ max-count ≤ number of choices must hold",
        );
    }
    problems.unless(
        !(*not_in_future && *not_before_today),
        place,
        "not-in-future with not-before-today leaves today only: remove one",
    );
    if let Some(name) = not_before {
        let other = earlier.iter().find(|other| other.name == *name);
        problems.unless(
            other.is_some_and(|other| other.kind == FieldKind::Date),
            place,
            format!("not-before: there is no earlier date field {name}"),
        );
    }
}

fn check_choices(field: &Field, place: &str, problems: &mut Problems) {
    if !field.kind.has_choices() {
        problems.unless(
            field.choices.is_empty(),
            place,
            "choices are for choice, select and multi-choice: remove them or change the kind",
        );
        return;
    }
    let least = if field.kind == FieldKind::MultiChoice {
        1
    } else {
        2
    };
    problems.unless(
        (least..=product::CHOICES).contains(&field.choices.len()),
        place,
        format!("choices: give {least} to {}", product::CHOICES),
    );
    let mut seen = HashSet::new();
    for choice in &field.choices {
        let is_slug = is_slug(&choice.value, '-') || is_number_slug(&choice.value);
        problems.unless(
            is_slug && seen.insert(&choice.value),
            place,
            format!(
                "choice value {:?}: use a-z, 0-9 and hyphens, each value once",
                choice.value
            ),
        );
        problems.check_text(
            &choice.label,
            product::LABEL_CHARS,
            place,
            "label of a choice",
        );
        if let Some(hint) = &choice.hint {
            problems.check_text(hint, product::TEXT_CHARS, place, "hint of a choice");
        }
    }
}

fn check_files(field: &Field, place: &str, problems: &mut Problems) {
    let Some(files) = &field.files else {
        problems.unless(
            field.kind != FieldKind::Files,
            place,
            "add files = { types, max-bytes, max-count }",
        );
        return;
    };
    problems.unless(
        field.kind == FieldKind::Files,
        place,
        "files is for the kind files: remove it",
    );
    problems.unless(
        !files.types.is_empty() && all_differ(&files.types),
        place,
        "files.types: name pdf, jpg, png, each at most once, at least one",
    );
    problems.unless(
        (1..=product::FILE_BYTES).contains(&files.max_bytes),
        place,
        format!("files.max-bytes: give 1 to {}", product::FILE_BYTES),
    );
    problems.unless(
        (1..=product::FILES).contains(&files.max_count) && files.min_count <= files.max_count,
        place,
        format!(
            "files: min-count ≤ max-count ≤ {} must hold",
            product::FILES
        ),
    );
    problems.unless(
        field.required == (files.min_count > 0),
        place,
        "files.min-count above 0 and required = true go together",
    );
}

/// References go to earlier fields only, so they can neither dangle nor turn in a circle.
fn check_references(field: &Field, earlier: &[&Field], place: &str, problems: &mut Problems) {
    let find = |name: &str| earlier.iter().find(|other| other.name == name);
    let is_typed =
        !field.kind.has_choices() && !matches!(field.kind, FieldKind::Checkbox | FieldKind::Files);
    problems.unless(
        field.prefill.is_none() || is_typed,
        place,
        "prefill is for fields that are typed: remove it",
    );
    if let Some(name) = &field.same_as {
        problems.unless(
            is_typed && find(name).is_some_and(|other| other.kind == field.kind),
            place,
            format!("same-as: there is no earlier typed field {name} of the same kind"),
        );
        problems.unless(
            field.prefill.is_none(),
            place,
            "same-as and prefill together leave unclear whose value comes first: keep one",
        );
    }
    if let Some(condition) = &field.visible_if {
        let Condition { field: name, value } = condition;
        let can_be = find(name).is_some_and(|other| match other.kind {
            FieldKind::Checkbox => value == crate::value::TICKED,
            kind if kind.has_choices() => other.choices.iter().any(|choice| choice.value == *value),
            _ => false,
        });
        problems.unless(
            can_be,
            place,
            format!("visible-if: no earlier choice or checkbox {name} can have the value {value:?}, so the field would never be asked"),
        );
    }
}

fn is_slug(text: &str, joiner: char) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joiner)
}

/// Values of choices may be codes, such as a region's `78`.
fn is_number_slug(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_digit())
}

fn all_differ<T: Eq + std::hash::Hash>(items: &[T]) -> bool {
    let mut seen = HashSet::new();
    items.iter().all(|item| seen.insert(item))
}
