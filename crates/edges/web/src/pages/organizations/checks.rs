//! The list of checks of a request, for its person and for the operator; the person's explanation.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use organizations::checks::{self, Check, CheckName, Clarification, Outcome};
use organizations::links::LinkRequest;
use serde::Deserialize;
use texts::Texts;
use uuid::Uuid;

use super::parts::serious;
use crate::app::App;
use crate::error::PageError;
use crate::patterns::{Action, Color, Field, Tag};
use crate::respond;
use crate::urls;
use crate::visitor::SignedIn;

/// Longest explanation, in characters.
pub(crate) const MAX_EXPLANATION: usize = 1000;

/// One line of the list, in words.
pub(crate) struct CheckLine {
    pub(crate) title: String,
    pub(crate) text: String,
    /// What to do, or empty.
    pub(crate) advice: String,
    pub(crate) value: String,
    pub(crate) registered: String,
    /// Empty where it passed.
    pub(crate) code: String,
    pub(crate) tag: Tag,
    /// The way to mend it, for the request's person.
    pub(crate) action: Option<Action>,
    /// Where the operator's word about a certificate is sent.
    pub(crate) verdict_url: Option<String>,
}

/// The list as the request's person sees it; ways to mend things while it is open.
pub(crate) fn own_lines(t: Texts, found: &[Check], request: &LinkRequest) -> Vec<CheckLine> {
    found
        .iter()
        .map(|check| {
            let action = request
                .state
                .is_open_for_person()
                .then(|| way_out(t, check, request.id))
                .flatten();
            CheckLine {
                action,
                ..line(t, check)
            }
        })
        .collect()
}

/// The list as the operator sees it; certificates wait for a word while the request can be decided.
pub(crate) fn operator_lines(
    t: Texts,
    found: &[Check],
    request: Uuid,
    can_decide: bool,
) -> Vec<CheckLine> {
    found
        .iter()
        .map(|check| CheckLine {
            verdict_url: (can_decide && matches!(check.code.as_str(), "LNK-111" | "LNK-115"))
                .then(|| urls::operator_check(request, check.name.name())),
            ..line(t, check)
        })
        .collect()
}

fn line(t: Texts, check: &Check) -> CheckLine {
    let color = match check.outcome {
        Outcome::Passed => Color::Success,
        Outcome::Noted => Color::Warning,
        Outcome::Failed => Color::Danger,
        Outcome::Waiting => Color::Info,
    };
    let outcome = t.get(&format!("check-outcome-{}", check.outcome.name()));
    let advice_key = format!("advice-{}", check.code);
    let has_passed = check.outcome == Outcome::Passed;
    let (text, value) = if has_passed {
        (passed(t, check), String::new())
    } else {
        (t.error(&check.code).into_owned(), check.value.clone())
    };
    CheckLine {
        title: t.get(&format!("check-{}", check.name.name())).into_owned(),
        text,
        advice: if !has_passed && t.has(&advice_key) {
            t.get(&advice_key).into_owned()
        } else {
            String::new()
        },
        value,
        registered: match (check.name, has_passed) {
            (_, true) => String::new(),
            (CheckName::Status, false) if !check.registered.is_empty() => t
                .get(&format!("registry-status-{}", check.registered))
                .into_owned(),
            _ => check.registered.clone(),
        },
        code: check.code.clone(),
        tag: Tag::new(outcome, color),
        action: None,
        verdict_url: None,
    }
}

/// What is read of a check that was passed.
fn passed(t: Texts, check: &Check) -> String {
    match check.name {
        CheckName::Status => t
            .get(&format!("registry-status-{}", check.value))
            .into_owned(),
        CheckName::Kind if check.value == "sole_trader" => {
            t.get("link-sole-trader-text").into_owned()
        }
        CheckName::Kind => t
            .get(&format!("organization-kind-{}", check.value))
            .into_owned(),
        CheckName::Address if !check.registered.is_empty() => t.with(
            "check-passed-address",
            &[("address", &check.value), ("guid", &check.registered)],
        ),
        CheckName::Head => t.get("link-you-are-head").into_owned(),
        CheckName::Tax | CheckName::Fund => t.get("check-passed-restrictions").into_owned(),
        _ => check.value.clone(),
    }
}

fn way_out(t: Texts, check: &Check, request: Uuid) -> Option<Action> {
    let (key, url) = match check.code.as_str() {
        "LNK-107" => ("check-fix-phone", urls::profile()),
        "LNK-109" | "LNK-110" | "LNK-113" | "LNK-114" => {
            ("check-fix-certificate", urls::link_documents(request))
        }
        "LNK-104" | "LNK-106" | "REG-008" | "REG-009" => ("link-fix-one", urls::link_card(request)),
        _ => return None,
    };
    let title = t.get(&format!("check-{}", check.name.name()));
    Some(Action::new(t.get(key), url).about(title))
}

/// What is asked to be explained, for the person and for the operator.
pub(crate) struct ClarificationBlock {
    pub(crate) text: String,
    /// Until when it is to be explained.
    pub(crate) due: String,
    pub(crate) is_overdue: bool,
    /// The answer, or empty.
    pub(crate) answer: String,
    /// Where the person answers; nobody else does.
    pub(crate) field: Option<Field>,
    pub(crate) action: String,
}

/// The block of a request; `answers_at` is where its person answers.
pub(crate) fn clarification_block(
    signed_in: &SignedIn,
    found: &Clarification,
    answers_at: Option<String>,
) -> ClarificationBlock {
    let t = signed_in.t();
    ClarificationBlock {
        text: t.with(
            "clarification-text",
            &[("typed", &found.typed), ("registered", &found.registered)],
        ),
        due: t.with1(
            "clarification-due",
            "due",
            t.date_time(found.due_at, &signed_in.zone),
        ),
        is_overdue: found.is_overdue(signed_in.now()),
        answer: found.answer.clone(),
        field: answers_at
            .is_some()
            .then(|| explanation_field(t, &found.answer)),
        action: answers_at.unwrap_or_default(),
    }
}

/// Where a difference of the name is explained.
pub(crate) fn explanation_field(t: Texts, typed: &str) -> Field {
    Field::multiline("explanation", t.get("check-explanation"))
        .hint(t.get("check-explanation-hint"))
        .value(typed)
        .maxlength(1000)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    explanation: String,
}

/// The person explains a difference after submission, in the same place.
pub(crate) async fn explain(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let text: String = typed.explanation.chars().take(MAX_EXPLANATION).collect();
    let actor = signed_in.actor.clone();
    let done = app
        .db
        .write(async move |unit: Unit| checks::explain(&unit, &actor, id, &text).await)
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::link_request(id),
            "flash-link-explained",
        )),
        Err(error) => {
            let error = serious(error)?;
            super::request::refused(&app, &signed_in, id, &error).await
        }
    }
}
