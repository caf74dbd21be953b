//! Registration of a person.

use accounts::{AccountError, DocumentKind, IdentityDocument, NewPerson, Password, Registration};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use requisites::{Email, Fault, PersonName, Phone};
use serde::Deserialize;
use texts::Texts;

use super::{fault_text, hasher, origin, password_rules, policy_text, refusal};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Choice, ErrorSummary, Field};
use crate::respond::{done, invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

/// Where people are until they say otherwise.
pub(crate) const TIME_ZONE: &str = "Europe/Moscow";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    phone: String,
    document_kind: String,
    document_number: String,
    password: String,
    agree_terms: String,
    agree_data: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Resend {
    email: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/register.html")]
struct RegisterPage {
    shell: Shell,
    errors: ErrorSummary,
    fields: Fields,
}

/// The fields of the form, in its order.
struct Fields {
    last_name: Field,
    first_name: Field,
    middle_name: Field,
    email: Field,
    phone: Field,
    document_kind: Field,
    document_number: Field,
    password: Field,
    agree_terms: Field,
    agree_data: Field,
}

#[derive(Template)]
#[template(path = "pages/accounts/sent.html")]
struct SentPage {
    shell: Shell,
    title: String,
    text: String,
    more: String,
    action: String,
    field: Field,
    submit: String,
    is_demo: bool,
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let input = Input {
        document_kind: DocumentKind::PassportRf.name().to_owned(),
        ..Input::default()
    };
    page(&RegisterPage {
        shell: frame::public(&visitor, visitor.t.get("register-title")),
        errors: ErrorSummary::default(),
        fields: Fields::new(visitor.t, &input),
    })
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Register)?;
    let mut form = Fields::new(visitor.t, &input);
    let registered = match form.read(visitor.t, &input) {
        Some(registration) => {
            accounts::register(
                &app.db,
                hasher()?,
                &app.master,
                &registration,
                &origin(&visitor),
            )
            .await
        }
        None => return again(&visitor, form, None),
    };
    match registered {
        Ok(()) => Ok(see_other(&urls::register_sent())),
        Err(AccountError::WeakPassword(broken)) => {
            form.password.error = Some(policy_text(visitor.t, &broken));
            again(&visitor, form, None)
        }
        Err(error) => again(&visitor, form, Some(error)),
    }
}

pub(crate) async fn sent(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let t = visitor.t;
    let title = t.get("register-sent-title").into_owned();
    page(&SentPage {
        shell: frame::public(&visitor, title.clone()),
        title,
        text: t.get("register-sent-text").into_owned(),
        more: t.get("register-sent-nothing").into_owned(),
        action: urls::register_resend(),
        field: Field::email("email", t.get("register-email")).maxlength(254),
        submit: t.get("register-sent-resend").into_owned(),
        is_demo: app.site.is_demo,
    })
}

pub(crate) async fn resend(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<Resend>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Mail)?;
    match accounts::resend_confirmation(&app.db, &input.email, &origin(&visitor)).await {
        Ok(()) => Ok(done(&app, &urls::register_sent(), "flash-mail-sent")),
        Err(error) => Err(PageError::Internal(error.to_string())),
    }
}

fn again(
    visitor: &Visitor,
    form: Fields,
    error: Option<AccountError>,
) -> Result<Response, PageError> {
    let errors = match error {
        Some(error) => refusal(visitor.t, &error, visitor.now)?.summary(),
        None => ErrorSummary::of(form.all()),
    };
    let mut shell = frame::public(visitor, visitor.t.get("register-title"));
    shell.has_errors = true;
    invalid(&RegisterPage {
        shell,
        errors,
        fields: form,
    })
}

impl Fields {
    fn new(t: Texts, input: &Input) -> Self {
        let name = |field: &'static str, key: &str, value: &str, token| {
            Field::text(field, t.get(key))
                .value(value)
                .autocomplete(token)
                .maxlength(100)
        };
        let kinds = DocumentKind::ALL.map(|kind| {
            Choice::new(
                kind.name(),
                t.get(&format!("document-{}", kind.name().replace('_', "-"))),
            )
        });
        Self {
            last_name: name(
                "last_name",
                "register-last-name",
                &input.last_name,
                "family-name",
            ),
            first_name: name(
                "first_name",
                "register-first-name",
                &input.first_name,
                "given-name",
            ),
            middle_name: name(
                "middle_name",
                "register-middle-name",
                &input.middle_name,
                "additional-name",
            )
            .optional(),
            email: Field::email("email", t.get("register-email"))
                .hint(t.get("register-email-hint"))
                .value(input.email.as_str())
                .maxlength(254),
            phone: Field::phone("phone", t.get("register-phone"))
                .hint(t.get("register-phone-hint"))
                .value(input.phone.as_str())
                .maxlength(30),
            document_kind: Field::select(
                "document_kind",
                t.get("register-document-kind"),
                kinds.into(),
            )
            .value(input.document_kind.as_str()),
            document_number: Field::text("document_number", t.get("register-document-number"))
                .hint(t.get("register-document-hint"))
                .value(input.document_number.as_str())
                .autocomplete("off")
                .maxlength(40),
            password: Field::new_password(
                "password",
                t.get("register-password"),
                password_rules(t),
            ),
            agree_terms: Field::checkbox("agree_terms", t.get("register-agree-terms"))
                .value(input.agree_terms.as_str()),
            agree_data: Field::checkbox("agree_data", t.get("register-agree-data"))
                .value(input.agree_data.as_str()),
        }
    }

    fn all(&self) -> [&Field; 10] {
        [
            &self.last_name,
            &self.first_name,
            &self.middle_name,
            &self.email,
            &self.phone,
            &self.document_kind,
            &self.document_number,
            &self.password,
            &self.agree_terms,
            &self.agree_data,
        ]
    }

    /// Reads what was typed; errors stand at the fields afterwards, all at once.
    fn read(&mut self, t: Texts, input: &Input) -> Option<Registration> {
        let last_name = take(t, &mut self.last_name, PersonName::parse(&input.last_name));
        let first_name = take(
            t,
            &mut self.first_name,
            PersonName::parse(&input.first_name),
        );
        if input.last_name.trim().is_empty() {
            self.last_name.error = Some(t.get("register-name-missing-last").into_owned());
        }
        if input.first_name.trim().is_empty() {
            self.first_name.error = Some(t.get("register-name-missing-first").into_owned());
        }
        let middle_name = if input.middle_name.trim().is_empty() {
            None
        } else {
            take(
                t,
                &mut self.middle_name,
                PersonName::parse(&input.middle_name),
            )
        };
        let email = take(t, &mut self.email, Email::parse(&input.email));
        let phone = take(t, &mut self.phone, Phone::parse(&input.phone));
        let kind = DocumentKind::parse(&input.document_kind).unwrap_or(DocumentKind::PassportRf);
        let document = IdentityDocument::parse(kind, &input.document_number).ok();
        if document.is_none() {
            self.document_number.error = Some(t.error("ACC-040").into_owned());
        }
        if !self.agree_terms.checked() {
            self.agree_terms.error = Some(t.get("register-agree-terms-missing").into_owned());
        }
        if !self.agree_data.checked() {
            self.agree_data.error = Some(t.get("register-agree-data-missing").into_owned());
        }
        // The rules of the password are told together with the rest, without the work of hashing.
        let names = [&input.last_name, &input.first_name, &input.middle_name];
        let owner = accounts::Owner {
            email: input.email.trim().to_owned(),
            names: names
                .into_iter()
                .map(|name| name.trim().to_owned())
                .collect(),
        };
        if let Err(broken) = accounts::check_policy(&input.password, &owner) {
            self.password.error = Some(policy_text(t, &broken));
        }
        if self.all().iter().any(|field| field.error.is_some()) {
            return None;
        }
        Some(Registration {
            person: NewPerson {
                email: email?,
                phone: Some(phone?),
                last_name: last_name?,
                first_name: first_name?,
                middle_name,
                lang: t.lang(),
                time_zone: TIME_ZONE.to_owned(),
            },
            document: document?,
            password: Password(input.password.clone()),
            agreed: true,
        })
    }
}

fn take<T>(t: Texts, field: &mut Field, parsed: Result<T, Fault>) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(fault) => {
            field.error = Some(fault_text(t, &field.label, fault));
            None
        }
    }
}
