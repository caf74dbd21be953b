//! Sending a request back with concrete remarks.

use ::organizations::links::{LinkDocument, LinkRequest};
use ::organizations::moderation::{self, NewRemark, REMARK_CODES, REMARK_FIELDS};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::Unit;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::request::find;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{document_title, refusal, serious};
use crate::pages::organizations::scans;
use crate::patterns::{Alert, Choice, ErrorSummary, Field, PageHeader};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

/// Most remarks that one return can have.
const MOST_REMARKS: usize = 30;

#[derive(Template)]
#[template(path = "pages/operator/return.html")]
struct ReturnPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// Code, subject and comment of each row.
    rows: Vec<[Field; 3]>,
    action: String,
    /// Where the form is sent to be shown again with one more row; it leads to that row.
    add_action: Option<String>,
    round: i64,
    back: String,
}

/// How the form is opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Opened {
    /// `scans` fills it with what was found in the documents.
    from: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
    Query(opened): Query<Opened>,
) -> Result<Response, PageError> {
    let (request, documents, _) = find(&app, &operator, id).await?;
    let mut suggested = Vec::new();
    if opened.from == "scans" {
        let t = operator.signed_in.t();
        suggested = scans::suggested(&app.db, t, &request, &documents).await?;
        suggested.truncate(MOST_REMARKS);
    }
    respond::page(&blank(&app, &operator, &request, &documents, &suggested).await?)
}

/// The rows share their names, so the body is read as a list of pairs.
pub(crate) async fn submit(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
    body: Bytes,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let (request, documents, _) = find(&app, &operator, id).await?;
    let Remarks {
        round,
        rows: mut typed,
        wants_another,
    } = read_remarks(&body);
    if wants_another {
        if typed.len() < MOST_REMARKS {
            typed.push(no_remark());
        }
        return respond::page(&blank(&app, &operator, &request, &documents, &typed).await?);
    }
    // An empty row is no remark; one with a comment alone is a remark whose code was forgotten.
    let remarks: Vec<NewRemark> = typed
        .iter()
        .filter(|one| !one.code.is_empty() || !one.comment.is_empty())
        .cloned()
        .collect();
    if remarks.iter().any(|one| one.code.is_empty()) {
        let mut page = blank(&app, &operator, &request, &documents, &remarks).await?;
        for ([code, ..], remark) in page.rows.iter_mut().zip(&remarks) {
            code.error = remark
                .code
                .is_empty()
                .then(|| t.get("operator-remark-code-missing").into_owned());
        }
        page.errors = ErrorSummary::of(page.rows.iter().flatten());
        page.shell.has_errors = true;
        return respond::invalid(&page);
    }
    let grant = operator.grant.clone();
    let done = app
        .db
        .write(async move |unit: Unit| {
            moderation::return_with(&unit, &grant, id, round, &remarks).await
        })
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::operator_requests(),
            "flash-link-returned",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &operator, &request, &documents, &typed).await?;
            page.alert = Some(refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn blank(
    app: &App,
    operator: &Operator,
    request: &LinkRequest,
    documents: &[LinkDocument],
    typed: &[NewRemark],
) -> Result<ReturnPage, PageError> {
    let t = operator.signed_in.t();
    let codes: Vec<Choice> = REMARK_CODES
        .iter()
        .map(|code| {
            Choice::new(
                *code,
                format!("{code}. {}", t.get(&format!("remark-{code}"))),
            )
        })
        .collect();
    let field_name = |field: &str| match field.trim_start_matches("field:") {
        "position" => t.get("link-position").into_owned(),
        name => t.get(&format!("registry-field-{name}")).into_owned(),
    };
    let mut subjects = vec![Choice::new("documents", t.get("operator-all-documents"))];
    subjects.extend(
        documents
            .iter()
            .filter(|one| one.removed_at.is_none())
            .map(|one| Choice::new(format!("document:{}", one.id), document_title(t, one))),
    );
    subjects.extend(
        REMARK_FIELDS
            .iter()
            .map(|field| Choice::new(*field, field_name(field))),
    );
    let rows = (0..typed.len().max(1)).map(|index| {
        let one = typed.get(index);
        let value =
            |part: fn(&NewRemark) -> &String| one.map(|one| part(one).clone()).unwrap_or_default();
        let mut subject = value(|one| &one.subject);
        if subject.is_empty() {
            "documents".clone_into(&mut subject);
        }
        let number = index + 1;
        // The id of a field is made of its name, so each row has names of its own.
        [
            Field::select(
                format!("code-{number}"),
                t.get("operator-remark-code"),
                codes.clone(),
            )
            .value(value(|one| &one.code)),
            Field::select(
                format!("subject-{number}"),
                t.get("operator-remark-subject"),
                subjects.clone(),
            )
            .value(subject),
            Field::text(
                format!("comment-{number}"),
                t.get("operator-remark-comment"),
            )
            .value(value(|one| &one.comment))
            .maxlength(1000)
            .optional(),
        ]
    });
    let title = t.get("operator-return-title");
    Ok(ReturnPage {
        shell: frame::operator(app, operator, title.clone(), Section::OperatorRequests).await?,
        header: PageHeader::new(title)
            .lead(t.get("operator-return-lead"))
            .crumb(t.get("menu-operator-requests"), urls::operator_requests())
            .crumb(request.number.clone(), urls::operator_request(request.id)),
        alert: None,
        errors: ErrorSummary::default(),
        rows: rows.collect(),
        action: urls::operator_return(request.id),
        add_action: (typed.len() < MOST_REMARKS).then(|| {
            let next = typed.len().max(1) + 1;
            format!("{}#f-code-{next}", urls::operator_return(request.id))
        }),
        round: request.round,
        back: urls::operator_request(request.id),
    })
}

/// The form of a return as it was sent.
struct Remarks {
    /// The one that the operator saw.
    round: i64,
    /// In their order.
    rows: Vec<NewRemark>,
    /// «Добавить замечание» was pressed, nothing is decided yet.
    wants_another: bool,
}

fn no_remark() -> NewRemark {
    NewRemark {
        code: String::new(),
        subject: String::new(),
        comment: String::new(),
    }
}

fn read_remarks(body: &[u8]) -> Remarks {
    let (mut round, mut wants_another) = (0, false);
    let mut rows: Vec<NewRemark> = Vec::new();
    for (name, value) in form_urlencoded::parse(body).take(200) {
        if name == "round" {
            round = value.parse().unwrap_or(0);
            continue;
        }
        if name == "more" {
            wants_another = true;
            continue;
        }
        let Some((part, number)) = name.rsplit_once('-') else {
            continue;
        };
        let Some(index) = number
            .parse::<usize>()
            .ok()
            .filter(|one| (1..=MOST_REMARKS).contains(one))
        else {
            continue;
        };
        if rows.len() < index {
            rows.resize_with(index, no_remark);
        }
        let row = &mut rows[index - 1];
        let value: String = value.trim().chars().take(1000).collect();
        match part {
            "code" => row.code = value,
            "subject" => row.subject = value,
            "comment" => row.comment = value,
            _ => {}
        }
    }
    Remarks {
        round,
        rows,
        wants_another,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_read_by_rows_and_nothing_else_is() {
        let body = b"round=2&code-1=LNK-051&subject-1=documents&comment-1=%D1%80&code-3=LNK-064&x=1&code-99=LNK-051";
        let Remarks {
            round,
            rows,
            wants_another,
        } = read_remarks(body);
        assert_eq!((round, wants_another), (2, false));
        assert_eq!(rows.len(), 3);
        assert_eq!(
            (rows[0].code.as_str(), rows[0].comment.as_str()),
            ("LNK-051", "р")
        );
        assert_eq!(rows[1].code, "");
        assert_eq!(rows[2].code, "LNK-064");
        assert!(read_remarks(b"code-1=LNK-051&more=1").wants_another);
    }
}
