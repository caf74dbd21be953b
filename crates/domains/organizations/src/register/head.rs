//! Another head by the register.

use access::PersonId;
use audit::Entry;
use db::{Announcement, DbError, Rows, Unit, micros, values};
use registry::{Card, Change, PersonName, fold, heads_line};
use serde_json::json;
use uuid::Uuid;

use super::apply::Source;
use super::notice;
use crate::Error;
use crate::organization::{NewOrganization, Organization};
use access::OrganizationId;

/// Whether the register names this person (family, given, patronymic) among the heads, or as the
/// sole trader. A mark of unreliable data does not make somebody else of them; ended powers do.
pub(crate) fn names_as_head(card: &Card, person: &str) -> bool {
    heads_of(card).iter().any(|name| fold(name) == fold(person))
}

fn heads_of(card: &Card) -> Vec<String> {
    let acting = card.heads.iter().filter(|head| head.has_powers());
    let heads = acting.filter_map(|head| head.name.as_ref());
    heads.chain(&card.person).map(PersonName::display).collect()
}

/// The people in a line of the feed: «Котова Анна Сергеевна, Новиков Пётр Ильич (Полномочия прекращены в связи с …),
/// ООО «УК»». Whose powers have ended acts no more, and a managing company is nobody whom a person could be.
fn people_in(line: &str) -> Vec<String> {
    let mut people = vec![String::new()];
    let mut depth = 0_usize;
    for letter in line.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match people.last_mut() {
            Some(last) if letter != ',' || depth > 0 => last.push(letter),
            _ => people.push(String::new()),
        }
    }
    let is_person = |name: &String| {
        !name.contains(['(', '"', '«']) && (2..=5).contains(&name.split_whitespace().count())
    };
    people
        .into_iter()
        .map(|name| name.trim().to_owned())
        .filter(is_person)
        .collect()
}

/// Whether the register has begun to keep to itself who acts: that is no word against anybody.
fn is_hidden(told: Option<&Card>, after: &str) -> bool {
    match told {
        Some(card) => card.heads.iter().any(|head| head.name.is_none()),
        None => after.trim().is_empty(),
    }
}

/// Ends the authority of heads whom the register no longer names, and asks for a new confirmation
/// unless a head whom it names is here already.
pub(super) async fn change(
    unit: &Unit,
    organization: &Organization,
    change: &Change,
    newer: Option<&Card>,
    same_or_newer: Option<&Card>,
    source: &Source,
) -> Result<(), Error> {
    // The card of the change itself says more than its line.
    let told = newer.or(same_or_newer.filter(|card| heads_line(card) == change.after));
    if is_hidden(told, &change.after) {
        return Ok(());
    }
    let heads = told.map_or_else(|| people_in(&change.after), heads_of);
    let is_head = |present: &PresentHead| match told {
        Some(card) => present.is_named_by(card),
        None => heads.iter().any(|head| fold(head) == fold(&present.name)),
    };
    let mut has_head = false;
    for former in present_heads(unit, organization.id).await? {
        if is_head(&former) {
            has_head = true;
        } else {
            end(unit, organization, &former, source).await?;
        }
    }
    // The new head may work here already, by documents that came before the register's word.
    for member in proved_members(unit, organization.id).await? {
        if is_head(&member) {
            recognise(unit, organization, &member, source).await?;
            has_head = true;
        }
    }
    let (first, position) = match (told, heads.first()) {
        (Some(card), _) => {
            let new = NewOrganization::from_card(card);
            (new.head_name, Some(new.head_position))
        }
        (None, Some(name)) => (readable(name), None),
        (None, None) => (String::new(), None),
    };
    let act_now = match heads.as_slice() {
        [] => first.clone(),
        heads => heads.join(", "),
    };
    unit.execute(
        "UPDATE organizations SET head_name = $2, head_position = COALESCE($3, head_position), \
         reconfirm_since = CASE WHEN $4 THEN NULL ELSE COALESCE(reconfirm_since, $5) END WHERE id = $1",
        values![
            organization.id.0,
            first,
            position,
            has_head,
            micros(unit.now()),
        ],
    )
    .await?;
    notice::head_changed(
        unit,
        organization,
        &change.before,
        &act_now,
        has_head,
        source,
    )
    .await?;
    Ok(())
}

/// The organization's data are confirmed again: a head whom the register names has come.
pub(crate) async fn clear_reconfirmation(
    unit: &Unit,
    organization: OrganizationId,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE organizations SET reconfirm_since = NULL WHERE id = $1",
        values![organization.0],
    )
    .await?;
    Ok(())
}

/// «КОТОВА АННА СЕРГЕЕВНА» as people write it.
fn readable(name: &str) -> String {
    let mut words = name.split_whitespace().map(str::to_owned);
    let family = words.next().unwrap_or_default();
    let given = words.next().unwrap_or_default();
    let patronymic: Vec<String> = words.collect();
    PersonName {
        family,
        given,
        patronymic: (!patronymic.is_empty()).then(|| patronymic.join(" ")),
    }
    .display()
}

pub(super) struct PresentHead {
    membership: Uuid,
    person: PersonId,
    /// As it was when it was proved: the account's own name may be another one by now.
    name: String,
    /// Proved by a certificate, or empty.
    inn: String,
}

impl PresentHead {
    /// Whether the card names this very person. Where both ИНН are known they decide: a namesake is somebody else, and
    /// who has taken another name is not.
    pub(super) fn is_named_by(&self, card: &Card) -> bool {
        let acting = card.heads.iter().filter(|head| head.has_powers());
        let heads = acting.filter_map(|head| Some((head.name.as_ref()?, head.inn.as_deref())));
        let trader = card.person.iter().map(|name| (name, card.inn.as_deref()));
        heads
            .chain(trader)
            .any(|(name, inn)| match inn.filter(|_| !self.inn.is_empty()) {
                Some(inn) => inn == self.inn,
                None => fold(&name.display()) == fold(&self.name),
            })
    }
}

pub(super) async fn present_heads(
    rows: &impl Rows,
    organization: OrganizationId,
) -> Result<Vec<PresentHead>, DbError> {
    members(rows, organization, "m.is_head").await
}

/// Administrators whose own authority was proved, and not somebody's word for them.
async fn proved_members(
    unit: &Unit,
    organization: OrganizationId,
) -> Result<Vec<PresentHead>, DbError> {
    let proved = "NOT m.is_head AND m.role = 'administrator' AND m.valid_until IS NULL \
                  AND m.proof IN ('head_documents', 'certificate', 'contact_code')";
    members(unit, organization, proved).await
}

async fn members(
    rows: &impl Rows,
    organization: OrganizationId,
    which: &str,
) -> Result<Vec<PresentHead>, DbError> {
    let sql = format!(
        "SELECT m.id, m.person_id, m.proved_name, m.proved_inn, p.last_name, p.first_name, p.middle_name, \
         COALESCE(p.inn, '') AS inn FROM memberships m JOIN people p ON p.id = m.person_id \
         WHERE m.organization_id = $1 AND {which} AND m.ended_at IS NULL ORDER BY m.created_at, m.id LIMIT 100"
    );
    let found = rows.rows(&sql, values![organization.0]).await?;
    found
        .iter()
        .map(|row| {
            let part = |column| row.get::<String>(column);
            let or = |proved: String, now: String| if proved.is_empty() { now } else { proved };
            let name = crate::people::full_name(
                &part("last_name")?,
                &part("first_name")?,
                &part("middle_name")?,
            );
            Ok(PresentHead {
                membership: row.get("id")?,
                person: PersonId(row.get("person_id")?),
                name: or(part("proved_name")?, name),
                inn: or(part("proved_inn")?, part("inn")?),
            })
        })
        .collect()
}

/// The register names somebody as the head who administers the organization already.
async fn recognise(
    unit: &Unit,
    organization: &Organization,
    member: &PresentHead,
    source: &Source,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE memberships SET is_head = TRUE WHERE id = $1",
        values![member.membership],
    )
    .await?;
    let entry = Entry::by_nobody("register.head-recognised")
        .of(organization.id)
        .about("member", member.membership, member.name.as_str())
        .details(json!({
            "after": { "is_head": true },
            "extract": source.extract, "record": source.record,
        }));
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(member.person.0));
    Ok(())
}

/// Ends the membership of a former head, all of which rested on the register's word, and what they offered others.
async fn end(
    unit: &Unit,
    organization: &Organization,
    former: &PresentHead,
    source: &Source,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE memberships SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        values![former.membership, micros(unit.now())],
    )
    .await?;
    let entry = Entry::by_nobody("register.authority-end")
        .of(organization.id)
        .about("member", former.membership, former.name.as_str())
        .details(json!({
            "before": { "is_head": true },
            "extract": source.extract, "record": source.record,
        }));
    audit::record(unit, entry).await?;
    crate::invitations::cancel_of(unit, organization.id, former.person).await?;
    unit.announce(Announcement::Changed(former.person.0));
    notice::authority_ended(unit, organization, former.person, source).await
}
