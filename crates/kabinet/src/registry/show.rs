//! One entry of the register as lines for a terminal.

use registry::{Card, Head, PersonName, printable};
use texts::Texts;

/// What whoever looks an entry up wants to know, a line each; what the entry does not have is a dash
/// where everybody expects it, and no line where it is rare.
pub(super) fn lines(card: &Card, t: Texts) -> Vec<String> {
    let mut lines = vec![printable(&card.full_name)];
    let mut add = |key: &str, value: Option<&str>| {
        let value = value.unwrap_or("—");
        lines.push(format!("{}: {}", t.get(key), printable(value)));
    };
    add("registry-field-ogrn", Some(&card.ogrn));
    add("registry-field-inn", card.inn.as_deref());
    add("registry-field-kpp", card.kpp.as_deref());
    add("registry-field-status", Some(&status(card, t)));
    let address = card.address.as_ref().map(|address| address.line.as_str());
    add("registry-field-address", address);
    for head in &card.heads {
        add("registry-field-head", Some(&acting(head, t)));
    }
    if let Some(company) = &card.managing_company {
        add("registry-field-managing-company", Some(&company.name));
    }
    if let Some(activity) = &card.main_activity {
        let activity = format!("{} {}", activity.code, activity.name);
        add("registry-field-activity", Some(activity.trim_end()));
    }
    lines.push(t.with1("registry-as-of", "date", t.day(card.extracted_on)));
    if let Some(mark) = card.msp {
        let key = format!("registry-business-{}", mark.size.as_str());
        lines.push(t.get(&key).into_owned());
    }
    lines
}

/// The group of the status, and the register's own words for it.
fn status(card: &Card, t: Texts) -> String {
    let group = t.get(&format!("registry-status-{}", card.status.as_str()));
    let group = match card.ended_on {
        Some(day) => t.with(
            "registry-status-since",
            &[("status", &group), ("date", &t.day(day))],
        ),
        None => group.into_owned(),
    };
    let words = card.status_marks.iter().map(|mark| mark.name.clone());
    std::iter::once(group)
        .chain(words.filter(|words| !words.is_empty()))
        .collect::<Vec<_>>()
        .join("; ")
}

fn acting(head: &Head, t: Texts) -> String {
    let name = match &head.name {
        Some(name) => PersonName::display(name),
        None => t.get("registry-restricted").into_owned(),
    };
    let disqualified = head
        .disqualified_until
        .map(|until| t.with1("registry-disqualified-until", "date", t.day(until)));
    [Some(head.position.clone()), head.powers.clone()]
        .into_iter()
        .chain([head.unreliable.clone(), disqualified])
        .flatten()
        .filter(|part| !part.is_empty())
        .fold(name, |line, part| format!("{line}, {part}"))
}
