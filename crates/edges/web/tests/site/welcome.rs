//! Where people land, what they are told when they may not, and how they get an answer.

use access::Role;

use crate::support::{Answer, Client, PASSWORD, TestApp, multipart, png};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_leads_to_where_the_persons_work_is() {
    let app = TestApp::start().await;
    let (north, south) = (app.company("Северный луч"), app.company("Южный ветер"));
    let org = north.id().await.0;
    let lands = async |email: &str, next: &str| {
        let client = app.nobody();
        let form = [("email", email), ("password", PASSWORD), ("next", next)];
        let answer = client.post("/sign-in", &form).await.expect(303);
        // The first page leads to the same place.
        if next.is_empty() {
            assert_eq!(client.get("/").await.location(), answer.location());
        }
        answer.location().to_owned()
    };
    let operator = app.operator().await;
    assert_eq!(lands(&operator.email, "").await, "/operator");
    let person = app.new_person("worker@people.example", false).await;
    let worker = "worker@people.example";
    assert_eq!(lands(worker, "").await, "/me/organizations", "none yet");
    north.add(person, Role::Specialist).await;
    assert_eq!(lands(worker, "").await, format!("/o/{org}"));
    assert_eq!(lands(worker, "/me/notices").await, "/me/notices");
    assert_eq!(lands(worker, "//evil.example").await, format!("/o/{org}"));
    south.add(person, Role::Observer).await;
    assert_eq!(lands(worker, "").await, "/start", "one of two");
    south.stop().await;
    assert_eq!(lands(worker, "").await, format!("/o/{org}"), "one is open");
    north.add(operator.person.unwrap(), Role::Observer).await;
    assert_eq!(
        lands(&operator.email, "").await,
        "/start",
        "the operator works in an organization as well"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_several_roles_chooses_one_at_the_sign_in() {
    let app = TestApp::start().await;
    let (north, south) = (app.company("Северный луч"), app.company("Южный ветер"));
    let stopped = app.company("Западный берег");
    let person = app.new_person("worker@people.example", false).await;
    north.add(person, Role::Administrator).await;
    south.add(person, Role::Specialist).await;
    stopped.add(person, Role::Specialist).await;
    stopped.stop().await;
    let client = app.signed_in(person, "worker@people.example").await;
    let page = client.get("/start").await.expect(200);
    let text = page.text();
    for (company, role) in [
        (&north, "<span>Руководитель</span>"),
        (&south, "<span>Сотрудник · Специалист</span>"),
    ] {
        let link = format!("href=\"/o/{}\"", company.id().await.0);
        let choice = text
            .split("<a class=\"panel role-choice\" ")
            .find(|one| one.starts_with(&link));
        assert!(choice.unwrap().contains(role), "{role}: {}", page.short());
    }
    let choices = text.matches("role-choice").count();
    assert_eq!(
        choices, 3,
        "two organizations, and the person's own affairs"
    );
    assert!(!text.contains("href=\"/operator\""), "{}", page.short());
    let operator = app.operator().await;
    assert!(
        operator
            .get("/start")
            .await
            .text()
            .contains("href=\"/operator\"")
    );
    app.nobody().get("/start").await.expect(303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_without_the_right_stays_in_the_cabinet_and_learns_who_can_give_it() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let org = company.id().await.0;
    let observer = company.with(Role::Observer).await;
    let page = observer.get(&format!("/o/{org}/journal")).await.expect(403);
    let text = page.text();
    for words in [
        "Здесь нужно право «Читать журнал действий».",
        "Ваша роль в организации: Наблюдатель",
        "есть у ролей: Администратор, Контролёр",
        "может дать администратор организации",
        "WEB-403",
        "<h1 class=\"ds-heading\"",
    ] {
        assert!(text.contains(words), "{words}: {}", page.short());
    }
    assert_keeps_the_cabinet(&page, org);
    let missing = observer.get(&format!("/o/{org}/nothing")).await.expect(404);
    assert_keeps_the_cabinet(&missing, org);
    let manager = company.with(Role::Manager).await;
    let page = manager.get(&format!("/o/{org}/journal")).await.expect(403);
    assert!(
        page.text()
            .contains(&format!("/o/{org}/employees?role=administrator")),
        "who sees employees is led to the administrators"
    );
    let queue = manager.get(&format!("/o/{org}/queue")).await;
    assert!(
        queue.text().contains("права нет ни у кого"),
        "{}",
        queue.short()
    );
    company.stop().await;
    let stopped = manager.get(&format!("/o/{org}/services")).await.expect(403);
    assert!(stopped.text().contains("Организация приостановлена"));
    assert_keeps_the_cabinet(&stopped, org);
}

fn assert_keeps_the_cabinet(page: &Answer, org: uuid::Uuid) {
    let text = page.text();
    assert!(!text.contains("Организация не выбрана"), "{}", page.asked);
    assert!(
        text.contains("Северный луч"),
        "{}: the switcher names the organization",
        page.asked
    );
    assert!(
        text.contains(&format!("<li><a href=\"/o/{org}/about\"")),
        "{}: the menu stays",
        page.asked
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_tells_of_sign_ins_downloads_and_of_what_was_not_allowed() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let org = company.id().await.0;
    let head = company.with(Role::Administrator).await;
    let observer = company.with(Role::Observer).await;
    let email = observer.email.clone();
    app.signed_in(observer.person.unwrap(), &email).await;
    for _ in 0..3 {
        observer.get(&format!("/o/{org}/journal")).await.expect(403);
    }
    let journal = head.get(&format!("/o/{org}/journal")).await.expect(200);
    let text = journal.text();
    assert!(text.contains("Вход"), "{}", journal.short());
    let denied = text.matches("Действие не разрешено ролью").count();
    assert_eq!(
        denied, 2,
        "one entry for three tries, one choice in the filter"
    );
    assert!(
        text.contains("нужно право: Читать журнал действий"),
        "{}",
        journal.short()
    );
    let file = head.get(&format!("/o/{org}/journal.csv")).await.expect(200);
    let csv = file.text();
    let line = csv
        .lines()
        .find(|line| line.contains("не разрешено"))
        .unwrap();
    let request = line.rsplit(';').next().unwrap();
    assert!(line.contains(";Отказано;") && request.len() > 8, "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_a_stranger_an_organization_and_none_at_all_look_the_same() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let org = company.id().await.0;
    let nobody = "019f0000-0000-7000-8000-000000000000";
    let stranger = app.company("Южный ветер").with(Role::Administrator).await;
    for client in [&stranger, &app.operator().await, &app.somebody().await] {
        for rest in ["", "/journal", "/queue", "/nothing"] {
            let there = client.get(&format!("/o/{org}{rest}")).await.expect(404);
            let not_there = client.get(&format!("/o/{nobody}{rest}")).await.expect(404);
            assert_eq!(
                without_chance(&there, &org.to_string()),
                without_chance(&not_there, nobody)
            );
        }
    }
}

/// The page without what differs between any two answers.
fn without_chance(answer: &Answer, id: &str) -> String {
    let text = answer.text().replace(id, "ID");
    let nonce = text
        .split_once("nonce=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(nonce, _)| nonce);
    let request = answer.header("x-request-id");
    text.replace(nonce, "NONCE").replace(request, "REQUEST")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_headers_search_looks_where_the_work_is() {
    let app = TestApp::start().await;
    let (company, authority) = (app.company("Северный луч"), app.authority());
    authority.id().await;
    app.submitted(&company).await;
    let searches = async |client: &Client, page: &str, list: &str, everywhere: bool| {
        let text = client.get(page).await.expect(200).text();
        let form = format!("<form method=\"get\" action=\"{list}\">");
        let (_, rest) = text.split_once(&form).expect("the header has a search");
        let form = rest.split_once("</form>").unwrap().0;
        assert_eq!(form.contains("name=\"state\" value=\"all\""), everywhere);
        let found = client.get(&format!("{list}?state=all&q=zzz")).await;
        found.expect(200);
    };
    let org = company.id().await.0;
    let worker = company.with(Role::Specialist).await;
    searches(
        &worker,
        &format!("/o/{org}"),
        &format!("/o/{org}/applications"),
        false,
    )
    .await;
    let org = authority.id().await.0;
    let official = authority.with(Role::Specialist).await;
    searches(
        &official,
        &format!("/o/{org}"),
        &format!("/o/{org}/queue"),
        true,
    )
    .await;
    let operator = app.operator().await;
    searches(&operator, "/operator", "/operator/requests", true).await;
    // What was decided long ago is found too, drafts never are.
    let person = app.new_person("asker@people.example", false).await;
    let request = app.link_submitted(person).await;
    let asker = app.signed_in(person, "asker@people.example").await;
    asker
        .post(
            &format!("/me/organizations/requests/{}/withdraw", request.id),
            &[],
        )
        .await
        .expect(303);
    let link = format!("/operator/requests/{}", request.id);
    let all = operator
        .get("/operator/requests?state=all&q=Свободная")
        .await;
    assert!(all.text().contains(&link), "{}", all.short());
    let waiting = operator.get("/operator/requests?q=Свободная").await;
    assert!(!waiting.text().contains(&link));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_accepts_an_invitation_with_a_new_password_is_signed_in() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let (_, secret) = app.invitation(&company).await;
    let invited = app.nobody();
    let link = format!("/invitations/{secret}");
    let form = [("password", PASSWORD), ("consent", "on")];
    let joined = invited.post(&link, &form).await.expect(303);
    let cabinet = format!("/o/{}", company.id().await.0);
    assert_eq!(joined.location(), cabinet);
    let page = invited.get(&cabinet).await.expect(200);
    assert!(page.text().contains("Вы присоединились к организации"));
    app.nobody().get(&link).await.expect(422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_can_be_declined_and_then_not_accepted() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let (id, secret) = app.invitation(&company).await;
    let link = format!("/invitations/{secret}");
    let holder = app.nobody();
    let page = holder.get(&link).await.expect(200);
    assert!(page.text().contains(&format!("action=\"{link}/decline\"")));
    let declined = holder
        .post(&format!("{link}/decline"), &[])
        .await
        .expect(303);
    assert_eq!(declined.location(), "/");
    assert!(
        holder
            .get("/")
            .await
            .text()
            .contains("Вы отклонили приглашение")
    );
    assert_eq!(app.rows("invitations WHERE state = 'declined'").await, 1);
    assert_eq!(
        app.rows("notifications WHERE kind = 'invitation-declined'")
            .await,
        1,
        "the inviter is told"
    );
    let form = [("password", PASSWORD), ("consent", "on")];
    let refused = holder.post(&link, &form).await.expect(422);
    assert!(refused.text().contains("ORG-015"), "{}", refused.short());
    holder
        .post(&format!("{link}/decline"), &[])
        .await
        .expect(422);
    let head = company.with(Role::Administrator).await;
    let org = company.id().await.0;
    head.post(&format!("/o/{org}/invitations/{id}/resend"), &[])
        .await
        .expect(303);
    assert_eq!(app.rows("invitations WHERE state = 'pending'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn remarks_are_added_one_by_one_without_scripts_and_none_is_lost() {
    let app = TestApp::start().await;
    let person = app.new_person("asker@people.example", false).await;
    let request = app.link_submitted(person).await;
    let operator = app.operator().await;
    let form = format!("/operator/requests/{}/return", request.id);
    let blank = operator.get(&form).await.expect(200).text();
    assert_eq!(
        blank.matches("<legend").count(),
        1,
        "one block to begin with"
    );
    let mut fields = vec![
        ("round", "1"),
        ("code-1", "LNK-052"),
        ("subject-1", "documents"),
        ("comment-1", "второго листа нет"),
    ];
    fields.push(("more", "1"));
    let more = operator.post(&form, &fields).await.expect(200).text();
    assert_eq!(more.matches("<legend").count(), 2);
    assert!(more.contains("второго листа нет"), "what was typed stays");
    fields.pop();
    fields.extend([
        ("subject-2", "documents"),
        ("code-2", ""),
        ("comment-2", "и печати нет"),
    ]);
    let refused = operator.post(&form, &fields).await.expect(422).text();
    assert!(
        refused.contains("href=\"#f-code-2\""),
        "a comment without its code"
    );
    assert_eq!(app.rows("link_remarks").await, 0);
    let last = fields.len() - 2;
    fields[last].1 = "LNK-054";
    fields.extend([("code-3", ""), ("comment-3", "")]);
    operator.post(&form, &fields).await.expect(303);
    assert_eq!(app.rows("link_remarks").await, 2, "an empty block is none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organization_that_is_not_found_becomes_a_question_with_an_answer() {
    let app = TestApp::start().await;
    let person = app.new_person("asker@people.example", false).await;
    let asker = app.signed_in(person, "asker@people.example").await;
    // A right number that the register does not know.
    let ogrn = requisites::Ogrn::with_check_digit("115547600001")
        .unwrap()
        .to_string();
    let typed = [("number", ogrn.as_str()), ("name", "Новая заря")];
    let page = asker
        .post("/me/organizations/add", &typed)
        .await
        .expect(422);
    let text = page.text();
    assert!(text.contains("LNK-001") && text.contains("Что проверить"));
    let (_, rest) = text
        .split_once("href=\"/me/organizations/inquiries/new?")
        .expect("the way to ask");
    let query = rest.split_once('"').unwrap().0.replace("&#38;", "&");
    let new = "/me/organizations/inquiries/new";
    let form = asker
        .get(&format!("{new}?{query}"))
        .await
        .expect(200)
        .text();
    assert!(form.contains(&format!("value=\"{ogrn}\"")) && form.contains("value=\"Новая заря\""));

    let fields = [("inn", ""), ("ogrn", ogrn.as_str()), ("name", "Новая заря")];
    let without = asker.upload(new, multipart(&fields, &[])).await.expect(422);
    assert!(without.text().contains("href=\"#f-file\""));
    let png = png();
    let files = [("file", "Свидетельство.png", "image/png", png.as_slice())];
    let sent = asker
        .upload(new, multipart(&fields, &files))
        .await
        .expect(303);
    let question = sent.location().to_owned();
    assert!(
        asker
            .get("/me/organizations")
            .await
            .text()
            .contains(&question)
    );

    let operator = app.operator().await;
    let list = operator.get("/operator/inquiries").await.expect(200).text();
    let id = question.rsplit('/').next().unwrap();
    let path = format!("/operator/inquiries/{id}");
    assert!(list.contains(&path) && list.contains("Новая заря"));
    let shown = operator.get(&path).await.expect(200).text();
    let (_, rest) = shown.split_once("href=\"/operator/files/").unwrap();
    let file = rest.split_once('"').unwrap().0;
    let copy = operator
        .get(&format!("/operator/files/{file}"))
        .await
        .expect(200);
    assert_eq!(copy.body, png);
    asker.get(&format!("/me/files/{file}")).await.expect(200);
    app.somebody()
        .await
        .get(&format!("/me/files/{file}"))
        .await
        .expect(404);

    operator.post(&path, &[("answer", "  ")]).await.expect(422);
    let answer = [("answer", "Реестр обновлён, попробуйте снова")];
    operator.post(&path, &answer).await.expect(303);
    operator.post(&path, &answer).await.expect(422);
    let told = asker.get(&question).await.expect(200).text();
    assert!(told.contains("Реестр обновлён, попробуйте снова"));
    assert_eq!(
        app.rows("notifications WHERE kind = 'inquiry-answered'")
            .await,
        1
    );
}
