//! A question to the operator about an organization that the register does not know (R25).

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use blob::Stored;
use db::Unit;
use organizations::NewFile;
use organizations::inquiries::{self, Inquiry, NewInquiry};
use serde::Deserialize;
use texts::Texts;
use uuid::Uuid;

use super::parts::{refusal, serious};
use super::upload::{self, Errors, Scan, forget, scan_field, text};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::patterns::{
    Alert, Color, ErrorSummary, Field, FileItem, PageHeader, Summary, SummaryRow, Tag, Width,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// Longest text of one line.
const MAX_LINE: usize = 300;
/// Longest message; a part of the form is read up to four bytes for each of these.
const MAX_MESSAGE: usize = 400;

/// What was typed, here or on the page before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    inn: String,
    ogrn: String,
    name: String,
    address: String,
    message: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/inquiry_new.html")]
struct FormPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    checks: Vec<String>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/inquiry.html")]
struct InquiryPage {
    shell: Shell,
    header: PageHeader,
    alert: Alert,
    number: String,
    answer: String,
    summary: Summary,
    documents: Vec<FileItem>,
    /// Where the person tries again after an answer.
    again: Option<String>,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(typed): Query<Typed>,
) -> Result<Response, PageError> {
    respond::page(&blank(&app, &signed_in, &typed).await?)
}

pub(crate) async fn ask(
    State(app): State<App>,
    signed_in: SignedIn,
    multipart: Multipart,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let (typed, file_name, file) = receive(&app, &signed_in, multipart).await?;
    let (new, stored) = match read(t, &typed, file.as_ref()) {
        Ok(read) => read,
        Err(errors) => {
            let mut page = blank(&app, &signed_in, &typed).await?;
            page.errors = upload::refuse(&app, file.as_ref(), &mut page.fields, &errors).await;
            page.shell.has_errors = true;
            return respond::invalid(&page);
        }
    };
    let kept = stored.clone();
    let file = NewFile {
        organization: None,
        person: Some(signed_in.actor.person),
        name: file_name,
        stored,
    };
    let actor = signed_in.actor.clone();
    let asked = app
        .db
        .write(async move |unit: Unit| inquiries::ask(&unit, &actor, &new, file).await)
        .await;
    match asked {
        Ok(id) => Ok(respond::done(
            &app,
            &urls::inquiry(id),
            "flash-inquiry-asked",
        )),
        Err(error) => {
            forget(&app, &kept).await;
            let error = serious(error)?;
            let mut page = blank(&app, &signed_in, &typed).await?;
            page.alert = Some(refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let inquiry = inquiries::own(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let title = t.get("inquiry-title");
    let alert = match inquiry.answered_at {
        Some(at) => Alert::new(
            Color::Success,
            t.with1(
                "inquiry-answered-title",
                "when",
                t.date_time(at, &signed_in.zone),
            ),
        ),
        None => Alert::new(Color::Info, t.get("inquiry-waiting-title")).text(t.with1(
            "inquiry-waiting-text",
            "due",
            t.date_time(inquiry.due_at, &signed_in.zone),
        )),
    };
    respond::page(&InquiryPage {
        shell: frame::personal(&app, &signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .tag(tag(t, &inquiry))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        alert,
        summary: summary(t, &inquiry),
        documents: vec![document(t, &inquiry, urls::my_file(inquiry.file))],
        again: inquiry
            .answered_at
            .map(|_| urls::add_organization(&inquiry.asked.inn)),
        number: inquiry.number,
        answer: inquiry.answer,
    })
}

/// The colour and the words of where a question stands.
pub(crate) fn tag(t: Texts, inquiry: &Inquiry) -> Tag {
    if inquiry.answered_at.is_some() {
        Tag::new(t.get("inquiry-state-answered"), Color::Success)
    } else {
        Tag::new(t.get("inquiry-state-waiting"), Color::Info)
    }
}

/// What was asked, in rows.
pub(crate) fn summary(t: Texts, inquiry: &Inquiry) -> Summary {
    let asked = &inquiry.asked;
    let rows = [
        ("registry-field-name", &asked.name),
        ("registry-field-inn", &asked.inn),
        ("registry-field-ogrn", &asked.ogrn),
        ("registry-field-address", &asked.address),
        ("inquiry-message", &asked.message),
    ];
    Summary {
        title: Some(t.get("inquiry-asked").into_owned()),
        change_url: None,
        rows: rows
            .into_iter()
            .map(|(key, value)| SummaryRow::new(t.get(key), value.clone()))
            .collect(),
    }
}

/// The copy of the certificate.
pub(crate) fn document(t: Texts, inquiry: &Inquiry, url: String) -> FileItem {
    FileItem {
        name: inquiry.file_name.clone(),
        note: t.bytes(inquiry.file_size),
        url: Some(url),
        ..FileItem::default()
    }
}

type Received = (Typed, String, Option<Scan>);

/// Reads the parts in the order of the form; the file is streamed into the store.
async fn receive(
    app: &App,
    signed_in: &SignedIn,
    mut multipart: Multipart,
) -> Result<Received, PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let (mut typed, mut file_name, mut file) = (Typed::default(), String::new(), None);
    // Six fields are expected; more than a few are nobody's form.
    for _ in 0..12 {
        let Some(part) = multipart.next_field().await.map_err(broken)? else {
            break;
        };
        match part.name().unwrap_or_default() {
            "inn" => typed.inn = text(part).await?,
            "ogrn" => typed.ogrn = text(part).await?,
            "name" => typed.name = text(part).await?,
            "address" => typed.address = text(part).await?,
            "message" => typed.message = text(part).await?,
            "file" if file.is_none() => {
                part.file_name()
                    .unwrap_or_default()
                    .clone_into(&mut file_name);
                if file_name.is_empty() {
                    continue;
                }
                signed_in.may_upload(app).await?;
                file = Some(upload::scan(app, part, false).await);
            }
            _ => {}
        }
    }
    Ok((typed, file_name, file))
}

/// The numbers are taken as typed: that the register does not know them is what it is about.
fn read(t: Texts, typed: &Typed, file: Option<&Scan>) -> Result<(NewInquiry, Stored), Errors> {
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let new = NewInquiry {
        inn: cut(&typed.inn, 40),
        ogrn: cut(&typed.ogrn, 40),
        name: cut(&typed.name, MAX_LINE),
        address: cut(&typed.address, MAX_LINE),
        message: cut(&typed.message, MAX_MESSAGE),
    };
    let mut errors: Errors = Vec::new();
    if new.inn.is_empty() && new.ogrn.is_empty() {
        errors.push(("inn", t.get("inquiry-number-missing").into_owned()));
    }
    if new.name.is_empty() {
        errors.push(("name", t.get("inquiry-name-missing").into_owned()));
    }
    upload::check_scan(t, file, &mut errors);
    match file {
        Some(Ok(stored)) if errors.is_empty() => Ok((new, stored.clone())),
        _ => Err(errors),
    }
}

async fn blank(app: &App, signed_in: &SignedIn, typed: &Typed) -> Result<FormPage, PageError> {
    let t = signed_in.t();
    let title = t.get("inquiry-new-title");
    let digits = |name: &'static str, key: &str, value: &str| {
        Field::digits(name, t.get(key))
            .value(value)
            .maxlength(40)
            .width(Width::Short)
            .optional()
    };
    Ok(FormPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.get("inquiry-new-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations())
            .crumb(t.get("link-add-title"), urls::add_organization("")),
        alert: None,
        checks: checks(t),
        errors: ErrorSummary::default(),
        fields: vec![
            digits("inn", "registry-field-inn", &typed.inn),
            digits("ogrn", "inquiry-ogrn", &typed.ogrn),
            Field::text("name", t.get("registry-field-name"))
                .value(&typed.name)
                .maxlength(300),
            Field::text("address", t.get("registry-field-address"))
                .value(&typed.address)
                .maxlength(300)
                .optional(),
            Field::multiline("message", t.get("inquiry-message"))
                .hint(t.get("inquiry-message-hint"))
                .value(&typed.message)
                .maxlength(400)
                .optional(),
            scan_field(t, "inquiry-file"),
        ],
        action: urls::ask_about_organization("", "", "", ""),
        back: urls::add_organization(""),
    })
}

/// What to look at before asking anybody.
pub(super) fn checks(t: Texts) -> Vec<String> {
    (1..=3)
        .map(|n| t.get(&format!("link-not-found-check-{n}")).into_owned())
        .collect()
}
