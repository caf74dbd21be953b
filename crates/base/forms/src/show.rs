//! Answers for reading («Проверьте ответы») and for filling inputs again.

use requisites::{Phone, Snils};

use crate::definition::{Field, FieldKind};
use crate::value::TICKED;
use crate::{date, money};

/// An answer for reading. Words («Да», «Не указано») are the page's, in its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// There is no answer.
    Nothing,
    Ticked,
    Text(String),
    /// Chosen labels of a multi-choice.
    List(Vec<String>),
}

/// The stored answer of a field for reading: `01.12.2026`, `1 234,50 ₽`, labels of choices, `112-233-445 95`.
/// A draft's wrong value is shown as it was typed.
pub fn display_value(field: &Field, values: &[String]) -> Shown {
    let given: Vec<&String> = values
        .iter()
        .filter(|value| !value.trim().is_empty())
        .collect();
    let Some(first) = given.first() else {
        return Shown::Nothing;
    };
    match field.kind {
        FieldKind::Checkbox if *first == TICKED => Shown::Ticked,
        FieldKind::Checkbox | FieldKind::Files => Shown::Nothing,
        FieldKind::MultiChoice => Shown::List(
            given
                .iter()
                .map(|value| choice_label(field, value))
                .collect(),
        ),
        FieldKind::Choice | FieldKind::Select => Shown::Text(choice_label(field, first)),
        FieldKind::Money => Shown::Text(match money::parse(first) {
            Some(kopecks) => format!("{}\u{a0}₽", money::shown(kopecks)),
            None => (*first).clone(),
        }),
        _ => Shown::Text(input_value(field, first)),
    }
}

/// The stored answer of a field as people type it, for the `value` of an input.
pub fn input_value(field: &Field, value: &str) -> String {
    let shown = match field.kind {
        FieldKind::Date => date::parse(value).ok().map(date::shown),
        FieldKind::Money => money::parse(value).map(money::shown),
        FieldKind::Snils => Snils::parse(value).ok().map(|snils| snils.grouped()),
        FieldKind::Phone => Phone::parse(value).ok().map(|phone| phone.grouped()),
        _ => None,
    };
    shown.unwrap_or_else(|| value.to_owned())
}

fn choice_label(field: &Field, value: &str) -> String {
    let known = field.choices.iter().find(|choice| choice.value == value);
    known.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
}
