//! The head links an organization at once: the certificate names the organization, the register
//! names the head, and both are the person who asks. No operator, no documents.

use access::{Actor, OrganizationId};
use db::{Db, Unit};
use registry::{Card, Registry};
use signatures::{NamedOrganization, Owner, Proved};

use super::head::{Head, Way, other_inn, seat};
use super::{Difference, RegisterState, look_up};
use crate::Error;

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
    other_inn("LNK-033", card, owner.inn.as_deref(), |name| {
        let patronymic = name.patronymic.as_deref().unwrap_or_default();
        owner.is_named(&name.family, &name.given, patronymic)
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
        let head = Head {
            actor: &actor,
            card: &card,
            position: proved.owner().position.as_deref(),
            way: Way::Certificate,
        };
        Ok(seat(&unit, &head).await?.organization)
    })
    .await
}
