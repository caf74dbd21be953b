//! «Мои данные»: name, language, time zone, phone.

use accounts::Profile;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use requisites::{PersonName, Phone};
use serde::Deserialize;
use texts::{Lang, Texts};

use super::{fault_text, refusal, sms};
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Alert, Choice, Color, ErrorSummary, Field, PageHeader, Tag, Width};
use crate::respond::{done, invalid, page};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// One zone for each offset of the country, with the key of its name.
const ZONES: [(&str, &str); 11] = [
    ("Europe/Kaliningrad", "zone-kaliningrad"),
    ("Europe/Moscow", "zone-moscow"),
    ("Europe/Samara", "zone-samara"),
    ("Asia/Yekaterinburg", "zone-yekaterinburg"),
    ("Asia/Omsk", "zone-omsk"),
    ("Asia/Krasnoyarsk", "zone-krasnoyarsk"),
    ("Asia/Irkutsk", "zone-irkutsk"),
    ("Asia/Yakutsk", "zone-yakutsk"),
    ("Asia/Vladivostok", "zone-vladivostok"),
    ("Asia/Magadan", "zone-magadan"),
    ("Asia/Kamchatka", "zone-kamchatka"),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    last_name: String,
    first_name: String,
    middle_name: String,
    lang: String,
    time_zone: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/profile.html")]
pub(crate) struct ProfilePage {
    pub(crate) shell: Shell,
    header: PageHeader,
    pub(crate) errors: ErrorSummary,
    names: Vec<Field>,
    settings: Vec<Field>,
    email: String,
    /// Whether the address waits to be confirmed.
    email_waits: bool,
    phone: Option<String>,
    phone_tag: Option<Tag>,
    pub(crate) phone_field: Field,
    /// The phone whose code is waited for.
    waiting: Option<String>,
    /// That the last code did not get there.
    undelivered: Option<Alert>,
    pub(crate) code_field: Field,
    has_sms: bool,
    /// Where the demo's messages are read.
    demo_sms: Option<String>,
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
    let t = signed_in.t();
    let mut again = prepare(&app, &signed_in).await?;
    let typed = [&input.last_name, &input.first_name, &input.middle_name];
    let mut names = Vec::new();
    for (field, typed) in again.names.iter_mut().zip(typed) {
        field.value.clone_from(typed);
        match PersonName::parse(typed) {
            Ok(name) => names.push(Some(name)),
            Err(_) if field.optional && typed.trim().is_empty() => names.push(None),
            Err(fault) => {
                field.error = Some(fault_text(t, &field.label, fault));
                names.push(None);
            }
        }
    }
    let lang = Lang::ALL
        .into_iter()
        .find(|lang| lang.tag() == input.lang)
        .unwrap_or(t.lang());
    again.errors = ErrorSummary::of(&again.names);
    let mut names = names.into_iter();
    let (Some(Some(last_name)), Some(Some(first_name)), Some(middle_name), true) = (
        names.next(),
        names.next(),
        names.next(),
        again.errors.is_empty(),
    ) else {
        again.shell.has_errors = true;
        return invalid(&again);
    };
    let profile = Profile {
        last_name,
        first_name,
        middle_name,
        lang,
        time_zone: input.time_zone,
    };
    match accounts::update_profile(&app.db, &signed_in.actor, &profile).await {
        Ok(()) => {
            let mut response = done(&app, &urls::profile(), "flash-profile-saved");
            response
                .headers_mut()
                .append(SET_COOKIE, cookies::language(&app.site, lang.tag()));
            Ok(response)
        }
        Err(error) => {
            again.errors = refusal(t, &error, signed_in.now())?.summary();
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

/// The page as it stands, for this file and for the phone's.
pub(crate) async fn prepare(app: &App, signed_in: &SignedIn) -> Result<ProfilePage, PageError> {
    let (t, person) = (signed_in.t(), &signed_in.person);
    let name = |field: &'static str, key: &str, value: &str, token| {
        Field::text(field, t.get(key))
            .value(value)
            .autocomplete(token)
            .maxlength(100)
    };
    let languages = Lang::ALL.map(|lang| Choice::new(lang.tag(), lang.name()));
    let has_sms = app.site.has_sms;
    let (waiting, not_reached) = if sms(app).is_some() {
        let actor = &signed_in.actor;
        (
            accounts::phone_being_confirmed(&app.db, actor).await?,
            accounts::phone_not_reached(&app.db, actor).await?,
        )
    } else {
        (None, None)
    };
    let mut phone_field = Field::phone("phone", t.get("profile-phone-field"))
        // The number that a code went to, so that another code goes there too, or a slip is mended.
        .value(
            waiting
                .as_deref()
                .or(not_reached.as_deref())
                .or(person.phone.as_deref())
                .map(Phone::shown)
                .unwrap_or_default(),
        )
        .maxlength(30);
    if has_sms {
        phone_field = phone_field.hint(t.get("profile-phone-send-hint"));
    }
    Ok(ProfilePage {
        shell: frame::personal(app, signed_in, t.get("profile-title"), Section::Profile).await?,
        header: PageHeader::new(t.get("profile-title")).lead(t.get("profile-lead")),
        errors: ErrorSummary::default(),
        names: vec![
            name(
                "last_name",
                "register-last-name",
                &person.last_name,
                "family-name",
            ),
            name(
                "first_name",
                "register-first-name",
                &person.first_name,
                "given-name",
            ),
            name(
                "middle_name",
                "register-middle-name",
                &person.middle_name,
                "additional-name",
            )
            .optional(),
        ],
        settings: vec![
            Field::select("lang", t.get("profile-lang"), languages.into())
                .value(person.lang.as_str())
                .width(Width::Short),
            Field::select(
                "time_zone",
                t.get("profile-time-zone"),
                zones(t, &person.time_zone),
            )
            .value(person.time_zone.as_str()),
        ],
        email_waits: person.email.is_empty(),
        email: match &person.email_to_confirm {
            Some(waiting) if person.email.is_empty() => {
                t.with1("profile-email-waiting", "email", waiting.as_str())
            }
            _ => t.with1("profile-email-note", "email", person.email.as_str()),
        },
        phone: person.phone.as_deref().map(Phone::shown),
        // Where nobody can confirm a phone, nobody is told that it is not.
        phone_tag: match (person.phone_confirmed, has_sms) {
            (true, _) => Some(Tag::new(t.get("profile-phone-confirmed"), Color::Success)),
            (false, true) => Some(Tag::new(t.get("profile-phone-unconfirmed"), Color::Warning)),
            (false, false) => None,
        },
        phone_field,
        // A code that cannot come is not waited for.
        waiting: waiting
            .filter(|_| not_reached.is_none())
            .map(|phone| t.with1("profile-phone-code-lead", "phone", Phone::shown(&phone))),
        undelivered: not_reached.map(|phone| {
            let title = t.with1("profile-phone-undelivered", "phone", Phone::shown(&phone));
            Alert::new(Color::Warning, title).text(t.get("profile-phone-undelivered-text"))
        }),
        code_field: Field::digits("code", t.get("profile-phone-code"))
            .autocomplete("one-time-code")
            .maxlength(6)
            .width(Width::Tiny),
        has_sms,
        demo_sms: app.site.is_demo.then(urls::demo_sms),
    })
}

/// The list of zones; one that is set and not in it is kept.
fn zones(t: Texts, current: &str) -> Vec<Choice> {
    let mut zones: Vec<Choice> = ZONES
        .iter()
        .map(|(zone, key)| Choice::new(*zone, t.get(key)))
        .collect();
    if !ZONES.iter().any(|(zone, _)| *zone == current) {
        zones.push(Choice::new(current, current));
    }
    zones
}
