//! The demo's specialist, who files applications over HTTP.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

const PASSWORD: &str = "Kabinet-2026!";
const SPECIALIST: &str = "guseva@sevluch.example";

#[derive(Clone)]
pub(crate) struct Applicant {
    client: Client,
    url: String,
    organization: String,
    form: Vec<(String, String)>,
}

/// What clients were given.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Ids in answers to submissions.
    pub(crate) applications: Vec<String>,
    /// (id, number) as the page after a submission showed it.
    pub(crate) numbers: Vec<(String, String)>,
    /// Requests without an answer.
    pub(crate) lost: usize,
}

impl Applicant {
    /// Signs in.
    pub(crate) async fn sign_in(url: &str) -> Self {
        let client = Client::builder()
            .redirect(Policy::none())
            .cookie_store(true)
            .timeout(Duration::from_mins(2))
            .build()
            .unwrap();
        let form = [("email", SPECIALIST), ("password", PASSWORD)];
        let answer = post(&client, &format!("{url}/sign-in"), &form)
            .await
            .unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let page = client
            .get(format!("{url}/me/organizations"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let (_, rest) = page
            .split_once("\"/o/")
            .expect("a link to the company's cabinet");
        let organization = rest[..36].to_owned();
        let mut applicant = Self {
            client,
            url: url.to_owned(),
            organization,
            form: Vec::new(),
        };
        applicant.form = applicant.prepared_form().await;
        applicant
    }

    /// The requisites as the first page of the form shows them, and good answers to the rest.
    async fn prepared_form(&self) -> Vec<(String, String)> {
        let first = self.client.get(self.address()).send().await.unwrap();
        let page = first.headers()["location"].to_str().unwrap().to_owned();
        let page = self
            .client
            .get(format!("{}{page}", self.url))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let value = |name: &str| {
            let (_, rest) = page
                .split_once(&format!(" name=\"{name}\""))
                .expect("the field is on the page");
            let tag = rest.split_once('>').unwrap().0;
            let (_, value) = tag.split_once(" value=\"").expect("the field is filled in");
            value.split_once('"').unwrap().0.to_owned()
        };
        let mut form: Vec<(String, String)> = ["inn", "ogrn", "email"]
            .iter()
            .map(|name| ((*name).to_owned(), value(name)))
            .collect();
        for (name, value) in [
            ("organization_name", "ООО «Северный луч»"),
            ("scope", "all"),
            ("consent", "yes"),
        ] {
            form.push((name.to_owned(), value.to_owned()));
        }
        form
    }

    fn address(&self) -> String {
        format!(
            "{}/o/{}/applications/new?service=license-extract",
            self.url, self.organization
        )
    }

    /// Submits an application; the id, when there was an answer.
    pub(crate) async fn submit(&self) -> Option<String> {
        let answer = post(&self.client, &self.address(), &self.form).await?;
        let (status, place) = (answer.status(), answer.headers().get("location").cloned());
        if status == 503 {
            return None;
        }
        assert_eq!(status, 303, "{}", answer.text().await.unwrap_or_default());
        let place = place.unwrap().to_str().unwrap().to_owned();
        let (_, rest) = place
            .split_once("/applications/")
            .expect("on to the application");
        Some(rest[..36].to_owned())
    }

    /// The number as the applicant reads it.
    pub(crate) async fn number(&self, id: &str) -> Option<String> {
        let url = format!(
            "{}/o/{}/applications/{id}/done",
            self.url, self.organization
        );
        let answer = self.client.get(url).send().await.ok()?;
        let status = answer.status();
        let page = answer.text().await.ok()?;
        assert_eq!(status, 200, "{page}");
        Some(number_in(&page).expect("the page shows the number"))
    }

    /// The company's id.
    pub(crate) fn organization(&self) -> &str {
        &self.organization
    }

    /// The live stream of the company's first page.
    pub(crate) async fn live(&self) -> Response {
        let url = format!("{}/o/{}/events", self.url, self.organization);
        let answer = self.client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer
    }

    /// Submits again and again until `stop`, through losses of the connection.
    pub(crate) async fn keep_submitting(
        self,
        given: Arc<Mutex<Given>>,
        stop: Arc<AtomicBool>,
        pause: Duration,
    ) {
        while !stop.load(Ordering::SeqCst) {
            match self.submit().await {
                None => {
                    given.lock().unwrap().lost += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Some(id) => {
                    given.lock().unwrap().applications.push(id.clone());
                    if let Some(number) = self.number(&id).await {
                        given.lock().unwrap().numbers.push((id, number));
                    }
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

/// A form as a browser on our own page sends it; `None` without an answer.
async fn post(client: &Client, url: &str, form: &impl serde::Serialize) -> Option<Response> {
    client
        .post(url)
        .header("sec-fetch-site", "same-origin")
        .form(form)
        .send()
        .await
        .ok()
}

/// «З-2026-000417» in a text.
pub(crate) fn number_in(text: &str) -> Option<String> {
    let at = text.find("З-20")?;
    Some(
        text[at..]
            .chars()
            .take_while(|c| *c == 'З' || *c == '-' || c.is_ascii_digit())
            .collect(),
    )
}
