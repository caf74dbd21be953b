//! «Проверка рабочего места»: what signing needs, each with what to do where it is missing. Most of it
//! is looked at by the page's script; a trial signature is checked here and kept nowhere.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use esign::report::Signer;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::Deserialize;
use signatures::Signed;
use texts::Texts;

use super::report::{self, ReportShown};
use super::words::{decode_signature, unsigned};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Alert, SigningPanel};
use crate::respond;
use crate::shell::Shell;
use crate::visitor::Visitor;

/// The lines of the check, in order; `frontend/src/signing/workplace.ts` fills them in.
const CHECKS: &[&str] = &[
    "javascript",
    "browser",
    "clock",
    "popups",
    "wasm",
    "plugin",
    "conflicts",
    "key",
    "certificate",
];

/// What the script may put into the lines: the texts `workplace-NAME`.
const OUTCOMES: &[&str] = &[
    "javascript-good",
    "browser-good",
    "browser-bad",
    "clock-good",
    "clock-fast-minutes",
    "clock-slow-minutes",
    "clock-fast-days",
    "clock-slow-days",
    "clock-unsure",
    "popups-untried",
    "popups-good",
    "popups-blocked",
    "wasm-good",
    "wasm-missing",
    "wasm-bad",
    "wasm-blocked",
    "plugin-good",
    "plugin-missing",
    "conflicts-good",
    "conflicts-none",
    "conflicts-providers",
    "conflicts-mixed",
    "conflicts-beside",
    "conflicts-plugins",
    "key-good",
    "key-bad",
    "certificate-good",
    "certificate-soon",
    "certificate-ended",
    "certificate-early",
];

/// When the end of a certificate is near; the script counts the same days.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Places that the script fills in.
const PLACES: &[&str] = &[
    "browser", "minutes", "days", "here", "code", "version", "names", "key", "reason", "from",
    "until", "who",
];

#[derive(Template)]
#[template(path = "pages/signing/workplace.html")]
struct WorkplacePage {
    shell: Shell,
    checks: Vec<Check>,
    outcomes: Vec<(&'static str, String)>,
    panel: SigningPanel,
    report: Option<ReportShown>,
    is_trust_configured: bool,
    alert: Option<Alert>,
}

/// A line before the script has looked.
struct Check {
    name: &'static str,
    label: String,
    text: String,
    state: &'static str,
}

#[derive(Deserialize)]
pub(crate) struct Trial {
    #[serde(default)]
    signature: String,
}

pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    respond::page_with_panel(&blank(&app, &visitor))
}

/// Checks a trial signature, stores nothing.
pub(crate) async fn check(
    State(app): State<App>,
    visitor: Visitor,
    axum::Form(trial): axum::Form<Trial>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let mut page = blank(&app, &visitor);
    let Some(cms) = decode_signature(&trial.signature) else {
        page.alert = Some(unsigned(visitor.t));
        page.shell.has_errors = true;
        return respond::invalid_with_panel(&page);
    };
    let found = app
        .verifier
        .validate(Signed::File(cms), visitor.now, visitor.now)
        .await;
    if let [one] = found.signatures.as_slice()
        && let Some(signer) = &one.signer
    {
        tell_of_key(&visitor, signer, &mut page.checks);
    }
    page.report = Some(report::shown(visitor.t, &TimeZone::UTC, &found, Vec::new()));
    respond::page_with_panel(&page)
}

fn blank(app: &App, visitor: &Visitor) -> WorkplacePage {
    let t = visitor.t;
    let site = app.site.base_url.host_str().unwrap_or_default();
    let at = visitor.now.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let text = t.with("workplace-trial-text", &[("site", &site), ("at", &at)]);
    WorkplacePage {
        shell: frame::public(visitor, t.get("workplace-title")),
        checks: CHECKS.iter().map(|name| line(t, name)).collect(),
        outcomes: OUTCOMES
            .iter()
            .map(|name| (*name, outcome(t, name)))
            .collect(),
        panel: SigningPanel::text(
            text,
            t.get("workplace-trial-name"),
            t.get("workplace-trial-submit"),
        ),
        report: None,
        is_trust_configured: app.verifier.is_configured(),
        alert: None,
    }
}

/// The last two lines, once a signature has come: the key works, and its certificate has its days.
fn tell_of_key(visitor: &Visitor, signer: &Signer, checks: &mut [Check]) {
    let (t, now) = (visitor.t, visitor.now);
    let (Some(from), Some(until)) = (signer.not_before, signer.not_after) else {
        return;
    };
    let (state, key) = if now > until {
        ("bad", "workplace-certificate-ended")
    } else if now < from {
        ("bad", "workplace-certificate-early")
    } else if until.duration_since(now) < SOON {
        ("unsure", "workplace-certificate-soon")
    } else {
        ("good", "workplace-certificate-good")
    };
    let (from, until) = (t.date(from, &TimeZone::UTC), t.date(until, &TimeZone::UTC));
    let who = signer.name.as_deref().unwrap_or_default();
    for check in checks {
        match check.name {
            "key" => {
                check.state = "good";
                check.text = t.with1("workplace-key-good", "key", &signer.key);
            }
            "certificate" => {
                check.state = state;
                check.text = t.with(key, &[("from", &from), ("until", &until), ("who", &who)]);
            }
            _ => {}
        }
    }
}

fn line(t: Texts, name: &'static str) -> Check {
    // What is known without a script: that there may be none.
    let (state, key) = match name {
        "javascript" => ("bad", "workplace-javascript-off"),
        "popups" => ("unsure", "workplace-popups-unsure"),
        "key" => ("unsure", "workplace-key-unsure"),
        "certificate" => ("unsure", "workplace-certificate-unsure"),
        _ => ("waiting", "workplace-waiting"),
    };
    Check {
        name,
        label: t.get(&format!("workplace-check-{name}")).into_owned(),
        text: t.get(key).into_owned(),
        state,
    }
}

fn outcome(t: Texts, name: &str) -> String {
    let places: Vec<String> = PLACES.iter().map(|place| format!("{{{place}}}")).collect();
    let args: Vec<(&str, &dyn texts::ToArg)> = PLACES
        .iter()
        .zip(&places)
        .map(|(place, value)| (*place, value as &dyn texts::ToArg))
        .collect();
    t.with(&format!("workplace-{name}"), &args)
}

#[cfg(test)]
mod tests {
    use texts::Lang;

    use super::*;

    #[test]
    fn every_line_and_every_outcome_has_its_text_in_both_languages() {
        for t in [Texts::new(Lang::Ru), Texts::new(Lang::En)] {
            for name in CHECKS {
                let line = line(t, name);
                assert!(t.has(&format!("workplace-check-{name}")), "{name}");
                assert!(!line.text.is_empty() && !line.label.is_empty());
            }
            for name in OUTCOMES {
                assert!(t.has(&format!("workplace-{name}")), "{name}");
                assert!(!outcome(t, name).contains("{$"), "{name}");
            }
            assert!(outcome(t, "clock-fast-minutes").contains("{minutes}"));
        }
    }

    #[test]
    fn the_script_fills_in_exactly_these_lines_and_outcomes() {
        let script = [
            include_str!("../../../../../../frontend/src/signing/workplace.ts"),
            include_str!("../../../../../../frontend/src/signing/conflicts.ts"),
        ]
        .concat();
        for name in CHECKS {
            let is_told = ["tell(\"", "tellAll(box, \""]
                .iter()
                .any(|call| script.contains(&format!("{call}{name}\"")));
            assert!(is_told, "{name}");
        }
        for name in OUTCOMES {
            let (_, which) = name.split_once('-').unwrap();
            // The clock's are put together of a direction and a unit.
            let which = which.split('-').next().unwrap();
            assert!(script.contains(&format!("\"{which}\"")), "{name}");
        }
    }
}
