//! A site with a company and an authority, and browsers without JavaScript.

use std::sync::Arc;

use access::{OrganizationId, Role};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use blob::{BlobStore, MasterKey};
use db::{DbError, Unit, micros, values};
use organizations::NewOrganization;
use registry::Registry;
use requisites::{Inn10, Ogrn};
use sha2::{Digest, Sha256};
use testkit::TestDb;
use tower::ServiceExt;
use url::form_urlencoded;

use crate::app::{App, SecondFactor, Site, Stop};
use crate::limits::{Limits, Rates};

pub(super) struct TestSite {
    pub(super) test: TestDb,
    pub(super) router: Router,
    pub(super) company: OrganizationId,
    pub(super) authority: OrganizationId,
    pub(super) stop: Stop,
}

pub(super) struct Browser<'s> {
    pub(super) site: &'s TestSite,
    pub(super) token: String,
}

pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) disposition: String,
    pub(super) body: String,
}

impl TestSite {
    pub(super) async fn start() -> Self {
        let test = testkit::sqlite().await;
        let services = applications::Services::shipped().unwrap();
        services.publish(&test.db).await.unwrap();
        let ogrn = services
            .current("license-extract")
            .unwrap()
            .definition
            .authority
            .ogrn
            .clone();
        let company = organization(&test, "ООО «Северный луч»", good_ogrn(), false).await;
        let authority = organization(&test, "Департамент транспорта", ogrn, true).await;
        let key = || MasterKey::from_bytes([5; 32]);
        let app = App {
            db: test.db.clone(),
            registry: Registry::empty(),
            sources: organizations::checks::Sources::local(Registry::empty()),
            blobs: BlobStore::open(&test.folder().unwrap().join("files"), key()).unwrap(),
            master: Arc::new(key()),
            services,
            verifier: signatures::Verifier::trusting_nobody(),
            reader: recognition::Reader::without_tools(),
            site: Arc::new(Site {
                base_url: "http://localhost:8080/".parse().unwrap(),
                is_demo: false,
                is_behind_proxy: false,
                has_sms: false,
                contact_codes: organizations::links::ContactCodes::On,
                second_factor: SecondFactor::Optional,
                demo_keys: None,
            }),
            limits: Arc::new(Limits::new(Rates::default())),
            stop: Stop::default(),
        };
        Self {
            stop: app.stop.clone(),
            router: crate::router(app),
            test,
            company,
            authority,
        }
    }

    pub(super) async fn person(
        &self,
        organization: OrganizationId,
        name: &'static str,
        role: Role,
    ) -> Browser<'_> {
        let token = format!("token-of-{:x}", name.bytes().map(u32::from).sum::<u32>());
        let hash = Sha256::digest(token.as_bytes()).to_vec();
        self.test
            .db
            .write(async move |unit: Unit| {
                let (person, now) = (unit.new_id(), micros(unit.now()));
                let later = now + 12 * 3_600_000_000;
                unit.execute(
                    "INSERT INTO people (id, email, email_confirmed_at, last_name, first_name, name_lower, \
                     created_at) VALUES ($1, $2, $3, $4, 'Анна', $2, $3)",
                    values![person, format!("{person}@people.example"), now, name],
                )
                .await?;
                unit.execute(
                    "INSERT INTO memberships (id, organization_id, person_id, role, proof, created_at) \
                     VALUES ($1, $2, $3, $4, 'demo', $5)",
                    values![unit.new_id(), organization.0, person, role.name(), now],
                )
                .await?;
                unit.execute(
                    "INSERT INTO sessions (id, token_hash, person_id, created_at, last_seen_at, expires_at) \
                     VALUES ($1, $2, $3, $4, $4, $5)",
                    values![unit.new_id(), hash, person, now, later],
                )
                .await?;
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        Browser { site: self, token }
    }
}

impl Browser<'_> {
    pub(super) async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.into()).await
    }

    /// A form with one file.
    pub(super) async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name): (&str, &str),
        content: &[u8],
    ) -> Page {
        let mut body = Vec::new();
        for (key, value) in fields {
            let part =
                format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request = Request::post(path).header(CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.send(request, body.into()).await
    }

    /// The answer as it comes, for streams that do not end by themselves.
    pub(super) async fn answer(
        &self,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Response {
        let request = request
            .header("sec-fetch-site", "same-origin")
            .header("accept-language", "ru")
            .header(COOKIE, format!("kabinet={}", self.token))
            .body(body)
            .unwrap();
        self.site.router.clone().oneshot(request).await.unwrap()
    }

    pub(super) async fn send(&self, request: axum::http::request::Builder, body: Body) -> Page {
        let response = self.answer(request, body).await;
        let status = response.status();
        let header = |name| {
            let value = response.headers().get(name);
            value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
        };
        let (location, disposition) = (header(LOCATION), header(CONTENT_DISPOSITION));
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !body.contains('⟦'),
            "a text is missing: {}",
            around(&body, "⟦")
        );
        let mut ids: Vec<&str> = body.split(" id=\"").skip(1).collect();
        for id in &mut ids {
            *id = id.split('"').next().unwrap_or_default();
        }
        ids.sort_unstable();
        let twice = ids.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "links and labels lead to the first of two");
        Page {
            status,
            location,
            disposition,
            body,
        }
    }
}

impl Page {
    /// The first attribute value after `before`, HTML entities undone.
    pub(super) fn value(&self, before: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(before)
            .unwrap_or_else(|| panic!("no {before} in {}", self.body));
        let (value, _) = rest.split_once('"').unwrap();
        value.replace("&#38;", "&").replace("&amp;", "&")
    }

    pub(super) fn action(&self) -> String {
        self.value("<form class=\"narrow\" method=\"post\" action=\"")
    }

    pub(super) fn revision(&self) -> String {
        self.value("name=\"revision\" value=\"")
    }

    pub(super) fn leads_to(self, end: &str) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        assert!(
            self.location.contains(end),
            "{} does not lead to {end}",
            self.location
        );
        self.location
    }

    pub(super) fn shows(&self, text: &str) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        assert!(self.body.contains(text), "no {text:?} in {}", self.body);
    }
}

fn around(body: &str, what: &str) -> String {
    body.split(what)
        .nth(1)
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect()
}

async fn organization(
    test: &TestDb,
    name: &str,
    ogrn: String,
    is_authority: bool,
) -> OrganizationId {
    let inn = good_inn();
    let new = NewOrganization {
        inn,
        ogrn,
        name_full: name.to_owned(),
        address: "г. Северогорск, ул. Полярная, д. 1".to_owned(),
        ..NewOrganization::default()
    };
    let made = test.db.write(async move |unit: Unit| {
        if is_authority {
            organizations::create_authority(&unit, &new).await
        } else {
            organizations::create_confirmed(&unit, &new).await
        }
    });
    made.await.unwrap()
}

pub(super) fn good_ogrn() -> String {
    (0..10)
        .map(|last| format!("102990000010{last}"))
        .find(|it| Ogrn::parse(it).is_ok())
        .unwrap()
}

pub(super) fn good_inn() -> String {
    (0..10)
        .map(|last| format!("990000100{last}"))
        .find(|it| Inn10::parse(it).is_ok())
        .unwrap()
}

/// Submits an extract; the application's address.
pub(super) async fn submitted(clerk: &Browser<'_>) -> String {
    let url = format!(
        "/o/{}/applications/new?service=license-extract",
        clerk.site.company
    );
    let (inn, ogrn) = (good_inn(), good_ogrn());
    let typed = [
        ("organization_name", "ООО «Северный луч»"),
        ("inn", inn.as_str()),
        ("ogrn", ogrn.as_str()),
        ("email", "other@luch.example"),
        ("scope", "one"),
        ("license_number", "АН-99-000123"),
        ("consent", "on"),
    ];
    let done = clerk.post(&url, &typed).await.leads_to("/done");
    done.trim_end_matches("/done").to_owned()
}

/// The authority's address of an application.
pub(super) fn in_queue(site: &TestSite, application: &str) -> String {
    application.replace(
        &format!("/o/{}/applications/", site.company),
        &format!("/o/{}/queue/", site.authority),
    )
}

/// One grey pixel.
pub(super) const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];
