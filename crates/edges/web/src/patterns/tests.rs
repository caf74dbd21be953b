//! Every pattern rendered as people get it, and the gallery that shows them all.

use askama::Template;
use texts::{Lang, Texts};

use super::*;
use crate::shell::{MenuItem, Shell, ShellOrganization, ShellSearch, ShellUser};

#[derive(Template)]
#[template(path = "patterns/gallery.html")]
struct Gallery {
    shell: Shell,
    header: PageHeader,
    stats: Vec<StatCard>,
    table: Table,
    pages: Pagination,
    timeline: Vec<TimelineItem>,
    tabs: Vec<Tab>,
    alerts: Vec<Alert>,
    filters: Filters,
    empty: EmptyState,
    steps: Vec<Step>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    files: Vec<FileItem>,
    summary: Summary,
}

#[derive(Template)]
#[template(path = "patterns/gallery_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    confirm: Confirm,
    reason: Field,
}

#[derive(Template)]
#[template(path = "patterns/gallery_denied.html")]
struct DeniedPage {
    shell: Shell,
    denied: Denied,
}

#[derive(Template)]
#[template(path = "patterns/gallery_sign_in.html")]
struct SignInPage {
    shell: Shell,
    fields: Vec<Field>,
}

/// Renders one macro call with the given values, so that a snapshot shows one pattern only.
macro_rules! render {
    ($source:literal, $($name:ident: $kind:ty = $value:expr),+ $(,)?) => {{
        #[derive(Template)]
        #[template(source = $source, ext = "html")]
        struct Piece { t: Texts, $($name: $kind),+ }
        let piece = Piece { t: Texts::new(Lang::Ru), $($name: $value),+ };
        // Some patterns have no words of their own.
        let _ = piece.t;
        tidy(&piece.render().unwrap())
    }};
}

/// One tag per line and no drawings, so that a change is seen where it happened.
fn tidy(html: &str) -> String {
    let mut tidy = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<svg") {
        tidy.push_str(&rest[..start]);
        tidy.push_str("<svg/>");
        rest = rest[start..]
            .split_once("</svg>")
            .map_or("", |(_, after)| after);
    }
    tidy.push_str(rest);
    let lines: Vec<&str> = tidy
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n").replace("><", ">\n<")
}

fn shell(title: &str) -> Shell {
    let menu = |label: &str, icon, url: &str, counter| MenuItem {
        label: label.into(),
        icon,
        url: url.into(),
        current: url == "/",
        counter,
    };
    let organization = |name: &str, inn: &str, role: &str, current| ShellOrganization {
        name: name.into(),
        inn: inn.into(),
        role: role.into(),
        url: format!("/o/{inn}"),
        current,
    };
    Shell {
        nonce: "bm9uY2U".into(),
        user: Some(ShellUser {
            name: "Анна Котова".into(),
            initials: "АК".into(),
            email: "kotova@sevluch.example".into(),
        }),
        organizations: vec![
            organization("ООО «Северный луч»", "7800000000", "Администратор", true),
            organization(
                "АО «Волна и партнёры Северо-Запада»",
                "7800000001",
                "Наблюдатель",
                false,
            ),
        ],
        menu: vec![
            menu("Обзор", "layout-dashboard", "/", 0),
            menu("Заявления", "file-text", "/applications", 4),
            menu("Каталог услуг", "list-checks", "/services", 0),
            menu("Документы", "folder", "/documents", 0),
            menu("На подпись", "pen-line", "/to-sign", 2),
            menu("Платежи", "receipt-russian-ruble", "/payments", 0),
            menu("Сотрудники и роли", "users", "/staff", 0),
            menu("Сообщения", "mail", "/messages", 120),
            menu("Аналитика", "chart-column", "/analytics", 0),
            menu("Журнал действий", "history", "/journal", 0),
            menu("Настройки", "settings", "/settings", 0),
        ],
        notifications: 3,
        search: Some(ShellSearch {
            url: "/search".into(),
            hint: "Номер заявления, услуга".into(),
            everywhere: true,
        }),
        ..Shell::public(title, Texts::new(Lang::Ru), "/gallery?q=1")
    }
}

fn table() -> Table {
    let row = |number: &str, service: &str, when: &str, money: &str, tag: Tag| {
        let mut row = Row::new(vec![
            Cell::link(number, format!("/applications/{number}")),
            Cell::text(service),
            Cell::text(when),
            Cell::text(money),
            Cell::Tag(tag),
            Cell::Actions(vec![Action::new("Изменить", "/change").about(number)]),
        ]);
        row.live_key = Some(format!("application-{number}"));
        row
    };
    Table {
        caption: "Последние заявления".into(),
        columns: vec![
            Column::new("Заявление"),
            Column::new("Услуга"),
            Column::new("Обновлено"),
            Column::number("Пошлина"),
            Column::new("Статус"),
            Column::hidden("Действия"),
        ],
        rows: vec![
            row(
                "З-2026-00417",
                "Лицензия на перевозку пассажиров",
                "сегодня, 9:12",
                "3\u{a0}500,00\u{a0}₽",
                Tag::new("На рассмотрении", Color::Info),
            ),
            row(
                "З-2026-00411",
                "Изменение сведений в реестре",
                "вчера, 17:40",
                "800,00\u{a0}₽",
                Tag::new("Нужны сведения", Color::Warning),
            ),
            row(
                "З-2026-00398",
                "Выписка из реестра лицензий",
                "21\u{a0}ноября, 11:05",
                "",
                Tag::new("Исполнено", Color::Success),
            ),
            row(
                "З-2026-00402",
                "Регистрация договора аренды",
                "20\u{a0}ноября, 15:22",
                "2\u{a0}000,00\u{a0}₽",
                Tag::new("Ждёт подписи", Color::Accent),
            ),
            row(
                "З-2026-00377",
                "Разрешение на ввод в эксплуатацию",
                "18\u{a0}ноября, 10:10",
                "12\u{a0}000,00\u{a0}₽",
                Tag::new("Отказ", Color::Danger),
            ),
            row(
                "З-2026-00420",
                "Субсидия на оборудование",
                "18\u{a0}ноября, 9:55",
                "",
                Tag::new("Черновик", Color::Neutral),
            ),
        ],
    }
}

fn timeline() -> Vec<TimelineItem> {
    vec![
        TimelineItem {
            title: "Запрошены сведения".into(),
            time: "сегодня, 9:12".into(),
            datetime: "2026-11-22T06:12:00Z".into(),
            by: Some("Зимин О. Ю., Транспортный надзор".into()),
            text: Some("Приложите доверенность до 25\u{a0}ноября.".into()),
            icon: Some("circle-alert"),
            color: Color::Warning,
        },
        TimelineItem {
            title: "Взято в работу".into(),
            time: "вчера, 18:30".into(),
            datetime: "2026-11-21T15:30:00Z".into(),
            by: None,
            text: None,
            icon: None,
            color: Color::Neutral,
        },
        TimelineItem {
            title: "Заявление подано".into(),
            time: "20\u{a0}ноября, 11:05".into(),
            datetime: "2026-11-20T08:05:00Z".into(),
            by: Some("Котова А. С.".into()),
            text: None,
            icon: Some("send"),
            color: Color::Accent,
        },
    ]
}

fn fields() -> Vec<Field> {
    let kinds = || {
        vec![
            Choice::new("city", "Регулярные городские").hint("По расписанию, с остановками"),
            Choice::new("intercity", "Регулярные междугородные"),
            Choice::new("order", "По заказам"),
        ]
    };
    let regions = vec![
        Choice::new("77", "Москва"),
        Choice::new("78", "Санкт-Петербург"),
    ];
    let rules = FileRules {
        accept: ".pdf,.jpg,.jpeg,.png".into(),
        max_bytes: 5 * 1024 * 1024,
        multiple: true,
    };
    vec![
        Field::digits("ogrn", "ОГРН")
            .hint("13 цифр, есть в выписке ЕГРЮЛ")
            .value("10278000")
            .maxlength(13)
            .error(Some("Введите ОГРН из 13 цифр".into())),
        Field::text("name", "Название")
            .value("ООО «Северный луч»")
            .readonly()
            .hint("Из реестра, изменить нельзя"),
        Field::radio("kind", "Вид перевозок", kinds()).error(Some("Выберите вид перевозок".into())),
        Field::checkboxes("vehicles", "Транспорт", kinds())
            .value("city,order")
            .optional(),
        Field::date("from", "Дата начала")
            .hint("Например, 01.12.2026")
            .value("01.11.2026")
            .error(Some(
                "Укажите дату начала не раньше 1\u{a0}декабря 2026 года".into(),
            )),
        Field::select("region", "Регион", regions)
            .value("78")
            .hint("Где будет работать транспорт"),
        Field::multiline("comment", "Пояснение")
            .hint("До 500 знаков")
            .maxlength(500)
            .optional()
            .value("Строка 1\n<b>"),
        Field::file("documents", "Документы на транспорт", rules)
            .hint("PDF, JPG или PNG, каждый до 5\u{a0}МБ"),
        Field::new_password(
            "password",
            "Новый пароль",
            vec!["не короче 8 знаков".into(), "хотя бы одна цифра".into()],
        ),
        Field::checkbox("consent", "Согласен на обработку персональных данных")
            .error(Some("Без согласия продолжить нельзя".into())),
    ]
}

fn gallery() -> Gallery {
    let fields = fields();
    let mut shell = shell("Образцы");
    shell.has_errors = true;
    shell.flash = Some(
        Alert::new(Color::Success, "Заявление З-2026-00417 подано")
            .text("Ответ придёт до 6 декабря."),
    );
    let stat = |icon, label: &str, value: &str, note: &str, color| StatCard {
        icon,
        label: label.into(),
        value: value.into(),
        note: note.into(),
        url: Some("/applications".into()),
        color,
    };
    let step = |label: &str, url: Option<&str>, state| Step {
        label: label.into(),
        url: url.map(Into::into),
        state,
    };
    let tab = |label: &str, current, count| Tab {
        label: label.into(),
        url: "/staff".into(),
        current,
        count,
    };
    Gallery {
        header: PageHeader::new("Образцы страниц")
            .lead("ООО «Северный луч» · обновлено сегодня, 9:30")
            .tag(Tag::new("На рассмотрении", Color::Info))
            .crumb("Обзор", "/")
            .crumb("Заявления", "/applications")
            .action(Action::new("Выгрузить", "/export").icon("download"))
            .action(Action::primary("Подать заявление", "/services").icon("plus")),
        stats: vec![
            stat("clock", "В работе", "7", "2 новых за неделю", Color::Info),
            stat(
                "circle-alert",
                "Нужны сведения",
                "1",
                "ответить до 25 ноября",
                Color::Warning,
            ),
            stat(
                "pen-line",
                "Ждут подписи",
                "2",
                "один документ сегодня",
                Color::Accent,
            ),
            stat(
                "wallet",
                "К оплате",
                "4\u{a0}500\u{a0}₽",
                "2 начисления",
                Color::Neutral,
            ),
        ],
        table: table(),
        pages: Pagination::new(2, 12, |page| format!("?page={page}")),
        timeline: timeline(),
        tabs: vec![
            tab("Сотрудники", true, Some(6)),
            tab("Роли", false, Some(5)),
            tab("Приглашения", false, None),
        ],
        alerts: vec![
            Alert::new(Color::Info, "Проверка займёт до 48 часов").text("Мы пришлём письмо."),
            Alert {
                code: Some("ORG-017".into()),
                action: Some(Action::new("Исправить данные", "/fix")),
                ..Alert::new(Color::Danger, "Организация прекратила деятельность")
            },
            Alert::new(Color::Warning, "Срок ответа истекает завтра"),
        ],
        filters: Filters {
            action: "/staff".into(),
            fields: vec![
                Field::text("q", "Имя или почта"),
                Field::select(
                    "role",
                    "Роль",
                    vec![
                        Choice::new("", "Любая"),
                        Choice::new("head", "Руководитель"),
                    ],
                ),
                Field::date("since", "С даты"),
            ],
            reset_url: Some("/staff".into()),
            found: Some("Найдено: 27 платежей на сумму 86\u{a0}240,00\u{a0}₽".into()),
        },
        empty: EmptyState {
            icon: "inbox",
            title: "Заявлений пока нет".into(),
            text: "Выберите услугу в каталоге: черновик сохранится сам.".into(),
            action: Some(Action::primary("Открыть каталог", "/services")),
        },
        steps: vec![
            step("Заявитель", Some("/step/1"), StepState::Done),
            step("Объект", None, StepState::Current),
            step("Документы", None, StepState::Todo),
            step("Подпись", None, StepState::Failed),
        ],
        errors: ErrorSummary::of(&fields),
        fields,
        files: vec![
            FileItem {
                name: "ПТС-0417.pdf".into(),
                note: "1,2\u{a0}МБ · проверен".into(),
                url: Some("/files/1".into()),
                remove_action: Some("/draft/files/1/remove".into()),
                error: None,
            },
            FileItem {
                name: "Очень длинное название доверенности от руководителя организации.jpg".into(),
                note: "7,4\u{a0}МБ".into(),
                url: None,
                remove_action: Some("/draft/files/2/remove".into()),
                error: Some("Файл больше 5\u{a0}МБ".into()),
            },
        ],
        summary: Summary {
            title: Some("Организация".into()),
            change_url: Some("/organization/edit".into()),
            rows: vec![
                SummaryRow::new("Название", "ООО «Северный луч»"),
                SummaryRow::new("ИНН", "7800000000").change("/organization/edit#f-inn"),
                SummaryRow::cell(
                    "Состояние",
                    Cell::Tag(Tag::new("Действует", Color::Success)),
                ),
                SummaryRow::new("Руководитель", "Котова Анна Сергеевна")
                    .change("/organization/edit#f-head")
                    .error("В реестре: Белов Игорь Павлович"),
            ],
        },
        shell,
    }
}

fn confirm_page() -> ConfirmPage {
    ConfirmPage {
        shell: shell("Удалить сотрудника"),
        confirm: Confirm {
            title: "Удалить сотрудника?".into(),
            text: "Доступ закроется сразу, сеансы будут завершены.".into(),
            rows: vec![
                SummaryRow::new("Сотрудник", "Гусева Мария Олеговна"),
                SummaryRow::new("Роль", "Специалист"),
            ],
            action: "/staff/3/remove".into(),
            submit: "Удалить".into(),
            danger: true,
            cancel_url: "/staff".into(),
        },
        reason: Field::text("reason", "Причина").optional(),
    }
}

fn denied_page() -> DeniedPage {
    DeniedPage {
        shell: shell("Нет доступа"),
        denied: Denied {
            needed: "Нужно право «Видеть платежи».".into(),
            giver: "Его может дать администратор организации.".into(),
            action: Some(Action::new("Администраторы", "/staff?role=administrator")),
        },
    }
}

fn sign_in_page() -> SignInPage {
    SignInPage {
        shell: Shell {
            nonce: "bm9uY2U".into(),
            ..Shell::public("Вход", Texts::new(Lang::Ru), "/sign-in")
        },
        fields: vec![
            Field::email("email", "Электронная почта"),
            Field::current_password("password", "Пароль"),
        ],
    }
}

#[test]
fn fields_of_every_kind() {
    for field in fields() {
        let name = format!("field_{}", field.name);
        let html = render!(
            "{% import \"patterns/form.html\" as form %}{% call form::field(field, t) %}{% endcall %}",
            field: Field = field
        );
        insta::assert_snapshot!(name, html);
    }
}

#[test]
fn error_summary_links_to_its_fields() {
    let errors = ErrorSummary::of(&fields());
    insta::assert_snapshot!(render!(
        "{% import \"patterns/form.html\" as form %}{% call form::error_summary(errors, t) %}{% endcall %}",
        errors: ErrorSummary = errors
    ));
}

#[test]
fn every_link_of_the_error_summary_has_its_field() {
    let html = gallery().render().unwrap();
    for error in ErrorSummary::of(&fields()).errors {
        let id = error.href.unwrap().replace('#', "id=\"") + "\"";
        assert!(html.contains(&id), "no {id}");
    }
}

#[test]
fn a_summary_without_errors_is_not_there() {
    let html = render!(
        "{% import \"patterns/form.html\" as form %}{% call form::error_summary(errors, t) %}{% endcall %}",
        errors: ErrorSummary = ErrorSummary::default()
    );
    assert_eq!(html, "");
}

#[test]
fn table_with_links_tags_and_actions() {
    let mut table = table();
    table.rows.truncate(1);
    insta::assert_snapshot!(render!(
        "{% import \"patterns/list.html\" as list %}{% call list::table(table) %}{% endcall %}",
        table: Table = table
    ));
}

#[test]
fn pagination_of_a_long_list() {
    insta::assert_snapshot!(render!(
        "{% import \"patterns/list.html\" as list %}{% call list::pagination(pages, t) %}{% endcall %}",
        pages: Pagination = Pagination::new(6, 12, |page| format!("?q=а&page={page}"))
    ));
}

#[test]
fn pages_near_the_current_one_have_links_and_far_ones_a_gap() {
    let seen = |current, pages| -> String {
        let items = Pagination::new(current, pages, |page| page.to_string()).items;
        let mark = |item: &PageItem| match item {
            PageItem::Gap => "…".to_owned(),
            PageItem::Page {
                number, current, ..
            } => {
                if *current {
                    format!("[{number}]")
                } else {
                    number.to_string()
                }
            }
        };
        items.iter().map(mark).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(seen(1, 1), "");
    assert_eq!(seen(1, 2), "[1] 2");
    assert_eq!(seen(6, 12), "1 … 5 [6] 7 … 12");
    assert_eq!(seen(4, 12), "1 2 3 [4] 5 … 12");
    assert_eq!(seen(12, 12), "1 … 11 [12]");
    assert_eq!(seen(99, 3), "1 2 [3]");
    assert_eq!(seen(0, 3), "[1] 2 3");
}

#[test]
fn lists_of_files_events_and_answers() {
    let Gallery {
        files,
        timeline,
        summary,
        filters,
        empty,
        ..
    } = gallery();
    insta::assert_snapshot!(
        "files",
        render!(
            "{% import \"patterns/list.html\" as list %}{% call list::files(files, t) %}{% endcall %}",
            files: Vec<FileItem> = files
        )
    );
    insta::assert_snapshot!(
        "timeline",
        render!(
            "{% import \"patterns/list.html\" as list %}{% call list::timeline(timeline, t) %}{% endcall %}",
            timeline: Vec<TimelineItem> = timeline
        )
    );
    insta::assert_snapshot!(
        "summary",
        render!(
            "{% import \"patterns/list.html\" as list %}{% call list::summary(summary, t) %}{% endcall %}",
            summary: Summary = summary
        )
    );
    insta::assert_snapshot!(
        "filters",
        render!(
            "{% import \"patterns/list.html\" as list %}{% call list::filters(filters, t) %}{% endcall %}",
            filters: Filters = filters
        )
    );
    insta::assert_snapshot!(
        "empty",
        render!(
            "{% import \"patterns/list.html\" as list %}{% call list::empty(empty) %}{% endcall %}",
            empty: EmptyState = empty
        )
    );
}

#[test]
fn headers_banners_and_steps() {
    let Gallery {
        header,
        tabs,
        alerts,
        steps,
        stats,
        ..
    } = gallery();
    insta::assert_snapshot!(
        "header",
        render!(
            "{% import \"patterns/page.html\" as page %}{% call page::header(header, t) %}{% endcall %}",
            header: PageHeader = header
        )
    );
    insta::assert_snapshot!(
        "tabs",
        render!(
            "{% import \"patterns/page.html\" as page %}{% call page::tabs(tabs, t) %}{% endcall %}",
            tabs: Vec<Tab> = tabs
        )
    );
    insta::assert_snapshot!(
        "alerts",
        render!(
            "{% import \"patterns/page.html\" as page %}{% for alert in alerts %}{% call page::alert(alert, t) %}{% endcall %}{% endfor %}",
            alerts: Vec<Alert> = alerts
        )
    );
    insta::assert_snapshot!(
        "steps",
        render!(
            "{% import \"patterns/page.html\" as page %}{% call page::stepper(steps, t) %}{% endcall %}",
            steps: Vec<Step> = steps
        )
    );
    insta::assert_snapshot!(
        "stats",
        render!(
            "{% import \"patterns/page.html\" as page %}{% call page::stats(stats) %}{% endcall %}",
            stats: Vec<StatCard> = stats
        )
    );
    insta::assert_snapshot!(
        "small_parts",
        render!(
            "{% import \"patterns/page.html\" as page %}{% import \"patterns/form.html\" as form %}\
             {% call page::copy(number, t) %}{% endcall %}{% call page::live_state(t) %}{% endcall %}\
             {% call form::resend(\"Отправить ещё раз\", 30, t) %}{% endcall %}\
             {% call form::draft_state(t) %}{% endcall %}{% call form::draft_state(t, \"9:31\") %}{% endcall %}\
             {% call page::panel(\"Коробка\") %}<p>внутри</p>{% endcall %}{% call page::section_head(\"Часть\") %}{% endcall %}",
            number: &'static str = "З-2026-00417"
        )
    );
}

/// The asset addresses carry hashes that change with every style; the snapshot must not.
fn without_hashes(html: &str) -> String {
    let mut clean = String::new();
    for (index, part) in html.split("/assets/").enumerate() {
        if index == 0 {
            clean.push_str(part);
            continue;
        }
        let (address, rest) = part.split_once('"').unwrap_or((part, ""));
        let stem = address.split(['-', '.']).next().unwrap_or_default();
        clean.extend(["/assets/", stem, "…\"", rest]);
    }
    // Whether the styles are built is no matter of the layout.
    clean
        .lines()
        .filter(|line| !line.contains("no-assets"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn whole_pages_in_both_layouts() {
    insta::assert_snapshot!(
        "page_cabinet_confirm",
        without_hashes(&tidy(&confirm_page().render().unwrap()))
    );
    insta::assert_snapshot!(
        "page_cabinet_denied",
        without_hashes(&tidy(&denied_page().render().unwrap()))
    );
    insta::assert_snapshot!(
        "page_public",
        without_hashes(&tidy(&sign_in_page().render().unwrap()))
    );
}

#[test]
fn every_page_has_one_heading_one_main_and_the_language() {
    for html in [
        gallery().render().unwrap(),
        confirm_page().render().unwrap(),
        denied_page().render().unwrap(),
        sign_in_page().render().unwrap(),
    ] {
        assert_eq!(html.matches("<h1").count(), 1);
        assert_eq!(html.matches("<main id=\"main\"").count(), 1);
        assert!(html.contains("<html lang=\"ru\""));
        assert!(!html.contains("⟦"), "a text is missing");
        assert!(
            !html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick")
        );
    }
}

#[test]
fn what_people_typed_is_never_html() {
    let hostile = "\"><script>alert(1)</script>";
    let field = Field::text("a", hostile)
        .hint(hostile)
        .value(hostile)
        .error(Some(hostile.into()));
    let html = render!(
        "{% import \"patterns/form.html\" as form %}{% call form::field(field, t) %}{% endcall %}",
        field: Field = field
    );
    assert!(!html.contains("<script"), "{html}");
}

/// Every text and icon that a template or a source of this crate names must be there.
#[test]
fn templates_and_sources_name_only_texts_and_icons_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    collect(&root.join("templates"), "html", &mut sources);
    collect(&root.join("src"), "rs", &mut sources);
    assert!(sources.len() > 10);
    let t = Texts::new(Lang::Ru);
    for (path, source) in sources {
        if path.ends_with("tests.rs") {
            continue;
        }
        for (before, is_icon) in [
            ("t.get(\"", false),
            ("t.with(\"", false),
            ("t.with1(\"", false),
            ("t.count(\"", false),
            ("icon(\"", true),
        ] {
            for part in source.split(before).skip(1) {
                let name = part.split('"').next().unwrap_or_default();
                if name.contains(['{', ' ']) || name.starts_with("no-such") {
                    continue;
                }
                let there = if is_icon {
                    crate::assets::icon(name) != crate::assets::SafeHtml::default()
                } else {
                    t.has(name)
                };
                assert!(there, "{}: {name} does not exist", path.display());
            }
        }
    }
}

fn collect(
    folder: &std::path::Path,
    extension: &str,
    into: &mut Vec<(std::path::PathBuf, String)>,
) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, extension, into);
        } else if path.extension().is_some_and(|found| found == extension) {
            let source = std::fs::read_to_string(&path).unwrap();
            into.push((path, source));
        }
    }
}

/// Not a check: `KABINET_GALLERY=/tmp/gallery cargo test -p web gallery` writes pages to look at
/// in a browser, with the files of `frontend/dist` beside them under `/assets/`.
#[test]
fn gallery_is_written_where_asked() {
    let Ok(folder) = std::env::var("KABINET_GALLERY") else {
        return;
    };
    let write = |name: &str, html: String| {
        std::fs::write(std::path::Path::new(&folder).join(name), html).unwrap();
    };
    std::fs::create_dir_all(&folder).unwrap();
    write("gallery.html", gallery().render().unwrap());
    write("confirm.html", confirm_page().render().unwrap());
    write("denied.html", denied_page().render().unwrap());
    write("sign-in.html", sign_in_page().render().unwrap());
}

#[test]
fn a_pattern_with_room_for_more_works_without_it() {
    let html = render!(
        "{% import \"patterns/form.html\" as form %}{{ form::buttons(label) }}",
        label: &'static str = "Войти"
    );
    assert!(html.contains("Войти") && !html.contains("caller"));
}

/// Texts of the scripts are many and have tests of their own.
fn without_script_texts(html: &str) -> String {
    let Some((before, rest)) = html.split_once("<template data-texts>") else {
        return html.to_owned();
    };
    let after = rest
        .split_once("</template>")
        .map_or("", |(_, after)| after);
    format!("{before}<template data-texts>…</template>{after}")
}

#[test]
fn panels_that_work_in_the_page() {
    if !has_signer() {
        println!("skipped: the signer is not built, run cargo xtask assets");
        return;
    }
    let clean = |html: &str| without_hashes(&without_script_texts(html));
    let document = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::signing_panel(panel, t) }}",
        panel: SigningPanel = SigningPanel::document("/o/1/applications/2/to-sign", "заявление.xml", "Подписать и подать")
    );
    insta::assert_snapshot!("signing_document", clean(&document));
    let text = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::signing_panel(panel, t) }}",
        panel: SigningPanel = SigningPanel::text("Вход в кабинет.\nСлучайное число: 42", "вход.txt", "Войти").field("answer")
    );
    insta::assert_snapshot!("signing_text", clean(&text));
    let own = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::signing_panel(panel, t) }}",
        panel: SigningPanel = SigningPanel::own_file("Подписать")
    );
    // Which of the forms are shown, the script decides by the document.
    for (form, is_shown) in [
        ("pdf", false),
        ("xml", false),
        ("detached", true),
        ("attached", true),
    ] {
        let field = own
            .split("<div class=\"ds-field\"")
            .find(|field| field.contains(&format!("value=\"{form}\"")));
        assert_eq!(!field.unwrap().starts_with(" hidden"), is_shown, "{form}");
    }
    assert!(own.contains("data-documents-module=\"/assets/signer-documents-"));
    assert!(
        !document.contains("data-documents-module"),
        "other pages do without"
    );
    let request = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::key_request(panel, t) }}",
        panel: KeyRequestPanel = KeyRequestPanel {
            subject: vec![("country", "RU".into()), ("common_name", "ООО «Северный луч»".into())],
            submit_label: "Отправить запрос".into(),
            field: "request",
        }
    );
    insta::assert_snapshot!("key_request", clean(&request));
    let hash = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::hash_field(t) }}{% if is_last %}{% endif %}",
        is_last: bool = true
    );
    insta::assert_snapshot!("file_hash", clean(&hash));
}

#[test]
fn what_stays_in_the_page_has_no_name_to_be_sent_under() {
    let html = render!(
        "{% import \"patterns/signing.html\" as signing %}{{ signing::signing_panel(panel, t) }}",
        panel: SigningPanel = SigningPanel::document("/doc", "a.xml", "Подписать")
    );
    for input in html.split("<input").skip(1) {
        let input = input.split('>').next().unwrap();
        let is_secret = input.contains("type=\"file\"") || input.contains("type=\"password\"");
        assert!(!is_secret || !input.contains(" name="), "{input}");
        // What has a name belongs to no form, the signature alone excepted.
        let is_sent = input.contains(" name=") && !input.contains("form=\"signing-nowhere\"");
        assert_eq!(is_sent, input.contains("name=\"signature\""), "{input}");
    }
    assert!(html.matches("type=\"password\"").count() == 1);
}

#[test]
fn every_word_of_the_scripts_is_there_in_both_languages() {
    for lang in [Lang::Ru, Lang::En] {
        let t = Texts::new(lang);
        for (name, text) in script_texts(t) {
            assert!(!text.is_empty() && !text.contains('⟦'), "{name}: {text}");
        }
        assert!(
            script_texts(t)
                .iter()
                .any(|(_, text)| text.contains("{date}"))
        );
    }
    // Every code that a script can show is among them.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scripts = Vec::new();
    collect(
        &root.join("../../../frontend/src/signing"),
        "ts",
        &mut scripts,
    );
    assert!(scripts.len() > 5);
    let known = script_texts(Texts::new(Lang::Ru));
    for (path, script) in scripts {
        for part in script.split("SGN-").skip(1) {
            let code = format!("SGN-{}", part.get(..3).unwrap_or_default());
            assert!(
                known.iter().any(|(name, _)| *name == code),
                "{}: {code}",
                path.display()
            );
        }
    }
}

#[test]
fn a_signature_under_a_document_says_who_and_when() {
    let block = SignatureBlock {
        title: "Подписано: Котова Анна Сергеевна".into(),
        kind: Tag::new("усиленная квалифицированная", Color::Success),
        checked: "Проверена при подписании, 22 ноября 2026, 9:30: подпись верна".into(),
        again: Some(CheckedAgain {
            color: Color::Success,
            text: "Проверена сейчас, 23 ноября 2026, 10:00: подпись верна".into(),
        }),
        broken: None,
        rows: vec![SummaryRow::new("Номер сертификата", "01ab")],
        content_url: "/o/1/applications/2/signatures/3/content".into(),
        content_name: "заявление.xml".into(),
        signature_url: "/o/1/applications/2/signatures/3".into(),
    };
    let broken = SignatureBlock {
        kind: Tag::new("не подходит к документу", Color::Danger),
        again: Some(CheckedAgain {
            color: Color::Danger,
            text: "Проверена сейчас, 23 ноября 2026, 10:00: не подходит к документу".into(),
        }),
        broken: Some(Alert::new(Color::Danger, "Документ или подпись изменены")),
        ..block.clone()
    };
    for (name, block) in [
        ("signature_block", block),
        ("signature_block_broken", broken),
    ] {
        let html = render!(
            "{% import \"patterns/signature.html\" as signature %}{{ signature::signature_block(block, t) }}",
            block: SignatureBlock = block
        );
        insta::assert_snapshot!(name, html);
    }
}
