//! The head confirms themselves by a code to the register's address.

use jiff::SignedDuration;
use organizations::links::ContactCodes;

use crate::support::{Client, SILENT, TestApp};

/// Six digits that are another code.
fn other(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

async fn begun(app: &TestApp, client: &Client, company: u64) -> String {
    let id = app.link_begun(client.person.unwrap(), company).await;
    format!("/me/organizations/requests/{id}")
}

#[tokio::test]
async fn the_head_is_offered_a_code_and_the_right_one_links_at_once() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let request = begun(&app, &client, 5).await;
    let card = client.get(&format!("{request}/card")).await.expect(200);
    let url = format!("{request}/code");
    assert!(card.text().contains("o•••@free.example") && card.text().contains(&url));
    assert!(!card.text().contains("office5@free.example"));
    let page = client.get(&url).await.expect(200);
    assert!(page.text().contains("o•••@free.example") && !page.text().contains("name=\"code\""));
    let sent = client.post(&format!("{url}/send"), &[]).await.expect(303);
    assert_eq!(sent.location(), url);
    let page = client.get(&url).await.expect(200);
    assert!(page.text().contains("name=\"code\"") && page.text().contains("one-time-code"));
    let code = app.mailed_code().await;
    let wrong = client
        .post(&url, &[("code", &other(&code))])
        .await
        .expect(422);
    assert!(wrong.text().contains("f-code-error") && wrong.text().contains("Осталось 4"));
    let done = client.post(&url, &[("code", &code)]).await.expect(303);
    client.get(done.location()).await.expect(200);
    // The request is decided: its page, and no second code.
    let status = client.get(&url).await.expect(303);
    assert_eq!(status.location(), request);
    let page = client.get(&request).await.expect(200);
    assert!(page.text().contains("вы её администратор") && !page.text().contains(&url));
    let again = client.post(&format!("{url}/send"), &[]).await.expect(303);
    assert_eq!(again.location(), request);
    let journal = format!("{}/journal", done.location());
    let journal = client.get(&journal).await.expect(200);
    assert!(
        journal.text().contains("по коду на её адрес из реестра"),
        "{}",
        journal.short()
    );
}

#[tokio::test]
async fn a_code_is_refused_when_it_is_late_spent_or_another_persons() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let request = begun(&app, &client, 5).await;
    let url = format!("{request}/code");
    let early = client.post(&url, &[("code", "123456")]).await.expect(422);
    assert!(early.text().contains("LNK-039"));
    client.post(&format!("{url}/send"), &[]).await.expect(303);
    let soon = client.post(&format!("{url}/send"), &[]).await.expect(422);
    assert!(soon.text().contains("LNK-040") && soon.text().contains("name=\"code\""));
    let code = app.mailed_code().await;
    let stranger = app.somebody().await;
    stranger.post(&url, &[("code", &code)]).await.expect(404);
    stranger.get(&url).await.expect(404);
    stranger.post(&format!("{url}/send"), &[]).await.expect(404);
    app.test.clock.advance(SignedDuration::from_mins(15));
    client.stay_signed_in().await;
    let late = client.post(&url, &[("code", &code)]).await.expect(422);
    assert!(late.text().contains("LNK-039"), "{}", late.short());
    client.post(&format!("{url}/send"), &[]).await.expect(303);
    let code = app.mailed_code().await;
    for _ in 0..4 {
        client
            .post(&url, &[("code", &other(&code))])
            .await
            .expect(422);
    }
    let spent = client
        .post(&url, &[("code", &other(&code))])
        .await
        .expect(422);
    assert!(spent.text().contains("LNK-039"), "{}", spent.short());
    let right = client.post(&url, &[("code", &code)]).await.expect(422);
    assert!(right.text().contains("LNK-039") && right.text().contains("Подтвердить документами"));
    for _ in 0..3 {
        app.test.clock.advance(SignedDuration::from_mins(2));
        client.post(&format!("{url}/send"), &[]).await.expect(303);
    }
    app.test.clock.advance(SignedDuration::from_mins(2));
    let enough = client.post(&format!("{url}/send"), &[]).await.expect(422);
    assert!(enough.text().contains("LNK-041"), "{}", enough.short());
}

#[tokio::test]
async fn where_there_is_no_address_or_something_differs_documents_are_the_way() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let silent = begun(&app, &client, SILENT).await;
    let card = client.get(&format!("{silent}/card")).await.expect(200);
    assert!(!card.text().contains(&format!("{silent}/code")));
    let page = client.get(&format!("{silent}/code")).await.expect(200);
    assert!(page.text().contains("LNK-036") && !page.text().contains("/code/send"));
    let sent = client
        .post(&format!("{silent}/code/send"), &[])
        .await
        .expect(422);
    assert!(sent.text().contains("LNK-036"));

    let request = begun(&app, &client, 6).await;
    let typed = [("name", "ООО «Южный ветер»"), ("position", "Директор")];
    client
        .post(&format!("{request}/card"), &typed)
        .await
        .expect(303);
    let card = client.get(&format!("{request}/card")).await.expect(200);
    assert!(!card.text().contains(&format!("{request}/code")));
    let sent = client
        .post(&format!("{request}/code/send"), &[])
        .await
        .expect(422);
    for told in ["LNK-037", "REG-008", "Подтвердить документами"] {
        assert!(sent.text().contains(told), "{told}: {}", sent.short());
    }
    assert_eq!(app.rows("link_codes").await, 0);
}

#[tokio::test]
async fn an_installation_without_codes_says_nothing_of_them_and_takes_none() {
    let app = TestApp::start()
        .await
        .configured(|site| site.contact_codes = ContactCodes::Off);
    let client = app.somebody().await;
    let request = begun(&app, &client, 5).await;
    let card = client.get(&format!("{request}/card")).await.expect(200);
    assert!(!card.text().contains("/code"));
    let url = format!("{request}/code");
    let page = client.get(&url).await.expect(200);
    assert!(page.text().contains("LNK-035") && !page.text().contains("/code/send"));
    let sent = client.post(&format!("{url}/send"), &[]).await.expect(422);
    assert!(sent.text().contains("LNK-035"));
    let given = client.post(&url, &[("code", "123456")]).await.expect(422);
    assert!(given.text().contains("LNK-035"));
    assert_eq!(app.rows("link_codes").await, 0);
}
