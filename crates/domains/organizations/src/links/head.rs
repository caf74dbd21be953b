//! The head takes their place in an organization without an operator: what the ways of proving it
//! share once the proof is there.

use access::{Actor, OrganizationId, OrganizationKind, Permission, Role};
use audit::Entry;
use db::{Announcement, DbError, Rows, Unit, micros, values};
use notifications::{Kind, Notice};
use registry::Card;
use serde_json::json;

use super::Difference;
use crate::members::{self, Member, NewMembership, Proof};
use crate::people::recipient;
use crate::{Error, NewOrganization, OrganizationState, paths};

/// By what the head was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// A qualified certificate.
    Certificate,
    /// A code mailed to the register's address.
    ContactCode,
}

impl Way {
    fn proof(self) -> Proof {
        match self {
            Self::Certificate => Proof::Certificate,
            Self::ContactCode => Proof::ContactCode,
        }
    }

    /// The journal's name of it.
    fn action(self) -> &'static str {
        match self {
            Self::Certificate => "link.by-certificate",
            Self::ContactCode => "link.by-code",
        }
    }

    /// What the head is told.
    fn done(self) -> Kind {
        match self {
            Self::Certificate => Kind::LinkedByCertificate,
            Self::ContactCode => Kind::LinkedByCode,
        }
    }

    /// What those are told who administer the organization already.
    fn joined(self) -> Kind {
        match self {
            Self::Certificate => Kind::HeadJoined,
            Self::ContactCode => Kind::HeadJoinedByCode,
        }
    }
}

/// The head and the register's card of their organization, which agree.
pub(super) struct Head<'a> {
    pub(super) actor: &'a Actor,
    pub(super) card: &'a Card,
    /// As the proof says; else the register's.
    pub(super) position: Option<&'a str>,
    pub(super) way: Way,
}

/// Where the head sits now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) organization: OrganizationId,
    /// Nothing has changed: they were its head before.
    pub(super) was_there: bool,
}

/// The organization and the membership, in the caller's unit; who administers it already is told.
/// Done twice, it changes nothing the second time.
pub(super) async fn seat(unit: &Unit, head: &Head<'_>) -> Result<Seat, Error> {
    let (actor, card) = (head.actor, head.card);
    let organization = match crate::find_by_ogrn(unit, &card.ogrn).await? {
        // Who acts for an authority, the operator says.
        Some(found) if found.kind == OrganizationKind::Authority => {
            return Err(Error::AlreadyLinked);
        }
        // What the operator has stopped, a mailed code does not open; a certificate opens its card.
        Some(found) if head.way == Way::ContactCode && found.state != OrganizationState::Active => {
            return Err(Error::NotActive);
        }
        Some(found) => found.id,
        None => crate::create_confirmed(unit, &NewOrganization::from_card(card)).await?,
    };
    let lock = format!(
        "SELECT id FROM organizations WHERE id = $1 {}",
        unit.for_update()
    );
    unit.row(&lock, values![organization.0]).await?;
    if is_its_head_already(unit, organization, actor).await? {
        return Ok(Seat {
            organization,
            was_there: true,
        });
    }
    let administrators =
        members::holders(unit, organization, Permission::ManageMembers, unit.now()).await?;
    join(unit, organization, head).await?;
    crate::register::clear_reconfirmation(unit, organization).await?;
    close_requests(unit, organization, actor, &card.ogrn).await?;
    tell(unit, organization, head, &administrators).await?;
    Ok(Seat {
        organization,
        was_there: false,
    })
}

async fn is_its_head_already(
    unit: &Unit,
    organization: OrganizationId,
    actor: &Actor,
) -> Result<bool, DbError> {
    let same = unit
        .number(
            "SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND person_id = $2 \
             AND role = 'administrator' AND is_head AND ended_at IS NULL AND valid_until IS NULL",
            values![organization.0, actor.person.0],
        )
        .await?;
    Ok(same > 0)
}

async fn join(unit: &Unit, organization: OrganizationId, head: &Head<'_>) -> Result<(), DbError> {
    let actor = head.actor;
    // Who was an employee in another role gets a new membership.
    unit.execute(
        "UPDATE memberships SET ended_at = $3, ended_by = $2 WHERE organization_id = $1 \
         AND person_id = $2 AND ended_at IS NULL",
        values![organization.0, actor.person.0, micros(unit.now())],
    )
    .await?;
    let registered = head.card.heads.first().map(|head| head.position.as_str());
    let position = head.position.or(registered).unwrap_or_default();
    let membership = members::insert(
        unit,
        NewMembership {
            organization,
            person: actor.person,
            role: Role::Administrator,
            is_head: true,
            position,
            proof: head.way.proof(),
            proved_name: None,
            valid_until: None,
            created_by: None,
        },
    )
    .await?;
    let entry = Entry::by_actor(actor, head.way.action())
        .of(organization)
        .about("member", membership.0, actor.name.as_str())
        .details(json!({
            "after": { "role": "administrator", "is_head": true, "position": position },
            "proof": head.way.proof().name(),
        }));
    audit::record(unit, entry).await
}

/// What the person asked the operator for has come true by itself.
async fn close_requests(
    unit: &Unit,
    organization: OrganizationId,
    actor: &Actor,
    ogrn: &str,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE link_requests SET organization_id = $3, decided_at = $4, taken_by = NULL, \
         taken_at = NULL, state = CASE WHEN state = 'draft' THEN 'withdrawn' ELSE 'confirmed' END \
         WHERE person_id = $1 AND ogrn = $2 AND state IN ('draft', 'submitted', 'returned')",
        values![actor.person.0, ogrn, organization.0, micros(unit.now())],
    )
    .await?;
    Ok(())
}

async fn tell(
    unit: &Unit,
    organization: OrganizationId,
    head: &Head<'_>,
    administrators: &[Member],
) -> Result<(), DbError> {
    let (actor, name) = (head.actor, head.card.readable_name());
    let notice = |kind, to| {
        Notice::new(kind, to)
            .arg("organization", name.as_str())
            .about(organization)
    };
    if let Some(to) = recipient(unit, actor.person).await? {
        let told = notice(head.way.done(), to).link(paths::cabinet(organization));
        notifications::send(unit, told).await?;
    }
    for other in administrators {
        if other.person == actor.person {
            continue;
        }
        if let Some(to) = recipient(unit, other.person).await? {
            let told = notice(head.way.joined(), to)
                .arg("name", actor.name.as_str())
                .link(paths::employees(organization));
            notifications::send(unit, told).await?;
        }
    }
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(())
}

/// The head of this name has another ИНН in the register than the person: a namesake. `code` says it.
pub(super) fn other_inn(
    code: &'static str,
    card: &Card,
    claimed: Option<&str>,
    is_named: impl Fn(&registry::PersonName) -> bool,
) -> Option<Difference> {
    let claimed = claimed?;
    let of_heads = card
        .heads
        .iter()
        .find(|head| head.name.as_ref().is_some_and(&is_named))
        .and_then(|head| head.inn.as_deref());
    // A sole trader's own ИНН is the business's.
    let of_trader = card.person.as_ref().filter(|name| is_named(name));
    let registered = of_heads
        .or_else(|| of_trader.and(card.inn.as_deref()))
        .filter(|inn| *inn != claimed)?;
    Some(Difference {
        field: registry::DifferenceField::Head.as_str().to_owned(),
        typed: claimed.to_owned(),
        registered: registered.to_owned(),
        code: code.to_owned(),
    })
}
