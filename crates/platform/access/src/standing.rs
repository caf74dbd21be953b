//! Who is asking, where they stand in one organization, and the decision.

use std::net::IpAddr;

use crate::grant::{Grant, OperatorGrant};
use crate::{OrganizationId, Permission, PersonId, Right, Role, SessionId};

/// What an organization is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationKind {
    /// A company that applies.
    Company,
    /// A sole trader (ИП) that applies.
    SoleTrader,
    /// An authority that answers.
    Authority,
}

impl OrganizationKind {
    /// The stable name in the database and in text keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::SoleTrader => "sole_trader",
            Self::Authority => "authority",
        }
    }

    /// The kind with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Company, Self::SoleTrader, Self::Authority]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// A signed-in person, as one request sees them.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// Their name as journals show it: «Котова Анна Сергеевна».
    pub name: String,
    /// The session that asked.
    pub session: SessionId,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// Where the request came from, when known.
    pub ip: Option<IpAddr>,
    /// Id of the request, for tying the journal to the server's log.
    pub request_id: String,
}

impl Actor {
    /// The right to moderate and look after the installation.
    pub fn operator_grant(&self) -> Result<OperatorGrant, Denied> {
        if self.is_operator {
            Ok(OperatorGrant::new(self.clone()))
        } else {
            Err(Denied::Stranger)
        }
    }
}

/// Where a person stands in one organization right now; looked up for every request, so that a
/// change of role works at once.
#[derive(Clone, Debug)]
pub struct Standing {
    /// In which organization.
    pub organization: OrganizationId,
    /// What the organization is.
    pub kind: OrganizationKind,
    /// Whether the organization is active; otherwise only its card can be seen (R16).
    pub is_active: bool,
    /// Whether it has ended by the register: what is there can be read, nothing can be changed (B1).
    pub is_ended: bool,
    /// The person's role there.
    pub role: Role,
    /// Whether the person is the head by the register.
    pub is_head: bool,
}

/// Why a grant was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Not a member: the organization does not exist for this person (404).
    #[error("not a member of the organization")]
    Stranger,
    /// A member without this permission (403, with a way to ask for it).
    #[error("the role does not allow {0:?}")]
    Missing(Permission),
}

impl Standing {
    /// Whether this standing allows something: the one decision of the whole product.
    pub fn allows(&self, permission: Permission) -> bool {
        let fits_kind = if self.kind == OrganizationKind::Authority {
            !permission.is_for_applicant()
        } else {
            !permission.is_for_authority()
        };
        let is_open = self.is_active
            || permission == Permission::ViewOrganization
            || (self.is_ended && permission.is_reading());
        fits_kind && is_open && self.role.permissions().contains(&permission)
    }

    /// Proof that `actor`, standing so, may do what `R` names.
    ///
    /// `self` must have been looked up for this actor; `organizations::standing` is the one place
    /// that does it.
    pub fn grant<R: Right>(&self, actor: &Actor) -> Result<Grant<R>, Denied> {
        if self.allows(R::PERMISSION) {
            Ok(Grant::new(actor.clone(), self))
        } else {
            Err(Denied::Missing(R::PERMISSION))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn standing(kind: OrganizationKind, role: Role) -> Standing {
        Standing {
            organization: OrganizationId(Uuid::nil()),
            kind,
            is_active: true,
            is_ended: false,
            role,
            is_head: false,
        }
    }

    #[test]
    fn nobody_applies_in_an_authority_and_nobody_decides_in_a_company() {
        for role in Role::ALL {
            for permission in Permission::ALL {
                let applies = standing(OrganizationKind::Authority, role).allows(*permission);
                assert!(
                    !(applies && permission.is_for_applicant()),
                    "{role:?} {permission:?}"
                );
                let decides = standing(OrganizationKind::Company, role).allows(*permission);
                assert!(
                    !(decides && permission.is_for_authority()),
                    "{role:?} {permission:?}"
                );
            }
        }
    }

    #[test]
    fn an_inactive_organization_shows_its_card_and_nothing_else() {
        let mut standing = standing(OrganizationKind::Company, Role::Administrator);
        standing.is_active = false;
        let allowed: Vec<_> = Permission::ALL
            .iter()
            .filter(|one| standing.allows(**one))
            .collect();
        assert_eq!(allowed, [&Permission::ViewOrganization]);
    }

    #[test]
    fn an_organization_that_has_ended_is_read_and_not_changed() {
        let mut standing = standing(OrganizationKind::Company, Role::Administrator);
        (standing.is_active, standing.is_ended) = (false, true);
        let allowed: Vec<_> = Permission::ALL
            .iter()
            .filter(|one| standing.allows(**one))
            .collect();
        assert_eq!(
            allowed,
            [
                &Permission::ViewOrganization,
                &Permission::ViewMembers,
                &Permission::ViewApplications,
                &Permission::ViewJournal
            ]
        );
    }

    #[test]
    fn only_administrators_and_controllers_read_the_journal() {
        for role in Role::ALL {
            let reads = standing(OrganizationKind::Company, role).allows(Permission::ViewJournal);
            assert_eq!(
                reads,
                matches!(role, Role::Administrator | Role::Controller),
                "{role:?}"
            );
        }
    }

    #[test]
    fn only_administrators_manage_members() {
        for role in Role::ALL {
            let manages =
                standing(OrganizationKind::Company, role).allows(Permission::ManageMembers);
            assert_eq!(manages, role == Role::Administrator, "{role:?}");
        }
    }
}
