//! The first step of linking: the organization is found by ИНН, ОГРН or name.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use db::Unit;
use organizations::links::{self, Claimed};
use registry::SearchRequest;
use requisites::{Inn, Kpp, OrgId, Reason};
use serde::Deserialize;
use texts::Texts;

use super::parts::{fault_text, look_outside, refusal, serious, steps};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::patterns::{Action, Alert, ErrorSummary, Field, PageHeader, Step, Width};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// What was typed; kept when something is wrong with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// ИНН, ОГРН or a name.
    number: String,
    /// The other number, for those who have both at hand.
    ogrn: String,
    kpp: String,
    name: String,
    address: String,
    position: String,
}

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/add.html")]
struct AddPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    /// Whether the head can link it by a certificate.
    can_sign: bool,
    alert: Option<Alert>,
    /// What to check when nothing was found (R25).
    checks: Vec<String>,
    /// Where the operator is asked about it.
    ask_url: String,
    errors: ErrorSummary,
    main: Field,
    more: Vec<Field>,
    is_more_open: bool,
    q: String,
    found: Vec<Found>,
    found_words: String,
}

/// An entry of the register that a name found.
struct Found {
    name: String,
    note: String,
    ogrn: String,
    is_ended: bool,
    status: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(Search { q }): Query<Search>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let q: String = q.trim().chars().take(200).collect();
    let mut page = blank(
        &app,
        &signed_in,
        &Typed {
            number: q.clone(),
            ..Typed::default()
        },
    )
    .await?;
    if !q.is_empty() {
        signed_in.visitor.knock(&app, Knock::Lookup)?;
        let (found, total) = search(&app, t, &q)?;
        page.found_words = t.count("link-found", total);
        if total == 0 {
            page.checks = super::inquiry::checks(t);
            page.ask_url = urls::ask_about_organization("", "", &q, "");
        }
        page.found = found;
        page.q = q;
    }
    respond::page(&page)
}

pub(crate) async fn begin(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let claimed = match read(t, &typed) {
        Ok(claimed) => claimed,
        Err(Wrong::IsName) => {
            return Ok(respond::see_other(&urls::add_organization(
                typed.number.trim(),
            )));
        }
        Err(Wrong::Fields(errors)) => {
            let mut page = blank(&app, &signed_in, &typed).await?;
            page.mark(&errors);
            return respond::invalid(&page);
        }
    };
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let actor = signed_in.actor.clone();
    let now = signed_in.now();
    let begun = match app.sources.check(claimed, &actor.name, now).await {
        Ok(checked) => {
            app.db
                .write(async move |unit: Unit| links::begin(&unit, &actor, &checked).await)
                .await
        }
        Err(error) => Err(error),
    };
    match begun {
        Ok(id) => {
            look_outside(&app, id).await?;
            Ok(respond::see_other(&urls::link_card(id)))
        }
        Err(error) => refused(&app, &signed_in, &typed, error).await,
    }
}

/// The same page with the reason, and what to do about it.
async fn refused(
    app: &App,
    signed_in: &SignedIn,
    typed: &Typed,
    error: organizations::Error,
) -> Result<Response, PageError> {
    use organizations::Error;
    let t = signed_in.t();
    let error = serious(error)?;
    let mut page = blank(app, signed_in, typed).await?;
    let mut alert = refusal(t, &error);
    match error {
        Error::AlreadyRequested(id) => {
            alert.action = Some(Action::new(
                t.get("link-open-request"),
                urls::link_request(id),
            ));
        }
        Error::AlreadyYours => {
            alert.action = Some(Action::new(
                t.get("my-organizations-title"),
                urls::my_organizations(),
            ));
        }
        Error::NotInRegister => {
            page.checks = super::inquiry::checks(t);
            page.ask_url = ask_url(typed);
        }
        Error::BothNumbersNeeded => page.is_more_open = true,
        _ => {}
    }
    page.alert = Some(alert);
    page.shell.has_errors = true;
    respond::invalid(&page)
}

/// The question to the operator, with what was typed in the fields where it belongs.
fn ask_url(typed: &Typed) -> String {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let mut numbers = [digits(&typed.number), digits(&typed.ogrn)];
    // ИНН has ten or twelve digits, ОГРН and ОГРНИП more.
    numbers.sort_by_key(String::len);
    if numbers[1].len() <= 12 {
        numbers.swap(0, 1);
    }
    let [inn, ogrn] = numbers;
    urls::ask_about_organization(&inn, &ogrn, typed.name.trim(), typed.address.trim())
}

enum Wrong {
    /// Not a number: it is looked for by name.
    IsName,
    /// Texts by field name.
    Fields(Vec<(&'static str, String)>),
}

/// Checks digits before anything is looked up (R17); all errors at once.
fn read(t: Texts, typed: &Typed) -> Result<Claimed, Wrong> {
    let mut errors = Vec::new();
    let mut claimed = match OrgId::parse(&typed.number) {
        Ok(number) => Claimed::number(number),
        Err(fault) if fault.reason == Reason::Unknown => return Err(Wrong::IsName),
        Err(fault) => {
            errors.push(("number", fault_text(t, &fault)));
            Claimed::default()
        }
    };
    if !typed.ogrn.trim().is_empty() {
        match (OrgId::parse(&typed.ogrn), claimed.ogrn, claimed.inn) {
            (Ok(ogrn @ (OrgId::Ogrn(_) | OrgId::Ogrnip(_))), None, _) => claimed.ogrn = Some(ogrn),
            (Ok(OrgId::Inn10(inn)), _, None) => claimed.inn = Some(Inn::Company(inn)),
            (Ok(OrgId::Inn12(inn)), _, None) => claimed.inn = Some(Inn::Person(inn)),
            (Ok(_), ..) => errors.push(("ogrn", t.get("link-second-number-same").into_owned())),
            (Err(fault), ..) => errors.push(("ogrn", fault_text(t, &fault))),
        }
    }
    if !typed.kpp.trim().is_empty() {
        match Kpp::parse(&typed.kpp) {
            Ok(kpp) => claimed.kpp = Some(kpp),
            Err(fault) => errors.push(("kpp", fault_text(t, &fault))),
        }
    }
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    claimed.name = cut(&typed.name, 500);
    claimed.address = cut(&typed.address, 500);
    claimed.position = cut(&typed.position, 200);
    if errors.is_empty() {
        Ok(claimed)
    } else {
        Err(Wrong::Fields(errors))
    }
}

impl AddPage {
    fn mark(&mut self, errors: &[(&'static str, String)]) {
        let error_of = |name: &str| {
            errors
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, text)| text.clone())
        };
        self.main.error = error_of("number");
        for field in &mut self.more {
            field.error = error_of(&field.name);
            self.is_more_open |= field.error.is_some();
        }
        self.errors = ErrorSummary::of(std::iter::once(&self.main).chain(&self.more));
        self.shell.has_errors = true;
    }
}

async fn blank(app: &App, signed_in: &SignedIn, typed: &Typed) -> Result<AddPage, PageError> {
    let t = signed_in.t();
    let title = t.get("link-add-title");
    let away = !app.sources.register_is_fresh(signed_in.now());
    let more = vec![
        Field::digits("ogrn", t.get("link-second-number"))
            .value(&typed.ogrn)
            .maxlength(40),
        Field::digits("kpp", t.get("registry-field-kpp"))
            .value(&typed.kpp)
            .maxlength(40),
        Field::text("name", t.get("registry-field-name"))
            .value(&typed.name)
            .maxlength(500),
        Field::text("address", t.get("registry-field-address"))
            .value(&typed.address)
            .maxlength(500),
        Field::text("position", t.get("link-position"))
            .value(&typed.position)
            .maxlength(200),
    ];
    let alert = away.then(|| {
        Alert::new(
            crate::patterns::Color::Warning,
            t.get("link-register-away-title"),
        )
        .text(t.get("link-register-away-text"))
    });
    Ok(AddPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.get("link-add-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        steps: steps(t, None, 1),
        can_sign: app.verifier.is_configured(),
        alert,
        checks: Vec::new(),
        ask_url: String::new(),
        errors: ErrorSummary::default(),
        main: Field::text("number", t.get("link-number-or-name"))
            .hint(t.get("link-number-or-name-hint"))
            .value(&typed.number)
            .maxlength(200)
            .width(Width::Full),
        is_more_open: away
            || [&typed.ogrn, &typed.kpp, &typed.name, &typed.address]
                .iter()
                .any(|one| !one.is_empty()),
        more: more.into_iter().map(Field::optional).collect(),
        q: String::new(),
        found: Vec::new(),
        found_words: String::new(),
    })
}

fn search(app: &App, t: Texts, q: &str) -> Result<(Vec<Found>, u64), PageError> {
    let request = SearchRequest {
        text: q.to_owned(),
        limit: 10,
        ..SearchRequest::default()
    };
    let page = app
        .registry
        .search(&request)
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let found = page.cards.into_iter().map(|card| {
        let inn = card.inn.clone().unwrap_or_default();
        let place = card
            .address
            .as_ref()
            .map(|address| address.line.clone())
            .unwrap_or_default();
        Found {
            name: card.readable_name(),
            note: t.with(
                "link-found-note",
                &[("inn", &inn), ("ogrn", &card.ogrn), ("address", &place)],
            ),
            is_ended: card.status.is_ended(),
            status: t
                .get(&format!("registry-status-{}", card.status.as_str()))
                .into_owned(),
            ogrn: card.ogrn,
        }
    });
    Ok((found.collect(), page.total))
}
