//! What pages say of checks, of the register's changes, of a stop; the look-up of codes.

use access::Role;
use db::{Unit, values};

use crate::support::TestApp;

#[tokio::test]
async fn the_list_of_checks_is_seen_before_sending_and_by_the_operator_who_reads_certificates() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let draft = app.link_draft(person.person.unwrap()).await;
    let own = format!("/me/organizations/requests/{}", draft.id);
    organizations::checks::look_outside(&app.app.db, &app.app.sources, draft.id)
        .await
        .unwrap();
    let page = person
        .get(&format!("{own}/submit"))
        .await
        .expect(200)
        .text();
    for words in [
        "Проверки",
        "Состояние в реестре",
        "Пройдена",
        "Ограничения СФР",
        "LNK-115",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let sent = person
        .post(&format!("{own}/submit"), &[("consent", "on")])
        .await;
    sent.expect(303);
    assert!(
        person
            .get(&own)
            .await
            .expect(200)
            .text()
            .contains("Проверки")
    );

    let operator = app.operator().await;
    let theirs = format!("/operator/requests/{}", draft.id);
    let page = operator.get(&theirs).await.expect(200).text();
    assert!(page.contains("Проверки") && page.contains("Справка проверена: ограничений нет"));
    let decided = operator
        .post(&format!("{theirs}/checks/fund"), &[("restrictions", "no")])
        .await;
    decided.expect(303);
    let page = operator.get(&theirs).await.expect(200).text();
    assert!(page.contains("Ограничений нет"));
    operator
        .post(&format!("{theirs}/checks/name"), &[("restrictions", "no")])
        .await
        .expect(422);
    operator
        .post(
            &format!("{theirs}/checks/nothing"),
            &[("restrictions", "no")],
        )
        .await
        .expect(404);
}

#[tokio::test]
async fn another_name_is_explained_in_the_same_place() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let draft = app.link_draft(person.person.unwrap()).await;
    let own = format!("/me/organizations/requests/{}", draft.id);
    let saved = person
        .post(
            &format!("{own}/card"),
            &[("name", "Совсем другое"), ("position", "Директор")],
        )
        .await;
    saved.expect(303);
    person
        .post(&format!("{own}/submit"), &[("consent", "on")])
        .await
        .expect(303);
    let page = person.get(&own).await.expect(200).text();
    assert!(page.contains("Уточнение о наименовании"), "it is asked");
    person
        .post(&format!("{own}/explain"), &[("explanation", " ")])
        .await
        .expect(422);
    person
        .post(
            &format!("{own}/explain"),
            &[("explanation", "Переименовали <b>")],
        )
        .await
        .expect(303);
    let operator = app.operator().await;
    let page = operator
        .get(&format!("/operator/requests/{}", draft.id))
        .await
        .text();
    assert!(page.contains("Переименовали &#60;b&#62;") || page.contains("Переименовали &lt;b&gt;"));
}

#[tokio::test]
async fn contacts_that_do_not_exist_are_named_at_their_fields() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let draft = app.link_draft(person.person.unwrap()).await;
    let card = format!("/me/organizations/requests/{}/card", draft.id);
    let typed = |email, phone| {
        [
            ("name", ""),
            ("position", "Директор"),
            ("email", email),
            ("phone", phone),
        ]
    };
    let wrong = person
        .post(&card, &typed("не адрес", "12"))
        .await
        .expect(422);
    assert!(wrong.text().contains("не адрес"), "what was typed is kept");
    let back = person
        .post(&card, &typed("", "+7 907 123-45-67"))
        .await
        .expect(303);
    assert_eq!(back.location(), card);
    let page = person.get(&card).await.expect(200).text();
    assert!(page.contains("Такого кода телефона нет"));
    let on = person
        .post(&card, &typed("", "+7 383 222-11-00"))
        .await
        .expect(303);
    assert!(on.location().ends_with("/documents"), "{}", on.location());
}

#[tokio::test]
async fn a_stop_is_told_with_its_reason_and_an_end_leaves_everything_readable() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let (head, operator) = (
        company.with(Role::Administrator).await,
        app.operator().await,
    );
    let id = company.id().await;
    let (theirs, cabinet) = (format!("/operator/organizations/{id}"), format!("/o/{id}"));
    operator.get(&theirs).await.expect(200);
    operator.get(&format!("{theirs}/suspend")).await.expect(200);
    let refused = operator
        .post(&format!("{theirs}/suspend"), &[("reason", " ")])
        .await;
    assert!(refused.expect(422).text().contains("Напишите причину"));
    let reason = [("reason", "Проверка по обращению")];
    operator
        .post(&format!("{theirs}/suspend"), &reason)
        .await
        .expect(303);
    operator
        .post(&format!("{theirs}/suspend"), &reason)
        .await
        .expect(422);
    let page = head
        .get(&format!("{cabinet}/about"))
        .await
        .expect(200)
        .text();
    assert!(page.contains("Проверка по обращению"));
    head.get(&format!("{cabinet}/applications"))
        .await
        .expect(403);
    operator.get(&format!("{theirs}/resume")).await.expect(200);
    operator
        .post(&format!("{theirs}/resume"), &[])
        .await
        .expect(303);
    operator
        .post(&format!("{theirs}/resume"), &[])
        .await
        .expect(422);
    head.get(&format!("{cabinet}/applications"))
        .await
        .expect(200);

    app.app
        .db
        .write(async move |unit: Unit| {
            unit.execute(
                "UPDATE organizations SET state = 'closed', register_status = 'liquidated', \
                 register_extract = '2026-11-29', reconfirm_since = 1 WHERE id = $1",
                values![id.0],
            )
            .await
        })
        .await
        .unwrap();
    let page = head.get(&cabinet).await.expect(200).text();
    assert!(page.contains("деятельность прекращена"));
    // There is nobody left to confirm anything.
    assert!(!page.contains("сменился руководитель"));
    head.get(&format!("{cabinet}/applications"))
        .await
        .expect(200);
    head.get(&format!("{cabinet}/journal")).await.expect(200);
    let denied = head
        .get(&format!("{cabinet}/employees/invite"))
        .await
        .expect(403);
    assert!(denied.text().contains("читать и скачивать"));
}

#[tokio::test]
async fn support_looks_up_a_code_by_itself_or_by_its_beginning() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let look = async |q: &str| {
        let path = format!("/operator/codes?q={q}");
        operator.get(&path).await.expect(200).text()
    };
    assert!(look("lnk104").await.contains("не принимает почту"));
    let many = look("LNK-0").await;
    assert!(many.contains("LNK-001") && many.contains("LNK-051") && !many.contains("LNK-104"));
    assert!(look("WEB-404").await.contains("WEB-404"));
    assert!(look("XYZ").await.contains("Такого кода нет"));
    assert!(look("").await.contains("Введите код"));
}
