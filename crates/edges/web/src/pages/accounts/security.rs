//! «Безопасность»: password, one-time codes, sessions.

use accounts::{AccountError, ActiveSession};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use texts::Texts;

use super::{hasher, password_rules, policy_text, refusal};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Color, ErrorSummary, Field, PageHeader, Tag};
use crate::respond::{done, invalid, page};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    current: String,
    password: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/security.html")]
struct SecurityPage {
    shell: Shell,
    header: PageHeader,
    errors: ErrorSummary,
    changed: Option<String>,
    current: Field,
    password: Field,
    totp_enabled: bool,
    totp_tag: Tag,
    codes_left: String,
    sessions: Vec<SessionLine>,
}

struct SessionLine {
    program: String,
    note: String,
    is_current: bool,
    end_url: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    page(&prepare(&app, &signed_in).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    let changed = accounts::change_password(
        &app.db,
        hasher()?,
        &signed_in.actor,
        &input.current,
        &input.password,
    )
    .await;
    let error = match changed {
        Ok(()) => return Ok(done(&app, &urls::security(), "flash-password-changed")),
        Err(error) => error,
    };
    let t = signed_in.t();
    let mut again = prepare(&app, &signed_in).await?;
    again.shell.has_errors = true;
    match &error {
        AccountError::WeakPassword(broken) => again.password.error = Some(policy_text(t, broken)),
        AccountError::WrongPassword => {
            again.current.error = Some(refusal(t, &error, signed_in.now())?.text);
        }
        _ => {
            again.errors = refusal(t, &error, signed_in.now())?.summary();
            return invalid(&again);
        }
    }
    again.errors = ErrorSummary::of([&again.current, &again.password]);
    invalid(&again)
}

async fn prepare(app: &App, signed_in: &SignedIn) -> Result<SecurityPage, PageError> {
    let (t, person) = (signed_in.t(), &signed_in.person);
    let left = accounts::unused_recovery_codes(&app.db, &signed_in.actor).await?;
    let sessions = accounts::sessions(&app.db, &signed_in.actor).await?;
    let changed = person.password_changed_at;
    Ok(SecurityPage {
        shell: frame::personal(app, signed_in, t.get("security-title"), Section::Security).await?,
        header: PageHeader::new(t.get("security-title")).lead(t.get("security-lead")),
        errors: ErrorSummary::default(),
        changed: changed.map(|at| {
            t.with1(
                "security-password-changed",
                "date",
                t.date(at, &signed_in.zone),
            )
        }),
        current: Field::current_password("current", t.get("security-password-current")),
        password: Field::new_password(
            "password",
            t.get("security-password-new"),
            password_rules(t),
        ),
        totp_enabled: person.totp_enabled,
        totp_tag: if person.totp_enabled {
            Tag::new(t.get("security-totp-on"), Color::Success)
        } else {
            Tag::new(t.get("security-totp-off"), Color::Neutral)
        },
        codes_left: t.count("security-totp-left", left),
        sessions: sessions
            .iter()
            .map(|session| line(t, signed_in, session))
            .collect(),
    })
}

fn line(t: Texts, signed_in: &SignedIn, session: &ActiveSession) -> SessionLine {
    let (now, zone) = (signed_in.now(), &signed_in.zone);
    let mut note = t.with(
        "security-session-note",
        &[
            ("began", &t.relative(session.created_at, now, zone)),
            ("seen", &t.relative(session.last_seen_at, now, zone)),
        ],
    );
    if !session.ip.is_empty() {
        note.push_str(" · ");
        note.push_str(&t.with1("security-session-address", "ip", session.ip.as_str()));
    }
    SessionLine {
        program: program(t, &session.user_agent),
        note,
        is_current: session.id == signed_in.actor.session,
        end_url: urls::security_end_session(session.id.0),
    }
}

/// «Firefox на Linux», from what a browser calls itself; enough to know one's own devices by.
fn program(t: Texts, user_agent: &str) -> String {
    let first_of = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    // The order matters: each of the first calls itself by the names of the later ones too.
    let browser = first_of(&[
        ("YaBrowser", "Яндекс Браузер"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = first_of(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => t.with(
            "security-browser",
            &[("browser", &browser), ("system", &system)],
        ),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t.get("security-browser-unknown").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    #[test]
    fn a_browser_is_named_so_that_people_know_their_own() {
        let t = Texts::new(Lang::Ru);
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox на Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 YaBrowser/25.1 Safari/537.36",
                "Яндекс Браузер на Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
                "Safari на iPhone",
            ),
            ("curl/8.5", "curl"),
            ("<script>", "Неизвестная программа"),
        ] {
            assert_eq!(program(t, agent), name);
        }
    }
}
