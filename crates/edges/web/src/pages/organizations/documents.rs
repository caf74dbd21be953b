//! The third step: documents that prove the authority, each with its number and date.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use blob::Stored;
use db::Unit;
use jiff::civil::Date;
use organizations::NewFile;
use organizations::links::{self, DocumentKind, LinkDocument, LinkRequest, LinkState, NewDocument};
use signatures::Subject;
use texts::Texts;
use uuid::Uuid;

use super::parts::{document_item, look_outside, needed_words, refusal, serious, steps};
use super::scans::{self, ScansPart};
use super::upload::{self, Errors, Scan, forget, scan_field, text};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::signing::block::{blocks, not_again};
use crate::patterns::{
    Action, Alert, Choice, ErrorSummary, Field, FileItem, PageHeader, SignatureBlock, Step, Width,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// Longest text field of the form.
const MAX_TEXT: usize = 400;

#[derive(Template)]
#[template(path = "pages/organizations/documents.html")]
struct DocumentsPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    alert: Option<Alert>,
    needed: String,
    documents: Vec<FileItem>,
    /// To the page of each document that is not signed.
    unsigned: Vec<Action>,
    /// Signatures of the others.
    signatures: Vec<SignatureBlock>,
    scans: ScansPart,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    next: String,
    back: String,
}

/// What the form brought, as it came.
#[derive(Default)]
struct Typed {
    kind: String,
    number: String,
    date: String,
    file_name: String,
    file: Option<Scan>,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let (request, documents) = open(&app, &signed_in, id).await?;
    respond::page(&blank(&app, &signed_in, &request, &documents, &Typed::default()).await?)
}

pub(crate) async fn add(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    multipart: Multipart,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let (request, documents) = open(&app, &signed_in, id).await?;
    let mut typed = receive(&app, &signed_in, multipart).await?;
    let today = signed_in.now().to_zoned(signed_in.zone.clone()).date();
    let (document, stored) = match read(t, &mut typed, today) {
        Ok(read) => read,
        Err(errors) => {
            let mut page = blank(&app, &signed_in, &request, &documents, &typed).await?;
            page.errors =
                upload::refuse(&app, typed.file.as_ref(), &mut page.fields, &errors).await;
            page.shell.has_errors = true;
            return respond::invalid(&page);
        }
    };
    let kept = stored.clone();
    let file = NewFile {
        organization: None,
        person: Some(signed_in.actor.person),
        name: typed.file_name.clone(),
        stored,
    };
    let (actor, zone) = (signed_in.actor.clone(), signed_in.zone.clone());
    let added = app
        .db
        .write(async move |unit: Unit| {
            links::add_document(&unit, &actor, id, &document, file, &zone).await
        })
        .await;
    match added {
        Ok(_) => {
            look_outside(&app, id).await?;
            Ok(respond::done(
                &app,
                &urls::link_documents(id),
                "flash-link-document-added",
            ))
        }
        Err(error) => {
            forget(&app, &kept).await;
            let error = serious(error)?;
            let mut page = blank(&app, &signed_in, &request, &documents, &typed).await?;
            page.alert = Some(refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(crate) async fn remove(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, document)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let actor = signed_in.actor.clone();
    let removed = app
        .db
        .write(async move |unit: Unit| links::remove_document(&unit, &actor, id, document).await)
        .await;
    if let Err(error) = removed {
        let error = serious(error)?;
        if error.code() != organizations::Error::DocumentSigned.code() {
            return Err(PageError::NotFound);
        }
        let (request, documents) = open(&app, &signed_in, id).await?;
        let typed = Typed::default();
        let mut page = blank(&app, &signed_in, &request, &documents, &typed).await?;
        page.alert = Some(refusal(signed_in.t(), &error));
        page.shell.has_errors = true;
        return respond::invalid(&page);
    }
    look_outside(&app, id).await?;
    Ok(respond::done(
        &app,
        &urls::link_documents(id),
        "flash-link-document-removed",
    ))
}

/// Reads the parts in the order of the form: the texts come before the file, which is streamed
/// into the store without being held in memory.
async fn receive(
    app: &App,
    signed_in: &SignedIn,
    mut multipart: Multipart,
) -> Result<Typed, PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let mut typed = Typed::default();
    // Four fields are expected; more than a few are nobody's form.
    for _ in 0..12 {
        let Some(part) = multipart.next_field().await.map_err(broken)? else {
            return Ok(typed);
        };
        match part.name().unwrap_or_default() {
            "kind" => typed.kind = text(part).await?,
            "number" => typed.number = text(part).await?,
            "date" => typed.date = text(part).await?,
            "file" if typed.file.is_none() => {
                typed.file_name = part.file_name().unwrap_or_default().to_owned();
                if typed.file_name.is_empty() {
                    continue;
                }
                signed_in.may_upload(app).await?;
                typed.file = Some(upload::scan(app, part, true).await);
            }
            _ => {}
        }
    }
    Ok(typed)
}

fn read(t: Texts, typed: &mut Typed, today: Date) -> Result<(NewDocument, Stored), Errors> {
    let mut errors: Errors = Vec::new();
    let kind = DocumentKind::parse(&typed.kind);
    if kind.is_none() {
        errors.push(("kind", t.get("document-kind-missing").into_owned()));
    }
    let number: String = typed.number.trim().chars().take(MAX_TEXT).collect();
    if number.is_empty() {
        errors.push(("number", t.get("document-number-missing").into_owned()));
    } else if number.chars().count() > 100 {
        errors.push(("number", t.get("document-number-long").into_owned()));
    }
    let date = Texts::parse_day(&typed.date);
    match date {
        None => errors.push(("date", t.get("organizations-date-wrong").into_owned())),
        Some(date) if date > today => {
            errors.push((
                "date",
                t.error(organizations::Error::DateInFuture.code())
                    .into_owned(),
            ));
        }
        Some(_) => {}
    }
    upload::check_scan(t, typed.file.as_ref(), &mut errors);
    match (kind, date, &typed.file) {
        (Some(kind), Some(date), Some(Ok(stored))) if errors.is_empty() => {
            Ok((NewDocument { kind, number, date }, stored.clone()))
        }
        _ => Err(errors),
    }
}

async fn open(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Result<(LinkRequest, Vec<LinkDocument>), PageError> {
    let (request, mut documents, _) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    documents.retain(|one| one.removed_at.is_none());
    if request.state.is_open_for_person() {
        Ok((request, documents))
    } else {
        Err(PageError::NotFound)
    }
}

async fn blank(
    app: &App,
    signed_in: &SignedIn,
    request: &LinkRequest,
    documents: &[LinkDocument],
    typed: &Typed,
) -> Result<DocumentsPage, PageError> {
    let t = signed_in.t();
    let title = t.get("link-documents-title");
    let kinds = DocumentKind::ALL
        .into_iter()
        .map(|kind| {
            Choice::new(
                kind.name(),
                t.get(&format!("document-kind-{}", kind.name())),
            )
        })
        .collect();
    let fields = vec![
        Field::select("kind", t.get("document-kind"), kinds).value(&typed.kind),
        Field::text("number", t.get("document-number"))
            .hint(t.get("document-number-hint"))
            .value(&typed.number)
            .maxlength(100)
            .width(Width::Short),
        Field::date("date", t.get("document-date"))
            .hint(t.with1("form-date-hint", "example", "01.09.2026"))
            .value(&typed.date),
        scan_field(t, "document-file"),
    ];
    let is_draft = request.state == LinkState::Draft;
    let (mut items, mut unsigned, mut signatures) = (Vec::new(), Vec::new(), Vec::new());
    for one in documents {
        let found = signatures::signatures_of(&app.db, Subject::LinkDocument(one.id)).await?;
        let is_signed = !found.is_empty();
        let mut item = document_item(t, one, urls::my_file);
        if is_signed {
            item.note = format!("{} · {}", item.note, t.get("link-document-signed"));
        } else if app.verifier.is_configured() {
            let label = t.with1("link-document-sign", "name", item.name.as_str());
            unsigned.push(Action::new(
                label,
                urls::sign_link_document(request.id, one.id),
            ));
        }
        // What is signed stays as it is; in a returned request another one takes its place.
        item.remove_action =
            (!is_signed || !is_draft).then(|| urls::link_document_remove(request.id, one.id));
        items.push(item);
        signatures.extend(blocks(t, &signed_in.zone, &not_again(found), |_| {
            (
                urls::my_file(one.file),
                urls::link_document_signature(request.id, one.id),
            )
        }));
    }
    let mut shell =
        frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?;
    shell.follow(&urls::link_events(request.id));
    Ok(DocumentsPage {
        shell,
        header: PageHeader::new(title)
            .lead(t.get("link-documents-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        steps: steps(t, Some(request), 3),
        alert: None,
        needed: t.with1(
            "link-documents-needed",
            "documents",
            needed_words(t, &request.needed_documents()),
        ),
        documents: items,
        unsigned,
        signatures,
        scans: scans::part(&app.db, t, request, documents, scans::Reader::Applicant).await?,
        errors: ErrorSummary::default(),
        fields,
        action: urls::link_documents(request.id),
        next: urls::link_submit(request.id),
        back: urls::link_card(request.id),
    })
}
