//! The parts of an entry's page, one function each: a part that the entry has nothing for is left
//! out. A new field of [`Card`] becomes a row, a new list a function named in [`of`].

use jiff::civil::Date;
use registry::{
    Activity, Branch, Card, Change, ChangeKind, Founder, FounderKind, Head, Kind, LastRecord,
    Licence, OrganizationRef,
};
use texts::Texts;

use crate::pages::organizations::parts::capitalized;
use crate::patterns::{Cell, Summary, SummaryRow};
use crate::urls;

/// All parts that have something to tell.
pub(super) fn of(t: Texts, card: &Card) -> Vec<Summary> {
    let parts = [
        main(t, card),
        status(t, card),
        management(t, card),
        founders(t, card),
        activities(t, card),
        licences(t, card),
        branches(t, card),
        registration(t, card),
        reorganizations(t, card),
        history(t, card),
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

/// «ГРН 2267700000001 от 12.03.2026»: the record that a part of the entry came with.
fn record_note(t: Texts, record: Option<&LastRecord>) -> Option<String> {
    record.map(|record| {
        t.with(
            "registry-record",
            &[
                ("number", &record.number),
                ("date", &t.day_short(record.made_on)),
            ],
        )
    })
}

/// A text with fainter words under it, where there are any.
fn noted(text: impl Into<String>, notes: impl IntoIterator<Item = String>) -> Cell {
    let notes: Vec<String> = notes.into_iter().filter(|one| !one.is_empty()).collect();
    Cell::Two {
        text: text.into(),
        note: notes.join(" · "),
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
        let notes = address
            .moving
            .clone()
            .into_iter()
            .chain(record_note(t, address.record.as_ref()));
        let row = SummaryRow::cell(
            t.get("registry-field-address"),
            noted(address.line.clone(), notes),
        );
        match &address.unreliable {
            Some(text) => row.error(unreliable(t, text)),
            None => row,
        }
    });
    let gar = card
        .address
        .as_ref()
        .and_then(|address| address.gar_guid.clone());
    let municipal = card
        .address
        .as_ref()
        .and_then(|address| address.municipal.as_ref())
        .map(|municipal| municipal.line.clone());
    let foreign = (!card.foreign_names.is_empty()).then(|| card.foreign_names.join("; "));
    let small_business = card.msp.as_ref().map(|msp| {
        let size = t.get(&format!("registry-business-{}", msp.size.as_str()));
        let since = msp
            .since
            .map(|day| t.with1("registry-business-since", "date", t.day_short(day)));
        let social = msp
            .social
            .then(|| t.get("registry-business-social").into_owned());
        SummaryRow::cell(
            t.get("registry-field-business"),
            noted(size, since.into_iter().chain(social)),
        )
    });
    let rows = [
        Some(SummaryRow::cell(
            t.get("registry-field-name"),
            noted(
                card.full_name.clone(),
                record_note(t, card.name_record.as_ref()),
            ),
        )),
        row(t, "registry-field-short-name", card.short_name.clone()),
        row(t, "registry-field-foreign-names", foreign),
        row(t, "registry-field-inn", card.inn.clone()),
        Some(SummaryRow::new(t.get(ogrn), card.ogrn.clone())),
        row(t, "registry-field-kpp", card.kpp.clone()),
        Some(SummaryRow::new(t.get("registry-field-kind"), kind)),
        row(t, "registry-field-legal-form", form),
        address,
        row(t, "registry-field-municipal-address", municipal),
        row(t, "registry-field-gar", gar),
        row(t, "registry-field-email", card.email.clone()),
        card.capital.as_ref().map(|capital| {
            let notes = std::iter::once(capitalized(&capital.kind))
                .chain(record_note(t, capital.record.as_ref()));
            SummaryRow::cell(
                t.get("registry-field-capital"),
                noted(t.money(capital.kopecks), notes),
            )
        }),
        small_business,
    ];
    part(
        t,
        "registry-section-main",
        rows.into_iter().flatten().collect(),
    )
}

/// What the register says of the standing: each mark with its code, decision and record.
fn status(t: Texts, card: &Card) -> Summary {
    let ended = card
        .ended_on
        .map(|day| SummaryRow::new(t.get("registry-field-ended"), t.day(day)));
    let marks = card.status_marks.iter().map(|mark| {
        let decided = mark
            .decision_number
            .as_ref()
            .map(|number| match mark.decided_on {
                Some(day) => t.with(
                    "registry-mark-decision",
                    &[("number", number), ("date", &t.day_short(day))],
                ),
                None => t.with1("registry-mark-decision-undated", "number", number.as_str()),
            });
        let published = mark
            .published_on
            .map(|day| t.with1("registry-mark-published", "date", t.day_short(day)));
        let deadline = mark
            .deadline
            .map(|day| t.with1("registry-mark-deadline", "date", t.day_short(day)));
        let code = (!mark.code.is_empty())
            .then(|| t.with1("registry-mark-code", "code", mark.code.as_str()));
        let notes = [
            code,
            decided,
            published,
            deadline,
            record_note(t, mark.record.as_ref()),
        ];
        let name = capitalized(&mark.name);
        SummaryRow::cell(
            t.get("registry-field-mark"),
            noted(name, notes.into_iter().flatten()),
        )
    });
    part(
        t,
        "registry-section-status",
        ended.into_iter().chain(marks).collect(),
    )
}

fn management(t: Texts, card: &Card) -> Summary {
    let today = card.extracted_on;
    let heads = card.heads.iter().map(|head| head_row(t, head, today));
    let company = card
        .managing_company
        .iter()
        .map(|company| organization_row(t, "registry-field-managing-company", company));
    part(t, "registry-section-heads", heads.chain(company).collect())
}

fn head_row(t: Texts, head: &Head, as_of: Date) -> SummaryRow {
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
    let notes = inn
        .into_iter()
        .chain(since)
        .chain(head.powers.clone())
        .chain(record_note(t, head.record.as_ref()));
    let key = if head.position.is_empty() {
        t.get("registry-field-head").into_owned()
    } else {
        capitalized(&head.position)
    };
    let text = if head.restricted && name.is_empty() {
        t.get("registry-restricted").into_owned()
    } else {
        name
    };
    let row = SummaryRow::cell(key, noted(text, notes));
    // One that is over stays in the extract, and is no error any more.
    let disqualified = head
        .disqualified_until
        .filter(|until| *until >= as_of)
        .map(|day| t.with1("registry-disqualified-until", "date", t.day_short(day)));
    let doubts = head.unreliable.as_ref().map(|text| unreliable(t, text));
    let errors: Vec<String> = disqualified.into_iter().chain(doubts).collect();
    if errors.is_empty() {
        row
    } else {
        row.error(errors.join(". "))
    }
}

fn organization_row(t: Texts, key: &str, named: &OrganizationRef) -> SummaryRow {
    let name = registry::readable_name(&named.name);
    let numbers = numbers(t, named.inn.as_deref(), named.ogrn.as_deref());
    let note: Vec<String> = std::iter::once(numbers)
        .filter(|numbers| !numbers.is_empty())
        .chain(record_note(t, named.record.as_ref()))
        .collect();
    let note = note.join(" · ");
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
        .chain(founder.country.clone())
        .chain((!own.is_empty()).then_some(own))
        .chain(record_note(t, founder.record.as_ref()))
        .collect();
    let row = SummaryRow::cell(
        t.get(kind),
        organization_cell(name, founder.ogrn.as_deref(), note.join(" · ")),
    );
    match &founder.unreliable {
        Some(text) => row.error(unreliable(t, text)),
        None => row,
    }
}

fn activities(t: Texts, card: &Card) -> Summary {
    let text = |activity: &Activity| {
        let notes =
            std::iter::once(activity.code.clone()).chain(record_note(t, activity.record.as_ref()));
        noted(activity.name.clone(), notes)
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
    let unified = licence
        .unified_number
        .as_ref()
        .map(|number| t.with1("registry-licence-unified", "number", number.as_str()));
    let notes = from
        .into_iter()
        .chain(until)
        .chain(authority)
        .chain(unified)
        .chain(record_note(t, licence.record.as_ref()));
    SummaryRow::cell(
        t.with1("registry-licence-number", "number", licence.number.as_str()),
        noted(licence.activities.join("; "), notes),
    )
}

fn branches(t: Texts, card: &Card) -> Summary {
    let rows = card.branches.iter().map(|branch| branch_row(t, branch));
    part(t, "registry-field-branches", rows.collect())
}

fn branch_row(t: Texts, branch: &Branch) -> SummaryRow {
    let kind = if branch.representative {
        "registry-branch-representative"
    } else {
        "registry-branch-branch"
    };
    let kpp = branch
        .kpp
        .as_ref()
        .map(|kpp| format!("{} {kpp}", t.get("registry-field-kpp")));
    let record = record_note(t, branch.record.as_ref());
    let (text, address) = match &branch.name {
        Some(name) => (name.clone(), Some(branch.address.clone())),
        None => (branch.address.clone(), None),
    };
    let notes = address.into_iter().chain(kpp).chain(record);
    SummaryRow::cell(t.get(kind), noted(text, notes))
}

fn registration(t: Texts, card: &Card) -> Summary {
    let office = card.tax_office.as_ref().map(|office| {
        let notes =
            std::iter::once(office.code.clone()).chain(record_note(t, office.record.as_ref()));
        SummaryRow::cell(
            t.get("registry-field-tax-office"),
            noted(office.name.clone(), notes),
        )
    });
    let registration = card.registration.as_ref();
    let way = registration.filter(|one| !one.way.is_empty()).map(|one| {
        let notes = record_note(t, one.record.as_ref());
        SummaryRow::cell(
            t.get("registry-field-registration-way"),
            noted(capitalized(&one.way), notes),
        )
    });
    let kept_by = registration
        .filter(|one| !one.office_name.is_empty())
        .map(|one| {
            let notes = std::iter::once(one.office_code.clone()).chain(one.office_address.clone());
            SummaryRow::cell(
                t.get("registry-field-registering-office"),
                noted(one.office_name.clone(), notes),
            )
        });
    let before = registration
        .and_then(|one| one.old_number.clone().map(|number| (one, number)))
        .map(|(one, number)| {
            let day = one.old_date.map(|day| t.day_short(day));
            let notes = day.into_iter().chain(one.old_office.clone());
            SummaryRow::cell(
                t.get("registry-field-old-registration"),
                noted(number, notes),
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
        way,
        kept_by,
        before,
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

/// Whom it followed and who followed it.
fn reorganizations(t: Texts, card: &Card) -> Summary {
    let before = card
        .predecessors
        .iter()
        .map(|one| organization_row(t, "registry-field-predecessor", one));
    let after = card
        .successors
        .iter()
        .map(|one| organization_row(t, "registry-field-successor", one));
    part(
        t,
        "registry-section-reorganizations",
        before.chain(after).collect(),
    )
}

/// What imports saw change, newest first.
fn history(t: Texts, card: &Card) -> Summary {
    let rows = card.history.iter().map(|change| change_row(t, change));
    part(t, "registry-section-history", rows.collect())
}

fn change_row(t: Texts, change: &Change) -> SummaryRow {
    let shown = |value: &str| match change.kind {
        ChangeKind::Head | ChangeKind::Name | ChangeKind::Address | ChangeKind::Kpp => {
            value.to_owned()
        }
        _ => t.get(&format!("registry-status-{value}")).into_owned(),
    };
    let text = t.with(
        "registry-change-text",
        &[
            ("before", &shown(&change.before)),
            ("after", &shown(&change.after)),
        ],
    );
    let record = record_note(t, change.record.as_ref());
    let notes = std::iter::once(t.day_short(change.extracted_on)).chain(record);
    let key = format!("registry-change-{}", change.kind.as_str());
    SummaryRow::cell(t.get(&key), noted(text, notes))
}

fn unreliable(t: Texts, text: &str) -> String {
    if text.is_empty() {
        t.get("registry-unreliable").into_owned()
    } else {
        format!("{}: {text}", t.get("registry-unreliable"))
    }
}
