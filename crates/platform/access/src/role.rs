//! Ready roles (R48) as named sets of permissions.

use serde::{Deserialize, Serialize};

use crate::permission::Permission::{
    self, ApproveDecisions, AssignApplications, DeleteDrafts, EditApplications, HandleApplications,
    SubmitApplications, ViewApplications, ViewJournal, ViewMembers, ViewOrganization, ViewQueue,
    WithdrawApplications,
};

/// What an employee is in one organization. The same names serve companies and authorities;
/// which permissions make sense depends on the organization's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Руководитель or a person whom the head trusts with everything.
    Administrator,
    /// Менеджер: runs the work; in an authority, approves decisions.
    Manager,
    /// Бухгалтер: applications with money in them.
    Accountant,
    /// Специалист: prepares and files applications; in an authority, handles them.
    Specialist,
    /// Контролёр: reads everything, the journal included, changes nothing.
    Controller,
    /// Наблюдатель: reads applications.
    Observer,
}

/// A stored or submitted role name that is none of the six.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown role {0:?}")]
pub struct UnknownRole(pub String);

impl Role {
    /// All roles, the mightiest first: the order of choice lists and of the matrix.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Manager,
        Self::Accountant,
        Self::Specialist,
        Self::Controller,
        Self::Observer,
    ];

    /// The stable name in the database, in forms and in text keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Manager => "manager",
            Self::Accountant => "accountant",
            Self::Specialist => "specialist",
            Self::Controller => "controller",
            Self::Observer => "observer",
        }
    }

    /// The role with this stable name.
    pub fn parse(name: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| UnknownRole(name.to_owned()))
    }

    /// What the role allows in an organization of either kind.
    pub fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Administrator => Permission::ALL,
            Self::Manager => &[
                ViewOrganization,
                ViewMembers,
                ViewApplications,
                EditApplications,
                SubmitApplications,
                WithdrawApplications,
                DeleteDrafts,
                ViewQueue,
                AssignApplications,
                HandleApplications,
                ApproveDecisions,
            ],
            Self::Accountant => &[
                ViewOrganization,
                ViewApplications,
                EditApplications,
                SubmitApplications,
                ViewQueue,
            ],
            Self::Specialist => &[
                ViewOrganization,
                ViewApplications,
                EditApplications,
                SubmitApplications,
                DeleteDrafts,
                ViewQueue,
                HandleApplications,
            ],
            Self::Controller => &[
                ViewOrganization,
                ViewMembers,
                ViewApplications,
                ViewQueue,
                ViewJournal,
            ],
            Self::Observer => &[ViewOrganization, ViewApplications, ViewQueue],
        }
    }
}
