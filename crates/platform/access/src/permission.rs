//! What can be allowed, and a marker type for each so that a grant names it in its type.

/// One thing that a person may be allowed to do in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See the organization's card and dashboard.
    ViewOrganization,
    /// Change the organization's contacts and settings.
    EditOrganization,
    /// See who works here and what they may do.
    ViewMembers,
    /// Invite, change roles, end access.
    ManageMembers,
    /// See applications and drafts, download their files.
    ViewApplications,
    /// Create and fill in applications, answer requests for additions.
    EditApplications,
    /// Submit an application.
    SubmitApplications,
    /// Withdraw a submitted application.
    WithdrawApplications,
    /// Delete drafts (R51: a submitted application is never deleted).
    DeleteDrafts,
    /// Authority: see the queue and what is in it.
    ViewQueue,
    /// Authority: give an application to an employee.
    AssignApplications,
    /// Authority: take, ask for an addition, propose or make a decision at the first step.
    HandleApplications,
    /// Authority: decide at a later approval step.
    ApproveDecisions,
    /// Read, search and export the journal of actions.
    ViewJournal,
}

impl Permission {
    /// All permissions, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::ViewOrganization,
        Self::EditOrganization,
        Self::ViewMembers,
        Self::ManageMembers,
        Self::ViewApplications,
        Self::EditApplications,
        Self::SubmitApplications,
        Self::WithdrawApplications,
        Self::DeleteDrafts,
        Self::ViewQueue,
        Self::AssignApplications,
        Self::HandleApplications,
        Self::ApproveDecisions,
        Self::ViewJournal,
    ];

    /// The stable name in text keys (`permission-view-journal`) and in the matrix.
    pub fn name(self) -> &'static str {
        match self {
            Self::ViewOrganization => "view-organization",
            Self::EditOrganization => "edit-organization",
            Self::ViewMembers => "view-members",
            Self::ManageMembers => "manage-members",
            Self::ViewApplications => "view-applications",
            Self::EditApplications => "edit-applications",
            Self::SubmitApplications => "submit-applications",
            Self::WithdrawApplications => "withdraw-applications",
            Self::DeleteDrafts => "delete-drafts",
            Self::ViewQueue => "view-queue",
            Self::AssignApplications => "assign-applications",
            Self::HandleApplications => "handle-applications",
            Self::ApproveDecisions => "approve-decisions",
            Self::ViewJournal => "view-journal",
        }
    }

    /// Whether it only shows.
    pub fn is_reading(self) -> bool {
        matches!(
            self,
            Self::ViewOrganization
                | Self::ViewMembers
                | Self::ViewApplications
                | Self::ViewQueue
                | Self::ViewJournal
        )
    }

    /// Whether it only makes sense in an authority.
    pub fn is_for_authority(self) -> bool {
        matches!(
            self,
            Self::ViewQueue
                | Self::AssignApplications
                | Self::HandleApplications
                | Self::ApproveDecisions
        )
    }

    /// Whether it only makes sense in an organization that applies.
    pub fn is_for_applicant(self) -> bool {
        matches!(
            self,
            Self::ViewApplications
                | Self::EditApplications
                | Self::SubmitApplications
                | Self::WithdrawApplications
                | Self::DeleteDrafts
        )
    }
}

/// A permission as a type. Implemented only by [`rights`].
pub trait Right: sealed::Sealed + Send + Sync + 'static {
    /// The permission that this type stands for.
    const PERMISSION: Permission;
}

mod sealed {
    /// Keeps [`super::Right`] to this crate.
    pub trait Sealed {}
}

macro_rules! rights {
    ($($name:ident),* $(,)?) => {
        /// One marker type for each [`Permission`], named alike.
        pub mod rights {
            use super::{Permission, Right, sealed::Sealed};
            $(
                #[doc = concat!("See [`Permission::", stringify!($name), "`].")]
                #[derive(Debug)]
                pub enum $name {}
                impl Sealed for $name {}
                impl Right for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*
        }
    };
}

rights!(
    ViewOrganization,
    EditOrganization,
    ViewMembers,
    ManageMembers,
    ViewApplications,
    EditApplications,
    SubmitApplications,
    WithdrawApplications,
    DeleteDrafts,
    ViewQueue,
    AssignApplications,
    HandleApplications,
    ApproveDecisions,
    ViewJournal,
);
