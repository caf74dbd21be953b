//! Proofs of a right. They can only be made by the decision in this crate.

use std::marker::PhantomData;

use crate::{Actor, OrganizationId, OrganizationKind, Right, Role, Standing};

/// Proof that an actor may do what `R` names in one organization, as of this request.
#[derive(Debug)]
pub struct Grant<R: Right> {
    actor: Actor,
    organization: OrganizationId,
    kind: OrganizationKind,
    role: Role,
    right: PhantomData<fn() -> R>,
}

// Written out because a derive would ask `R: Clone`, which markers are not.
impl<R: Right> Clone for Grant<R> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            organization: self.organization,
            kind: self.kind,
            role: self.role,
            right: PhantomData,
        }
    }
}

impl<R: Right> Grant<R> {
    pub(crate) fn new(actor: Actor, standing: &Standing) -> Self {
        Self {
            actor,
            organization: standing.organization,
            kind: standing.kind,
            role: standing.role,
            right: PhantomData,
        }
    }

    /// Who was granted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where.
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// What the organization is.
    pub fn kind(&self) -> OrganizationKind {
        self.kind
    }

    /// In which role; written to the journal.
    pub fn role(&self) -> Role {
        self.role
    }
}

/// Proof that an actor runs the installation.
#[derive(Clone, Debug)]
pub struct OperatorGrant {
    actor: Actor,
}

impl OperatorGrant {
    pub(crate) fn new(actor: Actor) -> Self {
        Self { actor }
    }

    /// Who was granted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}
