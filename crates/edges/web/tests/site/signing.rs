//! Signatures over the router: checking them, signing in by certificate, signing applications.

use access::{PersonId, Role};
use esign::algorithm::Digest;
use testkit::TestKey;

use crate::support::{Answer, Client, TestApp, multipart};

/// The value of an attribute after `before`, entities undone.
fn after(answer: &Answer, before: &str) -> String {
    let text = answer.text();
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{}: no {before}: {}", answer.asked, answer.short()));
    let (value, _) = rest.split_once('"').unwrap();
    value.replace("&#38;", "&").replace("&amp;", "&")
}

/// The text that a panel wants signed.
fn challenge(answer: &Answer) -> (String, Vec<u8>) {
    let content = after(answer, "data-content=\"")
        .replace("&#61;", "=")
        .replace("&#43;", "+");
    let text = data_encoding::BASE64.decode(content.as_bytes()).unwrap();
    (after(answer, "name=\"challenge\" value=\""), text)
}

#[tokio::test]
async fn anybody_checks_a_signature_and_takes_the_report_along() {
    let app = TestApp::start().await;
    let signer = app.new_person("signer@people.example", false).await;
    let key = app.key(signer).await;
    let content = b"%PDF-1.7 a document".to_vec();
    let cms = key.sign(&content, app.app.db.clock().now());
    let nobody = app.nobody();
    let files: [(&str, &str, &str, &[u8]); 2] = [
        ("content", "договор.pdf", "application/pdf", &content),
        (
            "signature",
            "договор.pdf.sig",
            "application/pkcs7-signature",
            &cms,
        ),
    ];
    let stored = app.stored_files();
    let good = nobody
        .upload("/verify?way=detached", multipart(&[], &files))
        .await
        .expect(200);
    for told in [
        "Подпись верна",
        "Котова Анна Сергеевна",
        "Квалифицированная подпись",
        "договор.pdf",
    ] {
        assert!(good.text().contains(told), "{told}: {}", good.short());
    }
    assert_eq!(app.stored_files(), stored, "nothing is kept");
    let sealed = after(&good, "name=\"sealed\" value=\"")
        .replace("&#61;", "=")
        .replace("&#43;", "+");
    let pdf = nobody
        .post("/verify/report", &[("sealed", &sealed), ("format", "pdf")])
        .await
        .expect(200);
    assert!(pdf.body.starts_with(b"%PDF-"));
    let json = nobody
        .post("/verify/report", &[("sealed", &sealed), ("format", "json")])
        .await
        .expect(200);
    assert!(json.text().contains("TOTAL_PASSED"));
    let mut forged = sealed.clone();
    let changed = if forged.starts_with('A') { "B" } else { "A" };
    forged.replace_range(0..1, changed);
    nobody
        .post("/verify/report", &[("sealed", &forged)])
        .await
        .expect(400);

    let mut altered = content.clone();
    altered[0] ^= 1;
    let files: [(&str, &str, &str, &[u8]); 2] = [
        ("content", "договор.pdf", "application/pdf", &altered),
        files[1],
    ];
    let bad = nobody
        .upload("/verify?way=detached", multipart(&[], &files))
        .await
        .expect(200);
    assert!(bad.text().contains("Подпись неверна") && bad.text().contains("SIG-061"));
    assert!(
        !bad.text().contains("Квалифицированная подпись"),
        "no praise"
    );
    assert!(bad.text().contains("Сертификат квалифицированный"));
    let direct = nobody
        .upload(
            "/verify?way=detached",
            multipart(&[("format", "json")], &files),
        )
        .await
        .expect(200);
    assert!(direct.text().contains("HASH_FAILURE"), "{}", direct.text());

    let hash = data_encoding::HEXLOWER.encode(&Digest::Streebog256.hash(&content));
    let typed = [("hash", hash.as_str()), ("hash_algorithm", "streebog-256")];
    let by_hash = nobody
        .upload("/verify?way=hash", multipart(&typed, &files[1..]))
        .await
        .expect(200);
    assert!(
        by_hash.text().contains("Подпись верна"),
        "{}",
        by_hash.short()
    );
    let nothing = nobody
        .upload("/verify", multipart(&[("date", "31.02.2026")], &[]))
        .await
        .expect(422);
    assert!(nothing.text().contains("f-file-error") && nothing.text().contains("f-date-error"));
}

#[tokio::test]
async fn a_certificate_signs_in_and_the_first_time_makes_the_account() {
    let app = TestApp::start().await;
    let person = app.new_person("known@people.example", false).await;
    let key = app.key(person).await;
    let client = app.nobody();
    let page = client.get("/sign-in/certificate").await.expect(200);
    let (id, text) = challenge(&page);
    assert!(String::from_utf8_lossy(&text).contains("kabinet.example"));
    let signature = app.signature(&key, &text);
    let form = [
        ("challenge", id.as_str()),
        ("signature", signature.as_str()),
    ];
    client.post("/sign-in/certificate", &form).await.expect(303);
    assert!(client.is_signed_in());
    let twice = app.nobody();
    let again = twice.post("/sign-in/certificate", &form).await.expect(422);
    assert!(again.text().contains("ESG-002") && !twice.is_signed_in());

    // Somebody whom the cabinet does not know yet.
    let newcomer = testkit::TestOwner {
        name: ["Новиков", "Пётр", "Ильич"],
        snils: requisites::Snils::with_check_digits("990000077")
            .unwrap()
            .as_str()
            .to_owned(),
        ..testkit::TestOwner::default()
    };
    let key = app.authority_of_keys.key_of(&newcomer);
    let client = app.nobody();
    let (id, text) = challenge(&client.get("/sign-in/certificate").await);
    let signature = app.signature(&key, &text);
    let form = [
        ("challenge", id.as_str()),
        ("signature", signature.as_str()),
    ];
    let page = client.post("/sign-in/certificate", &form).await.expect(200);
    assert!(page.text().contains("Новиков Пётр Ильич") && !client.is_signed_in());
    let ticket = after(&page, "name=\"ticket\" value=\"");
    let mut form = vec![("ticket", ticket.as_str()), ("email", "novikov")];
    let wrong = client
        .post("/register/certificate", &form)
        .await
        .expect(422);
    assert!(wrong.text().contains("f-email-error") && wrong.text().contains("f-agree_data-error"));
    form[1] = ("email", "novikov@people.example");
    form.extend([("agree_terms", "on"), ("agree_data", "on")]);
    client
        .post("/register/certificate", &form)
        .await
        .expect(303);
    assert!(client.is_signed_in());
    client.get("/me/signatures").await.expect(200);
    let used = app.nobody();
    let used_up = used.post("/register/certificate", &form).await.expect(422);
    assert!(used_up.text().contains("ESG-011") && !used.is_signed_in());
}

/// Signs in with this key; returns the answer.
async fn enter(app: &TestApp, client: &Client, key: &TestKey) -> Answer {
    let (id, text) = challenge(&client.get("/sign-in/certificate").await);
    let signature = app.signature(key, &text);
    let form = [
        ("challenge", id.as_str()),
        ("signature", signature.as_str()),
    ];
    client.post("/sign-in/certificate", &form).await
}

/// The id of the person's only certificate.
async fn only_certificate(app: &TestApp, person: PersonId) -> String {
    let actor = app.actor(person).await;
    let listed = signatures::certificates_of(&app.app.db, &actor)
        .await
        .unwrap();
    assert_eq!(listed.len(), 1);
    listed[0].id.to_string()
}

#[tokio::test]
async fn a_certificate_that_signed_in_is_listed_as_such_and_a_code_switches_it_off_and_on() {
    let app = TestApp::start().await;
    let person = app.new_person("known@people.example", false).await;
    let key = app.key(person).await;
    let client = app.nobody();
    enter(&app, &client, &key).await.expect(303);
    let list = client.get("/me/signatures").await.expect(200);
    assert!(list.text().contains("для входа"), "{}", list.short());
    let url = format!("/me/signatures/{}", only_certificate(&app, person).await);
    let page = client.get(&url).await.expect(200);
    assert!(
        page.text().contains("Мы запомнили его при входе")
            && !page.text().contains("name=\"code\"")
    );

    let question = client.get(&format!("{url}/deactivate")).await.expect(200);
    assert!(question.text().contains("Отправить код"));
    let sent = client
        .post(&format!("{url}/deactivate"), &[])
        .await
        .expect(303);
    assert_eq!(sent.location(), format!("{url}?code=off"));
    let page = client.get(sent.location()).await.expect(200);
    let action = format!("{url}/deactivate/code");
    assert!(page.text().contains(&action) && page.text().contains("name=\"code\""));
    let soon = client
        .post(&format!("{url}/resend"), &[("code", "off")])
        .await
        .expect(422);
    assert!(soon.text().contains("ESG-017") && soon.text().contains(&action));
    let code = app.mailed_code().await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let refused = client.post(&action, &[("code", wrong)]).await.expect(422);
    assert!(
        refused.text().contains("f-code-error"),
        "{}",
        refused.short()
    );
    // A code that switches off switches nothing on.
    client
        .post(&format!("{url}/confirm"), &[("code", &code)])
        .await
        .expect(422);
    let stranger = app.somebody().await;
    stranger.post(&action, &[("code", &code)]).await.expect(404);
    client.post(&action, &[("code", &code)]).await.expect(303);
    let page = client.get(&url).await.expect(200);
    assert!(page.text().contains("Сертификат выключен") && !page.text().contains("/deactivate\""));
    let shut = app.nobody();
    let told = enter(&app, &shut, &key).await.expect(422);
    assert!(told.text().contains("ESG-010") && !shut.is_signed_in());
    // A second press of the old form.
    let again = client
        .post(&format!("{url}/deactivate"), &[])
        .await
        .expect(303);
    assert_eq!(again.location(), url);
    let late = client.post(&action, &[("code", &code)]).await.expect(422);
    assert!(late.text().contains("ESG-024"), "{}", late.short());

    app.test.clock.advance(jiff::SignedDuration::from_mins(2));
    let sent = client
        .post(&format!("{url}/activate"), &[])
        .await
        .expect(303);
    assert_eq!(sent.location(), format!("{url}?code=on"));
    let code = app.mailed_code().await;
    client
        .post(&format!("{url}/confirm"), &[("code", &code)])
        .await
        .expect(303);
    enter(&app, &shut, &key).await.expect(303);
    assert!(shut.is_signed_in());
}

#[tokio::test]
async fn what_was_never_confirmed_is_removed_without_a_code() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let person = client.person.unwrap();
    let key = app.key(person).await;
    let (id, text) = challenge(&client.get("/me/signatures/add").await.expect(200));
    let signature = app.signature(&key, &text);
    let form = [
        ("challenge", id.as_str()),
        ("signature", signature.as_str()),
    ];
    let added = client.post("/me/signatures/add", &form).await.expect(303);
    let url = format!("/me/signatures/{}", only_certificate(&app, person).await);
    assert_eq!(added.location(), format!("{url}?code=on"));
    let removed = client
        .post(&format!("{url}/deactivate"), &[])
        .await
        .expect(303);
    assert_eq!(removed.location(), "/me/signatures");
    client.get(&url).await.expect(404);
}

#[tokio::test]
async fn a_certificate_that_has_ended_neither_signs_in_nor_signs_and_it_is_said_why() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let clerk = company.with(Role::Specialist).await;
    let person = clerk.person.unwrap();
    let owner = app.owner(person).await;
    let key = app.authority_of_keys.key_of(&owner);
    enter(&app, &app.nobody(), &key).await.expect(303);
    app.test.clock.advance(
        key.certificate
            .not_after()
            .duration_since(app.app.db.clock().now()),
    );
    app.test.clock.advance(jiff::SignedDuration::from_hours(1));
    let client = app.nobody();
    let told = enter(&app, &client, &key).await.expect(422);
    assert!(
        told.text().contains("SIG-026") && !client.is_signed_in(),
        "{}",
        told.short()
    );
    assert!(told.text().contains("Срок сертификата"));
    clerk.stay_signed_in().await;
    let list = clerk.get("/me/signatures").await.expect(200);
    assert!(
        list.text().contains("срок вышел") || list.text().contains("вышел"),
        "{}",
        list.short()
    );
}

#[tokio::test]
async fn a_revoked_key_and_a_wrong_clock_are_told_by_their_names() {
    let app = TestApp::start().await;
    let person = app.new_person("known@people.example", false).await;
    let key = app.key(person).await;
    let client = app.nobody();
    let (id, text) = challenge(&client.get("/sign-in/certificate").await);
    let yesterday = app.app.db.clock().now() - jiff::SignedDuration::from_hours(24);
    let late = data_encoding::BASE64.encode(&key.sign(&text, yesterday));
    let form = [("challenge", id.as_str()), ("signature", late.as_str())];
    let told = client.post("/sign-in/certificate", &form).await.expect(422);
    assert!(told.text().contains("ESG-006"), "{}", told.short());
    app.authority_of_keys.revoke(&[&key]);
    // The list on disk is looked at again once its time has changed.
    let revoked = TestApp::start().await;
    revoked.new_person("known@people.example", false).await;
    let owner = revoked
        .owner(revoked.somebody().await.person.unwrap())
        .await;
    let key = revoked.authority_of_keys.key_of(&owner);
    revoked.authority_of_keys.revoke(&[&key]);
    let client = revoked.nobody();
    let (id, text) = challenge(&client.get("/sign-in/certificate").await);
    let signature = revoked.signature(&key, &text);
    let form = [
        ("challenge", id.as_str()),
        ("signature", signature.as_str()),
    ];
    let told = client.post("/sign-in/certificate", &form).await.expect(422);
    assert!(
        told.text().contains("SIG-040") && !client.is_signed_in(),
        "{}",
        told.short()
    );
}

#[tokio::test]
async fn a_signed_application_shows_its_block_on_both_sides_with_the_exact_bytes() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let signed = app.signed_application(&company).await;
    let head = company.with(Role::Administrator).await;
    let own = format!("/o/{}/applications/{}", company.id().await.0, signed.id);
    let page = head.get(&own).await.expect(200);
    for told in [
        "Подписано: Котова Анна Сергеевна",
        "усиленная квалифицированная",
        "заявление.xml",
    ] {
        assert!(page.text().contains(told), "{told}");
    }
    let signature = head
        .get(&format!("{own}/signatures/{}", signed.signature))
        .await
        .expect(200);
    let content = head
        .get(&format!("{own}/signatures/{}/content", signed.signature))
        .await
        .expect(200);
    let files: [(&str, &str, &str, &[u8]); 2] = [
        ("content", "заявление.xml", "application/xml", &content.body),
        (
            "signature",
            "заявление.xml.sig",
            "application/octet-stream",
            &signature.body,
        ),
    ];
    let checked = app
        .nobody()
        .upload("/verify?way=detached", multipart(&[], &files))
        .await;
    assert!(
        checked.text().contains("Подпись верна"),
        "{}",
        checked.short()
    );
    let official = app.authority().with(Role::Specialist).await;
    let queue = format!("/o/{}/queue/{}", app.authority().id().await.0, signed.id);
    let page = official.get(&queue).await.expect(200);
    assert!(page.text().contains("Подписано: Котова Анна Сергеевна"));
}

#[tokio::test]
async fn whoever_receives_a_signature_sees_what_it_says_now_and_a_change_is_loud() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let signed = app.signed_application(&company).await;
    let official = app.authority().with(Role::Specialist).await;
    let head = company.with(Role::Administrator).await;
    let queue = format!("/o/{}/queue/{}", app.authority().id().await.0, signed.id);
    let own = format!("/o/{}/applications/{}", company.id().await.0, signed.id);
    for (client, url) in [(&official, &queue), (&head, &own)] {
        let page = client.get(url).await.expect(200);
        for told in [
            "Проверена при подписании",
            "Проверена сейчас",
            "подпись верна",
        ] {
            assert!(page.text().contains(told), "{told}: {}", page.short());
        }
        assert!(!page.text().contains("is-broken"));
    }
    // Somebody at the database puts other words into the applicant's mouth.
    let (db, id) = (&app.app.db, signed.signature);
    let changed = db.write(async move |unit: db::Unit| {
        let sql = "UPDATE document_signatures SET content = $2, content_sha256 = $3 WHERE id = $1";
        let other = b"<application-to-sign/>".to_vec();
        let hash = Digest::Sha256.hash(&other);
        unit.execute(sql, db::values![id, other, hash]).await
    });
    assert_eq!(changed.await.unwrap(), 1);
    for (client, url) in [(&official, &queue), (&head, &own)] {
        let page = client.get(url).await.expect(200);
        for told in [
            "is-broken",
            "не полагайтесь на него",
            "подпись неверна",
            "role=\"alert\"",
        ] {
            assert!(page.text().contains(told), "{told}: {}", page.short());
        }
        assert!(
            !page.text().contains("усиленная квалифицированная"),
            "no praise for it"
        );
    }
}

#[tokio::test]
async fn the_operator_sees_whether_a_signed_scan_is_as_it_was() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = app.signed_request().await;
    let url = format!("/operator/requests/{}", request.id);
    let page = operator.get(&url).await.expect(200);
    assert!(page.text().contains("Проверена сейчас"), "{}", page.short());
    for file in app.stored_files() {
        std::fs::remove_file(file).unwrap();
    }
    let page = operator.get(&url).await.expect(200);
    assert!(page.text().contains("нет в хранилище") && page.text().contains("is-broken"));
}

#[tokio::test]
async fn a_manager_signs_what_they_approve() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let filed = app.at_approval(&company).await;
    let manager = app.manager().await;
    let key = app.key(manager.person.unwrap()).await;
    let queue = format!("/o/{}/queue/{}", app.authority().id().await.0, filed.id);
    let page = manager.get(&format!("{queue}/sign")).await.expect(200);
    let document = manager.get(&format!("{queue}/to-sign")).await.expect(200);
    let signature = app.signature(&key, &document.body);
    let revision = after(&page, "name=\"revision\" value=\"");
    let form = [
        ("revision", revision.as_str()),
        ("signature", signature.as_str()),
    ];
    manager
        .post(&format!("{queue}/sign"), &form)
        .await
        .expect(303);
    let decided = manager.get(&queue).await.expect(200);
    assert!(decided.text().contains("решение.xml") && decided.text().contains("Подписано"));
    // It does not wait any more: back to its page.
    manager.get(&format!("{queue}/sign")).await.expect(303);
}

#[tokio::test]
async fn a_signed_document_of_a_request_cannot_be_taken_out() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let request = app.signed_document(client.person.unwrap()).await;
    let documents = format!("/me/organizations/requests/{}/documents", request.id);
    let page = client.get(&documents).await.expect(200);
    let remove = format!("{documents}/{}/remove", request.document);
    assert!(page.text().contains("Подписано: Котова") && !page.text().contains(&remove));
    let refused = client.post(&remove, &[]).await.expect(422);
    assert!(refused.text().contains("LNK-034"), "{}", refused.short());
}

#[tokio::test]
async fn the_demo_gives_its_keys_and_nothing_else_of_their_folder() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let list = nobody.get("/demo/keys").await.expect(200);
    assert!(list.text().contains("training.p12") && list.text().contains("Klyuch"));
    assert_eq!(
        nobody.get("/demo/keys/training.p12").await.expect(200).body,
        b"a key"
    );
    for other in ["root.cer", "..%2Fmaster.key", "nothing.p12", ".p12"] {
        nobody.get(&format!("/demo/keys/{other}")).await.expect(404);
    }
}
