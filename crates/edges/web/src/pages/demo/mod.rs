//! What only the demonstration has: the letters and text messages that would have been sent, and
//! training keys.

mod keys;
mod mail;
mod sms;

use axum::Router;
use axum::routing::get;
use texts::Texts;

use crate::app::App;
use crate::patterns::Tab;
use crate::urls;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demo/mail", get(mail::list))
        .route("/demo/mail/{id}", get(mail::letter))
        .route("/demo/sms", get(sms::list))
        .route("/demo/keys", get(keys::list))
        .route("/demo/keys/{name}", get(keys::download))
}

/// From the letters to the text messages and back.
fn tabs(t: Texts, current: &str) -> Vec<Tab> {
    [
        ("demo-tab-mail", urls::demo_mail()),
        ("demo-tab-sms", urls::demo_sms()),
        ("demo-tab-keys", urls::demo_keys()),
    ]
    .into_iter()
    .map(|(key, url)| Tab {
        label: t.get(key).into_owned(),
        current: url == current,
        url,
        count: None,
    })
    .collect()
}
