use super::*;
use jiff::ToSpan;

fn day(text: &str) -> Timestamp {
    format!("{text}T00:00:00+03:00").parse().unwrap()
}

fn state(status: Status, since: Option<&str>) -> State {
    State {
        status,
        since: since.map(day),
    }
}

fn accredited(name: &str, state: State, history: Vec<State>) -> Authority {
    Authority {
        name: name.to_owned(),
        short_name: "УЦ".to_owned(),
        email: "ca@rosinka.example".to_owned(),
        web: "https://rosinka.example/?a=1&b=2".to_owned(),
        inn: "7700000000".to_owned(),
        ogrn: "1027700000000".to_owned(),
        number: "17".to_owned(),
        state: Some(state),
        history,
        keys: vec![ListedKey {
            identifier: vec![0xab; 20],
            system: "ПАК «Родник»".to_owned(),
            class: "КС3".to_owned(),
            revocation_lists: vec!["http://rosinka.example/1.crl".to_owned()],
            certificates: Vec::new(),
        }],
    }
}

#[test]
fn a_list_that_is_written_reads_the_same() {
    let history = vec![
        state(Status::Active, Some("2020-01-01")),
        state(Status::Suspended, Some("2022-01-01")),
    ];
    let list = TrustList::new(
        "16314",
        Some(day("2026-07-23")),
        vec![
            accredited(
                "ООО «Росинка» <&>",
                state(Status::Active, Some("2023-05-01")),
                history,
            ),
            accredited("АО «Туман»", state(Status::Annulled, None), Vec::new()),
        ],
    );
    assert_eq!(TrustList::from_xml(list.to_xml().as_bytes()).unwrap(), list);
}

#[test]
fn the_state_is_that_of_the_day() {
    let history = vec![
        state(Status::Active, Some("2020-01-01")),
        state(Status::Suspended, Some("2022-01-01")),
        state(Status::Active, Some("2022-03-01")),
        state(Status::Terminated, Some("2024-06-01")),
    ];
    let one = accredited("X", state(Status::Terminated, Some("2024-06-01")), history);
    let on = |text| one.status_at(day(text));
    assert_eq!(on("2019-12-31"), None);
    assert_eq!(on("2020-01-01"), Some(&Status::Active));
    assert_eq!(on("2022-02-01"), Some(&Status::Suspended));
    assert_eq!(on("2023-01-01"), Some(&Status::Active));
    assert_eq!(on("2026-01-01"), Some(&Status::Terminated));
    let before = day("2024-06-01") - 1.second();
    assert_eq!(one.status_at(before), Some(&Status::Active));
}

#[test]
fn a_present_state_without_a_day_does_not_reach_back() {
    let history = vec![state(Status::Active, Some("2020-01-01"))];
    let one = accredited("X", state(Status::Annulled, None), history);
    let list = TrustList::new("1", Some(day("2026-07-23")), vec![one]);
    let one = &list.authorities()[0];
    assert_eq!(one.status_at(day("2021-01-01")), Some(&Status::Active));
    assert_eq!(one.status_at(day("2026-08-01")), Some(&Status::Annulled));

    let one = accredited("X", state(Status::Active, None), Vec::new());
    assert_eq!(one.status_at(day("2000-01-01")), Some(&Status::Active));
    let one = accredited("X", state(Status::read("Думает"), None), Vec::new());
    assert_ne!(one.status_at(day("2000-01-01")), Some(&Status::Active));
}

#[test]
fn what_is_no_list_is_refused() {
    let read = |text: &str| TrustList::from_xml(text.as_bytes()).map(|list| list.authorities.len());
    assert_eq!(read(""), Err(TslError::NotAList));
    assert_eq!(read("<a/>"), Err(TslError::NotAList));
    assert_eq!(
        TrustList::from_xml(&[0xff, 0xfe, 0x00]),
        Err(TslError::Encoding)
    );
    let open = "<АккредитованныеУдостоверяющиеЦентры>";
    assert!(matches!(read(open), Err(TslError::Malformed(_))));
    assert!(matches!(
        read(&format!("{open}</Дата>")),
        Err(TslError::Malformed(_))
    ));
    let bomb = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{open}&b;");
    assert_eq!(read(&bomb), Err(TslError::DocumentType));
    let deep = format!("{open}{}", "<a>".repeat(40));
    assert_eq!(read(&deep), Err(TslError::Limit("depth")));
    let long = format!("{open}<Версия>{}", "1".repeat(200_000));
    assert_eq!(read(&long), Err(TslError::Limit("text")));
}

#[test]
fn certificates_that_cannot_be_read_are_counted_and_left_out() {
    let xml = "<АккредитованныеУдостоверяющиеЦентры><УдостоверяющийЦентр>\
        <ПрограммноАппаратныеКомплексы><ПрограммноАппаратныйКомплекс><КлючиУполномоченныхЛиц><Ключ>\
        <ИдентификаторКлюча>AB cd</ИдентификаторКлюча><Сертификаты>\
        <ДанныеСертификата><Данные>MAA=</Данные></ДанныеСертификата>\
        <ДанныеСертификата/></Сертификаты></Ключ></КлючиУполномоченныхЛиц>\
        </ПрограммноАппаратныйКомплекс></ПрограммноАппаратныеКомплексы>\
        </УдостоверяющийЦентр></АккредитованныеУдостоверяющиеЦентры>";
    let list = TrustList::from_xml(xml.as_bytes()).unwrap();
    assert_eq!((list.unread(), list.certificates().count()), (2, 0));
    assert_eq!(list.by_key_identifier(&[0xab, 0xcd]).count(), 1);
}
