//! Who may do what: a pure decision, no I/O.
//!
//! A domain function that shows or changes something takes a [`Grant`] (inside an organization) or
//! an [`OperatorGrant`] (over the installation). Neither can be made outside this crate, so without
//! asking [`Standing::grant`] or [`Actor::operator_grant`] the function cannot be called.

mod grant;
mod ids;
mod permission;
mod role;
mod standing;

pub use grant::{Grant, OperatorGrant};
pub use ids::{OrganizationId, PersonId, SessionId};
pub use permission::{Permission, Right, rights};
pub use role::{Role, UnknownRole};
pub use standing::{Actor, Denied, OrganizationKind, Standing};
