//! The head links an organization at once: the certificate names the organization, the register
//! names the head, and both are the person who asks. No operator, no documents.

use access::{Actor, OrganizationId, OrganizationKind, Permission, Role};
use audit::Entry;
use db::{Announcement, Db, DbError, Rows, Unit, micros, values};
use notifications::{Kind, Notice};
use registry::{Card, Registry};
use serde_json::json;
use signatures::{NamedOrganization, Owner, Proved};

use super::{Difference, RegisterState, look_up};
use crate::members::{self, Member, NewMembership, Proof};
use crate::people::recipient;
use crate::{Error, NewOrganization, paths};

/// Links the organization that the certificate names and makes the actor, its head, an
/// administrator of it. Where it has administrators already, the head joins them and they are told.
/// Done twice, it changes nothing the second time.
///
/// Refused, with every difference by its code in [`Error::differences`]: the certificate's numbers
/// are not the register's, the organization has ended or is being wound up, the register names
/// another head. Refused too: a certificate that is not qualified, names no organization, or is
/// another person's; and everything while the register is away.
pub async fn by_certificate(
    db: &Db,
    registry: &Registry,
    actor: &Actor,
    proved: &Proved,
) -> Result<OrganizationId, Error> {
    if proved.kind() < signatures::Kind::Qualified {
        return Err(Error::NotQualified);
    }
    let card = matching_card(registry, proved.owner())?;
    match settle(db, actor, proved, &card).await {
        // Two heads at the same moment: the other one has created the organization.
        Err(Error::Db(error)) if error.is_unique_violation() => {
            settle(db, actor, proved, &card).await
        }
        other => other,
    }
}

/// The register's card of the organization that the certificate names, if all of it agrees.
fn matching_card(registry: &Registry, owner: &Owner) -> Result<Card, Error> {
    let named = owner
        .organization
        .as_ref()
        .ok_or(Error::NamesNoOrganization)?;
    let numbers: Vec<&String> = named.ogrn.iter().chain(&named.inn).collect();
    if numbers.is_empty() {
        return Err(Error::NamesNoOrganization);
    }
    for number in numbers {
        match look_up(registry, number) {
            RegisterState::Found(card) => {
                let differences = differences(&card, owner, named);
                return if differences.is_empty() {
                    Ok(*card)
                } else {
                    Err(Error::CertificateDiffers(differences))
                };
            }
            RegisterState::NotFound => {}
            RegisterState::Away => return Err(Error::RegisterAway),
        }
    }
    Err(Error::NotInRegister)
}

fn differences(card: &Card, owner: &Owner, named: &NamedOrganization) -> Vec<Difference> {
    let claim = registry::Claim {
        inn: named.inn.clone(),
        ogrn: named.ogrn.clone(),
        head: Some(owner.full_name()),
        ..registry::Claim::default()
    };
    let mut found: Vec<Difference> = registry::compare(&claim, card)
        .into_iter()
        .map(|one| Difference {
            code: code(one.code).to_owned(),
            ..Difference::from(one)
        })
        .collect();
    found.extend(other_inn_of_head(card, owner));
    found
}

/// The register's differences in the words of a certificate.
fn code(of_register: &'static str) -> &'static str {
    match of_register {
        "REG-001" => "LNK-026",
        "REG-002" => "LNK-027",
        "REG-006" => "LNK-028",
        "REG-007" => "LNK-029",
        "REG-010" => "LNK-030",
        "REG-011" => "LNK-031",
        "REG-012" => "LNK-032",
        other => other,
    }
}

/// The head of this name has another ИНН in the register: a namesake.
fn other_inn_of_head(card: &Card, owner: &Owner) -> Option<Difference> {
    let claimed = owner.inn.as_deref()?;
    let of_name = card.heads.iter().find(|head| {
        head.name.as_ref().is_some_and(|name| {
            let patronymic = name.patronymic.as_deref().unwrap_or_default();
            owner.is_named(&name.family, &name.given, patronymic)
        })
    })?;
    let registered = of_name.inn.as_deref().filter(|inn| *inn != claimed)?;
    Some(Difference {
        field: registry::DifferenceField::Head.as_str().to_owned(),
        typed: claimed.to_owned(),
        registered: registered.to_owned(),
        code: "LNK-033".to_owned(),
    })
}

/// The organization and the membership, in one unit.
async fn settle(
    db: &Db,
    actor: &Actor,
    proved: &Proved,
    card: &Card,
) -> Result<OrganizationId, Error> {
    let (actor, proved, card) = (actor.clone(), proved.clone(), card.clone());
    db.write(async move |unit: Unit| {
        accounts::bind_identity(&unit, actor.person, &proved).await?;
        let organization = match crate::find_by_ogrn(&unit, &card.ogrn).await? {
            // Who acts for an authority, the operator says.
            Some(found) if found.kind == OrganizationKind::Authority => {
                return Err(Error::AlreadyLinked);
            }
            Some(found) => found.id,
            None => crate::create_confirmed(&unit, &NewOrganization::from_card(&card)).await?,
        };
        let lock = format!(
            "SELECT id FROM organizations WHERE id = $1 {}",
            unit.for_update()
        );
        unit.row(&lock, values![organization.0]).await?;
        if is_its_head_already(&unit, organization, &actor).await? {
            return Ok(organization);
        }
        let administrators =
            members::holders(&unit, organization, Permission::ManageMembers, unit.now()).await?;
        join(&unit, organization, &actor, proved.owner(), &card).await?;
        crate::register::clear_reconfirmation(&unit, organization).await?;
        close_requests(&unit, organization, &actor, &card.ogrn).await?;
        tell(&unit, organization, &actor, &card, &administrators).await?;
        Ok(organization)
    })
    .await
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

async fn join(
    unit: &Unit,
    organization: OrganizationId,
    actor: &Actor,
    owner: &Owner,
    card: &Card,
) -> Result<(), DbError> {
    // Who was an employee in another role gets a new membership.
    unit.execute(
        "UPDATE memberships SET ended_at = $3, ended_by = $2 WHERE organization_id = $1 \
         AND person_id = $2 AND ended_at IS NULL",
        values![organization.0, actor.person.0, micros(unit.now())],
    )
    .await?;
    let registered = card.heads.first().map(|head| head.position.as_str());
    let position = owner.position.as_deref().or(registered).unwrap_or_default();
    let membership = members::insert(
        unit,
        NewMembership {
            organization,
            person: actor.person,
            role: Role::Administrator,
            is_head: true,
            position,
            proof: Proof::Certificate,
            valid_until: None,
            created_by: None,
        },
    )
    .await?;
    let entry = Entry::by_actor(actor, "link.by-certificate")
        .of(organization)
        .about("member", membership.0, actor.name.as_str())
        .details(json!({
            "after": { "role": "administrator", "is_head": true, "position": position },
            "proof": Proof::Certificate.name(),
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
    actor: &Actor,
    card: &Card,
    administrators: &[Member],
) -> Result<(), DbError> {
    let name = card.readable_name();
    let notice = |kind, to| {
        Notice::new(kind, to)
            .arg("organization", name.as_str())
            .about(organization)
    };
    if let Some(to) = recipient(unit, actor.person).await? {
        let told = notice(Kind::LinkedByCertificate, to).link(paths::cabinet(organization));
        notifications::send(unit, told).await?;
    }
    for other in administrators {
        if other.person == actor.person {
            continue;
        }
        if let Some(to) = recipient(unit, other.person).await? {
            let told = notice(Kind::HeadJoined, to)
                .arg("name", actor.name.as_str())
                .link(paths::employees(organization));
            notifications::send(unit, told).await?;
        }
    }
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(())
}
