//! Using a demo Kabinet as a browser would: signing in, and the request that submits a form.

use std::net::SocketAddr;

use url::form_urlencoded::Serializer;

use crate::Outcome;
use crate::load::{Connection, Work, get, post};

/// The demo's specialist (crates/kabinet/src/demo.rs).
const EMAIL: &str = "guseva@sevluch.example";
const PASSWORD: &str = "Kabinet-2026!";

/// A whole application for the service `license-extract`; the numbers are made up.
const ANSWERS: [(&str, &str); 8] = [
    (
        "organization_name",
        "Общество с ограниченной ответственностью «Северный луч»",
    ),
    ("inn", "9900000017"),
    ("ogrn", "1029900000008"),
    ("email", EMAIL),
    ("scope", "one"),
    ("license_number", "АН-99-000123"),
    (
        "comment",
        "Выписка нужна для участия в конкурсе на перевозку пассажиров по муниципальным маршрутам.",
    ),
    ("consent", "on"),
];

/// A signed-in person in their organization.
pub(crate) struct Member {
    address: SocketAddr,
    cookie: String,
    /// UUID as text.
    pub(crate) organization: String,
}

/// Signs the demo's specialist in and finds their organization.
pub(crate) async fn sign_in(address: SocketAddr) -> Outcome<Member> {
    let mut connection = Connection::open(address).await?;
    let body = Serializer::new(String::new())
        .append_pair("email", EMAIL)
        .append_pair("password", PASSWORD)
        .finish();
    let answer = connection
        .exchange(&post(address, "/sign-in", "", &body))
        .await?;
    let session = answer
        .header("set-cookie")
        .and_then(|value| value.split(';').next());
    let cookie = session
        .ok_or_else(|| format!("signing in: {} {}", answer.status, answer.text()))?
        .to_owned();
    let answer = connection
        .exchange(&get(address, "/me/organizations", &cookie))
        .await?;
    let page = answer.text();
    let organization = page
        .split("\"/o/")
        .skip(1)
        .find_map(|rest| {
            rest.get(..36)
                .filter(|id| uuid::Uuid::try_parse(id).is_ok())
        })
        .ok_or_else(|| format!("«Мои организации»: {} {page}", answer.status))?
        .to_owned();
    Ok(Member {
        address,
        cookie,
        organization,
    })
}

impl Member {
    /// The session, as a request carries it.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Submits a whole application in one request.
    pub(crate) fn submission(&self) -> Work {
        let path = format!(
            "/o/{}/applications/new?service=license-extract",
            self.organization
        );
        Work {
            address: self.address,
            request: post(self.address, &path, &self.cookie, &form()).into(),
            status: 303,
        }
    }

    /// Reads a page of the organization: `""` is the overview, `"/applications"` the list.
    pub(crate) fn reading(&self, page: &str) -> Work {
        let path = format!("/o/{}{page}", self.organization);
        Work {
            address: self.address,
            request: get(self.address, &path, &self.cookie).into(),
            status: 200,
        }
    }
}

/// The same request to the bare handler.
pub(crate) fn bare_submission(address: SocketAddr) -> Work {
    Work {
        address,
        request: post(address, "/submit", "", &form()).into(),
        status: 303,
    }
}

/// Does some work once; returns the answer's body.
pub(crate) async fn once(work: &Work) -> Outcome<String> {
    let mut connection = Connection::open(work.address).await?;
    let answer = connection.exchange(&work.request).await?;
    if answer.status == work.status {
        Ok(answer.text())
    } else {
        Err(format!(
            "answered {} instead of {}: {}",
            answer.status,
            work.status,
            answer.text()
        )
        .into())
    }
}

fn form() -> String {
    Serializer::new(String::new())
        .extend_pairs(ANSWERS)
        .finish()
}
