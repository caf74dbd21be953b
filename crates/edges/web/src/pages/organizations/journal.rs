//! The journal of actions: search, filters, export. For the administrator and the controller.

use access::PersonId;
use access::rights::ViewJournal;
use askama::Template;
use audit::{Entry, Filter, JournalEntry};
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use db::{DbError, Unit};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;
use texts::Texts;
use uuid::Uuid;

use super::parts::{end_of_day, filter_search, page_number, start_of_day};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{
    Action, Cell, Choice, Color, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row,
    Table, Tag,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls::{self, JournalQuery};
use crate::visitor::Member;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    action: String,
    person: String,
    from: String,
    until: String,
    page: String,
}

impl Wanted {
    fn query(&self) -> JournalQuery<'_> {
        JournalQuery {
            q: &self.q,
            action: &self.action,
            person: &self.person,
            from: &self.from,
            until: &self.until,
        }
    }

    /// The filter, and the fields that cannot be read.
    fn filter(&self, t: Texts, zone: &TimeZone) -> (Filter, Vec<&'static str>) {
        let mut wrong = Vec::new();
        let from = start_of_day(&self.from, zone);
        if from.is_none() && !self.from.trim().is_empty() {
            wrong.push("from");
        }
        let until = end_of_day(t, &self.until, zone).unwrap_or_else(|_| {
            wrong.push("until");
            None
        });
        let filter = Filter {
            search: self.q.chars().take(100).collect(),
            action: self.action.clone(),
            person: Uuid::try_parse(&self.person).ok().map(PersonId),
            from,
            until,
        };
        (filter, wrong)
    }
}

#[derive(Template)]
#[template(path = "pages/organizations/journal.html")]
struct JournalPage {
    shell: Shell,
    header: PageHeader,
    filters: Filters,
    /// Kept while the other filters change.
    person: String,
    table: Table,
    empty: EmptyState,
    pagination: Pagination,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    respond::page(&render(&app, &member, &wanted).await?)
}

async fn render(app: &App, member: &Member, wanted: &Wanted) -> Result<JournalPage, PageError> {
    let t = member.t();
    let org = member.organization();
    let grant = member.grant::<ViewJournal>()?;
    let (filter, wrong) = wanted.filter(t, member.zone());
    let number = wanted.page.parse().unwrap_or(1);
    let found = audit::page(&app.db, &grant, &filter, number).await?;
    let actions = audit::actions(&app.db, &grant).await?;
    let query = wanted.query();
    let title = t.get("menu-journal");
    let export = Action::new(t.get("list-export"), urls::journal_csv(org, &query)).icon("download");
    let has_filter = urls::journal_page(org, &query, 1) != urls::journal(org);
    Ok(JournalPage {
        shell: frame::cabinet(app, member, title.clone(), Section::Journal).await?,
        header: PageHeader::new(title)
            .lead(t.get("journal-lead"))
            .action(export),
        filters: Filters {
            action: urls::journal(org),
            fields: filter_fields(t, wanted, &actions, &wrong),
            reset_url: has_filter.then(|| urls::journal(org)),
            found: Some(t.count("journal-found", found.total)),
        },
        person: wanted.person.clone(),
        table: table(member, wanted, &found.entries),
        empty: EmptyState {
            icon: "history",
            title: t.get("journal-empty-title").into_owned(),
            text: t.get("journal-empty-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(
            page_number(found.number),
            page_number(found.pages),
            |page| urls::journal_page(org, &query, page),
        ),
    })
}

/// The same entries as a file for spreadsheets. That it was taken is in the journal too.
pub(crate) async fn export(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = member.t();
    let grant = member.grant::<ViewJournal>()?;
    let (filter, _) = wanted.filter(t, member.zone());
    let Some(entries) =
        audit::all_for_export(&app.db, &grant, &filter, audit::EXPORT_LIMIT).await?
    else {
        return too_long(&app, &member, &wanted).await;
    };
    let count = entries.len();
    app.db
        .write(async move |unit: Unit| {
            let details = serde_json::json!({ "entries": count });
            let entry = Entry::by_grant(&grant, "journal.export").details(details);
            audit::record(&unit, entry).await?;
            Ok::<_, DbError>(())
        })
        .await?;
    let csv = csv(t, member.zone(), &entries);
    let today = member.now().to_zoned(member.zone().clone()).date();
    let disposition = format!("attachment; filename=\"journal-{today}.csv\"");
    let mut response = csv.into_response();
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The journal again, with a word on why there is no file.
async fn too_long(app: &App, member: &Member, wanted: &Wanted) -> Result<Response, PageError> {
    let mut page = render(app, member, wanted).await?;
    let limit = member
        .t()
        .with1("journal-export-too-long", "limit", audit::EXPORT_LIMIT);
    page.shell.tell(Color::Warning, limit);
    respond::invalid(&page)
}

fn filter_fields(t: Texts, wanted: &Wanted, actions: &[String], wrong: &[&str]) -> Vec<Field> {
    let choices = std::iter::once(Choice::new("", t.get("journal-any-action"))).chain(
        actions
            .iter()
            .map(|action| Choice::new(action.clone(), action_text(t, action))),
    );
    let error = |name: &str| {
        wrong
            .contains(&name)
            .then(|| t.get("organizations-date-wrong").into_owned())
    };
    vec![
        filter_search(t, "journal-search", &wanted.q),
        Field::select("action", t.get("journal-action"), choices.collect()).value(&wanted.action),
        Field::date("from", t.get("journal-from"))
            .value(&wanted.from)
            .error(error("from")),
        Field::date("until", t.get("journal-until"))
            .value(&wanted.until)
            .error(error("until")),
    ]
}

fn table(member: &Member, wanted: &Wanted, entries: &[JournalEntry]) -> Table {
    let t = member.t();
    let org = member.organization();
    let rows = entries.iter().map(|entry| {
        let who = match entry.person {
            Some(person) => {
                let id = person.0.to_string();
                let query = JournalQuery {
                    person: &id,
                    ..wanted.query()
                };
                Cell::Link {
                    text: entry.person_name.clone(),
                    url: urls::journal_page(org, &query, 1),
                    note: Some(role_text(t, &entry.role)),
                }
            }
            None => Cell::text(t.get("journal-system")),
        };
        let outcome = if entry.is_refused {
            Tag::new(t.get("journal-refused"), Color::Danger)
        } else {
            Tag::new(t.get("journal-done"), Color::Success)
        };
        let details = details_text(t, &entry.details, member.zone());
        Row::new(vec![
            Cell::text(t.date_time(entry.at, member.zone())),
            who,
            Cell::Two {
                text: action_text(t, &entry.action),
                note: details,
            },
            Cell::text(entry.object_label.clone()),
            Cell::Tag(outcome),
        ])
    });
    Table {
        caption: t.get("menu-journal").into_owned(),
        columns: vec![
            Column::new(t.get("journal-when")),
            Column::new(t.get("journal-who")),
            Column::new(t.get("journal-action")),
            Column::new(t.get("journal-object")),
            Column::new(t.get("journal-result")),
        ],
        rows: rows.collect(),
    }
}

/// «Подано заявление» for `application.submit`.
fn action_text(t: Texts, action: &str) -> String {
    let key = format!("action-{}", action.replace('.', "-"));
    if t.has(&key) {
        t.get(&key).into_owned()
    } else {
        action.to_owned()
    }
}

fn role_text(t: Texts, role: &str) -> String {
    if role.is_empty() {
        String::new()
    } else {
        t.get(&format!("role-{role}")).into_owned()
    }
}

/// Before and after of a change of rights (R58), then the other details that have words.
fn details_text(t: Texts, details: &Value, zone: &TimeZone) -> String {
    let empty = Value::Null;
    let (before, after) = (
        details.get("before").unwrap_or(&empty),
        details.get("after").unwrap_or(&empty),
    );
    let mut parts = Vec::new();
    for (name, label) in [
        ("role", "employees-role"),
        ("position", "employees-position"),
        ("valid_until", "employees-until"),
        ("head", "registry-field-head"),
        ("status", "registry-field-status"),
        ("name", "registry-field-name"),
        ("address", "registry-field-address"),
        ("kpp", "registry-field-kpp"),
    ] {
        let value = |side: &Value| side.get(name).map(|value| value_text(t, name, value, zone));
        let text = match (value(before), value(after)) {
            (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
            (None, Some(one)) | (Some(one), None) if one != "—" => one,
            _ => continue,
        };
        parts.push(format!("{}: {text}", t.get(label)));
    }
    if let (Some(before), Some(after)) = (optional_name(before), after.as_str()) {
        let label = t.get("journal-detail-assignee");
        parts.push(format!("{label}: {before}{after}"));
    }
    if let Some(permission) = details.get("permission").and_then(Value::as_str) {
        let name = t.get(&format!("permission-{permission}"));
        parts.push(format!("{}: {name}", t.get("journal-detail-permission")));
    }
    for name in [
        "file", "email", "number", "reason", "codes", "kind", "from", "record", "extract",
    ] {
        let text = match details.get(name) {
            Some(Value::String(text)) if name == "extract" => text
                .parse()
                .map_or_else(|_| text.clone(), |day| t.day_short(day)),
            Some(Value::String(text)) if !text.is_empty() => text.clone(),
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            _ => continue,
        };
        let key = format!("journal-detail-{name}");
        if t.has(&key) {
            parts.push(format!("{}: {text}", t.get(&key)));
        }
    }
    parts.join("; ")
}

/// Who had it before, with an arrow to who has it now; `None` where something else was changed.
fn optional_name(before: &Value) -> Option<String> {
    match before {
        Value::String(name) => Some(format!("{name} → ")),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

fn value_text(t: Texts, name: &str, value: &Value, zone: &TimeZone) -> String {
    match (name, value.as_str()) {
        (_, None | Some("")) => "—".to_owned(),
        ("role", Some(role)) => role_text(t, role),
        ("status", Some(status)) => t.get(&format!("registry-status-{status}")).into_owned(),
        ("valid_until", Some(moment)) => moment.parse().map_or_else(
            |_| moment.to_owned(),
            |at| super::parts::last_day(t, at, zone),
        ),
        (_, Some(text)) => text.to_owned(),
    }
}

/// UTF-8 with a byte order mark and semicolons: what Russian spreadsheets open by a double click.
fn csv(t: Texts, zone: &TimeZone, entries: &[JournalEntry]) -> String {
    let mut file = String::from('\u{feff}');
    let headings = [
        "journal-when",
        "journal-who",
        "journal-role",
        "journal-action",
        "journal-object",
        "journal-result",
        "journal-details",
        "journal-ip",
        "journal-request",
    ];
    push_line(&mut file, headings.map(|key| t.get(key).into_owned()));
    for entry in entries {
        let who = if entry.person.is_some() {
            entry.person_name.clone()
        } else {
            t.get("journal-system").into_owned()
        };
        let result = if entry.is_refused {
            "journal-refused"
        } else {
            "journal-done"
        };
        push_line(
            &mut file,
            [
                entry
                    .at
                    .to_zoned(zone.clone())
                    .strftime("%d.%m.%Y %H:%M:%S")
                    .to_string(),
                who,
                role_text(t, &entry.role),
                action_text(t, &entry.action),
                entry.object_label.clone(),
                t.get(result).into_owned(),
                details_text(t, &entry.details, zone),
                entry.ip.clone(),
                entry.request_id.clone(),
            ],
        );
    }
    file
}

fn push_line(file: &mut String, values: [String; 9]) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            file.push(';');
        }
        file.push_str(&csv_value(value));
    }
    file.push_str("\r\n");
}

/// Quoted where needed; what a spreadsheet would run as a formula gets an apostrophe before it.
fn csv_value(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if is_formula {
        format!("'{value}")
    } else {
        value.to_owned()
    };
    if safe.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_a_spreadsheet_would_run_is_made_text() {
        for formula in ["=1+1", "+7 900", "-2", "@SUM(A1)", "\t=1"] {
            assert!(
                csv_value(formula).trim_start_matches('"').starts_with('\''),
                "{formula:?}"
            );
        }
        assert_eq!(csv_value("Котова А. С."), "Котова А. С.");
        assert_eq!(csv_value("ООО «А»; \"Б\""), "\"ООО «А»; \"\"Б\"\"\"");
    }

    #[test]
    fn a_change_of_role_is_told_with_before_and_after() {
        let t = Texts::new(texts::Lang::Ru);
        let details = serde_json::json!({
            "before": { "role": "observer", "position": "", "valid_until": null },
            "after": { "role": "manager", "position": "", "valid_until": null },
        });
        assert_eq!(
            details_text(t, &details, &TimeZone::UTC),
            "Роль: Наблюдатель → Менеджер"
        );
    }
}
