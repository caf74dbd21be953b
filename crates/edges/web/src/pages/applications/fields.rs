//! A question of a service as a field of a page.

use forms::{Answers, FieldError, FieldKind};
use texts::Texts;

use super::parts::field_error;
use crate::patterns::{Choice, Field, FileRules, Width};

/// The fields of a section that are asked, with what was typed so far and what is wrong with it.
pub(crate) fn page_fields(
    t: Texts,
    asked: &[&forms::Field],
    answers: &Answers,
    errors: &[FieldError],
) -> Vec<Field> {
    asked
        .iter()
        .map(|question| {
            let error = errors.iter().find(|error| error.field == question.name);
            page_field(question, answers).error(error.map(|error| field_error(t, error)))
        })
        .collect()
}

fn page_field(question: &forms::Field, answers: &Answers) -> Field {
    let (name, label) = (question.name.as_str(), question.label.as_str());
    let choices = || -> Vec<Choice> {
        question
            .choices
            .iter()
            .map(|choice| Choice {
                hint: choice.hint.clone(),
                ..Choice::new(&choice.value, &choice.label)
            })
            .collect()
    };
    let mut field = match question.kind {
        FieldKind::Text => Field::text(name, label),
        FieldKind::Multiline => Field::multiline(name, label),
        FieldKind::Address => Field::text(name, label).autocomplete("street-address"),
        FieldKind::PersonName => Field::text(name, label).autocomplete("name"),
        FieldKind::Integer => Field::digits(name, label).width(Width::Tiny),
        FieldKind::Money => Field::text(name, label)
            .inputmode("decimal")
            .width(Width::Short),
        FieldKind::Date => Field::date(name, label),
        FieldKind::Choice => Field::radio(name, label, choices()),
        FieldKind::Select => Field::select(name, label, choices()),
        FieldKind::MultiChoice => Field::checkboxes(name, label, choices()),
        FieldKind::Checkbox => Field::checkbox(name, label),
        FieldKind::Email => Field::email(name, label),
        FieldKind::Phone => Field::phone(name, label),
        FieldKind::Inn
        | FieldKind::InnCompany
        | FieldKind::InnPerson
        | FieldKind::Ogrn
        | FieldKind::OgrnCompany
        | FieldKind::Kpp
        | FieldKind::Snils => Field::digits(name, label),
        FieldKind::Files => Field::file(name, label, rules(question)),
    };
    field.hint.clone_from(&question.hint);
    field.optional = !question.required && question.kind != FieldKind::Checkbox;
    if question.kind.is_free_text() {
        field.maxlength = question
            .limits
            .max_length
            .and_then(|max| u32::try_from(max).ok());
    }
    let values = answers.all(name);
    field.value = match question.kind {
        FieldKind::MultiChoice => values.join(","),
        FieldKind::Files => String::new(),
        _ => forms::input_value(question, answers.first(name)),
    };
    field
}

fn rules(question: &forms::Field) -> FileRules {
    let Some(limits) = &question.files else {
        return FileRules::default();
    };
    let mut accept: Vec<&str> = Vec::new();
    for kind in &limits.types {
        accept.push(match kind {
            forms::FileType::Pdf => ".pdf",
            forms::FileType::Jpg => ".jpg,.jpeg",
            forms::FileType::Png => ".png",
        });
    }
    FileRules {
        accept: accept.join(","),
        max_bytes: limits.max_bytes,
        multiple: limits.max_count > 1,
    }
}
