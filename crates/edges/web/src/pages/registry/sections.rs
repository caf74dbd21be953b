//! The parts of an entry's page, one function each: a part that the entry has nothing for is left
//! out. A new field of [`Card`] becomes a row, a new list a function named in [`of`].

use registry::{Activity, Card, Founder, FounderKind, Head, Kind, Licence, OrganizationRef};
use texts::Texts;

use crate::pages::organizations::parts::capitalized;
use crate::patterns::{Cell, Summary, SummaryRow};
use crate::urls;

/// All parts that have something to tell.
pub(super) fn of(t: Texts, card: &Card) -> Vec<Summary> {
    let parts = [
        main(t, card),
        management(t, card),
        founders(t, card),
        activities(t, card),
        licences(t, card),
        registration(t, card),
    ];
    parts
        .into_iter()
        .filter(|part| !part.rows.is_empty())
        .collect()
}

fn part(t: Texts, title: &str, rows: Vec<SummaryRow>) -> Summary {
    Summary {
        title: Some(t.get(title).into_owned()),
        change_url: None,
        rows,
    }
}

/// A row if there is a value.
fn row(t: Texts, key: &str, value: Option<impl Into<String>>) -> Option<SummaryRow> {
    value.map(|value| SummaryRow::new(t.get(key), value))
}

fn main(t: Texts, card: &Card) -> Summary {
    let ogrn = match card.kind {
        Kind::Company => "registry-field-ogrn",
        Kind::SoleTrader => "registry-field-ogrnip",
    };
    let kind = t.get(&format!("registry-kind-{}", card.kind.as_str()));
    let form = card.legal_form.as_ref().map(|form| form.name.clone());
    let address = card.address.as_ref().map(|address| {
        let row = SummaryRow::new(t.get("registry-field-address"), address.line.clone());
        match &address.unreliable {
            Some(text) => row.error(unreliable(t, text)),
            None => row,
        }
    });
    let gar = card
        .address
        .as_ref()
        .and_then(|address| address.gar_guid.clone());
    let rows = [
        Some(SummaryRow::new(
            t.get("registry-field-name"),
            card.full_name.clone(),
        )),
        row(t, "registry-field-short-name", card.short_name.clone()),
        row(t, "registry-field-inn", card.inn.clone()),
        Some(SummaryRow::new(t.get(ogrn), card.ogrn.clone())),
        row(t, "registry-field-kpp", card.kpp.clone()),
        Some(SummaryRow::new(t.get("registry-field-kind"), kind)),
        row(t, "registry-field-legal-form", form),
        address,
        row(t, "registry-field-gar", gar),
        row(t, "registry-field-email", card.email.clone()),
        row(
            t,
            "registry-field-branches",
            (card.branches > 0).then(|| card.branches.to_string()),
        ),
        card.capital.as_ref().map(|capital| {
            SummaryRow::cell(
                t.get("registry-field-capital"),
                Cell::Two {
                    text: t.money(capital.kopecks),
                    note: capitalized(&capital.kind),
                },
            )
        }),
    ];
    part(
        t,
        "registry-section-main",
        rows.into_iter().flatten().collect(),
    )
}

fn management(t: Texts, card: &Card) -> Summary {
    let heads = card.heads.iter().map(|head| head_row(t, head));
    let company = card
        .managing_company
        .iter()
        .map(|company| organization_row(t, "registry-field-managing-company", company));
    part(t, "registry-section-heads", heads.chain(company).collect())
}

fn head_row(t: Texts, head: &Head) -> SummaryRow {
    let name = head
        .name
        .as_ref()
        .map(registry::PersonName::display)
        .unwrap_or_default();
    let inn = head
        .inn
        .as_ref()
        .map(|inn| format!("{} {inn}", t.get("registry-field-inn")));
    let since = head
        .since
        .map(|day| t.with1("registry-head-since", "date", t.day_short(day)));
    let note: Vec<String> = inn.into_iter().chain(since).collect();
    let key = if head.position.is_empty() {
        t.get("registry-field-head").into_owned()
    } else {
        capitalized(&head.position)
    };
    let row = SummaryRow::cell(
        key,
        Cell::Two {
            text: if head.restricted && name.is_empty() {
                t.get("registry-restricted").into_owned()
            } else {
                name
            },
            note: note.join(" · "),
        },
    );
    let disqualified = head
        .disqualified_until
        .map(|day| t.with1("registry-disqualified-until", "date", t.day_short(day)));
    let doubts = head.unreliable.as_ref().map(|text| unreliable(t, text));
    match disqualified.or(doubts) {
        Some(error) => row.error(error),
        None => row,
    }
}

fn organization_row(t: Texts, key: &str, named: &OrganizationRef) -> SummaryRow {
    let name = registry::readable_name(&named.name);
    let note = numbers(t, named.inn.as_deref(), named.ogrn.as_deref());
    SummaryRow::cell(
        t.get(key),
        organization_cell(name, named.ogrn.as_deref(), note),
    )
}

/// A link to the organization's own entry where its number is known.
fn organization_cell(name: String, ogrn: Option<&str>, note: String) -> Cell {
    match ogrn {
        Some(ogrn) => Cell::Link {
            text: name,
            url: urls::registry_entry(ogrn),
            note: Some(note),
        },
        None => Cell::Two { text: name, note },
    }
}

fn numbers(t: Texts, inn: Option<&str>, ogrn: Option<&str>) -> String {
    let inn = inn.map(|inn| format!("{} {inn}", t.get("registry-field-inn")));
    let ogrn = ogrn.map(|ogrn| format!("{} {ogrn}", t.get("registry-field-ogrn")));
    inn.into_iter().chain(ogrn).collect::<Vec<_>>().join(" · ")
}

fn founders(t: Texts, card: &Card) -> Summary {
    let rows = card.founders.iter().map(|one| founder_row(t, one));
    part(t, "registry-field-founders", rows.collect())
}

fn founder_row(t: Texts, founder: &Founder) -> SummaryRow {
    let kind = match founder.kind {
        FounderKind::Person => "registry-founder-person",
        FounderKind::Company => "registry-founder-company",
        FounderKind::ForeignCompany => "registry-founder-foreign",
        FounderKind::State => "registry-founder-state",
        FounderKind::Fund => "registry-founder-fund",
        FounderKind::Other => "registry-founder-other",
    };
    let name = match (founder.name.is_empty(), founder.kind) {
        (true, _) => t.get("registry-restricted").into_owned(),
        (false, FounderKind::Person) => founder.name.clone(),
        (false, _) => registry::readable_name(&founder.name),
    };
    let share = founder
        .share
        .as_ref()
        .map(|share| t.with1("registry-founder-share", "share", share.as_str()));
    let value = founder.kopecks.map(|kopecks| t.money(kopecks));
    let own = numbers(t, founder.inn.as_deref(), founder.ogrn.as_deref());
    let note: Vec<String> = share
        .into_iter()
        .chain(value)
        .chain((!own.is_empty()).then_some(own))
        .collect();
    SummaryRow::cell(
        t.get(kind),
        organization_cell(name, founder.ogrn.as_deref(), note.join(" · ")),
    )
}

fn activities(t: Texts, card: &Card) -> Summary {
    let text = |activity: &Activity| Cell::Two {
        text: activity.name.clone(),
        note: activity.code.clone(),
    };
    let main = card
        .main_activity
        .iter()
        .map(|activity| SummaryRow::cell(t.get("registry-field-activity"), text(activity)));
    let others = card
        .other_activities
        .iter()
        .map(|activity| SummaryRow::cell(t.get("registry-activity-other"), text(activity)));
    part(
        t,
        "registry-section-activities",
        main.chain(others).collect(),
    )
}

fn licences(t: Texts, card: &Card) -> Summary {
    let rows = card.licences.iter().map(|licence| licence_row(t, licence));
    part(t, "registry-field-licences", rows.collect())
}

fn licence_row(t: Texts, licence: &Licence) -> SummaryRow {
    let from = licence
        .issued_on
        .map(|day| t.with1("registry-licence-from", "date", t.day_short(day)));
    let until = licence
        .expires_on
        .map(|day| t.with1("registry-licence-until", "date", t.day_short(day)));
    let authority = licence.authority.clone();
    let note: Vec<String> = from.into_iter().chain(until).chain(authority).collect();
    SummaryRow::cell(
        t.with1("registry-licence-number", "number", licence.number.as_str()),
        Cell::Two {
            text: licence.activities.join("; "),
            note: note.join(" · "),
        },
    )
}

fn registration(t: Texts, card: &Card) -> Summary {
    let office = card.tax_office.as_ref().map(|office| {
        SummaryRow::cell(
            t.get("registry-field-tax-office"),
            Cell::Two {
                text: office.name.clone(),
                note: office.code.clone(),
            },
        )
    });
    let record = card.last_record.as_ref().map(|record| {
        SummaryRow::cell(
            t.get("registry-field-last-record"),
            Cell::Two {
                text: record.number.clone(),
                note: t.day(record.made_on),
            },
        )
    });
    let rows = [
        row(
            t,
            "registry-field-registered-on",
            card.registered_on.map(|day| t.day(day)),
        ),
        row(
            t,
            "registry-field-ended-on",
            card.ended_on.map(|day| t.day(day)),
        ),
        office,
        row(
            t,
            "registry-field-pension-number",
            card.pension_number.clone(),
        ),
        row(
            t,
            "registry-field-insurance-number",
            card.insurance_number.clone(),
        ),
        record,
    ];
    part(
        t,
        "registry-section-registration",
        rows.into_iter().flatten().collect(),
    )
}

fn unreliable(t: Texts, text: &str) -> String {
    if text.is_empty() {
        t.get("registry-unreliable").into_owned()
    } else {
        format!("{}: {text}", t.get("registry-unreliable"))
    }
}
