//! From an entry's elements to a [`Card`]: names of the exchange format on the left, ours on the right.

use jiff::civil::Date;
use requisites::{Inn10, Inn12, Ogrn, Ogrnip};

use crate::entry_parts::{
    address, branch, founder, head, licence, organization, person_name, place_of_residence,
};
use crate::model::{
    Activity, Capital, Card, Kind, LastRecord, LegalForm, Registration, Status, StatusMark,
    TaxOffice,
};
use crate::problem::EntryProblem;
use crate::tree::Element;

/// Lists longer than this are cut: a card is for reading, not an archive.
const LONGEST_LIST: usize = 1_000;
const MOST_FOREIGN_NAMES: usize = 10;

pub(crate) fn read_card(kind: Kind, entry: Element<'_>) -> Result<Card, EntryProblem> {
    let mut card = match kind {
        Kind::Company => company(entry)?,
        Kind::SoleTrader => sole_trader(entry)?,
    };
    card.email = entry
        .child("СвАдрЭлПочты")
        .and_then(|node| node.owned("E-mail"));
    card.tax_office = entry.child("СвУчетНО").and_then(tax_office);
    card.pension_number = entry
        .child("СвРегПФ")
        .and_then(|node| node.owned("РегНомПФ"));
    card.insurance_number = entry
        .child("СвРегФСС")
        .and_then(|node| node.owned("РегНомФСС"));
    card.licences = list(entry.children_named("СвЛицензия").filter_map(licence));
    if let Some(activities) = entry.child("СвОКВЭД") {
        card.main_activity = activities.child("СвОКВЭДОсн").and_then(activity);
        card.other_activities = list(activities.children_named("СвОКВЭДДоп").filter_map(activity));
    }
    card.registration = registration(entry);
    card.last_record = last_record(entry);
    Ok(card)
}

fn list<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.take(LONGEST_LIST).collect()
}

/// A required date among the entry's own attributes.
fn required_date(entry: Element<'_>, name: &'static str) -> Result<Date, EntryProblem> {
    let text = entry.attribute(name).ok_or(EntryProblem::Missing(name))?;
    parse_date(text).ok_or(EntryProblem::BadDate(name))
}

/// `ГГГГ-ММ-ДД`, sometimes followed by a time zone that says nothing.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

pub(crate) fn date(element: Element<'_>, name: &str) -> Option<Date> {
    parse_date(element.attribute(name)?)
}

/// The record that a part of an entry came with (ГРНДата). A correction of a slip of the pen
/// (ГРНДатаИспр) does not change since when the part holds.
pub(crate) fn record(node: Element<'_>) -> Option<LastRecord> {
    let mark = node.child("ГРНДата").or_else(|| node.child("ГРНИПДата"));
    as_record(mark?)
}

/// The record that first named a person or an organization in this place (ГРНДатаПерв).
pub(crate) fn first_record(node: Element<'_>) -> Option<LastRecord> {
    as_record(node.child("ГРНДатаПерв")?)
}

fn as_record(mark: Element<'_>) -> Option<LastRecord> {
    Some(LastRecord {
        number: mark.owned("ГРН").or_else(|| mark.owned("ГРНИП"))?,
        made_on: date(mark, "ДатаЗаписи")?,
    })
}

fn company(entry: Element<'_>) -> Result<Card, EntryProblem> {
    let ogrn = entry
        .attribute("ОГРН")
        .ok_or(EntryProblem::Missing("ОГРН"))?;
    let ogrn = Ogrn::parse(ogrn).map_err(|_| EntryProblem::BadOgrn)?;
    let mut card = Card::blank(
        Kind::Company,
        ogrn.as_str().to_owned(),
        required_date(entry, "ДатаВып")?,
    );
    card.registered_on = Some(required_date(entry, "ДатаОГРН")?);
    if let Some(inn) = entry.attribute("ИНН") {
        let inn = Inn10::parse(inn).map_err(|_| EntryProblem::BadInn)?;
        card.inn = Some(inn.as_str().to_owned());
    }
    card.kpp = entry.owned("КПП");
    card.legal_form = entry.attribute("ПолнНаимОПФ").map(|name| LegalForm {
        code: entry.owned("КодОПФ").unwrap_or_default(),
        name: name.to_owned(),
    });

    let names = entry
        .child("СвНаимЮЛ")
        .ok_or(EntryProblem::Missing("СвНаимЮЛ"))?;
    let full_name = names
        .owned("НаимЮЛПолн")
        .ok_or(EntryProblem::Missing("НаимЮЛПолн"))?;
    card.full_name = full_name;
    // An attribute up to 4.05, an element of its own since 4.06.
    card.short_name = names
        .owned("НаимЮЛСокр")
        .or_else(|| names.child("СвНаимЮЛСокр")?.owned("НаимСокр"));

    card.foreign_names = names
        .children()
        .filter_map(|node| match node.name() {
            "СвНаимЮЛПолнИн" => node.owned("НаимПолн"),
            "СвНаимЮЛСокрИн" => node.owned("НаимСокр"),
            _ => None,
        })
        .take(MOST_FOREIGN_NAMES)
        .collect();
    card.name_record = record(names);

    card.address = entry.child("СвАдресЮЛ").and_then(address);
    card.heads = list(entry.children_named("СведДолжнФЛ").map(head));
    card.managing_company = entry
        .child("СвУпрОрг")
        .and_then(|node| organization(node.child("НаимИННЮЛ")?));
    card.predecessors = list(entry.children_named("СвПредш").filter_map(organization));
    card.successors = list(entry.children_named("СвПреем").filter_map(organization));
    card.capital = entry.child("СвУстКап").and_then(capital);
    if let Some(founders) = entry.child("СвУчредит") {
        card.founders = list(founders.children().map(founder));
    }
    if let Some(branches) = entry.child("СвПодразд") {
        let kept = branches
            .children()
            .filter(|node| matches!(node.name(), "СвФилиал" | "СвПредстав"));
        card.branches = list(kept.map(branch));
    }

    for outer in entry
        .children()
        .filter(|node| matches!(node.name(), "СвСтатус" | "СвРеорг"))
    {
        let mark = outer.child("СвСтатус").unwrap_or(outer);
        add_mark(&mut card, outer, mark, "КодСтатусЮЛ", "НаимСтатусЮЛ");
    }
    card.status = standing_status(&card.status_marks);
    if let Some(end) = entry.child("СвПрекрЮЛ") {
        card.ended_on = date(end, "ДатаПрекрЮЛ");
        let way = end.child("СпПрекрЮЛ");
        if let Some(way) = way {
            add_mark(&mut card, end, way, "КодСпПрекрЮЛ", "НаимСпПрекрЮЛ");
        }
        let words = way
            .and_then(|way| way.attribute("НаимСпПрекрЮЛ"))
            .unwrap_or_default();
        card.status = ended_status(words);
    }
    Ok(card)
}

fn sole_trader(entry: Element<'_>) -> Result<Card, EntryProblem> {
    let ogrn = entry
        .attribute("ОГРНИП")
        .ok_or(EntryProblem::Missing("ОГРНИП"))?;
    let ogrn = Ogrnip::parse(ogrn).map_err(|_| EntryProblem::BadOgrn)?;
    let mut card = Card::blank(
        Kind::SoleTrader,
        ogrn.as_str().to_owned(),
        required_date(entry, "ДатаВып")?,
    );
    card.registered_on = Some(required_date(entry, "ДатаОГРНИП")?);
    if let Some(inn) = entry.attribute("ИННФЛ") {
        let inn = Inn12::parse(inn).map_err(|_| EntryProblem::BadInn)?;
        card.inn = Some(inn.as_str().to_owned());
    }
    let code = entry.attribute("КодВидИП").unwrap_or("1");
    let form = entry
        .attribute("НаимВидИП")
        .unwrap_or("Индивидуальный предприниматель");
    card.legal_form = Some(LegalForm {
        code: code.to_owned(),
        name: form.to_owned(),
    });

    let person = entry.child("СвФЛ").ok_or(EntryProblem::Missing("СвФЛ"))?;
    let name = person
        .child("ФИОРус")
        .or_else(|| person.child("ФИОЛат"))
        .and_then(person_name)
        .ok_or(EntryProblem::Missing("ФИОРус"))?;
    card.full_name = format!("{form} {}", name.display());
    // A head of a farm is not an «ИП»: the full form stays there.
    card.short_name = (code == "1").then(|| format!("ИП {}", name.display()));
    card.person = Some(name);
    card.name_record = record(person);
    card.address = entry.child("СвАдрМЖ").and_then(place_of_residence);

    if let Some(outer) = entry.child("СвСтатус")
        && let Some(mark) = outer.child("СвСтатус")
    {
        add_mark(&mut card, outer, mark, "КодСтатус", "НаимСтатус");
        card.status = standing_status(&card.status_marks);
    }
    if let Some(end) = entry.child("СвПрекращ") {
        card.status = Status::Closed;
        if let Some(mark) = end.child("СвСтатус") {
            card.ended_on = date(mark, "ДатаПрекращ");
            add_mark(&mut card, end, mark, "КодСтатус", "НаимСтатус");
            card.status = ended_status(mark.attribute("НаимСтатус").unwrap_or_default());
        }
    }
    Ok(card)
}

/// Adds a status unless it is already there: reorganization is often written twice. `outer` has the
/// record and the decision beside the mark.
fn add_mark(card: &mut Card, outer: Element<'_>, mark: Element<'_>, code: &str, name: &str) {
    let Some(code) = mark.owned(code) else { return };
    if card.status_marks.len() >= LONGEST_LIST
        || card.status_marks.iter().any(|known| known.code == code)
    {
        return;
    }
    let decision = outer.child("СвРешИсклЮЛ");
    card.status_marks.push(StatusMark {
        code,
        name: mark.owned(name).unwrap_or_default(),
        decided_on: decision.and_then(|decision| date(decision, "ДатаРеш")),
        decision_number: decision.and_then(|decision| decision.owned("НомерРеш")),
        published_on: decision.and_then(|decision| date(decision, "ДатаПубликации")),
        deadline: date(mark, "СрокЛиквООО"),
        record: record(outer),
    });
}

/// The gravest of the marks of an entry that has no element of its own about an end. One that tells of
/// an end all the same is the gravest of all: codes from 701 on come so, and others do by mistake.
fn standing_status(marks: &[StatusMark]) -> Status {
    let gravity = |status: &Status| match status {
        status if status.is_ended() => 5,
        Status::Bankrupt => 4,
        Status::Liquidating => 3,
        Status::Excluding => 2,
        Status::Reorganizing => 1,
        _ => 0,
    };
    marks
        .iter()
        .map(|mark| mark_status(&mark.code, &mark.name))
        .max_by_key(gravity)
        .unwrap_or(Status::Active)
}

/// The words of a mark come with the data and outlive renumbering; the code is the fallback.
fn mark_status(code: &str, name: &str) -> Status {
    let words = name.to_lowercase();
    let has = |stem: &str| words.contains(stem);
    let code = code.get(..3).and_then(|code| code.parse::<u32>().ok());
    if tells_of_an_end(code, &words) {
        ended_status(&words)
    } else if has("банкрот")
        || has("конкурсн")
        || has("наблюдени")
        || has("внешнее управлени")
        || has("оздоровлени")
    {
        Status::Bankrupt
    } else if has("исключени") {
        Status::Excluding
    } else if has("ликвид") {
        Status::Liquidating
    } else if has("реорганизац") {
        Status::Reorganizing
    } else {
        match code {
            Some(101..=104) => Status::Liquidating,
            Some(105..=111) => Status::Excluding,
            Some(113..=117) => Status::Bankrupt,
            Some(121..=139) => Status::Reorganizing,
            Some(200..=299) => Status::Liquidated,
            Some(400..=499) => Status::Excluded,
            Some(300..=399 | 500..=699) => Status::Closed,
            Some(700..=899) => Status::Annulled,
            _ => Status::Active,
        }
    }
}

/// Whether the words of a mark, in small letters, say that the entry has ended, and not that it is going
/// to. Nouns alone («исключение из ЕГРЮЛ») could mean both: there the code decides.
fn tells_of_an_end(code: Option<u32>, words: &str) -> bool {
    let has = |stem: &str| words.contains(stem);
    let lies_ahead = ["предстоящ", "принято решение", "в стадии", "в процессе"];
    if lies_ahead.into_iter().any(has) {
        return false;
    }
    if has("недействительн") || has("исключено") || has("ликвидирован")
    {
        return true;
    }
    // Codes below 200 are those of standing entries, and what has ended there is only a part of it: the
    // powers of a farm's head, a bankruptcy case.
    let is_end_by_code = code.is_some_and(|code| code >= 200);
    let has_ended = has("прекращ") || has("прекрат");
    is_end_by_code && (has_ended || has("исключен") || has("ликвид"))
}

/// The way in which an entry ended.
fn ended_status(name: &str) -> Status {
    let words = name.to_lowercase();
    let has = |stem: &str| words.contains(stem);
    if has("недействительн") {
        Status::Annulled
    } else if has("исключен") {
        Status::Excluded
    } else if has("реорганизац")
        || has("присоединен")
        || has("слияни")
        || has("преобразовани")
        || has("разделени")
    {
        Status::Reorganized
    } else if has("ликвид") || has("банкрот") || has("конкурсн") {
        Status::Liquidated
    } else {
        Status::Closed
    }
}

fn activity(node: Element<'_>) -> Option<Activity> {
    Some(Activity {
        code: node.owned("КодОКВЭД")?,
        name: node.owned("НаимОКВЭД").unwrap_or_default(),
        record: record(node),
    })
}

fn capital(node: Element<'_>) -> Option<Capital> {
    Some(Capital {
        kind: node.owned("НаимВидКап").unwrap_or_default(),
        kopecks: kopecks(node.attribute("СумКап")?)?,
        record: record(node),
    })
}

/// Roubles with at most two decimals as kopecks; further decimals, which old entries have, are dropped.
pub(crate) fn kopecks(roubles: &str) -> Option<i64> {
    let (whole, part) = roubles.split_once(['.', ',']).unwrap_or((roubles, ""));
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: i64 = format!("{part:0<2}")[..2].parse().ok()?;
    whole.checked_mul(100)?.checked_add(part)
}

fn tax_office(node: Element<'_>) -> Option<TaxOffice> {
    let office = node.child("СвНО")?;
    Some(TaxOffice {
        code: office.owned("КодНО")?,
        name: office.owned("НаимНО").unwrap_or_default(),
        since: date(node, "ДатаПостУч"),
        record: record(node),
    })
}

/// СвОбрЮЛ or СвРегИП, and СвРегОрг.
fn registration(entry: Element<'_>) -> Option<Registration> {
    let made = entry.child("СвОбрЮЛ").or_else(|| entry.child("СвРегИП"));
    let office = entry.child("СвРегОрг");
    made.or(office)?;
    let of_made = |name: &str| made.and_then(|node| node.owned(name));
    let of_office = |name: &str| office.and_then(|node| node.owned(name));
    let way = made
        .and_then(|node| node.child("СпОбрЮЛ"))
        .and_then(|way| way.owned("НаимСпОбрЮЛ"));
    Some(Registration {
        way: way.unwrap_or_default(),
        office_code: of_office("КодНО").unwrap_or_default(),
        office_name: of_office("НаимНО").unwrap_or_default(),
        office_address: of_office("АдрРО"),
        old_number: of_made("РегНом"),
        old_date: made.and_then(|node| date(node, "ДатаРег")),
        old_office: of_made("НаимРО"),
        record: made.and_then(record).or_else(|| office.and_then(record)),
    })
}

/// The newest record that has a number; records of one day keep the file's order.
fn last_record(entry: Element<'_>) -> Option<LastRecord> {
    entry
        .children()
        .filter(|node| matches!(node.name(), "СвЗапЕГРЮЛ" | "СвЗапЕГРИП"))
        .filter_map(|node| {
            let number = node.attribute("ГРН").or_else(|| node.attribute("ГРНИП"))?;
            Some((date(node, "ДатаЗап")?, number))
        })
        .max_by_key(|(made_on, _)| *made_on)
        .map(|(made_on, number)| LastRecord {
            number: number.to_owned(),
            made_on,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roubles_become_kopecks_without_rounding_up() {
        assert_eq!(kopecks("10000"), Some(1_000_000));
        assert_eq!(kopecks("10.5"), Some(1_050));
        assert_eq!(kopecks("10,509"), Some(1_050));
        assert_eq!(kopecks("-1"), None);
        assert_eq!(kopecks("1.x"), None);
        assert_eq!(kopecks("99999999999999999999"), None);
    }

    #[test]
    fn the_gravest_mark_decides() {
        let mark = |code: &str, name: &str| StatusMark {
            code: code.into(),
            name: name.into(),
            ..StatusMark::default()
        };
        let moving = mark(
            "112",
            "Юридическим лицом принято решение об изменении места нахождения",
        );
        let leaving = mark(
            "107",
            "Принято решение о предстоящем исключении юридического лица из ЕГРЮЛ",
        );
        assert_eq!(standing_status(&[]), Status::Active);
        assert_eq!(
            standing_status(std::slice::from_ref(&moving)),
            Status::Active
        );
        assert_eq!(standing_status(&[moving, leaving]), Status::Excluding);
        assert_eq!(mark_status("117", ""), Status::Bankrupt);
        assert_eq!(
            mark_status("101", "Находится в стадии ликвидации"),
            Status::Liquidating
        );
    }

    #[test]
    fn a_mark_alone_can_tell_that_the_entry_has_ended() {
        let exclusion = "Регистрирующим органом принято решение о предстоящем исключении юридического лица из ЕГРЮЛ (недействующее юридическое лицо)";
        for (code, name, expected) in [
            ("407", "", Status::Excluded),
            ("407", "Исключено из ЕГРЮЛ", Status::Excluded),
            (
                "407",
                "Исключение из ЕГРЮЛ недействующего юридического лица",
                Status::Excluded,
            ),
            // As the tax service's own samples have it.
            (
                "415",
                "Юридическое лицо прекращено в связи с исключением из ЕГРЮЛ (наличие в ЕГРЮЛ сведений о юридическом лице, в отношении которых внесена запись о недостоверности)",
                Status::Excluded,
            ),
            (
                "201",
                "Ликвидировано по решению его учредителей (участников) либо органа юридического лица, уполномоченного на то учредительными документами",
                Status::Liquidated,
            ),
            ("201", "", Status::Liquidated),
            (
                "202",
                "Ликвидировано вследствие банкротства",
                Status::Liquidated,
            ),
            ("201", "Ликвидация юридического лица", Status::Liquidated),
            (
                "701",
                "Регистрация признана недействительной по решению суда",
                Status::Annulled,
            ),
            ("702", "", Status::Annulled),
            ("801", "", Status::Annulled),
            (
                "304",
                "Прекратило деятельность при присоединении",
                Status::Reorganized,
            ),
            ("601", "", Status::Closed),
            (
                "201",
                "Индивидуальный предприниматель прекратил деятельность",
                Status::Closed,
            ),
            // Decisions and procedures leave the entry standing, whatever their number.
            ("105", exclusion, Status::Excluding),
            ("107", exclusion, Status::Excluding),
            ("405", exclusion, Status::Excluding),
            ("105", "", Status::Excluding),
            ("101", "Находится в стадии ликвидации", Status::Liquidating),
            (
                "124",
                "Находится в процессе реорганизации в форме присоединения к другому ЮЛ",
                Status::Reorganizing,
            ),
            (
                "102",
                "Глава хозяйства прекратил деятельность",
                Status::Liquidating,
            ),
            ("", "", Status::Active),
            ("112", "Иное", Status::Active),
        ] {
            assert_eq!(mark_status(code, name), expected, "{code} {name}");
        }
    }

    #[test]
    fn an_end_weighs_more_than_anything_that_was_going_on_before() {
        let mark = |code: &str| StatusMark {
            code: code.into(),
            ..StatusMark::default()
        };
        for other in ["101", "105", "117", "124"] {
            let marks = [mark("407"), mark(other)];
            assert_eq!(standing_status(&marks), Status::Excluded, "{other}");
            let marks = [mark(other), mark("701")];
            assert_eq!(standing_status(&marks), Status::Annulled, "{other}");
        }
    }

    #[test]
    fn the_way_of_ending_decides_the_final_status() {
        assert_eq!(
            ended_status("Ликвидация юридического лица"),
            Status::Liquidated
        );
        assert_eq!(
            ended_status("Исключение из ЕГРЮЛ недействующего юридического лица"),
            Status::Excluded
        );
        assert_eq!(
            ended_status("Прекращение юридического лица путем реорганизации в форме присоединения"),
            Status::Reorganized
        );
        assert_eq!(
            ended_status(
                "Индивидуальный предприниматель прекратил деятельность в связи с принятием им решения"
            ),
            Status::Closed
        );
    }
}
