//! Drafts: prefilled, saved by several pages and people, and the catalogue that they begin with.

#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use std::collections::BTreeMap;

use applications::{
    ApplicationError, ApplicationId, Beginning, Consent, Filter, Saving, Seen, Services,
    ServicesError,
};
use forms::Answers;
use jiff::SignedDuration;
use world::{SIMPLE, TWO_STEPS, World, good_answers, license_answers};

fn saving(id: ApplicationId, section: &str, posted: &[(&str, &str)], seen: Seen) -> Saving {
    Saving {
        id,
        beginning: Some(Beginning {
            service: SIMPLE.to_owned(),
            from: None,
        }),
        section: section.to_owned(),
        posted: Answers::from_pairs(posted.iter().map(|(name, value)| (*name, *value))),
        seen,
    }
}

testkit::on_both! {
    async fn requisites_are_there_before_anything_is_typed(test: &TestDb) {
        let world = World::new(test).await;
        let edit = world.grant(&world.clerk).await;
        let service = world.services.current(SIMPLE).unwrap();
        let answers = applications::prefilled(&world.db, &edit, &service).await.unwrap();
        assert_eq!(answers.first("organization_name"), "ООО «Северный луч»");
        assert_eq!(answers.first("inn"), world::inn());
        assert!(answers.first("email").ends_with("@people.example"));
        assert_eq!(world.count("SELECT count(*) AS n FROM applications").await, 0);
    }

    async fn a_page_does_not_conflict_with_its_own_autosaves_but_with_anothers(test: &TestDb) {
        let world = World::new(test).await;
        let id = ApplicationId(test.clock.new_id());
        let edit = world.grant(&world.clerk).await;
        let mine = Seen { revision: 0, editor: test.clock.new_id() };
        for text in ["а", "аб", "абв"] {
            let saving = saving(id, "request", &[("comment", text)], mine);
            applications::save_draft(&world.db, &world.services, &edit, saving).await.unwrap();
        }
        // A colleague opened the draft before the last autosave.
        let colleague = world.grant(&world.head).await;
        let stale = Seen { revision: 2, editor: test.clock.new_id() };
        let theirs = saving(id, "request", &[("comment", "моё")], stale);
        let refused = applications::save_draft(&world.db, &world.services, &colleague, theirs).await;
        let Err(ApplicationError::Conflict { by_name, revision, .. }) = refused else {
            panic!("expected a conflict, got {refused:?}");
        };
        assert_eq!(by_name, "Белкин Анна");
        let fresh = Seen { revision, editor: stale.editor };
        let theirs = saving(id, "request", &[("comment", "моё")], fresh);
        let saved = applications::save_draft(&world.db, &world.services, &colleague, theirs).await.unwrap();
        assert_eq!(saved.application.answers.first("comment"), "моё");
        // Now the first page is out of date.
        let late = saving(id, "request", &[("comment", "опять я")], mine);
        let refused = applications::save_draft(&world.db, &world.services, &edit, late).await;
        assert_eq!(refused.unwrap_err().code(), "APP-005");
        assert_eq!(world.count("SELECT count(*) AS n FROM applications").await, 1);
    }

    async fn the_journal_tells_of_a_sitting_once_and_of_everybody_who_sat(test: &TestDb) {
        let world = World::new(test).await;
        let id = ApplicationId(test.clock.new_id());
        let clerk = world.grant(&world.clerk).await;
        let editor = test.clock.new_id();
        let saves = async || -> Vec<String> {
            let rows = db::Rows::rows(
                &world.db,
                "SELECT person_name FROM audit_log WHERE action = 'application.save' ORDER BY seq", vec![],
            ).await.unwrap();
            rows.iter().map(|row| row.get::<String>("person_name").unwrap()).collect()
        };
        let save = async |grant: &access::Grant<access::rights::EditApplications>, text: &str| {
            let revision = match world.count("SELECT count(*) AS n FROM applications").await {
                0 => 0,
                _ => world.revision(id).await,
            };
            let seen = Seen { revision, editor };
            let posted = saving(id, "request", &[("comment", text)], seen);
            applications::save_draft(&world.db, &world.services, grant, posted).await.unwrap();
        };
        for text in ["а", "аб", "абв", "абвг", "абвг"] {
            save(&clerk, text).await;
            test.clock.advance(SignedDuration::from_mins(20));
        }
        let created = "SELECT count(*) AS n FROM audit_log WHERE action = 'application.create'";
        assert_eq!(world.count(created).await, 1);
        assert_eq!(saves().await, Vec::<String>::new(), "beginning it tells of the first sitting");
        let head = world.grant(&world.head).await;
        save(&head, "правлю").await;
        save(&head, "правлю ещё").await;
        save(&clerk, "опять я").await;
        assert_eq!(saves().await, ["Котова Анна", "Белкин Анна"]);
        test.clock.advance(SignedDuration::from_mins(31));
        save(&clerk, "после обеда").await;
        save(&clerk, "после обеда").await;
        assert_eq!(saves().await, ["Котова Анна", "Белкин Анна", "Белкин Анна"]);
    }

    async fn a_copy_has_the_answers_but_todays_requisites_and_neither_files_nor_consents(test: &TestDb) {
        let world = World::new(test).await;
        let earlier = world.submitted_with_files().await;
        let (company, renamed) = (world.company, "ООО «Южный луч»");
        world.db.write(async move |unit: db::Unit| {
            unit.execute(
                "UPDATE organizations SET name_full = $2, address = 'г. Заречный, д. 2' WHERE id = $1",
                db::values![company.0, renamed],
            ).await
        }).await.unwrap();
        let edit = world.grant(&world.head).await;
        let copied = applications::copied(&world.db, &world.services, &edit, earlier.id).await.unwrap();
        assert_eq!(copied.label, earlier.number);
        let id = ApplicationId(test.clock.new_id());
        let mut first = saving(id, "object", &[("buses", "14"), ("transport_kind", "city"), ("region", "severogorsk"),
            ("start_date", "01.12.2026"), ("bus_classes", "small")], Seen { revision: 0, editor: test.clock.new_id() });
        first.beginning = Some(Beginning { service: TWO_STEPS.to_owned(), from: Some(earlier.id) });
        let saved = applications::save_draft(&world.db, &world.services, &edit, first).await.unwrap();
        let answers = &saved.application.answers;
        assert_eq!(answers.first("organization_name"), renamed);
        assert_eq!(answers.first("contact_phone"), "+79001234567", "what a person typed is kept");
        assert_eq!(answers.first("contact_name"), "Белкин Иван Петрович");
        assert_eq!(answers.first("buses"), "14");
        assert_eq!(answers.first("consent"), "");
        let shown = forms::spread(&saved.service.definition, answers);
        assert_eq!(shown.first("depot_address"), "г. Заречный, д. 2", "it goes on following the address");
        let files = applications::attached_files(&world.db, &saved.application).await.unwrap();
        assert!(files.is_empty(), "{files:?}");
        let from = "SELECT count(*) AS n FROM audit_log WHERE action = 'application.create' AND details LIKE '%З-2026%'";
        assert_eq!(world.count(from).await, 1);
        let stranger = world.grant(&world.stranger).await;
        let refused = applications::copied(&world.db, &world.services, &stranger, earlier.id).await;
        assert_eq!(refused.unwrap_err().code(), "APP-001");
    }

    async fn two_first_saves_at_once_make_one_draft(test: &TestDb) {
        let world = World::new(test).await;
        let id = ApplicationId(test.clock.new_id());
        let edit = world.grant(&world.clerk).await;
        let seen = Seen { revision: 0, editor: test.clock.new_id() };
        let (one, two) = tokio::join!(
            applications::save_draft(&world.db, &world.services, &edit, saving(id, "request", &[("comment", "1")], seen)),
            applications::save_draft(&world.db, &world.services, &edit, saving(id, "request", &[("comment", "2")], seen)),
        );
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        assert_eq!(world.count("SELECT count(*) AS n FROM applications").await, 1);
    }

    async fn all_errors_of_all_sections_are_told_at_once(test: &TestDb) {
        let world = World::new(test).await;
        let id = ApplicationId(test.clock.new_id());
        let edit = world.grant(&world.clerk).await;
        let seen = Seen { revision: 0, editor: test.clock.new_id() };
        let saved = applications::save_draft(
            &world.db, &world.services, &edit,
            saving(id, "applicant", &[("inn", "123"), ("email", "нет")], seen),
        ).await.unwrap();
        let submit = world.grant(&world.clerk).await;
        let refused = applications::submit(&world.db, &world.services, &submit, id, saved.application.revision, Consent::None).await;
        let Err(ApplicationError::Invalid(errors)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["organization_name", "inn", "ogrn", "email", "scope", "consent"]);
        let submitted = "SELECT count(*) AS n FROM applications WHERE number IS NOT NULL";
        assert_eq!(world.count(submitted).await, 0);
    }

    async fn a_value_typed_once_spreads_and_is_kept_on_submission(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted_with_files().await.id;
        let view = world.grant(&world.clerk).await;
        let application = applications::find(&world.db, &view, id).await.unwrap();
        assert_eq!(application.answers.first("depot_address"), application.answers.first("legal_address"));
        assert_eq!(application.answers.first("start_date"), "2026-12-01");
        assert_eq!(application.answers.all("bus_classes"), ["small", "large"]);
    }

    async fn a_service_with_attachments_needs_a_draft(test: &TestDb) {
        let world = World::new(test).await;
        let submit = world.grant(&world.clerk).await;
        let answers = license_answers().remove(0).1;
        let refused = applications::submit_new(&world.db, &world.services, &submit, TWO_STEPS, &answers).await;
        assert_eq!(refused.unwrap_err().code(), "APP-017");
        let refused = applications::submit_new(&world.db, &world.services, &submit, "no-such", &answers).await;
        assert_eq!(refused.unwrap_err().code(), "APP-002");
    }

    async fn a_draft_belongs_to_the_organization_and_can_be_deleted(test: &TestDb) {
        let world = World::new(test).await;
        let edit = world.grant(&world.clerk).await;
        let seen = Seen { revision: 0, editor: test.clock.new_id() };
        let id = applications::create_draft(&world.db, &world.services, &edit, TWO_STEPS, seen).await.unwrap();
        let upload = applications::Upload {
            id, field: "vehicle_documents".into(), name: "a.png".into(),
            stored: world.picture().await, seen,
        };
        applications::attach(&world.db, &world.services, &edit, upload).await.unwrap();
        let wrong = applications::Upload {
            id, field: "depot_contract".into(), name: "a.png".into(),
            stored: world.picture().await, seen,
        };
        let refused = applications::attach(&world.db, &world.services, &edit, wrong).await;
        assert_eq!(refused.unwrap_err().code(), "APP-007", "a picture is not the PDF that is asked for");
        let view = world.grant(&world.head).await;
        let list = applications::list(&world.db, &view, &Filter::default()).await.unwrap();
        assert_eq!(list.lines[0].id, id, "the head continues what the clerk began");
        let delete = world.grant(&world.head).await;
        applications::delete_draft(&world.db, &world.blobs, &delete, id).await.unwrap();
        assert_eq!(world.count("SELECT count(*) AS n FROM files").await, 0);
        assert_eq!(world.count("SELECT count(*) AS n FROM applications").await, 0);
        assert_eq!(world.stored_files(), 1, "the picture that was refused, but not the draft's own");
    }

    async fn a_published_version_never_changes_and_applications_keep_theirs(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let service = world.services.current(SIMPLE).unwrap();
        let mut files = BTreeMap::new();
        let toml = std::fs::read_to_string(
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../../services/license-extract/service.toml"),
        ).unwrap();
        let retitled = toml.replace("Выписка из реестра лицензий", "Справка из реестра");
        files.insert("license-extract/service.toml".to_owned(), retitled.clone());
        files.insert("license-extract/result.typ".to_owned(), service.result_template.clone());
        let changed = Services::from_files(&files).unwrap();
        let refused = changed.publish(&world.db).await;
        assert!(matches!(refused, Err(ServicesError::SameVersion { version: 1, .. })), "{refused:?}");
        let raised = retitled.replace("version = 1", "version = 2");
        files.insert("license-extract/service.toml".to_owned(), raised);
        let raised = Services::from_files(&files).unwrap();
        raised.publish(&world.db).await.unwrap();
        let view = world.grant(&world.clerk).await;
        let application = applications::find(&world.db, &view, id).await.unwrap();
        assert_eq!(application.service_version, 1);
        let kept = raised.version(&world.db, SIMPLE, 1).await.unwrap();
        assert_eq!(kept.definition.title, "Выписка из реестра лицензий");
        assert_eq!(raised.current(SIMPLE).unwrap().definition.title, "Справка из реестра");
    }
}

#[test]
fn the_catalogue_is_searched_by_words() {
    let services = Services::shipped().unwrap();
    let titles = |typed: &str| -> Vec<String> {
        let found = services.search(typed, None);
        found
            .iter()
            .map(|service| service.definition.title.clone())
            .collect()
    };
    assert_eq!(titles("ПЕРЕВОЗКУ").len(), 1);
    assert_eq!(titles("выписка реестра").len(), 1);
    assert!(titles("нет такого").is_empty());
    assert_eq!(
        services.search("", Some(forms::Category::Extracts)).len(),
        1
    );
    assert_eq!(good_answers().first("scope"), "all");
}

#[test]
fn every_code_has_its_text_in_both_languages() {
    for lang in texts::Lang::ALL {
        let texts = texts::Texts::new(lang);
        let codes = ApplicationError::CODES
            .iter()
            .map(|code| format!("error-{code}"));
        let states = applications::State::ALL
            .into_iter()
            .map(|state| state.key().to_owned());
        let changes = applications::Change::ALL.into_iter().flat_map(|change| {
            [
                format!("event-{}", change.name()),
                format!("action-{}", change.action().replace('.', "-")),
            ]
        });
        for key in codes.chain(states).chain(changes) {
            assert!(texts.has(&key), "{lang:?} {key}");
        }
    }
}
