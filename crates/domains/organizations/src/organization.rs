//! Organizations themselves.

use access::{Grant, OrganizationId, OrganizationKind, PersonId, Role, rights};
use db::{Announcement, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::Timestamp;
use registry::{Card, Status};
use uuid::Uuid;

use crate::members::{MembershipId, Proof};
use crate::standing::kind;

/// Where an organization stands in the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationState {
    /// Works.
    Active,
    /// Stopped by the operator: only its card is seen.
    Suspended,
    /// Ended by the register: everything is read, nothing is changed.
    Closed,
}

impl OrganizationState {
    /// The stable name in the database and in text keys (`organization-state-active`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Closed]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// An organization's card.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Company, sole trader or authority.
    pub kind: OrganizationKind,
    /// 10 or 12 digits.
    pub inn: String,
    /// 13 or 15 digits.
    pub ogrn: String,
    /// 9 characters, or empty.
    pub kpp: String,
    /// As registered.
    pub name_full: String,
    /// As people call it.
    pub name_short: String,
    /// One line.
    pub address: String,
    /// «Котова Анна Сергеевна», or empty.
    pub head_name: String,
    /// «Генеральный директор», or empty.
    pub head_position: String,
    /// Code and name of the main activity, or empty.
    pub okved: String,
    /// Contact address, or empty.
    pub email: String,
    /// `+7…`, or empty.
    pub phone: String,
    /// IANA name.
    pub time_zone: String,
    /// Works, suspended, closed.
    pub state: OrganizationState,
    /// When its first administrator was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// GUID of the address in ГАР, or empty.
    pub gar_guid: String,
    /// The status in the register, where it was asked.
    pub register_status: Option<Status>,
    /// Since when the data must be confirmed anew: the register has named another head.
    pub reconfirm_since: Option<Timestamp>,
    /// Why the operator has stopped it, or empty.
    pub suspended_reason: String,
}

impl Organization {
    /// «Данные подтверждены» (R35): what gives others access is open only then.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some() && self.reconfirm_since.is_none()
    }
}

/// What is needed to create one. Identifiers are expected to be checked.
#[derive(Clone, Debug, Default)]
pub struct NewOrganization {
    /// 10 or 12 digits.
    pub inn: String,
    /// 13 or 15 digits; unique.
    pub ogrn: String,
    /// 9 characters, or empty.
    pub kpp: String,
    /// As registered.
    pub name_full: String,
    /// As people call it; the full name when empty.
    pub name_short: String,
    /// One line.
    pub address: String,
    /// The head's name, or empty.
    pub head_name: String,
    /// The head's position, or empty.
    pub head_position: String,
    /// Main activity, or empty.
    pub okved: String,
    /// Contact address, or empty.
    pub email: String,
    /// `+7…`, or empty.
    pub phone: String,
    /// GUID of the address in ГАР, or empty.
    pub gar_guid: String,
    /// The status in the register by its stable name, or empty where it was not asked.
    pub register_status: String,
    /// ISO date of the extract that said so, or empty.
    pub register_extract: String,
}

impl NewOrganization {
    /// What the register says about it.
    pub fn from_card(card: &Card) -> Self {
        let head = card.heads.iter().find(|head| head.has_powers());
        let own_name = card.person.as_ref();
        let head_name = head.and_then(|head| head.name.as_ref()).or(own_name);
        Self {
            inn: card.inn.clone().unwrap_or_default(),
            ogrn: card.ogrn.clone(),
            kpp: card.kpp.clone().unwrap_or_default(),
            name_full: card.full_name.clone(),
            name_short: card.readable_name(),
            address: card
                .address
                .as_ref()
                .map(|address| address.line.clone())
                .unwrap_or_default(),
            head_name: head_name
                .map(registry::PersonName::display)
                .or_else(|| {
                    let company = card.managing_company.as_ref()?;
                    Some(registry::readable_name(&company.name))
                })
                .unwrap_or_default(),
            head_position: head.map(|head| head.position.clone()).unwrap_or_default(),
            okved: card
                .main_activity
                .as_ref()
                .map(|activity| format!("{} {}", activity.code, activity.name))
                .unwrap_or_default(),
            email: String::new(),
            phone: String::new(),
            gar_guid: card
                .address
                .as_ref()
                .and_then(|address| address.gar_guid.clone())
                .unwrap_or_default(),
            register_status: card.status.as_str().to_owned(),
            register_extract: card.extracted_on.to_string(),
        }
    }
}

/// Creates an authority, for the admin command and the demo.
pub async fn create_authority(
    unit: &Unit,
    new: &NewOrganization,
) -> Result<OrganizationId, DbError> {
    create(unit, OrganizationKind::Authority, new).await
}

/// Creates an active, confirmed company or sole trader; which of the two, the ОГРН's length tells.
pub async fn create_confirmed(
    unit: &Unit,
    new: &NewOrganization,
) -> Result<OrganizationId, DbError> {
    let kind = if new.ogrn.len() == 15 {
        OrganizationKind::SoleTrader
    } else {
        OrganizationKind::Company
    };
    create(unit, kind, new).await
}

async fn create(
    unit: &Unit,
    kind: OrganizationKind,
    new: &NewOrganization,
) -> Result<OrganizationId, DbError> {
    let id = unit.new_id();
    let name_short = if new.name_short.is_empty() {
        &new.name_full
    } else {
        &new.name_short
    };
    unit.execute(
        "INSERT INTO organizations (id, kind, inn, ogrn, kpp, name_full, name_short, name_lower, address, \
         head_name, head_position, okved, email, phone, state, confirmed_at, created_at, gar_guid, \
         register_status, register_extract) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'active', $15, $15, $16, $17, $18)",
        values![
            id,
            kind.name(),
            new.inn.as_str(),
            new.ogrn.as_str(),
            new.kpp.as_str(),
            new.name_full.as_str(),
            name_short.as_str(),
            format!("{} {}", new.name_full, name_short).to_lowercase(),
            new.address.as_str(),
            new.head_name.as_str(),
            new.head_position.as_str(),
            new.okved.as_str(),
            new.email.as_str(),
            new.phone.as_str(),
            micros(unit.now()),
            new.gar_guid.as_str(),
            new.register_status.as_str(),
            new.register_extract.as_str(),
        ],
    )
    .await?;
    unit.announce(Announcement::Changed(id));
    Ok(OrganizationId(id))
}

/// Makes a person a member without asking anyone, for the admin command, the demo and tests.
pub async fn add_member(
    unit: &Unit,
    organization: OrganizationId,
    person: PersonId,
    role: Role,
    position: &str,
    is_head: bool,
) -> Result<MembershipId, DbError> {
    crate::members::insert(
        unit,
        crate::members::NewMembership {
            organization,
            person,
            role,
            is_head,
            position,
            proof: Proof::Operator,
            proved_name: None,
            valid_until: None,
            created_by: None,
        },
    )
    .await
}

/// The card of the grant's organization; it exists, because the standing was found.
pub async fn organization(
    rows: &impl Rows,
    grant: &Grant<rights::ViewOrganization>,
) -> Result<Organization, DbError> {
    find(rows, grant.organization())
        .await?
        .ok_or_else(|| DbError::Broken {
            column: "memberships.organization_id",
            reason: "no such organization".to_owned(),
        })
}

/// The organization with this id, for other domains; the caller has decided that it may be seen.
pub async fn find(rows: &impl Rows, id: OrganizationId) -> Result<Option<Organization>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM organizations WHERE id = $1");
    read(rows.one(&sql, values![id.0]).await?)
}

/// The organization with this ОГРН or ОГРНИП.
pub async fn find_by_ogrn(rows: &impl Rows, ogrn: &str) -> Result<Option<Organization>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM organizations WHERE ogrn = $1");
    read(rows.one(&sql, values![ogrn]).await?)
}

/// The authority with this ОГРН, which services name as the one that answers.
pub async fn authority_by_ogrn(
    rows: &impl Rows,
    ogrn: &str,
) -> Result<Option<Organization>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM organizations WHERE ogrn = $1 AND kind = 'authority'");
    read(rows.one(&sql, values![ogrn]).await?)
}

pub(crate) const COLUMNS: &str = "id, kind, inn, ogrn, kpp, name_full, name_short, address, head_name, \
                                  head_position, okved, email, phone, time_zone, state, confirmed_at, \
                                  gar_guid, register_status, reconfirm_since, suspended_reason";

#[derive(FromQueryResult)]
pub(crate) struct Row {
    id: Uuid,
    kind: String,
    inn: String,
    ogrn: String,
    kpp: String,
    name_full: String,
    name_short: String,
    address: String,
    head_name: String,
    head_position: String,
    okved: String,
    email: String,
    phone: String,
    time_zone: String,
    state: String,
    confirmed_at: Option<i64>,
    gar_guid: String,
    register_status: String,
    reconfirm_since: Option<i64>,
    suspended_reason: String,
}

fn read(row: Option<Row>) -> Result<Option<Organization>, DbError> {
    row.map(Row::read).transpose()
}

impl Row {
    pub(crate) fn read(self) -> Result<Organization, DbError> {
        Ok(Organization {
            id: OrganizationId(self.id),
            kind: kind(&self.kind)?,
            state: state(&self.state)?,
            confirmed_at: self.confirmed_at.map(timestamp).transpose()?,
            inn: self.inn,
            ogrn: self.ogrn,
            kpp: self.kpp,
            name_full: self.name_full,
            name_short: self.name_short,
            address: self.address,
            head_name: self.head_name,
            head_position: self.head_position,
            okved: self.okved,
            email: self.email,
            phone: self.phone,
            time_zone: self.time_zone,
            gar_guid: self.gar_guid,
            register_status: Status::parse(&self.register_status),
            reconfirm_since: self.reconfirm_since.map(timestamp).transpose()?,
            suspended_reason: self.suspended_reason,
        })
    }
}

pub(crate) fn state(name: &str) -> Result<OrganizationState, DbError> {
    OrganizationState::parse(name).ok_or_else(|| DbError::Broken {
        column: "organizations.state",
        reason: name.to_owned(),
    })
}
