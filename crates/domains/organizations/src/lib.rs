//! Organizations, who may act for them and how that was proved.
//!
//! * [`standing`] is asked for every request: what a person is in one organization right now.
//! * [`links`]: a person's request to link an organization, checked against the register and
//!   confirmed or returned by the operator, in [`moderation`].
//! * [`checks`]: the list of checks of such a request, and those that are made later.
//! * [`register`]: linked organizations follow the changes of the register.
//! * [`stops`]: the operator stops and resumes an organization.
//! * [`directory`]: the operator's look-up of organizations and people.
//! * [`inquiries`]: questions about an organization that the register does not know.
//! * [`members`] and [`invitations`]: employees, their roles and end dates.
//! * [`files`]: rows about stored files; the bytes are `blob`'s.
//!
//! Refusals that a person can meet are [`Error`]s with codes `ORG-0NN` and `LNK-0NN`; their texts
//! are `error-<code>` in `locales/*/organizations.ftl`.

pub mod checks;
pub mod directory;
mod error;
pub mod files;
pub mod inquiries;
pub mod invitations;
mod jobs;
pub mod links;
pub mod members;
pub mod moderation;
mod organization;
mod overview;
mod pages;
pub mod paths;
mod people;
pub mod register;
mod sequence;
mod standing;
pub mod stops;

pub use error::{Error, Param};
pub use files::{FileId, NewFile, StoredFile, file};
pub use jobs::{SWEEP, handlers};
pub use members::{Member, MembershipId};
pub use organization::{
    NewOrganization, Organization, OrganizationState, add_member, authority_by_ogrn,
    create_authority, create_confirmed, find, find_by_ogrn, organization,
};
pub use overview::{MyOrganization, MyRequest, memberships_of, open_requests_of, record_sign_in};
pub use pages::pages_of;
pub use sequence::next_number;
pub use standing::standing;
