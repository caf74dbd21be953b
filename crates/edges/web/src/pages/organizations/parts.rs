//! What several pages of organizations share: words for refusals, colours of states, steps.

use access::{OrganizationKind, Role};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use organizations::links::{Difference, LinkDocument, LinkRequest, LinkState};
use organizations::members::MemberState;
use organizations::{FileId, MyOrganization, OrganizationState};
use registry::Card;
use requisites::Fault;
use texts::{Texts, ToArg};

use crate::app::App;
use crate::error::PageError;
use crate::frame::role_label;
use crate::patterns::{
    Alert, Cell, Choice, Color, ErrorSummary, Field, FileItem, Step, StepState, Summary,
    SummaryRow, Tag,
};
use crate::urls;

/// A text whose variables are known only at run time.
pub(crate) fn filled(t: Texts, key: &str, args: &[(&str, Box<dyn ToArg>)]) -> String {
    let args: Vec<(&str, &dyn ToArg)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    t.with(key, &args)
}

/// A refusal in words, with its code beside.
pub(crate) fn refusal_text(t: Texts, error: &organizations::Error) -> String {
    let mut args: Vec<(&str, Box<dyn ToArg>)> = error
        .params()
        .into_iter()
        .map(|(name, value)| match value {
            organizations::Param::Number(number) => (name, Box::new(number) as Box<dyn ToArg>),
            organizations::Param::Text(text) => (name, Box::new(text) as Box<dyn ToArg>),
        })
        .collect();
    if let organizations::Error::DocumentsMissing(lists) = error {
        args.push(("documents", Box::new(needed_words(t, lists))));
    }
    filled(t, &format!("error-{}", error.code()), &args)
}

/// A refusal as a banner with its code, which people can quote (R34).
pub(crate) fn refusal(t: Texts, error: &organizations::Error) -> Alert {
    Alert {
        code: Some(error.code().to_owned()),
        ..Alert::new(Color::Danger, refusal_text(t, error))
    }
}

/// A refusal of the whole form at its top.
pub(crate) fn with_refusal(
    mut summary: ErrorSummary,
    t: Texts,
    error: &organizations::Error,
) -> ErrorSummary {
    summary.errors.push(crate::patterns::ErrorLink {
        text: refusal_text(t, error),
        href: None,
        code: Some(error.code().to_owned()),
    });
    summary
}

/// What cannot be told in words on the page itself: the database, and things that are not there.
pub(crate) fn serious(error: organizations::Error) -> Result<organizations::Error, PageError> {
    use organizations::Error;
    match error {
        Error::Db(error) => Err(error.into()),
        Error::NoSuchRequest | Error::NoSuchMember => Err(PageError::NotFound),
        Error::RightEnded => Err(PageError::Forbidden(access::Permission::ManageMembers)),
        refusal => Ok(refusal),
    }
}

/// Contacts and restrictions of a request are checked; what does not answer waits for the job.
pub(crate) async fn look_outside(app: &App, request: uuid::Uuid) -> Result<(), PageError> {
    match organizations::checks::look_outside(&app.db, &app.sources, request).await {
        Ok(()) => Ok(()),
        Err(error) => serious(error).map(|_| ()),
    }
}

/// What is wrong with a typed number, name, phone or address.
pub(crate) fn fault_text(t: Texts, fault: &Fault) -> String {
    let args: Vec<(&str, Box<dyn ToArg>)> = fault
        .params()
        .into_iter()
        .map(|(name, value)| match value {
            requisites::Param::Number(number) => (name, Box::new(number) as Box<dyn ToArg>),
            requisites::Param::Text(text) => (name, Box::new(text) as Box<dyn ToArg>),
        })
        .collect();
    filled(t, &format!("error-{}", fault.code()), &args)
}

/// Why an upload was refused.
pub(crate) fn upload_text(t: Texts, error: &blob::UploadError) -> String {
    let args: Vec<(&str, Box<dyn ToArg>)> = error
        .params()
        .into_iter()
        .map(|(name, value)| match value {
            blob::Param::Text(text) => (name, Box::new(text) as Box<dyn ToArg>),
            blob::Param::Number(number) if number.fract() == 0.0 => {
                (name, Box::new(whole(number)) as Box<dyn ToArg>)
            }
            blob::Param::Number(number) => (
                name,
                Box::new(number.to_string().replace('.', ",")) as Box<dyn ToArg>,
            ),
        })
        .collect();
    filled(t, &format!("error-{}", error.code()), &args)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "megabytes and pixels are far below i64's limits"
)]
fn whole(number: f64) -> i64 {
    number as i64
}

/// A typed ДД.ММ.ГГГГ as the last moment of that day in the zone; empty is no date.
pub(crate) fn end_of_day(
    t: Texts,
    typed: &str,
    zone: &TimeZone,
) -> Result<Option<Timestamp>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || t.get("organizations-date-wrong").into_owned();
    let day: Date = Texts::parse_day(typed).ok_or_else(wrong)?;
    let next = day.tomorrow().map_err(|_| wrong())?;
    let start = next.to_zoned(zone.clone()).map_err(|_| wrong())?;
    Ok(Some(start.timestamp()))
}

/// A typed ДД.ММ.ГГГГ as the first moment of that day in the zone.
pub(crate) fn start_of_day(typed: &str, zone: &TimeZone) -> Option<Timestamp> {
    let day = Texts::parse_day(typed)?;
    Some(day.to_zoned(zone.clone()).ok()?.timestamp())
}

/// The day on which access that ends at this moment is still good.
pub(crate) fn last_day(t: Texts, end: Timestamp, zone: &TimeZone) -> String {
    let before = end
        .checked_sub(jiff::SignedDuration::from_secs(1))
        .unwrap_or(end);
    t.date_short(before, zone)
}

/// The colour and the words of a request's state.
pub(crate) fn link_tag(t: Texts, state: LinkState) -> Tag {
    let color = match state {
        LinkState::Draft | LinkState::Withdrawn => Color::Neutral,
        LinkState::Submitted => Color::Info,
        LinkState::Returned => Color::Warning,
        LinkState::Confirmed => Color::Success,
    };
    Tag::new(t.get(&format!("link-state-{}", state.name())), color)
}

/// The colour and the words of an organization's state.
pub(crate) fn organization_tag(t: Texts, state: OrganizationState) -> Tag {
    let color = match state {
        OrganizationState::Active => Color::Success,
        OrganizationState::Suspended => Color::Warning,
        OrganizationState::Closed => Color::Neutral,
    };
    Tag::new(
        t.get(&format!("organization-state-{}", state.name())),
        color,
    )
}

/// The colour and the words of an employee's state.
pub(crate) fn member_tag(t: Texts, state: MemberState) -> Tag {
    let color = match state {
        MemberState::Active => Color::Success,
        MemberState::Expired => Color::Warning,
        MemberState::Removed => Color::Neutral,
    };
    Tag::new(t.get(&format!("member-state-{}", state.name())), color)
}

/// «Руководитель» for the head, else the role.
pub(crate) fn my_role(t: Texts, one: &MyOrganization) -> String {
    let role = role_label(t, one.kind, one.role);
    if one.is_head {
        format!("{role} · {}", t.get("organizations-head"))
    } else {
        role
    }
}

/// Roles for a choice list, each with what it is for.
pub(crate) fn role_choices(t: Texts, kind: OrganizationKind) -> Vec<Choice> {
    let group = if kind == OrganizationKind::Authority {
        "authority"
    } else {
        "applicant"
    };
    Role::ALL
        .into_iter()
        .map(|role| {
            Choice::new(role.name(), role_label(t, kind, role))
                .hint(t.get(&format!("role-hint-{group}-{}", role.name())))
        })
        .collect()
}

/// The four steps of a request; `current` counts from 1.
pub(crate) fn steps(t: Texts, request: Option<&LinkRequest>, current: usize) -> Vec<Step> {
    let id = request.map(|request| request.id);
    let url = [
        None,
        id.map(urls::link_card),
        id.map(urls::link_documents),
        id.map(urls::link_submit),
    ];
    url.into_iter()
        .enumerate()
        .map(|(index, url)| {
            let number = index + 1;
            let state = match number.cmp(&current) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Current,
                std::cmp::Ordering::Greater => StepState::Todo,
            };
            Step {
                label: t.get(&format!("link-step-{number}")).into_owned(),
                url: url.filter(|_| state == StepState::Done),
                state,
            }
        })
        .collect()
}

/// The register's card for reading.
pub(crate) fn card_summary(t: Texts, card: &Card, title: &str) -> Summary {
    let mut rows = vec![
        SummaryRow::new(t.get("registry-field-name"), card.full_name.clone()),
        SummaryRow::new(
            t.get("registry-field-short-name"),
            card.short_name.clone().unwrap_or_default(),
        ),
        SummaryRow::new(
            t.get("registry-field-inn"),
            card.inn.clone().unwrap_or_default(),
        ),
        SummaryRow::new(
            t.get(if card.kind == registry::Kind::SoleTrader {
                "registry-field-ogrnip"
            } else {
                "registry-field-ogrn"
            }),
            card.ogrn.clone(),
        ),
    ];
    if let Some(kpp) = &card.kpp {
        rows.push(SummaryRow::new(t.get("registry-field-kpp"), kpp.clone()));
    }
    let status_color = match card.status {
        registry::Status::Active => Color::Success,
        status if status.is_ended() => Color::Danger,
        _ => Color::Warning,
    };
    let status = t.get(&format!("registry-status-{}", card.status.as_str()));
    rows.push(SummaryRow::cell(
        t.get("registry-field-status"),
        Cell::Tag(Tag::new(status, status_color)),
    ));
    if let Some(address) = &card.address {
        let row = SummaryRow::new(t.get("registry-field-address"), address.line.clone());
        rows.push(match &address.unreliable {
            Some(_) => row.error(t.get("registry-unreliable")),
            None => row,
        });
    }
    for head in &card.heads {
        let name = head
            .name
            .as_ref()
            .map(registry::PersonName::display)
            .unwrap_or_default();
        let position = capitalized(&head.position);
        rows.push(SummaryRow::cell(
            t.get("registry-field-head"),
            Cell::Two {
                text: name,
                note: position,
            },
        ));
    }
    if let Some(activity) = &card.main_activity {
        let text = format!("{} {}", activity.code, activity.name);
        rows.push(SummaryRow::new(t.get("registry-field-activity"), text));
    }
    rows.push(SummaryRow::new(
        t.get("link-card-as-of"),
        t.day(card.extracted_on),
    ));
    Summary {
        title: Some(title.to_owned()),
        change_url: None,
        rows,
    }
}

/// «ГЕНЕРАЛЬНЫЙ ДИРЕКТОР» as people write it.
pub(crate) fn capitalized(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// What was typed beside what is registered.
pub(crate) struct DifferenceLine {
    pub(crate) field: String,
    pub(crate) typed: String,
    pub(crate) registered: String,
    pub(crate) text: String,
    pub(crate) code: String,
}

pub(crate) fn difference_lines(t: Texts, differences: &[Difference]) -> Vec<DifferenceLine> {
    differences
        .iter()
        .map(|one| DifferenceLine {
            field: t.get(&format!("registry-field-{}", one.field)).into_owned(),
            typed: one.typed.clone(),
            registered: if one.field == "status" {
                t.get(&format!("registry-status-{}", one.registered))
                    .into_owned()
            } else {
                one.registered.clone()
            },
            text: t.error(&one.code).into_owned(),
            code: one.code.clone(),
        })
        .collect()
}

/// «приказ о назначении или доверенность», one for each thing that is needed.
pub(crate) fn needed_words(t: Texts, lists: &[Vec<organizations::links::DocumentKind>]) -> String {
    let or = format!(" {} ", t.get("organizations-or"));
    lists
        .iter()
        .map(|any_of| {
            let words: Vec<String> = any_of
                .iter()
                .map(|kind| {
                    t.get(&format!("document-kind-{}-lower", kind.name()))
                        .into_owned()
                })
                .collect();
            words.join(&or)
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// «Приказ № 5 от 01.02.2026».
pub(crate) fn document_title(t: Texts, document: &LinkDocument) -> String {
    let kind = t.get(&format!("document-kind-{}", document.kind.name()));
    t.with(
        "document-title",
        &[
            ("kind", &kind),
            ("number", &document.number),
            ("date", &t.day_short(document.date)),
        ],
    )
}

/// A document with its scan, downloadable.
pub(crate) fn document_item(
    t: Texts,
    document: &LinkDocument,
    url: impl Fn(FileId) -> String,
) -> FileItem {
    FileItem {
        name: document_title(t, document),
        note: format!("{} · {}", document.file_name, t.bytes(document.file_size)),
        url: Some(url(document.file)),
        ..FileItem::default()
    }
}

/// Marks a list's fields of a filter as optional is noise: filters never say so.
pub(crate) fn filter_search(t: Texts, label: &str, q: &str) -> Field {
    Field::new(
        "q",
        t.get(label),
        crate::patterns::FieldKind::Text("search"),
    )
    .value(q)
    .maxlength(100)
}

/// Pages of a list for the pagination pattern, which counts in u32.
pub(crate) fn page_number(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
