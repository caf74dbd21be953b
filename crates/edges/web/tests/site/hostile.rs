//! Input that no page of ours sends. `support/answer.rs` refuses a 500 and an answer without a page.

use access::Role;
use axum::body::Body;
use axum::http::Request;

use crate::support::{Answer, Client, TestApp, card, multipart, simple_answers};

const FORM: &str = "application/x-www-form-urlencoded";
/// Long enough for everything, short enough for the limit of a form.
const LONG: usize = 20_000;

const REGISTRATION: &[(&str, &str)] = &[
    ("last_name", "Новикова"),
    ("first_name", "Ирина"),
    ("middle_name", "Олеговна"),
    ("email", "novikova@people.example"),
    ("phone", "+7 900 123-45-67"),
    ("document_kind", "passport_rf"),
    ("document_number", "45 10 123456"),
    ("password", "Тихий-Океан-1741"),
    ("agree_terms", "yes"),
    ("agree_data", "yes"),
];

const NASTY: &[&str] = &[
    "'; DROP TABLE people; --",
    "\"><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "%",
    "_",
    "\\",
    "{{7*7}} ${7*7} #{7*7}",
    "\u{202e}\u{0}\u{ffff}",
    "' UNION SELECT password_hash FROM people --",
    "(a+)+$ AND NOT * OR \"",
    "../../../../etc/passwd",
];

/// The lists with a search, a filter or pages.
async fn lists(app: &TestApp) -> Vec<(Client, Vec<String>)> {
    let (company, authority) = (app.company("Северный луч"), app.authority());
    let (org, office) = (company.id().await.0, authority.id().await.0);
    app.submitted(&company).await;
    let of = |paths: &[String]| paths.to_vec();
    vec![
        (
            company.with(Role::Administrator).await,
            of(&[
                "/me/organizations/add".to_owned(),
                "/registry".to_owned(),
                "/me/notices".to_owned(),
                format!("/o/{org}/employees"),
                format!("/o/{org}/applications"),
                format!("/o/{org}/journal"),
                format!("/o/{org}/journal.csv"),
                format!("/o/{org}/services"),
            ]),
        ),
        (
            authority.with(Role::Administrator).await,
            of(&[format!("/o/{office}/queue")]),
        ),
        (
            app.operator().await,
            of(&["requests", "organizations", "people"].map(|list| format!("/operator/{list}"))),
        ),
        (
            app.nobody(),
            of(&["/services".to_owned(), "/demo/mail".to_owned()]),
        ),
    ]
}

fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[track_caller]
fn is_escaped(answer: &Answer) {
    let text = answer.text();
    assert!(
        !text.contains("<script>alert(1)") && !text.contains("<img src=x"),
        "{} gives HTML back",
        answer.asked
    );
}

async fn nobody_is_harmed_by_searches(app: &TestApp) {
    let people = app.rows("people").await;
    for (client, paths) in lists(app).await {
        for path in paths {
            for nasty in NASTY {
                for name in [
                    "q", "to", "state", "role", "service", "holder", "action", "person", "from",
                    "until", "category",
                ] {
                    let answer = client
                        .get(&format!("{path}?{name}={}", encoded(nasty)))
                        .await;
                    assert!(
                        answer.status == 200 || answer.status.is_client_error(),
                        "{}: {}",
                        answer.asked,
                        answer.status
                    );
                    is_escaped(&answer);
                }
            }
            for q in ["%00", "%ff%fe", "%", "%zz", "+++", &"%D0%B0".repeat(3_000)] {
                let answer = client.get(&format!("{path}?q={q}&to={q}")).await;
                assert!(
                    answer.status == 200 || answer.status.is_client_error(),
                    "{}: {}",
                    answer.asked,
                    answer.status
                );
            }
        }
    }
    assert!(app.rows("people").await >= people);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_take_anything_and_give_no_html_back() {
    nobody_is_harmed_by_searches(&TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_searches_take_anything_and_give_no_html_back() {
    nobody_is_harmed_by_searches(&TestApp::start_on_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_number_can_be_anything() {
    let app = TestApp::start().await;
    for (client, paths) in lists(&app).await {
        for path in paths {
            for page in [
                "0",
                "-1",
                "1e9",
                "abc",
                "",
                "2",
                "4294967295",
                "4294967296",
                "99999999999999999999999",
                "1.5",
            ] {
                let answer = client.get(&format!("{path}?page={page}")).await;
                assert!(
                    answer.status == 200 || answer.status.is_client_error(),
                    "{}: {}",
                    answer.asked,
                    answer.status
                );
            }
            let twice = client.get(&format!("{path}?page=1&page=2&q=a&q=b")).await;
            assert!(
                twice.status == 200 || twice.status.is_client_error(),
                "{}: {}",
                twice.asked,
                twice.status
            );
        }
    }
}

/// Forms of every area, each with somebody who may send it.
async fn forms(app: &TestApp) -> Vec<(Client, String)> {
    let (company, authority) = (app.company("Северный луч"), app.authority());
    let (org, _) = (company.id().await.0, authority.id().await);
    let person = company.with(Role::Administrator).await;
    let request = app.link_draft(person.person.unwrap()).await.id;
    let draft = app.draft(&company).await.id;
    let asked = app.submitted(&company).await.id;
    let (_, secret) = app.invitation(&company).await;
    let mut forms = vec![(person, format!("/me/organizations/requests/{request}/card"))];
    for path in [
        "/me/profile".to_owned(),
        "/me/profile/phone".to_owned(),
        "/me/security/password".to_owned(),
        "/me/security/totp".to_owned(),
        "/me/organizations/add".to_owned(),
        format!("/o/{org}/employees/invite"),
        format!("/o/{org}/applications/new?service=license-extract"),
        format!("/o/{org}/applications/{draft}/edit/applicant"),
        format!("/o/{org}/applications/{draft}/submit"),
        format!("/o/{org}/applications/{asked}/withdraw"),
        format!("/o/{org}/applications/{asked}/addition"),
    ] {
        forms.push((company.with(Role::Administrator).await, path));
    }
    for path in [
        "/register",
        "/sign-in",
        "/recover",
        "/register/resend",
        "/register/confirm",
        "/recover/new",
    ] {
        forms.push((app.nobody(), path.to_owned()));
    }
    forms.push((app.nobody(), format!("/invitations/{secret}")));
    forms
}

#[track_caller]
fn is_refused(answer: &Answer) {
    let status = answer.status.as_u16();
    let is_expected = [200, 303, 400, 409, 413, 415, 422].contains(&status);
    assert!(is_expected, "{}: {status} {}", answer.asked, answer.short());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_form_is_refused_with_a_page() {
    let app = TestApp::start().await;
    for (client, path) in forms(&app).await {
        let people = app.rows("people").await;
        let many_fields: Vec<String> = (0..10_000).map(|n| format!("field{n}={n}")).collect();
        let many_fields = many_fields.join("&");
        for (content_type, body) in [
            (FORM, Vec::new()),
            (
                FORM,
                b"email=%ff%fe&last_name=%c3%28&number=%ff&organization_name=%ff&revision=%ff"
                    .to_vec(),
            ),
            (FORM, b"\xff\xfe\x00\x01=\x00&&&=&%&%z=%".to_vec()),
            (
                FORM,
                b"revision=-1&revision=99999999999999999999&revision=x".to_vec(),
            ),
            (FORM, "email=a@b.example&".repeat(2_000).into_bytes()),
            (FORM, many_fields.into_bytes()),
            (
                FORM,
                format!("email={}", "a".repeat(300 * 1024)).into_bytes(),
            ),
            (
                FORM,
                format!("revision=0&{}=1", "a".repeat(200 * 1024)).into_bytes(),
            ),
            ("application/json", b"{\"email\":\"a@b.example\"}".to_vec()),
            ("text/plain", b"email=a@b.example".to_vec()),
            ("", b"email=a@b.example".to_vec()),
            ("multipart/form-data", b"--x\r\n\r\n--x--".to_vec()),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\ncontent-disposition: form-data; name=\"a".to_vec(),
            ),
            (
                "multipart/form-data; boundary=x",
                b"no boundary here".to_vec(),
            ),
            ("multipart/form-data; boundary=\"", b"--\"--".to_vec()),
        ] {
            let answer = client.post_raw(&path, content_type, body).await;
            is_refused(&answer);
        }
        assert_eq!(app.rows("people").await, people, "{path} made an account");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_refuses_long_and_strange_values_of_every_field_and_stores_nothing() {
    registration_is_strict(&TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_registration_refuses_long_and_strange_values_of_every_field() {
    registration_is_strict(&TestApp::start_on_postgres().await).await;
}

async fn registration_is_strict(app: &TestApp) {
    let client = app.nobody();
    let texts = [
        "last_name",
        "first_name",
        "middle_name",
        "email",
        "phone",
        "document_number",
    ];
    for field in texts {
        let long = "я".repeat(LONG / 2);
        let nasty = [
            long.as_str(),
            "a\u{0}b",
            "Ива\u{0}нов",
            "<script>alert(1)</script>",
            "'; DROP TABLE people; --",
            "\u{202e}нов",
            "a\r\nBcc: x@evil.example",
        ];
        for value in nasty {
            let form: Vec<(&str, &str)> = REGISTRATION
                .iter()
                .map(|(name, good)| (*name, if *name == field { value } else { good }))
                .collect();
            let answer = client.post("/register", &form).await;
            let expected = if value.contains('\0') { 400 } else { 422 };
            assert_eq!(
                answer.status,
                expected,
                "{field} = {value:.20?}: {}",
                answer.short()
            );
            is_escaped(&answer);
        }
    }
    assert_eq!(app.rows("people").await, 0);
    assert_eq!(app.rows("jobs").await, 0, "no letter to anybody");
    for password in [
        "",
        "1",
        "password",
        "novikova@people.example",
        "Новикова-2026",
    ] {
        let mut form = REGISTRATION.to_vec();
        form[7].1 = password;
        client.post("/register", &form).await.expect(422);
    }
    let long = "Ю7-".repeat(LONG / 3);
    let mut form = REGISTRATION.to_vec();
    form[7].1 = &long;
    client.post("/register", &form).await.expect(422);
    assert_eq!(app.rows("people").await, 0);
    client.post("/register", REGISTRATION).await.expect(303);
    assert_eq!(app.rows("people").await, 1, "the good form is good");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nul_byte_is_never_a_failure_of_ours() {
    nul_everywhere(&TestApp::start().await).await;
}

/// SQLite keeps a NUL in a text, PostgreSQL refuses it: only there a field that lets it through fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_a_nul_byte_is_never_a_failure_of_ours() {
    nul_everywhere(&TestApp::start_on_postgres().await).await;
}

async fn nul_everywhere(app: &TestApp) {
    let names = [
        "email",
        "password",
        "next",
        "token",
        "last_name",
        "first_name",
        "middle_name",
        "phone",
        "document_kind",
        "document_number",
        "code",
        "lang",
        "time_zone",
        "number",
        "ogrn",
        "kpp",
        "name",
        "address",
        "position",
        "role",
        "until",
        "organization_name",
        "inn",
        "scope",
        "license_number",
        "comment",
        "text",
        "current",
        "new",
        "contact_name",
        "legal_address",
        "contact_email",
        "contact_phone",
        "consent",
    ];
    for (client, path) in forms(app).await {
        let mut form: Vec<(&str, &str)> = names.iter().map(|name| (*name, "a\u{0}b")).collect();
        form.push(("revision", "1"));
        is_refused(&client.post(&path, &form).await);
        // The other fields are good, so that the NUL gets as far as it can.
        for name in [
            "position",
            "name",
            "address",
            "comment",
            "text",
            "organization_name",
            "legal_address",
            "time_zone",
        ] {
            let mut form = plausible();
            form.retain(|(field, _)| *field != name);
            form.push((name, "a\u{0}b"));
            is_refused(&client.post(&path, &form).await);
        }
    }
    for path in [
        "/services/a%00b",
        "/language/%00",
        "/invitations/a%00b",
        "/demo/mail/%00",
        "/o/%00",
        "/assets/%00",
    ] {
        let answer = app.nobody().get(path).await;
        assert!(
            answer.status.is_client_error() || answer.status == 200 || answer.class() == "sign-in",
            "{path}"
        );
    }
}

/// Good values for the fields of all forms.
fn plausible() -> Vec<(&'static str, &'static str)> {
    vec![
        ("revision", "1"),
        ("email", "guest@people.example"),
        ("last_name", "Гусева"),
        ("first_name", "Мария"),
        ("role", "observer"),
        ("position", "Директор"),
        ("name", "ООО"),
        ("address", "г. Северогорск"),
        ("lang", "ru"),
        ("time_zone", "Europe/Moscow"),
        ("text", "Ответ"),
        ("comment", "Ответ"),
        ("organization_name", "ООО"),
        ("legal_address", "г. Северогорск"),
        ("password", "Тихий-Океан-1741"),
        ("consent", "on"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_broken_utf8_or_a_broken_id_is_not_found() {
    let app = TestApp::start().await;
    let (company, _) = (app.company("Северный луч"), app.authority().id().await);
    let org = company.id().await.0;
    let (head, operator) = (
        company.with(Role::Administrator).await,
        app.operator().await,
    );
    for id in [
        "%ff",
        "%00",
        "1",
        "..%2f..%2fetc",
        "00000000-0000-0000-0000-00000000000g",
        "%F0%9F%98%80",
        "'--",
    ] {
        for route in [
            "applications/ID",
            "applications/ID/check",
            "employees/ID",
            "queue/ID",
            "applications/ID/files/ID",
        ] {
            let answer = head
                .get(&format!("/o/{org}/{}", route.replace("ID", id)))
                .await;
            assert_eq!(answer.status, 404, "{}", answer.asked);
        }
        for path in [
            "/o/ID",
            "/o/ID/about",
            "/me/files/ID",
            "/me/organizations/requests/ID",
            "/services/ID",
        ] {
            let answer = head.get(&path.replace("ID", id)).await;
            assert_eq!(answer.status, 404, "{}", answer.asked);
        }
        for path in ["/operator/requests/ID", "/operator/files/ID"] {
            let answer = operator.get(&path.replace("ID", id)).await;
            assert_eq!(answer.status, 404, "{}", answer.asked);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_headers_are_no_failure() {
    let app = TestApp::start().await;
    for (name, value) in [
        (
            "cookie",
            "kabinet=\u{7f}; ;;;=;language=xx; language=../../x",
        ),
        ("accept-language", ",,;q=x,*;q=9,zz-ZZ-ZZ-ZZ"),
        ("user-agent", ""),
        ("x-forwarded-for", "not-an-ip, ::, 999.1.1.1"),
        ("range", "bytes=0-18446744073709551615"),
        ("if-none-match", "*, W/\"x\", \"\""),
        (
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-7",
        ),
        ("content-length", "5"),
    ] {
        let mut request = Request::get("/sign-in").body(Body::empty()).unwrap();
        if let Ok(value) = axum::http::HeaderValue::from_str(value) {
            request
                .headers_mut()
                .insert(axum::http::HeaderName::from_static(name), value);
        }
        app.nobody().send(request).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_typed_is_shown_as_text_wherever_it_comes_back() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let head = company.with(Role::Administrator).await;
    let org = company.id().await.0;
    let colleague = app.new_person("colleague@people.example", false).await;
    let membership = company.add(colleague, Role::Observer).await;
    let xss = "<script>alert(1)</script>";
    let employee = format!("/o/{org}/employees/{membership}");
    head.post(&employee, &[("role", "observer"), ("position", xss)])
        .await
        .expect(303);
    let one = card(1);
    let mut answers = simple_answers(one.inn.as_deref().unwrap(), &one.ogrn);
    answers[0].1 = xss.to_owned();
    answers.push(("comment", xss.to_owned()));
    let form: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let path = format!("/o/{org}/applications/new?service=license-extract");
    let receipt = head.post(&path, &form).await.expect(303);
    let application = receipt.location().trim_end_matches("/done").to_owned();
    assert!(
        receipt.location().ends_with("/done"),
        "{}",
        receipt.location()
    );
    for page in [
        employee.clone(),
        format!("/o/{org}/employees"),
        application.clone(),
        format!("/o/{org}/journal"),
    ] {
        is_escaped(&head.get(&page).await.expect(200));
    }
    let official = app.authority().with(Role::Specialist).await;
    let id = application.rsplit('/').next().unwrap();
    let in_queue = format!("/o/{}/queue/{id}", app.authority().id().await.0);
    is_escaped(&official.get(&in_queue).await.expect(200));
    let upload = multipart(
        &[("email", xss)],
        &[("email", "<script>alert(1)</script>.pdf", "text/html", b"x")],
    );
    is_escaped(&head.upload(&path, upload).await);
}
