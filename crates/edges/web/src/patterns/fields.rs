//! Fields of forms and the list of their errors.

use texts::Texts;

/// One field of a form, of any kind. Made by a constructor for the kind, then refined:
/// `Field::text("inn", label).hint(hint).value(typed).error(error).width(Width::Short)`.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name in the submitted form; the id is `f-` and this name.
    pub name: String,
    /// What to fill in; always visible.
    pub label: String,
    /// How to fill it in, under the label.
    pub hint: Option<String>,
    /// What was typed or chosen so far.
    pub value: String,
    /// What is wrong, in words that say how to mend it.
    pub error: Option<String>,
    /// Whether «(необязательно)» stands beside the label.
    pub optional: bool,
    /// Shown but not changeable; still submitted.
    pub readonly: bool,
    /// The `autocomplete` token, such as `email` or `one-time-code`.
    pub autocomplete: Option<&'static str>,
    /// The keyboard of a phone, such as `numeric` or `tel`.
    pub inputmode: Option<&'static str>,
    /// The longest value in characters.
    pub maxlength: Option<u32>,
    /// How wide the field is, a hint at the length of the answer.
    pub width: Width,
    /// The kind and what belongs to it.
    pub kind: FieldKind,
}

/// What a [`Field`] is on the page.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// One line; the value is the `type`: `text`, `email`, `tel`, `search`.
    Text(&'static str),
    /// Several lines.
    Multiline { rows: u8 },
    /// One of many, in a closed list. An empty first choice «Выберите» is added.
    Select(Vec<Choice>),
    /// One of a few, all visible.
    Radio(Vec<Choice>),
    /// Any of a few, all visible; `value` holds the chosen ones separated by commas.
    Checkboxes(Vec<Choice>),
    /// Yes or no; submitted as `on`.
    Checkbox,
    /// A day as ДД.ММ.ГГГГ in a text field: the browser's own control speaks its own language.
    Date,
    /// One or more files, with the rules stated before choosing.
    File(FileRules),
    /// A password, with a switch to show it; `rules` are listed under the field.
    Password { rules: Vec<String> },
}

/// How wide a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As wide as the form.
    #[default]
    Full,
    /// About 20 characters: ИНН, ОГРН, a phone number.
    Short,
    /// About 10 characters: a date, a code.
    Tiny,
}

/// A value that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is submitted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// More words under the label; not shown in closed lists.
    pub hint: Option<String>,
}

/// What files a field takes.
#[derive(Debug, Clone, Default)]
pub struct FileRules {
    /// For the `accept` attribute: `.pdf,.jpg,.jpeg,.png`.
    pub accept: String,
    /// The largest size of one file in bytes, checked in the browser before sending; 0 for none.
    pub max_bytes: u64,
    /// Whether several files can be chosen at once.
    pub multiple: bool,
}

impl Choice {
    /// A choice without more words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// Adds words under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Field {
    /// A field of any kind.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            value: String::new(),
            error: None,
            optional: false,
            readonly: false,
            autocomplete: None,
            inputmode: None,
            maxlength: None,
            width: Width::Full,
            kind,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Text("text"))
    }

    /// An e-mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Text("email")).autocomplete("email")
    }

    /// A phone number.
    pub fn phone(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Text("tel"))
            .autocomplete("tel")
            .width(Width::Short)
    }

    /// Digits such as ИНН or a code: the phone shows its number keys.
    pub fn digits(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::text(name, label)
            .inputmode("numeric")
            .width(Width::Short)
    }

    /// Several lines of text.
    pub fn multiline(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Multiline { rows: 5 })
    }

    /// A closed list.
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, FieldKind::Select(choices))
    }

    /// Radio buttons.
    pub fn radio(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, FieldKind::Radio(choices))
    }

    /// Several checkboxes of one name.
    pub fn checkboxes(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, FieldKind::Checkboxes(choices))
    }

    /// One checkbox.
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Checkbox)
    }

    /// A day, typed as ДД.ММ.ГГГГ and read by [`texts::Texts::parse_day`].
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Date)
            .inputmode("decimal")
            .width(Width::Tiny)
    }

    /// A choice of files.
    pub fn file(name: impl Into<String>, label: impl Into<String>, rules: FileRules) -> Self {
        Self::new(name, label, FieldKind::File(rules))
    }

    /// The password of an existing account.
    pub fn current_password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Password { rules: Vec::new() })
            .autocomplete("current-password")
    }

    /// A new password with the rules it must follow.
    pub fn new_password(
        name: impl Into<String>,
        label: impl Into<String>,
        rules: Vec<String>,
    ) -> Self {
        Self::new(name, label, FieldKind::Password { rules }).autocomplete("new-password")
    }

    /// Sets the words under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets what was typed.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the error; `None` leaves the field in order.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Marks the field as optional.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Makes the field unchangeable.
    #[must_use]
    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// Sets the `autocomplete` token.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Sets the keyboard of a phone.
    #[must_use]
    pub fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = Some(mode);
        self
    }

    /// Sets the longest value in characters.
    #[must_use]
    pub fn maxlength(mut self, characters: u32) -> Self {
        self.maxlength = Some(characters);
        self
    }

    /// Sets the width.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// The id of the control, the target of the error summary's link. Of a group of choices it
    /// is the first one, so that the link puts the keyboard there.
    pub fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    /// Whether the value is chosen, for lists of choices.
    pub fn chosen(&self, value: &str) -> bool {
        match self.kind {
            FieldKind::Checkboxes(_) => self.value.split(',').any(|chosen| chosen.trim() == value),
            _ => self.value == value,
        }
    }

    /// Whether a closed list lacks a choice for "nothing chosen".
    pub fn needs_empty_choice(&self) -> bool {
        matches!(&self.kind, FieldKind::Select(choices) if choices.iter().all(|choice| !choice.value.is_empty()))
    }

    /// Whether a lone checkbox is ticked.
    pub fn checked(&self) -> bool {
        matches!(self.value.as_str(), "on" | "true" | "1" | "yes")
    }

    /// Whether the control is a group that needs `<fieldset>` and `<legend>`.
    pub fn is_group(&self) -> bool {
        matches!(self.kind, FieldKind::Radio(_) | FieldKind::Checkboxes(_))
    }

    /// The ids that `aria-describedby` lists: hint, rules and error, those that are there.
    pub fn described_by(&self) -> Option<String> {
        let id = self.id();
        let has_rules = matches!(&self.kind, FieldKind::Password { rules } if !rules.is_empty());
        let ids: Vec<String> = [
            (self.hint.is_some(), "hint"),
            (has_rules, "rules"),
            (self.error.is_some(), "error"),
        ]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{id}-{part}"))
        .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The class for the width.
    pub fn width_class(&self) -> &'static str {
        match self.width {
            Width::Full => "",
            Width::Short => " w-short",
            Width::Tiny => " w-tiny",
        }
    }
}

/// All errors of a form at its top, each a link to its field. It takes the focus, so that it is
/// read aloud first.
#[derive(Debug, Clone, Default)]
pub struct ErrorSummary {
    /// In the order of the fields.
    pub errors: Vec<ErrorLink>,
}

/// One error of the summary.
#[derive(Debug, Clone)]
pub struct ErrorLink {
    /// The same words as at the field.
    pub text: String,
    /// `#f-inn`; `None` for an error of the whole form.
    pub href: Option<String>,
    /// The stable code that a person can tell the support.
    pub code: Option<String>,
}

impl ErrorSummary {
    /// The errors that stand at these fields.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        let errors = fields
            .into_iter()
            .filter_map(|field| {
                let text = field.error.clone()?;
                Some(ErrorLink {
                    text,
                    href: Some(format!("#{}", field.id())),
                    code: None,
                })
            })
            .collect();
        Self { errors }
    }

    /// Adds an error of the whole form by its code; the text is `error-CODE`.
    #[must_use]
    pub fn with_code(mut self, code: &str, t: Texts) -> Self {
        self.errors.push(ErrorLink {
            text: t.error(code).into_owned(),
            href: None,
            code: Some(code.to_owned()),
        });
        self
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}
