//! Are the answers good? Every error is found at once.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::answers::{Answers, Attached, AttachedFile, Clean};
use crate::definition::{Definition, Field, FieldKind, Section};
use crate::error::{FieldError, Wrong};
use crate::spread::spread;
use crate::value::normalised;
use crate::{date, value};

/// How strict to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Autosave: what is not filled in yet is not an error; what is filled in wrong is.
    Draft,
    /// The whole form, or a page of it, is claimed to be ready.
    Submit,
}

/// Judges all answers. Unknown names and questions that are not asked now are left out of the result.
/// `today` is the date in the zone of the authority.
pub fn validate(
    definition: &Definition,
    answers: &Answers,
    attached: &Attached,
    today: Date,
    mode: Mode,
) -> Result<Clean, Vec<FieldError>> {
    judge(definition, |_| true, answers, attached, today, mode)
}

/// Judges one page; answers of the other pages are needed for conditions and comparisons, but are not judged.
pub fn validate_section(
    definition: &Definition,
    section: &Section,
    answers: &Answers,
    attached: &Attached,
    today: Date,
    mode: Mode,
) -> Result<Clean, Vec<FieldError>> {
    let is_here = |field: &Field| section.fields.iter().any(|own| own.name == field.name);
    judge(definition, is_here, answers, attached, today, mode)
}

/// The fields that are asked, given the answers so far, in the order of the form.
pub fn visible_fields<'d>(definition: &'d Definition, answers: &Answers) -> Vec<&'d Field> {
    let mut names = HashSet::new();
    let mut visible = Vec::new();
    for field in definition.fields() {
        // A condition looks at earlier fields only, and a question behind a hidden one is hidden too.
        let is_asked = field.visible_if.as_ref().is_none_or(|condition| {
            names.contains(condition.field.as_str())
                && definition.field(&condition.field).is_some_and(|other| {
                    answers.all(&other.name).iter().any(|typed| {
                        value::normalised(other, typed).is_ok_and(|value| value == condition.value)
                    })
                })
        });
        if is_asked {
            names.insert(field.name.as_str());
            visible.push(field);
        }
    }
    visible
}

/// Judges one file when it is uploaded; `already` files are attached to the field.
pub fn check_file(field: &Field, file: &AttachedFile, already: usize) -> Vec<FieldError> {
    let Some(limits) = &field.files else {
        return vec![Wrong::UnknownChoice.at(field)];
    };
    let mut wrongs = wrongs_of_file(field, file);
    if already >= limits.max_count {
        let (max, got) = (limits.max_count, already + 1);
        wrongs.push(Wrong::TooManyFiles { max, got });
    }
    wrongs.into_iter().map(|wrong| wrong.at(field)).collect()
}

fn judge(
    definition: &Definition,
    is_judged: impl Fn(&Field) -> bool,
    answers: &Answers,
    attached: &Attached,
    today: Date,
    mode: Mode,
) -> Result<Clean, Vec<FieldError>> {
    let answers = spread(definition, answers);
    let mut clean = Clean::default();
    let mut errors = Vec::new();
    for field in visible_fields(definition, &answers) {
        if !is_judged(field) {
            continue;
        }
        if field.kind == FieldKind::Files {
            let wrongs = wrongs_of_files(field, attached.all(&field.name), mode);
            errors.extend(wrongs.into_iter().map(|wrong| wrong.at(field)));
            clean.put_file_field(&field.name);
            continue;
        }
        match good_values(definition, field, &answers, today, mode) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => clean.put(&field.name, values),
            Err(wrong) => errors.push(wrong.at(field)),
        }
    }
    if errors.is_empty() {
        Ok(clean)
    } else {
        Err(errors)
    }
}

fn good_values(
    definition: &Definition,
    field: &Field,
    answers: &Answers,
    today: Date,
    mode: Mode,
) -> Result<Vec<String>, Wrong> {
    let typed: Vec<&String> = answers
        .all(&field.name)
        .iter()
        .filter(|value| !value.trim().is_empty() && !is_unticked(field, value))
        .collect();
    if typed.is_empty() {
        let is_missed = field.required && mode == Mode::Submit;
        return if is_missed {
            Err(missing(field))
        } else {
            Ok(Vec::new())
        };
    }
    if field.kind == FieldKind::MultiChoice {
        return good_choices(field, &typed, mode);
    }
    let [typed] = typed.as_slice() else {
        return Err(Wrong::SeveralValues);
    };
    let value = normalised(field, typed)?;
    if field.kind == FieldKind::Date {
        check_date(definition, field, &value, answers, today)?;
    }
    if value.is_empty() {
        // Nothing but invisible characters.
        return if field.required && mode == Mode::Submit {
            Err(missing(field))
        } else {
            Ok(Vec::new())
        };
    }
    Ok(vec![value])
}

/// Some pages post a hidden «no» beside a box.
fn is_unticked(field: &Field, typed: &str) -> bool {
    field.kind == FieldKind::Checkbox && matches!(typed.trim(), "no" | "off" | "false" | "0")
}

fn missing(field: &Field) -> Wrong {
    match field.kind {
        FieldKind::Checkbox => Wrong::NotTicked,
        kind if kind.has_choices() => Wrong::NotChosen,
        _ => Wrong::Missing,
    }
}

/// Chosen values in the order of the definition, each once.
fn good_choices(field: &Field, typed: &[&String], mode: Mode) -> Result<Vec<String>, Wrong> {
    let mut chosen = HashSet::new();
    for typed in typed {
        chosen.insert(normalised(field, typed)?);
    }
    let got = chosen.len();
    match (field.limits.min_count, field.limits.max_count) {
        (Some(min), _) if got < min && mode == Mode::Submit => {
            Err(Wrong::TooFewChosen { min, got })
        }
        (_, Some(max)) if got > max => Err(Wrong::TooManyChosen { max, got }),
        _ => {
            let in_order = field.choices.iter().map(|choice| &choice.value);
            Ok(in_order
                .filter(|value| chosen.contains(*value))
                .cloned()
                .collect())
        }
    }
}

fn check_date(
    definition: &Definition,
    field: &Field,
    value: &str,
    answers: &Answers,
    today: Date,
) -> Result<(), Wrong> {
    let given = date::parse(value)?;
    if field.limits.not_in_future && given > today {
        return Err(Wrong::InFuture { today });
    }
    if field.limits.not_before_today && given < today {
        return Err(Wrong::BeforeToday { today });
    }
    let Some(other) = field
        .limits
        .not_before
        .as_ref()
        .and_then(|name| definition.field(name))
    else {
        return Ok(());
    };
    // A missing or wrong other date has an error of its own.
    match date::parse(answers.first(&other.name)) {
        Ok(date) if given < date => {
            let other = other.label.clone();
            Err(Wrong::BeforeOther { other, date })
        }
        _ => Ok(()),
    }
}

fn wrongs_of_files(field: &Field, files: &[AttachedFile], mode: Mode) -> Vec<Wrong> {
    let Some(limits) = &field.files else {
        return Vec::new();
    };
    let mut wrongs = Vec::new();
    let got = files.len();
    if got < limits.min_count && mode == Mode::Submit {
        let min = limits.min_count;
        wrongs.push(Wrong::FilesMissing { min, got });
    }
    if got > limits.max_count {
        let max = limits.max_count;
        wrongs.push(Wrong::TooManyFiles { max, got });
    }
    wrongs.extend(files.iter().flat_map(|file| wrongs_of_file(field, file)));
    wrongs
}

fn wrongs_of_file(field: &Field, file: &AttachedFile) -> Vec<Wrong> {
    let Some(limits) = &field.files else {
        return Vec::new();
    };
    let name = || file.name.chars().take(100).collect::<String>();
    let mut wrongs = Vec::new();
    if file.bytes == 0 {
        wrongs.push(Wrong::FileEmpty { file: name() });
        return wrongs;
    }
    if !file
        .file_type
        .is_some_and(|found| limits.types.contains(&found))
    {
        let types = limits.types.clone();
        wrongs.push(Wrong::FileType {
            file: name(),
            types,
        });
    }
    if file.bytes > limits.max_bytes {
        let max = limits.max_bytes;
        wrongs.push(Wrong::FileTooLarge { file: name(), max });
    }
    wrongs
}
